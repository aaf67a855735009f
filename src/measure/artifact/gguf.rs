//! GGUF: metadata by key, descriptions of tensors, the numbers. The only part
//! that a loader runs is the chat template, in a sandbox that has had holes.
//! <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>

use std::io;

use super::Code;
use super::look::{Look, shown};
use super::window::{Cut, Input, Window};

/// Keys and names of tensors.
const LONGEST_NAME: u64 = 64 << 10;
/// A chat template.
const LONGEST_TEMPLATE: usize = 1 << 20;
const MOST_DIMENSIONS: u32 = 8;
/// Arrays of arrays.
const DEEPEST: usize = 4;

/// Kinds of metadata.
const TEXT: u32 = 8;
const LIST: u32 = 9;

/// What a template never needs, and an escape does.
const ESCAPES: [&str; 12] = [
    "__class__",
    "__globals__",
    "__subclasses__",
    "__mro__",
    "__base__",
    "__bases__",
    "__builtins__",
    "__import__",
    "__init__",
    "__getattribute__",
    "|attr(",
    "| attr(",
];

enum Fault {
    Cut(Cut),
    Says(String),
}

impl From<Cut> for Fault {
    fn from(cut: Cut) -> Self {
        Self::Cut(cut)
    }
}

pub(super) fn examine(look: &mut Look, window: &mut Window) -> io::Result<()> {
    let len = window.len();
    let mut feed = window.feed(0)?;
    let mut input = Input::new(&mut feed);
    match read(look, &mut input, len) {
        Ok(()) => {}
        Err(Fault::Cut(Cut::Unreadable(error))) => return Err(error),
        Err(Fault::Cut(cut)) => look.broken(&cut, input.at()),
        Err(Fault::Says(why)) => look.notice(Code::Broken, why, input.at()),
    }
    Ok(())
}

/// Counts and lengths are of four bytes in the first version.
fn count(input: &mut Input, version: u32) -> Result<u64, Fault> {
    Ok(match version {
        1 => u64::from(u32::from_le_bytes(input.array()?)),
        _ => u64::from_le_bytes(input.array()?),
    })
}

fn read(look: &mut Look, input: &mut Input, len: u64) -> Result<(), Fault> {
    input.array::<4>()?;
    let version = u32::from_le_bytes(input.array()?);
    if !(1..=3).contains(&version) {
        return Err(Fault::Says(format!("version {version}; 1 to 3 are known")));
    }
    let tensors = count(input, version)?;
    let members = count(input, version)?;
    let mut alignment = 32;
    for _ in 0..members {
        let key = name(input, version)?;
        let kind = u32::from_le_bytes(input.array()?);
        let at = input.at();
        if kind == TEXT && key.contains("chat_template") {
            let len = count(input, version)?;
            let text = input.take(len, LONGEST_TEMPLATE)?;
            template(look, &String::from_utf8_lossy(&text), at);
        } else if kind == 4 && key == "general.alignment" {
            alignment = u64::from(u32::from_le_bytes(input.array()?));
        } else {
            pass(input, kind, version, 0)?;
        }
    }
    if alignment == 0 || !alignment.is_power_of_two() {
        return Err(Fault::Says(
            "an alignment that is no power of two".to_owned(),
        ));
    }
    let (mut furthest, mut end) = (0, Some(0));
    for _ in 0..tensors {
        let tensor = tensor(input, version)?;
        furthest = furthest.max(tensor.begin);
        end = match (end, tensor.bytes) {
            (Some(end), Some(bytes)) => tensor.begin.checked_add(bytes).map(|it| it.max(end)),
            _ => None,
        };
    }
    let start = input.at().next_multiple_of(alignment);
    if tensors > 0 && start.checked_add(furthest).is_none_or(|begin| begin > len) {
        return Err(Fault::Says(
            "a tensor that begins behind the end of the file".to_owned(),
        ));
    }
    let end = match tensors {
        0 => Some(input.at()),
        _ => end.and_then(|end| start.checked_add(end)),
    };
    // Writers fill up to the alignment. Of a kind that is not known here the
    // size is not either, so nothing is said of what follows.
    if let Some(end) = end
        && let Some(behind) = len
            .checked_sub(end.next_multiple_of(alignment))
            .filter(|it| *it > 0)
    {
        let detail = format!("{behind} bytes behind the last tensor");
        look.notice(Code::UnaccountedBytes, detail, end);
    }
    Ok(())
}

fn name(input: &mut Input, version: u32) -> Result<String, Fault> {
    let len = count(input, version)?;
    if len > LONGEST_NAME {
        return Err(Fault::Says(format!("a name of {len} bytes")));
    }
    let bytes = input.take(len, usize::try_from(len).unwrap_or(usize::MAX))?;
    String::from_utf8(bytes.into_owned())
        .map_err(|_| Fault::Says("a name that is no text".to_owned()))
}

/// Pass over a value of the metadata.
fn pass(input: &mut Input, kind: u32, version: u32, depth: usize) -> Result<(), Fault> {
    if let Some(width) = width(kind) {
        return Ok(input.pass(width)?);
    }
    match kind {
        TEXT => {
            let len = count(input, version)?;
            Ok(input.pass(len)?)
        }
        LIST if depth < DEEPEST => {
            let kind = u32::from_le_bytes(input.array()?);
            let len = count(input, version)?;
            if let Some(width) = width(kind) {
                let bytes = len.checked_mul(width);
                let bytes = bytes.ok_or_else(|| Fault::Says("a list of no length".to_owned()))?;
                return Ok(input.pass(bytes)?);
            }
            for _ in 0..len {
                pass(input, kind, version, depth + 1)?;
            }
            Ok(())
        }
        _ => Err(Fault::Says(format!("metadata of the unknown kind {kind}"))),
    }
}

/// Bytes of a number.
fn width(kind: u32) -> Option<u64> {
    match kind {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        4..=6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

/// A tensor as it is described.
struct Tensor {
    /// Where in the numbers it begins.
    begin: u64,
    /// How many bytes it takes; `None` where its kind is not known here.
    bytes: Option<u64>,
}

fn tensor(input: &mut Input, version: u32) -> Result<Tensor, Fault> {
    let name = name(input, version)?;
    let dimensions = u32::from_le_bytes(input.array()?);
    if dimensions > MOST_DIMENSIONS {
        let name = shown(&name);
        return Err(Fault::Says(format!(
            "tensor `{name}` has {dimensions} dimensions"
        )));
    }
    let mut elements = Some(1_u64);
    for _ in 0..dimensions {
        let size = count(input, version)?;
        elements = elements.and_then(|product| product.checked_mul(size));
    }
    let Some(elements) = elements else {
        return Err(Fault::Says(format!(
            "the shape of tensor `{}` overflows",
            shown(&name)
        )));
    };
    let kind = u32::from_le_bytes(input.array()?);
    Ok(Tensor {
        begin: u64::from_le_bytes(input.array()?),
        bytes: block(kind).and_then(|(numbers, bytes)| {
            let blocks = elements.div_ceil(numbers);
            blocks.checked_mul(bytes)
        }),
    })
}

/// How many numbers a block of this kind holds, and in how many bytes, as
/// ggml lays them out.
fn block(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        24 => (1, 1),
        1 | 25 | 30 => (1, 2),
        0 | 26 => (1, 4),
        27 | 28 => (1, 8),
        2 | 20 => (32, 18),
        3 => (32, 20),
        6 => (32, 22),
        7 => (32, 24),
        8 => (32, 34),
        9 => (32, 36),
        39 => (32, 17),
        10 => (256, 84),
        11 => (256, 110),
        12 => (256, 144),
        13 => (256, 176),
        14 => (256, 210),
        15 => (256, 292),
        16 => (256, 66),
        17 => (256, 74),
        18 => (256, 98),
        19 => (256, 50),
        21 => (256, 110),
        22 => (256, 82),
        23 => (256, 136),
        29 => (256, 56),
        34 => (256, 54),
        35 => (256, 66),
        _ => return None,
    })
}

fn template(look: &mut Look, text: &str, at: u64) {
    let spelled = spelled_out(text);
    // Pieces that are joined, `'__cl' ~ 'ass__'`.
    let joined: String = spelled
        .chars()
        .filter(|it| !it.is_whitespace() && !matches!(it, '\'' | '"' | '~' | '+'))
        .collect();
    let holds = |escape: &&&str| {
        [text, &spelled, &joined]
            .iter()
            .any(|it| it.contains(**escape))
    };
    if let Some(found) = ESCAPES.iter().find(holds) {
        look.notice(
            Code::TemplateCode,
            format!("the chat template uses {found}"),
            at,
        );
    } else if text.contains("\\N{") {
        let detail = "the chat template spells characters by their names";
        look.notice(Code::TemplateCode, detail, at);
    }
}

/// A template with the escapes of its strings spelled out, as Jinja reads
/// them: `\x5f`, `\u005f`, `\U0000005f` and `\137`.
fn spelled_out(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        spelled.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (skip, digits, radix) = match rest.as_bytes().first() {
            Some(b'x') => (1, 2, 16),
            Some(b'u') => (1, 4, 16),
            Some(b'U') => (1, 8, 16),
            Some(b'0'..=b'7') => (0, 3, 8),
            _ => (0, 0, 16),
        };
        let code = rest.get(skip..).map(|rest| {
            let is_digit = |it: &char| it.is_digit(radix);
            rest.chars()
                .take(digits)
                .take_while(is_digit)
                .collect::<String>()
        });
        let code = code.unwrap_or_default();
        match u32::from_str_radix(&code, radix)
            .ok()
            .and_then(char::from_u32)
        {
            Some(character) => {
                spelled.push(character);
                rest = &rest[skip + code.len()..];
            }
            None => spelled.push('\\'),
        }
    }
    spelled.push_str(rest);
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_strings_are_spelled_out() {
        let text = r"['\x5f\u005fclass\137\U0000005f'] \n \\ \x";
        assert_eq!(spelled_out(text), r"['__class__'] \n \\ \x");
    }
}
