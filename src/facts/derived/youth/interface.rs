//! Words for young people in what a public interface shows: files of its
//! strings, the texts that a page of Python puts on a screen, pages of HTML,
//! and what a store says of an app.

use std::sync::{Arc, LazyLock};

use rayon::prelude::*;
use regex::Regex;

use super::words::{mention, young};
use crate::facts::{Scope, linked};
use crate::model::path::parted;
use crate::model::{Document, Kind, Place, Span, Value};
use crate::source::{Blob, Entry, code};

/// Folders that hold the strings of an interface.
const FOLDERS: &[&str] = &[
    "i18n",
    "l10n",
    "lang",
    "langs",
    "locale",
    "locales",
    "messages",
    "strings",
    "translations",
];

/// Endings of files of strings.
const STRINGS: &[&str] = &[
    "arb",
    "ftl",
    "js",
    "json",
    "po",
    "properties",
    "strings",
    "toml",
    "ts",
    "xcstrings",
    "xml",
    "yaml",
    "yml",
];

/// Folders whose pages are shown to no user.
const ASIDE: &[&str] = &[
    "docs",
    "examples",
    "fixtures",
    "node_modules",
    "test",
    "tests",
    "vendor",
];

/// Libraries by which Python puts texts on a screen.
const SCREENS: &[&str] = &["chainlit", "gradio", "nicegui", "streamlit"];

/// Files that are looked at, and how large one may be.
const MOST_FILES: usize = 200;
const LARGEST: u64 = 512 << 10;
/// Strings of one file that are looked at.
const MOST_STRINGS: usize = 20_000;

/// Texts between quotes on one line.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#""([^"\n]{6,400})"|'([^'\n]{6,400})'"#)
        .expect("internal error: the pattern is valid")
});
/// Texts between elements, without what only code has.
static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r">([^<>{}=;()]{6,400})</?[A-Za-z]").expect("internal error: the pattern is valid")
});

/// How a file shows texts.
#[derive(Clone, Copy)]
enum Shows {
    /// As values under keys.
    Strings,
    /// As a text as a whole.
    Whole,
    Python,
    Html,
}

/// The first such word of each file.
pub(super) fn mentions(scope: &Scope) -> Vec<Value> {
    let named: Vec<String> = scope
        .declared("explain.disclosure")
        .into_iter()
        .flat_map(Value::entries)
        .filter_map(|(_, reference)| {
            let file = reference.as_str()?.split('#').next()?;
            scope.resolve(file)
        })
        .collect();
    let files: Vec<(&Entry, Shows)> = scope
        .files
        .iter()
        .filter(|entry| entry.size <= LARGEST)
        .filter_map(|entry| {
            if named.iter().any(|name| **name == *entry.path) {
                return Some((*entry, Shows::Strings));
            }
            Some((*entry, shows(scope.within(&entry.path))?))
        })
        .take(MOST_FILES)
        .collect();
    files
        .par_iter()
        .filter_map(|(entry, shows)| in_file(scope, entry, *shows))
        .collect()
}

fn shows(path: &str) -> Option<Shows> {
    let (folders, name) = parted(path);
    let lower = folders.to_ascii_lowercase();
    let has = |known: &[&str]| lower.split('/').any(|folder| known.contains(&folder));
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let of_strings = has(FOLDERS)
        || lower.split('/').any(|folder| {
            folder.ends_with(".lproj") || folder == "values" || folder.starts_with("values-")
        });
    if of_strings && STRINGS.contains(&extension) {
        return Some(Shows::Strings);
    }
    if has(ASIDE) {
        return None;
    }
    match extension {
        "txt" if lower.contains("fastlane/metadata") => Some(Shows::Whole),
        "py" => Some(Shows::Python),
        "htm" | "html" => Some(Shows::Html),
        _ => None,
    }
}

fn in_file(scope: &Scope, entry: &Entry, shows: Shows) -> Option<Value> {
    let Blob::Text(document) = scope.tree.read(&entry.path) else {
        return None;
    };
    match shows {
        Shows::Strings => in_strings(&document),
        Shows::Whole => mention(&passage(&document, 0..document.text.len()), &document.path),
        Shows::Python => {
            let screens = SCREENS.iter().any(|screen| document.text.contains(screen));
            screens.then(|| in_passages(&document, &QUOTED)).flatten()
        }
        Shows::Html => in_passages(&document, &SHOWN),
    }
}

fn in_strings(document: &Arc<Document>) -> Option<Value> {
    // Keys speak, too, but what has no such word at all is not parsed.
    young(&document.text)?;
    let parsed = linked::data(document)?;
    let mut open = vec![&parsed.value];
    for _ in 0..MOST_STRINGS {
        let value = open.pop()?;
        if let Some(found) = mention(value, &document.path) {
            return Some(found);
        }
        match &value.kind {
            Kind::List(items) => open.extend(items.iter().rev()),
            Kind::Map(map) => open.extend(map.values().rev()),
            _ => {}
        }
    }
    None
}

/// The first sentence that has such a word; a single word is a name of something.
fn in_passages(document: &Arc<Document>, pattern: &Regex) -> Option<Value> {
    let said = code::spoken(document);
    pattern
        .captures_iter(&said)
        .take(MOST_STRINGS)
        .find_map(|found| {
            let text = found.get(1).or_else(|| found.get(2))?;
            let is_sentence = text.as_str().trim().contains(char::is_whitespace);
            is_sentence
                .then(|| mention(&passage(document, text.range()), &document.path))
                .flatten()
        })
}

fn passage(document: &Arc<Document>, range: std::ops::Range<usize>) -> Value {
    let place = Place::new(document, Span::new(range.start, range.end));
    Value::at(place.text().into(), place.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(path: &str, text: &str) -> Option<String> {
        let document = Document::new(path, text);
        let pattern: &Regex = if path.ends_with(".py") {
            &QUOTED
        } else {
            &SHOWN
        };
        let found = in_passages(&document, pattern)?;
        Some(found.get("name")?.as_str()?.to_owned())
    }

    #[test]
    fn what_is_shown_is_told_from_what_is_code() {
        assert_eq!(
            word("app.py", "st.title('Homework help for pupils')\n").as_deref(),
            Some("Homework")
        );
        assert_eq!(
            word("a.html", "<h1>Ask your school anything</h1>").as_deref(),
            Some("school")
        );
        for (path, text) in [
            ("app.py", "# 'for pupils and their parents'\n"),
            ("app.py", "state['children']\n"),
            (
                "a.html",
                "<!-- <p>for pupils only</p> --><p>for gardeners only</p>",
            ),
            (
                "a.html",
                "<script>if (a > 0 && children.length < 3) {}</script>",
            ),
        ] {
            assert_eq!(word(path, text), None, "{text}");
        }
    }
}
