import warnings


def old_way(number):
    warnings.warn("use new_way", DeprecationWarning, stacklevel=2)
    return new_way(number)


def new_way(number):
    return number + 1
