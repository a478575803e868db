# fails: test_every_problem, test_bounds
# Takes the largest page size instead of refusing a larger one: the client believes that it has got 500 items.
import re

DIGITS = re.compile(r"[0-9]+")
# Name: value if absent, smallest, largest.
PARAMETERS = {"page": (1, 1, None), "page_size": (20, 1, 100)}


def read(values, default, smallest, largest):
    """The number that a parameter has, or ValueError with its problem."""
    if values is None:
        return default
    if len(values) > 1:
        raise ValueError("repeated")
    if not DIGITS.fullmatch(values[0]):
        raise ValueError("invalid")
    number = int(values[0])
    if number < smallest:
        raise ValueError("too small")
    if largest is not None and number > largest:
        return largest
    return number


def list_page(items: list, params: dict[str, list[str]]) -> tuple[int, dict]:
    """Return the status and the body of the response."""
    numbers, errors = {}, {}
    for name, rule in PARAMETERS.items():
        try:
            numbers[name] = read(params.get(name), *rule)
        except ValueError as problem:
            errors[name] = str(problem)
    if errors:
        return 422, {"errors": errors}
    page, size = numbers["page"], numbers["page_size"]
    pages = (len(items) + size - 1) // size
    return 200, {
        "items": items[(page - 1) * size : page * size],
        "page": page,
        "page_size": size,
        "total": len(items),
        "pages": pages,
        "next": page + 1 if page < pages else None,
        "previous": min(page - 1, pages) or None,
    }
