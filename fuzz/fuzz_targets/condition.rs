#![no_main]
//! Any text as a condition, and as every key of a rule that holds one.

use std::sync::LazyLock;

use ethics_gate::facts::catalogue;
use ethics_gate::model::{Document, Span, Value};
use ethics_gate::policy::condition::{Condition, Fuel};
use ethics_gate::policy::{Available, Pack, evaluate};
use ethics_gate::source::{Tree, yaml};
use libfuzzer_sys::fuzz_target;

const DECLARATION: &str = include_str!("../../examples/credit-scoring/ethics.yml");
const PACK: &str = "{name: ours, version: '1', title: {en: Ours, ko: 우리 것}}";

const KEYS: [&str; 5] = ["for", "when", "at", "edit", "message"];

static FACTS: LazyLock<Value> = LazyLock::new(|| {
    let document = Document::new("ethics.yml", DECLARATION);
    let whole = Span::new(0, DECLARATION.len());
    Value::record([("declaration", yaml::parse(&document, whole).value)])
});

fuzz_target!(|text: &str| {
    let facts = &*FACTS;
    let types = catalogue::types();
    match Condition::parse(text) {
        Ok(condition) => {
            let turn = || condition.value(facts, facts, &mut Fuel::of(20_000));
            assert_eq!(format!("{:?}", turn()), format!("{:?}", turn()));
        }
        Err(error) => {
            assert!(text.get(error.span.range()).is_some(), "{error:?}");
            assert!(!error.what.is_empty());
        }
    }
    if let Err(error) = Condition::compile(text, types, types) {
        assert!(text.get(error.span.range()).is_some(), "{error:?}");
    }
    // One key a text: loading a pack costs more than all the rest.
    judge(KEYS[text.len() % KEYS.len()], text, facts);
});

/// A rule whose one key is the text: loaded or refused, and judged.
fn judge(key: &str, text: &str, facts: &Value) {
    let words = serde_json::json!({"en": "`it`", "ko": "값"});
    let mut check = serde_json::json!({
        "id": "one",
        "for": "declaration.harms[*]",
        "require": "self.severity == 'low'",
        "message": words,
        "fix": words,
    });
    check[key] = match key {
        "message" => serde_json::json!({"en": text, "ko": text}),
        _ => text.into(),
    };
    let rule = serde_json::json!({
        "title": words,
        "level": {"minimal": "note", "limited": "note", "high": "note"},
        "why": words,
        "checks": [check],
    });
    let tree = Tree::memory([
        ("pack.yml".to_owned(), PACK.into()),
        (
            "wellbeing/ours.yml".to_owned(),
            rule.to_string().into_bytes(),
        ),
    ]);
    if let Ok(pack) = Pack::load(&tree) {
        let results = evaluate(&pack.rules[0], facts, Available::default());
        assert!(
            !results.is_empty(),
            "{key}: nothing is passed over in silence"
        );
    }
}
