def run():
    while True:
        print("x" * 1000)
