//! The prose of a text: what a reader reads, without markup.

/// A text without HTML comments, headings, fenced code and link targets.
/// Text that holds none of them comes back as it is.
#[must_use]
pub fn prose(text: &str) -> String {
    let text = without_comments(text);
    let mut kept = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let marker = ["```", "~~~"]
            .into_iter()
            .find(|marker| bare.starts_with(marker));
        match (fence, marker) {
            (None, Some(marker)) => fence = Some(marker),
            (Some(open), Some(marker)) if open == marker => fence = None,
            (Some(_), _) => {}
            (None, None) if is_heading(bare) => {}
            (None, None) => without_targets(line, &mut kept),
        }
    }
    kept
}

fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let hashes = line.len() - rest.len();
    (1..=6).contains(&hashes) && rest.starts_with([' ', '\t'])
}

/// A text without HTML comments; one that never closes hides the rest.
#[must_use]
pub fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        match rest[start..].find("-->") {
            Some(end) => rest = &rest[start + end + 3..],
            None => return kept,
        }
    }
    kept.push_str(rest);
    kept
}

/// `[text](target)` loses the target.
fn without_targets(line: &str, kept: &mut String) {
    let mut rest = line;
    while let Some(start) = rest.find("](") {
        kept.push_str(&rest[..=start]);
        let target = &rest[start + 1..];
        match target.find(')') {
            Some(end) => rest = &target[end + 1..],
            None => {
                kept.push_str(target);
                return;
            }
        }
    }
    kept.push_str(rest);
}

/// The sentences of a text: up to a full stop, question or exclamation mark
/// before a space, or to the end of the line, which in prose is the end of a
/// paragraph, an item or a row.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(sentence_end(rest));
        rest = after;
        Some(sentence.trim_end())
    })
}

fn sentence_end(text: &str) -> usize {
    // The bytes that a mark can begin with; most are none of them.
    let may_stop = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | b'\n' | 0xE3 | 0xEF);
    let mut from = 0;
    while let Some(found) = text.as_bytes()[from..].iter().position(may_stop) {
        let at = from + found;
        let mut rest = text[at..].chars();
        let character = rest.next().unwrap_or_default();
        let end = at + character.len_utf8();
        let stops = match character {
            '.' | '!' | '?' => {
                rest.next().is_none_or(char::is_whitespace)
                    && at > 0
                    && !is_number_of_item(&text[..at])
            }
            '。' | '！' | '？' | '\n' => true,
            _ => false,
        };
        if stops {
            return end;
        }
        from = end;
    }
    text.len()
}

/// `1.` before the text of a numbered item is no sentence.
fn is_number_of_item(before: &str) -> bool {
    before.len() <= 3 && before.bytes().all(|byte| byte.is_ascii_digit())
}
