//! `licenses`: what the licenses of data, bases and models allow and ask,
//! beside how the system uses them.

mod credit;

use self::credit::Credits;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::measure::license::{self, Allows, License, Standing};
use crate::model::path::parted;
use crate::model::{Fact, Kind, Reason, Type, Value};

/// Licenses and what is done under them.
pub static FAMILY: Family = Family {
    name: "licenses",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("licenses[].of", Type::OneOf(&["data", "base", "model"]), "data, models", "what is given under the license"),
    Fact::new("licenses[].name", Type::Text, "data[].id, models[].base.id, models[].id", "the dataset or model"),
    Fact::new("licenses[].license", Type::Text, "the entry, else its manifest or card", "the license as it is written; missing where the manifest or card can't be read"),
    Fact::new("licenses[].published", Type::Text, "models[].base.id, a list of well-known models", "of a base that is well known, the license under which those who made it give it"),
    Fact::new("licenses[].as_published", Type::Bool, "the license", "whether that is the license that is named, versions of one family aside"),
    Fact::new("licenses[].standing", Type::OneOf(Standing::NAMES), "the license", "how well it is named: own, one license, a family without a version, or unknown"),
    Fact::new("licenses[].meant", Type::Text, "the license, the SPDX list", "the id that a loose spelling of it stands for; absent where it is known, or stands for none"),
    Fact::new("licenses[].certain", Type::Bool, "the table of licenses", "whether its terms were read against its text"),
    Fact::new("licenses[].commercial", Type::OneOf(Allows::NAMES), "the table of licenses", "whether it allows commercial use; ask where that depends"),
    Fact::new("licenses[].changes", Type::OneOf(Allows::NAMES), "the table of licenses", "whether it allows to give on changed versions"),
    Fact::new("licenses[].share_alike", Type::Bool, "the table of licenses", "whether what is made from the whole has to carry the same license; absent where that is not known"),
    Fact::new("licenses[].limits_uses", Type::Bool, "the table of licenses", "whether it forbids listed uses and asks to pass that on; absent where that is not known"),
    Fact::new("licenses[].asks_credit", Type::Bool, "the table of licenses", "whether source and license have to be named"),
    Fact::new("licenses[].credited", Type::Bool, "the models' cards, NOTICE", "whether a card or a NOTICE names the dataset and its license in one place; missing where neither can be read"),
    Fact::new("licenses[].trains", Type::Bool, "data[].role", "whether a model is made from it"),
    Fact::new("licenses[].own", Type::Bool, "the license, data[].source", "whether it is the team's own: first-party data, or proprietary and from nobody else"),
    Fact::new("licenses[].of_others", Type::Bool, "data[].source", "whether it is said to come from somebody else; absent for models"),
    Fact::new("licenses[].has_text", Type::Bool, "data[].license_file, the card's license_link, LICENSE", "whether the license's own text is in the tree or linked; missing where the file that is named is not there"),
    Fact::new("licenses[].permitted", Type::Bool, "data[].permission", "whether a written permission is named and there; missing where the file is not there"),
    Fact::new("licenses[].others[]", Type::Text, "models[].license", "licenses of models made from it, where they are others"),
    Fact::new("licenses[].unlimited[]", Type::Text, "models[].license", "those of them that are known to limit no use"),
];

/// A license on its way to facts.
struct Given<'a> {
    of: &'static str,
    name: &'a Value,
    /// As written; missing where it may stand in what can't be read.
    license: Option<Value>,
    read: Option<License>,
    /// The entry of the declaration.
    entry: &'a Value,
}

fn derive(scope: &Scope) -> Derived {
    let mut licenses = Vec::new();
    let models = known(scope, "models");
    let under: Vec<Under> = models.iter().filter_map(of_model).map(Under::of).collect();
    let sets = known(scope, "datasets");
    let credits = Credits::of(scope, models, sets);
    for set in sets {
        licenses.push(of_data(scope, set, &under, &credits));
    }
    for model in models {
        if let Some(base) = of_base(model) {
            licenses.push(base);
        }
        if let Some(record) = model_itself(scope, model) {
            licenses.push(record);
        }
    }
    Derived::of("licenses", Value::list(licenses))
}

fn known<'a>(scope: &Scope<'a>, list: &str) -> &'a [Value] {
    scope.known.get(list).map_or(&[][..], Value::items)
}

/// What is known of a license wherever it stands.
fn record(given: &Given) -> Record {
    let mut record = Record::new();
    record.put("of", Value::computed(given.of));
    record.put("name", given.name.clone());
    if let Some(license) = &given.license {
        record.keep("license", license.clone());
    }
    let Some(read) = &given.read else {
        return record;
    };
    let terms = read.terms;
    let known = |value: Option<bool>| value.map(Value::computed);
    record.put("standing", Value::computed(read.standing.name()));
    let written = given.license.as_ref().and_then(Value::as_str);
    let loose = written.filter(|_| read.standing == Standing::Unknown);
    record.put("meant", loose.and_then(license::meant).map(Value::computed));
    record.put("certain", Value::computed(terms.certain));
    record.put("commercial", Value::computed(terms.commercial.name()));
    record.put("changes", Value::computed(terms.changes.name()));
    record.put("share_alike", known(terms.share_alike));
    record.put("limits_uses", known(terms.limits_uses));
    record.put("asks_credit", Value::computed(terms.credit));
    record
}

/// The place of a license, or of the entry that lacks one.
fn placed(record: Record, given: &Given) -> Value {
    let written = given.license.as_ref().and_then(Value::mark);
    let entry = given.entry.get("id").unwrap_or(given.entry);
    let place = written.or_else(|| entry.mark());
    record.into_value(place)
}

fn is_own(read: Option<&License>) -> bool {
    read.is_some_and(|license| license.standing == Standing::Own)
}

/// The license of what was made from something.
struct Under {
    /// As it is written.
    text: Value,
    license: License,
    /// [`License::stems`] of it.
    stems: Vec<String>,
}

impl Under {
    fn of((text, license): (Value, License)) -> Self {
        Self {
            stems: license.stems(),
            text,
            license,
        }
    }
}

fn of_data(scope: &Scope, set: &Value, under: &[Under], credits: &Credits) -> Value {
    let (license, read) = of_set(set);
    let nameless = Value::computed("?");
    let given = Given {
        of: "data",
        name: set.get("id").unwrap_or(&nameless),
        license,
        read,
        entry: set,
    };
    let mut record = record(&given);
    let role = set.get("role").and_then(Value::as_str);
    let trains = matches!(role, Some("train" | "finetune"));
    record.put("trains", Value::computed(trains));
    let source = set.get("source").and_then(Value::as_str);
    // Somebody else's data is not one's own because its license is secret.
    let others = matches!(source, Some("third-party" | "public"));
    let own = (is_own(given.read.as_ref()) && !others) || source == Some("first-party");
    record.put("own", Value::computed(own));
    record.put("of_others", Value::computed(others));
    record.keep("has_text", there(scope, set.get("license_file")));
    record.keep("permitted", there(scope, set.at_path("entry.permission")));
    if let Some(read) = given.read.as_ref().filter(|read| read.terms.credit) {
        record.keep("credited", credits.name(set, read));
    }
    if let Some(read) = given.read.as_ref().filter(|_| trains) {
        made_from(&mut record, read, under);
    }
    placed(record, &given)
}

/// The licenses of what was made from something.
fn made_from(record: &mut Record, read: &License, under: &[Under]) {
    let stems = read.stems();
    let is_like =
        |other: &Under| other.license.standing != Standing::Unknown && other.stems == stems;
    let others: Vec<&Under> = under.iter().filter(|other| !is_like(other)).collect();
    let unlimited = others.iter().filter(|other| {
        let license = &other.license;
        license.standing == Standing::Precise && license.terms.limits_uses == Some(false)
    });
    let texts = |licenses: Vec<&Value>| Value::list(licenses.into_iter().cloned());
    record.keep(
        "unlimited",
        texts(unlimited.map(|other| &other.text).collect()),
    );
    record.keep(
        "others",
        texts(others.iter().map(|other| &other.text).collect()),
    );
}

fn of_base(model: &Value) -> Option<Value> {
    let entry = model.at_path("entry.base")?;
    let license = entry
        .get("license")
        .filter(|license| license.says_something() || license.unread().is_some());
    let nameless = Value::computed("?");
    let given = Given {
        of: "base",
        name: entry.get("id").unwrap_or(&nameless),
        license: license.cloned(),
        read: license
            .and_then(Value::as_str)
            .and_then(|text| license::read([text])),
        entry,
    };
    let mut record = record(&given);
    record.put("trains", Value::computed(true));
    record.put("own", Value::computed(is_own(given.read.as_ref())));
    record.put("has_text", Value::computed(false));
    record.put("permitted", Value::computed(false));
    let is_named = |read: &&License| matches!(read.standing, Standing::Precise | Standing::Own);
    let id = given.name.as_str();
    if let (Some(read), Some((id, published))) = (
        given.read.as_ref().filter(is_named),
        id.and_then(license::published),
    ) {
        record.put("published", Value::computed(id));
        record.put("as_published", Value::computed(read.is_like(&published)));
    }
    if let Some(read) = &given.read {
        let under: Vec<Under> = of_model(model).map(Under::of).into_iter().collect();
        made_from(&mut record, read, &under);
    }
    Some(placed(record, &given))
}

/// A model's own license; none is expected of a model that others host.
fn model_itself(scope: &Scope, model: &Value) -> Option<Value> {
    let entry = model.get("entry")?;
    let nameless = Value::computed("?");
    let read = of_model(model);
    let said = read.as_ref().map(|(text, _)| text.clone());
    let gap = || entry.get("license").filter(|it| it.unread().is_some());
    let license = said
        .or_else(|| unreadable(model.get("card")))
        .or_else(|| gap().cloned());
    if license.is_none() && entry.get("api").is_some() {
        return None;
    }
    let given = Given {
        of: "model",
        name: model.get("id").unwrap_or(&nameless),
        license,
        read: read.map(|(_, license)| license),
        entry,
    };
    let mut record = record(&given);
    record.put("trains", Value::computed(false));
    record.put("own", Value::computed(is_own(given.read.as_ref())));
    let linked = model.at_path("card.license_link").is_some();
    let has_text = linked || has_license_file(scope);
    record.put("has_text", Value::computed(has_text));
    record.put("permitted", Value::computed(false));
    Some(placed(record, &given))
}

/// The license of a model as written and as read: by the entry, else by the card.
fn of_model(model: &Value) -> Option<(Value, License)> {
    let said = |value: Option<&Value>| value.filter(|value| value.says_something()).cloned();
    let written = said(model.at_path("entry.license")).or_else(|| {
        let card = model.get("card")?;
        said(card.get("license"))
    })?;
    let text = written.as_str()?;
    let mut read = license::read([text])?;
    if read.standing == Standing::Unknown
        && let Some(name) = model.at_path("card.license_name").and_then(Value::as_str)
    {
        read = license::read([name]).filter(|named| named.standing != Standing::Unknown)?;
    }
    Some((written, read))
}

/// The license of a dataset as written and as read. What a manifest names
/// together binds together.
fn of_set(set: &Value) -> (Option<Value>, Option<License>) {
    let Some(written) = set.get("license") else {
        return (None, None);
    };
    let Some(text) = written.as_str() else {
        return (Some(written.clone()), None);
    };
    let by_entry = set
        .at_path("entry.license")
        .is_some_and(Value::says_something);
    let manifest = set.get("manifest").filter(|_| !by_entry);
    let all = manifest.and_then(|manifest| manifest.get("licenses"));
    let all: Vec<&str> = all
        .map_or(&[][..], Value::items)
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let read = if all.len() > 1 {
        license::read(all)
    } else {
        license::read([text])
    };
    let name = manifest.and_then(|manifest| manifest.get("license_name")?.as_str());
    let named = name
        .filter(|_| {
            read.as_ref()
                .is_some_and(|read| read.standing == Standing::Unknown)
        })
        .and_then(|name| license::read([name]))
        .filter(|named| named.standing != Standing::Unknown);
    (Some(written.clone()), named.or(read))
}

/// A license that may stand in a card that can't be read.
fn unreadable(card: Option<&Value>) -> Option<Value> {
    let card = card?;
    if card.get("readable").and_then(Value::as_bool) != Some(false) {
        return None;
    }
    let reason = match card.get("reason").and_then(Value::as_str) {
        Some("absent") => Reason::Absent,
        Some("unverified") => Reason::Unverified,
        _ => Reason::Unreadable,
    };
    Some(Value::missing(
        reason,
        card.get("path").and_then(Value::mark),
    ))
}

/// Whether a file is named and there.
fn there(scope: &Scope, path: Option<&Value>) -> Value {
    let Some(path) = path.filter(|path| path.says_something()) else {
        return Value::computed(match path.map(|path| &path.kind) {
            Some(Kind::Missing(reason)) => Kind::Missing(*reason),
            _ => Kind::Bool(false),
        });
    };
    let resolved = path.as_str().and_then(|text| scope.resolve(text));
    match resolved.and_then(|path| scope.tree.entry(&path)) {
        Some(_) => Value::computed(true).placed_like(path),
        None => Value::missing(Reason::Absent, path.mark()),
    }
}

/// Whether the text of a license lies beside the declaration.
fn has_license_file(scope: &Scope) -> bool {
    scope.files.iter().any(|entry| {
        let (folder, name) = parted(&entry.path);
        let name = name.to_ascii_lowercase();
        let begins = ["license", "licence", "copying"];
        folder == scope.folder && begins.iter().any(|word| name.starts_with(word))
    })
}
