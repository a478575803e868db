# fails: broken/empty_slug, broken/hyphen_at_the_end, broken/letters_of_all_alphabets
# tries ordinary titles only
from slugs import slug


def test_titles() -> None:
    assert slug("Hello World") == "hello-world"
    assert slug("a - b") == "a-b"
