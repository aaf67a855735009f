//! GitHub's anchors of headings.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

/// What GitHub leaves out: all but letters, marks, digits, connectors,
/// hyphens and spaces.
static LEFT_OUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[^\p{L}\p{M}\p{Nd}\p{Pc}\- ]").expect("internal error: the pattern is valid")
});

/// Hangul syllables, kana and the common ideographs: letters, every one.
fn is_plain_letter(char: char) -> bool {
    matches!(char, '가'..='힣' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='鿿')
}

/// The anchor of a heading that stands alone in its document.
fn slug(heading: &str) -> String {
    let lower = heading.trim().to_lowercase();
    if lower
        .chars()
        .all(|char| char.is_ascii() || is_plain_letter(char))
    {
        // The common case needs no tables of Unicode.
        return lower
            .chars()
            .filter(|char| !char.is_ascii_punctuation() || matches!(char, '_' | '-'))
            .filter(|char| !char.is_control())
            .map(|char| if char == ' ' { '-' } else { char })
            .collect();
    }
    LEFT_OUT.replace_all(&lower, "").replace(' ', "-")
}

/// The anchors of one document: a repeated heading gets `-1`, `-2`, …
#[derive(Default)]
pub(super) struct Slugs {
    next: HashMap<String, usize>,
}

impl Slugs {
    pub(super) fn unique(&mut self, heading: &str) -> String {
        let base = slug(heading);
        let mut unique = base.clone();
        let mut number = self.next.get(&base).copied().unwrap_or(0);
        while self.next.contains_key(&unique) {
            number += 1;
            unique = format!("{base}-{number}");
        }
        self.next.insert(base, number);
        self.next.entry(unique.clone()).or_insert(0);
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_githubs() {
        for (heading, anchor) in [
            ("Intended uses & limitations", "intended-uses--limitations"),
            (
                "Training data 🏋🏻\u{200d}♂\u{fe0f}",
                "training-data-\u{fe0f}",
            ),
            ("Out-of-Scope Use", "out-of-scope-use"),
            ("1. snake_case (v2)!", "1-snake_case-v2"),
            ("한계와 위험", "한계와-위험"),
            ("Ünïcode ÀÉ", "ünïcode-àé"),
            ("✅", ""),
        ] {
            assert_eq!(slug(heading), anchor, "{heading}");
        }
    }

    #[test]
    fn repeated_headings_are_numbered_and_never_collide() {
        let mut slugs = Slugs::default();
        let anchors = ["Use", "Use", "Use-1", "use", "Use-1"].map(|heading| slugs.unique(heading));
        assert_eq!(anchors, ["use", "use-1", "use-1-1", "use-2", "use-1-2"]);
    }
}
