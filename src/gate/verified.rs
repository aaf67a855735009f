//! What a verdict rests on, taken from the facts: what was measured of groups,
//! and the files with their digests.

use std::collections::BTreeSet;

use super::judge::Tally;
use crate::facts;
use crate::model::report::{Audience, Fact};
use crate::model::verified::{GroupRate, HeldLimit, Measured, RuleOutcomes, StoodOn};
use crate::model::{Kind, Language, Outcome, Span, Value};
use crate::policy::{CheckResult, Rule};

/// Facts of data that a reader is told beside the declaration's own.
const OF_DATA: [&str; 12] = [
    "id",
    "role",
    "license",
    "source",
    "personal",
    "basis",
    "minors",
    "collected_until",
    "people",
    "publisher",
    "period",
    "gaps",
];

/// How many files are named in which a rule was decided.
const FILES: usize = 12;

/// Outcomes of one rule, and where they were decided.
#[derive(Default)]
pub(super) struct Outcomes {
    tally: Tally,
    files: Vec<String>,
}

impl Outcomes {
    pub(super) fn add(&mut self, result: &CheckResult, declaration: &str, evidence: &Evidence) {
        self.tally.add(result.outcome);
        if result.outcome == Outcome::NotApplicable {
            return;
        }
        for place in result.place.iter().chain(&result.related) {
            let document = &place.document;
            if document.path != declaration {
                self.name(document.exists.then_some(&*document.path));
            } else if !document.on_base {
                evidence
                    .of(place.span)
                    .for_each(|path| self.name(Some(path)));
            }
        }
    }

    fn name(&mut self, path: Option<&str>) {
        let news = path.filter(|path| !self.files.iter().any(|known| known == path));
        if let Some(path) = news.filter(|_| self.files.len() < FILES) {
            self.files.push(path.to_owned());
        }
    }

    pub(super) fn of(self, rule: &Rule, language: Language) -> RuleOutcomes {
        RuleOutcomes {
            id: rule.id.clone(),
            title: rule.file.title.get(language).to_owned(),
            principle: rule.principle.clone(),
            pass: self.tally.pass,
            fail: self.tally.fail,
            open: self.tally.open,
            review: self.tally.review,
            not_applicable: self.tally.not_applicable,
            files: self.files,
            audience: Audience::Internal,
        }
    }
}

/// Files of evidence by the parts of the declaration that rest on them: what
/// is said in one entry is held against the evidence that the entry names.
#[derive(Default)]
pub(super) struct Evidence {
    parts: Vec<(Span, String)>,
}

/// Keys of a section whose evidence speaks of other keys of it.
const APART: &[(&str, &[&str], &[&str])] = &[
    (
        "fairness",
        &["counts", "predictions", "declared"],
        &["checks", "attributes", "intersections"],
    ),
    ("youth", &["safety_eval"], &["limits", "benign_help_min"]),
];

impl Evidence {
    /// Of a system by its declaration, its facts and its folder.
    pub(super) fn named(declaration: &Value, facts: &Value, folder: &str) -> Self {
        let all = facts.get("evidence").map_or(&[][..], Value::items);
        // A default is held against the product's own configuration.
        let settings = declaration.at_path("youth.defaults");
        let settings = settings.map_or(&[][..], Value::items).iter();
        let paths: BTreeSet<String> = all
            .iter()
            .filter_map(|one| text(one, "path"))
            .chain(settings.filter_map(|one| text(one, "file")))
            .collect();
        let mut parts = Vec::new();
        for (name, section) in entries(declaration) {
            let mut texts = Vec::new();
            if let Kind::List(_) = section.kind {
                below(section, None, &mut texts);
            }
            for (key, item) in entries(section) {
                let from = texts.len();
                // A whole section speaks of many things.
                below(item, (key == "evidence").then_some(section), &mut texts);
                let apart = APART
                    .iter()
                    .filter(|(of, keys, _)| *of == name && keys.contains(&key))
                    .flat_map(|(.., parts)| parts.iter().filter_map(|key| section.get(key)));
                let named: Vec<_> = texts[from..].iter().map(|(_, text)| *text).collect();
                texts.extend(apart.flat_map(|part| named.iter().map(move |text| (part, *text))));
            }
            parts.extend(texts.into_iter().filter_map(|(part, text)| {
                let path = text.as_str().filter(|path| paths.contains(*path))?;
                Some((part.place.as_ref()?.span, facts::join(folder, path)?))
            }));
        }
        Self { parts }
    }

    fn of(&self, span: Span) -> impl Iterator<Item = &str> {
        let around = self
            .parts
            .iter()
            .filter(move |(part, _)| part.start <= span.start && span.end <= part.end);
        around.map(|(_, path)| path.as_str())
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let map = match &value.kind {
        Kind::Map(map) => Some(map),
        _ => None,
    };
    map.into_iter()
        .flat_map(|map| map.iter().map(|(key, item)| (&**key, item)))
}

/// Each text below a value, behind the entry that it stands in: the innermost
/// map, or itself where there is none.
fn below<'v>(value: &'v Value, entry: Option<&'v Value>, found: &mut Vec<(&'v Value, &'v Value)>) {
    match &value.kind {
        Kind::Map(map) => map
            .iter()
            .for_each(|(_, item)| below(item, Some(value), found)),
        Kind::List(items) => items.iter().for_each(|item| below(item, entry, found)),
        Kind::Text(_) => found.push((entry.unwrap_or(value), value)),
        _ => {}
    }
}

/// What was measured of groups, by attribute and metric.
pub(super) fn groups(facts: &Value) -> Vec<Measured> {
    let mut found: Vec<Measured> = Vec::new();
    let gaps = ["fairness.gaps", "fairness.crossed"];
    let gaps = gaps.iter().filter_map(|path| facts.at_path(path));
    for gap in gaps.flat_map(Value::items) {
        let (Some(attribute), Some(metric)) = (text(gap, "attribute"), text(gap, "metric")) else {
            continue;
        };
        let Some(limit) = held(gap) else {
            continue;
        };
        let known = found
            .iter_mut()
            .find(|one| one.attribute == attribute && one.metric == metric);
        match known {
            Some(known) => known.limits.push(limit),
            None => found.push(Measured {
                attribute,
                metric,
                rates: items(gap, "rates").filter_map(rate).collect(),
                limits: vec![limit],
                audience: Audience::Internal,
            }),
        }
    }
    found
}

fn rate(rate: &Value) -> Option<GroupRate> {
    Some(GroupRate {
        group: text(rate, "group")?,
        value: number(rate, "value"),
        low: number(rate, "low"),
        high: number(rate, "high"),
        n: whole(rate, "n"),
        enough: rate.get("enough").and_then(Value::as_bool) == Some(true),
    })
}

fn held(gap: &Value) -> Option<HeldLimit> {
    let within = gap.get("within");
    Some(HeldLimit {
        compare: text(gap, "compare")?,
        limit: number(gap, "limit")?,
        groups: items(gap, "groups").filter_map(word).collect(),
        value: number(gap, "value"),
        low: number(gap, "low"),
        high: number(gap, "high"),
        within: within.and_then(Value::as_bool),
        reason: within.and_then(|within| match within.kind {
            Kind::Missing(reason) => Some(reason),
            _ => None,
        }),
        left_out: items(gap, "left_out").filter_map(word).collect(),
    })
}

/// The files that a system stands on, each with what it is evidence of.
pub(super) fn files(facts: &Value) -> Vec<StoodOn> {
    let evidence = facts.get("evidence").map_or(&[][..], Value::items);
    let files = facts.at_path("lock.files").into_iter();
    let mut found: Vec<StoodOn> = Vec::new();
    for file in files.flat_map(Value::items) {
        let (Some(role), Some(name)) = (
            text(file, "role"),
            text(file, "path").or_else(|| text(file, "name")),
        ) else {
            continue;
        };
        let own = || {
            let is = |one: &&Value| text(one, "path").as_deref() == Some(name.as_str());
            evidence.iter().filter(is)
        };
        let dataset = own().find_map(|one| whole(one.get("dataset")?, "n"));
        found.push(StoodOn {
            keys: own().filter_map(|one| text(one, "key")).collect(),
            kind: own().find_map(|one| text(one, "kind")),
            created: own().find_map(|one| one.get("created").and_then(shown)),
            n: dataset,
            sha256: text(file, "sha256"),
            bytes: whole(file, "bytes"),
            audience: Audience::Internal,
            role,
            name,
        });
    }
    found
}

/// What is told of the data, merged from the declaration and its manifests.
pub(super) fn data(facts: &Value) -> Vec<Fact> {
    let datasets = facts.get("datasets").into_iter();
    let datasets = datasets.flat_map(Value::items).enumerate();
    let told = datasets.flat_map(|(index, dataset)| {
        let of = OF_DATA.iter();
        of.filter_map(move |key| {
            let value = dataset.get(key).filter(|value| value.says_something())?;
            let is_plain = !matches!(value.kind, Kind::Map(_) | Kind::List(_));
            let sensitive = value.place.as_ref().is_some_and(|place| place.sensitive);
            (is_plain && !sensitive).then(|| Fact {
                path: format!("datasets[{index}].{key}"),
                value: value.to_json(),
                audience: Audience::Internal,
            })
        })
    });
    told.collect()
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).into_iter().flat_map(Value::items)
}

fn word(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(word)
}

fn number(value: &Value, key: &str) -> Option<f64> {
    value
        .get(key)?
        .as_number()
        .filter(|number| number.is_finite())
}

fn whole(value: &Value, key: &str) -> Option<u64> {
    u64::try_from(value.get(key)?.as_int()?).ok()
}

/// A date, or a text, as it is shown.
fn shown(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Date(date) => Some(date.to_string()),
        Kind::Text(text) => Some(text.to_string()),
        _ => None,
    }
}
