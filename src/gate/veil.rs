//! What hangs between a finished report and everybody who reads it: personal
//! values and confidential terms are in no text of it, whatever message, name
//! or path they came in by.
//!
//! Every field is named here, so that a new one can't be forgotten.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::audience::Secrets;
use crate::measure::pii::{self, Form, Kind, Names};
use crate::model::Value;
use crate::model::report::{
    Base, Edit, Fact, Finding, NotChecked, Related, Report, Step, Suppression, System, TierReport,
};
use crate::model::verified::{GroupRate, HeldLimit, Measured, RuleOutcomes, StoodOn, Verified};

/// The word for what declarations keep confidential.
const CONFIDENTIAL: &str = "confidential";
/// Keys of a declaration whose addresses are there to be written to.
const CONTACTS: [&str; 2] = ["oversight.contact", "system.owner.contact"];

/// What may not be shown, of all systems of a run.
#[derive(Default)]
pub(super) struct Veil {
    /// What declarations keep from everybody.
    pub(super) secrets: Secrets,
    /// Addresses that people are asked to write to, in lower case.
    contacts: BTreeSet<String>,
    /// What the others are called in the report.
    names: Names,
}

impl Veil {
    /// Let the contacts of a declaration be read.
    pub(super) fn spare_contacts(&mut self, declaration: &Value) {
        let contacts = CONTACTS.into_iter();
        let contacts = contacts.filter_map(|key| declaration.at_path(key)?.as_str());
        self.contacts.extend(
            contacts.map(|contact| contact.trim_start_matches("mailto:").to_ascii_lowercase()),
        );
    }

    fn may_stand(&self, kind: Kind, value: &str) -> bool {
        kind == Kind::Email && self.contacts.contains(&value.to_ascii_lowercase())
    }

    /// Ranges of a text, in bytes, that may not be shown where it is laid out so.
    pub(super) fn unshown(&self, text: &str, form: Form) -> Vec<Range<usize>> {
        let hits = pii::unshown(text.as_bytes(), form).into_iter();
        let hits = hits.filter(|hit| {
            let value = text.get(hit.start..hit.end);
            !value.is_some_and(|value| self.may_stand(hit.kind, value))
        });
        let mut ranges: Vec<_> = hits.map(|hit| hit.start..hit.end).collect();
        ranges.extend(self.secrets.find(text));
        ranges
    }

    fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut terms = self.secrets.find(text);
        if terms.is_empty() {
            return self.without_values(text);
        }
        terms.sort_by_key(|range| range.start);
        let mut shown = String::new();
        let mut done = 0;
        for range in terms.into_iter().filter(|range| !range.is_empty()) {
            if range.start >= done {
                shown.push_str(&text[done..range.start]);
                shown.push_str(&self.names.of(CONFIDENTIAL, &text[range.clone()]));
            }
            done = done.max(range.end);
        }
        shown.push_str(&text[done..]);
        Cow::Owned(self.without_values(&shown).into_owned())
    }

    fn without_values<'t>(&self, text: &'t str) -> Cow<'t, str> {
        pii::veiled(text, &self.names, |kind, value| self.may_stand(kind, value))
    }

    /// A fact says who may read it, and the team reads its own terms there:
    /// only what is personal is hidden from everybody.
    fn fact(&self, words: &mut String) {
        if let Cow::Owned(shown) = self.without_values(words) {
            *words = shown;
        }
    }

    fn words(&self, words: &mut String) {
        if let Cow::Owned(shown) = self.shown(words) {
            *words = shown;
        }
    }

    fn list(&self, words: &mut [String]) {
        words.iter_mut().for_each(|words| self.words(words));
    }

    fn maybe(&self, words: &mut Option<String>) {
        words.iter_mut().for_each(|words| self.words(words));
    }

    /// Hang it over a report. Excerpts were veiled when they were cut out of
    /// their line, since only a whole line shows what it holds.
    pub(super) fn hang(&self, report: &mut Report) {
        let Report {
            schema: _,
            tool: _,
            verdict: _,
            today: _,
            lang: _,
            // Where the caller stands is the caller's own.
            root: _,
            base,
            head,
            packs: _,
            checked: _,
            not_checked,
            systems,
            // Words of packs.
            rules: _,
            crosswalk: _,
            findings,
        } = report;
        for Base { rev, resolved: _ } in base.iter_mut().chain(head) {
            self.words(rev);
        }
        for NotChecked {
            path,
            rule: _,
            reason,
        } in not_checked
        {
            self.maybe(path);
            self.words(reason);
        }
        systems.iter_mut().for_each(|system| self.system(system));
        findings
            .iter_mut()
            .for_each(|finding| self.finding(finding));
    }

    fn system(&self, system: &mut System) {
        let System {
            id,
            path,
            verdict: _,
            tier,
            step,
            principles: _,
            facts,
            verified,
        } = system;
        self.words(id);
        self.words(path);
        let TierReport {
            declared: _,
            floor: _,
            effective: _,
            minors: _,
            reasons,
        } = tier;
        self.list(reasons);
        if let Some(Step {
            from: _,
            minors: _,
            // Names of rules.
            begin_to_block: _,
            cease_to_block: _,
        }) = step
        {}
        for Fact {
            path,
            value,
            audience: _,
        } in facts
        {
            self.fact(path);
            self.json(value);
        }
        if let Some(verified) = verified {
            self.verified(verified);
        }
    }

    fn json(&self, value: &mut serde_json::Value) {
        use serde_json::Value as Json;
        match value {
            Json::String(words) => self.fact(words),
            Json::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            Json::Object(members) => {
                let mut shown = serde_json::Map::new();
                for (mut name, mut value) in std::mem::take(members) {
                    self.fact(&mut name);
                    self.json(&mut value);
                    shown.insert(name, value);
                }
                *members = shown;
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    fn verified(&self, verified: &mut Verified) {
        let Verified {
            rules,
            groups,
            files,
        } = verified;
        for RuleOutcomes {
            id: _,
            title: _,
            principle: _,
            pass: _,
            fail: _,
            open: _,
            review: _,
            not_applicable: _,
            files,
            audience: _,
        } in rules
        {
            self.list(files);
        }
        for Measured {
            attribute,
            metric,
            rates,
            limits,
            audience: _,
        } in groups
        {
            self.words(attribute);
            self.words(metric);
            for GroupRate {
                group,
                value: _,
                low: _,
                high: _,
                n: _,
                enough: _,
            } in rates
            {
                self.words(group);
            }
            for HeldLimit {
                compare: _,
                limit: _,
                groups,
                value: _,
                low: _,
                high: _,
                within: _,
                reason: _,
                left_out,
            } in limits
            {
                self.list(groups);
                self.list(left_out);
            }
        }
        for StoodOn {
            role: _,
            name,
            keys,
            kind,
            created,
            n: _,
            sha256: _,
            bytes: _,
            audience: _,
        } in files
        {
            self.words(name);
            self.list(keys);
            self.maybe(kind);
            self.maybe(created);
        }
    }

    fn finding(&self, finding: &mut Finding) {
        let Finding {
            rule: _,
            check: _,
            system,
            principle: _,
            outcome: _,
            reason: _,
            level: _,
            blocking: _,
            fact,
            message,
            fix,
            path,
            exists: _,
            start: _,
            end: _,
            excerpt: _,
            related,
            edits,
            fingerprint: _,
            suppression,
            aside: _,
        } = finding;
        for words in [system, fact, message, fix, path] {
            self.words(words);
        }
        for Related {
            message,
            path,
            exists: _,
            on_base: _,
            start: _,
            end: _,
            excerpt: _,
            again: _,
        } in related
        {
            self.words(message);
            self.words(path);
        }
        // Half an edit would spoil the file.
        edits
            .retain(|Edit { replacement, .. }| matches!(self.shown(replacement), Cow::Borrowed(_)));
        for edit in edits {
            self.words(&mut edit.path);
        }
        if let Some(Suppression {
            kind: _,
            reason,
            approver,
            expires: _,
            days_left: _,
        }) = suppression
        {
            self.words(reason);
            self.words(approver);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_and_members_are_veiled_and_contacts_stand() {
        let veil = Veil {
            contacts: BTreeSet::from(["help@bank.example".to_owned()]),
            ..Veil::default()
        };
        let mut json = serde_json::json!({
            "kim@mail.example": ["010-1234-5678", "Help@bank.example", 4]
        });
        veil.json(&mut json);
        let shown = serde_json::json!({"‹email›": ["‹phone›", "Help@bank.example", 4]});
        assert_eq!(json, shown);
        // Two members that are called by values stay two.
        let mut json = serde_json::json!({"lee@mail.example": 1, "park@mail.example": 2});
        veil.json(&mut json);
        assert_eq!(json, serde_json::json!({"‹email 2›": 1, "‹email 3›": 2}));
    }
}
