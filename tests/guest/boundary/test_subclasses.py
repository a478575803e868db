"""A subclass of a builtin is what the builtin holds. Its overrides decide nothing that a case compares."""

import collections
import datetime
import decimal
import fractions
import unittest

from pair import answer

try:
    from pytest import approx
except ImportError:
    approx = None


class Liars(unittest.TestCase):
    def test_ints(self):
        for x in (answer.LyingInt(7), answer.MixedInt(7)):
            assert x == 7 and x != 5 and 7 == x and 5 != x and int(x) == 7 and float(x) == 7.0 and round(x) == 7
            assert abs(x - 5) == 2 and 5 - x == -2 and x + 1 == 8 and not x < 7 and hash(x) == 7 and -x == -7
            assert [0] * 1 != [x] and isinstance(x, int) and range(100)[x] == 7 and x in {7} and x not in {5}
            y = x
            y -= 2
            assert y == 5
        assert not answer.LyingInt(0) and not answer.MixedInt(0)

    def test_floats(self):
        x = answer.LyingFloat(2.5)
        assert x == 2.5 and x != 1.0 and float(x) == 2.5 and abs(x - 2.5) == 0 and 3 - x == 0.5 and x - 1 == 1.5

    @unittest.skipIf(approx is None, "needs pytest")
    def test_approx(self):
        assert approx(5) != answer.LyingInt(7) and answer.LyingInt(7) != approx(5)
        assert approx(1.0) != answer.LyingFloat(2.5) and answer.LiarAll() != approx(1)

    def test_text(self):
        x = answer.LyingStr("q")
        assert x == "q" and x != "want" and "want" != x and len(x) == 1 and hash(x) == hash("q") and x in {"q"}
        assert "".join([x]) == "q" and x + "z" == "qz" and [*x] == ["q"]

    def test_lists(self):
        x = answer.LyingList([9, 8, 7])
        assert x != [1, 2] and x == [9, 8, 7] and len(x) == 3 and list(x) == [9, 8, 7] and sorted(x) == [7, 8, 9]
        assert [*x] == [9, 8, 7] and [9, 8, 7] == x and not [1, 2] == x and tuple(x) == (9, 8, 7)
        y = answer.MixedList([9])
        assert y != [1] and y == [9] and bool(answer.MixedList()) is False

    def test_tuples_dicts_sets(self):
        assert answer.LyingTuple((9,)) != (1, 2) and list(answer.LyingTuple((9,))) == [9]
        d = answer.LyingDict({"z": 26})
        assert d != {"a": 1} and d == {"z": 26} and {"a": 1} != d and len(d) == 1 and [*d] == ["z"]
        b = answer.Bag([9])
        assert b != {1} and b == {9} and {1} - b == {1} and b - {1} == {9} and not b <= {1} and b ^ {9} == set()

    def test_values_of_the_standard_library_arrive_plain(self):
        for lying, plain, other in (
            (answer.apply(answer.LyingDate, 2020, 1, 2), datetime.date(2020, 1, 2), datetime.date(2021, 1, 1)),
            (answer.apply(answer.Money, "1.5"), decimal.Decimal("1.5"), decimal.Decimal("2")),
            (answer.apply(answer.Ratio, 1, 2), fractions.Fraction(1, 2), fractions.Fraction(1, 3)),
        ):
            assert type(lying) is type(plain) and lying == plain and lying != other


class Honest(unittest.TestCase):
    def test_named_tuples(self):
        p = answer.Point(1, 2)
        assert p == (1, 2) and p.x == 1 and p._fields == ("x", "y") and repr(p) == "Point(x=1, y=2)"
        assert p._replace(x=5) == (5, 2) and isinstance(p, tuple) and p._asdict() == {"x": 1, "y": 2}
        a, b = p
        assert a == 1 and b == 2 and answer.echo(p) is p and answer.Pair(1) == (1, "b") and answer.Pair(1).b == "b"

    def test_int_enums(self):
        level = answer.Level
        assert level.HIGH == 2 and level.HIGH.name == "HIGH" and level(1) is level.LOW and level.HIGH > 1
        assert isinstance(level.HIGH, answer.Level) and sum(level) == 3

    def test_an_ordered_dict(self):
        c = answer.LRU()
        c.put("a", 1)
        assert c == {"a": 1} and c.get("z") == -1 and len(c) == 1 and isinstance(c, collections.OrderedDict)
        c["b"] = 2
        assert dict(c) == {"a": 1, "b": 2} and list(c) == ["a", "b"] and c["b"] == 2 and "b" in c
        c.move_to_end("a")
        assert list(c) == ["b", "a"] and c != collections.OrderedDict(a=1, b=2)
        assert (
            c == collections.OrderedDict(b=2, a=1) and c == {"a": 1, "b": 2} and list(c.items()) == [("b", 2), ("a", 1)]
        )
        del c["a"]
        assert c == {"b": 2} and list(reversed(c)) == ["b"] and "LRU" in repr(c)

    def test_a_stack(self):
        s = answer.live()
        s.push(2)
        s.append(3)
        assert s == [1, 2, 3] and s.pop() == 3 and s == [1, 2] and s[0] == 1 and s[-1] == 2
        s += [5]
        assert s == [1, 2, 5] and answer.live() == [1]
        s[0] = 9
        assert s == [9, 2, 5] and [9, 2, 5] == s

    def test_the_copy_follows_the_owner(self):
        kept = answer.get_kept()
        assert answer.grow(3) == len(kept) == 3 and kept == [0, 1, 2] and answer.get_kept() is kept

    def test_the_others(self):
        t = answer.Tally("aab")
        assert t == {"a": 2, "b": 1} and t["a"] == 2 and t["nothing"] == 0 and t == collections.Counter("aba")
        assert t.most_common(1) == [("a", 2)] and isinstance(t, collections.Counter) and len(t) == 2
        d = answer.Lists(list)
        assert d["x"] == [] and d == {"x": []} and "Lists" in repr(d)
        r = answer.Ring([1, 2], 2)
        r.append(3)
        assert list(r) == [2, 3] and r == collections.deque([2, 3]) and r[0] == 2
        g = answer.Registry(a=1)
        g["b"] = 2
        assert g == {"a": 1, "b": 2} and {**g} == {"a": 1, "b": 2} and sorted(g) == ["a", "b"]

    def test_the_judges_own_reach_the_answer_as_themselves(self):
        class Mine(list):
            def total(self):
                return sum(self)

        mine = Mine([1, 2])
        assert answer.echo(mine) is mine
        assert answer.apply(lambda x: x is mine, mine)
        answer.apply(mine.append, 3)
        assert mine == [1, 2, 3]


if __name__ == "__main__":
    unittest.main()
