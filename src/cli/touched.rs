//! Whether a change touches a file: `check --changed-only`.

use std::io::{self, BufRead as _, BufReader};

use crate::source::Tree;
use crate::source::tree::Stream;

/// Whether a file is another one than on the base, new, or gone. What can't be
/// read may be: it is shown.
pub(super) fn is_touched(head: &Tree, base: &Tree, path: &str) -> bool {
    let same = || {
        let (one, other) = (head.open(path).ok()?, base.open(path).ok()?);
        are_same(one, other).ok()
    };
    match (head.entry(path), base.entry(path)) {
        (None, None) => false,
        (Some(is), Some(was)) => is.size != was.size || same() != Some(true),
        _ => true,
    }
}

fn are_same(one: Box<dyn Stream>, other: Box<dyn Stream>) -> io::Result<bool> {
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if left[..length] != right[..length] {
            return Ok(false);
        }
        if length == 0 {
            return Ok(left.len() == right.len());
        }
        one.consume(length);
        other.consume(length);
    }
}
