import pytest

import answer


def test_exceptions():
    with pytest.raises(RuntimeError, match="no luck") as caught:
        answer.chained()
    assert isinstance(caught.value.__cause__, KeyError)
    with pytest.raises(ExceptionGroup) as group:
        answer.grouped()
    assert [type(error) for error in group.value.exceptions] == [ValueError, TypeError]
    with pytest.raises(ValueError) as noted:
        answer.noted()
    assert noted.value.__notes__ == ["seen here"]
    log = []
    assert answer.cleanup(log) == "body"
    assert log == ["cleaned"]


def test_own_assertions_and_exits():
    assert answer.swallow() == "handled"
    with pytest.raises(SystemExit) as left:
        answer.leave()
    assert left.value.code == 3
