import pytest
import answer


@pytest.fixture
def account():
    return answer.Account()


@pytest.fixture
def opened(account):
    account.open()
    yield account
    account.close()


def test_starts_empty(opened):
    assert opened.balance() == 0


def test_deposit(opened):
    opened.deposit(50)
    assert opened.balance() == 50


def test_withdraw_too_much(opened):
    opened.deposit(10)
    with pytest.raises(ValueError, match="not enough"):
        opened.withdraw(11)


def test_closed_refuses(account):
    with pytest.raises(answer.ClosedError) as info:
        account.deposit(1)
    assert str(info.value) == "account is closed"


def test_closing_twice_breaks_teardown(opened):
    opened.close()


def test_negative_deposit(opened):
    with pytest.raises(ValueError):
        opened.deposit(-1)
