//! Rules held against the facts of one system, outcomes weighed by its tier.

use std::collections::BTreeMap;

use super::bench::Bench;
use super::fold::Twins;
use super::left_out::{needed, unreadable};
use super::seen::Seen;
use super::verified;
use crate::model::finding::Related;
use crate::model::report::{self, NotChecked, Step, TierReport};
use crate::model::rule::Need;
use crate::model::verified::Verified;
use crate::model::{Document, Finding, Level, Outcome, Place, Reason, Text, Tier, Value};
use crate::policy::{self, CheckResult, Pack, Rule};
use crate::suppress::{self, Exceptions};

/// Outcomes of one principle, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) pass: usize,
    pub(super) fail: usize,
    pub(super) open: usize,
    pub(super) review: usize,
    pub(super) not_applicable: usize,
}

impl Tally {
    pub(super) fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Fail => &mut self.fail,
            Outcome::Open => &mut self.open,
            Outcome::Review => &mut self.review,
            Outcome::NotApplicable => &mut self.not_applicable,
        } += 1;
    }

    /// Checks that reached an outcome.
    pub(super) fn total(self) -> usize {
        self.pass + self.fail + self.open + self.review + self.not_applicable
    }
}

/// One system, judged.
pub(super) struct Judged {
    /// `system.id`, or the declaration's path.
    pub(super) id: String,
    /// The declaration's path.
    pub(super) path: String,
    /// Its tier.
    pub(super) tier: TierReport,
    /// Its tier on the base, where a base is given.
    before: Option<TierReport>,
    /// The highest tier of the systems that are gone, where this one tells of them.
    gone: Option<Tier>,
    /// What the change does to its tier.
    pub(super) step: Option<Step>,
    /// Outcomes by principle.
    pub(super) tallies: BTreeMap<String, Tally>,
    /// What people have to see.
    pub(super) findings: Vec<Finding>,
    /// What could not be judged.
    pub(super) not_checked: Vec<NotChecked>,
    /// Rules that were judged.
    pub(super) rules: Vec<String>,
    /// Everything that speaks, before it is folded, where somebody asks.
    pub(super) seen: Option<Vec<Seen>>,
    /// What the report carries of the facts: the others are let go, so that a
    /// tree of many systems costs the memory of one.
    pub(super) declaration: Value,
    /// What the verdict rests on, where what holds is reported, too.
    pub(super) verified: Option<Verified>,
    evidence: verified::Evidence,
    /// What is told of the data, where what holds is reported, too.
    pub(super) data: Vec<report::Fact>,
}

/// Hold every rule of the packs against the facts of one system: first those
/// that find what may be excepted, then those that judge the exceptions.
pub(super) fn judge(bench: Bench, facts: &Value) -> Judged {
    judge_all(bench, facts, false)
}

/// The same, keeping all that speaks.
pub(super) fn judge_all(bench: Bench, facts: &Value, keep: bool) -> Judged {
    let Bench {
        system,
        packs,
        settings,
        ..
    } = bench;
    let mut judged = Judged {
        id: system.id(),
        path: system.path.clone(),
        tier: tier_of(facts),
        before: facts.get("base").map(tier_of),
        gone: bench.gone_tier(facts),
        step: None,
        tallies: BTreeMap::new(),
        findings: Vec::new(),
        not_checked: Vec::new(),
        rules: Vec::new(),
        seen: keep.then(Vec::new),
        declaration: system.declaration.clone(),
        verified: None,
        evidence: verified::Evidence::default(),
        data: Vec::new(),
    };
    if settings.include_passes {
        judged.evidence = verified::Evidence::named(&system.declaration, facts, &system.folder);
        judged.data = verified::data(facts);
        judged.verified = Some(Verified {
            rules: Vec::new(),
            groups: verified::groups(facts),
            files: verified::files(facts),
        });
    }
    let mut exceptions = bench.exceptions(facts);
    let mut last = Vec::new();
    for rule in bench.rules().filter(|rule| bench.selects(rule)) {
        if !system.is_readable() && !rule.file.always {
            judged.leave_out(rule, None, unreadable().get(settings.language));
        } else if rule.reads(suppress::FAMILY) {
            last.push(rule);
        } else {
            judged.rules.push(rule.id.clone());
            let results = policy::evaluate(rule, facts, bench.available);
            judged.weigh(rule, results, bench, &mut exceptions);
            exceptions.close(&rule.id);
        }
    }
    judged.step = judged.step(packs, facts);
    exceptions.settle(&mut judged.findings);
    judged.leave_what_follows(settings);
    if !last.is_empty() {
        judged.look_at_unselected(bench, facts, &mut exceptions);
        let facts = exceptions.told();
        let mut none = bench.exceptions(&facts);
        for rule in last {
            judged.rules.push(rule.id.clone());
            let results = policy::evaluate(rule, &facts, bench.available);
            judged.weigh(rule, results, bench, &mut none);
        }
    }
    let all = packs.iter().flat_map(|pack| &pack.rules).count();
    judged.leave_unselected(all, settings);
    judged.leave_waivers_out(settings);
    judged.leave_unusable(bench);
    judged
}

/// The facts with how each waiver fared: all that a rule sees.
pub(super) fn told(bench: Bench, facts: Value) -> Value {
    if facts.at_path("waivers.entries").is_none() {
        return facts;
    }
    let mut exceptions = bench.exceptions(&facts);
    let mut judged = judge_all(bench, &facts, false);
    judged.look_at(bench, &facts, &mut exceptions, |_| true);
    exceptions.told()
}

impl Judged {
    /// Which of the judged rules begin or cease to block, where the change
    /// moves the system to another tier.
    fn step(&self, packs: &[&Pack], facts: &Value) -> Option<Step> {
        let before = facts.at_path("base.tier.effective")?.as_str();
        let before = before.and(self.before.as_ref())?;
        let now = &self.tier;
        if (before.effective, before.minors) == (now.effective, now.minors) {
            return None;
        }
        let nothing = Value::missing(Reason::Absent, None);
        let was = facts.at_path("base.declaration").unwrap_or(&nothing);
        let blocks = |rule: &Rule, tier: &TierReport, declaration: &Value| {
            let raised = raised(declaration, rule);
            policy::level_of_fail(rule, tier.effective, tier.minors, raised) == Level::Error
        };
        let mut step = Step {
            from: before.effective,
            minors: before.minors,
            begin_to_block: Vec::new(),
            cease_to_block: Vec::new(),
        };
        let rules = packs.iter().flat_map(|pack| &pack.rules);
        for rule in rules.filter(|rule| self.rules.contains(&rule.id)) {
            match (
                blocks(rule, before, was),
                blocks(rule, now, &self.declaration),
            ) {
                (false, true) => step.begin_to_block.push(rule.id.clone()),
                (true, false) => step.cease_to_block.push(rule.id.clone()),
                _ => {}
            }
        }
        Some(step)
    }

    /// Whether a waiver meets anything takes the rules that it names, also
    /// where they were not selected.
    fn look_at_unselected(&mut self, bench: Bench, facts: &Value, exceptions: &mut Exceptions) {
        self.look_at(bench, facts, exceptions, |rule| !bench.selects(rule));
    }

    fn look_at(
        &mut self,
        bench: Bench,
        facts: &Value,
        exceptions: &mut Exceptions,
        which: impl Fn(&Rule) -> bool,
    ) {
        let named = |rule: &&Rule| exceptions.is_named(&rule.id) && which(rule);
        let rules: Vec<&Rule> = bench.rules().filter(named).collect();
        for rule in rules {
            for result in policy::evaluate(rule, facts, bench.available) {
                if result.not_evaluated.is_some() {
                    exceptions.leave_open(&rule.id);
                } else if suppress::speaks(result.outcome) {
                    let check = &rule.checks[result.check].file;
                    let mut finding = self.finding(rule, result, Level::Off);
                    exceptions.meet(&mut finding, rule, check);
                }
            }
            exceptions.close(&rule.id);
        }
    }

    /// Count the outcomes of a rule and keep what people have to see.
    fn weigh(
        &mut self,
        rule: &Rule,
        results: Vec<CheckResult>,
        bench: Bench,
        exceptions: &mut Exceptions,
    ) {
        let settings = bench.settings;
        let by_packs = bench.raised.get(&rule.id).copied();
        let raised = raised(&self.declaration, rule).max(by_packs);
        // What guards the gate is weighed by the system that loses it.
        let needs = rule.checks.iter().flat_map(|check| &check.file.needs);
        let guards = needs
            .chain(&rule.file.needs)
            .any(|need| *need == Need::Base);
        let gone = self.gone.filter(|_| guards);
        let mut twins = Twins::new();
        let mut outcomes = verified::Outcomes::default();
        for result in results {
            let check = &rule.checks[result.check];
            if let Some(need) = result.not_evaluated {
                let reason = needed(need);
                self.leave_out(rule, Some(&check.file.id), reason.get(settings.language));
                exceptions.leave_open(&rule.id);
                continue;
            }
            self.tallies
                .entry(rule.principle.clone())
                .or_default()
                .add(result.outcome);
            outcomes.add(&result, &self.path, &self.evidence);
            // A change that lowers its own tier is weighed by the one that it left.
            let compares = [&rule.file.needs, &check.file.needs];
            let compares = compares.iter().any(|needs| needs.contains(&Need::Base));
            let before = self.before.as_ref().filter(|_| compares);
            let tier = before.map_or(self.tier.effective, |before| {
                before.effective.max(self.tier.effective)
            });
            let level = policy::level(
                rule,
                &check.file,
                result.outcome,
                tier.max(gone.unwrap_or(tier)),
                self.tier.minors || before.is_some_and(|before| before.minors),
                raised,
            );
            let shown = level > Level::Off
                || settings.include_silent
                || (settings.include_passes
                    && matches!(result.outcome, Outcome::Pass | Outcome::NotApplicable));
            let speaks = suppress::speaks(result.outcome);
            let met = speaks && (self.seen.is_some() || exceptions.concern(&rule.id));
            if !shown && !met {
                continue;
            }
            let mut finding = self.finding(rule, result, level);
            if met {
                let fingerprint = exceptions.meet(&mut finding, rule, &check.file);
                if let Some(seen) = &mut self.seen {
                    seen.push(Seen::of(
                        &finding,
                        fingerprint,
                        rule,
                        &check.file,
                        &self.declaration,
                    ));
                }
            }
            if shown {
                self.keep(finding, check.file.fold, &mut twins);
            }
        }
        if let Some(verified) = &mut self.verified {
            verified.rules.push(outcomes.of(rule, settings.language));
        }
    }

    fn finding(&self, rule: &Rule, result: CheckResult, level: Level) -> Finding {
        let related = result.related.map(|place| Related {
            message: match place.document.on_base {
                true => Text::new(
                    "this is how it stands on the base",
                    "기준 브랜치에는 이렇게 되어 있음",
                ),
                false if place.path() == self.path => Text::new("declared here", "선언은 여기"),
                false => Text::new("found here", "근거는 여기"),
            },
            place,
            again: false,
        });
        Finding {
            rule: rule.id.clone(),
            check: rule.checks[result.check].file.id.clone(),
            system: self.id.clone(),
            principle: rule.principle.clone(),
            outcome: result.outcome,
            reason: result.reason,
            level,
            message: result.message,
            fix: result.fix,
            place: result.place.unwrap_or_else(|| self.declaration_place()),
            rests_on: result.rests_on,
            related: related.into_iter().collect(),
            edits: result.edit.into_iter().collect(),
            fact: result.fact,
            suppression: None,
            repeats: 0,
        }
    }

    fn declaration_place(&self) -> Place {
        self.declaration.place.as_ref().map_or_else(
            || Place::start_of(&Document::missing(&*self.path)),
            |place| Place::start_of(&place.document),
        )
    }
}

pub(super) fn tier_of(facts: &Value) -> TierReport {
    let tier = |name: &str| {
        let value = facts.at_path("tier")?.get(name)?.as_str()?;
        Tier::ALL.into_iter().find(|tier| tier.name() == value)
    };
    let reasons = facts.at_path("tier.reasons");
    TierReport {
        declared: tier("declared"),
        floor: tier("floor").unwrap_or_default(),
        effective: tier("effective").unwrap_or_default(),
        minors: facts
            .at_path("tier.minors")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        reasons: reasons
            .into_iter()
            .flat_map(Value::items)
            .filter_map(|reason| reason.as_str().map(str::to_owned))
            .collect(),
    }
}

/// The level that the repository itself raises a rule to.
fn raised(declaration: &Value, rule: &Rule) -> Option<Level> {
    declaration
        .get("rules")
        .and_then(|levels| levels.get(&rule.id))
        .and_then(Value::as_str)
        .and_then(level_named)
}

fn level_named(name: &str) -> Option<Level> {
    [Level::Note, Level::Warning, Level::Error]
        .into_iter()
        .find(|level| level.name() == name)
}
