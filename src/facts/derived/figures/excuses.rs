//! What makes of a number in a sentence something else than a claim of what was
//! measured: words about limits, training, other work or an earlier state. A
//! clause of its own behind the number excuses nothing.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::measure::text::{plain, stands};

/// Words of a sentence whose number is no claim of what was measured.
#[rustfmt::skip]
const EXCUSED: &[&str] = &[
    "limit", "limits", "threshold", "thresholds", "target", "targets", "goal", "goals", "aim", "aims", "below",
    "under", "above", "over", "at most", "at least", "up to", "less", "more", "than", "within", "must", "should",
    "would", "could", "might", "if", "require", "required", "requires", "allowed", "maximum", "minimum", "exceed",
    "exceeds", "baseline", "baselines", "previous", "previously", "earlier", "before", "prior", "former", "formerly",
    "from", "training", "train", "validation", "dev", "cross", "paper", "published", "reported", "et al",
    "literature", "study", "studies", "leaderboard", "competitor", "other", "another", "others", "human", "humans",
    "has to", "have to", "had to", "needs to", "need to", "shall", "ought", "keep", "kept", "aimed", "promise",
    "example", "suppose", "hypothetical", "simulated", "not", "no", "chance", "random", "without", "was once",
    "old model", "older model", "old version", "older version", "older versions", "last version", "last model",
    "last release", "last year s model", "last year s version", "last year s score", "predecessor", "predecessors",
    "vendor s model", "vendor s score", "vendor model", "supplier s model", "competing model", "competing models",
    "competitors", "majority classifier", "majority class", "dummy classifier", "officers alone", "reviewers alone",
    "experts alone", "clinicians alone", "doctors alone", "people alone", "staff alone", "survey", "surveys",
    "cut of", "cut at", "cutoff of", "cutoff at", "cut off of", "cut off at",
    "of labels", "of the labels", "of annotations", "of the annotations", "of income", "of incomes", "of timestamps",
    "of the timestamps", "of dates", "of addresses", "of measurements", "of the measurements",
    "한도", "기준", "목표", "이하", "미만", "이상", "초과", "이내", "보다", "이전", "기존", "과거", "학습", "훈련",
    "검증", "논문", "보고", "연구", "다른", "않", "아니", "예시", "가정", "만약", "해야", "여야", "어야", "넘", "무작위",
    "지난 버전", "지난 모델", "지난해 모델", "작년 모델", "작년 버전", "구버전", "옛 모델", "옛 버전", "직전 버전",
    "직전 모델", "전작", "경쟁사", "타사", "사람 심사", "사람만", "다수 클래스", "설문", "절단값", "라벨의", "레이블의",
    "소득의 정", "측정값의",
];
/// Turns of speech with such a word that excuse nothing.
const IN_PASSING: &[&str] = &[
    " in other words ",
    " on the other hand ",
    " among other things ",
    " no doubt ",
    " more precisely ",
];
/// Words by which a clause speaks of the one before it.
#[rustfmt::skip]
const SPEAKS_BACK: &[&str] = &[
    "this", "that", "these", "those", "it", "its", "which", "such", "both", "only", "there", "here", "number",
    "numbers", "figure", "figures", "value", "values", "result", "results", "rate", "latter", "former",
    "이는", "이것", "이 수치", "이 값", "그 ", "해당", "모두", "둘 다",
];
/// Where a clause begins that says something of its own: ", and we aim higher".
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[,;] (?:and|but|so|while) (?:we|our|the|they|an?)\b|; |(?:고|며), ")
        .expect("internal error: the pattern of clauses is no pattern")
});

/// The clauses of a sentence that excuse no number before them.
pub(super) fn own_clauses(sentence: &str) -> Vec<Range<usize>> {
    let all = OWN.find_iter(sentence).map(|found| {
        let rest = &sentence[found.end()..];
        let end = rest.find([',', ';']).unwrap_or(rest.len());
        let comma = found.as_str().find([',', ';']).unwrap_or(0);
        found.start() + comma..found.end() + end
    });
    all.filter(|clause| !holds_one(&plain(&sentence[clause.clone()]), SPEAKS_BACK))
        .collect()
}

/// What is said with a number: its sentence without the clauses of their own
/// behind it. What stands before it may be about it, too.
pub(super) fn said_with(sentence: &str, own: &[Range<usize>], at: usize) -> String {
    let mut words = String::new();
    let mut from = 0;
    for clause in own.iter().filter(|clause| clause.start > at) {
        words.push_str(&sentence[from..clause.start.max(from)]);
        from = clause.end.max(from);
    }
    words.push_str(&sentence[from..]);
    words
}

/// Whether a source is given, by an address or by its number in brackets. An
/// interval in brackets is none.
pub(super) fn is_cited(sentence: &str) -> bool {
    let brackets = sentence.split('[').skip(1);
    let mut brackets = brackets.filter_map(|rest| Some(rest.split_once(']')?.0));
    sentence.contains("http") || brackets.any(|inside| !inside.contains('.'))
}

/// Whether words hold one that makes of a number no claim.
pub(super) fn excuses(words: &str) -> bool {
    let words = IN_PASSING
        .iter()
        .fold(words.to_owned(), |words, turn| words.replace(turn, " "));
    holds_one(&words, EXCUSED)
}

fn holds_one(words: &str, all: &[&str]) -> bool {
    all.iter().any(|word| match word.is_ascii() {
        true => stands(words, word),
        false => words.contains(word),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_in_brackets_is_no_citation() {
        assert!(is_cited("Accuracy is 0.86 [1].") && is_cited("See https://a.example."));
        assert!(!is_cited("Accuracy is 0.86 [0.84, 0.88]."));
    }
}
