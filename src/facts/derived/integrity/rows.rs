//! How many rows a set of data can have, as far as the tree tells.

use std::io::{BufRead, BufReader, Read as _};

use memchr::memchr_iter;

use crate::facts::Scope;
use crate::measure::parquet;
use crate::model::Value;
use crate::source::Pointer;

/// Bytes by which a pointer is told.
const HEAD: u64 = 2 << 10;

/// The rows that the files of a set hold at most; `None` where one of them is
/// not in the tree, or is no table whose rows can be counted.
pub(super) fn held(scope: &Scope, set: &Value) -> Option<u64> {
    let files = set.at_path("manifest.files")?.items();
    if files.is_empty() {
        return None;
    }
    files.iter().try_fold(0_u64, |all, file| {
        let rows = of_file(scope, file.get("in_tree")?.as_str()?)?;
        Some(all.saturating_add(rows))
    })
}

fn of_file(scope: &Scope, path: &str) -> Option<u64> {
    let name = path.to_ascii_lowercase();
    let (_, ending) = name.rsplit_once('.')?;
    let header = match ending {
        "csv" | "tsv" => 1,
        "jsonl" | "ndjson" | "parquet" => 0,
        _ => return None,
    };
    let mut stream = scope.tree.open(path).ok()?;
    let mut head = Vec::new();
    (&mut stream).take(HEAD).read_to_end(&mut head).ok()?;
    if Pointer::parse(&head).is_some() {
        return None;
    }
    if ending == "parquet" {
        return parquet::rows(stream);
    }
    let lines = lines(&mut BufReader::new(head.as_slice().chain(stream)))?;
    Some(lines.saturating_sub(header))
}

/// Lines, whichever mark ends them; empty ones and those within a field count
/// as well, since it is the most that is asked for.
fn lines(text: &mut dyn BufRead) -> Option<u64> {
    let (mut feeds, mut returns, mut last) = (0, 0, None);
    loop {
        let bytes = text.fill_buf().ok()?;
        let Some(end) = bytes.last() else {
            let is_open = last.is_some_and(|last| !matches!(last, b'\n' | b'\r'));
            return Some(feeds.max(returns) + u64::from(is_open));
        };
        last = Some(*end);
        feeds += memchr_iter(b'\n', bytes).count() as u64;
        returns += memchr_iter(b'\r', bytes).count() as u64;
        let length = bytes.len();
        text.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_with_and_without_its_mark() {
        for (text, expected) in [
            ("", 0),
            ("a", 1),
            ("a\n", 1),
            ("a\r\nb\r\n", 2),
            ("a\rb", 2),
            ("a\n\nb", 3),
        ] {
            assert_eq!(lines(&mut text.as_bytes()), Some(expected), "{text:?}");
        }
    }
}
