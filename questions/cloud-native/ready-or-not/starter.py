class Health:
    def add(self, name, check, kind="required"):
        """Register a check: a function without parameters that returns or raises."""
        raise NotImplementedError

    def shut_down(self):
        """From now on the service is not ready."""
        raise NotImplementedError

    def livez(self):
        """Return the status code and the body for /livez."""
        raise NotImplementedError

    def readyz(self):
        """Return the status code and the body for /readyz."""
        raise NotImplementedError
