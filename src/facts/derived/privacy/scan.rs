//! One file searched for personal data: how much of each kind, and where the
//! first of it stands. The value itself is in no fact.

use std::io::{Read as _, Seek as _, SeekFrom};

use crate::facts::Scope;
use crate::measure::parquet;
use crate::measure::pii::{self, Confidence, Form, Kind};
use crate::model::{Document, Place, Said as _, Span, Text, text};
use crate::source::tree::Stream;
use crate::source::{Blob, Entry, LARGEST_DOCUMENT, Pointer, encoding};

/// A kind in a file.
pub(super) struct Seen {
    pub(super) kind: Kind,
    pub(super) high: u64,
    pub(super) low: u64,
    /// The line of the first one, of the first sure one where there is one.
    pub(super) line: u64,
    /// Where it stands; masked wherever it is shown.
    pub(super) place: Place,
    /// Which of the files that are packed in the file it stands in.
    pub(super) within: String,
}

impl Seen {
    pub(super) fn confidence(&self) -> Confidence {
        if self.high > 0 {
            Confidence::High
        } else {
            Confidence::Low
        }
    }
}

/// A value with its kind and text: what exemptions look at.
pub(super) struct Candidate<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
}

/// What became of a file that was searched.
pub(super) struct Searched {
    pub(super) seen: Vec<Seen>,
    /// Why it, or a part of it, could not be searched.
    pub(super) not: Option<Obstacle>,
}

/// Why a file was not searched.
pub(super) enum Obstacle {
    /// Nobody could open it.
    Denied,
    /// It was opened, and is nothing that is searched.
    Unfit(Text),
}

impl Obstacle {
    pub(super) fn said(self) -> Text {
        match self {
            Self::Denied => Text::new(
                "can't be opened, so it was not searched for personal data",
                "열 수 없어 개인정보를 찾지 않음",
            ),
            Self::Unfit(why) => why,
        }
    }
}

/// Every kind in a file but what is exempt; why it could not be searched. A
/// file that is no part of the tree's text is never said to be clean.
pub(super) fn file(scope: &Scope, entry: &Entry, exempt: &dyn Fn(&Candidate) -> bool) -> Searched {
    search(scope, entry, exempt).unwrap_or_else(|why| Searched {
        seen: Vec::new(),
        not: Some(why),
    })
}

fn search(
    scope: &Scope,
    entry: &Entry,
    exempt: &dyn Fn(&Candidate) -> bool,
) -> Result<Searched, Obstacle> {
    let form = Form::of(&entry.path);
    let mut stream = scope.tree.open(&entry.path).map_err(|_| Obstacle::Denied)?;
    let mut head = Vec::new();
    let start = (&mut stream).take(HEAD).read_to_end(&mut head);
    start
        .and_then(|_| stream.seek(SeekFrom::Start(0)))
        .map_err(|_| Obstacle::Denied)?;
    if pii::is_parquet(&head) {
        let found = pii::read_parquet(stream).map_err(|why| Obstacle::Unfit(damaged(&why)))?;
        return Ok(Searched {
            seen: large(&entry.path, "", &found),
            not: found
                .unread
                .first()
                .map(|(name, why)| Obstacle::Unfit(column_unread(name, why))),
        });
    }
    if encoding::is_utf_16(&head) && entry.size <= LARGEST_DOCUMENT {
        let seen = text(scope, entry, exempt, form, stream)?;
        return Ok(Searched { seen, not: None });
    }
    let counts = |kind, text: &str| counts(kind, text, exempt);
    if let Some(opened) =
        pii::open(&mut stream, &entry.path, &counts).map_err(|_| Obstacle::Denied)?
    {
        return Ok(unpacked(&entry.path, &opened));
    }
    stream
        .seek(SeekFrom::Start(0))
        .map_err(|_| Obstacle::Denied)?;
    if entry.size > LARGEST_DOCUMENT {
        let found = pii::read_those(stream, form, &counts).map_err(|_| Obstacle::Denied)?;
        return Ok(Searched {
            seen: large(&entry.path, "", &found),
            not: None,
        });
    }
    let seen = text(scope, entry, exempt, form, stream)?;
    Ok(Searched { seen, not: None })
}

/// Whether a value is somebody's, and not let be.
fn counts(kind: Kind, text: &str, exempt: &dyn Fn(&Candidate) -> bool) -> bool {
    let nobody = kind == Kind::Ip && pii::is_special_address(text);
    !nobody && !exempt(&Candidate { kind, text })
}

/// What was found in a file that had to be opened.
fn unpacked(path: &str, opened: &pii::Opened) -> Searched {
    let texts = opened.texts.iter();
    let seen = texts.flat_map(|(name, found)| large(path, name, found));
    let (first, more) = match opened.closed.split_first() {
        None => (None, 0),
        Some((first, rest)) => (Some(first), rest.len()),
    };
    let not = first.map(|(name, why)| {
        let why = match name.as_str() {
            "" => why.clone(),
            name => why.map(|why| format!("{name}: {why}")),
        };
        Obstacle::Unfit(match more {
            0 => why,
            more => Text::new(
                format!("{} (and {more} more in it)", why.en),
                format!("{} (그 안에 {more}건 더 있음)", why.ko),
            ),
        })
    });
    Searched {
        seen: seen.collect(),
        not,
    }
}

/// A file that can be held.
fn text(
    scope: &Scope,
    entry: &Entry,
    exempt: &dyn Fn(&Candidate) -> bool,
    form: Form,
    mut stream: Box<dyn Stream>,
) -> Result<Vec<Seen>, Obstacle> {
    let mut bytes = Vec::new();
    (&mut stream)
        .take(LARGEST_DOCUMENT)
        .read_to_end(&mut bytes)
        .map_err(|_| Obstacle::Denied)?;
    // What only begins as one is text.
    if Pointer::parse(&bytes).is_some() {
        return Err(Obstacle::Unfit(text!(
            "a pointer without its object, so it was not searched for personal data",
            "포인터만 있고 내용이 없어 개인정보를 찾지 않음"
        )));
    }
    let text = decoded(bytes);
    let hits = pii::scan(text.as_bytes(), form).into_iter();
    let hits = hits.filter(|hit| {
        let text = text.get(hit.start..hit.end);
        counts(hit.kind, text.unwrap_or_default(), exempt)
    });
    Ok(told(scope, entry, &text, hits.collect()))
}

/// The text of a file as it is searched and shown; what is in an encoding that
/// nobody tells loses the letters that are not those of ASCII.
pub(super) fn decoded(bytes: Vec<u8>) -> String {
    encoding::of_utf_16(&bytes).unwrap_or_else(|| {
        String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    })
}

/// Hits in a text that was held, by their kind.
pub(super) fn told(scope: &Scope, entry: &Entry, text: &str, hits: Vec<pii::Hit>) -> Vec<Seen> {
    if hits.is_empty() {
        return Vec::new();
    }
    // Kept from here on, so that its places can be shown.
    let document = match scope.tree.read(&entry.path) {
        Blob::Text(document) => document,
        _ => Document::new(&*entry.path, text),
    };
    let mut seen: Vec<Seen> = Vec::new();
    for hit in hits {
        let sure = hit.confidence == Confidence::High;
        let known = seen.iter_mut().find(|seen| seen.kind == hit.kind);
        let place = || masked(Place::new(&document, Span::new(hit.start, hit.end)));
        let before = &text.as_bytes()[..hit.start.min(text.len())];
        let line = || memchr::memchr_iter(b'\n', before).count() as u64 + 1;
        let counted = match known {
            Some(seen) => {
                // A sure one is shown before all that are not.
                if sure && seen.high == 0 {
                    seen.line = line();
                    seen.place = place();
                }
                seen
            }
            None => {
                seen.push(Seen {
                    kind: hit.kind,
                    high: 0,
                    low: 0,
                    line: line(),
                    place: place(),
                    within: String::new(),
                });
                seen.last_mut().expect("internal error: it was just added")
            }
        };
        *(if sure {
            &mut counted.high
        } else {
            &mut counted.low
        }) += 1;
    }
    seen
}

fn masked(place: Place) -> Place {
    Place {
        sensitive: true,
        ..place
    }
}

/// Bytes by which a Parquet file is told, and text in UTF-16.
const HEAD: u64 = 512;

fn damaged(why: &pii::Unread) -> Text {
    Text::new(
        format!("not searched for personal data: {why}"),
        format!("개인정보를 찾지 않음: {}", why.korean()),
    )
}

fn column_unread(name: &str, why: &str) -> Text {
    Text::new(
        format!("its column {name} was not searched for personal data: {why}"),
        format!(
            "{name} 열에서 개인정보를 찾지 않음: {}",
            parquet::in_korean(why)
        ),
    )
}

/// What is too large to be held, or is no text, has nothing to show: its line
/// is told, or its row.
fn large(path: &str, within: &str, found: &pii::Found) -> Vec<Seen> {
    let first = |kind: Kind, sure: bool| {
        found
            .findings
            .iter()
            .find(|finding| {
                finding.kind == kind && (!sure || finding.confidence == Confidence::High)
            })
            .map_or(0, |finding| finding.line)
    };
    found
        .counts
        .iter()
        .map(|(&kind, counts)| Seen {
            kind,
            high: counts.high,
            low: counts.low,
            line: first(kind, counts.high > 0),
            place: Place::start_of(&Document::new(path, "")),
            within: within.to_owned(),
        })
        .collect()
}
