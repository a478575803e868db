//! Seeded randomness: the schedule's and the guests'.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): nearby seeds give unrelated sequences.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mix(u64);

impl Mix {
    /// A sequence of its own for each `seed` and each list of names.
    pub fn new(seed: u64, names: &[&str]) -> Mix {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        for name in names {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name);
        }
        let digest = hash.finalize();
        let mut state = 0;
        for byte in &digest[..8] {
            state = state << 8 | u64::from(*byte);
        }
        Mix(state)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not zero. The bias of the remainder is below 2^-50 for every bound used here.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_depend_on_seed_and_names() {
        let first = |seed, names: &[&str]| Mix::new(seed, names).next();
        assert_eq!(first(1, &["a"]), first(1, &["a"]));
        assert_ne!(first(1, &["a"]), first(2, &["a"]));
        assert_ne!(first(1, &["a", "b"]), first(1, &["ab"]));
    }
}
