# fails: test_alive_while_shutting_down
# Near miss: livez is bad during the shutdown, too: the container is killed in the middle of its last requests.
KINDS = ("live", "required", "optional")


class Health:
    def __init__(self):
        self._checks = {}  # name: (kind, check)
        self._shutting_down = False

    def add(self, name, check, kind="required"):
        """Register a check: a function without parameters that returns or raises."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind: {kind}")
        if name in self._checks:
            raise ValueError(f"there is a check {name} already")
        self._checks[name] = (kind, check)

    def shut_down(self):
        """From now on the service is not ready."""
        self._shutting_down = True

    def livez(self):
        """Return the status code and the body for /livez."""
        if self._shutting_down:
            return 503, {"status": "shutting down", "checks": {}}
        return self._answer(["live"])

    def readyz(self):
        """Return the status code and the body for /readyz."""
        if self._shutting_down:
            return 503, {"status": "shutting down", "checks": {}}
        return self._answer(["required", "optional"])

    def _answer(self, kinds):
        texts, failed = {}, set()
        for name, (kind, check) in self._checks.items():
            if kind not in kinds:
                continue
            try:
                check()
                texts[name] = "ok"
            except Exception as error:
                texts[name] = f"failed: {type(error).__name__}"
                failed.add(kind)
        if not failed:
            return 200, {"status": "ok", "checks": texts}
        if failed == {"optional"}:
            return 200, {"status": "degraded", "checks": texts}
        return 503, {"status": "failed", "checks": texts}
