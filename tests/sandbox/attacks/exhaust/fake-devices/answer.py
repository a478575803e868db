import os
import sys


def run():
    acts = {
        "ctypes": lambda: __import__("ctypes").string_at(0x10000, 10),
        "socket": lambda: __import__("socket").socket(),
        "connect": lambda: __import__("socket").create_connection(("1.1.1.1", 80)),
        "url": lambda: __import__("urllib.request").request.urlopen("http://1.1.1.1"),
        "subprocess": lambda: __import__("subprocess").run(["ls"]),
        "system": lambda: os.system("ls"),
        "fork": lambda: os.fork(),
        "pool": lambda: __import__("multiprocessing").Pool(1),
        "alarm": lambda: __import__("signal").alarm(1),
        "input": lambda: input(),
        "stdin": lambda: sys.stdin.read(),
        "passwd": lambda: open("/etc/passwd").read(),
        "proc": lambda: open("/proc/self/environ").read(),
        "parent": lambda: os.listdir("/../../.."),
        "kill": lambda: os.kill(0, 9),
        "internals": lambda: __import__("_testinternalcapi"),
        "write": lambda: os.write(3, b"x"),
        "dup": lambda: os.dup2(1, 7),
        "mmap": lambda: __import__("mmap").mmap(-1, 1 << 30),
    }
    for name, act in acts.items():
        try:
            print(name, repr(act())[:100])
        except BaseException as error:
            print(name, type(error).__name__, error)
    return 0
