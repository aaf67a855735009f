//! Documents of each format as editors, tools and people leave them: with a
//! byte order mark, with line ends of Windows, padded to ten megabytes, with a
//! key that stands twice. What is said stays what was said.

use std::sync::Arc;
use std::time::Instant;

use ethics_gate::manifest::{self, Candidate, Depth, Describes, Manifest};
use ethics_gate::model::Document;
use ethics_gate::source::encoding;

use crate::formats::{GOLDEN, document};

fn read(document: &Arc<Document>, describes: Describes, id: &str) -> Option<Manifest> {
    let candidate = Candidate::parse(document, Depth::Whole).about(Some(id));
    let format = manifest::recognize_as(&candidate, describes)?;
    Some(manifest::interpret(format, candidate, Depth::Whole))
}

/// Facts without their places, a line break being one line break.
fn said(manifest: &Manifest) -> String {
    manifest
        .facts
        .to_json()
        .to_string()
        .replace("\\r\\n", "\\n")
}

fn codes(manifest: &Manifest) -> Vec<&'static str> {
    manifest.problems.iter().map(|one| one.code).collect()
}

/// Each golden document in another dress says what it said.
fn same(dress: impl Fn(&str, &str) -> Option<String>, told: &[&str]) {
    for (name, describes, id, format) in GOLDEN {
        let golden = document(name);
        let Some(text) = dress(name, &golden.text) else {
            continue;
        };
        let dressed = encoding::decode(name, text.into_bytes()).expect("a text");
        let before = read(&golden, *describes, id).expect(name);
        let after = read(&dressed, *describes, id).unwrap_or_else(|| panic!("{name} is unknown"));
        assert_eq!(after.format, *format, "{name}");
        assert_eq!(said(&after), said(&before), "{name}");
        let new: Vec<_> = codes(&after)
            .into_iter()
            .filter(|code| !codes(&before).contains(code))
            .collect();
        assert!(
            new.iter().all(|code| told.contains(code)),
            "{name}: {new:?}"
        );
    }
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_change_nothing() {
    same(
        |_, text| Some(format!("\u{feff}{text}")),
        &["byte-order-mark"],
    );
    same(|_, text| Some(text.replace('\n', "\r\n")), &[]);
    same(
        |_, text| Some(format!("\u{feff}{}", text.replace('\n', "\r\n"))),
        &["byte-order-mark"],
    );
}

#[test]
fn ten_megabytes_are_read_like_one_kilobyte() {
    let start = Instant::now();
    same(
        |name, text| {
            let blanks = " ".repeat(10 << 20);
            let rest = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            Some(match rest {
                "json" | "jsonld" => format!("{}{blanks}{}", &text[..1], &text[1..]),
                "md" => format!("{text}\n<!--{blanks}-->\n"),
                "csv" => return None,
                _ => format!("{text}\n#{blanks}\n"),
            })
        },
        &[],
    );
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

/// A first key of the top level, and where its map ends.
fn twice(name: &str, text: &str) -> Option<(String, String)> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "json" | "jsonld" => {
            let rest = text.strip_prefix('{')?.trim_start().strip_prefix('"')?;
            let key = rest.split('"').next()?.to_owned();
            let end = text.rfind('}')?;
            let changed = format!("{},\n\"{key}\": null\n{}", &text[..end], &text[end..]);
            Some((key, changed))
        }
        "md" => {
            let (key, _) = text.strip_prefix("---\n")?.split_once(':')?;
            let end = text[4..].find("\n---\n")? + 5;
            let changed = format!("{}{key}: null\n{}", &text[..end], &text[end..]);
            Some((key.to_owned(), changed))
        }
        "csv" => None,
        _ if text.starts_with('-') => None,
        _ => {
            let (key, _) = text.split_once(':')?;
            Some((key.to_owned(), format!("{text}{key}: null\n")))
        }
    }
}

#[test]
fn a_key_that_stands_twice_is_told_at_both_places_and_the_first_counts() {
    let mut held = 0;
    for (name, describes, id, format) in GOLDEN {
        let golden = document(name);
        let Some((key, text)) = twice(name, &golden.text) else {
            continue;
        };
        let document = Document::new(*name, text);
        let manifest = read(&document, *describes, id).expect(name);
        assert_eq!(manifest.format, *format, "{name}");
        let before = read(&golden, *describes, id).expect(name);
        assert_eq!(said(&manifest), said(&before), "{name}");
        let problem = manifest
            .problems
            .iter()
            .find(|one| one.code == "duplicate-key");
        let problem = problem.unwrap_or_else(|| panic!("{name}: {key} stands twice unseen"));
        assert!(problem.place.text().contains(&key), "{name}");
        let first = problem.related.as_ref().expect("the first place");
        assert!(first.span.start < problem.place.span.start, "{name}");
        held += 1;
    }
    assert!(held > 20, "{held}");
}
