#![no_main]
//! Any bytes as a model file, under a name that claims a format.

use std::io::Cursor;

use ethics_gate::measure::artifact::{self, Verdict};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 5] = ["", "a.safetensors", "a.pkl", "a.npz", "README.md"];

fuzz_target!(|bytes: &[u8]| {
    let name = NAMES[bytes.len() % NAMES.len()];
    let look = |name| artifact::examine(&mut Cursor::new(bytes), name).expect("bytes in memory");
    let (named, nameless) = (look(name), look(""));
    // A name never makes a file safer, and a reason always stands for a verdict.
    assert!(named.verdict >= nameless.verdict);
    assert_eq!(named.verdict == Verdict::Safe, named.reasons.is_empty());
});
