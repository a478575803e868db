# fails: test_unknown_fields_and_ops
# Near miss: catches only KeyError; a list as the field is unhashable, and the TypeError becomes a 500.
COLUMNS = {
    "id": "o.id",
    "customer": "c.name",
    "status": "o.status",
    "total": "o.total_cents",
    "created": "o.created_at",
    "note": "o.note",
}

SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
ESCAPES = str.maketrans({"%": "!%", "_": "!_", "!": "!!"})


class QueryError(Exception):
    """The request asks for something that isn't allowed."""


class Builder:
    def __init__(self):
        self.text = "SELECT o.id, c.name, o.total_cents FROM orders o JOIN customers c ON c.id = o.customer_id\nWHERE "
        self.params = []

    def add(self, text, *params):
        self.text += text
        self.params += params

    def filter(self, field, op, value):
        column = lookup(field)
        match op, value:
            case "eq", None:
                self.add(f"{column} IS NULL")
            case "ne", None:
                self.add(f"{column} IS NOT NULL")
            case "in", [] | ():
                self.add("1 = 0")
            case "in", [*values]:
                self.add(f"{column} IN ({', '.join('?' for _ in values)})", *map(scalar, values))
            case "contains", str():
                self.contains(column, value)
            case str(), _ if op in SIGNS:
                self.add(f"{column} {SIGNS[op]} ?", scalar(value))
            case _:
                raise QueryError(f"can't filter {field} with {op!r}")

    def contains(self, column, text):
        self.add(f"{column} LIKE ? ESCAPE '!'", f"%{text.translate(ESCAPES)}%")

    def search(self, text):
        self.add("(")
        self.contains(COLUMNS["customer"], text)
        self.add(" OR ")
        self.contains(COLUMNS["note"], text)
        self.add(")")

    def order(self, sort):
        keys = [(key[1:], " DESC") if key[:1] == "-" else (key, "") for key in sort.split(",")] if sort else []
        if "id" not in dict(keys):
            keys.append(("id", ""))
        self.add("\nORDER BY " + ", ".join(lookup(field) + direction for field, direction in keys))


def lookup(field):
    try:
        return COLUMNS[field]
    except KeyError:
        raise QueryError(f"unknown field {field!r}") from None


def scalar(value):
    if type(value) not in (str, int, float):
        raise QueryError(f"{value!r} is not a value to compare with")
    return value


def build_query(tenant, filters=(), search="", sort="", limit=50):
    """Return (sql, params) of the search."""
    if not (isinstance(search, str) and isinstance(sort, str) and isinstance(filters, (list, tuple))):
        raise QueryError("search and sort are strings, filters a list")
    if type(limit) is not int or not 0 < limit < 201:
        raise QueryError("limit is an int from 1 to 200")
    query = Builder()
    query.add("o.tenant_id = ?", tenant)
    for each in filters:
        match each:
            case [field, op, value]:
                query.add("\nAND ")
                query.filter(field, op, value)
            case _:
                raise QueryError("a filter is [field, op, value]")
    if search:
        query.add("\nAND ")
        query.search(search)
    query.order(sort)
    query.add("\nLIMIT ?", limit)
    return query.text, query.params
