//! `privacy`: whether there is personal data, how long each set of it is kept,
//! which columns the samples and schemas show, what each field is for, what
//! personal data the files hold, whom the code sends it to, and whether a
//! generator recites what it learned from.

mod columns;
mod elsewhere;
mod fields;
mod found;
mod hosts;
mod judged;
mod processors;
mod published;
mod published_tables;
mod recites;
mod retention;
mod scan;
mod services;
mod training;

pub(super) use self::columns::header;

use std::collections::HashSet;

use crate::facts::names::{PROTECTED, PROXIES, SPECIAL};
use crate::facts::{Derived, Family, Scope};
use crate::measure::pii::Kind as Kinds;
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
    Fact::new("privacy.asks[].language", Type::Text, "system.languages", "a served language"),
    Fact::new("privacy.asks[].reference", Type::Text, "privacy.trains_on_user_input.text", "file and key of the sentence that asks users before what they write is trained on"),
    Fact::new("privacy.asks[].asked", Type::Bool, "privacy.trains_on_user_input.text", "whether there is such a sentence and it says something in 4 words; missing where its file or key is not there"),
    Fact::new("privacy.logs[].name", Type::Text, "code, settings", "data that is loaded, by a name that speaks of logs or of what users wrote"),
    Fact::new("privacy.logs[].path", Type::Text, "code, settings", "the file that loads it"),
    Fact::new("privacy.logs[].confidence", Type::OneOf(&["high", "low"]), "code, settings", "high for a call, low for a key of settings"),
    Fact::new("privacy.special[].name", Type::Text, "columns, privacy.fields", "a column or field whose name says that it holds data of a special category"),
    Fact::new("privacy.special[].category", Type::OneOf(&SPECIAL), "its name", "the category"),
    Fact::new("privacy.special[].declared", Type::Bool, "privacy.special_categories", "whether the declaration names the category"),
    Fact::new("privacy.found[].kind", Type::OneOf(KINDS), "samples, fixtures, notebooks, prompts; other texts", "a kind of personal data, or a secret, in a file; in code, settings and prose only secrets, cards and numbers that a state gives a person, and only sure ones"),
    Fact::new("privacy.found[].path", Type::Text, "the tree", "the file"),
    Fact::new("privacy.found[].count", Type::Int, "the file", "how many at this confidence; contacts of the declaration and addresses of no person are left out"),
    Fact::new("privacy.found[].confidence", Type::OneOf(CONFIDENCE), "the file", "high where any of them is confirmed by a check digit, its shape or a label"),
    Fact::new("privacy.found[].line", Type::Int, "the file", "the line of the first"),
    Fact::new("privacy.found[].allowed", Type::Bool, "privacy.pii_allowed", "whether an entry admits the kind in this file"),
    Fact::new("privacy.searched", Type::Int, "the tree", "texts of code, settings and prose that were searched for secrets and for numbers of people").unit("files"),
    Fact::new("privacy.unread[].path", Type::Text, "the tree", "a file or folder that could not be opened, or whose name is not UTF-8; what git does not track is left out"),
    Fact::new("privacy.unread[].searched", Type::Bool, "the tree", "missing, since nobody knows what it holds"),
    Fact::new("privacy.admitted[].kind", Type::OneOf(KINDS), "privacy.pii_allowed", "a kind that an entry admits"),
    Fact::new("privacy.admitted[].where", Type::Text, "privacy.pii_allowed", "the files that it admits it in"),
    Fact::new("privacy.admitted[].why", Type::Text, "privacy.pii_allowed", "the reason that the entry gives"),
    Fact::new("privacy.admitted[].grave", Type::Bool, "the kind", "whether it is a secret, a card, or a number that a state gives a person"),
    Fact::new("privacy.admitted[].in_fixtures", Type::Bool, "privacy.pii_allowed", "whether its files all lie in a folder of test fixtures"),
    Fact::new("privacy.identifiers[].kind", Type::OneOf(KINDS), "evidence, cards, explain.public", "a card, or a number that a state gives a person, in a file that is published"),
    Fact::new("privacy.identifiers[].path", Type::Text, "the tree", "the file"),
    Fact::new("privacy.identifiers[].count", Type::Int, "the file", "how many at this confidence"),
    Fact::new("privacy.identifiers[].confidence", Type::OneOf(CONFIDENCE), "the file", "high where any of them is confirmed"),
    Fact::new("privacy.identifiers[].line", Type::Int, "the file", "the line of the first"),
    Fact::new("privacy.tables[].path", Type::Text, "evidence", "a table with a row for each person"),
    Fact::new("privacy.tables[].answer", Type::Text, "its header", "the column of a label, a prediction or a score"),
    Fact::new("privacy.tables[].identifier", Type::Text, "its header, its cells", "the column, or the kind in its cells, that tells who it is"),
    Fact::new("privacy.tables[].protected[]", Type::Text, "its header, fairness.attributes", "a column of a protected attribute"),
    Fact::new("privacy.counts[].path", Type::Text, "evidence", "a table of counts"),
    Fact::new("privacy.counts[].smallest", Type::Int, "the table", "its smallest count that is not zero").unit("people"),
    Fact::new("privacy.counts[].cell", Type::OneOf(&["tp", "fp", "fn", "tn"]), "the table", "the column of that count"),
    Fact::new("privacy.counts[].attribute", Type::Text, "the table", "the attribute of its row"),
    Fact::new("privacy.counts[].group", Type::Text, "the table", "the group of its row"),
    Fact::new("privacy.requests[].service", Type::Text, "code, settings", "a service for models or analytics that code names a host of"),
    Fact::new("privacy.requests[].host", Type::Text, "code, settings", "the host"),
    Fact::new("privacy.requests[].path", Type::Text, "code, settings", "the file"),
    Fact::new("privacy.requests[].declared", Type::Bool, "privacy.processors", "whether an entry lists the host"),
    Fact::new("privacy.hints[].service", Type::Text, "code, settings", "a service that an import or a variable hints at, and whose host stands nowhere"),
    Fact::new("privacy.hints[].sign", Type::Text, "code, settings", "the import or the variable"),
    Fact::new("privacy.hints[].path", Type::Text, "code, settings", "the file"),
    Fact::new("privacy.hints[].declared", Type::Bool, "privacy.processors", "whether an entry lists a host of the service, or is named after it"),
    Fact::new("privacy.processors[].name", Type::Text, "privacy.processors", "a declared processor"),
    Fact::new("privacy.processors[].lacking[]", Type::Text, "privacy.processors", "keys that its entry leaves out"),
    Fact::new("privacy.processors[].country", Type::Text, "privacy.processors", "where it handles data"),
    Fact::new("privacy.processors[].outside_markets", Type::Bool, "system.markets", "whether that lies outside the markets; false where no market is named"),
    Fact::new("privacy.processors[].has_transfer", Type::Bool, "privacy.processors", "whether its entry names what allows the transfer"),
    Fact::new("privacy.processors[].used", Type::Bool, "code, settings", "whether a host of it stands in code or settings, or a sign of it"),
    Fact::new("privacy.recites.applies", Type::Bool, "system.kind, data[].role, data[].personal", "whether a generator learned from personal data; missing where a manifest can't be read"),
    Fact::new("privacy.recites.learned[]", Type::Text, "data[].id", "the sets of personal data that it learned from"),
    Fact::new("privacy.recites.lacks[]", Type::Text, "privacy.memorization", "which of method and evidence is left out"),
    Fact::new("privacy.recites.evidence", Type::Text, "privacy.memorization.evidence", "the path of the test of recitation"),
    Fact::new("privacy.recites.counted", Type::Bool, "the evidence", "whether it counts canaries and how many of them were extracted; missing where it can't be read"),
    Fact::new("privacy.recites.dataset", Type::Text, "the evidence", "the dataset that it speaks of"),
    Fact::new("privacy.recites.trained_on", Type::Bool, "the evidence, data[].id", "whether the model learned from that dataset, and personal data is in it; absent where the evidence names none"),
    Fact::new("privacy.recites.digest", Type::Text, "the evidence", "the dataset's SHA-256 when it was tested"),
    Fact::new("privacy.recites.same_data", Type::Bool, "the evidence, ethics.lock, the dataset's manifest", "whether it is that of the dataset's files, by the lock, else by the manifest, else by their bytes; missing(unverified) where either is not known"),
    Fact::new("privacy.recites.canaries", Type::Int, "the evidence", "canaries of the worst count").unit("canaries"),
    Fact::new("privacy.recites.extracted", Type::Int, "the evidence", "how many of them were recited, at their place").unit("canaries"),
    Fact::new("privacy.recites.limit", Type::Number, "privacy.memorization.limit", "the share that may be recited; 0.01 where nothing lower is declared").unit("share"),
    Fact::new("privacy.recites.rate", Type::Number, "canaries, extracted", "the share that was").unit("share"),
    Fact::new("privacy.recites.high", Type::Number, "canaries, extracted", "the upper bound of the share, one-sided at 0.95 (Clopper and Pearson)").unit("share"),
    Fact::new("privacy.recites.needed", Type::Int, "extracted, limit", "canaries that would show the limit, were no other recited").unit("canaries"),
    Fact::new("privacy.recites.within", Type::Bool, "rate, high, limit", "whether the limit is kept; missing(not-demonstrated) where only the upper bound lies above it"),
];

const CONFIDENCE: &[&str] = &["high", "low"];

/// The kinds of personal data by name.
const KINDS: &[&str] = &{
    let mut names = [""; Kinds::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = Kinds::ALL[at].name();
        at += 1;
    }
    names
};

/// The columns of a system and what they are said to be for.
struct Columns {
    columns: Vec<columns::Column>,
    /// The words of their names, by which names are held against each other.
    words: HashSet<Vec<String>>,
    /// Why no column is known, where none is.
    unknown: Option<Reason>,
}

fn derive(scope: &Scope) -> Derived {
    let mut passed_over = Vec::new();
    let (identifiers, tables) = published::identifiers(scope, &mut passed_over);
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
        ("asks", training::asks(scope)),
        ("logs", training::logs(scope)),
        ("special", columns::special(scope, &known, &fields)),
        ("admitted", found::admitted(scope)),
        ("identifiers", identifiers),
        ("tables", tables),
        ("counts", published_tables::counts(scope)),
        ("recites", recites::recites(scope)),
    ];
    values.extend(processors::facts(scope));
    // Most texts have been read by now, and are not read again.
    let [found, searched, unread] = found::found(scope, &mut passed_over);
    values.extend([("found", found), ("searched", searched), ("unread", unread)]);
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
    let privacy = Value::record(values).with_place(scope.place_of("privacy"));
    Derived {
        passed_over,
        ..Derived::of("privacy", privacy)
    }
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

/// Addresses that people are asked to write to, in lower case.
fn contacts(scope: &Scope) -> HashSet<String> {
    ["oversight.contact", "system.owner.contact"]
        .into_iter()
        .filter_map(|key| scope.declared_str(key))
        .map(|contact| contact.trim_start_matches("mailto:").to_ascii_lowercase())
        .collect()
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
