def table(given):
    raise type(given, (Exception,), {})()
