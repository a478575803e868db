import random
import string

import pytest
from answer import Builder, BuildError, arrange

FILES = {
    "app.py": "import lib",
    "requirements.txt": "flask",
    "notes.txt": "to do",
    "lib/a.py": "A",
    "lib/x/b.py": "B",
    "lib/x/b.txt": "text",
    "library.py": "C",
    "conf/app/dev.ini": "d",
    "conf.d/prod.ini": "p",
}


def pattern(text: str) -> list[str]:
    """`ccb` for cached, cached, built."""
    return [{"c": "cached", "b": "built"}[letter] for letter in text]


def taken(source: str, ignore=(), files=FILES) -> set[str]:
    """The files that `COPY source` takes: those whose change makes it built again."""
    builder = Builder(ignore)
    steps = [f"COPY {source} /srv/"]
    assert builder.build(steps, files) == ["built"]
    found = set()
    for path in files:
        again = builder.build(steps, {**files, path: "changed"})
        assert again in (["cached"], ["built"])
        if again == ["built"]:
            found.add(path)
    return found


def step(name, changes, *needs) -> dict:
    return {"name": name, "changes": changes, "needs": list(needs)}


@pytest.mark.sample
def test_first_and_second_build():
    """The first build builds every step, the same build again has all of them cached"""
    steps = ["FROM python:3.13", "COPY requirements.txt /srv/", "RUN pip install -r /srv/requirements.txt", "COPY . /srv/"]
    builder = Builder()
    assert builder.build(steps, FILES) == pattern("bbbb")
    assert builder.build(steps, FILES) == pattern("cccc")
    assert builder.build([*steps, "CMD python /srv/app.py"], FILES) == pattern("ccccb")
    assert builder.build(steps[:2], FILES) == pattern("cc")
    assert builder.build([], FILES) == []
    assert Builder().build(steps, FILES) == pattern("bbbb")


@pytest.mark.sample
def test_changed_step():
    """A step whose text has changed is built, and so are all steps after it"""
    builder = Builder()
    assert builder.build(["FROM python:3.13", "RUN make", "RUN make test"], FILES) == pattern("bbb")
    assert builder.build(["FROM python:3.13", "RUN make all", "RUN make test"], FILES) == pattern("cbb")
    assert builder.build(["FROM python:3.14", "RUN make", "RUN make test"], FILES) == pattern("bbb")
    assert builder.build(["FROM python:3.13", "RUN make test", "RUN make"], FILES) == pattern("cbb")
    assert builder.build(["COPY lib/ /a/"], FILES) == pattern("b")
    assert builder.build(["COPY lib/ /b/"], FILES) == pattern("b")
    assert builder.build(["COPY lib/ /a/", "COPY lib/ /a/"], FILES) == pattern("cb")


def test_everything_after_a_change():
    """Steps on a built layer are built, also if they look the same as ever"""
    builder = Builder()
    steps = ["FROM python:3.13", "COPY app.py /srv/", "RUN make", "COPY lib /srv/", "RUN make test"]
    assert builder.build(steps, FILES) == pattern("bbbbb")
    assert builder.build(steps, {**FILES, "lib/a.py": "A2"}) == pattern("cccbb")
    assert builder.build(steps, {**FILES, "app.py": "2"}) == pattern("cbbbb")
    assert builder.build(steps, {**FILES, "notes.txt": "done"}) == pattern("ccccc")


def test_only_contents_count():
    """The same files are the same paths and contents, in whatever order they come"""
    builder = Builder()
    steps = ["FROM scratch", "COPY . /srv/"]
    assert builder.build(steps, FILES) == pattern("bb")
    assert builder.build(steps, dict(reversed(FILES.items()))) == pattern("cc")
    assert builder.build(steps, {**FILES, "new.py": ""}) == pattern("cb")
    fewer = {path: content for path, content in FILES.items() if path != "notes.txt"}
    assert builder.build(steps, fewer) == pattern("cb")
    renamed = {**fewer, "todo.txt": FILES["notes.txt"]}
    assert builder.build(steps, renamed) == pattern("cb")


def test_goes_back():
    """All layers that were ever built are remembered, not only those of the last build, each on the layer below it"""
    builder = Builder()
    steps = ["FROM python:3.13", "COPY app.py /srv/", "COPY lib /srv/"]
    changed_app, changed_lib = {**FILES, "app.py": "2"}, {**FILES, "lib/a.py": "A2"}
    assert builder.build(steps, FILES) == pattern("bbb")
    assert builder.build(steps, changed_app) == pattern("cbb")
    assert builder.build(steps, changed_lib) == pattern("ccb")
    assert builder.build(steps, FILES) == pattern("ccc")
    assert builder.build(steps, changed_app) == pattern("ccc")
    assert builder.build(steps, {**changed_app, "lib/a.py": "A2"}) == pattern("ccb")


def test_names_and_contents_are_kept_apart():
    """Two COPY steps that take other paths or other contents are never the same"""
    steps = ["COPY . /srv/"]
    for first, second in (
        ({"ab": "c"}, {"a": "bc"}),
        ({"a": "x", "b": "y"}, {"a": "y", "b": "x"}),
        ({"a": "", "b": "x"}, {"a": "x", "b": ""}),
        ({"a": "1\nb", "c": "2"}, {"a": "1", "b": "c\n2"}),
        ({"a": "b:c", "d": ""}, {"a": "b", "c": "d"}),
        ({"a": "x", "b": "x"}, {"a": "x", "c": "x"}),
        ({"a": "x"}, {"a": "x "}),
        ({"a": "1\0b\0002"}, {"a": "1", "b": "2"}),
    ):
        builder = Builder()
        assert builder.build(steps, first) == pattern("b")
        assert builder.build(steps, second) == pattern("b")
        assert builder.build(steps, first) == pattern("c")
    builder = Builder()
    assert builder.build(["RUN a", "RUN b"], {}) == pattern("bb")
    assert builder.build(["RUN aRUN b"], {}) == pattern("b")
    assert builder.build(["RUN a\nRUN b"], {}) == pattern("b")


def test_random_changes():
    """After a random change every step before it is cached; from the first built step on, all are built"""
    for place in range(5):
        folders = random.sample(string.ascii_lowercase, 5)
        steps = ["FROM python:3.13", *(f"COPY {folder}/ /srv/" for folder in folders)]
        files = {f"{folder}/{number}.py": str(random.random()) for folder in folders for number in range(2)}
        builder = Builder()
        builder.build(steps, files)
        files[f"{folders[place]}/{random.randrange(2)}.py"] += "!"
        assert builder.build(steps, files) == pattern("c" * (place + 1) + "b" * (5 - place))
        assert builder.build(steps, files) == pattern("cccccc")


@pytest.mark.points(2)
def test_sources():
    """A source may be `.`, a file, or a folder with all files below it; several sources take what any of them takes"""
    assert taken(".") == set(FILES)
    assert taken("app.py") == {"app.py"}
    assert taken("lib") == taken("lib/") == {"lib/a.py", "lib/x/b.py", "lib/x/b.txt"}
    assert taken("lib/x") == taken("lib/x/") == {"lib/x/b.py", "lib/x/b.txt"}
    assert taken("lib/x/b.py") == {"lib/x/b.py"}
    assert taken("app.py conf/ lib/x/b.txt") == {"app.py", "conf/app/dev.ini", "lib/x/b.txt"}
    assert taken("lib app.py lib/a.py") == {"app.py", "lib/a.py", "lib/x/b.py", "lib/x/b.txt"}


@pytest.mark.points(2)
def test_patterns():
    """A `*` stands for any number of characters but never for a slash; a folder that matches is taken with all below it"""
    assert taken("*.txt") == {"requirements.txt", "notes.txt"}
    assert taken("lib*") == {"lib/a.py", "lib/x/b.py", "lib/x/b.txt", "library.py"}
    assert taken("lib/*.py") == {"lib/a.py"}
    assert taken("lib/*") == {"lib/a.py", "lib/x/b.py", "lib/x/b.txt"}
    assert taken("*/x/*.py") == {"lib/x/b.py"}
    assert taken("conf*") == {"conf/app/dev.ini", "conf.d/prod.ini"}
    assert taken("*/*/*.ini") == {"conf/app/dev.ini"}
    assert taken("conf*/*.ini") == {"conf.d/prod.ini"}
    assert taken("a*pp*.py") == {"app.py"}
    assert taken("*app*") == {"app.py"}
    assert taken("*") == set(FILES)
    odd = {"a+b.txt": "1", "aab.txt": "2", "ab.txt": "3", "a[b].txt": "4", "x?.py": "5", "xy.py": "6", "a.py": "7", "abpy": "8", "a.pyy": "9"}
    assert taken("a+*.txt", files=odd) == {"a+b.txt"}
    assert taken("a[b]*", files=odd) == {"a[b].txt"}
    assert taken("x?.*", files=odd) == {"x?.py"}
    assert taken("*.py", files=odd) == {"x?.py", "xy.py", "a.py"}
    assert taken("a*+*.txt", files=odd) == {"a+b.txt"}
    assert taken("a*py*y", files=odd) == {"a.pyy"}
    assert taken("a+b.txt", files=odd) == {"a+b.txt"}


@pytest.mark.points(2)
def test_ignored_files():
    """Files that match an entry of ignore are treated as if they weren't there"""
    assert taken(".", ignore=["lib", "*.txt"]) == {"app.py", "library.py", "conf/app/dev.ini", "conf.d/prod.ini"}
    assert taken("lib", ignore=["lib/x/"]) == {"lib/a.py"}
    assert taken("*.py lib", ignore=["lib*/*.py", "app.py"]) == {"library.py", "lib/x/b.py", "lib/x/b.txt"}
    builder = Builder(["*.log"])
    assert builder.build(["COPY . /srv/"], FILES) == pattern("b")
    assert builder.build(["COPY . /srv/"], {**FILES, "debug.log": "noise"}) == pattern("c")
    assert builder.build(["COPY . /srv/"], {**FILES, "lib/debug.log": "noise"}) == pattern("b")
    for ignore in (["."], ["lib", "app.py"], ["*.py", "lib"]):
        with pytest.raises(BuildError):
            Builder(ignore).build(["COPY app.py /srv/"], FILES)


@pytest.mark.points(2)
def test_missing_source():
    """A source that takes no file raises BuildError with that source; the layers before it are remembered"""
    builder = Builder(["notes.txt"])
    for missing in ("nowhere.py", "li", "*.md", "lib/x/a.py", "notes.txt", "x/b.py", "pp.py"):
        steps = ["FROM scratch", f"COPY app.py {missing} lib /srv/", "RUN make"]
        with pytest.raises(BuildError) as caught:
            builder.build(steps, FILES)
        assert missing in str(caught.value)
    assert builder.build(["FROM scratch", "RUN make"], FILES) == pattern("cb")
    with pytest.raises(BuildError, match="late"):
        builder.build(["FROM other", "COPY lib /srv/", "COPY app.py late /srv/"], FILES)
    assert builder.build(["FROM other", "COPY lib /srv/", "COPY app.py late /srv/"], {**FILES, "late": ""}) == pattern("ccb")
    assert builder.build(["FROM scratch"], {}) == pattern("c")
    with pytest.raises(BuildError):
        builder.build(["COPY . /srv/"], {})


@pytest.mark.sample
def test_rare_changes_first():
    """The step with the fewest changes comes next, among equals the one that comes first in steps"""
    assert arrange([step("a", 5), step("b", 1), step("c", 3)]) == ["b", "c", "a"]
    assert arrange([step("z", 2), step("y", 1), step("x", 2), step("w", 1)]) == ["y", "w", "z", "x"]
    assert arrange([step("half", 0.5), step("none", 0), step("some", 0.25)]) == ["none", "some", "half"]
    assert arrange([]) == []


def test_needs_come_before():
    """A step comes only when all its needs have been placed, and then as early as its changes tell"""
    steps = [step("test", 0, "sources", "install"), step("sources", 90, "base"), step("install", 2, "base", "pins"), step("pins", 3), step("base", 1)]
    assert arrange(steps) == ["base", "pins", "install", "sources", "test"]
    assert arrange([step("a", 0, "b"), step("b", 9), step("c", 5), step("d", 10)]) == ["c", "b", "a", "d"]
    assert arrange([step("a", 7, "c"), step("b", 7), step("c", 1)]) == ["c", "a", "b"]
    assert arrange([step("a", 1, "b", "b"), step("b", 2)]) == ["b", "a"]
    assert arrange([step("late", 0, "x", "y"), step("x", 1), step("y", 3), step("z", 2)]) == ["x", "z", "y", "late"]


def test_cannot_be_arranged():
    """Raises BuildError for a need that no step has, and for steps that need each other in a circle"""
    for steps in (
        [step("a", 1, "nothing")],
        [step("a", 1), step("b", 1, "a", "nothing")],
        [step("a", 1, "a")],
        [step("a", 1, "b"), step("b", 1, "a")],
        [step("free", 0), step("a", 1, "c"), step("b", 1, "a"), step("c", 1, "b", "free")],
    ):
        with pytest.raises(BuildError):
            arrange(steps)
