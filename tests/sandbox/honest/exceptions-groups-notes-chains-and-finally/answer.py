def chained():
    try:
        {}["missing"]
    except KeyError as error:
        raise RuntimeError("no luck") from error


def grouped():
    raise ExceptionGroup("several", [ValueError("a"), TypeError("b")])


def noted():
    error = ValueError("bad")
    error.add_note("seen here")
    raise error


def cleanup(log):
    try:
        return "body"
    finally:
        log.append("cleaned")


def swallow():
    try:
        assert False, "my own check"
    except AssertionError:
        return "handled"


def leave():
    raise SystemExit(3)
