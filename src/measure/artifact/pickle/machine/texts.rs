//! Numbers, texts and bytes of a pickle.

use std::borrow::Cow;
use std::rc::Rc;

use super::{End, Fault, LONGEST_NAME, Machine, Step, TORCH_MAGIC};
use crate::measure::artifact::Code;
use crate::measure::artifact::pickle::value::Value;
use crate::measure::artifact::window::{Input, Poured};

/// Numbers are written in fewer digits than this.
const LONGEST_NUMBER: usize = 64;
/// Texts that are kept at hand.
const RECENT: usize = 256;
/// A pickle inside bytes is looked at as far as this.
const NESTED: usize = 1 << 20;

impl Machine {
    pub(super) fn scalar(&mut self, opcode: u8, at: u64, input: &mut Input) -> Step {
        match opcode {
            b'K' => {
                let value = i64::from(input.byte()?);
                self.push(Value::Int(value))
            }
            b'M' => {
                let value = i64::from(u16::from_le_bytes(input.array()?));
                self.push(Value::Int(value))
            }
            b'J' => {
                let value = i64::from(i32::from_le_bytes(input.array()?));
                self.push(Value::Int(value))
            }
            b'G' => {
                input.array::<8>()?;
                self.push(Value::Any)
            }
            b'I' | b'L' | b'F' => {
                let line = input.line(LONGEST_NUMBER)?;
                let value = number(opcode, &line).ok_or("a number that is none")?;
                self.push(value)
            }
            0x8a => {
                let len = input.byte()?;
                let bytes = input.take(u64::from(len), 16)?;
                self.push(long(&bytes))
            }
            0x8b => {
                let len = u64::try_from(i32::from_le_bytes(input.array()?))
                    .map_err(|_| Fault::from("a number of negative length"))?;
                input.pass(len)?;
                self.push(Value::Any)
            }
            b'S' => {
                let line = input.line(4 * LONGEST_NAME)?;
                let text = quoted(&line).ok_or("a text without its quotes")?;
                self.push_text(&text)
            }
            b'V' => {
                let line = input.line(4 * LONGEST_NAME)?;
                self.push_text(&raw_unicode(&line))
            }
            b'X' | b'T' => {
                let len = u64::from(u32::from_le_bytes(input.array()?));
                // The length of an old text is signed.
                if opcode == b'T' && len > i32::MAX as u64 {
                    return Err("a text of negative length".into());
                }
                self.text(len, input)
            }
            b'U' | 0x8c => {
                let len = u64::from(input.byte()?);
                self.text(len, input)
            }
            0x8d => {
                let len = u64::from_le_bytes(input.array()?);
                self.text(len, input)
            }
            b'C' => {
                let len = u64::from(input.byte()?);
                self.bytes(len, at, input)
            }
            b'B' => {
                let len = u64::from(u32::from_le_bytes(input.array()?));
                self.bytes(len, at, input)
            }
            0x8e | 0x96 => {
                let len = u64::from_le_bytes(input.array()?);
                self.bytes(len, at, input)
            }
            other => Err(Fault::says(format!("0x{other:02x} is no opcode"))),
        }
    }

    fn text(&mut self, len: u64, input: &mut Input) -> Step {
        if len > LONGEST_NAME as u64 {
            input.pass(len)?;
            return self.push(Value::Any);
        }
        let bytes = input.take(len, LONGEST_NAME)?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => self.push_text(text),
            Err(_) => self.push(Value::Any),
        }
    }

    fn push_text(&mut self, text: &str) -> Step {
        if text.len() > LONGEST_NAME {
            return self.push(Value::Any);
        }
        // What a text costs beside its bytes.
        let cost = text.len() + 48;
        if cost > self.text_left {
            self.forgetful = true;
            return self.push(Value::Any);
        }
        self.text_left -= cost;
        let text = self.shared(text);
        self.push(Value::Text(text))
    }

    /// The text, shared with the last one of the same bytes where that is known.
    fn shared(&mut self, text: &str) -> Rc<String> {
        let bytes = text.as_bytes();
        let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
            return Rc::default();
        };
        if self.recent.is_empty() {
            self.recent = vec![Rc::default(); RECENT];
        }
        let middle = bytes[bytes.len() / 2];
        let sum = [first, middle, last]
            .iter()
            .fold(bytes.len(), |sum, &byte| {
                sum.wrapping_mul(31).wrapping_add(usize::from(byte))
            });
        let known = &mut self.recent[sum % RECENT];
        if **known != text {
            *known = Rc::new(text.to_owned());
        }
        Rc::clone(known)
    }

    /// Bytes are data, and may be another pickle that somebody loads later.
    fn bytes(&mut self, len: u64, at: u64, input: &mut Input) -> Step {
        let begins = input.ahead()?.first_chunk::<2>().copied();
        let keep = match begins {
            Some([0x80, 2..=5]) => NESTED,
            _ => 0,
        };
        let bytes = input.take(len, keep)?;
        self.nested(&bytes, at, false);
        self.push(Value::Any)
    }

    /// Look whether bytes are a pickle that names anything but data. Where a
    /// loader may run them, it is as dangerous as this one.
    pub(super) fn nested(&mut self, bytes: &[u8], at: u64, may_run: bool) {
        if bytes.is_empty() || self.nesting > 2 {
            return;
        }
        let mut feed = Poured(bytes);
        let mut inner = Machine::new(true);
        inner.nesting = self.nesting + 1;
        let end = inner.run(&mut Input::new(&mut feed));
        let danger = may_run && inner.names_danger();
        let whole = !may_run || matches!(end, End::Stop { .. });
        let Some((_, detail)) = inner.told.keys().next_back().filter(|_| danger || whole) else {
            return;
        };
        let code = match danger {
            true => Code::DangerousGlobal,
            false => Code::NestedPickle,
        };
        let detail = format!("bytes that are a pickle of their own: {detail}");
        self.notice(code, detail, at);
    }
}

/// A number in digits.
fn number(opcode: u8, line: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(line).ok()?.trim();
    if opcode == b'F' {
        let is_number = is_decimal(text.as_bytes()) || text.parse::<f64>().is_ok();
        return is_number.then_some(Value::Any);
    }
    let digits = text.strip_suffix('L').unwrap_or(text);
    match digits.parse::<i64>() {
        Ok(number) => Some(Value::Int(number)),
        // A long one: digits all the same.
        Err(_) => {
            let digits = digits.strip_prefix('-').unwrap_or(digits);
            let only = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            only.then_some(Value::Any)
        }
    }
}

/// Whether it is a number as Python writes most: digits, a point, digits. Its
/// value is not needed, and costs more than all else of it.
fn is_decimal(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(text);
    let Some((b'.', behind)) = text[whole..].split_first() else {
        return false;
    };
    whole > 0 && !behind.is_empty() && digits(behind) == behind.len()
}

/// A number in bytes, the lowest first, the sign in the highest bit.
fn long(bytes: &[u8]) -> Value {
    if bytes == TORCH_MAGIC {
        return Value::TorchMagic;
    }
    if bytes.len() > 8 {
        return Value::Any;
    }
    let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    let mut whole = [if negative { 0xff } else { 0 }; 8];
    whole[..bytes.len()].copy_from_slice(bytes);
    Value::Int(i64::from_le_bytes(whole))
}

/// A text in Python 2's quotes, its escapes resolved.
fn quoted(line: &[u8]) -> Option<String> {
    let line = line.trim_ascii();
    let (first, last) = (line.first()?, line.last()?);
    if line.len() < 2 || first != last || !matches!(first, b'\'' | b'"') {
        return None;
    }
    let mut bytes = line[1..line.len() - 1].iter().copied().peekable();
    let mut text = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            text.push(byte);
            continue;
        }
        let digits = |bytes: &mut std::iter::Peekable<_>, most: u32, radix: u32, first: u32| {
            let mut value = first;
            for _ in 0..most {
                let digit: Option<u32> = next_digit(bytes, radix);
                match digit {
                    Some(digit) => value = value * radix + digit,
                    None => break,
                }
            }
            value
        };
        match bytes.next()? {
            b'x' => text.push((digits(&mut bytes, 2, 16, 0) & 0xff) as u8),
            digit @ b'0'..=b'7' => {
                let value = digits(&mut bytes, 2, 8, u32::from(digit - b'0'));
                text.push((value & 0xff) as u8);
            }
            b'n' => text.push(b'\n'),
            b't' => text.push(b'\t'),
            b'r' => text.push(b'\r'),
            b'\n' => {}
            other @ (b'\\' | b'\'' | b'"') => text.push(other),
            other => text.extend([b'\\', other]),
        }
    }
    Some(String::from_utf8(text).unwrap_or_default())
}

fn next_digit(
    bytes: &mut std::iter::Peekable<impl Iterator<Item = u8>>,
    radix: u32,
) -> Option<u32> {
    let digit = char::from(*bytes.peek()?).to_digit(radix)?;
    bytes.next();
    Some(digit)
}

/// A text with `\uXXXX` and `\UXXXXXXXX`, any other byte as Latin-1.
fn raw_unicode(line: &[u8]) -> Cow<'_, str> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_ascii() && !line.contains(&b'\\') {
        return String::from_utf8_lossy(line);
    }
    let mut text = String::new();
    let mut at = 0;
    while let Some(&byte) = line.get(at) {
        let digits = match line.get(at..at + 2) {
            Some(b"\\u") => 4,
            Some(b"\\U") => 8,
            _ => 0,
        };
        let escaped = line
            .get(at + 2..at + 2 + digits)
            .filter(|hex| digits > 0 && !hex.starts_with(b"+"))
            .and_then(|hex| u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok())
            .and_then(char::from_u32);
        if let Some(character) = escaped {
            text.push(character);
            at += 2 + digits;
        } else {
            text.push(char::from(byte));
            at += 1;
        }
    }
    text.into()
}
