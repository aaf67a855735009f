//! A rule held against the facts of one system: outcomes with places.
//! Levels are weighed elsewhere; nothing here knows a tier.

use super::condition::{Condition, Found, Fuel, Path, Trail, What};
use super::rule::{Check, Rule};
use crate::model::rule::{Absent, Need, Otherwise};
use crate::model::{Edit, Kind, Outcome, Place, Reason, Text, Value};

/// What one check may cost over all its nodes before the rest is left open.
const STEPS_PER_CHECK: u64 = 4_000_000;

/// What is given beyond the tree.
#[derive(Clone, Copy, Debug, Default)]
pub struct Available {
    /// The base that the change is held against.
    pub base: bool,
    /// Who wrote and who approved the change.
    pub context: bool,
}

impl Available {
    fn has(self, need: Need) -> bool {
        match need {
            Need::Base => self.base,
            Need::Context => self.context,
        }
    }
}

/// What one check concludes of one node.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// Index of the check within its rule.
    pub check: usize,
    /// What is concluded; not applicable where it was not evaluated.
    pub outcome: Outcome,
    /// Why it is open.
    pub reason: Option<Reason>,
    /// The fact's path, list items named by their `id`.
    pub fact: String,
    /// Where, itself or its nearest parent; `None` where no fact has a place.
    pub place: Option<Place>,
    /// Where what can't be read stands, where that left it open.
    pub rests_on: Option<Place>,
    /// A second place.
    pub related: Option<Place>,
    /// What is wrong; empty for a pass.
    pub message: Text,
    /// How to mend it; empty for a pass.
    pub fix: Text,
    /// What a machine may write.
    pub edit: Option<Edit>,
    /// The fact that made it not applicable.
    pub because: Option<String>,
    /// What would have been needed; then nothing was concluded.
    pub not_evaluated: Option<Need>,
}

/// Hold one rule against the facts of a system. Each check gives one result a
/// node, and at least one result whatever is absent: nothing is passed over
/// in silence.
#[must_use]
pub fn evaluate(rule: &Rule, facts: &Value, available: Available) -> Vec<CheckResult> {
    rule.checks
        .iter()
        .enumerate()
        .flat_map(|(index, check)| {
            let missing = rule
                .file
                .needs
                .iter()
                .chain(&check.file.needs)
                .find(|need| !available.has(**need));
            let mut judge = Judge {
                rule,
                check,
                index,
                facts,
                fuel: Fuel::of(STEPS_PER_CHECK),
            };
            match missing {
                Some(need) => vec![CheckResult {
                    not_evaluated: Some(*need),
                    ..judge.result(Outcome::NotApplicable, &Trail::default())
                }],
                None => judge.all(),
            }
        })
        .collect()
}

struct Judge<'a> {
    rule: &'a Rule,
    check: &'a Check,
    index: usize,
    facts: &'a Value,
    fuel: Fuel,
}

impl Judge<'_> {
    fn all(&mut self) -> Vec<CheckResult> {
        let nobody = Value::missing(Reason::Absent, None);
        let declaration = self.facts.get("declaration").unwrap_or(&nobody);
        let home = Trail {
            fact: "declaration".to_owned(),
            place: declaration.mark().or_else(|| self.facts.mark()),
        };
        let Some(each) = &self.check.each else {
            return vec![self.node(declaration, &home)];
        };
        // What `when` can tell without a node, it tells once.
        if let Some(when) = &self.check.when {
            // Nothing is known of the node yet, not even what it lacks.
            let unknown = Value::missing(Reason::Unreadable, None);
            match when.holds(self.facts, &unknown, &mut self.fuel) {
                Ok(false) => return vec![self.not_concerned(when, &nobody, &home)],
                Err(_) if !when.mentions("self") => return vec![self.node(&nobody, &home)],
                _ => {}
            }
        }
        each.walk(self.facts, declaration, &home)
            .into_iter()
            .map(|found| match found.what {
                What::Value(node) => self.node(node, &found.trail),
                What::Missing(reason) => self.absent(reason, &found.trail, found.rests_on),
                What::Empty(list) => CheckResult {
                    because: Some(stated(&found.trail.fact, list)),
                    ..self.result(Outcome::NotApplicable, &found.trail)
                },
            })
            .collect()
    }

    /// One node that is there.
    fn node(&mut self, this: &Value, trail: &Trail) -> CheckResult {
        if let Some(when) = &self.check.when {
            match when.holds(self.facts, this, &mut self.fuel) {
                Ok(true) => {}
                Ok(false) => return self.not_concerned(when, this, trail),
                Err(missing) => return self.open(when, missing.reason, this, trail),
            }
        }
        let require = &self.check.require;
        match require.holds(self.facts, this, &mut self.fuel) {
            Ok(true) => {
                let trail = self.trail(this, trail);
                self.result(Outcome::Pass, &trail)
            }
            Ok(false) => self.otherwise(this, trail),
            Err(missing) => self.open(require, missing.reason, this, trail),
        }
    }

    fn otherwise(&mut self, this: &Value, trail: &Trail) -> CheckResult {
        let outcome = match self.check.file.otherwise {
            Otherwise::Fail => Outcome::Fail,
            Otherwise::Review => Outcome::Review,
        };
        let marked = self.trail(this, trail);
        CheckResult {
            message: self.check.message.render(self.facts, this, &mut self.fuel),
            edit: self.edit(this, trail),
            ..self.found(outcome, this, trail, &marked)
        }
    }

    fn open(
        &mut self,
        condition: &Condition,
        reason: Reason,
        this: &Value,
        trail: &Trail,
    ) -> CheckResult {
        let culprit = condition
            .paths()
            .iter()
            .filter_map(|path| path.first(self.facts, this, trail))
            .find(|found| matches!(found.what, What::Missing(why) if why == reason));
        let mut marked = self.trail(this, trail);
        let rests_on;
        let fact = match culprit {
            Some(found) => {
                rests_on = resting(reason, &found);
                // A check that walks keeps its node; any other shows what is missing.
                if self.check.at.is_none() && self.check.each.is_none() {
                    marked.place = found.trail.place.or(marked.place);
                }
                found.trail.fact
            }
            None => {
                // What a comprehension looks into is there, and something in it is not.
                rests_on = condition
                    .paths()
                    .iter()
                    .filter(|_| reason == Reason::Unreadable)
                    .filter_map(|path| path.first(self.facts, this, trail))
                    .find_map(|found| match found.what {
                        What::Value(value) => buried(value),
                        _ => None,
                    });
                marked.fact.clone()
            }
        };
        let message = match &self.check.message_open {
            Some(words) => words.render(self.facts, this, &mut self.fuel),
            None => undecided(&fact, reason, &self.rule.file.title),
        };
        CheckResult {
            reason: Some(reason),
            rests_on,
            message,
            ..self.found(Outcome::Open, this, trail, &marked)
        }
    }

    /// A path of `for` that ends before its node.
    fn absent(&mut self, reason: Reason, trail: &Trail, known: Option<Place>) -> CheckResult {
        // What nobody wrote may be no concern; what is known to be missing is.
        let is_unwritten = reason == Reason::Absent && known.is_none();
        if is_unwritten && self.check.file.absent == Absent::NotApplicable {
            return CheckResult {
                because: Some(format!("{}: {}", trail.fact, reason.name())),
                ..self.result(Outcome::NotApplicable, trail)
            };
        }
        let nobody = Value::missing(reason, None);
        let message = match &self.check.message_open {
            Some(words) => words.render(self.facts, &nobody, &mut self.fuel),
            None => undecided(&trail.fact, reason, &self.rule.file.title),
        };
        CheckResult {
            reason: Some(reason),
            rests_on: match reason {
                Reason::Unreadable => trail.place.clone(),
                _ => known,
            },
            message,
            fix: self.check.fix.render(self.facts, &nobody, &mut self.fuel),
            ..self.result(Outcome::Open, trail)
        }
    }

    fn not_concerned(&mut self, when: &Condition, this: &Value, trail: &Trail) -> CheckResult {
        let part = when.false_part(self.facts, this);
        let found = part
            .path
            .and_then(|path| path.first(self.facts, this, trail));
        let because = match found {
            Some(Found {
                what: What::Value(value) | What::Empty(value),
                trail,
                ..
            }) if !self.check.when_is_sensitive => stated(&trail.fact, value),
            Some(Found {
                what: What::Missing(reason),
                trail,
                ..
            }) => format!("{}: {}", trail.fact, reason.name()),
            _ => part.text.to_owned(),
        };
        CheckResult {
            because: Some(because),
            ..self.result(Outcome::NotApplicable, trail)
        }
    }

    /// What is marked: `at`, the node itself, or the first path of `require`.
    fn trail(&self, this: &Value, trail: &Trail) -> Trail {
        let path: Option<&Path> = match (&self.check.at, &self.check.each) {
            (Some(at), _) => Some(at),
            (None, Some(_)) => None,
            (None, None) => self.check.first.as_ref(),
        };
        path.and_then(|path| path.first(self.facts, this, trail))
            .map_or_else(|| trail.clone(), |found| found.trail)
    }

    fn edit(&mut self, this: &Value, trail: &Trail) -> Option<Edit> {
        let template = self.check.edit.as_ref()?;
        let found = match (&self.check.at, &self.check.each) {
            (Some(path), _) => path.first(self.facts, this, trail)?,
            (None, Some(_)) => Found {
                what: What::Value(this),
                trail: trail.clone(),
                rests_on: None,
            },
            (None, None) => self.check.first.as_ref()?.first(self.facts, this, trail)?,
        };
        let What::Value(value) = found.what else {
            return None;
        };
        if matches!(value.kind, Kind::List(_) | Kind::Map(_)) {
            return None;
        }
        Some(Edit {
            place: value.place.clone()?,
            replacement: template.render_whole(self.facts, this, &mut self.fuel)?,
            safe: true,
        })
    }

    /// What every finding has: the second place and the fix.
    fn found(
        &mut self,
        outcome: Outcome,
        this: &Value,
        trail: &Trail,
        marked: &Trail,
    ) -> CheckResult {
        let related = self
            .check
            .related
            .as_ref()
            .and_then(|path| path.first(self.facts, this, trail))
            .and_then(|found| found.trail.place);
        CheckResult {
            related,
            fix: self.check.fix.render(self.facts, this, &mut self.fuel),
            ..self.result(outcome, marked)
        }
    }

    fn result(&self, outcome: Outcome, trail: &Trail) -> CheckResult {
        CheckResult {
            check: self.index,
            outcome,
            reason: None,
            fact: trail.fact.clone(),
            place: trail.place.clone(),
            rests_on: None,
            related: None,
            message: Text::default(),
            fix: Text::default(),
            edit: None,
            because: None,
            not_evaluated: None,
        }
    }
}

/// Where the first value inside of another one stands that can't be read.
fn buried(value: &Value) -> Option<Place> {
    let items = value.items().iter();
    let members = value.entries().map(|(_, member)| member);
    value
        .unread()
        .or_else(|| items.chain(members).find_map(buried))
}

/// Where what leaves a check open stands: a value that can't be read, or one
/// that is known to be missing.
fn resting(reason: Reason, found: &Found) -> Option<Place> {
    match reason {
        Reason::Unreadable => found.trail.place.clone(),
        _ => found.rests_on.clone(),
    }
}

/// A fact and its value, in a notation that belongs to no language.
fn stated(fact: &str, value: &Value) -> String {
    /// Characters of a value that are shown.
    const LONGEST: usize = 60;
    if value.place.as_ref().is_some_and(|place| place.sensitive) {
        return fact.to_owned();
    }
    let shown = match &value.kind {
        Kind::List(items) if items.is_empty() => "[]".to_owned(),
        Kind::List(items) => format!("[{} items]", items.len()),
        Kind::Map(map) if map.is_empty() => "{}".to_owned(),
        Kind::Map(map) => format!("{{{} keys}}", map.len()),
        Kind::Text(text) => text.chars().take(LONGEST).collect(),
        other => format!("{other:?}"),
    };
    format!("{fact} = {shown}")
}

/// The message of an open check whose author wrote none: never the message
/// of a fail, which would claim what nobody knows.
fn undecided(fact: &str, reason: Reason, title: &Text) -> Text {
    let (en, ko) = match reason {
        Reason::Absent => ("is absent", "없음"),
        Reason::Insufficient => ("rests on too few cases", "표본이 부족함"),
        Reason::NotDemonstrated => ("is not demonstrated", "입증되지 않음"),
        Reason::Unreadable => ("can't be read", "읽을 수 없음"),
        Reason::Unverified => ("can't be verified here", "여기서 확인할 수 없음"),
    };
    Text::new(
        format!("`{fact}` {en}, so this is not decided: {}", title.en),
        format!("`{fact}`: {ko}. 판단하지 못한 항목: {}", title.ko),
    )
}
