# fails: test_unsubscribe
# Near miss: unsubscribes by the handler, and so ends the first subscription of a handler that has two.
from bisect import insort
from collections import deque
from dataclasses import dataclass


@dataclass(eq=False)
class Subscription:
    event_type: type
    handler: object
    priority: int
    active: bool = True


class EventBus:
    def __init__(self, on_error):
        self._on_error = on_error
        self._subscriptions = []
        self._waiting = deque()
        self._delivering = False
        self._plugins = {}

    def subscribe(self, event_type, handler, priority=0):
        subscription = Subscription(event_type, handler, priority)
        insort(self._subscriptions, subscription, key=lambda each: -each.priority)

        def unsubscribe():
            for each in self._subscriptions:
                if each.handler == handler:
                    each.active = False
                    self._subscriptions.remove(each)
                    break

        return unsubscribe

    def on(self, event_type, priority=0):
        def decorate(handler):
            self.subscribe(event_type, handler, priority)
            return handler

        return decorate

    def publish(self, event):
        self._waiting.append(event)
        if self._delivering:
            return
        self._delivering = True
        try:
            while self._waiting:
                self._deliver(self._waiting.popleft())
        finally:
            self._delivering = False
            self._waiting.clear()

    def install(self, plugin):
        if plugin.name in self._plugins:
            raise ValueError(f"{plugin.name} is installed")
        pairs = list(plugin.handlers())
        self._plugins[plugin.name] = [self.subscribe(event_type, handler) for event_type, handler in pairs]

    def uninstall(self, name):
        for unsubscribe in self._plugins.pop(name):
            unsubscribe()

    def _deliver(self, event):
        for subscription in list(self._subscriptions):
            if not subscription.active or not isinstance(event, subscription.event_type):
                continue
            try:
                subscription.handler(event)
            except Exception as error:
                self._on_error(error, event, subscription.handler)
