import pytest
from answer import count_words, write_report


def test_is_a_folder(tmp_path):
    assert tmp_path.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_count(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("one two\nthree\n")
    assert count_words(str(path)) == 3


def test_empty_file(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_text("")
    assert count_words(str(path)) == 0


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        count_words(str(tmp_path / "nothing.txt"))


def test_written(tmp_path):
    path = tmp_path / "report.txt"
    write_report(str(path), ["a", "b"])
    assert path.read_text() == "a\nb\n"


@pytest.mark.parametrize("name", ["a", "b c", "d/e"])
def test_name(tmp_path, name):
    assert tmp_path.name.startswith("test_name_")
    assert tmp_path.name.endswith("0")


def test_a_name_that_is_so_long_that_it_has_to_be_cut(tmp_path):
    assert tmp_path.name == "test_a_name_that_is_so_long_th0"


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    (folder / "data").write_text("1 2 3")
    return folder


def test_factory(shared_folder, tmp_path_factory):
    assert shared_folder.name == "shared0"
    assert count_words(str(shared_folder / "data")) == 3
    assert tmp_path_factory.mktemp("shared").name == "shared1"
    assert tmp_path_factory.mktemp("plain", numbered=False).name == "plain"


def test_factory_refuses_paths(tmp_path_factory):
    tmp_path_factory.mktemp("a/b")
