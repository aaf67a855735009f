//! Digests by stream: what a file is, in a few bytes, however large it is.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

/// How much is read at once.
const CHUNK: usize = 256 << 10;

/// A digest and the number of bytes that it was taken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Lowercase hex.
    pub hex: String,
    /// Bytes that were read.
    pub bytes: u64,
}

/// SHA-256 of a stream, in 64 hex digits.
///
/// # Errors
/// The stream can't be read.
pub fn sha256(stream: impl Read) -> io::Result<Digest> {
    let mut hasher = Sha256::new();
    let bytes = each_chunk(stream, |chunk| hasher.update(chunk))?;
    Ok(Digest {
        hex: hex(&hasher.finalize()),
        bytes,
    })
}

fn each_chunk(mut stream: impl Read, mut take: impl FnMut(&[u8])) -> io::Result<u64> {
    let mut chunk = vec![0; CHUNK];
    let mut bytes = 0;
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(read) => {
                take(&chunk[..read]);
                bytes += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Bytes in lowercase hex.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_the_standard() {
        let digest = sha256(&b"hello\n"[..]).expect("bytes in memory");
        assert_eq!(
            digest.hex,
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
        );
        assert_eq!(digest.bytes, 6);
    }
}
