import itertools
import threading
from contextlib import ExitStack, contextmanager, closing, nullcontext
from functools import partial, reduce, cmp_to_key
from operator import attrgetter, itemgetter
from unittest.mock import Mock, call

import pytest
from answer import Scheduler, Signal, Worker, apply_visitor, consume, pipeline, sort_by, with_cm


def test_emit():
    s = Signal()
    m = Mock(return_value=7)
    s.connect(m)
    assert s.emit(1, a=2) == [7]
    assert m.mock_calls == [call(1, a=2)]


def test_decorator():
    s = Signal()
    seen = []

    @s.connect
    def on(x):
        seen.append(x)

    s.emit(4)
    on(5)
    assert seen == [4, 5]


def test_iadd_and_disconnect():
    s = Signal()
    seen = []
    s += seen.append
    s.emit(1)
    s.disconnect(seen.append)
    s.emit(2)
    assert seen == [1]


def test_disconnect_unknown():
    with pytest.raises(ValueError):
        Signal().disconnect(print)


def test_bound_method():
    class Box:
        def __init__(self):
            self.items = []

        def put(self, x):
            self.items.append(x)

    box, s = Box(), Signal()
    s.connect(box.put)
    s.emit("a")
    s.disconnect(box.put)
    s.emit("b")
    assert box.items == ["a"]


def test_error_in_slot():
    s = Signal()
    s.connect(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        s.emit()


def test_scheduler():
    s = Scheduler()
    order = []
    s.at(5, order.append, "late")
    s.at(1, order.append, "early")
    s.at(5, order.append, "later")
    s.run(until=1)
    assert order == ["early"]
    s.run()
    assert order == ["early", "late", "later"]


def test_reschedule():
    s = Scheduler()

    def tick(n):
        if n:
            s.at(s.now + 1, tick, n - 1)
        return n

    s.at(0, tick, 3)
    assert s.run() == [3, 2, 1, 0]


def test_worker():
    w = Worker()
    w.start()
    w.q.put(lambda: threading.current_thread() is not threading.main_thread())
    w.q.put(lambda: 2)
    results = w.stop()
    assert results[1] == 2
    assert not w.is_alive()


def test_worker_error():
    w = Worker()
    w.start()
    w.q.put(lambda: {}["k"])
    assert isinstance(w.stop()[0], KeyError)


def test_pipeline():
    p = pipeline(partial(map, str.upper), sorted, ",".join)
    assert p(["b", "a"]) == "A,B"


def test_pipeline_lazy():
    p = pipeline(lambda xs: (x * 2 for x in xs), lambda xs: itertools.islice(xs, 3), list)
    assert p(itertools.count()) == [0, 2, 4]


@pytest.mark.parametrize("key", [itemgetter("n"), lambda d: d["n"], cmp_to_key(lambda a, b: a["n"] - b["n"])])
def test_sort_by(key):
    data = [{"n": 2}, {"n": 1}]
    assert sort_by(data, key=key) == [{"n": 1}, {"n": 2}]
    assert data == [{"n": 2}, {"n": 1}]


def test_sort_objects():
    class P:
        def __init__(self, a):
            self.a = a

        def __lt__(self, o):
            return self.a < o.a

        def __repr__(self):
            return f"P{self.a}"

    ps = [P(3), P(1)]
    out = sort_by(ps)
    assert out[0] is ps[1]
    assert str(out) == "[P1, P3]"
    assert sort_by(ps, key=attrgetter("a"), reverse=True)[0] is ps[0]


def test_visitor():
    class Leaf:
        v = 3

    class V:
        def visit_Leaf(self, leaf):
            return leaf.v

        def generic_visit(self, x):
            return "generic"

    assert apply_visitor(Leaf(), V()) == 3
    assert apply_visitor([], V()) == "generic"


def test_cm():
    @contextmanager
    def cm():
        yield 5

    assert with_cm(cm(), lambda x: x + 1) == 6
    assert with_cm(nullcontext("n"), str.upper) == "N"


def test_cm_closes():
    class R:
        closed = False

        def close(self):
            self.closed = True

    r = R()
    with pytest.raises(ZeroDivisionError):
        with_cm(closing(r), lambda x: 1 / 0)
    assert r.closed


def test_exit_stack():
    out = []
    with ExitStack() as stack:
        stack.callback(out.append, 1)
        stack.push(lambda *a: out.append(2))
    assert out == [2, 1]


def test_consume():
    def gen():
        n = 0
        while True:
            yield n
            n += 1

    assert consume(gen(), 3) == [0, 1, 2]

    class Seq:
        def __getitem__(self, i):
            return i * i

    assert consume(Seq(), 3) == [0, 1, 4]


def test_consume_short():
    with pytest.raises((StopIteration, RuntimeError)):
        consume([1], 2)


def test_reduce_with_answer():
    assert reduce(lambda a, b: a + b, sort_by([3, 1, 2])) == 6


def test_closure_identity():
    f = lambda: 1
    assert Signal().connect(f) is f
