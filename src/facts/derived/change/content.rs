//! Whether a file of both trees is the same file.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::source::{Blob, Pointer, Tree};

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;

/// Whether two paths hold the same content. Line ends don't count, since a
/// checkout may have turned them; a Git LFS pointer is what it points at.
/// `None` where one of them is no file, or can't be read.
pub(super) fn same(head: (&Tree, &str), base: (&Tree, &str)) -> Option<bool> {
    let sizes = (head.0.entry(head.1)?.size, base.0.entry(base.1)?.size);
    match (head.0.read(head.1), base.0.read(base.1)) {
        (Blob::Text(one), Blob::Text(other)) => Some(one.text.lines().eq(other.text.lines())),
        (Blob::Pointer(one, _), Blob::Pointer(other, _)) => Some(one.oid == other.oid),
        (Blob::Pointer(pointer, _), _) => is_of(&pointer, base),
        (_, Blob::Pointer(pointer, _)) => is_of(&pointer, head),
        (Blob::Missing, _) | (_, Blob::Missing) => None,
        _ if sizes.0 != sizes.1 => Some(false),
        _ => equal(head, base).ok(),
    }
}

fn is_of(pointer: &Pointer, (tree, path): (&Tree, &str)) -> Option<bool> {
    if tree.entry(path)?.size != pointer.size {
        return Some(false);
    }
    let mut stream = tree.open(path).ok()?;
    let mut digest = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        match stream.read(&mut piece).ok()? {
            0 => break,
            read => digest.update(&piece[..read]),
        }
    }
    let digest: String = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Some(digest == pointer.oid)
}

fn equal(head: (&Tree, &str), base: (&Tree, &str)) -> io::Result<bool> {
    let open = |(tree, path): (&Tree, &str)| tree.open(path).map_err(io::Error::other);
    let (mut one, mut other) = (open(head)?, open(base)?);
    let (mut left, mut right) = (vec![0; PIECE], vec![0; PIECE]);
    loop {
        let read = (fill(&mut one, &mut left)?, fill(&mut other, &mut right)?);
        if left[..read.0] != right[..read.1] {
            return Ok(false);
        }
        if read.0 == 0 {
            return Ok(true);
        }
    }
}

/// As many bytes as there are, up to the buffer's length.
fn fill(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut at = 0;
    while at < buffer.len() {
        match stream.read(&mut buffer[at..])? {
            0 => break,
            read => at += read,
        }
    }
    Ok(at)
}
