#![no_main]
//! Any bytes as Markdown.

use ethics_gate::source::{encoding, markdown};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/places.rs"]
#[allow(dead_code, reason = "each target needs its part")]
mod places;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = encoding::decode("fuzzed", bytes.to_vec()) else {
        return;
    };
    places::of_markdown(&markdown::parse(&document));
});
