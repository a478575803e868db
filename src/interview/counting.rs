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
}

impl<H: Handed> Handed for &H {
    fn hundredths(&self) -> Option<u64> {
        H::hundredths(self)
    }
}

/// The one of `submissions`, in order of receipt, that counts. Under [`Counts::Last`] an ungraded one counts, too:
/// it is the last all the same.
pub fn counted<S: Handed>(counts: Counts, submissions: &[S]) -> Option<&S> {
    match counts {
        Counts::Last => submissions.last(),
        Counts::Best => {
            let mut best: Option<&S> = None;
            for one in submissions {
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

    impl Handed for Option<u64> {
        fn hundredths(&self) -> Option<u64> {
            *self
        }
    }

    #[test]
    fn the_first_of_the_best_or_the_last() {
        let handed = [None, Some(5), Some(7), Some(7), Some(1)];
        let best = counted(Counts::Best, &handed).unwrap();
        assert!(std::ptr::eq(best, &handed[2]));
        let last = counted(Counts::Last, &handed).unwrap();
        assert!(std::ptr::eq(last, &handed[4]));
        assert!(counted::<Option<u64>>(Counts::Best, &[]).is_none());
    }
}
