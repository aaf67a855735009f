//! What scripts, recipes and images fetch from a hub by its command.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::hub::{Load, What};
use crate::model::{Document, Place, Span, Value};
use crate::source::code;

/// A command of a hub, to the end of its line or of the command.
static COMMANDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)\b(?:
            (?<kaggle>kaggle\s+(?:datasets|competitions|d|c)\s+download)
            | (?<hub>(?:huggingface-cli|hf)\s+download)
        )\b(?<rest>(?:\\\n|[^\n;&|])*)",
    )
    .expect("internal error: a pattern of the source is valid")
});
/// One word behind a command.
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"[^\s"'\\]+"#).expect("internal error: a pattern of the source is valid")
});
/// Options whose value is no name.
#[rustfmt::skip]
const VALUED: &[&str] = &[
    "--cache-dir", "--exclude", "--file", "--include", "--local-dir", "--max-workers", "--path",
    "--repo-type", "--revision", "--token", "-f", "-p", "-w",
];

/// Whether a file is a script, a recipe or an image.
pub(super) fn is_script(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or("");
    lower.ends_with(".sh")
        || lower.ends_with(".bash")
        || matches!(
            stem,
            "makefile" | "justfile" | "dockerfile" | "containerfile"
        )
}

/// What a file of commands fetches.
pub(super) fn loads(document: &Arc<Document>) -> Vec<Load> {
    let words = ["kaggle", "huggingface-cli", "hf "];
    let is_there = |text: &str| words.iter().any(|word| text.contains(word));
    let Some(said) = code::spoken_where(document, is_there) else {
        return Vec::new();
    };
    COMMANDS
        .captures_iter(&said)
        .filter_map(|found| {
            let rest = found.name("rest")?;
            let words: Vec<(usize, &str)> = WORDS
                .find_iter(rest.as_str())
                .map(|word| (rest.start() + word.start(), word.as_str()))
                .collect();
            command(document, found.name("kaggle").is_some(), &words)
        })
        .collect()
}

fn command(document: &Arc<Document>, is_kaggle: bool, words: &[(usize, &str)]) -> Option<Load> {
    let value = |&(at, text): &(usize, &str)| {
        let place = Place::new(document, Span::new(at, at + text.len()));
        Value::at(text.into(), place)
    };
    let option = |name: &str| {
        words.iter().enumerate().find_map(|(index, word)| {
            let (key, behind) = word.1.split_once('=').unwrap_or((word.1, ""));
            match (key == name, behind) {
                (true, "") => words.get(index + 1).copied(),
                (true, behind) => Some((word.0 + key.len() + 1, behind)),
                (false, _) => None,
            }
        })
    };
    let plain = words.iter().enumerate().find(|(index, word)| {
        let behind = index.checked_sub(1).and_then(|before| words.get(before));
        !word.1.starts_with('-') && !behind.is_some_and(|before| VALUED.contains(&before.1))
    });
    let (_, name) = plain?;
    let what = match is_kaggle || option("--repo-type").is_some_and(|kind| kind.1 == "dataset") {
        true => What::Dataset,
        false => What::Model,
    };
    Some(Load {
        what,
        name: value(name),
        call: if is_kaggle { "kaggle" } else { "download" },
        is_path: false,
        revision: option("--revision").map(|revision| value(&revision)),
        trusts: None,
        asks: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_name_what_they_fetch() {
        let text = "# kaggle datasets download -d told/only\n\
                    kaggle datasets download -d owner/loans --unzip -p data && echo hf\n\
                    hf download town/letters --repo-type dataset --revision main\n\
                    huggingface-cli download --local-dir m \\\n  --repo-type=dataset \"town/maps\"\n\
                    hf download town/base --revision=0a1b; kaggle competitions download -c titanic\n\
                    kaggle --help\n";
        let loads = loads(&Document::new("fetch.sh", text));
        let said: Vec<_> = loads
            .iter()
            .map(|load| {
                let revision = load.revision.as_ref().and_then(Value::as_str);
                (load.what, load.name.as_str().unwrap_or(""), revision)
            })
            .collect();
        assert_eq!(
            said,
            [
                (What::Dataset, "owner/loans", None),
                (What::Dataset, "town/letters", Some("main")),
                (What::Dataset, "town/maps", None),
                (What::Model, "town/base", Some("0a1b")),
                (What::Dataset, "titanic", None),
            ]
        );
        for load in &loads {
            let place = load.name.place.as_ref().expect("a place");
            assert_eq!(Some(place.text()), load.name.as_str());
        }
    }

    #[test]
    fn scripts_are_told_by_their_names() {
        for name in ["get.sh", "Makefile", "Dockerfile.train"] {
            assert!(is_script(name), "{name}");
        }
        for name in ["shell.py", "make.md"] {
            assert!(!is_script(name), "{name}");
        }
    }
}
