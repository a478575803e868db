"""For the cases: what has to run on the answer's side. Between the sides lists are copied, which would hide a list that is shared."""


def length(basket):
    return len(basket)


def builtin_bases(kind):
    return [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins" and base is not object]


def list_given(make, lines, more):
    """Changes a list and a basket that was made of it. Returns what the basket had, has, and the list before and after `add`."""
    given = list(lines)
    basket = make(given)
    given.append(more)
    without = list(basket)
    given.pop()
    basket.add(*more)
    kept = list(given)
    given.clear()
    return without, list(basket), kept
