import pytest
from answer import power


@pytest.mark.parametrize("base", [2, 3])
@pytest.mark.parametrize("exponent", [0, 1, 5])
def test_stacked(base, exponent):
    assert power(base, exponent) == base**exponent


@pytest.mark.parametrize(["base", "exponent", "expected"], [[2, 3, 8], (5, 0, 1), pytest.param(1, 9, 1)])
def test_list_of_names(base, exponent, expected):
    assert power(base, exponent) == expected


@pytest.mark.parametrize("base, exponent", [(2, -1), pytest.param(0, -1, marks=pytest.mark.xfail(raises=ZeroDivisionError))])
def test_negative(base, exponent):
    assert power(base, exponent) == 0.5


@pytest.mark.parametrize("pair", [(1, 2), (3, 4)])
def test_single_name_keeps_tuples(pair):
    low, high = pair
    assert low < high


@pytest.mark.parametrize(("single",), [(1,), (2,)])
def test_tuple_of_one_name(single):
    assert single in (1, 2)


@pytest.mark.parametrize("nothing", [])
def test_no_rows(nothing):
    raise RuntimeError("never runs")


@pytest.mark.parametrize("row", (n * n for n in range(3)))
def test_generator_of_rows(row):
    assert row in (0, 1, 4)


@pytest.mark.parametrize("kind", "abc")
def test_text_of_rows(kind):
    assert kind < "c"


@pytest.mark.parametrize("base", [2])
class TestClass:
    @pytest.mark.parametrize("exponent", [1, 2])
    def test_both(self, base, exponent):
        assert power(base, exponent) == base**exponent

    def test_class_only(self, base):
        assert base == 2


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param(1, marks=pytest.mark.skip(reason="one")),
        pytest.param(2, marks=[pytest.mark.skipif(False, reason="two"), pytest.mark.points(3)]),
        pytest.param(3, marks=pytest.mark.xfail(strict=True)),
        pytest.param(4, marks=pytest.mark.xfail(reason="four")),
    ],
)
def test_marked(marked):
    assert marked != 4


@pytest.mark.parametrize(argnames="named", argvalues=[1], ids=["by keyword"])
def test_keywords(named):
    assert named == 1


@pytest.mark.parametrize("x", [1, 2], scope="module")
def test_with_scope(x):
    assert x


all_bases = pytest.mark.parametrize("base", [7, 8])


@all_bases
def test_shared_mark(base):
    assert power(base, 1) == base


@pytest.mark.parametrize("x", [1])
def test_default_beside(x, y=2):
    assert x < y


@pytest.mark.parametrize("x", [1])
def test_keyword_only(*, x):
    assert x == 1
