//! safetensors: eight bytes of length, a header in JSON, the numbers.
//!
//! The header is read as strictly as the format's own description asks, since
//! lenient readers differ: no two tensors of one name, every byte of the
//! buffer in exactly one tensor, shapes that fill their bytes.
//! <https://github.com/huggingface/safetensors>

use std::collections::HashSet;
use std::fmt;
use std::io;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::Code;
use super::look::{Look, shown};
use super::window::Window;

/// The longest header that the format allows.
const LONGEST_HEADER: u64 = 100_000_000;
/// The key of the author's own texts.
const METADATA: &str = "__metadata__";

/// Bits of an element.
const TYPES: &[(&str, u64)] = &[
    ("F4", 4),
    ("F6_E2M3", 6),
    ("F6_E3M2", 6),
    ("BOOL", 8),
    ("U8", 8),
    ("I8", 8),
    ("F8_E5M2", 8),
    ("F8_E4M3", 8),
    ("F8_E8M0", 8),
    ("F8_E4M3FNUZ", 8),
    ("F8_E5M2FNUZ", 8),
    ("I16", 16),
    ("U16", 16),
    ("F16", 16),
    ("BF16", 16),
    ("I32", 32),
    ("U32", 32),
    ("F32", 32),
    ("I64", 64),
    ("U64", 64),
    ("F64", 64),
    ("C64", 64),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tensor {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

impl Tensor {
    /// The bytes that the shape needs.
    fn bytes(&self) -> Result<u64, String> {
        let (_, bits) = TYPES
            .iter()
            .find(|(name, _)| *name == self.dtype)
            .ok_or_else(|| format!("no element type `{}`", shown(&self.dtype)))?;
        let bits = self
            .shape
            .iter()
            .try_fold(*bits, |product, size| product.checked_mul(*size))
            .ok_or("its shape overflows")?;
        if bits % 8 == 0 {
            Ok(bits / 8)
        } else {
            Err("its elements do not fill whole bytes".to_owned())
        }
    }
}

/// Tensors in the order of the header.
struct Header(Vec<(String, Tensor)>);

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tensors;
        impl<'de> Visitor<'de> for Tensors {
            type Value = Header;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map of tensors")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
                let mut names = HashSet::new();
                let mut tensors = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    if !names.insert(name.clone()) {
                        let name = shown(&name);
                        return Err(de::Error::custom(format!("two tensors `{name}`")));
                    }
                    if name == METADATA {
                        map.next_value::<Metadata>()?;
                    } else {
                        tensors.push((name, map.next_value()?));
                    }
                }
                Ok(Header(tensors))
            }
        }
        deserializer.deserialize_map(Tensors)
    }
}

/// Texts by name, each name once.
struct Metadata;

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Metadata;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map of texts")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Metadata, A::Error> {
                let mut names = HashSet::new();
                while let Some(name) = map.next_key::<String>()? {
                    map.next_value::<String>()?;
                    if !names.insert(name) {
                        return Err(de::Error::custom("two texts of one name in the metadata"));
                    }
                }
                Ok(Metadata)
            }
        }
        deserializer.deserialize_map(Texts)
    }
}

pub(super) fn examine(look: &mut Look, window: &mut Window) -> io::Result<()> {
    if let Err(why) = read(window)? {
        look.notice(Code::Broken, why, 8);
    }
    Ok(())
}

fn read(window: &mut Window) -> io::Result<Result<(), String>> {
    let len = u64::from_le_bytes(window.array::<8>(0)?.unwrap_or_default());
    if len > LONGEST_HEADER {
        return Ok(Err(format!(
            "a header of {len} bytes; {LONGEST_HEADER} is the most"
        )));
    }
    let Some(buffer) = window.len().checked_sub(8 + len) else {
        return Ok(Err(format!(
            "a header of {len} bytes leads out of the file"
        )));
    };
    let header = window.bytes(8, len)?;
    Ok(parse(&header).and_then(|header| check(header, buffer)))
}

fn parse(header: &[u8]) -> Result<Header, String> {
    let text = std::str::from_utf8(header).map_err(|error| format!("the header: {error}"))?;
    // Only spaces may pad it.
    serde_json::from_str(text.trim_end_matches(' ')).map_err(|error| {
        let error = error.to_string();
        format!("the header: {}", shown(&error))
    })
}

fn check(mut header: Header, buffer: u64) -> Result<(), String> {
    header.0.sort_by_key(|(_, tensor)| tensor.data_offsets);
    let mut end = 0;
    for (name, tensor) in &header.0 {
        let of = |why: String| format!("tensor `{}`: {why}", shown(name));
        let (from, to) = tensor.data_offsets;
        let needed = tensor.bytes().map_err(of)?;
        if to.checked_sub(from) != Some(needed) {
            return Err(of(format!(
                "bytes {from} to {to}, where its shape needs {needed}"
            )));
        }
        if from != end {
            return Err(of(format!("begins at byte {from}, and {end} is next")));
        }
        end = to;
    }
    match end == buffer {
        true => Ok(()),
        false => Err(format!("tensors fill {end} of {buffer} bytes")),
    }
}
