def run():
    error = ValueError()
    for _ in range(5000):
        outer = ExceptionGroup("all", [error])
        outer.__cause__ = error
        error = ValueError(outer)
        error.__context__ = outer
    raise error
