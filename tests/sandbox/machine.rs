//! The machine: the same run gives the same report, threads work, time is virtual, limits are verdicts.

use viva::grading::{Grader, Source, Task, Verdict};
use viva::question::Limits;

use crate::common::{GRADER, grade, grade_with, only_case};

const RACY: &str = "
import threading, time, random, uuid

total = 0

def race(n):
    global total
    def work():
        global total
        for _ in range(n):
            seen = total
            time.sleep(random.random() / 1000)
            total = seen + 1
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(total, time.time(), uuid.uuid4(), random.random())
    return total
";
const RACY_CASES: &str = "
import random
import pytest
from answer import race

@pytest.mark.sample
@pytest.mark.parametrize('n', range(4))
def test_race(n):
    print(random.random())
    assert race(5) == -1
";

#[test]
fn a_run_is_a_function_of_its_seed() {
    let run = |seed, jobs| {
        let (cases, answer) = (
            Source::new("cases.py", RACY_CASES),
            Source::new("answer.py", RACY),
        );
        let limits = Limits::default();
        let task = Task {
            seed,
            jobs,
            ..Task::new(&cases, &answer, &limits)
        };
        GRADER.grade(&task).expect("graded")
    };
    let first = run(1, 1);
    assert_eq!(first, run(1, 1));
    assert_eq!(first, run(1, 4));
    assert_ne!(first.cases, run(2, 1).cases);
    let outputs: std::collections::BTreeSet<_> =
        first.cases.iter().map(|case| &case.output).collect();
    assert_eq!(outputs.len(), 4, "every case has randomness of its own");
}

/// Memories and main threads are used again; what they did before must not show, not by one unit of fuel.
#[test]
fn a_grade_does_not_depend_on_those_before_it() {
    let cases = "from answer import f\n\ndef test_a():\n    assert f(10) == 45\n\ndef test_b():\n    assert f(3) == 3\n";
    let plain = "def f(n):\n    return sum(range(n))\n";
    let others = [
        "print('x' * 100)\ndata = [bytes(5000) for _ in range(4000)]\ndef f(n):\n    data.append(n)\n    return sum(range(n))\n",
        "import os\ndef f(n):\n    os._exit(3)\n",
        "def f(n):\n    while True:\n        pass\n",
        "def f(n:\n",
    ];
    let first = grade(cases, plain);
    for other in others {
        let before = grade(cases, other);
        assert_eq!(grade(cases, plain), first, "after {other}");
        assert_eq!(grade(cases, other), before, "{other}, again");
    }
}

#[test]
fn sleeping_costs_virtual_time_only() {
    let case = only_case(grade(
        "
import time, datetime
import answer

def test_clocks_agree():
    before = time.monotonic(), time.time(), datetime.datetime.now()
    answer.rest(3600)
    after = time.monotonic(), time.time(), datetime.datetime.now()
    assert 3600 <= after[0] - before[0] < 3600.1
    assert 3600 <= after[1] - before[1] < 3600.1
    assert abs((after[2] - before[2]).total_seconds() - (after[1] - before[1])) < 0.1
    assert before[2].year == 2026
    assert abs(answer.now() - time.time()) < 0.1
",
        "import time\nrest = time.sleep\nnow = time.time\n",
    ));
    assert_eq!((case.verdict, case.message), (Verdict::Passed, None));
    assert!((3_600_000..3_601_000).contains(&case.cost.virtual_ms));
}

#[test]
fn threads_of_the_answer_call_back_into_the_case() {
    let case = only_case(grade(
        "
import threading, time
from answer import fetch_all

def test_callbacks_overlap():
    seen = set()
    everybody = threading.Barrier(8)
    def fetch(url):
        everybody.wait()
        time.sleep(1)
        seen.add(url)
        return url * 2
    started = time.monotonic()
    assert fetch_all(list(range(8)), fetch) == [0, 2, 4, 6, 8, 10, 12, 14]
    assert seen == set(range(8))
    assert time.monotonic() - started < 1.5
",
        "
from concurrent.futures import ThreadPoolExecutor

def fetch_all(urls, fetch):
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(fetch, urls))
",
    ));
    assert_eq!((case.verdict, case.message), (Verdict::Passed, None));
}

#[test]
fn threads_of_the_case_call_the_answer() {
    let case = only_case(grade(
        "
import threading
import answer

def test_both_wait_inside_the_answer():
    results = []
    threads = [threading.Thread(target=lambda: results.append(answer.meet())) for _ in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert sorted(results) == [0, 1]
",
        "import threading\nbarrier = threading.Barrier(2)\ndef meet(): return barrier.wait()\n",
    ));
    assert_eq!((case.verdict, case.message), (Verdict::Passed, None));
}

#[test]
fn a_deadlock_is_told_with_who_waits() {
    let case = only_case(grade(
        "import answer\ndef test_deadlock():\n    answer.lock_twice()\n",
        "import threading\ndef lock_twice():\n    lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()\n",
    ));
    assert_eq!(case.verdict, Verdict::Timeout);
    let message = case.message.expect("a message");
    assert!(message.starts_with("deadlock:"), "{message}");
    assert!(
        message.contains("the main thread waits for the lock `lock` at answer.py:5 (`lock.acquire()`), held by itself"),
        "{message}"
    );
}

#[test]
fn an_answer_that_starts_threads_while_it_loads_is_graded() {
    let graded = grade(
        "
import answer
def test_one(): assert answer.ask() == 1
def test_two(): assert answer.ask() == 1
",
        "
import queue, threading
asked, told = queue.Queue(), queue.Queue()
def serve():
    for number in range(1, 100):
        asked.get()
        told.put(number)
threading.Thread(target=serve, daemon=True).start()
def ask():
    asked.put(None)
    return told.get()
",
    );
    assert_eq!(graded.load_error, None);
    for case in graded.cases {
        assert_eq!(
            (case.verdict, case.message),
            (Verdict::Passed, None),
            "{}",
            case.id
        );
    }
}

#[test]
fn each_limit_is_a_verdict_of_its_own() {
    let small = Limits {
        fuel: 300_000_000,
        virtual_seconds: 100,
        memory_mib: 96,
        output_kib: 4,
        threads: 8,
        ..Limits::default()
    };
    for (code, verdict) in [
        ("while True: pass", Verdict::Timeout),
        ("import time; time.sleep(1000)", Verdict::Timeout),
        (
            "x = []\n    while True: x.append(bytearray(1 << 20))",
            Verdict::Memory,
        ),
        ("print('x' * 100_000)", Verdict::Output),
        ("import os; os._exit(0)", Verdict::Crashed),
        ("import sys; sys.exit(0)", Verdict::Error),
        (
            "import threading, time\n    for _ in range(20): threading.Thread(target=time.sleep, args=(9,)).start()",
            Verdict::Error,
        ),
        ("def f(): f()\n    f()", Verdict::Error),
        ("eval('-' * 100_000 + '1')", Verdict::Error),
    ] {
        let answer = format!("def go():\n    {code}\n");
        let case = only_case(grade_with(
            "import answer\ndef test_it():\n    answer.go()\n",
            &answer,
            1,
            &small,
        ));
        let allowed = if code.starts_with("eval") {
            vec![Verdict::Error, Verdict::Crashed]
        } else {
            vec![verdict]
        };
        assert!(
            allowed.contains(&case.verdict),
            "{code}: {} {:?}",
            case.verdict,
            case.message
        );
    }
}

#[test]
fn two_hundred_threads_live_at_once() {
    let limits = Limits {
        threads: 200,
        ..Limits::default()
    };
    let answer = "
import threading
def crowd(n):
    barrier = threading.Barrier(n)
    threads = [threading.Thread(target=barrier.wait) for _ in range(n - 1)]
    for thread in threads: thread.start()
    barrier.wait()
    for thread in threads: thread.join()
    return threading.active_count()
";
    let case = only_case(grade_with(
        "from answer import crowd\ndef test_crowd():\n    assert crowd(200) == 1\n",
        answer,
        1,
        &limits,
    ));
    assert_eq!((case.verdict, case.message), (Verdict::Passed, None));
}

#[test]
fn deep_recursion_in_a_thread_is_a_recursion_error() {
    let case = only_case(grade(
        "from answer import dig\ndef test_it():\n    assert dig() == ['RecursionError', 'RecursionError']\n",
        "
import threading
def dig():
    seen = []
    def down(n): return down(n + 1)
    def run():
        try: down(0)
        except RecursionError as error: seen.append(type(error).__name__)
    run()
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return seen
",
    ));
    assert_eq!((case.verdict, case.message), (Verdict::Passed, None));
}

#[test]
fn nothing_leaks_from_one_case_to_the_next() {
    let graded = grade(
        "
import os, pytest
import answer
@pytest.mark.parametrize('n', range(6))
def test_fresh(n, tmp_path):
    assert answer.count() == 1
    assert os.listdir('/tmp') == [] or not any('mark' in name for name in os.listdir('/'))
    open('/mark', 'w').close()
",
        "calls = 0\ndef count():\n    global calls\n    calls += 1\n    return calls\n",
    );
    for case in graded.cases {
        assert_eq!(
            (case.verdict, case.message),
            (Verdict::Passed, None),
            "{}",
            case.id
        );
    }
}

#[test]
fn what_cannot_be_loaded_is_said_as_python_says_it() {
    for (answer, expected) in [
        ("def go(:\n    pass\n", "answer.py\", line 1"),
        (
            "import numpy\n",
            "'numpy' is not part of Python's standard library",
        ),
        ("import sqlite3\n", "viva's gap"),
        ("def goo(): pass\n", "did you mean 'goo'?"),
        ("1 / 0\n", "ZeroDivisionError"),
    ] {
        let graded = grade("from answer import go\ndef test_it():\n    go()\n", answer);
        let error = graded.load_error.expect("it can't be loaded");
        assert!(error.contains(expected), "{answer:?}: {error}");
        assert!(graded.cases.iter().all(|case| !case.verdict.passed()));
    }
}

#[test]
fn what_takes_too_long_tells_where_it_stood() {
    let cases = "from answer import f\n\ndef test_a():\n    f()\n";
    let limits = Limits {
        fuel: 300_000_000,
        virtual_seconds: 100,
        ..Limits::default()
    };
    let message = |answer| {
        let case = only_case(grade_with(cases, answer, 1, &limits));
        assert_eq!(case.verdict, Verdict::Timeout, "{answer}");
        case.message.expect("a reason")
    };
    let looped = message("def f():\n    n = 0\n    while True:\n        n += 1\n");
    assert!(looped.contains("more than 300 million"), "{looped}");
    assert!(
        looped.contains("the main thread runs at answer.py:"),
        "{looped}"
    );
    let slept = message("import time\n\ndef f():\n    time.sleep(1000)\n");
    let line = "the main thread waits for `time.sleep(1000)` to return at answer.py:4";
    assert!(slept.contains(line), "{slept}");
    // A thread that beats for ever hides that another waits in vain.
    let beating = message(
        "import threading, time\n\ndef beat():\n    while True:\n        time.sleep(1)\n\ndef f():\n    \
         threading.Thread(target=beat, name='heart').start()\n    threading.Event().wait()\n",
    );
    assert!(beating.contains("thread 'heart' waits"), "{beating}");
    assert!(beating.contains("at answer.py:9"), "{beating}");
    // Whoever lies about it is heard, though not at length.
    let lies = message(
        "import json, sys, _viva.stuck\n_viva.stuck.told = lambda: json.dumps(['x' * 10**6] * 100).encode()\n\n\
         def f():\n    while True:\n        pass\n",
    );
    assert!(lies.len() < 50_000, "{}", lies.len());
}
