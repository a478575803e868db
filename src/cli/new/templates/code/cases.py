# Each case runs in a sandbox of its own; the answer lives in another one. Compare whole values with ==, `is True`
# or approx. A hidden case shows candidates its title (the docstring's first line) and nothing else: say what it is
# about, and keep its data to yourself. Whatever is checked here must be a rule in prompt.md.
import pytest

from answer import parse_duration


@pytest.mark.sample
@pytest.mark.parametrize(("text", "seconds"), [("45s", 45), ("5m", 300), ("2h", 7200)])
def test_single_unit(text: str, seconds: int) -> None:
    """Reads a number with one unit"""
    assert parse_duration(text) == seconds


@pytest.mark.sample
def test_combined_units() -> None:
    """Adds up hours, minutes and seconds"""
    assert parse_duration("1h30m") == 5400
    assert parse_duration("1h1m1s") == 3661


@pytest.mark.points(2)
def test_more_than_sixty() -> None:
    """Takes numbers larger than their unit usually holds"""
    assert parse_duration("90m") == 5400
    assert parse_duration("1h120s") == 3720


def test_empty() -> None:
    """Rejects the empty text"""
    with pytest.raises(ValueError):
        parse_duration("")


@pytest.mark.parametrize("text", ["5mn", "3d", "1h5x"])
def test_unknown_unit(text: str) -> None:
    """Rejects units that it does not know"""
    with pytest.raises(ValueError):
        parse_duration(text)


@pytest.mark.parametrize("text", ["90", "1h30"])
def test_missing_unit(text: str) -> None:
    """Rejects a number without a unit"""
    with pytest.raises(ValueError):
        parse_duration(text)


@pytest.mark.parametrize("text", ["30m1h", "1h1h"])
def test_order(text: str) -> None:
    """Rejects units in another order or twice"""
    with pytest.raises(ValueError):
        parse_duration(text)
