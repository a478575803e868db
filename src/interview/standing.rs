//! How far an invited candidate has come.

use serde::Serialize;

use super::{Phase, Sitting, Time};

/// The furthest that holds, but for `Revoked`, which stands in for all but `Finished`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The link was not used yet.
    Sent,
    /// The link was not used and is good no more.
    Expired,
    /// The link was used; the clock has not started.
    Redeemed,
    Started,
    Finished,
    Revoked,
}

/// Where somebody stands at `now` whose link was good until `expires`; with the clock of the interview, if they have
/// come to it.
pub fn standing(revoked: bool, expires: Time, sitting: Option<Sitting>, now: Time) -> Standing {
    match sitting.map(|sitting| sitting.phase(now)) {
        Some(Phase::Over) => Standing::Finished,
        _ if revoked => Standing::Revoked,
        Some(Phase::Running { .. }) => Standing::Started,
        Some(Phase::Ready) => Standing::Redeemed,
        None if expires <= now => Standing::Expired,
        None => Standing::Sent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_furthest_that_holds() {
        let at = |minutes: i64| Time::from_millis(minutes * 60_000);
        let now = |sitting, minutes| standing(false, at(10), sitting, at(minutes));
        let sitting = Some(Sitting::start(at(5), 30, 0));
        assert_eq!(now(None, 9), Standing::Sent);
        assert_eq!(now(None, 10), Standing::Expired);
        assert_eq!(now(Some(Sitting::default()), 11), Standing::Redeemed);
        assert_eq!(now(sitting, 34), Standing::Started);
        assert_eq!(now(sitting, 35), Standing::Finished);
        assert_eq!(standing(true, at(10), sitting, at(6)), Standing::Revoked);
        assert_eq!(standing(true, at(10), sitting, at(35)), Standing::Finished);
    }
}
