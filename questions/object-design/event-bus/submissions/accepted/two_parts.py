# Style: composed of two parts: a registry of numbered entries (plain tuples in a dict) and a mailbox that runs in turn.
from itertools import count


class Registry:
    """Who wants what. Knows nothing of events being delivered."""

    def __init__(self):
        self.entries = {}
        self.numbers = count()

    def add(self, event_type, handler, priority):
        number = next(self.numbers)
        self.entries[number] = (event_type, handler, priority)
        return number

    def remove(self, number):
        self.entries.pop(number, None)

    def numbers_for(self, event):
        fitting = [number for number, (event_type, _, _) in self.entries.items() if isinstance(event, event_type)]
        return sorted(fitting, key=lambda number: (-self.entries[number][2], number))

    def handler(self, number):
        return self.entries[number][1] if number in self.entries else None


class Mailbox:
    """One thing after the other. Knows nothing of handlers."""

    def __init__(self, work):
        self.work = work
        self.queue = None

    def put(self, item):
        if self.queue is not None:
            self.queue.append(item)
            return
        self.queue = [item]
        try:
            for each in self.queue:
                self.work(each)
        finally:
            self.queue = None


class EventBus:
    def __init__(self, on_error):
        self.on_error = on_error
        self.registry = Registry()
        self.mailbox = Mailbox(self.deliver)
        self.plugins = {}

    def subscribe(self, event_type, handler, priority=0):
        number = self.registry.add(event_type, handler, priority)
        return lambda: self.registry.remove(number)

    def on(self, event_type, priority=0):
        return lambda handler: self.subscribe(event_type, handler, priority) and handler

    def publish(self, event):
        self.mailbox.put(event)

    def deliver(self, event):
        for number in self.registry.numbers_for(event):
            handler = self.registry.handler(number)
            if handler is not None:
                try:
                    handler(event)
                except Exception as error:
                    self.on_error(error, event, handler)

    def install(self, plugin):
        if plugin.name in self.plugins:
            raise ValueError(plugin.name)
        pairs = [*plugin.handlers()]
        self.plugins[plugin.name] = [self.registry.add(event_type, handler, 0) for event_type, handler in pairs]

    def uninstall(self, name):
        for number in self.plugins.pop(name):
            self.registry.remove(number)
