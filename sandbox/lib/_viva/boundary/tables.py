"""Who holds what: our objects that the peer knows by number, and proxies of the peer's.

This file is the definition; `_viva_tables` (sandbox/src/tables.rs) is the same natively. The native serializer needs no
Python for handles of the classes in `kinds`.

Threads may be preempted anywhere, so each table changes under its lock, and nothing is called while it is held.
The lock is reentrant because an allocation may collect garbage, and a finalizer may come back here.
"""

import threading
import weakref
from collections import deque


class Exports:
    """Our objects by number. One leaves when the peer has let go of it as often as it was sent."""

    def __init__(self):
        self.objects = {}  # number -> object; the serializer reads it for "o"
        self.kinds = {}  # id of a class -> its number, if the peer has built it and its instances cross as handles
        self._times = {}  # number -> times sent and not yet let go; absent for a class, which stays
        self._numbers = {}  # id -> number
        self._handed = set()  # numbers of objects handed over as values, not only described as somebody's class
        self._last = 0
        self._lock = threading.RLock()

    def send(self, x):
        """The number for x, counted as sent once more."""
        times = self._times
        with self._lock:
            number = self._number(x)
            if number in times:
                times[number] += 1
            else:
                times[number] = 1
                self._handed.add(number)
            return number

    def pin(self, cls, handed=False):
        """The number for a class. It stays: the peer builds a class once and keeps it."""
        with self._lock:
            number = self._number(cls)
            if handed:
                self._handed.add(number)
            return number

    def _number(self, x):
        number = self._numbers.get(id(x))
        if number is None:
            self._last = number = self._last + 1
            self._numbers[id(x)] = number
            self.objects[number] = x
        return number

    def number_of(self, x):
        return self._numbers.get(id(x))

    def handed(self, x):
        """Whether x itself was handed to the peer."""
        return self._numbers.get(id(x)) in self._handed

    def release(self, number, times):
        """The peer let go. True if the object left the table."""
        with self._lock:
            left = self._times.get(number)
            if left is None:
                return False
            if left > times:
                self._times[number] = left - times
                return False
            del self._times[number]
            self._handed.discard(number)
            x = self.objects.pop(number)
            del self._numbers[id(x)]
        return True  # x dies here, after the lock: its __del__ may do anything


class _Weak(weakref.ref):
    """A proxy that is alive as long as somebody uses it: its number, and how often that came."""

    __slots__ = ("number", "times")


class _Strong:
    """As _Weak, for what can't be weakly referenced (subclasses of int, tuple, bytes): kept until the case ends."""

    __slots__ = ("number", "proxy", "times")

    def __init__(self, proxy):
        self.proxy = proxy

    def __call__(self):
        return self.proxy


class Imports:
    """Proxies of the peer's objects by number, and how often each number came."""

    def __init__(self):
        self.kinds = {}  # the peer's number of a class -> proxy class, if its instances come as handles
        self._refs = {}
        self.dead = deque()  # references whose proxy died; append is atomic, so the callback needs no lock
        self._lock = threading.RLock()

    def __len__(self):
        return len(self._refs)

    def receive(self, number, make, *args):
        """The proxy of that number, made by make(*args) if there is none. The number came once more."""
        if number in self._refs:
            with self._lock:
                found = self._again(number)
            if found is not None:
                return found
        proxy = make(*args)
        with self._lock:
            found = self._again(number)  # another thread may have been faster
            if found is None:
                # Only now: the death of a proxy that lost would let go of what the winner holds.
                try:
                    ref = _Weak(proxy, self.dead.append)
                except TypeError:
                    ref = _Strong(proxy)
                ref.number, ref.times = number, 1
                self._refs[number] = ref
                return proxy
        return found

    def _again(self, number):
        ref = self._refs.get(number)
        proxy = ref() if ref is not None else None
        if proxy is not None:
            ref.times += 1
        return proxy

    def peek(self, number):
        """The proxy of that number if it is alive; nothing is counted."""
        ref = self._refs.get(number)
        return ref() if ref is not None else None

    def discard(self, number):
        """Lets go of a proxy that is kept although it could die. Its number may come again."""
        with self._lock:
            ref = self._refs.pop(number, None)
            if ref is not None:
                self.dead.append(ref)

    def take_dead(self):
        """What to tell the owner: ((number, times it came), ...)."""
        pairs = []
        refs = self._refs
        while self.dead:
            try:
                ref = self.dead.popleft()
            except IndexError:  # another thread took it
                break
            number = ref.number
            with self._lock:
                if refs.get(number) is ref:
                    del refs[number]
            pairs.append((number, ref.times))
        return tuple(pairs)
