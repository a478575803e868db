"""What an answer may try: to equal everything, to spy, to swallow, to read the judge or to make objects of its kind."""

import asyncio
import contextlib
import functools
import sys
import unittest
from unittest import mock

from _viva.boundary.codec import WireError, decode, encode
from pair import answer, connected, judge

PLAIN = (5, "x", [1], None, 1.5, (), {}, b"", {1}, True)


def raises(kind):
    return unittest.TestCase().assertRaises(kind)


class Comparing(unittest.TestCase):
    def test_a_handle_never_equals_a_plain_value(self):
        e = answer.LiarAll()
        for plain in PLAIN:
            assert not e == plain and not plain == e and e != plain and plain != e
        assert [e] != [1] and e not in [1, 2] and e == mock.ANY and (e, 1) != (2, 1) and {"a": e} != {"a": 1}
        for wrong in (lambda: e < 5, lambda: 5 < e, lambda: sorted([e, 1])):
            with raises(TypeError):
                wrong()

    def test_a_plain_value_never_crosses_to_be_compared(self):
        spy = answer.Spy()
        assert spy not in PLAIN and spy != "expected" and not {1: 2}.get(spy) and spy not in {1}
        assert answer.Spy.seen == []

    def test_a_class_that_claims_to_be_another(self):
        c = answer.Claims()
        assert not isinstance(c, int) and answer.Claims != int and int != answer.Claims  # noqa: E721
        assert not isinstance(5, answer.Claims) and not issubclass(int, answer.Claims) and type(c) is answer.Claims

    def test_not_an_exception_of_the_judges(self):
        with raises(AssertionError):
            answer.fail("assertion")
        assert judge.sticky is None


# What a case may rely on, tried on something that says yes to everything.
NEVER = (
    "f() == 5",
    "5 == f()",
    "f() in [1, 2]",
    "f() < 5",
    "max(f(), 3) == 3",
    "isinstance(f(), (int, float, str, list, dict, tuple, set))",
    "sorted(f()) == [1]",
    "{f(): 1}.get(0) == 1",
    "[f()] == [1]",
    "(f(), 1) == (2, 1)",
    "f() is True",
    "list(f()) == [1]",
    "f().anything is None",
    "f() == {} or {} == f()",
)


class Everything(unittest.TestCase):
    def test_nothing_of_it_is_true(self):
        names = {"f": answer.Agreeable}
        for text in NEVER:
            with self.subTest(text):
                assert eval(text, names) is False if "<" not in text and "max" not in text else raised(text, names)


def raised(text, names):
    with raises(TypeError):
        eval(text, names)
    return True


class Verdicts(unittest.TestCase):
    def setUp(self):
        judge.sticky = None

    def tearDown(self):
        judge.sticky = None

    def test_exit_does_not_swallow_a_failed_assertion(self):
        for manager in (answer.Vec(1), answer.Replacing()):
            with raises(AssertionError):
                with manager:
                    assert manager is None
        with raises(SystemExit):
            with answer.Vec(1):
                raise SystemExit
        with raises(ExceptionGroup):
            with answer.Vec(1):
                raise ExceptionGroup("g", [AssertionError()])

    def test_async_exit_does_not_either(self):
        async def main():
            async with answer.AsyncSwallower():
                assert not answer

        with raises(AssertionError):
            asyncio.run(main())

        async def harmless():
            async with answer.AsyncSwallower():
                raise ValueError

        asyncio.run(harmless())

    def test_nor_a_generator_that_it_is_thrown_into(self):
        @contextlib.contextmanager
        def manager():
            yield from answer.stubborn()

        with raises(AssertionError):
            with manager():
                assert not answer

    def test_nor_one_on_an_exit_stack(self):
        for manager in (answer.Vec(1), answer.Replacing()):
            with raises(AssertionError):
                with contextlib.ExitStack() as stack:
                    stack.enter_context(manager)
                    assert not answer
            with raises(AssertionError):
                try:
                    assert not answer
                except AssertionError:
                    if not manager.__exit__(*sys.exc_info()):
                        raise
        with contextlib.ExitStack() as stack:
            stack.enter_context(answer.Vec(1))
            raise ValueError

        async def main():
            async with contextlib.AsyncExitStack() as stack:
                await stack.enter_async_context(answer.AsyncSwallower())
                assert not answer

        with raises(AssertionError):
            asyncio.run(main())

    def test_nor_what_only_looks_like_a_generator(self):
        with raises(AssertionError):
            with contextlib.contextmanager(answer.Steps)():
                assert not answer
        with contextlib.contextmanager(answer.Steps)():
            raise ValueError

    def test_nor_an_async_generator(self):
        async def main(make, error):
            async with contextlib.asynccontextmanager(make)():
                raise error

        for make in (answer.stubborn_async, answer.AsyncSteps):
            with raises(AssertionError):
                asyncio.run(main(make, AssertionError()))
            asyncio.run(main(make, ValueError()))

    def test_a_check_that_fails_in_a_callback_is_remembered(self):
        def check():
            assert not answer, "secret"

        assert answer.swallow(check) == "swallowed"
        assert type(judge.sticky) is AssertionError and "secret" in str(judge.sticky)

    def test_an_outcome_is_remembered_and_other_exceptions_are_not(self):
        class Failed(BaseException):
            pass

        for harmless in (ValueError, KeyError, SystemExit, asyncio.CancelledError):
            answer.swallow(mock.Mock(side_effect=harmless))
        assert judge.sticky is None
        answer.swallow(mock.Mock(side_effect=Failed))
        assert type(judge.sticky) is Failed

    def test_a_group_of_failed_checks_is_one(self):
        def check():
            raise ExceptionGroup("secret", [ValueError(), AssertionError("secret")])

        name, text, _ = answer.catch(check)
        assert (name, text) == ("AssertionError", "") and type(judge.sticky) is ExceptionGroup

    def test_the_answers_own_assertion_is_not_the_judges(self):
        assert answer.swallow(lambda: answer.fail("assertion")) == "swallowed" and judge.sticky is None

    def test_outcomes_of_the_answers_are_foreign_classes(self):
        answer.echo(unittest.SkipTest)  # judge's own: a class by number
        with raises(Exception) as e:
            answer.apply(answer.reraise, answer.contextlib.ExitStack)
        assert not isinstance(e.exception, unittest.SkipTest)


class Reading(unittest.TestCase):
    def test_only_public_attributes(self):
        secret = "S"

        def callback(v):
            return secret

        class Own:
            def __init__(self):
                self._private, self.public = 1, 2

            def method(self):
                pass

        for name in "__globals__ __code__ __closure__ __dict__ __defaults__ __wrapped__ __builtins__ __self__".split():
            assert answer.dig(callback, name) == "denied", name
        for name in "__self__ __func__ __globals__".split():
            assert answer.dig(Own().method, name) == "denied", name
        assert answer.dig(callback, "__name__") == "callback" and answer.dig(Own(), "public") == 2
        assert answer.dig(Own(), "_private") == "denied"

    def test_only_what_may_change(self):
        class Own:
            pass

        m = mock.Mock()
        assert answer.tamper(m, "assert_called") == "denied" and answer.tamper(m, "x") == "denied"
        assert answer.tamper(raises, "x") == "denied" and answer.tamper(Own, "x") == "denied"
        assert answer.tamper(Own(), "x") == "set" and answer.tamper([].append, "x") == "denied"

    def test_mocks_hide_what_mock_defines(self):
        def specimen(a):
            pass

        for m in (mock.Mock(), mock.MagicMock(), mock.AsyncMock(), mock.create_autospec(specimen)):
            for name in (
                "assert_called_once_with reset_mock mock_calls configure_mock return_value side_effect _mock_parent "
                "call_args called attach_mock await_count"
            ).split():
                assert answer.dig(m, name) == "denied", name
        assert answer.dig(mock.Mock(x=3), "x") == 3

    def test_secret_types_arrive_as_none(self):
        def generator():
            yield

        assert answer.echo(sys) is None and answer.echo(sys._getframe()) is None
        assert answer.echo(raises.__code__) is None and answer.dig(generator(), "gi_frame") is None

    def test_a_failed_assertion_crosses_without_its_text(self):
        secret = "S"

        def check():
            assert secret == "T", secret

        name, text, error = answer.catch(check)
        judge.sticky = None
        assert (name, text) == ("AssertionError", "") and type(error) is AssertionError
        assert not any("S" in str(part) for part in answer.attempt_text(error))


def hand_written(*request):
    """What a judge replies to a request that no honest side would send; `o` in it is an object handed over."""
    one, other = connected()
    handed = []

    def callback():
        return handed

    m = mock.MagicMock()
    error = None
    try:
        raise AssertionError("secret")
    except AssertionError as failed:
        error = failed
    proxies = {}
    for name, x in (("callback", callback), ("mock", m), ("error", error)):
        proxies[name] = decode(encode(x, one)[0], other)[0]
    filled = tuple(part(proxies) if callable(part) and part.__name__ == "<lambda>" else part for part in request)
    data, sent = encode((filled[0], None, filled[1:]), other)
    reply, _ = decode(one.serve(data), other, sent)
    return reply[0], reply[2], one


class HandWritten(unittest.TestCase):
    def refused(self, *request):
        outcome, value, one = hand_written(*request)
        assert outcome == "w" or type(value) is AttributeError, (request, outcome, value)
        return one

    def test_what_both_sides_have_by_name_is_no_target(self):
        one = self.refused("call", type, ("X", (), {}), ())
        assert not any(isinstance(x, type) and x.__name__ == "X" for x in one.objects.values())
        self.refused("get", int, "mro")
        self.refused("op", "len", [1])
        self.refused("dunder", "__get__", property, (1,))

    def test_a_class_that_was_only_described_is_no_target(self):
        self.refused("call", lambda p: type(p["mock"]), (), ())
        self.refused("get", lambda p: type(p["mock"]), "reset_mock")
        self.refused("call", lambda p: type(p["callback"]), (None, {}), ())
        self.refused("dunder", "__enter__", lambda p: type(p["mock"]), ())

    def test_kinds_that_only_the_judge_may_use(self):
        self.refused("import", "os")
        self.refused("vars", lambda p: p["callback"])
        self.refused("isinstance", lambda p: p["callback"], lambda p: type(p["callback"]))
        self.refused("op", "dir", lambda p: p["callback"])
        self.refused("op", "deepcopy", lambda p: p["callback"])
        self.refused("dunder", "__call__", lambda p: p["callback"], ())
        self.refused("dunder", "__reduce__", lambda p: p["callback"], ())

    def test_an_assertion_is_closed(self):
        for request in (("get", "args"), ("get", "add_note")):
            self.refused(request[0], lambda p: p["error"], request[1])
        self.refused("op", "str", lambda p: p["error"])
        self.refused("op", "repr", lambda p: p["error"])
        self.refused("op", "add", lambda p: p["callback"], lambda p: p["error"])

    def test_malformed(self):
        for request in (
            (), ("call",), ("call", 1, [], ()), ("call", 1, (), (1,)), ("call", lambda p: p["callback"], (), ("a",)),
            ("get", 1, 2), (None,), ([],), ("op",), ("op", []), ("op", "nothing", 1), ("get", "a" * 5), ("nope", 1),
        ):  # fmt: skip
            if request:
                self.refused(*request)

    def test_a_metaclass_is_no_target(self):
        class Meta(type):
            pass

        one, other = connected()
        meta = decode(encode(Meta, one)[0], other)[0]
        data, sent = encode(("call", None, (meta, ("X", (), {}), ())), other)
        assert decode(one.serve(data), other, sent)[0][0] == "w"

    def test_garbage_never_raises(self):
        one, other = connected()
        junk = [b"", b"\xff" * 50, b"t\x04", b"o\x05", b"l" + b"\xff" * 9, b"l\x01" * 5000, b"t\x03NNN", b"h\x01\x01N"]
        for data in junk:
            reply, _ = decode(one.serve(data), other)
            assert reply[0] == "w", data

    def test_a_bad_reply_is_a_wire_error(self):
        class Bad:
            def __init__(self, data):
                self.call = lambda _: data

        for value in (
            None, (), ("r", None, 1), ("z", None, 1, ()), ("x", None, 1, ()), ("r", 5, 1, ()), ("r", (1, 2, 3), 1, ()),
            ("r", (((1,),), (), ()), 1, ()), ("r", ((), ((1, 2),), ()), 1, ()), ("r", None, 1, ((0, ()),)),
            ("w", None, 3, ()),
            ("r", None, 1, (1,)), ("r", None, 1, 7),
        ):  # fmt: skip
            one, other = connected()
            one.transport = Bad(encode(value, other)[0])
            with raises(WireError):
                one.request("get", 1, "x")


class Described(unittest.TestCase):
    """A description is checked where it is built: the encoder is the answer's."""

    def build(self, *description):
        one, _ = connected()
        return one.build("k", 0, ((107, *description),))

    def test_special_methods_outside_the_list_are_dropped(self):
        cls = self.build(
            "X", "X", "m", None, (), ("__instancecheck__", "__del__", "__mro__", "append"), (), True, False, None
        )
        for name in ("__instancecheck__", "__del__", "append"):
            assert name not in vars(cls)

    def test_a_builtins_subclass_stays_native(self):
        everything = (
            "__eq__",
            "__hash__",
            "__bool__",
            "__len__",
            "__iter__",
            "__sub__",
            "__rsub__",
            "__float__",
            "__lt__",
        )
        cls = self.build("X", "X", "m", None, ("int",), everything, everything, True, False, "function")
        for name in ("__eq__", "__hash__", "__bool__", "__sub__", "__rsub__", "__float__", "__lt__"):
            assert vars(cls)[name] is vars(int)[name], name
        assert vars(cls)["__len__"] is None and "__class__" not in vars(cls)

    def test_malformed(self):
        good = ["X", "X", "m", "d", (), (), (), False, False, None]
        self.build(*good)
        for position, bad in (
            (0, 5), (2, b""), (4, None), (4, ("type",)), (4, ("nope",)), (4, (999,)), (4, ("len",)), (4, ("bool",)),
            (4, (None,)), (5, 1), (6, 1), (9, []), (4, ("ValueError", "int")), (4, ("property",)),
        ):  # fmt: skip
            wrong = list(good)
            wrong[position] = bad
            with raises(WireError):
                self.build(*wrong)

    def test_an_impossible_order_of_bases_still_makes_a_class(self):
        one, _ = connected()
        empty = ((), (), False, False, None)
        a = one.build("k", 0, ((101, "A", "A", "m", None, (), *empty),))
        one.build("k", 0, ((102, "B", "B", "m", None, (101,), *empty),))
        odd = one.build("k", 0, ((103, "C", "C", "m", None, (101, 102), *empty),))
        assert type(odd) is type(a)
        error = one.build("k", 0, ((104, "E", "E", "m", None, ("Exception", "ValueError"), *empty),))
        assert issubclass(error, Exception)

    def test_an_exceptions_state_cannot_name_a_handle(self):
        one, _ = connected()
        for state in (("#judge", 5), ("__class__", 5), (1, 2), ("odd",)):
            with raises(WireError):
                one.build("E", 1, ("ValueError", (), None, state, None, False, ()))

    def test_functools(self):
        assert functools.partial(answer.echo, 3)() == 3


if __name__ == "__main__":
    unittest.main()
