//! `fairness`: which protected attributes are looked at or said not to be,
//! which groups the counts hold, and which overall values stand without the
//! rows of their groups. The rates themselves are another family's.

mod card;
mod overall;

use crate::facts::{Derived, Family, Scope, names};
use crate::manifest::record::Record;
use crate::measure::text::substantive;
use crate::model::{Fact, Kind, Reason, Type, Value};

/// Groups of people.
pub static FAMILY: Family = Family {
    name: "fairness",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("fairness.lacks[]", Type::Text, "fairness", "what a system that judges people leaves out: attributes; counts, where there are no predictions either"),
    Fact::new("fairness.protected[].attribute", Type::OneOf(&names::PROTECTED), "the catalogue of rules", "a protected attribute"),
    Fact::new("fairness.protected[].covered", Type::Bool, "fairness.attributes, fairness.not_measured", "whether it has two groups or more, or an entry that says why it is not measured, under any of its names"),
    Fact::new("fairness.uncovered[]", Type::Text, "fairness.protected", "protected attributes that are not covered"),
    Fact::new("fairness.not_measured[].attribute", Type::Text, "fairness.not_measured[].attribute", "an attribute that is not measured"),
    Fact::new("fairness.not_measured[].reason_says", Type::Bool, "fairness.not_measured[].reason", "whether the reason says something"),
    Fact::new("fairness.not_measured[].review_by", Type::Date, "fairness.not_measured[].review_by", "when it is looked at again"),
    Fact::new("fairness.groups[].name", Type::Text, "fairness.attributes", "a group as attribute/group"),
    Fact::new("fairness.groups[].attribute", Type::Text, "fairness.attributes", "its attribute"),
    Fact::new("fairness.groups[].group", Type::Text, "fairness.attributes", "the group"),
    Fact::new("fairness.groups[].in_counts", Type::Bool, "fairness.counts", "whether the counts have a row for it; missing where they can't be read"),
    Fact::new("fairness.overall[].name", Type::Text, "fairness.declared, cards", "a measure that has an overall value"),
    Fact::new("fairness.overall[].from", Type::Text, "fairness.declared, cards", "the file that has it"),
    Fact::new("fairness.overall[].lacking[]", Type::Text, "fairness.declared, cards", "declared groups without a value of that measure there"),
    Fact::new("fairness.overall[].without_n[]", Type::Text, "fairness.declared, cards", "declared groups whose value has no count of people beside it"),
    Fact::new("fairness.declared_read", Type::Bool, "fairness.declared", "whether the declared numbers can be read; missing, with the reason, where not"),
];

/// Words that a reason needs.
const REASON_WORDS: usize = 4;

/// A declared group at its place.
struct Group<'a> {
    attribute: &'a str,
    value: &'a Value,
    name: String,
}

fn derive(scope: &Scope) -> Derived {
    let groups = groups(scope);
    let mut values = vec![
        ("lacks", lacks(scope)),
        ("groups", in_counts(scope, &groups)),
        ("overall", overall::overall(scope, &groups)),
    ];
    let protected = protected(scope);
    let uncovered = protected
        .items()
        .iter()
        .filter(|one| one.get("covered").and_then(Value::as_bool) == Some(false));
    let uncovered = uncovered.filter_map(|one| one.get("attribute").cloned());
    values.push(("uncovered", Value::list(uncovered)));
    values.push(("protected", protected));
    if let Some(declared) = scope.declared("fairness.not_measured") {
        let entries = declared.items().iter().map(not_measured);
        values.push(("not_measured", Value::list(entries).placed_like(declared)));
    }
    if let Some(declared) = scope.declared("fairness.declared") {
        let read = match results(scope, "fairness.declared") {
            Ok(_) => Kind::Bool(true),
            Err(reason) => Kind::Missing(reason),
        };
        values.push(("declared_read", Value::computed(read).placed_like(declared)));
    }
    Derived::of(
        "fairness",
        Value::record(values).with_place(scope.place_of("fairness")),
    )
}

fn lacks(scope: &Scope) -> Value {
    let attributes = scope.declared("fairness.attributes");
    let mut lacks = Vec::new();
    if attributes.is_none_or(|attributes| attributes.entries().next().is_none()) {
        lacks.push(Value::computed("attributes"));
    }
    if scope.declared("fairness.counts").is_none()
        && scope.declared("fairness.predictions").is_none()
    {
        lacks.push(Value::computed("counts"));
    }
    Value::list(lacks)
}

/// Each protected attribute, and whether anybody looks at it.
fn protected(scope: &Scope) -> Value {
    // One group can't be held against another.
    let measured = scope
        .declared("fairness.attributes")
        .into_iter()
        .flat_map(Value::entries)
        .filter(|(_, groups)| groups.items().len() > 1)
        .map(|(name, _)| &**name);
    let explained = scope
        .declared("fairness.not_measured")
        .map_or(&[][..], Value::items);
    let explained = explained
        .iter()
        .filter_map(|entry| entry.get("attribute")?.as_str());
    let named: Vec<&str> = measured
        .chain(explained)
        .filter_map(names::protected)
        .collect();
    Value::list(names::PROTECTED.iter().map(|attribute| {
        Value::record([
            ("attribute", Value::computed(*attribute)),
            ("covered", Value::computed(named.contains(attribute))),
        ])
    }))
    .with_place(scope.place_of("fairness.attributes"))
}

fn not_measured(entry: &Value) -> Value {
    let mut record = Record::new();
    record.put("attribute", entry.get("attribute").cloned());
    let reason = entry.get("reason");
    let text = reason.and_then(Value::as_str).unwrap_or("");
    let says = Value::computed(substantive(text, REASON_WORDS).is_ok());
    record.put("reason_says", says.placed_like(reason.unwrap_or(entry)));
    if let Some(date) = entry.get("review_by") {
        record.keep("review_by", date.clone());
    }
    record.into_value(None).placed_like(entry)
}

/// The declared groups. A group that is written as a number is one, too.
fn groups<'a>(scope: &'a Scope<'a>) -> Vec<Group<'a>> {
    let attributes = scope.declared("fairness.attributes");
    let attributes = attributes.into_iter().flat_map(Value::entries);
    attributes
        .flat_map(|(attribute, groups)| {
            groups.items().iter().filter_map(move |value| {
                Some(Group {
                    attribute,
                    value,
                    name: spelled(value)?,
                })
            })
        })
        .collect()
}

fn spelled(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Text(text) => Some(text.trim().to_owned()),
        Kind::Null | Kind::Missing(_) | Kind::List(_) | Kind::Map(_) => None,
        _ => Some(value.to_json().to_string().trim_matches('"').to_owned()),
    }
}

/// Each declared group, and whether the counts hold it.
fn in_counts(scope: &Scope, groups: &[Group]) -> Value {
    let counted = results(scope, "fairness.counts");
    let list = groups.iter().map(|group| {
        let held = match &counted {
            Ok(rows) => Kind::Bool(rows.iter().any(|row| group.is_of(row))),
            Err(reason) => Kind::Missing(*reason),
        };
        Value::record([
            (
                "name",
                Value::computed(format!("{}/{}", group.attribute, group.name)),
            ),
            ("attribute", Value::computed(group.attribute)),
            ("group", Value::computed(group.name.as_str())),
            ("in_counts", Value::computed(held)),
        ])
        .placed_like(group.value)
    });
    match scope.declared("fairness.attributes") {
        Some(attributes) => Value::list(list).placed_like(attributes),
        None => Value::list([]).with_place(scope.place_of("fairness")),
    }
}

impl Group<'_> {
    /// Whether a result is about this group.
    fn is_of(&self, row: &Value) -> bool {
        let text = |key: &str| row.get(key).and_then(spelled);
        text("attribute").is_some_and(|attribute| attribute == self.attribute)
            && text("group").is_some_and(|group| group == self.name)
    }
}

/// The rows of the evidence that a key names.
fn results<'a>(scope: &Scope<'a>, key: &str) -> Result<&'a [Value], Reason> {
    let known = scope.known.get("evidence").map_or(&[][..], Value::items);
    let evidence = known
        .iter()
        .find(|one| one.get("key").and_then(Value::as_str) == Some(key))
        .ok_or(Reason::Absent)?;
    match evidence.get("results") {
        Some(Value {
            kind: Kind::Missing(reason),
            ..
        }) => Err(*reason),
        Some(results) => Ok(results.items()),
        None => Ok(&[]),
    }
}
