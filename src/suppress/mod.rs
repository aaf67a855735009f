//! Waivers and baseline: whether a finding has to block. What was found stays
//! what it is, and every report shows it.
//!
//! ```text
//! finding ─▶ a waiver of that rule and subject, sound ─▶ waived
//!         ─▶ a fingerprint of the baseline, in time   ─▶ a note
//! ```
//!
//! How each waiver fared becomes facts, and a second, small pass of rules
//! (`gate/waivers-real`) judges the waivers themselves.

mod fingerprint;
mod known;
pub mod subject;
mod waiver;

use std::collections::BTreeSet;

use jiff::civil::Date;

pub use self::fingerprint::Fingerprints;
use self::known::Known;
use self::waiver::Waiver;
use crate::facts::Before;
use crate::model::rule::CheckFile;
use crate::model::{Finding, Kind, Level, Outcome, Settings, Str, Value};
use crate::policy::{Pack, Rule};
use crate::source::Tree;

/// The family of facts that a second pass reads.
pub const FAMILY: &str = "waivers";

/// The exceptions of one system.
pub struct Exceptions<'a> {
    declaration: &'a Value,
    folder: &'a str,
    facts: &'a Value,
    waivers: Vec<Waiver<'a>>,
    known: Option<Known>,
    fingerprints: Fingerprints,
    /// Whether they keep anything from blocking in this run.
    count: bool,
}

/// Where a system's exceptions stand.
#[derive(Clone, Copy)]
pub struct Home<'a> {
    /// The tree that is judged.
    pub tree: &'a Tree,
    /// The folder of the declaration.
    pub folder: &'a str,
    /// The declaration.
    pub declaration: &'a Value,
    /// What the system was on the base.
    pub before: Option<&'a Before<'a>>,
}

impl<'a> Exceptions<'a> {
    /// Those of a system, whose facts are these.
    #[must_use]
    pub fn of(
        home: Home<'a>,
        facts: &'a Value,
        packs: &[&'a Pack],
        settings: &Settings,
        today: Date,
    ) -> Self {
        let entries = facts.at_path("waivers.entries");
        let entries = entries.map_or(&[][..], Value::items).iter();
        Self {
            declaration: home.declaration,
            folder: home.folder,
            facts,
            waivers: entries.map(|entry| Waiver::of(entry, packs)).collect(),
            known: known::read(home, facts, today),
            fingerprints: Fingerprints::default(),
            count: !settings.no_waivers,
        }
    }

    /// Whether what a rule finds may meet one of them.
    #[must_use]
    pub fn concern(&self, rule: &str) -> bool {
        self.known.is_some() || self.is_named(rule)
    }

    /// Whether a waiver names the rule.
    #[must_use]
    pub fn is_named(&self, rule: &str) -> bool {
        self.waivers.iter().any(|waiver| waiver.is_of(rule))
    }

    /// Hold a finding that speaks against them, before it is folded with
    /// others. Answers with its fingerprint among its equals.
    pub fn meet(&mut self, finding: &mut Finding, rule: &Rule, check: &CheckFile) -> String {
        let fingerprint = self.fingerprints.next(finding);
        for (index, waiver) in self.waivers.iter_mut().enumerate() {
            let met = waiver.meet(finding, self.declaration, self.folder);
            if met && self.count && finding.suppression.is_none() && waiver.excuses(rule, finding) {
                finding.suppression = Some(waiver.suppression(index));
            }
        }
        if let (Some(known), true, None) = (&self.known, self.count, &finding.suppression)
            && known.fingerprints.contains(&fingerprint)
            && may_be_known(rule, check)
        {
            finding.level = finding.level.min(Level::Note);
            finding.suppression = Some(known.suppression());
        }
        fingerprint
    }

    /// A check of this rule was left out, so what it would have found is not known.
    pub fn leave_open(&mut self, rule: &str) {
        for waiver in self.waivers.iter_mut().filter(|waiver| waiver.is_of(rule)) {
            waiver.incomplete = true;
        }
    }

    /// A rule that was judged, so that what it did not find is not there.
    pub fn close(&mut self, rule: &str) {
        for waiver in self.waivers.iter_mut().filter(|waiver| waiver.is_of(rule)) {
            waiver.judged = true;
        }
    }

    /// What only shows once everything was found: a waiver whose scope is the
    /// name of several subjects excuses none of them.
    pub fn settle(&self, findings: &mut [Finding]) {
        for finding in findings {
            let by = finding.suppression.as_ref().and_then(|by| by.waiver);
            if by.is_some_and(|by| self.waivers[by].subjects.count() > 1) {
                finding.suppression = None;
            }
        }
    }

    /// The facts with how each waiver fared.
    #[must_use]
    pub fn told(&self) -> Value {
        let Kind::Map(root) = &self.facts.kind else {
            return self.facts.clone();
        };
        let Some(Kind::Map(family)) = root.get(FAMILY).map(|family| &family.kind) else {
            return self.facts.clone();
        };
        let mut family = (**family).clone();
        if let Some(entries) = family.get("entries") {
            let list = Value::list(self.waivers.iter().map(Waiver::told));
            let list = list.placed_like(entries);
            family.insert(Str::from("entries"), list);
        }
        let mut root = (**root).clone();
        root.insert(Str::from(FAMILY), Value::computed(Kind::Map(family.into())));
        Value {
            kind: Kind::Map(root.into()),
            ..self.facts.clone()
        }
    }
}

/// Whether a baseline may hold what a check finds: what can't be waived can't
/// be known either, and what a change does is never old.
#[must_use]
pub fn may_be_known(rule: &Rule, check: &CheckFile) -> bool {
    rule.file.waivable && rule.file.needs.is_empty() && check.needs.is_empty()
}

/// Whether people have to see an outcome.
#[must_use]
pub fn speaks(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Fail | Outcome::Open | Outcome::Review)
}

/// Fingerprints of what was known.
type Fingerprinted = BTreeSet<String>;
