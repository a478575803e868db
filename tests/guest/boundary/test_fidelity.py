"""An honest answer behaves through the boundary as it would without one."""

import asyncio
import collections
import copy
import dataclasses
import gc
import inspect
import io
import json
import os
import queue
import types
import unittest
from unittest import mock

from pair import answer, judge

try:
    from pytest import MonkeyPatch
except ImportError:
    MonkeyPatch = None


def raises(kind):
    return unittest.TestCase().assertRaises(kind)


class Objects(unittest.TestCase):
    def test_identity_survives_a_round_trip(self):
        v = answer.Vec(1)
        assert answer.echo(v) is v and answer.pair(v)[0] is v and answer.echo(answer.Vec) is answer.Vec
        o = object()
        assert answer.echo(o) is o and answer.echo(raises) is raises

        class Mine:
            pass

        assert answer.echo(Mine) is Mine and type(answer.apply(Mine)) is Mine

    def test_classes(self):
        v = answer.Vec(2)
        assert isinstance(v, answer.Vec) and isinstance(v, answer.Base) and type(v) is answer.Vec
        assert issubclass(answer.Vec, answer.Base) and not issubclass(answer.Base, answer.Vec)
        assert not isinstance(5, answer.Vec) and v.double == 4 and answer.Vec.make(3).x == 3
        assert answer.Base.stat() == "s" and answer.Base.count == 1
        assert answer.Vec.__name__ == "Vec" and answer.Vec.__mro__[1] is answer.Base and v.__class__ is answer.Vec
        assert repr(answer.Vec) == "<class 'answer.Vec'>"

    def test_attributes(self):
        v = answer.Vec(2)
        answer.Base.count = 5
        assert answer.Vec.count == 5 and v.count == 5
        answer.Base.count = 1
        v.x = 9
        assert v.double == 18
        for change in (lambda: setattr(v, "double", 3), lambda: v.nope, lambda: delattr(v, "nope")):
            with raises(AttributeError):
                change()
        del v.x
        assert not hasattr(v, "x") and vars(answer.Base(4)) == {"x": 4}

    def test_an_object_that_changes_its_class(self):
        p = answer.Phases()
        assert p.advance() is p and p.__class__ is answer.Phases

    def test_operators(self):
        v, w = answer.Vec(2), answer.Vec(2)
        assert v == w and not v != w and v is not w and hash(v) == hash(w) and len({v, w}) == 1
        assert v < answer.Vec(3) and max(v, answer.Vec(5)).x == 5
        assert (v + 1).x == 3 and (1 + v).x == 3 and (v + w).x == 4 and sum([v, w]).x == 4
        u = v
        u += 5
        assert u is v and v.x == 7
        assert not answer.Vec(0) and len(v) == 3 and list(v) == [7, 7, 7] and v[0] == 7 and 7 in v and 8 not in v
        assert v(k=2) == 14 and callable(v) and not callable(answer.Base())
        assert repr(v) == "Vec(7)" and str(v) == "Vec(7)" and f"{v:>3}" == "fmt>3"

    def test_missing_operators_fail_as_usual(self):
        with raises(IndexError):
            answer.Vec(1)[3]
        for wrong in (
            lambda: answer.Base() + 1,
            lambda: hash(answer.Unhashable()),
            lambda: len(answer.Base()),
            lambda: iter(answer.Base()),
            lambda: answer.Base()(),
            lambda: answer.Base() < answer.Base(),
            lambda: answer.Vec(1, 2, 3),
        ):
            with raises(TypeError):
                wrong()

    def test_who_defers_is_asked_once(self):
        class Mine:
            def __add__(self, other):
                return NotImplemented

            __radd__ = __mod__ = __divmod__ = __add__

            def __rmod__(self, other):
                return "mine"

        for wrong in (
            lambda: Mine() + answer.Deferring(),
            lambda: answer.Deferring() + Mine(),
            lambda: divmod(Mine(), answer.Deferring()),
            lambda: answer.Deferring() + 1,
            lambda: 1 + answer.Deferring(),
        ):
            with raises(TypeError):
                wrong()
        assert answer.Deferring() % Mine() == "mine"

    def test_enums(self):
        color = answer.Color
        assert color.RED is color.RED and color.RED.value == 1 and color(1) is color.RED and color["BLUE"] is color.BLUE
        assert [c.name for c in color] == ["RED", "BLUE"] and len(color) == 2 and color.RED in color
        assert isinstance(color.RED, color) and {color.RED: 1}[color.RED] == 1
        assert color.RED != color.BLUE and color.RED != 1 and str(color.RED) == "Color.RED"
        assert answer.Mode.R == "r" and answer.Mode("r") is answer.Mode.R and answer.Mode.R.name == "R"

    def test_dataclasses(self):
        i = answer.Item("a")
        assert i == answer.Item("a", 0) and i != answer.Item("b") and i < answer.Item("b") and i.tags == []
        assert "Item(name='a'" in repr(i) and copy.deepcopy(i) == i and copy.copy(i) is not i
        match i:
            case answer.Item(name=n):
                assert n == "a"
        match i:
            case answer.Item("a", 0):
                pass
            case _:
                raise AssertionError("positional patterns work")

    def test_a_read_attribute_is_a_copy(self):
        t, kid = answer.Tree(1), answer.Tree(2)
        assert t.add(kid) is t and kid.parent is t and t.kids == [kid] and t.kids[0] is kid
        t.kids.append(answer.Tree(3))
        assert len(t.kids) == 1

    def test_descriptors(self):
        class Owner:
            f = answer.Descriptor()

            def __init__(self):
                self.v = 3

        assert Owner().f == ("f", 3)

    def test_handles_are_let_go(self):
        for n in range(50):
            answer.Base(n)
        gc.collect()
        answer.now()
        assert len(judge.imports) < 200

    def test_subclassing_says_what_to_do(self):
        with unittest.TestCase().assertRaisesRegex(TypeError, "support.py"):

            class Mine(answer.Base):
                pass


class Exceptions(unittest.TestCase):
    def test_classes_of_the_answers_own(self):
        assert issubclass(answer.Refused, ValueError) and not issubclass(answer.Refused, KeyError)
        assert issubclass(answer.Narrower, answer.Refused)
        with self.assertRaisesRegex(answer.Refused, "bad th") as e:
            answer.fail()
        error = e.exception
        assert type(error) is answer.Refused and error.args == ("bad thing",) and str(error) == "bad thing"
        assert error.code == 7
        with raises(ValueError):
            answer.fail()
        with raises(answer.Refused):
            answer.fail("narrower")
        with self.assertRaisesRegex(answer.Loud, "LOUD"):
            answer.fail("loud")

    def test_builtin_ones(self):
        with raises(KeyError) as e:
            answer.fail("key")
        assert e.exception.args == ("k",) and str(e.exception) == "'k'" and type(e.exception) is KeyError
        for kind, wanted in (("stop", StopIteration), ("keyboard", KeyboardInterrupt), ("unicode", UnicodeDecodeError)):
            with raises(wanted):
                answer.fail(kind)
        with raises(SystemExit) as e:
            answer.fail("exit")
        assert e.exception.code == 3
        with raises(FileNotFoundError) as e:
            answer.fail("file")
        assert e.exception.errno == 2 and e.exception.filename == "/nonexistent"

    def test_those_of_the_standard_library(self):
        with raises(json.JSONDecodeError) as e:
            answer.fail("json")
        assert type(e.exception) is json.JSONDecodeError and e.exception.pos == 1
        with raises(dataclasses.FrozenInstanceError):
            answer.fail("frozen")
        with raises(asyncio.QueueEmpty):
            answer.fail("full")
        assert answer.attempt(mock.Mock(side_effect=queue.Full)) == "Full"

    def test_cause_notes_and_attributes(self):
        with raises(answer.Refused) as e:
            answer.fail("cause")
        assert type(e.exception.__cause__) is ZeroDivisionError
        with raises(ValueError) as e:
            answer.fail("note")
        assert e.exception.__notes__ == ["a note"] and e.exception.extra == [1]

    def test_groups(self):
        with raises(ExceptionGroup) as e:
            answer.fail("group")
        first, second = e.exception.exceptions
        assert type(first) is ValueError and type(second) is answer.Refused and e.exception.message == "two"

    def test_identity(self):
        with raises(answer.Narrower) as e:
            answer.fail("narrower")
        with raises(answer.Narrower) as again:
            answer.reraise(e.exception)
        assert again.exception is e.exception
        mine = RuntimeError("mine")
        with raises(RuntimeError) as e:
            answer.reraise(mine)
        assert e.exception is mine

        class Own(Exception):
            pass

        with raises(Own):
            answer.reraise(Own("z"))

    def test_the_judge_can_make_and_raise_them(self):
        with raises(answer.Refused):
            raise answer.Refused("made here")
        with raises(answer.Refused) as e:
            raise answer.Refused("x") from ValueError()
        assert type(e.exception.__cause__) is ValueError
        assert answer.attempt(mock.Mock(side_effect=answer.Refused("q"))) == "Refused"

    def test_many_are_not_kept_for_ever(self):
        before = len(judge.imports)
        with mock.patch("_viva.boundary.side._MAX_ERRORS", 5):
            for _ in range(30):
                with raises(KeyError) as e:
                    answer.fail("key")
        assert len(judge.imports) <= before + 6
        with raises(KeyError) as again:
            answer.reraise(e.exception)
        assert again.exception is e.exception

    def test_traceback_as_text(self):
        with raises(TypeError) as e:
            answer.outermost(2)
        lines = judge.trace(e.exception)
        assert [line.split(", in ")[1] for line in lines[::2]] == ["outermost"] * 3 + ["innermost"], lines
        assert lines[-1] == '    return x + "text"' and lines[-2].startswith('  File "answer.py", line ')
        with raises(RecursionError) as e:
            answer.outermost(10_000)
        assert "  ..." in judge.trace(e.exception) and len(judge.trace(e.exception)) < 100
        assert judge.trace(ValueError("ours")) is None

    def test_unittest(self):
        class Inner(unittest.TestCase):
            def runTest(self):
                with self.assertRaises(answer.Refused) as e:
                    answer.fail()
                self.assertIs(type(e.exception), answer.Refused)
                self.assertEqual(e.exception.args[0], "bad thing")
                self.assertIsInstance(answer.Vec(1), answer.Base)

        result = Inner().run()
        assert result.wasSuccessful(), result.errors + result.failures


class Calls(unittest.TestCase):
    def test_generators(self):
        g = answer.gen(3)
        assert next(g) == 0 and g.send("a") == 1 and list(g) == [2] and iter(g) is g
        assert isinstance(g, types.GeneratorType) and isinstance(g, collections.abc.Generator)
        assert list(answer.gen(2)) == [0, 1] and sum(answer.gen(4)) == 6

        def outer():
            return (yield from answer.gen(1))

        assert list(outer()) == [0]
        h = answer.gen(3)
        next(h)
        h.close()
        assert list(h) == []
        k = answer.gen(3)
        next(k)
        with raises(answer.Refused):
            k.throw(answer.Refused("thrown"))

        def mine():
            yield 1
            yield 2

        assert answer.apply(list, mine()) == [1, 2] and answer.read(iter(["a\n"])) == ["a"]

    def test_stop_iteration_in_a_generator(self):
        def g():
            yield answer.fail("stop")

        with raises(RuntimeError):
            list(g())

    def test_callbacks(self):
        seen = []
        assert answer.apply(lambda a: seen.append(a) or a + 1, 4) == 5 and seen == [4]
        assert answer.sort_by([3, 1, 2], lambda x: -x) == [3, 2, 1]
        assert answer.sort_by(["bb", "a"], len) == ["a", "bb"] and answer.sort_by(["b", "A"], str.lower) == ["A", "b"]
        assert answer.apply(seen.append, 7) is None and seen == [4, 7]

    def test_mocks_record(self):
        m = mock.Mock(return_value=5)
        assert answer.apply(m, 1, [2]) == 5
        m.assert_called_once_with(1, [2])
        m = mock.Mock(side_effect=[KeyError("a"), 2])
        name, _, error = answer.catch(m)
        assert name == "KeyError" and type(error) is KeyError

    def test_files_of_the_judges(self):
        f = io.StringIO()
        assert answer.write(f) == "hithere\n" and f.getvalue() == "hithere\n"
        assert answer.read(io.StringIO("a\nb\n")) == ["a", "b"]

    def test_decorators(self):
        f = answer.memo(lambda x: x * 2)
        assert f(4) == 8 and f.calls == 1 and f.__name__ == "<lambda>"

        @answer.memo
        def plus(x):
            "doc"
            return x + 1

        assert plus(1) == 2 and plus.__name__ == "plus" and plus.__doc__ == "doc"

        class Mine:
            @answer.memo
            def method(self):
                return self

        o = Mine()
        assert o.method() is o

    def test_context_managers(self):
        with answer.Vec(1) as v:
            assert v.x == 1
        assert v.seen is None
        with answer.Vec(1) as v:
            raise ValueError
        assert v.seen is ValueError
        with answer.context() as n:
            assert n == 9

    def test_nesting(self):
        def again(n):
            return answer.apply(again, n - 1) if n else "end"

        assert answer.apply(again, 10) == "end"
        with raises(RecursionError):
            answer.apply(again, 100)
        assert answer.apply(again, 10) == "end"

    def test_the_judges_own_class_can_be_instantiated(self):
        class Node:
            def __init__(self, v):
                self.v = v

        Node.__module__ = "cases"
        made = answer.attempt_type(Node(1), 2)
        assert type(made) is Node and made.v == 2


class Async(unittest.TestCase):
    def test_coroutines_both_ways(self):
        assert asyncio.run(answer.add_async(1, 2)) == 3

        async def double(x):
            await asyncio.sleep(0)
            return x * 2

        assert asyncio.run(answer.call_async(double)) == 4
        assert asyncio.run(answer.call_async(mock.AsyncMock(return_value=8))) == 8

    def test_the_rest_of_the_syntax(self):
        async def main():
            async with answer.AsyncContext() as v:
                assert v == 5
            assert await asyncio.gather(answer.add_async(1, 1), answer.add_async(2, 2)) == [2, 4]
            return [i async for i in answer.gen_async()]

        assert asyncio.run(main()) == [0, 1, 2] and inspect.iscoroutinefunction(answer.add_async)


class Tools(unittest.TestCase):
    def test_introspection(self):
        assert list(inspect.signature(answer.add_async).parameters) == ["a", "b"] and inspect.isfunction(answer.echo)
        assert inspect.isgeneratorfunction(answer.gen) and inspect.isclass(answer.Vec) and inspect.ismodule(answer)
        assert "x" in dir(answer.Base()) and "fail" in dir(answer) and inspect.isgenerator(answer.gen(1))

    def test_patch(self):
        with mock.patch("answer.time.time", return_value=12.5):
            assert answer.now() == 12.5
        assert answer.now() > 1e9
        with mock.patch.object(answer, "now", lambda: 3):
            assert answer.apply(answer.now) == 3
        with mock.patch.object(answer.Base, "stat", lambda: "patched"):
            assert answer.Base.stat() == "patched"
        assert answer.Base.stat() == "s"

    @unittest.skipIf(MonkeyPatch is None, "needs pytest")
    def test_monkeypatch(self):
        with MonkeyPatch.context() as patch:
            patch.setattr(answer, "now", lambda: 1)
            assert answer.now() == 1
            patch.setattr("answer.time.time", lambda: 2)
            patch.setattr(answer, "extra", 1, raising=False)
            assert answer.extra == 1
        assert answer.now() > 1e9 and not hasattr(answer, "extra")

    def test_modules(self):
        assert answer.collections.Counter is collections.Counter or answer.collections.Counter("aa") == {"a": 2}
        assert "fail" in vars(answer) and "__builtins__" not in vars(answer) and os is not answer.json

    def test_isinstance_is_asked_where_the_class_lives(self):
        assert answer.ask_isinstance(answer.Vec(1), answer.Base) and not answer.ask_isinstance(1, answer.Base)

        class Mine(collections.abc.Sized):
            def __len__(self):
                return 0

        assert answer.ask_isinstance(Mine(), Mine) and not answer.ask_isinstance(5, Mine)


if __name__ == "__main__":
    unittest.main()
