#![no_main]
//! Any bytes as YAML, TOML and `.env`.

use ethics_gate::model::Span;
use ethics_gate::source::{dotenv, encoding, toml, yaml};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/places.rs"]
#[allow(dead_code, reason = "each target needs its part")]
mod places;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = encoding::decode("fuzzed", bytes.to_vec()) else {
        return;
    };
    let whole = Span::new(0, document.text.len());
    places::of_parsed(&yaml::parse(&document, whole), &document);
    places::of_parsed(&toml::parse(&document), &document);
    places::of_parsed(&dotenv::parse(&document), &document);
});
