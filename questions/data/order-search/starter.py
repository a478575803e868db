COLUMNS = {
    "id": "o.id",
    "customer": "c.name",
    "status": "o.status",
    "total": "o.total_cents",
    "created": "o.created_at",
    "note": "o.note",
}

OPERATORS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "in": "IN", "contains": "LIKE"}


class QueryError(Exception):
    """The request asks for something that isn't allowed."""


def quote(value):
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def condition(field, op, value):
    column = COLUMNS.get(field, field)
    if op == "in":
        return f"{column} IN ({', '.join(quote(item) for item in value)})"
    if op == "contains":
        return f"{column} LIKE {quote('%' + value + '%')}"
    return f"{column} {OPERATORS[op]} {quote(value)}"


def build_query(tenant, filters=(), search="", sort="", limit=50):
    """Return (sql, params) of the search."""
    sql = "SELECT o.id, c.name, o.total_cents FROM orders o JOIN customers c ON c.id = o.customer_id"
    sql += f" WHERE o.tenant_id = {tenant}"
    for field, op, value in filters:
        sql += " AND " + condition(field, op, value)
    if search:
        sql += f" AND {condition('customer', 'contains', search)} OR {condition('note', 'contains', search)}"
    sql += " ORDER BY " + (sort.replace("-", "") or "o.id")
    if sort.startswith("-"):
        sql += " DESC"
    sql += f" LIMIT {limit}"
    return sql, []
