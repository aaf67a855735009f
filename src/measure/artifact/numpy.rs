//! NumPy arrays: a header that is a Python literal, then numbers, or a pickle
//! where the elements are objects.
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>

use std::io;

use super::Code;
use super::look::{Expect, Look};
use super::pickle::{self, Certainty};
use super::window::{Input, Window};

/// The longest header that is read; NumPy itself stops at 10,000 by default.
const LONGEST_HEADER: u64 = 1 << 20;
/// Lists inside each other in a header.
const DEEPEST: usize = 16;

pub(super) fn examine(look: &mut Look, window: &mut Window) -> io::Result<()> {
    let begin = window.bytes(0, 12)?;
    let (from, len) = match *begin.as_slice() {
        [_, _, _, _, _, _, 1, _, low, high, ..] => (10, u64::from(u16::from_le_bytes([low, high]))),
        [_, _, _, _, _, _, 2 | 3, _, a, b, c, d] => {
            (12, u64::from(u32::from_le_bytes([a, b, c, d])))
        }
        _ => {
            look.notice(Code::Broken, "no version that NumPy knows", 6);
            return Ok(());
        }
    };
    let header = window.bytes(from, len.min(LONGEST_HEADER))?;
    if (header.len() as u64) < len {
        look.notice(Code::Broken, "the header leads out of the file", 8);
        return Ok(());
    }
    let Some(array) = Array::read(&header) else {
        look.notice(
            Code::Broken,
            "the header is no description of an array",
            from,
        );
        return Ok(());
    };
    let start = from + len;
    if array.objects {
        look.can_carry_code = true;
        look.notice(
            Code::ObjectArray,
            "an array of objects, loaded by unpickling",
            start,
        );
        let mut feed = window.feed(start)?;
        let mut input = Input::new(&mut feed);
        pickle::examine(look, &mut input, Certainty::Certain, Expect::Member);
        return Ok(());
    }
    let Some(bytes) = array.bytes else {
        look.notice(
            Code::Broken,
            "elements of a type that NumPy does not have",
            from,
        );
        return Ok(());
    };
    let there = window.len() - start;
    if there < bytes {
        let detail = format!("{there} bytes of numbers, where the shape needs {bytes}");
        look.notice(Code::Broken, detail, start);
    } else if there > bytes {
        let detail = format!("{} bytes behind the array", there - bytes);
        look.notice(Code::UnaccountedBytes, detail, start + bytes);
    }
    Ok(())
}

/// What a header says.
struct Array {
    objects: bool,
    /// `None` where the type is unknown or the shape overflows.
    bytes: Option<u64>,
}

impl Array {
    fn read(header: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(header).ok()?;
        let mut reader = Literals { rest: text.trim() };
        let Literal::Map(members) = reader.value(0)? else {
            return None;
        };
        if !reader.rest.is_empty() {
            return None;
        }
        let member = |name: &str| {
            let found = members.iter().rev().find(|(key, _)| key == name);
            found.map(|(_, value)| value)
        };
        member("fortran_order")?;
        let kind = member("descr")?;
        let Literal::List(shape) = member("shape")? else {
            return None;
        };
        let bytes = shape
            .iter()
            .try_fold(kind.size()?, |product, size| match size {
                Literal::Number(size) => product.checked_mul(*size),
                _ => None,
            });
        Some(Self {
            objects: kind.has_objects(),
            bytes,
        })
    }
}

/// The bytes of one element, by its type's text, such as `<f8` or `V16`.
pub(super) fn item_size(text: &str) -> Option<u64> {
    let text = text.trim_start_matches(['<', '>', '=', '|']);
    let (kind, rest) = text.split_at_checked(1)?;
    // Dates carry their unit behind their size.
    let digits = rest.split('[').next()?;
    let number = match digits {
        "" => None,
        digits => Some(digits.parse::<u64>().ok()?),
    };
    match kind {
        "b" | "i" | "u" | "f" | "c" | "m" | "M" | "S" | "a" | "V" | "O" => {
            Some(number.unwrap_or(if kind == "O" { 8 } else { 1 }))
        }
        "U" => number.unwrap_or(0).checked_mul(4),
        "?" => Some(1),
        _ => None,
    }
}

/// A Python literal.
enum Literal {
    Text(String),
    Number(u64),
    Flag,
    /// A tuple or a list.
    List(Vec<Literal>),
    Map(Vec<(String, Literal)>),
}

impl Literal {
    /// Whether a type holds objects: `O`, or a field that does.
    fn has_objects(&self) -> bool {
        match self {
            Self::Text(text) => text
                .trim_start_matches(['<', '>', '=', '|'])
                .starts_with('O'),
            // The first member of a field is its name.
            Self::List(fields) => fields.iter().any(|field| match field {
                Self::List(field) => field.get(1).is_some_and(Self::has_objects),
                _ => false,
            }),
            _ => false,
        }
    }

    /// The bytes of an element of this type, where it is known.
    fn size(&self) -> Option<u64> {
        match self {
            Self::Text(text) => item_size(text),
            Self::List(fields) => fields.iter().try_fold(0_u64, |sum, field| {
                let Self::List(field) = field else {
                    return None;
                };
                let size = field.get(1)?.size()?;
                let count = match field.get(2) {
                    None => 1,
                    Some(Self::Number(count)) => *count,
                    Some(Self::List(shape)) => {
                        shape.iter().try_fold(1_u64, |product, size| match size {
                            Self::Number(size) => product.checked_mul(*size),
                            _ => None,
                        })?
                    }
                    Some(_) => return None,
                };
                sum.checked_add(size.checked_mul(count)?)
            }),
            _ => None,
        }
    }
}

/// A reader of Python literals, as many as headers need.
struct Literals<'a> {
    rest: &'a str,
}

impl Literals<'_> {
    fn value(&mut self, depth: usize) -> Option<Literal> {
        if depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        match first {
            '\'' | '"' => self.text().map(Literal::Text),
            '(' => self.list(')', depth).map(Literal::List),
            '[' => self.list(']', depth).map(Literal::List),
            '{' => self.map(depth).map(Literal::Map),
            '0'..='9' => {
                let len = self.rest.bytes().take_while(u8::is_ascii_digit).count();
                let (digits, rest) = self.rest.split_at(len);
                // Python 2 wrote long numbers with an L.
                self.rest = rest.strip_prefix('L').unwrap_or(rest);
                digits.parse().ok().map(Literal::Number)
            }
            _ => {
                let word = ["True", "False", "None"]
                    .into_iter()
                    .find(|word| self.rest.starts_with(word))?;
                self.rest = &self.rest[word.len()..];
                Some(Literal::Flag)
            }
        }
    }

    fn text(&mut self) -> Option<String> {
        let quote = self.rest.chars().next()?;
        let end = self.rest[1..].find(quote)? + 1;
        let text = self.rest[1..end].to_owned();
        // Field names need no escapes; one that has them is not followed.
        if text.contains('\\') {
            return None;
        }
        self.rest = &self.rest[end + 1..];
        Some(text)
    }

    fn skip(&mut self, mark: char) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn list(&mut self, close: char, depth: usize) -> Option<Vec<Literal>> {
        self.rest = &self.rest[1..];
        let mut items = Vec::new();
        while !self.skip(close) {
            items.push(self.value(depth + 1)?);
            if !self.skip(',') {
                return self.skip(close).then_some(items);
            }
        }
        Some(items)
    }

    fn map(&mut self, depth: usize) -> Option<Vec<(String, Literal)>> {
        self.rest = &self.rest[1..];
        let mut members = Vec::new();
        while !self.skip('}') {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with(['\'', '"']) {
                return None;
            }
            let key = self.text()?;
            if !self.skip(':') {
                return None;
            }
            members.push((key, self.value(depth + 1)?));
            if !self.skip(',') {
                return self.skip('}').then_some(members);
            }
        }
        Some(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Option<(bool, Option<u64>)> {
        Array::read(header.as_bytes()).map(|array| (array.objects, array.bytes))
    }

    #[test]
    fn headers_say_what_follows() {
        let of = |descr: &str, shape: &str| {
            read(&format!(
                "{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}  \n"
            ))
        };
        assert_eq!(of("'<f8'", "(3, 2)"), Some((false, Some(48))));
        assert_eq!(of("'|b1'", "()"), Some((false, Some(1))));
        assert_eq!(of("'<U5'", "(2L,)"), Some((false, Some(40))));
        assert_eq!(of("'<M8[us]'", "(2,)"), Some((false, Some(16))));
        assert_eq!(of("'|O'", "(1,)"), Some((true, Some(8))));
        let fields = "[('a', '<i4'), ('b', '<f8', (2, 3)), (('title', 'c'), '|S4')]";
        assert_eq!(of(fields, "(10,)"), Some((false, Some(560))));
        let nested = "[('a', [('b', '|O')])]";
        assert_eq!(of(nested, "(1,)"), Some((true, Some(8))));
        let huge = "(18446744073709551615, 2)";
        assert_eq!(of("'<f8'", huge), Some((false, None)));
        assert_eq!(of("__import__('os')", "()"), None);
    }
}
