from concurrent.futures import ProcessPoolExecutor


def double(data):
    return data * 2


def run():
    data = b"x"
    with ProcessPoolExecutor(1) as pool:
        while True:
            data = pool.submit(double, data).result()
