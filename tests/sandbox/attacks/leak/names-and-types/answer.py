def solve(given):
    text = str(given)
    return type(text, (), {"__module__": text, "__repr__": lambda self: text, "__doc__": text})()
