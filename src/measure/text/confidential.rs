//! Words and passages that must not leave the house: terms that are known by
//! a keyed hash only, so that the list gives nothing away, and runs of words
//! of confidential files. What was found is told by its place.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use sha2::{Digest, Sha256};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::words::words;
use crate::measure::escape;

/// Words in a row that make a passage of a confidential file.
pub const PASSAGE: usize = 8;
/// Bytes of the longest word that is looked up; data in letters is longer.
const LONGEST: usize = 96;
/// Syllables of a Korean word that may be a particle behind a term.
const PARTICLES: usize = 3;

/// Terms by their keyed hashes.
#[derive(Debug, Default)]
pub struct Terms {
    salts: Vec<Salted>,
}

/// The digests that were made under one salt.
#[derive(Debug)]
struct Salted {
    salt: String,
    key: Key,
    digests: HashSet<[u8; 32]>,
}

impl Terms {
    /// Add a term written `hmac-sha256:SALT:HEX64`; false where it is none.
    pub fn add(&mut self, written: &str) -> bool {
        let parts = written
            .strip_prefix("hmac-sha256:")
            .and_then(|rest| rest.split_once(':'));
        let Some((salt, Some(digest))) = parts.map(|(salt, hex)| (salt, digest(hex))) else {
            return false;
        };
        self.add_digest(salt, digest);
        true
    }

    /// Add a term in plain words, for a list that stays at home.
    pub fn add_plain(&mut self, term: &str) {
        let term = folded(term);
        self.add_digest("", Key::new(b"").digest(term.trim().as_bytes()));
    }

    fn add_digest(&mut self, salt: &str, digest: [u8; 32]) {
        match self.salts.iter_mut().find(|known| known.salt == salt) {
            Some(known) => {
                known.digests.insert(digest);
            }
            None => self.salts.push(Salted {
                salt: salt.to_owned(),
                key: Key::new(salt.as_bytes()),
                digests: HashSet::from([digest]),
            }),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.salts.is_empty()
    }

    fn holds(&self, phrase: &str) -> bool {
        self.salts
            .iter()
            .any(|of| of.digests.contains(&of.key.digest(phrase.as_bytes())))
    }

    /// Where terms stand in a text, in bytes: as they were written, and with
    /// other joints between their words.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        as_shown(text, |text| self.find_in(text))
    }

    fn find_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut known: HashMap<String, bool> = HashMap::new();
        let mut holds = |phrase: &str| -> bool {
            if let Some(&held) = known.get(phrase) {
                return held;
            }
            let held = self.holds(phrase);
            known.insert(phrase.to_owned(), held);
            held
        };
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut before: Vec<(Range<usize>, String)> = Vec::new();
        for word in words(text) {
            let start = offset(text, word);
            if word.len() > LONGEST {
                before.clear();
                continue;
            }
            let lower = folded(word);
            for piece in pieces(word) {
                let at = start + offset(word, piece);
                let lower = folded(piece);
                if let Some(end) = stems(&lower).find(|stem| holds(stem)).map(|stem| {
                    // The particle is no part of the term, where its bytes are the text's own.
                    if lower.len() == piece.len() {
                        stem.len()
                    } else {
                        piece.len()
                    }
                }) {
                    found.push(at..at + end);
                    break;
                }
            }
            let end = start + word.len();
            for range in joined(&lower, &mut holds) {
                let range = if lower.len() == word.len() {
                    start + range.start..start + range.end
                } else {
                    start..end
                };
                if found.last().is_none_or(|last| last.end <= range.start) {
                    found.push(range);
                }
            }
            // Two words and three, the last of them with a particle or not.
            for count in 1..=before.len() {
                let first = &before[before.len() - count];
                if found.last().is_some_and(|last| last.end > first.0.start) {
                    continue;
                }
                let front: Vec<&str> = before[before.len() - count..]
                    .iter()
                    .map(|(_, word)| word.as_str())
                    .collect();
                // Each phrase costs a hash: what reads on as a sentence is tried as it stands.
                let joints = match (
                    may_be_joined(&text[first.0.start..end], front[0], &lower),
                    count,
                ) {
                    (true, _) => &JOINTS[..],
                    (false, 1) => &JOINTS[..1],
                    (false, _) => continue,
                };
                let held = joints.iter().any(|joint| {
                    let front = front.join(joint);
                    stems(&lower).any(|stem| holds(&format!("{front}{joint}{stem}")))
                });
                if held {
                    found.push(first.0.start..end);
                }
            }
            if before.len() == MOST_WORDS - 1 {
                before.remove(0);
            }
            before.push((start..end, lower));
        }
        found
    }
}

/// What stands between the words of a term, however it stands in the text.
const JOINTS: [&str; 3] = [" ", "_", "-"];
/// Words of a term that is found with other joints.
const MOST_WORDS: usize = 3;
/// Parts of one word that are put together anew; a longer one is data.
const MOST_PARTS: usize = 8;

/// Words that a term neither begins nor ends with where its joints are gone.
#[rustfmt::skip]
const LITTLE: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "for", "from", "has", "have", "if", "in", "is", "it", "its", "no",
    "not", "of", "on", "or", "our", "so", "than", "that", "the", "their", "they", "this", "to", "was", "we", "were", "when", "which",
    "who", "will", "with",
];

/// Whether words that stand apart can be a term that was written with other
/// joints: no clause ends between them, and no little word stands at an end.
fn may_be_joined(text: &str, first: &str, last: &str) -> bool {
    let ends_here =
        |letter: char| matches!(letter, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '|');
    !LITTLE.contains(&first) && !LITTLE.contains(&last) && !text.contains(ends_here)
}

/// Where parts of a word that hyphens and the like join are a term, in bytes,
/// with other joints or on their own.
fn joined(word: &str, holds: &mut impl FnMut(&str) -> bool) -> Vec<Range<usize>> {
    let joint = |letter: char| !letter.is_alphanumeric();
    let parts: Vec<&str> = word.split(joint).filter(|part| !part.is_empty()).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    if !(2..=MOST_PARTS).contains(&parts.len()) {
        return found;
    }
    let mut at = 0;
    while at < parts.len() {
        let most = (MOST_WORDS + 1).min(parts.len() - at);
        // The longest goes first, so that what it holds is told once.
        let count = (1..=most).rev().find(|&count| {
            let (last, front) = parts[at..at + count]
                .split_last()
                .expect("internal error: at least one part");
            let joints = if count == 1 {
                &JOINTS[..1]
            } else {
                &JOINTS[..]
            };
            joints.iter().any(|joint| {
                let mut front = front.join(joint);
                if count > 1 {
                    front.push_str(joint);
                }
                stems(last).any(|stem| holds(&format!("{front}{stem}")))
            })
        });
        if let Some(count) = count {
            let last = parts[at + count - 1];
            found.push(offset(word, parts[at])..offset(word, last) + last.len());
        }
        at += count.unwrap_or(1);
    }
    found
}

/// Ranges of a text that are found in what it shows.
fn as_shown(text: &str, find: impl Fn(&str) -> Vec<Range<usize>>) -> Vec<Range<usize>> {
    let Some(shown) = escape::shown(text) else {
        return find(text);
    };
    let Ok(letters) = std::str::from_utf8(&shown.bytes) else {
        return find(text);
    };
    let ranges = find(letters).into_iter();
    ranges
        .map(|range| shown.origin(range.start)..shown.origin(range.end))
        .collect()
}

/// The word, and its parts between dots and the like.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let parts = word
        .split(['.', ',', '@', '\'', '’'])
        .filter(move |part| part.len() < word.len() && !part.is_empty());
    std::iter::once(word).chain(parts)
}

/// A word, and without what may be a Korean particle.
fn stems(word: &str) -> impl Iterator<Item = &str> {
    let syllables = word
        .char_indices()
        .rev()
        .take_while(|(_, character)| ('가'..='힣').contains(character))
        .take(PARTICLES)
        .map(|(at, _)| at)
        .filter(|&at| at > 0);
    // The owner's mark, as in `heron's`.
    let owner = ["'s", "’s", "'", "’"]
        .iter()
        .find_map(|mark| word.strip_suffix(mark))
        .map(str::len)
        .filter(|&at| at > 0);
    std::iter::once(word.len())
        .chain(owner)
        .chain(syllables)
        .map(|end| &word[..end])
}

fn offset(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// Lower case, composed.
fn folded(text: &str) -> String {
    let lower = text.to_lowercase();
    if is_nfc(&lower) {
        lower
    } else {
        lower.nfc().collect()
    }
}

fn digest(hex: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(digest)
}

/// HMAC-SHA-256 (RFC 2104). A key is taken in once, and every word of a text
/// goes on from there.
#[derive(Debug)]
struct Key {
    inner: Sha256,
    outer: Sha256,
}

impl Key {
    fn new(key: &[u8]) -> Self {
        const BLOCK: usize = 64;
        let mut padded = [0; BLOCK];
        if key.len() > BLOCK {
            padded[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            padded[..key.len()].copy_from_slice(key);
        }
        let with = |pad: u8| Sha256::new().chain_update(padded.map(|byte| byte ^ pad));
        Self {
            inner: with(0x36),
            outer: with(0x5C),
        }
    }

    fn digest(&self, message: &[u8]) -> [u8; 32] {
        let inner = self.inner.clone().chain_update(message).finalize();
        let outer = self.outer.clone();
        outer.chain_update(inner).finalize().into()
    }
}

/// Runs of words of confidential files.
#[derive(Debug, Default)]
pub struct Passages {
    runs: HashSet<u64>,
}

impl Passages {
    /// Add every run of a file.
    pub fn add(&mut self, text: &str) {
        let all: Vec<String> = words(text).map(folded).collect();
        self.runs.extend(all.windows(PASSAGE).map(hash));
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Where passages stand in a text, in bytes; runs that overlap are one.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        as_shown(text, |text| self.find_in(text))
    }

    fn find_in(&self, text: &str) -> Vec<Range<usize>> {
        let all: Vec<(&str, String)> = words(text).map(|word| (word, folded(word))).collect();
        let lower: Vec<String> = all.iter().map(|(_, lower)| lower.clone()).collect();
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, run) in lower.windows(PASSAGE).enumerate() {
            if !self.runs.contains(&hash(run)) {
                continue;
            }
            let start = offset(text, all[at].0);
            let last = all[at + PASSAGE - 1].0;
            let end = offset(text, last) + last.len();
            match found.last_mut() {
                Some(before) if before.end >= start => before.end = end,
                _ => found.push(start..end),
            }
        }
        found
    }
}

/// Of the same words always the same: no random keys.
fn hash(run: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(terms: &Terms, text: &'a str) -> Vec<&'a str> {
        terms
            .find(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn the_keyed_hash_is_that_of_the_standard() {
        // RFC 4231, test case 2.
        let expected = digest("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(
            Some(Key::new(b"Jefe").digest(b"what do ya want for nothing?")),
            expected
        );
    }

    #[test]
    fn a_term_is_found_by_its_hash_alone() {
        let mut terms = Terms::default();
        let written =
            "hmac-sha256:7f3a91:fc0848fc490c60e0640bf0acf2bf670dfccdc6640f9577d12d745085bd6fc675";
        assert!(terms.add(written) && !terms.add("velocity_feature_v3"));
        let text =
            "Uses Velocity_Feature_V3, and `velocity_feature_v3.parquet`; no velocity feature.";
        assert_eq!(
            found(&terms, text),
            ["Velocity_Feature_V3", "velocity_feature_v3"]
        );
    }

    #[test]
    fn two_words_and_korean_particles() {
        let mut terms = Terms::default();
        terms.add_plain("Project Heron");
        terms.add_plain("해오라기");
        let text = "About project  HERON: 해오라기를 쓰고, heron project는 아님.";
        assert_eq!(found(&terms, text), ["project  HERON", "해오라기"]);
        assert_eq!(found(&terms, "projects heron"), [""; 0]);
    }

    #[test]
    fn a_term_is_found_however_its_words_are_joined() {
        let mut terms = Terms::default();
        terms.add_plain("project heron");
        terms.add_plain("velocity_feature_v3");
        terms.add_plain("해오라기 계획");
        for (text, expected) in [
            ("a project-heron plan", "project-heron"),
            ("img/re-project_heron-2.png", "project_heron"),
            ("project&nbsp;heron", "project&nbsp;heron"),
            ("of Project Heron's team", "Project Heron's"),
            ("of Project Heron’s team", "Project Heron’s"),
            ("?q=project%20heron&x=1", "project%20heron"),
            ("pro\u{200b}ject he&shy;ron", "pro\u{200b}ject he&shy;ron"),
            ("project\u{a0}heron", "project\u{a0}heron"),
            ("the velocity-feature-v3", "velocity-feature-v3"),
            ("the velocity feature V3", "velocity feature V3"),
            ("velocity_feature_v3_mean", "velocity_feature_v3"),
            ("해오라기&nbsp;계획을", "해오라기&nbsp;계획을"),
            ("해오라기_계획은", "해오라기_계획은"),
            (
                "%ED%95%B4%EC%98%A4%EB%9D%BC%EA%B8%B0-%EA%B3%84%ED%9A%8D",
                "%ED%95%B4%EC%98%A4%EB%9D%BC%EA%B8%B0-%EA%B3%84%ED%9A%8D",
            ),
        ] {
            assert_eq!(found(&terms, text), [expected], "{text}");
        }
        for none in [
            "projects about a heron",
            "projectheron of velocity feature v2",
            "100%20 & heron; project",
            "the velocity of a feature, v3",
            "계획 해오라기",
        ] {
            assert_eq!(found(&terms, none), [""; 0], "{none}");
        }
    }

    #[test]
    fn a_passage_of_eight_words_is_found_and_one_of_seven_is_none() {
        let mut passages = Passages::default();
        passages.add("We weigh late payments twice as much as debts with other lenders.");
        let text = "They say: we weigh late PAYMENTS twice as much as debts (with others).";
        let found: Vec<&str> = passages
            .find(text)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(
            found,
            ["we weigh late PAYMENTS twice as much as debts (with"]
        );
        assert!(
            passages
                .find("late payments twice as much as debts with")
                .len()
                == 1
        );
        assert!(
            passages
                .find("payments twice as much as debts with")
                .is_empty()
        );
    }
}
