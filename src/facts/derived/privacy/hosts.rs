//! Names of hosts as code writes them: with a region that is filled in as it
//! runs, and as patterns in which a `*` stands for a part of a label.

use std::ops::Range;

/// The longest passage that fills in a part of a host.
const LONGEST_SLOT: usize = 64;

/// The longest part of a pattern that stands there as it is written.
pub(super) fn longest_part(pattern: &str) -> &str {
    pattern
        .split('*')
        .max_by_key(|part| part.len())
        .unwrap_or("")
}

/// The whole host around a part of it, slots such as `{region}` and
/// `${region}` included.
pub(super) fn around(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = part.start;
    while let Some(before) = start.checked_sub(1) {
        match bytes[before] {
            byte if is_part(byte) => start = before,
            b'}' => match slot_before(bytes, before) {
                Some(open) => start = open,
                None => break,
            },
            _ => break,
        }
    }
    let mut end = part.end;
    while let Some(byte) = bytes.get(end) {
        match byte {
            byte if is_part(*byte) => end += 1,
            b'$' | b'{' => match slot_behind(bytes, end) {
                Some(close) => end = close,
                None => break,
            },
            _ => break,
        }
    }
    while text[start..end].ends_with('.') {
        end -= 1;
    }
    (start < end).then_some(start..end)
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

fn is_inside(byte: u8) -> bool {
    is_part(byte) || matches!(byte, b'(' | b')' | b'[' | b']' | b':')
}

/// Where the slot that closes at `close` opens.
fn slot_before(bytes: &[u8], close: usize) -> Option<usize> {
    let least = close.saturating_sub(LONGEST_SLOT);
    let mut at = close;
    while at > least {
        at -= 1;
        match bytes[at] {
            b'{' if at > 0 && bytes[at - 1] == b'$' => return Some(at - 1),
            b'{' => return Some(at),
            byte if is_inside(byte) => {}
            _ => return None,
        }
    }
    None
}

/// Behind the slot that opens at `open`.
fn slot_behind(bytes: &[u8], open: usize) -> Option<usize> {
    let from = match bytes.get(open..open + 2) {
        Some(b"${") => open + 2,
        _ if bytes[open] == b'{' => open + 1,
        _ => return None,
    };
    let inside = bytes[from..]
        .iter()
        .take(LONGEST_SLOT)
        .take_while(|byte| is_inside(**byte))
        .count();
    (bytes.get(from + inside) == Some(&b'}')).then_some(from + inside + 1)
}

/// A host whose slots are stars.
pub(super) fn general(host: &str) -> String {
    let mut out = String::with_capacity(host.len());
    let mut rest = host;
    while let Some(open) = rest.find('{') {
        out.push_str(rest[..open].trim_end_matches('$'));
        out.push('*');
        let close = rest[open..]
            .find('}')
            .map_or(rest.len(), |at| open + at + 1);
        rest = &rest[close..];
    }
    out.push_str(rest);
    out
}

/// Whether a host is one that a pattern means, or lies below one.
pub(super) fn covers(pattern: &str, host: &str) -> bool {
    let mut labels = host.rsplit('.');
    pattern
        .rsplit('.')
        .all(|wanted| labels.next().is_some_and(|label| is_label(wanted, label)))
}

/// Whether a label is what a pattern of one means. A pattern has one star.
fn is_label(pattern: &str, label: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == label,
        Some((begins, ends)) => {
            label.len() > begins.len() + ends.len()
                && label.starts_with(begins)
                && label.ends_with(ends)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_part_of_a_host_whether_it_is_written_or_filled_in() {
        let pattern = "bedrock-runtime.*.amazonaws.com";
        for text in [
            "\"https://bedrock-runtime.ap-northeast-2.amazonaws.com/model\"",
            "f\"https://bedrock-runtime.{settings.region}.amazonaws.com\"",
            "`https://bedrock-runtime.${region}.amazonaws.com/${path}`",
        ] {
            let at = text.find(longest_part(pattern)).expect("the part");
            let host = around(text, at..at + longest_part(pattern).len()).expect("a host");
            assert!(covers(pattern, &general(&text[host])), "{text}");
        }
        let vertex = "f'https://{LOCATION}-aiplatform.googleapis.com/v1'";
        let at = vertex.find("-aiplatform").expect("the part");
        let host = around(vertex, at..at + 5).expect("a host");
        assert_eq!(
            &vertex[host.clone()],
            "{LOCATION}-aiplatform.googleapis.com"
        );
        assert!(covers(
            "*-aiplatform.googleapis.com",
            &general(&vertex[host])
        ));
    }

    #[test]
    fn other_hosts_are_not_covered() {
        for (pattern, host) in [
            ("api.openai.com", "api.openai.com.example"),
            ("api.openai.com", "myapi.openai.com"),
            (
                "bedrock-runtime.*.amazonaws.com",
                "bedrock-runtime.amazonaws.com",
            ),
            ("*-aiplatform.googleapis.com", "-aiplatform.googleapis.com"),
            ("x.ai", "ai"),
        ] {
            assert!(!covers(pattern, host), "{pattern} {host}");
        }
        assert!(covers("api.openai.com", "eu.api.openai.com"));
    }

    #[test]
    fn a_bracket_around_a_host_is_no_slot() {
        let text = "{host: api.openai.com}";
        let host = around(text, 7..11).expect("a host");
        assert_eq!(&text[host], "api.openai.com");
    }
}
