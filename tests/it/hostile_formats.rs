//! Documents in known formats with something wrong in them: a value of
//! another kind, a member gone, a file cut off, a list without end. Nothing
//! panics, every place lies in the text, and the work stays linear.

use std::time::Instant;

use ethics_gate::manifest::{self, Candidate, Depth, Describes};
use ethics_gate::model::{Document, Kind, Value};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::formats::{GOLDEN, document};

const DESCRIBED: [Describes; 3] = [Describes::Model, Describes::Dataset, Describes::Evidence];

/// Every place of a record lies in its text.
fn places(value: &Value, text: &str) {
    if let Some(place) = &value.place {
        assert!(text.get(place.span.range()).is_some(), "{:?}", place.span);
    }
    match &value.kind {
        Kind::Map(map) => map.values().for_each(|member| places(member, text)),
        Kind::List(items) => items.iter().for_each(|item| places(item, text)),
        _ => {}
    }
}

/// Read a text in whatever formats know it, and as each kind of document.
fn read(name: &str, text: &str) {
    let document = Document::new(name, text);
    for depth in [Depth::Head, Depth::Whole] {
        if let Some(manifest) = manifest::read(&document, depth) {
            places(&manifest.facts, &manifest.document.text);
        }
    }
    for describes in DESCRIBED {
        let candidate = Candidate::parse(&document, Depth::Whole).about(Some("one"));
        if let Some(format) = manifest::recognize_as(&candidate, describes) {
            let manifest = manifest::interpret(format, candidate, Depth::Whole);
            places(&manifest.facts, &manifest.document.text);
        }
    }
}

/// Every node of a document, in order, and a way to put another in its place.
fn replace(node: &mut Json, at: &mut usize, other: &Json) {
    if *at == 0 {
        *node = other.clone();
    }
    *at = at.wrapping_sub(1);
    match node {
        Json::Array(items) => items.iter_mut().for_each(|item| replace(item, at, other)),
        Json::Object(map) => map
            .iter_mut()
            .for_each(|(_, value)| replace(value, at, other)),
        _ => {}
    }
}

fn nodes(node: &Json) -> usize {
    1 + match node {
        Json::Array(items) => items.iter().map(nodes).sum(),
        Json::Object(map) => map.values().map(nodes).sum(),
        _ => 0,
    }
}

fn others() -> Vec<Json> {
    vec![
        Json::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(i64::MAX),
        json!(""),
        json!("한글 é \u{0} \" \\ \n"),
        json!("2026-13-45T99:99"),
        json!([]),
        json!([[[]], null, {"a": 1}]),
        json!({}),
        json!({"name": {"name": []}, "type": 7, "@type": ["Dataset", 1], "value": {"value": null}}),
    ]
}

#[test]
fn any_value_may_be_of_another_kind() {
    for (name, ..) in GOLDEN {
        let Ok(whole) = serde_json::from_str::<Json>(&document(name).text) else {
            continue;
        };
        for at in 0..nodes(&whole) {
            // Three of them at each place, all of them in each document.
            for other in others().iter().cycle().skip(at).step_by(5).take(3) {
                let mut changed = whole.clone();
                replace(&mut changed, &mut at.clone(), other);
                read(name, &changed.to_string());
            }
        }
    }
}

#[test]
fn a_file_may_end_anywhere() {
    for (name, ..) in GOLDEN {
        let text = &document(name).text;
        let step = (text.len() / 60).max(1);
        for end in (0..text.len()).step_by(step) {
            read(name, text.get(..end).unwrap_or(""));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scraps_may_stand_anywhere(
        which in 0..GOLDEN.len(),
        at in any::<prop::sample::Index>(),
        scrap in prop::sample::select(vec![
            "\"", "}", "]", ",", ":", "\n", "\n- ", "---\n", "\t", "\u{feff}", "NaN", "1e999", "|", "&a ", "*a", ",,,,", "\r",
        ]),
    ) {
        let (name, ..) = GOLDEN[which];
        let mut text = document(name).text.clone();
        let mut at = at.index(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.insert_str(at, scrap);
        read(name, &text);
    }
}

/// Quadratic work on these would take minutes.
fn in_time(name: &str, text: &str, id: &str) {
    let start = Instant::now();
    for describes in DESCRIBED {
        let candidate = Candidate::parse(&Document::new(name, text), Depth::Whole).about(Some(id));
        if let Some(format) = manifest::recognize_as(&candidate, describes) {
            let manifest = manifest::interpret(format, candidate, Depth::Whole);
            assert_eq!(manifest.describes, describes);
        }
    }
    let took = start.elapsed();
    assert!(took.as_secs() < 60, "{name}: {took:?}");
}

#[test]
fn twenty_thousand_references_are_followed_in_one_pass() {
    let many = 20_000;
    let components: String = (0..many)
        .map(|index| format!(r#",{{"type":"data","name":"d{index}","bom-ref":"r{index}"}}"#))
        .collect();
    let references: Vec<String> = (0..many)
        .map(|index| format!(r#"{{"ref":"r{index}"}}"#))
        .collect();
    let bom = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{"type":"machine-learning-model","name":"m","modelCard":{{"modelParameters":{{"datasets":[{}]}}}}}}{components}]}}"#,
        references.join(",")
    );
    in_time("bom.json", &bom, "m");

    let elements: String = (0..many)
        .map(|index| {
            format!(r#",{{"type":"dataset_DatasetPackage","spdxId":"d{index}","name":"n{index}"}}"#)
        })
        .collect();
    let to: Vec<String> = (0..many).map(|index| format!("\"d{index}\"")).collect();
    let to = to.join(",");
    let graph = format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{{"type":"ai_AIPackage","spdxId":"m","name":"m","suppliedBy":[{to}]}},{{"type":"Relationship","spdxId":"r","relationshipType":"trainedOn","from":"m","to":[{to}]}},{{"type":"Relationship","spdxId":"l","relationshipType":"hasDeclaredLicense","from":"m","to":[{to}]}}{elements}]}}"#
    );
    in_time("m.spdx3.json", &graph, "m");
}
