//! TOML text to a located value: product configuration, which a declaration
//! names for its limits and defaults.
//!
//! Keys come in the author's order, dates stay text, a table stands where its
//! header or its braces stand.
//!
//! Codes: `syntax` (fatal, with the parser's words; a repeated key is one),
//! `too-deep` (fatal), `too-many-problems` (fatal), `number-out-of-range` (the
//! value keeps its text).

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Parsed;
use super::defects::{Defects, Fatal};
use crate::model::{Document, Kind, Map, Span, Str, Text, Value, text};

/// Read a document as TOML.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let text = document.text.trim_start_matches('\u{feff}');
    let mut reader = Reader {
        text,
        base: document.text.len() - text.len(),
        defects: Defects::of(document),
    };
    let outcome = reader.document();
    reader.defects.conclude(outcome)
}

struct Reader<'a> {
    text: &'a str,
    base: usize,
    defects: Defects,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Value, Fatal> {
        let table = DeTable::parse(self.text).map_err(|error| {
            let code = match error.message().contains("recurs") {
                true => "too-deep",
                false => "syntax",
            };
            let range = error.span().unwrap_or(0..0);
            let span = self.span(range.start, range.end);
            self.defects.fatal(code, span, Text::same(error.message()))
        })?;
        let kind = self.table(table.get_ref())?;
        Ok(self.at(kind, 0, self.text.len()))
    }

    /// The parser bounds the depth of tables and arrays, and so of this.
    fn value(&mut self, value: &Spanned<DeValue<'_>>) -> Result<Value, Fatal> {
        let range = value.span();
        let written = self.text.get(range.clone()).unwrap_or("");
        let kind = match value.get_ref() {
            DeValue::String(text) => Kind::from(text.as_ref()),
            DeValue::Boolean(value) => Kind::Bool(*value),
            DeValue::Datetime(_) => Kind::from(written),
            DeValue::Integer(digits) => {
                let number = i64::from_str_radix(digits.as_str(), digits.radix()).ok();
                self.number(number.map(Kind::Int), range.start, range.end)?
            }
            DeValue::Float(digits) => {
                let endless = written.ends_with("inf");
                let number = digits.as_str().parse::<f64>().ok();
                let number = number.filter(|number| endless || !number.is_infinite());
                self.number(number.map(Kind::Float), range.start, range.end)?
            }
            DeValue::Array(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(|item| self.value(item)).collect();
                Kind::List(items?.into())
            }
            DeValue::Table(table) => self.table(table)?,
        };
        Ok(self.at(kind, range.start, range.end))
    }

    fn number(&mut self, kind: Option<Kind>, start: usize, end: usize) -> Result<Kind, Fatal> {
        if let Some(kind) = kind {
            return Ok(kind);
        }
        let detail = text!(
            "no 64-bit number is this large",
            "64비트 수로 나타낼 수 없을 만큼 큼"
        );
        let span = self.span(start, end);
        self.defects.note("number-out-of-range", span, detail)?;
        Ok(Kind::from(self.text.get(start..end).unwrap_or("")))
    }

    fn table(&mut self, table: &DeTable<'_>) -> Result<Kind, Fatal> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut map = Map::with_capacity_and_hasher(entries.len(), Default::default());
        for (key, value) in entries {
            let mut value = self.value(value)?;
            value.key = Some(self.span(key.span().start, key.span().end));
            map.insert(Str::from(key.get_ref().as_ref()), value);
        }
        Ok(Kind::Map(Arc::new(map)))
    }

    fn at(&self, kind: Kind, start: usize, end: usize) -> Value {
        Value::at(kind, self.defects.place(self.span(start, end)))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(start, end).shifted(self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Parsed {
        parse(&Document::new("config.toml", text))
    }

    #[test]
    fn every_key_and_value_keeps_its_bytes_and_the_authors_order() {
        let text = "\u{feff}z = 0x1F\n[limits.night]\nfrom = \"한\"\nday = 2024-01-01\nall = [1, {x.y = 1_000.5}]\n";
        let parsed = read(text);
        assert!(parsed.problems.is_empty());
        assert_eq!(
            parsed.value.to_json().to_string(),
            r#"{"z":31,"limits":{"night":{"from":"한","day":"2024-01-01","all":[1,{"x":{"y":1000.5}}]}}}"#
        );
        let at = |path: &str| {
            let value = parsed.value.at_path(path).expect("present");
            let key = value.key.map(|key| &text[key.range()]);
            (key, value.place.as_ref().expect("placed").text())
        };
        assert_eq!(at("z"), (Some("z"), "0x1F"));
        assert_eq!(at("limits.night"), (Some("night"), "[limits.night]"));
        assert_eq!(at("limits.night.day"), (Some("day"), "2024-01-01"));
    }

    #[test]
    fn numbers_that_fit_no_type_stay_text_and_are_reported() {
        let parsed = read("a = 99999999999999999999\nb = 1e400\nc = -inf\n");
        let codes: Vec<_> = parsed.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["number-out-of-range"; 2]);
        assert_eq!(
            format!("{:?}", parsed.value.get("c").expect("present")),
            "-inf"
        );
        assert_eq!(
            parsed.value.get("b").expect("present").as_str(),
            Some("1e400")
        );
    }

    #[test]
    fn what_is_no_toml_is_refused_at_its_place() {
        let parsed = read("a = 1\nb = \n");
        assert_eq!(parsed.problems[0].code, "syntax");
        assert_eq!(parsed.problems[0].place.start().line, 2);
        assert_eq!(
            read("a = 1\na = 2\n").problems[0].detail.en,
            "duplicate key"
        );
        let deep = format!("{} = 1\n", ["a"; 100_000].join("."));
        assert_eq!(read(&deep).problems[0].code, "too-deep");
        let deep = format!("a = {}{}", "[".repeat(9_999), "]".repeat(9_999));
        assert_eq!(read(&deep).problems[0].code, "too-deep");
    }
}
