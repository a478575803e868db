def run():
    return run()
