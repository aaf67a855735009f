//! Just enough of HTML to see headings, tables, anchors and comments in it.
//! Linear on any input: an unclosed tag or comment hides the rest, as it does
//! in a browser.

use std::ops::Range;

/// A piece of HTML; ranges are offsets into what was tokenized.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Text(Range<usize>),
    Open { name: String, attributes: &'a str },
    Close { name: String },
    Comment(&'a str),
}

/// Cut HTML into tokens with their ranges.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = (Token<'_>, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            if at >= html.len() {
                return None;
            }
            let start = at;
            let Some(token) = token(html, &mut at) else {
                continue;
            };
            return Some((token, start..at));
        }
    })
}

fn token<'a>(html: &'a str, at: &mut usize) -> Option<Token<'a>> {
    let start = *at;
    let rest = &html[start..];
    if let Some(comment) = rest.strip_prefix("<!--") {
        let length = comment.find("-->");
        *at = length.map_or(html.len(), |length| start + 4 + length + 3);
        return Some(Token::Comment(&comment[..length.unwrap_or(comment.len())]));
    }
    if begins_markup(rest) {
        let inside = &rest[1..];
        let end = end_of_tag(inside);
        *at = end.map_or(html.len(), |end| start + 1 + end + 1);
        let inside = &inside[..end.unwrap_or(inside.len())];
        let (closes, inside) = match inside.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, inside),
        };
        let length = inside
            .find(|char: char| char.is_ascii_whitespace() || char == '/')
            .unwrap_or(inside.len());
        let name = inside[..length].to_ascii_lowercase();
        return match name.starts_with(|char: char| char.is_ascii_alphabetic()) {
            true if closes => Some(Token::Close { name }),
            true => Some(Token::Open {
                name,
                attributes: &inside[length..],
            }),
            // A declaration or a processing instruction.
            false => None,
        };
    }
    // Text, up to the next thing that begins markup.
    let mut end = start + 1;
    loop {
        end = match html.as_bytes()[end..].iter().position(|&byte| byte == b'<') {
            None => html.len(),
            Some(ahead) if begins_markup(&html[end + ahead..]) => end + ahead,
            Some(ahead) => {
                end += ahead + 1;
                continue;
            }
        };
        *at = end;
        return Some(Token::Text(start..end));
    }
}

fn begins_markup(rest: &str) -> bool {
    match rest.as_bytes() {
        [b'<', b'!' | b'?', ..] => true,
        [b'<', b'/', next, ..] | [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

/// The `>` that ends a tag, quoted values stepped over.
fn end_of_tag(inside: &str) -> Option<usize> {
    let mut quote = None;
    inside.bytes().position(|byte| {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'>' => return true,
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None => {}
        }
        false
    })
}

/// The value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|char: char| char.is_ascii_whitespace() || char == '/');
        let length = rest
            .find(|char: char| char.is_ascii_whitespace() || matches!(char, '=' | '/'))
            .unwrap_or(rest.len());
        let name = &rest[..length];
        rest = rest[length..].trim_start();
        let mut value = "";
        if let Some(assigned) = rest.strip_prefix('=') {
            let assigned = assigned.trim_start();
            let quote = assigned
                .chars()
                .next()
                .filter(|char| matches!(char, '"' | '\''));
            let (from, to) = match quote {
                Some(quote) => (1, assigned[1..].find(quote).map(|at| at + 1)),
                None => (0, assigned.find(|char: char| char.is_ascii_whitespace())),
            };
            let to = to.unwrap_or(assigned.len());
            value = &assigned[from..to];
            rest = assigned[to..]
                .strip_prefix(['"', '\''])
                .unwrap_or(&assigned[to..]);
        }
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        if rest.is_empty() {
            return None;
        }
    }
}

/// Text with the common character references resolved.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest reference known here is `&#x10FFFF;`.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, character(&rest[1..end])?))) {
            Some((end, char)) => {
                out.push(char);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(reference: &str) -> Option<char> {
    if let Some(number) = reference.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(html: &str) -> Vec<String> {
        tokens(html)
            .map(|(token, _)| match token {
                Token::Text(range) => format!("text {}", &html[range]),
                Token::Open { name, attributes } => format!("open {name}{attributes}"),
                Token::Close { name } => format!("close {name}"),
                Token::Comment(text) => format!("comment {text}"),
            })
            .collect()
    }

    #[test]
    fn tags_texts_and_comments_are_told_apart() {
        assert_eq!(
            cut("<!DOCTYPE html><TD id='a>b'>p < 0.05</td><br/><!-- x > y -->tail"),
            [
                "open td id='a>b'",
                "text p < 0.05",
                "close td",
                "open br/",
                "comment  x > y ",
                "text tail",
            ]
        );
    }

    #[test]
    fn what_never_ends_hides_the_rest() {
        assert_eq!(cut("a<!-- b <p>"), ["text a", "comment  b <p>"]);
        assert_eq!(cut("a<p class=\"x>y"), ["text a", "open p class=\"x>y"]);
    }

    #[test]
    fn attributes_are_found_in_any_quoting() {
        let all = " class = \"a id='no'\" NAME=two data-id=three id='한글' hidden";
        assert_eq!(attribute(all, "id"), Some("한글"));
        assert_eq!(attribute(all, "name"), Some("two"));
        assert_eq!(attribute(all, "hidden"), Some(""));
        assert_eq!(attribute(all, "title"), None);
        assert_eq!(attribute(" id=\"open", "id"), Some("open"));
        assert_eq!(attribute(" = =", "id"), None);
    }

    #[test]
    fn character_references_become_characters() {
        assert_eq!(
            unescape("a &lt; b &amp;&nbsp;&#44032;&#xAC00; &unknown; &"),
            "a < b &\u{a0}가가 &unknown; &"
        );
        assert_eq!(unescape("&#xD800; &#x110000;"), "&#xD800; &#x110000;");
    }
}
