//! JUnit's XML, which most CI systems show as tests: a suite a system, a case
//! a finding. What blocks is a failure, whatever else people have to see is
//! skipped with its reason, and what held is a case that passed.
//!
//! A case's name holds no value and no line, so that a system that compares
//! two runs by name knows the same finding again.

use std::collections::BTreeMap;

use super::wording::{self, Counts, pick};
use super::{Renderer, Style, arrange, neutral};
use crate::model::report::{Finding, Report, System};

/// Names that are given of what was not checked for one reason.
const NAMES: usize = 20;

/// The renderer `junit`.
pub(super) struct JUnit;

impl Renderer for JUnit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn describe(&self) -> &'static str {
        "JUnit's XML for the test page of a CI system: what blocks is a failure"
    }

    fn render(&self, report: &Report, _style: &Style) -> Vec<u8> {
        let mut suites: Vec<Suite> = report
            .systems
            .iter()
            .map(|system| Suite::of(report, system))
            .collect();
        suites.push(Suite::of_the_run(report));
        let total = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.push_str(&format!(
            "<testsuites name=\"ethics-gate\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
            total(|suite| suite.tests),
            total(|suite| suite.failures),
            total(|suite| suite.skipped),
        ));
        for suite in &suites {
            suite.write(&mut out);
        }
        out.push_str("</testsuites>\n");
        out.into_bytes()
    }
}

/// The cases of one system, or of the run as a whole.
struct Suite {
    name: String,
    tests: usize,
    failures: usize,
    skipped: usize,
    names: BTreeMap<String, usize>,
    cases: String,
}

/// What a case came to, with its words.
enum Came<'a> {
    Held(&'a str),
    Skipped(&'a str),
    Failed {
        kind: &'a str,
        message: &'a str,
        text: &'a str,
    },
}

impl Suite {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            tests: 0,
            failures: 0,
            skipped: 0,
            names: BTreeMap::new(),
            cases: String::new(),
        }
    }

    fn of(report: &Report, system: &System) -> Self {
        let mut suite = Self::named(&system.id);
        for principle in &system.principles {
            if principle.pass > 0 {
                let name = format!("{}: what holds", principle.id);
                let said = format!("{}: {}", principle.title, principle.pass);
                suite.case(&principle.id, &name, None, &Came::Held(&said));
            }
        }
        for finding in arrange::findings(report).filter(|finding| finding.system == system.id) {
            suite.finding(report, finding);
        }
        suite
    }

    /// The findings of no system that the report lists, the verdict, and what
    /// was not checked.
    fn of_the_run(report: &Report) -> Self {
        let mut suite = Self::named("ethics-gate");
        for finding in arrange::findings(report) {
            if !report
                .systems
                .iter()
                .any(|system| system.id == finding.system)
            {
                suite.finding(report, finding);
            }
        }
        let verdict = wording::verdict(report);
        let blocking = Counts::of(arrange::findings(report)).blocking;
        let fails = report.verdict == crate::model::report::Verdict::Fail && blocking == 0;
        let text = [wording::read(report), wording::judged(report)].join("\n");
        let came = if fails {
            Came::Failed {
                kind: "verdict",
                message: &verdict,
                text: &text,
            }
        } else {
            Came::Held(&text)
        };
        suite.case("verdict", "enough was judged", None, &came);
        let label = pick(report.lang, "not checked", "확인 못 한 것");
        for omission in arrange::not_checked(report) {
            let said = omission.sentence(report.lang, NAMES, str::to_owned, str::to_owned);
            let name = format!("{label}: {}", omission.reason);
            suite.case("not-checked", &name, None, &Came::Skipped(&said));
        }
        suite
    }

    fn finding(&mut self, report: &Report, finding: &Finding) {
        let language = report.lang;
        let anchor = arrange::anchor(report, finding);
        let name = format!("{} ({}): {}", finding.rule, finding.check, finding.path);
        let mut said = Vec::new();
        if let Some(by) = &finding.suppression {
            let word = wording::suppressed(language, &by.kind);
            said.push(format!("{word}: {}", wording::suppression(language, by)));
        }
        if let Some(why) = wording::not_opened(language, finding) {
            said.push(format!("{}: {why}", finding.path));
        }
        if let Some(why) = wording::undecided(language, finding) {
            let outcome = wording::outcome(language, finding.outcome);
            said.push(format!("{outcome}: {why}"));
        }
        if let Some(why) = arrange::why(report, finding) {
            said.push(format!("{}: {why}", pick(language, "why", "이유")));
        }
        if !finding.fix.is_empty() {
            said.push(format!(
                "{}: {}",
                pick(language, "fix", "해결"),
                finding.fix
            ));
        }
        let place = Some((anchor.path, anchor.start.line.max(1)));
        if finding.blocking {
            let at = format!("{}:{}", anchor.path, anchor.start.line.max(1));
            let text = format!("{at}: {}\n{}", finding.message, said.join("\n"));
            let failed = Came::Failed {
                kind: wording::level(language, finding.level),
                message: &finding.message,
                text: &text,
            };
            self.case(&finding.rule, &name, place, &failed);
        } else {
            let level = wording::level(language, finding.level);
            let text = format!("{level}: {}; {}", finding.message, said.join("; "));
            self.case(&finding.rule, &name, place, &Came::Skipped(&text));
        }
    }

    /// One case. A name that is there already gets a number: a reader that
    /// tells cases apart by name would keep one of equals.
    fn case(&mut self, class: &str, name: &str, place: Option<(&str, u32)>, came: &Came<'_>) {
        self.tests += 1;
        let number = self.names.entry(format!("{class}\n{name}")).or_default();
        *number += 1;
        let name = match number {
            1 => name.to_owned(),
            n => format!("{name} ({n})"),
        };
        self.cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\"",
            attribute(class),
            attribute(&name)
        ));
        if let Some((path, line)) = place {
            self.cases
                .push_str(&format!(" file=\"{}\" line=\"{line}\"", attribute(path)));
        }
        self.cases.push_str(">\n");
        let inside = match came {
            Came::Held(text) => format!("<system-out>{}</system-out>", content(text)),
            Came::Skipped(message) => {
                self.skipped += 1;
                format!("<skipped message=\"{}\"/>", attribute(message))
            }
            Came::Failed {
                kind,
                message,
                text,
            } => {
                self.failures += 1;
                format!(
                    "<failure type=\"{}\" message=\"{}\">{}</failure>",
                    attribute(kind),
                    attribute(message),
                    content(text)
                )
            }
        };
        self.cases
            .push_str(&format!("      {inside}\n    </testcase>\n"));
    }

    fn write(&self, out: &mut String) {
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  </testsuite>\n",
            attribute(&self.name),
            self.tests,
            self.failures,
            self.skipped,
            self.cases
        ));
    }
}

/// Words between quotes, on one line.
fn attribute(words: &str) -> String {
    escape(&neutral::line(words))
}

/// Words between tags; no line of them begins as a workflow's command does.
fn content(words: &str) -> String {
    let lines: Vec<_> = neutral::lines(words)
        .lines()
        .map(neutral::no_command)
        .collect();
    escape(&lines.join("\n"))
}

/// XML 1.0 forbids two characters that `neutral` leaves.
fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for char in words.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(char),
        }
    }
    escaped
}
