# one table of titles and slugs
import unittest

import slugs

TABLE = {
    "Hello, World!": "hello-world",
    "  Many   spaces ": "many-spaces",
    "Crème brûlée": "cr-me-br-l-e",
    "2026: what's new?": "2026-what-s-new",
}


class Slugs(unittest.TestCase):
    def test_table(self) -> None:
        for title, expected in TABLE.items():
            with self.subTest(title):
                self.assertEqual(slugs.slug(title), expected)

    def test_no_letter_or_digit(self) -> None:
        self.assertRaises(ValueError, slugs.slug, "…")
