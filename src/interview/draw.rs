//! Drawing questions from a pool: by seed, so that the same interview always draws the same.

use serde::{Deserialize, Serialize};

use super::{Item, RoundSpec};
use crate::question::Digest;

/// Questions of which each candidate is asked some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// How many are drawn: from 1 to all.
    pub take: usize,
    pub from: Vec<Item>,
}

impl Pool {
    /// Those drawn with `seed`, in the order in which they came out. No question's chance depends on where it stands.
    fn draw(&self, seed: u64) -> Vec<Item> {
        let lot = |item: &Item| Digest::of_text(&format!("{seed} {}", item.question)).to_string();
        let mut lots: Vec<_> = self.from.iter().map(|item| (lot(item), item)).collect();
        lots.sort_by(|(a, _), (b, _)| a.cmp(b));
        let drawn = lots.into_iter().take(self.take);
        drawn.map(|(_, item)| item.clone()).collect()
    }
}

impl RoundSpec {
    /// What one interview asks: the fixed questions, then each pool's.
    pub fn drawn(&self, seed: u64) -> RoundSpec {
        let mut spec = self.clone();
        for pool in std::mem::take(&mut spec.pools) {
            spec.items.extend(pool.draw(seed));
        }
        spec
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn item(slug: usize) -> Item {
        Item {
            question: format!("pool/q{slug}").parse().unwrap(),
            weight: 10,
        }
    }

    fn slugs(spec: &RoundSpec) -> Vec<String> {
        let name = |item: &Item| item.question.slug().to_owned();
        spec.items.iter().map(name).collect()
    }

    #[test]
    fn a_seed_draws_the_same_and_seeds_draw_all() {
        let pool = Pool {
            take: 2,
            from: (0..5).map(item).collect(),
        };
        let round = RoundSpec {
            pools: vec![pool],
            ..RoundSpec::of(vec![item(9)], 30)
        };
        let mut seen = BTreeSet::new();
        for seed in 0..40 {
            let drawn = round.drawn(seed);
            assert_eq!(drawn, round.drawn(seed));
            assert_eq!((drawn.pools.len(), drawn.items.len()), (0, 3));
            assert_eq!(slugs(&drawn)[0], "q9", "what is fixed comes first");
            assert_eq!(drawn.validate(), Ok(()));
            seen.extend(slugs(&drawn));
        }
        assert_eq!(seen.len(), 6, "{seen:?}");
    }

    #[test]
    fn the_order_of_a_pool_changes_nothing() {
        let draw = |from: Vec<Item>| Pool { take: 3, from }.draw(7);
        let reversed = (0..6).rev().map(item).collect();
        assert_eq!(draw((0..6).map(item).collect()), draw(reversed));
    }
}
