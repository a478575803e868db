//! Hunting: races are found under every seed, right answers are left in peace, and what is told is so.

use viva::grading::{GradedCase, Verdict};
use viva::question::Limits;

use crate::common::{grade_with, only_case};

const COUNTER: &str = "
import threading, pytest
from answer import Counter

@pytest.mark.schedules(60)
def test_nothing_is_lost():
    counter = Counter()
    threads = [threading.Thread(target=counter.increment) for _ in range(3)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert counter.count == 3
";

const LOST_UPDATE: &str = "class Counter:
    def __init__(self):
        self.count = 0

    def increment(self):
        self.count += 1
";

const CACHE: &str = "
import threading, pytest
from answer import Cache

@pytest.mark.schedules(60)
def test_loads_once():
    loaded = []
    cache = Cache(loaded.append)
    threads = [threading.Thread(target=cache.get, args=('k',)) for _ in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert loaded == ['k']
";

const CHECK_THEN_ACT: &str = "class Cache:
    def __init__(self, load):
        self.load = load
        self.held = {}

    def get(self, key):
        if key not in self.held:
            self.held[key] = self.load(key)
        return self.held[key]
";

const TRANSFER: &str = "
import threading, pytest
from answer import Account, transfer

@pytest.mark.schedules(60)
def test_both_ways_at_once():
    a, b = Account(10), Account(10)
    threads = [threading.Thread(target=transfer, args=pair) for pair in ((a, b, 1), (b, a, 2))]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert (a.balance, b.balance) == (11, 9)
";

const LOCK_ORDER: &str = "import threading

class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()

def transfer(source, target, amount):
    with source.lock:
        with target.lock:
            source.balance -= amount
            target.balance += amount
";

const QUEUE: &str = "
import threading, pytest
from answer import Slot

@pytest.mark.schedules(60)
def test_what_is_put_is_taken():
    slot, taken = Slot(), []
    consumers = [threading.Thread(target=lambda: taken.append(slot.take())) for _ in range(2)]
    producers = [threading.Thread(target=slot.put, args=(n,)) for n in (1, 2)]
    for thread in consumers + producers: thread.start()
    for thread in consumers + producers: thread.join()
    assert sorted(taken) == [1, 2]
";

/// `if` where `while` is needed: who is woken finds the slot empty again, or full.
const STOLEN_WAKE_UP: &str = "import threading

class Slot:
    def __init__(self):
        self.condition = threading.Condition()
        self.items = []

    def put(self, item):
        with self.condition:
            if self.items:
                self.condition.wait()
            self.items.append(item)
            self.condition.notify()

    def take(self):
        with self.condition:
            if not self.items:
                self.condition.wait()
            item = self.items.pop()
            self.condition.notify()
            return item
";

fn run(cases: &str, answer: &str, seed: u64) -> GradedCase {
    only_case(grade_with(cases, answer, seed, &Limits::default()))
}

const RACY: [(&str, &str, &str); 4] = [
    ("lost update", COUNTER, LOST_UPDATE),
    ("check, then act", CACHE, CHECK_THEN_ACT),
    ("lock order", TRANSFER, LOCK_ORDER),
    ("stolen wake-up", QUEUE, STOLEN_WAKE_UP),
];

#[test]
fn races_are_found_under_every_seed() {
    for (name, cases, answer) in RACY {
        for seed in 1..=20 {
            let case = run(cases, answer, seed);
            assert_ne!(case.verdict, Verdict::Passed, "{name}, seed {seed}");
            let schedules = case.schedules.expect("several schedules");
            assert!(schedules.failed.is_some_and(|number| number < 60), "{name}");
        }
    }
}

#[test]
fn right_answers_pass_under_every_seed() {
    let guarded = |text: &str, class: &str, body: &str| {
        format!("import threading\n{}", text.replace(class, body))
    };
    let right = [
        (
            COUNTER,
            guarded(LOST_UPDATE, "self.count += 1", "with LOCK: self.count += 1")
                + "\nLOCK = threading.Lock()\n",
        ),
        (
            CACHE,
            "import threading
class Cache:
    def __init__(self, load):
        self.load, self.held, self.lock = load, {}, threading.Lock()
    def get(self, key):
        with self.lock:
            if key not in self.held:
                self.held[key] = self.load(key)
            return self.held[key]
"
            .to_owned(),
        ),
        (
            TRANSFER,
            LOCK_ORDER.replace(
                "    with source.lock:\n        with target.lock:",
                "    first, second = sorted((source, target), key=id)\n    with first.lock:\n        with second.lock:",
            ),
        ),
        (
            QUEUE,
            STOLEN_WAKE_UP
                .replace("if self.items:", "while self.items:")
                .replace("if not self.items:", "while not self.items:")
                .replace("notify()", "notify_all()"),
        ),
    ];
    for (cases, answer) in right {
        for seed in 1..=10 {
            let case = run(cases, &answer, seed);
            assert_eq!(
                (case.verdict, case.message),
                (Verdict::Passed, None),
                "{answer}"
            );
            let schedules = case.schedules.expect("several schedules");
            assert_eq!((schedules.ran, schedules.failed), (60, None));
        }
    }
}

/// What is thrown into a coroutine goes on to the one that it awaits, watched or not.
#[test]
fn a_cancellation_reaches_what_is_awaited() {
    let cases = "
import asyncio, pytest
from answer import call

@pytest.mark.schedules(60)
async def test_clean_up():
    seen = []

    async def step():
        try:
            await asyncio.sleep(9)
        except BaseException as error:
            seen.append(type(error))
            await asyncio.sleep(1)
            seen.append('cleaned up')
            raise

    task = asyncio.create_task(call(step))
    await asyncio.sleep(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == [asyncio.CancelledError, 'cleaned up']
";
    let case = run(cases, "async def call(step):\n    return await step()\n", 1);
    assert_eq!((case.verdict, case.message), (Verdict::Passed, None));
}

/// asyncio promises an order for callbacks, and none for tasks that are ready.
#[test]
fn callbacks_keep_their_order_and_tasks_do_not() {
    let cases = "
import asyncio, pytest
from answer import callbacks, tasks

@pytest.mark.schedules(60)
async def test_callbacks():
    assert await callbacks() == [0, 1, 2, 3, 'done 0', 'done 1', 'done 2', 'done 3']

@pytest.mark.schedules(60)
async def test_tasks():
    assert await tasks() == [0, 1, 2, 3]
";
    let answer = "import asyncio

async def callbacks():
    seen, loop, future = [], asyncio.get_running_loop(), asyncio.Future()
    for i in range(4):
        loop.call_soon(seen.append, i)
        future.add_done_callback(lambda _, i=i: seen.append(f'done {i}'))
    others = [asyncio.create_task(asyncio.sleep(0)) for _ in range(3)]
    loop.call_soon_threadsafe(future.set_result, None)
    await asyncio.gather(future, *others)
    await asyncio.sleep(1)
    return seen

async def tasks():
    seen = []

    async def see(i):
        seen.append(i)

    await asyncio.gather(*(see(i) for i in range(4)))
    return seen
";
    for seed in 1..=5 {
        let report = grade_with(cases, answer, seed, &Limits::default());
        let [callbacks, tasks] = &report.cases[..] else {
            panic!("two cases")
        };
        assert_eq!(
            (callbacks.verdict, &callbacks.message),
            (Verdict::Passed, &None),
            "seed {seed}"
        );
        assert_eq!(tasks.verdict, Verdict::Failed, "seed {seed}");
    }
}

#[test]
fn the_same_seed_finds_the_same() {
    for (name, cases, answer) in RACY {
        assert_eq!(run(cases, answer, 7), run(cases, answer, 7), "{name}");
    }
}

#[test]
fn a_lost_update_is_told_in_the_answers_lines() {
    let case = run(COUNTER, LOST_UPDATE, 1);
    let story = case.schedules.expect("several schedules").story.join("\n");
    assert!(
        story.contains("within line 6 (`self.count += 1`)"),
        "{story}"
    );
    assert!(story.contains("was lost"), "{story}");
}

#[test]
fn what_is_set_on_a_new_object_is_nobody_elses() {
    let answer = "\
class Step:
    def __init__(self, owner):
        self.owner = owner
        self.before = owner.count

    def take(self):
        self.owner.count = self.before + 1

class Counter:
    def __init__(self):
        self.count = 0

    def increment(self):
        Step(self).take()
";
    let case = run(COUNTER, answer, 1);
    let story = case.schedules.expect("several schedules").story.join("\n");
    assert!(story.contains("thread"), "{story}");
    assert!(
        !story.contains("`self.owner`") && !story.contains("`self.before`"),
        "{story}"
    );
}

#[test]
fn a_case_that_starts_no_thread_runs_once() {
    let cases = "import pytest\nfrom answer import f\n@pytest.mark.schedules(50)\ndef test_a():\n    assert f() == 1\n";
    let case = run(cases, "def f():\n    return 1\n", 1);
    let schedules = case.schedules.expect("several schedules");
    assert_eq!(
        (schedules.ran, schedules.of, schedules.failed),
        (1, 50, None)
    );
}

#[test]
fn a_question_can_say_how_many_schedules_its_cases_run_under() {
    let cases = COUNTER.replace("@pytest.mark.schedules(60)\n", "");
    let limits = Limits {
        schedules: 60,
        ..Limits::default()
    };
    let case = only_case(grade_with(&cases, LOST_UPDATE, 1, &limits));
    assert_eq!(case.verdict, Verdict::Failed);
    let plain = only_case(grade_with(&cases, LOST_UPDATE, 1, &Limits::default()));
    assert_eq!((plain.verdict, plain.schedules), (Verdict::Passed, None));
}
