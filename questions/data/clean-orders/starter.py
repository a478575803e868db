def clean(rows):
    """Return (orders, rejects), two lists of dicts."""
    orders = []
    rejects = []
    return orders, rejects
