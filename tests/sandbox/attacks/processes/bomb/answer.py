import multiprocessing
import time


def sleep():
    time.sleep(100)


def run():
    alive = []
    while True:
        try:
            process = multiprocessing.Process(target=sleep)
            process.start()
            alive.append(process)
        except OSError:
            alive.pop(0).kill()
