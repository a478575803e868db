"""One side of the boundary: its requests, and the peer's that it serves.

A side sends bytes through a Transport and knows nothing of how they travel. While a thread waits for its reply, the
transport lets it serve what the peer asks meanwhile; so requests nest, each thread for itself, and several threads may
be inside request and serve at once.

A request is (kind, news, payload), a reply (outcome, news, value, changed arguments); README.md has them in full. In the
sandbox `request` and `serve` are native (sandbox/src/exchange.rs); those below are their definition.
"""

import threading
import types
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from . import exceptions, policy, requests, subclasses, values
from .awaiting import Awaiting
from .classes import Classes, is_exception
from .codec import WireError, contents, decode, encode, same
from .contexts import Contexts
from .joining import Joining
from .names import name_of, name_of_exception, object_named
from .natives import attribute, derives, instance_dict, namespace_of
from .proxies import Methods, ProxyMeta, ProxyModule, make_instance, make_module
from .verdicts import is_check

try:
    from _viva_tables import Exports, Imports
except ImportError:
    from .tables import Exports, Imports

# Calls in calls across the boundary, a thread: each level takes some twenty frames of Python on both sides together.
MAX_NESTING = 40
# Exceptions of builtin types can't be weakly referenced. Of that many the identity survives a round trip.
_MAX_ERRORS = 1_000


class Transport(Protocol):
    def call(self, data: bytes) -> bytes:
        """Hands a request to the peer and waits for its reply; requests of the peer that come meanwhile are served."""


class _Thread(threading.local):
    nesting = 0  # requests that wait inside each other
    told = 0  # version of the mirrored contents that this thread's messages have told


class Side:
    """`trusted`: the judge's side, which may ask anything of its peer while the peer may ask little of it."""

    def __init__(self, trusted: bool, transport: Transport) -> None:
        self.trusted = trusted
        self.guard = policy.check if trusted else None  # raises for what the peer may not ask; None lets it ask anything
        self.conceals = (lambda module: True) if trusted else (lambda module: False)
        self.transport = transport
        self.max_nesting = MAX_NESTING
        self.sticky: BaseException | None = None  # the first of our checks that failed while the peer was calling
        self.files = {"answer.py", "support.py"}  # whose frames a traceback sent to the peer may show
        self.authored = {"answer", "cases", "support"}  # modules whose classes the peer may call unless handed over
        self.traces: dict[int, list[str]] = {}
        self.exports = Exports()
        self.objects = self.exports.objects  # the serializer looks here
        self.imports = Imports()
        self.mirrors = subclasses.Mirrors()
        self.refusal = WireError  # what the native serializer raises
        self.mark = "#judge" if trusted else "#answer"  # the key under which a proxy knows its number
        self.methods = Methods(self)
        self.Proxy = type.__new__(ProxyMeta, "Proxy", (), {"__module__": "_viva"})
        self.classes = Classes(self)
        self.classes.share_kinds()
        self._built, self._mirrored = self.classes.news, self.mirrors.ours
        self._how: dict[int, tuple] = {}  # id of a class -> (how its instances are reduced, the class)
        self._builders = {
            "h": self._build_handle,
            "k": self._build_class,
            "v": self._build_value,
            "E": lambda number, parts: exceptions.build(self, number, parts),
            "n": self._build_named,
            "m": self._build_module,
            "P": values.unpack,
            "?": lambda number, parts: None,
            **{letter: partial(_build_container, letter) for letter in "ODCq"},
        }
        self._last_word = encode(("w", None, "the other side has no memory or stack left", ()), self)[0]
        self._thread = _Thread()
        self.awaiting = Awaiting(self)
        self.joining = Joining(self)
        self.contexts = Contexts(self)
        self._perform = requests.performing(self.awaiting, self.joining, self.contexts)
        self._parked: list[None] = []  # one entry a thread that waits for a reply; append and pop are atomic
        self._let_go: deque[tuple[int, int]] = deque()
        self._errors: deque[int] = deque()

    # ---- asking ----

    def request(self, kind: str, *payload: Any) -> Any:
        """Asks the peer, and returns its value or raises its exception."""
        thread = self._thread
        nesting = thread.nesting
        if nesting >= self.max_nesting:
            raise RecursionError("too many calls across the boundary inside each other")
        data, sent = encode((kind, self._news(), payload), self)
        self._mark_told()
        thread.nesting = nesting + 1
        self._parked.append(None)
        try:
            data = self.transport.call(data)
            reply, _ = decode(data, self, sent)
        finally:
            self._parked.pop()
            thread.nesting = nesting
        if type(reply) is not tuple or len(reply) != 4:
            raise WireError("bad reply")
        outcome, news, value, back = reply
        if news is not None or self._let_go:
            self._accept(news)
        if back:
            self._copy_back(back, sent)
        if outcome == "r":
            return value
        if outcome == "x" and derives(BaseException, type(value)):
            raise value
        raise WireError(value if outcome == "w" and type(value) is str else "bad reply")

    def call(self, function: Any, args: tuple, kwargs: dict) -> Any:
        if kwargs:
            return self.request("call", function, (*args, *kwargs.values()), tuple(kwargs))
        return self.request("call", function, args, ())

    def import_(self, name: str) -> Any:
        """A proxy of the peer's module."""
        return self.request("import", name)

    # ---- serving ----

    def serve(self, data: bytes) -> bytes:
        """The reply to one request of the peer's. Never raises."""
        received: list = []
        before: list = []
        self._mark_told()
        try:
            request, received = decode(data, self)
            if type(request) is not tuple or len(request) != 3:
                raise WireError("bad request")
            kind, news, payload = request
            if news is not None or self._let_go:
                self._accept(news)
            if self.guard is not None:
                self._allow(kind, payload)
            perform = self._perform[kind]
            if received:
                before = self._held(received)
            outcome, value = "r", perform(*payload)
        except WireError as error:
            outcome, value = "w", str(error)
        except BaseException as error:
            outcome, value = "x", error
            if self.trusted:
                self._remember(error)
        try:
            back = self._changed(received, before) if before else ()
            return encode((outcome, self._news(), value, back), self, received)[0]
        except WireError as error:
            text = str(error)
        except BaseException as error:
            text = f"{type(error).__name__} while sending a value"
        try:
            return encode(("w", None, text, ()), self)[0]
        except BaseException:  # no memory, no stack left
            return self._last_word

    def _allow(self, kind: Any, payload: Any) -> None:
        """Raises unless the peer may ask this."""
        requests.check(kind, payload)
        self.guard(self, kind, payload)

    def _remember(self, error: BaseException) -> None:
        if self.sticky is None and is_check(error) and not self.owns(error):
            self.sticky = error

    # ---- arguments changed in place ----

    @staticmethod
    def _held(received: list) -> list:
        """What is in each of them, if the callee could change it."""
        return [values.read(x, type(x)) if values.is_mutable(type(x)) else None for x in received]

    @staticmethod
    def _changed(received: list, before: list) -> tuple:
        """((position in the request, contents), ...) of containers that the callee changed."""
        changed = []
        for position, (x, old) in enumerate(zip(received, before)):
            if old is not None:
                now = values.read(x, type(x))
                if not same(now, old):
                    changed.append((position, now))
        return tuple(changed)

    @staticmethod
    def _copy_back(back: Any, sent: list) -> None:
        if type(back) is not tuple:
            raise WireError("bad reply")
        for change in back:
            if type(change) is not tuple or len(change) != 2 or type(change[0]) is not int:
                raise WireError("bad reply")
            position, flat = change
            if not 0 <= position < len(sent) or not values.is_mutable(type(sent[position])):
                raise WireError("bad reply")
            values.fill(sent[position], type(sent[position]), flat)

    # ---- news: what goes along with every message ----

    def _mark_told(self) -> None:
        """This thread's messages tell what is mirrored now."""
        if self._mirrored:
            self._thread.told = self.mirrors.version

    def _news(self) -> tuple | None:
        """(handles let go, changed contents, classes built), or None if there is nothing to tell."""
        if not (self.imports.dead or self._built or self._mirrored):
            return None
        released = self.imports.take_dead()
        if self.traces:
            for number, _ in released:
                self.traces.pop(number, None)
        news = released, self.mirrors.changes(self._thread.told) if self._mirrored else (), self.classes.take_news()
        return news if any(news) else None

    def _accept(self, news: Any) -> None:
        if news is not None:
            if type(news) is not tuple or len(news) != 3:
                raise WireError("bad news")
            released, changes, classes = news
            if not type(released) is type(changes) is type(classes) is tuple:
                raise WireError("bad news")
            for entry in released:
                if type(entry) is not tuple or len(entry) != 2 or not type(entry[0]) is type(entry[1]) is int:
                    raise WireError("bad news")
                self._let_go.append(entry)
            for entry in changes:
                self._refresh(entry)
            if classes:
                self.classes.known(classes)
        # A reply on its way to another thread of ours may name an object that the peer has let go since it was sent.
        while self._let_go and len(self._parked) <= self._thread.nesting:
            try:
                number, times = self._let_go.popleft()
            except IndexError:
                break
            if self.exports.release(number, times) and number in self._mirrored:
                self.mirrors.drop(number)

    def _refresh(self, entry: Any) -> None:
        if type(entry) is not tuple or len(entry) != 3 or not type(entry[0]) is type(entry[1]) is int:
            raise WireError("bad news")
        number, version, flat = entry
        x = self.imports.peek(number)
        base = values.base_of(type(x)) if type(type(x)) is ProxyMeta else None
        if base in values.MUTABLE:
            self.mirrors.refresh(x, base, version, flat)

    # ---- what isn't plain: for the serializer ----

    def number_of_peers(self, x: Any) -> int | None:
        """The peer's number for x, if x stands for something of the peer's."""
        cls = type(x)
        if cls is ProxyMeta:
            return namespace_of(x).get(self.mark)
        if type(cls) is ProxyMeta or cls is ProxyModule:
            return attribute(x, "__dict__").get(self.mark)
        if derives(BaseException, cls):
            own = instance_dict(x)
            return None if own is None else own.get(self.mark)
        return None

    def owns(self, x: Any) -> bool:
        """Whether x is a proxy of something of the peer's."""
        return self.number_of_peers(x) is not None

    def reduce(self, x: Any) -> tuple[str, int, tuple]:
        """(letter, number, parts) for the serializer; README.md has the letters."""
        how = self._how.get(id(type(x)))
        if how is None:
            cls = type(x)
            self._how[id(cls)] = how = self._choose(cls), cls
        return how[0](x)

    def _choose(self, cls: type) -> Callable[[Any], tuple]:
        """How instances of cls cross."""
        if derives(type, cls):
            return self._reduce_class
        if type(cls) is ProxyMeta or cls is ProxyModule or derives(BaseException, cls):
            return self._reduce_proxy_or_exception
        if derives(types.ModuleType, cls):
            return self._reduce_module
        if cls is types.TracebackType or (self.guard is not None and policy.is_secret(cls)):
            return lambda x: ("?", 0, ())
        if values.is_container(cls):
            return values.reduce_container
        packed = values.packed_type(cls)
        if packed is not None:
            return lambda x: values.pack(x, packed)
        if derives(AbstractEventLoop, cls):
            return self._reduce_loop
        base = values.base_of(cls)
        if base is None:
            return self._reduce_handle
        if base in values.MUTABLE:
            return partial(self._reduce_mutable, base)
        return partial(self._reduce_immutable, base)

    def _reduce_class(self, x: type) -> tuple:
        number = self.number_of_peers(x)
        if number is not None:
            return "o", number, ()
        name = name_of_exception(x) if is_exception(x) else name_of(x)
        if name is not None:
            return "n", 0, (name,)
        self.exports.pin(x, handed=True)
        return "k", 0, (self.classes.reference(x),)

    def _reduce_proxy_or_exception(self, x: Any) -> tuple:
        number = self.number_of_peers(x)
        if number is None and type(type(x)) is ProxyMeta:
            number = self._made_at_home(x)
        return exceptions.reduce(self, x) if number is None else ("o", number, ())

    def _made_at_home(self, error: BaseException) -> int | None:
        """The number of an exception of the peer's class that was made here, as `raise Declined` does without a call: it is made
        again where its class lives."""
        own = instance_dict(error)
        if "#home" not in own:
            try:
                own["#home"] = self.call(type(error), error.args, {})
            except BaseException:
                return None
        return self.number_of_peers(own["#home"])

    def _reduce_handle(self, x: Any) -> tuple:
        name = name_of(x)
        if name is not None:
            return "n", 0, (name,)
        cls = type(x)
        reference = self.classes.reference(cls)
        # Some builtin functions cross by name, so each is looked at; of other classes the first one shows how all do.
        if type(reference) is int and cls is not types.BuiltinFunctionType and self._how[id(cls)][0] == self._reduce_handle:
            self.exports.kinds[id(cls)] = reference
        return "h", self.exports.send(x), (reference,)

    def _reduce_module(self, x: types.ModuleType) -> tuple:
        if self.conceals(x):
            return "?", 0, ()
        return "m", self.exports.send(x), (str(instance_dict(x).get("__name__", "?")),)

    def _reduce_loop(self, x: Any) -> tuple:
        name = self.joining.name_of_loop(x)
        return self._reduce_handle(x) if name is None else ("n", 0, (name,))

    def _reduce_mutable(self, base: type, x: Any) -> tuple:
        number = self.exports.send(x)
        return "v", number, (self.classes.reference(type(x)), *self.mirrors.send(number, x, base))

    def _reduce_immutable(self, base: type, x: Any) -> tuple:
        return "v", self.exports.send(x), (self.classes.reference(type(x)), 0, contents(x, base))

    def build(self, letter: str, number: int, parts: tuple) -> Any:
        """What reduce() took apart on the other side. The parts are untrusted."""
        return self._builders[letter](number, parts)

    def _build_named(self, number: int, parts: tuple) -> Any:
        (name,) = parts
        found = None
        if type(name) is str:
            found = object_named(name) or self.joining.loop_named(name)
        if found is None:
            raise WireError("unknown name")
        return found

    def _build_class(self, number: int, parts: tuple) -> type:
        (reference,) = parts
        return self.classes.resolve(reference)

    def _build_module(self, number: int, parts: tuple) -> types.ModuleType:
        (name,) = parts
        return self.imports.receive(number, make_module, self, number, str(name))

    def _build_handle(self, number: int, parts: tuple) -> Any:
        (reference,) = parts
        cls = self.classes.resolve(reference)
        own = namespace_of(cls)
        if type(cls) is not ProxyMeta or own["#base"] is not None or own["#exception"]:
            raise WireError("bad object")
        if type(reference) is int:
            self.imports.kinds[reference] = cls
        return self.imports.receive(number, make_instance, self, cls, number)

    def _build_value(self, number: int, parts: tuple) -> Any:
        reference, version, held = parts
        cls = self.classes.resolve(reference)
        base = namespace_of(cls)["#base"] if type(cls) is ProxyMeta else None
        if base is None or type(version) is not int:
            raise WireError("bad object")

        def make():
            made = subclasses.build(cls, base, held)
            attribute(made, "__dict__")[self.mark] = number
            return made

        x = self.imports.receive(number, make)
        if base in values.MUTABLE:
            if type(type(x)) is not ProxyMeta or values.base_of(type(x)) is not base:
                raise WireError("bad object")
            self.mirrors.refresh(x, base, version, held)
        return x

    # ---- exceptions ----

    def remember_error(self, number: int) -> None:
        """Notes that an exception of a builtin type is kept, and forgets the oldest one beyond _MAX_ERRORS.

        A forgotten one counts as ours from then on, and its owner may let go of it.
        """
        self._errors.append(number)
        while len(self._errors) > _MAX_ERRORS:
            try:
                oldest = self._errors.popleft()
            except IndexError:  # another thread did it
                return
            error = self.imports.peek(oldest)
            if error is not None:
                instance_dict(error).pop(self.mark, None)
                self.imports.discard(oldest)

    def trace(self, exc: BaseException) -> list[str] | None:
        """Where in the answer's own files the exception was raised, as lines of text; None if the peer told nothing."""
        number = self.number_of_peers(exc)
        return None if number is None else self.traces.get(number)


def _build_container(letter: str, number: int, parts: tuple) -> Any:
    return values.build_container(letter, parts)
