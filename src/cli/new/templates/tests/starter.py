from slugs import slug


def test_example() -> None:
    assert slug("Hello, World!") == "hello-world"
