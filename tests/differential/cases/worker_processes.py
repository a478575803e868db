import pytest
import worker_processes as answer


def test_executors_map_in_order():
    assert answer.mapped() == [[0, 1, 4, 9, 16, 25], [11, 22, 33], 42, [9, 16]]


def test_exceptions_come_back():
    found = answer.exceptions()
    assert found == ["Refused", "no", 7, ("_RemoteTraceback", True), ("SystemExit", "3"), True, True, 4]


def test_a_worker_keeps_its_state():
    assert answer.state_stays() == [2, 3, 4, 0]


def test_a_new_worker_has_none():
    assert answer.fresh_after_each() == [1, 1, 1]


@pytest.mark.parametrize("how", ["leave", "unreadable"])
def test_a_broken_pool_stays_broken(how):
    args = (3,) if how == "leave" else ()
    found = answer.broken_by(getattr(answer, how), *args)
    assert [kind for kind, _ in found] == ["BrokenProcessPool", "BrokenProcessPool"]


def test_an_initializer_that_fails_breaks_the_pool():
    assert [kind for kind, _ in answer.broken_initializer()] == ["BrokenProcessPool"]


def test_after_shutdown():
    assert answer.after_shutdown() == [True, 9, ("RuntimeError", "cannot schedule new futures after shutdown")]


def test_wrong_arguments():
    assert answer.wrong_arguments() == [
        ("ValueError", "max_workers must be greater than 0"),
        ("TypeError", "initializer must be a callable"),
        ("ValueError", "max_tasks_per_child must be >= 1"),
        ("ValueError", "chunksize must be >= 1."),
    ]


def test_event_loops_use_them():
    import asyncio

    assert asyncio.run(answer.in_executor()) == [0, 1, 4, 9]


def test_exit_codes():
    ended = [(0, False), (4, False), (5, False), (0, False), (1, False), (1, False)]
    assert answer.exit_codes() == [code for end in ended for code in (None, end)]


def test_processes_can_be_stopped():
    assert answer.stopped() == [(True, None), (False, -15), (True, None), (False, -9)]


def test_the_life_of_a_process():
    assert answer.life() == [
        "worker",
        False,
        None,
        ("AssertionError", "can only join a started process"),
        True,
        True,
        ("AssertionError", "cannot start a process twice"),
        False,
        ("ValueError", "process object is closed"),
    ]


def test_a_subclass_writes_a_file(tmp_path):
    assert answer.subclass(str(tmp_path / "note")) == "from a subclass"


def test_names():
    assert answer.names() == ["SpawnProcess", False, "MainProcess", "SpawnPoolWorker", True, "MainProcess"]


def test_pools():
    assert answer.pooled() == [
        [0, 1, 4, 9, 16, 25, 36],
        [3, 7],
        [0, 1, 4, 9],
        [0, 1, 4, 9],
        3,
        [4, 9],
        True,
        [[4, 9], 3],
        ("Refused", "no"),
        [[4, 9], 3],
        ("Refused", "no"),
        ("ValueError", "Pool not running"),
    ]


def test_arguments_of_pools():
    assert answer.pool_arguments() == [
        ("ValueError", "Number of processes must be at least 1"),
        ("TypeError", "initializer must be a callable"),
        "MaybeEncodingError",
        ("ValueError", "Pool not running"),
    ]


def test_one_that_fails_on_both():
    assert answer.mapped()[0] == []
