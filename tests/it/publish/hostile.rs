//! A report that comes from a file is written by whoever opened the change.

use ethics_gate::model::report::{Report, Verdict};
use ethics_gate::publish::Origin;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use super::{open, post, post_as, report, three, went_well};
use crate::render::samples;

#[test]
fn a_file_is_neutral_at_most_and_touches_no_verdict() {
    let stub = open();
    went_well(&post(&stub, &three()));
    let mut green = report(Vec::new());
    green.verdict = Verdict::Pass;
    went_well(&post_as(&stub, &green, Origin::File));
    went_well(&post_as(&stub, &three(), Origin::File));
    went_well(&post_as(&stub, &green, Origin::File));
    let world = stub.world();
    let by_name = |name: &str| -> Vec<&Value> {
        let runs = world.checks.iter().filter(|run| run["name"] == name);
        runs.map(|run| &run["conclusion"]).collect()
    };
    assert_eq!(by_name("ethics-gate verdict"), ["failure"]);
    assert!(
        by_name("ethics-gate report")
            .iter()
            .all(|said| **said == "neutral")
    );
    let ours = &world.comments[0];
    assert!(
        !ours["body"].to_string().contains("Settled"),
        "the verdict's comment stays"
    );
    let others = &world.comments[1];
    assert!(others["body"].to_string().contains("Settled"));
    let said = world.issue_comments[1]["body"].as_str().expect("a page");
    assert!(said.contains("not a verdict of this run"));
}

/// Everything that a text can try, in every text that a report has.
fn vicious() -> Report {
    let text = "@everyone <img src=https://evil.example/x.png> [a](https://evil.example) \
        --> <!-- ethics-gate:v1 judged summary --> #1 ```suggestion\nrm -rf\n``` \u{1b}[31m \u{202e} \
        ::stop-commands::x";
    let mut report = three();
    for finding in &mut report.findings {
        finding.message = text.repeat(300);
        finding.fix = text.to_owned();
        finding.fingerprint = text.to_owned();
        finding.rule = format!("{text}\n{text}");
        finding.system = text.to_owned();
    }
    report.systems[0].id = text.to_owned();
    report.root = text.to_owned();
    let odd = [
        "../../etc/passwd",
        "/abs",
        "a\\b",
        "a//b",
        "",
        "x\ny",
        ".git/../x",
    ];
    for (index, path) in odd.into_iter().enumerate() {
        let mut finding = samples::finding("fairness/gap-within-limit", path, 3);
        finding.fingerprint = format!("odd {index}");
        report.findings.push(finding);
    }
    for (line, column, end) in [
        (0, 0, 0),
        (u32::MAX, u32::MAX, 1),
        (3, 9, 2),
        (1, 1, u32::MAX),
    ] {
        let mut finding = samples::finding("fairness/gap-within-limit", "ethics.yml", line);
        finding.start.column = column;
        finding.end.line = end;
        finding.fingerprint = format!("line {line}");
        report.findings.push(finding);
    }
    report
}

/// Whether a platform would show nothing but words and code: no link, no
/// image, no HTML but ours, no mention, no second marker, no suggestion.
fn inert(body: &str) {
    let mut in_code = false;
    for (event, range) in Parser::new_ext(body, Options::all()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                assert_eq!(kind, CodeBlockKind::Fenced("text".into()));
                in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link: {range:?}"),
            Event::Html(html) | Event::InlineHtml(html) => {
                let ours = [
                    "<!-- -->",
                    "<details>",
                    "</details>",
                    "<summary>Details</summary>",
                ];
                let marker = range.start == 0 && html.starts_with("<!-- ethics-gate:v1 ");
                assert!(marker || ours.contains(&html.trim()), "HTML: {html}");
            }
            Event::Text(text) if !in_code => {
                assert!(
                    !text.contains("@everyone") && !text.contains("https://"),
                    "{text}"
                );
            }
            _ => {}
        }
    }
    assert!(!body.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn nothing_of_a_hostile_report_becomes_markup_a_mention_or_a_marker() {
    for origin in [Origin::File, Origin::Judged] {
        let stub = open();
        let posted = post_as(&stub, &vicious(), origin);
        went_well(&posted);
        let world = stub.world();
        let mut bodies: Vec<String> = Vec::new();
        for one in world.comments.iter().chain(&world.issue_comments) {
            bodies.push(one["body"].as_str().expect("a body").to_owned());
        }
        let output = &world.checks[0]["output"];
        bodies.push(output["summary"].as_str().expect("a summary").to_owned());
        for body in &bodies {
            assert!(body.len() < 65_536);
            inert(body);
        }
        for annotation in output["annotations"].as_array().expect("a list") {
            let path = annotation["path"].as_str().expect("a path");
            assert!(["ethics.yml", "data/card.md"].contains(&path), "{path}");
            let number = |key: &str| annotation[key].as_u64().expect("a number");
            assert!(number("start_line") >= 1 && number("start_line") <= number("end_line"));
            let columns = annotation.get("start_column").is_some();
            assert!(!columns || number("start_line") == number("end_line"));
            assert!(!columns || number("start_column") >= 1);
            assert!(annotation["message"].as_str().expect("a text").len() < 64 << 10);
        }
    }
}
