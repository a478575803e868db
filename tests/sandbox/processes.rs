//! Processes of an answer: each has a CPU of its own, all together have the answer's limits, and every run is the same.
//! What they do beside that is compared with CPython in `tests/differential` (`worker_processes`).

use viva::grading::{Grader, Source, Task, Verdict};
use viva::question::Limits;

use crate::common::{GRADER, grade, grade_with, only_case};

const WORKERS: &str = "
import multiprocessing, os, random, sys, threading, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed

def burn(n):
    total = 0
    for i in range(n):
        total += i * i
    return total

def nap(seconds):
    time.sleep(seconds)
    return seconds

def burn_all(n, jobs, pool):
    with (ProcessPoolExecutor if pool == 'processes' else ThreadPoolExecutor)(jobs) as executor:
        return list(executor.map(burn, [n] * jobs))

def nap_all(seconds):
    with ProcessPoolExecutor(len(seconds)) as executor:
        return [future.result() for future in as_completed([executor.submit(nap, s) for s in seconds])]

def loop():
    while True:
        pass

def hoard():
    held = []
    while True:
        held.append(bytearray(1 << 20))

def crash():
    eval('-' * 100_000 + '1')

def shout(text):
    print(text)

def start(target, *args):
    process = multiprocessing.Process(target=target, args=args)
    process.start()
    return process

def run(target, *args):
    process = start(target, *args)
    process.join()
    return process.exitcode

def in_pool(target, *args):
    with ProcessPoolExecutor(1) as executor:
        return executor.submit(target, *args).result()

def draw():
    return random.random(), os.urandom(4), os.getpid()

def draw_late():
    time.sleep(1)
    return draw()
";

/// The cases' outcome when they are run against [`WORKERS`].
fn judged(cases: &str) -> (Verdict, Option<String>) {
    judged_with(cases, &Limits::default())
}

fn judged_with(cases: &str, limits: &Limits) -> (Verdict, Option<String>) {
    let cases = format!("import time, pytest\nimport answer\n{cases}");
    let case = only_case(grade_with(&cases, WORKERS, 1, limits));
    (case.verdict, case.message)
}

const PASSED: (Verdict, Option<String>) = (Verdict::Passed, None);

#[test]
fn computing_gets_faster_by_processes_and_not_by_threads() {
    let cases = "
def took(*args):
    started = time.monotonic()
    answer.burn_all(*args)
    return time.monotonic() - started

def test_times():
    alone = took(100_000, 1, 'processes')
    assert took(100_000, 4, 'threads') == pytest.approx(4 * alone, rel=0.1)
    assert took(100_000, 4, 'processes') == pytest.approx(alone, rel=0.1)
";
    assert_eq!(judged(cases), PASSED);
}

#[test]
fn replies_come_when_they_are_due() {
    let cases = "
def test_order():
    started = time.monotonic()
    assert answer.nap_all([3, 1, 2, 0.5]) == [0.5, 1, 2, 3]
    assert time.monotonic() - started == pytest.approx(3, abs=0.05)
";
    assert_eq!(judged(cases), PASSED);
}

#[test]
fn a_process_that_loops_can_be_waited_for_and_ended() {
    let cases = "
def test_stop():
    started = time.monotonic()
    process = answer.start(answer.loop)
    process.join(0.05)
    assert process.is_alive() is True
    process.terminate()
    process.join()
    assert process.exitcode == -15
    assert time.monotonic() - started == pytest.approx(0.05, abs=0.005)
";
    assert_eq!(judged(cases), PASSED);
}

#[test]
fn the_parent_goes_on_meanwhile() {
    let cases = "
def test_overlap():
    started = time.monotonic()
    process = answer.start(answer.nap, 10)
    answer.nap(4)
    between = time.monotonic() - started
    process.join()
    assert between == pytest.approx(4, abs=0.05)
    assert time.monotonic() - started == pytest.approx(10, abs=0.05)
";
    assert_eq!(judged(cases), PASSED);
}

#[test]
fn each_process_counts_its_own_computing() {
    let answer = format!(
        "{WORKERS}
def counted(n):
    before = time.process_time(), time.thread_time()
    burn(n)
    return time.process_time() - before[0], time.thread_time() - before[1]

def both(n):
    before = time.process_time()
    theirs = in_pool(counted, n)
    time.sleep(5)
    ours = time.process_time() - before
    return theirs, ours, counted(n)
"
    );
    let cases = "
import pytest
import answer

def test_process_time():
    (process, thread), parents, here = answer.both(100_000)
    assert process == pytest.approx(thread, rel=0.01)
    assert here[0] == pytest.approx(process, rel=0.1)
    assert parents < process / 2
";
    let case = only_case(grade(cases, &answer));
    assert_eq!((case.verdict, case.message), PASSED);
}

#[test]
fn what_ends_a_process_is_an_exit_code_or_a_broken_pool() {
    let cases = "
def test_ends():
    assert [answer.run(answer.crash), answer.run(answer.hoard)] in ([1, 1], [-11, 1], [1, -9], [-11, -9])
    from concurrent.futures.process import BrokenProcessPool
    with pytest.raises((RecursionError, MemoryError, BrokenProcessPool)):
        answer.in_pool(answer.crash)
    assert answer.run(answer.burn, 10) == 0
";
    assert_eq!(judged(cases), PASSED);
}

#[test]
fn limits_hold_over_all_processes_together() {
    let small = Limits {
        fuel: 400_000_000,
        virtual_seconds: 100,
        output_kib: 4,
        ..Limits::default()
    };
    for (case, verdict) in [
        ("answer.run(answer.loop)", Verdict::Timeout),
        ("answer.burn_all(100_000, 8, 'processes')", Verdict::Timeout),
        (
            "[answer.run(answer.burn, 50_000) for _ in range(20)]",
            Verdict::Timeout,
        ),
        ("answer.run(answer.nap, 1000)", Verdict::Timeout),
        (
            "[answer.run(answer.shout, 'x' * 1000) for _ in range(5)]",
            Verdict::Output,
        ),
        ("answer.in_pool(answer.burn, 10)", Verdict::Passed),
    ] {
        let (came, message) = judged_with(&format!("def test_it():\n    {case}\n"), &small);
        assert_eq!(came, verdict, "{case}: {message:?}");
    }
}

#[test]
fn a_process_that_waits_for_ever_is_a_deadlock_of_the_answer() {
    let (verdict, message) =
        judged("def test_it():\n    import threading\n    answer.run(threading.Event().wait)\n");
    // A case's lock can't be sent.
    assert_eq!(verdict, Verdict::Error, "{message:?}");
    let answer = format!("{WORKERS}\ndef wait():\n    threading.Event().wait()\n");
    let cases = "import answer\ndef test_it():\n    answer.run(answer.wait)\n";
    let case = only_case(grade(cases, &answer));
    assert_eq!(case.verdict, Verdict::Timeout);
    let message = case.message.unwrap_or_default();
    assert!(message.starts_with("deadlock:"), "{message}");
    assert!(message.contains("process"), "{message}");
}

#[test]
fn only_the_answer_starts_processes_and_only_when_it_is_loaded() {
    let cases = "
def test_refused():
    import multiprocessing
    with pytest.raises(RuntimeError, match=\"a case can't start processes\"):
        multiprocessing.Process(target=print).start()
    with pytest.raises(RuntimeError, match='processes of its own'):
        answer.in_pool(answer.in_pool, answer.burn, 1)
    many = [answer.start(answer.nap, 1) for _ in range(8)]
    with pytest.raises(OSError, match='no more than 8 processes'):
        answer.start(answer.nap, 1)
    for process in many: process.join()
    assert answer.run(answer.nap, 1) == 0
";
    assert_eq!(judged(cases), PASSED);
    let answer = format!("{WORKERS}\nrun(burn, 1)\n");
    let graded = grade("import answer\ndef test_it(): pass\n", &answer);
    let error = graded.load_error.expect("it isn't loaded");
    assert!(error.contains("bootstrapping phase"), "{error}");
}

#[test]
fn what_belongs_to_the_case_stays_in_the_first_process() {
    let cases = "
def test_refused():
    with pytest.raises(TypeError, match='no process but this one'):
        answer.in_pool(lambda: 1)
    with pytest.raises(NotImplementedError, match='multiprocessing.Queue is not available'):
        answer.multiprocessing.Queue()
    with pytest.raises(NotImplementedError, match=\"'fork' is not available\"):
        answer.multiprocessing.get_context('fork')
";
    assert_eq!(judged(cases), PASSED);
}

const DRAWING: &str = "
import pytest
import answer

@pytest.mark.sample
def test_draw():
    with answer.ProcessPoolExecutor(3) as executor:
        raise ValueError([executor.submit(answer.draw).result() for _ in range(6)])
";

#[test]
fn randomness_is_the_seeds_and_differs_between_processes() {
    let told = |seed| {
        let case = only_case(grade_with(DRAWING, WORKERS, seed, &Limits::default()));
        (case.message, case.cost)
    };
    assert_eq!(told(1), told(1));
    assert_ne!(told(1), told(2));
    let cases = "
def test_apart():
    with answer.ProcessPoolExecutor(4) as executor:
        drawn = [executor.submit(answer.draw_late) for _ in range(4)]
        drawn = [future.result() for future in drawn]
    # Who sleeps can take no other job meanwhile.
    assert len({pid for _, _, pid in drawn}) > 1
    assert len({number for number, _, _ in drawn}) == len({other for _, other, _ in drawn}) == 4
";
    assert_eq!(judged(cases), PASSED);
}

#[test]
fn hunts_find_the_parents_races_around_processes_and_spare_right_answers() {
    let cases = "
import pytest, threading
import answer

@pytest.mark.schedules(30)
def test_each_job_runs_once():
    jobs = answer.Jobs()
    threads = [threading.Thread(target=jobs.get, args=(7,)) for _ in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    jobs.close()
    assert (jobs.started, jobs.found[7]) == (1, 49)
";
    let racy = "
import threading
from concurrent.futures import ProcessPoolExecutor

def square(n):
    return n * n

class Jobs:
    def __init__(self):
        self.pool, self.lock = ProcessPoolExecutor(2), threading.Lock()
        self.found, self.started = {}, 0

    def get(self, n):
        if n not in self.found:
            self.started += 1
            self.found[n] = self.pool.submit(square, n).result()
        return self.found[n]

    def close(self):
        self.pool.shutdown()
";
    let right = racy.replace(
        "        if n not",
        "        with self.lock:\n            return self._get(n)\n\n    def _get(self, n):\n        if n not",
    );
    let run = |answer: &str, jobs| {
        let (cases, answer) = (
            Source::new("cases.py", cases),
            Source::new("answer.py", answer),
        );
        let limits = Limits::default();
        let task = Task {
            seed: 3,
            jobs,
            ..Task::new(&cases, &answer, &limits)
        };
        GRADER.grade(&task).expect("graded")
    };
    let found = run(racy, 1);
    assert_eq!(found, run(racy, 2));
    assert_eq!(only_case(found).verdict, Verdict::Failed);
    let case = only_case(run(&right, 1));
    assert_eq!((case.verdict, case.message), PASSED);
}
