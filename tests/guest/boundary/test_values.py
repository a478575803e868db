"""What crosses by value comes out as the same type with the same contents."""

import collections
import datetime
import decimal
import fractions
import struct
import unittest
import uuid

from _viva.boundary import WireError
from pair import answer

UTC = datetime.timezone.utc
VALUES = [
    None, True, False, 0, -1, 127, 128, 2**62 - 1, 2**62, -(2**62), 2**63, 2**64, 10**40, -(10**40), 255, 256, -256,
    1.5, -0.0, float("inf"), 2j, complex(-0.0, 1.0), "", "plain", "é\ud800\U0001f600\0", b"", b"x\0", bytearray(b"y"),
    [], [1, [2]], (), (1, (2,)), {}, {"a": {1: 2}}, set(), {1}, frozenset(), frozenset({2, 3}), range(1, 9, 2),
    range(0),
    datetime.date(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4, 5, 6), datetime.datetime(2020, 1, 2, tzinfo=UTC),
    datetime.datetime(2020, 1, 2, fold=1), datetime.time(1, 2), datetime.time(1, 2, 3, 4, UTC),
    datetime.timedelta(1, 2, 3),
    datetime.timedelta(-1), UTC, datetime.timezone(datetime.timedelta(hours=1), "X"), decimal.Decimal("1.10"),
    decimal.Decimal("-Infinity"), decimal.Decimal("1E+9"), fractions.Fraction(1, 3), uuid.UUID(int=5),
    collections.OrderedDict(a=1, b=2), collections.defaultdict(list, a=[1]), collections.defaultdict(None, a=1),
    collections.Counter("aab"), collections.deque([1], 4), collections.deque([1, 2]), slice(1, 2), ..., NotImplemented,
]  # fmt: skip


class Values(unittest.TestCase):
    def test_each_comes_back_as_it_was(self):
        for value in VALUES:
            with self.subTest(value=repr(value)):
                got = answer.echo(value)
                assert type(got) is type(value) and repr(got) == repr(value)
                assert got is value if value in (..., None) or value is NotImplemented else got == value

    def test_not_a_number(self):
        bits = struct.pack("<d", float("nan"))
        assert struct.pack("<d", answer.echo(float("nan"))) == bits

    def test_types_and_functions_that_both_sides_have_keep_their_identity(self):
        for x in (int, dict, ValueError, datetime.date, collections.deque, len, sorted, decimal.Decimal):
            assert answer.echo(x) is x

    def test_default_factory_works_here(self):
        d = answer.echo(collections.defaultdict(list))
        d["x"].append(1)
        assert d == {"x": [1]}

    def test_views_are_views(self):
        assert answer.keys() == {"a"} and type(answer.keys()) is type({}.keys())
        assert list(answer.echo({1: [2]}.items())) == [(1, [2])] and list(answer.echo({1: 2}.values())) == [2]

    def test_caps(self):
        assert answer.deep(100) == eval("[" * 101 + "]" * 101)
        for call, text in (
            (lambda: answer.deep(1_000), "nested too deeply"),
            (lambda: answer.deep(100_000), "nested too deeply"),
            (answer.cyclic, "contains itself"),
            (answer.cyclic_stack, "contains itself"),
            (lambda: answer.fail("cyclic"), "contains itself"),
            (lambda: answer.echo("x" * (33 << 20)), "too large"),
            (lambda: answer.echo(1 << (9 << 20)), "too large"),
        ):
            with self.assertRaisesRegex(WireError, text):
                call()
        assert answer.echo(1) == 1

    def test_shared_references_stay_shared(self):
        a, b = answer.shared()
        assert a is b
        a, b = answer.shared_stack()
        assert a is b
        d = {}
        x, y = answer.echo([d, (d,)])
        assert x is y[0] is d

    def test_a_zone_of_the_answers_own_becomes_a_fixed_offset(self):
        wanted = datetime.datetime(2020, 1, 2, 1, tzinfo=UTC)
        assert answer.zoned() == wanted and answer.zoned().utcoffset() == datetime.timedelta(hours=2)

    def test_arguments_are_copied_back(self):
        numbers, mapping, chosen, data = [1], {}, set(), bytearray(b"a")
        assert answer.mutate(numbers, mapping, chosen, data) is numbers
        assert numbers == [1, 4] and mapping["k"] is numbers and chosen == {1} and data == b"ax"

    def test_standard_containers_are_copied_back(self):
        ordered, tally = collections.OrderedDict(a=1, b=2), collections.Counter()
        default, ring = collections.defaultdict(list), collections.deque([1], 2)
        answer.mutate_more(ordered, tally, default, ring)
        assert list(ordered) == ["b", "a"] and tally == {"z": 2} and default == {"n": [1]} and list(ring) == [0, 1]

    def test_arguments_are_copied_back_from_a_call_that_fails(self):
        numbers = [1]
        with self.assertRaises(answer.Refused):
            answer.mutate_and_fail(numbers)
        assert numbers == []

    def test_keyword_arguments(self):
        assert answer.many(1, 2, b=3, c=[4]) == (1, (2,), 3, {"c": [4]})
        assert answer.keyword(lambda a, b: (a, b)) == (1, 2)


if __name__ == "__main__":
    unittest.main()
