//! `assessments`: documents that somebody signs for a version of the system:
//! the impact assessment, the data protection impact assessment, and the
//! record of hearing the people whom it touches.

use jiff::civil::Date;

use crate::facts::{Derived, Family, Scope, join, linked};
use crate::manifest::record::{Record, as_text};
use crate::measure::text::substance;
use crate::model::{Fact, Kind, Place, Reason, Span, Type, Value};
use crate::source::Blob;
use crate::source::markdown::Markdown;

/// Signed documents.
pub static FAMILY: Family = Family {
    name: "assessments",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("assessments.releases[]", Type::Text, "models", "each model as id@version"),
    Fact::new("assessments.impact.topics[].topic", Type::OneOf(IMPACT_TOPICS), "oversight.impact_assessment", "what an impact assessment weighs"),
    Fact::new("assessments.impact.topics[].covered", Type::Bool, "oversight.impact_assessment", "whether a section on it says something in 25 words; missing where the document can't be read"),
    Fact::new("assessments.impact.topics[].words", Type::Int, "oversight.impact_assessment", "words of the best section on it").unit("words"),
    Fact::new("assessments.impact.lacks[]", Type::Text, "its front matter", "keys that it lacks: reviewed_on as a date, reviewer, covers"),
    Fact::new("assessments.impact.reviewed_on", Type::Date, "its front matter", "when it was reviewed"),
    Fact::new("assessments.impact.reviewer", Type::Text, "its front matter", "who reviewed it"),
    Fact::new("assessments.impact.covers", Type::Text, "its front matter", "the model that it covers"),
    Fact::new("assessments.impact.authors[]", Type::Text, "its front matter", "who wrote it, where that is said"),
    Fact::new("assessments.impact.by_author", Type::Bool, "its front matter, the base, --context", "whether the reviewer alone wrote the change that brings it; absent where the change leaves it as it was"),
    Fact::new("assessments.impact.current", Type::Bool, "its front matter, models", "whether that is a model of the declaration in its version"),
    Fact::new("assessments.impact.read", Type::Bool, "oversight.impact_assessment", "whether it can be read; missing, with the reason, where not"),
    Fact::new("assessments.dpia.topics[].topic", Type::OneOf(DPIA_TOPICS), "privacy.dpia.doc", "what a data protection impact assessment weighs"),
    Fact::new("assessments.dpia.topics[].covered", Type::Bool, "privacy.dpia.doc", "whether a section on it says something in 25 words; missing where the document can't be read"),
    Fact::new("assessments.dpia.topics[].words", Type::Int, "privacy.dpia.doc", "words of the best section on it").unit("words"),
    Fact::new("assessments.dpia.covers", Type::Text, "privacy.dpia.covers", "the model that it covers"),
    Fact::new("assessments.dpia.current", Type::Bool, "privacy.dpia.covers, models", "whether that is a model of the declaration in its version"),
    Fact::new("assessments.heard.read", Type::Bool, "inclusion.consulted", "whether the record can be read; missing, with the reason, where not"),
    Fact::new("assessments.heard.lacks[]", Type::Text, "its front matter, or the envelope", "what it lacks: held_on as a date, outside, changes"),
    Fact::new("assessments.heard.held_on", Type::Date, "its front matter, or the envelope", "when people were heard"),
    Fact::new("assessments.heard.outside", Type::Int, "its front matter, or the envelope", "participants from outside").unit("people"),
    Fact::new("assessments.heard.changes", Type::Int, "its front matter, or the envelope", "what was changed because of them"),
    Fact::new("assessments.heard.listed", Type::Int, "the document, or the envelope", "changes that it lists, in a table or as items"),
    Fact::new("assessments.heard.complete", Type::Bool, "the document, or the envelope", "whether it lists as many as it counts"),
];

const IMPACT_TOPICS: &[&str] = &["affected", "harms", "alternatives", "decision"];
const DPIA_TOPICS: &[&str] = &["necessity", "risks", "measures"];

/// Words in headings by which a reader finds a topic, lower case.
#[rustfmt::skip]
const HEADINGS: &[(&str, &[&str])] = &[
    ("affected", &["affected", "who is touched", "whom it touches", "stakeholder", "영향을 받는", "영향 받는", "영향받는", "이해관계자", "대상자", "대상 집단"]),
    ("harms", &["harm", "risk", "adverse", "negative impact", "피해", "위험", "부정적 영향", "위해"]),
    ("alternatives", &["alternative", "options considered", "other options", "대안", "다른 방법"]),
    ("decision", &["decision", "conclusion", "outcome", "recommendation", "결정", "결론", "판단"]),
    ("necessity", &["necess", "proportional", "purpose", "필요성", "비례", "처리 목적"]),
    ("risks", &["risk", "threat", "위험", "위협"]),
    ("measures", &["measure", "mitigat", "safeguard", "control", "조치", "대책", "보호"]),
];

/// Words that a section needs.
const NEEDED: usize = 25;

fn derive(scope: &Scope) -> Derived {
    let releases = releases(scope);
    let mut values = Vec::new();
    if let Some(path) = scope.declared("oversight.impact_assessment") {
        values.push(("impact", impact(scope, path, &releases)));
    }
    if let Some(path) = scope.declared("privacy.dpia.doc") {
        values.push(("dpia", dpia(scope, path, &releases)));
    }
    if let Some(path) = scope.declared("inclusion.consulted") {
        values.push(("heard", heard(scope, path)));
    }
    let names = releases.iter().map(|name| Value::computed(name.as_str()));
    values.push(("releases", Value::list(names)));
    Derived::of("assessments", Value::record(values))
}

/// Every model as `id@version`.
fn releases(scope: &Scope) -> Vec<String> {
    let models = scope.declared("models").map_or(&[][..], Value::items);
    let text = |model: &Value, key: &str| model.get(key).and_then(as_text);
    let release = |model| {
        let (id, version) = (text(model, "id")?, text(model, "version")?);
        Some(format!("{}@{}", id.as_str()?, version.as_str()?))
    };
    models.iter().filter_map(release).collect()
}

fn impact(scope: &Scope, path: &Value, releases: &[String]) -> Value {
    let mut record = Record::new();
    let passage = linked::passage(scope, path.as_str().unwrap_or(""));
    record.keep("read", readable(path, passage.as_ref().map(|_| ())));
    let found = passage.map(|passage| passage.markdown);
    record.keep(
        "topics",
        topics(IMPACT_TOPICS, path, found.as_ref().map_err(|why| *why)),
    );
    if let Ok(markdown) = &found {
        let meta = Meta::of(markdown);
        let reviewed_on = meta.date("reviewed_on");
        let mut lacks = Vec::new();
        if reviewed_on.is_none() {
            lacks.push("reviewed_on");
        }
        lacks.extend(
            ["reviewer", "covers"]
                .into_iter()
                .filter(|key| meta.get(key).is_none()),
        );
        let lacks = lacks.into_iter().map(Value::computed);
        record.keep(
            "lacks",
            Value::list(lacks).with_place(Some(meta.place.clone())),
        );
        record.put("reviewed_on", reviewed_on);
        record.put("reviewer", meta.get("reviewer"));
        record.put("covers", meta.get("covers"));
        record.put("current", current(meta.get("covers"), releases));
        let authors = ["author", "authors", "written_by"];
        let authors = authors.into_iter().find_map(|key| meta.get(key));
        record.put(
            "authors",
            authors
                .map(|authors| Value::list(authors.one_or_many().cloned()).placed_like(&authors)),
        );
        record.put("by_author", by_author(scope, path, markdown, &meta));
        return record.into_value(None).with_place(Some(meta.place));
    }
    record.into_value(None).placed_like(path)
}

/// Whether the one who signed it wrote the change that brings it, alone; absent
/// where nobody is known to have written it, and where the change leaves it as
/// it was.
fn by_author(scope: &Scope, path: &Value, markdown: &Markdown, meta: &Meta) -> Option<Value> {
    let (before, context) = (scope.before?, scope.context?);
    let reviewer = meta.get("reviewer")?;
    let path = path.as_str()?.split('#').next()?;
    let was = join(before.folder, path).map(|path| before.tree.read(&path));
    if let Some(Blob::Text(was)) = was
        && was.text == markdown.document.text
    {
        return None;
    }
    let alone = context.authors.len() == 1 && context.is_author(reviewer.as_str()?);
    Some(Value::computed(alone).placed_like(&reviewer))
}

fn dpia(scope: &Scope, path: &Value, releases: &[String]) -> Value {
    let mut record = Record::new();
    let passage = linked::passage(scope, path.as_str().unwrap_or(""));
    let found = passage.map(|passage| passage.markdown);
    record.keep(
        "topics",
        topics(DPIA_TOPICS, path, found.as_ref().map_err(|why| *why)),
    );
    let covers = scope.declared("privacy.dpia.covers").cloned();
    record.put("covers", covers.clone());
    record.put("current", current(covers, releases));
    record.into_value(None).placed_like(path)
}

fn current(covers: Option<Value>, releases: &[String]) -> Option<Value> {
    let covers = covers?;
    let name = covers.as_str()?;
    let is_one = releases.iter().any(|release| release == name);
    Some(Value::computed(is_one).placed_like(&covers))
}

fn readable(path: &Value, found: Result<(), &Reason>) -> Value {
    match found {
        Ok(()) => Value::computed(true).placed_like(path),
        Err(reason) => Value::missing(*reason, path.mark()),
    }
}

/// The best section on each topic.
fn topics(topics: &[&str], path: &Value, found: Result<&Markdown, Reason>) -> Value {
    let markdown = match found {
        Ok(markdown) => markdown,
        Err(reason) => return Value::missing(reason, path.mark()),
    };
    Value::list(topics.iter().map(|topic| {
        let words = HEADINGS.iter().find(|(name, _)| name == topic);
        let words = words.map_or(&[][..], |(_, words)| words);
        let speaks = |heading: &str| {
            let heading = heading.to_lowercase();
            words.iter().any(|word| heading.contains(word))
        };
        let sections = markdown
            .sections
            .iter()
            .filter(|section| section.level > 1 && speaks(&section.heading));
        let best = sections
            .map(|section| (section, substance(&markdown.prose(section.whole), NEEDED)))
            .max_by_key(|(_, found)| (found.why.is_none(), found.words));
        let (covered, words, place) = match best {
            Some((section, found)) => (
                found.why.is_none(),
                found.words,
                Some(markdown.place(section.heading_span)),
            ),
            None => (false, 0, path.mark()),
        };
        Value::record([
            ("topic", Value::computed(*topic)),
            ("covered", Value::computed(covered)),
            ("words", Value::computed(words)),
        ])
        .with_place(place)
    }))
}

/// The front matter of a signed document, or the place where it belongs.
struct Meta<'a> {
    map: &'a Value,
    place: Place,
}

impl<'a> Meta<'a> {
    fn of(markdown: &'a Markdown) -> Self {
        let first = markdown.document.text.lines().next().unwrap_or("").len();
        Self {
            map: &markdown.meta,
            place: markdown.place(Span::new(0, first)),
        }
    }

    fn get(&self, key: &str) -> Option<Value> {
        let value = self.map.get(key)?;
        value.says_something().then(|| value.clone())
    }

    fn date(&self, key: &str) -> Option<Value> {
        date(&self.get(key)?)
    }
}

/// A date, which JSON has as a text and YAML may.
fn date(value: &Value) -> Option<Value> {
    match &value.kind {
        Kind::Date(_) => Some(value.clone()),
        Kind::Text(text) => {
            let date: Date = text.trim().parse().ok()?;
            Some(Value::computed(date).placed_like(value))
        }
        _ => None,
    }
}

/// The record of a consultation: a page with front matter, or an envelope.
fn heard(scope: &Scope, path: &Value) -> Value {
    let text = path.as_str().unwrap_or("");
    if text.to_ascii_lowercase().ends_with(".json") {
        return by_envelope(scope, path, text);
    }
    let mut record = Record::new();
    let passage = linked::passage(scope, text);
    record.keep("read", readable(path, passage.as_ref().map(|_| ())));
    let Ok(passage) = passage else {
        return record.into_value(None).placed_like(path);
    };
    let meta = Meta::of(&passage.markdown);
    record.put("held_on", meta.date("held_on"));
    record.put("outside", meta.get("outside"));
    record.put("changes", meta.get("changes"));
    record.keep(
        "lacks",
        lacking(&record).with_place(Some(meta.place.clone())),
    );
    let listed = listed(&passage.markdown);
    record.put("listed", Value::computed(listed));
    record.put(
        "complete",
        meta.get("changes").and_then(|changes| {
            let counted = usize::try_from(changes.as_int()?).ok()?;
            Some(Value::computed(listed >= counted).placed_like(&changes))
        }),
    );
    record.into_value(None).with_place(Some(meta.place))
}

/// Rows of the longest table, or items of the longest list.
fn listed(markdown: &Markdown) -> usize {
    let rows = markdown.tables.iter().map(|table| table.rows.len());
    let text = markdown.document.text.as_str();
    let is_item = |line: &&str| {
        let line = line.trim_start();
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered =
            number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") "));
        line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ") || numbered
    };
    let body = text.get(markdown.body.range()).unwrap_or("");
    let items = body.lines().filter(is_item).count();
    rows.max().unwrap_or(0).max(items)
}

fn by_envelope(scope: &Scope, path: &Value, text: &str) -> Value {
    let mut record = Record::new();
    let found = super::evidence::results(scope, "inclusion.consulted", text);
    record.keep("read", readable(path, found.as_ref().map(|_| ())));
    let Some(last) = found.unwrap_or_default().last() else {
        return record.into_value(None).placed_like(path);
    };
    record.put("held_on", last.get("date").and_then(date));
    record.put("outside", last.get("outside").cloned());
    // An envelope counts what was changed; there is no page to list it.
    record.put("listed", last.get("changes").cloned());
    record.put("changes", last.get("changes").cloned());
    record.put("complete", Value::computed(true));
    record.keep("lacks", lacking(&record).placed_like(last));
    record.into_value(None).placed_like(last)
}

/// What the record of a consultation lacks.
fn lacking(record: &Record) -> Value {
    let keys = ["held_on", "outside", "changes"];
    let lacks = keys.into_iter().filter(|key| record.get(key).is_none());
    Value::list(lacks.map(Value::computed))
}
