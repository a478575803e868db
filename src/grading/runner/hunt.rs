//! Runs a case under many schedules, to find the one under which it fails, and makes that one as simple as it can be.

use crate::sandbox::{Decision, Plan};

/// Bytecodes of a run before which the turn can change, as long as none was counted.
const STEPS: u64 = 200;
/// Runs that making a schedule simpler may take.
const TRIES: usize = 200;

/// The schedule after the plain one with this number, at least 1; `steps` is before how many bytecodes of a run the turn can
/// change. Random walks of different restlessness and priorities with few changes take turns, since neither finds what the
/// other finds. First changes are spread evenly over a run, beginning anywhere: drawn for themselves they would come in heaps.
pub fn plan(number: u32, steps: Option<u64>, anywhere: u64) -> Plan {
    const ONE_IN: [u32; 3] = [2, 5, 16];
    // The fractional parts of multiples of the golden ratio are as even as any sequence can be at each of its lengths.
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let nth = number - 1;
    let pair = nth / 2;
    if nth.is_multiple_of(2) {
        return Plan::Walk {
            one_in: ONE_IN[pair as usize % ONE_IN.len()],
        };
    }
    let steps = steps.unwrap_or(STEPS);
    let place = anywhere.wrapping_add(u64::from(pair).wrapping_mul(GOLDEN));
    Plan::Priorities {
        changes: 1 + pair % 2,
        first: 1 + ((u128::from(place) * u128::from(steps)) >> 64) as u64,
        steps,
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
    use std::collections::BTreeSet;

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
        let plans: Vec<Plan> = (1..=6).map(|number| plan(number, Some(9), 0)).collect();
        let walk = |one_in| Plan::Walk { one_in };
        let priorities = |changes, first| Plan::Priorities {
            changes,
            first,
            steps: 9,
        };
        let expected = [
            walk(2),
            priorities(1, 1),
            walk(5),
            priorities(2, 6),
            walk(16),
            priorities(1, 3),
        ];
        assert_eq!(plans, expected);
    }

    #[test]
    fn first_changes_come_everywhere() {
        for anywhere in [0, 1 << 40, u64::MAX] {
            let first = |number| match plan(number, Some(40), anywhere) {
                Plan::Priorities { first, .. } => Some(first),
                _ => None,
            };
            let firsts: BTreeSet<u64> = (1..=160).filter_map(first).collect();
            assert_eq!(firsts, (1..=40).collect());
        }
    }
}
