//! An interview's own clock: started once, over at a fixed instant or when the candidate says so.

use super::{Span, Time};

/// How an interview ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The candidate finished it.
    Candidate,
    /// Its time was over.
    Deadline,
}

impl Ending {
    pub fn as_str(self) -> &'static str {
        match self {
            Ending::Candidate => "candidate",
            Ending::Deadline => "deadline",
        }
    }
}

/// The instants of one interview. `started` and `deadline` come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sitting {
    pub started: Option<Time>,
    /// The first instant that is too late.
    pub deadline: Option<Time>,
    pub finished: Option<Time>,
}

/// Where an interview stands at some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The clock has not started.
    Ready,
    Running {
        remaining: Span,
    },
    /// Finished, or past the deadline whether or not anybody has noted it yet.
    Over,
}

/// Why something can't be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the interview has not been started")]
    NotStarted,
    #[error("the interview's time is over")]
    Late,
    #[error("the interview was finished")]
    Finished,
}

/// When an interview of `minutes` that starts now is over, with `extra_percent` more time for this candidate.
pub fn deadline(started: Time, minutes: u32, extra_percent: u32) -> Time {
    started + Span::from_minutes(minutes).with_extra(extra_percent)
}

impl Sitting {
    /// Begins at `now`, and ends when [`deadline`] says.
    pub fn start(now: Time, minutes: u32, extra_percent: u32) -> Self {
        Self {
            started: Some(now),
            deadline: Some(deadline(now, minutes, extra_percent)),
            finished: None,
        }
    }

    pub fn phase(&self, now: Time) -> Phase {
        match (self.deadline, self.finished) {
            (None, None) => Phase::Ready,
            (Some(deadline), None) if now < deadline => Phase::Running {
                remaining: deadline.since(now),
            },
            _ => Phase::Over,
        }
    }

    /// Whether what the server received at `received` still counts.
    pub fn accepts(&self, received: Time) -> Result<(), Refusal> {
        let deadline = self.deadline.ok_or(Refusal::NotStarted)?;
        if self.is_late(received) || self.finished.is_some_and(|finished| finished >= deadline) {
            return Err(Refusal::Late);
        }
        match self.finished {
            Some(_) => Err(Refusal::Finished),
            None => Ok(()),
        }
    }

    /// The same with another extra time, decided at `now`: the deadline becomes what it would have been with it from the
    /// start. It never moves to before `now`: whoever has used more than is left is out of time from now on, and what
    /// was received until now was in time. What is over stays over.
    pub fn with_extra(self, minutes: u32, extra_percent: u32, now: Time) -> Result<Self, Refusal> {
        let started = match (self.phase(now), self.started) {
            (Phase::Running { .. }, Some(started)) => started,
            (Phase::Over, _) if self.finished.is_some() => return Err(Refusal::Finished),
            (Phase::Over, _) => return Err(Refusal::Late),
            _ => return Ok(self),
        };
        Ok(Self {
            deadline: Some(deadline(started, minutes, extra_percent).max(now)),
            ..self
        })
    }

    pub fn is_late(&self, received: Time) -> bool {
        self.deadline.is_some_and(|deadline| received >= deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Time = Time::from_millis(1_700_000_000_000);

    fn at(millis: u32) -> Time {
        START + Span::from_millis(millis)
    }

    #[test]
    fn the_deadline_itself_is_too_late() {
        let sitting = Sitting::start(START, 1, 0);
        assert_eq!(
            sitting.phase(START),
            Phase::Running {
                remaining: Span::from_minutes(1)
            }
        );
        assert_eq!(sitting.accepts(at(59_999)), Ok(()));
        assert_eq!(sitting.accepts(at(60_000)), Err(Refusal::Late));
        assert_eq!(sitting.phase(at(60_000)), Phase::Over);
    }

    #[test]
    fn extra_time_is_a_percentage_rounded_up() {
        assert_eq!(deadline(START, 60, 25), START + Span::from_minutes(75));
        assert_eq!(deadline(START, 1, 0), START + Span::from_minutes(1));
        assert_eq!(Span::from_millis(1).with_extra(1), Span::from_millis(2));
    }

    #[test]
    fn nothing_counts_before_the_start_or_after_the_finish() {
        assert_eq!(Sitting::default().accepts(START), Err(Refusal::NotStarted));
        assert_eq!(Sitting::default().phase(START), Phase::Ready);
        let finished = Sitting {
            finished: Some(at(10)),
            ..Sitting::start(START, 1, 0)
        };
        assert_eq!(finished.accepts(at(11)), Err(Refusal::Finished));
        assert_eq!(finished.phase(at(11)), Phase::Over);
    }

    #[test]
    fn extra_time_moves_the_deadline_and_never_into_the_past() {
        let minute = |count| START + Span::from_minutes(count);
        let running = Sitting::start(START, 60, 0);
        for (extra, now, wanted) in [
            (50, 30, 90),
            (0, 30, 60),
            // Half an hour less, of which ten minutes are used already.
            (50, 100, 100),
        ] {
            let before = Sitting::start(START, 60, 100);
            let after = before.with_extra(60, extra, minute(now)).unwrap();
            assert_eq!(after.deadline, Some(minute(wanted)), "{extra} at {now}");
            assert_eq!((after.started, after.finished), (Some(START), None));
        }
        let longer = running.with_extra(60, 25, minute(59)).unwrap();
        assert_eq!(longer.accepts(minute(74)), Ok(()));
        assert_eq!(longer.accepts(minute(75)), Err(Refusal::Late));
        let cut = longer.with_extra(60, 0, minute(70)).unwrap();
        assert_eq!(cut.accepts(minute(70)), Err(Refusal::Late));
        assert_eq!(cut.accepts(at(70 * 60_000 - 1)), Ok(()));
        assert_eq!(
            running.with_extra(60, 25, minute(60)),
            Err(Refusal::Late),
            "what is over stays over"
        );
        let finished = Sitting {
            finished: Some(minute(5)),
            ..running
        };
        assert_eq!(
            finished.with_extra(60, 25, minute(6)),
            Err(Refusal::Finished)
        );
        let ready = Sitting::default();
        assert_eq!(ready.with_extra(60, 25, START), Ok(ready));
    }

    #[test]
    fn the_receipt_decides_even_if_the_ending_is_noted_later() {
        let ended = Sitting {
            finished: Some(at(60_000)),
            ..Sitting::start(START, 1, 0)
        };
        assert_eq!(ended.accepts(at(61_000)), Err(Refusal::Late));
    }
}
