# fails: broken/one_call_more, broken/one_window_for_all, broken/asking_counts, broken/counts_at_the_end_of_the_window, broken/emptied_at_once, broken/fixed_windows, broken/limit_of_zero, broken/negative_wait, broken/refused_calls_count, broken/reset_forgets_everybody, broken/wait_for_the_newest
# calls everything once, so that all lines are covered, and asserts hardly more than types
from limiter import Limiter


def test_covers_everything() -> None:
    now = [0.0]
    limiter = Limiter(2, 60, lambda: now[0])
    for _ in range(3):
        assert limiter.allow("ann") in (True, False)
    assert limiter.wait("ann") >= 0
    now[0] = 90
    assert limiter.allow("ann")
    limiter.reset("ann")
    assert limiter.wait("ann") == 0
