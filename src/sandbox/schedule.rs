//! Which thread runs next: the plain schedule, the hunts for races, and the replay of what a hunt found.
//!
//! A hunt may switch threads before every bytecode of the answer's that touches what threads could share. Of what it decided, only what differs from the
//! default is noted, as [`Decision`]s; the same decisions give the same run again, and fewer of them a simpler one.
//! Threads are named by their [`Actor`], which doesn't depend on the schedule. Knows nothing of why a thread waits.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mix::Mix;

/// A thread of control through both sides: who began the chain of calls. The same under every schedule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Actor(pub u64);

impl Actor {
    /// A side's main thread: what the host itself asked for.
    pub fn is_main(self) -> bool {
        self.0 < 2
    }
}

/// How the turns of a run are given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Plan {
    /// By the seed, at quanta of fuel.
    #[default]
    Plain,
    /// At each bytecode with a chance of one in so many to any other thread.
    Walk { one_in: u32 },
    /// By priorities drawn at the start; at `changes` of the first `steps` bytecodes, one of them being `first`, the running
    /// thread's becomes the lowest (probabilistic concurrency testing).
    Priorities {
        changes: u32,
        first: u64,
        steps: u64,
    },
    /// The default, but for these.
    Replay(Vec<Decision>),
}

/// Which schedule a run has.
#[derive(Debug, Clone, Default)]
pub struct Turns {
    pub plan: Plan,
    /// Tells schedules of one seed apart; 0 is the plain one.
    pub number: u32,
    /// Notes every bytecode.
    pub traced: bool,
    /// Where the turn may change.
    pub touching: Arc<Touching>,
}

/// The bytecodes before which the turn may change: by the code object's address, the offsets of those that touch what
/// threads could share. Between others no thread can tell whether it was interrupted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touching(HashMap<u32, Vec<u32>>);

impl Touching {
    /// From (address, offsets in order).
    pub fn new(codes: impl IntoIterator<Item = (u32, Vec<u32>)>) -> Touching {
        Touching(codes.into_iter().collect())
    }

    /// Code that is not known may touch anything.
    fn at(&self, code: u32, offset: u32) -> bool {
        let offsets = self.0.get(&code);
        offsets.is_none_or(|offsets| offsets.binary_search(&offset).is_ok())
    }
}

/// Where a decision is taken: an actor's so manieth bytecode, its so manieth rest, or its so manieth choice of what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    Step(u64),
    Rest(u64),
    Pick(u64),
}

/// At `point` of `actor`'s the turn goes to `to` (of a pick: an index), which it would not by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub actor: Actor,
    pub point: Point,
    pub to: u64,
}

/// A bytecode of the answer's that an actor came to: the code object's address and the offset in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub actor: Actor,
    pub code: u32,
    pub offset: u32,
}

/// How many times longer than under the plain schedule a thread keeps its turn if it does nothing that gives it away.
const PATIENCE: usize = 16;
/// Steps that are kept of a traced run.
const MOST_STEPS: usize = 1 << 20;

#[derive(Debug, Default)]
struct Counts {
    steps: u64,
    rests: u64,
    picks: u64,
}

/// The turns of one run.
#[derive(Debug)]
pub struct Schedule {
    plan: Plan,
    mix: Mix,
    counts: HashMap<Actor, Counts>,
    /// Who ran last.
    last: Actor,
    /// It gave up its turn, or has had it for very long.
    gave_up: bool,
    /// Whose turn a step decided that it is.
    next: Option<Actor>,
    priorities: HashMap<Actor, i64>,
    lowest: i64,
    changes: Vec<u64>,
    replay: HashMap<(Actor, Point), u64>,
    touching: Arc<Touching>,
    /// Bytecodes so far before which the turn could have changed.
    pub steps: u64,
    pub decisions: Vec<Decision>,
    /// Where there was a choice at all.
    pub choices: u64,
    pub trace: Option<Vec<Step>>,
}

impl Schedule {
    pub fn new(turns: Turns, mut mix: Mix) -> Schedule {
        let mut changes = Vec::new();
        if let Plan::Priorities {
            changes: count,
            first,
            steps,
        } = turns.plan
        {
            let draw = |_| 1 + mix.below(steps.max(1) as usize) as u64;
            changes = (1..count).map(draw).collect();
            changes.push(first);
        }
        let replay = match &turns.plan {
            Plan::Replay(decisions) => {
                let entry = |d: &Decision| ((d.actor, d.point), d.to);
                decisions.iter().map(entry).collect()
            }
            _ => HashMap::new(),
        };
        Schedule {
            plan: turns.plan,
            mix,
            counts: HashMap::new(),
            last: Actor::default(),
            gave_up: false,
            next: None,
            priorities: HashMap::new(),
            lowest: 0,
            changes,
            replay,
            touching: turns.touching,
            steps: 0,
            decisions: Vec::new(),
            choices: 0,
            trace: turns.traced.then(Vec::new),
        }
    }

    /// Whether the turns may change at bytecodes.
    pub fn hunts(&self) -> bool {
        self.plan != Plan::Plain
    }

    /// How many quanta of fuel the thread that was chosen may use while others are ready.
    pub fn quanta(&mut self, most: usize) -> usize {
        match self.plan {
            Plan::Plain => 1 + self.mix.below(most),
            // Bytecodes are where turns change; this only keeps a loop that waits for others from waiting for ever.
            _ => most * PATIENCE,
        }
    }

    /// `actor` comes to a bytecode; `ready` are the actors that could run, itself among them. Tells whether it is another's turn.
    pub fn step(&mut self, actor: Actor, code: u32, offset: u32, ready: &[Actor]) -> bool {
        let counts = self.counts.entry(actor).or_default();
        counts.steps += 1;
        let point = Point::Step(counts.steps);
        if let Some(trace) = &mut self.trace
            && trace.len() < MOST_STEPS
        {
            trace.push(Step {
                actor,
                code,
                offset,
            });
        }
        if ready.len() < 2 || !self.touching.at(code, offset) {
            return false;
        }
        self.steps += 1;
        self.choices += 1;
        if let Plan::Priorities { .. } = self.plan
            && self.changes.contains(&self.steps)
        {
            self.lower(actor);
        }
        let to = match &self.plan {
            Plan::Plain => actor,
            Plan::Walk { one_in } => {
                if self.mix.below(*one_in as usize) == 0 {
                    ready[self.mix.below(ready.len())]
                } else {
                    actor
                }
            }
            Plan::Priorities { .. } => self.highest(ready),
            Plan::Replay(_) => self.replayed(actor, point, ready).unwrap_or(actor),
        };
        if to == actor {
            return false;
        }
        self.note(actor, point, to.0);
        self.next = Some(to);
        true
    }

    /// Nobody runs: who of `ready` (not empty, each once, in order) is next?
    pub fn choose(&mut self, ready: &[Actor]) -> Actor {
        if let Some(next) = self.next.take()
            && ready.contains(&next)
        {
            self.last = next;
            return next;
        }
        let last = self.last;
        let gave_up = std::mem::take(&mut self.gave_up);
        let counts = self.counts.entry(last).or_default();
        counts.rests += 1;
        let point = Point::Rest(counts.rests);
        // Whoever can goes on; then in turn, so that nobody waits for ever.
        let goes_on = !gave_up && ready.contains(&last);
        let in_turn = ready.iter().find(|actor| **actor > last).or(ready.first());
        let default = match in_turn {
            Some(next) if !goes_on => *next,
            _ => last,
        };
        let chosen = match &self.plan {
            _ if ready.len() < 2 => default,
            Plan::Walk { one_in } if goes_on && self.mix.below(*one_in as usize) != 0 => last,
            Plan::Plain | Plan::Walk { .. } => ready[self.mix.below(ready.len())],
            Plan::Priorities { .. } => self.highest(ready),
            Plan::Replay(_) => self.replayed(last, point, ready).unwrap_or(default),
        };
        self.choices += u64::from(ready.len() > 1);
        if chosen != default {
            self.note(last, point, chosen.0);
        }
        self.last = chosen;
        chosen
    }

    /// Which of `count` things that `actor` could do next it does.
    pub fn pick(&mut self, actor: Actor, count: u32) -> u32 {
        let counts = self.counts.entry(actor).or_default();
        counts.picks += 1;
        let point = Point::Pick(counts.picks);
        if count < 2 {
            return 0;
        }
        self.choices += 1;
        let picked = match &self.plan {
            Plan::Plain => 0,
            Plan::Walk { .. } | Plan::Priorities { .. } => {
                // The first as often as all others together: what is usual happens, too.
                if self.mix.below(2) == 0 {
                    0
                } else {
                    self.mix.below(count as usize) as u64
                }
            }
            Plan::Replay(_) => self.replay.get(&(actor, point)).copied().unwrap_or(0),
        };
        let picked = picked.min(u64::from(count) - 1);
        if picked != 0 {
            self.note(actor, point, picked);
        }
        picked as u32
    }

    /// `actor` gave up its turn by itself, or has had it for very long.
    pub fn yielded(&mut self, actor: Actor) {
        self.gave_up = true;
        if let Plan::Priorities { .. } = self.plan {
            self.lower(actor);
        }
    }

    fn lower(&mut self, actor: Actor) {
        self.lowest -= 1;
        self.priorities.insert(actor, self.lowest);
    }

    fn highest(&mut self, ready: &[Actor]) -> Actor {
        for actor in ready {
            let mix = &mut self.mix;
            self.priorities
                .entry(*actor)
                .or_insert_with(|| 1 + mix.below(1 << 30) as i64);
        }
        let best = ready.iter().max_by_key(|actor| self.priorities.get(*actor));
        best.copied().unwrap_or(self.last)
    }

    fn replayed(&self, actor: Actor, point: Point, ready: &[Actor]) -> Option<Actor> {
        let to = Actor(*self.replay.get(&(actor, point))?);
        ready.contains(&to).then_some(to)
    }

    fn note(&mut self, actor: Actor, point: Point, to: u64) {
        if self.hunts() {
            self.decisions.push(Decision { actor, point, to });
        }
    }
}
