//! `privacy`: whether there is personal data, how long each set of it is kept,
//! which columns the samples and schemas show, and what each field is for.

mod columns;
mod fields;
mod judged;
mod retention;

use std::collections::HashSet;

use crate::facts::names::{PROTECTED, PROXIES, SPECIAL};
use crate::facts::{Derived, Family, Scope};
use crate::model::{Fact, Kind, Reason, Type, Value};

/// Personal data.
pub static FAMILY: Family = Family {
    name: "privacy",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("privacy.personal_data", Type::Bool, "privacy.personal_data, data[].personal", "whether the declaration or any dataset says that there is personal data; missing where none does and a manifest can't be read"),
    Fact::new("privacy.said_personal", Type::Bool, "privacy.personal_data, data[].personal", "the same from what can be read alone"),
    Fact::new("privacy.unbounded[]", Type::Text, "data[].retention_days", "sets of personal data that have no number of days of their own; the system itself where it holds personal data and no such set"),
    Fact::new("privacy.retention[].name", Type::Text, "data[].id", "a set of personal data"),
    Fact::new("privacy.retention[].personal", Type::Bool, "data[].personal", "whether it is about people; missing where its manifest can't be read"),
    Fact::new("privacy.retention[].days", Type::Int, "data[].retention_days, privacy.retention_days", "how long it may be kept: its own number, else the system's").unit("days"),
    Fact::new("privacy.retention[].end_stated", Type::Bool, "data[].collected_until", "whether the last day of collection is stated; missing where the manifest can't be read"),
    Fact::new("privacy.retention[].collected_until", Type::Date, "data[].collected_until", "the last day of collection"),
    Fact::new("privacy.retention[].expires", Type::Date, "collected_until, days", "the last day on which it may be kept"),
    Fact::new("privacy.fields_read", Type::Bool, "privacy.fields", "whether privacy.fields is a map, here or in the file that it names"),
    Fact::new("privacy.fields[].name", Type::Text, "privacy.fields", "a field"),
    Fact::new("privacy.fields[].use", Type::OneOf(&["feature", "label", "audit", "id"]), "privacy.fields", "what the model does with it; feature where nothing is said"),
    Fact::new("privacy.fields[].why_says", Type::Bool, "privacy.fields.<name>.why", "whether there is a reason for it that says something"),
    Fact::new("privacy.fields[].protected", Type::Text, "the field's name, fairness.attributes", "the protected attribute that it is"),
    Fact::new("privacy.fields[].proxy", Type::OneOf(&PROXIES), "the field's name", "what it is a proxy for"),
    Fact::new("privacy.fields[].in_schema", Type::Bool, "samples, manifests", "whether any sample or manifest has such a column"),
    Fact::new("privacy.columns[].name", Type::Text, "samples, manifests", "a column"),
    Fact::new("privacy.columns[].dataset", Type::Text, "data[].id", "the dataset that has it"),
    Fact::new("privacy.columns[].declared", Type::Bool, "privacy.fields", "whether privacy.fields names it"),
    Fact::new("privacy.beside_label[].name", Type::Text, "columns, privacy.fields", "a protected column or field in a table that has a label"),
    Fact::new("privacy.beside_label[].protected", Type::OneOf(&PROTECTED), "its name", "the protected attribute that it is"),
    Fact::new("privacy.beside_label[].label", Type::Text, "columns, privacy.fields, fairness.label", "the label"),
    Fact::new("privacy.special[].name", Type::Text, "columns, privacy.fields", "a column or field whose name says that it holds data of a special category"),
    Fact::new("privacy.special[].category", Type::OneOf(&SPECIAL), "its name", "the category"),
    Fact::new("privacy.special[].declared", Type::Bool, "privacy.special_categories", "whether the declaration names the category"),
];

/// The columns of a system and what they are said to be for.
struct Columns {
    columns: Vec<columns::Column>,
    /// The words of their names, by which names are held against each other.
    words: HashSet<Vec<String>>,
    /// Why no column is known, where none is.
    unknown: Option<Reason>,
}

fn derive(scope: &Scope) -> Derived {
    let known = columns::known(scope);
    let fields = fields::read(scope);
    let personal = personal_data(scope);
    let said = Value::computed(personal.as_bool() == Some(true)).placed_like(&personal);
    let mut values = vec![
        ("personal_data", personal),
        ("said_personal", said),
        ("unbounded", retention::unbounded(scope)),
        ("retention", retention::retention(scope)),
        ("columns", columns::facts(scope, &known, &fields)),
        ("beside_label", judged::beside_label(scope, &known, &fields)),
        ("special", columns::special(scope, &known, &fields)),
    ];
    if let Some(declared) = scope.declared("privacy.fields") {
        let read = match &fields {
            Ok(Some(_)) => Kind::Bool(true),
            Ok(None) => Kind::Bool(false),
            Err(reason) => Kind::Missing(*reason),
        };
        values.push(("fields_read", Value::computed(read).placed_like(declared)));
        if let Ok(Some(fields)) = &fields {
            values.push(("fields", fields::facts(scope, declared, fields, &known)));
        }
    }
    Derived::of(
        "privacy",
        Value::record(values).with_place(scope.place_of("privacy")),
    )
}

/// True where anything says so; where nothing does and a manifest can't be
/// read, nobody knows.
fn personal_data(scope: &Scope) -> Value {
    let declared = scope.declared("privacy.personal_data");
    if let Some(value) = declared.filter(|value| value.as_bool() == Some(true)) {
        return value.clone();
    }
    let mut unknown = None;
    for dataset in datasets(scope) {
        match dataset.get("personal") {
            Some(value) if value.as_bool() == Some(true) => return value.clone(),
            Some(value) => unknown = unknown.or_else(|| unread(value)),
            None => {}
        }
    }
    match (unknown, declared) {
        (Some(unknown), _) => unknown,
        (None, Some(declared)) => declared.clone(),
        (None, None) => Value::computed(false).with_place(scope.place_of("privacy")),
    }
}

/// A value that is there and can't be read.
fn unread(value: &Value) -> Option<Value> {
    match value.kind {
        Kind::Missing(reason) if reason != Reason::Absent => Some(value.clone()),
        _ => None,
    }
}

fn datasets<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Value> {
    scope
        .known
        .get("datasets")
        .into_iter()
        .flat_map(Value::items)
}

/// The attributes whose groups are compared, or said not to be.
fn attributes<'a>(scope: &'a Scope<'a>) -> impl Iterator<Item = &'a str> {
    let measured = scope
        .declared("fairness.attributes")
        .into_iter()
        .flat_map(Value::entries)
        .map(|(name, _)| &**name);
    let unmeasured = scope
        .declared("fairness.not_measured")
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|entry| entry.get("attribute")?.as_str());
    measured.chain(unmeasured)
}
