//! Runs a case under many schedules, to find the one under which it fails, and makes that one as simple as it can be.

use crate::sandbox::{Decision, Plan, Turns};

/// Bytecodes of a run, as long as none was counted.
const STEPS: u64 = 200;
/// Runs that making a schedule simpler may take.
const TRIES: usize = 200;

/// The schedule after the plain one with this number, at least 1; `steps` is how many bytecodes runs take. Random walks of
/// different restlessness and priorities with few changes take turns, since neither finds what the other finds.
pub fn plan(number: u32, steps: Option<u64>) -> Turns {
    const ONE_IN: [u32; 3] = [2, 8, 32];
    let nth = number - 1;
    let plan = match nth % 4 {
        1 | 3 => Plan::Priorities {
            changes: if nth % 4 == 1 { 1 } else { 2 },
            steps: steps.unwrap_or(STEPS),
        },
        _ => Plan::Walk {
            one_in: ONE_IN[(nth / 2) as usize % ONE_IN.len()],
        },
    };
    Turns {
        plan,
        number,
        traced: false,
    }
}

/// Fewer decisions with which `fails` still holds, as it does with all: parts are left out as long as that works
/// (delta debugging), until no single one can be or the tries are used up.
pub fn shrink(
    mut decisions: Vec<Decision>,
    mut fails: impl FnMut(&[Decision]) -> bool,
) -> Vec<Decision> {
    let mut tries = TRIES;
    let mut parts = 2;
    while !decisions.is_empty() {
        parts = parts.min(decisions.len());
        let size = decisions.len().div_ceil(parts);
        let mut left_out = false;
        let mut start = 0;
        while start < decisions.len() {
            if tries == 0 {
                return decisions;
            }
            tries -= 1;
            let end = (start + size).min(decisions.len());
            let rest = [&decisions[..start], &decisions[end..]].concat();
            if fails(&rest) {
                decisions = rest;
                left_out = true;
            } else {
                start = end;
            }
        }
        if left_out {
            parts = 2.max(parts - 1);
        } else if size == 1 {
            break;
        } else {
            parts *= 2;
        }
    }
    decisions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Actor, Point};

    fn decisions(count: u64) -> Vec<Decision> {
        let one = |step| Decision {
            actor: Actor(step % 3),
            point: Point::Step(step),
            to: (step + 1) % 3,
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn what_is_left_is_what_is_needed() {
        let all = decisions(60);
        let needed = [all[7], all[31], all[32]];
        let left = shrink(all, |some| needed.iter().all(|one| some.contains(one)));
        assert_eq!(left, needed);
    }

    #[test]
    fn nothing_is_left_when_nothing_is_needed() {
        assert_eq!(shrink(decisions(60), |_| true), []);
        assert_eq!(shrink(Vec::new(), |_| true), []);
    }

    #[test]
    fn it_ends_when_nothing_can_be_left_out() {
        let all = decisions(2 * TRIES as u64);
        let mut tried = 0;
        let left = shrink(all.clone(), |_| {
            tried += 1;
            false
        });
        assert_eq!((left, tried), (all, TRIES));
    }

    #[test]
    fn the_schedules_of_a_case_differ_in_kind() {
        let plans: Vec<Plan> = (1..=6).map(|number| plan(number, Some(9)).plan).collect();
        let walk = |one_in| Plan::Walk { one_in };
        let priorities = |changes| Plan::Priorities { changes, steps: 9 };
        let expected = [
            walk(2),
            priorities(1),
            walk(8),
            priorities(2),
            walk(32),
            priorities(1),
        ];
        assert_eq!(plans, expected);
    }
}
