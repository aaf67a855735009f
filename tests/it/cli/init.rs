//! `init`: what it writes fails at its gaps and nowhere else, and it says
//! nothing that the repository or a person didn't say.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use super::{Desk, Run};

const TOY: [&str; 12] = [
    "--kind",
    "classifier",
    "--lifecycle",
    "research",
    "--domain",
    "general",
    "--decides-about-people",
    "false",
    "--users",
    "team",
    "--minors",
    "excluded",
];

const CARD: &str = "\
---
license: apache-2.0
language: [en]
pipeline_tag: text-classification
datasets: [film-moods]
---
# Review mood

## Intended use

Sorts the film reviews of one archive by mood, so that its two curators can pick
examples for a seminar on writing. They read every review before they show it.

## Limitations

The reviews are of one decade and in one language, so the labels say nothing of
later slang, of other languages, or of the people who wrote the reviews.
";

const CODE: &str = "\
from datasets import load_dataset
rows = load_dataset('curators/film-moods', revision='0123456789012345678901234567890123456789')
";

/// A plain repository as people have it on a hub.
fn hub() -> Desk {
    let desk = Desk::new("unused");
    desk.write("moods/README.md", CARD);
    desk.write("moods/train.py", CODE);
    desk
}

/// Lines of a declaration that are gaps, counted from 1.
fn gaps(text: &str) -> BTreeSet<u64> {
    let lines = text.lines().zip(1..);
    let open = |(line, _): &(&str, u64)| {
        line.ends_with(": TODO") || line.ends_with("purpose:") || line.ends_with("affected:")
    };
    lines.filter(open).map(|(_, number)| number).collect()
}

/// Lines of the declaration with a finding that blocks.
fn blocked(run: &Run) -> BTreeSet<u64> {
    let report = run.json();
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .filter(|finding| finding["level"] == "error")
        .flat_map(|finding| {
            let related = finding["related"].as_array().expect("places").iter();
            let again = related.filter(|related| related["again"] == true);
            [finding].into_iter().chain(again).map(move |place| {
                assert_eq!(place["path"], "ethics.yml", "{finding}");
                place["start"]["line"].as_u64().expect("a line")
            })
        })
        .collect()
}

fn check(desk: &Desk) -> Run {
    desk.run(&[
        "check",
        "moods",
        "--report",
        "json",
        "--today",
        "2026-12-01",
    ])
}

#[test]
fn a_toy_fails_at_every_gap_and_nowhere_else_and_passes_once_they_are_filled() {
    let desk = hub();
    let run = desk.run(&[&["init", "moods"], &TOY[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("5 gaps"), "{}", run.stderr);
    let written = desk.read("moods/ethics.yml");
    assert_eq!(blocked(&check(&desk)), gaps(&written), "{written}");
    let filled = written
        .replace("purpose:\n", "purpose: Sorts old film reviews by mood so that two curators find examples for a seminar.\n")
        .replace("affected:\n", "affected: [curators]\n")
        .replace("practices: TODO", "practices: none")
        .replace("role: TODO", "role: train");
    desk.write("moods/ethics.yml", &filled);
    let run = check(&desk);
    assert_eq!(run.code, 0, "{}\n{}", filled, run.stdout);
}

#[test]
fn without_answers_the_six_facts_are_gaps() {
    let desk = hub();
    let run = desk.run(&["init", "moods"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains('?'), "nobody is asked: {}", run.stderr);
    let written = desk.read("moods/ethics.yml");
    for key in [
        "kind",
        "lifecycle",
        "domain",
        "decides_about_people",
        "users",
        "minors",
    ] {
        assert!(
            written.contains(&format!(" {key}: TODO\n")),
            "{key}:\n{written}"
        );
    }
    assert_eq!(blocked(&check(&desk)), gaps(&written), "{written}");
}

#[test]
fn what_a_draft_says_the_repository_or_a_person_said() {
    let desk = hub();
    let run = desk.run(&[&["init", "moods", "--dry-run"], &TOY[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!desk.path("moods/ethics.yml").exists());
    let said: Vec<&str> = run
        .stdout
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#') && !line.ends_with(':') && !line.ends_with("TODO"))
        .collect();
    assert_eq!(
        said,
        [
            "version: 1",
            "id: moods",
            "kind: classifier",
            "lifecycle: research",
            "domain: general",
            "decides_about_people: false",
            "users: team",
            "minors: excluded",
            "- id: moods",
            "card: README.md",
            "license: apache-2.0  # from README.md",
            "- id: curators-film-moods  # from train.py",
            "aliases: [curators/film-moods]",
            "- id: film-moods  # from README.md",
        ]
    );
}

#[test]
fn a_generating_card_says_its_kind_and_a_higher_tier_asks_for_more() {
    let desk = hub();
    desk.write(
        "moods/README.md",
        &CARD.replace("text-classification", "text-generation"),
    );
    let answers = [
        "init",
        "moods",
        "--dry-run",
        "--lifecycle",
        "production",
        "--domain",
        "employment",
    ];
    let more = [
        "--decides-about-people",
        "true",
        "--users",
        "public",
        "--minors",
        "possible",
    ];
    for (language, comment) in [
        ("en", "# what can go wrong for them"),
        ("ko", "# 그 사람들에게 생길 수 있는 문제"),
    ] {
        let run = desk.run(&[&answers[..], &more, &["--lang", language]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        for line in [
            "kind: generative  # ",
            "risk:",
            "automation: TODO",
            "min_age: TODO",
            "appeal:",
            comment,
        ] {
            assert!(run.stdout.contains(line), "no {line}:\n{}", run.stdout);
        }
        desk.write("moods/ethics.yml", &run.stdout);
        let report = check(&desk).json();
        assert_eq!(report["systems"][0]["tier"]["effective"], "high");
        fs::remove_file(desk.path("moods/ethics.yml")).expect("removed");
    }
}

#[test]
fn the_gaps_of_a_draft_are_one_finding_that_names_each_of_their_lines() {
    let desk = hub();
    let judged = [
        "--kind",
        "classifier",
        "--lifecycle",
        "production",
        "--domain",
        "employment",
        "--decides-about-people",
        "true",
        "--users",
        "public",
        "--minors",
        "possible",
    ];
    let run = desk.run(&[&["init", "moods"], &judged[..]].concat());
    let said = run.stderr.split(" gaps").next().unwrap_or("");
    let said: usize = said
        .rsplit(' ')
        .next()
        .unwrap_or("")
        .parse()
        .expect("a number");
    assert!(said > 40, "{}", run.stderr);
    let run = check(&desk);
    assert_eq!(run.code, 1);
    let report = run.json();
    let gaps: Vec<_> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["rule"] == "gate/declaration-valid")
        .collect();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    let again = gaps[0]["related"].as_array().expect("places");
    assert_eq!(again.len() + 1, said);
    assert!(again.iter().all(|place| place["again"] == true));
    // What can't be decided before a gap is filled waits for it.
    for finding in report["findings"].as_array().expect("findings") {
        let of_gap = finding["reason"] == "unreadable" && finding["path"] == "ethics.yml";
        assert!(!of_gap, "{finding}");
    }
    let sarif = desk.run(&["check", "moods", "--report", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let result = results
        .iter()
        .find(|result| result["ruleId"] == "gate/declaration-valid")
        .expect("the finding");
    let places = result["relatedLocations"].as_array().expect("places");
    assert_eq!(places.len() + 1, said);
    let text = desk.run(&["check", "moods"]).stdout;
    let lines = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for place in again {
        let (line, column) = (&place["start"]["line"], &place["start"]["column"]);
        assert!(
            lines.contains(&format!("{line}:{column}")),
            "{line}:\n{text}"
        );
    }
    assert!(lines.contains("next `ethics-gate explain "), "{text}");
}

/// Regression: the first line of a draft named a schema that nobody had written.
#[test]
fn the_schema_that_a_draft_names_is_there() {
    let desk = hub();
    let named = |text: &str| {
        let line = text.lines().next().unwrap_or("").to_owned();
        line.split_once("$schema=").map(|(_, path)| path.to_owned())
    };
    desk.run(&["init", "moods"]);
    assert_eq!(
        named(&desk.read("moods/ethics.yml")).as_deref(),
        Some("ethics.schema.json")
    );
    let schema = desk.read("moods/ethics.schema.json");
    assert_eq!(schema, desk.run(&["schema", "ethics"]).stdout);
    // It is no part of what is judged.
    let without = |desk: &Desk| check(desk).json()["findings"].clone();
    let with = without(&desk);
    fs::remove_file(desk.path("moods/ethics.schema.json")).expect("removed");
    assert_eq!(without(&desk), with);
    // The nearest one on the way up serves a system below it.
    let desk = Desk::new("unused");
    desk.write("mono/ethics.schema.json", "{}\n");
    let mut git = Command::new("git");
    git.args(["init", "-q", "mono"]);
    assert!(desk.in_folder(git).status().expect("git runs").success());
    desk.write("mono/services/scoring/main.py", "pass\n");
    desk.run(&["init", "mono/services/scoring"]);
    let text = desk.read("mono/services/scoring/ethics.yml");
    assert_eq!(
        named(&text).as_deref(),
        Some("../../ethics.schema.json"),
        "{text}"
    );
    assert_eq!(desk.read("mono/ethics.schema.json"), "{}\n");
    // And whoever wants none gets none.
    let desk = hub();
    desk.run(&["init", "moods", "--no-schema"]);
    assert_eq!(named(&desk.read("moods/ethics.yml")), None);
    assert!(!desk.path("moods/ethics.schema.json").exists());
}

#[test]
fn it_writes_over_nothing() {
    let desk = Desk::new("mine");
    let before = desk.read("repo/ethics.yml");
    desk.run(&["init", "repo"])
        .refuses(&["is there already", "ethics-gate check"]);
    assert_eq!(desk.read("repo/ethics.yml"), before);
    // What it would write can be looked at all the same.
    let run = desk.run(&["init", "repo", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("version: 1\n"), "{}", run.stdout);
    assert!(run.stderr.contains("is there already"), "{}", run.stderr);
    assert_eq!(desk.read("repo/ethics.yml"), before);
    let desk = hub();
    desk.write("moods/ethics.yaml", "version: 1\n");
    desk.run(&["init", "moods"])
        .refuses(&["ethics.yaml", "rename"]);
    desk.run(&["init", "nowhere"]).refuses(&["nowhere"]);
    desk.run(&["init", "moods", "--kind", "magic"])
        .refuses(&["magic", "classifier"]);
}

#[test]
fn a_manifest_measures_files_and_leaves_the_rest_to_a_person() {
    let desk = hub();
    desk.write("data/apps.csv", "hello\n");
    let run = desk.run(&["init", "manifest", "data/apps.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let written = desk.read("data/apps.yml");
    for line in [
        "schema: ethics-data/1\nid: apps\n",
        "personal: TODO\n",
        "  - path: data/apps.csv\n    size: 6\n    sha256: \"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\"\n",
    ] {
        assert!(written.contains(line), "no {line}:\n{written}");
    }
    // Regression: nobody said that the declaration has to name it.
    assert!(
        run.stderr
            .contains("`manifest: data/apps.yml` under `data`"),
        "{}",
        run.stderr
    );
    desk.run(&["init", "manifest", "data/apps.csv"])
        .refuses(&["is there already"]);
    desk.run(&["init", "manifest", "data/none.csv"])
        .refuses(&["none.csv"]);
    let folder = desk.run(&["init", "manifest", "data", "--dry-run"]);
    assert!(
        folder.stdout.contains("  - path: data/apps.csv\n"),
        "{}",
        folder.stdout
    );
}

/// Regression: a file that DVC tracks became a dataset by the name
/// `data-census-clean.csv`, and the document beside it was not named.
#[test]
fn a_file_that_dvc_tracks_is_called_by_its_own_name() {
    let desk = Desk::new("unused");
    let tracked =
        "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 12\n  path: census-clean.csv\n";
    desk.write("census/data/census-clean.csv.dvc", tracked);
    desk.write(
        "census/train.py",
        "import pandas\nrows = pandas.read_csv('data/census-clean.csv')\n",
    );
    let run = desk.run(&["init", "census", "--dry-run"]);
    for line in [
        "  - id: census-clean  # from data/census-clean.csv.dvc\n",
        "    aliases: [data/census-clean.csv]\n",
        "    manifest: data/census-clean.csv.dvc\n",
    ] {
        assert!(run.stdout.contains(line), "{line}:\n{}", run.stdout);
    }
    let korean = desk.run(&["init", "census", "--lang", "ko", "--no-schema"]);
    assert_eq!(korean.code, 0, "{}", korean.stderr);
    let run = desk.run(&["check", "census", "--lang", "ko"]);
    // Regression: the fix of a gap said only "write text" in Korean.
    let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("글: 누가 무엇을 하려고 쓰며 누구에 관한 것인지"),
        "{}",
        run.stdout
    );
}

#[cfg(unix)]
#[test]
fn at_a_terminal_the_six_facts_are_asked_for() {
    let desk = hub();
    let typed = "classifier\nresearch\ngeneral\nfalse\nteam\nexcluded\n";
    desk.write("typed", typed);
    let command = format!("'{}' init moods", env!("CARGO_BIN_EXE_ethics-gate"));
    let mut script = Command::new("script");
    script.args(["-qec", &command, "typescript"]);
    let input = fs::File::open(desk.path("typed")).expect("what is typed");
    let output = desk.in_folder(script).stdin(input).output();
    let Ok(output) = output else {
        eprintln!("SKIPPED: questions at a terminal: no program `script` here");
        return;
    };
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.contains("system.domain"), "{shown}");
    assert!(shown.contains("5 gaps"), "{shown}");
    let written = desk.read("moods/ethics.yml");
    for line in [
        "  kind: classifier\n",
        "  lifecycle: research\n",
        "    minors: excluded\n",
    ] {
        assert!(written.contains(line), "{line}:\n{written}");
    }
}
