"""The serializer: what goes in comes out, in the same bytes on both implementations, and garbage is refused.

Runs on whatever serializer is in use; where the native one is, each message is compared with its twin's.
"""

import collections
import datetime
import decimal
import random
import struct
import unittest

from _viva import wire as twin
from _viva.boundary import codec
from _viva.boundary.codec import WireError, contents, decode, encode, same
from pair import connected, load

SEEDS = 40
MUTATIONS = 150


def random_value(rng, depth=4):
    """A value of plain types, with shared references."""
    seen = []

    def scalar():
        return rng.choice(
            (
                lambda: None,
                lambda: rng.random() < 0.5,
                lambda: rng.randrange(-200, 200),
                lambda: rng.getrandbits(rng.randrange(1, 200)) * rng.choice((1, -1)),
                lambda: (1 << rng.randrange(1, 200)) * rng.choice((1, -1)) - rng.randrange(2),
                lambda: struct.unpack("<d", struct.pack("<Q", rng.getrandbits(62)))[0],
                lambda: "".join(
                    chr(rng.choice((65, 0, 233, 0xD800, 0x20AC, 0x1F600))) for _ in range(rng.randrange(5))
                ),
                lambda: rng.randbytes(rng.randrange(5)),
                lambda: ...,
                lambda: complex(rng.randrange(9), -rng.random()),
                lambda: datetime.date.fromordinal(rng.randrange(1, 9999)),
                lambda: datetime.timedelta(rng.randrange(-9, 9), rng.randrange(9)),
                lambda: decimal.Decimal(rng.randrange(99999)).scaleb(-2),
                lambda: range(rng.randrange(9)),
            )
        )()

    def hashable(left):
        if left and rng.random() < 0.2:
            return rng.choice((tuple, frozenset))(hashable(left - 1) for _ in range(rng.randrange(3)))
        return scalar()

    def value(left):
        if seen and rng.random() < 0.1:
            return rng.choice(seen)
        if not left or rng.random() < 0.3:
            return scalar()
        n = rng.randrange(4)
        made = rng.choice(
            (
                lambda: [value(left - 1) for _ in range(n)],
                lambda: tuple(value(left - 1) for _ in range(n)),
                lambda: {hashable(2): value(left - 1) for _ in range(n)},
                lambda: {hashable(2) for _ in range(n)},
                lambda: frozenset(hashable(2) for _ in range(n)),
                lambda: bytearray(rng.randbytes(n)),
                lambda: collections.OrderedDict((hashable(1), value(left - 1)) for _ in range(n)),
                lambda: collections.deque((value(left - 1) for _ in range(n)), rng.choice((None, 5))),
                lambda: collections.Counter(rng.randrange(3) for _ in range(n)),
                lambda: collections.defaultdict(list, {hashable(1): value(left - 1) for _ in range(n)}),
            )
        )()
        if not isinstance(made, (tuple, frozenset)):
            seen.append(made)
        return made

    return value(depth)


def shape(x, seen=None):
    """The value as text that tells types, order and sharing, but not the order of sets."""
    seen = {} if seen is None else seen
    kind = type(x).__name__
    if isinstance(x, (list, dict, set, bytearray, collections.deque)):
        if id(x) in seen:
            return f"#{seen[id(x)]}"
        seen[id(x)] = len(seen)
    if isinstance(x, dict):
        return f"{kind}({', '.join(f'{shape(k, seen)}: {shape(v, seen)}' for k, v in x.items())})"
    if isinstance(x, (set, frozenset)):
        return f"{kind}({', '.join(sorted(shape(i, {}) for i in x))})"
    if isinstance(x, (list, tuple, collections.deque)):
        return f"{kind}({', '.join(shape(i, seen) for i in x)})"
    return f"{kind}:{x!r}"


class RoundTrips(unittest.TestCase):
    def test_random_values(self):
        one, other = connected()
        for seed in range(SEEDS):
            value = random_value(random.Random(seed))
            data, sent = encode(value, one)
            got, received = decode(data, other)
            assert shape(got) == shape(value), seed
            assert len(sent) == len(received) and all(type(a) is type(b) for a, b in zip(sent, received))
            assert encode(got, other)[0] == data or "set" in shape(value), seed

    def test_both_implementations_agree(self):
        if codec.encode is twin.encode:
            self.skipTest("only the twin is here")
        one, other = connected()
        for seed in range(SEEDS):
            value = random_value(random.Random(seed))
            data, _ = encode(value, one)
            assert twin.encode(value, one)[0] == data, seed
            assert shape(twin.decode(data, other)[0]) == shape(value)
        for name in ("MAX_DEPTH", "MAX_NODES", "MAX_BYTES", "MAX_INT_BYTES"):
            import _viva_wire

            assert getattr(_viva_wire, name) == getattr(twin, name)

    def test_answers_refer_to_the_request(self):
        one, other = connected()
        kept = [1]
        data, sent = encode((kept, {"k": kept}), one)
        (got, mapping), received = decode(data, other)
        assert mapping["k"] is got and sent[0] is kept and received[0] is got
        back, _ = encode([got, received[1], [2]], other, received)
        answered, _ = decode(back, one, sent)
        assert answered[0] is kept and answered[1] is sent[1] and answered[2] == [2]

    def test_the_limits(self):
        one, other = connected()
        nested = 5
        for _ in range(twin.MAX_DEPTH):
            nested = (nested,)
        assert decode(encode(nested, one)[0], other)[0] == nested
        with self.assertRaisesRegex(WireError, "too deeply"):
            encode((nested,), one)
        with self.assertRaisesRegex(WireError, "too deeply"):
            decode(b"t\x01" * (twin.MAX_DEPTH + 1) + b"N", one)
        biggest = (1 << (8 * twin.MAX_INT_BYTES - 1)) - 1
        assert decode(encode(biggest, one)[0], other)[0] == biggest
        with self.assertRaisesRegex(WireError, "integer too large"):
            encode(biggest + 1, one)

    def test_contents_and_same(self):
        class Lists(list):
            __iter__ = __getitem__ = None

        class Numbers(int):
            __int__ = __index__ = __add__ = None

        x = object()
        assert same(contents(Lists([x, 1]), list), (x, 1)) and not same((1.5,), (float("1.5"),))
        assert contents(Numbers(7), int) == 7 and type(contents(Numbers(7), int)) is int
        assert contents({1: x, 2: 3}, dict) == (1, x, 2, 3) and contents(bytearray(b"ab"), bytearray) == b"ab"
        assert same(b"ab", bytes([97, 98])) and not same(b"ab", b"a") and not same((1,), (1, 2))
        with self.assertRaises(TypeError):
            contents(1, object)


class Garbage(unittest.TestCase):
    def corpus(self):
        """Honest messages of every kind."""
        one, other = connected()
        load("garbage_answer")
        recorded = []
        through = one.transport.call

        def call(data):
            recorded.append(data)
            reply = through(data)
            recorded.append(reply)
            return reply

        one.transport.call = other.transport.call = None
        one.transport.call = call
        other.transport.call = lambda data: one.serve(data)
        answer = one.import_("garbage_answer")
        v = answer.Vec(1)
        answer.echo(
            [v, answer.Point(1, 2), answer.LyingInt(3), answer.live(), {"a": (1.5, b"x", "y")}, answer.Color.RED]
        )
        answer.apply(lambda x: x, [1, {2}])
        for kind in ("refused", "cause", "file", "group"):
            try:
                answer.fail(kind)
            except Exception:
                pass
        return recorded

    def test_mutated_messages(self):
        """Whatever bytes come, a decoder raises a WireError or gives a value, and a served request gives a reply."""
        rng = random.Random(7)
        corpus = self.corpus()
        assert len(corpus) > 20
        outcomes = collections.Counter()
        refusal = encode(("w", None, "no", ()), connected()[0])[0]

        def refuse(data):
            return refusal

        for data in corpus:
            for n in range(MUTATIONS):
                bad = bytearray(data)
                for _ in range(rng.randrange(1, 4)):
                    how = rng.randrange(4)
                    at = rng.randrange(len(bad) or 1)
                    if how == 0 and bad:
                        bad[at] = rng.randrange(256)
                    elif how == 1:
                        bad[at:at] = bytes([rng.choice(b"NTFiIfsb.!tldSZBORAonhvkmEPODCq?c\xff\x00\x01")])
                    elif how == 2:
                        del bad[at : at + rng.randrange(1, 4)]
                    else:
                        bad[at : at + 2] = rng.randbytes(2)
                bad = bytes(bad)
                judge, peer = connected()
                judge.transport.call = refuse
                try:
                    decode(bad, judge)
                    outcomes["decoded"] += 1
                except WireError as error:
                    outcomes["refused"] += 1
                    if codec.decode is not twin.decode and n % 10 == 0:
                        try:
                            twin.decode(bad, connected()[0])
                        except WireError as twins:
                            assert str(twins) == str(error), bad
                        else:
                            raise AssertionError("the twin takes it") from error
                if n % 10 == 0:
                    reply, _ = decode(judge.serve(bad), peer)
                    assert reply[0] in "rwx"
        assert outcomes["refused"] > 500 and outcomes["decoded"] > 20, outcomes

    def test_lengths_are_checked_before_they_are_used(self):
        one, _ = connected()
        huge = b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
        for tag in b"sbBIltSZd":
            with self.assertRaises(WireError):
                decode(bytes([tag]) + huge, one)
        for data in (b"h" + huge + huge, b"P\x00" + huge, b"R" + huge, b"A" + huge, b"o" + huge, b"i" + b"\xff" * 20):
            with self.assertRaises(WireError):
                decode(data, one)

    def test_text_is_checked(self):
        one, _ = connected()
        assert decode(b"s\x03\xed\xa0\x80", one)[0] == "\ud800"
        for text in (b"\xff", b"\xed\xa0", b"\xed\xff\x80", b"\xed\xa0\xff", b"\xc0\x80", b"\xf4\x90\x80\x80"):
            with self.assertRaisesRegex(WireError, "bad text"):
                decode(b"s" + bytes([len(text)]) + text, one)

    def test_cycles_are_refused(self):
        one, _ = connected()
        for data in (b"l\x01R\x00", b"l\x01t\x01R\x00", b"l\x02l\x01R\x00R\x01", b"d\x01NR\x00", b"q\x00\x02NR\x00"):
            with self.assertRaisesRegex(WireError, "bad reference"):
                decode(data, one)

    def test_keys_are_checked(self):
        one, _ = connected()
        for data in (b"d\x01l\x00N", b"S\x01l\x00", b"Z\x01d\x00"):
            with self.assertRaisesRegex(WireError, "bad key"):
                decode(data, one)

    def test_nothing_may_follow(self):
        one, _ = connected()
        with self.assertRaisesRegex(WireError, "after the message"):
            decode(b"NN", one)


if __name__ == "__main__":
    unittest.main()
