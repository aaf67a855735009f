//! What a repository shows of itself before anybody declared anything: the
//! facts of the gate, and no scanner of its own.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::cli::{Refusal, packs};
use crate::gate;
use crate::model::Value;
use crate::model::path::{folder_of, name_of, parted};
use crate::source::{Blob, Tree};

/// A model that a card describes.
pub(super) struct Model {
    pub(super) id: String,
    /// The card's path.
    pub(super) card: String,
    /// The license that the card names.
    pub(super) license: Option<String>,
    /// Files of its weights, found by their bytes.
    pub(super) artifacts: Vec<String>,
    /// The models that the card says it was made from.
    pub(super) bases: Vec<String>,
}

/// A dataset that a document describes, or that code or a card names.
pub(super) struct Dataset {
    pub(super) id: String,
    /// Its name where that is no id.
    pub(super) alias: Option<String>,
    pub(super) manifest: Option<String>,
    /// The file that names it.
    pub(super) from: String,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) models: Vec<Model>,
    pub(super) datasets: Vec<Dataset>,
    /// Weights that no card stands beside or above.
    pub(super) loose: Vec<String>,
    /// The one kind of system that the cards' tasks fit, and the file that says so.
    pub(super) kind: Option<(String, String)>,
    /// A file that was probably meant to be the declaration.
    pub(super) misspelled: Option<String>,
}

/// A letter sequence that ids are made of.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for one in text.chars() {
        match one {
            one if one.is_ascii_alphanumeric() || matches!(one, '.' | '_') => slug.push(one),
            _ if slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_matches(|one: char| !one.is_ascii_alphanumeric())
        .to_owned()
}

/// Collect the facts of one system.
pub(super) fn facts(tree: &Tree, today: Date) -> Result<Value, Refusal> {
    let packs = packs::all(&[])?;
    let systems = gate::facts(tree, None, &packs, today).map_err(packs::refused)?;
    Ok(systems
        .into_iter()
        .next()
        .map_or_else(|| Value::record([]), |(_, root)| root))
}

fn list<'a>(facts: &'a Value, path: &str) -> &'a [Value] {
    facts.at_path(path).map_or(&[], Value::items)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.at_path(key).and_then(Value::as_str)
}

/// Look at a tree without a declaration. `id` is what the system is called.
pub(super) fn look(tree: &Tree, id: &str, today: Date) -> Result<Found, Refusal> {
    let facts = facts(tree, today)?;
    let mut found = Found {
        misspelled: text(&facts, "repository.declaration.misspelled").map(str::to_owned),
        ..Found::default()
    };
    let mut used = BTreeSet::new();
    for document in list(&facts, "documents") {
        let (Some(path), Some(describes)) = (text(document, "path"), text(document, "describes"))
        else {
            continue;
        };
        match describes {
            // Two documents in one folder describe one model: the first counts.
            "model"
                if found
                    .models
                    .iter()
                    .any(|one| folder_of(&one.card) == folder_of(path)) => {}
            "model" => found.models.push(Model {
                id: unused(&mut used, named_after(path, id)),
                card: path.to_owned(),
                license: text(document, "license").map(str::to_owned),
                artifacts: Vec::new(),
                bases: Vec::new(),
            }),
            "dataset" => found.datasets.push(Dataset {
                id: unused(&mut used, named_after(path, id)),
                alias: None,
                manifest: Some(path.to_owned()),
                from: path.to_owned(),
            }),
            _ => {}
        }
    }
    for artifact in list(&facts, "artifacts") {
        if let Some(path) = text(artifact, "path") {
            found.give(path);
        }
    }
    found.mention(tree, &facts, &mut used);
    let second = self::facts(&found.outlined(tree), today)?;
    found.mention(tree, &second, &mut used);
    found.read_cards(&second);
    Ok(found)
}

/// An id for what a document describes: its folder's name, unless that is only
/// a place for cards, or its own.
fn named_after(path: &str, id: &str) -> String {
    let (folder, file) = parted(path);
    let stem = file.split('.').next().unwrap_or(file);
    let plain = [
        "readme",
        "model_card",
        "modelcard",
        "model-card",
        "metadata",
        "manifest",
    ];
    if !plain.contains(&stem.to_ascii_lowercase().as_str()) {
        return slug(stem);
    }
    match folder.rsplit('/').next() {
        Some(folder) if !folder.is_empty() => slug(folder),
        _ => id.to_owned(),
    }
}

/// The id, or where it is taken the first with a number.
fn unused(used: &mut BTreeSet<String>, id: String) -> String {
    let id = if id.is_empty() {
        "unnamed".to_owned()
    } else {
        id
    };
    let mut free = id.clone();
    let mut number = 2;
    while !used.insert(free.clone()) {
        free = format!("{id}-{number}");
        number += 1;
    }
    free
}

impl Found {
    /// Give a file of weights to the model whose card stands nearest above it.
    fn give(&mut self, path: &str) {
        let above = |card: &str| match folder_of(card) {
            "" => true,
            folder => path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/')),
        };
        let owner = self
            .models
            .iter_mut()
            .filter(|model| above(&model.card))
            .max_by_key(|model| folder_of(&model.card).len());
        match owner {
            Some(model) => model.artifacts.push(path.to_owned()),
            None => self.loose.push(path.to_owned()),
        }
    }

    /// Add the datasets that cards, code and settings name.
    fn mention(&mut self, tree: &Tree, facts: &Value, used: &mut BTreeSet<String>) {
        for mention in list(facts, "data.mentions") {
            let declared = mention.at_path("declared").and_then(Value::as_bool);
            let (Some(name), Some(path), Some(false)) =
                (text(mention, "name"), text(mention, "path"), declared)
            else {
                continue;
            };
            let tracked = path.strip_suffix(".dvc").unwrap_or_default();
            let is_known = self
                .datasets
                .iter()
                .any(|one| one.id == name || one.alias.as_deref() == Some(name));
            if is_known {
                continue;
            }
            // A file is called by its own name, and DVC's says what the file is.
            let last = name_of(name);
            let is_file = tracked == name || tree.entry(name).is_some();
            let called = match is_file {
                true => last.split('.').next().unwrap_or(last),
                false => name,
            };
            let id = unused(used, slug(called));
            self.datasets.push(Dataset {
                alias: (id != name).then(|| name.to_owned()),
                id,
                manifest: (tracked == name).then(|| path.to_owned()),
                from: path.to_owned(),
            });
        }
    }

    /// A tree of the found cards under a declaration that names them, from
    /// which the gate reads what it reads of declared cards alone.
    fn outlined(&self, tree: &Tree) -> Tree {
        let cards = self
            .models
            .iter()
            .filter_map(|model| match tree.read(&model.card) {
                Blob::Text(document) => {
                    Some((model.card.clone(), document.text.as_bytes().to_vec()))
                }
                _ => None,
            });
        let models: Vec<_> = self
            .models
            .iter()
            .map(|model| serde_json::json!({"id": model.id, "card": model.card}))
            .collect();
        // JSON is YAML.
        let draft = serde_json::json!({"version": 1, "models": models}).to_string();
        let draft = ("ethics.yml".to_owned(), draft.into_bytes());
        Tree::memory(cards.chain([draft]))
    }

    /// What the cards say beyond their heads.
    fn read_cards(&mut self, facts: &Value) {
        for (model, read) in self.models.iter_mut().zip(list(facts, "models")) {
            let bases = list(read, "card.base_models").iter();
            model.bases = bases.filter_map(Value::as_str).map(str::to_owned).collect();
        }
        let signals = list(facts, "tier.kind_signals");
        let says: BTreeSet<&str> = signals
            .iter()
            .flat_map(|signal| list(signal, "says"))
            .filter_map(Value::as_str)
            .collect();
        let says: Vec<&str> = says.into_iter().collect();
        // Two kinds that fit are a question, and no answer.
        if let ([only], Some(signal)) = (&says[..], signals.first()) {
            let from = signal.at_path("from").and_then(Value::mark);
            let from = from.map_or_else(String::new, |place| place.path().to_owned());
            self.kind = Some(((*only).to_owned(), from));
        }
    }
}
