//! ONNX: a protocol buffer. Its operators only compute; what it can do beyond
//! that is to name operators of somebody's library, and files for its numbers.
//! <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>

use std::collections::BTreeSet;
use std::io;

use super::Code;
use super::look::{Look, shown};
use super::window::{Cut, Input, Window};
use super::zip::leaves_the_folder;

/// Messages inside each other.
const DEEPEST: usize = 64;
/// Texts that are kept.
const LONGEST_TEXT: usize = 512;
/// Domains whose operators ONNX and its runtime define themselves.
const DOMAINS: [&str; 8] = [
    "",
    "ai.onnx",
    "ai.onnx.ml",
    "ai.onnx.training",
    "ai.onnx.preview",
    "ai.onnx.preview.training",
    "com.microsoft",
    "com.microsoft.nchwc",
];
/// Names of domains that are told.
const MOST_DOMAINS: usize = 32;

/// Messages whose fields are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Message {
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    Sparse,
    /// A name and a text: where the numbers of a tensor lie.
    External,
    Operators,
    Function,
    Training,
}

/// What a field with a length is.
enum Field {
    Inner(Message),
    /// A domain that is used.
    Used,
    /// A domain that the model defines itself.
    Defined,
    Key,
    Text,
    Other,
}

fn field(message: Message, number: u64) -> Field {
    use Message::{Attribute, External, Function, Graph, Model, Node, Operators, Sparse, Tensor};
    match (message, number) {
        (Model, 7) | (Attribute, 6 | 11) | (Message::Training, 1 | 2) => Field::Inner(Graph),
        (Model, 8) | (Function, 9) => Field::Inner(Operators),
        (Model, 20) => Field::Inner(Message::Training),
        (Model, 25) => Field::Inner(Function),
        (Graph, 1) | (Function, 7) => Field::Inner(Node),
        (Graph, 5) | (Attribute, 5 | 10) | (Sparse, 1 | 2) => Field::Inner(Tensor),
        (Graph, 15) | (Attribute, 22 | 23) => Field::Inner(Sparse),
        (Node, 5) => Field::Inner(Attribute),
        (Tensor, 13) => Field::Inner(External),
        (Node, 7) | (Operators, 1) => Field::Used,
        (Function, 10) => Field::Defined,
        (External, 1) => Field::Key,
        (External, 2) => Field::Text,
        _ => Field::Other,
    }
}

#[derive(Default)]
struct Found {
    graph: bool,
    used: BTreeSet<String>,
    defined: BTreeSet<String>,
    /// Files outside of the folder, with their places.
    outside: Vec<(u64, String)>,
}

/// Look at a model; `false` where the bytes are none, though they begin so.
pub(super) fn examine(look: &mut Look, window: &mut Window) -> io::Result<bool> {
    let len = window.len();
    let mut feed = window.feed(0)?;
    let mut input = Input::new(&mut feed);
    let mut found = Found::default();
    let read = walk(&mut input, len, &mut found);
    match read {
        Err(Cut::Unreadable(error)) if error.kind() != io::ErrorKind::InvalidData => {
            return Err(error);
        }
        Err(cut) => {
            // What breaks before its graph may be anything.
            if !found.graph {
                return Ok(false);
            }
            look.broken(&cut, input.at());
        }
        // Other protocol buffers begin alike; a model has a graph.
        Ok(()) if !found.graph => return Ok(false),
        Ok(()) => {}
    }
    for (at, path) in &found.outside {
        look.notice(
            Code::PathOutside,
            format!("numbers from {}", shown(path)),
            *at,
        );
    }
    for domain in found.used.difference(&found.defined) {
        if !DOMAINS.contains(&domain.as_str()) {
            look.notice(
                Code::CustomOperator,
                format!("operators of `{}`", shown(domain)),
                0,
            );
        }
    }
    Ok(true)
}

/// A defect of the message itself.
fn invalid(why: &'static str) -> Cut {
    Cut::Unreadable(io::Error::new(io::ErrorKind::InvalidData, why))
}

fn varint(input: &mut Input) -> Result<u64, Cut> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = input.byte()?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(invalid("a number of too many bytes"))
}

fn walk(input: &mut Input, len: u64, found: &mut Found) -> Result<(), Cut> {
    let mut open = vec![(Message::Model, len)];
    let (mut key, mut text) = (String::new(), String::new());
    while let Some(&(message, end)) = open.last() {
        if input.at() >= end {
            if input.at() > end {
                return Err(invalid("a field that leads out of its message"));
            }
            if message == Message::External {
                let leaves = key == "location" && leaves_the_folder(&text);
                if leaves && found.outside.len() < MOST_DOMAINS {
                    found.outside.push((input.at(), std::mem::take(&mut text)));
                }
                (key, text) = (String::new(), String::new());
            }
            open.pop();
            continue;
        }
        let tag = varint(input)?;
        match tag & 7 {
            0 => drop(varint(input)?),
            1 => drop(input.array::<8>()?),
            5 => drop(input.array::<4>()?),
            2 => {
                let size = varint(input)?;
                // Also where it is cut off: then it is a model that breaks off.
                found.graph |= message == Message::Model && tag >> 3 == 7;
                let inner_end = input.at().checked_add(size).filter(|inner| *inner <= end);
                let inner_end =
                    inner_end.ok_or(invalid("a field that leads out of its message"))?;
                let read = |input: &mut Input| {
                    let bytes = input.take(size, LONGEST_TEXT)?;
                    Ok::<_, Cut>(String::from_utf8_lossy(&bytes).into_owned())
                };
                match field(message, tag >> 3) {
                    Field::Inner(inner) => {
                        if open.len() >= DEEPEST {
                            return Err(invalid("messages nested too deep"));
                        }
                        open.push((inner, inner_end));
                    }
                    Field::Used => remember(&mut found.used, read(input)?),
                    Field::Defined => remember(&mut found.defined, read(input)?),
                    Field::Key => key = read(input)?,
                    Field::Text => text = read(input)?,
                    Field::Other => input.pass(size)?,
                }
            }
            _ => return Err(invalid("a field of an unknown kind")),
        }
    }
    Ok(())
}

fn remember(domains: &mut BTreeSet<String>, domain: String) {
    if domains.len() < MOST_DOMAINS {
        domains.insert(domain);
    }
}
