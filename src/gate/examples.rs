//! A rule's examples through the true gate, from memory: no mock, no second
//! path, and the same code for our pack and for anybody's.

use std::fmt;

use indexmap::IndexMap;
use jiff::civil::{Date, date};
use rayon::prelude::*;

use super::{gate, patch};
use crate::model::report::{Finding, Report};
use crate::model::rule::{Example, ExampleFiles};
use crate::model::{Context, Language, Outcome, Settings, context};
use crate::policy::{Pack, Rule};
use crate::source::Tree;

/// The day that examples are judged on: evidence ages.
pub const TODAY: Date = date(2026, 12, 1);

/// What the rule must say of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing.
    Pass,
    /// That it fails.
    Fail,
    /// That a person must decide.
    Review,
    /// That it can't be decided.
    Open,
}

impl Expected {
    fn outcome(self) -> Outcome {
        match self {
            Self::Pass => Outcome::Pass,
            Self::Fail => Outcome::Fail,
            Self::Review => Outcome::Review,
            Self::Open => Outcome::Open,
        }
    }
}

/// Whether the rule said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It did.
    Right,
    /// It spoke where it has to be silent.
    Noisy,
    /// It was silent where it has to speak.
    Missing,
    /// It spoke of another place.
    Misplaced,
    /// None of the rule's passing examples makes a check hold: they are silent
    /// because the rule does not concern them, which proves nothing.
    Hollow,
    /// The example itself is none.
    Broken(String),
}

impl Verdict {
    /// The word in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Right => "ok",
            Self::Noisy => "noisy",
            Self::Missing => "missing",
            Self::Misplaced => "misplaced",
            Self::Hollow => "hollow",
            Self::Broken(_) => "broken",
        }
    }
}

/// One example, judged.
#[derive(Clone, Debug)]
pub struct ExampleResult {
    /// The rule's id.
    pub rule: String,
    /// What it must say.
    pub expected: Expected,
    /// The example's name.
    pub name: String,
    /// Whether it did.
    pub verdict: Verdict,
    /// Where it has to speak.
    pub at: Option<String>,
    /// What it said: outcome, check, place and message.
    pub found: Vec<String>,
    /// The checks that said something, without repeats.
    pub spoke: Vec<String>,
    /// How many of the rule's checks held.
    pub passes: usize,
}

impl fmt::Display for ExampleResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.expected.outcome().name();
        write!(
            f,
            "{:9} {} · {kind} · {}",
            self.verdict.name(),
            self.rule,
            self.name
        )?;
        if self.verdict == Verdict::Right {
            return Ok(());
        }
        if let Verdict::Broken(why) = &self.verdict {
            write!(f, "\n          {why}")?;
        }
        if let Some(at) = &self.at {
            write!(f, "\n          has to speak at {at}")?;
        }
        for found in &self.found {
            write!(f, "\n          found {found}")?;
        }
        if self.found.is_empty() && !matches!(self.verdict, Verdict::Broken(_)) {
            write!(f, "\n          found nothing")?;
        }
        Ok(())
    }
}

/// Judge every example of a pack that was loaded with its examples.
#[must_use]
pub fn run(pack: &Pack) -> Vec<ExampleResult> {
    let packs = std::slice::from_ref(pack);
    run_by(pack, |shown, files| {
        report(
            files,
            packs,
            std::slice::from_ref(&shown.rule.id),
            Language::En,
        )
    })
}

/// An example, and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The rule that it shows.
    pub rule: &'a Rule,
    /// What the rule must say of it.
    pub expected: Expected,
    /// The example itself.
    pub example: &'a Example,
}

/// The same where the caller makes the report of each example, by the example's
/// rule at least, and so may look at it for another purpose.
pub fn run_by(
    pack: &Pack,
    report: impl Fn(Shown, &Files) -> Result<Report, String> + Sync,
) -> Vec<ExampleResult> {
    pack.rules
        .par_iter()
        .flat_map_iter(|rule| of_rule(rule, pack, &report))
        .collect()
}

fn of_rule(
    rule: &Rule,
    pack: &Pack,
    report: &impl Fn(Shown, &Files) -> Result<Report, String>,
) -> Vec<ExampleResult> {
    let mut results: Vec<_> = examples(rule)
        .map(|(expected, example)| {
            let shown = Shown {
                rule,
                expected,
                example,
            };
            judge(shown, pack, report)
        })
        .collect();
    let passing = |result: &&mut ExampleResult| result.expected == Expected::Pass;
    let mut passing = results.iter_mut().filter(passing);
    if let Some(one) = passing.next() {
        let holds = one.passes > 0 || passing.any(|result| result.passes > 0);
        if !holds && one.verdict == Verdict::Right {
            one.verdict = Verdict::Hollow;
        }
    }
    results
}

/// The examples of a rule with what it must say of them.
pub fn examples(rule: &Rule) -> impl Iterator<Item = (Expected, &Example)> {
    let examples = &rule.file.examples;
    let fail = |example: &Example| {
        if example.review {
            Expected::Review
        } else {
            Expected::Fail
        }
    };
    let pass = examples
        .pass
        .iter()
        .map(|example| (Expected::Pass, example));
    let fail = examples
        .fail
        .iter()
        .map(move |example| (fail(example), example));
    let open = examples
        .open
        .iter()
        .map(|example| (Expected::Open, example));
    pass.chain(fail).chain(open)
}

/// The tree of an example, and that of its base where it has one.
#[derive(Clone, Debug)]
pub struct Files {
    /// What is judged, text by path.
    pub head: Vec<(String, String)>,
    /// What it is held against.
    pub base: Option<Vec<(String, String)>>,
    /// Who wrote and who approved the change.
    pub context: Option<Context>,
}

/// The files of an example: its skeleton's, its own, and its changes to the
/// declaration. A pack that has no such skeleton finds the built-in one.
///
/// # Errors
/// The example names no skeleton that exists, or changes what is not there.
pub fn files(rule: &Rule, example: &Example, pack: &Pack) -> Result<Files, String> {
    let skeleton: Vec<(String, String)> = match &rule.file.examples.base {
        None => Vec::new(),
        Some(base) => {
            let own = pack.file.skeletons.get(base);
            let known = own.or_else(|| Pack::builtin_skeleton(base));
            let known =
                known.ok_or_else(|| format!("there is no skeleton `{base}` in pack.yml"))?;
            known.clone().into_iter().collect()
        }
    };
    let base = example.before.as_ref();
    let base = base.map(|before| patched(skeleton.clone(), &before.files, &before.set));
    let context = example.context.as_ref().map(|people| Context {
        schema: context::SCHEMA.to_owned(),
        head: None,
        authors: people.authors.clone(),
        approvals: people.approvals.clone(),
    });
    Ok(Files {
        context,
        base: base.transpose()?,
        head: patched(skeleton, &example.files, &example.set)?,
    })
}

fn patched(
    mut files: Vec<(String, String)>,
    own: &ExampleFiles,
    set: &IndexMap<String, serde_json::Value>,
) -> Result<Vec<(String, String)>, String> {
    for (path, text) in own {
        let known = files.iter().position(|(known, _)| known == path);
        match (known, text) {
            (Some(at), Some(text)) => files[at].1.clone_from(text),
            (Some(at), None) => drop(files.remove(at)),
            (None, Some(text)) => files.push((path.clone(), text.clone())),
            (None, None) => {
                return Err(format!("the skeleton has no file `{path}` to leave out"));
            }
        }
    }
    if !set.is_empty() {
        let declaration = files
            .iter_mut()
            .find(|(path, _)| path == patch::DECLARATION);
        let (_, text) = declaration
            .ok_or_else(|| "there is no ethics.yml that `set` could change".to_owned())?;
        *text = patch::declaration(text, set)?;
    }
    Ok(files)
}

/// A report on an example by all rules of some packs, nothing left out.
///
/// # Errors
/// The example is none, or the gate could not judge it.
pub fn report(
    files: &Files,
    packs: &[Pack],
    only: &[String],
    language: Language,
) -> Result<Report, String> {
    let tree = |files: &[(String, String)]| {
        let bytes = |(path, text): &(String, String)| (path.clone(), text.clone().into_bytes());
        Tree::memory(files.iter().map(bytes))
    };
    let base = files.base.as_ref().map(|base| tree(base).as_base());
    let settings = Settings {
        only: only.to_vec(),
        include_silent: true,
        language,
        ..Settings::default()
    };
    let head = tree(&files.head);
    let context = files.context.as_ref();
    gate(&head, base.as_ref(), context, packs, &settings, TODAY).map_err(|error| error.to_string())
}

fn judge(
    shown: Shown,
    pack: &Pack,
    report: &impl Fn(Shown, &Files) -> Result<Report, String>,
) -> ExampleResult {
    let Shown {
        rule,
        expected,
        example,
    } = shown;
    let mut result = ExampleResult {
        rule: rule.id.clone(),
        expected,
        name: example.name.clone(),
        verdict: Verdict::Right,
        at: example.at.clone(),
        found: Vec::new(),
        spoke: Vec::new(),
        passes: 0,
    };
    let broken = |result: ExampleResult, why| ExampleResult {
        verdict: Verdict::Broken(why),
        ..result
    };
    let files = match files(rule, example, pack) {
        Ok(files) => files,
        Err(why) => return broken(result, why),
    };
    let at = match example
        .at
        .as_deref()
        .map(|at| patch::place(at, &files.head))
    {
        Some(Ok(at)) => Some(at),
        Some(Err(why)) => return broken(result, why),
        None => None,
    };
    if let Some(check) = &example.check
        && rule.checks.iter().all(|known| known.file.id != *check)
    {
        return broken(result, format!("the rule has no check `{check}`"));
    }
    let report = match report(shown, &files) {
        Ok(report) => report,
        Err(why) => return broken(result, why),
    };
    let spoken: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == rule.id)
        .filter(|finding| speaks(finding.outcome))
        .collect();
    result.passes = report
        .findings
        .iter()
        .filter(|finding| finding.rule == rule.id && finding.outcome == Outcome::Pass)
        .count();
    result.spoke = spoken.iter().map(|finding| finding.check.clone()).collect();
    result.spoke.sort();
    result.spoke.dedup();
    result.found = spoken.iter().map(|finding| spell(finding)).collect();
    result.verdict = verdict(expected, example, at.as_ref(), &spoken);
    result
}

fn speaks(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Fail | Outcome::Open | Outcome::Review)
}

fn verdict(
    expected: Expected,
    example: &Example,
    at: Option<&patch::Spot>,
    spoken: &[&Finding],
) -> Verdict {
    if expected == Expected::Pass {
        return if spoken.is_empty() {
            Verdict::Right
        } else {
            Verdict::Noisy
        };
    }
    let meant = |finding: &&&Finding| {
        let check = example.check.as_ref();
        finding.outcome == expected.outcome() && check.is_none_or(|check| *check == finding.check)
    };
    let right: Vec<_> = spoken.iter().filter(meant).collect();
    let elsewhere = |finding: &&Finding| {
        let check = example.check.as_ref();
        check.is_some_and(|check| *check != finding.check)
    };
    if right.is_empty() {
        Verdict::Missing
    } else if spoken.iter().any(elsewhere) {
        Verdict::Noisy
    } else if at.is_some_and(|at| !right.iter().any(|finding| at.is_marked_by(finding))) {
        Verdict::Misplaced
    } else {
        Verdict::Right
    }
}

fn spell(finding: &Finding) -> String {
    let outcome = match finding.reason {
        Some(reason) => format!("{}({})", finding.outcome.name(), reason.name()),
        None => finding.outcome.name().to_owned(),
    };
    format!(
        "{outcome} {} at {}:{}:{}: {}",
        finding.check, finding.path, finding.start.line, finding.start.column, finding.message
    )
}
