//! What is wrong with a pack, and where in its files.

use std::fmt;

use serde_path_to_error::Segment;

use crate::model::{Place, Said, Span, Value, nearest};

/// Why a pack can't be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// There is no `pack.yml`.
    #[error(
        "there is no pack.yml here; a pack is a folder with pack.yml and one folder a principle"
    )]
    NoPack,
    /// Its files are not what they should be.
    #[error("{}", Defect::list(.defects))]
    Invalid {
        /// All that is wrong, in the order of the files.
        defects: Vec<Defect>,
    },
}

impl Said for PolicyError {
    fn korean(&self) -> String {
        match self {
            Self::NoPack => {
                "pack.yml이 없습니다. 팩은 pack.yml과 원칙마다 폴더 하나가 있는 폴더입니다"
                    .to_owned()
            }
            // What is wrong in a rule is said in the language of its keys.
            Self::Invalid { defects } => Defect::list(defects),
        }
    }
}

/// One thing that is wrong with a pack's file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    /// The file, within the pack.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, with the nearest valid name where there is one.
    pub what: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            column,
            what,
        } = self;
        write!(f, "{path}:{line}:{column}: {what}")
    }
}

impl Defect {
    pub(super) fn at(place: &Place, what: impl Into<String>) -> Self {
        let start = place.start();
        Self {
            path: place.path().to_owned(),
            line: start.line,
            column: start.column,
            what: what.into(),
        }
    }

    fn list(defects: &[Self]) -> String {
        let lines: Vec<String> = defects.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }
}

/// A step from a file's top to the value that is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key<'a> {
    Name(&'a str),
    Index(usize),
}

/// A file of a pack, with its places where it was read as YAML.
pub(super) struct Source<'a> {
    pub(super) path: &'a str,
    pub(super) located: Option<&'a Value>,
}

impl Source<'_> {
    /// A defect of the value at these keys, or of its nearest present parent.
    pub(super) fn defect(&self, keys: &[Key], what: impl Into<String>) -> Defect {
        self.defect_within(keys, Span::default(), what)
    }

    /// A defect at bytes of the text at these keys. Where the text stands in
    /// the file as it is, the very byte is meant, else the text's begin.
    pub(super) fn defect_within(
        &self,
        keys: &[Key],
        within: Span,
        what: impl Into<String>,
    ) -> Defect {
        let what = what.into();
        let Some(place) = self.located.and_then(|root| locate(root, keys, within)) else {
            return Defect {
                path: self.path.to_owned(),
                line: 1,
                column: 1,
                what,
            };
        };
        Defect::at(&place, what)
    }

    /// What serde says, at the value that it says it of.
    pub(super) fn mismatch(&self, error: &serde_path_to_error::Error<serde_json::Error>) -> Defect {
        let keys: Vec<Key> = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                Segment::Seq { index } => Some(Key::Index(*index)),
                Segment::Map { key } => Some(Key::Name(key)),
                Segment::Enum { variant } => Some(Key::Name(variant)),
                Segment::Unknown => None,
            })
            .collect();
        self.defect(&keys, with_nearest(&error.inner().to_string()))
    }
}

fn locate(root: &Value, keys: &[Key], within: Span) -> Option<Place> {
    let mut value = root;
    let mut reached = true;
    for key in keys {
        let next = match key {
            Key::Name(name) => value.get(name),
            Key::Index(index) => value.items().get(*index),
        };
        match next {
            Some(next) => value = next,
            None => {
                reached = false;
                break;
            }
        }
    }
    let place = value.place.as_ref()?;
    if let (true, Some(text)) = (reached, value.as_str()) {
        let raw = place.text();
        // Quotes shift the text by one; escapes and folded lines move it further.
        let lead = usize::from(raw.starts_with(['"', '\'']));
        let verbatim = raw.get(lead..lead + text.len()) == Some(text);
        if verbatim {
            return Some(Place {
                span: within.shifted(place.span.start as usize + lead),
                ..place.clone()
            });
        }
    }
    value.mark()
}

/// The nearest of the names that serde lists, where it complains of one.
fn with_nearest(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown ");
    match quoted.next() {
        Some(name) if unknown => match nearest(name, quoted) {
            Some(near) => {
                let kind = if message.starts_with("unknown field") {
                    "key"
                } else {
                    "word"
                };
                format!("unknown {kind} `{name}`; did you mean `{near}`")
            }
            None => message.to_owned(),
        },
        _ => message.to_owned(),
    }
}
