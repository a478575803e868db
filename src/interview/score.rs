//! An interview's score, with the arithmetic in words: exact, in hundredths of a point.

use super::RoundSpec;
use crate::question::{Points, QuestionId};

/// What a candidate has earned on one question, before the round's weight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Earned {
    /// Of the submission that counts; `None` if there is none or it has no score (yet).
    pub score: Option<Points>,
    /// The whole question's points.
    pub max: Points,
    /// What the hints taken cost, of the question's own points.
    pub hints: Points,
    /// Hundredths of the question's own points that a reviewer gave (or took, below 0).
    pub adjustment: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionScore {
    pub question: QuestionId,
    pub score: Points,
    pub max: Points,
    /// How `score` came about: `86.37 of 100, less 5 for hints, times 50/100 = 40.68`.
    pub arithmetic: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterviewScore {
    pub score: Points,
    pub max: Points,
    /// `40.68 + 100 = 140.68 of 150`.
    pub arithmetic: String,
    pub questions: Vec<QuestionScore>,
}

/// What a hint of `percent` costs, rounded down to the hundredth: in the candidate's favour.
pub fn hint_price(question: Points, percent: u32) -> Points {
    Points(question.0 * u64::from(percent.min(100)) / 100)
}

/// The score over all questions of `spec`. `earned` is asked once for each, in order.
pub fn total(spec: &RoundSpec, mut earned: impl FnMut(&QuestionId) -> Earned) -> InterviewScore {
    let questions: Vec<QuestionScore> = spec
        .items
        .iter()
        .map(|item| {
            let max = Points::whole(item.weight);
            weighted(item.question.clone(), earned(&item.question), max)
        })
        .collect();
    let score = questions.iter().map(|one| one.score).sum();
    let max = questions.iter().map(|one| one.max).sum();
    let terms: Vec<String> = questions.iter().map(|one| one.score.to_string()).collect();
    InterviewScore {
        score,
        max,
        arithmetic: format!("{} = {score} of {max}", terms.join(" + ")),
        questions,
    }
}

fn weighted(question: QuestionId, earned: Earned, weight: Points) -> QuestionScore {
    let (mut less, mut arithmetic) = match earned.score {
        Some(raw) => (
            Points(raw.0.saturating_sub(earned.hints.0)),
            format!("{raw} of {}", earned.max),
        ),
        None => (
            Points(0),
            "nothing that has a score was handed in".to_owned(),
        ),
    };
    if earned.score.is_some() && earned.hints.0 > 0 {
        arithmetic += &format!(", less {} for hints", earned.hints);
    }
    if earned.adjustment != 0 {
        less = adjusted(less, &earned, &mut arithmetic);
    }
    let unchanged = earned.score.is_none() && earned.adjustment == 0;
    let score = if weight == earned.max || unchanged {
        less
    } else {
        arithmetic += &format!(", times {weight}/{}", earned.max);
        let exact = u128::from(less.0) * u128::from(weight.0) / u128::from(earned.max.0.max(1));
        Points(u64::try_from(exact).unwrap_or(u64::MAX))
    };
    QuestionScore {
        question,
        score,
        max: weight,
        arithmetic: format!("{arithmetic} = {score}"),
    }
}

/// With a reviewer's adjustment, which never leads out of what the question is worth.
fn adjusted(points: Points, earned: &Earned, arithmetic: &mut String) -> Points {
    let by = Points(earned.adjustment.unsigned_abs());
    let (word, sum) = if earned.adjustment > 0 {
        ("plus", points.0.saturating_add(by.0))
    } else {
        ("less", points.0.saturating_sub(by.0))
    };
    *arithmetic += &format!(", {word} {by} by a reviewer");
    if sum > earned.max.0 {
        *arithmetic += &format!(", at most {}", earned.max);
    }
    Points(sum.min(earned.max.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interview::Item;

    fn one(weight: u32, earned: Earned) -> QuestionScore {
        weighted("a/b".parse().unwrap(), earned, Points::whole(weight))
    }

    fn earned(score: u64, hints: u64) -> Earned {
        Earned {
            score: Some(Points(score)),
            max: Points::whole(100),
            hints: Points(hints),
            ..Earned::default()
        }
    }

    #[test]
    fn a_reviewer_gives_and_takes_within_the_questions_points() {
        let by = |score, adjustment| {
            let score = Earned {
                adjustment,
                ..earned(score, 500)
            };
            one(50, score).arithmetic
        };
        assert_eq!(
            by(8000, -250),
            "80 of 100, less 5 for hints, less 2.5 by a reviewer, times 50/100 = 36.25"
        );
        assert_eq!(
            by(10_000, 1000),
            "100 of 100, less 5 for hints, plus 10 by a reviewer, at most 100, times 50/100 = 50"
        );
        let nothing = Earned {
            score: None,
            adjustment: 1000,
            ..earned(0, 0)
        };
        assert_eq!(
            one(100, nothing).arithmetic,
            "nothing that has a score was handed in, plus 10 by a reviewer = 10"
        );
    }

    #[test]
    fn the_arithmetic_is_what_was_done() {
        let scaled = one(50, earned(8637, 500));
        assert_eq!(scaled.score, Points(4068));
        assert_eq!(
            scaled.arithmetic,
            "86.37 of 100, less 5 for hints, times 50/100 = 40.68"
        );
        assert_eq!(one(100, earned(8637, 0)).arithmetic, "86.37 of 100 = 86.37");
    }

    #[test]
    fn hints_never_take_more_than_there_is() {
        assert_eq!(one(100, earned(300, 500)).score, Points(0));
        assert_eq!(hint_price(Points::whole(33), 5), Points(165));
        assert_eq!(hint_price(Points(1), 50), Points(0));
    }

    #[test]
    fn questions_add_up() {
        let item = |id: &str, weight| Item {
            question: id.parse().unwrap(),
            weight,
        };
        let spec = RoundSpec::of(vec![item("a/b", 100), item("a/c", 50)], 30);
        let total = total(&spec, |question| match question.slug() {
            "b" => earned(10_000, 0),
            _ => Earned {
                score: None,
                ..earned(0, 0)
            },
        });
        assert_eq!(
            (total.score, total.max),
            (Points::whole(100), Points::whole(150))
        );
        assert_eq!(total.arithmetic, "100 + 0 = 100 of 150");
    }
}
