//! stdout and stderr.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use std::sync::LazyLock;

use serde_json::Value as Json;

use super::{Refusal, waiting};
use crate::measure::pii::{self, Names};
use crate::model::text;

/// The report, to stdout. A reader who has left is no error: `| head` is a
/// way to read.
pub(super) fn print(bytes: &[u8]) -> Result<(), Refusal> {
    waiting::end();
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Refusal::new(
            text!(
                "can't write to stdout: {error}",
                "표준 출력에 쓸 수 없습니다: {error}"
            ),
            text!(
                "free the disk or redirect to another place",
                "디스크를 비우거나 다른 곳으로 보내세요"
            ),
        )),
        _ => Ok(()),
    }
}

/// Text for people, to stdout, each line [`harmless`].
pub(super) fn print_text(text: &str) -> Result<(), Refusal> {
    let lines: Vec<String> = text.split('\n').map(harmless).collect();
    print(lines.join("\n").as_bytes())
}

/// JSON for programs, to stdout: no personal value is in its texts or names.
pub(super) fn print_json(json: &serde_json::Value) -> Result<(), Refusal> {
    print(format!("{:#}\n", veiled(json)).as_bytes())
}

fn veiled(json: &Json) -> Json {
    match json {
        Json::String(words) => Json::String(shown(words).into_owned()),
        Json::Array(items) => items.iter().map(veiled).collect(),
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| (shown(name).into_owned(), veiled(value)))
            .collect(),
        scalar => scalar.clone(),
    }
}

fn shown(words: &str) -> Cow<'_, str> {
    /// One for all that a run prints, so that a value has one name in it.
    static NAMES: LazyLock<Names> = LazyLock::new(Names::default);
    pii::veiled(words, &NAMES, |_, _| false)
}

/// Talk, to stderr. Where nobody listens, nothing is lost.
pub(super) fn say(talk: &str) {
    waiting::end();
    let lines: Vec<String> = talk.lines().map(harmless).collect();
    let _ = writeln!(io::stderr().lock(), "{}", lines.join("\n"));
}

/// A line in which nothing steers a terminal or turns the order of its
/// letters, and nobody's data stands: names and values of repositories are in it.
pub(super) fn harmless(line: &str) -> String {
    let steers = |character: char| {
        character.is_control()
            || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    shown(line)
        .chars()
        .map(|character| {
            if steers(character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

/// A number with its noun: `1 rule`, `2 rules`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
