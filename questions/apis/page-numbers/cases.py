import random

import pytest
from answer import list_page


def body(items, page, page_size, total, pages, following, previous):
    """The body of a good response."""
    return {
        "items": items,
        "page": page,
        "page_size": page_size,
        "total": total,
        "pages": pages,
        "next": following,
        "previous": previous,
    }


def numbers(first, last):
    return list(range(first, last + 1))


def refuses(name, texts, problem):
    """Each text alone is this problem of the parameter, and of no other."""
    for text in texts:
        assert list_page(numbers(1, 9), {name: [text]}) == (422, {"errors": {name: problem}}), text


@pytest.mark.sample
def test_first_page():
    """If both parameters are absent, it is page 1 with a page_size of 20"""
    assert list_page(numbers(1, 45), {}) == (200, body(numbers(1, 20), 1, 20, 45, 3, 2, None))
    assert list_page(["a", "b"], {}) == (200, body(["a", "b"], 1, 20, 2, 1, None, None))


@pytest.mark.sample
def test_page_in_the_middle():
    """A page has its items in the list's order, with the page before and the following one"""
    items = ["pear", {"id": 7}, "fig", None, "fig", "apple", "kiwi"]
    params = {"page": ["2"], "page_size": ["3"]}
    assert list_page(items, params) == (200, body([None, "fig", "apple"], 2, 3, 7, 3, 3, 1))
    assert list_page(numbers(1, 70), {"page": ["3"]}) == (200, body(numbers(41, 60), 3, 20, 70, 4, 4, 2))
    assert list_page(numbers(1, 7), {"page_size": ["5"]}) == (200, body(numbers(1, 5), 1, 5, 7, 2, 2, None))


@pytest.mark.points(2)
def test_last_page():
    """The following page of the last one has no items, so next is None, full or not"""
    assert list_page(numbers(1, 7), {"page": ["3"], "page_size": ["3"]}) == (200, body([7], 3, 3, 7, 3, None, 2))
    assert list_page(numbers(1, 6), {"page": ["2"], "page_size": ["3"]}) == (200, body([4, 5, 6], 2, 3, 6, 2, None, 1))
    assert list_page(numbers(1, 20), {}) == (200, body(numbers(1, 20), 1, 20, 20, 1, None, None))
    assert list_page(numbers(1, 21), {}) == (200, body(numbers(1, 20), 1, 20, 21, 2, 2, None))
    assert list_page(numbers(1, 3), {"page": ["3"], "page_size": ["1"]}) == (200, body([3], 3, 1, 3, 3, None, 2))


@pytest.mark.points(2)
def test_after_the_last_page():
    """A page after the last one is no error: it has no items, and its previous is the last page"""
    for page in (4, 5, 99, 10**18):
        params = {"page": [str(page)], "page_size": ["3"]}
        assert list_page(numbers(1, 7), params) == (200, body([], page, 3, 7, 3, None, 3))
    assert list_page(numbers(1, 6), {"page": ["3"], "page_size": ["3"]}) == (200, body([], 3, 3, 6, 2, None, 2))
    assert list_page(["a"], {"page": ["2"]}) == (200, body([], 2, 20, 1, 1, None, 1))
    assert list_page(["a"], {"page": ["7"]}) == (200, body([], 7, 20, 1, 1, None, 1))


def test_empty_list():
    """An empty list has 0 pages, and there is no next and no previous page with items"""
    assert list_page([], {}) == (200, body([], 1, 20, 0, 0, None, None))
    assert list_page([], {"page": ["2"], "page_size": ["5"]}) == (200, body([], 2, 5, 0, 0, None, None))
    assert list_page([], {"page": ["3"]}) == (200, body([], 3, 20, 0, 0, None, None))


@pytest.mark.points(2)
def test_random_lists():
    """Each page of a random list has its part of the items, and the numbers of the pages beside it"""
    for full in (True, False):
        size = random.randint(2, 9)
        pages = random.randint(3, 6)
        total = pages * size if full else pages * size - random.randint(1, size - 1)
        items = [random.randint(0, 999) for _ in range(total)]
        for page in range(1, pages + 1):
            part = [items[index] for index in range(total) if (page - 1) * size <= index < page * size]
            following = page + 1 if page < pages else None
            previous = page - 1 if page > 1 else None
            params = {"page": [str(page)], "page_size": [str(size)]}
            assert list_page(items, params) == (200, body(part, page, size, total, pages, following, previous))


@pytest.mark.sample
def test_every_problem():
    """The status 422 has the problem of every parameter that has one"""
    items = numbers(1, 9)
    errors = {"page": "too small", "page_size": "too large"}
    assert list_page(items, {"page": ["0"], "page_size": ["101"]}) == (422, {"errors": errors})
    errors = {"page": "invalid", "page_size": "repeated"}
    assert list_page(items, {"page_size": ["5", "6"], "page": ["two"]}) == (422, {"errors": errors})
    assert list_page(items, {"page": ["two"], "page_size": ["5"]}) == (422, {"errors": {"page": "invalid"}})
    assert list_page(items, {"page": ["1"], "page_size": ["0"]}) == (422, {"errors": {"page_size": "too small"}})


@pytest.mark.points(2)
def test_invalid_numbers():
    """A value that isn't digits 0 to 9 only is invalid"""
    texts = ["two", "-1", "+1", "1.0", "1_0", " 1", "1 ", "1\n", "²", "٣", "1e1", "0x1", "1,0", "-0", "1;2", "None"]
    refuses("page", texts, "invalid")
    refuses("page_size", texts, "invalid")


def test_empty_value():
    """The empty text is invalid; a parameter with it isn't absent"""
    refuses("page", [""], "invalid")
    refuses("page_size", [""], "invalid")
    assert list_page([], {"page": [""], "page_size": [""]}) == (422, {"errors": {"page": "invalid", "page_size": "invalid"}})


@pytest.mark.points(2)
def test_bounds():
    """A number less than the smallest is too small, one greater than the largest is too large; 007 is 7"""
    refuses("page", ["0", "00"], "too small")
    refuses("page_size", ["0", "000"], "too small")
    refuses("page_size", ["101", "0101", "1000000", "9" * 30], "too large")
    items = numbers(1, 250)
    assert list_page(items, {"page_size": ["1"]}) == (200, body([1], 1, 1, 250, 250, 2, None))
    assert list_page(items, {"page_size": ["100"]}) == (200, body(numbers(1, 100), 1, 100, 250, 3, 2, None))
    assert list_page(items, {"page_size": ["99"]}) == (200, body(numbers(1, 99), 1, 99, 250, 3, 2, None))
    assert list_page(items, {"page": ["007"], "page_size": ["010"]}) == (200, body(numbers(61, 70), 7, 10, 250, 25, 8, 6))
    assert list_page(items, {"page": ["101"], "page_size": ["2"]}) == (200, body([201, 202], 101, 2, 250, 125, 102, 100))


def test_repeated():
    """A parameter with more than one value is repeated, whatever the values are, equal ones included"""
    for values in (["1", "2"], ["2", "2"], ["1", "two"], ["two", "1"], ["", "1"], ["1", ""], ["0", "0", "0"], ["500", "500"]):
        for name in ("page", "page_size"):
            assert list_page(numbers(1, 9), {name: list(values)}) == (422, {"errors": {name: "repeated"}})


def test_other_parameters():
    """Other parameters are ignored, whatever their values are"""
    params = {"sort": ["name", "age"], "limit": ["two"], "Page": ["0"], "page": ["2"], "pagesize": ["7"], "page_size": ["2"], "": [""]}
    assert list_page(numbers(1, 5), params) == (200, body([3, 4], 2, 2, 5, 3, 3, 1))


def test_arguments_stay():
    """The list and the parameters belong to the caller and stay as they are"""
    for given, expected in (
        ({"page": ["2"], "page_size": ["2"]}, 200),
        ({"page": ["x", "y"], "q": ["1"]}, 422),
        ({"page_size": ["two"]}, 422),
        ({"page": ["1"]}, 200),
        ({}, 200),
    ):
        items, params = ["c", "a", "b", "a"], {name: list(values) for name, values in given.items()}
        assert list_page(items, params)[0] == expected
        assert items == ["c", "a", "b", "a"]
        assert params == given
