def check_all(values):
    problems = []
    for value in values:
        if isinstance(value, str):
            problems.append(ValueError(f"text {value!r}"))
        else:
            problems.append(TypeError(f"not text: {value!r}"))
    if problems:
        raise ExceptionGroup(f"{len(problems)} problems", problems)


def check_nested(value):
    raise ExceptionGroup("outer", [ExceptionGroup("inner", [ValueError(value)])])
