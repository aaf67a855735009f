//! The built-in rules: their examples, what they owe their readers, and which
//! rule fires on whose example.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::OnceLock;

use ethics_gate::facts::catalogue;
use ethics_gate::gate::{self, examples};
use ethics_gate::model::Outcome;
use ethics_gate::policy::Pack;
use ethics_gate::source::Tree;
use rayon::prelude::*;

use crate::packs::policies;

/// Every example, judged once for all tests.
fn results() -> &'static [examples::ExampleResult] {
    static RESULTS: OnceLock<Vec<examples::ExampleResult>> = OnceLock::new();
    RESULTS.get_or_init(|| examples::run(&Pack::builtin_with_examples()))
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
const ONLY_IN_A_WORK_TREE: [(&str, &str); 2] = [
    ("gate/references-resolve", "tracked"),
    ("gate/references-resolve", "not-ignored"),
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

/// An example of the pack with its files.
struct Sample {
    principle: String,
    title: String,
    rule: String,
    files: examples::Files,
}

fn samples(pack: &Pack) -> Vec<Sample> {
    pack.rules
        .iter()
        .flat_map(|rule| examples::examples(rule).map(move |(kind, example)| (rule, kind, example)))
        .map(|(rule, kind, example)| Sample {
            principle: rule.principle.clone(),
            title: format!("{} {kind:?} {}", rule.id, example.name),
            rule: rule.id.clone(),
            files: examples::files(rule, example, pack).expect("an example"),
        })
        .collect()
}

/// Which rules speak on the examples of others: seen in review, one snapshot
/// a principle.
#[test]
fn who_fires_on_whose_example() {
    let pack = Pack::builtin_with_examples();
    let packs = std::slice::from_ref(&pack);
    let lines: Vec<(String, String)> = samples(&pack)
        .par_iter()
        .map(|sample| {
            let report = examples::report(&sample.files, packs, &[]).expect("a report");
            let others: BTreeSet<String> = report
                .findings
                .iter()
                .filter(|finding| finding.rule != sample.rule)
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
            let mut text = format!("{}\n", sample.title);
            for other in others {
                let _ = writeln!(text, "{other}");
            }
            (sample.principle.clone(), text)
        })
        .collect();
    let mut principles: BTreeMap<String, String> = BTreeMap::new();
    for (principle, text) in lines {
        principles.entry(principle).or_default().push_str(&text);
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
    let skeletons = pack.file.skeletons.iter().map(|(name, files)| {
        let head = files.clone().into_iter().collect();
        (
            name.clone(),
            examples::Files {
                head,
                base: None,
                context: None,
            },
        )
    });
    let examples = samples(&pack)
        .into_iter()
        .map(|sample| (sample.title, sample.files));
    let mut differences = BTreeSet::new();
    for (_, files) in skeletons.chain(examples) {
        let tree = |files: Vec<(String, String)>| {
            let bytes = |(path, text): (String, String)| (path, text.into_bytes());
            Tree::memory(files.into_iter().map(bytes))
        };
        let base = files.base.map(|base| tree(base).as_base());
        let head = tree(files.head);
        let systems = gate::facts(&head, base.as_ref(), packs, examples::TODAY).expect("facts");
        for (_, facts) in systems {
            differences.extend(catalogue::types().differences(&facts));
        }
    }
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
