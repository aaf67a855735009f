//! Protection of young people that the base has, and what is left of it.

use sha2::{Digest, Sha256};

use super::Change;
use super::log::{self, Moved};
use crate::facts::{join, linked};
use crate::model::{Document, Kind, Place, Value};
use crate::source::{Blob, Tree};
use std::sync::Arc;

/// The share of a prompt that a change may cut without a new evaluation.
const CUT: f64 = 0.30;
/// Whether young people are users, weakest first.
const MINORS: &[&str] = &["excluded", "possible", "expected"];
/// Words of keys whose number bounds a risk: the larger, the more passes.
const THRESHOLDS: &[&str] = &[
    "moderation",
    "threshold",
    "filter",
    "filters",
    "safety",
    "max_risk",
];
/// Words of keys that switch a protection.
const SWITCHES: &[&str] = &[
    "moderation",
    "filter",
    "filters",
    "safety",
    "block",
    "crisis",
    "age_gate",
];
/// Words of keys whose number is an age: the smaller, the more passes.
const AGES: &[&str] = &["min_age", "minimum_age", "age_limit"];
/// What is said in a crisis, by language.
const TEMPLATES: &str = "youth.crisis.templates";
/// Values of one file that are looked at.
const MOST: usize = 5_000;

/// A protection of the base.
struct Protection {
    what: &'static str,
    name: String,
    from: String,
    to: String,
    /// Where it stood.
    was: Option<Place>,
    /// Where it stands, or ought to.
    place: Option<Place>,
    kept: bool,
    /// The file whose new content an evaluation may have looked at.
    file: Option<String>,
}

/// Every protection of a system that young people were to use.
pub(super) fn protections(change: &Change) -> Vec<Value> {
    let base = change.base();
    let minors = base
        .at_path("system.audience.minors")
        .and_then(Value::as_str);
    let in_scope = matches!(minors, Some("possible" | "expected"));
    let has_youth = base.get("youth").is_some_and(Value::says_something);
    if !in_scope && !has_youth {
        return Vec::new();
    }
    let mut found = Vec::new();
    found.extend(audience(change));
    prompts(change, &mut found);
    declared(change, &mut found);
    configured(change, &mut found);
    found
        .into_iter()
        .map(|one| into_value(change, one))
        .collect()
}

fn into_value(change: &Change, one: Protection) -> Value {
    let evaluated = one.file.is_some_and(|file| is_evaluated(change, &file));
    let (was, is) = (Value::computed(&*one.from), Value::computed(&*one.to));
    // An entry that takes one back names it as the finding does.
    let moved = Moved {
        key: one.name.clone(),
        was: Some(&was),
        is: Some(&is).filter(|_| one.to != log::NONE),
        default: None,
        home: None,
        undecided: false,
    };
    let mut record = log::owned_up(change, &moved, one.was);
    record.put("what", Value::computed(one.what));
    record.put("name", Value::computed(one.name));
    record.put("kept", Value::computed(one.kept));
    record.put("evaluated", Value::computed(evaluated));
    record.into_value(one.place)
}

/// That young people are no longer expected.
fn audience(change: &Change) -> Option<Protection> {
    const KEY: &str = "system.audience.minors";
    let was = change.base().at_path(KEY)?;
    let is = change.head().at_path(KEY);
    let rank = |value: Option<&Value>| {
        let word = value.and_then(Value::as_str);
        MINORS.iter().position(|known| Some(*known) == word)
    };
    Some(Protection {
        what: "audience",
        name: KEY.to_owned(),
        from: super::spelled(was),
        to: is.map_or_else(|| log::NONE.to_owned(), super::spelled),
        was: was.mark(),
        place: is.and_then(Value::mark).or_else(|| change.home(KEY)),
        kept: rank(is) >= rank(Some(was)),
        file: None,
    })
}

/// Prompts that were cut or taken out.
fn prompts(change: &Change, found: &mut Vec<Protection>) {
    let listed = |root: &'_ Value| -> Vec<Value> {
        let models = root.get("models").map_or(&[][..], Value::items).iter();
        let prompts = models.filter_map(|model| model.get("prompts"));
        prompts
            .flat_map(|prompts| prompts.items().to_vec())
            .collect()
    };
    let now = listed(change.head());
    let then = listed(change.base());
    let text_of = |prompt: &Value| {
        let path = prompt.as_str()?;
        text(change.scope.tree, change.scope.folder, path)
    };
    for was in &then {
        let Some(path) = was.as_str() else { continue };
        let Some(old) = text(change.before.tree, change.before.folder, path) else {
            continue;
        };
        // A new prompt of the same words goes on from it under another name.
        let renamed = |prompt: &&Value| {
            let is_new = !then.iter().any(|old| old.as_str() == prompt.as_str());
            is_new && text_of(prompt).is_some_and(|new| new.text.lines().eq(old.text.lines()))
        };
        let same = now.iter().find(|prompt| prompt.as_str() == Some(path));
        let still = same.or_else(|| now.iter().find(renamed));
        let new = still.and_then(text_of);
        let length = |document: &Document| {
            document
                .text
                .split_whitespace()
                .map(str::len)
                .sum::<usize>()
        };
        #[expect(clippy::cast_precision_loss, reason = "a document is at most 16 MiB")]
        let left = new.as_ref().map_or(0.0, |new| {
            length(new) as f64 / (length(&old) as f64).max(1.0)
        });
        let place = match (&new, still) {
            (Some(new), _) => Some(Place::start_of(new)),
            (None, Some(still)) => still.mark(),
            (None, None) => change.home("models[].prompts"),
        };
        let characters = |document: &Document| format!("{} characters", length(document));
        found.push(Protection {
            what: "prompt",
            name: path.to_owned(),
            from: characters(&old),
            to: new
                .as_ref()
                .map_or_else(|| log::NONE.to_owned(), |new| characters(new)),
            was: Some(Place::start_of(&old)),
            place,
            kept: left >= 1.0 - CUT,
            file: new.map(|new| new.path.clone()),
        });
    }
}

/// Categories, templates, the age gate and defaults of `youth`.
fn declared(change: &Change, found: &mut Vec<Protection>) {
    let templates = |root: &'_ Value| root.at_path(TEMPLATES).cloned();
    let templates = (templates(change.base()), templates(change.head()));
    let mut keep = |what, name: String, was: &Value, is: Option<&Value>, home: &str| {
        let is = is.filter(|is| is.says_something());
        // Whoever reads one language is not helped by the words of another.
        let is_foreign = what == "template" && {
            let path = is.and_then(Value::as_str);
            let moved = path.is_some() && path != was.as_str();
            let sides = [&templates.0, &templates.1];
            let entries = sides.into_iter().flatten().flat_map(Value::entries);
            let mut others =
                entries.filter(|(language, _)| !name.ends_with(&format!(".{language}")));
            moved && others.any(|(_, other)| other.as_str() == path)
        };
        found.push(Protection {
            what,
            name,
            from: short(was),
            to: is.map_or_else(|| log::NONE.to_owned(), short),
            was: was.mark(),
            place: is
                .and_then(Value::mark)
                .or_else(|| change.scope.place_of(home)),
            kept: is.is_some() && !is_foreign,
            file: None,
        });
    };
    for (what, path) in [("category", "youth.limits"), ("template", TEMPLATES)] {
        let now = change.head().at_path(path);
        for (name, was) in change
            .base()
            .at_path(path)
            .into_iter()
            .flat_map(Value::entries)
        {
            keep(
                what,
                format!("{path}.{name}"),
                was,
                now.and_then(|now| now.get(name)),
                path,
            );
        }
    }
    const GATE: &str = "youth.age_assurance.method";
    if let Some(was) = change.base().at_path(GATE)
        && was.as_str() != Some("none")
    {
        let is = change
            .head()
            .at_path(GATE)
            .filter(|is| is.as_str() != Some("none"));
        keep("age-gate", GATE.to_owned(), was, is, GATE);
    }
    const DEFAULTS: &str = "youth.defaults";
    let entries = |root: &'_ Value| {
        root.at_path(DEFAULTS)
            .map_or(Vec::new(), |list| list.items().to_vec())
    };
    let now = entries(change.head());
    for was in entries(change.base()) {
        let Some(key) = was.get("key").filter(|key| key.says_something()) else {
            continue;
        };
        let setting = was
            .get("setting")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let same = |entry: &&Value| entry.get("setting").and_then(Value::as_str) == Some(setting);
        let is = now.iter().find(same).and_then(|entry| entry.get("key"));
        keep(
            "default",
            format!("{DEFAULTS}[{setting}]"),
            key,
            is,
            DEFAULTS,
        );
    }
}

/// Filters and thresholds in the files that `youth.defaults` names.
fn configured(change: &Change, found: &mut Vec<Protection>) {
    let mut files: Vec<String> = Vec::new();
    for entry in change
        .base()
        .at_path("youth.defaults")
        .map_or(&[][..], Value::items)
    {
        if let Some(file) = entry.get("file").and_then(Value::as_str)
            && !files.iter().any(|known| known == file)
        {
            files.push(file.to_owned());
        }
    }
    for file in files {
        let Some(old) = text(change.before.tree, change.before.folder, &file) else {
            continue;
        };
        let Some(was) = linked::data(&old) else {
            continue;
        };
        let new = text(change.scope.tree, change.scope.folder, &file);
        let is = new.as_ref().and_then(linked::data);
        for (key, was) in leaves(&was.value) {
            let is = is.as_ref().and_then(|is| linked::lookup(&is.value, &key));
            let Some(kept) = is_kept(&key, was, is) else {
                continue;
            };
            let place = is
                .and_then(Value::mark)
                .or_else(|| new.as_ref().map(Place::start_of));
            found.push(Protection {
                what: "filter",
                name: format!("{file}#{key}"),
                from: short(was),
                to: is.map_or_else(|| log::NONE.to_owned(), short),
                was: was.mark(),
                place: place.or_else(|| Some(Place::missing(&*old.path))),
                kept,
                file: new.as_ref().map(|new| new.path.clone()),
            });
        }
    }
}

/// Whether a value of a configuration protects as it did; `None` where it is
/// none that protects.
fn is_kept(key: &str, was: &Value, is: Option<&Value>) -> Option<bool> {
    let has = |words: &[&str]| {
        let lower = key.to_ascii_lowercase();
        let mut parts = lower.split(['.', '-']);
        parts.any(|part| {
            words.contains(&part)
                || words.iter().any(|word| {
                    part.ends_with(&format!("_{word}")) || part.starts_with(&format!("{word}_"))
                })
        })
    };
    match &was.kind {
        Kind::Bool(true) if has(SWITCHES) => Some(is.and_then(Value::as_bool) == Some(true)),
        Kind::Int(_) | Kind::Float(_) => {
            let (was, is) = (was.as_number()?, is.and_then(Value::as_number));
            if has(AGES) {
                Some(is.is_some_and(|is| is >= was))
            } else if has(THRESHOLDS) {
                Some(is.is_some_and(|is| is <= was))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Values of a configuration that hold no others, by their dotted keys.
fn leaves(root: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), root)];
    while let Some((key, value)) = open.pop() {
        if found.len() >= MOST {
            break;
        }
        match &value.kind {
            Kind::Map(map) => {
                for (name, item) in map.iter().rev() {
                    let key = match key.as_str() {
                        "" => name.to_string(),
                        key => format!("{key}.{name}"),
                    };
                    open.push((key, item));
                }
            }
            Kind::List(_) => {}
            _ => found.push((key, value)),
        }
    }
    found
}

fn text(tree: &Tree, folder: &str, path: &str) -> Option<Arc<Document>> {
    match tree.read(&join(folder, path)?) {
        Blob::Text(document) => Some(document),
        _ => None,
    }
}

fn short(value: &Value) -> String {
    match value.kind {
        Kind::Map(_) | Kind::List(_) => "present".to_owned(),
        _ => super::spelled(value),
    }
}

/// Whether a safety evaluation of the head looked at the file as it is now.
fn is_evaluated(change: &Change, path: &str) -> bool {
    let Blob::Text(document) = change.scope.tree.read(path) else {
        return false;
    };
    let digest = Sha256::digest(document.text.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let evidence = change
        .scope
        .known
        .get("evidence")
        .map_or(&[][..], Value::items);
    let safety = |one: &&Value| {
        one.get("key").and_then(Value::as_str) == Some("youth.safety_eval[].evidence")
    };
    evidence.iter().filter(safety).any(|one| {
        let subjects = one.get("subjects").map_or(&[][..], Value::items);
        subjects.iter().any(|subject| {
            let said = subject.get("sha256").and_then(Value::as_str);
            said.is_some_and(|said| said.eq_ignore_ascii_case(&digest))
        })
    })
}
