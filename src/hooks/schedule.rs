//! When what was not taken is sent again.

use crate::ambient;
use crate::interview::Span;

/// Attempts before a message is given up: with the pauses below, after about a day and a half.
const MAX_ATTEMPTS: u32 = 12;

const FIRST: u32 = 5_000;

/// Six hours: a receiver that is mended gets what it missed within a working day.
const LONGEST: u32 = 6 * 3_600_000;

/// The pause after the n-th attempt, n from 1; `None` if it was the last. Four times the one before, up or down by a
/// fifth, so that receivers which were away aren't met by everything at once.
pub fn pause(attempts: u32) -> Option<Span> {
    (attempts < MAX_ATTEMPTS).then(|| spread(attempts, ambient::new_seed()))
}

fn spread(attempts: u32, random: u64) -> Span {
    let doublings = 2 * attempts.saturating_sub(1).min(15);
    let whole = (u64::from(FIRST) << doublings).min(u64::from(LONGEST));
    let part = 80 + random % 41;
    Span::from_millis(u32::try_from(whole * part / 100).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_hours_and_end() {
        let millis = |attempts, random| spread(attempts, random).as_millis();
        assert_eq!(
            [millis(1, 0), millis(1, 20), millis(1, 40)],
            [4_000, 5_000, 6_000]
        );
        assert_eq!(millis(2, 20), 20_000);
        assert_eq!(millis(3, 20), 80_000);
        for attempts in [10, 11, 4_000_000] {
            assert_eq!(millis(attempts, 20), 6 * 3_600_000, "{attempts}");
        }
        assert!(pause(MAX_ATTEMPTS - 1).is_some());
        assert_eq!(pause(MAX_ATTEMPTS), None);
        let all: i64 = (1..MAX_ATTEMPTS).map(|attempts| millis(attempts, 20)).sum();
        assert!((24..48).contains(&(all / 3_600_000)), "{all}");
    }
}
