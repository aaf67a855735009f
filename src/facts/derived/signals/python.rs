//! Python as a row of tokens: enough to tell a call from a comment, a string
//! from a name, and to follow a constant that is set once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::hub::{Load, What};
use super::token::{Token, tokens};
use crate::model::{Document, Place, Span, Value};

/// Tokens of one call that are looked at.
const MOST_TOKENS: usize = 400;

/// Tokens of one option of the command line that are looked at.
const OPTION_TOKENS: usize = 60;

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
    call("tfds.load", What::Dataset, "name"),
    call("tensorflow_datasets.load", What::Dataset, "name"),
    call("tfds.data_source", What::Dataset, "name"),
    call("kagglehub.dataset_download", What::Dataset, "handle"),
    call("dataset_download", What::Dataset, "handle"),
    call("fetch_openml", What::Dataset, "name"),
    file("load_from_disk", "dataset_path"),
    file("from_csv", "path_or_paths"),
    file("from_json", "path_or_paths"),
    file("from_parquet", "path_or_paths"),
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

/// Modules whose classes and functions are one dataset each, and the names
/// among them that are none.
const SHELVES: &[&str] = &[
    "torchvision.datasets",
    "torchaudio.datasets",
    "torchtext.datasets",
    "keras.datasets",
];
#[rustfmt::skip]
const NO_SETS: &[&str] = &[
    "DatasetFolder", "FakeData", "ImageFolder", "VisionDataset", "utils", "folder", "wrap_dataset_for_transforms_v2",
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
    name: Said,
    revision: Option<Span>,
    trusts: Option<Span>,
}

/// What stands where a value belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Text(Span),
    True(Span),
    /// A name that is set in another file, with where it stands.
    Elsewhere(String, Span),
}

impl Said {
    fn text(self) -> Option<Span> {
        match self {
            Self::Text(span) => Some(span),
            _ => None,
        }
    }
}

impl Found {
    /// The load, with the values that stand at its spans.
    pub(super) fn load(&self, value: impl Fn(Span) -> Value) -> Load {
        let (at, asks) = match &self.name {
            Said::Text(span) | Said::True(span) => (*span, None),
            Said::Elsewhere(name, span) => (*span, Some(name.clone())),
        };
        let mut name = value(at);
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
        // A handle of Kaggle goes on with versions, a name of TFDS with the
        // configuration and the version.
        let parts = match self.call {
            "kagglehub.dataset_download" | "dataset_download" => 2,
            "tfds.load" | "tensorflow_datasets.load" | "tfds.data_source" => 1,
            _ => usize::MAX,
        };
        let whole = name.as_str().unwrap_or("");
        if whole.split('/').count() > parts {
            let id: Vec<&str> = whole.split('/').take(parts).collect();
            name = Value::computed(id.join("/")).placed_like(&name);
        }
        if self.call.starts_with("tf") || self.call.starts_with("tensorflow") {
            if let Some((id, _)) = name.as_str().and_then(|name| name.split_once(':')) {
                name = Value::computed(id).placed_like(&name);
            }
        }
        Load {
            what: self.what,
            name,
            call: self.call,
            is_path: self.is_path,
            revision,
            trusts: self.trusts.map(value),
            asks,
        }
    }
}

/// The loads in a text of Python.
pub(super) fn scan(text: &str) -> Vec<Found> {
    let module = |shelf: &&str| shelf.split('.').next().is_some_and(|it| text.contains(it));
    let shelved = SHELVES.iter().any(|shelf| module(&shelf));
    if !shelved && !CALLS.iter().any(|call| text.contains(call.name)) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let constants = constants(text, &tokens);
    let mut found = Vec::new();
    if shelved {
        found.extend(from_shelves(text, &tokens));
    }
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

/// Datasets that are named by their class or module: where one is imported by
/// name, or behind the module's name.
fn from_shelves(text: &str, tokens: &[Token]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut put = |span: Span| {
        let name = text.get(span.range()).unwrap_or("");
        let is_set =
            !NO_SETS.contains(&name) && name.starts_with(|one: char| one.is_alphanumeric());
        if is_set {
            found.push(Found {
                call: "import",
                what: What::Dataset,
                is_path: false,
                name: Said::Text(span),
                revision: None,
                trusts: None,
            });
        }
    };
    for (index, token) in tokens.iter().enumerate() {
        let Token::Name(span) = token else { continue };
        let name = text.get(span.range()).unwrap_or("");
        for shelf in SHELVES {
            let Some(at) = name.find(shelf) else { continue };
            let whole = at == 0 || name[..at].ends_with('.');
            match &name[at + shelf.len()..] {
                // from torchvision.datasets import A, B
                "" if whole && is_word_at(text, tokens, index + 1, "import") => {
                    let listed = tokens[index + 2..].iter().take(MOST_TOKENS);
                    let listed = listed.take_while(|token| {
                        matches!(token, Token::Name(_) | Token::Sign(b',' | b'('))
                    });
                    for token in listed {
                        if let Token::Name(span) = token {
                            put(*span);
                        }
                    }
                }
                rest if whole && rest.starts_with('.') => {
                    let set = rest[1..].split('.').next().unwrap_or("");
                    let start = span.start as usize + at + shelf.len() + 1;
                    put(Span::new(start, start + set.len()));
                }
                _ => {}
            }
        }
        // from torchvision import datasets
        let imported = name.strip_prefix("datasets.").filter(|_| {
            SHELVES
                .iter()
                .filter_map(|shelf| shelf.split_once('.'))
                .any(|(module, _)| text.contains(&format!("from {module} import")))
        });
        if let Some(set) =
            imported.filter(|set| set.starts_with(|one: char| one.is_ascii_uppercase()))
        {
            let set = set.split('.').next().unwrap_or("");
            let start = span.start as usize + "datasets.".len();
            put(Span::new(start, start + set.len()));
        }
    }
    found
}

fn is_word_at(text: &str, tokens: &[Token], index: usize, word: &str) -> bool {
    tokens
        .get(index)
        .is_some_and(|token| is_word(text, *token, &[word]))
}

fn is_word(text: &str, token: Token, words: &[&str]) -> bool {
    match token {
        Token::Name(span) => words.contains(&text.get(span.range()).unwrap_or("")),
        _ => false,
    }
}

/// Names that are set once, to one text or to True: by an assignment, with or
/// without a type, as a keyword, or as what an option of the command line
/// stands for where nobody gives it.
struct Constants<'a>(HashMap<Cow<'a, str>, Option<Said>>);

impl Constants<'_> {
    /// What a name holds: the whole name, else its last part, since options
    /// and settings are asked for behind the name of what holds them.
    fn get(&self, name: &str) -> Option<Said> {
        self.known(name).cloned().flatten()
    }

    fn knows(&self, name: &str) -> bool {
        self.known(name).is_some()
    }

    fn known(&self, name: &str) -> Option<&Option<Said>> {
        let last = name.rfind('.').map(|dot| &name[dot..]);
        let option = last.and_then(|last| self.0.get(last));
        let last = last.and_then(|last| self.0.get(&last[1..]));
        self.0.get(name).or(option).or(last)
    }
}

fn constants<'a>(text: &'a str, tokens: &[Token]) -> Constants<'a> {
    let mut constants: HashMap<Cow<'a, str>, Option<Said>> = HashMap::new();
    let mut set = |name: Cow<'a, str>, value: Option<Said>| {
        constants
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(value);
    };
    let word = |span: &Span| text.get(span.range()).unwrap_or("");
    for (index, window) in tokens.windows(3).enumerate() {
        match window {
            [Token::Name(name), Token::Sign(b'='), value] => {
                // `name: type = value` is told of below.
                let typed = index > 0 && tokens[index - 1] == Token::Sign(b':');
                if !typed {
                    set(word(name).into(), plain(text, value));
                }
            }
            [Token::Name(name), Token::Sign(b':'), Token::Name(_)]
                if tokens.get(index + 3) == Some(&Token::Sign(b'=')) =>
            {
                let value = tokens.get(index + 4);
                set(
                    word(name).into(),
                    value.and_then(|value| plain(text, value)),
                );
            }
            [Token::Text(key), Token::Sign(b':'), value] if word(key) == "trust_remote_code" => {
                set("trust_remote_code".into(), plain(text, value));
            }
            [Token::Name(name), Token::Sign(b'('), Token::Text(option)]
                if word(name).ends_with("add_argument") =>
            {
                let option = word(option).trim_start_matches('-').replace('-', "_");
                let rest = &tokens[index + 3..tokens.len().min(index + 3 + OPTION_TOKENS)];
                let next = rest.windows(2).position(|pair| {
                    matches!(pair, [Token::Name(name), Token::Sign(b'(')] if word(name).ends_with("add_argument"))
                });
                let rest = &rest[..next.unwrap_or(rest.len())];
                let default = rest.windows(3).find_map(|window| match window {
                    [Token::Name(name), Token::Sign(b'='), value] if word(name) == "default" => {
                        plain(text, value)
                    }
                    _ => None,
                });
                // An option is asked for behind a dot.
                if default.is_some() {
                    set(format!(".{option}").into(), default);
                }
            }
            _ => {}
        }
    }
    Constants(constants)
}

/// A value that stands there as it is.
fn plain(text: &str, token: &Token) -> Option<Said> {
    match token {
        Token::Text(span) => Some(Said::Text(*span)),
        Token::Name(span) if text.get(span.range()) == Some("True") => Some(Said::True(*span)),
        _ => None,
    }
}

/// The value that begins at a token and is the whole of an argument.
fn said(text: &str, tokens: &[Token], constants: &Constants) -> Option<Said> {
    let ends = |rest: &[Token]| {
        let next = rest.iter().find(|token| **token != Token::Line);
        matches!(next, Some(Token::Sign(b',' | b')')))
    };
    let (first, mut rest) = tokens.split_first()?;
    if let Some(value) = plain(text, first).filter(|_| ends(rest)) {
        return Some(value);
    }
    let Token::Name(span) = first else {
        return None;
    };
    let mut name = text.get(span.range())?.to_owned();
    // settings["dataset"]["name"]
    while let [
        Token::Sign(b'['),
        Token::Text(key),
        Token::Sign(b']'),
        more @ ..,
    ] = rest
    {
        name = format!("{name}.{}", text.get(key.range())?);
        rest = more;
    }
    if !ends(rest) {
        return None;
    }
    match constants.get(&name) {
        Some(value) => Some(value),
        None if constants.knows(&name) || !name.contains('.') => None,
        None => Some(Said::Elsewhere(name, *span)),
    }
}

fn arguments(
    text: &str,
    tokens: &[Token],
    call: &'static Call,
    constants: &Constants,
) -> Option<Found> {
    let mut depth = 1usize;
    let mut position = 0usize;
    let mut keyword: Option<&str> = None;
    let mut is_start = true;
    let mut is_spread = false;
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
                is_spread = false;
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
            // Keywords that are kept in a map of their own.
            if *token == Token::Sign(b'*') {
                is_spread = true;
                continue;
            }
            is_start = false;
            let value = said(text, &tokens[index..], constants);
            match (keyword, value) {
                (None, _) if is_spread => {
                    if let Some(Said::True(span)) = constants.get("trust_remote_code") {
                        trusts = Some(span);
                    }
                }
                (Some("trust_remote_code"), Some(Said::True(span))) => trusts = Some(span),
                (Some("revision"), value) => revision = value.and_then(Said::text),
                (Some("repo_type"), value) => repo_type = value.and_then(Said::text),
                (Some(keyword), value) if keyword == call.keyword => name = value,
                (None, value) if position == call.position => name = value,
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
        name: name.filter(|name: &Said| !matches!(name, Said::True(_)))?,
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
            .filter_map(|found| {
                let revision = found.revision.and_then(|span| text.get(span.range()));
                let name = found.name.clone().text()?;
                Some((text.get(name.range()).unwrap_or(""), revision))
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
        for text in [
            "class Run:\n    base: str = 'a/b'\n\nm = X.from_pretrained(run.base)\n",
            "p.add_argument('--base-model', type=str, default='a/b')\nX.from_pretrained(args.base_model)\n",
            "self.base = 'a/b'\nX.from_pretrained(self.base)\n",
        ] {
            assert_eq!(found(text), [("a/b", None)], "{text}");
        }
    }

    #[test]
    fn what_another_file_sets_is_asked_for_by_its_name() {
        for (text, name) in [
            ("load_dataset(cfg.data.name)", "cfg.data.name"),
            (
                "load_dataset(cfg['data']['name'], split='train')",
                "cfg.data.name",
            ),
        ] {
            let found = scan(text);
            assert!(
                matches!(&found[0].name, Said::Elsewhere(asked, _) if asked == name),
                "{text}"
            );
        }
    }

    #[test]
    fn a_dataset_may_be_named_by_its_class() {
        for (text, name) in [
            (
                "import torchvision\nx = torchvision.datasets.CIFAR10(root='data')\n",
                "CIFAR10",
            ),
            (
                "from torchvision.datasets import CelebA, ImageFolder\n",
                "CelebA",
            ),
            (
                "from torchvision import datasets, transforms\n# torchvision.datasets\nx = datasets.MNIST('d')\n",
                "MNIST",
            ),
            ("(a, b) = tf.keras.datasets.mnist.load_data()\n", "mnist"),
            (
                "import tensorflow_datasets as tfds\nd = tfds.load('mnist/a:3.0.1')\n",
                "mnist/a:3.0.1",
            ),
            (
                "kagglehub.dataset_download('a/b/versions/2')\n",
                "a/b/versions/2",
            ),
        ] {
            assert_eq!(found(text), [(name, None)], "{text}");
        }
        assert_eq!(
            found("from datasets import Dataset\nx = datasets.Dataset(y)\n"),
            []
        );
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
        assert!(trusts(
            "TRUST = True\nX.from_pretrained('a/b', trust_remote_code=TRUST)"
        ));
        assert!(trusts(
            "k = {'trust_remote_code': True}\nX.from_pretrained('a/b', **k)"
        ));
        assert!(!trusts(
            "k = {'trust_remote_code': False}\nX.from_pretrained('a/b', **k)"
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
