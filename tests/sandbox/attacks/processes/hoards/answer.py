import multiprocessing
import time


def hoard():
    held = []
    try:
        while True:
            held.append(bytearray(1 << 20))
    except MemoryError:
        time.sleep(10)


def run():
    processes = [multiprocessing.Process(target=hoard) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
