def list_page(items: list, params: dict[str, list[str]]) -> tuple[int, dict]:
    """Return the status and the body of the response."""
    raise NotImplementedError
