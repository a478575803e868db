"""Both sides see the same files, so the cases look at the folder themselves."""

import json
import os
import random

import pytest
from answer import saving
from answer_side import support


@pytest.fixture
def folder(tmp_path):
    """An empty folder of the case's own."""
    folder = tmp_path / "config"
    folder.mkdir()
    return folder


def files(folder):
    """The texts of all files in a folder, by their names."""
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.is_file()}


def save(path, *texts):
    with saving(path) as file:
        for text in texts:
            file.write(text)


def fail(path, error, text="half of"):
    """A block that writes and then raises the error, which must leave it as it is."""
    with pytest.raises(type(error)) as info:
        with saving(path) as file:
            file.write(text)
            raise error
    assert info.value is error
    assert info.value.__cause__ is None


def some_text():
    return " ".join(f"{random.randrange(10**9)}" for _ in range(random.randint(1, 20)))


@pytest.mark.sample
def test_takes_the_place(folder):
    """Without an exception, what the block wrote takes the place of the old file, or is a new one"""
    path = folder / "settings.json"
    with saving(path) as file:
        json.dump({"size": 3, "color": "blue"}, file)
    assert files(folder) == {"settings.json": '{"size": 3, "color": "blue"}'}
    save(path, "short")
    assert files(folder) == {"settings.json": "short"}
    save(str(path), "first\n", "second\n")
    assert files(folder) == {"settings.json": "first\nsecond\n"}
    save(path)
    assert files(folder) == {"settings.json": ""}


@pytest.mark.sample
def test_failed_block_keeps_the_file(folder):
    """With an exception, path is as it was, the temporary file is removed, and the same exception goes on"""
    path = folder / "settings.json"
    path.write_text("old")
    for error in (ValueError("no such color"), OSError("disk full"), ZeroDivisionError(), StopIteration()):
        fail(path, error)
        assert files(folder) == {"settings.json": "old"}
    fail(str(path), KeyError("color"), text="")
    assert files(folder) == {"settings.json": "old"}


def test_failed_first_save(folder):
    """With an exception, a file that didn't exist yet is still missing"""
    fail(folder / "settings.json", ValueError("no such color"))
    assert files(folder) == {}
    save(folder / "settings.json", "new")
    assert files(folder) == {"settings.json": "new"}


def test_interrupts(folder):
    """KeyboardInterrupt and SystemExit are exceptions, too: the file is removed and path is as it was"""
    path = folder / "settings.json"
    path.write_text("old")
    for kind in (KeyboardInterrupt, SystemExit):
        with pytest.raises(kind):
            with saving(path) as file:
                file.write("half of")
                support.stop(kind)  # on the answer's side: what a case raises itself, no answer can swallow
        assert files(folder) == {"settings.json": "old"}
        assert file.closed is True


def test_path_is_a_folder(folder):
    """If the last step fails because path is a folder, the temporary file is removed and its exception is raised"""
    path = folder / "settings.json"
    path.mkdir()
    (path / "inside").write_text("kept")
    with pytest.raises(OSError):
        save(path, "new")
    assert files(folder) == {}
    assert files(path) == {"inside": "kept"}


@pytest.mark.sample
def test_untouched_during_the_block(folder):
    """During the block path has the old text, or is missing; the temporary file in the same folder is the only new one"""
    path = folder / "settings.json"
    for before in ({}, {"settings.json": "old"}):
        assert files(folder) == before
        with saving(path) as file:
            file.write("new")
            file.flush()
            during = files(folder)
            temporary = set(during) - {"settings.json"}
            assert [during.pop(name) for name in temporary] == ["new"]
            assert during == before
        assert files(folder) == {"settings.json": "new"}
        path.write_text("old")


def test_closed_afterwards(folder):
    """The file is closed after the block, with an exception or without"""
    path = folder / "settings.json"
    with saving(path) as saved:
        saved.write("new")
        assert saved.closed is False
    assert saved.closed is True
    with pytest.raises(ValueError, match="no such color"), saving(path) as removed:
        raise ValueError("no such color")
    assert removed.closed is True
    assert files(folder) == {"settings.json": "new"}


def test_open_reader(folder):
    """A program that has the old file open still reads the old text: the old file is never written to"""
    path = folder / "settings.json"
    path.write_text("old and long")
    with open(path) as before, open(path) as after:
        with saving(path) as file:
            file.write("new")
            file.flush()
            assert before.read() == "old and long"
        assert after.read() == "old and long"
    assert files(folder) == {"settings.json": "new"}


def test_never_missing(folder):
    """The new file takes the place in one step: there is no moment at which path is missing"""
    path = folder / "settings.json"
    path.write_text("old")
    seen = []
    support.watch(lambda: seen.append(files(folder).get("settings.json")))
    save(path, "new")
    assert files(folder) == {"settings.json": "new"}
    assert [text for text in seen if text not in ("old", "new")] == []


def test_two_blocks_at_once(folder):
    """Two blocks for the same path may run at once, each with its own temporary file; the one that ends last wins"""
    path = folder / "settings.json"
    with saving(path) as outer:
        outer.write("outer begins, ")
        with saving(path) as inner:
            inner.write("inner")
            inner.flush()
            outer.flush()
            assert sorted(files(folder).values()) == ["inner", "outer begins, "]
        assert sorted(files(folder).values()) == ["inner", "outer begins, "]
        fail(path, ValueError("no such color"))
        outer.write("outer ends")
    assert files(folder) == {"settings.json": "outer begins, outer ends"}


def test_other_files(folder):
    """Other files in the folder are never touched, whatever their names are"""
    path = folder / "settings.json"
    names = ["settings.tmp", "settings.json.tmp", "settings.json.new", "settings.json.bak", "settings.json~"]
    names += [".settings.json.tmp", ".settings.json", "settings.json.temp", "tmp", "temp", "tmp.json", "new"]
    others = {name: f"text of {name}" for name in names}
    for name in names:
        (folder / name).write_text(others[name])
    save(path, "new")
    assert files(folder) == {**others, "settings.json": "new"}
    fail(path, ValueError("no such color"))
    assert files(folder) == {**others, "settings.json": "new"}


def test_utf8(folder):
    """The text is encoded in UTF-8"""
    text = "".join(chr(random.randrange(low, low + 100)) for low in (0xC0, 0x400, 0x3042, 0x1F600) for _ in range(5))
    save(folder / "settings.json", text)
    assert (folder / "settings.json").read_bytes() == text.encode("utf-8")


def test_name_alone():
    """A path may be a name alone: the temporary file is in the same folder then, too"""
    before = set(os.listdir())
    with saving("settings.json") as file:
        file.write("new")
        assert len(set(os.listdir()) - before) == 1
    assert set(os.listdir()) - before == {"settings.json"}
    with open("settings.json") as file:
        assert file.read() == "new"


def test_any_sequence(folder):
    """Whatever the sequence of blocks with and without an exception, path has the text of the last one without"""
    path = folder / "settings.json"
    fine = [False, True, False, *(random.random() < 0.5 for _ in range(12))]
    expected = {}
    for good in fine:
        text = some_text()
        if good:
            save(path, text)
            expected = {"settings.json": text}
        else:
            fail(path, random.choice([ValueError, RuntimeError])("stop"), text)
        assert files(folder) == expected


def test_nothing_before_the_block(folder):
    """saving(path) alone does nothing: the temporary file is new when the block is entered"""
    path = folder / "settings.json"
    path.write_text("old")
    later = saving(path)
    assert files(folder) == {"settings.json": "old"}
    with later as file:
        file.write("new")
    assert files(folder) == {"settings.json": "new"}
