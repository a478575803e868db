from answer import Version


def test_equality():
    assert Version(1, 2) == Version(1, 2)
    assert Version(1, 2) != Version(1, 3)
    assert Version(1, 2) != (1, 2)


def test_order_and_hash():
    assert Version(1, 2) < Version(1, 10)
    assert sorted([Version(2), Version(1)]) == [Version(1), Version(2)]
    assert len({Version(1), Version(1), Version(2)}) == 2
    assert repr(max(Version(1), Version(3))) == "Version(3,)"
