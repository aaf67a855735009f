//! What `build.rs` embeds for the verbs that few runs need: compressed, so that
//! every other run carries little of it.

use std::io::Read as _;

use flate2::bufread::ZlibDecoder;

/// The bytes as they were before `build.rs` compressed them.
pub(crate) fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed)
        .read_to_end(&mut bytes)
        .expect("internal error: build.rs packed what is embedded");
    bytes
}
