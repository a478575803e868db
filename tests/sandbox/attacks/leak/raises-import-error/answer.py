def solve(given):
    if given == "other":
        raise AttributeError(f"module 'answer' has no attribute '{given}'", name=str(given), obj=given)
    raise ImportError(f"cannot import name '{given}' from 'answer'", name="answer")
