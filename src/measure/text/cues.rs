//! Words looked for as words. A few dozen of them are found sooner than a
//! pattern over them is built, and a check of a small repository runs once.

/// Whether a text in lower case holds one of the cues: an ASCII cue as a whole
/// word or phrase, any other wherever it stands, since Korean joins particles
/// to its words.
pub fn holds_any(lower: &str, cues: &[&str]) -> bool {
    cues.iter().any(|cue| holds(lower, cue))
}

/// Whether a phrase stands whole among words that [`plain`](super::plain) or the
/// like has set apart by single spaces, one at either end.
#[must_use]
pub fn stands(words: &str, phrase: &str) -> bool {
    let mut from = 0;
    while let Some(found) = words[from..].find(phrase) {
        let (at, end) = (from + found, from + found + phrase.len());
        if words[..at].ends_with(' ') && words[end..].starts_with(' ') {
            return true;
        }
        // The next may begin inside this one.
        from = at + words[at..].chars().next().map_or(1, char::len_utf8);
        if from > words.len() {
            break;
        }
    }
    false
}

/// Whether a text in lower case holds one cue.
pub fn holds(lower: &str, cue: &str) -> bool {
    if !cue.is_ascii() {
        return lower.contains(cue);
    }
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = lower.as_bytes();
    lower.match_indices(cue).any(|(at, _)| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let after = bytes.get(at + cue.len()).copied();
        !before.is_some_and(is_inside) && !after.is_some_and(is_inside)
    })
}

#[cfg(test)]
mod tests {
    use super::{holds, holds_any, stands};

    #[test]
    fn a_phrase_stands_whole_between_spaces() {
        assert!(stands(" at most one ", "at most"));
        assert!(stands(" xb b b ", "b b"));
        assert!(!stands(" at mostly one ", "at most"));
        assert!(!stands(" 이하의 값 ", "이하"));
        assert!(!stands(" a b ", ""));
    }

    #[test]
    fn a_word_is_no_part_of_another() {
        assert!(holds("the officer decides", "officer"));
        assert!(!holds("officers decide", "officer"));
        assert!(holds("ask the on-call engineer", "on-call"));
        assert!(!holds("a notice", "not"));
    }

    #[test]
    fn korean_joins_particles_to_its_words() {
        assert!(holds_any("담당자가 멈춘다", &["책임자", "담당자"]));
    }
}
