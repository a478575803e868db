def prepare():
    raise OSError("no such file")
