"""Several threads on both sides at once: tables stay whole, and nesting is counted for each thread."""

import gc
import threading
import unittest

from _viva.boundary.codec import decode, encode
from _viva.boundary.side import MAX_NESTING
from pair import connected, load


def in_threads(count, work):
    failures = []

    def run(n):
        try:
            work(n)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Threads(unittest.TestCase):
    def setUp(self):
        self.judge, self.peer = connected()
        load("threaded_answer")
        self.answer = self.judge.import_("threaded_answer")

    def test_many_calls_at_once(self):
        answer = self.answer

        def work(n):
            for i in range(30):
                v = answer.Vec(n * 100 + i)
                assert v.x == n * 100 + i and answer.echo(v) is v
                numbers = [n]
                assert answer.apply(lambda x: x, numbers) is numbers
                stack = answer.live()
                stack.push(i)
                assert stack == [1, i]

        in_threads(6, work)
        gc.collect()
        answer.now()
        assert len(self.peer.objects) < 200 and len(self.judge.imports) < 100

    def test_one_class_and_one_proxy_whoever_comes_first(self):
        shared = self.answer.Vec(5)
        seen = []
        start = threading.Barrier(4)

        def work(n):
            start.wait()
            seen.append((self.answer.echo(shared), self.answer.Narrower, type(self.answer.Item("a"))))

        in_threads(4, work)
        assert all(row[0] is shared and row[1] is seen[0][1] and row[2] is seen[0][2] for row in seen)

    def test_nesting_is_counted_for_each_thread(self):
        answer = self.answer
        deep = 3 * MAX_NESTING // 4

        def again(n):
            return answer.apply(again, n - 1) if n else "end"

        def work(n):
            assert answer.apply(again, deep // 2) == "end"

        in_threads(4, work)

    def test_a_reply_on_its_way_keeps_what_it_names(self):
        """A message of another thread that lets go of an object must not overtake the reply that still names it."""
        judge, peer = self.judge, self.peer

        class Mine:
            pass

        mine = Mine()
        number = judge.exports.send(mine)  # the peer was sent it once
        parked = judge._parked
        parked.append(None)  # a thread of the judge's waits for a reply
        judge._accept((((number, 1),), (), ()))
        assert judge.objects[number] is mine
        reply = b"o" + bytes([number])
        assert decode(reply, judge)[0] is mine
        parked.pop()
        judge._accept(None)
        assert number not in judge.objects
        assert encode(1, peer)

    def test_a_description_is_repeated_until_it_arrived(self):
        """Two messages may overtake each other: both must describe a class that the peer hasn't confirmed."""
        judge, peer = connected()

        class Mine:
            pass

        first, second = (encode(Mine(), judge)[0] for _ in range(2))
        late, early = decode(second, peer)[0], decode(first, peer)[0]
        assert type(late) is type(early)
        judge._accept(((), (), peer.classes.take_news()))
        assert len(encode(Mine(), judge)[0]) < 20

    def test_older_contents_do_not_overwrite_newer_ones(self):
        judge, peer = connected()

        class Mine(list):
            pass

        mine = Mine([1])
        old = encode(mine, judge)[0]
        mine.append(2)
        new = encode(mine, judge)[0]
        copy = decode(new, peer)[0]
        assert decode(old, peer)[0] is copy and list.__len__(copy) == 2


if __name__ == "__main__":
    unittest.main()
