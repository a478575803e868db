from answer import Vector


def test_operators():
    v = Vector(3, 4)
    assert tuple(v + v) == (6, 8)
    assert tuple(2 * v) == tuple(v * 2) == tuple(v(2)) == (6, 8)
    assert v @ v == 25
    assert abs(v) == 5.0
    assert list(-v) == [-3, -4]
    assert (v[0], v[-1], len(v)) == (3, 4, 2)
    assert 4 in v and 5 not in v
    assert not Vector(0, 0)
    assert f"{v:03d}" == "<003|004>"


def test_in_place():
    v = w = Vector(1, 1)
    v += Vector(1, 2)
    assert v is w
    assert tuple(w) == (2, 3)
