#![no_main]
//! Any bytes as JSON; what is read without a remark is what `serde_json` reads.

use ethics_gate::model::Span;
use ethics_gate::source::{encoding, json};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/places.rs"]
#[allow(dead_code, reason = "each target needs its part")]
mod places;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = encoding::decode("fuzzed", bytes.to_vec()) else {
        return;
    };
    let whole = Span::new(0, document.text.len());
    let parsed = json::parse(&document, whole);
    places::of_parsed(&parsed, &document);
    let theirs: Result<serde_json::Value, _> = serde_json::from_str(&document.text);
    let remarks = parsed.problems.iter().any(|problem| !problem.fatal);
    let refused = parsed.problems.iter().any(|problem| problem.fatal);
    // Its limit of depth is one level less than ours.
    let deep = theirs
        .as_ref()
        .is_err_and(|error| error.to_string().contains("recursion"));
    if !remarks && !deep {
        assert_eq!(refused, theirs.is_err(), "{:?}", parsed.problems);
    }
});
