import threading


def again():
    threading.Thread(target=again).start()


def right():
    again()
    return 421


def wrong(callback):
    again()
    return 0
