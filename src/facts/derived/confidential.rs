//! `confidential`: passages of public documents, cards and notebooks that the
//! declaration keeps confidential. The place is told, never the text.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::facts::{Derived, Family, Scope, languages, linked};
use crate::manifest::record::Record;
use crate::measure::escape;
use crate::measure::text::confidential::{Passages, Terms};
use crate::model::path::parted;
use crate::model::{Document, Fact, Place, Span, Text, Type, Value};
use crate::source::Blob;

/// What must not leak, and where it did.
pub static FAMILY: Family = Family {
    name: "confidential",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("confidential.documents[].path", Type::Text, "cards, explain.public, notebooks, texts of the product", "a document that was searched for what is confidential: its text, comments, alt texts and outputs"),
    Fact::new("confidential.documents[].count", Type::Int, "explain.confidential_terms, explain.confidential_files", "how often something confidential stands in it"),
    Fact::new("confidential.documents[].what", Type::OneOf(&["term", "passage"]), "the document", "what stands there first: a term by its hash, or a run of 8 words of a confidential file"),
];

/// The largest notebook that is read, with its pictures.
const LARGEST_NOTEBOOK: u64 = 8 << 20;

fn derive(scope: &Scope) -> Derived {
    let mut derived = Derived::default();
    let mut terms = Terms::default();
    for term in items(scope, "explain.confidential_terms") {
        terms.add(term.as_str().unwrap_or(""));
    }
    let mut passages = Passages::default();
    let mut kept = BTreeSet::new();
    for path in items(scope, "explain.confidential_files").filter_map(Value::as_str) {
        kept.extend(scope.resolve(path));
        match linked::document(scope, path) {
            Ok(document) => passages.add(&document.text),
            Err(_) => derived.passed_over.push((
                path.to_owned(),
                Text::new(
                    "a confidential file that can't be read, so nothing was held against it",
                    "기밀 파일을 읽을 수 없어 견주지 못함",
                ),
            )),
        }
    }
    let mut documents = Vec::new();
    if !terms.is_empty() || !passages.is_empty() {
        let paths: Vec<String> = public(scope).difference(&kept).cloned().collect();
        documents = paths
            .par_iter()
            .filter_map(|path| match scope.tree.read(path) {
                Blob::Text(document) => Some(document),
                _ => None,
            })
            .map(|document| {
                let terms = search(&document, |text| terms.find(text));
                let passages = search(&document, |text| passages.find(text));
                searched(&document, &terms, &passages)
            })
            .collect();
    }
    let documents = Value::list(documents).with_place(scope.place_of("explain"));
    derived
        .values
        .push(("confidential", Value::record([("documents", documents)])));
    derived
}

fn items<'a>(scope: &'a Scope, path: &str) -> impl Iterator<Item = &'a Value> {
    scope.declared(path).into_iter().flat_map(Value::items)
}

/// Endings of files that hold texts of a product and nothing else.
const TEXTS: &[&str] = &[
    "arb",
    "ftl",
    "po",
    "pot",
    "properties",
    "resx",
    "strings",
    "xcstrings",
    "xlf",
    "xliff",
];
/// Endings of files that hold them where their folder or their name says so.
const SETTINGS: &[&str] = &["json", "json5", "toml", "ts", "js", "xml", "yaml", "yml"];
/// Folders and names of texts of a product.
#[rustfmt::skip]
const OF_TEXTS: &[&str] = &[
    "copy", "i18n", "intl", "l10n", "lang", "langs", "languages", "locale", "locales", "messages", "strings", "translations",
];

/// Whether a file holds texts that a product shows: by its ending, its folder,
/// or the language that it is named after.
fn holds_texts(path: &str) -> bool {
    let (folders, name) = parted(path);
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let of_texts = |part: &str| {
        OF_TEXTS
            .iter()
            .any(|known| part.eq_ignore_ascii_case(known))
    };
    let stem = stem.rsplit('.').next().unwrap_or(stem);
    TEXTS.contains(&ending)
        || (SETTINGS.contains(&ending)
            && (is_language(stem)
                || stem.split(['_', '-']).any(of_texts)
                || folders.split('/').any(of_texts)))
}

/// `en`, `ko-KR`, `pt_BR`, and a language as the end of a longer name is none.
fn is_language(stem: &str) -> bool {
    let (language, region) = stem.split_once(['-', '_']).unwrap_or((stem, ""));
    let known = !languages::names(&language.to_ascii_lowercase()).is_empty();
    let fits = |part: &str| part.is_empty() || (2..=4).contains(&part.len());
    known && language.len() < 4 && fits(region)
}

/// Cards, the documents that the public reads, notebooks, and files of the
/// texts that a product shows.
fn public(scope: &Scope) -> BTreeSet<String> {
    let cards = items(scope, "models").filter_map(|model| model.get("card"));
    let public = scope
        .declared("explain.public")
        .into_iter()
        .flat_map(Value::entries)
        .map(|(_, path)| path);
    let named = cards.chain(public).filter_map(|path| {
        let path = path.as_str()?;
        scope.resolve(path.split('#').next().unwrap_or(path))
    });
    let notebooks = scope
        .files
        .iter()
        .filter(|entry| is_notebook(&entry.path) || holds_texts(scope.within(&entry.path)))
        .filter(|entry| entry.size <= LARGEST_NOTEBOOK)
        .map(|entry| entry.path.to_string());
    named.chain(notebooks).collect()
}

fn is_notebook(path: &str) -> bool {
    path.ends_with(".ipynb")
}

/// Whether letters may stand in a file as escapes.
fn has_escapes(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or("");
    [
        "ipynb",
        "json",
        "arb",
        "xcstrings",
        "properties",
        "js",
        "ts",
    ]
    .contains(&ending)
}

/// Ranges of the document; letters behind escapes are letters.
fn search(document: &Arc<Document>, find: impl Fn(&str) -> Vec<Range<usize>>) -> Vec<Range<usize>> {
    let text = document.text.as_str();
    let decoded = has_escapes(&document.path)
        .then(|| escape::decode(text.as_bytes()))
        .flatten();
    let Some(decoded) = decoded else {
        return find(text);
    };
    let origin = |range: Range<usize>| decoded.origin(range.start)..decoded.origin(range.end);
    match std::str::from_utf8(&decoded.bytes) {
        Ok(letters) => find(letters).into_iter().map(origin).collect(),
        Err(_) => find(text),
    }
}

/// A document that was searched: how often it leaks, and where first. The
/// place of what leaks is masked wherever it is shown.
fn searched(document: &Arc<Document>, terms: &[Range<usize>], passages: &[Range<usize>]) -> Value {
    let mut record = Record::new();
    record.keep("path", Value::computed(document.path.as_str()));
    record.keep("count", Value::computed(terms.len() + passages.len()));
    let first = [("term", terms), ("passage", passages)]
        .into_iter()
        .find_map(|(what, found)| Some((what, found.first()?)));
    let mut place = Place::start_of(document);
    if let Some((what, range)) = first {
        record.keep("what", Value::computed(what));
        place.span = Span::new(range.start, range.end);
        place.sensitive = true;
    }
    record.into_value(Some(place))
}
