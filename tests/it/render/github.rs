//! Workflow commands: escaping, the budget, and the summary page.

use std::collections::BTreeMap;

use ethics_gate::model::{Language, Level};
use ethics_gate::render::summary;

use super::{render, samples};

/// A command as the runner reads it.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) name: String,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) message: String,
}

/// Every line of an output as a command; anything else on a line is a failure.
pub(super) fn commands(text: &str) -> Vec<Command> {
    text.lines().map(command).collect()
}

fn command(line: &str) -> Command {
    let rest = line.strip_prefix("::").expect("a line is a command");
    let (head, message) = rest.split_once("::").expect("a command has a message");
    let (name, properties) = head.split_once(' ').expect("a command has properties");
    Command {
        name: name.to_owned(),
        properties: properties
            .split(',')
            .map(|property| {
                let (key, value) = property.split_once('=').expect("key=value");
                let value = value.replace("%3A", ":").replace("%2C", ",");
                (key.to_owned(), unescaped(&value))
            })
            .collect(),
        message: unescaped(message),
    }
}

fn unescaped(text: &str) -> String {
    text.replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%25", "%")
}

fn names(commands: &[Command]) -> BTreeMap<&str, usize> {
    let mut names = BTreeMap::new();
    for command in commands {
        *names.entry(command.name.as_str()).or_default() += 1;
    }
    names
}

#[test]
fn the_budget_goes_to_the_worst_and_the_last_notice_says_what_is_left() {
    let mut report = samples::many(200);
    // The one that blocks stands last.
    for finding in &mut report.findings {
        finding.blocking = false;
    }
    let last = report.findings.last_mut().expect("there are 200");
    last.level = Level::Error;
    last.blocking = true;
    last.path = "the/worst.yml".to_owned();

    let commands = commands(&render("github", &report));
    let expected = [("error", 10), ("notice", 10), ("warning", 10)];
    assert_eq!(names(&commands), BTreeMap::from(expected));
    assert_eq!(commands[0].properties["file"], "the/worst.yml");
    let closing = &commands.last().expect("a closing notice").message;
    assert!(
        closing.contains("171 more findings have no annotation: "),
        "{closing}"
    );
    assert!(closing.contains("in docs/card-0.md"), "{closing}");
}

#[test]
fn a_run_without_findings_still_says_what_it_rests_on() {
    let commands = commands(&render("github", &samples::clean(Language::En)));
    assert_eq!(names(&commands), BTreeMap::from([("notice", 1)]));
    assert!(commands[0].message.contains("214 checks"));
}

#[test]
fn columns_are_given_only_within_one_line() {
    for command in commands(&render("github", &samples::full(Language::En))) {
        let of = &command.properties;
        if of.contains_key("col") {
            assert_eq!(of["line"], of["endLine"]);
        }
    }
}

#[test]
fn no_field_can_write_a_command_of_its_own() {
    let attack =
        "x\r\n::error file=a::b\n::stop-commands::t\r::set-env name=P::x%0A::debug::,line=9";
    let mut report = samples::full(Language::En);
    for finding in &mut report.findings {
        finding.rule = attack.to_owned();
        finding.message = attack.to_owned();
        finding.fix = attack.to_owned();
        finding.path = attack.to_owned();
    }
    report.not_checked[0].reason = attack.to_owned();
    let commands = commands(&render("github", &report));
    assert_eq!(commands.len(), 6, "five that count and the closing notice");
    for command in &commands {
        assert!(["error", "warning", "notice"].contains(&command.name.as_str()));
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(
            command
                .properties
                .keys()
                .all(|key| known.contains(&key.as_str()))
        );
    }
}

#[test]
fn the_summary_stays_below_the_size_that_github_takes() {
    let page = summary(&samples::many(20_000));
    assert!(page.len() < 1024 * 1024);
    assert!(page.contains("Cut here"), "what is left out is said");
    assert!(
        page.contains("### What was checked"),
        "the end is never cut off"
    );
}
