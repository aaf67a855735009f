//! Modules of JavaScript and TypeScript that hold texts or settings: the map
//! that is exported by default, and maps under the names that they are exported
//! or kept under. Only what is written down is read: texts without slots,
//! numbers, truth values, lists and maps of them. What is computed is left out.
//!
//! Bounded like every reader here: nothing is run, and a module that is no map
//! of such values is an empty one.

use std::sync::Arc;

use super::super::{Parsed, code};
use crate::model::{Document, Kind, Map, Place, Span, Str, Value};

/// Maps inside each other.
const DEEPEST: usize = 32;
/// Values of one module.
const MOST: usize = 50_000;

/// Read a document as a module of texts.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let said = code::spoken(document);
    let mut reader = Reader {
        document,
        text: &said,
        at: 0,
        left: MOST,
    };
    let mut whole = Map::default();
    let mut default = None;
    while let Some((name, from)) = reader.next_map() {
        reader.at = from;
        match (reader.value(0), name) {
            (Some(value), Some(name)) => {
                whole.insert(Str::from(name), value);
            }
            (Some(value), None) => default = Some(value),
            (None, _) => {}
        }
    }
    // export default messages
    if default.is_none() {
        let named = exported(&said).and_then(|name| whole.get(name).cloned());
        default = named;
    }
    if let Some(Value {
        kind: Kind::Map(members),
        ..
    }) = default
    {
        for (key, value) in members.iter() {
            whole.insert(key.clone(), value.clone());
        }
    }
    let place = Place::new(document, Span::new(0, document.text.len()));
    Parsed {
        value: Value::at(Kind::Map(Arc::new(whole)), place),
        problems: Vec::new(),
    }
}

/// The name that is exported by default.
fn exported(text: &str) -> Option<&str> {
    let at = ["export default ", "module.exports = "]
        .iter()
        .find_map(|words| Some(text.find(words)? + words.len()))?;
    let rest = &text[at..];
    let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

struct Reader<'a> {
    document: &'a Arc<Document>,
    text: &'a str,
    at: usize,
    left: usize,
}

impl<'a> Reader<'a> {
    /// The next map that has a name or is exported by default, with where its
    /// bracket stands.
    fn next_map(&mut self) -> Option<(Option<&'a str>, usize)> {
        loop {
            let open = self.at + self.text.get(self.at..)?.find('{')?;
            self.at = open + 1;
            let before = self.text[..open].trim_end();
            // Calls such as defineMessages({ … }) hand the map on.
            let call = before.strip_suffix('(').map(|before| {
                before
                    .trim_end_matches(|c: char| is_word(c) || c == '.')
                    .trim_end()
            });
            let before = call.unwrap_or(before);
            if before.ends_with("export default") {
                return Some((None, open));
            }
            let Some(before) = before.strip_suffix('=') else {
                continue;
            };
            let before = before.trim_end();
            if before.ends_with("module.exports") || before.ends_with("exports.default") {
                return Some((None, open));
            }
            // const name: Type =
            let line = before.rsplit(['\n', ';']).next().unwrap_or("");
            let line = line.split(':').next().unwrap_or(line).trim();
            let words: Vec<&str> = line.split_whitespace().collect();
            if let [.., "const" | "let" | "var", name] = words.as_slice() {
                return Some((Some(name), open));
            }
        }
    }

    fn blanks(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        self.at += rest.len() - rest.trim_start().len();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The value that begins here; `None` for what is computed, behind which
    /// the reader stands.
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blanks();
        self.left = self.left.checked_sub(1)?;
        let start = self.at;
        let kind = match self.peek()? {
            b'{' if depth < DEEPEST => self.map(depth)?,
            b'[' if depth < DEEPEST => self.list(depth)?,
            b'"' | b'\'' | b'`' => self.string().map(Kind::from)?,
            _ => self.word()?,
        };
        let value = Value::at(kind, self.place(start));
        // `as const`, `satisfies Messages`
        self.blanks();
        let rest = &self.text[self.at..];
        if rest.starts_with("as ") || rest.starts_with("satisfies ") {
            self.skip();
        }
        match self.peek() {
            None | Some(b',' | b'}' | b']' | b')' | b';') => Some(value),
            _ if depth == 0 => Some(value),
            // A text that something is joined to is computed.
            _ => {
                self.skip();
                None
            }
        }
    }

    fn place(&self, start: usize) -> Place {
        Place::new(self.document, Span::new(start, self.at))
    }

    fn map(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut map = Map::default();
        loop {
            self.blanks();
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Some(Kind::Map(Arc::new(map)));
                }
                b',' => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            let start = self.at;
            let name = match self.peek()? {
                b'"' | b'\'' => self.string(),
                _ => {
                    let rest = &self.text[self.at..];
                    let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                    self.at += end;
                    (end > 0).then(|| rest[..end].to_owned())
                }
            };
            let span = Span::new(start, self.at);
            self.blanks();
            match (name, self.peek()?) {
                (Some(name), b':') => {
                    self.at += 1;
                    if let Some(mut value) = self.value(depth + 1) {
                        value.key = Some(span);
                        map.insert(Str::from(name), value);
                    } else if self.left == 0 {
                        return None;
                    } else {
                        self.skip();
                    }
                }
                // A spread, a shorthand, a method, a computed key.
                _ => self.skip(),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blanks();
            match self.peek()? {
                b']' => {
                    self.at += 1;
                    return Some(Kind::List(items.into()));
                }
                b',' => self.at += 1,
                _ => match self.value(depth + 1) {
                    Some(value) => items.push(value),
                    None if self.left == 0 => return None,
                    None => self.skip(),
                },
            }
        }
    }

    /// A text between quotes; `None` for one with slots, behind which the
    /// reader stands.
    fn string(&mut self) -> Option<String> {
        let quote = self.text[self.at..].chars().next()?;
        self.at += 1;
        let mut out = String::new();
        let mut computed = false;
        loop {
            let one = self.text[self.at..].chars().next()?;
            self.at += one.len_utf8();
            match one {
                '\\' => {
                    let escaped = self.text[self.at..].chars().next()?;
                    self.at += escaped.len_utf8();
                    out.push(match escaped {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        'u' => self.escaped(),
                        other => other,
                    });
                }
                '$' if quote == '`' && self.text[self.at..].starts_with('{') => {
                    computed = true;
                    out.push('$');
                }
                '\n' if quote != '`' => return None,
                one if one == quote => return (!computed).then_some(out),
                other => out.push(other),
            }
        }
    }

    /// The character of four digits behind `\u`, or of those in brackets.
    fn escaped(&mut self) -> char {
        let rest = &self.text[self.at..];
        let (digits, length) = match rest.strip_prefix('{') {
            Some(inside) => {
                let end = inside.find('}').unwrap_or(0);
                (&inside[..end], end + 2)
            }
            None => (rest.get(..4).unwrap_or(""), 4),
        };
        let one = u32::from_str_radix(digits, 16)
            .ok()
            .and_then(char::from_u32);
        match one {
            Some(one) => {
                self.at += length;
                one
            }
            None => '\u{fffd}',
        }
    }

    /// A number or a truth value.
    fn word(&mut self) -> Option<Kind> {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !(is_word(c) || matches!(c, '.' | '-' | '+')))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let kind = match word {
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "null" => Kind::Null,
            _ => {
                let plain = word.replace('_', "");
                let whole = plain.parse::<i64>().ok().map(Kind::Int);
                let number = || plain.parse::<f64>().ok().filter(|it| it.is_finite());
                let begins = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
                whole
                    .or_else(|| number().map(Kind::Float))
                    .filter(|_| begins)?
            }
        };
        self.at += end;
        Some(kind)
    }

    /// Past what is computed: to the comma or the bracket that ends it.
    fn skip(&mut self) {
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' | b'[' | b'(' => depth += 1,
                b'}' | b']' | b')' if depth == 0 => return,
                b'}' | b']' | b')' => depth -= 1,
                b',' | b';' if depth == 0 => return,
                b'"' | b'\'' | b'`' => {
                    let before = self.at;
                    self.string();
                    if self.at == before {
                        self.at += 1;
                    }
                    continue;
                }
                _ => {}
            }
            self.at += self.text[self.at..]
                .chars()
                .next()
                .map_or(1, char::len_utf8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, path: &[&str]) -> Option<String> {
        let parsed = parse(&Document::new("web/ko.ts", text));
        let value = path
            .iter()
            .try_fold(&parsed.value, |value, key| value.get(key))?;
        Some(match &value.kind {
            Kind::Text(text) => text.to_string(),
            _ => value.to_json().to_string(),
        })
    }

    #[test]
    fn what_is_written_down_is_read_and_what_is_computed_is_not() {
        let text = "import x from 'y'\n// { a: 'no' }\nexport default {\n  chat: {\n    ai_notice: '인공지능이 답합니다', // so\n    \
                    'with.dot': \"b\\u0041\", greet: (name) => `hi ${name}`, join: 'a' + b, ...rest, short,\n    last: `c`,\n  },\n  limits: { minutes: 45, ads: false, list: [1, 'two'] },\n} as const\n";
        for (path, said) in [
            (&["chat", "ai_notice"][..], Some("인공지능이 답합니다")),
            (&["chat", "with.dot"], Some("bA")),
            (&["chat", "greet"], None),
            (&["chat", "join"], None),
            (&["chat", "short"], None),
            (&["chat", "last"], Some("c")),
            (&["limits", "minutes"], Some("45")),
            (&["limits", "ads"], Some("false")),
            (&["limits", "list"], Some("[1,\"two\"]")),
        ] {
            assert_eq!(at(text, path).as_deref(), said, "{path:?}");
        }
    }

    #[test]
    fn a_map_may_be_exported_by_its_name() {
        let text = "const messages: Messages = { a: 'b' };\nexport default messages;\nexport const en = { c: 'd' }";
        assert_eq!(at(text, &["a"]).as_deref(), Some("b"));
        assert_eq!(at(text, &["messages", "a"]).as_deref(), Some("b"));
        assert_eq!(at(text, &["en", "c"]).as_deref(), Some("d"));
        let common = "module.exports = defineMessages({ a: { b: 'c' } })";
        assert_eq!(at(common, &["a", "b"]).as_deref(), Some("c"));
        let call = "export default defineMessages({ a: { b: 'c' } })";
        assert_eq!(at(call, &["a", "b"]).as_deref(), Some("c"));
    }

    #[test]
    fn torn_and_deep_modules_end() {
        let deep = format!("export default {}", "{a:".repeat(10_000));
        for text in [
            "export default {",
            "export default { a: '",
            "export default { a: `$",
            "export default { a: \"\\",
            "export default {{",
            &deep,
        ] {
            let _ = parse(&Document::new("a.js", text));
        }
    }
}
