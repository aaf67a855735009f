//! What is said in two places: by the declaration and a card, by an entry and
//! its manifest.

use std::collections::BTreeSet;

use crate::facts::{Scope, names};
use crate::manifest::record::Record;
use crate::measure::license::{self, License, Standing};
use crate::model::{Kind, Value};

/// What a card and the declaration both say.
pub(super) const WHAT: &[&str] = &["version", "license", "base", "languages"];

/// Keys of which two values can be told apart. Free texts are not: two
/// sentences may say one thing.
const TYPED: &[&str] = &[
    "license",
    "personal",
    "basis",
    "source",
    "scraped",
    "minors",
    "allowed_uses",
    "collected_until",
    "retention_days",
    "geography",
    "languages",
];

/// What each card says that the declaration says, too.
pub(super) fn said(scope: &Scope) -> Value {
    let served = scope.declared("system.languages");
    let mut found = Vec::new();
    for model in scope.known.get("models").map_or(&[][..], Value::items) {
        let (Some(entry), Some(card)) = (model.get("entry"), model.get("card")) else {
            continue;
        };
        let mut put = |what: &str, card: &Value, declared: &Value, agree: bool| {
            let mut record = Record::new();
            record.put("what", Value::computed(what));
            record.put("model", model.get("id").cloned());
            record.put("card", as_text(card));
            record.put("declared", as_text(declared));
            record.put("agree", Value::computed(agree));
            found.push(record.into_value(card.mark()));
        };
        let both = |card_key: &str, entry_key: &str| {
            let card = card.get(card_key).filter(|value| value.says_something())?;
            let declared = entry.at_path(entry_key);
            Some((card, declared.filter(|value| value.says_something())?))
        };
        if let Some((card, declared)) = both("version", "version") {
            put("version", card, declared, same_version(card, declared));
        }
        if let Some((own, declared)) = both("license", "license") {
            let name = card.get("license_name").and_then(Value::as_str);
            put("license", own, declared, same_license(own, name, declared));
        }
        if let Some((bases, declared)) = both("base_models", "base.id") {
            let is = |base: &Value| same_base(base, declared);
            let first = bases.items().first().unwrap_or(bases);
            put("base", first, declared, bases.items().iter().any(is));
        }
        let languages = card
            .get("languages")
            .filter(|list| !list.items().is_empty());
        if let (Some(list), Some(served)) = (languages, served) {
            let spoken = |tag: &str| {
                let mut listed = list.items().iter().filter_map(Value::as_str);
                // `multilingual` is whatever one likes.
                listed.any(|own| own == "multilingual" || names::same_language(own, tag))
            };
            let tags = served.items().iter().filter_map(Value::as_str);
            let agree = { tags }.all(spoken);
            put("languages", list, served, agree);
        }
    }
    Value::list(found)
}

/// Keys that an entry and its manifest both have.
pub(super) fn twice(scope: &Scope) -> Value {
    let mut found = Vec::new();
    for set in scope.known.get("datasets").map_or(&[][..], Value::items) {
        let (Some(entry), Some(manifest)) = (set.get("entry"), set.get("manifest")) else {
            continue;
        };
        for key in TYPED {
            let said = |of: &Value| of.get(key).filter(|value| value.says_something()).cloned();
            let (Some(own), Some(other)) = (said(entry), said(manifest)) else {
                continue;
            };
            let all = manifest.get("licenses").map_or(&[][..], Value::items);
            let agree = match *key {
                "license" if all.len() > 1 => all.iter().any(|one| same_license(one, None, &own)),
                "license" => {
                    let name = manifest.get("license_name").and_then(Value::as_str);
                    same_license(&other, name, &own)
                }
                "languages" => same_set(&own, &other, names::same_language),
                "geography" | "allowed_uses" => same_set(&own, &other, str::eq_ignore_ascii_case),
                _ => same_value(&own, &other),
            };
            let mut record = Record::new();
            record.put("dataset", set.get("id").cloned());
            record.put("key", Value::computed(*key));
            record.put("entry", as_text(&own));
            record.put("manifest", as_text(&other));
            record.put("agree", Value::computed(agree));
            found.push(record.into_value(own.mark()));
        }
    }
    Value::list(found)
}

/// A value as people read it.
fn as_text(value: &Value) -> Value {
    let text = match &value.kind {
        Kind::List(items) => {
            let texts: Vec<String> = items.iter().map(spelled).collect();
            texts.join(", ")
        }
        _ => spelled(value),
    };
    Value::computed(text).with_place(value.mark())
}

fn spelled(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_json().to_string().trim_matches('"').to_owned(),
    }
}

fn same_text(one: &Value, other: &Value) -> bool {
    let plain = |value: &Value| spelled(value).trim().to_lowercase();
    plain(one) == plain(other)
}

/// Whether two ids of a base are one. A card often leaves out who owns it; two
/// owners of one name are two models.
fn same_base(one: &Value, other: &Value) -> bool {
    let plain = |value: &Value| spelled(value).trim().to_lowercase();
    let (one, other) = (plain(one), plain(other));
    match (one.rsplit_once('/'), other.rsplit_once('/')) {
        (Some((_, name)), None) => name == other,
        (None, Some((_, name))) => name == one,
        _ => one == other,
    }
}

/// `v4.2` and `4.2.0` are one version.
fn same_version(one: &Value, other: &Value) -> bool {
    let parts = |value: &Value| {
        let text = spelled(value).trim().to_lowercase();
        let text = text.strip_prefix('v').unwrap_or(&text).to_owned();
        let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        while parts.len() > 1 && parts.last().is_some_and(|part| part == "0") {
            parts.pop();
        }
        parts
    };
    parts(one) == parts(other)
}

/// Whether two licenses are one, `-only` and `-or-later` aside: Hugging Face
/// has no ids for them.
fn same_license(one: &Value, name: Option<&str>, other: &Value) -> bool {
    let (Some(one_text), Some(other_text)) = (one.as_str(), other.as_str()) else {
        return true;
    };
    let read = |text: &str| license::read([text]);
    let (Some(mut one), Some(other)) = (read(one_text), read(other_text)) else {
        return true;
    };
    if one.standing == Standing::Unknown
        && let Some(name) = name
    {
        one = read(name).unwrap_or(one);
    }
    if one.standing == Standing::Unknown && other.standing == Standing::Unknown {
        // `other` may stand for any text that has no id.
        let any = |text: &str| text.eq_ignore_ascii_case("other");
        return any(one_text) || any(other_text) || one_text.eq_ignore_ascii_case(other_text);
    }
    ids(&one) == ids(&other)
}

fn ids(license: &License) -> BTreeSet<String> {
    let bare = |id: &String| {
        id.trim_end_matches("-only")
            .trim_end_matches("-or-later")
            .trim_end_matches('+')
            .to_owned()
    };
    license.ids.iter().map(bare).collect()
}

fn same_set(one: &Value, other: &Value, same: fn(&str, &str) -> bool) -> bool {
    let texts = |value: &Value| {
        let items = value.one_or_many().map(spelled);
        items.collect::<Vec<String>>()
    };
    let (one, other) = (texts(one), texts(other));
    let within = |these: &[String], those: &[String]| {
        these
            .iter()
            .all(|this| those.iter().any(|that| same(this, that)))
    };
    within(&one, &other) && within(&other, &one)
}

fn same_value(one: &Value, other: &Value) -> bool {
    match (one.as_number(), other.as_number()) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-9,
        _ => same_text(one, other),
    }
}
