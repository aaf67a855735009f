//! The verbs beside `check`.

use super::Desk;

fn desk() -> Desk {
    Desk::new("nobody")
}

#[track_caller]
fn prints(arguments: &[&str], words: &[&str]) -> String {
    let run = desk().run(arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
    for word in words {
        assert!(run.stdout.contains(word), "no {word:?} in:\n{}", run.stdout);
    }
    run.stdout
}

#[test]
fn explain_says_all_of_a_rule() {
    let words = [
        "gate/owner-named · Somebody owns the system",
        "A system without an owner is nobody's",
        "high     error",
        "minors   at least error",
        "can't be waived",
        "fix: give it the name of its team",
        "Bad\n  # nobody's\n  # ethics.yml\n  version: 1",
        "Good\n  # named after a team",
        "nist-ai-rmf/GOVERN-2.1",
    ];
    prints(&["explain", "gate/owner-named", "--policy", "org"], &words);
    prints(
        &["explain", "gate/lawful", "--policy", "org", "--conditions"],
        &["must hold: declaration.system.id != \"outlaw\""],
    );
    // An earlier id still leads there, in Korean too.
    let words = [
        "시스템의 담당자가 있다",
        "나쁜 예",
        "해결: 팀의 이름을 붙인다",
    ];
    prints(
        &["explain", "gate/owned", "--policy", "org", "--lang", "ko"],
        &words,
    );
}

#[test]
fn explain_shows_a_choice_of_words_and_never_the_code_that_makes_it() {
    let run = desk().run(&["explain", "gate/declaration-valid"]);
    let words = "(it is saved as UTF-16 | it holds a NUL byte | it holds a wrong byte)";
    let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(words), "{}", run.stdout);
    let checks = run.stdout.split("\nBad").next().unwrap_or_default();
    assert!(!checks.contains(" == "), "{checks}");
}

#[test]
fn explain_knows_principles_facts_outcomes_reasons_levels_and_tiers() {
    prints(
        &["explain", "gate", "--policy", "org"],
        &["gate/lawful: No outlaws"],
    );
    prints(
        &["explain", "declaration.system.id", "--policy", "org"],
        &["Type: text", "Read from: ethics.yml", "gate/lawful"],
    );
    prints(
        &["explain", "declaration.data[3].role"],
        &["declaration.data[].role"],
    );
    // A key as a finding names it.
    prints(
        &["explain", "models[loan].card"],
        &["declaration.models[].card"],
    );
    for name in [
        "pass",
        "fail",
        "open",
        "review",
        "not-applicable",
        "unverified",
        "error",
        "minimal",
        "limited",
        "high",
    ] {
        let english = prints(&["explain", name], &[name]);
        let korean = prints(&["explain", name, "--lang", "ko"], &[name]);
        assert_ne!(english, korean);
    }
}

#[test]
fn what_explain_does_not_know_it_names_the_nearest_of() {
    let explain = |name| desk().run(&["explain", name, "--policy", "org"]);
    explain("opne").refuses(&["did you mean `open`?"]);
    explain("owner-named").refuses(&["did you mean `gate/owner-named`?"]);
    explain("declaration.sytem.id").refuses(&["did you mean `declaration.system.id`?"]);
    let run = explain("gate/nope");
    assert!(!run.stderr.contains("did you mean"), "{}", run.stderr);
    explain("zzz").refuses(&["ethics-gate rules"]);
}

#[test]
fn rules_are_listed_for_people_and_for_programs() {
    prints(
        &["rules", "--policy", "org"],
        &["The gate", "gate/owner-named", "levels of a fail"],
    );
    let run = desk().run(&["rules", "--policy", "org", "--format", "json"]);
    let json = run.json();
    let rules = json["rules"].as_array().expect("rules");
    let rule = rules
        .iter()
        .find(|rule| rule["id"] == "gate/owner-named")
        .expect("the rule");
    assert_eq!(rule["principle"], "gate");
    assert_eq!(rule["title"], "Somebody owns the system");
    assert_eq!(rule["level"]["high"], "error");
    assert_eq!(rule["level"]["minors"], "error");
    assert_eq!(rule["waivable"], false);
    assert_eq!(rule["pack"], "org");
}

#[test]
fn facts_are_listed_for_people_and_for_programs() {
    prints(&["facts"], &["declaration.system.id\n    text: "]);
    let json = desk().run(&["facts", "--format", "json"]).json();
    let facts = json["facts"].as_array().expect("facts");
    for fact in facts {
        for key in ["path", "type", "source", "doc"] {
            assert!(fact[key].is_string(), "{fact} lacks {key}");
        }
    }
    assert!(facts.iter().any(|fact| fact["path"] == "tier.effective"));
}

#[test]
fn facts_of_a_repository_carry_their_places() {
    let of = ["facts", "--of", "repo", "--today", "2026-12-01"];
    prints(
        &of,
        &[
            "# ethics.yml",
            "today = \"2026-12-01\"",
            "declaration.system.id = \"nobody\"  # ethics.yml:3:7",
        ],
    );
    let json = desk()
        .run(&[&of[..], &["--format", "json"]].concat())
        .json();
    let facts = json["systems"][0]["facts"].as_array().expect("facts");
    let id = facts
        .iter()
        .find(|fact| fact["path"] == "declaration.system.id")
        .expect("the fact");
    assert_eq!(id["value"], "nobody");
    assert_eq!(id["place"]["path"], "ethics.yml");
    assert_eq!(
        (&id["place"]["line"], &id["place"]["column"]),
        (&3.into(), &7.into())
    );
    desk()
        .run(&["facts", "--of", "nowhere"])
        .refuses(&["nowhere"]);
    desk()
        .run(&["facts", "--today", "2026-12-01"])
        .refuses(&["--of"]);
}

#[test]
fn facts_of_a_hostile_repository_don_t_steer_the_terminal() {
    let desk = desk();
    let hostile = "version: 1\nsystem: {id: x, purpose: \"a\\e[31m\\u009b31mb\\u202ec\\nd\"}\n";
    desk.write("repo/ethics.yml", hostile);
    let run = desk.run(&["facts", "--of", "repo"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let steers =
        |character: char| (character.is_control() && character != '\n') || character == '\u{202e}';
    assert!(!run.stdout.contains(steers), "{:?}", run.stdout);
}

#[test]
fn confidential_terms_are_never_shown() {
    let desk = desk();
    let declaration = desk.read("repo/ethics.yml")
        + "explain:\n  confidential_terms: [projectx]\n  confidential_files: [secret-weights.md]\n";
    desk.write("repo/ethics.yml", &declaration);
    for arguments in [
        &["facts", "--of", "repo"][..],
        &["facts", "--of", "repo", "--format", "json"],
        &["check", "repo", "--report", "json", "--include-passes"],
        &["check", "repo", "--report", "terminal", "--include-passes"],
    ] {
        let run = desk.run(arguments);
        assert!(
            !run.stdout.contains("projectx"),
            "{arguments:?}:\n{}",
            run.stdout
        );
    }
}

#[test]
fn schemas_are_listed_and_printed() {
    let names = prints(&["schema"], &["ethics\n", "rule\n", "report\n"]);
    for name in names.lines() {
        let json = desk().run(&["schema", name]).json();
        assert!(json["$schema"].is_string(), "{name}");
    }
    desk()
        .run(&["schema", "ethic"])
        .refuses(&["did you mean `ethics`?"]);
}

#[test]
fn examples_of_a_pack_are_run() {
    prints(
        &["test", "org"],
        &["org 1.2.3: 2 rules, 4 examples, 0 wrong"],
    );
    prints(&["test", "org", "--verbose"], &["named after a team"]);
    let desk = desk();
    let rule = desk.read("org/gate/lawful.yml");
    desk.write(
        "org/gate/lawful.yml",
        &rule.replace("!= \"outlaw\"", "!= \"other\""),
    );
    let run = desk.run(&["test", "org"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{}", run.stdout);
    assert!(
        run.stdout.contains("gate/lawful · fail · outlaw"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("1 wrong"), "{}", run.stdout);
}

#[test]
fn a_pack_without_examples_proves_nothing() {
    let desk = desk();
    for file in ["gate/lawful.yml", "gate/owner-named.yml"] {
        let rule = desk.read(&format!("org/{file}"));
        let (without, _) = rule.split_once("examples:").expect("examples");
        desk.write(&format!("org/{file}"), without);
    }
    desk.run(&["test", "org"]).refuses(&["no example"]);
    desk.run(&["test", "nowhere"]).refuses(&["nowhere"]);
}

#[test]
fn a_text_is_measured_section_by_section() {
    let desk = desk();
    let text = "\
# Card\n\n## Limits\n\nTODO\n\n## Use\n\n\
It orders the queue by FNR. A person reads every file in full before deciding anything.\n";
    desk.write("card.md", text);
    let json = desk
        .run(&[
            "measure", "text", "card.md", "--words", "10", "--format", "json",
        ])
        .json();
    assert_eq!(json["schema"], "ethics-gate/measure-text/1");
    let sections = json["sections"].as_array().expect("sections");
    let found: Vec<_> = sections
        .iter()
        .map(|one| {
            (
                &one["heading"],
                &one["line"],
                &one["substantive"],
                &one["why"],
            )
        })
        .collect();
    let limits = (
        &"Limits".into(),
        &3.into(),
        &false.into(),
        &"placeholder".into(),
    );
    assert!(found.contains(&limits), "{found:?}");
    assert_eq!((found[2].0, found[2].2), (&"Use".into(), &true.into()));
    assert_eq!(json["sentences"]["unit"], "words");
    assert_eq!(json["sentences"]["longest_line"], 9);
    assert_eq!(json["undefined_abbreviations"][0]["name"], "FNR");
    desk.run(&["measure", "text", "card.md"]);
    desk.run(&["measure", "text", "no.md"]).refuses(&["no.md"]);
}

#[test]
fn completions_and_manual_pages_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        prints(&["completions", shell], &["ethics-gate"]);
    }
    prints(&["man"], &[".TH ethics-gate 1", "completions"]);
    prints(&["man", "check"], &[".TH ethics-gate-check 1", "fail\\-on"]);
    desk()
        .run(&["man", "chekc"])
        .refuses(&["did you mean `check`?"]);
    desk()
        .run(&["completions", "tcsh"])
        .refuses(&["possible values"]);
}

#[test]
fn every_verb_says_what_it_does_and_shows_itself() {
    let help = desk().run(&["--help"]).stdout;
    for verb in [
        "check",
        "explain",
        "rules",
        "facts",
        "schema",
        "waive",
        "baseline",
        "test",
        "completions",
        "man",
    ] {
        assert!(help.contains(&format!("\n  {verb} ")), "{verb}");
        let run = desk().run(&[verb, "--help"]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("Usage: ethics-gate"), "{verb}");
    }
    for promise in ["Exit codes", "Examples"] {
        assert!(help.contains(promise));
    }
}
