//! Secrets and numbers of people in the texts that hold no data: code,
//! settings, prose, whatever else is text. Most numbers there are something
//! else, so only what is sure is told, and only of kinds that nobody needs a
//! real one of.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::found::{self, Allowance};
use super::scan::{self, Obstacle, Seen};
use crate::facts::Scope;
use crate::measure::pii::{self, Form, Kind};
use crate::model::path::name_of;
use crate::model::{Text, Value};
use crate::source::{Entry, LARGEST_DOCUMENT, encoding};

/// Bytes by which text is told.
const HEAD: u64 = 4 << 10;
/// Endings of files that are never text, so that they are not opened.
#[rustfmt::skip]
const NO_TEXT: &[&str] = &[
    "avif", "bin", "bmp", "ckpt", "dll", "dylib", "eot", "exe", "flac", "gguf", "gif", "h5", "ico", "jpeg", "jpg", "mov", "mp3", "mp4",
    "msgpack", "npy", "npz", "ogg", "onnx", "otf", "pdf", "pkl", "png", "pt", "pth", "pyc", "safetensors", "so", "tflite", "tif", "tiff",
    "ttf", "wasm", "wav", "webm", "webp", "woff", "woff2",
];
/// Folders whose numbers were made up, or are those of somebody else's code.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "__fixtures__", "__mocks__", "__tests__", "e2e", "fixture", "fixtures", "mocks", "node_modules", "site-packages", "spec", "specs",
    "test", "test-data", "test_data", "testdata", "testing", "tests", "third_party", "vendor",
];
/// Names of files in which other programs write down what they took.
#[rustfmt::skip]
const LOCKS: &[&str] = &["go.sum", "npm-shrinkwrap.json", "package-lock.json", "packages.lock.json", "pnpm-lock.yaml"];

/// What was found, and how much was searched for it.
pub(super) struct Elsewhere {
    pub(super) found: Vec<Value>,
    pub(super) searched: usize,
}

/// Each kind in each text that no other search reads whole. Of what is
/// published only secrets are told here.
pub(super) fn found(
    scope: &Scope,
    data: &dyn Fn(&str) -> bool,
    published: &BTreeSet<String>,
    allowances: &[Allowance],
    not: &mut Vec<(String, Obstacle)>,
) -> Elsewhere {
    let wanted: Vec<&Entry> = scope
        .files
        .iter()
        .copied()
        .filter(|entry| !data(&entry.path) && !NO_TEXT.contains(&&*found::ending(&entry.path)))
        .collect();
    let told: Vec<(&str, Told)> = wanted
        .par_iter()
        .map(|entry| {
            let secrets_only = || published.contains(&*entry.path) || is_aside(scope, &entry.path);
            (&*entry.path, of_file(scope, entry, &secrets_only))
        })
        .collect();
    let mut elsewhere = Elsewhere {
        found: Vec::new(),
        searched: 0,
    };
    for (path, told) in told {
        match told {
            Told::Searched(seen) => {
                elsewhere.searched += 1;
                let seen = seen.iter();
                let values = seen.map(|seen| found::value(scope, path, seen, allowances));
                elsewhere.found.extend(values);
            }
            Told::NoText => {}
            Told::Not(why) => not.push((path.to_owned(), why)),
        }
    }
    elsewhere
}

/// What became of a file.
enum Told {
    Searched(Vec<Seen>),
    NoText,
    Not(Obstacle),
}

fn of_file(scope: &Scope, entry: &Entry, secrets_only: &dyn Fn() -> bool) -> Told {
    let large = entry.size > LARGEST_DOCUMENT;
    let most = if large { HEAD } else { LARGEST_DOCUMENT };
    let Ok(bytes) = scope.tree.head(&entry.path, most) else {
        return Told::Not(Obstacle::Denied);
    };
    let head = &bytes[..bytes.len().min(HEAD as usize)];
    let wide = encoding::is_utf_16(head);
    if !wide && head.contains(&0) {
        return Told::NoText;
    }
    if large {
        return Told::Not(Obstacle::Unfit(too_large()));
    }
    let form = Form::of(&entry.path);
    let text = scan::decoded(bytes);
    let hits = pii::firm(text.as_bytes(), form).into_iter();
    let hits = hits.filter(|hit| hit.kind == Kind::Secret || !secrets_only());
    Told::Searched(scan::told(scope, entry, &text, hits.collect()))
}

/// Whether the numbers of a file are made up, or copied by a program: tests,
/// lock files, what others wrote, the examples of rules.
fn is_aside(scope: &Scope, path: &str) -> bool {
    let own = scope.within(path);
    let name = name_of(own);
    let stem = name.split('.').next().unwrap_or(name);
    let test = name.starts_with("test_")
        || stem == "conftest"
        || ["_test", "_tests", "_spec", "Test", "Tests", "Spec"]
            .iter()
            .any(|end| stem.ends_with(end))
        || [".test.", ".spec."].iter().any(|part| name.contains(part));
    let lock = LOCKS.contains(&name) || name.ends_with(".lock") || name.ends_with(".lockfile");
    test || lock || found::lies_in(own, ASIDE) || is_rule(scope, path)
}

/// A YAML file two folders below a `pack.yml`.
fn is_rule(scope: &Scope, path: &str) -> bool {
    let mut folders = path.rsplitn(3, '/').skip(2);
    matches!(&*found::ending(path), "yml" | "yaml")
        && folders
            .next()
            .is_some_and(|pack| scope.tree.entry(&format!("{pack}/pack.yml")).is_some())
}

fn too_large() -> Text {
    Text::new(
        "larger than 16 MiB, so it was not searched for secrets and numbers of people",
        "16 MiB보다 커서 비밀값과 개인 식별번호를 찾지 않음",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_text_that_is_searched_is_the_one_that_is_said() {
        assert_eq!(LARGEST_DOCUMENT, 16 << 20);
    }
}
