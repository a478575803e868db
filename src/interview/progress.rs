//! How far somebody is who practises: by topic, and what to do next.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::question::{Level, QuestionId};

/// From here on, in percent, a level is mastered.
const SOLID: u32 = 80;

/// Below this, in percent, a question is worth another try.
const WEAK: u32 = 60;

/// A question of the bank, with what the person did about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<'a> {
    pub question: &'a QuestionId,
    pub topics: &'a [String],
    pub level: Level,
    /// The best result in percent of what it was worth; `None` if it was never answered.
    pub best: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicProgress {
    pub topic: String,
    pub questions: usize,
    pub answered: usize,
    /// The mean of the best results; `None` if none was answered.
    pub percent: Option<u32>,
}

/// A question to practise next, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    pub question: QuestionId,
    pub why: String,
}

/// The weakest first, then those of which nothing was answered.
pub fn topics(known: &[Known<'_>]) -> Vec<TopicProgress> {
    let mut by_topic: BTreeMap<&str, Vec<Option<u32>>> = BTreeMap::new();
    for one in known {
        for topic in one.topics {
            by_topic.entry(topic).or_default().push(one.best);
        }
    }
    let mut topics: Vec<TopicProgress> = by_topic
        .into_iter()
        .map(|(topic, results)| TopicProgress {
            topic: topic.to_owned(),
            questions: results.len(),
            answered: results.iter().flatten().count(),
            percent: mean(results.into_iter().flatten()),
        })
        .collect();
    // Stable: equal ones stay in order of their names.
    topics.sort_by_key(|one| one.percent.unwrap_or(u32::MAX));
    topics
}

/// The level to practise at: above the highest that is mastered, else the lowest that was tried, else the lowest.
pub fn level(known: &[Known<'_>]) -> Option<Level> {
    let mut levels: Vec<Level> = known.iter().map(|one| one.level).collect();
    levels.sort();
    levels.dedup();
    let results = |level: Level| {
        let of_it = known.iter().filter(move |one| one.level == level);
        mean(of_it.filter_map(|one| one.best))
    };
    let mastered = levels
        .iter()
        .rposition(|level| results(*level).is_some_and(|percent| percent >= SOLID));
    if let Some(index) = mastered {
        return levels.get(index + 1).or(levels.last()).copied();
    }
    let mut tried = levels.iter().filter(|level| results(**level).is_some());
    tried.next().or(levels.first()).copied()
}

/// At most `count`: untouched questions nearest to the fitting level and of the weakest topics, then weak results.
pub fn next(known: &[Known<'_>], count: usize) -> Vec<Next> {
    let Some(fitting) = level(known) else {
        return Vec::new();
    };
    let topics = topics(known);
    let weakest = |one: &Known<'_>| {
        let mut ranked = topics.iter();
        ranked.find(|topic| one.topics.contains(&topic.topic))
    };
    let mut untouched: Vec<&Known<'_>> = known.iter().filter(|one| one.best.is_none()).collect();
    untouched.sort_by_key(|one| {
        let topic = weakest(one).and_then(|topic| topic.percent);
        let distance = (one.level as i32 - fitting as i32).abs();
        (distance, topic.unwrap_or(SOLID), one.question)
    });
    let mut weak: Vec<&Known<'_>> = known
        .iter()
        .filter(|one| one.best.is_some_and(|percent| percent < WEAK))
        .collect();
    weak.sort_by_key(|one| (one.best, Reverse(one.level), one.question));
    let untouched = untouched.into_iter().map(|one| Next {
        question: one.question.clone(),
        why: match weakest(one) {
            Some(TopicProgress {
                topic,
                percent: Some(percent),
                ..
            }) => format!("not answered yet; {topic} stands at {percent} %"),
            _ => "not answered yet, in a topic that is new to you".to_owned(),
        },
    });
    let weak = weak.into_iter().map(|one| Next {
        question: one.question.clone(),
        why: format!("your best result is {} %", one.best.unwrap_or_default()),
    });
    untouched.chain(weak).take(count).collect()
}

/// Rounded down.
fn mean(results: impl Iterator<Item = u32>) -> Option<u32> {
    let (sum, count) = results.fold((0u64, 0u64), |(sum, count), one| {
        (sum + u64::from(one), count + 1)
    });
    let mean = sum.checked_div(count)?;
    u32::try_from(mean).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bank(Vec<(QuestionId, Vec<String>, Level, Option<u32>)>);

    impl Bank {
        fn new(rows: &[(&str, &[&str], Level, Option<u32>)]) -> Self {
            let row = |(id, topics, level, best): &(&str, &[&str], Level, Option<u32>)| {
                let topics = topics.iter().map(|topic| (*topic).to_owned()).collect();
                (id.parse().unwrap(), topics, *level, *best)
            };
            Self(rows.iter().map(row).collect())
        }

        fn known(&self) -> Vec<Known<'_>> {
            let known = self.0.iter();
            known
                .map(|(question, topics, level, best)| Known {
                    question,
                    topics,
                    level: *level,
                    best: *best,
                })
                .collect()
        }
    }

    fn order(next: &[Next]) -> Vec<&str> {
        next.iter().map(|one| one.question.slug()).collect()
    }

    #[test]
    fn weak_topics_come_first_and_new_ones_last() {
        let bank = Bank::new(&[
            ("a/one", &["http", "auth"], Level::Mid, Some(90)),
            ("a/two", &["auth"], Level::Mid, Some(20)),
            ("a/three", &["sql"], Level::Mid, None),
        ]);
        let topics = topics(&bank.known());
        let seen: Vec<_> = topics
            .iter()
            .map(|one| (one.topic.as_str(), one.answered, one.questions, one.percent))
            .collect();
        assert_eq!(
            seen,
            [
                ("auth", 2, 2, Some(55)),
                ("http", 1, 1, Some(90)),
                ("sql", 0, 1, None)
            ]
        );
    }

    #[test]
    fn the_level_rises_when_one_is_mastered() {
        let rows = |junior, mid| {
            let bank = Bank::new(&[
                ("a/j", &["t"], Level::Junior, junior),
                ("a/m", &["t"], Level::Mid, mid),
                ("a/s", &["t"], Level::Senior, None),
            ]);
            level(&bank.known())
        };
        assert_eq!(rows(None, None), Some(Level::Junior));
        assert_eq!(rows(Some(80), None), Some(Level::Mid));
        assert_eq!(rows(None, Some(50)), Some(Level::Mid));
        assert_eq!(rows(None, Some(95)), Some(Level::Senior));
        assert_eq!(level(&[]), None);
    }

    #[test]
    fn untouched_of_the_level_and_the_weakest_topic_come_first() {
        let bank = Bank::new(&[
            ("a/weak", &["auth"], Level::Mid, Some(30)),
            ("a/fine", &["http"], Level::Mid, Some(70)),
            ("a/far", &["auth"], Level::Staff, None),
            ("a/http", &["http"], Level::Mid, None),
            ("a/auth", &["auth"], Level::Mid, None),
            ("a/new", &["sql"], Level::Mid, None),
        ]);
        let next = next(&bank.known(), 10);
        assert_eq!(order(&next), ["auth", "http", "new", "far", "weak"]);
        assert_eq!(next[0].why, "not answered yet; auth stands at 30 %");
        assert_eq!(next[4].why, "your best result is 30 %");
    }
}
