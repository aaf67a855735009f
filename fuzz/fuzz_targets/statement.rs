#![no_main]
//! Any bytes as the statement of a verdict, alone and as the payload of an
//! envelope.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ethics_gate::gate::verify::{Claims, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let alone = read(bytes);
    let payload = STANDARD.encode(bytes);
    let envelope = serde_json::json!({
        "payloadType": "application/vnd.in-toto+json",
        "payload": payload,
        "signatures": [],
    });
    let packed = read(envelope.to_string().as_bytes());
    if let Ok(claims) = &alone {
        hold(claims);
        // What stands alone is the same in an envelope.
        if !claims.is_enveloped {
            let packed = packed.as_ref().expect("the same statement");
            assert!(packed.is_enveloped);
            assert_eq!(packed.files, claims.files);
        }
    }
    if let Ok(claims) = &packed {
        hold(claims);
    }
});

/// Every name is a path below the root, and none stands twice.
fn hold(claims: &Claims) {
    let mut seen = BTreeSet::new();
    for (name, digest) in &claims.files {
        assert!(seen.insert(name), "{name:?} twice");
        assert_eq!(digest.len(), 64);
        assert!(!name.is_empty() && !name.starts_with('/'), "{name:?}");
        assert!(name.split('/').all(|step| !matches!(step, "" | "." | "..")));
    }
    assert!(!claims.subjects.is_empty());
}
