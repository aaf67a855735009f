//! Edits of YAML: an entry more in a list of the document's root, and another
//! value in the place of a scalar. Flow and block style, indentation and line
//! ends are those of the neighbors.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{EditError, apply};
use crate::model::{Document, Edit, Kind, Place, Span, Text, Value, text};
use crate::source::yaml;

/// An entry of a list: keys and scalars as YAML.
pub type Entry<'a> = [(&'a str, String)];

/// Add an entry to the list at a key of the root; the key itself is added
/// where the document has none. Answers with the new text.
///
/// # Errors
/// The list is written in a way that can't be added to.
pub fn append(document: &Arc<Document>, list: &str, entry: &Entry) -> Result<String, EditError> {
    let whole = Span::new(0, document.text.len());
    let root = yaml::parse(document, whole).value;
    let (at, replacement) = insertion(document, &root, list, entry)?;
    let edit = insert(document, at, replacement);
    let text = apply(document, &[edit])?;
    let wanted = wanted(&root, list, entry);
    held(document, &text, list, &wanted)?;
    Ok(text)
}

/// Put another scalar in the place of one.
///
/// # Errors
/// It is no scalar, or what comes out would say something else.
pub fn replace(document: &Arc<Document>, value: &Value, scalar: &str) -> Result<String, EditError> {
    let refuse = |why| form(document, value.place.as_ref(), "value", why);
    if matches!(value.kind, Kind::List(_) | Kind::Map(_) | Kind::Missing(_)) {
        return Err(refuse(text!("it is no single value", "단일 값이 아님")));
    }
    let Some(place) = value.place.clone() else {
        return Err(refuse(text!("it stands nowhere", "파일에 자리가 없음")));
    };
    if place.text().starts_with(['|', '>', '*', '&', '!']) || place.text().contains('\n') {
        return Err(refuse(text!(
            "it runs over several lines or is shared",
            "여러 줄이거나 공유되는 값임"
        )));
    }
    let edit = Edit {
        place,
        replacement: scalar.to_owned(),
        safe: true,
    };
    let text = apply(document, &[edit])?;
    let edited = Document::new(document.path.as_str(), text.as_str());
    let parsed = yaml::parse(&edited, Span::new(0, text.len()));
    match parsed.problems.iter().any(|problem| problem.fatal) {
        true => Err(refuse(text!(
            "the file could not be read any more",
            "고치면 파일을 읽을 수 없게 됨"
        ))),
        false => Ok(text),
    }
}

fn insert(document: &Arc<Document>, at: usize, replacement: String) -> Edit {
    Edit {
        place: Place::new(document, Span::new(at, at)),
        replacement,
        safe: true,
    }
}

/// What the document has to say afterwards: what it said, and the entry.
fn wanted(root: &Value, list: &str, entry: &Entry) -> serde_json::Value {
    let mut json = root.to_json();
    if json.is_null() {
        json = serde_json::json!({});
    }
    let text: String = entry
        .iter()
        .map(|(key, scalar)| format!("{key}: {scalar}\n"))
        .collect();
    let parsed = Document::new("entry", text.as_str());
    let added = yaml::parse(&parsed, Span::new(0, text.len()))
        .value
        .to_json();
    if let Some(map) = json.as_object_mut() {
        let slot = map.entry(list).or_insert_with(|| serde_json::json!([]));
        if slot.is_null() {
            *slot = serde_json::json!([]);
        }
        if let Some(items) = slot.as_array_mut() {
            items.push(added);
        }
    }
    json
}

/// An edit that says more or less than it was meant to is none.
fn held(
    document: &Arc<Document>,
    text: &str,
    list: &str,
    wanted: &serde_json::Value,
) -> Result<(), EditError> {
    let edited = Document::new(document.path.as_str(), text);
    let parsed = yaml::parse(&edited, Span::new(0, text.len()));
    match parsed.value.to_json() == *wanted {
        true => Ok(()),
        false => Err(form(
            document,
            None,
            list,
            text!(
                "its layout is unusual; add the entry by hand",
                "배치가 특이함. 항목을 직접 적으세요"
            ),
        )),
    }
}

fn form(document: &Document, place: Option<&Place>, key: &str, why: Text) -> EditError {
    EditError::Form {
        path: document.path.clone(),
        line: place.map_or(1, |place| place.start().line),
        key: key.to_owned(),
        why,
    }
}

/// Where the entry goes, and the text that goes there.
fn insertion(
    document: &Arc<Document>,
    root: &Value,
    list: &str,
    entry: &Entry,
) -> Result<(usize, String), EditError> {
    let text = &*document.text;
    let end = line_end(text);
    let refuse = |why| {
        Err(form(
            document,
            root.get(list).and_then(|value| value.place.as_ref()),
            list,
            why,
        ))
    };
    let Some(value) = root.get(list) else {
        return absent(document, root, list, entry);
    };
    let own = value
        .place
        .as_ref()
        .filter(|place| place.path() == document.path);
    let (Some(place), Some(key)) = (own, value.key) else {
        return refuse(text!("it comes from elsewhere", "다른 곳에서 온 값임"));
    };
    let span = place.span.range();
    if span.start < key.end as usize {
        return refuse(text!("it is shared by an alias", "별칭으로 공유됨"));
    }
    match &value.kind {
        Kind::List(items) if text[span.clone()].starts_with('[') => {
            let flow = flow(entry);
            Ok(match items.last().and_then(|last| last.place.as_ref()) {
                Some(last) => (last.span.end as usize, format!(", {flow}")),
                None => (span.start + 1, flow),
            })
        }
        Kind::List(items) if text[span.clone()].starts_with('-') => {
            let last = items.last().and_then(|last| last.place.as_ref());
            let Some(last) = last.filter(|last| span.contains(&(last.span.start as usize))) else {
                return refuse(text!(
                    "its last entry is shared by an alias",
                    "마지막 항목이 별칭으로 공유됨"
                ));
            };
            let dash = column(text, span.start);
            let body = match last.text().starts_with('{') {
                true => format!("{dash}- {}{end}", flow(entry)),
                false => block(&format!("{dash}- "), &format!("{dash}  "), entry, end),
            };
            Ok(after_line(text, span.end, body, end))
        }
        Kind::Null if place.text().is_empty() => {
            let body = block("  - ", "    ", entry, end);
            Ok(after_line(text, key.end as usize, body, end))
        }
        _ => refuse(text!("it is no list", "목록이 아님")),
    }
}

/// A list that is not there goes to the end of the file.
fn absent(
    document: &Arc<Document>,
    root: &Value,
    list: &str,
    entry: &Entry,
) -> Result<(usize, String), EditError> {
    let text = &*document.text;
    let end = line_end(text);
    let Kind::Map(map) = &root.kind else {
        return Err(form(
            document,
            None,
            list,
            text!("the file holds no keys", "파일에 키가 없음"),
        ));
    };
    let place = root.place.as_ref();
    if let Some(place) = place
        && place.text().starts_with('{')
    {
        let comma = if map.is_empty() { "" } else { ", " };
        let at = map.values().filter_map(|value| value.place.as_ref());
        let at = at.map(|place| place.span.end as usize).max();
        let at = at.unwrap_or(place.span.start as usize + 1);
        return Ok((at, format!("{comma}\"{list}\": [{}]", flow(entry))));
    }
    // A block of keys may be indented as a whole.
    let first = map.values().find_map(|value| value.key);
    let indent = first.map_or_else(String::new, |key| column(text, key.start as usize));
    let dash = format!("{indent}  - ");
    let body = block(&dash, &format!("{indent}    "), entry, end);
    let body = format!("{indent}{list}:{end}{body}");
    let last = place.map_or(0, |place| place.span.end as usize);
    Ok(after_line(text, last, body, end))
}

/// Behind the line that holds a byte, comments at its end included.
fn after_line(text: &str, at: usize, body: String, end: &str) -> (usize, String) {
    let at = text[..at].trim_end_matches(['\n', '\r', ' ']).len();
    match text[at..].find('\n') {
        Some(found) => (at + found + 1, body),
        None => (text.len(), format!("{end}{body}")),
    }
}

/// Blanks that bring a line to the column of a byte.
fn column(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let before = text[start..at].trim_start_matches('\u{feff}');
    " ".repeat(before.chars().count())
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn flow(entry: &Entry) -> String {
    let pairs: Vec<String> = entry
        .iter()
        .map(|(key, scalar)| format!("{key}: {scalar}"))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

fn block(first: &str, rest: &str, entry: &Entry, end: &str) -> String {
    let mut text = String::new();
    for (index, (key, scalar)) in entry.iter().enumerate() {
        let lead = if index == 0 { first } else { rest };
        // Writing to a string can't fail.
        let _ = write!(text, "{lead}{key}: {scalar}{end}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Vec<(&'static str, String)> {
        vec![
            ("rule", "a/b".to_owned()),
            ("expires", "2027-01-31".to_owned()),
        ]
    }

    fn appended(text: &str) -> Result<String, EditError> {
        append(&Document::new("ethics.yml", text), "waivers", &entry())
    }

    #[test]
    fn an_entry_looks_like_its_neighbors() {
        let cases = [
            (
                "# ours\nversion: 1\n",
                "# ours\nversion: 1\nwaivers:\n  - rule: a/b\n    expires: 2027-01-31\n",
            ),
            (
                "version: 1 # the first",
                "version: 1 # the first\nwaivers:\n  - rule: a/b\n    expires: 2027-01-31\n",
            ),
            (
                "waivers:\n- rule: x # why\n  expires: 2026-12-31 # soon\n\n# next\nversion: 1\n",
                "waivers:\n- rule: x # why\n  expires: 2026-12-31 # soon\n- rule: a/b\n  expires: 2027-01-31\n\n# next\nversion: 1\n",
            ),
            (
                "waivers:\n  - {rule: x}\nversion: 1\n",
                "waivers:\n  - {rule: x}\n  - {rule: a/b, expires: 2027-01-31}\nversion: 1\n",
            ),
            (
                "waivers: [{rule: x}] # one\nversion: 1\n",
                "waivers: [{rule: x}, {rule: a/b, expires: 2027-01-31}] # one\nversion: 1\n",
            ),
            (
                "waivers: []\nversion: 1\n",
                "waivers: [{rule: a/b, expires: 2027-01-31}]\nversion: 1\n",
            ),
            (
                "waivers: # none yet\nversion: 1\n",
                "waivers: # none yet\n  - rule: a/b\n    expires: 2027-01-31\nversion: 1\n",
            ),
            (
                "version: 1\r\nwaivers:\r\n  - rule: x\r\n",
                "version: 1\r\nwaivers:\r\n  - rule: x\r\n  - rule: a/b\r\n    expires: 2027-01-31\r\n",
            ),
            (
                "{\"version\": 1}\n",
                "{\"version\": 1, \"waivers\": [{rule: a/b, expires: 2027-01-31}]}\n",
            ),
            (
                "waivers:\n  - rule: x\n    reason: |\n      two\n      lines\n\nversion: 1\n",
                "waivers:\n  - rule: x\n    reason: |\n      two\n      lines\n  - rule: a/b\n    expires: 2027-01-31\n\nversion: 1\n",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(appended(text).expect(text), expected, "{text}");
        }
    }

    #[test]
    fn what_can_t_be_added_to_is_refused_and_never_spoiled() {
        for text in [
            "waivers: none\n",
            "waivers: {rule: x}\n",
            "other: &w\n- rule: x\nwaivers: *w\n",
            "- a list\n",
        ] {
            assert!(
                matches!(appended(text), Err(EditError::Form { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn a_scalar_is_replaced_and_its_comment_stays() {
        let document = Document::new("ethics.yml", "a: {b: 2026-12-01} # soon\nc: |\n  x\n");
        let root = yaml::parse(&document, Span::new(0, document.text.len())).value;
        let value = root.at_path("a.b").expect("a value");
        assert_eq!(
            replace(&document, value, "2027-02-01").expect("replaced"),
            "a: {b: 2027-02-01} # soon\nc: |\n  x\n"
        );
        let map = root.get("a").expect("a map");
        assert!(replace(&document, map, "1").is_err());
    }
}
