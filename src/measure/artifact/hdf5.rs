//! HDF5, as Keras writes it. The numbers can't run; a model's configuration
//! beside them can, and it is found by the name of its attribute, which HDF5
//! never compresses.
//! <https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html>

use std::io;

use aho_corasick::AhoCorasick;

use super::Code;
use super::look::{Expect, Look};
use super::window::Window;

const CONFIGURATION: usize = 0;
/// What is looked for: the attribute, and layers that are made of code in the
/// spellings that Python's `json` writes.
const MARKS: [&str; 5] = [
    "model_config",
    "\"class_name\": \"Lambda\"",
    "\"class_name\":\"Lambda\"",
    "\"__lambda__\"",
    "\"class_name\": \"TFSMLayer\"",
];

pub(super) fn examine(look: &mut Look, window: &mut Window, expect: Expect) -> io::Result<()> {
    // In an archive the weights alone stand here, and their loader judges them.
    if expect == Expect::Model {
        match end(window)? {
            None => look.notice(Code::Broken, "no superblock that is known", 8),
            Some(end) if end > window.len() => {
                let detail = "the file ends before the superblock says so";
                look.notice(Code::Broken, detail, 8);
            }
            Some(end) if end < window.len() => {
                let detail = format!("{} bytes behind the end that it names", window.len() - end);
                look.notice(Code::UnaccountedBytes, detail, end);
            }
            Some(_) => {}
        }
    }
    let Ok(marks) = AhoCorasick::new(MARKS) else {
        return Ok(());
    };
    let mut configuration = None;
    for found in marks.stream_find_iter(window.feed(0)?) {
        let found = found?;
        let at = found.start() as u64;
        if found.pattern().as_usize() == CONFIGURATION {
            configuration.get_or_insert(at);
        } else {
            look.can_carry_code = true;
            let detail = MARKS[found.pattern().as_usize()];
            look.notice(Code::KerasLambda, format!("a layer of code: {detail}"), at);
            return Ok(());
        }
    }
    if let Some(at) = configuration {
        look.can_carry_code = true;
        let detail = "a model configuration inside HDF5";
        look.notice(Code::KerasConfiguration, detail, at);
    }
    Ok(())
}

/// Where the file ends as its superblock says; `None` where that is none.
fn end(window: &mut Window) -> io::Result<Option<u64>> {
    const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";
    let mut block = 0;
    for at in [0, 512, 1024, 2048, 4096] {
        if window.bytes(at, 8)? == SIGNATURE {
            block = at;
            break;
        }
    }
    let head = window.bytes(block, 64)?;
    // The width of addresses, and what stands before the first of them; the
    // third one is the end.
    let (width, before) = match head.get(8) {
        Some(0) => (head.get(13), 24),
        Some(1) => (head.get(13), 28),
        Some(2 | 3) => (head.get(9), 12),
        _ => return Ok(None),
    };
    let Some(width @ (2 | 4 | 8)) = width.copied().map(usize::from) else {
        return Ok(None);
    };
    let start = before + 2 * width;
    let Some(address) = head.get(start..start + width) else {
        return Ok(None);
    };
    let mut bytes = [0; 8];
    bytes[..width].copy_from_slice(address);
    let end = u64::from_le_bytes(bytes);
    // The superblock itself lies before it.
    Ok((end > block + start as u64).then_some(end))
}
