//! Everything known of each system: the catalogue of facts, and the families
//! that compute them. A fact never judges.
//!
//! A family is one file in `derived/` and one line in [`derived::DERIVED`]. It
//! sees the tree, the declaration and the families before it, and answers with
//! located values; what it can't tell is missing, with a reason and a place.

pub mod bounds;
pub mod catalogue;
pub mod countries;
pub mod derived;
pub mod languages;
pub mod linked;
pub mod names;
pub mod settings;
pub mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::model::rule::Levels;
use crate::model::{Context, Fact, Kind, Map, Place, Problem, Str, Text, Value};
use crate::source::{Entry, Tree};

/// What a family of facts computes from.
pub struct Scope<'a> {
    /// The head's tree.
    pub tree: &'a Tree,
    /// The path of the declaration, also where there is none.
    pub path: &'a str,
    /// The folder of the declaration relative to the root, empty for the root itself.
    pub folder: &'a str,
    /// The declaration, validated: an invalid value is missing(unreadable), a
    /// missing file missing(absent).
    pub declaration: &'a Value,
    /// What is wrong with the declaration, as text and as a declaration.
    pub problems: &'a [Problem],
    /// The files of this system: below `folder`, not excluded, not in a nested system.
    pub files: &'a [&'a Entry],
    /// Files that `exclude` of the declaration matches, sorted by path.
    pub excluded: &'a [&'a Entry],
    /// Files that no system of the tree owns and no declaration names, given to
    /// the first system alone where the whole tree is judged.
    pub ownerless: &'a [&'a Entry],
    /// Every system of the tree, this one included: the declaration's path
    /// and its `system.id`, where it has one.
    pub systems: &'a [(String, Option<Value>)],
    /// Rules that exist, with the levels of their packs.
    pub rules: &'a BTreeMap<String, Levels>,
    /// What packs set, beside what the declaration says itself.
    pub bindings: &'a [Binding],
    /// The packs that the declaration extends.
    pub extended: &'a [Extended],
    /// The facts of the families before this one.
    pub known: &'a Map,
    /// The base that the change is held against.
    pub before: Option<&'a Before<'a>>,
    /// Who wrote and who approved the change.
    pub context: Option<&'a Context>,
    /// The date that ages are counted to.
    pub today: Date,
}

/// A value that a pack sets and that the declaration sets too.
pub struct Binding {
    /// The pack's name.
    pub pack: String,
    /// The key's full name, list items by their names.
    pub key: String,
    /// The pack's value, with its place where it stands in the tree; empty
    /// where the pack locks the key without a value.
    pub set: Value,
    /// The declaration's value.
    pub own: Value,
    /// Whether the declaration's lets more pass; `None` where it can't be read.
    pub looser: Option<bool>,
    /// Whether both are the same.
    pub same: bool,
    /// Whether the pack locks the key.
    pub locked: bool,
    /// Whether the pack lets a declaration be looser.
    pub open: bool,
}

/// A pack that a declaration extends, as far as a change of it can be seen.
pub struct Extended {
    /// As `extends` names it.
    pub name: String,
    /// Its pack.yml.
    pub place: Option<Place>,
    /// Whether `ethics.lock` holds its digest.
    pub locked: bool,
    /// What it sets.
    pub settings: Value,
    /// What else binds a repository, by a stable name: a rule, a check of a
    /// rule, a level that it raises, a key that it locks.
    pub bonds: BTreeMap<String, Bond>,
}

/// Something of a pack that binds.
pub struct Bond {
    /// What it says, or a digest of it.
    pub value: String,
    /// How much it asks; a level, or 1.
    pub weight: u8,
    /// Where it stands.
    pub place: Option<Place>,
}

/// What a system was on the base.
pub struct Before<'a> {
    /// The base's tree.
    pub tree: &'a Tree,
    /// The folder of its declaration there.
    pub folder: &'a str,
    /// Its declaration there; missing(absent) where the system is new.
    pub declaration: &'a Value,
    /// Every declaration of the base.
    pub declared: &'a [&'a Value],
    /// The packs that it extended there.
    pub extended: &'a [Extended],
    /// All of its facts there; missing(absent) where the system is new.
    pub facts: &'a Value,
    /// Its files there.
    pub files: &'a [&'a Entry],
    /// Declarations of the base that no system goes on from.
    pub gone: &'a [Gone],
}

/// A declaration of the base that no system goes on from.
pub struct Gone {
    /// The path of its file.
    pub path: String,
    /// What it said.
    pub declaration: Value,
    /// The tier of its system, the facts of the family `tier`.
    pub tier: Value,
}

impl Scope<'_> {
    /// A path of the declaration as a path of the tree; `None` where it leaves the root.
    #[must_use]
    pub fn resolve(&self, path: &str) -> Option<String> {
        join(self.folder, path)
    }

    /// A path of the tree as it is seen from the declaration's folder, where it
    /// lies below that: what a system's own folders are called means something,
    /// and what lies above them does not.
    #[must_use]
    pub fn within<'p>(&self, path: &'p str) -> &'p str {
        let rest = path.strip_prefix(self.folder);
        rest.and_then(|rest| match self.folder {
            "" => Some(rest),
            _ => rest.strip_prefix('/'),
        })
        .unwrap_or(path)
    }

    /// The value at a dotted path of the declaration, where it says something.
    #[must_use]
    pub fn declared(&self, path: &str) -> Option<&Value> {
        self.declaration
            .at_path(path)
            .filter(|value| value.says_something())
    }

    /// Where a value of the declaration stands that is there and can't be
    /// read, such as a gap.
    #[must_use]
    pub fn unread(&self, path: &str) -> Option<Place> {
        self.declaration.at_path(path)?.unread()
    }

    /// The text at a dotted path of the declaration.
    #[must_use]
    pub fn declared_str(&self, path: &str) -> Option<&str> {
        self.declared(path).and_then(Value::as_str)
    }

    /// The place of the value at a dotted path, or of its nearest parent that
    /// is there: where a missing value belongs.
    #[must_use]
    pub fn place_of(&self, path: &str) -> Option<Place> {
        let mut nearest = self.declaration;
        for key in path.split('.') {
            match nearest.get(key) {
                Some(value) => nearest = value,
                None => break,
            }
        }
        nearest.mark()
    }
}

/// A relative path below a folder, `.` and `..` resolved; `None` where it is
/// absolute or leaves the root.
#[must_use]
pub fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

/// What a family computed.
#[derive(Default)]
pub struct Derived {
    /// Values by their first path segment.
    pub values: Vec<(&'static str, Value)>,
    /// Paths that it had to pass over, with the reason.
    pub passed_over: Vec<(String, Text)>,
}

impl Derived {
    /// A family of one value.
    #[must_use]
    pub fn of(name: &'static str, value: Value) -> Self {
        Self {
            values: vec![(name, value)],
            ..Self::default()
        }
    }
}

/// A family of facts: one file in `derived/`.
pub struct Family {
    /// Its name, for people.
    pub name: &'static str,
    /// Its catalogue.
    pub facts: &'static [Fact],
    /// Its values.
    pub derive: fn(&Scope) -> Derived,
}

/// Facts that are neither declared nor derived.
pub const ROOTS: &[Fact] = &[Fact::new(
    "today",
    crate::model::Type::Date,
    "--today, or the clock",
    "the date that ages are counted to",
)];

/// Everything known of one system, and what was passed over for it.
pub struct Facts {
    /// The root record that conditions are evaluated on.
    pub root: Value,
    /// Paths that were passed over, with the reason.
    pub passed_over: Vec<(String, Text)>,
}

/// How much is computed of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every family.
    Whole,
    /// What a change is held against on its base.
    OfBase,
}

/// Where the facts begin that are known of a base in any run.
#[must_use]
pub fn roots_of_base() -> Vec<&'static str> {
    let asked = |family: &&&Family| derived::OF_BASE.contains(&family.name);
    let families = derived::DERIVED.iter().filter(asked);
    let roots = families.flat_map(|family| family.facts.iter().map(Fact::root));
    let mut roots: Vec<_> = roots.chain(["declaration", "today"]).collect();
    roots.sort_unstable();
    roots.dedup();
    roots
}

/// Compute the families in order. `scope` lends all but what is known before.
#[must_use]
pub fn collect(scope: &Scope, extent: Extent) -> Facts {
    let mut known = Map::default();
    known.insert("today".into(), Value::computed(scope.today));
    known.insert("declaration".into(), scope.declaration.clone());
    if let Some(before) = scope.before {
        known.insert("base".into(), before.facts.clone());
    }
    let mut passed_over = Vec::new();
    let asked =
        |family: &&&Family| extent == Extent::Whole || derived::OF_BASE.contains(&family.name);
    for family in derived::DERIVED.iter().filter(asked) {
        let derived = (family.derive)(&Scope {
            known: &known,
            ..*scope
        });
        passed_over.extend(derived.passed_over);
        for (name, value) in derived.values {
            known.insert(Str::from(name), value);
        }
    }
    Facts {
        root: Value {
            kind: Kind::Map(Arc::new(known)),
            place: scope.declaration.place.clone(),
            key: None,
        },
        passed_over,
    }
}
