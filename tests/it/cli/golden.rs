//! What a newcomer reads, word for word: help, and what is said when the gate
//! can't judge.

use std::fmt::Write as _;

use super::Desk;

#[test]
fn help_texts() {
    let desk = Desk::new("scorer");
    let mut text = String::new();
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["report", "--help"],
        &["explain", "--help"],
        &["rules", "--help"],
        &["facts", "--help"],
        &["schema", "--help"],
        &["waive", "--help"],
        &["baseline", "--help"],
        &["attest", "--help"],
        &["verify", "--help"],
        &["doctor", "--help"],
        &["test", "--help"],
        &["completions", "--help"],
        &["man", "--help"],
    ] {
        let run = desk.run(arguments);
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "$ ethics-gate {}\n{}",
            arguments.join(" "),
            run.stdout
        );
    }
    insta::assert_snapshot!(text);
}

#[test]
fn refusals() {
    let desk = Desk::new("scorer");
    desk.write("bad/pack.yml", "name: bad\nversoin: 1.0.0\n");
    desk.write("bad/gate/rule.yml", "title: {en: A, ko: 가}\n");
    let mut text = String::new();
    for arguments in [
        &["check", "nowhere"][..],
        &["check", "org/pack.yml"],
        &["check", "repo", "--report", "jsno"],
        &["check", "repo", "--report", "json", "--report", "sarif"],
        &["check", "repo", "--report", "json=nowhere/report.json"],
        &["check", "repo", "--policy", "nowhere"],
        &["check", "repo", "--policy", "repo"],
        &["check", "repo", "--policy", "bad"],
        &[
            "check",
            "repo",
            "--policy",
            "org",
            "--rule",
            "gate/owned-name",
        ],
        &["check", "repo", "--rule", "zzz"],
        &["check", "repo", "--today", "2026-13-01"],
        &["explain", "opne"],
        &["schema", "ethic"],
        &["test", "bad"],
        &["man", "chekc"],
    ] {
        let run = desk.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        let _ = writeln!(
            text,
            "$ ethics-gate {}\n{}",
            arguments.join(" "),
            run.stderr
        );
    }
    insta::assert_snapshot!(text);
}
