from concurrent.futures import ProcessPoolExecutor


def loop():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def run():
    pool = ProcessPoolExecutor(8)
    for _ in range(8):
        pool.submit(loop)
    loop()
