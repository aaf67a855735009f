//! Each way to weaken a promise as two commits of a real repository: the
//! change fails for its reason and shows both places, and its honest version
//! passes.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::Desk;

/// Words of a file in the place of others; no words are the end of a file
/// that may be new, and two stars as the new ones take the file away.
type Edit = (&'static str, &'static str, &'static str);

const YML: &str = "ethics.yml";
const LOOSENED: &str = "integrity/nothing-loosened";
const DROPPED: &str = "fairness/no-group-dropped";
const EXAM: &str = "integrity/evaluation-set-kept";
const YOUTH: &str = "youth/protection-not-removed";
const GATE: &str = "integrity/gate-not-weakened";
const BENEFIT: &str = "wellbeing/benefit-measured";

/// A lender that scores applicants, and a tutor of teenagers.
#[derive(Clone, Copy)]
enum Of {
    Lender,
    Tutor,
}

impl Of {
    fn example(self) -> &'static str {
        match self {
            Self::Lender => "credit-scoring",
            Self::Tutor => "teen-chat",
        }
    }

    fn approver(self) -> &'static str {
        match self {
            Self::Lender => "@bank/risk-board",
            Self::Tutor => "@buddy/safety-board",
        }
    }
}

/// How the same change is made honestly.
enum Honest {
    /// With an entry of `change_log` by an approver of the base: key, from, to.
    Log(&'static str, &'static str, &'static str),
    /// With these edits beside it.
    With(&'static [Edit]),
    /// With these edits in its place.
    Instead(&'static [Edit]),
}
use Honest::{Instead, Log, With};

struct Story {
    name: &'static str,
    of: Of,
    /// What the base has beside the example.
    first: &'static [Edit],
    change: &'static [Edit],
    rule: &'static str,
    /// File and words of the line that the finding shows.
    here: (&'static str, &'static str),
    /// The same of the base.
    there: (&'static str, &'static str),
    honest: Honest,
}

/// A line of `ethics.yml` in the place of another.
const fn line(of: Of, edit: &'static [Edit], honest: Honest) -> Story {
    let (_, was, is) = edit[0];
    Story {
        name: is,
        of,
        first: &[],
        change: edit,
        rule: LOOSENED,
        here: (YML, is),
        there: (YML, was),
        honest,
    }
}

impl Story {
    const fn by(mut self, rule: &'static str) -> Self {
        self.rule = rule;
        self
    }

    const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    const fn first(mut self, edits: &'static [Edit]) -> Self {
        self.first = edits;
        self
    }

    const fn here(mut self, path: &'static str, words: &'static str) -> Self {
        self.here = (path, words);
        self
    }

    const fn there(mut self, path: &'static str, words: &'static str) -> Self {
        self.there = (path, words);
        self
    }

    /// What is wrong with the gate's answer; nothing where all is well.
    fn told(&self) -> String {
        let mut wrong = String::new();
        let mut say = |what: String| {
            // Writing to a string can't fail.
            let _ = writeln!(wrong, "{}: {what}", self.name);
        };
        let desk = Desk::with_example(self.of.example());
        desk.git("repo", &["init", "-q"]);
        desk.write("repo/why.md", "# Why\n\nThe board met on it in November.\n");
        desk.edit(self.first);
        desk.commit("repo");
        desk.git("repo", &["switch", "-q", "-c", "change"]);
        desk.edit(self.change);
        desk.commit("repo");
        let (code, report) = desk.judge_by(self.rule);
        let places = shown(&report);
        let mut both = vec![("", self.here)];
        both.extend((!self.there.0.is_empty()).then_some(("base ", self.there)));
        let both = both.into_iter();
        let both = both.map(|(side, (path, words))| (format!("{side}{path}: "), words));
        let both: Vec<(String, &str)> = both.collect();
        let is_told = |places: &[Vec<String>]| {
            places.iter().any(|finding| {
                both.iter().all(|(side, words)| {
                    let mut places = finding.iter();
                    places.any(|place| place.starts_with(side) && place.contains(words))
                })
            })
        };
        // The benefit is for people to weigh, and warns.
        if (code != 1 && self.rule != BENEFIT) || !is_told(&places) {
            say(format!("the change: {code} {places:#?}"));
        }
        match self.honest {
            Log(key, from, to) => {
                let by = self.of.approver();
                let entry = format!(
                    "change_log: [{{date: 2026-11-20, key: \"{key}\", from: \"{from}\", to: \"{to}\", why: why.md, approver: \"{by}\"}}]\n"
                );
                let text = desk.read("repo/ethics.yml");
                desk.write("repo/ethics.yml", &(text + &entry));
            }
            With(edits) => desk.edit(edits),
            Instead(edits) => {
                desk.git("repo", &["reset", "-q", "--hard", "main"]);
                desk.edit(edits);
            }
        }
        desk.commit("repo");
        let (code, report) = desk.judge_by(self.rule);
        if code != 0 || is_told(&shown(&report)) {
            say(format!("the honest way: {code} {}", brief(&report)));
        }
        wrong
    }
}

impl Desk {
    fn edit(&self, edits: &[Edit]) {
        for (path, was, is) in edits {
            let path = &format!("repo/{path}");
            let there = self.path(path).exists();
            if *is == "**" {
                std::fs::remove_file(self.path(path)).expect("removed");
                continue;
            }
            let text = if there {
                self.read(path)
            } else {
                String::new()
            };
            let edited = match *was {
                "" => text + is,
                was => {
                    assert!(text.contains(was), "{path} has no {was:?}");
                    text.replacen(was, is, 1)
                }
            };
            self.write(path, &edited);
        }
    }

    fn judge_by(&self, rule: &str) -> (i32, Json) {
        let fixed = ["check", "repo", "--base", "main", "--today", "2026-12-01"];
        let run = self.run(&[&fixed[..], &["--rule", rule, "--report", "json"]].concat());
        assert!(run.code < 2, "{rule}: {}", run.stderr);
        (run.code, run.json())
    }
}

/// Each finding's places: `FILE: line`, on the base `base FILE: line`.
fn shown(report: &Json) -> Vec<Vec<String>> {
    let place = |side: &str, one: &Json| {
        let text = |value: &Json| value.as_str().unwrap_or_default().trim().to_owned();
        format!(
            "{side}{}: {}",
            text(&one["path"]),
            text(&one["excerpt"]["text"])
        )
    };
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| {
            let related = finding["related"].as_array();
            let on_base = related.into_iter().flatten();
            let on_base = on_base.filter(|one| one["on_base"] == true);
            let mut places = vec![place("", finding)];
            places.extend(on_base.map(|one| place("base ", one)));
            places
        })
        .collect()
}

fn brief(report: &Json) -> String {
    let findings = report["findings"].as_array().expect("findings");
    let said = |one: &Json| format!("{} {}", one["level"], one["message"]);
    findings.iter().map(said).collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn tell(stories: &[Story]) {
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let halves = stories.chunks(stories.len().div_ceil(2));
        let handles: Vec<_> = halves
            .map(|half| scope.spawn(move || half.iter().map(Story::told).collect::<String>()))
            .collect();
        let joined = handles.into_iter().map(|half| half.join());
        joined.map(|half| half.expect("a thread")).collect()
    });
    assert!(wrong.concat().is_empty(), "{}", wrong.concat());
}

#[test]
fn a_limit_moves_to_its_permissive_side() {
    use Of::{Lender, Tutor};
    tell(&[
        line(
            Lender,
            &[(
                YML,
                "compare: ratio, limit: 0.80",
                "compare: ratio, limit: 0.60",
            )],
            Log("fairness.checks[favorable_rate/ratio].limit", "0.8", "0.6"),
        ),
        line(
            Lender,
            &[(
                YML,
                "compare: difference, limit: 0.05",
                "compare: difference, limit: 0.5",
            )],
            Log("fairness.checks[fpr/difference].limit", "0.05", "0.50"),
        ),
        line(
            Lender,
            &[(
                YML,
                "compare: worst, limit: 0.20",
                "compare: worst, limit: 0.40",
            )],
            Log("fairness.checks[fpr/worst].limit", "0.20", "0.40"),
        ),
        line(
            Lender,
            &[(YML, "min_group: 200", "min_group: 100")],
            Log("fairness.min_group", "200", "100"),
        ),
        line(
            Lender,
            &[(YML, "confidence: 0.99", "confidence: 0.95")],
            Log("fairness.confidence", "0.99", "0.95"),
        )
        .first(&[(YML, "confidence: 0.95", "confidence: 0.99")]),
        line(
            Lender,
            &[(
                YML,
                "evidence: evidence/robust.json, limit: 0.02",
                "evidence: evidence/robust.json, limit: 0.05",
            )],
            Log(
                "integrity.robustness[feature-perturbation].limit",
                "0.02",
                "0.05",
            ),
        )
        .first(&[(
            YML,
            "evidence/robust.json, limit: 0.05",
            "evidence/robust.json, limit: 0.02",
        )]),
        line(
            Lender,
            &[(YML, "review_by: 2027-03-31", "review_by: 2029-03-31")],
            Log(
                "fairness.not_measured[disability].review_by",
                "2027-03-31",
                "2029-03-31",
            ),
        ),
        line(
            Lender,
            &[(YML, "review_by: 2027-06-30", "review_by: 2028-06-30")],
            Log(
                "explain.redactions[feature weights].review_by",
                "2027-06-30",
                "2028-06-30",
            ),
        ),
        line(
            Lender,
            &[(YML, "respond_within_days: 5", "respond_within_days: 50")],
            Log("oversight.respond_within_days", "5", "50"),
        ),
        line(
            Lender,
            &[(YML, "review, days: 10", "review, days: 40")],
            Log("oversight.appeal.days", "10", "40"),
        ),
        line(
            Lender,
            &[(YML, "max_days: 3", "max_days: 30")],
            Log("inclusion.alternative.max_days", "3", "30"),
        ),
        line(
            Lender,
            &[(YML, "retention_days: 1825", "retention_days: 3650")],
            Log("privacy.retention_days", "1825", "3650"),
        ),
        line(
            Lender,
            &[(
                YML,
                "better: lower, baseline: 52",
                "better: lower, baseline: 90",
            )],
            Log("benefit.baseline", "52", "90"),
        ),
        line(
            Lender,
            &[(YML, "severity: high", "severity: low")],
            Log("harms[H1].severity", "high", "low"),
        ),
        line(
            Lender,
            &[(YML, "mode: never", "mode: opt-out")],
            Log("privacy.trains_on_user_input.mode", "never", "opt-out"),
        ),
        line(
            Lender,
            &[(YML, "max_age_days: 200", "max_age_days: 300")],
            Log("evidence.max_age_days", "200", "300"),
        )
        .first(&[(YML, "", "evidence: {max_age_days: 200}\n")]),
        line(
            Lender,
            &[(YML, "readable: error", "readable: note")],
            Log("rules.explanation/readable", "error", "note"),
        )
        .first(&[(YML, "", "rules: {explanation/readable: error}\n")]),
        line(
            Tutor,
            &[(
                YML,
                "language: en, evidence: evidence/bbq.json, limit: 0.05",
                "language: en, evidence: evidence/bbq.json, limit: 0.2",
            )],
            Log("fairness.bias_eval[BBQ/en].limit", "0.05", "0.2"),
        ),
        line(
            Tutor,
            &[(YML, "self_harm: 0.01", "self_harm: 0.1")],
            Log("youth.limits.self_harm", "0.01", "0.1"),
        ),
        line(
            Tutor,
            &[(YML, "benign_help_min: 0.95", "benign_help_min: 0.90")],
            Log("youth.benign_help_min", "0.95", "0.90"),
        )
        .first(&[(YML, "benign_help_min: 0.90", "benign_help_min: 0.95")]),
        line(
            Tutor,
            &[(YML, "method: school-account", "method: self-declared")],
            Log(
                "youth.age_assurance.method",
                "school-account",
                "self-declared",
            ),
        ),
        line(
            Tutor,
            &[(YML, "unknown_gets: child_defaults", "unknown_gets: adult")],
            Log(
                "youth.age_assurance.unknown_gets",
                "child_defaults",
                "adult",
            ),
        ),
        line(
            Tutor,
            &[(
                YML,
                "evidence/memorization.json, limit: 0.005",
                "evidence/memorization.json, limit: 0.01",
            )],
            Log("privacy.memorization.limit", "0.005", "0.01"),
        )
        .first(&[(
            YML,
            "memorization.json, limit: 0.01",
            "memorization.json, limit: 0.005",
        )]),
    ]);
}

#[test]
fn a_fact_of_the_system_moves_to_fewer_duties() {
    use Of::{Lender, Tutor};
    tell(&[
        line(
            Lender,
            &[(
                YML,
                "decides_about_people: true",
                "decides_about_people: false",
            )],
            Log("system.decides_about_people", "true", "false"),
        ),
        line(
            Lender,
            &[(YML, "domain: credit", "domain: general")],
            Log("system.domain", "credit", "general"),
        ),
        line(
            Tutor,
            &[(YML, "kind: generative", "kind: other")],
            Log("system.kind", "generative", "other"),
        ),
        line(
            Lender,
            &[(YML, "commercial: true", "commercial: false")],
            Log("system.commercial", "true", "false"),
        ),
        line(
            Lender,
            &[(YML, "lifecycle: production", "lifecycle: pilot")],
            Log("system.lifecycle", "production", "pilot"),
        ),
        line(
            Lender,
            &[(YML, "users: organization", "users: team")],
            Log("system.users", "organization", "team"),
        ),
        line(
            Lender,
            &[(YML, "automation: human_review", "automation: advisory")],
            Log("system.automation", "human_review", "advisory"),
        ),
        line(
            Lender,
            &[(YML, "personal_data: true", "personal_data: false")],
            Log("privacy.personal_data", "true", "false"),
        ),
        line(
            Tutor,
            &[(YML, "tier: high", "tier: limited")],
            Log("risk.tier", "high", "limited"),
        )
        .first(&[(YML, "tier: limited", "tier: high")]),
        line(
            Tutor,
            &[(YML, "min_age: 14", "min_age: 8")],
            Log("system.audience.min_age", "14", "8"),
        ),
    ]);
}

#[test]
fn a_list_of_promises_shrinks_or_one_of_exceptions_grows() {
    use Of::{Lender, Tutor};
    tell(&[
        line(
            Lender,
            &[(YML, "    - \"pricing or limit setting\"\n", "")],
            Log("uses.prohibited", "pricing or limit setting", "none"),
        )
        .named("a use is no longer ruled out")
        .here(YML, "prohibited:")
        .there(YML, "pricing or limit setting"),
        line(
            Lender,
            &[
                (YML, "affected: [loan applicants, guarantors]", "affected: [loan applicants]"),
                (YML, "who: guarantors", "who: loan applicants"),
            ],
            Log("system.affected", "guarantors", "none"),
        ),
        line(
            Lender,
            &[(YML, "nationality: {national: 0.89, foreign: 0.11}", "nationality: {national: 0.99, foreign: 0.01}")],
            Log("fairness.population.shares.nationality", "national 0.89, foreign 0.11", "national 0.99, foreign 0.01"),
        ),
        line(
            Lender,
            &[(YML, "nationality: {national: 0.89, foreign: 0.11}", "nationality: {national: 1.0}")],
            Log("fairness.population.shares.nationality", "national 0.89, foreign 0.11", "national 1.0"),
        )
        .named("a group of whose share nothing is said any more"),
        line(
            Lender,
            &[(YML, "markets: [KR, EU]", "markets: [KR]")],
            Log("system.markets", "EU", "none"),
        ),
        line(
            Lender,
            &[(YML, "languages: [ko, en]", "languages: [ko]")],
            Log("system.languages", "en", "none"),
        ),
        line(
            Lender,
            &[(YML, "features: [profiling]", "features: []")],
            Log("system.features", "profiling", "none"),
        ),
        line(
            Lender,
            &[(YML, "channels: [branch, phone]", "channels: [branch]")],
            Log("inclusion.alternative.channels", "phone", "none"),
        ),
        line(
            Tutor,
            &[(YML, "KR: [\"109\", \"1388\"]", "KR: [\"109\"]")],
            Log("youth.crisis.helplines.KR", "1388", "none"),
        ),
        line(
            Lender,
            &[(YML, "approvers: [\"@bank/risk-board\", \"@bank/legal\"]", "approvers: [\"@bank/risk-board\"]")],
            Log("approvers", "@bank/legal", "none"),
        ),
        line(
            Lender,
            &[(YML, "\"@bank/legal\"]", "\"@bank/legal\", \"@bank/me\"]")],
            Log("approvers", "none", "@bank/me"),
        )
        .named("an approver who adds himself"),
        line(
            Lender,
            &[(YML, "", "exclude: [\"data/old/**\"]\n")],
            Log("exclude", "none", "data/old/**"),
        )
        .named("files that nobody looks at any more")
        .here(YML, "exclude: [\"data/old/**\"]")
        .there(YML, "version: 1"),
        line(
            Lender,
            &[(YML, "pii_allowed: []", "pii_allowed: [{kind: EMAIL, where: \"docs/**\", why: \"invented addresses of a reserved domain\"}]")],
            Log("privacy.pii_allowed[EMAIL].where", "none", "docs/**"),
        )
        .here(YML, "kind: EMAIL")
        .there(YML, "privacy:"),
        line(
            Lender,
            &[(YML, "  redactions:\n", "  redactions:\n    - {topic: complaints, reason: \"they name the people who wrote them\", instead: \"their number by month\", approver: \"@bank/legal\", review_by: 2027-05-31}\n")],
            Log("explain.redactions", "none", "complaints"),
        )
        .named("something more is withheld")
        .here(YML, "topic: complaints")
        .there(YML, "explain:"),
        line(
            Lender,
            &[(YML, "  attributes:\n", "  reference: {sex: M}\n  attributes:\n")],
            Log("fairness.reference.sex", "none", "M"),
        )
        .named("one group that others are held against")
        .here(YML, "reference: {sex: M}")
        .there(YML, "fairness:"),
    ]);
}

/// Nothing was promised before: a list of exceptions, a pilot, a model and a
/// waiver that come with the first declaration loosen nothing.
#[test]
fn a_first_declaration_loosens_nothing() {
    let desk = Desk::with_example(Of::Lender.example());
    let declaration = desk.read("repo/ethics.yml");
    std::fs::remove_file(desk.path("repo/ethics.yml")).expect("removed");
    desk.git("repo", &["init", "-q"]);
    desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    let pilot = declaration.replace("lifecycle: production", "lifecycle: pilot");
    let first = format!("{pilot}exclude: [\"data/old/**\"]\n{WAIVER}");
    desk.write("repo/ethics.yml", &first);
    desk.write("repo/models/second.onnx", "weights");
    desk.commit("repo");
    let (code, report) = desk.judge_by(LOOSENED);
    assert_eq!((code, brief(&report)), (0, String::new()));
}

const WAIVER: &str = "waivers: [{rule: explanation/readable, scope: docs/how.en.md, reason: \"rewritten with the reader panel in January\", approver: \"@bank/legal\", expires: 2026-12-31}]\n";

#[test]
fn what_lets_a_finding_pass_or_leaves_files_out_is_widened() {
    use Of::Lender;
    tell(&[
        line(
            Lender,
            &[(YML, "expires: 2026-12-31", "expires: 2027-02-20")],
            Log("waivers[explanation/readable@docs/how.en.md].expires", "2026-12-31", "2027-02-20"),
        )
        .first(&[(YML, "", WAIVER)]),
        line(
            Lender,
            &[(YML, "scope: docs/how.en.md", "scope: docs/how.ko.md")],
            Log("waivers[explanation/readable].scope", "docs/how.en.md", "docs/how.ko.md"),
        )
        .first(&[(YML, "", WAIVER)]),
        line(
            Lender,
            &[(
                "ethics-baseline.json",
                "",
                "{\"schema\": \"ethics-gate/baseline/1\", \"created\": \"2026-11-30\", \"findings\": [\n{\"rule\": \"explanation/readable\", \"fingerprint\": \"00000000000000000000000000000000\"}]}\n",
            )],
            Log("baseline.findings", "0", "1"),
        )
        .named("a baseline that comes when there are promises")
        .here("ethics-baseline.json", "\"findings\"")
        .there(YML, "version: 1"),
        line(
            Lender,
            &[("web/ethics.yml", "", "version: 1\nsystem:\n  id: pages\n  purpose: Pages of text.\n")],
            Log("files[web]", "ethics.yml", "web/ethics.yml"),
        )
        .named("files that another declaration takes away")
        .here("web/ethics.yml", "id: pages")
        .there(YML, "id: loan-score"),
    ]);
}

#[test]
fn a_group_a_metric_a_dataset_or_an_exam_is_gone() {
    use Of::{Lender, Tutor};
    tell(&[
        line(
            Lender,
            &[(YML, "nationality: [national, foreign]", "nationality: [national]")],
            With(&[
                ("data/apps-eval.yml", "nationality: [national, foreign]", "nationality: [national]"),
                (YML, "fairness:\n", "fairness:\n  removed: [{what: \"group:nationality/foreign\", reason: \"too few people answered the question for any result\", approver: \"@bank/risk-board\"}]\n"),
            ]),
        )
        .by(DROPPED),
        line(
            Lender,
            &[(YML, "    nationality: [national, foreign]\n", "")],
            With(&[
                ("data/apps-eval.yml", "  nationality: [national, foreign]\n", ""),
                (YML, "fairness:\n", "fairness:\n  removed: [{what: \"attribute:nationality\", reason: \"the question is no longer put to anybody\", approver: \"@bank/risk-board\"}]\n"),
            ]),
        )
        .by(DROPPED)
        .named("an attribute is gone")
        .here(YML, "attributes:")
        .there(YML, "nationality: [national, foreign]"),
        line(
            Lender,
            &[(YML, "intersections: [[sex, age_band]]", "intersections: []")],
            With(&[(YML, "fairness:\n", "fairness:\n  removed: [{what: \"intersection:sex*age_band\", reason: \"its smallest cell has nine people in it\", approver: \"@bank/risk-board\"}]\n")]),
        )
        .by(DROPPED),
        line(
            Lender,
            &[(YML, "    - {metric: fpr, compare: worst, limit: 0.20}\n", "")],
            With(&[(YML, "fairness:\n", "fairness:\n  removed: [{what: \"check:fpr/worst\", reason: \"the difference has a stricter limit than it\", approver: \"@bank/risk-board\"}]\n")]),
        )
        .by(DROPPED)
        .named("a metric is gone")
        .here(YML, "checks:")
        .there(YML, "compare: worst"),
        line(
            Lender,
            &[
                (
                    YML,
                    "age_band: [\"19-29\", \"30-59\", \"60+\"]",
                    "age_band: [\"19-29\", \"30-59\"]",
                ),
                (
                    YML,
                    "fairness:\n",
                    "fairness:\n  merged: [{attribute: age_band, from: [\"60+\"], into: \"30-59\", reason: \"the two are one product from January on\"}]\n",
                ),
            ],
            With(&[(
                YML,
                "fairness:\n",
                "fairness:\n  removed: [{what: \"group:age_band/60+\", reason: \"the two are one product from January on\", approver: \"@bank/risk-board\"}]\n",
            )]),
        )
        .by(DROPPED)
        .named("thousands who go into another group")
        .here(YML, "age_band:")
        .there(YML, "60+"),
        line(
            Tutor,
            &[(YML, "  - {id: tutor-dialogs, role: finetune, manifest: data/tutor-dialogs.yml}\n", "")],
            Log("data[tutor-dialogs].role", "finetune", "none"),
        )
        .named("a dataset that a model learned from")
        .here(YML, "data:")
        .there(YML, "id: tutor-dialogs"),
        line(
            Lender,
            &[("evidence/benefit.json", "\"value\": 31, \"low\": 29, \"high\": 33", "\"value\": 45, \"low\": 44, \"high\": 46")],
            Instead(&[("evidence/benefit.json", "\"value\": 31, \"low\": 29, \"high\": 33", "\"value\": 30, \"low\": 29, \"high\": 32")]),
        )
        .by(BENEFIT)
        .here(YML, "benefit:")
        .there("evidence/benefit.json", "hours_median"),
        Story {
            name: "another exam for another model",
            of: Lender,
            first: &[],
            change: &[
                (YML, "id: apps-2026q2, role: eval", "id: apps-easy, role: eval"),
                ("data/apps-eval.yml", "id: apps-2026q2", "id: apps-easy"),
                (YML, "version: \"4.2\"", "version: \"4.3\""),
            ],
            rule: EXAM,
            here: (YML, "data:"),
            there: (YML, "id: apps-2026q2"),
            honest: Instead(&[(YML, "version: \"4.2\"", "version: \"4.3\"")]),
        },
    ]);
}

#[test]
fn a_protection_of_the_young_is_taken_back() {
    use Of::Tutor;
    const FILTER: &[Edit] = &[(
        "config/minor.yaml",
        "",
        "moderation:\n  self_harm: 0.2\nimage_filter: true\n",
    )];
    const CUT: &str = "- Do not diagnose illnesses, do not act as a counsellor, and do not play a friend or a lover.\n- Do not ask for a name, a photo, an address or the place where somebody is.\n- Refuse sexual content, hate, instructions for violence and advice on drugs, in one calm sentence, and offer a lesson instead.\n- If a message hints at self-harm, abuse or danger, stop the lesson. The first answer comes from the crisis text, not from you.\n";
    tell(&[
        line(
            Tutor,
            &[("config/minor.yaml", "self_harm: 0.2", "self_harm: 0.8")],
            Instead(&[("config/minor.yaml", "self_harm: 0.2", "self_harm: 0.1")]),
        )
        .by(YOUTH)
        .first(FILTER)
        .here("config/minor.yaml", "self_harm: 0.8")
        .there("config/minor.yaml", "self_harm: 0.2"),
        line(
            Tutor,
            &[("config/minor.yaml", "image_filter: true", "image_filter: false")],
            Instead(&[("config/minor.yaml", "image_filter: true", "image_filter: true # both")]),
        )
        .by(YOUTH)
        .first(FILTER)
        .here("config/minor.yaml", "image_filter: false")
        .there("config/minor.yaml", "image_filter: true"),
        line(
            Tutor,
            &[("prompts/teen.en.md", CUT, "")],
            Instead(&[("prompts/teen.en.md", "in one calm sentence", "calmly, in a sentence")]),
        )
        .by(YOUTH)
        .named("half of a prompt is cut")
        .here("prompts/teen.en.md", "Study Buddy")
        .there("prompts/teen.en.md", "Study Buddy"),
        line(
            Tutor,
            &[(YML, "prompts: [prompts/teen.ko.md, prompts/teen.en.md]", "prompts: [prompts/teen.ko.md]")],
            Instead(&[(YML, "prompts: [prompts/teen.ko.md, prompts/teen.en.md]", "prompts: [prompts/teen.en.md, prompts/teen.ko.md]")]),
        )
        .by(YOUTH)
        .here(YML, "models:")
        .there("prompts/teen.en.md", "Study Buddy"),
        line(
            Tutor,
            &[(YML, ", dependence: 0.03", "")],
            Instead(&[(YML, "dependence: 0.03", "dependence: 0.02")]),
        )
        .by(YOUTH)
        .named("a category is gone")
        .here(YML, "limits:")
        .there(YML, "dependence: 0.03"),
        line(
            Tutor,
            &[(YML, ", en: prompts/crisis.en.md", "")],
            Instead(&[(YML, "crisis.en.md}", "crisis.en.md, ja: prompts/crisis.en.md}")]),
        )
        .by(YOUTH)
        .named("a crisis without words")
        .here(YML, "templates:")
        .there(YML, "prompts/crisis.en.md"),
        line(
            Tutor,
            &[(YML, "minors: expected", "minors: excluded")],
            Instead(&[(YML, "min_age: 14", "min_age: 15")]),
        )
        .by(YOUTH),
        line(
            Tutor,
            &[(YML, "method: school-account", "method: none")],
            Instead(&[(YML, "method: school-account", "method: id-check")]),
        )
        .by(YOUTH)
        .here(YML, "age_assurance:"),
        line(
            Tutor,
            &[(YML, "{setting: quiet_hours, file: config/minor.yaml, key: quiet.enabled, must_be: true}", "{setting: quiet_hours, not_applicable: \"pupils asked for the evening hours\"}")],
            Instead(&[("config/minor.yaml", "from: \"23:00\"", "from: \"22:00\"")]),
        )
        .by(YOUTH)
        .here(YML, "defaults:")
        .there(YML, "setting: quiet_hours"),
    ]);
}

const WORKFLOW: &str = ".github/workflows/ethics.yml";
const STEP: &str = "      - uses: acme/ethics-gate@2222222222222222222222222222222222222222\n";
const GITHUB: &[Edit] = &[(
    WORKFLOW,
    "",
    "on: pull_request\npermissions: {contents: read}\njobs:\n  ethics:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@1111111111111111111111111111111111111111\n        with: {fetch-depth: 0}\n      - uses: acme/ethics-gate@2222222222222222222222222222222222222222\n",
)];
const SHELL: &[Edit] = &[(
    WORKFLOW,
    "",
    "on: pull_request\njobs:\n  ethics:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v5\n      - run: ethics-gate check\n",
)];
const GITLAB: &[Edit] = &[(
    ".gitlab-ci.yml",
    "",
    "ethics:\n  script:\n    - ethics-gate check\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n",
)];

#[test]
fn the_step_that_judges_is_weakened() {
    use Of::Lender;
    const HARMLESS: Honest = Instead(&[(
        WORKFLOW,
        "on: pull_request\n",
        "name: The gate\non: pull_request\n",
    )]);
    const JOB: &str = "    runs-on: ubuntu-24.04\n";
    const RUN: &str = "run: ethics-gate check\n";
    tell(&[
        line(
            Lender,
            &[(
                WORKFLOW,
                JOB,
                "    runs-on: ubuntu-24.04\n    continue-on-error: true\n",
            )],
            HARMLESS,
        )
        .by(GATE)
        .named("continue-on-error")
        .first(GITHUB)
        .here(WORKFLOW, "continue-on-error: true")
        .there("", ""),
        line(
            Lender,
            &[(WORKFLOW, RUN, "run: ethics-gate check || true\n")],
            HARMLESS,
        )
        .by(GATE)
        .named("|| true")
        .first(SHELL)
        .here(WORKFLOW, "|| true")
        .there("", ""),
        line(
            Lender,
            &[(
                WORKFLOW,
                "on: pull_request\n",
                "on: {pull_request: {paths: [src/**]}}\n",
            )],
            HARMLESS,
        )
        .by(GATE)
        .named("a filter of paths")
        .first(GITHUB)
        .here(WORKFLOW, "paths")
        .there("", ""),
        line(
            Lender,
            &[(
                WORKFLOW,
                "ethics-gate@2222222222222222222222222222222222222222",
                "ethics-gate@main",
            )],
            Instead(&[(
                WORKFLOW,
                "ethics-gate@2222222222222222222222222222222222222222",
                "ethics-gate@4444444444444444444444444444444444444444",
            )]),
        )
        .by(GATE)
        .named("a reference that moves")
        .first(GITHUB)
        .here(WORKFLOW, "ethics-gate@main")
        .there(WORKFLOW, ""),
        line(
            Lender,
            &[
                (WORKFLOW, "on: pull_request\n", "on: pull_request_target\n"),
                (
                    WORKFLOW,
                    "{fetch-depth: 0}",
                    "{fetch-depth: 0, ref: \"${{ github.event.pull_request.head.sha }}\"}",
                ),
            ],
            HARMLESS,
        )
        .by(GATE)
        .named("the base's rights and the change's code")
        .first(GITHUB)
        .here(WORKFLOW, "")
        .there(WORKFLOW, ""),
        line(
            Lender,
            &[(WORKFLOW, STEP, "      - run: make report\n")],
            HARMLESS,
        )
        .by(GATE)
        .named("the step is gone")
        .first(GITHUB)
        .here(WORKFLOW, "")
        .there(WORKFLOW, "ethics"),
        line(
            Lender,
            &[(
                ".gitlab-ci.yml",
                "  script:\n",
                "  allow_failure: true\n  script:\n",
            )],
            Instead(&[(
                ".gitlab-ci.yml",
                "  script:\n",
                "  allow_failure: false\n  script:\n",
            )]),
        )
        .by(GATE)
        .named("allow_failure")
        .first(GITLAB)
        .here(".gitlab-ci.yml", "allow_failure: true")
        .there("", ""),
    ]);
}

const OWNERS: &str = ".github/CODEOWNERS";

#[test]
fn an_ethics_file_loses_its_owner() {
    use Of::Lender;
    tell(&[
        line(
            Lender,
            &[(OWNERS, "/evidence/      @bank/risk-board\n", "")],
            Instead(&[(
                OWNERS,
                "/evidence/      @bank/risk-board\n",
                "/evidence/      @bank/risk-board @bank/data\n",
            )]),
        )
        .by(GATE)
        .named("a line of owners is gone")
        .here(OWNERS, "")
        .there(OWNERS, "/evidence/"),
        line(
            Lender,
            &[(
                OWNERS,
                "/ethics.yml     @bank/risk-board",
                "/ethics.yml     @bank/me",
            )],
            Instead(&[(
                OWNERS,
                "/ethics.yml     @bank/risk-board",
                "/ethics.yml     @bank/me @bank/risk-board",
            )]),
        )
        .by(GATE)
        .here(OWNERS, "@bank/me")
        .there(OWNERS, "/ethics.yml     @bank/risk-board"),
    ]);
}
