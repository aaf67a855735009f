//! `--lang ko` and a Korean locale: whatever is refused or said is said in
//! Korean, with the values of the English.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Desk, Run};

fn is_korean(text: &str) -> bool {
    text.chars()
        .any(|letter| ('\u{ac00}'..='\u{d7a3}').contains(&letter))
}

/// What stands between backquotes: names, keys and commands, the same in both.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Arguments that are refused, and what both languages have to name.
const REFUSED: [(&[&str], &[&str]); 24] = [
    (&["check", "nowhere"], &["nowhere"]),
    (&["check", "repo/notes.txt"], &["repo/notes.txt"]),
    (&["check", "repo", "--policy", "repo"], &["pack.yml"]),
    (
        &["check", "repo", "--policy", "broken"],
        &["gate/lawful.yml"],
    ),
    (
        &["check", "repo", "--rule", "gate/declaration"],
        &["gate/declaration"],
    ),
    (&["check", "repo", "--base", "main"], &["--base"]),
    (
        &["check", "repo", "--report", "json", "--report", "sarif"],
        &["json", "sarif"],
    ),
    (
        &["check", "repo", "--report", "json=no/where.json"],
        &["no/where.json"],
    ),
    (
        &["check", "repo", "--context", "nowhere.json"],
        &["nowhere.json"],
    ),
    (
        &["check", "repo", "--context", "repo/notes.txt"],
        &["repo/notes.txt"],
    ),
    (&["explain", "fairnes"], &["fairness"]),
    (
        &["facts", "--of", "repo", "--format", "markdown"],
        &["--format"],
    ),
    (&["schema", "ethic"], &["ethics"]),
    (&["man", "chek"], &["check"]),
    (&["init", "repo"], &["ethics.yml"]),
    (&["init", "manifest", "nowhere.csv"], &["nowhere.csv"]),
    (&["lock", "empty"], &["empty"]),
    (&["baseline", "empty"], &["empty"]),
    (&["new", "Not/A-Slug"], &["Not/A-Slug"]),
    (&["pack", "lock", "repo"], &["repo"]),
    (&["pack", "add", "org", "--repo", "empty"], &["ethics.yml"]),
    (&["measure", "pii", "nowhere"], &["nowhere"]),
    (&["measure", "text", "nowhere.md"], &["nowhere.md"]),
    (
        &[
            "measure",
            "fairness",
            "table.csv",
            "--label",
            "y",
            "--prediction",
            "p",
            "--by",
            "sex",
        ],
        &["table.csv", "p"],
    ),
];

fn desk() -> Desk {
    let desk = Desk::new("scorer");
    desk.write("repo/notes.txt", "nothing\n");
    desk.write("empty/notes.txt", "nothing\n");
    desk.write(
        "broken/pack.yml",
        "name: broken\nversion: \"1\"\ntitle: {en: a, ko: b}\n",
    );
    desk.write("broken/gate/lawful.yml", "titel: {en: a, ko: b}\n");
    desk.write("table.csv", "y,q,sex\n1,1,a\n0,1,b\n");
    desk
}

fn refused(desk: &Desk, arguments: &[&str]) -> Run {
    let run = desk.run(arguments);
    assert_eq!(run.code, 2, "{arguments:?}: {}{}", run.stdout, run.stderr);
    run
}

#[test]
fn every_refusal_is_said_in_korean_and_names_what_the_english_names() {
    let english = desk();
    let korean = desk().with("LANG", "ko_KR.UTF-8");
    for (arguments, named) in REFUSED {
        let en = refused(&english, arguments).stderr;
        let chosen = [arguments, &["--lang", "ko"]].concat();
        let ko = refused(&english, &chosen).stderr;
        assert!(en.starts_with("error: ") && !is_korean(&en), "{en}");
        let lines: Vec<&str> = ko.lines().collect();
        assert!(lines[0].starts_with("오류: "), "{ko}");
        for label in ["오류: ", "해결: "] {
            let said = lines.iter().filter_map(|line| line.strip_prefix(label));
            for sentence in said {
                assert!(is_korean(sentence), "{arguments:?}: {sentence}");
            }
        }
        assert_eq!(
            en.contains("\n help: "),
            ko.contains("\n해결: "),
            "{arguments:?}"
        );
        assert_eq!(quoted(&en), quoted(&ko), "{en}{ko}");
        for name in named {
            assert!(en.contains(name) && ko.contains(name), "{name}: {en}{ko}");
        }
        assert_eq!(refused(&korean, arguments).stderr, ko, "by the locale");
        let back = [arguments, &["--lang", "en"]].concat();
        assert_eq!(refused(&korean, &back).stderr, en, "asked for English");
    }
}

#[test]
fn what_a_verb_has_done_is_said_in_korean() {
    let verbs: [&[&str]; 5] = [
        &["lock", "repo"],
        &["baseline", "repo"],
        &["new", "wellbeing/second-reader", "--pack", "house"],
        &["pack", "add", "org", "--repo", "repo"],
        &["init", "fresh", "--yes"],
    ];
    let desk = desk().with("LC_ALL", "ko_KR.UTF-8");
    desk.write("fresh/main.py", "pass\n");
    for verb in verbs {
        let run = desk.run(verb);
        assert_eq!(run.code, 0, "{verb:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty(), "{verb:?}");
        for line in run.stderr.lines() {
            assert!(is_korean(line), "{verb:?}: {line}");
        }
    }
    let run = desk.run(&["test", "org"]);
    assert!(is_korean(&run.stdout), "{}", run.stdout);
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

/// The text literal that comes next, as it is written, and what follows it.
fn literal(code: &str) -> Option<(&str, &str)> {
    let code = code.trim_start().strip_prefix('"')?;
    let mut escaped = false;
    let end = code.find(|letter| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    })?;
    Some((&code[..end], &code[end + 1..]))
}

#[test]
fn both_languages_of_a_sentence_are_written_and_quote_the_same() {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let mut sentences = 0;
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|it| it == "rs"))
    {
        let code = std::fs::read_to_string(file).expect("a source");
        for (at, _) in code.match_indices("text!(") {
            let Some((en, rest)) = literal(&code[at + "text!(".len()..]) else {
                continue;
            };
            let ko = rest.trim_start().strip_prefix(',').and_then(literal);
            let (ko, _) = ko.expect("two sentences");
            assert!(is_korean(ko) && !is_korean(en), "{}: {en}", file.display());
            // A heading of the report is quoted as that report has it.
            let named = |text| {
                quoted(text)
                    .into_iter()
                    .filter(|name| *name != "not checked")
            };
            let korean: BTreeSet<&str> =
                quoted(ko).into_iter().filter(|it| !is_korean(it)).collect();
            assert_eq!(
                named(en).collect::<BTreeSet<_>>(),
                korean,
                "{}",
                file.display()
            );
            sentences += 1;
        }
    }
    assert!(sentences > 150, "{sentences} sentences");
}

#[test]
fn a_text_that_is_no_statement_is_refused_in_korean() {
    let desk = desk();
    desk.write("none.json", "{}\n");
    desk.write("twice.json", "{\"a\": 1, \"a\": 2}\n");
    for (file, named) in [("none.json", "`_type`"), ("twice.json", "duplicate-key")] {
        let arguments = ["verify", file, "repo", "--lang", "ko"];
        let run = desk.run(&arguments);
        assert_eq!(run.code, 1, "{}", run.stderr);
        let said = run
            .stdout
            .strip_prefix("거부: 증명서를 쓸 수 없음: ")
            .expect("a reason");
        assert!(is_korean(said) && said.contains(named), "{said}");
    }
}

#[test]
fn wrong_usage_and_help_come_in_korean_and_end_as_in_english() {
    let desk = desk().with("LANG", "ko_KR.UTF-8");
    let english = self::desk();
    for (arguments, named) in [
        (&["check", "--bsae", "main"][..], "--base"),
        (&["chekc"], "check"),
        (&["check", "--fail-on", "often"], "never"),
    ] {
        let ko = desk.run(arguments);
        assert_eq!(ko.code, english.run(arguments).code, "{arguments:?}");
        assert_eq!(ko.stdout, "");
        assert!(
            ko.stderr.starts_with("오류: ") && ko.stderr.contains(named),
            "{}",
            ko.stderr
        );
        // A language that is typed counts before the locale.
        let typed = desk.run(&[arguments, &["--lang", "en"]].concat()).stderr;
        assert!(!is_korean(&typed), "{typed}");
    }
    let help = desk.run(&["check", "--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    assert!(help.stdout.contains("사용법: "), "{}", help.stdout);
}
