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
    let mut furthest = 0;
    for _ in 0..tensors {
        furthest = furthest.max(tensor(input, version)?);
    }
    let start = input.at().next_multiple_of(alignment);
    if tensors > 0 && start.checked_add(furthest).is_none_or(|begin| begin > len) {
        return Err(Fault::Says(
            "a tensor that begins behind the end of the file".to_owned(),
        ));
    }
    Ok(())
}

fn name(input: &mut Input, version: u32) -> Result<String, Fault> {
    let len = count(input, version)?;
    if len > LONGEST_NAME {
        return Err(Fault::Says(format!("a name of {len} bytes")));
    }
    let bytes = input.take(len, usize::try_from(len).unwrap_or(usize::MAX))?;
    String::from_utf8(bytes).map_err(|_| Fault::Says("a name that is no text".to_owned()))
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

/// A description of a tensor; where in the numbers it begins.
fn tensor(input: &mut Input, version: u32) -> Result<u64, Fault> {
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
    if elements.is_none() {
        return Err(Fault::Says(format!(
            "the shape of tensor `{}` overflows",
            shown(&name)
        )));
    }
    input.array::<4>()?;
    Ok(u64::from_le_bytes(input.array()?))
}

fn template(look: &mut Look, text: &str, at: u64) {
    if let Some(found) = ESCAPES.iter().find(|escape| text.contains(**escape)) {
        look.notice(
            Code::TemplateCode,
            format!("the chat template uses {found}"),
            at,
        );
    }
}
