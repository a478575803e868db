import sys

import pytest
from answer import greet, warn_user


def test_out(capsys):
    greet("Ada")
    assert capsys.readouterr().out == "Hello, Ada!\n"


def test_err(capsys):
    warn_user("hot")
    captured = capsys.readouterr()
    assert captured.err == "warning: hot\n"
    assert captured.out == ""


def test_twice(capsys):
    greet("a")
    first = capsys.readouterr()
    greet("b")
    second = capsys.readouterr()
    assert (first.out, second.out) == ("Hello, a!\n", "Hello, b!\n")


def test_unpacks(capsys):
    print("x", end="")
    out, err = capsys.readouterr()
    assert (out, err) == ("x", "")


def test_wrong(capsys):
    greet("Ada")
    assert capsys.readouterr().out == "Hello Ada\n"


def test_disabled(capsys):
    greet("a")
    with capsys.disabled():
        greet("unseen")
    greet("b")
    assert capsys.readouterr().out == "Hello, a!\nHello, b!\n"


@pytest.fixture
def noisy():
    print("from a fixture")


def test_only_since_setup(noisy, capsys):
    print("from the case")
    assert capsys.readouterr().out == "from the case\n"


def test_set_up_first(capsys, noisy):
    assert capsys.readouterr().out == "from a fixture\n"


def test_binary(capsysbinary):
    greet("é")
    assert capsysbinary.readouterr().out == "Hello, é!\n".encode()


def test_stderr_of_the_case(capsys):
    print("e", file=sys.stderr)
    assert capsys.readouterr().err == "e\n"


def test_nothing_printed(capsys):
    assert capsys.readouterr() == ("", "")


def test_never_read(capsys):
    greet("x")
