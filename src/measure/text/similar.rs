//! How alike two texts are, and which of many are copies of an earlier one.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use unicode_normalization::UnicodeNormalization as _;

use super::words::words;

/// How many words of a text are compared: copied pages are told by their first ones.
const WINDOW: usize = 2_000;

/// The runs of three words that a text holds.
#[derive(Clone, Debug)]
pub struct Shingles {
    runs: BTreeSet<u64>,
}

impl Shingles {
    /// The runs of a text, after NFC and without regard to case and punctuation.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.nfc().collect::<String>().to_lowercase();
        let words: Vec<&str> = words(&text).take(WINDOW).collect();
        let size = words.len().clamp(1, 3);
        Self {
            runs: words.windows(size).map(hash).collect(),
        }
    }

    /// The Jaccard similarity of two texts, from 0 to 1; texts without a word
    /// are like nothing.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let common = self.runs.intersection(&other.runs).count();
        let all = self.runs.len() + other.runs.len() - common;
        if all == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most a few thousand")]
        let share = common as f64 / all as f64;
        share
    }
}

/// The same on every run and machine of one build; never stored.
fn hash(run: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}

/// Finds texts that are at least so alike to an earlier one, without
/// comparing each with each.
pub struct Copies {
    threshold: f64,
    earlier: Vec<Shingles>,
    holders: BTreeMap<u64, Vec<usize>>,
}

/// How many earlier texts are compared with each new one: hostile input may
/// give thousands that share a run.
const CANDIDATES: usize = 32;

impl Copies {
    /// A finder of texts with a similarity of at least `threshold`.
    #[must_use]
    pub fn new(threshold: f64) -> Self {
        Self {
            threshold,
            earlier: Vec::new(),
            holders: BTreeMap::new(),
        }
    }

    /// Add a text; where an earlier one is as alike, its number and the similarity.
    pub fn add(&mut self, text: &str) -> Option<(usize, f64)> {
        let shingles = Shingles::of(text);
        // Two texts that alike must share a run among this many smallest ones.
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of at most a few thousand"
        )]
        let allowed = ((1.0 - self.threshold) * shingles.runs.len() as f64) as usize;
        let prefix: Vec<u64> = shingles.runs.iter().take(allowed + 1).copied().collect();
        let candidates: BTreeSet<usize> = prefix
            .iter()
            .filter_map(|run| self.holders.get(run))
            .flat_map(|holders| holders.iter().take(CANDIDATES))
            .copied()
            .collect();
        let copy = candidates
            .into_iter()
            .take(CANDIDATES)
            .map(|index| (index, self.earlier[index].similarity(&shingles)))
            .find(|&(_, similarity)| similarity >= self.threshold);
        for run in prefix {
            self.holders
                .entry(run)
                .or_default()
                .push(self.earlier.len());
        }
        self.earlier.push(shingles);
        copy
    }
}
