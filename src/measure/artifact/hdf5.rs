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
    if expect == Expect::Model && !fills_its_file(window)? {
        look.notice(
            Code::Broken,
            "the file ends before the superblock says so",
            8,
        );
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

/// Whether the file is as long as its superblock says.
fn fills_its_file(window: &mut Window) -> io::Result<bool> {
    const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";
    let mut block = 0;
    for at in [0, 512, 1024, 2048, 4096] {
        if window.bytes(at, 8)? == SIGNATURE {
            block = at;
            break;
        }
    }
    let head = window.bytes(block, 64)?;
    let (size, end) = match head.get(8) {
        Some(0) => (head.get(13), 40),
        Some(1) => (head.get(13), 44),
        Some(2 | 3) => (head.get(9), 28),
        _ => return Ok(false),
    };
    // Addresses of other widths are allowed and nowhere to be seen.
    if size != Some(&8) {
        return Ok(true);
    }
    let bytes: Option<[u8; 8]> = head
        .get(end..end + 8)
        .and_then(|bytes| bytes.try_into().ok());
    Ok(bytes.is_some_and(|bytes| u64::from_le_bytes(bytes) <= window.len()))
}
