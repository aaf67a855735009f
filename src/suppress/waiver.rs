//! One waiver: what it meets, and whether it is sound enough to count.

use std::sync::Arc;

use super::subject::{self, Subjects};
use crate::model::finding::{Suppression, SuppressionKind};
use crate::model::{Finding, Kind, Outcome, Place, Str, Text, Value, nearest};
use crate::policy::{Pack, Rule};

/// How often a waiver may be made to last longer.
const MOST_RENEWALS: i64 = 2;

/// A waiver of `ethics.yml`.
pub(super) struct Waiver<'a> {
    /// Its facts.
    entry: &'a Value,
    /// The rule it names, by its own id.
    rule: Option<&'a Rule>,
    /// A rule that was perhaps meant.
    nearest: Option<String>,
    /// What its scope means among the findings of the rule.
    pub(super) subjects: Subjects,
    /// Whether all that it met waits for a person.
    only_reviews: bool,
    /// Whether the rule was judged,
    pub(super) judged: bool,
    /// and not as a whole.
    pub(super) incomplete: bool,
    sound: bool,
}

impl<'a> Waiver<'a> {
    pub(super) fn of(entry: &'a Value, packs: &[&'a Pack]) -> Self {
        let name = entry.get("rule").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let rules = || packs.iter().flat_map(|pack| &pack.rules);
        let is_named =
            |rule: &&Rule| rule.id == name || rule.file.aliases.iter().any(|alias| alias == name);
        let rule = rules().find(is_named);
        let nearest = match rule {
            Some(_) => None,
            None => nearest(name, rules().map(|rule| &*rule.id)).map(str::to_owned),
        };
        Self {
            entry,
            rule,
            nearest,
            subjects: Subjects::default(),
            only_reviews: true,
            judged: false,
            incomplete: false,
            sound: is_sound(entry),
        }
    }

    pub(super) fn is_of(&self, rule: &str) -> bool {
        self.rule.is_some_and(|own| own.id == rule)
    }

    fn text(&self, key: &str) -> &'a str {
        let value = self.entry.get(key).and_then(Value::as_str);
        value.unwrap_or_default()
    }

    /// Whether a finding is of its rule and has its scope for a name.
    pub(super) fn meet(&mut self, finding: &Finding, declaration: &Value, folder: &str) -> bool {
        if !self.is_of(&finding.rule) {
            return false;
        }
        let met = subject::meant(self.text("scope"), finding, declaration, folder);
        let Some(subject) = met else {
            return false;
        };
        self.subjects.insert(&finding.check, subject);
        self.only_reviews &= finding.outcome == Outcome::Review;
        true
    }

    /// Whether it keeps such a finding from blocking: what waits for a person
    /// is always a person's to settle.
    pub(super) fn excuses(&self, rule: &Rule, finding: &Finding) -> bool {
        self.sound && (rule.file.waivable || finding.outcome == Outcome::Review)
    }

    pub(super) fn suppression(&self, index: usize) -> Suppression {
        let expires = self.entry.get("expires").and_then(Value::as_date);
        let days = self.entry.get("days").and_then(Value::as_int);
        let reason = self.text("reason");
        Suppression {
            kind: SuppressionKind::Waiver,
            reason: Text::new(reason, reason),
            approver: self.text("approver").to_owned(),
            expires: expires.unwrap_or_default(),
            days_left: days.unwrap_or_default(),
            place: self.entry.mark().unwrap_or_else(|| Place::missing("")),
            waiver: Some(index),
        }
    }

    /// Its facts, with how it fared.
    pub(super) fn told(&self) -> Value {
        let Kind::Map(entry) = &self.entry.kind else {
            return self.entry.clone();
        };
        let mut entry = (**entry).clone();
        let mut put = |key: &str, value: Value| {
            entry.insert(Str::from(key), value);
        };
        put("known", Value::computed(self.rule.is_some()));
        if let Some(nearest) = &self.nearest {
            put("nearest", Value::computed(nearest.as_str()));
        }
        let met = self.subjects.count() > 0;
        if let Some(rule) = self.rule {
            let waivable = rule.file.waivable || (met && self.only_reviews);
            put("waivable", Value::computed(waivable));
            put("subjects", Value::computed(self.subjects.count()));
            if met || (self.judged && !self.incomplete) {
                put("used", Value::computed(met));
            }
            let counts = self.sound && waivable && self.subjects.count() == 1;
            put("counts", Value::computed(counts));
        } else {
            put("counts", Value::computed(false));
        }
        Value {
            kind: Kind::Map(Arc::new(entry)),
            ..self.entry.clone()
        }
    }
}

/// What can be said of a waiver before anything is found.
fn is_sound(entry: &Value) -> bool {
    let flag = |key: &str| entry.get(key).and_then(Value::as_bool);
    let number = |key: &str| entry.get(key).and_then(Value::as_int);
    let is_new = flag("is_new") == Some(true);
    let in_time = match (number("days"), number("longest")) {
        (Some(days), Some(longest)) => (0..=longest).contains(&days),
        _ => false,
    };
    flag("substantive") == Some(true)
        && in_time
        && flag("approver_known") == Some(true)
        && flag("unlogged") != Some(true)
        && number("renewals").unwrap_or_default() <= MOST_RENEWALS
        // Nobody allows what he wrote, and no name counts that did not agree.
        && !(is_new && (flag("by_author") == Some(true) || flag("approved") == Some(false)))
}
