//! When interviews of a round may be started.

use super::Time;

/// From `opens` on and before `closes`; what is missing bounds nothing. Whoever has started in time keeps all of their
/// time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    pub opens: Option<Time>,
    pub closes: Option<Time>,
}

/// Why an interview can't be started now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Shut {
    #[error("the round is not open yet")]
    NotYet,
    #[error("the round is closed")]
    Closed,
    #[error("the round was archived")]
    Archived,
}

impl Window {
    /// Whether the window is open at some time at all.
    pub fn is_sound(&self) -> bool {
        match (self.opens, self.closes) {
            (Some(opens), Some(closes)) => opens < closes,
            _ => true,
        }
    }

    pub fn admits(&self, now: Time) -> Result<(), Shut> {
        if self.opens.is_some_and(|opens| now < opens) {
            return Err(Shut::NotYet);
        }
        if self.closes.is_some_and(|closes| now >= closes) {
            return Err(Shut::Closed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_at_its_opening_and_closes_at_its_closing() {
        let at = |millis| Some(Time::from_millis(millis));
        let window = |opens, closes| Window { opens, closes };
        let admits = |window: Window, now| window.admits(Time::from_millis(now));
        let week = window(at(10), at(20));
        assert_eq!(admits(week, 9), Err(Shut::NotYet));
        assert_eq!((admits(week, 10), admits(week, 19)), (Ok(()), Ok(())));
        assert_eq!(admits(week, 20), Err(Shut::Closed));
        assert_eq!(admits(Window::default(), 0), Ok(()));
        assert!(week.is_sound() && window(at(5), None).is_sound());
        assert!(!window(at(20), at(20)).is_sound());
    }
}
