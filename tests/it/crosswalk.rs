//! Laws and standards: every reference leads to a dated place, and what was
//! never read in a text stands nowhere.

use std::collections::BTreeSet;
use std::process::Command;

use ethics_gate::model::report::Report;
use ethics_gate::policy::{Pack, crosswalk};
use ethics_gate::source::Tree;
use serde_json::Value as Json;

use crate::packs::{PACK, RULE};

#[test]
fn every_reference_of_every_rule_resolves() {
    let pack = Pack::builtin();
    let mut unresolved = Vec::new();
    for rule in &pack.rules {
        assert!(!rule.file.references.is_empty(), "{} is unrelated", rule.id);
        for reference in &rule.file.references {
            if crosswalk::related([&pack], reference).is_none() {
                unresolved.push(format!("{}: {reference}", rule.id));
            }
        }
    }
    assert!(unresolved.is_empty(), "{unresolved:#?}");
    // Each standard of ours has its file, so no place goes unheld.
    assert!(pack.file.standards.is_empty());
}

#[test]
fn the_laws_and_standards_that_were_promised_are_there() {
    let pack = Pack::builtin();
    for standard in [
        "eu-ai-act",
        "nist-ai-rmf",
        "nist-ai-600-1",
        "iso-42001",
        "kr-ai-basic-act",
        "gdpr",
        "pipa",
        "childrens-code",
        "oecd-ai",
    ] {
        assert!(pack.crosswalk.contains_key(standard), "{standard}");
    }
}

/// Places that were not checked against their text, and numbers that drafts and
/// vendors' tables have wrong.
#[test]
fn nothing_that_is_unverified_is_printed_as_fact() {
    let pack = Pack::builtin();
    let places = |standard: &str| -> Vec<String> {
        let file = &pack.crosswalk[standard];
        file.entries.keys().cloned().collect()
    };
    // The amendment of 2026: the place of the clause on bias data, a new point
    // of Article 5, Article 4, and any date that it set.
    for place in places("eu-ai-act") {
        assert!(!place.starts_with("10(5)") && place != "4" && place != "5");
    }
    let act = &pack.crosswalk["eu-ai-act"];
    assert_eq!(act.as_of, "2024-07-12");
    assert!(
        act.note
            .as_ref()
            .is_some_and(|note| note.en.contains("later amendments"))
    );
    let dates: BTreeSet<_> = crosswalk::provisions([&pack])
        .filter(|place| place.id == "eu-ai-act")
        .map(|place| place.applies_from())
        .collect();
    let published = BTreeSet::from(["2025-02-02", "2025-08-02", "2026-08-02"]);
    assert_eq!(dates, published, "the dates of the text of 2024");
    // No item inside a paragraph of Korea's act but the definition's.
    for place in places("kr-ai-basic-act") {
        let items = place.matches('(').count();
        assert!(items <= 1, "{place}");
    }
    assert!(!pack.crosswalk.contains_key("ca-sb-243"));
    // ISO/IEC 42001 has 38 controls in nine groups of these sizes.
    let groups = [
        (2, 3),
        (3, 2),
        (4, 5),
        (5, 4),
        (6, 9),
        (7, 5),
        (8, 4),
        (9, 3),
        (10, 3),
    ];
    for place in places("iso-42001") {
        let numbers: Vec<usize> = place
            .trim_start_matches("A.")
            .split('.')
            .map(|number| number.parse().expect("a number"))
            .collect();
        let size = groups.iter().find(|(group, _)| *group == numbers[0]);
        let (_, size) = size.unwrap_or_else(|| panic!("no group {place}"));
        // The first control of a group is its second number.
        let last = match numbers[..] {
            [6, 1, n] => n <= 3,
            [6, 2, n] => n <= 8,
            [_, n] => n <= size + 1,
            _ => false,
        };
        assert!(last && *numbers.last().expect("a number") >= 2, "{place}");
    }
    for place in places("childrens-code") {
        let number: u32 = place.parse().expect("a number");
        assert!((1..=15).contains(&number), "{place}");
    }
}

fn lint(references: &str, standard: Option<(&str, &str)>) -> Vec<String> {
    let rule = RULE.replacen("checks:", &format!("references: {references}\nchecks:"), 1);
    let mut files = vec![
        ("pack.yml".to_owned(), PACK.into()),
        ("wellbeing/ours.yml".to_owned(), rule.into_bytes()),
    ];
    if let Some((name, text)) = standard {
        files.push((format!("crosswalk/{name}.yml"), text.into()));
    }
    let pack = Pack::load(&Tree::memory(files)).expect("a pack");
    let owed = pack.lint().into_iter().map(|defect| defect.to_string());
    owed.filter(|owed| {
        ["crosswalk", "reference", "date", "Korean"]
            .iter()
            .any(|word| owed.contains(word))
    })
    .collect()
}

/// A house's own standard.
const OURS: &str = "\
title: {en: Our house rules, ko: 우리의 규정}
kind: guidance
as_of: 2026-03
applies_from: 2026-04-01
entries:
  \"7\": {title: {en: models have owners, ko: 모델의 담당자}}
";

#[test]
fn a_users_pack_brings_standards_of_its_own() {
    assert_eq!(lint("[gdpr/35, ours/7]", Some(("ours", OURS))), [""; 0]);
    let owed = lint("[gdpr/53, ours/8, orus/7, gdpr]", Some(("ours", OURS)));
    for words in [
        "crosswalk/gdpr.yml has no place `53`",
        "crosswalk/ours.yml has no place `8`",
        "knows a standard `orus`; did you mean `ours`",
        "a reference is `standard/place`",
    ] {
        let said = |owed: &&String| owed.contains(words) && owed.starts_with("wellbeing/ours.yml:");
        assert_eq!(owed.iter().filter(said).count(), 1, "{words} in {owed:#?}");
    }
}

#[test]
fn a_standard_is_dated_and_speaks_both_languages() {
    for (from, to, says) in [
        ("2026-04-01", "spring", "crosswalk/ours.yml:4:15: a date is"),
        ("2026-03", "2026-13", "crosswalk/ours.yml:3:8: a date is"),
        (
            "모델의 담당자",
            "owners",
            "crosswalk/ours.yml:6:45: the Korean words",
        ),
    ] {
        let text = OURS.replacen(from, to, 1);
        let owed = lint("[ours/7]", Some(("ours", &text)));
        assert!(owed.len() == 1 && owed[0].starts_with(says), "{owed:#?}");
    }
    let files = |text: &str| {
        Tree::memory([
            ("pack.yml".to_owned(), PACK.into()),
            ("crosswalk/ours.yml".to_owned(), text.into()),
        ])
    };
    let undated = OURS.replace("as_of: 2026-03\n", "");
    let error = Pack::load(&files(&undated))
        .expect_err("no date")
        .to_string();
    assert!(error.contains("missing field `as_of`"), "{error}");
}

fn checked(arguments: &[&str]) -> Json {
    let run = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["check", "examples/unfinished", "--today", "2026-12-01"])
        .args(arguments)
        .output()
        .expect("the binary runs");
    serde_json::from_slice(&run.stdout).expect("JSON")
}

#[test]
fn a_report_says_what_stands_at_each_reference() {
    let json = checked(&["--report", "json", "--include-passes", "--lang", "en"]);
    let report: Report = serde_json::from_value(json.clone()).expect("a report");
    let named: BTreeSet<&str> = report
        .rules
        .iter()
        .flat_map(|rule| &rule.references)
        .map(String::as_str)
        .collect();
    let known: Vec<&str> = report.crosswalk.iter().map(|place| &*place.id).collect();
    assert_eq!(known.iter().copied().collect::<BTreeSet<_>>(), named);
    assert_eq!(known.len(), named.len(), "each once");
    let bias = report
        .crosswalk
        .iter()
        .find(|place| place.id == "eu-ai-act/10(2)(f)")
        .expect("a place");
    assert_eq!(bias.applies_from, "2026-08-02");
    assert_eq!(bias.as_of, "2024-07-12");
    // A report of an older version has none, and is still a report.
    let mut older = json;
    older.as_object_mut().expect("a map").remove("crosswalk");
    serde_json::from_value::<Report>(older).expect("a report");
}

#[test]
fn sarif_has_the_places_as_taxa_with_their_words_and_dates() {
    for (language, word) in [("en", "bias"), ("ko", "편향")] {
        let log = checked(&["--report", "sarif", "--lang", language]);
        let run = &log["runs"][0];
        let taxonomies = run["taxonomies"].as_array().expect("taxonomies");
        let mut spoken = String::new();
        for taxonomy in taxonomies {
            for taxon in taxonomy["taxa"].as_array().expect("taxa") {
                let words = taxon["shortDescription"]["text"].as_str();
                spoken.push_str(words.expect("words"));
            }
        }
        assert!(spoken.contains(word), "{spoken}");
        let standards = taxonomies
            .iter()
            .filter(|taxonomy| taxonomy["name"] != "ethics-gate/principles");
        for standard in standards {
            assert!(standard["properties"]["as_of"].is_string(), "{standard}");
            assert!(
                standard["shortDescription"]["text"].is_string(),
                "{standard}"
            );
            for taxon in standard["taxa"].as_array().expect("taxa") {
                assert!(taxon["properties"]["applies_from"].is_string(), "{taxon}");
            }
        }
        // Each relationship leads to the taxon that it names.
        for rule in run["tool"]["driver"]["rules"].as_array().expect("rules") {
            for related in rule["relationships"].as_array().expect("relationships") {
                let target = &related["target"];
                let index = |value: &Json| usize::try_from(value.as_u64().expect("an index"));
                let component = index(&target["toolComponent"]["index"]).expect("small");
                let taxon = index(&target["index"]).expect("small");
                let taxonomy = &taxonomies[component];
                assert_eq!(taxonomy["name"], target["toolComponent"]["name"]);
                assert_eq!(taxonomy["taxa"][taxon]["id"], target["id"]);
                assert_eq!(related["kinds"], serde_json::json!(["relevant"]));
            }
        }
    }
}

fn explained(arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .arg("explain")
        .args(arguments)
        .output()
        .expect("the binary runs");
    assert!(run.status.success(), "{run:?}");
    String::from_utf8(run.stdout).expect("UTF-8")
}

#[test]
fn explain_leads_from_a_rule_to_the_law_and_back() {
    // Lines are folded for the reader.
    let unfolded = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let rule = unfolded(explained(&["fairness/gap-within-limit", "--lang", "en"]));
    for words in [
        "Related to Regulation (EU) 2024/1689, the Artificial Intelligence Act (law, text of 2024-07-12) \
         places and dates are those of the text published on 2024-07-12; later amendments are not covered \
         eu-ai-act/10(2)(f): ",
        "(applies from 2026-08-02 by the text of 2024-07-12)",
        "iso-42001/A.5.4: impact on individuals and groups (applies from 2023-12 by the text of 2023-12)",
    ] {
        assert!(rule.contains(words), "{words:?} in\n{rule}");
    }
    let korean = unfolded(explained(&["fairness/gap-within-limit", "--lang", "ko"]));
    for words in [
        "관련 조항 유럽연합 인공지능법",
        "(2024-07-12 기준 원문의 적용일 2026-08-02)",
    ] {
        assert!(korean.contains(words), "{words:?} in\n{korean}");
    }

    let act = explained(&["eu-ai-act", "--lang", "en"]);
    assert!(act.contains("None of it is legal advice."), "{act}");
    assert!(act.contains("later amendments are not covered"), "{act}");
    let article = explained(&["eu-ai-act/10", "--lang", "en"]);
    assert!(
        article.contains("  fairness/gap-within-limit: "),
        "{article}"
    );
    assert!(article.contains("\neu-ai-act/10(3): "), "{article}");
    assert!(!article.contains("eu-ai-act/15"), "{article}");
}
