"""What a careless caller does with the dicts. It runs beside the answer, so these are the very dicts that the answer returned."""


def count_and_change(counter, take):
    """The dict that `take` of the counter returned: as it is after another view, and after the caller has changed it."""
    counter.count("/cart")
    taken = getattr(counter, take)()
    counter.count("/cart")
    before = dict(taken)
    taken["/cart"] = 1000
    taken["/made-up"] = 1
    return before, dict(taken)
