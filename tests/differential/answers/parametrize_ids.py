def kind(value):
    return "str" if isinstance(value, (str, bytes)) else type(value).__name__
