//! The condition language: what it says, what it refuses and where, and that
//! it says what CEL says.

use std::sync::Arc;

use ethics_gate::facts::catalogue::Node;
use ethics_gate::model::{Document, Fact, Kind, Place, Reason, Span, Type, Value};
use ethics_gate::policy::condition::{Condition, Fuel};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn located(json: &Json) -> Value {
    Value::computed(match json {
        Json::Null => Kind::Null,
        Json::Bool(value) => Kind::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Kind::Int(number),
            None => Kind::Float(number.as_f64().expect("a number")),
        },
        Json::String(text) => Kind::Text(text.as_str().into()),
        Json::Array(items) => Kind::List(items.iter().map(located).collect()),
        Json::Object(members) => Kind::Map(Arc::new(
            members
                .iter()
                .map(|(key, value)| (key.as_str().into(), located(value)))
                .collect(),
        )),
    })
}

fn facts() -> Json {
    json!({
        "s": "hello", "t": "", "n": 3, "z": 0, "f": 2.5, "b": true, "nil": null,
        "l": [1, 2, 3], "m": [], "w": ["a", "b"],
        "r": {"a": 1, "b": "x", "c": {"d": [10, 20]}},
        "o": {"a": 1},
        "people": [{"name": "ann", "age": 30}, {"name": "bob", "age": 17}, {"name": "cho"}],
    })
}

/// The value of an expression over [`facts`], or why there is none.
fn ours(text: &str) -> Result<Json, Reason> {
    let facts = located(&facts());
    let condition = Condition::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    condition.value(&facts, &facts, &mut Fuel::default())
}

#[test]
fn expressions_have_the_values_of_cel() {
    for (text, value) in [
        ("1 == 1.0", json!(true)),
        ("1 + 2 * 3 - 4 / 2", json!(5)),
        ("7 / 2", json!(3)),
        ("-7 % 3", json!(-1)),
        ("0x1F", json!(31)),
        ("-9223372036854775808", json!(i64::MIN)),
        ("1.5e2", json!(150.0)),
        (r#""a\tb\u00e9\x41\101""#, json!("a\tb\u{e9}AA")),
        (r#"r"a\d""#, json!("a\\d")),
        ("!b || n > 2 && s == 'hello'", json!(true)),
        ("b ? 'yes' : 'no'", json!("yes")),
        ("2 in l && !(5 in l)", json!(true)),
        ("'a' in r && !('z' in r)", json!(true)),
        ("r.c.d[1] + r[\"a\"]", json!(21)),
        ("l + [4]", json!([1, 2, 3, 4])),
        ("s + ' ' + w[0]", json!("hello a")),
        ("l.all(x, x > 0) && !l.all(x, x > 1)", json!(true)),
        (
            "l.exists(x, x == 3) && l.exists_one(x, x == 3)",
            json!(true),
        ),
        ("l.filter(x, x > 1)", json!([2, 3])),
        ("l.map(x, x * 2)", json!([2, 4, 6])),
        ("l.map(x, x > 1, x * 2)", json!([4, 6])),
        ("r.map(k, k)", json!(["a", "b", "c"])),
        ("m.all(x, x > 0)", json!(true)),
        ("size(s) + s.size() + size(l) + size(r)", json!(16)),
        (
            "s.startsWith('he') && s.endsWith('lo') && s.contains('ell')",
            json!(true),
        ),
        (r#"s.matches("^h.*o$")"#, json!(true)),
        ("'ABC'.lowerAscii()", json!("abc")),
        ("int('42') + int(2.9) + int(f)", json!(46)),
        ("double(n) / 2", json!(1.5)),
        ("string(n) + string(f) + string(b)", json!("32.5true")),
        ("has(r.a) && !has(r.zz)", json!(true)),
        ("r.?a.orValue(9)", json!(1)),
        ("r.?zz.orValue(9)", json!(9)),
        ("r?.zz.orValue(9)", json!(9)),
        ("l[?7].orValue(9)", json!(9)),
        ("r.?c.d[?1].orValue(9)", json!(20)),
        ("r.?zz.d.hasValue()", json!(false)),
        ("people.exists(p, p.?age.orValue(0) > 18)", json!(true)),
        (
            "people.exists(p, w.exists(q, p.name.startsWith(q)))",
            json!(true),
        ),
        ("nil == null && n != null", json!(true)),
        ("9007199254740993 == 9007199254740992.0", json!(false)),
        ("9223372036854775807 < 9223372036854775808.0", json!(true)),
    ] {
        assert_eq!(ours(text), Ok(value), "{text}");
    }
}

#[test]
fn dates_and_durations_compute_by_days() {
    for (text, value) in [
        (
            "date('2026-12-01') - date('2026-11-01') == duration('30d')",
            json!(true),
        ),
        ("duration('30d') == duration('720h')", json!(true)),
        ("date('2026-12-01') - duration('365d')", json!("2025-12-01")),
        ("date('2026-12-01') + duration('36h')", json!("2026-12-02")),
        ("date('2026-12-01') - duration('1h')", json!("2026-11-30")),
        ("date('2026-12-01') > date('2026-09-14')", json!(true)),
        ("duration('1h30m') > duration('90s')", json!(true)),
        (
            "date(string(date('2026-02-28'))) < date('2026-03-01')",
            json!(true),
        ),
    ] {
        assert_eq!(ours(text), Ok(value), "{text}");
    }
    assert_eq!(
        ours("date('9999-12-31') + duration('1d')"),
        Err(Reason::Unreadable)
    );
    assert_eq!(ours("date(s)"), Err(Reason::Unreadable));
}

#[test]
fn missing_information_only_counts_where_nothing_else_decides() {
    for (text, value) in [
        ("false && gone", Ok(json!(false))),
        ("gone && false", Ok(json!(false))),
        ("true || gone", Ok(json!(true))),
        ("gone || true", Ok(json!(true))),
        ("gone && true", Err(Reason::Absent)),
        ("gone || false", Err(Reason::Absent)),
        ("!gone", Err(Reason::Absent)),
        ("gone ? 1 : 2", Err(Reason::Absent)),
        ("b ? 1 : gone", Ok(json!(1))),
        ("gone == 1", Err(Reason::Absent)),
        ("r.zz", Err(Reason::Absent)),
        ("l[9]", Err(Reason::Absent)),
        ("people.all(p, p.age > 18)", Ok(json!(false))),
        ("people.exists(p, p.age > 18)", Ok(json!(true))),
        ("people.all(p, p.age > 1)", Err(Reason::Absent)),
        ("people.exists_one(p, p.age > 18)", Err(Reason::Absent)),
        ("people.filter(p, p.age > 18)", Err(Reason::Absent)),
        ("gone.all(x, x)", Err(Reason::Absent)),
        ("1 / z", Err(Reason::Insufficient)),
        ("f / 0.0", Err(Reason::Insufficient)),
        ("9223372036854775807 + 1", Err(Reason::Unreadable)),
        ("s > 1", Err(Reason::Unreadable)),
        ("s && b", Err(Reason::Unreadable)),
    ] {
        assert_eq!(ours(text), value, "{text}");
    }
}

#[test]
fn a_record_without_a_parent_has_no_members() {
    assert_eq!(ours("has(gone.a.b)"), Ok(json!(false)));
    assert_eq!(ours("has(nil.a)"), Ok(json!(false)));
    assert_eq!(ours("has(r.zz) || r.?zz.?y.hasValue()"), Ok(json!(false)));
}

#[test]
fn what_cannot_be_read_is_neither_there_nor_not() {
    let document = Document::new("a.yml", "purpose: [1]\n");
    let place = Place::new(&document, Span::new(9, 12));
    let facts = Value::record([("p", Value::missing(Reason::Unreadable, Some(place)))]);
    let condition = Condition::parse("has(p.x) || p == 'a'").expect("a condition");
    let missing = condition
        .holds(&facts, &facts, &mut Fuel::default())
        .expect_err("nobody knows");
    assert_eq!(missing.reason, Reason::Unreadable);
    let near = missing.near.and_then(Value::mark).expect("a place");
    assert_eq!(near.start().column, 10);
}

#[test]
fn a_missing_member_is_found_at_its_nearest_record() {
    let document = Document::new("a.yml", "system:\n  id: x\n");
    let mut system = Value::record([("id", Value::computed("x"))]);
    system.place = Some(Place::new(&document, Span::new(10, 15)));
    system.key = Some(Span::new(0, 6));
    let facts = Value::record([("system", system)]);
    let condition = Condition::parse("system.purpose == 'x'").expect("a condition");
    let missing = condition
        .holds(&facts, &facts, &mut Fuel::default())
        .expect_err("absent");
    let near = missing.near.and_then(Value::mark).expect("a place");
    assert_eq!(near.text(), "system");
}

fn refused(text: &str) -> (u32, String) {
    let error = Condition::parse(text).expect_err(text);
    (error.span.start, error.what)
}

#[test]
fn what_is_no_condition_is_refused_at_its_byte() {
    for (text, at, says) in [
        ("", 0, "something is missing"),
        ("a ==", 4, "something is missing"),
        ("a = 1", 2, "`==`"),
        ("a & b", 2, "`&&`"),
        ("(a", 2, "expected `)`"),
        ("a b", 2, "unexpected `b`"),
        ("'abc", 0, "no closing quote"),
        (r"'\d'", 1, "unknown escape"),
        ("1x", 0, "neither a number nor a name"),
        ("9223372036854775808", 0, "no whole number"),
        ("size(a, b)", 0, "takes 1 arguments"),
        ("sizes(a)", 0, "did you mean `size`"),
        ("startsWith(a, 'b')", 0, "behind its value"),
        ("a.date()", 0, "before its value"),
        ("has(a)", 0, "takes a member"),
        ("s.matches(t)", 10, "is a literal"),
        ("a # b", 2, "no comments"),
        ("l.all(1, true)", 6, "name of its variable"),
        ("l.all(x, l.all(y, l.all(z, true)))", 24, "nest 2 deep"),
        ("{'a': 1}", 0, "no map literals"),
    ] {
        let (start, what) = refused(text);
        assert!(what.contains(says), "{text}: {what}");
        assert_eq!(start, at, "{text}: {what}");
    }
}

#[test]
fn hostile_text_is_refused_quickly_and_without_a_panic() {
    for text in [
        "(".repeat(4000),
        "[".repeat(4000),
        "!".repeat(4000),
        "-".repeat(4000),
        "a.b(".repeat(900),
        "a[".repeat(2000),
        "a?b:".repeat(1000),
        format!("{}1", "1+".repeat(2000)),
        format!("a{}", ".b".repeat(2000)),
        format!("a{}", "[0]".repeat(1300)),
        "x".repeat(5000),
    ] {
        assert!(Condition::parse(&text).is_err(), "{}", &text[..8]);
    }
    // A chain of `&&` is no nesting.
    assert!(Condition::parse(&format!("{}a", "a&&".repeat(1300))).is_ok());
}

#[test]
fn an_evaluation_ends_when_its_fuel_does() {
    let facts = located(&json!({"l": (0..2000).collect::<Vec<_>>()}));
    let text = "l.exists(x, l.exists(y, x + y < 0)) || true";
    let condition = Condition::parse(text).expect("a condition");
    let mut fuel = Fuel::of(100_000);
    let missing = condition
        .holds(&facts, &facts, &mut fuel)
        .expect_err("cut off");
    assert_eq!(missing.reason, Reason::Unreadable);
    assert!(fuel.is_empty());
}

#[test]
fn what_is_built_is_bounded() {
    let text = "l.map(x, s + s + s + s + s + s + s + s + s + s)";
    let facts = located(&json!({"l": [1], "s": "x".repeat(10_000)}));
    let condition = Condition::parse(text).expect("a condition");
    let value = condition.value(&facts, &facts, &mut Fuel::default());
    assert_eq!(value, Err(Reason::Unreadable));
}

fn catalogue() -> Node {
    Node::of(&[
        Fact::new(
            "system.kind",
            Type::OneOf(&["ranking", "generative"]),
            "",
            "",
        ),
        Fact::new("system.purpose", Type::Text, "", ""),
        Fact::new("system.users", Type::Int, "", ""),
        Fact::new("system.share", Type::Number, "", ""),
        Fact::new("system.limit", Type::Number, "", ""),
        Fact::new("system.decides", Type::Bool, "", ""),
        Fact::new("system.since", Type::Date, "", ""),
        Fact::new("harms[].id", Type::Text, "", ""),
        Fact::new("harms[].severity", Type::OneOf(&["low", "high"]), "", ""),
        Fact::new("languages[]", Type::Text, "", ""),
        Fact::new("fields.<name>.use", Type::Text, "", ""),
        Fact::new("practices", Type::OneOf(&["none"]), "", ""),
        Fact::new("practices[].name", Type::Text, "", ""),
        Fact::new("declaration.risk.tier", Type::Text, "", ""),
    ])
}

#[test]
fn names_and_types_are_held_against_the_catalogue() {
    let catalogue = catalogue();
    let this = catalogue.member("system").expect("there");
    for (text, says) in [
        (
            "system.kin == 'ranking'",
            "unknown fact `system.kin`; did you mean `system.kind`",
        ),
        ("sistem.kind == 'ranking'", "did you mean `system`"),
        ("risk.tier == 'high'", "did you mean `declaration.risk`"),
        (
            "self.kidn == 'ranking'",
            "unknown fact `self.kidn`; did you mean `self.kind`",
        ),
        (
            "system.kind == 'rankin'",
            "never `rankin`; did you mean `ranking`",
        ),
        (
            "system.kind in ['ranking', 'generativ']",
            "did you mean `generative`",
        ),
        (
            "harms.exists(h, h.severity == 'hi')",
            "it is one of low, high",
        ),
        (
            "harms.exists(h, h.severty == 'high')",
            "did you mean `h.severity`",
        ),
        ("harms.id == 'x'", "is a list: select an item"),
        ("system.users == 'many'", "they never compare"),
        ("system.purpose > 3", "they never compare"),
        (
            "system.decides && system.users",
            "where true or false is needed",
        ),
        ("system.users", "where true or false is needed"),
        ("system.users + system.purpose > 1", "no such arithmetic"),
        (
            "system.share / system.limit > 0.5",
            "write `double(system.share)",
        ),
        ("system.since > '2026-01-01'", "they never compare"),
        ("system.since > date('2026-1-1')", "YYYY-MM-DD"),
        (
            "system.since - duration('1y') > system.since",
            "a duration is written",
        ),
        ("languages.contains('ko')", "write `'ko' in languages`"),
        ("3 in languages", "they never compare"),
        ("system.?purpose == 'x'", "an optional; end it with"),
        ("system.purpose.orValue('x') == 'x'", "is no optional"),
        (
            "size(system.users) > 1",
            "where a text or a list or a record is needed",
        ),
        ("system.purpose.matches('(')", "this is no pattern"),
        (
            "system.purpose.matches('(a{99}){99}')",
            "pattern is too large",
        ),
        ("has(system.purpse)", "did you mean `system.purpose`"),
    ] {
        let error = Condition::compile(text, &catalogue, this).expect_err(text);
        assert!(error.what.contains(says), "{text}: {}", error.what);
    }
    for text in [
        "system.kind == self.kind && self.decides",
        "harms.all(h, h.severity in ['low', 'high'] && h.id != '')",
        "practices == 'none' || practices.all(p, p.name != '')",
        "fields.all(name, fields[name].use == 'label') && has(fields.age.use)",
        "system.users == null || double(system.share) / system.limit > 1",
        "today_is_no_fact ? true : false || true",
        "system.since > date('2026-01-01') - duration('30d')",
        "harms.map(h, h.severity).exists(s, s == 'high')",
        "system.?kind.orValue('ranking') == 'ranking'",
        "system[\"x-note\"] == 'free'",
    ] {
        let compiled = Condition::compile(text, &catalogue, this);
        if text.starts_with("today") {
            assert!(compiled.is_err());
        } else {
            assert!(compiled.is_ok(), "{text}: {compiled:?}");
        }
    }
}

/// The value of an expression by the `cel` crate, or that it is an error.
fn theirs(text: &str) -> Result<Json, String> {
    let env = cel::Env::stdlib();
    let program = env
        .compile(text)
        .map_err(|error| format!("parse: {error}"))?;
    let mut context = cel::Context::with_env(Arc::new(env));
    for (name, value) in facts().as_object().expect("a map") {
        context.add_variable_from_value(name.clone(), for_cel(value));
    }
    let value = program
        .execute(&context)
        .map_err(|error| error.to_string())?;
    as_json(&value).ok_or_else(|| format!("no plain data: {value:?}"))
}

fn for_cel(json: &Json) -> cel::Value {
    match json {
        Json::Null => cel::Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => match number.as_i64() {
            Some(number) => number.into(),
            None => number.as_f64().expect("a number").into(),
        },
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => items.iter().map(for_cel).collect::<Vec<_>>().into(),
        Json::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), for_cel(value)))
            .collect::<std::collections::HashMap<_, _>>()
            .into(),
    }
}

fn as_json(value: &cel::Value) -> Option<Json> {
    Some(match value {
        cel::Value::Null => Json::Null,
        cel::Value::Bool(value) => json!(value),
        cel::Value::Int(value) => json!(value),
        cel::Value::UInt(value) => json!(value),
        cel::Value::Float(value) => json!(value),
        cel::Value::String(value) => json!(**value),
        cel::Value::List(items) => items.iter().map(as_json).collect::<Option<Json>>()?,
        cel::Value::Map(map) => map
            .map
            .iter()
            .map(|(key, value)| Some((key.to_string(), as_json(value)?)))
            .collect::<Option<serde_json::Map<_, _>>>()?
            .into(),
        _ => return None,
    })
}

/// Both say the same, or CEL refuses what is deliberately allowed here.
fn agree(text: &str) -> Result<(), String> {
    let Ok(condition) = Condition::parse(text) else {
        return Err(format!("{text}: refused here"));
    };
    let facts = located(&facts());
    let ours = condition.value(&facts, &facts, &mut Fuel::default());
    match (theirs(text), ours) {
        (Ok(theirs), Ok(ours)) if theirs == ours => Ok(()),
        (Err(_), Err(_)) => Ok(()),
        // Absent parents are absent members, and numbers mix.
        (Err(_), Ok(_)) if text.contains("has(") || text.contains(".?") => Ok(()),
        (Err(why), Ok(_)) if why.contains("Unsupported binary operator") => Ok(()),
        (theirs, ours) => Err(format!("{text}: cel {theirs:?}, ours {ours:?}")),
    }
}

/// No map of more than one key as a whole: CEL gives their keys no order.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("true".to_owned()),
        Just("false".to_owned()),
        Just("null".to_owned()),
        (-5i64..6).prop_map(|n| if n < 0 {
            format!("({n})")
        } else {
            n.to_string()
        }),
        (0u8..20).prop_map(|n| format!("{}.5", n)),
        "[a-c]{0,2}".prop_map(|text| format!("'{text}'")),
        prop::sample::select(vec![
            "s",
            "t",
            "n",
            "z",
            "f",
            "b",
            "nil",
            "l",
            "m",
            "w",
            "r.a",
            "r.b",
            "r.c.d",
            "r.zz",
            "l[0]",
            "l[9]",
            "w[1]",
            "people[0].age",
            "people[2].age",
            "gone",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            (
                pair.clone(),
                prop::sample::select(vec![
                    "==", "!=", "<", "<=", ">", ">=", "&&", "||", "+", "-", "*", "/", "%", "in",
                ])
            )
                .prop_map(|((a, b), op)| format!("({a} {op} {b})")),
            (inner.clone(), pair.clone()).prop_map(|(c, (a, b))| format!("({c} ? {a} : {b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            pair.clone().prop_map(|(a, b)| format!("({a})[{b}]")),
            inner.clone().prop_map(|a| format!("size({a})")),
            (
                pair.clone(),
                prop::sample::select(vec!["startsWith", "endsWith", "contains"])
            )
                .prop_map(|((a, b), name)| format!("({a}).{name}({b})")),
            (
                inner.clone(),
                prop::sample::select(vec![
                    "all(x, x > 1)",
                    "exists(x, x == 'a')",
                    "exists_one(x, x == 2)",
                    "filter(x, x != 2)",
                    "map(x, x)",
                    "map(x, x > 1, x + x)",
                    "all(x, l.exists(y, y == x))",
                ])
            )
                .prop_map(|(a, call)| format!("({a}).{call}")),
            prop::sample::select(vec![
                "has(r.a)",
                "has(r.zz)",
                "has(r.c.d)",
                "r.?a.orValue(7)",
                "r.?zz.orValue(7)",
                "r.?c.d[?5].hasValue()",
                "people.all(p, has(p.age))",
                "('a' in o)",
                "(1 in o)",
                "(null in o)",
                "size(o)",
                "(o == o)",
                "(o == 1)",
                "o.all(k, k < 'b')",
                "o.filter(k, k != 'b')",
            ])
            .prop_map(str::to_owned),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn generated_expressions_mean_what_they_mean_in_cel(text in expression()) {
        prop_assume!(text.len() < 1500);
        if let Err(difference) = agree(&text) {
            prop_assert!(false, "{}", difference);
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,80}") {
        let _ = Condition::parse(&text);
    }

    #[test]
    fn any_tokens_are_parsed_or_refused(
        tokens in prop::collection::vec(prop::sample::select(vec![
            "a", "self", ".", "?.", ".?", "[", "]", "(", ")", "!", "-", "&&", "||", "==", "in",
            "1", "'x'", "?", ":", ",", "all", "has", "map", "matches", "date", "true", " ",
        ]), 0..60)
    ) {
        let text = tokens.concat();
        let facts = located(&facts());
        if let Ok(condition) = Condition::parse(&text) {
            let _ = condition.value(&facts, &facts, &mut Fuel::of(10_000));
        }
    }
}

#[test]
fn the_table_means_what_it_means_in_cel() {
    for text in [
        "1 == 1.0",
        "1 < 1.5",
        "'a' < 'b'",
        "1 == '1'",
        "[1, 2] == [1.0, 2.0]",
        "null == null",
        "null == 1",
        "'b' in r",
        "1 in [1.0]",
        "7 / 2",
        "-7 / 2",
        "7 % -2",
        "1 / 0",
        "1 % 0",
        "'é'.size()",
        "size('👍')",
        "'a' + 'b'",
        "[1] + [2]",
        "l.exists(x, x > z / z)",
        "true || 1",
        "1 || true",
        "1 && false",
        "b ? 1 : gone",
        "people.all(p, p.age > 1)",
        "people.exists(p, p.age > 20)",
        "r.all(k, k < 'd')",
        "has(r.a)",
        "[].all(x, x)",
        "l[0] == 1 && l[-1] == 3",
        "l[0.0]",
        "r['a']",
        "-(-9223372036854775807 - 1)",
        "9223372036854775807 * 2",
        "2.0 * 3.5",
        "f > n",
        "true < false",
        "int('x')",
        "double('1.5')",
        "string(1.0)",
        "string(1)",
        "int(-1.9)",
        "!(b)",
        "'a'.matches('^a$')",
        "r == {}.a",
        "l.filter(x, x % 2 == 1).map(x, x * x)",
        "l == l",
        "r == r",
        "w != l",
    ] {
        if Condition::parse(text).is_err() {
            continue;
        }
        if let Err(difference) = agree(text) {
            panic!("{difference}");
        }
    }
}

/// `CARGO_PROFILE_DEV_OPT_LEVEL=3 cargo test --test it conditions::cost -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn cost_of_an_evaluation() {
    let facts = located(&json!({
        "declaration": {
            "system": {"decides_about_people": true, "domain": "credit", "kind": "classifier"},
            "harms": [
                {"id": "H1", "severity": "high", "evidence": "a.json"},
                {"id": "H2", "severity": "low"},
            ],
            "fairness": {"min_group": 200},
        },
        "tier": {"effective": "high"},
    }));
    for text in [
        "declaration.system.decides_about_people",
        "tier.effective in ['limited', 'high'] && declaration.system.decides_about_people",
        "has(declaration.oversight.human) || declaration.system.kind == 'generative'",
        "declaration.fairness.min_group >= 100 && declaration.system.domain != 'general'",
        "declaration.harms.all(h, !(h.severity in ['high', 'critical']) || has(h.evidence))",
    ] {
        let parsed = cpu(10_000, || {
            std::hint::black_box(Condition::parse(std::hint::black_box(text)).is_ok());
        });
        let condition = Condition::parse(text).expect("a condition");
        let mut fuel = Fuel::of(u64::MAX);
        let held = cpu(200_000, || {
            let held = condition.holds(std::hint::black_box(&facts), &facts, &mut fuel);
            std::hint::black_box(held.is_ok());
        });
        eprintln!("{held} ns, parsed in {parsed} ns: {text}");
    }
}

/// Nanoseconds that this thread computed for each of so many turns; a busy
/// machine stretches a clock, not this.
fn cpu(turns: u64, mut turn: impl FnMut()) -> u64 {
    let spent = || {
        let times = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let first = times.split(' ').next().and_then(|first| first.parse().ok());
        first.unwrap_or(0u64)
    };
    let before = spent();
    for _ in 0..turns {
        turn();
    }
    (spent() - before) / turns
}
