//! A declaration that can't be used, through the real binary: a finding at the
//! right place and exit code 1, never an error and never a pass.

use super::Desk;

/// What it is, its bytes, the check that has to speak, its line and column.
type Bad = (&'static str, &'static [u8], &'static str, (u64, u64));

const BAD: [Bad; 9] = [
    ("no YAML", b"version: 1\nsystem: [a, b\n", "syntax", (2, 9)),
    ("a tab", b"version: 1\nsystem:\n\tid: x\n", "syntax", (3, 2)),
    ("two documents", b"version: 1\n---\nversion: 1\n", "one-document", (2, 1)),
    ("another tool's", b"rules:\n  - name: toxicity\nmetrics: [a]\n", "ours", (1, 1)),
    ("an empty file", b"", "says-something", (1, 1)),
    ("a list", b"- version: 1\n", "map", (1, 1)),
    ("UTF-16", b"\xFF\xFEv\0:\x001\0\n\0", "encoded", (1, 1)),
    ("a NUL byte", b"version: 1\nsystem: \0\n", "encoded", (2, 9)),
    (
        "a pointer",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
        "stored",
        (1, 1),
    ),
];

#[test]
fn a_declaration_that_cannot_be_read_is_one_finding_at_its_place() {
    for (what, bytes, check, (line, column)) in BAD {
        let desk = Desk::new("scorer");
        std::fs::write(desk.path("repo/ethics.yml"), bytes).expect("written");
        for language in ["en", "ko"] {
            let arguments = ["check", "repo", "--today", "2026-12-01", "--report", "json"];
            let run = desk.run(&[&arguments[..], &["--lang", language]].concat());
            assert_eq!(run.code, 1, "{what}: {}", run.stderr);
            let report = run.json();
            let told = report["findings"].as_array().expect("findings");
            assert_eq!(told.len(), 1, "{what}: {told:#?}");
            let finding = &told[0];
            assert_eq!(finding["rule"], "gate/declaration-valid", "{what}");
            assert_eq!(finding["check"], check, "{what}");
            let at = (&finding["start"]["line"], &finding["start"]["column"]);
            assert_eq!(at, (&line.into(), &column.into()), "{what}");
            assert!(finding["blocking"] == true && finding["exists"] == true);
            let rest = report["not_checked"].as_array().expect("a list");
            assert!(rest.len() > 20, "{what}: the other rules stand aside aloud");
        }
    }
}

#[test]
fn a_key_that_stands_twice_is_shown_with_both_places() {
    let desk = Desk::new("scorer");
    let text = desk.read("repo/ethics.yml");
    desk.write("repo/ethics.yml", &format!("{text}version: 1\n"));
    let run = desk.run(&["check", "repo", "--today", "2026-12-01", "--report", "json"]);
    assert_eq!(run.code, 1);
    let report = run.json();
    let twice = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|finding| finding["check"] == "keys-once")
        .expect("a finding");
    assert_eq!(twice["start"]["line"], 5);
    assert_eq!(twice["related"][0]["start"]["line"], 1);
}

#[test]
fn a_decision_domain_is_high_unless_it_is_said_to_decide_about_nobody() {
    let whole = std::fs::read_to_string(super::example("credit-scoring") + "/ethics.yml")
        .expect("a declaration");
    let said = "decides_about_people: true";
    assert!(whole.contains(said));
    for (instead, floor, words) in [
        ("x-later: 1", "high", "system.decides_about_people absent"),
        (
            "decides_about_people: 'yes'",
            "high",
            "system.decides_about_people",
        ),
        ("decides_about_people: false", "limited", "system.lifecycle"),
    ] {
        let desk = Desk::new("scorer");
        desk.write("repo/ethics.yml", &whole.replace(said, instead));
        let report = desk
            .run(&["check", "repo", "--today", "2026-12-01", "--report", "json"])
            .json();
        let tier = &report["systems"][0]["tier"];
        assert_eq!(tier["floor"], floor, "{instead}: {tier}");
        assert!(tier["reasons"].to_string().contains(words), "{tier}");
    }
}
