//! The same findings in every format, read back from what each one wrote.

use ethics_gate::model::Language;
use ethics_gate::model::report::Report;
use ethics_gate::render::RENDERERS;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

use super::{github, render, samples, styled};

/// Rule, path and line of a finding.
type Seen = (String, String, u32);

/// The findings that a format shows.
fn seen(format: &str, report: &Report) -> Vec<Seen> {
    let text = render(format, report);
    let mut seen = match format {
        "terminal" => in_terminal(&text),
        "json" => in_json(&text),
        "sarif" => in_sarif(&text),
        "github" => in_github(&text),
        "markdown" => in_markdown(&text),
        "codequality" => in_codequality(&text),
        "junit" => in_junit(&text),
        other => panic!("no reader for {other}"),
    };
    seen.sort();
    seen
}

fn in_terminal(text: &str) -> Vec<Seen> {
    let place = Regex::new(
        r"(?m)^(?:error|warning|note|waived|known)\[(.*?)\]:(?:.*\n)(?:    .*\n)*? *--> (.*):(\d+):\d+$",
    )
    .expect("a pattern");
    let found = place.captures_iter(text);
    found.map(|of| triple(&of[1], &of[2], &of[3])).collect()
}

fn triple(rule: &str, path: &str, line: &str) -> Seen {
    let line = line.parse().expect("a line is a number");
    (rule.to_owned(), path.to_owned(), line)
}

fn in_json(text: &str) -> Vec<Seen> {
    let report: Report = serde_json::from_str(text).expect("the report reads back");
    let findings = report.findings.into_iter();
    findings
        .map(|finding| (finding.rule, finding.path, finding.start.line))
        .collect()
}

fn in_sarif(text: &str) -> Vec<Seen> {
    let log: serde_json::Value = serde_json::from_str(text).expect("SARIF is JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    results
        .iter()
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
            let line = place["region"]["startLine"].to_string();
            let rule = result["ruleId"].as_str().expect("a rule");
            triple(rule, &percent_decoded(uri), &line)
        })
        .collect()
}

fn percent_decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&digits, 16).expect("two digits"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("a path is UTF-8")
}

fn in_github(text: &str) -> Vec<Seen> {
    let commands = github::commands(text);
    commands
        .iter()
        .filter(|command| command.properties.contains_key("file"))
        .map(|command| {
            let of = &command.properties;
            triple(&of["title"], &of["file"], &of["line"])
        })
        .collect()
}

fn in_codequality(text: &str) -> Vec<Seen> {
    let issues: Vec<serde_json::Value> = serde_json::from_str(text).expect("a list");
    issues
        .iter()
        .filter(|issue| issue["check_name"] != "not-checked")
        .map(|issue| {
            let place = &issue["location"];
            let path = place["path"].as_str().expect("a path");
            let rule = issue["check_name"].as_str().expect("a rule");
            triple(rule, path, &place["lines"]["begin"].to_string())
        })
        .collect()
}

fn in_junit(text: &str) -> Vec<Seen> {
    let page = roxmltree::Document::parse(text).expect("XML");
    page.descendants()
        .filter(|node| node.has_tag_name("testcase") && node.has_attribute("file"))
        .map(|case| {
            let of = |name| case.attribute(name).expect("an attribute");
            triple(of("classname"), of("file"), of("line"))
        })
        .collect()
}

fn in_markdown(text: &str) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut spans: Vec<String> = Vec::new();
    let mut in_row = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableRow) => in_row = true,
            Event::End(TagEnd::TableRow) => {
                let (path, line) = spans[1].rsplit_once(':').expect("path:line");
                seen.push(triple(&spans[0], path, line));
                spans.clear();
                in_row = false;
            }
            Event::Code(code) if in_row => spans.push(code.to_string()),
            _ => {}
        }
    }
    seen
}

/// Findings in files whose names are hard to write down.
fn hard_names() -> Report {
    let mut report = samples::clean(Language::En);
    for (line, path) in (1..).zip([
        "ethics.yml",
        "data/two words.json",
        "문서/설명.md",
        "100%25.md",
        "a:b/c.yml",
        "tick`s``.md",
        "bar|bar.md",
        "<b>.md",
        "a,title=x::y.md",
    ]) {
        let finding = samples::finding("gate/references-resolve", path, line);
        report.findings.push(finding);
    }
    report
}

#[test]
fn every_format_shows_the_same_findings() {
    let mut full = samples::full(Language::En);
    // A missing file and a finding that does not count are shown in their own ways.
    full.findings
        .retain(|finding| finding.exists && finding.suppression.is_none());
    for report in [samples::clean(Language::En), full, hard_names()] {
        let mut expected: Vec<_> = report
            .findings
            .iter()
            .map(|finding| {
                (
                    finding.rule.clone(),
                    finding.path.clone(),
                    finding.start.line,
                )
            })
            .collect();
        expected.sort();
        for renderer in RENDERERS {
            let format = renderer.name();
            assert_eq!(seen(format, &report), expected, "{format}");
        }
    }
}

#[test]
fn two_hundred_findings_stand_in_every_format_that_has_no_budget() {
    let report = samples::many(200);
    for format in ["terminal", "json", "sarif", "codequality", "junit"] {
        assert_eq!(seen(format, &report).len(), 200, "{format}");
    }
}

#[test]
fn a_suppressed_finding_is_shown_with_its_reason_and_does_not_count() {
    let report = samples::full(Language::En);
    for format in [
        "terminal",
        "json",
        "sarif",
        "markdown",
        "codequality",
        "junit",
    ] {
        // Lines may be broken anywhere.
        let text = styled(
            format,
            &report,
            ethics_gate::render::Style {
                color: false,
                width: 400,
            },
        );
        assert!(
            text.contains("the log service is being replaced"),
            "{format}"
        );
        assert!(text.contains("privacy-lead"), "{format}");
        assert!(text.contains("2027-03-31"), "{format}");
    }
    let annotated = in_github(&render("github", &report));
    assert!(!annotated.iter().any(|(_, _, line)| *line == 90));
    assert!(render("github", &report).contains("1 waived"));
}

#[test]
fn every_format_says_what_was_not_checked() {
    let report = samples::full(Language::En);
    for renderer in RENDERERS {
        let text = render(renderer.name(), &report);
        assert!(text.contains("no base was given"), "{}", renderer.name());
        assert!(text.contains("loan-score-4.2.onnx"), "{}", renderer.name());
    }
}

#[test]
fn the_json_report_reads_back_to_the_same_bytes() {
    for lang in [Language::En, Language::Ko] {
        let text = render("json", &samples::full(lang));
        let report: Report = serde_json::from_str(&text).expect("the report reads back");
        assert_eq!(render("json", &report), text);
        assert!(text.ends_with("}\n"));
    }
}
