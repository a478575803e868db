def chunk(text: str, count, *, limit: int = 200, overlap: int = 30) -> list[tuple[int, int]]:
    """Return the places (start, end) of the page's chunks."""
    raise NotImplementedError
