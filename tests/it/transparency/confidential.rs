//! The public edition holds nothing that the declaration keeps confidential.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ethics_gate::model::Language;
use ethics_gate::model::report::{Audience, Report, Suppression};
use ethics_gate::render::Edition;
use proptest::prelude::*;
use serde_yaml::Value;

use super::{LANGUAGES, files, judged, pages};

/// In each of its forms no page of ours has it.
const SENTINEL: &str = "zqx-sentinel";

static EXAMPLE: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| files("credit-scoring"));
/// Texts of the example's declaration that are not for the public, by path.
static INTERNAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let report = judged(EXAMPLE.clone(), Language::En);
    let facts = report.systems[0].facts.iter();
    let internal =
        facts.filter(|fact| fact.audience == Audience::Internal && fact.value.is_string());
    let paths = internal.filter_map(|fact| fact.path.strip_prefix("declaration."));
    let mut paths: Vec<String> = paths.map(str::to_owned).collect();
    paths.push("explain.confidential_terms[0]".to_owned());
    paths
});

fn with(declaration: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = EXAMPLE.clone();
    for (path, bytes) in &mut files {
        if path == "ethics.yml" {
            *bytes = declaration.as_bytes().to_vec();
        }
    }
    files
}

fn declaration() -> String {
    let own = EXAMPLE.iter().find(|(path, _)| path == "ethics.yml");
    String::from_utf8(own.expect("a declaration").1.clone()).expect("UTF-8")
}

/// Put a sentinel in the place of the texts at some paths.
fn planted(value: &mut Value, path: &str, at: &BTreeSet<&str>) {
    match value {
        Value::Mapping(map) => {
            for (key, item) in map.iter_mut() {
                let key = key.as_str().unwrap_or("");
                let dot = if path.is_empty() { "" } else { "." };
                planted(item, &format!("{path}{dot}{key}"), at);
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                planted(item, &format!("{path}[{index}]"), at);
            }
        }
        _ if at.contains(path) => *value = Value::String(format!("{SENTINEL} {path}")),
        _ => {}
    }
}

/// Each sentinel, with what stands around it.
fn leaks(report: &Report, edition: Edition) -> Vec<String> {
    let pages = pages(report, edition);
    let words = regex::Regex::new(&format!("(?i).{{0,60}}{SENTINEL}.{{0,40}}")).expect("a pattern");
    let found = pages.iter().flat_map(|page| words.find_iter(page));
    found.map(|found| found.as_str().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn no_internal_key_reaches_the_public(chosen in prop::collection::vec(any::<bool>(), 200)) {
        let chosen = INTERNAL.iter().zip(chosen).filter(|(_, chosen)| *chosen);
        let chosen: BTreeSet<&str> = chosen.map(|(path, _)| path.as_str()).collect();
        let mut value: Value = serde_yaml::from_str(&declaration()).expect("YAML");
        planted(&mut value, "", &chosen);
        let text = serde_yaml::to_string(&value).expect("YAML");
        for language in LANGUAGES {
            let report = judged(with(&text), language);
            prop_assert_eq!(leaks(&report, Edition::Public), Vec::<String>::new(), "{:?}", chosen);
        }
    }
}

#[test]
fn each_internal_key_alone_is_kept_and_the_team_reads_it() {
    let mut value: Value = serde_yaml::from_str(&declaration()).expect("YAML");
    let all: BTreeSet<&str> = INTERNAL.iter().map(String::as_str).collect();
    assert!(all.len() > 60, "{all:?}");
    planted(&mut value, "", &all);
    let text = serde_yaml::to_string(&value).expect("YAML");
    assert!(text.matches(SENTINEL).count() >= all.len());
    let report = judged(with(&text), Language::En);
    assert_eq!(leaks(&report, Edition::Public), Vec::<String>::new());
    for edition in [Edition::Internal, Edition::Regulator] {
        assert!(!leaks(&report, edition).is_empty());
    }
}

/// Whatever a finding, a waiver, a file's name or a reason says.
#[test]
fn nothing_but_public_facts_comes_from_the_repository() {
    for language in LANGUAGES {
        let mut report = judged(files("broken/small-sample"), language);
        let hidden = || SENTINEL.to_owned();
        report.root = hidden();
        for finding in &mut report.findings {
            finding.message = hidden();
            finding.fix = hidden();
            finding.path = hidden();
            finding.related.clear();
            finding.excerpt = None;
            finding.suppression = Some(Suppression {
                kind: "waiver".to_owned(),
                reason: hidden(),
                approver: hidden(),
                expires: hidden(),
                days_left: 7,
            });
        }
        for one in &mut report.not_checked {
            one.reason = hidden();
            one.path = one.path.as_ref().map(|_| hidden());
        }
        for system in &mut report.systems {
            system.id = hidden();
            system.path = hidden();
            for fact in &mut system.facts {
                if fact.audience == Audience::Internal {
                    fact.value = hidden().into();
                }
            }
            let verified = system.verified.as_mut().expect("it was asked for");
            for (index, rule) in verified.rules.iter_mut().enumerate() {
                rule.files = vec![hidden()];
                // As if an organization had written each third of them.
                if index % 3 == 0 {
                    rule.audience = Audience::Internal;
                    let own = format!("{SENTINEL}/{index}");
                    for finding in &mut report.findings {
                        if finding.rule == rule.id {
                            finding.rule.clone_from(&own);
                        }
                    }
                    for one in &mut report.not_checked {
                        let id = one
                            .rule
                            .as_deref()
                            .and_then(|check| check.split('#').next());
                        if id == Some(&*rule.id) {
                            one.rule = Some(format!("{own}#check"));
                        }
                    }
                    rule.id = own;
                    rule.title = hidden();
                }
            }
            for principle in system.principles.iter_mut().step_by(2) {
                principle.audience = Audience::Internal;
                principle.title = hidden();
            }
            system.tier.reasons = vec![
                hidden(),
                format!("data[{SENTINEL}].personal = true"),
                format!("explain.individual = {SENTINEL}"),
            ];
            for file in &mut verified.files {
                file.name = hidden();
                file.created = Some(hidden());
            }
        }
        report.packs[0].name = hidden();
        report.packs[0].version = hidden();
        assert_eq!(leaks(&report, Edition::Public), Vec::<String>::new());
        assert!(!leaks(&report, Edition::Internal).is_empty());
    }
}

#[test]
fn a_confidential_term_is_kept_wherever_it_stands() {
    let word = "velocity_feature_v3";
    let places = [
        ("It never declines on its own.", format!("It reads {word}.")),
        (
            "[loan applicants, guarantors]",
            format!("[loan applicants, {word}]"),
        ),
        ("sex: [F, M]", format!("sex: [F, {word}]")),
        (
            "loan applicants aged 19 to 84",
            format!("people with {word}"),
        ),
        (
            "not collected; a volunteer audit is planned",
            format!("would show {word} to everybody"),
        ),
        (
            "the ten factor groups and their direction",
            format!("all but {word} and its kin"),
        ),
    ];
    for (from, to) in places {
        let text = declaration();
        assert!(text.contains(from), "{from}");
        let report = judged(with(&text.replace(from, &to)), Language::En);
        let found = |edition| {
            pages(&report, edition)
                .iter()
                .any(|page| page.contains(word))
        };
        assert!(!found(Edition::Public), "{to}");
    }
}

#[test]
fn a_passage_of_a_confidential_file_is_kept() {
    let passage = "weights are refit each night from the repayment ledger of the bank";
    let text = declaration()
        .replace("It never declines on its own.", passage)
        .replace(
            "  redactions:",
            "  confidential_files: [docs/secret.md]\n  redactions:",
        );
    let mut files = with(&text);
    files.push((
        "docs/secret.md".to_owned(),
        format!("Our {passage}, and so on.").into_bytes(),
    ));
    let report = judged(files, Language::En);
    let found = |edition| {
        pages(&report, edition)
            .iter()
            .any(|page| page.contains("refit each night"))
    };
    assert!(!found(Edition::Public));
    assert!(found(Edition::Internal));
}

#[test]
fn a_topic_that_is_withheld_and_names_a_key_withholds_it() {
    for (topic, gone) in [
        ("uses", "tenancy or job screening"),
        ("data", "apps-2026q2"),
        ("fairness", "87.8%"),
        ("Models", "<td role=\"cell\" data-name=\"Version\">4.2"),
        ("data.people", "loan applicants aged 19 to 84"),
        ("data[0].people", "loan applicants aged 19 to 84"),
        ("fairness.attributes.sex", "<code>sex</code>"),
        ("fairness.counts", "87.8%"),
        ("benefit", "benefit.evidence"),
    ] {
        let text = declaration();
        let report = judged(with(&text), Language::En);
        let [before, _] = pages(&report, Edition::Public);
        let text = text.replace("topic: feature weights", &format!("topic: {topic}"));
        let report = judged(with(&text), Language::En);
        let [html, _] = pages(&report, Edition::Public);
        assert!(before.contains(gone), "{topic}");
        assert!(!html.contains(gone), "{topic}");
    }
}

/// One page tells of every system, so it keeps what any of them keeps.
#[test]
fn a_term_of_one_system_is_kept_in_the_words_of_another() {
    let word = "velocity_feature_v3";
    let mut files: Vec<_> = EXAMPLE.clone();
    for (path, bytes) in &mut files {
        if path == "ethics.yml" {
            *bytes = declaration()
                .replace("version: 1", "version: 1\nexclude: []")
                .into_bytes();
        }
    }
    let other = format!(
        "version: 1\nsystem:\n  id: other\n  purpose: It reads {word} for the branch.\n  affected: [tellers]\n"
    );
    files.push(("branch/ethics.yml".to_owned(), other.into_bytes()));
    let report = judged(files, Language::En);
    assert_eq!(report.systems.len(), 2);
    let found = |edition| pages(&report, edition)[0].contains(word);
    assert!(found(Edition::Internal) && !found(Edition::Public));
}

/// A number about nine people is a number about each of them.
#[test]
fn the_public_reads_no_number_of_a_group_that_is_too_small() {
    let report = judged(files("broken/small-sample"), Language::En);
    let [_, public] = pages(&report, Edition::Public);
    assert!(
        public.contains("| foreign | too few people | – | – |"),
        "{public}"
    );
    // What is left of all cases when the others' are known.
    assert!(
        public.contains("| national | 84.8% | 83.2% to 86.3% | – |"),
        "{public}"
    );
    assert!(
        public.contains("| F | 84.8% | 82.4% to 86.9% | 1,000 |"),
        "{public}"
    );
    let [_, internal] = pages(&report, Edition::Internal);
    assert!(
        internal.contains("| foreign | 0.0% | 0.0% to 35.4% | 7 (too few people) |"),
        "{internal}"
    );
}
