//! One reference, followed to its end.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::linked;
use crate::facts::{Scope, join};
use crate::manifest::declaration::form::Form;
use crate::model::path::{folder_of, name_of};
use crate::model::{Document, Kind, Place, Value, nearest};
use crate::source::Blob;
use crate::source::markdown::{self, Markdown};
use crate::source::tree::{Presence, Tracking};

/// Paths whose distance from a missing one is measured at most.
const MEASURED: usize = 2_000;

macro_rules! states {
    ($($state:ident $name:literal $doc:literal;)*) => {
        /// What stands at the end of a reference.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum State {
            $(#[doc = $doc] $state,)*
        }

        impl State {
            /// Every word.
            pub(super) const NAMES: &[&str] = &[$($name),*];

            /// The word in facts.
            pub(crate) fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }
    };
}

states! {
    Ok "ok" "A tracked file that says something.";
    Missing "missing" "Nothing.";
    Folder "folder" "A folder, where a file is meant.";
    Empty "empty" "A file without content.";
    Outside "outside" "A place outside the root.";
    Url "url" "A page, which is no evidence that stays.";
    Excluded "excluded" "A file that `exclude` leaves out.";
    Untracked "untracked" "A file that git doesn't know.";
    Ignored "ignored" "A file that ignore rules keep from git.";
    NoAnchor "no-anchor" "A document without that section.";
    NoKey "no-key" "A file without that key.";
    SharedAnchor "shared-anchor" "A section that another topic names too.";
    Pointer "pointer" "A pointer whose object is elsewhere.";
    Unreadable "unreadable" "A file that can't be read as text.";
}

/// The end of a reference.
pub(crate) struct End {
    /// What stands there.
    pub(crate) state: State,
    /// The file from the root, where the reference stays inside.
    pub(crate) path: Option<String>,
    /// The anchor or the key.
    pub(crate) fragment: Option<String>,
    /// The section, the value, or the beginning of the file.
    pub(crate) passage: Option<Place>,
    /// What was probably meant.
    pub(crate) nearest: Option<(String, Place)>,
}

/// Follows references; each file is parsed once.
pub(crate) struct Reader<'a> {
    scope: &'a Scope<'a>,
    outlines: BTreeMap<String, Arc<Markdown>>,
    messages: BTreeMap<String, Option<Value>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(scope: &'a Scope<'a>) -> Self {
        Self {
            scope,
            outlines: BTreeMap::new(),
            messages: BTreeMap::new(),
        }
    }

    /// Follow the reference `text`, which stands at `value`. `None` for what
    /// refers to no file: a model on a hub.
    pub(crate) fn follow(&mut self, form: Form, text: &str, value: &Value) -> Option<End> {
        if form == Form::Artifact && text.starts_with("hf://") {
            return None;
        }
        if is_url(text) {
            return Some(End::at(State::Url, None));
        }
        // `#` is a character of file names, too.
        let whole = self.resolve(text, value);
        let is_whole = matches!(&whole, Some(path) if self.scope.tree.entry(path).is_some());
        let (name, fragment) = match text.split_once('#') {
            Some((name, fragment)) if !is_whole => (name, Some(fragment)),
            _ => (text, None),
        };
        let Some(path) = self.resolve(name, value) else {
            return Some(End::at(State::Outside, None));
        };
        let mut end = self.file(form, path);
        end.fragment = fragment.map(str::to_owned);
        if end.state == State::Ok {
            match form {
                Form::FileKey => self.key(&mut end),
                Form::Anchor => self.anchor(&mut end),
                _ if fragment.is_some() => self.anchor(&mut end),
                _ => {}
            }
        }
        Some(end)
    }

    /// A path from the root. What a manifest names may also stand beside it.
    fn resolve(&self, name: &str, value: &Value) -> Option<String> {
        let path = self.scope.resolve(name)?;
        let own = value.place.as_ref().map_or("", Place::path);
        if own == self.scope.path || self.scope.tree.presence(&path) != Presence::Absent {
            return Some(path);
        }
        let folder = folder_of(own);
        let beside = join(folder, name).filter(|path| self.scope.tree.entry(path).is_some());
        Some(beside.unwrap_or(path))
    }

    fn file(&self, form: Form, path: String) -> End {
        let tree = self.scope.tree;
        let is_excluded = || {
            let excluded = self.scope.excluded;
            let found = excluded.binary_search_by(|entry| (*entry.path).cmp(&*path));
            found.is_ok()
        };
        let state = match tree.presence(&path) {
            Presence::File(_) if is_excluded() => State::Excluded,
            Presence::File(Tracking::Untracked) => State::Untracked,
            Presence::File(_) => self.content(form, &path),
            Presence::Folder => State::Folder,
            Presence::PassedOver => State::Ignored,
            Presence::Outside => State::Outside,
            // DVC keeps a pointer in the place of the file.
            Presence::Absent if tree.entry(&format!("{path}.dvc")).is_some() => {
                if is_bytes(form) {
                    State::Ok
                } else {
                    State::Pointer
                }
            }
            Presence::NotAFile | Presence::Absent => State::Missing,
        };
        let beginning = match self.document(form, &path) {
            Some(document) => Place::start_of(&document),
            None if tree.entry(&path).is_some() => {
                Place::start_of(&Document::new(path.as_str(), ""))
            }
            None => Place::missing(path.as_str()),
        };
        let mut end = End::at(state, Some(path));
        end.passage = Some(beginning);
        if state == State::Missing {
            let near = end.path.as_deref().and_then(|path| self.near_file(path));
            end.nearest = near.map(|near| {
                let there = Place::start_of(&Document::new(near.as_str(), ""));
                (near, there)
            });
        }
        end
    }

    /// The one file of that name in another folder, or one of nearly that path.
    fn near_file(&self, path: &str) -> Option<String> {
        let files = || self.scope.files.iter().map(|entry| entry.path.as_ref());
        let name = path.rsplit('/').next()?;
        let mut moved = files().filter(|other| name_of(other) == name);
        if let (Some(only), None) = (moved.next(), moved.next()) {
            return Some(only.to_owned());
        }
        // Distances are dear: only paths of about that length are measured.
        let near = files().filter(|other| other.len().abs_diff(path.len()) <= 3);
        nearest(path, near.take(MEASURED)).map(str::to_owned)
    }

    /// What is in the file, as far as its form needs to know.
    fn content(&self, form: Form, path: &str) -> State {
        let Some(entry) = self.scope.tree.entry(path) else {
            return State::Missing;
        };
        if entry.size == 0 {
            return State::Empty;
        }
        if is_bytes(form) {
            return State::Ok;
        }
        match self.scope.tree.read(path) {
            Blob::Text(document) if document.text.trim().is_empty() => State::Empty,
            Blob::Text(_) => State::Ok,
            Blob::Pointer(..) => State::Pointer,
            Blob::Unreadable(_) => State::Unreadable,
            Blob::Missing => State::Missing,
        }
    }

    /// The text of a file whose words count; what may be large is not read.
    fn document(&self, form: Form, path: &str) -> Option<Arc<Document>> {
        if is_bytes(form) {
            return None;
        }
        match self.scope.tree.read(path) {
            Blob::Text(document) => Some(document),
            _ => None,
        }
    }

    /// The outline of a document that is text.
    pub(crate) fn outline(&mut self, path: &str) -> Option<Arc<Markdown>> {
        if let Some(known) = self.outlines.get(path) {
            return Some(Arc::clone(known));
        }
        let outline = Arc::new(markdown::parse(&self.document(Form::Anchor, path)?));
        self.outlines.insert(path.to_owned(), Arc::clone(&outline));
        Some(outline)
    }

    fn anchor(&mut self, end: &mut End) {
        let Some(outline) = end.path.as_deref().and_then(|path| self.outline(path)) else {
            end.state = State::Unreadable;
            return;
        };
        let anchor = end.fragment.as_deref().filter(|anchor| !anchor.is_empty());
        match anchor.and_then(|anchor| outline.section(anchor)) {
            Some(span) => end.passage = Some(outline.place(span)),
            None => {
                let slugs = outline.sections.iter().map(|section| section.slug.as_str());
                let near = anchor.and_then(|anchor| nearest(anchor, slugs));
                end.nearest = near.and_then(|near| {
                    let section = outline
                        .sections
                        .iter()
                        .find(|section| section.slug == near)?;
                    Some((near.to_owned(), outline.place(section.heading_span)))
                });
                end.state = State::NoAnchor;
            }
        }
    }

    fn key(&mut self, end: &mut End) {
        let value = end.path.as_deref().and_then(|path| self.message_file(path));
        let Some(value) = value else {
            end.state = State::Unreadable;
            return;
        };
        let key = end.fragment.as_deref().filter(|key| !key.is_empty());
        match key.and_then(|key| lookup(value, key)) {
            Some(found) => end.passage = found.place.clone(),
            None => end.state = State::NoKey,
        }
    }

    /// A configuration or message file as a value, by the ending of its name.
    fn message_file(&mut self, path: &str) -> Option<&Value> {
        if !self.messages.contains_key(path) {
            let value = self.document(Form::FileKey, path).and_then(|document| {
                let parsed = linked::data(&document)?;
                let broken = parsed.problems.iter().any(|problem| problem.fatal);
                (!broken).then_some(parsed.value)
            });
            self.messages.insert(path.to_owned(), value);
        }
        self.messages.get(path)?.as_ref()
    }
}

impl End {
    fn at(state: State, path: Option<String>) -> Self {
        Self {
            state,
            path,
            fragment: None,
            passage: None,
            nearest: None,
        }
    }
}

/// Whether the words of a file don't count, only that its bytes are there.
fn is_bytes(form: Form) -> bool {
    matches!(form, Form::File | Form::Artifact | Form::Evidence)
}

fn is_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    text.starts_with("www.")
        || scheme.is_some_and(|scheme| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
}

/// The value at a key: the literal dotted key first, then one level down.
fn lookup<'v>(mut value: &'v Value, mut key: &str) -> Option<&'v Value> {
    let says = |found: &&Value| !matches!(found.kind, Kind::Null | Kind::Missing(_));
    loop {
        if let Some(found) = value.get(key) {
            return Some(found).filter(says);
        }
        let (first, rest) = key.split_once('.')?;
        value = value.get(first)?;
        key = rest;
    }
}
