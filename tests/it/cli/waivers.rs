//! Waivers and baseline: stories of two commits, each weakening with its
//! honest version, and the verbs that write exceptions.

use super::{Desk, Run};

/// A rule of which each entry of `models` is a subject.
const RULE: &str = r#"title: {en: Models have versions, ko: 모델에 버전이 있다}
level: {minimal: error, limited: error, high: error}
why: {en: What has no version can't be found again, ko: 버전이 없으면 다시 찾을 수 없다}
checks:
  - id: said
    for: declaration.models[*]
    absent: not-applicable
    require: self.version != "0"
    at: self.version
    message: {en: "`{self.id}` has no version", ko: "`{self.id}`에 버전이 없음"}
    fix: {en: give it one, ko: 버전을 붙이기}
"#;

const HEAD: &str = "# ours, by hand
version: 1
system:
  id: outlaw # not for long
  purpose: A toy.
approvers: [\"@org/board\"]
";

const REASON: &str = "renamed with the move of the repository in January";

fn waiver(scope: &str, approver: &str, expires: &str) -> String {
    let rule = if scope == "system.id" {
        "gate/lawful"
    } else {
        "gate/versioned"
    };
    format!(
        "  - {{rule: {rule}, scope: {scope}, reason: {REASON}, approver: \"{approver}\", expires: {expires}}}\n"
    )
}

fn log(key: &str, from: &str, to: &str) -> String {
    format!(
        "change_log:\n  - {{date: 2026-11-30, key: \"{key}\", from: {from}, to: {to}, why: why.md, approver: \"@org/board\"}}\n"
    )
}

impl Desk {
    /// A repository whose `main` has this declaration, and a branch for the change.
    fn exceptional(declaration: &str) -> Self {
        let desk = Self::new("outlaw");
        desk.write("org/gate/versioned.yml", RULE);
        desk.write("repo/ethics.yml", declaration);
        desk.write(
            "repo/why.md",
            "# Why\n\nBecause the repository moves in January.\n",
        );
        desk.git("repo", &["init", "-q"]);
        desk.commit("repo");
        desk.git("repo", &["switch", "-q", "-c", "change"]);
        desk
    }

    fn change(&self, declaration: &str) -> &Self {
        self.write("repo/ethics.yml", declaration);
        self.commit("repo");
        self
    }

    fn judge(&self, arguments: &[&str]) -> Run {
        self.judge_on("2026-12-01", arguments)
    }

    fn judge_on(&self, today: &str, arguments: &[&str]) -> Run {
        let fixed = ["check", "repo", "--policy", "org", "--today", today];
        let rules = [
            "gate/lawful",
            "gate/versioned",
            "gate/owner-named",
            "gate/waivers-real",
            "integrity/nothing-loosened",
        ];
        let rules = rules.iter().flat_map(|rule| ["--rule", rule]);
        let rules: Vec<&str> = rules.collect();
        self.run(&[&fixed[..], &rules, arguments].concat())
    }

    /// The findings against `main` as `rule#check line blocking`.
    #[track_caller]
    fn told(&self, code: i32, arguments: &[&str]) -> Vec<String> {
        let json = [&["--base", "main", "--report", "json"], arguments].concat();
        let run = self.judge(&json);
        assert_eq!(
            run.code,
            code,
            "{}{}",
            self.judge(&["--base", "main"]).stdout,
            run.stderr
        );
        let report = run.json();
        let findings = report["findings"].as_array().expect("findings");
        findings
            .iter()
            .map(|one| {
                let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
                let blocks = if one["blocking"] == true {
                    "blocks"
                } else {
                    "passes"
                };
                let suppression = one["suppression"]["kind"].as_str().unwrap_or("counts");
                format!(
                    "{}#{} {} {blocks} {suppression}",
                    text("rule"),
                    text("check"),
                    one["start"]["line"]
                )
            })
            .collect()
    }
}

#[test]
fn a_waiver_keeps_a_finding_from_blocking_and_changes_nothing_else() {
    let desk = Desk::exceptional(HEAD);
    assert_eq!(desk.told(1, &[]).len(), 2);
    desk.change(&format!(
        "{HEAD}waivers:\n{}",
        waiver("system.id", "@org/board", "2027-01-31")
    ));
    // What can't be waived counts as it did.
    let told = desk.told(0, &[]);
    assert_eq!(
        told,
        [
            "gate/lawful#lawful 4 passes waiver",
            "gate/owner-named#named 4 passes counts"
        ]
    );
    let run = desk.judge(&["--base", "main", "--report", "json"]);
    let one = &run.json()["findings"][0];
    assert_eq!(
        (&one["outcome"], &one["level"]),
        (&"fail".into(), &"error".into())
    );
    assert_eq!(one["suppression"]["days_left"], 61);
    assert_eq!(one["suppression"]["approver"], "@org/board");
    assert_eq!(one["related"][0]["message"], "waived here");
    assert_eq!(one["related"][0]["start"]["line"], 8);
    for (language, words) in [
        ("en", "until 2027-01-31, 61 days left"),
        ("ko", "2027-01-31까지, 61일 남음"),
    ] {
        for format in ["terminal", "markdown"] {
            let run = desk.judge(&["--lang", language, "--report", format]);
            let flat = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(words), "{format}: {}", run.stdout);
        }
    }
    let sarif = desk.judge(&["--report", "sarif"]).json();
    let results = sarif["runs"][0]["results"]
        .as_array()
        .expect("results")
        .clone();
    let waived = results
        .iter()
        .find(|one| one["ruleId"] == "gate/lawful")
        .expect("a result");
    assert_eq!(waived["suppressions"][0]["justification"], REASON);
    let told = desk.told(1, &["--no-waivers"]);
    assert_eq!(told[0], "gate/lawful#lawful 4 blocks counts");
    assert!(
        desk.judge(&["--no-waivers"])
            .stdout
            .contains("--no-waivers leaves out")
    );
}

/// The declaration without what can't be waived.
fn models(versions: &[(&str, &str)]) -> String {
    let models: String = versions
        .iter()
        .map(|(id, version)| format!("  - {{id: {id}, version: \"{version}\"}}\n"))
        .collect();
    format!("{}models:\n{models}", HEAD.replace("outlaw", "scorer"))
}

#[test]
fn whoever_adds_himself_as_an_approver_waives_nothing() {
    let base = models(&[("a", "0")]);
    let desk = Desk::exceptional(&base);
    let mine = base.replace("[\"@org/board\"]", "[\"@org/board\", \"@me\"]");
    desk.change(&format!(
        "{mine}waivers:\n{}",
        waiver("a", "@me", "2027-01-31")
    ));
    assert_eq!(
        desk.told(1, &[]),
        [
            "gate/versioned#said 8 blocks counts",
            "gate/waivers-real#approver 10 blocks counts",
            "integrity/nothing-loosened#approved 6 blocks counts",
        ]
    );
    // The honest version, by an approver whom the base lists.
    desk.change(&format!(
        "{base}waivers:\n{}",
        waiver("a", "@org/board", "2027-01-31")
    ));
    assert_eq!(desk.told(0, &[]), ["gate/versioned#said 8 passes waiver"]);
}

/// Whoever brings a system along would else bring its approver and its excuse.
#[test]
fn a_system_that_is_new_has_the_approvers_of_the_base() {
    let desk = Desk::exceptional(&models(&[("a", "1")]));
    let new = |by: &str| {
        let own = models(&[("b", "0")]).replace("id: scorer", "id: ranker");
        let own = own.replace("@org/board", "@me");
        format!("{own}waivers:\n{}", waiver("b", by, "2027-01-31"))
    };
    desk.write("repo/apps/ethics.yml", &new("@me"));
    desk.commit("repo");
    assert_eq!(
        desk.told(1, &[]),
        [
            "gate/versioned#said 8 blocks counts",
            "gate/waivers-real#approver 10 blocks counts",
        ]
    );
    desk.write("repo/apps/ethics.yml", &new("@org/board"));
    desk.commit("repo");
    assert_eq!(desk.told(0, &[]), ["gate/versioned#said 8 passes waiver"]);
    // Nor does a baseline that comes along make notes of what it breaks.
    let bare = models(&[("b", "0")]).replace("id: scorer", "id: ranker");
    desk.write("repo/apps/ethics.yml", &bare);
    let run = desk.run(&[
        "baseline",
        "repo/apps",
        "--policy",
        "org",
        "--today",
        "2026-11-30",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    desk.commit("repo");
    let told = desk.told(1, &[]);
    assert!(
        told.contains(&"gate/versioned#said 8 blocks counts".to_owned())
            && told
                .iter()
                .any(|one| one.starts_with("integrity/nothing-loosened#approved")),
        "{told:?}"
    );
}

#[test]
fn a_waiver_that_is_made_longer_takes_an_entry_of_the_log() {
    let base = format!(
        "{}waivers:\n{}",
        models(&[("a", "0")]),
        waiver("a", "@org/board", "2027-01-31")
    );
    let desk = Desk::exceptional(&base);
    let longer = base.replace("2027-01-31", "2027-04-30");
    desk.change(&longer);
    assert_eq!(
        desk.told(1, &[]),
        [
            "gate/versioned#said 8 blocks counts",
            "integrity/nothing-loosened#approved 10 blocks counts",
        ]
    );
    let report = desk.judge(&["--base", "main", "--report", "json"]).json();
    let loosened = &report["findings"][1];
    assert!(
        loosened["message"]
            .to_string()
            .contains("went from 2027-01-31 to 2027-04-30"),
        "{loosened}"
    );
    assert_eq!(loosened["related"][0]["on_base"], true);
    assert_eq!(loosened["related"][0]["start"]["line"], 10);
    desk.change(&format!(
        "{longer}{}",
        log(
            "waivers[gate/versioned@a].expires",
            "2027-01-31",
            "2027-04-30"
        )
    ));
    assert_eq!(desk.told(0, &[]), ["gate/versioned#said 8 passes waiver"]);
}

#[test]
fn a_waiver_that_is_made_wider_takes_an_entry_of_the_log() {
    let waived = |versions: &[(&str, &str)], scope: &str| {
        format!(
            "{}waivers:\n{}",
            models(versions),
            waiver(scope, "@org/board", "2027-01-31")
        )
    };
    let versions = [("a", "0"), ("b", "0")];
    let desk = Desk::exceptional(&waived(&versions, "a"));
    let moved = waived(&versions, "b");
    desk.change(&moved);
    assert_eq!(
        desk.told(1, &[]),
        [
            "gate/versioned#said 8 blocks counts",
            "gate/versioned#said 9 blocks counts",
            "integrity/nothing-loosened#approved 11 blocks counts",
        ]
    );
    desk.change(&format!(
        "{moved}{}",
        log("waivers[gate/versioned].scope", "a", "b")
    ));
    assert_eq!(
        desk.told(1, &[]),
        [
            "gate/versioned#said 8 blocks counts",
            "gate/versioned#said 9 passes waiver",
        ]
    );
    // A pattern is no scope.
    desk.change(&waived(&[("a", "0"), ("b", "0")], "\"*\""));
    assert!(
        desk.told(1, &[])
            .contains(&"gate/versioned#said 8 blocks counts".to_owned())
    );
}

#[test]
fn nobody_allows_what_he_wrote_and_no_name_counts_that_did_not_agree() {
    let base = models(&[("a", "0")]).replace("[\"@org/board\"]", "[\"@org/board\", \"@chair\"]");
    let desk = Desk::exceptional(&base);
    let context = |author: &str, approvals: &str| {
        let text = format!(
            r#"{{"schema": "ethics-gate/context/1", "authors": ["{author}"], "approvals": [{approvals}]}}"#
        );
        desk.write("context.json", &text);
        ["--context", "context.json"]
    };
    desk.change(&format!(
        "{base}waivers:\n{}",
        waiver("a", "@chair", "2027-01-31")
    ));
    let own = desk.told(1, &context("Chair", ""));
    assert_eq!(
        own,
        [
            "gate/versioned#said 8 blocks counts",
            "gate/waivers-real#author 10 blocks counts"
        ]
    );
    let alone = desk.told(1, &context("dev", r#"{"by": "friend", "teams": []}"#));
    assert_eq!(
        alone,
        [
            "gate/versioned#said 8 blocks counts",
            "gate/waivers-real#agreed 10 blocks counts"
        ]
    );
    let agreed = desk.told(0, &context("dev", r#"{"by": "@chair"}"#));
    assert_eq!(agreed, ["gate/versioned#said 8 passes waiver"]);
    // An old waiver is not this change's.
    desk.git("repo", &["branch", "-f", "main", "change"]);
    desk.write("repo/more.md", "more\n");
    desk.commit("repo");
    let later = desk.told(0, &context("Chair", ""));
    assert_eq!(later, ["gate/versioned#said 8 passes waiver"]);
}

#[test]
fn what_excuses_nothing_is_told() {
    let base = models(&[("a", "1")]);
    let desk = Desk::exceptional(&base);
    desk.change(&format!(
        "{base}waivers:\n{}",
        waiver("a", "@org/board", "2027-01-31")
    ));
    assert_eq!(
        desk.told(0, &[]),
        ["gate/waivers-real#stale 10 passes counts"]
    );
    let base = models(&[("a", "0")]);
    let desk = Desk::exceptional(&base);
    desk.change(&format!(
        "{base}waivers:\n{}",
        waiver("a", "@org/board", "2026-11-30")
    ));
    assert_eq!(
        desk.told(1, &[]),
        [
            "gate/versioned#said 8 blocks counts",
            "gate/waivers-real#expired 10 blocks counts"
        ]
    );
}

const WAIVE: [&str; 8] = [
    "waive",
    "gate/versioned",
    "repo",
    "--policy",
    "org",
    "--today",
    "2026-12-01",
    "--reason",
];

fn waive(desk: &Desk, reason: &str, more: &[&str]) -> Run {
    desk.run(&[&WAIVE[..], &[reason], more].concat())
}

#[test]
fn waive_writes_a_waiver_that_counts_and_keeps_the_rest() {
    let base = models(&[("a", "0"), ("b", "0")]);
    let desk = Desk::exceptional(&base);
    let by = ["--approver", "@org/board", "--expires", "2027-01-31"];
    let run = waive(&desk, REASON, &[&["--at", "a"], &by[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("waived `gate/versioned` for `a` until 2027-01-31, 61 days"),
        "{}",
        run.stderr
    );
    let written = format!(
        "{base}waivers:\n  - rule: gate/versioned\n    scope: a\n    reason: \"{REASON}\"\n    approver: \"@org/board\"\n    expires: 2027-01-31\n"
    );
    assert_eq!(desk.read("repo/ethics.yml"), written);
    // As a report shows the place.
    let run = waive(
        &desk,
        REASON,
        &[&["--at", "ethics.yml:9:24"], &by[..]].concat(),
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(desk.read("repo/ethics.yml").starts_with(&written));
    assert_eq!(
        desk.told(0, &[]),
        [
            "gate/versioned#said 8 passes waiver",
            "gate/versioned#said 9 passes waiver"
        ]
    );
    // Longer, and the log says so.
    desk.commit("repo");
    desk.git("repo", &["branch", "-f", "main", "change"]);
    let longer = [
        "--at",
        "a",
        "--approver",
        "@org/board",
        "--expires",
        "2027-03-31",
    ];
    waive(&desk, REASON, &longer).refuses(&["--why FILE"]);
    let run = waive(&desk, REASON, &[&longer[..], &["--why", "why.md"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(desk.told(0, &[]).len(), 2);
    let text = desk.read("repo/ethics.yml");
    assert!(
        text.contains("key: \"waivers[gate/versioned@a].expires\""),
        "{text}"
    );
    assert!(text.starts_with("# ours, by hand\n") && text.contains("# not for long"));
}

#[test]
fn waive_refuses_a_waiver_that_would_not_count_and_says_all_that_is_wrong() {
    let base = models(&[("a", "0"), ("b", "0"), ("c", "1")]);
    let desk = Desk::exceptional(&base);
    waive(
        &desk,
        "soon-to-be-mended",
        &["--at", "a", "--approver", "@me", "--expires", "2027-12-01"],
    )
    .refuses(&[
        "this waiver would not count",
        "--reason has 1 of the 4 words it needs",
        "@me is none of `approvers`: @org/board",
        "365 days ahead, and 180 is the most at tier limited, to 2027-05-30",
    ]);
    let by = [
        "--at",
        "a",
        "--approver",
        "@org/board",
        "--expires",
        "2027-01-31",
    ];
    waive(&desk, "TODO add the reason later here", &by)
        .refuses(&["--reason says nothing: placeholder"]);
    waive(&desk, "approved approved approved approved", &by)
        .refuses(&["--reason says nothing: repeated"]);
    waive(
        &desk,
        REASON,
        &[
            "--at",
            "a",
            "--approver",
            "@org/board",
            "--expires",
            "2026-11-30",
        ],
    )
    .refuses(&["--expires 2026-11-30 is past"]);
    let by = ["--approver", "@org/board", "--expires", "2027-01-31"];
    waive(&desk, REASON, &[&["--at", "c"], &by[..]].concat()).refuses(&[
        "finds nothing at `c`",
        "(ethics.yml:8)",
        "(ethics.yml:9)",
    ]);
    let named = [
        "waive",
        "gate/owned",
        "repo",
        "--policy",
        "org",
        "--at",
        "system.id",
        "--reason",
        REASON,
    ];
    desk.write("repo/ethics.yml", HEAD);
    desk.run(&[&named[..], &by, &["--today", "2026-12-01"]].concat())
        .refuses(&["`gate/owner-named` can't be waived"]);
    assert_eq!(desk.read("repo/ethics.yml"), HEAD);
}

#[test]
fn waive_knows_the_approvers_of_the_base() {
    let base = models(&[("a", "0"), ("b", "0")]);
    let desk = Desk::exceptional(&base);
    let mine = base.replace("[\"@org/board\"]", "[\"@org/board\", \"@me\"]");
    desk.change(&mine);
    let by = |approver| {
        let at = ["--at", "a", "--expires", "2027-01-31", "--base", "main"];
        [&at[..], &["--approver", approver]].concat()
    };
    waive(&desk, REASON, &by("@me")).refuses(&[
        "this waiver would not count",
        "@me is none of the base's `approvers` (@org/board)",
        "merged",
    ]);
    waive(&desk, REASON, &by("@you")).refuses(&["@you is none of the base's `approvers`: @org"]);
    waive(
        &desk,
        REASON,
        &[&by("@me")[..], &["--base", "nowhere"]].concat(),
    )
    .refuses(&["cannot be used multiple times"]);
    assert_eq!(desk.read("repo/ethics.yml"), mine);
    let run = waive(&desk, REASON, &by("@org/board"));
    assert_eq!(run.code, 0, "{}", run.stderr);
    // Beside another model file an exception is made for it.
    let beside = base.replace("version: \"0\"", "version: \"0\", artifacts: [a.bin]");
    desk.write("repo/a.bin", "weights");
    desk.change(&beside);
    waive(&desk, REASON, &by("@org/board"))
        .refuses(&["this change replaces a.bin", "a change of its own"]);
}

fn baseline(desk: &Desk, today: &str) -> Run {
    let run = desk.run(&["baseline", "repo", "--policy", "org", "--today", today]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run
}

#[test]
fn a_baseline_makes_notes_of_what_is_old_and_only_shrinks() {
    let desk = Desk::exceptional(&models(&[("a", "0"), ("b", "0")]));
    assert_eq!(desk.told(1, &[]).len(), 2);
    let run = baseline(&desk, "2026-12-01");
    assert!(run.stderr.contains("notes for 90 days"), "{}", run.stderr);
    let first = desk.read("repo/ethics-baseline.json");
    assert_eq!(first.matches("gate/versioned").count(), 2);
    let run = desk.judge(&["--report", "json"]);
    assert_eq!(run.code, 0);
    for one in run.json()["findings"].as_array().expect("findings") {
        assert_eq!(
            (&one["level"], &one["outcome"]),
            (&"note".into(), &"fail".into())
        );
        assert_eq!(one["suppression"]["kind"], "baseline");
        assert_eq!(one["suppression"]["expires"], "2027-03-01");
    }
    assert!(
        desk.judge(&[])
            .stdout
            .contains("known since the baseline of 2026-12-01")
    );
    assert_eq!(desk.judge(&["--no-waivers"]).code, 1);
    // It outlives lines that move and a day less than 91.
    desk.write(
        "repo/ethics.yml",
        &format!("# a line more\n{}", models(&[("b", "0"), ("a", "0")])),
    );
    assert_eq!(desk.judge(&[]).code, 0);
    assert_eq!(desk.judge_on("2027-03-01", &[]).code, 0);
    let run = desk.judge_on("2027-03-02", &[]);
    assert_eq!(run.code, 1);
    let told = "the baseline ended on 2027-03-01";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    // What is new counts in full, and running it again takes nothing in.
    desk.write("repo/ethics.yml", &models(&[("a", "0"), ("c", "0")]));
    let run = desk.judge(&["--report", "json"]);
    assert_eq!(run.code, 1);
    let run = baseline(&desk, "2026-12-20");
    assert!(run.stderr.contains("newer than it"), "{}", run.stderr);
    let second = desk.read("repo/ethics-baseline.json");
    assert_eq!(second.matches("gate/versioned").count(), 1);
    assert!(second.contains("\"created\": \"2026-12-01\""));
    assert_eq!(desk.judge(&[]).code, 1);
}

#[test]
fn what_can_t_be_waived_is_not_put_off() {
    let desk = Desk::exceptional(HEAD);
    let run = baseline(&desk, "2026-12-01");
    assert!(
        run.stderr.contains("of rules that can't be put off"),
        "{}",
        run.stderr
    );
    let file = desk.read("repo/ethics-baseline.json");
    assert!(file.contains("gate/lawful") && !file.contains("gate/owner-named"));
    let report = desk.judge(&["--report", "json"]).json();
    let findings = report["findings"].as_array().expect("findings").clone();
    let known = |rule: &str| {
        let one = findings.iter().find(|one| one["rule"] == rule);
        one.is_some_and(|one| one["suppression"]["kind"] == "baseline")
    };
    assert!(known("gate/lawful") && !known("gate/owner-named"));
}

#[test]
fn a_baseline_that_grows_in_a_change_takes_an_entry_of_the_log() {
    let base = models(&[("a", "0")]);
    let desk = Desk::exceptional(&base);
    baseline(&desk, "2026-12-01");
    desk.commit("repo");
    // The base has a declaration and no baseline.
    assert_eq!(
        desk.told(1, &[]),
        [
            "gate/versioned#said 8 blocks counts",
            "integrity/nothing-loosened#approved 4 blocks counts",
        ]
    );
    let report = desk.judge(&["--base", "main", "--report", "json"]).json();
    let message = report["findings"][1]["message"].to_string();
    assert!(
        message.contains("`baseline.findings` went from 0 to"),
        "{message}"
    );
    let count = desk
        .read("repo/ethics-baseline.json")
        .matches("fingerprint")
        .count();
    desk.change(&format!(
        "{base}{}",
        log("baseline.findings", "0", &count.to_string())
    ));
    assert_eq!(desk.told(0, &[]), ["gate/versioned#said 8 passes baseline"]);
    // Later dates are no younger findings.
    desk.git("repo", &["branch", "-f", "main", "change"]);
    let file = desk
        .read("repo/ethics-baseline.json")
        .replace("2026-12-01", "2026-11-30");
    desk.write("repo/ethics-baseline.json", &file);
    desk.commit("repo");
    assert_eq!(desk.told(0, &[]).len(), 1);
}
