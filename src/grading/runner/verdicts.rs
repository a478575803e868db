//! What a stopped machine means for the case that it ran, in words for the candidate.

use crate::grading::{Cost, Verdict};
use crate::sandbox::{Bounds, Machine, Side, Stop};

/// A fault of the judge's side while it runs the author's code against the answer counts as the answer's doing when a limit broke (an
/// endless iterator is swallowed there, say), and as ours when the interpreter itself did. With a candidate's tests there
/// (`suite`), it is theirs.
pub fn of_stop(stop: &Stop, suite: bool) -> Verdict {
    match stop {
        Stop::Exit(..) | Stop::Crash(..) if suite => Verdict::Crashed,
        Stop::Fuel(_) | Stop::Time | Stop::Deadlock(_) => Verdict::Timeout,
        Stop::Memory(_) => Verdict::Memory,
        Stop::Output(_) => Verdict::Output,
        Stop::Exit(Side::Answer, _) | Stop::Crash(Side::Answer, _) => Verdict::Crashed,
        Stop::Exit(Side::Judge, _) | Stop::Crash(Side::Judge, _) | Stop::Internal(_) => {
            Verdict::Internal
        }
    }
}

/// For people who may see the case. `standing`: where the answer's threads were, if they took too long.
pub fn explain(stop: &Stop, bounds: &Bounds, standing: &[String], suite: bool) -> String {
    let what = said(stop, bounds, suite);
    match stop {
        Stop::Fuel(Side::Answer) | Stop::Time if !standing.is_empty() && !suite => {
            format!("{what}\n  {}", standing.join("\n  "))
        }
        _ => what,
    }
}

fn said(stop: &Stop, bounds: &Bounds, suite: bool) -> String {
    let who = |side: Side| match (side, suite) {
        (Side::Answer, false) => "the answer",
        (Side::Judge, false) => "the case",
        (Side::Answer, true) => "what is tested",
        (Side::Judge, true) => "the test",
    };
    match stop {
        Stop::Crash(Side::Judge, what) if !suite => format!("our fault, not the answer's: {what}"),
        Stop::Deadlock(_) if suite => {
            "deadlock: every thread waits and nothing can wake one".to_owned()
        }
        Stop::Fuel(side) => format!(
            "{} computed for more than {} million instructions and was stopped; is there a loop that doesn't end?",
            who(*side),
            bounds.fuel / 1_000_000
        ),
        Stop::Time => format!(
            "more than {} seconds went by on the virtual clock",
            bounds.virtual_ns / 1_000_000_000
        ),
        Stop::Memory(side) => format!(
            "{} needed more than {} MiB of memory",
            who(*side),
            bounds.memory >> 20
        ),
        Stop::Output(side) => format!(
            "{} printed more than {} KiB",
            who(*side),
            bounds.output >> 10
        ),
        Stop::Deadlock(waits) => format!(
            "deadlock: every thread waits and nothing can wake one\n  {}",
            waits.join("\n  ")
        ),
        Stop::Exit(side, status) => format!(
            "{} ended its whole process with status {status}",
            who(*side)
        ),
        Stop::Crash(side, what) => format!("{} crashed: {what}", who(*side)),
        Stop::Internal(what) => format!("our fault, not the answer's: {what}"),
    }
}

/// For a log.
pub fn describe(stop: &Stop) -> String {
    format!("{stop:?}")
}

/// What the run has cost so far. Fuel is the answer's: the judge's share is the author's business, unless it is a candidate's.
pub fn cost(machine: &Machine<'_>, suite: bool) -> Cost {
    let mut usage = machine.usage(Side::Answer);
    if suite {
        let tests = machine.usage(Side::Judge);
        usage.fuel += tests.fuel;
        usage.memory = usage.memory.max(tests.memory);
        usage.output += tests.output;
    }
    Cost {
        fuel: usage.fuel,
        virtual_ms: machine.elapsed() / 1_000_000,
        memory_bytes: usage.memory as u64,
        output_bytes: usage.output as u64,
        messages: machine.messages(),
    }
}
