def parse_duration(text: str) -> int:
    """Return the seconds in a duration such as 1h30m."""
    raise NotImplementedError
