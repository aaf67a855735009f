//! The built-in rules: their examples, what they owe their readers, and which
//! rule fires on whose example.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Mutex, OnceLock};

use ethics_gate::facts::catalogue;
use ethics_gate::gate::{self, examples};
use ethics_gate::model::report::Report;
use ethics_gate::model::{Language, Outcome};
use ethics_gate::policy::Pack;
use ethics_gate::source::Tree;
use rayon::prelude::*;

use crate::korean;
use crate::packs::policies;

/// Every example, judged once for all tests.
pub(crate) struct Judged {
    results: Vec<examples::ExampleResult>,
    /// What rules say on the examples of others, by principle, rule and place
    /// among the rule's examples.
    crossfire: BTreeMap<(String, String, usize), String>,
    /// English sentences in what rules say of their own examples in Korean.
    pub(crate) english: BTreeSet<String>,
}

pub(crate) fn judged() -> &'static Judged {
    static JUDGED: OnceLock<Judged> = OnceLock::new();
    JUDGED.get_or_init(|| {
        let pack = Pack::builtin_with_examples();
        let packs = std::slice::from_ref(&pack);
        let crossfire = Mutex::new(BTreeMap::new());
        let english = Mutex::new(BTreeSet::new());
        // What others say is seen where all rules judge; but there a finding of its own may be
        // left out beside one of another rule that has the same cause. Where the report says
        // that something was, the rule judges once more alone.
        let results = examples::run_by(&pack, |shown, files| {
            let report = examples::report(files, packs, &[], Language::Ko)?;
            let text = others(shown, &report);
            let place = examples::examples(shown.rule)
                .position(|(_, example)| std::ptr::eq(example, shown.example))
                .expect("an example of its rule");
            let rule = shown.rule;
            let key = (rule.principle.clone(), rule.id.clone(), place);
            let mut crossfire = crossfire.lock().expect("nobody panics here");
            crossfire.insert(key, text);
            let is_own = |name: &str| name.split('#').next() == Some(&*rule.id);
            let mut not_checked = report.not_checked.iter();
            let mut report = match not_checked.any(|one| one.rule.as_deref().is_some_and(is_own)) {
                true => {
                    let only = std::slice::from_ref(&rule.id);
                    examples::report(files, packs, only, Language::Ko)?
                }
                false => report,
            };
            report.findings.retain(|finding| finding.rule == rule.id);
            report.rules.retain(|one| one.id == rule.id);
            report
                .not_checked
                .retain(|one| one.rule.as_deref().is_some_and(is_own));
            let mut english = english.lock().expect("nobody panics here");
            english.extend(korean::english_of(rule, &report));
            Ok(report)
        });
        Judged {
            results,
            crossfire: crossfire.into_inner().expect("nobody panics here"),
            english: english.into_inner().expect("nobody panics here"),
        }
    })
}

fn results() -> &'static [examples::ExampleResult] {
    &judged().results
}

/// What other rules than its own say of an example, below its title.
fn others(shown: examples::Shown, report: &Report) -> String {
    let examples::Shown {
        rule,
        expected,
        example,
    } = shown;
    let others: BTreeSet<String> = report
        .findings
        .iter()
        .filter(|finding| finding.rule != rule.id)
        .filter(|finding| {
            matches!(
                finding.outcome,
                Outcome::Fail | Outcome::Open | Outcome::Review
            )
        })
        .map(|finding| {
            let outcome = finding.outcome.name();
            format!("  {outcome} {}#{}", finding.rule, finding.check)
        })
        .collect();
    let mut text = format!("{} {expected:?} {}\n", rule.id, example.name);
    for other in others {
        let _ = writeln!(text, "{other}");
    }
    text
}

#[test]
fn each_example_is_judged_as_it_says() {
    let results = results();
    let wrong: Vec<String> = results
        .iter()
        .filter(|result| result.verdict != examples::Verdict::Right)
        .map(ToString::to_string)
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} examples:\n{}",
        wrong.len(),
        results.len(),
        wrong.join("\n")
    );
}

/// What only a git work tree shows; `facts::` has a test on one for each.
const ONLY_IN_A_WORK_TREE: [(&str, &str); 3] = [
    ("gate/references-resolve", "tracked"),
    ("gate/references-resolve", "not-ignored"),
    ("privacy/pii-matches-declaration", "readable"),
];

#[test]
fn each_check_speaks_in_an_example_of_its_rule() {
    let pack = Pack::builtin_with_examples();
    let spoke: BTreeSet<(&str, &str)> = results()
        .iter()
        .flat_map(|result| result.spoke.iter().map(|check| (&*result.rule, &**check)))
        .collect();
    let silent: Vec<String> = pack
        .rules
        .iter()
        .flat_map(|rule| rule.checks.iter().map(move |check| (rule, check)))
        .map(|(rule, check)| (&*rule.id, &*check.file.id))
        .filter(|check| !spoke.contains(check) && !ONLY_IN_A_WORK_TREE.contains(check))
        .map(|(rule, check)| format!("{rule}#{check}"))
        .collect();
    assert!(
        silent.is_empty(),
        "no example shows what these say:\n{}",
        silent.join("\n")
    );
}

#[test]
fn rules_owe_their_readers_nothing() {
    let pack = Pack::load(&policies()).expect("policies/ is a pack");
    let defects: Vec<String> = pack.lint().iter().map(ToString::to_string).collect();
    assert!(defects.is_empty(), "{}", defects.join("\n"));
}

/// Waivers, baselines and fingerprints name rules and checks: an id that was
/// published stays, as an id or as an alias.
#[test]
fn ids_never_vanish() {
    let mut ids = String::new();
    for rule in &Pack::builtin().rules {
        let checks: Vec<_> = rule.checks.iter().map(|check| &*check.file.id).collect();
        let _ = writeln!(ids, "{}: {}", rule.id, checks.join(" "));
        for alias in &rule.file.aliases {
            let _ = writeln!(ids, "{alias} -> {}", rule.id);
        }
    }
    insta::assert_snapshot!("rule_ids", ids);
}

/// Ids that were ever part of the built-in pack. Waivers, levels and reports of
/// others name them, so a line is only ever added: a rule that is renamed keeps
/// its old id as an alias.
const EVER: &str = include_str!("rule-ids.txt");

#[test]
fn rule_ids_never_vanish() {
    let pack = Pack::builtin();
    let known: BTreeSet<&str> = pack
        .rules
        .iter()
        .flat_map(|rule| {
            let aliases = rule.file.aliases.iter().map(String::as_str);
            aliases.chain([rule.id.as_str()])
        })
        .collect();
    let ever: BTreeSet<&str> = EVER.lines().collect();
    let gone: Vec<_> = ever.difference(&known).collect();
    assert!(gone.is_empty(), "neither an id nor an alias: {gone:?}");
    let unlisted: Vec<_> = known.difference(&ever).collect();
    assert!(unlisted.is_empty(), "add to rule-ids.txt: {unlisted:?}");
}

/// The files of every example of the pack.
fn samples(pack: &Pack) -> Vec<examples::Files> {
    pack.rules
        .iter()
        .flat_map(|rule| examples::examples(rule).map(move |(_, example)| (rule, example)))
        .map(|(rule, example)| examples::files(rule, example, pack).expect("an example"))
        .collect()
}

/// Which rules speak on the examples of others: seen in review, one snapshot
/// a principle.
#[test]
fn who_fires_on_whose_example() {
    let mut principles: BTreeMap<&str, String> = BTreeMap::new();
    let pack = Pack::builtin();
    for rule in &pack.rules {
        let first = (rule.principle.clone(), rule.id.clone(), 0);
        let last = (rule.principle.clone(), rule.id.clone(), usize::MAX);
        let text = principles.entry(&rule.principle).or_default();
        text.extend(
            judged()
                .crossfire
                .range(first..last)
                .map(|(_, text)| &**text),
        );
    }
    let mut differs = Vec::new();
    for (principle, text) in principles {
        // Every principle is compared before any of them fails the test.
        let name = format!("crossfire_{principle}");
        let compared = std::panic::catch_unwind(|| insta::assert_snapshot!(name, text));
        if compared.is_err() {
            differs.push(principle);
        }
    }
    assert!(differs.is_empty(), "cross-fire changed in {differs:?}");
}

#[test]
fn every_fact_that_an_example_gives_is_in_the_catalogue() {
    let pack = Pack::builtin_with_examples();
    let packs = std::slice::from_ref(&pack);
    let skeletons = pack.file.skeletons.values().map(|files| examples::Files {
        head: files.clone().into_iter().collect(),
        base: None,
        context: None,
    });
    let all: Vec<examples::Files> = skeletons.chain(samples(&pack)).collect();
    let of = |files: examples::Files| {
        let tree = |files: Vec<(String, String)>| {
            let bytes = |(path, text): (String, String)| (path, text.into_bytes());
            Tree::memory(files.into_iter().map(bytes))
        };
        let base = files.base.map(|base| tree(base).as_base());
        let head = tree(files.head);
        let systems = gate::facts(&head, base.as_ref(), packs, examples::TODAY).expect("facts");
        let mut differences = BTreeSet::new();
        for (_, facts) in systems {
            differences.extend(catalogue::types().differences(&facts));
        }
        differences
    };
    let differences: BTreeSet<_> = all.into_par_iter().flat_map_iter(of).collect();
    let differences: Vec<_> = differences.into_iter().collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn no_fact_is_catalogued_twice_and_each_says_what_it_means() {
    let mut seen = BTreeSet::new();
    for fact in catalogue::all() {
        assert!(seen.insert(fact.path.to_string()), "{} twice", fact.path);
        assert!(
            !fact.doc.is_empty() && !fact.source.is_empty(),
            "{}",
            fact.path
        );
    }
}
