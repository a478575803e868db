def list_orders(table, secret, query):
    """Answer a request for a page of orders."""
    raise NotImplementedError
