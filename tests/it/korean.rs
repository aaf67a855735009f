//! No English sentence is left where somebody asked for Korean, in what `check`,
//! `fix`, `explain`, `rules`, `facts`, `config`, `doctor` and `test` say, and in
//! what every rule says of its examples: names of keys, files and commands alone
//! are the same in both.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use ethics_gate::facts::catalogue;
use ethics_gate::model::report::Report;
use ethics_gate::policy::{Pack, Rule};
use rayon::prelude::*;

use crate::policies;

/// Words of English in a row that are no name.
const SENTENCE: usize = 4;

/// The first English sentence of a text; what is quoted is somebody's.
fn english(text: &str) -> Option<String> {
    let mut own = String::new();
    // A snippet may hold quotes of its own.
    for unquoted in text.split('`').step_by(2) {
        for part in unquoted.split('"').step_by(2) {
            own.push_str(part);
            own.push('…');
        }
    }
    let mut run: Vec<&str> = Vec::new();
    for word in own.split_whitespace().chain(["…"]) {
        // A comma makes a list of names, and levels are names as well.
        let bare = word.trim_end_matches(['.', ';', ')']);
        let is_word = !bare.is_empty()
            && !["off", "note", "warning", "error"].contains(&bare)
            && bare
                .chars()
                .all(|it| it.is_ascii_alphabetic() || it == '\'')
            && bare.chars().skip(1).all(|it| !it.is_ascii_uppercase());
        if is_word {
            run.push(word);
        } else if run.len() >= SENTENCE {
            break;
        } else {
            run.clear();
        }
    }
    (run.len() >= SENTENCE).then(|| run.join(" "))
}

#[test]
fn a_sentence_is_told_from_names() {
    assert!(english("여기서 a key must be a scalar").is_some());
    assert!(english("`a key must be a scalar`를 쓴다").is_none());
    assert!(english("`from: \"a key must be\"`, `to: none`을 적는다").is_none());
    assert!(english("`from`에는 a key must be a scalar").is_some());
    assert!(english("필요한 것: minimal, limited, high 중 하나").is_none());
    assert!(english("NIST AI RMF와 ISO/IEC 42001").is_none());
}

fn spoken(report: &Report) -> Vec<String> {
    let mut texts = Vec::new();
    for finding in &report.findings {
        texts.extend([finding.message.clone(), finding.fix.clone()]);
        texts.extend(
            finding
                .related
                .iter()
                .map(|related| related.message.clone()),
        );
    }
    texts.extend(report.not_checked.iter().map(|one| one.reason.clone()));
    for rule in &report.rules {
        texts.extend([rule.title.clone(), rule.why.clone()]);
    }
    for system in &report.systems {
        texts.extend(system.principles.iter().map(|it| it.title.clone()));
    }
    texts
}

/// English sentences in what a rule said of one of its examples in Korean.
pub(crate) fn english_of(rule: &Rule, report: &Report) -> Vec<String> {
    let texts = spoken(report).into_iter();
    texts
        .filter_map(|text| {
            let english = english(&text)?;
            Some(format!("{}: {english:?} in {text:?}", rule.id))
        })
        .collect()
}

#[test]
fn whatever_a_rule_says_of_its_examples_is_korean() {
    let wrong = &policies::judged().english;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_examples_that_explain_shows_have_korean_names() {
    let pack = Pack::builtin_with_examples();
    for rule in &pack.rules {
        let examples = &rule.file.examples;
        for example in examples
            .pass
            .first()
            .into_iter()
            .chain(examples.fail.first())
        {
            let korean = example.name_ko.as_deref().unwrap_or_default();
            let is_korean = korean
                .chars()
                .any(|it| ('\u{ac00}'..='\u{d7a3}').contains(&it));
            assert!(is_korean, "{}: name_ko of `{}`", rule.id, example.name);
        }
    }
}

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .args(arguments)
        .args(["--lang", "ko"])
        .env_remove("GITHUB_ACTIONS")
        .env_remove("GITLAB_CI")
        .env("COLUMNS", "100")
        .output()
        .expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    text(output.stdout) + &text(output.stderr)
}

/// Lines that show files as they are: excerpts, examples, changes, and the
/// text of a declaration.
fn is_source(line: &str) -> bool {
    let begin = line.trim_start();
    let numbered = begin.trim_start_matches(|it: char| it.is_ascii_digit());
    numbered.trim_start().starts_with('|')
        || ["+", "-", "@@", "  #", ">"]
            .iter()
            .any(|it| line.starts_with(it))
}

#[test]
fn every_verb_speaks_korean() {
    let today = ["--today", "2026-12-01"];
    let mut verbs: Vec<Vec<&str>> = vec![
        vec!["rules"],
        vec!["facts"],
        vec!["doctor", "."],
        vec!["config", "examples/credit-scoring", "--explain"],
        vec!["test", "examples/custom-pack"],
    ];
    let examples = [
        "credit-scoring",
        "teen-chat",
        "unfinished",
        "monorepo",
        "broken/claim-lie",
        "broken/hidden-pii",
        "broken/license-clash",
        "broken/pickled",
        "broken/small-sample",
    ];
    let folders = examples.map(|name| format!("examples/{name}"));
    for folder in &folders {
        verbs.push([&["check", folder.as_str(), "--include-passes"], &today[..]].concat());
        verbs.push(
            [
                &["check", folder.as_str(), "--report", "markdown"],
                &today[..],
            ]
            .concat(),
        );
        verbs.push([&["fix", folder.as_str(), "--diff", "--unsafe"], &today[..]].concat());
    }
    let wrong: Vec<String> = verbs
        .par_iter()
        .flat_map_iter(|verb| {
            let said = run(verb);
            assert!(!said.contains("오류: 인수"), "{verb:?}: {said}");
            // What has nothing to mend has no diff.
            assert!(!said.is_empty() || verb.contains(&"--diff"), "{verb:?}");
            let lines: Vec<String> = said
                .lines()
                .filter(|line| !is_source(line))
                .filter_map(|line| Some((line, english(line)?)))
                .map(|(line, english)| format!("{}: {english:?} in {line:?}", verb.join(" ")))
                .collect();
            lines
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of them: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(60)]
    );
}

#[test]
fn whatever_can_be_explained_is_explained_in_korean() {
    let pack = Pack::builtin();
    let mut names: BTreeSet<String> = pack.rules.iter().map(|rule| rule.id.clone()).collect();
    names.extend(pack.principles.keys().cloned());
    names.extend(pack.crosswalk.keys().cloned());
    // Of every family one is enough: the words of all are held elsewhere.
    let mut families = BTreeSet::new();
    for fact in catalogue::all() {
        let family = fact.path.split(['.', '[']).take(2).collect::<String>();
        if families.insert(family) {
            names.insert(fact.path.to_string());
        }
    }
    names.extend(["open", "fail", "review", "high", "waived"].map(str::to_owned));
    let wrong: Vec<String> = names
        .par_iter()
        .flat_map_iter(|name| {
            let said = run(&["explain", name]);
            // Examples stand between their headings and the next one.
            let mut in_example = false;
            let mut wrong = Vec::new();
            for line in said.lines() {
                match line {
                    "나쁜 예" | "좋은 예" => in_example = true,
                    line if !line.starts_with(' ') && !line.is_empty() => in_example = false,
                    _ => {}
                }
                if !in_example && let Some(english) = english(line) {
                    wrong.push(format!("explain {name}: {english:?} in {line:?}"));
                }
            }
            wrong
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of them: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(60)]
    );
}
