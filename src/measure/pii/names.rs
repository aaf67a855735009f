//! What stands in the place of values that are not shown: the name of the
//! kind, and from the second value of a kind on its number, so that two groups
//! or two files that are called by values stay two. Values are not kept.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};

/// Values that are told apart; a run with more has a table of people for names.
const MOST: usize = 10_000;

/// The names given in one report, or by one run.
#[derive(Debug, Default)]
pub struct Names {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Of a word and the hash of a value, its number among those of the word.
    numbers: HashMap<(&'static str, u64), usize>,
    last: HashMap<&'static str, usize>,
}

impl Names {
    /// What a value is called of which only a word is told: `‹email›`, then
    /// `‹email 2›`. Letters that differ in case only, and other marks between
    /// digits, make no other value.
    pub fn of(&self, word: &'static str, value: &str) -> String {
        let mut hasher = DefaultHasher::new();
        for letter in value.chars().filter(|letter| letter.is_alphanumeric()) {
            letter
                .to_lowercase()
                .for_each(|letter| letter.hash(&mut hasher));
        }
        let key = (word, hasher.finish());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let number = match known.numbers.get(&key) {
            Some(&number) => number,
            None if known.numbers.len() >= MOST => 1,
            None => {
                let last = known.last.entry(word).or_default();
                *last += 1;
                let number = *last;
                known.numbers.insert(key, number);
                number
            }
        };
        let word = word.to_ascii_lowercase();
        match number {
            1 => format!("‹{word}›"),
            number => format!("‹{word} {number}›"),
        }
    }
}
