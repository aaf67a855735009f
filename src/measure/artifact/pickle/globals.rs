//! Names that pickles import: what is harmless, and what runs code.
//!
//! The first list is short on purpose: value types, and what the numeric
//! libraries need to build an array again. The second only raises the voice:
//! a name on neither is for a person to decide, so nothing hangs on its being
//! complete.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Standing {
    /// Builds a value and nothing else.
    Harmless,
    /// On no list.
    Unknown,
    /// Runs code, or reaches what does.
    Dangerous,
}

/// Harmless names, by module.
static HARMLESS: LazyLock<Names> = LazyLock::new(|| Names::read(include_str!("harmless.txt")));
/// Dangerous names, by module, and whole modules.
static DANGEROUS: LazyLock<Names> = LazyLock::new(|| Names::read(include_str!("dangerous.txt")));

/// A list of names.
struct Names {
    names: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// Modules that are listed with all that lies below them.
    modules: BTreeSet<&'static str>,
}

impl Names {
    fn read(list: &'static str) -> Self {
        let mut names = Self {
            names: BTreeMap::new(),
            modules: BTreeSet::new(),
        };
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(": ") {
                Some((module, those)) => {
                    let known = names.names.entry(module).or_default();
                    known.extend(those.split(' '));
                }
                None => {
                    names.modules.insert(line);
                }
            }
        }
        names
    }

    fn lists(&self, module: &str, name: &str) -> bool {
        let names = self.names.get(module);
        names.is_some_and(|names| names.contains(name))
    }

    /// Whether a dotted path is a listed module or leads below one.
    fn covers(&self, path: &str) -> bool {
        let ends = path.match_indices('.').map(|(at, _)| at);
        ends.chain([path.len()])
            .any(|end| self.modules.contains(&path[..end]))
    }
}

/// Modules whose names are looked up and not called into being: the standard
/// library's own paths are read, not written.
const ONLY_READ: &[&str] = &["os.path", "ntpath", "posixpath"];

/// Names of Python 2, which a loader maps to their successors.
fn successor(module: &str) -> &str {
    match module {
        "__builtin__" => "builtins",
        "copy_reg" => "copyreg",
        "cStringIO" | "StringIO" => "io",
        module => module,
    }
}

/// What is known of `module.name`. A dotted name walks attributes: it is what
/// it ends at, and every step of it counts.
pub(in super::super) fn standing(module: &str, name: &str) -> Standing {
    let module = successor(module);
    // No attribute has such a name, so nothing can be reached by it; text that
    // begins like a pickle reads so.
    let nameable = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.');
    if !name.chars().all(nameable) {
        return Standing::Unknown;
    }
    if HARMLESS.lists(module, name) {
        return Standing::Harmless;
    }
    if DANGEROUS.lists(module, name) {
        return Standing::Dangerous;
    }
    // Both parts may be dotted, and a loader walks them as one path.
    let whole = format!("{module}.{name}");
    let plain_name = !name.contains('.');
    if plain_name && ONLY_READ.contains(&module) {
        return if DANGEROUS.modules.contains(name) {
            Standing::Dangerous
        } else {
            Standing::Unknown
        };
    }
    if DANGEROUS.covers(&whole) {
        return Standing::Dangerous;
    }
    // `tempfile._os.system`, `numpy.os.system`: a module reached through another.
    let steps_into_danger = whole.split('.').skip(1).any(|step| {
        let step = step.trim_start_matches('_');
        STEPS.contains(&step)
    });
    if steps_into_danger {
        return Standing::Dangerous;
    }
    // Attributes of what is listed lead anywhere.
    let known_module = HARMLESS.names.contains_key(module);
    if !plain_name && known_module {
        return Standing::Dangerous;
    }
    Standing::Unknown
}

/// Attributes that lead to code wherever they stand in a path.
const STEPS: &[&str] = &[
    "builtins__",
    "class__",
    "code__",
    "dict__",
    "getattribute__",
    "globals__",
    "import__",
    "importlib",
    "os",
    "pickle",
    "posix",
    "reduce__",
    "reduce_ex__",
    "subclasses__",
    "subprocess",
    "sys",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_they_lead() {
        for (module, name) in [
            ("os", "getpid"),
            ("__builtin__", "eval"),
            ("collections", "_sys.modules"),
            ("numpy", "os.system"),
            ("numpy.testing._private.utils", "runstring"),
            ("posixpath", "os"),
            ("uuid", "os.system"),
            ("torch.storage", "_load_from_bytes"),
            ("any.thing", "__globals__"),
        ] {
            assert_eq!(
                standing(module, name),
                Standing::Dangerous,
                "{module}.{name}"
            );
        }
        for (module, name) in [
            ("os.path", "exists"),
            ("builtins", "print"),
            ("functools", "partial"),
            ("sklearn.linear_model._logistic", "LogisticRegression"),
            ("operators", "any"),
            ("my.system_model", "Model"),
        ] {
            assert_eq!(standing(module, name), Standing::Unknown, "{module}.{name}");
        }
        assert_eq!(standing("__builtin__", "set"), Standing::Harmless);
        assert_eq!(standing("copy_reg", "_reconstructor"), Standing::Harmless);
    }
}
