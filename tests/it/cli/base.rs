//! `--base` and `--head`, typed and found: what a run is held against, and
//! that a run without a base it ought to have is refused.

use std::fs;

use super::Desk;

const NOBODY: &str = "version: 1\nsystem:\n  id: nobody\n  purpose: A toy.\n";

impl Desk {
    pub(crate) fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let mut command = std::process::Command::new("git");
        command.arg("-C").arg(self.path(folder));
        for setting in [
            "user.name=tester",
            "user.email=tester@team.example",
            "init.defaultBranch=main",
            "protocol.file.allow=always",
        ] {
            command.args(["-c", setting]);
        }
        let output = command
            .args(arguments)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git runs");
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub(crate) fn commit(&self, folder: &str) -> String {
        self.git(folder, &["add", "--force", "--all"]);
        self.git(folder, &["commit", "-q", "--allow-empty", "-m", "a commit"]);
        self.git(folder, &["rev-parse", "HEAD"])
    }

    /// A repository with a commit on main, and one more on a branch `change`.
    fn story() -> (Self, String, String) {
        let desk = Self::new("scorer");
        desk.git("repo", &["init", "-q"]);
        let base = desk.commit("repo");
        desk.git("repo", &["switch", "-q", "-c", "change"]);
        desk.write("repo/ethics.yml", NOBODY);
        let head = desk.commit("repo");
        (desk, base, head)
    }

    /// The event of a pull request, as GitHub leaves it beside a job.
    fn pull_request(self, event: &'static str, base: &str, head: &str, merge: &str) -> Self {
        let payload = format!(
            r#"{{"pull_request": {{"base": {{"sha": "{base}", "ref": "main"}}, "head": {{"sha": "{head}"}}}}}}"#
        );
        self.write("event.json", &payload);
        let path = self.path("event.json").display().to_string();
        self.with("GITHUB_EVENT_NAME", event)
            .with("GITHUB_EVENT_PATH", path)
            .with("GITHUB_SHA", merge)
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let run = self.check(&[&["--report", "json"], arguments].concat());
        assert!(run.code < 2, "{}", run.stderr);
        serde_json::from_str(&run.stdout).expect("JSON")
    }
}

#[test]
fn a_typed_base_stands_in_every_report() {
    let (desk, base, _) = Desk::story();
    let report = desk.json(&["--base", "main"]);
    assert_eq!(report["base"]["rev"], "main");
    assert_eq!(report["base"]["resolved"], base);
    assert!(report.get("head").is_none());
    let run = desk.check(&["--base", "main"]);
    let compared = format!("the working tree with main ({})", &base[..10]);
    assert!(run.stdout.contains(&compared), "{}", run.stdout);
    assert!(desk.json(&[]).get("base").is_none());
    assert!(desk.json(&["--base", "none"]).get("base").is_none());
}

#[test]
fn a_head_is_judged_that_was_never_checked_out() {
    let (desk, base, head) = Desk::story();
    desk.git("repo", &["switch", "-q", "main"]);
    let here = desk.json(&[]);
    assert!(!here.to_string().contains("nobody"));
    let report = desk.json(&["--head", &head, "--base", "main"]);
    assert_eq!(report["head"]["resolved"], head);
    assert_eq!(report["base"]["resolved"], base);
    assert!(report.to_string().contains("the system is called `nobody`"));
    assert_eq!(desk.read("repo/ethics.yml").matches("nobody").count(), 0);
}

#[test]
fn what_can_t_be_found_is_refused_with_the_command_that_mends_it() {
    let (desk, ..) = Desk::story();
    desk.check(&["--base", "mian"])
        .refuses(&["no commit `mian`", "spelling"]);
    desk.check(&["--base", "origin/main"])
        .refuses(&["git fetch origin main"]);
    desk.check(&["--head", "nope"])
        .refuses(&["no commit `nope`"]);
    let elsewhere = Desk::new("scorer");
    elsewhere
        .check(&["--base", "main"])
        .refuses(&["no git repository"]);
    let url = format!("file://{}", desk.path("repo").display());
    elsewhere.git(
        "",
        &[
            "clone",
            "-q",
            "--depth=1",
            "--no-single-branch",
            &url,
            "shallow",
        ],
    );
    let run = elsewhere.run(&["check", "shallow", "--base", "origin/main"]);
    run.refuses(&["shallow clone", "git fetch --unshallow origin"]);
}

#[test]
fn a_pull_request_s_base_is_found_by_itself() {
    let (desk, base, head) = Desk::story();
    let desk = desk.pull_request("pull_request", &base, &head, &head);
    assert_eq!(desk.json(&[])["base"]["resolved"], base);
    assert!(desk.json(&["--base", "none"]).get("base").is_none());
}

#[test]
fn the_platform_s_merge_knows_a_later_base_than_the_event() {
    let (desk, stale, head) = Desk::story();
    desk.git("repo", &["switch", "-q", "main"]);
    desk.write("repo/more.md", "more\n");
    let fresh = desk.commit("repo");
    desk.git("repo", &["switch", "-q", "--detach", "main"]);
    desk.git("repo", &["merge", "-q", "--no-ff", "--no-edit", "change"]);
    let merge = desk.git("repo", &["rev-parse", "HEAD"]);
    let desk = desk.pull_request("pull_request", &stale, &head, &merge);
    assert_eq!(desk.json(&[])["base"]["resolved"], fresh);
    // A merge that the author made is not the platform's.
    let desk = desk.with("GITHUB_SHA", "0".repeat(40));
    assert_eq!(desk.json(&[])["base"]["resolved"], stale);
    // The branch, where this clone has it, is fresher than the event as well.
    desk.git("repo", &["update-ref", "refs/remotes/origin/main", &fresh]);
    assert_eq!(desk.json(&[])["base"]["resolved"], fresh);
}

#[test]
fn a_pull_request_without_its_base_is_refused_and_never_unchanged() {
    let (desk, base, head) = Desk::story();
    let url = format!("file://{}", desk.path("repo").display());
    desk.git("", &["clone", "-q", "--depth=1", &url, "clone"]);
    let desk = desk.pull_request("pull_request", &base, &head, &head);
    let run = desk.run(&["check", "clone"]);
    run.refuses(&[&base, "shallow clone", "fetch-depth: 0"]);

    fs::remove_file(desk.path("event.json")).expect("removed");
    desk.run(&["check", "repo"])
        .refuses(&["event", "--base REV", "--base none"]);
    // A push is no pull request: rules that need a base are not checked.
    let desk = desk.with("GITHUB_EVENT_NAME", "push");
    assert!(desk.json(&[]).get("base").is_none());
}

#[test]
fn a_privileged_job_that_looks_at_the_base_alone_is_refused() {
    let (desk, base, head) = Desk::story();
    desk.git("repo", &["switch", "-q", "main"]);
    let desk = desk.pull_request("pull_request_target", &base, &head, &base);
    desk.check(&[])
        .refuses(&["is the base itself", "--head SHA"]);
    let report = desk.json(&["--head", &head]);
    assert_eq!(report["base"]["resolved"], base);
}

/// A base that the change's author typed: its own head, and its first commit.
#[test]
fn a_typed_base_that_is_a_part_of_the_change_is_refused() {
    let (desk, base, own) = Desk::story();
    desk.write("repo/more.md", "more\n");
    let head = desk.commit("repo");
    let desk = desk.pull_request("pull_request", &base, &head, &head);
    desk.check(&["--base", "HEAD"])
        .refuses(&["is the base itself", "--head SHA"]);
    desk.check(&["--base", "HEAD~1"]).refuses(&[
        &own,
        "commit of the change itself",
        "leave `--base` out",
    ]);
    // The target, by its name or its commit, is what the platform says.
    for fine in ["main", &*base] {
        assert_eq!(desk.json(&["--base", fine])["base"]["resolved"], base);
    }
    // At home anybody may compare with anything.
    let desk = desk.with("GITHUB_EVENT_NAME", "push");
    assert_eq!(desk.json(&["--base", "HEAD~1"])["base"]["resolved"], own);
}

#[test]
fn a_merge_request_s_base_is_found_by_itself() {
    let (desk, base, _) = Desk::story();
    let desk = desk.with("CI_PIPELINE_SOURCE", "merge_request_event");
    desk.check(&[]).refuses(&["merge request", "--base REV"]);
    let desk = desk.with("CI_MERGE_REQUEST_DIFF_BASE_SHA", &*base);
    assert_eq!(desk.json(&[])["base"]["resolved"], base);
    let desk = desk.with("CI_MERGE_REQUEST_DIFF_BASE_SHA", "c".repeat(40));
    desk.check(&[]).refuses(&["no commit `cccc"]);
}

/// GitLab may take a branch's pipeline for that of its merge request.
#[test]
fn a_branch_with_an_open_merge_request_is_not_judged_without_a_base() {
    let (desk, base, _) = Desk::story();
    let desk = desk.with("CI_PIPELINE_SOURCE", "push");
    assert!(desk.json(&[]).get("base").is_none());
    let desk = desk.with("CI_OPEN_MERGE_REQUESTS", "lender/scoring!7");
    desk.check(&[]).refuses(&[
        "lender/scoring!7",
        "merge_request_event",
        "--base origin/BRANCH",
    ]);
    assert_eq!(desk.json(&["--base", "main"])["base"]["resolved"], base);
    assert!(desk.json(&["--base", "none"]).get("base").is_none());
}

/// A lender's declaration with these days to answer, and the log of a change.
fn lender(days: u32, log: &str) -> String {
    format!(
        "version: 1\nsystem: {{id: scorer, purpose: A toy., decides_about_people: true}}\napprovers: [\"@lender/board\"]\noversight:\n  respond_within_days: {days}\n{log}"
    )
}

const ENTRY: &str = "change_log:\n  - {date: 2026-11-20, key: oversight.respond_within_days, from: 5, to: 9, why: docs/why.md, approver: \"@lender/board\"}\n";

#[test]
fn a_loosened_limit_is_shown_at_both_places_unless_an_approver_of_the_base_let_it() {
    let desk = Desk::new("scorer");
    desk.git("repo", &["init", "-q"]);
    desk.write("repo/ethics.yml", &lender(5, ""));
    desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    desk.write("repo/ethics.yml", &lender(9, ""));
    desk.commit("repo");
    let run = |arguments: &[&str]| {
        let fixed = ["check", "repo", "--today", "2026-12-01"];
        let rule = ["--rule", "integrity/nothing-loosened"];
        desk.run(&[&fixed[..], &rule, arguments].concat())
    };

    let found = run(&["--base", "main", "--report", "json"]);
    let report: serde_json::Value = serde_json::from_str(&found.stdout).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "integrity/nothing-loosened");
    assert_eq!(finding["blocking"], true);
    assert_eq!(finding["start"]["line"], 5);
    assert_eq!(finding["excerpt"]["text"], "  respond_within_days: 9");
    let was = &finding["related"][0];
    assert_eq!(was["on_base"], true);
    assert_eq!(was["path"], "ethics.yml");
    assert_eq!(was["excerpt"]["text"], "  respond_within_days: 5");
    let text = run(&["--base", "main"]).stdout;
    assert!(text.contains("--> ethics.yml:5:24"), "{text}");
    assert!(text.contains("--> ethics.yml:5:24 (base)"), "{text}");
    assert!(text.contains("  respond_within_days: 5"), "{text}");

    // Without a base the rule is not judged, and says so.
    let without = run(&[]);
    assert_eq!(without.code, 2, "{}", without.stdout);
    assert!(
        without.stdout.contains("needs the base"),
        "{}",
        without.stdout
    );

    // The honest way.
    desk.write("repo/docs/why.md", "The mailbox moved.\n");
    desk.write("repo/ethics.yml", &lender(9, ENTRY));
    assert_eq!(run(&["--base", "main"]).code, 0);
    // A declaration that moved goes on from its own.
    desk.write("repo/ethics.yml", &lender(9, ""));
    desk.git("repo", &["mv", "ethics.yml", "docs/ethics.yml"]);
    assert_eq!(run(&["--base", "main"]).code, 1);
    // Nor does a tier that falls along make it lighter.
    let toy = lender(9, "").replace(
        ", decides_about_people: true",
        ", decides_about_people: false",
    );
    desk.write("repo/docs/ethics.yml", &toy);
    assert_eq!(run(&["--base", "main"]).code, 1);
}

/// The base's own log speaks for changes of the past. A branch that is put on
/// top of a later base keeps its entries, so their age says nothing.
#[test]
fn an_entry_speaks_for_the_change_that_brings_it_whatever_its_age() {
    let old = ENTRY.replace("2026-11-20", "2020-01-01");
    for (before, log, code) in [(ENTRY, ENTRY, 1), ("", &*old, 0), ("", ENTRY, 0)] {
        let desk = Desk::new("scorer");
        desk.git("repo", &["init", "-q"]);
        desk.write("repo/ethics.yml", &lender(5, before));
        desk.write("repo/docs/why.md", "The mailbox moved.\n");
        desk.commit("repo");
        desk.git("repo", &["switch", "-q", "-c", "change"]);
        desk.write("repo/ethics.yml", &lender(9, log));
        desk.commit("repo");
        let rule = ["--rule", "integrity/nothing-loosened"];
        let fixed = ["check", "repo", "--base", "main", "--today", "2026-12-01"];
        let run = desk.run(&[&fixed[..], &rule].concat());
        assert_eq!(run.code, code, "{log}{}", run.stdout);
    }
}

/// A system that takes a folder of another one away is a looser promise for
/// what lies in it, whatever it says itself.
#[test]
fn files_that_a_new_declaration_takes_are_shown_at_both_places_unless_an_approver_let_it() {
    let desk = Desk::new("scorer");
    desk.git("repo", &["init", "-q"]);
    desk.write("repo/ethics.yml", &lender(5, ""));
    desk.write("repo/scoring/model.py", "import torch\n");
    desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    let run = |arguments: &[&str]| {
        let fixed = ["check", "repo", "--today", "2026-12-01", "--base", "main"];
        let rule = ["--rule", "integrity/nothing-loosened"];
        desk.run(&[&fixed[..], &rule, arguments].concat())
    };
    // Nor does a folder that is reached by a link from now on.
    desk.git("repo", &["mv", "scoring", "scorer"]);
    std::os::unix::fs::symlink("scorer", desk.path("repo/scoring")).expect("a link");
    assert_eq!(run(&[]).code, 0, "{}", run(&[]).stdout);
    // But for one that leads to another system.
    desk.write("repo/scorer/ethics.yml", &NOBODY.replace("nobody", "toy"));
    let told = run(&[]);
    assert_eq!(told.code, 1, "{}", told.stdout);
    assert!(told.stdout.contains("scorer/ethics.yml"), "{}", told.stdout);
    fs::remove_file(desk.path("repo/scorer/ethics.yml")).expect("removed");
    fs::remove_file(desk.path("repo/scoring")).expect("removed");
    desk.git("repo", &["mv", "scorer", "scoring"]);
    // A folder of its own takes nothing.
    desk.write("repo/tools/ethics.yml", NOBODY);
    desk.write("repo/tools/new.py", "print(1)\n");
    assert_eq!(run(&[]).code, 0, "{}", run(&[]).stdout);

    desk.write("repo/scoring/ethics.yml", &NOBODY.replace("nobody", "toy"));
    let report: serde_json::Value =
        serde_json::from_str(&run(&["--report", "json"]).stdout).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!(finding["blocking"], true, "{report}");
    assert_eq!(finding["path"], "scoring/ethics.yml");
    assert_eq!(finding["excerpt"]["text"], "  id: toy");
    let message = finding["message"].as_str().expect("a message");
    assert!(
        message.starts_with("`files[scoring]` went from ethics.yml to scoring/ethics.yml"),
        "{message}"
    );
    assert_eq!(finding["related"][0]["path"], "ethics.yml");
    assert_eq!(finding["related"][0]["on_base"], true);

    let entry = "change_log:\n  - {date: 2026-11-20, key: \"files[scoring]\", from: ethics.yml, to: scoring/ethics.yml, why: docs/why.md, approver: \"@lender/board\"}\n";
    desk.write("repo/docs/why.md", "Another team has it now.\n");
    desk.write("repo/ethics.yml", &lender(5, entry));
    assert_eq!(run(&[]).code, 0, "{}", run(&[]).stdout);
    // Nor may the declaration move below what it promised something of.
    desk.write("repo/ethics.yml", &lender(5, ""));
    desk.git("repo", &["rm", "-q", "--cached", "ethics.yml"]);
    fs::remove_file(desk.path("repo/scoring/ethics.yml")).expect("removed");
    fs::rename(
        desk.path("repo/ethics.yml"),
        desk.path("repo/docs/ethics.yml"),
    )
    .expect("moved");
    let run = run(&[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("to none"), "{}", run.stdout);
}

#[test]
fn only_what_a_change_touches_is_shown_in_full_and_the_verdict_is_that_of_the_whole() {
    let desk = Desk::new("outlaw");
    desk.git("repo", &["init", "-q"]);
    let outlaw = desk.read("repo/ethics.yml");
    desk.write("repo/other/ethics.yml", &outlaw);
    desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    desk.write("repo/other/ethics.yml", &format!("{outlaw}# changed\n"));
    let judge = |more: &[&str]| {
        let run = desk.check(&[&["--base", "main", "--changed-only"], more].concat());
        assert_eq!(run.code, 1, "{}", run.stderr);
        run.stdout
    };
    let text = judge(&[]);
    assert!(text.contains("--> other/ethics.yml"), "{text}");
    assert!(!text.contains("--> ethics.yml"), "{text}");
    assert!(text.contains("elsewhere: 1 error, 1 warning"), "{text}");
    let commands = judge(&["--report", "github"]);
    assert_eq!(commands.matches("::error ").count(), 1, "{commands}");
    assert!(commands.contains("2 in ethics.yml"), "{commands}");
    let whole = judge(&["--report", "json"]);
    let whole: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    assert_eq!(whole["findings"].as_array().expect("findings").len(), 4);
    // It is never red without a reason.
    desk.write("repo/other/ethics.yml", &outlaw);
    desk.write("repo/notes.md", "# Notes\n");
    let text = judge(&[]);
    assert!(text.contains("--> ethics.yml"), "{text}");
    desk.check(&["--base", "none", "--changed-only"])
        .refuses(&["there is no base", "--base origin/main"]);
}
