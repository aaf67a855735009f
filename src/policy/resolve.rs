//! What is in force: the default of a rule or a key, raised by packs, by
//! `ethics.yml`, then by the command line. One function says what counts and
//! where each of it comes from; the gate and `config --explain` both ask it.

use std::collections::BTreeMap;

use super::Pack;
use crate::facts::{Binding, bounds, settings};
use crate::model::rule::Levels;
use crate::model::{Level, Place, Tier, Value};

/// Who says what a setting is, weakest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The rule or the vocabulary itself.
    Default,
    /// A pack, by its name.
    Pack(String),
    /// The declaration.
    Declaration,
    /// An option of this run.
    CommandLine,
}

/// What one of them says.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Who.
    pub origin: Origin,
    /// What, on one line.
    pub value: String,
    /// Where, in the tree.
    pub place: Option<Place>,
}

/// A setting with all that is said of it.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its full name, list entries by their names.
    pub key: String,
    /// What is said, weakest first.
    pub layers: Vec<Layer>,
    /// Which of them counts.
    pub counts: usize,
    /// The pack that locks it.
    pub locked_by: Option<String>,
    /// The pack that lets a repository be looser.
    pub opened_by: Option<String>,
}

/// What is in force for one system.
pub struct Effective {
    /// The declaration with the values that packs set where it says nothing.
    pub declaration: Value,
    /// Levels by rule, as packs raise them.
    pub levels: BTreeMap<String, Levels>,
    /// What packs ask of each rule beyond its own levels.
    pub raised: BTreeMap<String, Level>,
    /// Values of packs beside the declaration's own.
    pub bindings: Vec<Binding>,
    /// Every setting that somebody says something of, in the order of names.
    pub settings: Vec<Setting>,
}

/// Resolve rule default < pack < ethics.yml < command line.
///
/// `given` are options of the run: name, default, and what was typed. A pack
/// raises levels and sets values where the declaration says nothing; of
/// several packs the strictest counts.
#[must_use]
pub fn resolve(
    packs: &[&Pack],
    declaration: &Value,
    given: &[(&str, String, Option<String>)],
) -> Effective {
    let mut found: BTreeMap<String, Setting> = BTreeMap::new();
    let mut say = |key: &str, layer: Layer, counts: bool| {
        let setting = found.entry(key.to_owned()).or_insert_with(|| Setting {
            key: key.to_owned(),
            layers: Vec::new(),
            counts: 0,
            locked_by: None,
            opened_by: None,
        });
        if counts {
            setting.counts = setting.layers.len();
        }
        setting.layers.push(layer);
    };

    let (levels, raised) = levels(packs, declaration, &mut say);
    for (key, default) in bounds::defaults() {
        say(key, Layer::of(Origin::Default, default), true);
    }
    let mut filled = declaration.clone();
    let mut chosen: BTreeMap<String, (&'static str, Value)> = BTreeMap::new();
    for pack in packs {
        for (key, path, value) in settings::set(&pack.settings) {
            let stricter = chosen
                .get(&key)
                .is_none_or(|(_, known)| settings::is_stricter(path, value, known));
            let layer = Layer {
                place: value.place.clone(),
                ..Layer::of(Origin::Pack(pack.name.clone()), spelled(value))
            };
            say(&key, layer, stricter);
            if stricter {
                chosen.insert(key, (path, value.clone()));
            }
        }
    }
    for (key, (_, value)) in &chosen {
        filled = settings::filled(&filled, key, value).unwrap_or(filled);
    }
    for (key, _, value) in settings::set(declaration) {
        let layer = Layer {
            place: value.place.clone(),
            ..Layer::of(Origin::Declaration, spelled(value))
        };
        say(&key, layer, true);
    }
    for (name, default, typed) in given {
        say(name, Layer::of(Origin::Default, default), true);
        if let Some(typed) = typed {
            say(name, Layer::of(Origin::CommandLine, typed), true);
        }
    }
    mark(packs, &mut found);
    Effective {
        declaration: filled,
        levels,
        raised,
        bindings: packs
            .iter()
            .flat_map(|pack| bindings(pack, declaration))
            .collect(),
        settings: found.into_values().collect(),
    }
}

impl Layer {
    fn of(origin: Origin, value: impl Into<String>) -> Self {
        Self {
            origin,
            value: value.into(),
            place: None,
        }
    }
}

/// Levels of every rule, and what packs and the declaration raise.
fn levels(
    packs: &[&Pack],
    declaration: &Value,
    say: &mut impl FnMut(&str, Layer, bool),
) -> (BTreeMap<String, Levels>, BTreeMap<String, Level>) {
    let mut levels: BTreeMap<String, Levels> = packs
        .iter()
        .flat_map(|pack| &pack.rules)
        .map(|rule| (rule.id.clone(), rule.file.level))
        .collect();
    let mut raised: BTreeMap<String, Level> = BTreeMap::new();
    let declared = declaration.get("rules");
    let is_named = |rule: &str| {
        let by_pack = packs.iter().any(|pack| pack.file.rules.contains_key(rule));
        by_pack || declared.is_some_and(|declared| declared.get(rule).is_some())
    };
    for (rule, own) in &levels {
        if is_named(rule) {
            say(
                &format!("rules.{rule}"),
                Layer::of(Origin::Default, by_tier(own)),
                true,
            );
        }
    }
    for pack in packs {
        for (rule, level) in &pack.file.rules {
            let Some(own) = levels.get_mut(rule) else {
                continue;
            };
            own.minimal = own.minimal.max(*level);
            own.limited = own.limited.max(*level);
            own.high = own.high.max(*level);
            let known = raised.entry(rule.clone()).or_default();
            let higher = *level > *known;
            *known = (*known).max(*level);
            let layer = Layer {
                place: pack.place_of("rules", rule),
                ..Layer::of(Origin::Pack(pack.name.clone()), level.name())
            };
            say(&format!("rules.{rule}"), layer, higher);
        }
    }
    for (rule, level) in declared.into_iter().flat_map(Value::entries) {
        let (Some(own), Some(asked)) = (levels.get(rule.as_ref()), level.as_str()) else {
            continue;
        };
        let layer = Layer {
            place: level.place.clone(),
            ..Layer::of(Origin::Declaration, asked)
        };
        let counts = Tier::ALL.iter().any(|tier| own.at(*tier).name() != asked);
        say(&format!("rules.{rule}"), layer, counts);
    }
    (levels, raised)
}

/// A level that all tiers share, or those of minimal, limited and high.
fn by_tier(levels: &Levels) -> String {
    let names = Tier::ALL.map(|tier| levels.at(tier).name());
    if names.iter().all(|name| *name == names[0]) {
        names[0].to_owned()
    } else {
        names.join("/")
    }
}

/// What packs lock and open.
fn mark(packs: &[&Pack], found: &mut BTreeMap<String, Setting>) {
    for setting in found.values_mut() {
        let line = bounds::path_of(&setting.key);
        let names = |listed: &[String]| {
            listed.iter().any(|listed| {
                line.as_deref() == Some(listed) || is_at_or_below(&setting.key, listed)
            })
        };
        let by = |listed: fn(&Pack) -> &[String]| {
            let pack = packs.iter().find(|pack| names(listed(pack)));
            pack.map(|pack| pack.name.clone())
        };
        let (locked, opened) = (by(|pack| &pack.file.locked), by(|pack| &pack.file.open));
        setting.locked_by = locked;
        setting.opened_by = opened;
    }
}

fn is_at_or_below(key: &str, listed: &str) -> bool {
    let rest = key.strip_prefix(listed);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What a pack sets or locks, beside what the declaration says of it.
fn bindings(pack: &Pack, declaration: &Value) -> Vec<Binding> {
    let listed = |list: &[String], path: &str| list.iter().any(|listed| listed == path);
    let mut found: Vec<Binding> = settings::held(&pack.settings, declaration)
        .into_iter()
        .map(|held| Binding {
            pack: pack.name.clone(),
            set: Value::computed(spelled(held.set)).with_place(held.set.place.clone()),
            own: Value::computed(spelled(held.own)).with_place(held.own.mark()),
            looser: held.looser,
            same: held.same,
            locked: listed(&pack.file.locked, held.path),
            open: listed(&pack.file.open, held.path),
            key: held.key,
        })
        .collect();
    for path in &pack.file.locked {
        let is_set = settings::set(&pack.settings)
            .iter()
            .any(|(_, line, _)| line == path);
        let Some(own) = declaration.at_path(path).filter(|_| !is_set) else {
            continue;
        };
        found.push(Binding {
            pack: pack.name.clone(),
            key: path.clone(),
            set: Value::computed("").with_place(pack.place_of("locked", path)),
            own: Value::computed(spelled(own)).with_place(own.mark()),
            looser: Some(false),
            same: false,
            locked: true,
            open: false,
        });
    }
    found
}

/// A value on one line.
fn spelled(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_json().to_string(),
    }
}
