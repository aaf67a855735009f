//! One more entry under `extends` of a declaration, its comments and layout
//! kept.

use super::Refusal;
use crate::manifest::declaration;
use crate::model::{Document, Kind, Value, text};

/// The text with a pack under `extends`; as it is where it stands there.
pub(super) fn extended(text: &str, pack: &str) -> Result<String, Refusal> {
    let document = Document::new(declaration::FILE, text);
    let read = declaration::read(&document).value;
    if !read.says_something() {
        return Err(Refusal::new(
            text!(
                "ethics.yml can't be read, so nothing can be added to it",
                "ethics.yml을 읽을 수 없어 아무것도 더할 수 없습니다"
            ),
            text!(
                "`ethics-gate check` says what is wrong with it",
                "무엇이 잘못인지는 `ethics-gate check`가 알려 줍니다"
            ),
        ));
    }
    let list = read.get("extends");
    if list.is_some_and(|list| has(list, pack)) {
        return Ok(text.to_owned());
    }
    let by_hand = || {
        Refusal::new(
            text!(
                "`extends` of ethics.yml is written in a way that `{pack}` can't be added to",
                "ethics.yml의 `extends`가 `{pack}`을(를) 더할 수 없는 형태입니다"
            ),
            text!(
                "add `{pack}` to it by hand, then run `ethics-gate pack lock`",
                "`{pack}`을(를) 직접 적고 `ethics-gate pack lock`을 실행하세요"
            ),
        )
    };
    let (at, insert) = match list {
        None => (top(&read, text), format!("extends: [{pack}]\n")),
        Some(list) => entry(list, text, pack).ok_or_else(by_hand)?,
    };
    let extended = format!("{}{insert}{}", &text[..at], &text[at..]);
    // What was inserted is held against what was meant.
    let again = declaration::read(&Document::new(declaration::FILE, extended.as_str())).value;
    let holds = again.get("extends").is_some_and(|list| has(list, pack));
    if holds && others(&again) == others(&read) {
        Ok(extended)
    } else {
        Err(by_hand())
    }
}

fn has(list: &Value, pack: &str) -> bool {
    list.items().iter().any(|item| item.as_str() == Some(pack))
}

/// Everything but `extends`.
fn others(declaration: &Value) -> serde_json::Value {
    let mut json = declaration.to_json();
    if let Some(members) = json.as_object_mut() {
        members.shift_remove("extends");
    }
    json
}

/// The begin of the line after `version`, or of the first key's line.
fn top(declaration: &Value, text: &str) -> usize {
    let version = declaration.get("version");
    let first = declaration.entries().next().map(|(_, value)| value);
    if let Some(place) = version.and_then(|version| version.place.as_ref()) {
        let end = place.span.end as usize;
        if let Some(line) = text[end..].find('\n') {
            return end + line + 1;
        }
    }
    let key = first.and_then(|value| value.key).unwrap_or_default();
    text[..key.start as usize]
        .rfind('\n')
        .map_or(0, |at| at + 1)
}

/// Where one more entry goes, and how it is written there.
fn entry(list: &Value, text: &str, pack: &str) -> Option<(usize, String)> {
    let Kind::List(items) = &list.kind else {
        return None;
    };
    let last = items.last()?.place.as_ref()?;
    let end = last.span.end as usize;
    let written = list.place.as_ref()?.text();
    if written.starts_with('[') {
        return Some((end, format!(", {pack}")));
    }
    let start = last.span.start as usize;
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let lead = &text[line..start];
    let after = end + text[end..].find('\n').map_or(text.len() - end, |at| at + 1);
    let is_item = lead.trim_start().starts_with('-');
    let newline = if text[..after].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    is_item.then(|| (after, format!("{newline}{lead}{pack}\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: &str = "system:\n  id: x\n  purpose: A toy.\n";

    fn of(text: &str) -> String {
        extended(text, "policies/house").expect("an entry more")
    }

    #[test]
    fn comments_and_layout_stay() {
        let text = format!("# ours\nversion: 1 # so far\n{SYSTEM}");
        assert_eq!(
            of(&text),
            format!("# ours\nversion: 1 # so far\nextends: [policies/house]\n{SYSTEM}")
        );
        let text = format!("version: 1\nextends: [a] # one\n{SYSTEM}");
        assert_eq!(
            of(&text),
            format!("version: 1\nextends: [a, policies/house] # one\n{SYSTEM}")
        );
        let text = format!("version: 1\nextends:\n  - a # one\n  # two\n{SYSTEM}");
        assert_eq!(
            of(&text),
            format!("version: 1\nextends:\n  - a # one\n  - policies/house\n  # two\n{SYSTEM}")
        );
        let text = format!("version: 1\nextends: [policies/house]\n{SYSTEM}");
        assert_eq!(of(&text), text);
        assert!(extended("version: [", "policies/house").is_err());
    }
}
