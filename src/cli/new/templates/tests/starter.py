from slugs import slug


def test_example() -> None:
    assert slug("hello") == "hello"
