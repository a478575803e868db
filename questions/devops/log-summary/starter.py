def summarize(lines):
    """Summarize a log: routes with percentiles, levels, exceptions, skipped lines."""
    raise NotImplementedError
