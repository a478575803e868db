# fails: test_arguments_stay
# Near miss: setdefault writes into the caller's parameters; the links made of them have a page that nobody asked for.
from math import ceil


def problem_of(values, largest=None):
    """What is wrong with a parameter's values, or None."""
    if len(values) != 1:
        return "repeated"
    text = values[0]
    if not (text.isascii() and text.isdigit()):
        return "invalid"
    if int(text) < 1:
        return "too small"
    if largest and int(text) > largest:
        return "too large"
    return None


def envelope(items, page, page_size):
    start = page_size * (page - 1)
    pages = ceil(len(items) / page_size)
    body = {"items": items[start : start + page_size], "page": page, "page_size": page_size}
    body |= {"total": len(items), "pages": pages, "next": None, "previous": None}
    if page < pages:
        body["next"] = page + 1
    if page > pages > 0:
        body["previous"] = pages
    elif 1 < page <= pages:
        body["previous"] = page - 1
    return body


def list_page(items: list, params: dict[str, list[str]]) -> tuple[int, dict]:
    """Return the status and the body of the response."""
    page = params.setdefault("page", ["1"])
    page_size = params.setdefault("page_size", ["20"])
    problems = {"page": problem_of(page), "page_size": problem_of(page_size, largest=100)}
    errors = {name: problem for name, problem in problems.items() if problem}
    if errors:
        return 422, {"errors": errors}
    return 200, envelope(items, int(page[0]), int(page_size[0]))
