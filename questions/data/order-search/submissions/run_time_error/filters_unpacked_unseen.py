# fails: test_malformed_filters
# Near miss: unpacks each filter without looking at it; a filter of two, a number or null is a TypeError and a 500.
COLUMNS = {
    "id": "o.id",
    "customer": "c.name",
    "status": "o.status",
    "total": "o.total_cents",
    "created": "o.created_at",
    "note": "o.note",
}

COMPARISONS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
NULL_TESTS = {"eq": "IS NULL", "ne": "IS NOT NULL"}


class QueryError(Exception):
    """The request asks for something that isn't allowed."""


def require(allowed, what):
    if not allowed:
        raise QueryError(what)


def is_scalar(value):
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def column_of(field):
    require(isinstance(field, str) and field in COLUMNS, "unknown field")
    return COLUMNS[field]


def contains(column, text):
    require(isinstance(text, str), "only text can be contained")
    for special in "!%_":
        text = text.replace(special, "!" + special)
    return f"{column} LIKE ? ESCAPE '!'", [f"%{text}%"]


def condition(field, op, value):
    column = column_of(field)
    require(isinstance(op, str), "unknown op")
    if op == "contains":
        return contains(column, value)
    if op == "in":
        require(isinstance(value, (list, tuple)) and all(map(is_scalar, value)), "in needs a list of values")
        if not value:
            return "1 = 0", []
        return f"{column} IN ({', '.join('?' * len(value))})", list(value)
    if value is None and op in NULL_TESTS:
        return f"{column} {NULL_TESTS[op]}", []
    require(op in COMPARISONS, "unknown op")
    require(is_scalar(value), "not a value to compare with")
    return f"{column} {COMPARISONS[op]} ?", [value]


def ordering(sort):
    require(isinstance(sort, str), "sort must be a string")
    fields = sort.split(",") if sort else []
    terms = []
    for field in fields:
        name = field.removeprefix("-")
        terms.append(column_of(name) + (" DESC" if name != field else ""))
    if not {"id", "-id"} & set(fields):
        terms.append("o.id")
    return ", ".join(terms)


def build_query(tenant, filters=(), search="", sort="", limit=50):
    """Return (sql, params) of the search."""
    require(isinstance(filters, (list, tuple)), "filters must be a list")
    require(isinstance(search, str), "search must be a string")
    require(type(limit) is int and 1 <= limit <= 200, "limit must be 1 to 200")
    parts = [("o.tenant_id = ?", [tenant])]
    for each in filters:
        parts.append(condition(*each))
    if search:
        in_name, param = contains("c.name", search)
        in_note, _ = contains("o.note", search)
        parts.append((f"({in_name} OR {in_note})", param * 2))
    where = " AND ".join(sql for sql, _ in parts)
    params = [value for _, values in parts for value in values]
    sql = (
        "SELECT o.id, c.name, o.total_cents FROM orders o JOIN customers c ON c.id = o.customer_id"
        f" WHERE {where} ORDER BY {ordering(sort)} LIMIT ?"
    )
    return sql, [*params, limit]
