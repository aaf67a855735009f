//! Who speaks of a dataset: cards in their front matter, code and settings in
//! passing; and which training set no card speaks of.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use aho_corasick::AhoCorasick;
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::facts::{Scope, join};
use crate::manifest::record::Record;
use crate::measure::text::without_comments;
use crate::model::path::name_of;
use crate::model::{Reason, Value};

/// A mention under construction.
struct Mention {
    name: Value,
    place_of: &'static str,
    path: Value,
    times: usize,
    declared: bool,
}

/// Every dataset that something names, once, the card's word first.
pub(super) fn mentions(scope: &Scope) -> Value {
    let declared = Declared::of(scope);
    let mut mentions: Vec<Mention> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut unreadable = Vec::new();
    let mut add = |name: &Value, place_of: &'static str, path: Value, declared: bool| {
        let Some(text) = name.as_str() else { return };
        match at.entry(normal(text)) {
            Entry::Occupied(known) => mentions[*known.get()].times += 1,
            Entry::Vacant(new) => {
                new.insert(mentions.len());
                mentions.push(Mention {
                    name: name.clone(),
                    place_of,
                    path,
                    times: 1,
                    declared,
                });
            }
        }
    };
    for card in cards(scope) {
        let path = card.get("path").cloned();
        let path = path.unwrap_or_else(|| Value::computed(""));
        if let Some(closed) = closed_front_matter(card) {
            unreadable.push(unknown(&path, &closed));
        }
        for name in card.get("datasets").map_or(&[][..], Value::items) {
            let known = name.as_str().is_some_and(|name| declared.names(name));
            add(name, "card", path.clone(), known);
        }
    }
    let signals = scope
        .known
        .get("signals")
        .and_then(|signals| signals.get("datasets"));
    for signal in signals.map_or(&[][..], Value::items) {
        let (Some(name), Some(path)) = (signal.get("name"), signal.get("path")) else {
            continue;
        };
        let place_of = match signal.get("call").and_then(Value::as_str) {
            Some("config") => "config",
            Some("dvc") => "dvc",
            _ => "code",
        };
        let file = signal.get("file").and_then(Value::as_str);
        let known = name.as_str().is_some_and(|name| declared.names(name))
            || file.is_some_and(|file| declared.holds(file));
        add(name, place_of, path.clone(), known);
    }
    let found = mentions.into_iter().map(|mention| {
        Value::record([
            ("name", mention.name.clone()),
            ("where", Value::computed(mention.place_of)),
            ("path", mention.path),
            ("times", Value::computed(mention.times)),
            (
                "declared",
                Value::computed(mention.declared).placed_like(&mention.name),
            ),
        ])
        .placed_like(&mention.name)
    });
    Value::list(found.chain(unreadable))
}

/// Front matter that is there and can't be read may name any dataset.
fn closed_front_matter(card: &Value) -> Option<Value> {
    let state = card.get("front_matter")?;
    matches!(state.as_str(), Some("unclosed" | "not-a-map" | "invalid")).then(|| state.clone())
}

fn unknown(path: &Value, state: &Value) -> Value {
    let mut record = Record::new();
    record.put("name", path.clone());
    record.put("where", Value::computed("card"));
    record.put("path", path.clone());
    record.put("times", Value::computed(1i64));
    let place = state.mark().or_else(|| path.mark());
    record.keep(
        "declared",
        Value::missing(Reason::Unreadable, place.clone()),
    );
    record.into_value(place)
}

fn cards<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Value> {
    let models = scope.known.get("models").into_iter();
    models
        .flat_map(Value::items)
        .filter_map(|model| model.get("card"))
}

/// What the declaration calls its data.
pub(super) struct Declared {
    names: HashSet<String>,
    files: HashSet<String>,
    /// Every folder above one of the files.
    folders: HashSet<String>,
    globs: GlobSet,
}

/// The folders above a path, the nearest first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

impl Declared {
    pub(super) fn of(scope: &Scope) -> Self {
        let mut names = HashSet::new();
        let mut files = HashSet::new();
        let mut globs = GlobSetBuilder::new();
        for set in super::sets(scope) {
            let id = set.get("id").and_then(Value::as_str);
            let aliases = set.at_path("entry.aliases").map_or(&[][..], Value::items);
            let aliases = aliases.iter().filter_map(Value::as_str);
            for name in id.into_iter().chain(aliases) {
                names.insert(normal(name));
                files.extend(scope.resolve(name));
            }
            let listed = set.at_path("manifest.files").map_or(&[][..], Value::items);
            // What DVC tracks is no file of the tree, and a manifest's paths begin
            // where it stands.
            let manifest = set.at_path("manifest.path").and_then(Value::as_str);
            let manifest = manifest.and_then(|path| scope.resolve(path));
            if let Some(folder) = manifest.as_deref().and_then(|path| folders(path).next()) {
                let below = listed.iter().filter_map(|file| file.get("path")?.as_str());
                files.extend(below.filter_map(|path| join(folder, path)));
            }
            let listed = listed.iter().filter_map(|file| file.get("path")?.as_str());
            let own = ["sample", "manifest"].into_iter();
            let own = own.filter_map(|key| set.get("entry")?.get(key)?.as_str());
            for path in listed.chain(own) {
                let Some(path) = scope.resolve(path) else {
                    continue;
                };
                if let (true, Ok(glob)) = (path.contains(['*', '?', '[']), Glob::new(&path)) {
                    globs.add(glob);
                }
                files.insert(path);
            }
        }
        let above = files.iter().flat_map(|file| folders(file));
        Self {
            names,
            folders: above.map(str::to_owned).collect(),
            files,
            globs: globs.build().unwrap_or_else(|_| GlobSet::empty()),
        }
    }

    fn names(&self, name: &str) -> bool {
        self.names.contains(&normal(name))
    }

    /// Whether a manifest lists a file or folder of the tree, or a dataset
    /// bears its name.
    pub(super) fn holds(&self, path: &str) -> bool {
        let stem = name_of(path);
        let stem = stem.split('.').next().unwrap_or(stem);
        let mut above = folders(path);
        self.files.contains(path)
            || self.folders.contains(path)
            || self.globs.is_match(path)
            || self.names.contains(&normal(stem))
            || above.any(|folder| self.files.contains(folder))
    }
}

/// A name as it is compared: an address on a hub is the name of the dataset.
fn normal(name: &str) -> String {
    let name = name.trim().trim_end_matches('/');
    let name = name.strip_prefix("hf://").unwrap_or(name);
    let name = name
        .split_once("huggingface.co/")
        .map_or(name, |(_, rest)| rest);
    let name = name.strip_prefix("datasets/").unwrap_or(name);
    name.to_lowercase()
}

/// Each dataset, and whether a card names it.
pub(super) fn sets(scope: &Scope, sets: &[&Value]) -> Vec<Value> {
    let mut readable = Vec::new();
    let mut silent = None;
    for card in cards(scope) {
        match card.get("readable").and_then(Value::as_bool) {
            Some(true) => readable.push(card),
            _ => silent = silent.or_else(|| card.get("reason").and_then(Value::as_str)),
        }
    }
    let names: HashSet<String> = sets.iter().flat_map(|set| names_of(set)).collect();
    let named = named_in(&names, &readable);
    let reason = match silent {
        Some("unreadable") => Reason::Unreadable,
        Some("unverified") => Reason::Unverified,
        _ => Reason::Absent,
    };
    let in_card = |set: &Value| names_of(set).any(|name| named.contains(&*name));
    sets.iter()
        .map(|set| {
            let name = super::name(set);
            let trains = matches!(
                set.get("role").and_then(Value::as_str),
                Some("train" | "finetune")
            );
            let named = match readable.is_empty() {
                true => Value::missing(reason, name.mark()),
                false => Value::computed(in_card(set)).placed_like(&name),
            };
            let mut record = Record::new();
            record.put("name", name.clone());
            record.put("trains", Value::computed(trains));
            record.keep("in_card", named);
            record.put("aliases", set.at_path("entry.aliases").cloned());
            record.into_value(None).placed_like(&name)
        })
        .collect()
}

/// The id and the aliases of a dataset, in lower case.
fn names_of<'a>(set: &'a Value) -> impl Iterator<Item = String> + 'a {
    let aliases = set.at_path("entry.aliases").map_or(&[][..], Value::items);
    let id = set.get("id").into_iter();
    id.chain(aliases)
        .filter_map(|name| name.as_str())
        .filter(|name| !name.is_empty())
        .map(str::to_lowercase)
}

/// The names that stand in one of the cards as words of their own: each card
/// is read once, however many names there are. The words of an id may stand
/// apart: a card says German Credit where the id is `german-credit`.
fn named_in<'a>(names: &'a HashSet<String>, cards: &[&Value]) -> HashSet<&'a str> {
    let (spelled, listed): (Vec<String>, Vec<&str>) = names
        .iter()
        .flat_map(|name| [(name.clone(), name.as_str()), (apart(name), name)])
        .unzip();
    let automaton = AhoCorasick::new(&spelled)
        .expect("internal error: the names of one declaration fit an automaton");
    let mut found = HashSet::new();
    for card in cards {
        let Some(place) = &card.place else { continue };
        let text = without_comments(&place.document.text).to_lowercase();
        let matches = automaton.find_overlapping_iter(&text);
        let whole = matches.filter(|found| stands_alone(&text, found.range()));
        found.extend(whole.map(|found| listed[found.pattern()]));
    }
    found
}

/// An id as a sentence would write it.
fn apart(name: &str) -> String {
    let words: Vec<&str> = name
        .split(['-', '_'])
        .filter(|word| !word.is_empty())
        .collect();
    match words[..] {
        [] => name.to_owned(),
        _ => words.join(" "),
    }
}

/// Whether what stands at a range is a word of its own. A Korean particle may
/// follow it.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    !before.is_some_and(joins) && !after.is_some_and(joins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Place};

    #[test]
    fn an_address_on_a_hub_is_the_name_of_the_dataset() {
        for name in [
            "Aihub/Dialog",
            "https://huggingface.co/datasets/aihub/dialog",
            "hf://datasets/aihub/dialog/",
        ] {
            assert_eq!(normal(name), "aihub/dialog");
        }
    }

    #[test]
    fn a_name_stands_in_a_card_as_a_word_of_its_own() {
        let stands_in = |name: &str, text: &str| {
            let place = Place::start_of(&Document::new("README.md", text));
            let card = Value::record([]).with_place(Some(place));
            named_in(&HashSet::from([name.to_owned()]), &[&card]).contains(name)
        };
        assert!(stands_in("apps", "trained on apps, then tested"));
        assert!(stands_in("dialogs", "dialogs로 학습했다"));
        assert!(!stands_in("apps", "trained on apps-2021"));
        assert!(!stands_in("apps", "sold in happs"));
        assert!(stands_in("apps", "Apps of 2021"));
        assert!(stands_in(
            "german-credit",
            "OpenML `credit-g` (German Credit)"
        ));
        assert!(!stands_in("german-credit", "a German credit-card issuer"));
        assert!(!stands_in("apps", "seen <!-- apps --> Seen"));
    }
}
