# Style: an iterator class; one heap of (start, sensor) keys gives the order, a dataclass holds the running figures.
import heapq
from dataclasses import dataclass


@dataclass
class Running:
    count: int
    minimum: float
    maximum: float
    mean: float

    def add(self, value):
        self.count += 1
        self.minimum = min(self.minimum, value)
        self.maximum = max(self.maximum, value)
        self.mean += (value - self.mean) / self.count


class Summaries:
    def __init__(self, readings, width, lateness, on_late):
        self.source = readings
        self.readings = None
        self.width = width
        self.lateness = lateness
        self.on_late = on_late
        self.newest = 0
        self.keys = []
        self.open = {}
        self.ended = False

    def __iter__(self):
        return self

    def __next__(self):
        if self.readings is None:
            self.readings = iter(self.source)
        while not self.ended and not (self.keys and self.is_closed(self.keys[0][0])):
            try:
                reading = next(self.readings)
            except StopIteration:
                self.ended = True
            else:
                self.add(reading)
        if not self.keys:
            raise StopIteration
        key = heapq.heappop(self.keys)
        return {"start": key[0], "sensor": key[1], **vars(self.open.pop(key))}

    def is_closed(self, start):
        return self.newest >= start + self.width + self.lateness

    def add(self, reading):
        time, sensor, value, _ = reading
        self.newest = max(self.newest, time)
        start = time // self.width * self.width
        if self.is_closed(start):
            if self.on_late is not None:
                self.on_late(reading)
            return
        key = (start, sensor)
        if key in self.open:
            self.open[key].add(value)
        else:
            self.open[key] = Running(1, value, value, float(value))
            heapq.heappush(self.keys, key)


def summarize(readings, width, lateness=0, on_late=None):
    if width < 1:
        raise ValueError(f"width must be at least 1, not {width}")
    if lateness < 0:
        raise ValueError(f"lateness must be at least 0, not {lateness}")
    return Summaries(readings, width, lateness, on_late)
