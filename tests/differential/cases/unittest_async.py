import unittest

from answer import double, fails


class Async(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.value = await double(1)

    async def test_set_up(self):
        self.assertEqual(self.value, 2)

    async def test_wrong(self):
        self.assertEqual(await double(2), 5)

    async def test_raises(self):
        with self.assertRaises(ValueError):
            await fails()

    async def test_error(self):
        await fails()

    def test_sync(self):
        self.assertEqual(self.value, 2)

    async def test_cleanup(self):
        async def cleanup():
            self.assertEqual(await double(2), 4)

        self.addAsyncCleanup(cleanup)

    async def test_subtests(self):
        for value in (1, 2):
            with self.subTest(value=value):
                self.assertEqual(await double(value), 2)
