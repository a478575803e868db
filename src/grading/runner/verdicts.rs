//! What a stopped machine means for the case that it ran, in words for the candidate.

use crate::grading::{Cost, Verdict};
use crate::sandbox::{Bounds, Machine, Side, Stop};

/// A fault of the judge's side while it runs the author's code against the answer counts as the answer's doing when a limit broke (an
/// endless iterator is swallowed there, say), and as ours when the interpreter itself did.
pub fn of_stop(stop: &Stop) -> Verdict {
    match stop {
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
pub fn explain(stop: &Stop, bounds: &Bounds, standing: &[String]) -> String {
    let what = said(stop, bounds);
    match stop {
        Stop::Fuel(Side::Answer) | Stop::Time if !standing.is_empty() => {
            format!("{what}\n  {}", standing.join("\n  "))
        }
        _ => what,
    }
}

fn said(stop: &Stop, bounds: &Bounds) -> String {
    match stop {
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

fn who(side: Side) -> &'static str {
    match side {
        Side::Answer => "the answer",
        Side::Judge => "the case",
    }
}

/// What the run has cost so far. Fuel is the answer's: the judge's share is the author's business.
pub fn cost(machine: &Machine<'_>) -> Cost {
    let usage = machine.usage(Side::Answer);
    Cost {
        fuel: usage.fuel,
        virtual_ms: machine.elapsed() / 1_000_000,
        memory_bytes: usage.memory as u64,
        output_bytes: usage.output as u64,
        messages: machine.messages(),
    }
}
