//! Numbers in prose right beside the name of a measure: "the demographic
//! parity difference is 0.06", "an AUC of 0.91", "위양성률 차이는 0.03".
//!
//! A pattern of bounded length, and no understanding: a sentence that speaks
//! of limits, of training, of other work or of an earlier state is left alone,
//! and so is what stands in a table or below a heading about such things.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::fairness::card::MEASURES;
use super::fairness::written::Written;
use crate::measure::text::{plain, sentences, stands};
use crate::model::{Place, Span};
use crate::source::markdown::Markdown;

/// A number that is claimed of a measure.
pub(super) struct Figure {
    /// The measure: a rate, `auc`, `f1`, or a comparison as fairlearn names it.
    pub(super) metric: String,
    /// The number, and what its last digit is worth; of an approximate one more.
    pub(super) written: Written,
    /// Whether the number is only a bound: "below 0.05".
    pub(super) bound: Option<Bound>,
    /// Its sentence.
    pub(super) sentence: String,
    /// Whether it names something else that nobody here knows, such as another
    /// set of data: the number may then be about that.
    pub(super) is_elsewhere: bool,
    /// The number as it is written, at its place.
    pub(super) text: String,
    pub(super) place: Place,
}

/// What is claimed with a number that is not the measure itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// The measure is at most the number.
    Most,
    /// It is at least the number.
    Least,
}

impl Bound {
    /// Whether a measure keeps what is claimed.
    pub(super) fn holds(self, written: Written, value: f64) -> bool {
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
const MOST: &[&str] = &[
    "no more than", "not more than", "less than", "smaller than", "lower than", "at most", "up to", "never above",
    "never over", "below", "under", "within", "이하", "미만", "이내",
];
#[rustfmt::skip]
const LEAST: &[&str] = &[
    "no less than", "not less than", "more than", "greater than", "higher than", "at least", "never below",
    "never under", "above", "over", "이상", "초과",
];

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
    "한도", "기준", "목표", "이하", "미만", "이상", "초과", "이내", "보다", "이전", "기존", "과거", "학습", "훈련",
    "검증", "논문", "보고", "연구", "다른", "않", "아니", "예시", "가정", "만약", "해야", "여야", "어야", "넘", "무작위",
];
/// Words of a heading below which numbers are about something else.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "training", "baseline", "baselines", "related", "previous", "history", "changelog", "changes", "target",
    "targets", "goals", "references", "citation", "background", "example", "examples", "thresholds",
    "학습", "훈련", "기준선", "이전", "변경", "이력", "목표", "참고", "인용", "배경", "예시", "한도",
];
/// Headings below which a team says what it commits to.
const COMMITS: &[&str] = &[
    " our limits ",
    " fairness limits ",
    " agreed limits ",
    " limits we ",
    " limits that we ",
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
/// Names in capitals that are no names of something else.
#[rustfmt::skip]
const CAPITALS: &[&str] = &[
    "auc", "roc", "auroc", "fpr", "fnr", "tpr", "tnr", "ppv", "f1", "ci", "ai", "ml", "i", "we",
];

/// Comparisons by their own names.
#[rustfmt::skip]
const NAMED: &[(&str, &[&str])] = &[
    ("demographic_parity", &[
        "demographic parity", "statistical parity", "인구통계학적 동등성", "인구통계적 동등성", "인구 통계적 동등성",
        "인구통계학적 평등", "인구통계적 평등", "통계적 동등성",
    ]),
    ("equalized_odds", &["equalized odds", "equalised odds", "균등 오즈", "균등화된 오즈", "오즈 균등"]),
    ("equal_opportunity", &["equal opportunity", "기회 균등", "균등 기회", "기회의 균등"]),
];
const IMPACT: &[&str] = &[
    "disparate impact ratio",
    "disparate impact",
    "adverse impact ratio",
];

/// A number behind its measure, and one before it. Each is held against the
/// places where it can begin, and so begins with an anchor: to look for literals
/// in patterns of this size took longer than all the rest of a check's patterns.
static PATTERN: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    let names = |names: &mut dyn Iterator<Item = &str>| {
        let mut names: Vec<String> = names.map(regex::escape).collect();
        // The longest of those that begin alike.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.join("|").replace(' ', "[ -]")
    };
    let measures = names(&mut MEASURES.iter().flat_map(|(_, names)| names.iter().copied()));
    let named = names(&mut NAMED.iter().flat_map(|(_, names)| names.iter().copied()));
    let impact = names(&mut IMPACT.iter().copied());
    let apart = "difference|gap|disparity|ratio|차이|격차|비율";
    let phrase = format!(
        "(?:(?P<before>(?:difference|gap|disparity|ratio) (?:in|of) (?:the )?)?\
         (?:(?P<impact>{impact})|(?P<named>{named}) ?(?P<how>{apart})|(?P<measure>{measures})s?(?:의)?(?: ?(?P<apart>{apart}))?))"
    );
    let bounds = |words: &[&str], is_korean: bool| {
        let words = words.iter().filter(|word| word.is_ascii() != is_korean);
        words
            .copied()
            .collect::<Vec<_>>()
            .join("|")
            .replace(' ', "[ -]")
    };
    let (most, least) = (bounds(MOST, false), bounds(LEAST, false));
    let (most_behind, least_behind) = (bounds(MOST, true), bounds(LEAST, true));
    let before = format!(r"(?:(?:(?P<most>{most})|(?P<least>{least})) +)?");
    let behind =
        format!("(?: ?(?:(?P<most_behind>{most_behind})|(?P<least_behind>{least_behind})))?");
    let number = r"(?P<number>[0-9]*\.?[0-9]+(?:[  ]?(?P<unit>%p|%포인트|percentage points?|points?|퍼센트포인트|%|percent|per cent|퍼센트))?)";
    let between = concat!(
        r"(?:[ *_`:=]|\bis\b|\bwas\b|\bof\b|\bat\b|\ban?\b|\bthe\b|\bto\b|\bequals?\b|\breach(?:es|ed)\b|\bscore\b|\bvalue\b|",
        r"\bstands\b|\bcomes\b|\bcame\b|\bonly\b|\bjust\b|\bnow\b|\bcurrently\b|\boverall\b|",
        r"\b(?:by|across|between|for|on|among|of) (?:the |our |this )?[a-z][a-z0-9_-]*(?: and [a-z][a-z0-9_-]*)?(?: groups| bands| set| data)?\b|",
        r"(?P<about>\babout\b|\baround\b|\bapproximately\b|\broughly\b|\bnearly\b|약|대략|≈|~)|",
        r"의 값은|의 값이|값은|값이|은|는|이|가|\([a-z ,-]{0,40}\)){1,12}",
    );
    [
        format!(r"(?i)\A{phrase}{between}{before}{number}{behind}"),
        format!(r"(?i)\A{number} (?:overall )?{phrase}"),
    ]
    .map(|pattern| {
        Regex::new(&pattern).expect("internal error: the pattern of figures is no pattern")
    })
});

/// Letters that a phrase begins with, in lower case.
static FIRST: LazyLock<BTreeSet<u8>> = LazyLock::new(|| {
    let named = NAMED
        .iter()
        .chain(MEASURES)
        .flat_map(|(_, names)| names.iter());
    let before = ["difference", "gap", "disparity", "ratio"];
    let names = named.chain(IMPACT).chain(&before);
    names.filter_map(|name| name.bytes().next()).collect()
});

/// Where a number behind its measure, or one before it, can begin. A letter of
/// no alphabet of ours may be one of ours in another case.
fn may_begin(character: char, is_behind: bool) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => match is_behind {
            true => FIRST.contains(&byte.to_ascii_lowercase()),
            false => byte.is_ascii_digit() || byte == b'.',
        },
        _ => is_behind,
    }
}

/// Whether a text can hold one at all: most can't, and the pattern is not built.
pub(super) fn may_hold(text: &str) -> bool {
    // A name may be written with hyphens, as the pattern has it.
    let lower = text.to_lowercase().replace('-', " ");
    let named = NAMED.iter().flat_map(|(_, names)| names.iter());
    let measures = MEASURES.iter().flat_map(|(_, names)| names.iter());
    let mut names = named.chain(measures).chain(IMPACT);
    lower.bytes().any(|byte| byte.is_ascii_digit()) && names.any(|name| lower.contains(name))
}

/// The figures in the prose of a document. `known` names what may stand in a
/// sentence and is here: systems, models, sets of data, groups.
pub(super) fn figures(markdown: &Markdown, span: Span, known: &[String]) -> Vec<Figure> {
    let reading = markdown.reading(span);
    let mut found = Vec::new();
    for sentence in sentences(&reading.text) {
        if !may_hold(sentence) {
            continue;
        }
        let excused = is_excused(sentence);
        if excused && is_excused_beside_bounds(sentence) {
            continue;
        }
        let at = sentence.as_ptr() as usize - reading.text.as_ptr() as usize;
        for Claim {
            metric,
            range,
            written,
            bound,
        } in of_sentence(sentence)
        {
            if excused && bound.is_none() {
                continue;
            }
            let span = reading.span(at + range.start..at + range.end);
            let Some(span) = span.filter(|span| !is_aside(markdown, *span)) else {
                continue;
            };
            found.push(Figure {
                metric,
                written,
                bound,
                sentence: sentence.to_owned(),
                is_elsewhere: is_elsewhere(sentence, known),
                text: sentence[range].to_owned(),
                place: markdown.place(span),
            });
        }
    }
    found
}

fn is_excused(sentence: &str) -> bool {
    is_cited(sentence) || excuses(&plain(sentence))
}

/// Whether it is excused by more than the words that make a bound.
fn is_excused_beside_bounds(sentence: &str) -> bool {
    is_cited(sentence) || excuses(&without_bounds(sentence))
}

/// A citation, by its number or its year.
fn is_cited(sentence: &str) -> bool {
    sentence.contains("http") || sentence.contains('[')
}

fn excuses(words: &str) -> bool {
    EXCUSED.iter().any(|word| match word.is_ascii() {
        true => stands(words, word),
        false => words.contains(word),
    })
}

/// A sentence without the words that make a bound of its number.
fn without_bounds(sentence: &str) -> String {
    let mut rest = plain(sentence);
    for words in MOST.iter().chain(LEAST) {
        rest = match words.is_ascii() {
            true => rest.replace(&format!(" {words} "), " "),
            false => rest.replace(words, ""),
        };
    }
    rest
}

/// Whether a place lies in a table, or below a heading about other things.
fn is_aside(markdown: &Markdown, span: Span) -> bool {
    let holds = |other: &Span| other.start <= span.start && span.end <= other.end;
    let mut sections = markdown
        .sections
        .iter()
        .filter(|section| holds(&section.whole));
    markdown.tables.iter().any(|table| holds(&table.span))
        || sections.any(|section| {
            let heading = plain(&section.heading);
            // "Limits" is where a text for the public says how often it is wrong;
            // "our limits" are those that a team commits to.
            let commits = COMMITS.iter().any(|words| heading.contains(words));
            commits
                || ASIDE.iter().any(|word| match word.is_ascii() {
                    true => stands(&heading, word),
                    false => heading.contains(word),
                })
        })
}

/// Whether a sentence names something that is not known here.
fn is_elsewhere(sentence: &str, known: &[String]) -> bool {
    let marks = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '/' | '.');
    let mut words = sentence
        .split(marks)
        .map(|word| word.trim_matches(['.', '-']));
    words.next();
    words
        .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(str::to_lowercase)
        .any(|word| {
            !CAPITALS.contains(&word.as_str())
                && !known.iter().any(|name| name.to_lowercase().contains(&word))
        })
}

/// A measure with the range of its number.
struct Claim {
    metric: String,
    range: Range<usize>,
    written: Written,
    bound: Option<Bound>,
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
            let Some(number) = captures.name("number").map(range) else {
                continue;
            };
            let name = if is_behind { whole.start } else { number.end };
            if !stands_alone(sentence, number.clone(), whole.end)
                || (is_behind && !begins_a_name(&sentence[..name]))
                || found
                    .iter()
                    .any(|other| other.range.start < whole.end && whole.start < other.range.end)
            {
                continue;
            }
            let unit = captures.name("unit").map_or("", |unit| unit.as_str());
            let (Some(metric), Some(mut written)) =
                (metric(&captures), written(&sentence[number.clone()], unit))
            else {
                continue;
            };
            if captures.name("about").is_some() {
                written.unit *= 3.0;
            }
            let says = |names: [&str; 2]| names.iter().any(|name| captures.name(name).is_some());
            let bound = match is_behind {
                true if says(["most", "most_behind"]) => Some(Bound::Most),
                true if says(["least", "least_behind"]) => Some(Bound::Least),
                _ => None,
            };
            found.push(Claim {
                metric,
                range: number,
                written,
                bound,
            });
        }
    }
    found
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
    whole && !before.is_some_and(|c| joins(c) || c == '.') && !next.is_some_and(joins) && !goes_on
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

fn metric(captures: &regex::Captures) -> Option<String> {
    let of = |name: &str| {
        captures
            .name(name)
            .map(|found| found.as_str().to_lowercase().replace('-', " "))
    };
    let way = |word: &str| match word {
        "ratio" | "비율" => "ratio",
        _ => "difference",
    };
    let listed = |table: &[(&'static str, &[&str])], name: &str| {
        let mut table = table.iter();
        table
            .find(|(_, names)| names.contains(&name))
            .map(|(metric, _)| *metric)
    };
    if of("impact").is_some() {
        return Some("demographic_parity_ratio".to_owned());
    }
    if let (Some(name), Some(how)) = (of("named"), of("how")) {
        return Some(format!("{}_{}", listed(NAMED, &name)?, way(&how)));
    }
    let measure = listed(MEASURES, &of("measure")?)?;
    let before = of("before");
    let before = before.as_deref().and_then(|words| words.split(' ').next());
    Some(match of("apart").as_deref().or(before) {
        Some(how) => format!("{measure}_{}", way(how)),
        None => measure.to_owned(),
    })
}

/// The number, shares and points as such. A whole number without a unit is a
/// count of something.
fn written(number: &str, unit: &str) -> Option<Written> {
    let digits = number[..number.len() - unit.len()].trim();
    if unit.is_empty() && !digits.contains('.') {
        return None;
    }
    let percent = |digits: &str| Written::parse(&format!("{digits}%"));
    match unit {
        "" => Written::parse(digits),
        _ => percent(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sentence: &str) -> Vec<String> {
        let excused = is_excused(sentence);
        if excused && is_excused_beside_bounds(sentence) {
            return Vec::new();
        }
        let found = of_sentence(sentence).into_iter();
        found
            .filter(|claim| !excused || claim.bound.is_some())
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
            "The previous AUC was 0.84.",
            "The AUC is not 0.91.",
            "AUC v1.2 of the tool",
            "균형 정확도는 0.71입니다.",
            "정확도 목표는 0.90입니다.",
            "위양성률 차이는 0.05 이하여야 합니다.",
            "학습 정확도는 0.99입니다.",
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
    fn an_approximate_number_may_be_off_by_more() {
        let of = |sentence: &str| of_sentence(sentence)[0].written;
        assert!(of("The AUC is about 0.91.").is(0.92));
        assert!(!of("The AUC is 0.91.").is(0.92));
    }

    #[test]
    fn a_name_that_nobody_here_knows_is_of_something_else() {
        let known = ["loan-score".to_owned()];
        assert!(is_elsewhere("The AUC on Adult is 0.91.", &known));
        assert!(!is_elsewhere("The AUC of loan-score is 0.91.", &known));
    }
}
