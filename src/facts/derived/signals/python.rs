//! Python as a row of tokens: enough to tell a call from a comment, a string
//! from a name, and to follow a constant that is set once.

use std::collections::HashMap;
use std::sync::Arc;

use super::hub::{Load, What};
use super::token::{Token, tokens};
use crate::model::{Document, Place, Span, Value};

/// Tokens of one call that are looked at.
const MOST_TOKENS: usize = 400;

/// A call that loads something.
struct Call {
    /// How its name ends.
    name: &'static str,
    what: What,
    /// The keyword that holds the name, and its position.
    keyword: &'static str,
    position: usize,
    is_path: bool,
}

const fn call(name: &'static str, what: What, keyword: &'static str) -> Call {
    Call {
        name,
        what,
        keyword,
        position: 0,
        is_path: false,
    }
}

const fn file(name: &'static str, keyword: &'static str) -> Call {
    Call {
        name,
        what: What::Dataset,
        keyword,
        position: 0,
        is_path: true,
    }
}

const CALLS: &[Call] = &[
    call("load_dataset", What::Dataset, "path"),
    call("load_dataset_builder", What::Dataset, "path"),
    file("load_from_disk", "dataset_path"),
    file("read_csv", "filepath_or_buffer"),
    file("read_excel", "io"),
    file("read_feather", "path"),
    file("read_json", "path_or_buf"),
    file("read_parquet", "path"),
    file("read_table", "filepath_or_buffer"),
    file("scan_csv", "source"),
    file("scan_parquet", "source"),
    call(
        "from_pretrained",
        What::Model,
        "pretrained_model_name_or_path",
    ),
    call("snapshot_download", What::Model, "repo_id"),
    call("hf_hub_download", What::Model, "repo_id"),
    call("SentenceTransformer", What::Model, "model_name_or_path"),
    call("CrossEncoder", What::Model, "model_name_or_path"),
    call("hub.load", What::Model, "repo_or_dir"),
    Call {
        name: "pipeline",
        what: What::Model,
        keyword: "model",
        position: 1,
        is_path: false,
    },
    call("hub.pull", What::Prompt, "owner_repo_commit"),
    call("pull_prompt", What::Prompt, "prompt_identifier"),
];

/// What a file of Python loads.
pub(super) fn loads(document: &Arc<Document>) -> Vec<Load> {
    let found = scan(&document.text);
    let value = |span: Span| {
        let text = document.text.get(span.range()).unwrap_or("");
        Value::at(text.into(), Place::new(document, span))
    };
    found.into_iter().map(|found| found.load(value)).collect()
}

/// A load with spans into the text that was scanned.
#[derive(Debug)]
pub(super) struct Found {
    call: &'static str,
    what: What,
    is_path: bool,
    name: Span,
    revision: Option<Span>,
    trusts: Option<Span>,
}

impl Found {
    /// The load, with the values that stand at its spans.
    pub(super) fn load(&self, value: impl Fn(Span) -> Value) -> Load {
        let mut name = value(self.name);
        let mut revision = self.revision.map(&value);
        // torch.hub and prompt hubs write the revision behind a colon.
        let split = matches!(self.call, "hub.load" | "hub.pull" | "pull_prompt");
        if let (true, None, Some((id, commit))) = (
            split,
            &revision,
            name.as_str().and_then(|name| name.split_once(':')),
        ) {
            revision = Some(Value::computed(commit).placed_like(&name));
            name = Value::computed(id).placed_like(&name);
        }
        Load {
            what: self.what,
            name,
            call: self.call,
            is_path: self.is_path,
            revision,
            trusts: self.trusts.map(value),
        }
    }
}

/// The loads in a text of Python.
pub(super) fn scan(text: &str) -> Vec<Found> {
    if !CALLS.iter().any(|call| text.contains(call.name)) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let constants = constants(text, &tokens);
    let mut found = Vec::new();
    for (index, pair) in tokens.windows(2).enumerate() {
        let [Token::Name(name), Token::Sign(b'(')] = pair else {
            continue;
        };
        let name = text.get(name.range()).unwrap_or("");
        let is_definition = index > 0 && is_word(text, tokens[index - 1], &["def", "class"]);
        let known = CALLS.iter().find(|call| {
            name.strip_suffix(call.name)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        if let (Some(call), false) = (known, is_definition) {
            found.extend(arguments(text, &tokens[index + 2..], call, &constants));
        }
    }
    found
}

fn is_word(text: &str, token: Token, words: &[&str]) -> bool {
    match token {
        Token::Name(span) => words.contains(&text.get(span.range()).unwrap_or("")),
        _ => false,
    }
}

/// Names that are set to one text, once.
fn constants<'a>(text: &'a str, tokens: &[Token]) -> HashMap<&'a str, Option<Span>> {
    let mut constants = HashMap::new();
    for triple in tokens.windows(3) {
        let [Token::Name(name), Token::Sign(b'='), value] = triple else {
            continue;
        };
        let span = match value {
            Token::Text(span) => Some(*span),
            _ => None,
        };
        let name = text.get(name.range()).unwrap_or("");
        constants
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(span);
    }
    constants
}

fn arguments(
    text: &str,
    tokens: &[Token],
    call: &'static Call,
    constants: &HashMap<&str, Option<Span>>,
) -> Option<Found> {
    let mut depth = 1usize;
    let mut position = 0usize;
    let mut keyword: Option<&str> = None;
    let mut is_start = true;
    let (mut name, mut revision, mut repo_type, mut trusts) = (None, None, None, None);
    for (index, token) in tokens.iter().take(MOST_TOKENS).enumerate() {
        match token {
            Token::Line => continue,
            Token::Sign(b'(' | b'[' | b'{') => depth += 1,
            Token::Sign(b')' | b']' | b'}') => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Token::Sign(b',') if depth == 1 => {
                position += 1;
                keyword = None;
                is_start = true;
                continue;
            }
            Token::Name(span) if depth == 1 && is_start && keyword.is_none() => {
                if let Some(Token::Sign(b'=')) = tokens.get(index + 1) {
                    keyword = text.get(span.range());
                    continue;
                }
            }
            Token::Sign(b'=') if depth == 1 && keyword.is_some() => continue,
            _ => {}
        }
        if depth == 1 && is_start {
            is_start = false;
            let ends = matches!(
                tokens[index + 1..]
                    .iter()
                    .find(|token| **token != Token::Line),
                Some(Token::Sign(b',' | b')'))
            );
            let value = match token {
                Token::Text(span) if ends => Some(*span),
                Token::Name(span) if ends => text
                    .get(span.range())
                    .and_then(|name| constants.get(name).copied().flatten()),
                _ => None,
            };
            match keyword {
                Some("trust_remote_code") if ends && is_word(text, *token, &["True"]) => {
                    if let Token::Name(span) = token {
                        trusts = Some(*span);
                    }
                }
                Some("revision") => revision = value,
                Some("repo_type") => repo_type = value,
                Some(keyword) if keyword == call.keyword => name = value,
                None if position == call.position => name = value,
                _ => {}
            }
        }
    }
    let repo_type = repo_type.and_then(|span| text.get(span.range()));
    let what = match repo_type {
        Some("dataset") => What::Dataset,
        Some("space") => return None,
        _ => call.what,
    };
    Some(Found {
        call: call.name,
        what,
        is_path: call.is_path,
        name: name?,
        revision,
        trusts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Option<&str>)> {
        scan(text)
            .iter()
            .map(|found| {
                let revision = found.revision.and_then(|span| text.get(span.range()));
                (text.get(found.name.range()).unwrap_or(""), revision)
            })
            .collect()
    }

    #[test]
    fn a_call_is_found_with_its_name_and_its_revision() {
        let text =
            "data = load_dataset(\n    \"squad\",  # the usual one\n    revision='abc',\n)\n";
        assert_eq!(found(text), [("squad", Some("abc"))]);
        let text = "m = AutoModel.from_pretrained(pretrained_model_name_or_path='a/b')";
        assert_eq!(found(text), [("a/b", None)]);
        let text = "p = pipeline('text-generation', model='a/b', revision=\"main\")";
        assert_eq!(found(text), [("a/b", Some("main"))]);
    }

    #[test]
    fn a_constant_that_is_set_once_is_followed() {
        let text = "BASE = 'a/b'\nREV = 'c'\nm = X.from_pretrained(BASE, revision=REV)\n";
        assert_eq!(found(text), [("a/b", Some("c"))]);
        let twice = "BASE = 'a/b'\nBASE = 'c/d'\nm = X.from_pretrained(BASE)\n";
        assert_eq!(found(twice), []);
    }

    #[test]
    fn code_of_the_hub_is_trusted_where_a_call_says_so() {
        let trusts = |text: &str| scan(text)[0].trusts.is_some();
        assert!(trusts("X.from_pretrained('a/b', trust_remote_code=True)"));
        assert!(!trusts("X.from_pretrained('a/b', trust_remote_code=False)"));
        assert!(!trusts(
            "X.from_pretrained('a/b', trust_remote_code=True and x)"
        ));
        assert!(!trusts(
            "X.from_pretrained('a/b')  # trust_remote_code=True"
        ));
    }

    #[test]
    fn comments_docstrings_and_definitions_are_no_calls() {
        for text in [
            "# load_dataset('squad')\n",
            "def f():\n    \"\"\"Use load_dataset('squad') first.\"\"\"\n",
            "note = \"load_dataset('squad')\"\n",
            "def load_dataset(path='squad'):\n    return path\n",
            "my_load_dataset('squad')\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_name_that_is_computed_is_unknown() {
        for text in [
            "load_dataset(f'{owner}/squad')\n",
            "load_dataset('owner/' + name)\n",
            "load_dataset(args.dataset)\n",
            "pipeline('text-generation')\n",
            "snapshot_download('a/b', repo_type='space')\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_torn_text_ends_without_a_panic() {
        for text in [
            "load_dataset(",
            "load_dataset('",
            "load_dataset(\"\"\"a",
            "load_dataset('a\\",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
