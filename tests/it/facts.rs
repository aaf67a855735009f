//! Facts of small trees: what the declaration says of its tier, where its
//! references lead, what is wrong with its shape.

use ethics_gate::facts::catalogue;
use ethics_gate::gate;
use ethics_gate::model::{Kind, Outcome, Reason, Settings, Value};
use ethics_gate::policy::Pack;
use ethics_gate::source::Tree;
use jiff::civil::date;

const TOY: &str = r#"version: 1
system:
  id: sine
  purpose: "Fits a small network to a noisy sine curve for a course; nobody is judged."
  affected: [course participants]
  lifecycle: research
  decides_about_people: false
  audience: {minors: excluded}
practices: none
"#;

/// The facts of the one system of a tree; those that speak of the declaration
/// are held against the catalogue.
fn facts_of(files: &[(&str, &str)]) -> Value {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let tree = Tree::memory(files);
    let mut systems = gate::facts(&tree, None, &[], date(2026, 12, 1)).expect("facts");
    assert_eq!(systems.len(), 1);
    let (_, facts) = systems.remove(0);
    let differences = catalogue::types().differences(&facts);
    let own = ["declaration", "references", "repository", "shape", "tier"];
    let differences: Vec<_> = differences
        .iter()
        .filter(|difference| own.iter().any(|name| difference.starts_with(name)))
        .collect();
    assert!(differences.is_empty(), "{differences:#?}");
    facts
}

fn with(change: &str, lines: &str) -> String {
    let (key, value) = change.split_once(": ").unwrap_or(("", ""));
    let mut text: String = TOY
        .lines()
        .map(
            |line| match line.trim_start().strip_prefix(&format!("{key}: ")) {
                Some(_) if !key.is_empty() && value == "-" => String::new(),
                Some(_) if !key.is_empty() => format!("  {key}: {value}\n"),
                _ => format!("{line}\n"),
            },
        )
        .collect();
    text.push_str(lines);
    text
}

fn fact<'a>(facts: &'a Value, path: &str) -> &'a Value {
    facts
        .at_path(path)
        .unwrap_or_else(|| panic!("no fact {path}"))
}

fn word<'a>(facts: &'a Value, path: &str) -> &'a str {
    fact(facts, path)
        .as_str()
        .unwrap_or_else(|| panic!("{path} is no text"))
}

fn words(value: &Value) -> Vec<&str> {
    value.items().iter().filter_map(Value::as_str).collect()
}

fn floor(change: &str, lines: &str) -> String {
    let text = with(change, lines);
    let facts = facts_of(&[("ethics.yml", &text)]);
    word(&facts, "tier.floor").to_owned()
}

#[test]
fn the_floor_is_the_highest_row_that_applies() {
    assert_eq!(floor("", ""), "minimal");
    assert_eq!(floor("lifecycle: pilot", ""), "limited");
    let system = |lines: &str| {
        let text = TOY.replace("  lifecycle", &format!("{lines}  lifecycle"));
        word(&facts_of(&[("ethics.yml", &text)]), "tier.floor").to_owned()
    };
    assert_eq!(system("  users: public\n  kind: generative\n"), "limited");
    assert_eq!(system("  users: team\n  kind: generative\n"), "minimal");
    assert_eq!(system("  kind: generative\n"), "minimal");
    assert_eq!(
        system("  users: organization\n  features: [emotion]\n"),
        "limited"
    );
    assert_eq!(system("  features: [safety_component]\n"), "high");
    assert_eq!(system("  domain: credit\n"), "minimal");
    let decides = with("decides_about_people: true", "");
    let decides = decides.replace("  lifecycle", "  domain: credit\n  lifecycle");
    let facts = facts_of(&[("ethics.yml", &decides)]);
    assert_eq!(word(&facts, "tier.floor"), "high");
    assert_eq!(
        words(fact(&facts, "tier.reasons")),
        ["system.domain = credit, system.decides_about_people = true"]
    );
}

#[test]
fn saying_nothing_lowers_no_floor() {
    let silent = TOY.lines().filter(|line| !line.contains("lifecycle"));
    let silent = silent.fold(String::new(), |text, line| text + line + "\n");
    let facts = facts_of(&[("ethics.yml", &silent)]);
    assert_eq!(word(&facts, "tier.floor"), "limited");
}

#[test]
fn a_word_that_cannot_be_read_fails_on_its_own_line_and_guesses_no_floor() {
    assert_eq!(floor("lifecycle: reserach", ""), "minimal");
}

#[test]
fn a_kind_that_is_not_said_is_the_one_that_prompts_speak_of() {
    let text = TOY.replace("  lifecycle", "  users: public\n  lifecycle")
        + "models: [{id: m, card: M.md, prompts: [p.md]}]\n";
    let facts = facts_of(&[
        ("ethics.yml", &text),
        ("M.md", "# M\n"),
        ("p.md", "Be kind."),
    ]);
    assert_eq!(word(&facts, "tier.floor"), "limited");
    assert_eq!(
        words(fact(&facts, "tier.reasons")),
        ["system.kind absent, system.users = public"]
    );
}

#[test]
fn personal_data_that_is_learned_from_raises_the_floor_wherever_it_is_said() {
    let entry = "data: [{id: d, role: finetune, personal: true}]\n";
    assert_eq!(floor("", entry), "limited");
    assert_eq!(floor("", &entry.replace("finetune", "eval")), "minimal");
    let text = with("", "data: [{id: d, role: train, manifest: d.yml}]\n");
    let manifest = "schema: ethics-data/1\nid: d\npersonal: true\n";
    let facts = facts_of(&[("ethics.yml", &text), ("d.yml", manifest)]);
    assert_eq!(word(&facts, "tier.floor"), "limited");
}

#[test]
fn a_tier_below_the_floor_is_understated_and_the_floor_counts() {
    let facts = facts_of(&[(
        "ethics.yml",
        &with("lifecycle: pilot", "risk: {tier: minimal}\n"),
    )]);
    assert_eq!(fact(&facts, "tier.understated").as_bool(), Some(true));
    assert_eq!(word(&facts, "tier.effective"), "limited");
    let facts = facts_of(&[(
        "ethics.yml",
        &with("lifecycle: pilot", "risk: {tier: high}\n"),
    )]);
    assert_eq!(fact(&facts, "tier.understated").as_bool(), Some(false));
    assert_eq!(word(&facts, "tier.effective"), "high");
    assert_eq!(fact(&facts, "tier.high").as_bool(), Some(true));
}

#[test]
fn an_exemption_takes_a_document_of_substance_and_an_approver() {
    let lower = |approver: &str, doc: &str| {
        let text = with(
            "lifecycle: pilot",
            &format!(
                "risk: {{tier: minimal, why_lower: {{exemption: \"eu-ai-act/6(3)\", doc: docs/why.md#why, approver: \"{approver}\"}}}}\napprovers: [\"@org/board\"]\n"
            ),
        );
        facts_of(&[("ethics.yml", &text), ("docs/why.md", doc)])
    };
    let argued = "# Why\n\nThe pilot sorts the lab's own measurements of a pendulum and shows them to three colleagues, \
                  who compare each with the notebook; no person is described, ranked or affected by what it says.\n";
    let facts = lower("@org/board", argued);
    assert_eq!(fact(&facts, "tier.exempted").as_bool(), Some(true));
    assert_eq!(word(&facts, "tier.effective"), "minimal");
    for facts in [
        lower("@org/somebody", argued),
        lower("@org/board", "# Why\n\nBecause it is harmless.\n"),
        lower("@org/board", "# What\n\nNothing is said of it here.\n"),
        lower("@org/board", ""),
    ] {
        assert_eq!(fact(&facts, "tier.exempted").as_bool(), Some(false));
        assert_eq!(word(&facts, "tier.effective"), "limited");
    }
}

#[test]
fn words_for_judged_people_are_found_and_words_for_things_are_not() {
    let found = |purpose: &str| {
        let text = with(&format!("purpose: \"{purpose}\""), "");
        let facts = facts_of(&[("ethics.yml", &text)]);
        fact(&facts, "tier.people_words")
            .items()
            .iter()
            .filter_map(|item| item.place.as_ref())
            .map(|place| place.text().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found("Ranks candidates for an interview by their letters"),
        ["candidates"]
    );
    assert_eq!(
        found("Sorts applicant files so that an officer reads them"),
        [""; 0]
    );
    assert_eq!(found("Checks who is eligible for a grant"), ["eligible"]);
    assert_eq!(found("채용 지원서를 순서대로 보여 준다"), ["채용"]);
    assert_eq!(
        found("Scores candidate answers of a search engine"),
        [""; 0]
    );
    assert_eq!(
        found("Picks the candidate model with the least loss"),
        [""; 0]
    );
}

#[test]
fn prompts_and_tasks_say_what_the_system_puts_out() {
    let text = with("", "models: [{id: m, card: M.md, prompts: [p.md]}]\n");
    let card = "---\npipeline_tag: text-generation\n---\n# M\n";
    let facts = facts_of(&[("ethics.yml", &text), ("M.md", card), ("p.md", "Be kind.")]);
    let signals: Vec<_> = fact(&facts, "tier.kind_signals")
        .items()
        .iter()
        .map(|signal| (word(signal, "id"), words(fact(signal, "says"))))
        .collect();
    assert_eq!(
        signals,
        [
            ("prompts", vec!["generative"]),
            ("text-generation", vec!["generative"])
        ]
    );
}

/// The state of the one reference that a line declares.
fn state(line: &str, files: &[(&str, &str)]) -> String {
    let text = with("", line);
    let mut all = vec![("ethics.yml", text.as_str())];
    all.extend(files);
    let facts = facts_of(&all);
    let references = fact(&facts, "references").items();
    assert_eq!(references.len(), 1, "{line}");
    let place = references[0].place.as_ref().expect("a place");
    assert_eq!(place.path(), "ethics.yml");
    word(&references[0], "state").to_owned()
}

#[test]
fn a_reference_says_what_stands_at_its_end() {
    let doc = (
        "docs/a.md",
        "# Roll back\n\nStop the service.\n\n<a id=\"owner\"></a>\nThe team.\n",
    );
    let cases = [
        ("oversight: {rollback: docs/a.md#roll-back}\n", "ok"),
        ("oversight: {rollback: docs/a.md#owner}\n", "ok"),
        ("oversight: {rollback: docs/a.md#rollback}\n", "no-anchor"),
        ("oversight: {rollback: docs/a.md}\n", "no-anchor"),
        ("oversight: {rollback: docs/a.md#}\n", "no-anchor"),
        (
            "oversight: {impact_assessment: docs/a.md#none}\n",
            "no-anchor",
        ),
        ("oversight: {impact_assessment: docs/b.md}\n", "missing"),
        ("oversight: {impact_assessment: docs}\n", "folder"),
        ("oversight: {impact_assessment: ../a.md}\n", "outside"),
        ("oversight: {impact_assessment: /etc/hosts}\n", "outside"),
        (
            "oversight: {impact_assessment: \"https://bank.example/a\"}\n",
            "url",
        ),
        (
            "exclude: [\"docs/**\"]\noversight: {impact_assessment: docs/a.md}\n",
            "excluded",
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(state(line, &[doc]), expected, "{line}");
    }
    let empty = ("docs/a.md", " \n");
    assert_eq!(
        state("oversight: {impact_assessment: docs/a.md}\n", &[empty]),
        "empty"
    );
}

#[test]
fn a_key_is_looked_for_literally_first_then_level_by_level() {
    let line = |file: &str| format!("explain: {{disclosure: {{en: \"{file}#chat.ai_notice\"}}}}\n");
    let cases = [
        (
            "en.json",
            r#"{"chat.ai_notice": "You talk to an AI"}"#,
            "ok",
        ),
        (
            "en.json",
            r#"{"chat": {"ai_notice": "You talk to an AI"}}"#,
            "ok",
        ),
        (
            "en.json",
            r#"{"chat": {"notice": "You talk to an AI"}}"#,
            "no-key",
        ),
        ("en.json", r#"{"chat": {"ai_notice": null}}"#, "no-key"),
        ("en.json", r#"{"chat""#, "unreadable"),
        ("en.yml", "chat:\n  ai_notice: You talk to an AI\n", "ok"),
        (
            "en.toml",
            "[chat]\nai_notice = \"You talk to an AI\"\n",
            "ok",
        ),
        (".env", "chat.ai_notice=You talk to an AI\n", "ok"),
        ("en.strings", "chat.ai_notice = x;\n", "ok"),
        ("en.strings", "\"chat.ai_notice\" = \"x\n", "no-key"),
    ];
    for (file, text, expected) in cases {
        assert_eq!(
            state(&line(file), &[(file, text)]),
            expected,
            "{file}: {text}"
        );
    }
}

#[test]
fn a_pointer_is_enough_where_bytes_count_and_not_where_words_do() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae\nsize 12\n";
    let line = "oversight: {impact_assessment: a.md}\n";
    assert_eq!(state(line, &[("a.md", pointer)]), "pointer");
    assert_eq!(state(line, &[("a.md.dvc", "outs: []\n")]), "pointer");
    let text = with(
        "",
        "models: [{id: m, card: M.md, artifacts: [m.bin, \"hf://o/n\"]}]\n",
    );
    let facts = facts_of(&[("ethics.yml", &text), ("M.md", "# M\n"), ("m.bin", pointer)]);
    let references = fact(&facts, "references").items();
    assert_eq!(references.len(), 2, "a hub reference is no file");
    assert_eq!(word(&references[1], "state"), "ok");
}

#[test]
fn a_missing_file_names_the_one_that_was_probably_meant() {
    let near = |path: &str, files: &[(&str, &str)]| {
        let text = with("", &format!("oversight: {{impact_assessment: {path}}}\n"));
        let mut all = vec![("ethics.yml", text.as_str())];
        all.extend(files);
        let facts = facts_of(&all);
        let reference = &fact(&facts, "references").items()[0];
        reference
            .get("nearest")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let impact = ("docs/impact.md", "# Impact\n");
    assert_eq!(
        near("docs/Impact.md", &[impact]).as_deref(),
        Some("docs/impact.md")
    );
    assert_eq!(
        near("impact.md", &[impact]).as_deref(),
        Some("docs/impact.md")
    );
    assert_eq!(near("docs/dpia.md", &[impact]), None);
    let two = [("a/README.md", "# A\n"), ("b/README.md", "# B\n")];
    assert_eq!(near("docs/README.md", &two), None, "either of two is none");
}

#[test]
fn two_topics_may_share_a_file_and_not_a_section() {
    let text = with(
        "",
        "oversight: {human: a.md#one, rollback: a.md#one, incidents: a.md#two}\n",
    );
    let facts = facts_of(&[
        ("ethics.yml", &text),
        ("a.md", "# One\n\ntext\n\n# Two\n\ntext\n"),
    ]);
    let states: Vec<_> = fact(&facts, "references")
        .items()
        .iter()
        .map(|reference| (word(reference, "id"), word(reference, "state")))
        .collect();
    assert_eq!(
        states,
        [
            ("oversight.human", "ok"),
            ("oversight.rollback", "shared-anchor"),
            ("oversight.incidents", "ok")
        ]
    );
    let other = fact(&fact(&facts, "references").items()[1], "other");
    assert_eq!(other.as_str(), Some("oversight.human"));
}

#[test]
fn references_in_a_manifest_count_too_and_may_stand_beside_it() {
    let text = with("", "data: [{id: d, role: eval, manifest: data/d.yml}]\n");
    let manifest =
        "schema: ethics-data/1\nid: d\nconsent_ref: consent.md\nnotice_ref: docs/none.md\n";
    let facts = facts_of(&[
        ("ethics.yml", &text),
        ("data/d.yml", manifest),
        ("data/consent.md", "# Consent\n"),
    ]);
    let states: Vec<_> = fact(&facts, "references")
        .items()
        .iter()
        .map(|reference| (word(reference, "value"), word(reference, "state")))
        .collect();
    assert_eq!(
        states,
        [
            ("data/d.yml", "ok"),
            ("consent.md", "ok"),
            ("docs/none.md", "missing")
        ]
    );
}

#[test]
fn what_is_wrong_with_the_shape_stands_in_a_list_of_its_kind() {
    let text = with(
        "",
        "fairness: {min_groop: 1}\nprivacy: {personal_data: yes}\nprivacy: {}\n",
    );
    let facts = facts_of(&[("ethics.yml", &text)]);
    let shape = fact(&facts, "shape");
    assert_eq!(fact(shape, "readable").as_bool(), Some(true));
    let unknown = &fact(shape, "unknown").items()[0];
    assert_eq!(word(unknown, "nearest"), "min_group");
    assert_eq!(unknown.place.as_ref().expect("a place").text(), "min_groop");
    assert_eq!(
        word(&fact(shape, "values").items()[0], "replacement"),
        "true"
    );
    assert!(
        fact(&fact(shape, "repeated").items()[0], "other")
            .place
            .is_some()
    );
}

#[test]
fn levels_that_lower_a_rule_or_name_none_are_told() {
    let text = with("", "rules: {gate/no-such-rule: error}\n");
    let facts = facts_of(&[("ethics.yml", &text)]);
    assert_eq!(
        word(&fact(&facts, "shape.levels").items()[0], "code"),
        "unknown-rule"
    );
}

#[test]
fn a_tree_without_a_declaration_names_a_misspelled_one() {
    let facts = facts_of(&[("docs/ethics.yaml", TOY), ("a/b/ethics.yaml", TOY)]);
    let declaration = fact(&facts, "repository.declaration");
    assert_eq!(fact(declaration, "present").as_bool(), Some(false));
    assert_eq!(word(declaration, "misspelled"), "docs/ethics.yaml");
    let place = fact(declaration, "present")
        .place
        .as_ref()
        .expect("a place");
    assert_eq!((place.path(), place.document.exists), ("ethics.yml", false));
    let readable = &fact(&facts, "shape.readable").kind;
    assert!(matches!(readable, Kind::Missing(Reason::Absent)));
}

#[test]
fn two_systems_with_one_id_are_told_at_both() {
    let tree = Tree::memory([
        ("a/ethics.yml".to_owned(), TOY.as_bytes().to_vec()),
        ("b/ethics.yml".to_owned(), TOY.as_bytes().to_vec()),
    ]);
    for (path, facts) in gate::facts(&tree, None, &[], date(2026, 12, 1)).expect("facts") {
        let twin = &fact(&facts, "shape.twins").items()[0];
        let other = fact(twin, "other").place.as_ref().expect("a place");
        assert_ne!(other.path(), path);
    }
}

/// A git work tree whose index holds the first files and not the others.
fn work_tree(tracked: &[(&str, &str)], untracked: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let git = |arguments: &[&str]| {
        let done = std::process::Command::new("git")
            .args(["-c", "core.hooksPath=/dev/null"])
            .args(arguments)
            .current_dir(folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .expect("git runs");
        assert!(done.status.success(), "git {arguments:?}");
    };
    git(&["init", "--quiet"]);
    for (path, text) in tracked.iter().chain(untracked) {
        std::fs::write(folder.path().join(path), text).expect("a file");
    }
    for (path, _) in tracked {
        git(&["add", "--force", path]);
    }
    folder
}

#[test]
fn what_git_does_not_track_is_no_evidence() {
    let text = with(
        "",
        "oversight: {impact_assessment: a.md, human: b.md#b, rollback: c.md#c}\n",
    );
    let tracked = [
        ("ethics.yml", text.as_str()),
        (".gitignore", "c.md\n"),
        ("b.md", "# B\n"),
    ];
    let untracked = [("a.md", "# A\n"), ("c.md", "# C\n")];
    let folder = work_tree(&tracked, &untracked);
    let tree = Tree::working(folder.path()).expect("a tree");
    let settings = Settings {
        only: vec!["gate/references-resolve".to_owned()],
        ..Settings::default()
    };
    let packs = [Pack::builtin()];
    let report =
        gate::gate(&tree, None, None, &packs, &settings, date(2026, 12, 1)).expect("a report");
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (finding.check.as_str(), finding.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("tracked", "`a.md` is not tracked by git"),
            (
                "not-ignored",
                "`c.md#c` is hidden from git by an ignore rule"
            ),
        ]
    );
}

/// Other systems have no such names.
#[cfg(target_os = "linux")]
#[test]
fn a_tracked_file_that_cannot_be_read_is_no_pass() {
    use std::os::unix::ffi::OsStrExt as _;

    let text = with("", "");
    let folder = work_tree(&[("ethics.yml", &text)], &[]);
    let name = std::ffi::OsStr::from_bytes(b"\xfe.bin");
    std::fs::write(folder.path().join(name), "anything").expect("a file");
    let unread = || {
        let tree = Tree::working(folder.path()).expect("a tree");
        let settings = Settings {
            only: vec!["privacy/pii-matches-declaration".to_owned()],
            include_silent: true,
            ..Settings::default()
        };
        let packs = [Pack::builtin()];
        let report = gate::gate(&tree, None, None, &packs, &settings, date(2026, 12, 1));
        let report = report.expect("a report");
        let found = report.findings.iter();
        let found = found.filter(|one| one.check == "readable" && one.outcome == Outcome::Open);
        let found: Vec<_> = found
            .map(|finding| (finding.outcome, finding.path.clone()))
            .collect();
        found
    };
    // What git does not track is somebody's own.
    assert_eq!(unread(), []);
    let added = std::process::Command::new("git")
        .args(["add", "--all"])
        .current_dir(folder.path())
        .status();
    assert!(added.expect("git runs").success());
    assert_eq!(unread(), [(Outcome::Open, "\u{fffd}.bin".to_owned())]);
}

#[test]
fn two_keys_that_an_envelope_lacks_are_two_defects_at_one_place() {
    let text = with(
        "",
        "benefit: {claim: it is faster, metric: m, better: lower, baseline: 5, evidence: e.json}\n",
    );
    let envelope = "{\"schema\": \"ethics-evidence/1\", \"kind\": \"metrics\", \"subjects\": []}";
    let facts = facts_of(&[("ethics.yml", &text), ("e.json", envelope)]);
    let defects: Vec<_> = fact(&facts, "defects")
        .items()
        .iter()
        .map(|defect| (word(defect, "code"), word(defect, "key")))
        .collect();
    assert_eq!(
        defects,
        [("missing-key", "created"), ("missing-key", "results")]
    );
}
