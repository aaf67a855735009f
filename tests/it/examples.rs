//! Golden runs of the real binary over `examples/`.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;

fn check(example: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .args([
            "check",
            &format!("examples/{example}"),
            "--today",
            "2026-12-01",
        ])
        .args(arguments)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .output()
        .expect("the binary runs")
}

fn report(example: &str) -> (Option<i32>, Json) {
    let output = check(example, &["--lang", "en", "--report", "json"]);
    let json = serde_json::from_slice(&output.stdout).expect("a report in JSON");
    (output.status.code(), json)
}

fn findings(json: &Json) -> &Vec<Json> {
    json["findings"].as_array().expect("findings")
}

#[test]
fn the_three_honest_examples_pass_without_a_finding() {
    for (example, tier, minors) in [
        ("minimal", "minimal", false),
        ("credit-scoring", "high", false),
        ("teen-chat", "limited", true),
    ] {
        let (code, json) = report(example);
        assert_eq!(findings(&json), &Vec::<Json>::new(), "{example}");
        assert_eq!(
            (code, &json["verdict"]),
            (Some(0), &"pass".into()),
            "{example}"
        );
        let system = &json["systems"][0];
        assert_eq!(system["tier"]["effective"], tier, "{example}");
        assert_eq!(system["tier"]["minors"], minors, "{example}");
        assert!(json["checked"]["rules"].as_u64() >= Some(30), "{example}");
    }
}

#[test]
fn the_systems_of_the_monorepo_pass_each_with_a_verdict_of_its_own() {
    let (code, json) = report("monorepo");
    assert_eq!(findings(&json), &Vec::<Json>::new());
    assert_eq!((code, &json["verdict"]), (Some(0), &"pass".into()));
    let systems = json["systems"].as_array().expect("systems");
    let told: Vec<_> = systems
        .iter()
        .map(|system| (system["id"].as_str(), system["verdict"].as_str()))
        .collect();
    assert_eq!(
        told,
        ["duplicates", "shelf-search", "topic-tags"].map(|id| (Some(id), Some("pass")))
    );
    for lang in ["en", "ko"] {
        let printed = check("monorepo", &["--lang", lang]).stdout;
        let printed = String::from_utf8(printed).expect("UTF-8");
        insta::assert_snapshot!(format!("monorepo_{lang}"), printed);
    }
}

#[test]
fn the_unfinished_example_fails_each_fault_on_its_line() {
    let (code, json) = report("unfinished");
    assert_eq!((code, &json["verdict"]), (Some(1), &"fail".into()));
    let at = |rule: &str, path: &str, line: u64| {
        let path = format!("examples/unfinished/{path}");
        let stands = |place: &Json| place["path"] == path && place["start"]["line"] == line;
        findings(&json).iter().any(|finding| {
            let related = finding["related"].as_array().into_iter().flatten();
            let mut again = related.filter(|related| related["again"] == true);
            finding["rule"] == rule && (stands(finding) || again.any(stands))
        })
    };
    for (rule, path, line) in [
        ("gate/text-substantive", "ethics.yml", 4),
        ("gate/text-substantive", "ethics.yml", 34),
        ("gate/references-resolve", "ethics.yml", 42),
        ("integrity/artifacts-match-lock", "ethics.yml", 51),
        ("integrity/upstream-pinned", "ethics.yml", 55),
        ("gate/declaration-valid", "ethics.yml", 62),
        ("explanation/card-substantive", "README.md", 1),
        ("explanation/ai-disclosed", "app/ko.json", 3),
        ("privacy/retention-bounded", "data/parcel-dialogs.yml", 15),
    ] {
        assert!(at(rule, path, line), "{rule} says nothing at {path}:{line}");
    }
}

#[test]
fn the_unfinished_example_as_a_person_reads_it() {
    for lang in ["en", "ko"] {
        let output = check("unfinished", &["--lang", lang]);
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        insta::assert_snapshot!(format!("unfinished_{lang}"), printed);
    }
}

/// The width is that of a phone's terminal; color is another way to say the same.
#[test]
fn narrow_and_colored_runs_as_a_person_reads_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = |lang: &str, columns: &str, colored: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ethics-gate"));
        command
            .current_dir(root)
            .args(["check", "examples/unfinished", "--today", "2026-12-01"])
            .args(["--lang", lang])
            .env("COLUMNS", columns);
        match colored {
            true => command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1"),
            false => command.env("NO_COLOR", "1"),
        };
        let output = command.output().expect("the binary runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let escapes = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a pattern");
    for lang in ["en", "ko"] {
        for columns in ["40", "80"] {
            let plain = run(lang, columns, false);
            let colored = run(lang, columns, true);
            assert!(!plain.contains('\u{1b}'), "{lang} {columns}");
            assert!(colored.contains('\u{1b}'), "{lang} {columns}");
            assert_eq!(escapes.replace_all(&colored, ""), plain, "{lang} {columns}");
            if columns == "40" {
                insta::assert_snapshot!(format!("unfinished_{lang}_40"), plain);
            }
            let shown = colored.replace('\u{1b}', "ESC");
            insta::assert_snapshot!(format!("unfinished_{lang}_{columns}_color"), shown);
        }
    }
}

#[test]
fn no_format_shows_a_personal_value() {
    for format in ["terminal", "json", "sarif", "github", "markdown"] {
        let output = check("broken/hidden-pii", &["--report", format]);
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(printed.contains("RRN"), "{format}");
        for part in ["060917", "1260355"] {
            assert!(!printed.contains(part), "{format}");
        }
    }
}

#[test]
fn two_runs_print_the_same_bytes() {
    for format in ["terminal", "json", "sarif", "github", "markdown"] {
        let run = || check("unfinished", &["--lang", "en", "--report", format]).stdout;
        assert_eq!(run(), run(), "{format}");
    }
}

/// Repositories that are whole but for one fault: the rule that tells it, and where.
const BROKEN: &[(&str, &str, &str, u64)] = &[
    (
        "claim-lie",
        "fairness/declared-numbers-recompute",
        "MODEL_CARD.md",
        36,
    ),
    (
        "hidden-pii",
        "privacy/pii-matches-declaration",
        "prompts/examples.jsonl",
        7,
    ),
    ("pickled", "integrity/no-code-in-weights", "ethics.yml", 41),
    (
        "license-clash",
        "data/licenses-allow-use",
        "data/garden-talks.yml",
        9,
    ),
    (
        "small-sample",
        "fairness/groups-large-enough",
        "ethics.yml",
        57,
    ),
];

#[test]
fn each_broken_example_fails_for_its_one_reason_on_its_line() {
    for (example, rule, path, line) in BROKEN {
        let (code, json) = report(&format!("broken/{example}"));
        assert_eq!(
            (code, &json["verdict"]),
            (Some(1), &"fail".into()),
            "{example}"
        );
        let found: Vec<_> = findings(&json)
            .iter()
            .map(|one| (&one["rule"], &one["path"], &one["start"]["line"]))
            .collect();
        let path = Json::from(format!("examples/broken/{example}/{path}"));
        let expected = (&Json::from(*rule), &path, &Json::from(*line));
        assert_eq!(found, [expected], "{example}");
    }
}

#[test]
fn every_broken_example_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/broken");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("examples/broken")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let mut known: Vec<&str> = BROKEN.iter().map(|(name, ..)| *name).collect();
    known.sort_unstable();
    assert_eq!(names, known);
}

#[test]
fn the_broken_examples_as_a_person_reads_them() {
    for (example, ..) in BROKEN {
        for lang in ["en", "ko"] {
            let output = check(&format!("broken/{example}"), &["--lang", lang]);
            let printed = String::from_utf8(output.stdout).expect("UTF-8");
            insta::assert_snapshot!(format!("broken_{example}_{lang}"), printed);
        }
    }
}
