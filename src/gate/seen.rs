//! Everything that speaks, before it is folded: what `baseline` writes down
//! and what `waive` looks for.

use jiff::civil::Date;

use super::case::{Case, Given};
use super::ground::Ground;
use super::{GateError, judge};
use crate::facts::Extent;
use crate::facts::derived::waivers;
use crate::model::path::folder_of;
use crate::model::rule::CheckFile;
use crate::model::{Finding, Level, Outcome, Settings, Text, Tier, Value};
use crate::policy::{Pack, Rule};
use crate::source::Tree;
use crate::suppress::{self, subject};

/// A finding as it was before it was folded with others.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The rule's id.
    pub rule: String,
    /// The check's id.
    pub check: String,
    /// What was concluded.
    pub outcome: Outcome,
    /// How much it matters.
    pub level: Level,
    /// What is wrong.
    pub message: Text,
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The name that a waiver of it has.
    pub scope: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Whether a waiver may except it.
    pub waivable: bool,
    /// Whether a baseline may hold it.
    pub may_be_known: bool,
    /// The finding itself, for whoever asks what a scope means.
    finding: Finding,
}

/// All that speaks in one system.
#[derive(Clone, Debug)]
pub struct SystemSeen {
    /// The declaration's path.
    pub path: String,
    /// Its folder, empty for the root.
    pub folder: String,
    /// The same where the system stands on ground of its own.
    below: String,
    /// The declaration.
    pub declaration: Value,
    /// Whether it can be relied on: of one that is broken little is seen.
    pub readable: bool,
    /// The one that it goes on from, where there is a base that has one.
    pub before: Option<Value>,
    /// Who may allow an exception: on the base, where there is one.
    pub approvers: Vec<String>,
    /// Whether they are those of a base.
    pub by_base: bool,
    /// Models, data and evidence that are others than there.
    pub replaced: Vec<String>,
    /// Its tier.
    pub tier: Tier,
    /// What speaks, in the order of rules.
    pub seen: Vec<Seen>,
}

impl Seen {
    pub(super) fn of(
        finding: &Finding,
        fingerprint: String,
        rule: &Rule,
        check: &CheckFile,
        declaration: &Value,
    ) -> Self {
        Self {
            rule: finding.rule.clone(),
            check: finding.check.clone(),
            outcome: finding.outcome,
            level: finding.level,
            message: finding.message.clone(),
            path: finding.place.path().to_owned(),
            line: finding.place.start().line,
            scope: subject::best(finding, declaration),
            fingerprint,
            waivable: rule.file.waivable || finding.outcome == Outcome::Review,
            may_be_known: suppress::may_be_known(rule, check),
            finding: finding.clone(),
        }
    }

    /// Which subject a scope means here; `None` where it is no name of it.
    #[must_use]
    pub fn meant(&self, scope: &str, system: &SystemSeen) -> Option<String> {
        subject::meant(scope, &self.finding, &system.declaration, &system.below)
    }
}

/// All that speaks in each system of a tree, as if there were no waivers and
/// no baseline.
///
/// # Errors
/// A pack that a declaration extends can't be used.
pub fn seen(
    head: &Tree,
    base: Option<&Tree>,
    packs: &[Pack],
    today: Date,
) -> Result<Vec<SystemSeen>, GateError> {
    let ground = Ground::of(head);
    let settings = Settings {
        no_waivers: true,
        ..Settings::default()
    };
    let given = Given {
        context: None,
        settings: &settings,
        today,
    };
    let case = Case::of(ground.tree(), base, packs)?;
    let found = case.asked().map(|asked| {
        let asked = asked?;
        let declaration = &asked.system.declaration;
        let told = asked.hear(given, Extent::Whole, |bench, facts| {
            let before = bench.before.map(|before| before.declaration.clone());
            let approvers = waivers::approvers(declaration, bench.before);
            let approvers: Vec<String> = approvers.into_iter().map(str::to_owned).collect();
            let replaced = facts.root.at_path("change.replaced_paths");
            let replaced = replaced.map_or(&[][..], Value::items).iter();
            let replaced = replaced.filter_map(Value::as_str).map(str::to_owned);
            let replaced = replaced.collect();
            let judged = judge::judge_all(bench, &facts.root, true);
            (judged, before, approvers, replaced)
        });
        let (judged, before, approvers, replaced) = told;
        let mut seen = judged.seen.unwrap_or_default();
        for one in &mut seen {
            one.path = ground.whole(&one.path);
        }
        let path = ground.whole(&asked.system.path);
        Ok(SystemSeen {
            folder: folder_of(&path).to_owned(),
            below: asked.system.folder.clone(),
            path,
            declaration: asked.system.declaration.clone(),
            readable: asked.system.is_readable(),
            by_base: before.is_some(),
            before: before.filter(Value::says_something),
            approvers,
            replaced,
            tier: judged.tier.effective,
            seen,
        })
    });
    found.collect()
}
