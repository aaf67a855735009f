//! Messages: text with `{expression}`, checked when a pack is loaded.
//!
//! A literal brace is doubled. A template never shows what is sensitive: its
//! expressions can't name sensitive facts, and a value that stands at a
//! sensitive place is masked whatever it is called.

use std::sync::OnceLock;

use super::parse::expression;
use super::val::Val;
use super::{Condition, ConditionError, Fuel, MAX_LENGTH, Root, check, eval, format};
use crate::facts::catalogue::Node;
use crate::model::{Language, Span, Value};

/// The longest message.
const MAX_BYTES: usize = 4096;

/// A message. One that was checked elsewhere is parsed when it is first shown:
/// most messages of a run never are.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    text: Box<str>,
    parts: OnceLock<Vec<Part>>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Value(Condition),
}

impl Template {
    /// Parse a template and hold its names against the catalogue.
    pub(crate) fn compile(text: &str, facts: &Node, this: &Node) -> Result<Self, ConditionError> {
        let parts = parse(text)?;
        for part in &parts {
            if let Part::Value(expression) = part {
                check::shown(expression, facts, this)?;
            }
        }
        Ok(Self {
            text: text.into(),
            parts: parts.into(),
        })
    }

    /// A template that was compiled before, in a test or in an earlier run.
    pub(crate) fn trusted(text: &str) -> Self {
        Self {
            text: text.into(),
            parts: OnceLock::new(),
        }
    }

    fn parts(&self) -> &[Part] {
        self.parts.get_or_init(|| {
            parse(&self.text).unwrap_or_else(|_| vec![Part::Text(self.text.to_string())])
        })
    }

    /// The texts of its expressions, in order; none where it is no template.
    pub(crate) fn expressions(text: &str) -> Vec<String> {
        parse(text)
            .unwrap_or_default()
            .iter()
            .filter_map(|part| match part {
                Part::Text(_) => None,
                Part::Value(expression) => Some(expression.source().to_owned()),
            })
            .collect()
    }

    /// The template for a reader who has no facts at hand: a choice of words is
    /// shown as `(this | that)`, one that may stay empty with `…` for nothing.
    pub(crate) fn outline(text: &str) -> String {
        let Ok(parts) = parse(text) else {
            return text.to_owned();
        };
        parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Value(expression) => match expression.branches().as_slice() {
                    [one] => one.clone(),
                    several => {
                        let words: Vec<_> = several
                            .iter()
                            .map(|branch| match branch.trim() {
                                "" => "…",
                                word => word,
                            })
                            .collect();
                        format!("({})", words.join(" | "))
                    }
                },
            })
            .collect()
    }

    /// Whether a name is used as a root in any of its expressions.
    pub(crate) fn mentions<'n>(&self, root: impl Into<Root<'n>>) -> bool {
        let root = root.into();
        // Most templates are never shown: they are parsed only where the name stands in them.
        self.text.contains(root.name)
            && self.parts().iter().any(|part| match part {
                Part::Text(_) => false,
                Part::Value(expression) => expression.mentions(root),
            })
    }

    /// The message; what is missing is a word in brackets that says why.
    pub(crate) fn render(
        &self,
        facts: &Value,
        this: &Value,
        language: Language,
        fuel: &mut Fuel,
    ) -> String {
        let mut message = String::new();
        for part in self.parts() {
            match part {
                Part::Text(text) => message.push_str(text),
                Part::Value(expression) => {
                    message.push_str(&shown(expression, facts, this, language, fuel));
                }
            }
        }
        if message.len() > MAX_BYTES {
            let mut end = MAX_BYTES;
            while !message.is_char_boundary(end) {
                end -= 1;
            }
            message.truncate(end);
            message.push('…');
        }
        message
    }

    /// The text where all of it is known, `None` where anything is missing:
    /// a machine never writes half a value.
    pub(crate) fn render_whole(
        &self,
        facts: &Value,
        this: &Value,
        fuel: &mut Fuel,
    ) -> Option<String> {
        for part in self.parts() {
            if let Part::Value(expression) = part {
                let value = eval::value(expression, facts, this, fuel).ok()?;
                if matches!(value, Val::Null | Val::Optional(None)) {
                    return None;
                }
            }
        }
        Some(self.render(facts, this, Language::En, fuel))
    }
}

fn parse(text: &str) -> Result<Vec<Part>, ConditionError> {
    if text.len() > MAX_LENGTH {
        let whole = Span::new(0, text.len());
        let what = format!("this is longer than {MAX_LENGTH} bytes");
        return Err(ConditionError::new(whole, what));
    }
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let twice = text[at + c.len_utf8()..].starts_with(c);
        match c {
            '{' | '}' if twice => {
                literal.push(c);
                at += 2;
            }
            '{' => {
                let end = closing(text, at + 1).ok_or_else(|| {
                    ConditionError::new(Span::new(at, at + 1), "this brace has no end")
                })?;
                if !literal.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut literal)));
                }
                parts.push(Part::Value(expression(text, at + 1..end)?));
                at = end + 1;
            }
            '}' => {
                let span = Span::new(at, at + 1);
                return Err(ConditionError::new(
                    span,
                    "a brace of the text is doubled: `}}`",
                ));
            }
            c => {
                literal.push(c);
                at += c.len_utf8();
            }
        }
    }
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    Ok(parts)
}

fn shown(
    expression: &Condition,
    facts: &Value,
    this: &Value,
    language: Language,
    fuel: &mut Fuel,
) -> String {
    let sensitive = expression.paths().iter().any(|path| {
        let found = path.first(facts, this, &super::Trail::default());
        found.is_some_and(|found| match found.what {
            super::path::What::Value(value) => {
                value.place.as_ref().is_some_and(|place| place.sensitive)
            }
            _ => false,
        })
    });
    if sensitive {
        return format::masked().to_owned();
    }
    match eval::value(expression, facts, this, fuel) {
        Ok(value) => format::shown(&value, language),
        Err(missing) => format::word(missing.reason, language).to_owned(),
    }
}

/// The brace that ends an expression, texts within it skipped.
fn closing(text: &str, start: usize) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (offset, c) in text[start..].char_indices() {
        match (quote, c) {
            (None, '}') => return Some(start + offset),
            (None, '"' | '\'') => quote = Some(c),
            (Some(_), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(open), c) if c == open && !escaped => quote = None,
            _ => {}
        }
        escaped = false;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(text: &str, language: Language) -> String {
        let facts = Value::record([
            ("n", Value::computed(0.1)),
            ("days", Value::computed(412i64)),
            (
                "names",
                Value::list([Value::computed("ko"), Value::computed("en")]),
            ),
        ]);
        let template = Template::trusted(text);
        template.render(&facts, &facts, language, &mut Fuel::default())
    }

    #[test]
    fn values_are_shown_as_people_write_them() {
        assert_eq!(render("{n} of {names}", Language::En), "0.1 of ko, en");
        assert_eq!(render("{{n}} {'}'}", Language::En), "{n} }");
        assert_eq!(
            render("{date('2026-12-01') - date('2026-11-01')}", Language::En),
            "30 days"
        );
        assert_eq!(
            render("{date('2026-12-01') - date('2026-11-01')}", Language::Ko),
            "30일"
        );
    }

    #[test]
    fn what_is_missing_says_so() {
        assert_eq!(render("n is {nothing.here}", Language::En), "n is (absent)");
        assert_eq!(render("n: {nothing}", Language::Ko), "n: (없음)");
    }

    #[test]
    fn a_brace_without_its_twin_is_refused_at_its_byte() {
        let error = parse("ab {n").expect_err("no end");
        assert_eq!(error.span, Span::new(3, 4));
        assert!(parse("a } b").is_err());
    }
}
