//! Organization packs: what they bind, how they are locked, and that a change
//! can't quietly ask less of itself.

use std::fs;

use serde_json::Value as Json;

use super::{Desk, example};

const HOUSE: &str = "\
name: house
version: '1'
title: {en: House rules, ko: 사내 규칙}
rules: {gate/text-substantive: error}
settings:
  evidence: {max_age_days: 90}
  fairness: {min_group: 200}
locked: [exclude]
";

const RULE: &str = r#"title: {en: The system is not called x, ko: 시스템 이름이 x가 아님}
level: {minimal: error, limited: error, high: error}
why: {en: a name says what it is for, ko: 이름은 쓰임을 말함}
checks:
  - id: named
    require: declaration.system.id != "x"
    message: {en: "`system.id` is x", ko: "`system.id` 값이 x"}
    fix: {en: name it, ko: 이름을 붙이기}
"#;

fn desk(extra: &str) -> Desk {
    let desk = Desk::new("scorer");
    let text = format!(
        "# ours\nversion: 1\nextends: [house] # of the bank\nsystem:\n  id: scorer\n  purpose: A toy.\napprovers: [\"@team/board\"]\nfairness: {{min_group: 300}}\n{extra}"
    );
    desk.write("repo/ethics.yml", &text);
    desk.write("repo/house/pack.yml", HOUSE);
    desk.write("repo/house/gate/named.yml", RULE);
    desk
}

fn replace(desk: &Desk, path: &str, from: &str, to: &str) {
    let text = desk.read(path);
    assert!(text.contains(from), "{path} has no {from}");
    desk.write(path, &text.replacen(from, to, 1));
}

fn report(desk: &Desk, arguments: &[&str]) -> Json {
    let fixed = ["check", "repo", "--today", "2026-12-01", "--report", "json"];
    let run = desk.run(&[&fixed[..], arguments].concat());
    assert!(run.code < 2, "{}", run.stderr);
    run.json()
}

/// `check path:line message` of a rule's findings, with the second place.
fn said(report: &Json, rule: &str) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .filter(|finding| finding["rule"] == rule)
        .map(|finding| {
            let related = &finding["related"][0];
            format!(
                "{} {}:{} {} | {}:{} {}",
                finding["check"].as_str().unwrap_or_default(),
                finding["path"].as_str().unwrap_or_default(),
                finding["start"]["line"],
                finding["message"].as_str().unwrap_or_default(),
                related["path"].as_str().unwrap_or_default(),
                related["start"]["line"],
                related["on_base"] == true,
            )
        })
        .collect()
}

#[test]
fn a_repository_is_stricter_than_its_pack_and_never_looser() {
    let desk = desk("");
    assert_eq!(said(&report(&desk, &[]), "gate/pack-respected"), [""; 0]);
    replace(&desk, "repo/ethics.yml", "min_group: 300", "min_group: 150");
    replace(
        &desk,
        "repo/ethics.yml",
        "approvers",
        "exclude: [docs/**]\napprovers",
    );
    let report = report(&desk, &[]);
    let said = said(&report, "gate/pack-respected");
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(
        said[0].starts_with("locked ethics.yml:7 `exclude` is locked by the pack `house`"),
        "{said:#?}"
    );
    assert!(said[0].contains("house/pack.yml:8"), "{said:#?}");
    assert!(
        said[1].starts_with("bound ethics.yml:9 `fairness.min_group` is 150, looser than the 200 of the pack `house`"),
        "{said:#?}"
    );
    assert!(said[1].contains("house/pack.yml:7"), "{said:#?}");
    assert_eq!(report["verdict"], "fail");
}

#[test]
fn a_pack_raises_a_level_that_no_repository_lowers() {
    let desk = desk("rules: {gate/text-substantive: warning}\n");
    let report = report(&desk, &[]);
    let said = said(&report, "gate/declaration-valid");
    assert!(
        said.iter()
            .any(|said| said.contains("gate/text-substantive")),
        "{said:#?}"
    );
    let text = report["findings"].as_array().expect("findings");
    let raised = text
        .iter()
        .find(|one| one["rule"] == "gate/text-substantive");
    if let Some(raised) = raised {
        assert_eq!(raised["level"], "error");
    }
}

#[test]
fn what_is_in_force_is_told_with_its_origin() {
    let desk = desk("");
    let json = desk
        .run(&[
            "config",
            "repo",
            "--explain",
            "--format",
            "json",
            "--fail-on",
            "never",
        ])
        .json();
    let settings = json["systems"][0]["settings"].as_array().expect("settings");
    let of = |key: &str| {
        let found = settings.iter().find(|setting| setting["key"] == key);
        found.unwrap_or_else(|| panic!("no {key}"))
    };
    let age = of("evidence.max_age_days");
    assert_eq!(age["value"], "90");
    assert_eq!(age["layers"][0]["value"], "365");
    assert_eq!(age["layers"][1]["path"], "house/pack.yml");
    let group = of("fairness.min_group");
    let from: Vec<_> = group["layers"]
        .as_array()
        .expect("layers")
        .iter()
        .map(|layer| layer["from"].as_str())
        .collect();
    assert_eq!(from, [Some("default"), Some("pack"), Some("declaration")]);
    assert_eq!(group["value"], "300");
    assert_eq!(of("rules.gate/text-substantive")["value"], "error");
    assert_eq!(of("--fail-on")["layers"][1]["from"], "command-line");
    let text = desk.run(&["config", "repo", "--explain"]).stdout;
    assert!(
        text.contains("fairness.min_group = 300  (ethics.yml)  ethics.yml:8"),
        "{text}"
    );
    assert!(
        text.contains("      200  (pack house)  house/pack.yml:7"),
        "{text}"
    );
    let korean = desk.run(&["config", "repo", "--lang", "ko"]).stdout;
    assert!(korean.contains("(팩 house)"), "{korean}");
    // What the short form leaves out, it says.
    let short = desk.run(&["config", "repo"]);
    assert!(
        !short.stdout.contains("      200  (pack house)"),
        "{}",
        short.stdout
    );
    assert!(short.stderr.contains("`--explain`"), "{}", short.stderr);
    assert_eq!(desk.run(&["config", "repo", "--explain"]).stderr, "");
}

#[test]
fn a_locked_pack_that_differs_is_refused() {
    let desk = desk("");
    assert_eq!(desk.run(&["pack", "verify", "repo"]).code, 1);
    assert_eq!(desk.run(&["pack", "lock", "repo"]).code, 0);
    let run = desk.run(&["pack", "verify", "repo"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("house 1  as locked"), "{}", run.stdout);
    // `lock` keeps what `pack lock` wrote.
    desk.run(&["lock", "repo"]);
    assert!(desk.read("repo/ethics.lock").contains("\"packs\""));
    report(&desk, &[]);
    replace(
        &desk,
        "repo/house/pack.yml",
        "min_group: 200",
        "min_group: 120",
    );
    desk.run(&["check", "repo"])
        .refuses(&["not the one that ethics.lock holds", "pack lock"]);
    desk.run(&["config", "repo"]).refuses(&["not the one"]);
    let run = desk.run(&["pack", "verify", "repo"]);
    assert_eq!(run.code, 2);
    desk.write("repo/ethics.lock", "{");
    desk.run(&["check", "repo"])
        .refuses(&["ethics.lock", "nobody knows"]);
}

#[test]
fn what_can_t_bind_is_refused_at_its_place() {
    for (from, to, says) in [
        ("min_group: 200", "min_grop: 200", "house/pack.yml:7"),
        (
            "min_group: 200",
            "counts: x.csv",
            "a pack can't set `fairness.counts`",
        ),
        ("min_group: 200", "min_group: many", "house/pack.yml:7"),
        (
            "locked: [exclude]",
            "locked: [exclud]",
            "did you mean `exclude`",
        ),
        (
            "locked: [exclude]",
            "open: [fairness.confidence]",
            "has no `fairness.confidence`",
        ),
        (
            "gate/text-substantive: error",
            "gate/text-substantiv: error",
            "did you mean `gate/text-substantive`",
        ),
        (
            "gate/text-substantive: error",
            "gate/declaration-valid: error",
            "a pack only raises",
        ),
        ("rules:", "rule:", "unknown key `rule`"),
    ] {
        let desk = desk("");
        replace(&desk, "repo/house/pack.yml", from, to);
        desk.run(&["check", "repo"]).refuses(&[says]);
    }
}

/// A change on a branch, held against main.
fn change(edit: impl FnOnce(&Desk)) -> Vec<String> {
    let desk = desk("");
    desk.git("repo", &["init", "-q"]);
    assert_eq!(desk.run(&["pack", "lock", "repo"]).code, 0);
    desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    edit(&desk);
    desk.commit("repo");
    said(
        &report(&desk, &["--base", "main"]),
        "integrity/nothing-loosened",
    )
}

fn relock(desk: &Desk) {
    assert_eq!(desk.run(&["pack", "lock", "repo"]).code, 0);
}

#[test]
fn a_pack_that_a_change_loosens_is_found_on_both_sides() {
    type Story = (&'static str, fn(&Desk), &'static str);
    let stories: [Story; 8] = [
        (
            "a rule is gone",
            |desk| fs::remove_file(desk.path("repo/house/gate/named.yml")).expect("a rule"),
            "`extends[house].rules[gate/named]",
        ),
        (
            "a condition differs",
            |desk| replace(desk, "repo/house/gate/named.yml", "!= \"x\"", "!= \"y\""),
            "`extends[house].rules[gate/named].checks[named]`",
        ),
        (
            "a level falls",
            |desk| {
                replace(
                    desk,
                    "repo/house/gate/named.yml",
                    "high: error",
                    "high: note",
                )
            },
            "`extends[house].rules[gate/named].level.high` went from error to note",
        ),
        (
            "a raise is gone",
            |desk| {
                replace(
                    desk,
                    "repo/house/pack.yml",
                    "rules: {gate/text-substantive: error}\n",
                    "",
                )
            },
            "`extends[house].rules.gate/text-substantive` went from error to none",
        ),
        (
            "a key is unlocked",
            |desk| replace(desk, "repo/house/pack.yml", "locked: [exclude]\n", ""),
            "`extends[house].locked[exclude]`",
        ),
        (
            "a value is looser",
            |desk| {
                replace(
                    desk,
                    "repo/house/pack.yml",
                    "max_age_days: 90",
                    "max_age_days: 300",
                )
            },
            "max_age_days` went from 90 to 300",
        ),
        (
            "a value below the repository's own is looser",
            |desk| {
                replace(
                    desk,
                    "repo/house/pack.yml",
                    "min_group: 200",
                    "min_group: 150",
                )
            },
            "`extends[house].settings.fairness.min_group` went from 200 to 150",
        ),
        (
            "a key is opened",
            |desk| {
                replace(
                    desk,
                    "repo/house/pack.yml",
                    "locked:",
                    "open: [fairness.min_group]\nlocked:",
                )
            },
            "`extends[house].open[fairness.min_group]`",
        ),
    ];
    for (name, edit, says) in stories {
        let said = change(|desk| {
            edit(desk);
            relock(desk);
        });
        assert!(
            said.iter()
                .any(|said| said.contains(says) && said.ends_with("true")),
            "{name}: {said:#?}"
        );
    }
    let dropped = change(|desk| {
        replace(
            desk,
            "repo/ethics.yml",
            "extends: [house]",
            "x-was: [house]",
        )
    });
    let says = "`extends` went from house to none";
    assert!(
        dropped.iter().any(|said| said.contains(says)),
        "{dropped:#?}"
    );
    let unlocked = change(|desk| fs::remove_file(desk.path("repo/ethics.lock")).expect("a lock"));
    let says = "`extends[house].lock`";
    assert!(
        unlocked.iter().any(|said| said.contains(says)),
        "{unlocked:#?}"
    );
}

#[test]
fn a_pack_that_a_change_makes_stricter_is_in_force_at_once() {
    let stricter = change(|desk| {
        replace(
            desk,
            "repo/house/pack.yml",
            "max_age_days: 90",
            "max_age_days: 30",
        );
        replace(
            desk,
            "repo/house/pack.yml",
            "locked: [exclude]",
            "locked: [exclude, waivers]",
        );
        desk.write("repo/house/gate/other.yml", &RULE.replace("\"x\"", "\"z\""));
        replace(
            desk,
            "repo/house/gate/named.yml",
            "a name says what it is for",
            "a name is a promise",
        );
        relock(desk);
    });
    assert_eq!(stricter, [""; 0]);
    let approved = change(|desk| {
        replace(
            desk,
            "repo/house/pack.yml",
            "max_age_days: 90",
            "max_age_days: 120",
        );
        let log = "change_log: [{date: 2026-11-20, key: evidence.max_age_days, from: 90, to: 120, why: docs/why.md, approver: \"@team/board\"}]\n";
        let text = desk.read("repo/ethics.yml");
        desk.write("repo/ethics.yml", &(text + log));
        desk.write(
            "repo/docs/why.md",
            "The survey is repeated every four months.\n",
        );
        relock(desk);
    });
    assert_eq!(approved, [""; 0]);
}

#[test]
fn a_pack_is_added_with_one_command() {
    let desk = Desk::new("scorer");
    let run = desk.run(&["pack", "add", &example("custom-pack"), "--repo", "repo"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // What it asks for is told at once, and not by the next pipeline.
    let said = &run.stderr;
    assert!(
        said.contains("it brings ") && said.contains("`ethics-gate check`"),
        "{said}"
    );
    let declaration = desk.read("repo/ethics.yml");
    assert!(
        declaration.contains("extends: [policies/lender-house-rules]"),
        "{declaration}"
    );
    assert!(desk.read("repo/ethics.lock").contains("lender-house-rules"));
    assert_eq!(desk.run(&["pack", "verify", "repo"]).code, 0);
    let report = report(&desk, &[]);
    assert_eq!(report["packs"][1]["name"], "lender-house-rules");
    // Once more is the same.
    let again = desk.run(&["pack", "add", &example("custom-pack"), "--repo", "repo"]);
    assert!(again.stderr.contains("nothing new"), "{}", again.stderr);
    assert_eq!(desk.read("repo/ethics.yml"), declaration);
    desk.run(&["pack", "add", "org", "--repo", "repo", "--to", "../out"])
        .refuses(&["leaves the repository"]);
    desk.run(&["pack", "add", "nowhere", "--repo", "repo"])
        .refuses(&["nowhere"]);
}

#[test]
fn the_example_of_a_pack_owes_nothing() {
    let desk = Desk::new("scorer");
    let run = desk.run(&["test", &example("custom-pack"), "--strict"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(
        run.stdout.contains("2 rules, 8 examples, 0 wrong\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_new_rule_loads_and_fails_until_it_is_filled_in() {
    let desk = Desk::new("scorer");
    let run = desk.run(&["new", "lending/second-reader", "--pack", "house"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = desk.run(&["test", "house"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("missing   lending/second-reader"),
        "{}",
        run.stdout
    );
    let path = "house/lending/second-reader.yml";
    replace(&desk, path, "set: {}", "set: {system.purpose: null}");
    let run = desk.run(&["test", "house"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    desk.run(&["new", "lending/second-reader", "--pack", "house"])
        .refuses(&["there already"]);
    desk.run(&["new", "gate/declaration-valid", "--pack", "house"])
        .refuses(&["built in"]);
    desk.run(&["new", "../x", "--pack", "house"])
        .refuses(&["no rule's id"]);
}

#[test]
fn a_pack_that_the_base_cant_use_is_said_and_may_be_mended() {
    let desk = desk("");
    desk.git("repo", &["init", "-q"]);
    let whole = desk.read("repo/house/pack.yml");
    replace(&desk, "repo/house/pack.yml", "rules:", "rule:");
    desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    desk.write("repo/house/pack.yml", &whole);
    desk.commit("repo");
    let report = report(&desk, &["--base", "main"]);
    let left = report["not_checked"].as_array().expect("a list");
    assert!(
        left.iter().any(|one| one["path"] == "ethics.yml"
            && one["reason"].as_str().is_some_and(|reason| reason
                .contains("what the pack `house` asked on the base, where it can't be used"))),
        "{left:#?}"
    );
}
