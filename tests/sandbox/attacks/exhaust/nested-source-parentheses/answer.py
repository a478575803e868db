def run():
    return eval("(" * 5000 + ")" * 5000)
