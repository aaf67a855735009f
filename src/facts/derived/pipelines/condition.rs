//! Conditions of GitHub that are never met, whatever a run is for.

/// Whether an expression is false by its own words.
pub(super) fn is_never(text: &str) -> bool {
    let text = text.trim();
    let inner = text
        .strip_prefix("${{")
        .and_then(|text| text.strip_suffix("}}"));
    let text = inner.unwrap_or(text);
    let mut any = parts(text, "||").into_iter();
    any.all(|one| parts(one, "&&").into_iter().any(is_false))
}

/// What stands between signs, outside of quotes and parentheses.
fn parts<'a>(text: &'a str, sign: &str) -> Vec<&'a str> {
    let (mut found, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0, false);
    for (at, character) in text.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth -= 1,
            _ if !quoted && depth == 0 && at >= from && text[at..].starts_with(sign) => {
                found.push(&text[from..at]);
                from = at + sign.len();
            }
            _ => {}
        }
    }
    found.push(&text[from..]);
    found
}

/// Whether a term without `&&` and `||` is false.
fn is_false(term: &str) -> bool {
    let term = term.trim();
    if let Some(inner) = term
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .filter(|inner| parts(inner, ")").len() == 1)
    {
        return is_never(inner);
    }
    for (sign, wanted) in [("==", false), ("!=", true)] {
        if let [one, other] = parts(term, sign)[..] {
            let (one, other) = (literal(one), literal(other));
            return match (one, other) {
                (Some(one), Some(other)) => (one == other) == wanted,
                _ => false,
            };
        }
    }
    let term: String = term.split_whitespace().collect();
    matches!(
        &*term,
        "false" | "''" | "0" | "null" | "!true" | "!always()" | "!1"
    )
}

/// A number, a word in quotes, `true` or `false`.
fn literal(text: &str) -> Option<String> {
    let text = text.trim();
    let quoted = text
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    if let Some(text) = quoted {
        return Some(format!("'{}", text.to_lowercase()));
    }
    let is_known = matches!(text, "true" | "false");
    (is_known || text.parse::<u32>().is_ok()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_never;

    #[test]
    fn a_condition_that_is_never_met_is_told_from_one_that_may_be() {
        for text in [
            "false",
            "${{ false }}",
            "${{ always() && false }}",
            "false && github.ref == 'x'",
            "${{ (always() && false) || 1 == 2 }}",
            "!always()",
            "'a' == 'b'",
            "true != true",
        ] {
            assert!(is_never(text), "{text}");
        }
        for text in [
            "always()",
            "${{ always() && !cancelled() }}",
            "false || github.event_name == 'pull_request'",
            "github.event_name == 'pull_request' && github.event.pull_request.draft == false",
            "contains(github.ref, 'x && false')",
            "github.actor == 'a && false && b'",
            "(false) || (true)",
            "1 == 1",
            "'a' == 'A'",
        ] {
            assert!(!is_never(text), "{text}");
        }
    }
}
