# random calls compared with a model that is too simple to be wrong, and a few stories by hand
import random
import unittest

from limiter import Limiter


class Model:
    """Keeps everything and counts."""

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit, self.seconds, self.log = limit, seconds, []

    def counting(self, client: str, now: int) -> list[int]:
        return [at for at, whose in self.log if whose == client and now < at + self.seconds]

    def allow(self, client: str, now: int) -> bool:
        free = len(self.counting(client, now)) < self.limit
        if free:
            self.log.append((now, client))
        return free

    def wait(self, client: str, now: int) -> int:
        later = now
        while len(self.counting(client, later)) >= self.limit:
            later += 1
        return later - now

    def reset(self, client: str, now: int) -> None:
        self.log = [(at, whose) for at, whose in self.log if whose != client]


class Random(unittest.TestCase):
    def test_does_what_the_model_does(self) -> None:
        for seed in range(6):
            chance = random.Random(seed)
            now = [chance.randrange(100)]
            limit, seconds = chance.randint(1, 3), chance.randint(4, 9)
            limiter, model = Limiter(limit, seconds, lambda now=now: now[0]), Model(limit, seconds)
            for _ in range(40):
                now[0] += chance.choice([0, 0, 1, 1, 2, 5])
                operation = chance.choice(["allow", "allow", "allow", "wait", "wait", "reset"])
                client = chance.choice(["ann", "bob"])
                got = getattr(limiter, operation)(client)
                with self.subTest(seed=seed, operation=operation, client=client, now=now[0]):
                    self.assertEqual(got, getattr(model, operation)(client, now[0]))


class ByHand(unittest.TestCase):
    def test_values_that_make_no_sense(self) -> None:
        for limit, seconds in ((0, 1), (1, 0)):
            self.assertRaises(ValueError, Limiter, limit, seconds, lambda: 0)
