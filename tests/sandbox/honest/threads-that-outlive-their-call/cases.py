import threading
import time

import answer


def test_a_thread_that_ends_after_the_case():
    assert answer.fire_and_forget(lambda text: None) == "accepted"


def test_a_timer_that_fires_after_the_case():
    assert answer.remind(lambda text: None) == "later"


def test_daemon_threads_may_wait_for_ever():
    answer.background()
    answer.poll_for_ever()


def test_a_pool_that_nobody_shuts_down():
    assert answer.submit(lambda: threading.current_thread() is threading.main_thread()) is False


def test_a_chain_of_threads():
    answer.chain(20)


def test_sixty_threads_at_once():
    assert answer.at_once(60) == 60


def test_the_limit_of_threads():
    assert answer.as_many_as_there_are() == (63, "can't start new thread", "last")


def test_a_thread_of_the_case_that_ends_later():
    threading.Thread(target=time.sleep, args=(20,)).start()
