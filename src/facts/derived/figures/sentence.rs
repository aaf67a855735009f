//! The claims of one sentence: measures with their numbers, and what makes of a
//! number something else than a claim.

use std::cmp::Reverse;
use std::ops::Range;

use super::excuses::{excuses, own_clauses, said_with};
use super::pattern::{PATTERN, may_begin, metric, written};
use super::{versions, words};
use crate::facts::derived::fairness::written::Written;
use crate::measure::text::plain;

/// What is claimed with a number that is not the measure itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::facts::derived) enum Bound {
    /// The measure is at most the number.
    Most,
    /// It is at least the number.
    Least,
}

impl Bound {
    /// Whether a measure keeps what is claimed.
    pub(in crate::facts::derived) fn holds(self, written: Written, value: f64) -> bool {
        written.is(value)
            || match self {
                Self::Most => value < written.value,
                Self::Least => value > written.value,
            }
    }
}

/// Words that make a bound of the number behind them, in Korean before them.
/// Any other excuse in their sentence still makes it one about something else.
#[rustfmt::skip]
pub(super) const MOST: &[&str] = &[
    "no more than", "not more than", "less than", "smaller than", "lower than", "at most", "up to", "never above",
    "never over", "below", "under", "within", "이하", "미만", "이내",
];
#[rustfmt::skip]
pub(super) const LEAST: &[&str] = &[
    "no less than", "not less than", "more than", "greater than", "higher than", "at least", "never below",
    "never under", "above", "over", "이상", "초과",
];

/// Words that may stand before the name of a measure and leave it what it is;
/// after any other, such as "balanced", it is another measure.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "the", "a", "an", "its", "our", "overall", "and", "of", "with", "model", "s", "total", "global", "measured",
    "observed", "test", "out", "has", "have", "shows", "reaches", "achieves", "is", "are", "in", "at", "to",
];
/// Words of Korean that make another measure of the next; any other, such as
/// "성별", only says whose it is.
#[rustfmt::skip]
const NARROWING: &[&str] = &[
    "균형", "균형된", "평균", "가중", "상위", "매크로", "마이크로", "답변", "응답", "단어", "문장", "토큰",
];

/// A sentence without the words that make a bound of its number: the longest
/// first, or "no less than" would leave its "no".
fn without_bounds(sentence: &str) -> String {
    let mut bounds: Vec<&str> = MOST.iter().chain(LEAST).copied().collect();
    bounds.sort_by_key(|words| Reverse(words.len()));
    bounds
        .into_iter()
        .fold(plain(sentence), |rest, words| match words.is_ascii() {
            true => rest.replace(&format!(" {words} "), " "),
            false => rest.replace(words, ""),
        })
}

/// A measure with the range of its number.
pub(super) struct Claim {
    pub(super) metric: String,
    /// The number, with the words that make a bound of it.
    pub(super) range: Range<usize>,
    pub(super) written: Written,
    pub(super) bound: Option<Bound>,
}

/// Whether a measure holds groups against each other.
pub(in crate::facts::derived) fn compares(metric: &str) -> bool {
    metric.ends_with("_difference") || metric.ends_with("_ratio")
}

/// What a sentence claims of measures. One that is excused by no more than the
/// words of a bound claims the bound.
pub(super) fn claims(sentence: &str) -> Vec<Claim> {
    let own = own_clauses(sentence);
    // To look for the pattern takes longer.
    if own.is_empty() && excuses(&without_bounds(sentence)) {
        return Vec::new();
    }
    let mut found = of_sentence(sentence);
    found.retain(|claim| {
        let said = said_with(sentence, &own, claim.range.start);
        match claim.bound {
            None => !excuses(&plain(&said)),
            Some(_) => !excuses(&without_bounds(&said)),
        }
    });
    found
}

/// Measures with their numbers, the number behind its name first.
fn of_sentence(sentence: &str) -> Vec<Claim> {
    let mut found: Vec<Claim> = Vec::new();
    for (pattern, is_behind) in PATTERN.iter().zip([true, false]) {
        let mut done = 0;
        for (at, character) in sentence.char_indices() {
            if at < done || !may_begin(character, is_behind) {
                continue;
            }
            let Some(captures) = pattern.captures(&sentence[at..]) else {
                continue;
            };
            let range = |found: regex::Match| at + found.start()..at + found.end();
            let whole = captures.get(0).map_or(0..0, range);
            done = whole.end;
            let spelled = captures.name("spelled");
            let Some(number) = spelled.or_else(|| captures.name("number")).map(range) else {
                continue;
            };
            let name = if is_behind { whole.start } else { number.end };
            if !stands_alone(sentence, number.clone(), whole.end)
                || versions::ends_before(&sentence[..number.start])
                || words::goes_on(&sentence[number.clone()], &sentence[number.end..])
                || (is_behind && !begins_a_name(&sentence[..name]))
                || found
                    .iter()
                    .any(|other| other.range.start < whole.end && whole.start < other.range.end)
            {
                continue;
            }
            // Of a share in words, the unit is a part of it.
            let text = &sentence[number.clone()];
            let unit = captures.name("unit").or(spelled);
            let unit = unit.map_or("", |unit| unit.as_str());
            let said = match spelled {
                Some(_) if words::is_of_another(text, &sentence[number.end..]) => None,
                Some(_) => words::written(text),
                None => written(text, unit),
            };
            let (Some(metric), Some(mut written)) = (metric(&captures), said) else {
                continue;
            };
            if captures.name("about").is_some() && spelled.is_none() {
                written.unit *= 3.0;
            }
            let said = |names: [&str; 2]| names.into_iter().find_map(|name| captures.name(name));
            let most = said(["most", "most_behind"]).map(|words| (Bound::Most, words));
            let least = said(["least", "least_behind"]).map(|words| (Bound::Least, words));
            let bound = most.or(least).filter(|_| is_behind);
            if bound.is_some_and(|(_, words)| is_distance(&metric, words.as_str(), unit)) {
                continue;
            }
            let words = bound.map_or(number.clone(), |(_, words)| range(words));
            found.push(Claim {
                metric,
                range: number.start.min(words.start)..number.end.max(words.end),
                written,
                bound: bound.map(|(bound, _)| bound),
            });
        }
    }
    found
}

/// Whether a bound beside a rate says how far it lies from another one: "within
/// 3 percentage points".
fn is_distance(metric: &str, words: &str, unit: &str) -> bool {
    let words = words.to_lowercase();
    let of_two = matches!(words.as_str(), "within" | "이내");
    let apart = unit.to_lowercase();
    let apart =
        apart.contains("percentage") || matches!(&*apart, "%p" | "%포인트" | "퍼센트포인트");
    !compares(metric) && (of_two || apart)
}

/// A number that is no part of another word, a range, a version or a list.
fn stands_alone(sentence: &str, number: Range<usize>, end: usize) -> bool {
    let before = sentence[..number.start].chars().next_back();
    let mut after = sentence[number.end..].chars();
    let (next, beyond) = (after.next(), after.next());
    let joins =
        |c: char| c.is_ascii_alphanumeric() || c.is_numeric() || matches!(c, '-' | '–' | '/' | '%');
    let goes_on =
        next.is_some_and(|c| matches!(c, '.' | ',')) && beyond.is_some_and(|c| c.is_ascii_digit());
    let whole =
        end >= number.end && !sentence[end..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_alone = whole && !goes_on && !is_ended(&sentence[number.end..]);
    is_alone && !before.is_some_and(|c| joins(c) || c == '.') && !next.is_some_and(joins)
}

/// Whether what follows a number makes a range of it: "0.07 to 0.09".
fn is_ended(behind: &str) -> bool {
    let behind = behind.trim_start();
    let joints = ["to ", "~", "–", "-", "부터", "에서"];
    let mut rest = joints.iter().filter_map(|joint| behind.strip_prefix(joint));
    rest.any(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether what stands before a name leaves it what it is.
fn begins_a_name(before: &str) -> bool {
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '-') {
        return false;
    }
    let ends_a_part = before.trim_end().ends_with([',', ':', '.', '(', ';', '*']);
    let words = plain(before);
    let last = words.split_whitespace().next_back();
    ends_a_part
        || last.is_none_or(|word| match word.is_ascii() {
            true => BEFORE.contains(&word),
            false => !NARROWING.contains(&word),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sentence: &str) -> Vec<String> {
        claims(sentence)
            .into_iter()
            .map(|claim| {
                let rounded = (claim.written.value * 1e9).round() / 1e9;
                let bound = match claim.bound {
                    Some(Bound::Most) => "<= ",
                    Some(Bound::Least) => ">= ",
                    None => "",
                };
                format!("{} {bound}{rounded}", claim.metric)
            })
            .collect()
    }

    #[test]
    fn a_number_beside_a_measure_is_read() {
        for (sentence, expected) in [
            (
                "The demographic parity difference is 0.06.",
                "demographic_parity_difference 0.06",
            ),
            ("We reach an AUC of 0.91 on the test set.", "auc 0.91"),
            ("The model's accuracy: **0.86**", "accuracy 0.86"),
            ("Accuracy is 86 %.", "accuracy 0.86"),
            (
                "Its false-positive rate across age bands is about 8.2 %.",
                "fpr 0.082",
            ),
            (
                "The gap in false positive rate is 3 percentage points.",
                "fpr_difference 0.03",
            ),
            (
                "The FPR difference by sex was 0.02 in November.",
                "fpr_difference 0.02",
            ),
            (
                "The disparate impact ratio is 0.92.",
                "demographic_parity_ratio 0.92",
            ),
            ("It has 0.91 AUC.", "auc 0.91"),
            ("The accuracy of loan-score-2 is 99 %.", "accuracy 0.99"),
            (
                "인구통계학적 동등성 차이는 0.06입니다.",
                "demographic_parity_difference 0.06",
            ),
            ("위양성률 차이는 약 3%p이다.", "fpr_difference 0.03"),
            ("전체 정확도는 0.86입니다.", "accuracy 0.86"),
            ("성별 위양성률 차이는 0.21입니다.", "fpr_difference 0.21"),
            ("The FPR of foreign nationals is 0.03.", "fpr 0.03"),
            ("The FPR of version 4.1 was 0.12.", "fpr 0.12"),
            ("The recall of 4.1 was 0.6.", "tpr 0.6"),
            ("정확도는 ９９.１%입니다.", "accuracy 0.991"),
            ("The accuracy is ９９％.", "accuracy 0.99"),
            ("정확도는 99.1프로입니다.", "accuracy 0.991"),
            ("The accuracy is 0,991.", "accuracy 0.991"),
            ("The accuracy is 991‰.", "accuracy 0.991"),
            ("In other words, accuracy is 0.991.", "accuracy 0.991"),
        ] {
            assert_eq!(found(sentence), [expected], "{sentence}");
        }
        assert_eq!(
            found("Accuracy is 0.86, and the AUC is 0.91."),
            ["accuracy 0.86", "auc 0.91"]
        );
    }

    #[test]
    fn a_number_that_is_about_something_else_is_left_alone() {
        for sentence in [
            "The false positive rate difference has to stay below 0.05.",
            "Training accuracy is above 0.99.",
            "The accuracy is not below 0.80.",
            "Training accuracy is 0.99.",
            "The balanced accuracy is 0.71.",
            "Top-5 accuracy is 0.97.",
            "Smith et al. report an accuracy of 0.86.",
            "An accuracy of 0.86 was published [3].",
            "The accuracy must be 0.80.",
            "Accuracy was measured in 3 groups.",
            "Accuracy lies at 0.80-0.90.",
            "The 95 % interval of the FPR of foreign nationals is 0.0742 to 0.0990.",
            "정확도는 0.80에서 0.90입니다.",
            "The previous AUC was 0.84.",
            "The AUC is not 0.91.",
            "AUC v1.2 of the tool",
            "AUC of version 1.2",
            "The old model had an accuracy of 0.88.",
            "Last year's model had an accuracy of 0.88.",
            "Officers alone have an accuracy of 0.86.",
            "The vendor's model has an accuracy of 0.93.",
            "A majority classifier has an accuracy of 0.93.",
            "The accuracy of labels is 99 %.",
            "A cut of 0.25 gives an FPR of 0.05.",
            "Precision of the timestamps is 0.001 seconds.",
            "지난 버전의 정확도는 88%였습니다.",
            "작년 모델의 정확도는 88%였습니다.",
            "사람 심사역의 정확도는 86%입니다.",
            "경쟁사 모델의 정확도는 93%로 알려져 있습니다.",
            "라벨의 정확도는 99%입니다.",
            "균형 정확도는 0.71입니다.",
            "정확도 목표는 0.90입니다.",
            "위양성률 차이는 0.05 이하여야 합니다.",
            "학습 정확도는 0.99입니다.",
        ] {
            assert_eq!(found(sentence), [""; 0], "{sentence}");
        }
    }

    #[test]
    fn a_clause_of_its_own_excuses_no_number_before_it() {
        for sentence in [
            "Accuracy is 0.991, and we aim higher.",
            "Accuracy is 0.991; our limit was lower.",
            "정확도는 0.991이고, 목표는 더 높습니다.",
            "The old days aside, accuracy is 0.991.",
        ] {
            assert_eq!(found(sentence), ["accuracy 0.991"], "{sentence}");
        }
        for sentence in [
            "Accuracy is 0.991, but only in training.",
            "Accuracy was 0.991, and the number was published in a paper.",
            "Accuracy is 0.991; this is our goal.",
            "For the previous model, accuracy is 0.991.",
            "Accuracy is 0.991, as a study says.",
        ] {
            assert_eq!(found(sentence), [""; 0], "{sentence}");
        }
    }

    #[test]
    fn a_number_that_is_only_a_bound_is_a_claim_too() {
        for (sentence, expected) in [
            (
                "The demographic parity difference is below 0.07.",
                "demographic_parity_difference <= 0.07",
            ),
            ("The accuracy is at least 95 %.", "accuracy >= 0.95"),
            ("The accuracy is no less than 95 %.", "accuracy >= 0.95"),
            ("The accuracy is not less than 95 %.", "accuracy >= 0.95"),
            ("The FPR is not more than 8 %.", "fpr <= 0.08"),
            ("위양성률 차이는 0.05 이하입니다.", "fpr_difference <= 0.05"),
            ("정확도는 90% 이상입니다.", "accuracy >= 0.9"),
        ] {
            assert_eq!(found(sentence), [expected], "{sentence}");
        }
        let written = Written::parse("0.07").expect("a number");
        assert!(Bound::Most.holds(written, 0.07) && Bound::Most.holds(written, 0.01));
        assert!(!Bound::Most.holds(written, 0.30) && Bound::Least.holds(written, 0.30));
    }

    #[test]
    fn a_rate_in_words_is_read_and_a_part_of_something_else_is_not() {
        for (sentence, expected) in [
            ("The false positive rate is six percent.", "fpr 0.06"),
            ("The accuracy is ninety-nine percent.", "accuracy 0.99"),
            ("Its false positive rate is about one in ten.", "fpr 0.1"),
            ("The FPR is less than one in ten.", "fpr <= 0.1"),
            ("The accuracy is nine out of ten.", "accuracy 0.9"),
            ("The selection rate is half.", "selection_rate 0.5"),
            ("위양성률은 육 퍼센트입니다.", "fpr 0.06"),
            ("위양성률은 열 명 중 한 명입니다.", "fpr 0.1"),
            ("위양성률은 100명 중 8명입니다.", "fpr 0.08"),
            ("정확도는 절반 이상입니다.", "accuracy >= 0.5"),
        ] {
            assert_eq!(found(sentence), [expected], "{sentence}");
        }
        for sentence in [
            "The false positive rate is half of what it was.",
            "The false positive rate is half that for men.",
            "The accuracy is a third lower there.",
            "The accuracy is one of five measures.",
            "The accuracy is within three percentage points.",
            "The accuracy is 86 in 10 runs.",
            "위양성률은 절반으로 줄었습니다.",
            "위양성률은 절반 수준입니다.",
        ] {
            assert_eq!(found(sentence), [""; 0], "{sentence}");
        }
    }

    #[test]
    fn an_approximate_number_may_be_off_by_more() {
        let of = |sentence: &str| claims(sentence)[0].written;
        assert!(of("The AUC is about 0.91.").is(0.92));
        assert!(!of("The AUC is 0.91.").is(0.92));
    }

    #[test]
    fn a_distance_from_another_rate_is_no_bound_of_it() {
        for sentence in [
            "The false positive rate is within 3 percentage points across groups.",
            "The accuracy for women is within 0.03 of that of men.",
            "The accuracy is less than 3 percentage points lower there.",
            "집단의 정확도는 3%p 이내입니다.",
        ] {
            assert_eq!(found(sentence), [""; 0], "{sentence}");
        }
        assert_eq!(
            found("The FPR difference is within 3 percentage points."),
            ["fpr_difference <= 0.03"]
        );
    }

    #[test]
    fn a_claim_is_marked_with_the_words_of_its_bound() {
        for (sentence, expected) in [
            ("The FPR difference is at most 0.06.", "at most 0.06"),
            ("위양성률 차이는 0.05 이하입니다.", "0.05 이하"),
            ("The FPR difference is 0.06.", "0.06"),
        ] {
            let marked: Vec<&str> = claims(sentence)
                .into_iter()
                .map(|claim| &sentence[claim.range])
                .collect();
            assert_eq!(marked, [expected], "{sentence}");
        }
    }
}
