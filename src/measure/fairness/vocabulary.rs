//! The classes that labels and predictions tell apart, and whether the two
//! columns speak of the same ones.

use std::collections::BTreeSet;

use super::symbols::{Field, Symbols};

/// Distinct spellings of a label or a prediction that are still told apart.
pub(super) const MOST_LABELS: usize = 1_000;
/// Classes that are still named in a message, and the length of one: what is
/// more, or longer, may be the values of individuals.
const MOST_NAMED: usize = 10;
const LONGEST_NAMED: usize = 32;

/// A class, whatever its spelling: `1`, `1.0`, `true` and `True` are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// A number, by its bits.
    Number(u64),
    Word(String),
}

impl Class {
    /// The class, and whether it was spelled as a truth value.
    fn of(text: &str) -> (Self, bool) {
        let text = text.trim();
        // Minus zero is zero.
        let number = |value: f64| Self::Number((value + 0.0).to_bits());
        if text.eq_ignore_ascii_case("true") {
            return (number(1.0), true);
        }
        if text.eq_ignore_ascii_case("false") {
            return (number(0.0), true);
        }
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => (number(value), false),
            _ => (Self::Word(text.to_owned()), false),
        }
    }

    fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(bits) => Some(f64::from_bits(*bits)),
            Self::Word(_) => None,
        }
    }
}

/// The positive class where nobody names one.
const ONE: &str = "1";

/// Spellings of one column told apart: is it the positive value?
#[derive(Default)]
pub(super) struct Labels {
    spellings: Symbols,
    positive: Vec<bool>,
    classes: BTreeSet<Class>,
    has_truth: bool,
}

impl Labels {
    #[inline]
    pub(super) fn is_positive(&mut self, value: &Field, positive: Option<&str>) -> Option<bool> {
        match self.spellings.get(value) {
            Some(spelling) => Some(self.positive[spelling]),
            None => self.learn(value, positive),
        }
    }

    #[cold]
    fn learn(&mut self, value: &Field, positive: Option<&str>) -> Option<bool> {
        if self.positive.len() == MOST_LABELS {
            return None;
        }
        let (class, is_truth) = Class::of(&String::from_utf8_lossy(value.text));
        let answer = class == Class::of(positive.unwrap_or(ONE)).0;
        self.classes.insert(class);
        self.has_truth |= is_truth;
        self.spellings.add(value);
        self.positive.push(answer);
        Some(answer)
    }

    /// The spellings, for a message; where they may be the values of
    /// individuals, how many there are.
    pub(super) fn spellings(&self, rows: u64) -> Vec<String> {
        let mut names: Vec<String> = self
            .spellings
            .names()
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .collect();
        names.sort();
        names.dedup();
        let few = names.len() <= 3 || names.len() as u64 * 2 <= rows;
        let short = |name: &String| name.chars().count() <= LONGEST_NAMED;
        if names.len() <= MOST_NAMED && few && names.iter().all(short) {
            return names;
        }
        vec![format!("({} values)", names.len())]
    }
}

/// Whether labels and predictions are in two vocabularies, so that what counts
/// as positive in the one is never so in the other.
pub(super) fn is_apart(labels: &Labels, predictions: &Labels, positive: Option<&str>) -> bool {
    let (own, other) = (&labels.classes, &predictions.classes);
    let all: BTreeSet<&Class> = own.union(other).collect();
    let is_word = |class: &Class| matches!(class, Class::Word(_));
    let mixes =
        |classes: &BTreeSet<Class>| classes.iter().any(is_word) && !classes.iter().all(is_word);
    let mixed = all.iter().any(|class| is_word(class)) && !all.iter().all(|class| is_word(class));
    if mixed && !(positive.is_some() && mixes(own) && mixes(other)) {
        return true;
    }
    // `true` is 1 among truth values, and nothing among the numbers 1 to 5.
    let is_binary = |class: &&Class| matches!(class.as_number(), Some(0.0 | 1.0));
    if (labels.has_truth || predictions.has_truth) && !all.iter().all(is_binary) {
        return true;
    }
    // Scores in the place of decisions.
    let has_fraction = |classes: &BTreeSet<Class>| {
        classes
            .iter()
            .filter_map(Class::as_number)
            .any(|number| number.fract() != 0.0)
    };
    if has_fraction(own) != has_fraction(other) {
        return true;
    }
    let folded: BTreeSet<String> = all
        .iter()
        .map(|class| match class {
            Class::Word(word) => word.to_lowercase(),
            Class::Number(bits) => bits.to_string(),
        })
        .collect();
    if folded.len() != all.len() {
        return true;
    }
    // Of few people some classes are not met in one of the columns.
    if all.len() <= 2 || own.is_subset(other) || other.is_subset(own) {
        return false;
    }
    let (positive, _) = Class::of(positive.unwrap_or(ONE));
    let met = own.contains(&positive) && other.contains(&positive);
    !met || own.len().min(other.len()) <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[&str], positive: Option<&str>) -> Labels {
        let mut found = Labels::default();
        for value in values {
            found.is_positive(&Field::new(value.as_bytes()), positive);
        }
        found
    }

    fn apart(own: &[&str], other: &[&str], positive: Option<&str>) -> bool {
        is_apart(&labels(own, positive), &labels(other, positive), positive)
    }

    #[test]
    fn one_class_in_several_spellings_is_one() {
        let mut found = Labels::default();
        for (spelling, is) in [
            ("1", true),
            ("1.0", true),
            ("True", true),
            ("true", true),
            ("0", false),
            ("-0.0", false),
            ("FALSE", false),
        ] {
            assert_eq!(
                found.is_positive(&Field::new(spelling.as_bytes()), None),
                Some(is),
                "{spelling}"
            );
        }
        assert!(!apart(&["1", "0"], &["1.0", "0.0"], None));
        assert!(!apart(&["1", "0"], &["True", "False"], None));
        assert!(!apart(&["1", "0"], &["true", "false"], Some("1")));
        assert!(!apart(&["yes", "no"], &["yes"], Some("yes")));
    }

    #[test]
    fn two_vocabularies_are_told_apart() {
        for (own, other, positive) in [
            (&["0", "1"][..], &["approved", "denied"][..], None),
            (&["0", "1"], &["approved", "denied"], Some("approved")),
            (&["0", "1"], &["0", "1", "unknown"], None),
            (&["yes", "no"], &["approved", "denied"], Some("yes")),
            (&["yes", "no"], &["Yes", "No"], Some("yes")),
            (&["yes", "no"], &["yes", "denied"], Some("yes")),
            (&["-1", "1"], &["0", "1"], None),
            (&["0", "1", "2"], &["true", "false"], None),
            (&["0", "1"], &["0", "0.25", "1"], None),
            (&["a", "b", "c"], &["d", "e", "f"], Some("a")),
        ] {
            assert!(
                apart(own, other, positive),
                "{own:?} {other:?} {positive:?}"
            );
        }
    }

    #[test]
    fn a_class_that_is_not_met_in_one_column_is_no_other_vocabulary() {
        for (own, other, positive) in [
            (&["0", "1"][..], &["0"][..], None),
            (&["0"], &["0", "1"], None),
            (&["a", "b", "c", "d"], &["a", "b", "c", "e"], Some("a")),
            (&["a", "b", "c"], &["b", "c"], Some("a")),
            (&["3", "4", "other"], &["3", "4", "5", "other"], Some("3")),
            (&["1", "2"], &["2", "1"], Some("2")),
        ] {
            assert!(
                !apart(own, other, positive),
                "{own:?} {other:?} {positive:?}"
            );
        }
    }

    #[test]
    fn values_of_individuals_are_counted_and_not_named() {
        assert_eq!(labels(&["no", "yes"], None).spellings(2), ["no", "yes"]);
        let people = ["Kim A", "Lee B", "Park C", "Choi D"];
        assert_eq!(labels(&people, None).spellings(4), ["(4 values)"]);
        let long = "a sentence that somebody wrote of somebody else";
        assert_eq!(labels(&[long], None).spellings(900), ["(1 values)"]);
    }
}
