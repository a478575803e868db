//! Which of several submissions to a question counts.

use serde::{Deserialize, Serialize};

/// Which submission a question's score is taken from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// The one with the highest score; the earlier of equals.
    #[default]
    Best,
    /// The last one that was handed in.
    Last,
}

/// A submission as far as counting goes.
pub trait Handed {
    /// Hundredths of a point; `None` while it is not graded, or if it can't be.
    fn hundredths(&self) -> Option<u64>;

    /// Ended by our own fault: as if it had never been handed in.
    fn is_void(&self) -> bool;
}

impl<H: Handed> Handed for &H {
    fn hundredths(&self) -> Option<u64> {
        H::hundredths(self)
    }

    fn is_void(&self) -> bool {
        H::is_void(self)
    }
}

/// The one of `submissions`, in order of receipt, that counts. Under [`Counts::Last`] an ungraded one counts, too:
/// it is the last all the same.
pub fn counted<S: Handed>(counts: Counts, submissions: &[S]) -> Option<&S> {
    match counts {
        Counts::Last => submissions.iter().rfind(|one| !one.is_void()),
        Counts::Best => {
            let mut best: Option<&S> = None;
            for one in submissions.iter().filter(|one| !one.is_void()) {
                if best.is_none_or(|best| one.hundredths() > best.hundredths()) {
                    best = Some(one);
                }
            }
            best
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum One {
        Void,
        Waits,
        Scored(u64),
    }
    use One::{Scored, Void, Waits};

    impl Handed for One {
        fn hundredths(&self) -> Option<u64> {
            match self {
                Scored(hundredths) => Some(*hundredths),
                Void | Waits => None,
            }
        }

        fn is_void(&self) -> bool {
            *self == Void
        }
    }

    #[test]
    fn the_first_of_the_best_or_the_last() {
        let handed = [Waits, Scored(5), Scored(7), Scored(7), Scored(1)];
        let best = counted(Counts::Best, &handed).unwrap();
        assert!(std::ptr::eq(best, &handed[2]));
        let last = counted(Counts::Last, &handed).unwrap();
        assert!(std::ptr::eq(last, &handed[4]));
        assert!(counted::<One>(Counts::Best, &[]).is_none());
    }

    #[test]
    fn our_own_fault_costs_nothing() {
        let handed = [Scored(5), Waits, Void];
        assert_eq!(counted(Counts::Last, &handed), Some(&Waits));
        assert_eq!(counted(Counts::Best, &[Void, Scored(0)]), Some(&Scored(0)));
        assert_eq!(counted(Counts::Last, &[Void]), None);
    }
}
