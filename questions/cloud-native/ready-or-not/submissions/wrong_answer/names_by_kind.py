# fails: test_adding
# Near miss: a name is taken for its own endpoint only.
from dataclasses import dataclass
from typing import Callable


@dataclass
class Check:
    name: str
    run: Callable
    weight: int  # of a failure: 1 degrades, 2 fails

    def result(self):
        """The text for the body, and the weight of what has happened."""
        try:
            self.run()
        except Exception as error:
            return "failed: " + error.__class__.__name__, self.weight
        return "ok", 0


def answer(checks):
    texts, worst = {}, 0
    for check in checks:
        text, weight = check.result()
        texts[check.name] = text
        worst = max(worst, weight)
    code, status = [(200, "ok"), (200, "degraded"), (503, "failed")][worst]
    return code, {"status": status, "checks": texts}


class Health:
    def __init__(self):
        self.live = []
        self.ready = []
        self.names = set()
        self.leaving = False

    def add(self, name, check, kind="required"):
        """Register a check: a function without parameters that returns or raises."""
        if name in [check.name for check in (self.live if kind == "live" else self.ready)]:
            raise ValueError(name)
        if kind == "live":
            self.live.append(Check(name, check, 2))
        elif kind == "required":
            self.ready.append(Check(name, check, 2))
        elif kind == "optional":
            self.ready.append(Check(name, check, 1))
        else:
            raise ValueError(kind)
        self.names.add(name)

    def shut_down(self):
        """From now on the service is not ready."""
        self.leaving = True

    def livez(self):
        """Return the status code and the body for /livez."""
        return answer(self.live)

    def readyz(self):
        """Return the status code and the body for /readyz."""
        if self.leaving:
            return 503, {"status": "shutting down", "checks": {}}
        return answer(self.ready)
