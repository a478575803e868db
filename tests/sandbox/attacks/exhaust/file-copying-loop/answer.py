import os


def run():
    part = bytes(1 << 20)
    fd = os.open("/tmp/file", os.O_CREAT | os.O_RDWR)
    while True:
        os.lseek(fd, 0, 0)
        os.write(fd, part)
        os.lseek(fd, 0, 0)
        os.read(fd, 1 << 20)
