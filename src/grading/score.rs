//! Points: exact arithmetic in hundredths, groups, prerequisites.
//!
//! Knows nothing of how a verdict came about.

use std::collections::{BTreeMap, BTreeSet};

use super::{GradedCase, Verdict};
use crate::question::{Group, Points};

/// What there is to earn.
#[derive(Debug, Clone, Copy)]
pub enum Scheme<'a> {
    /// All of a question's cases ran: its points, split over its groups (over all cases if it has none).
    Points { points: u32, groups: &'a [Group] },
    /// Only a part of the cases ran, or there is no question: verdicts without points or prerequisites.
    Unscored,
}

/// A case's share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub earned: Points,
    pub max: Points,
    /// What this case required and did not get; its verdict is then `skipped`.
    pub unmet: Option<String>,
}

/// The cases contradict the question or each other: the author's mistake, found before any point is given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    #[error("the case function '{0}' is in no group of question.toml; add it to one")]
    Ungrouped(String),
    #[error("question.toml's groups name '{0}', but cases.py has no such case function")]
    UnknownCase(String),
    #[error("'{case}' requires '{required}', but cases.py has no such case function")]
    UnknownRequirement { case: String, required: String },
    #[error("the points mark of '{0}' is not a number from 0 to 1000")]
    Weight(String),
    #[error("no case of '{0}' is worth anything: all points marks are 0")]
    NoWeight(String),
}

/// Each case's share, in the order of `cases`. The shares' `max` add up to the scheme's points exactly.
pub fn score(cases: &[GradedCase], scheme: Scheme<'_>) -> Result<Vec<Share>, ScoreError> {
    let Scheme::Points { points, groups } = scheme else {
        let nothing = Share {
            earned: Points(0),
            max: Points(0),
            unmet: None,
        };
        return Ok(vec![nothing; cases.len()]);
    };
    let implicit;
    let groups = if groups.is_empty() {
        implicit = [Group {
            title: "the question".to_owned(),
            points,
            cases: functions(cases).into_iter().map(str::to_owned).collect(),
            requires: Vec::new(),
        }];
        &implicit[..]
    } else {
        groups
    };
    let group_of = assign(cases, groups)?;
    let max = maxima(cases, groups, &group_of)?;
    let unmet = unmet(cases, groups, &group_of);
    Ok(std::iter::zip(cases, std::iter::zip(max, unmet))
        .map(|(case, (max, unmet))| Share {
            earned: if case.verdict.passed() && unmet.is_none() {
                max
            } else {
                Points(0)
            },
            max,
            unmet,
        })
        .collect())
}

/// Functions in the order in which they first appear.
fn functions(cases: &[GradedCase]) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    cases
        .iter()
        .map(|case| case.function.as_str())
        .filter(|function| seen.insert(*function))
        .collect()
}

/// Each case's group, after checking that the groups and requirements fit the cases.
fn assign(cases: &[GradedCase], groups: &[Group]) -> Result<Vec<usize>, ScoreError> {
    let known: BTreeSet<&str> = cases.iter().map(|case| case.function.as_str()).collect();
    let mut owner: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        for function in &group.cases {
            if !known.contains(function.as_str()) {
                return Err(ScoreError::UnknownCase(function.clone()));
            }
            owner.insert(function, index);
        }
    }
    cases
        .iter()
        .map(|case| {
            if let Some(required) = case
                .requires
                .iter()
                .find(|name| !known.contains(name.as_str()))
            {
                return Err(ScoreError::UnknownRequirement {
                    case: case.function.clone(),
                    required: required.clone(),
                });
            }
            owner
                .get(case.function.as_str())
                .copied()
                .ok_or_else(|| ScoreError::Ungrouped(case.function.clone()))
        })
        .collect()
}

/// What each case is worth: a group's points split over its functions by their points marks, a function's part
/// over its parametrizations.
fn maxima(
    cases: &[GradedCase],
    groups: &[Group],
    group_of: &[usize],
) -> Result<Vec<Points>, ScoreError> {
    let weights: Vec<u64> = cases.iter().map(milli_weight).collect::<Result<_, _>>()?;
    let mut max = vec![Points(0); cases.len()];
    for (index, group) in groups.iter().enumerate() {
        let mut members: Vec<(&str, Vec<usize>)> = Vec::new();
        for (case, _) in std::iter::zip(0.., group_of).filter(|(_, owner)| **owner == index) {
            let function = cases[case].function.as_str();
            match members.iter_mut().find(|(name, _)| *name == function) {
                Some((_, indices)) => indices.push(case),
                None => members.push((function, vec![case])),
            }
        }
        let heaviest =
            |indices: &[usize]| indices.iter().map(|&case| weights[case]).max().unwrap_or(0);
        let by_function: Vec<u64> = members
            .iter()
            .map(|(_, indices)| heaviest(indices))
            .collect();
        if !members.is_empty() && by_function.iter().all(|&weight| weight == 0) {
            return Err(ScoreError::NoWeight(group.title.clone()));
        }
        let parts = split(Points::whole(group.points).0, &by_function);
        for ((_, indices), part) in std::iter::zip(&members, parts) {
            let inner: Vec<u64> = indices.iter().map(|&case| weights[case]).collect();
            for (&case, share) in std::iter::zip(indices, split(part, &inner)) {
                max[case] = Points(share);
            }
        }
    }
    Ok(max)
}

/// A points mark in thousandths, so that all further arithmetic is exact.
fn milli_weight(case: &GradedCase) -> Result<u64, ScoreError> {
    if (0.0..=1000.0).contains(&case.weight) {
        Ok((case.weight * 1000.0).round() as u64)
    } else {
        Err(ScoreError::Weight(case.function.clone()))
    }
}

/// Splits `total` in proportion to `weights` into integers that add up to it: largest remainders get the rest,
/// the earlier of equal ones first. All zeros if no weight is positive.
pub fn split(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u64| u128::from(total) * u128::from(weight);
    let mut parts: Vec<u64> = weights
        .iter()
        .map(|&weight| (exact(weight) / sum) as u64)
        .collect();
    let rest = total - parts.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(exact(weights[index]) % sum));
    for index in order.into_iter().take(rest as usize) {
        parts[index] += 1;
    }
    parts
}

/// What each case requires and did not get.
///
/// A case counts as passed only if everything it requires does, so the set of passed cases is shrunk until it
/// no longer changes; a circle of requirements whose members all passed stays passed.
fn unmet(cases: &[GradedCase], groups: &[Group], group_of: &[usize]) -> Vec<Option<String>> {
    let mut unmet: Vec<Option<String>> = vec![None; cases.len()];
    loop {
        let passed = |index: usize| cases[index].verdict.passed() && unmet[index].is_none();
        let mut broken_functions = BTreeSet::new();
        let mut broken_groups = BTreeSet::new();
        for (index, case) in cases
            .iter()
            .enumerate()
            .filter(|(index, _)| !passed(*index))
        {
            broken_functions.insert(case.function.as_str());
            broken_groups.insert(groups[group_of[index]].title.as_str());
        }
        let lacking = |index: usize| {
            let group = groups[group_of[index]]
                .requires
                .iter()
                .find(|title| broken_groups.contains(title.as_str()))
                .map(|title| format!("all of '{title}'"));
            let function = cases[index]
                .requires
                .iter()
                .find(|name| broken_functions.contains(name.as_str()));
            group.or_else(|| {
                let required = function?;
                let title = &cases.iter().find(|case| case.function == *required)?.title;
                Some(format!("'{title}'"))
            })
        };
        let newly: Vec<(usize, String)> = (0..cases.len())
            .filter(|&index| unmet[index].is_none())
            .filter_map(|index| Some((index, lacking(index)?)))
            .collect();
        if newly.is_empty() {
            return unmet;
        }
        for (index, requirement) in newly {
            unmet[index] = Some(requirement);
        }
    }
}

impl Share {
    /// The case's verdict once prerequisites are taken into account. Our own fault stays our fault.
    pub fn verdict(&self, ran: Verdict) -> Verdict {
        match (&self.unmet, ran) {
            (Some(_), verdict) if verdict != Verdict::Internal => Verdict::Skipped,
            (_, verdict) => verdict,
        }
    }
}

#[cfg(test)]
mod tests;
