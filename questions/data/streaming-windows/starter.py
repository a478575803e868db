def summarize(readings, width, lateness=0, on_late=None):
    """Return an iterator over the summaries of `readings`."""
    raise NotImplementedError
