//! What an interview's score is made of, and the score.

use std::sync::Arc;

use crate::http::{App, Problem};
use crate::interview::{self, Earned, InterviewScore};
use crate::question::{Kind, Points, Question, QuestionId};
use crate::store::hints::Taken;
use crate::store::interviews::Interview;
use crate::store::reviews::{self, Review};
use crate::store::submissions::{self, State, Submission};
use crate::store::{Connection, hints};

/// Everything stored that an interview's score depends on.
#[derive(Debug, Clone)]
pub struct Material {
    /// In order of receipt.
    pub submissions: Vec<Submission>,
    pub hints: Vec<Taken>,
    pub reviews: Vec<Review>,
}

/// One question's part of it. The question itself is `None` if it isn't in the bank any more.
pub struct Part<'a> {
    pub question: Option<Arc<Question>>,
    pub submissions: Vec<&'a Submission>,
    pub hints: Vec<&'a Taken>,
    pub review: Option<&'a Review>,
    /// The submission whose score counts.
    pub counted: Option<&'a Submission>,
    /// What the question's own points are, hints are priced in, and a review adjusts.
    pub max: Points,
}

impl Material {
    pub async fn load(db: &mut impl Connection, interview: &Interview) -> Result<Self, Problem> {
        Ok(Self {
            submissions: submissions::list(db, interview.id, submissions::Kind::Submission).await?,
            hints: hints::list(db, interview.id).await?,
            reviews: reviews::list(db, interview.id).await?,
        })
    }

    /// Whether something is still to be graded.
    pub fn grading(&self) -> bool {
        self.submissions.iter().any(|one| one.state != State::Done)
    }

    pub fn part<'a>(&'a self, app: &App, interview: &Interview, id: &QuestionId) -> Part<'a> {
        let question = app.library.get(id);
        let of_it: Vec<&Submission> = self
            .submissions
            .iter()
            .filter(|one| one.question == *id)
            .collect();
        let kind = question
            .as_ref()
            .map_or(Kind::Code, |question| question.kind);
        let counted = interview::counted(interview.spec.counts_for(kind), &of_it).copied();
        // A score is of the points that the question had when it was graded.
        let graded_of = counted.and_then(|one| one.max_score);
        let asked_of = question
            .as_ref()
            .map(|question| Points::whole(question.points));
        Part {
            question,
            counted,
            submissions: of_it,
            hints: self
                .hints
                .iter()
                .filter(|one| one.question == *id)
                .collect(),
            review: self.reviews.iter().find(|one| one.question == *id),
            max: graded_of.or(asked_of).unwrap_or_default(),
        }
    }

    pub fn score(&self, app: &App, interview: &Interview) -> InterviewScore {
        interview::total(&interview.spec, |id| self.part(app, interview, id).earned())
    }

    /// Whether an answer waits for a person to score it.
    pub fn reviewing(&self, app: &App, interview: &Interview) -> bool {
        let mut asked = interview.spec.items.iter();
        asked.any(|item| self.part(app, interview, &item.question).reviewing())
    }
}

impl Part<'_> {
    pub fn earned(&self) -> Earned {
        let by_rubric = self.review.and_then(|review| review.rubric.as_ref());
        let score = match by_rubric {
            Some(points) => Some(points.iter().copied().sum()),
            None => self.counted.and_then(|one| one.score),
        };
        Earned {
            score,
            max: self.max,
            hints: self.hints_price(),
            adjustment: self.review.map_or(0, |review| review.adjustment),
        }
    }

    pub fn hints_price(&self) -> Points {
        let price = |hint: &&Taken| interview::hint_price(self.max, hint.percent);
        self.hints.iter().map(price).sum()
    }

    pub fn reviewing(&self) -> bool {
        let by_person = self
            .question
            .as_ref()
            .is_some_and(|question| question.kind == Kind::Explain);
        let scored = self.review.is_some_and(|review| review.rubric.is_some());
        by_person && !scored && !self.submissions.is_empty()
    }
}
