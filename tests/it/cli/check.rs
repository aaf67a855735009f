//! `check`: exit codes, reports, selections, refusals.

use std::process::Stdio;

use super::{Desk, Run, example};

const FORMATS: [&str; 7] = [
    "terminal",
    "json",
    "sarif",
    "github",
    "markdown",
    "codequality",
    "junit",
];

#[test]
fn the_exit_code_is_the_verdict_in_every_format() {
    for (id, code) in [("scorer", 0), ("nobody", 0), ("outlaw", 1)] {
        let desk = Desk::new(id);
        for format in FORMATS {
            let run = desk.check(&["--report", format]);
            assert_eq!(run.code, code, "{id} {format}: {}", run.stderr);
            assert_eq!(run.stderr, "", "stderr is silent where all is well");
            assert!(!run.stdout.is_empty());
        }
    }
}

#[test]
fn the_report_goes_to_stdout_and_marks_the_place() {
    let run = Desk::new("outlaw").check(&[]);
    for words in [
        "error[gate/lawful]",
        "ethics.yml:3:7",
        "`outlaw` is an outlaw",
    ] {
        assert!(run.stdout.contains(words), "{words}:\n{}", run.stdout);
    }
    let json = Desk::new("outlaw").check(&["--report", "json"]).json();
    assert_eq!(json["verdict"], "fail");
    assert_eq!(json["root"], "repo");
    assert_eq!(json["today"], "2026-12-01");
}

#[test]
fn two_runs_print_the_same_bytes() {
    let desk = Desk::new("outlaw");
    for format in FORMATS {
        let one = desk.check(&["--report", format]);
        let other = desk.check(&["--report", format]);
        assert_eq!(one.stdout, other.stdout, "{format}");
    }
}

#[test]
fn reports_go_to_files_and_one_line_tells_the_rest() {
    let desk = Desk::new("nobody");
    let run = desk.check(&["--report", "json=out.json", "--report", "markdown=out.md"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(
        run.stderr,
        // The rules that were not selected are one.
        "ethics-gate: pass: 0 errors, 1 warning, 0 notes; 1 not checked\n"
    );
    assert!(desk.read("out.json").contains("\"verdict\": \"pass\""));
    assert!(desk.read("out.md").contains("gate/owner-named"));
    let run = desk.check(&["--report", "json=out.json", "--lang", "ko"]);
    assert!(run.stderr.contains("경고 1개"), "{}", run.stderr);
}

#[test]
fn one_report_may_go_to_stdout_beside_files() {
    let desk = Desk::new("nobody");
    let run = desk.check(&["--report", "sarif=out.sarif", "--report", "json"]);
    assert_eq!(run.json()["verdict"], "pass");
    assert_eq!(run.stderr, "");
    assert!(desk.read("out.sarif").contains("2.1.0"));
    let dash = desk.check(&["--report", "json=-"]);
    assert_eq!(dash.stdout, run.stdout);
}

#[test]
fn two_reports_to_one_place_are_refused_before_anything_is_judged() {
    let desk = Desk::new("nobody");
    desk.check(&["--report", "json", "--report", "sarif"])
        .refuses(&[
            "json and sarif, can't both go to stdout",
            "--report sarif=FILE",
        ]);
    desk.check(&["--report", "json=o", "--report", "sarif=o"])
        .refuses(&["can't both go to o"]);
    assert!(!desk.path("o").exists());
}

#[test]
fn a_report_that_can_t_be_written_is_a_refusal() {
    Desk::new("scorer")
        .check(&["--report", "json=nowhere/out.json"])
        .refuses(&[
            "can't write the report nowhere/out.json",
            "help: name a file",
        ]);
}

#[test]
fn an_unknown_format_names_the_nearest_and_all() {
    let desk = Desk::new("scorer");
    desk.check(&["--report", "jsno"]).refuses(&[
        "no format `jsno`",
        "did you mean `json`?",
        "markdown",
    ]);
    desk.check(&["--report", "json="])
        .refuses(&["a file is missing"]);
}

#[test]
fn fail_on_changes_the_exit_code_aloud_and_nothing_else() {
    let warned = Desk::new("nobody");
    let plain = warned.check(&["--report", "json"]);
    let run = warned.check(&["--report", "json", "--fail-on", "warning"]);
    assert_eq!((plain.code, run.code), (0, 1));
    assert_eq!(plain.stdout, run.stdout);
    assert_eq!(
        run.stderr,
        "note: --fail-on warning makes the exit code 1; the verdict is pass\n"
    );

    let failed = Desk::new("outlaw");
    let run = failed.check(&["--report", "json", "--fail-on", "never"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.json()["verdict"], "fail");
    assert!(run.stderr.contains("the verdict is fail"), "{}", run.stderr);
    let run = failed.check(&["--fail-on", "never", "--lang", "ko"]);
    assert!(run.stderr.contains("판정은 fail"), "{}", run.stderr);

    let clean = Desk::new("scorer").check(&["--fail-on", "warning"]);
    assert_eq!((clean.code, clean.stderr.as_str()), (0, ""));
}

#[test]
fn passes_are_reported_where_they_are_asked_for() {
    let desk = Desk::new("scorer");
    let silent = desk.check(&["--report", "json"]).json();
    let all = desk.check(&["--report", "json", "--include-passes"]).json();
    assert_eq!(silent["findings"].as_array().map(Vec::len), Some(0));
    assert_eq!(all["findings"].as_array().map(Vec::len), Some(2));
}

fn rules_of(run: &Run) -> Vec<String> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| finding["rule"].as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn rules_are_selected_by_id_by_earlier_id_and_by_principle() {
    let desk = Desk::new("outlaw");
    let select = |name: &str| {
        let arguments = ["check", "repo", "--policy", "org", "--report", "json"];
        let run = desk.run(&[&arguments[..], &["--rule", name]].concat());
        assert!(run.json()["checked"]["rules"].as_u64() > Some(0));
        rules_of(&run)
    };
    assert_eq!(select("gate/lawful"), ["gate/lawful"]);
    assert_eq!(select("gate/owned"), ["gate/owner-named"]);
    let principle = select("gate");
    assert!(principle.contains(&"gate/lawful".to_owned()));
    assert!(principle.contains(&"gate/owner-named".to_owned()));
}

#[test]
fn a_selection_that_matches_no_rule_is_a_refusal() {
    let desk = Desk::new("scorer");
    let arguments = ["check", "repo", "--policy", "org", "--rule"];
    let select = |name| desk.run(&[&arguments[..], &[name]].concat());
    select("gate/owner-nmaed").refuses(&["did you mean `gate/owner-named`?"]);
    select("fairness/owner-named").refuses(&["did you mean `gate/owner-named`?"]);
    select("zzz").refuses(&["there is no rule or principle `zzz`", "ethics-gate rules"]);
}

#[test]
fn rules_of_a_pack_that_the_declaration_extends_can_be_selected() {
    let desk = Desk::new("outlaw");
    for file in ["pack.yml", "gate/_principle.yml", "gate/lawful.yml"] {
        desk.write(
            &format!("repo/policies/{file}"),
            &desk.read(&format!("org/{file}")),
        );
    }
    let declaration = desk.read("repo/ethics.yml") + "extends: [policies]\n";
    desk.write("repo/ethics.yml", &declaration);
    let run = desk.run(&["check", "repo", "--rule", "gate/lawful", "--report", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(rules_of(&run), ["gate/lawful"]);
}

#[test]
fn an_invalid_pack_is_a_refusal_at_its_place() {
    let desk = Desk::new("scorer");
    let rule = desk.read("org/gate/lawful.yml");
    desk.write(
        "org/gate/lawful.yml",
        &rule.replace("system.id !=", "system.idd !="),
    );
    let named = desk.run(&["check", "repo", "--policy", "org/pack.yml"]);
    named.refuses(&["  org/gate/lawful.yml:6:14: "]);
    desk.check(&[]).refuses(&[
        "org: the pack is invalid",
        "org/gate/lawful.yml:6:14: ",
        "did you mean `declaration.system.id`",
    ]);
    desk.run(&["check", "repo", "--policy", "repo"])
        .refuses(&["there is no pack.yml", "help: name the folder"]);
    desk.run(&["check", "repo", "--policy", "nowhere"])
        .refuses(&["nowhere: there is no such folder"]);
}

#[test]
fn an_invalid_pack_that_the_declaration_extends_is_a_refusal_at_its_place() {
    let desk = Desk::new("scorer");
    desk.write("repo/policies/pack.yml", "name: 1\n");
    let declaration = desk.read("repo/ethics.yml") + "extends: [policies]\n";
    desk.write("repo/ethics.yml", &declaration);
    desk.run(&["check", "repo"])
        .refuses(&["policies: the pack is invalid", "policies/pack.yml:1:"]);
    desk.write(
        "repo/ethics.yml",
        &declaration.replace("[policies]", "[gone]"),
    );
    desk.run(&["check", "repo"])
        .refuses(&["ethics.yml: the pack `gone`", "commit its folder"]);
}

#[test]
fn a_path_is_a_folder_or_the_declaration_in_it() {
    let desk = Desk::new("outlaw");
    let arguments = [
        "--policy",
        "org",
        "--rule",
        "gate/lawful",
        "--report",
        "json",
    ];
    let check = |path| desk.run(&[&["check", path], &arguments[..]].concat());
    assert_eq!(rules_of(&check("repo")), ["gate/lawful"]);
    assert_eq!(rules_of(&check("repo/ethics.yml")), ["gate/lawful"]);
    check("nowhere").refuses(&["nowhere: there is no such folder", "help: name the folder"]);
    check("org/pack.yml").refuses(&[
        "org/pack.yml: a file",
        "help: name the folder",
        "perhaps org",
    ]);
}

#[test]
fn wrong_usage_is_2_and_help_is_0() {
    let desk = Desk::new("scorer");
    for arguments in [
        &["chekc"][..],
        &["check", "--today", "2026-13-01"],
        &["check", "--today", "yesterday"],
        &["check", "--fail-on", "note"],
        &["check", "--lang", "fr"],
        &["check", "--base"],
        &["check", "a", "b"],
        &[],
    ] {
        desk.run(arguments).refuses(&["--help"]);
    }
    for arguments in [&["--help"][..], &["-h"], &["--version"], &["help", "check"]] {
        let run = desk.run(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
    }
    assert!(desk.run(&["chekc"]).stderr.contains("'check'"));
}

#[test]
fn a_reader_who_leaves_changes_nothing() {
    let desk = Desk::new("outlaw");
    let mut child = desk
        .command(&["check", "repo", "--policy", "org", "--report", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn an_empty_repository_fails_and_a_missing_one_is_refused() {
    let desk = Desk::new("scorer");
    std::fs::create_dir(desk.path("empty")).expect("a folder");
    let run = desk.run(&["check", "empty", "--report", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(
        run.json()["findings"][0]["rule"],
        "gate/declaration-present"
    );
    assert_eq!(run.json()["findings"][0]["exists"], false);
}

#[test]
fn the_examples_are_judged_as_they_claim() {
    let desk = Desk::new("scorer");
    for name in ["minimal", "credit-scoring", "teen-chat"] {
        let path = example(name);
        let run = desk.run(&["check", &path, "--today", "2026-12-01"]);
        assert_eq!(run.code, 0, "{name}:\n{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains("pass"), "{name}");
    }
    let path = example("unfinished");
    let run = desk.run(&["check", &path, "--today", "2026-12-01"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
}

#[cfg(unix)]
#[test]
fn a_declaration_that_is_a_link_out_of_the_root_is_unreadable_and_not_absent() {
    let desk = Desk::new("scorer");
    desk.write("elsewhere.yml", &desk.read("repo/ethics.yml"));
    std::fs::remove_file(desk.path("repo/ethics.yml")).expect("removed");
    std::os::unix::fs::symlink(desk.path("elsewhere.yml"), desk.path("repo/ethics.yml"))
        .expect("a link");
    let run = desk.run(&["check", "repo", "--today", "2026-12-01", "--report", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let report = run.json();
    let findings = report["findings"].as_array().expect("findings");
    let told: Vec<_> = findings
        .iter()
        .map(|finding| (finding["rule"].as_str(), finding["path"].as_str()))
        .collect();
    assert_eq!(told, [(Some("gate/declaration-valid"), Some("ethics.yml"))]);
    let message = findings[0]["message"].as_str().expect("a message");
    assert!(
        message.contains("a link that can't be followed"),
        "{message}"
    );
}

#[test]
fn a_readme_that_is_too_large_is_passed_over_once() {
    let desk = Desk::new("scorer");
    desk.write("repo/README.md", &"word ".repeat(4 << 20));
    let run = desk.run(&["check", "repo", "--today", "2026-12-01", "--report", "json"]);
    let report = run.json();
    let told = report["not_checked"].as_array().expect("a list");
    let reasons: Vec<_> = told
        .iter()
        .filter(|left| left["path"] == "README.md")
        .map(|left| left["reason"].as_str())
        .collect();
    // Once by each search that wanted it.
    let wanted = [
        "larger than 16 MiB, so it was not searched for secrets and numbers of people",
        "larger than 4 MiB: no card or manifest is that long",
    ];
    assert_eq!(reasons, wanted.map(Some));
}

#[test]
fn within_a_principle_the_worst_comes_first() {
    let run =
        super::Desk::new("scorer").run(&["check", &example("unfinished"), "--today", "2026-12-01"]);
    let (mut before, mut told) = (3, 0);
    for line in run.stdout.lines() {
        if line.contains("────") {
            before = 3;
        }
        let levels = ["note[", "warning[", "error["];
        let Some(level) = levels.iter().position(|level| line.starts_with(level)) else {
            continue;
        };
        assert!(level <= before, "{line} stands below something milder");
        (before, told) = (level, told + 1);
    }
    assert!(told > 10, "{told} findings are no test of their order");
}
