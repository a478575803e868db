class EventBus:
    def __init__(self, on_error) -> None:
        """`on_error(error, event, handler)` hears of handlers that fail."""

    def subscribe(self, event_type, handler, priority=0):
        """Have handler(event) called for instances of event_type; returns a function that ends it."""
        raise NotImplementedError

    def on(self, event_type, priority=0):
        """Decorate a function so that it is subscribed."""
        raise NotImplementedError

    def publish(self, event) -> None:
        raise NotImplementedError

    def install(self, plugin) -> None:
        raise NotImplementedError

    def uninstall(self, name: str) -> None:
        raise NotImplementedError
