import random

import pytest
from answer import QueryError, build_query

SELECT = "SELECT o.id, c.name, o.total_cents FROM orders o JOIN customers c ON c.id = o.customer_id"


def query(*args, **kwargs):
    """The SQL with single spaces, and the parameters."""
    sql, params = build_query(*args, **kwargs)
    assert type(sql) is str
    assert type(params) is list
    return " ".join(sql.split()), params


def conditions(filters, search=""):
    """What stands after the tenant's condition, and its parameters."""
    sql, params = query(7, filters, search)
    start, end = f"{SELECT} WHERE o.tenant_id = ? AND ", " ORDER BY o.id LIMIT ?"
    assert sql[: len(start)] == start
    assert sql[-len(end) :] == end
    assert params[0] == 7
    assert params[-1] == 50
    return sql[len(start) : -len(end)], params[1:-1]


def order(sort):
    sql, params = query(7, sort=sort)
    assert params == [7, 50]
    start, end = f"{SELECT} WHERE o.tenant_id = ? ORDER BY ", " LIMIT ?"
    assert sql[: len(start)] == start
    assert sql[-len(end) :] == end
    return sql[len(start) : -len(end)]


def refused(*args, **kwargs):
    with pytest.raises(QueryError):
        build_query(7, *args, **kwargs)


@pytest.mark.sample
def test_tenant_and_limit():
    """The tenant is the first parameter and the limit the last, 50 if none is given"""
    assert query(7) == (f"{SELECT} WHERE o.tenant_id = ? ORDER BY o.id LIMIT ?", [7, 50])
    assert query("acme", limit=20) == (f"{SELECT} WHERE o.tenant_id = ? ORDER BY o.id LIMIT ?", ["acme", 20])
    assert query(7, [], "", "", 3)[1] == [7, 3]


@pytest.mark.sample
def test_comparisons():
    """Each comparison has its column, its operator and a ? for the value"""
    expected = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
    for op, sign in expected.items():
        assert conditions([["total", op, 1500]]) == (f"o.total_cents {sign} ?", [1500])
        assert conditions([("status", op, "paid")]) == (f"o.status {sign} ?", ["paid"])
    columns = {"id": "o.id", "customer": "c.name", "created": "o.created_at", "note": "o.note"}
    for field, column in columns.items():
        assert conditions([[field, "eq", 0.5]]) == (f"{column} = ?", [0.5])
    assert conditions([["note", "eq", ""]]) == ("o.note = ?", [""])
    assert conditions([["total", "gt", 0]]) == ("o.total_cents > ?", [0])


def test_none():
    """None becomes IS NULL and IS NOT NULL without a parameter, and no other op takes it"""
    assert conditions([["status", "eq", None]]) == ("o.status IS NULL", [])
    assert conditions([["note", "ne", None]]) == ("o.note IS NOT NULL", [])
    for op in ("lt", "le", "gt", "ge", "in", "contains"):
        refused([["status", op, None]])


def test_in():
    """One ? for each value of in; an empty one finds nothing, and only a list or tuple will do"""
    assert conditions([["status", "in", ["new", "paid", "sent"]]]) == ("o.status IN (?, ?, ?)", ["new", "paid", "sent"])
    assert conditions([["id", "in", (4, 0.5)]]) == ("o.id IN (?, ?)", [4, 0.5])
    assert conditions([["id", "in", [""]]]) == ("o.id IN (?)", [""])
    assert conditions([["id", "in", []]]) == ("1 = 0", [])
    assert conditions([["id", "in", ()]]) == ("1 = 0", [])
    for value in ("new", "", {"new": 1}, {}, 5, 0, [None], ["new", None], [True], [["new"]], [{}]):
        refused([["status", "in", value]])


def test_contains():
    """Contains has the string between two %, and %, _ and ! that the user has typed stand for themselves"""
    for field, column in (("customer", "c.name"), ("note", "o.note")):
        assert conditions([[field, "contains", "O'Brien"]]) == (f"{column} LIKE ? ESCAPE '!'", ["%O'Brien%"])
    expected = {
        "": "%%",
        "50%": "%50!%%",
        "a_b": "%a!_b%",
        "wow!": "%wow!!%",
        "!%_": "%!!!%!_%",
        "!!": "%!!!!%",
        "\\": "%\\%",
        "?": "%?%",
    }
    for text, param in expected.items():
        assert conditions([["note", "contains", text]]) == ("o.note LIKE ? ESCAPE '!'", [param])
    for value in (5, 0.5, True, ["x"], {}):
        refused([["note", "contains", value]])


def test_several_filters():
    """Conditions and parameters are in the order of the filters, and the search is the last condition"""
    filters = [
        ["status", "ne", None],
        ["total", "ge", 5],
        ["id", "in", [3, 1, 2]],
        ["total", "lt", 9],
        ["note", "contains", "x"],
        ["id", "in", []],
    ]
    sql, params = conditions(filters, "kim")
    assert sql == (
        "o.status IS NOT NULL AND o.total_cents >= ? AND o.id IN (?, ?, ?) AND o.total_cents < ?"
        " AND o.note LIKE ? ESCAPE '!' AND 1 = 0"
        " AND (c.name LIKE ? ESCAPE '!' OR o.note LIKE ? ESCAPE '!')"
    )
    assert params == [5, 3, 1, 2, 9, "%x%", "%kim%", "%kim%"]
    assert conditions(tuple(map(tuple, filters)), "kim") == (sql, params)


@pytest.mark.points(2)
def test_hostile_values():
    """No value that a user sends becomes SQL: it is a parameter, unchanged"""
    sql_of = {}
    for _ in range(12):
        word = "".join(random.choices("'\"\\;-?) =#", k=8)) + f"zq{random.randint(100, 999)}"
        number = random.randint(10**6, 10**7)
        filters = [["status", "eq", word], ["customer", "in", [word, number]], ["total", "gt", number]]
        sql, params = query(7, [*filters, ["note", "contains", word]], search=word, limit=random.randint(1, 200))
        assert params[:-1] == [7, word, word, number, number, f"%{word}%", f"%{word}%", f"%{word}%"]
        sql_of[sql] = word
    # The same question with other values is the same SQL.
    assert len(sql_of) == 1


def test_search():
    """The search is one condition in parentheses, contained in the name or the note, with its characters escaped"""
    condition = "(c.name LIKE ? ESCAPE '!' OR o.note LIKE ? ESCAPE '!')"
    assert conditions([], "kim") == (condition, ["%kim%", "%kim%"])
    assert conditions([], "100%_!") == (condition, ["%100!%!_!!%"] * 2)
    assert conditions([], " ") == (condition, ["% %"] * 2)
    for search in (None, 5, 0, ["kim"], [], {}, False, True):
        refused([], search)


def test_sort():
    """Sorts by the fields in the order given, and a - means DESC for its own field"""
    assert order("created,-total") == "o.created_at, o.total_cents DESC, o.id"
    assert order("-created,total") == "o.created_at DESC, o.total_cents, o.id"
    assert order("-status,-customer,note") == "o.status DESC, c.name DESC, o.note, o.id"


def test_sort_ends_with_id():
    """The id comes last unless it is among the fields"""
    assert order("") == "o.id"
    assert order("total") == "o.total_cents, o.id"
    assert order("id") == "o.id"
    assert order("-id") == "o.id DESC"
    assert order("id,total") == "o.id, o.total_cents"
    assert order("status,-id,total") == "o.status, o.id DESC, o.total_cents"


def test_hostile_sort():
    """A sort that isn't a string of fields with commas between is refused"""
    bad = ["total; DROP TABLE orders", "o.total_cents", "total DESC", "1", "total,", ",total", ",", " ", "-", "--total"]
    for sort in [*bad, "total,-", "total, id", "+total", "TOTAL", "total-", "created,secret", "(SELECT 1)", "o.id"]:
        refused(sort=sort)
    for sort in (None, 5, 0, ["total"], [], {"total": 1}, False, True):
        refused(sort=sort)


def test_unknown_fields_and_ops():
    """An unknown field or op is refused"""
    for field in ("secret", "o.id", "c.name", "id; --", "", "ID", "id ", None, 0, 1.5, True, [], ["id"], {}, {"id": 1}):
        for op, value in (("eq", 1), ("eq", None), ("in", []), ("in", [1]), ("contains", "x")):
            refused([[field, op, value]])
    for op in ("=", "EQ", "like", "or", "IS NOT NULL OR 1 =", "", "not in", None, 0, True, [], ["eq"], {}, {"eq": 1}):
        for value in (1, None, [], "x"):
            refused([["id", op, value]])


def test_values_of_other_kinds():
    """A value of any other kind is refused, a bool too"""
    for op in ("eq", "ne", "lt", "le", "gt", "ge"):
        for value in (True, False, [], ["a"], {}, {"a": 1}, [None]):
            refused([["total", op, value]])
    # Also behind filters that are all right.
    refused([["total", "eq", 1], ["total", "eq", [1]]])


def test_malformed_filters():
    """A filter that isn't a list or tuple of three is refused"""
    for bad in (None, 5, True, "abc", "id", [], ["id"], ["id", "eq"], ["id", "eq", 1, 2], {}, {"id": 1, "eq": 2, "x": 3}):
        refused([bad])
        refused([["id", "eq", 1], bad])
    for filters in (None, 5, True, "abc", {"id": 1}):
        refused(filters)


def test_limit_range():
    """A limit is an int from 1 to 200, and anything else is refused"""
    for limit in (1, 2, 199, 200):
        assert query(7, limit=limit)[1] == [7, limit]
    for limit in (0, -1, 201, 10**9, True, False, 1.0, 50.5, "50", "1; --", None, [50], {}):
        refused(limit=limit)
