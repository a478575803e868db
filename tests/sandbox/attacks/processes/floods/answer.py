from multiprocessing import Pool


def flood(_):
    while True:
        print("x" * 1000)


def run():
    with Pool(8) as pool:
        return pool.map(flood, range(8))
