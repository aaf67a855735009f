//! TensorFlow Lite: a FlatBuffer. Its built-in operators only compute; custom
//! ones are defined by whoever loads it, and some reach files and Python.
//! <https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs>

use std::io;

use super::Code;
use super::look::{Look, shown};
use super::window::Window;

/// The one version that converters write.
const VERSION: u32 = 3;
/// Operator codes of one model.
const MOST_CODES: u32 = 10_000;
const LONGEST_NAME: u64 = 256;
/// TensorFlow's own operators that run Python or touch files.
const DANGEROUS: [&str; 6] = [
    "FlexPyFunc",
    "FlexEagerPyFunc",
    "FlexReadFile",
    "FlexWriteFile",
    "FlexMatchingFiles",
    "FlexDebugIdentityV2",
];

pub(super) fn examine(look: &mut Look, window: &mut Window) -> io::Result<()> {
    let mut buffer = Buffer(window);
    match buffer.custom_operators()? {
        None => look.notice(
            Code::Broken,
            "no model of version 3 with a graph, or an offset that leads out of the file",
            0,
        ),
        Some(names) => {
            for (at, name) in names {
                let told = shown(&name);
                if DANGEROUS.contains(&name.as_str()) {
                    look.notice(Code::DangerousGlobal, format!("the operator {told}"), at);
                } else {
                    look.notice(Code::CustomOperator, told, at);
                }
            }
        }
    }
    Ok(())
}

/// A FlatBuffer read by offsets; `None` where one leads out of it.
struct Buffer<'a, 'w>(&'a mut Window<'w>);

type Read<T> = io::Result<Option<T>>;

impl Buffer<'_, '_> {
    fn word(&mut self, at: u64) -> Read<u32> {
        Ok(self.0.array(at)?.map(u32::from_le_bytes))
    }

    fn half(&mut self, at: u64) -> Read<u16> {
        Ok(self.0.array(at)?.map(u16::from_le_bytes))
    }

    /// Where an offset leads.
    fn follow(&mut self, at: u64) -> Read<u64> {
        Ok(self.word(at)?.map(|offset| at + u64::from(offset)))
    }

    /// Where a field of a table stands; `Some(None)` where it is left out.
    fn field(&mut self, table: u64, field: u64) -> Read<Option<u64>> {
        let Some(back) = self.0.array(table)?.map(i32::from_le_bytes) else {
            return Ok(None);
        };
        let Some(fields) = table.checked_add_signed(-i64::from(back)) else {
            return Ok(None);
        };
        let Some(len) = self.half(fields)? else {
            return Ok(None);
        };
        let entry = 4 + 2 * field;
        if entry + 2 > u64::from(len) {
            return Ok(Some(None));
        }
        Ok(self.half(fields + entry)?.map(|offset| match offset {
            0 => None,
            offset => Some(table + u64::from(offset)),
        }))
    }

    /// Whether a table is of the known version and has a graph.
    fn is_model(&mut self, model: u64) -> io::Result<bool> {
        let Some(Some(version)) = self.field(model, 0)? else {
            return Ok(false);
        };
        let Some(Some(graphs)) = self.field(model, 2)? else {
            return Ok(false);
        };
        let version = self.word(version)?;
        let graphs = match self.follow(graphs)? {
            Some(graphs) => self.word(graphs)?,
            None => None,
        };
        Ok(version == Some(VERSION) && graphs.is_some_and(|count| count > 0))
    }

    /// Names of the operators that are defined elsewhere, with their places.
    fn custom_operators(&mut self) -> Read<Vec<(u64, String)>> {
        let mut names = Vec::new();
        let Some(model) = self.follow(0)? else {
            return Ok(None);
        };
        if !self.is_model(model)? {
            return Ok(None);
        }
        let Some(codes) = self.field(model, 1)? else {
            return Ok(None);
        };
        let Some(codes) = codes else {
            return Ok(Some(names));
        };
        let Some(codes) = self.follow(codes)? else {
            return Ok(None);
        };
        let Some(len) = self.word(codes)? else {
            return Ok(None);
        };
        if len > MOST_CODES {
            return Ok(None);
        }
        for index in 0..u64::from(len) {
            let Some(code) = self.follow(codes + 4 + 4 * index)? else {
                return Ok(None);
            };
            match self.field(code, 1)? {
                None => return Ok(None),
                Some(None) => {}
                Some(Some(name)) => {
                    let Some(at) = self.follow(name)? else {
                        return Ok(None);
                    };
                    let Some(len) = self.word(at)? else {
                        return Ok(None);
                    };
                    let bytes = self.0.bytes(at + 4, u64::from(len).min(LONGEST_NAME))?;
                    names.push((at, String::from_utf8_lossy(&bytes).into_owned()));
                }
            }
        }
        Ok(Some(names))
    }
}
