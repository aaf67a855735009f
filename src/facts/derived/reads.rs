//! Whether the product seems to read a file of settings that a declaration
//! relies on. A value that no code asks for is a value on paper: `false` there
//! switches nothing off. That no code names the file or the key is no proof,
//! since a program can make up names as it runs, so it is for a person to look.
//! What comments and docstrings tell is read by nobody who runs.

use std::collections::HashSet;

use crate::facts::Scope;
use crate::model::Value;
use crate::model::path::{name_of, parted};
use crate::source::{Blob, Entry, code};

/// Code that can read settings, by extension.
#[rustfmt::skip]
const CODE: &[&str] = &[
    "py", "ipynb", "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "astro", "html",
    "java", "kt", "kts", "scala", "groovy", "swift", "m", "mm", "dart", "go", "rs", "rb", "php", "cs",
    "fs", "vb", "c", "cc", "cpp", "h", "hpp", "ex", "exs", "erl", "clj", "lua", "pl", "r", "jl", "sh",
];
/// What packs, starts or wires a product, and may hand it a file.
#[rustfmt::skip]
const WIRING: &[&str] = &["dockerfile", "containerfile", "makefile", "procfile", "justfile"];
#[rustfmt::skip]
const SETTINGS: &[&str] = &["yml", "yaml", "toml", "json", "tf", "gradle", "plist", "nix", "service"];
/// Folders whose code never runs for a user.
const ASIDE: &[&str] = &[
    "docs",
    "evidence",
    "examples",
    "fixtures",
    "node_modules",
    "test",
    "tests",
];
/// The largest file that is looked at; what is larger is generated.
const LARGEST: u64 = 1 << 20;

/// The code of a product.
pub(super) struct Product {
    files: Vec<Said>,
    /// Whether any of them is code, and not wiring alone.
    has_code: bool,
}

/// What one of its files says to a machine.
struct Said {
    path: String,
    text: String,
    is_code: bool,
}

impl Product {
    pub(super) fn of(scope: &Scope) -> Self {
        let mut product = Self {
            files: Vec::new(),
            has_code: false,
        };
        let named = named(scope);
        let others = scope
            .files
            .iter()
            .filter(|entry| entry.size <= LARGEST && !named.contains(&*entry.path));
        for entry in others {
            let Some(is_code) = kind(scope, entry) else {
                continue;
            };
            if let Blob::Text(document) = scope.tree.read(&entry.path) {
                product.has_code |= is_code;
                product.files.push(Said {
                    path: document.path.clone(),
                    text: code::spoken(&document).into_owned(),
                    is_code,
                });
            }
        }
        product
    }

    /// Whether anything names a file of settings, its folder as a path, or a
    /// key of it; `None` where there is no code that could.
    pub(super) fn reads(&self, scope: &Scope, file: &str, key: &str) -> Option<Value> {
        if !self.has_code {
            return None;
        }
        let path = scope.resolve(file)?;
        let own = scope.within(&path);
        let (folder, name) = parted(own);
        let folder = name_of(folder);
        let wanted = Wanted {
            name,
            folder: ["\"F\"", "'F'", "F/"].map(|form| form.replace('F', folder)),
            is_below: !folder.is_empty(),
            keys: keys(key),
        };
        let mut others = self.files.iter().filter(|file| file.path != path);
        let read = others
            .any(|file| wanted.names(&file.text) || (file.is_code && wanted.asks(&file.text)));
        Some(Value::computed(read))
    }
}

/// Files of settings and strings that the declaration names: that one of them
/// has a key is no sign that anybody asks for it in another.
fn named(scope: &Scope) -> HashSet<String> {
    let texts = ["explain.disclosure", "privacy.trains_on_user_input.text"];
    let texts = texts
        .into_iter()
        .filter_map(|key| scope.declared(key))
        .flat_map(Value::entries)
        .filter_map(|(_, reference)| reference.as_str());
    let defaults = scope
        .declared("youth.defaults")
        .map_or(&[][..], Value::items);
    let defaults = defaults
        .iter()
        .filter_map(|entry| entry.get("file")?.as_str());
    texts
        .chain(defaults)
        .filter_map(|reference| scope.resolve(reference.split('#').next()?))
        .collect()
}

/// Whether a file is code or wiring; `None` for anything else.
fn kind(scope: &Scope, entry: &Entry) -> Option<bool> {
    let own = scope.within(&entry.path);
    let (folders, name) = parted(own);
    let name = name.to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if folders.split('/').any(|folder| ASIDE.contains(&folder)) || *entry.path == *scope.path {
        return None;
    }
    if CODE.contains(&extension) {
        return Some(true);
    }
    let stem = name.split('.').next().unwrap_or("");
    (WIRING.contains(&stem) || SETTINGS.contains(&extension)).then_some(false)
}

struct Wanted<'a> {
    name: &'a str,
    folder: [String; 3],
    is_below: bool,
    keys: Vec<String>,
}

impl Wanted<'_> {
    /// Whether a text names the file, or its folder as a path.
    fn names(&self, text: &str) -> bool {
        text.contains(self.name)
            || (self.is_below && self.folder.iter().any(|form| text.contains(form)))
    }

    /// Whether the words of a text, one after the other, spell a key in any
    /// of the ways in which languages and frameworks write it.
    fn asks(&self, text: &str) -> bool {
        let mut spelled = String::with_capacity(text.len());
        spelled.extend(
            text.chars()
                .filter(|one| one.is_alphanumeric())
                .flat_map(char::to_lowercase),
        );
        self.keys.iter().any(|key| spelled.contains(key))
    }
}

/// A key and its last two parts, without what stands between words:
/// `ads.personalized`, `ADS_PERSONALIZED` and `adsPersonalized` are one.
fn keys(key: &str) -> Vec<String> {
    /// Letters below which a key is found in anything.
    const SHORTEST: usize = 6;
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|one| one.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let parts: Vec<&str> = key.split('.').collect();
    let last = parts[parts.len().saturating_sub(2)..].join(".");
    let mut keys = vec![plain(key), plain(&last)];
    keys.retain(|key| key.chars().count() >= SHORTEST);
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(file: &str, key: &str, code: &str) -> bool {
        let (folder, name) = parted(file);
        let wanted = Wanted {
            name,
            folder: ["\"F\"", "'F'", "F/"].map(|form| form.replace('F', folder)),
            is_below: !folder.is_empty(),
            keys: keys(key),
        };
        wanted.names(code) || wanted.asks(code)
    }

    #[test]
    fn a_file_its_folder_or_a_key_is_named_in_many_ways() {
        let (file, key) = ("config/minor.yaml", "ads.personalized");
        for code in [
            "load(ROOT / 'config' / name)",
            "open(\"config/\" + age)",
            "COPY minor.yaml /etc/app/",
            "settings[\"ads\"][\"personalized\"]",
            "os.environ['ADS_PERSONALIZED']",
            "config.adsPersonalized",
            "@Value(\"${ads.personalized}\")",
        ] {
            assert!(is_in(file, key, code), "{code}");
        }
        for code in [
            "ads = show()",
            "personalized = True",
            "minor = age < 18",
            "",
        ] {
            assert!(!is_in(file, key, code), "{code}");
        }
        // A key that is found in anything is no sign.
        assert!(!is_in("settings.env", "ad", "address = 1"));
    }
}
