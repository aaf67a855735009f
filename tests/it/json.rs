//! JSON text to located values.

use std::sync::Arc;

use ethics_gate::model::{Document, Kind, Span, Value};
use ethics_gate::source::{Parsed, json};
use proptest::prelude::*;

fn read(text: &str) -> Parsed {
    let document = Document::new("data.json", text);
    json::parse(&document, Span::new(0, text.len()))
}

/// Problems as lines: `code line:column "marked text" -> related line:column`.
fn lines(parsed: &Parsed) -> Vec<String> {
    let at = |place: &ethics_gate::model::Place| {
        let start = place.start();
        format!("{}:{} {:?}", start.line, start.column, place.text())
    };
    parsed
        .problems
        .iter()
        .map(|problem| match &problem.related {
            Some(related) => format!("{} {} -> {}", problem.code, at(&problem.place), at(related)),
            None => format!("{} {}", problem.code, at(&problem.place)),
        })
        .collect()
}

#[track_caller]
fn check(text: &str, json: &str, problems: &[&str]) {
    let parsed = read(text);
    assert_eq!(parsed.value.to_json().to_string(), json, "{text}");
    assert_eq!(lines(&parsed), problems, "{text}");
}

#[track_caller]
fn refused(text: &str, expected: &str, detail: &str) {
    let parsed = read(text);
    assert!(matches!(parsed.value.kind, Kind::Missing(_)), "{text}");
    assert_eq!(lines(&parsed), [expected], "{text}");
    assert!(parsed.problems[0].fatal);
    assert_eq!(parsed.problems[0].detail.en, detail, "{text}");
}

/// Every value's bytes, read alone, are that value again.
#[track_caller]
fn places_read_back(value: &Value, text: &str) {
    let place = value.place.as_ref().expect("every value has a place");
    let slice = text
        .get(place.span.range())
        .expect("a range inside the text");
    assert_eq!(
        format!("{:?}", read(slice).value),
        format!("{value:?}"),
        "{slice}"
    );
    value
        .items()
        .iter()
        .for_each(|item| places_read_back(item, text));
    for (name, item) in value.entries() {
        let key = text
            .get(item.key.expect("a key").range())
            .expect("inside the text");
        assert_eq!(read(key).value.as_str(), Some(&**name));
        places_read_back(item, text);
    }
}

#[test]
fn every_key_and_value_keeps_its_bytes() {
    let text = " {\"이름\": \"a\\u0062\\n\", \"n\": [1, -2.5e3, true, null, {}, []],\r\n\t\"d\": {\"x\": \"😀\"}} ";
    let parsed = read(text);
    assert!(parsed.problems.is_empty());
    assert_eq!(
        parsed.value.to_json().to_string(),
        r#"{"이름":"ab\n","n":[1,-2500.0,true,null,{},[]],"d":{"x":"😀"}}"#
    );
    places_read_back(&parsed.value, text);
}

#[test]
fn duplicate_keys_are_reported_with_both_places_and_the_first_counts() {
    check(
        "{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2},\n \"a\": 3, \"\\u0061\": 4}",
        r#"{"a":1,"b":{"c":1}}"#,
        &[
            r#"duplicate-key 2:16 "\"c\"" -> 2:8 "\"c\"""#,
            r#"duplicate-key 3:2 "\"a\"" -> 1:2 "\"a\"""#,
            r#"duplicate-key 3:10 "\"\\u0061\"" -> 1:2 "\"a\"""#,
        ],
    );
}

#[test]
fn bare_nan_and_infinity_are_read_and_reported_at_their_place() {
    let parsed = read("{\"acc\": NaN,\n \"max\": [Infinity, -Infinity]}");
    assert_eq!(
        lines(&parsed),
        [
            r#"bare-nan 1:9 "NaN""#,
            r#"bare-nan 2:10 "Infinity""#,
            r#"bare-nan 2:20 "-Infinity""#,
        ]
    );
    assert!(parsed.problems.iter().all(|problem| !problem.fatal));
    assert_eq!(
        format!("{:?}", parsed.value),
        r#"{"acc": NaN, "max": [inf, -inf]}"#
    );
}

#[test]
fn a_byte_order_mark_is_reported_at_its_place() {
    check(
        "\u{feff}{\"a\": 1}",
        r#"{"a":1}"#,
        &["byte-order-mark 1:1 \"\\u{feff}\""],
    );
    let parsed = read("\u{feff}{\"a\": 1}");
    let at = parsed
        .value
        .get("a")
        .expect("present")
        .place
        .as_ref()
        .expect("placed")
        .start();
    assert_eq!((at.line, at.column), (1, 7));
}

#[test]
fn surrogate_pairs_are_one_character_and_halves_are_reported() {
    check(r#""\ud83d\ude00""#, r#""😀""#, &[]);
    check(
        r#""\ud83d\u0041""#,
        "\"\u{fffd}A\"",
        &[r#"lone-surrogate 1:2 "\\ud83d""#],
    );
    check(
        r#""\ude00x""#,
        "\"\u{fffd}x\"",
        &[r#"lone-surrogate 1:2 "\\ude00""#],
    );
    check(
        r#""\ud83d\ud83d\ude00""#,
        "\"\u{fffd}😀\"",
        &[r#"lone-surrogate 1:2 "\\ud83d""#],
    );
}

#[test]
fn numbers_are_whole_where_they_fit_and_never_become_infinity() {
    check(
        "[0, -0, 9223372036854775807, -9223372036854775808, 1.0, 1E2]",
        "[0,0,9223372036854775807,-9223372036854775808,1.0,100.0]",
        &[],
    );
    check("9223372036854775808", "9.223372036854776e+18", &[]);
    check(
        "[1e400]",
        r#"["1e400"]"#,
        &[r#"number-out-of-range 1:2 "1e400""#],
    );
    check("1e-400", "0.0", &[]);
}

#[test]
fn nesting_is_bounded() {
    let deep = "[".repeat(100_000);
    assert_eq!(read(&deep).problems[0].code, "too-deep");
    let deep = "{\"a\":".repeat(100_000);
    assert_eq!(read(&deep).problems[0].code, "too-deep");
    let within = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert!(read(&within).problems.is_empty());
}

#[test]
fn syntax_errors_say_what_was_expected_and_where() {
    refused("", "syntax 1:1 \"\"", "expected a value, found the end");
    refused("{\"a\" 1}", "syntax 1:6 \"1\"", "expected `:`, found `1`");
    refused(
        "[1 2]",
        "syntax 1:4 \"2\"",
        "expected `,` or `]`, found `2`",
    );
    refused(
        "{\"a\":1",
        "syntax 1:7 \"\"",
        "expected `,` or `}`, found the end",
    );
    refused(
        "{a: 1}",
        "syntax 1:2 \"a\"",
        "expected a key in double quotes, found `a`",
    );
    refused("'x'", "syntax 1:1 \"'\"", "expected a value, found `'`");
    refused("[1,]", "syntax 1:4 \"]\"", "expected a value, found `]`");
    refused(
        "{\"a\":1,}",
        "syntax 1:8 \"}\"",
        "expected a key in double quotes, found `}`",
    );
    refused(
        "1 // x",
        "syntax 1:3 \"/\"",
        "expected nothing after the value, found `/`",
    );
    refused(
        "{\"가\": 나}",
        "syntax 1:7 \"나\"",
        "expected a value, found `나`",
    );
    refused(
        "[\u{1}]",
        "syntax 1:2 \"\\u{1}\"",
        "expected a value, found U+0001",
    );
    refused("\"abc", "syntax 1:1 \"\\\"\"", "the string never ends");
    refused("\"a\\", "syntax 1:3 \"\\\\\"", "the string never ends");
    refused("\"a\\x\"", "syntax 1:3 \"\\\\\"", "there is no such escape");
    refused(
        "\"\\u12\"",
        "syntax 1:2 \"\\\\\"",
        "`\\u` takes four hex digits",
    );
    refused(
        "\"a\nb\"",
        "syntax 1:3 \"\\n\"",
        "a control character in a string must be escaped",
    );
    refused("01", "syntax 1:1 \"0\"", "a number must not begin with 0");
    refused("1.", "syntax 1:3 \"\"", "expected a digit, found the end");
    refused("-", "syntax 1:2 \"\"", "expected a digit, found the end");
    refused("1e+", "syntax 1:4 \"\"", "expected a digit, found the end");
    refused("nul", "syntax 1:1 \"n\"", "expected a value, found `n`");
    refused("nullx", "syntax 1:1 \"n\"", "expected a value, found `n`");
    refused(
        "-Infinit",
        "syntax 1:2 \"I\"",
        "expected a digit, found `I`",
    );
}

#[test]
fn a_block_inside_a_document_keeps_the_documents_offsets() {
    let text = "텍스트 {\"a\": [1]} text";
    let document = Document::new("notes.md", text);
    let start = text.find('{').expect("present");
    let end = text.find('}').expect("present") + 1;
    let parsed = json::parse(&document, Span::new(start, end));
    places_read_back(&parsed.value, text);
}

#[test]
fn mistakes_without_number_end_the_reading() {
    let parsed = read(&format!("[{}1]", "NaN,".repeat(5_000)));
    assert_eq!(
        parsed.problems.last().expect("refused").code,
        "too-many-problems"
    );
    let parsed = read(&format!("[{}1]", "1,".repeat(1_000_000)));
    assert_eq!(
        parsed.problems.last().expect("refused").code,
        "too-many-nodes"
    );
}

/// The same numbers, whatever type holds them.
fn alike(ours: &serde_json::Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (ours, theirs) {
        (Json::Number(ours), Json::Number(theirs)) => ours.as_f64() == theirs.as_f64(),
        (Json::Array(ours), Json::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| alike(a, b))
        }
        (Json::Object(ours), Json::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|((a, x), (b, y))| a == b && alike(x, y))
        }
        _ => ours == theirs,
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let scalar = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    scalar.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::vec((any::<String>(), inner), 0..8)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    // What fails becomes a test with a name.
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// What `serde_json` writes, we read as the same values.
    #[test]
    fn values_agree_with_serde_json(value in any_json(), pretty: bool) {
        let text = if pretty {
            serde_json::to_string_pretty(&value)
        } else {
            serde_json::to_string(&value)
        }
        .expect("serializable");
        let parsed = read(&text);
        prop_assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
        prop_assert!(alike(&parsed.value.to_json(), &value), "{}", text);
    }

    /// What one of us refuses, the other refuses, but for our named leniency.
    #[test]
    fn refusals_agree_with_serde_json(text in r#"[\[\]{}:,"\\ \n0-9eE.+\-a-fnrtulsNI한]{0,24}"#) {
        let parsed = read(&text);
        let theirs: Result<serde_json::Value, _> = serde_json::from_str(&text);
        let deliberate = parsed.problems.iter().any(|problem| !problem.fatal);
        if !deliberate {
            let refused = parsed.problems.iter().any(|problem| problem.fatal);
            prop_assert_eq!(refused, theirs.is_err(), "{}: {:?}", text, parsed.problems);
        }
    }
}

#[test]
fn one_document_is_shared_by_all_its_values() {
    let document = Document::new("a.json", "[1, 2]");
    let parsed = json::parse(&document, Span::new(0, 6));
    let first = parsed.value.items()[0].place.as_ref().expect("placed");
    assert!(Arc::ptr_eq(&first.document, &document));
}
