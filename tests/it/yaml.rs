//! YAML text to located values.

use std::fmt::Write as _;
use std::sync::Arc;

use ethics_gate::model::{Document, Kind, Problem, Span, Value};
use ethics_gate::source::{Limits, Parsed, yaml};

fn whole(document: &Arc<Document>) -> Span {
    Span::new(0, document.text.len())
}

fn read(text: &str) -> Parsed {
    let document = Document::new("ethics.yml", text);
    yaml::parse(&document, whole(&document))
}

/// A problem as a line: `code line:column "marked text" -> related line:column`.
fn line(problem: &Problem) -> String {
    let at = problem.place.start();
    let mut line = format!(
        "{} {}:{} {:?}",
        problem.code,
        at.line,
        at.column,
        problem.place.text()
    );
    if let Some(related) = &problem.related {
        let at = related.start();
        write!(line, " -> {}:{} {:?}", at.line, at.column, related.text()).expect("a string");
    }
    line
}

#[track_caller]
fn check(text: &str, json: &str, problems: &[&str]) {
    let parsed = read(text);
    assert_eq!(parsed.value.to_json().to_string(), json, "{text}");
    let found: Vec<_> = parsed.problems.iter().map(line).collect();
    assert_eq!(found, problems, "{text}");
}

/// The single fatal problem, and that nothing is read beside it.
#[track_caller]
fn refused(text: &str, expected: &str) {
    let parsed = read(text);
    assert!(matches!(parsed.value.kind, Kind::Missing(_)), "{text}");
    let found: Vec<_> = parsed
        .problems
        .iter()
        .filter(|problem| problem.fatal)
        .map(line)
        .collect();
    assert_eq!(found, [expected], "{text}");
}

/// Every place and key lies inside the text, and plain scalars slice back.
#[track_caller]
fn places_slice_back(value: &Value, text: &str) {
    let place = value.place.as_ref().expect("every value has a place");
    let slice = text
        .get(place.span.range())
        .expect("a range inside the text");
    if let Some(key) = value.key {
        assert!(text.get(key.range()).is_some_and(|key| !key.is_empty()));
    }
    match &value.kind {
        Kind::Text(read) if !slice.starts_with(['"', '\'']) && !slice.contains('\n') => {
            assert_eq!(slice, read.trim_end());
        }
        Kind::Int(read) => assert_eq!(slice, read.to_string()),
        Kind::Bool(read) => assert_eq!(slice.to_lowercase(), read.to_string()),
        _ => {}
    }
    value
        .items()
        .iter()
        .for_each(|item| places_slice_back(item, text));
    value
        .entries()
        .for_each(|(_, item)| places_slice_back(item, text));
}

#[test]
fn keys_keep_the_authors_order_and_every_value_its_bytes() {
    let text = "name: 신용 평가\nlimits: {tpr: 0.05, n: 100}\naffected:\n- loan applicants\n-   staff\nempty:\n";
    let parsed = read(text);
    assert_eq!(
        parsed.value.to_json().to_string(),
        r#"{"name":"신용 평가","limits":{"tpr":0.05,"n":100},"affected":["loan applicants","staff"],"empty":null}"#
    );
    places_slice_back(&parsed.value, text);
    let at = |path: &str| {
        let value = parsed.value.at_path(path).expect("present");
        let key = value.key.map(|key| &text[key.range()]);
        (key, value.place.as_ref().expect("placed").text().to_owned())
    };
    assert_eq!(at("name"), (Some("name"), "신용 평가".to_owned()));
    assert_eq!(
        at("limits"),
        (Some("limits"), "{tpr: 0.05, n: 100}".to_owned())
    );
    assert_eq!(at("limits.tpr"), (Some("tpr"), "0.05".to_owned()));
    assert_eq!(
        at("affected"),
        (Some("affected"), "- loan applicants\n-   staff".to_owned())
    );
    assert_eq!(at("empty"), (Some("empty"), String::new()));
}

#[test]
fn quoted_scalars_are_marked_with_their_quotes_and_block_scalars_where_their_text_stands() {
    let text =
        "a: 'it''s'\nb: \"\\ud83d\\ude00\\n\"\nc: |\n  one\n  two\n\nd: >-\n  folded\n  text\n";
    let value = read(text).value;
    let at = |key: &str| {
        let value = value.get(key).expect("present");
        (
            value.as_str().expect("text").to_owned(),
            value.place.as_ref().expect("placed").text(),
        )
    };
    assert_eq!(at("a"), ("it's".to_owned(), "'it''s'"));
    assert_eq!(at("b"), ("😀\n".to_owned(), "\"\\ud83d\\ude00\\n\""));
    assert_eq!(at("c"), ("one\ntwo\n".to_owned(), "one\n  two"));
    assert_eq!(at("d"), ("folded text".to_owned(), "folded\n  text"));
}

#[test]
fn quotes_keep_text_text() {
    check(
        "a: 'no'\nb: \"12\"\nc: '~'\nd: |\n  true\n",
        r#"{"a":"no","b":"12","c":"~","d":"true\n"}"#,
        &[],
    );
}

#[test]
fn duplicate_keys_are_reported_with_both_places_and_the_first_counts() {
    check(
        "purpose: a\nlimits: {x: 1, x: 2}\npurpose: b\n",
        r#"{"purpose":"a","limits":{"x":1}}"#,
        &[
            r#"duplicate-key 2:16 "x" -> 2:10 "x""#,
            r#"duplicate-key 3:1 "purpose" -> 1:1 "purpose""#,
        ],
    );
}

#[test]
fn lines_of_a_block_scalar_that_look_like_keys_are_no_duplicates() {
    check(
        "a: |\n  Max: x\n  Max: y\n",
        r#"{"a":"Max: x\nMax: y\n"}"#,
        &[],
    );
}

#[test]
fn what_yaml_1_1_reads_otherwise_keeps_its_text_and_is_reported() {
    check(
        "language: no\ntags: [en, NO, y]\nopens: 23:06\nmode: 017\n",
        r#"{"language":"no","tags":["en","NO","y"],"opens":"23:06","mode":"017"}"#,
        &[
            r#"yaml-1.1 1:11 "no""#,
            r#"yaml-1.1 2:12 "NO""#,
            r#"yaml-1.1 2:16 "y""#,
            r#"yaml-1.1 3:8 "23:06""#,
            r#"yaml-1.1 4:7 "017""#,
        ],
    );
    let detail = &read("language: no\n").problems[0].detail.en;
    assert_eq!(detail, "YAML 1.1 reads the boolean false");
}

#[test]
fn a_disputed_number_is_not_repeated_in_the_words_of_the_problem() {
    let problems = read("telephone: 0103334\n").problems;
    assert_eq!(problems[0].code, "yaml-1.1");
    assert!(!problems[0].detail.en.contains("0103334"));
}

#[test]
fn a_key_is_its_text_whatever_it_looks_like() {
    check(
        "no: 1\n2: 2\n~: 3\ntrue: 4\n017: 5\n\"quoted\": 6\n",
        r#"{"no":1,"2":2,"~":3,"true":4,"017":5,"quoted":6}"#,
        &[],
    );
}

#[test]
fn numbers_that_fit_no_type_stay_text_and_are_reported() {
    check(
        "a: 123456789012345678901234567890\nb: 1e999\n",
        r#"{"a":"123456789012345678901234567890","b":"1e999"}"#,
        &[
            r#"number-out-of-range 1:4 "123456789012345678901234567890""#,
            r#"number-out-of-range 2:4 "1e999""#,
        ],
    );
}

#[test]
fn merge_keys_are_expanded_and_explicit_keys_win() {
    let text = "base: &base {a: 1, b: 2}\nsystem:\n  b: 3\n  <<: *base\n";
    let parsed = read(text);
    assert_eq!(
        parsed.value.to_json().to_string(),
        r#"{"base":{"a":1,"b":2},"system":{"b":3,"a":1}}"#
    );
    assert!(parsed.problems.is_empty());
    let merged = parsed.value.at_path("system.a").expect("merged");
    assert_eq!(merged.place.as_ref().expect("placed").start().line, 1);
    assert_eq!(&text[merged.key.expect("the key").range()], "<<");
}

#[test]
fn of_several_merged_maps_the_first_wins() {
    check(
        "- &x {a: 1, b: 1}\n- &y {a: 2, c: 2}\n- <<: [*x, *y]\n  c: 3\n",
        r#"[{"a":1,"b":1},{"a":2,"c":2},{"c":3,"a":1,"b":1}]"#,
        &[],
    );
}

#[test]
fn merging_anything_but_maps_is_reported() {
    check(
        "a: 1\n<<: 5\n",
        r#"{"a":1}"#,
        &[r#"merge-not-a-map 2:1 "<<""#],
    );
    check("\"<<\": 5\n", r#"{"<<":5}"#, &[]);
}

#[test]
fn an_aliased_value_stands_at_its_definition_and_keeps_its_own_key() {
    let text = "a: &x [1, 2]\nb: *x\n";
    let value = read(text).value;
    let b = value.get("b").expect("present");
    assert_eq!(b.place, value.get("a").expect("present").place);
    assert_eq!(&text[b.key.expect("a key").range()], "b");
}

#[test]
fn an_alias_serves_as_a_key() {
    check(
        "&a name: &b value\n*b : 1\n",
        r#"{"name":"value","value":1}"#,
        &[],
    );
}

#[test]
fn an_alias_inside_its_own_value_is_refused() {
    refused("a: &x [1, *x]\n", r#"recursive-alias 1:11 "*x""#);
    refused("a: &x\n  b: *x\n", r#"recursive-alias 2:6 "*x""#);
}

#[test]
fn an_alias_bomb_is_refused_without_being_built() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        let aliases = [alias.as_str(); 9].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").expect("a string");
    }
    let parsed = read(&bomb);
    assert_eq!(
        parsed.problems.last().expect("refused").code,
        "too-many-nodes"
    );
}

#[test]
fn nesting_is_bounded_in_every_style_and_through_aliases() {
    let code = |text: &str| {
        let parsed = read(text);
        parsed
            .problems
            .iter()
            .find(|problem| problem.fatal)
            .map(|problem| problem.code)
    };
    assert_eq!(code(&"[".repeat(100_000)), Some("too-deep"));
    assert_eq!(code(&"{a: ".repeat(100_000)), Some("too-deep"));
    assert_eq!(code(&"- ".repeat(100_000)), Some("too-deep"));
    let mut block = String::new();
    for level in 0..3_000 {
        writeln!(block, "{}a:", " ".repeat(level)).expect("a string");
    }
    assert_eq!(code(&block), Some("too-deep"));
    let mut aliases = "- &a0 [x]\n".to_owned();
    for level in 1..1_000 {
        writeln!(aliases, "- &a{level} [*a{}]", level - 1).expect("a string");
    }
    assert_eq!(code(&aliases), Some("too-deep"));
    let within = format!("{}{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(code(&within), None);
}

#[test]
fn a_declaration_has_a_smaller_budget() {
    let text = format!("[{}]", "1,".repeat(10_000));
    let document = Document::new("ethics.yml", text);
    let parsed = yaml::parse_with(&document, whole(&document), Limits::BY_HAND);
    assert_eq!(parsed.problems[0].code, "too-many-nodes");
    assert!(yaml::parse(&document, whole(&document)).problems.is_empty());
}

#[test]
fn a_second_document_is_refused_at_its_beginning() {
    refused("a: 1\n---\nb: 2\n", r#"many-documents 2:1 "---""#);
    check("---\na: 1\n...\n", r#"{"a":1}"#, &[]);
}

#[test]
fn syntax_errors_come_with_the_parsers_words_at_their_place() {
    refused("a: b: c\n", r#"syntax 1:5 ":""#);
    refused("a: [1, 2\n", r#"syntax 1:4 "[""#);
    let parsed = read("a: b: c\n");
    assert_eq!(
        parsed.problems[0].detail.en,
        "mapping values are not allowed in this context"
    );
    for text in [
        "a:\n\tb: 1\n",
        "language: \"fr\"tags: x\n",
        "a: *nowhere\n",
        "a: \0\n",
        "{a: 1",
    ] {
        let parsed = read(text);
        assert_eq!(parsed.problems[0].code, "syntax", "{text}");
    }
}

#[test]
fn unknown_tags_are_reported_and_never_obeyed() {
    check(
        "a: !!python/object/apply:os.system ['ls']\nb: !custom 12\nc: !!binary aGk=\n",
        r#"{"a":["ls"],"b":"12","c":"aGk="}"#,
        &[
            r#"unknown-tag 1:4 "!!python/object/apply:os.system""#,
            r#"unknown-tag 2:4 "!custom""#,
            r#"unknown-tag 3:4 "!!binary""#,
        ],
    );
}

#[test]
fn core_tags_decide_the_type_or_are_reported() {
    check(
        "a: !!str 12\nb: !!int \"12\"\nc: !!bool maybe\nd: !!map [1]\ne: ! 12\nf: !!str\n",
        r#"{"a":"12","b":12,"c":"maybe","d":[1],"e":"12","f":""}"#,
        &[
            r#"tag-mismatch 3:4 "!!bool""#,
            r#"tag-mismatch 4:4 "!!map""#,
        ],
    );
}

#[test]
fn complex_keys_are_reported_and_left_out() {
    check(
        "a: 1\n? [x, z]\n: 2\n{{NAME}}: 3\nb: 4\n",
        r#"{"a":1,"b":4}"#,
        &[
            r#"complex-key 2:3 "[x, z]""#,
            r#"complex-key 4:1 "{{NAME}}""#,
            r#"complex-key 4:2 "{NAME}""#,
        ],
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_trouble() {
    let text = "\u{feff}a: 1\r\nb:\r\n  - 한글\r\n  - |\r\n    x\r\n    y\r\n";
    let parsed = read(text);
    assert_eq!(
        parsed.value.to_json().to_string(),
        r#"{"a":1,"b":["한글","x\ny\n"]}"#
    );
    places_slice_back(&parsed.value, text);
    let at = parsed
        .value
        .get("a")
        .expect("present")
        .place
        .as_ref()
        .expect("placed")
        .start();
    assert_eq!((at.line, at.column), (1, 4));
}

#[test]
fn a_block_inside_a_document_keeps_the_documents_offsets() {
    let text = "# 카드\n---\nlicense: mit\ntags: [a]\n---\nbody\n";
    let document = Document::new("README.md", text);
    let start = text.find("license").expect("present");
    let end = text.rfind("\n---").expect("present");
    let parsed = yaml::parse(&document, Span::new(start, end));
    places_slice_back(&parsed.value, text);
    let license = parsed.value.get("license").expect("present");
    assert_eq!(license.place.as_ref().expect("placed").start().line, 3);
}

#[test]
fn a_list_begins_at_its_dash_whatever_stands_before_it() {
    for (text, list) in [
        ("a:\n- -5\n", "- -5"),
        ("a:\n  -\n    x\n", "-\n    x"),
        ("a: &한\n- x\n", "- x"),
        ("a: &한\n  [x]\n", "[x]"),
    ] {
        let value = read(text).value;
        let place = value
            .get("a")
            .expect("present")
            .place
            .clone()
            .expect("placed");
        assert_eq!(place.text(), list);
    }
}

#[test]
fn a_refusal_marks_nothing_after_its_block() {
    let document = Document::new("README.md", "%YAML 1.2\n---\n");
    let parsed = yaml::parse(&document, Span::new(0, 10));
    assert_eq!(line(&parsed.problems[0]), r#"syntax 2:1 """#);
}

#[test]
fn an_empty_document_is_null() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "\u{feff}"] {
        check(text, "null", &[]);
    }
}

#[test]
fn mistakes_without_number_end_the_reading() {
    let text = format!("[{}]", "no,".repeat(2_000));
    let parsed = read(&text);
    assert!(parsed.problems.len() <= 1_001);
    assert_eq!(
        parsed.problems.last().expect("refused").code,
        "too-many-problems"
    );
}
