import heapq
import itertools
import queue
import threading
import time
import weakref


class Signal:
    def __init__(self):
        self._slots = []

    def connect(self, slot):
        self._slots.append(slot)
        return slot

    __iadd__ = lambda self, s: (self.connect(s), self)[1]

    def disconnect(self, slot):
        self._slots.remove(slot)

    def emit(self, *args, **kw):
        return [s(*args, **kw) for s in list(self._slots)]


class Scheduler:
    def __init__(self):
        self.heap = []
        self.ids = itertools.count()
        self.now = 0

    def at(self, when, f, *args):
        heapq.heappush(self.heap, (when, next(self.ids), f, args))

    def run(self, until=float("inf")):
        out = []
        while self.heap and self.heap[0][0] <= until:
            self.now, _, f, args = heapq.heappop(self.heap)
            out.append(f(*args))
        return out


class Worker(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.q = queue.Queue()
        self.results = []

    def run(self):
        while (job := self.q.get()) is not None:
            try:
                self.results.append(job())
            except Exception as e:
                self.results.append(e)

    def stop(self):
        self.q.put(None)
        self.join()
        return self.results


def pipeline(*stages):
    def run(items):
        for s in stages:
            items = s(items)
        return items
    return run


def sort_by(items, key=None, reverse=False):
    return sorted(items, key=key, reverse=reverse)


def apply_visitor(tree, visitor):
    method = getattr(visitor, "visit_" + type(tree).__name__, visitor.generic_visit)
    return method(tree)


def with_cm(cm, f):
    with cm as x:
        return f(x)


def consume(iterable, n):
    it = iter(iterable)
    return [next(it) for _ in range(n)]
