import answer


def test_metaclass():
    assert answer.Square.tag == "square"
    assert issubclass(answer.Square, answer.Shape)
    assert isinstance(answer.Square(), answer.Shape)
    assert list(answer.Shape) == ["Shape", "Square"]
    assert answer.registry["Square"] is answer.Square
    assert answer.Square.sides == 4


def test_singleton():
    assert answer.Settings.debug is False
    answer.Settings.debug = True
    assert answer.Settings.debug is True
