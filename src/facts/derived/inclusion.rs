//! `inclusion`: how well each served language is shown to work, held against
//! the best one by the same measure, and whether who falls behind is named.

use std::cmp::Ordering;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::{Fact, Kind, Reason, Type, Value};

/// The languages that are served.
pub static FAMILY: Family = Family {
    name: "inclusion",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("inclusion.applies", Type::Bool, "system.kind, system.input", "whether the system works in languages: it is generative, or takes text or speech"),
    Fact::new("inclusion.languages[].language", Type::Text, "system.languages", "a served language"),
    Fact::new("inclusion.languages[].evaluated", Type::Bool, "inclusion.quality, its evidence", "whether an entry and a result are there for it; missing where the evidence can't be read"),
    Fact::new("inclusion.languages[].entry", Type::Text, "inclusion.quality[].language", "the entry for it, at its place"),
    Fact::new("inclusion.languages[].metric", Type::Text, "inclusion.quality[].metric", "the measure"),
    Fact::new("inclusion.languages[].value", Type::Number, "the evidence", "the result, at its place"),
    Fact::new("inclusion.languages[].n", Type::Int, "the evidence", "cases that it rests on").unit("cases"),
    Fact::new("inclusion.languages[].low", Type::Number, "the evidence", "the lower end of the interval, where one is given"),
    Fact::new("inclusion.languages[].high", Type::Number, "the evidence", "the upper end of the interval, where one is given"),
    Fact::new("inclusion.languages[].best", Type::Number, "the evidence", "the best result of a served language by the same measure"),
    Fact::new("inclusion.languages[].best_language", Type::Text, "the evidence", "the language that has it"),
    Fact::new("inclusion.languages[].behind", Type::Number, "the evidence", "how far it is behind the best, as a share"),
    Fact::new("inclusion.languages[].gap", Type::Number, "inclusion.quality[].gap", "how far behind it may be; 0.10 where nothing lower is declared"),
    Fact::new("inclusion.languages[].within", Type::Bool, "value, best, gap, n, low, high", "whether it is no further behind; missing(insufficient) below 200 cases, missing(not-demonstrated) where the given interval crosses the gap"),
    Fact::new("inclusion.languages[].named", Type::Bool, "inclusion.not_served, the cards' limitations", "whether those left out are said to speak it"),
    Fact::new("inclusion.languages[].settled", Type::Bool, "evaluated, within", "whether it is evaluated and shown to be within the gap"),
];

/// The widest gap that a declaration may allow.
const GAP: f64 = 0.10;
/// Cases below which a result says too little.
const FEWEST: i64 = 200;
/// Two shares that differ by less are equal.
const EPSILON: f64 = 1e-9;

/// Words in the names of measures of which less is better.
const LESS_IS_BETTER: &[&str] = &[
    "wer",
    "cer",
    "ter",
    "error",
    "errors",
    "loss",
    "perplexity",
    "toxicity",
    "hallucination",
    "refusal",
    "latency",
    "fpr",
    "fnr",
    "mae",
    "rmse",
    "unsafe",
    "missed",
];

/// Names of languages in English and Korean; a bare tag such as `it` or `no`
/// is a word of English and counts as a name only where it stands alone.
const NAMES: &[(&str, &[&str])] = &[
    ("ar", &["arabic", "아랍어"]),
    ("bn", &["bengali", "bangla", "벵골어"]),
    ("de", &["german", "독일어"]),
    ("en", &["english", "영어"]),
    ("es", &["spanish", "스페인어"]),
    ("fa", &["persian", "farsi", "페르시아어"]),
    ("fr", &["french", "프랑스어"]),
    ("hi", &["hindi", "힌디어"]),
    ("id", &["indonesian", "인도네시아어"]),
    ("it", &["italian", "이탈리아어"]),
    ("ja", &["japanese", "일본어"]),
    ("km", &["khmer", "크메르어"]),
    ("ko", &["korean", "한국어"]),
    ("mn", &["mongolian", "몽골어"]),
    ("ms", &["malay", "말레이어"]),
    ("my", &["burmese", "버마어", "미얀마어"]),
    ("ne", &["nepali", "네팔어"]),
    ("nl", &["dutch", "네덜란드어"]),
    ("pl", &["polish", "폴란드어"]),
    ("pt", &["portuguese", "포르투갈어"]),
    ("ru", &["russian", "러시아어"]),
    ("sv", &["swedish", "스웨덴어"]),
    ("sw", &["swahili", "스와힐리어"]),
    ("th", &["thai", "태국어"]),
    ("tl", &["tagalog", "filipino", "타갈로그어"]),
    ("tr", &["turkish", "튀르키예어", "터키어"]),
    ("uk", &["ukrainian", "우크라이나어"]),
    ("ur", &["urdu", "우르두어"]),
    ("uz", &["uzbek", "우즈베크어"]),
    ("vi", &["vietnamese", "베트남어"]),
    ("zh", &["chinese", "mandarin", "cantonese", "중국어"]),
];

fn derive(scope: &Scope) -> Derived {
    let kind = scope.declared_str("system.kind");
    let input = scope.declared_str("system.input");
    let applies = kind == Some("generative") || matches!(input, Some("text" | "speech"));
    let at = if kind == Some("generative") {
        "system.kind"
    } else {
        "system.input"
    };
    let applies = Value::computed(applies).with_place(scope.place_of(at));
    let mut values = vec![("applies", applies)];
    if let Some(served) = scope.declared("system.languages") {
        values.push(("languages", languages(scope, served)));
    }
    Derived::of(
        "inclusion",
        Value::record(values).with_place(scope.place_of("inclusion")),
    )
}

/// A served language with what is measured of it.
struct Served<'a> {
    language: &'a Value,
    entry: Option<&'a Value>,
    result: Result<&'a Value, NoResult>,
}

/// Why there is no result.
#[derive(Clone, Copy)]
enum NoResult {
    /// Nothing claims one, or the evidence has none for the language.
    None,
    /// The evidence can't be read.
    Unknown(Reason),
}

impl Served<'_> {
    fn metric(&self) -> Option<&str> {
        self.entry?.get("metric")?.as_str()
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.result.ok()?.get(key)?.as_number()
    }

    /// The result as a share of which more is better.
    fn share(&self, value: f64) -> f64 {
        // A rate given in percent.
        let scale = match self.number("value") {
            Some(value) if value.abs() > 1.0 => 100.0,
            _ => 1.0,
        };
        let better = if less_is_better(self.metric().unwrap_or("")) {
            -1.0
        } else {
            1.0
        };
        better * value / scale
    }

    fn quality(&self) -> Option<f64> {
        Some(self.share(self.number("value")?))
    }
}

fn less_is_better(metric: &str) -> bool {
    let words = crate::facts::names::words(metric);
    words
        .iter()
        .any(|word| LESS_IS_BETTER.contains(&word.as_str()))
}

fn languages(scope: &Scope, served: &Value) -> Value {
    let all: Vec<Served> = served
        .items()
        .iter()
        .filter(|language| language.as_str().is_some())
        .map(|language| measured(scope, language))
        .collect();
    let named = Named::of(scope);
    Value::list(all.iter().map(|one| record(one, &all, &named))).placed_like(served)
}

fn measured<'a>(scope: &'a Scope<'a>, language: &'a Value) -> Served<'a> {
    let tag = language.as_str().unwrap_or("");
    let quality = scope
        .declared("inclusion.quality")
        .map_or(&[][..], Value::items);
    let entry = quality.iter().find(|entry| {
        entry
            .get("language")
            .and_then(Value::as_str)
            .is_some_and(|of| same(of, tag))
    });
    let result = entry.map_or(Err(NoResult::None), |entry| result(scope, entry, tag));
    Served {
        language,
        entry,
        result,
    }
}

/// The result of an entry's evidence for a language by the entry's measure:
/// the worst one where there are several, since a suite is chosen with ease.
fn result<'a>(scope: &Scope<'a>, entry: &Value, tag: &str) -> Result<&'a Value, NoResult> {
    let path = entry
        .get("evidence")
        .and_then(Value::as_str)
        .ok_or(NoResult::None)?;
    let metric = entry.get("metric").and_then(Value::as_str);
    let known = scope.known.get("evidence").map_or(&[][..], Value::items);
    let evidence = known
        .iter()
        .filter(|one| {
            one.get("key").and_then(Value::as_str) == Some("inclusion.quality[].evidence")
        })
        .find(|one| one.get("path").and_then(Value::as_str) == Some(path))
        .ok_or(NoResult::None)?;
    let results = match evidence.get("results") {
        Some(Value {
            kind: Kind::Missing(reason),
            ..
        }) => return Err(NoResult::Unknown(*reason)),
        Some(results) => results.items(),
        None => &[],
    };
    let better = if less_is_better(metric.unwrap_or("")) {
        -1.0
    } else {
        1.0
    };
    let text =
        |result: &Value, key: &str| result.get(key).and_then(Value::as_str).map(str::to_owned);
    results
        .iter()
        .filter(|result| {
            text(result, "language").is_some_and(|of| same(&of, tag))
                && text(result, "metric").as_deref() == metric
                && ["attribute", "group", "category"]
                    .iter()
                    .all(|key| result.get(key).is_none())
                && result.get("value").and_then(Value::as_number).is_some()
        })
        .min_by(|one, other| {
            let quality = |result: &Value| result.get("value").and_then(Value::as_number);
            let (one, other) = (quality(one).unwrap_or(0.0), quality(other).unwrap_or(0.0));
            (better * one).total_cmp(&(better * other))
        })
        .ok_or(NoResult::None)
}

/// Whether two tags are of one language: `ko` is whatever is spoken in `ko-KR`.
fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_owned();
    one == other
        || ((primary(&one) == one || primary(&other) == other) && primary(&one) == primary(&other))
}

fn record(one: &Served, all: &[Served], named: &Named) -> Value {
    let mut record = Record::new();
    let place = one.language.mark();
    record.put("language", one.language.clone());
    let entry = one.entry.and_then(|entry| entry.get("language"));
    record.put("entry", entry.cloned());
    let metric = one.entry.and_then(|entry| entry.get("metric"));
    record.put("metric", metric.cloned());
    let evaluated = match one.result {
        Ok(_) => Kind::Bool(true),
        Err(NoResult::None) => Kind::Bool(false),
        Err(NoResult::Unknown(reason)) => Kind::Missing(reason),
    };
    let at = one
        .entry
        .and_then(|entry| entry.get("evidence"))
        .and_then(Value::mark);
    let evaluated = Value::computed(evaluated).with_place(at.or_else(|| place.clone()));
    for key in ["value", "n", "low", "high"] {
        record.put(
            key,
            one.result.ok().and_then(|result| result.get(key)).cloned(),
        );
    }
    let mut settled = matches!(evaluated.kind, Kind::Bool(true));
    record.keep("evaluated", evaluated);
    if let (Some(quality), Some(best)) = (one.quality(), best(one, all)) {
        let gap = one
            .entry
            .and_then(|entry| entry.get("gap"))
            .and_then(Value::as_number);
        let gap = gap.unwrap_or(GAP).clamp(0.0, GAP);
        record.put("gap", Value::computed(gap));
        record.put(
            "best",
            best.result
                .ok()
                .and_then(|result| result.get("value"))
                .cloned(),
        );
        record.put("best_language", best.language.clone());
        let top = best.quality().unwrap_or(quality);
        record.put("behind", Value::computed(rounded(top - quality)));
        let within = within(one, quality, top, gap);
        settled &= matches!(within, Kind::Bool(true));
        let at = one.result.ok().and_then(Value::mark);
        record.keep("within", Value::computed(within).with_place(at));
    }
    let tag = one.language.as_str().unwrap_or("");
    record.put("named", Value::computed(named.holds(tag)).with_place(place));
    record.put("settled", Value::computed(settled));
    record.into_value(None).placed_like(one.language)
}

/// The best served language by the same measure, itself included.
fn best<'a, 'v>(one: &Served, all: &'a [Served<'v>]) -> Option<&'a Served<'v>> {
    all.iter()
        .filter(|other| other.metric() == one.metric() && other.quality().is_some())
        .max_by(|one, other| {
            let (one, other) = (one.quality(), other.quality());
            one.partial_cmp(&other).unwrap_or(Ordering::Equal)
        })
}

fn within(one: &Served, quality: f64, best: f64, gap: f64) -> Kind {
    let cases = one
        .result
        .ok()
        .and_then(|result| result.get("n"))
        .and_then(Value::as_int);
    if cases.is_none_or(|cases| cases < FEWEST) {
        return Kind::Missing(Reason::Insufficient);
    }
    let is_best = best - quality < EPSILON;
    let ends = (one.number("low"), one.number("high"));
    let (Some(low), Some(high), false) = (ends.0, ends.1, is_best) else {
        return Kind::Bool(best - quality <= gap + EPSILON);
    };
    let (one_end, other_end) = (best - one.share(low), best - one.share(high));
    if one_end.max(other_end) <= gap + EPSILON {
        Kind::Bool(true)
    } else if one_end.min(other_end) > gap + EPSILON {
        Kind::Bool(false)
    } else {
        Kind::Missing(Reason::NotDemonstrated)
    }
}

fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

/// Who is said to be left out.
struct Named {
    groups: Vec<String>,
    limitations: String,
}

impl Named {
    fn of(scope: &Scope) -> Self {
        let entries = scope
            .declared("inclusion.not_served")
            .map_or(&[][..], Value::items);
        let groups = entries
            .iter()
            .filter_map(|entry| entry.get("group")?.as_str());
        let models = scope.known.get("models").map_or(&[][..], Value::items);
        let sections = models
            .iter()
            .flat_map(|model| model.at_path("card.sections").map_or(&[][..], Value::items));
        let about_limits = |section: &&Value| {
            let topics = section.get("topics").map_or(&[][..], Value::items);
            topics
                .iter()
                .any(|topic| topic.as_str() == Some("limitations"))
        };
        let texts = sections
            .filter(about_limits)
            .filter_map(|section| section.get("text")?.as_str());
        Self {
            groups: groups.map(str::to_lowercase).collect(),
            limitations: texts.map(str::to_lowercase).collect::<Vec<_>>().join("\n"),
        }
    }

    fn holds(&self, tag: &str) -> bool {
        let primary = tag
            .split(['-', '_'])
            .next()
            .unwrap_or("")
            .to_ascii_lowercase();
        let tag = tag.to_ascii_lowercase();
        let by_tag = |group: &String| {
            let mut words = group.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            words.any(|word| word == tag || (word == primary && tag == primary))
        };
        let names = NAMES
            .iter()
            .find(|(tag, _)| *tag == primary)
            .map_or(&[][..], |(_, names)| names);
        let by_name = |text: &str| names.iter().any(|name| text.contains(name));
        self.groups
            .iter()
            .any(|group| by_tag(group) || by_name(group))
            || by_name(&self.limitations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(value: f64, n: i64, interval: Option<(f64, f64)>) -> Value {
        let mut entries = vec![("value", Value::computed(value)), ("n", Value::computed(n))];
        if let Some((low, high)) = interval {
            entries.push(("low", Value::computed(low)));
            entries.push(("high", Value::computed(high)));
        }
        Value::record(entries)
    }

    fn judged(metric: &str, value: f64, n: i64, interval: Option<(f64, f64)>, best: f64) -> Kind {
        let language = Value::computed("vi");
        let entry = Value::record([("metric", Value::computed(metric))]);
        let result = result(value, n, interval);
        let served = Served {
            language: &language,
            entry: Some(&entry),
            result: Ok(&result),
        };
        let best = served.share(best);
        within(&served, served.quality().expect("a value"), best, GAP)
    }

    #[test]
    fn a_gap_is_within_beyond_or_not_shown() {
        let kind =
            |value: f64, n, interval| format!("{:?}", judged("accuracy", value, n, interval, 0.9));
        assert_eq!(kind(0.81, 500, None), "true");
        assert_eq!(kind(0.80, 500, None), "true");
        assert_eq!(kind(0.79, 500, None), "false");
        assert_eq!(kind(0.81, 199, None), "missing(Insufficient)");
        assert_eq!(
            kind(0.81, 500, Some((0.77, 0.85))),
            "missing(NotDemonstrated)"
        );
        assert_eq!(kind(0.70, 500, Some((0.66, 0.74))), "false");
        assert_eq!(kind(0.88, 500, Some((0.85, 0.91))), "true");
    }

    #[test]
    fn errors_and_percent_are_read_as_what_they_are() {
        assert_eq!(
            format!("{:?}", judged("wer", 0.25, 500, None, 0.10)),
            "false"
        );
        assert_eq!(
            format!("{:?}", judged("wer", 0.15, 500, None, 0.10)),
            "true"
        );
        assert_eq!(
            format!("{:?}", judged("accuracy", 84.0, 500, None, 86.0)),
            "true"
        );
        assert_eq!(
            format!("{:?}", judged("accuracy", 70.0, 500, None, 86.0)),
            "false"
        );
    }

    #[test]
    fn a_tag_with_a_region_is_the_language_without_one() {
        assert!(same("ko", "ko-KR"));
        assert!(same("zh-Hant", "zh-hant"));
        assert!(!same("zh-Hant", "zh-Hans"));
        assert!(!same("ko", "en"));
    }

    #[test]
    fn a_language_is_named_by_its_name_or_by_a_tag_that_stands_for_it() {
        let named = Named {
            groups: vec!["speakers of vi".to_owned()],
            limitations: "it is no help to speakers of arabic".to_owned(),
        };
        assert!(named.holds("vi"));
        assert!(named.holds("ar"));
        assert!(!named.holds("it"));
        assert!(!named.holds("no"));
    }
}
