def table(given):
    raise ImportError(f"cannot import name '{given}'", name="answer")
