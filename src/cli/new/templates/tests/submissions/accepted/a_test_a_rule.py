# a test for each rule
import pytest
from slugs import slug


def test_lower_case() -> None:
    assert slug("ABC 12") == "abc-12"


def test_runs_become_one_hyphen() -> None:
    assert slug("a  --  b") == "a-b"


def test_no_hyphen_at_the_ends() -> None:
    assert slug("'a'") == "a"


def test_ascii_alone() -> None:
    assert slug("Zürich") == "z-rich"


@pytest.mark.parametrize("title", ["", "?!"])
def test_nothing_to_keep(title: str) -> None:
    with pytest.raises(ValueError):
        slug(title)
