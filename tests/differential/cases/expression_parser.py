import textwrap
import pytest
from answer import Bin, Num, ParseError, evaluate, parse, part1, part2, tokenize

EXAMPLE = textwrap.dedent("""\
    1 + 2 * 3

    (1 + 2) * 3
""")


def test_tokens():
    assert list(tokenize("1+ 23")) == [("num", 1), ("op", "+"), ("num", 23), ("end", None)]


def test_tree():
    assert parse("1+2*3") == Bin("+", Num(1), Bin("*", Num(2), Num(3)))


def test_tree_repr():
    assert repr(parse("1+2")) == "Bin(op='+', left=Num(value=1), right=Num(value=2))"


def test_tree_walk():
    def walk(node):
        match node:
            case Num(value=v):
                return str(v)
            case Bin(op=o, left=l, right=r):
                return f"({walk(l)}{o}{walk(r)})"

    assert walk(parse("1-2*3")) == "(1-(2*3))"


def test_positional_match():
    match parse("7"):
        case Num(v):
            assert v == 7
        case _:
            assert False


def test_my_tree():
    assert evaluate(Bin("*", Num(4), Num(5))) == 20


@pytest.mark.parametrize("text, value", [("1", 1), ("1+2*3", 7), ("(1+2)*3", 9), ("8/3", 2), pytest.param("2-3-4", -5, id="left")])
def test_evaluate(text, value):
    assert evaluate(parse(text)) == value


@pytest.mark.parametrize("bad", ["", "1+", "(1", "1)", "a"])
def test_bad(bad):
    with pytest.raises(ParseError):
        parse(bad)


def test_error_kind():
    with pytest.raises(SyntaxError) as info:
        parse("(1")
    assert info.value.msg == "expected ) at 2"


def test_zero():
    with pytest.raises(ZeroDivisionError):
        evaluate(parse("1/0"))


def test_part1():
    assert part1(EXAMPLE.splitlines()) == 16
    assert part1(iter(EXAMPLE.splitlines())) == 16


def test_part2():
    assert part2("1\n2\n\n3\n4\n") == 7
