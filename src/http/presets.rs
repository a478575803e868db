//! Presets: the practice sets of the bank.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::Query;
use super::reply::{Json, Page, Paging, page};
use super::{App, Code, Problem};
use crate::interview::{Item, MAX_MINUTES, Pool, Release, RoundSpec};
use crate::question::{Level, Preset, QuestionId, Unusable};

/// Only presets for which all of these hold.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    topic: Option<String>,
    role: Option<String>,
    /// junior, mid, senior or staff.
    #[param(value_type = Option<String>)]
    level: Option<Level>,
    /// At most this long.
    max_minutes: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PresetView {
    #[schema(example = "oauth2-client")]
    id: String,
    title: String,
    /// Markdown.
    description: String,
    roles: Vec<String>,
    topics: Vec<String>,
    #[schema(value_type = String, example = "mid")]
    level: Level,
    /// On the clock.
    minutes: u32,
    /// Its place on the practice road, from 1: presets that build on each other.
    phase: Option<u32>,
    /// How many questions are asked.
    asked: usize,
    /// Those that are always asked, in this order.
    questions: Vec<String>,
    /// What is drawn beyond them.
    pools: Vec<PresetPool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PresetPool {
    take: usize,
    /// With the bank as it is now.
    from: Vec<String>,
}

/// List presets
///
/// Practice sets that the bank's authors have put together; `POST /practice` starts one. What is drawn grows with the
/// bank.
#[utoipa::path(get, path = "/presets", tag = "practice", params(Wanted, Paging),
    responses((status = 200, body = Page<PresetView>)))]
pub async fn list(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<PresetView>>, Problem> {
    let (after, limit) = (paging.after::<String>()?, paging.limit()?);
    let all = app.library.presets();
    let first = match &after {
        None => 0,
        Some(after) => match all.iter().position(|preset| preset.id == *after) {
            Some(place) => place + 1,
            None => {
                let detail = "the cursor is of a preset that is gone; begin anew without it";
                return Err(Problem::new(Code::InvalidQuery, detail));
            }
        },
    };
    let found = all
        .iter()
        .skip(first)
        .filter(|preset| wanted.admits(preset))
        .filter_map(|preset| PresetView::new(&app, preset).ok())
        .take(limit as usize + 1)
        .collect();
    Ok(Json(page(found, limit, |one: &PresetView| one.id.clone())))
}

/// What a practice of the preset consists of, before anything is drawn.
pub fn spec(app: &App, id: &str, minutes: Option<u32>) -> Result<(String, RoundSpec), Problem> {
    let mut presets = app.library.presets().into_iter();
    let preset = presets.find(|preset| preset.id == id);
    let preset = preset.ok_or_else(|| {
        Problem::invalid(format!(
            "there is no preset '{id}': GET /presets lists them"
        ))
    })?;
    let unusable = |error: Unusable| Problem::invalid(format!("the preset '{id}': {error}"));
    let selection = preset.select(&app.library).map_err(unusable)?;
    let item = |question: QuestionId| Item {
        weight: app.library.get(&question).map_or(0, |found| found.points),
        question,
    };
    let items = selection.fixed.into_iter().map(item).collect();
    let pools = selection.pools.into_iter().map(|(take, from)| Pool {
        take,
        from: from.into_iter().map(item).collect(),
    });
    let minutes = minutes.unwrap_or(preset.minutes.min(MAX_MINUTES));
    let spec = RoundSpec {
        release: Release::Explanations,
        pools: pools.collect(),
        preset: Some(preset.id),
        ..RoundSpec::of(items, minutes)
    };
    spec.validate()?;
    Ok((preset.title, spec))
}

impl Wanted {
    fn admits(&self, preset: &Preset) -> bool {
        let has = |list: &[String], wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| list.contains(wanted))
        };
        has(&preset.topics, &self.topic)
            && has(&preset.roles, &self.role)
            && self.level.is_none_or(|level| level == preset.level)
            && self.max_minutes.is_none_or(|most| preset.minutes <= most)
    }
}

impl PresetView {
    fn new(app: &App, preset: &Preset) -> Result<Self, Unusable> {
        let names = |ids: Vec<QuestionId>| ids.iter().map(ToString::to_string).collect();
        let selection = preset.select(&app.library)?;
        let pools = selection.pools.into_iter().map(|(take, from)| PresetPool {
            take,
            from: names(from),
        });
        Ok(Self {
            id: preset.id.clone(),
            title: preset.title.clone(),
            description: preset.description.clone(),
            roles: preset.roles.clone(),
            topics: preset.topics.clone(),
            level: preset.level,
            minutes: preset.minutes,
            phase: preset.phase,
            asked: preset.asked(),
            pools: pools.collect(),
            questions: names(selection.fixed),
        })
    }
}
