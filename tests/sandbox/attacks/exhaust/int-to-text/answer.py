def run():
    import sys

    sys.set_int_max_str_digits(0)
    return int(str(7**2_000_000)) == 1
