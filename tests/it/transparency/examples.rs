//! How the pages read, and what the verb does.

use std::process::{Command, Output};

use super::{EDITIONS, LANGUAGES, files, judged, pages};
use ethics_gate::model::Language;
use ethics_gate::render::Edition;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["report", "--today", "2026-12-01"])
        .args(arguments)
        .output()
        .expect("the binary runs")
}

#[test]
fn golden_runs_in_both_languages() {
    // The digest of our own pack changes with every rule.
    let digest =
        regex::Regex::new(r"(\| ethics-gate \| [^|]* \|) `[0-9a-f]{64}`").expect("a pattern");
    for (example, audience) in [
        ("credit-scoring", "public"),
        ("broken/small-sample", "internal"),
        ("broken/claim-lie", "regulator"),
    ] {
        for lang in ["en", "ko"] {
            let path = format!("examples/{example}");
            let arguments = [path.as_str(), "--audience", audience, "--lang", lang];
            let output = run(&[&arguments[..], &["--format", "markdown"]].concat());
            assert_eq!(output.status.code(), Some(0), "{example}");
            let page = String::from_utf8(output.stdout).expect("UTF-8");
            let page = digest.replace(&page, "$1 …").into_owned();
            insta::assert_snapshot!(
                format!("{}_{audience}_{lang}", example.replace('/', "_")),
                page
            );
        }
    }
}

#[test]
fn a_page_needs_no_script_and_fetches_nothing() {
    let output = run(&["examples/credit-scoring"]);
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    for what in [
        "<script", "src=", "@import", "url(", "<link", "<img", "http://", "https://",
    ] {
        assert!(!page.contains(what), "{what}");
    }
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn words_in_another_language_than_the_pages_bear_their_own() {
    let korean = run(&["examples/credit-scoring", "--lang", "ko"]);
    let korean = String::from_utf8(korean.stdout).expect("UTF-8");
    let english = run(&["examples/credit-scoring", "--lang", "en"]);
    let english = String::from_utf8(english.stdout).expect("UTF-8");
    let is_korean = |text: &str| text.chars().any(|it| ('가'..='힣').contains(&it));
    let marked = |page: &str, tag: &str| {
        let begin = format!("<span lang=\"{tag}\">");
        let spans = page.split(&begin).skip(1);
        let spans = spans.map(|rest| rest.split('<').next().unwrap_or("").to_owned());
        spans.collect::<Vec<_>>()
    };
    let purpose = marked(&korean, "en");
    assert!(!purpose.is_empty());
    assert!(purpose.iter().all(|words| !is_korean(words)), "{purpose:?}");
    // What is written in the page's own language needs no mark.
    assert!(marked(&korean, "ko").is_empty());
    assert!(marked(&english, "en").is_empty());
    for words in &purpose {
        assert!(english.contains(words.as_str()), "{words} is ours");
    }
}

#[test]
fn a_default_rests_on_the_configuration_that_it_is_read_from() {
    let arguments = ["examples/teen-chat", "--audience", "internal"];
    let page = run(&[&arguments[..], &["--format", "markdown"]].concat());
    let page = String::from_utf8(page.stdout).expect("UTF-8");
    let row = page
        .lines()
        .find(|line| line.contains("youth/protective-defaults"));
    let row = row.expect("the rule");
    assert!(row.contains("config/"), "{row}");
}

/// What the page says of itself: anybody gets the same bytes, from anywhere.
#[test]
fn the_same_files_give_the_same_bytes() {
    let mut files = files("broken/small-sample");
    let report = judged(files.clone(), Language::Ko);
    files.reverse();
    let again = judged(files, Language::Ko);
    for edition in EDITIONS {
        assert_eq!(pages(&report, edition), pages(&again, edition));
    }
    let inside = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .current_dir(super::example("credit-scoring"))
        .args(["report", ".", "--audience", "public"])
        .args(["--today", "2026-12-01", "--lang", "en"])
        .output()
        .expect("the binary runs");
    assert!(inside.status.success());
    assert!(inside.stdout == run(&["examples/credit-scoring"]).stdout);
}

/// Each command of the page on reports does what it says.
#[test]
fn the_commands_of_the_page_run() {
    let page = include_str!("../../../docs/report.md");
    let commands = page.lines().filter_map(|line| {
        let command = line.split(['#', '>']).next()?.trim();
        command.strip_prefix("ethics-gate ")
    });
    let commands: Vec<&str> = commands.collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
            .current_dir(super::example("credit-scoring"))
            .args(command.split_whitespace())
            .output()
            .expect("the binary runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {told}");
        let page = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(page.contains("loan-score"), "{command}");
    }
}

#[test]
fn what_a_rule_rests_on_is_named_by_file_or_by_key() {
    let report = judged(files("credit-scoring"), Language::En);
    let [_, public] = pages(&report, Edition::Public);
    let [_, internal] = pages(&report, Edition::Internal);
    for (rule, key, file) in [
        (
            "integrity/robustness-measured",
            "`integrity.robustness[].evidence`",
            "`evidence/robust.json`",
        ),
        (
            "inclusion/affected-heard",
            "`inclusion.consulted`",
            "`docs/consultation-2026.md`",
        ),
        (
            "inclusion/accessibility-evidence",
            "`inclusion.accessibility.report`",
            "`evidence/axe.json`",
        ),
        (
            "fairness/gap-within-limit",
            "`fairness.counts`, `fairness.declared`",
            "`evidence/group-counts.csv`, `evidence/fairness.json`",
        ),
        ("privacy/dpia-current", "a document", "`docs/dpia.md`"),
        (
            "inclusion/alternative-channel",
            "the declaration",
            "the declaration",
        ),
    ] {
        let begin = format!("`{rule}` |");
        for (page, on) in [(&public, key), (&internal, file)] {
            let row = page.lines().find(|line| line.contains(&begin));
            let row = row.expect("a row of the rule");
            assert!(row.ends_with(&format!("| {on} |")), "{row}");
        }
    }
}

#[test]
fn what_is_forbidden_and_excepted_is_said_to_everybody() {
    let mut files = files("credit-scoring");
    let own = files.iter_mut().find(|(path, _)| path == "ethics.yml");
    let (_, declaration) = own.expect("a declaration");
    let text = String::from_utf8(declaration.clone()).expect("UTF-8");
    let text = text
        .replace(
            "practices: none",
            "practices: [{name: emotion-inference, exception: medical, basis: docs/dpia.md#basis}]",
        )
        .replace(
            "special_categories: []",
            "special_categories: [{type: health, condition: gdpr/9(2)(a), guard: \"kept on a disk of its own\"}]",
        );
    *declaration = text.into_bytes();
    let report = judged(files, Language::En);
    let [_, page] = pages(&report, Edition::Public);
    for line in [
        "- **Forbidden practices:** emotion-inference (medical)\n",
        "- **Sensitive data:** health\n",
        "- **Ground for using people's data:** contract\n",
    ] {
        assert!(page.contains(line), "{page}");
    }
    assert!(!page.contains("disk of its own"));
}

#[test]
fn a_waiver_is_told_with_the_days_that_it_has_left() {
    let mut files = files("broken/small-sample");
    let own = files.iter_mut().find(|(path, _)| path == "ethics.yml");
    let (_, declaration) = own.expect("a declaration");
    declaration.extend_from_slice(
        b"waivers:\n  - {rule: fairness/groups-large-enough, scope: nationality/foreign, \
          reason: \"a second sample is drawn in January\", approver: \"@lender/board\", expires: 2027-01-30}\n",
    );
    let [public, internal, regulator] = {
        let report = judged(files, Language::En);
        EDITIONS.map(|edition| pages(&report, edition)[1].clone())
    };
    let begin = "| Enough people in every group `fairness/groups-large-enough` | waived |";
    assert!(
        public.contains(&format!("{begin} 2027-01-30 | 60 |")),
        "{public}"
    );
    assert!(!public.contains("second sample") && !public.contains("@lender/board"));
    for page in [internal, regulator] {
        let end =
            "| a second sample is drawn in January | @<!-- -->lender/board | 2027-01-30 | 60 |";
        assert!(page.contains(begin) && page.contains(end), "{page}");
        assert!(page.contains("by exceptions: 1."));
    }
}

/// Headings go down one step at a time, so that a reader can skip by them.
#[test]
fn headings_are_in_order_in_every_edition() {
    let heading = regex::Regex::new(r"<h([1-6])>").expect("a pattern");
    for name in [
        "credit-scoring",
        "broken/small-sample",
        "monorepo",
        "unfinished",
    ] {
        let report = judged(files(name), Language::En);
        for edition in EDITIONS {
            let [html, _] = pages(&report, edition);
            let mut before = 0;
            for level in heading.captures_iter(&html) {
                let level: u8 = level[1].parse().expect("a digit");
                assert!(level <= before + 1, "{name}: h{level} after h{before}");
                before = level;
            }
            assert_eq!(html.matches("<h1>").count(), 1);
        }
    }
}

#[test]
fn anchors_are_unique() {
    let id = regex::Regex::new(r#" id="([^"]*)""#).expect("a pattern");
    let report = judged(files("monorepo"), Language::En);
    let [html, _] = pages(&report, Edition::Regulator);
    let mut ids: Vec<&str> = id
        .captures_iter(&html)
        .map(|id| id.get(1).expect("a group").as_str())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn a_repository_without_a_declaration_says_that_nothing_is_known() {
    for language in LANGUAGES {
        let report = judged(vec![("README.md".to_owned(), b"# a\n".to_vec())], language);
        for edition in EDITIONS {
            let [html, markdown] = pages(&report, edition);
            let known = match language {
                Language::En => "nothing is known of the system",
                Language::Ko => "알려진 것이 없습니다",
            };
            assert!(html.contains(known) && markdown.contains(known));
        }
    }
}

#[test]
fn only_what_cannot_be_written_is_no_zero() {
    assert_eq!(
        run(&["examples/broken/small-sample"]).status.code(),
        Some(0)
    );
    assert_eq!(run(&["examples/nowhere"]).status.code(), Some(2));
    assert_eq!(
        run(&["examples/minimal", "--audience", "everybody"])
            .status
            .code(),
        Some(2)
    );
}
