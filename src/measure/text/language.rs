//! Which language a text is in, as far as letters and little words tell.

use super::words::words;

/// A writing system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Korean.
    Hangul,
    /// Japanese syllables.
    Kana,
    /// Chinese characters, in whichever language.
    Han,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Arabic letters.
    Arabic,
    /// Hebrew letters.
    Hebrew,
    /// Devanagari.
    Devanagari,
    /// Thai, Lao, Khmer and Burmese, which put no spaces between words.
    SoutheastAsian,
    /// Any other letters.
    Other,
}

impl Script {
    /// The writing system of a letter; `None` for what is no letter.
    #[must_use]
    pub fn of(character: char) -> Option<Self> {
        match character {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                Some(Self::Latin)
            }
            '\u{1100}'..='\u{11ff}'
            | '\u{3130}'..='\u{318f}'
            | '\u{a960}'..='\u{a97f}'
            | '\u{ac00}'..='\u{d7ff}' => Some(Self::Hangul),
            '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => {
                Some(Self::Kana)
            }
            '\u{3005}'..='\u{3007}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}' => Some(Self::Han),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            '\u{370}'..='\u{3ff}' => Some(Self::Greek),
            '\u{590}'..='\u{5ff}' => Some(Self::Hebrew),
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Some(Self::Arabic),
            '\u{900}'..='\u{97f}' => Some(Self::Devanagari),
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
                Some(Self::SoutheastAsian)
            }
            other => other.is_alphabetic().then_some(Self::Other),
        }
    }

    /// Whether a word takes about two characters of this script.
    #[must_use]
    pub fn is_dense(self) -> bool {
        matches!(
            self,
            Self::Hangul | Self::Kana | Self::Han | Self::SoutheastAsian
        )
    }

    /// The language that the script alone gives away.
    fn language(self) -> Option<&'static str> {
        match self {
            Self::Hangul => Some("ko"),
            Self::Kana => Some("ja"),
            Self::Greek => Some("el"),
            Self::Hebrew => Some("he"),
            _ => None,
        }
    }
}

/// A text's script, and its language where that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// The script of most of it.
    pub script: Script,
    /// The primary language subtag, where letters or little words tell it.
    pub tag: Option<&'static str>,
}

/// How much of a text is looked at: a page settles the question.
const WINDOW: usize = 4_000;

/// Frequent little words that hardly any other language of this list shares.
#[rustfmt::skip]
const LITTLE_WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "and", "of", "is", "are", "with", "for", "that", "this", "it", "not", "by",
            "from",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "und", "das", "nicht", "mit", "ist", "für", "von", "ein", "eine", "auf",
            "wird",
        ],
    ),
    (
        "fr",
        &[
            "le", "les", "des", "est", "pour", "dans", "une", "du", "avec", "qui", "pas", "sur",
        ],
    ),
    (
        "es",
        &[
            "el", "los", "las", "para", "con", "por", "una", "del", "que", "como", "y", "en",
        ],
    ),
    (
        "pt",
        &[
            "o", "os", "não", "uma", "com", "dos", "da", "em", "ao", "são", "um", "para",
        ],
    ),
    (
        "it",
        &[
            "il", "di", "che", "per", "gli", "non", "della", "sono", "nel", "è", "una", "dei",
        ],
    ),
    (
        "vi",
        &[
            "và", "của", "là", "không", "cho", "các", "được", "người", "một", "những",
        ],
    ),
];

impl Language {
    /// The language of a text; `None` where it has no letters.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut seen: Vec<(Script, usize)> = Vec::new();
        for script in text.chars().take(WINDOW).filter_map(Script::of) {
            // A Latin word takes some five letters, a Korean one two.
            let weight = if script.is_dense() { 5 } else { 2 };
            match seen.iter_mut().find(|(known, _)| *known == script) {
                Some((_, sum)) => *sum += weight,
                None => seen.push((script, weight)),
            }
        }
        let weight = |script| {
            seen.iter()
                .find(|(known, _)| *known == script)
                .map_or(0, |&(_, sum)| sum)
        };
        let script = seen
            .iter()
            .max_by_key(|&&(script, sum)| (sum, script))
            .map(|&(script, _)| script)?;
        // Japanese prose is half Chinese characters.
        let script = if script == Script::Han && weight(Script::Kana) * 5 > weight(Script::Han) {
            Script::Kana
        } else {
            script
        };
        Some(Self {
            script,
            tag: script.language().or_else(|| by_little_words(script, text)),
        })
    }

    /// Whether two texts may be compared: one script, and no sign of two languages.
    #[must_use]
    pub fn comparable(self, other: Self) -> bool {
        self.script == other.script
            && match (self.tag, other.tag) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            }
    }
}

fn by_little_words(script: Script, text: &str) -> Option<&'static str> {
    if script != Script::Latin {
        return None;
    }
    let end = text
        .char_indices()
        .nth(WINDOW)
        .map_or(text.len(), |(at, _)| at);
    let lower = text[..end].to_lowercase();
    let mut hits = [0_usize; LITTLE_WORDS.len()];
    for word in words(&lower) {
        for (index, (_, little)) in LITTLE_WORDS.iter().enumerate() {
            hits[index] += usize::from(little.contains(&word));
        }
    }
    let (best, &most) = hits
        .iter()
        .enumerate()
        .max_by_key(|&(index, &n)| (n, std::cmp::Reverse(index)))?;
    let second = hits
        .iter()
        .enumerate()
        .filter(|&(index, _)| index != best)
        .map(|(_, &n)| n)
        .max()?;
    (most >= 2 && most > second).then(|| LITTLE_WORDS[best].0)
}
