import answer


def test_who_holds_what_the_other_wants():
    answer.lock_each_other_out()
    told = answer.told()
    assert [line for line in told["says"] if line.startswith("thread 'to-")] == [
        "thread 'to-b' waits for the lock `target.lock` at answer.py:15 (`if target.lock.acquire(timeout=60):`), "
        "held by thread 'to-a' since answer.py:13 (`with source.lock:`)",
        "thread 'to-a' waits for the lock `target.lock` at answer.py:15 (`if target.lock.acquire(timeout=60):`), "
        "held by thread 'to-b' since answer.py:13 (`with source.lock:`)",
    ]


def test_the_main_thread_waits_for_the_one_that_asks():
    told = answer.told()
    assert [(thread["name"], thread["joins"], thread["at"]["source"]) for thread in told["threads"]] == [("the main thread", "asks", "thread.join()")]
