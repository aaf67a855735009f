//! What a pack binds a repository to beyond its rules: levels that it raises,
//! values that it sets, keys that it locks.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Pack;
use super::defect::{Defect, Key};
use super::pack::{self, PACK};
use crate::facts::{Bond, Extended, settings};
use crate::model::{Document, Kind, Level, Place, Tier, Value, nearest};

impl Pack {
    /// Take over `settings`, and say what of `pack.yml` can't bind anybody.
    pub(super) fn hold_settings(&mut self, defects: &mut Vec<Defect>) {
        let Some(root) = self.located.get(PACK) else {
            return;
        };
        if let Some(settings) = root.get("settings").filter(|said| said.says_something()) {
            defects.extend(
                settings::defects(settings)
                    .into_iter()
                    .map(|(place, what)| Defect::at(&place, what)),
            );
            // Outside of the tree that is judged there is nothing to point at.
            self.settings = placed(settings, &|_| None);
        }
        let source = self.source(PACK);
        self.hold_levels(&source, defects);
        for (index, path) in self.file.locked.iter().enumerate() {
            if let Some(why) = settings::not_lockable(path, &self.settings) {
                defects.push(source.defect(&[Key::Name("locked"), Key::Index(index)], why));
            }
        }
        for (index, path) in self.file.open.iter().enumerate() {
            let keys = [Key::Name("open"), Key::Index(index)];
            let set = settings::set(&self.settings);
            if !set.iter().any(|(_, line, _)| line == path) {
                let near = nearest(path, set.iter().map(|(_, line, _)| *line));
                let what = format!("`settings` has no `{path}` that could be open");
                let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`"));
                defects.push(source.defect(&keys, what + &near));
            }
            if self.file.locked.contains(path) {
                defects
                    .push(source.defect(&keys, format!("`{path}` is locked, so it can't be open")));
            }
        }
    }

    fn hold_levels(&self, source: &super::defect::Source, defects: &mut Vec<Defect>) {
        if self.file.rules.is_empty() {
            return;
        }
        let builtin = Self::builtin();
        let rules = || builtin.rules.iter().chain(&self.rules);
        for (id, level) in &self.file.rules {
            let keys = [Key::Name("rules"), Key::Name(id)];
            let Some(rule) = rules().find(|rule| rule.id == *id) else {
                let what = match nearest(id, rules().map(|rule| rule.id.as_str())) {
                    Some(near) => format!("there is no rule `{id}`; did you mean `{near}`"),
                    None => format!("there is no rule `{id}`"),
                };
                defects.push(source.defect(&keys, what));
                continue;
            };
            let raises = Tier::ALL
                .iter()
                .any(|tier| rule.file.level.at(*tier) < *level);
            if *level == Level::Off || !raises {
                let what = format!(
                    "`{id}` weighs at least `{}` already; a pack only raises",
                    level.name()
                );
                defects.push(source.defect(&keys, what));
            }
        }
    }

    /// The same pack, which stands in this folder of the tree that is judged.
    #[must_use]
    pub fn standing_in(mut self, folder: &str) -> Self {
        self.folder = Some(folder.to_owned());
        if let Some(root) = self.located.get(PACK)
            && let Some(settings) = root.get("settings").filter(|said| said.says_something())
        {
            self.settings = placed(settings, &|place| self.moved(place));
        }
        self
    }

    /// A place of the pack's files as one of the tree.
    fn moved(&self, place: &Place) -> Option<Place> {
        let folder = self.folder.as_ref()?;
        let path = match folder.as_str() {
            "" => place.path().to_owned(),
            folder => format!("{folder}/{}", place.path()),
        };
        let document = Document::new(path, place.document.text.as_str());
        let document = match place.document.on_base {
            true => Document::of_base(document),
            false => document,
        };
        Some(Place {
            document,
            ..place.clone()
        })
    }

    /// The place of an entry of `pack.yml`, where the pack stands in the tree.
    pub(super) fn place_of(&self, section: &str, entry: &str) -> Option<Place> {
        let section = self.located.get(PACK)?.get(section)?;
        let listed = section.items().iter();
        let mut listed = listed.filter(|item| item.as_str() == Some(entry));
        let value = section.at_path(entry).or_else(|| listed.next())?;
        self.moved(value.place.as_ref()?)
    }

    /// What of it binds a repository, for whoever compares two of it. `name`
    /// is how `extends` names it.
    #[must_use]
    pub fn bonds(&self, name: &str, locked: bool) -> Extended {
        let mut bonds = BTreeMap::new();
        let file = |path: &str| {
            let place = self.located.get(path)?.place.as_ref()?;
            self.moved(&Place::start_of(&place.document))
        };
        for rule in &self.rules {
            let place = file(&format!("{}.yml", rule.id));
            let mut put = |key: String, value: String, weight: u8| {
                let place = place.clone();
                bonds.insert(
                    key,
                    Bond {
                        value,
                        weight,
                        place,
                    },
                );
            };
            for tier in Tier::ALL {
                let level = rule.file.level.at(tier);
                let key = format!("rules[{}].level.{}", rule.id, tier.name());
                put(key, level.name().to_owned(), level as u8);
            }
            let minors = rule.file.level.minors.unwrap_or_default();
            let key = format!("rules[{}].level.minors", rule.id);
            put(key, minors.name().to_owned(), minors as u8);
            if !rule.file.waivable {
                put(
                    format!("rules[{}].waivable", rule.id),
                    "false".to_owned(),
                    1,
                );
            }
            for check in &rule.checks {
                let mut said = check.file.clone();
                // Words don't bind.
                (said.message, said.fix) = Default::default();
                (said.message_open, said.edit, said.related) = Default::default();
                let said = serde_json::to_string(&(said, &rule.file.needs)).unwrap_or_default();
                let digest = pack::hex(&Sha256::digest(said));
                let key = format!("rules[{}].checks[{}]", rule.id, check.file.id);
                put(key, digest.chars().take(12).collect(), 1);
            }
        }
        for (rule, level) in &self.file.rules {
            let place = self.place_of("rules", rule);
            let (value, weight) = (level.name().to_owned(), *level as u8);
            bonds.insert(
                format!("rules.{rule}"),
                Bond {
                    value,
                    weight,
                    place,
                },
            );
        }
        for path in &self.file.locked {
            let place = self.place_of("locked", path);
            let value = "locked".to_owned();
            bonds.insert(
                format!("locked[{path}]"),
                Bond {
                    value,
                    weight: 1,
                    place,
                },
            );
        }
        for (_, path, _) in settings::set(&self.settings) {
            if !self.file.open.iter().any(|open| open == path) {
                let place = self.place_of("settings", path);
                let value = "not open".to_owned();
                bonds.insert(
                    format!("open[{path}]"),
                    Bond {
                        value,
                        weight: 1,
                        place,
                    },
                );
            }
        }
        Extended {
            name: name.to_owned(),
            place: file(PACK),
            locked,
            settings: self.settings.clone(),
            bonds,
        }
    }
}

/// A value with other places.
fn placed(value: &Value, place: &dyn Fn(&Place) -> Option<Place>) -> Value {
    let kind = match &value.kind {
        Kind::List(items) => Kind::List(items.iter().map(|item| placed(item, place)).collect()),
        Kind::Map(map) => Kind::Map(Arc::new(
            map.iter()
                .map(|(key, item)| (key.clone(), placed(item, place)))
                .collect(),
        )),
        other => other.clone(),
    };
    Value {
        kind,
        place: value.place.as_ref().and_then(place),
        key: value.key,
    }
}
