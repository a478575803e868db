import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path, PureWindowsPath

import answer


def test_path_equals():
    assert answer.config(Path("/srv")) == Path("/srv/etc/app.toml")
    assert isinstance(answer.config(Path("/srv")), Path)


def test_pure_path():
    assert answer.windows() == PureWindowsPath("c:\\A")


def test_arrives_as_a_path(tmp_path):
    assert answer.kind(tmp_path) == (True, "PosixPath")


def test_files(tmp_path):
    made = answer.write(tmp_path, ["b", "a"])
    assert made == [tmp_path / "b", tmp_path / "a"]
    assert sorted(tmp_path.iterdir()) == sorted(made)
    assert made[0].read_text() == "b"


def test_redirected():
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        answer.report(1)
        print("mine")
    answer.report(2)
    assert out.getvalue() == "out 1\nmine\n"
    assert err.getvalue() == "err 1\n"


def test_redirected_twice():
    outer, inner = io.StringIO(), io.StringIO()
    with redirect_stdout(outer):
        with redirect_stdout(inner):
            answer.report(1)
        answer.report(2)
    assert (outer.getvalue(), inner.getvalue()) == ("out 2\n", "out 1\n")


def test_wrong():
    assert answer.config(Path("/srv")) == Path("/srv/app.toml")
