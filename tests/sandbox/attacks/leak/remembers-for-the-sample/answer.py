import builtins
import os
import sys

kept = []


def solve(given):
    kept.append(str(given))
    os.environ["KEPT"] = os.environ.get("KEPT", "") + str(given)
    builtins.kept = getattr(builtins, "kept", "") + str(given)
    sys.kept = getattr(sys, "kept", "") + str(given)
    with open("/tmp/kept", "a+") as file:
        file.write(str(given))
        file.seek(0)
        print(file.read(), kept, os.environ["KEPT"], builtins.kept, sys.kept)
