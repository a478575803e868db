//! A round as interviewers write it, and as it is shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::stamp::Stamp;
use super::{App, Problem};
use crate::interview::contact::line;
use crate::interview::{Counts, HintPolicy, Item, Live, Pool, Release, RoundSpec, Window};
use crate::question::{Filter, Kind, Level, QuestionId};
use crate::store::rounds::Round;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRound {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// Asked of everybody, in this order, before what is drawn. With the pools, 1 to 50 questions are asked.
    #[serde(default)]
    #[schema(max_items = 50)]
    questions: Vec<NewItem>,
    /// Of each, every candidate is asked some, drawn by chance.
    #[serde(default)]
    #[schema(max_items = 50)]
    pools: Vec<NewPool>,
    #[schema(minimum = 1, maximum = 480)]
    minutes: u32,
    /// Submissions for each question; as many as time allows unless given.
    #[schema(minimum = 1, maximum = 1000)]
    max_attempts: Option<u32>,
    /// `best` (unless given) or `last`: the submission whose score counts.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    counts: Counts,
    /// What candidates see when their interview is over: `nothing`, `score` (unless given) or `explanations`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    release: Release,
    /// What candidates see of results while their interview runs: `results` (unless given), each as soon as it is
    /// there, or `nothing`. Never anything where `release` is `nothing`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    live: Live,
    /// `priced` (unless given), `free` or `none`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    hints: HintPolicy,
    /// Interviews are started from then on; at any time unless given.
    opens: Option<Stamp>,
    /// And before then. Who has started keeps all of their time.
    closes: Option<Stamp>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    #[schema(value_type = String, example = "oauth2/scopes")]
    id: QuestionId,
    /// Points that it is worth in this round; the question's own unless given.
    #[schema(minimum = 0, maximum = 10000)]
    weight: Option<u32>,
}

/// Either `from` or `filter`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPool {
    /// How many of its questions are drawn.
    #[schema(minimum = 1, maximum = 50)]
    take: u32,
    #[schema(value_type = Option<Vec<String>>, max_items = 200)]
    from: Option<Vec<QuestionId>>,
    /// The bank's questions for which all of it holds now; later additions to the bank change nothing.
    filter: Option<PoolFilter>,
    /// Points that each is worth in this round; the question's own unless given.
    #[schema(minimum = 0, maximum = 10000)]
    weight: Option<u32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolFilter {
    topic: Option<String>,
    #[schema(value_type = Option<String>)]
    kind: Option<Kind>,
    #[schema(value_type = Option<String>)]
    level: Option<Level>,
    role: Option<String>,
    max_minutes: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RoundView {
    #[schema(format = "uuid")]
    pub id: String,
    title: String,
    questions: Vec<ItemView>,
    pools: Vec<PoolView>,
    minutes: u32,
    max_attempts: Option<u32>,
    #[schema(value_type = String)]
    counts: Counts,
    #[schema(value_type = String)]
    release: Release,
    #[schema(value_type = String)]
    live: Live,
    #[schema(value_type = String)]
    hints: HintPolicy,
    opens: Option<Stamp>,
    closes: Option<Stamp>,
    /// From 1.
    version: u32,
    /// The round that this one is a new version of.
    #[schema(format = "uuid")]
    previous: Option<String>,
    created: Stamp,
    archived: Option<Stamp>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    id: String,
    weight: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PoolView {
    take: usize,
    from: Vec<ItemView>,
}

/// What an interviewer decides of a round.
pub struct Composed {
    pub title: String,
    pub spec: RoundSpec,
    pub window: Window,
}

impl NewRound {
    /// The round, if it can be sat.
    pub fn compose(self, app: &App) -> Result<Composed, Problem> {
        let title = line("title", &self.title, 200)?;
        let items = self.questions.into_iter();
        let items = items.map(|new| item(app, new.id, new.weight));
        let pools = self.pools.into_iter().map(|new| new.pool(app));
        let spec = RoundSpec {
            items: items.collect::<Result<_, _>>()?,
            pools: pools.collect::<Result<_, _>>()?,
            minutes: self.minutes,
            max_attempts: self.max_attempts,
            counts: self.counts,
            release: self.release,
            live: self.live,
            hints: self.hints,
            preset: None,
        };
        spec.validate()?;
        let window = window(self.opens, self.closes)?;
        Ok(Composed {
            title,
            spec,
            window,
        })
    }
}

/// The time between two instants, if there is any.
pub fn window(opens: Option<Stamp>, closes: Option<Stamp>) -> Result<Window, Problem> {
    let window = Window {
        opens: opens.map(|opens| opens.0),
        closes: closes.map(|closes| closes.0),
    };
    if window.is_sound() {
        return Ok(window);
    }
    Err(Problem::invalid("opens must be before closes"))
}

impl NewPool {
    fn pool(self, app: &App) -> Result<Pool, Problem> {
        let ids = match (self.from, self.filter) {
            (Some(ids), None) => ids,
            (None, Some(filter)) => {
                let filter = Filter::from(filter);
                let questions = app.library.questions();
                let fitting = questions.iter().filter(|question| filter.admits(question));
                fitting.map(|question| question.id.clone()).collect()
            }
            _ => return Err(Problem::invalid("a pool has either from or filter")),
        };
        let from = ids.into_iter().map(|id| item(app, id, self.weight));
        Ok(Pool {
            take: self.take as usize,
            from: from.collect::<Result<_, _>>()?,
        })
    }
}

fn item(app: &App, id: QuestionId, weight: Option<u32>) -> Result<Item, Problem> {
    let Ok(question) = app.question(&id) else {
        return Err(Problem::invalid(format!("there is no question '{id}'")));
    };
    Ok(Item {
        weight: weight.unwrap_or(question.points),
        question: id,
    })
}

impl From<PoolFilter> for Filter {
    fn from(filter: PoolFilter) -> Self {
        Self {
            topic: filter.topic,
            kind: filter.kind.into_iter().collect(),
            level: filter.level.into_iter().collect(),
            role: filter.role,
            max_minutes: filter.max_minutes,
        }
    }
}

impl RoundView {
    pub fn new(round: &Round) -> Self {
        let spec = &round.spec;
        let pools = spec.pools.iter().map(|pool| PoolView {
            take: pool.take,
            from: pool.from.iter().map(ItemView::new).collect(),
        });
        Self {
            id: round.id.to_string(),
            title: round.title.clone(),
            questions: spec.items.iter().map(ItemView::new).collect(),
            pools: pools.collect(),
            minutes: spec.minutes,
            max_attempts: spec.max_attempts,
            counts: spec.counts,
            release: spec.release,
            live: spec.live,
            hints: spec.hints,
            opens: round.window.opens.map(Stamp),
            closes: round.window.closes.map(Stamp),
            version: round.version,
            previous: round.previous.map(|previous| previous.to_string()),
            created: round.created.into(),
            archived: round.archived.map(Stamp),
        }
    }
}

impl ItemView {
    fn new(item: &Item) -> Self {
        Self {
            id: item.question.to_string(),
            weight: item.weight,
        }
    }
}
