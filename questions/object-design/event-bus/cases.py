import random

import answer
import pytest


class Event:
    def __init__(self, number=0) -> None:
        self.number = number


class OrderPlaced(Event):
    pass


class RushOrderPlaced(OrderPlaced):
    pass


class OrderPaid(Event):
    pass


class Desk:
    """A bus, what its handlers heard, and what on_error heard."""

    def __init__(self) -> None:
        self.heard: list = []
        self.errors: list = []
        self.bus = answer.EventBus(lambda *failure: self.errors.append(failure))

    def listener(self, name):
        def handler(event):
            self.heard.append((name, event.number))

        return handler

    def add(self, event_type, name, *priority):
        return self.bus.subscribe(event_type, self.listener(name), *priority)

    def publish(self, event):
        """What is heard of the event."""
        self.heard.clear()
        assert self.bus.publish(event) is None
        return self.heard


class Plugin:
    def __init__(self, name, pairs) -> None:
        self.name = name
        self.pairs = pairs

    def handlers(self):
        yield from self.pairs


@pytest.mark.sample
def test_handlers_get_the_event():
    """Each handler of the event's type is called with the event, and no other"""
    desk = Desk()
    seen = []
    desk.bus.subscribe(OrderPlaced, lambda event: seen.append(event))
    desk.add(OrderPlaced, "mail")
    desk.add(OrderPaid, "invoice")
    number = random.randrange(1000)
    event = OrderPlaced(number)
    assert desk.publish(event) == [("mail", number)]
    assert len(seen) == 1
    assert seen[0] is event
    assert desk.publish(OrderPaid(8)) == [("invoice", 8)]
    assert desk.publish(Event(9)) == []
    assert Desk().publish(event) == []
    assert desk.errors == []


def test_subclasses_of_the_type():
    """Instances of subclasses fit, too, and object fits every event"""
    desk = Desk()
    desk.add(RushOrderPlaced, "courier")
    desk.add(object, "journal")
    desk.add(OrderPlaced, "mail")
    assert desk.publish(RushOrderPlaced(1)) == [("courier", 1), ("journal", 1), ("mail", 1)]
    assert desk.publish(OrderPlaced(2)) == [("journal", 2), ("mail", 2)]
    assert desk.publish(OrderPaid(3)) == [("journal", 3)]


@pytest.mark.points(2)
def test_order_by_priority():
    """A higher priority is called first; equal priorities in the order in which they subscribed"""
    desk = Desk()
    entries = [(random.randrange(-2, 3), number) for number in range(14)]
    for priority, number in entries:
        desk.add(random.choice([object, Event, OrderPlaced]), number, priority)
    expected = [(number, 5) for _, number in sorted(entries, key=lambda entry: -entry[0])]
    assert desk.publish(OrderPlaced(5)) == expected

    desk = Desk()
    desk.add(Event, "late", -1)
    desk.add(Event, "usual")
    desk.bus.subscribe(Event, desk.listener("early"), priority=1)
    assert desk.publish(OrderPaid(6)) == [("early", 6), ("usual", 6), ("late", 6)]


def test_each_subscription_counts():
    """A handler that subscribed twice is called once for each subscription that fits"""
    desk = Desk()
    handler = desk.listener("mail")
    desk.bus.subscribe(OrderPlaced, handler)
    desk.bus.subscribe(OrderPlaced, handler)
    desk.bus.subscribe(Event, handler)
    assert desk.publish(OrderPlaced(1)) == [("mail", 1)] * 3
    assert desk.publish(OrderPaid(2)) == [("mail", 2)]


@pytest.mark.points(2)
def test_unsubscribe():
    """The function that subscribe returns ends exactly this subscription, and does nothing when called again"""
    desk = Desk()
    handler = desk.listener("mail")
    desk.bus.subscribe(Event, handler, 1)
    desk.add(Event, "stock")
    stop_second = desk.bus.subscribe(Event, handler)
    desk.add(Event, "points")
    assert desk.publish(OrderPaid(1)) == [("mail", 1), ("stock", 1), ("mail", 1), ("points", 1)]
    assert stop_second() is None
    assert desk.publish(OrderPaid(2)) == [("mail", 2), ("stock", 2), ("points", 2)]
    assert stop_second() is None
    assert desk.publish(OrderPaid(3)) == [("mail", 3), ("stock", 3), ("points", 3)]


@pytest.mark.sample
def test_decorator():
    """on subscribes the function as a decorator, and the function stays what it is"""
    desk = Desk()

    def mail(event):
        desk.heard.append(("mail", event.number))
        return "sent"

    decorated = desk.bus.on(OrderPlaced)(mail)
    assert decorated is mail
    assert desk.bus.on(Event, priority=5)(desk.listener("journal")) is not None
    assert desk.bus.on(OrderPaid, -1)(mail) is mail
    desk.add(OrderPaid, "invoice")
    desk.bus.on(OrderPaid)(desk.listener("points"))
    desk.add(OrderPaid, "stock")
    assert desk.publish(OrderPlaced(4)) == [("journal", 4), ("mail", 4)]
    assert desk.publish(OrderPaid(4)) == [("journal", 4), ("invoice", 4), ("points", 4), ("stock", 4), ("mail", 4)]


@pytest.mark.sample
@pytest.mark.points(2)
def test_failing_handler():
    """If a handler raises an Exception, on_error is called, and the other handlers get the event all the same"""
    desk = Desk()
    errors = [NameError("oder"), ConnectionError("mail is down")]

    def points(event):
        raise errors[0]

    def mail(event):
        raise errors[1]

    desk.add(Event, "stock", 2)
    desk.bus.subscribe(Event, points, 1)
    desk.bus.subscribe(Event, mail)
    desk.add(Event, "invoice", -1)
    event = OrderPlaced(7)
    assert desk.publish(event) == [("stock", 7), ("invoice", 7)]
    assert len(desk.errors) == 2
    for failure, error, handler in zip(desk.errors, errors, (points, mail), strict=True):
        assert len(failure) == 3
        assert failure[0] is error
        assert failure[1] is event
        assert failure[2] is handler


def test_interrupt_passes():
    """KeyboardInterrupt and the like leave publish at once"""
    for stop in (KeyboardInterrupt, SystemExit):
        desk = Desk()
        error = stop()

        def interrupted(event, error=error):
            raise error

        desk.add(Event, "stock", 1)
        desk.bus.subscribe(Event, interrupted)
        desk.add(Event, "mail", -1)
        with pytest.raises(stop) as info:
            desk.bus.publish(OrderPaid(1))
        assert info.value is error
        assert desk.heard == [("stock", 1)]
        assert desk.errors == []


@pytest.mark.points(2)
def test_nested_publish_waits():
    """An event that a handler publishes waits until every handler of the current one was called, in the order published"""
    desk = Desk()

    def chain(event):
        desk.heard.append(("chain", event.number))
        if event.number < 3:
            assert desk.bus.publish(Event(2 * event.number + 1)) is None
            desk.bus.publish(Event(2 * event.number + 2))
            desk.heard.append(("back", event.number))

    desk.bus.subscribe(Event, chain)
    desk.add(Event, "journal")
    expected = []
    for number in range(7):
        expected.append(("chain", number))
        if number < 3:
            expected.append(("back", number))
        expected.append(("journal", number))
    assert desk.publish(Event(0)) == expected
    assert desk.errors == []


@pytest.mark.points(2)
def test_usable_after_an_exception():
    """If an exception leaves publish, also one that on_error raises, the waiting events are dropped and the bus works on"""

    def strict(error, event, handler):
        raise error

    bus = answer.EventBus(strict)
    for error in (KeyboardInterrupt(), ValueError("strict")):
        heard = []

        def failing(event, error=error, heard=heard):
            if event.number == 0:
                bus.publish(Event(1))
                raise error
            heard.append(event.number)

        stop = bus.subscribe(Event, failing)
        with pytest.raises(type(error)) as info:
            bus.publish(Event(0))
        assert info.value is error
        assert heard == []
        bus.publish(Event(2))
        bus.publish(Event(3))
        assert heard == [2, 3]
        stop()


def test_subscribed_while_delivering():
    """Who subscribes while an event is being delivered doesn't get this event, but those whose delivery begins later"""
    desk = Desk()
    added = []

    def growing(event):
        desk.heard.append(("growing", event.number))
        if not added:
            desk.bus.publish(OrderPaid(event.number + 1))
            for priority in (1, 0, -1):
                added.append(desk.add(Event, priority, priority))

    desk.bus.subscribe(Event, growing)
    desk.add(Event, "journal")
    assert desk.publish(OrderPlaced(1)) == [("growing", 1), ("journal", 1), (1, 2), ("growing", 2), ("journal", 2), (0, 2), (-1, 2)]


def test_unsubscribed_while_delivering():
    """Who is unsubscribed before its turn doesn't get the event, and nobody else is left out"""
    desk = Desk()
    stops = {}

    def closing(event):
        desk.heard.append(("closing", event.number))
        for stop in stops.values():
            stop()

    stops["before"] = desk.add(Event, "before")
    stops["closing"] = desk.bus.subscribe(Event, closing)
    stops["after"] = desk.add(Event, "after")
    desk.add(Event, "journal")
    assert desk.publish(OrderPaid(1)) == [("before", 1), ("closing", 1), ("journal", 1)]
    assert desk.publish(OrderPaid(2)) == [("journal", 2)]
    assert desk.errors == []


@pytest.mark.points(2)
def test_install_and_uninstall():
    """install subscribes all handlers of a plugin in order, uninstall ends exactly these"""
    desk = Desk()
    mail = desk.listener("mail")
    desk.bus.subscribe(OrderPlaced, mail)
    plugin = Plugin("points", [(Event, desk.listener("first")), (OrderPlaced, mail), (Event, desk.listener("last"))])
    assert desk.bus.install(plugin) is None
    desk.add(Event, "early", 1)
    desk.add(Event, "journal", -1)
    assert desk.publish(OrderPlaced(1)) == [("early", 1), ("mail", 1), ("first", 1), ("mail", 1), ("last", 1), ("journal", 1)]
    assert desk.bus.uninstall("points") is None
    assert desk.publish(OrderPlaced(2)) == [("early", 2), ("mail", 2), ("journal", 2)]
    plugin.pairs = [(OrderPaid, desk.listener("again"))]
    desk.bus.install(plugin)
    assert desk.publish(OrderPaid(3)) == [("early", 3), ("again", 3), ("journal", 3)]


def test_install_is_all_or_nothing():
    """If handlers() raises after some pairs, the exception passes, nothing is subscribed and the name is free"""
    desk = Desk()
    error = RuntimeError("no licence")

    class Broken:
        name = "stock"

        def handlers(self):
            yield Event, desk.listener("half")
            raise error

    with pytest.raises(RuntimeError) as info:
        desk.bus.install(Broken())
    assert info.value is error
    assert desk.publish(OrderPaid(1)) == []
    with pytest.raises(KeyError):
        desk.bus.uninstall("stock")
    desk.bus.install(Plugin("stock", [(Event, desk.listener("stock"))]))
    assert desk.publish(OrderPaid(2)) == [("stock", 2)]


def test_names_of_plugins():
    """A second plugin of the same name raises ValueError and changes nothing; an unknown name raises KeyError"""
    desk = Desk()
    desk.bus.install(Plugin("mail", [(Event, desk.listener("mail"))]))
    desk.bus.install(Plugin("empty", []))
    desk.bus.install(Plugin("stock", [(Event, desk.listener("stock"))]))
    for name in ("mail", "empty"):
        with pytest.raises(ValueError):
            desk.bus.install(Plugin(name, [(Event, desk.listener("second"))]))
    assert desk.publish(OrderPaid(1)) == [("mail", 1), ("stock", 1)]
    with pytest.raises(KeyError):
        desk.bus.uninstall("points")
    desk.bus.uninstall("mail")
    with pytest.raises(KeyError):
        desk.bus.uninstall("mail")
    assert desk.publish(OrderPaid(2)) == [("stock", 2)]
