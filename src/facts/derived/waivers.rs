//! `waivers`: exceptions that `ethics.yml` makes, and the file of findings
//! that were known when the gate came. What rules have to say first (whether
//! a waiver meets a finding) is added by the room `suppress`.

use super::baseline;
use crate::facts::{Before, Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::measure::text::{Why, holds_note, substantive};
use crate::model::context::is_same;
use crate::model::{Fact, Kind, Reason, Type, Value};

/// Exceptions.
pub static FAMILY: Family = Family {
    name: "waivers",
    facts: FACTS,
    derive,
};

/// Words that a reason needs.
const REASON: usize = 4;

/// The words of a reason, or why it gives none: one that is still to be
/// written is none, whatever stands beside it.
///
/// # Errors
/// The reason for which the text says nothing.
pub fn reasoned(reason: &str) -> Result<usize, Why> {
    match substantive(reason, REASON) {
        Ok(_) if holds_note(reason) => Err(Why::Placeholder),
        found => found,
    }
}
/// Days that a waiver may last.
const LONGEST: i64 = 180;
/// Days that one may last at tier high.
const LONGEST_AT_HIGH: i64 = 90;
/// What a waiver has to say.
pub const KEYS: [&str; 5] = ["rule", "scope", "reason", "approver", "expires"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("waivers.entries[].id", Type::Text, "waivers[]", "rule and scope, as `rule@scope`"),
    Fact::new("waivers.entries[].rule", Type::Text, "waivers[].rule", "the rule that it excepts from"),
    Fact::new("waivers.entries[].scope", Type::Text, "waivers[].scope", "the one subject that is excepted"),
    Fact::new("waivers.entries[].reason", Type::Text, "waivers[].reason", "why, as it is written"),
    Fact::new("waivers.entries[].approver", Type::Text, "waivers[].approver", "who allowed it"),
    Fact::new("waivers.entries[].expires", Type::Date, "waivers[].expires", "the last day on which it counts"),
    Fact::new("waivers.entries[].lacks[]", Type::Text, "waivers[]", "keys that it lacks: rule, scope, reason, approver, expires"),
    Fact::new("waivers.entries[].substantive", Type::Bool, "waivers[].reason", "whether the reason says something, in four words at least"),
    Fact::new("waivers.entries[].days", Type::Int, "waivers[].expires, today", "days that are left").unit("days"),
    Fact::new("waivers.entries[].longest", Type::Int, "tier.effective", "days that it may last from today: 180, at tier high 90").unit("days"),
    Fact::new("waivers.entries[].approver_known", Type::Bool, "approvers", "whether that is an approver: of the base, where one is given; of any system there, where this one is new"),
    Fact::new("waivers.entries[].is_new", Type::Bool, "the base's waivers", "whether the base has none of this rule and scope by this approver; nothing without a base"),
    Fact::new("waivers.entries[].by_author", Type::Bool, "--context", "whether the approver wrote the change; nothing where no context is given"),
    Fact::new("waivers.entries[].approved", Type::Bool, "--context", "whether the approver, or a member of that team, approved the change; missing where the teams are not known"),
    Fact::new("waivers.entries[].renewals", Type::Int, "change_log of head and base", "how often `change_log` made it last longer"),
    Fact::new("waivers.entries[].unlogged", Type::Bool, "change.loosened", "whether this change makes it last longer or except another subject, with no entry of `change_log` by an approver of the base"),
    Fact::new("waivers.entries[].known", Type::Bool, "the packs", "whether there is such a rule"),
    Fact::new("waivers.entries[].nearest", Type::Text, "the packs", "the rule that was probably meant"),
    Fact::new("waivers.entries[].waivable", Type::Bool, "the packs", "whether a fail of the rule may be waived"),
    Fact::new("waivers.entries[].subjects", Type::Int, "the findings", "how many subjects of the rule's findings have the name of its scope"),
    Fact::new("waivers.entries[].used", Type::Bool, "the findings", "whether it meets a finding; nothing where the rule was not judged as a whole"),
    Fact::new("waivers.entries[].counts", Type::Bool, "all of these", "whether it keeps what it meets from blocking"),
    Fact::new("waivers.baseline.file", Type::Text, "the tree", "the file of findings that were known when the gate came"),
    Fact::new("waivers.baseline.readable", Type::Bool, "ethics-baseline.json", "whether it can be relied on"),
    Fact::new("waivers.baseline.created", Type::Date, "ethics-baseline.json", "when it was made"),
    Fact::new("waivers.baseline.until", Type::Date, "ethics-baseline.json", "the last day on which what it holds is a note"),
    Fact::new("waivers.baseline.days", Type::Int, "ethics-baseline.json, today", "days that are left").unit("days"),
    Fact::new("waivers.baseline.age", Type::Int, "ethics-baseline.json, today", "days since it was made").unit("days"),
    Fact::new("waivers.baseline.findings", Type::Int, "ethics-baseline.json", "how many findings it holds"),
];

fn derive(scope: &Scope) -> Derived {
    let mut record = Record::new();
    let entries = scope.declared("waivers").map_or(&[][..], Value::items);
    if !entries.is_empty() {
        let list = Value::list(entries.iter().map(|entry| waiver(scope, entry)));
        record.put("entries", Some(list));
    }
    record.put("baseline", baseline::fact(scope));
    match record.is_empty() {
        true => Derived::default(),
        false => Derived::of("waivers", record.into_value(None)),
    }
}

/// Days that a waiver may last.
#[must_use]
pub fn longest(is_high: bool) -> i64 {
    if is_high { LONGEST_AT_HIGH } else { LONGEST }
}

/// How `change_log` names that a waiver lasts longer.
#[must_use]
pub fn expiry_key(rule: &str, scope: &str) -> String {
    format!("waivers[{rule}@{scope}].expires")
}

/// The text of a key of an entry; empty where it says nothing.
pub(super) fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn waiver(scope: &Scope, entry: &Value) -> Value {
    let said = |key: &str| entry.get(key).filter(|value| value.says_something());
    let mut record = Record::new();
    let (rule, subject) = (text(entry, "rule"), text(entry, "scope"));
    record.keep("id", Value::computed(format!("{rule}@{subject}")));
    for key in KEYS {
        record.put(key, said(key).cloned());
    }
    // What is there and can't be read is told as such.
    let lacks = KEYS.into_iter().filter(|key| match entry.get(key) {
        None => true,
        Some(value) => matches!(value.kind, Kind::Null | Kind::Missing(Reason::Absent)),
    });
    record.keep("lacks", Value::list(lacks.map(Value::computed)));
    if let Some(reason) = said("reason").and_then(Value::as_str) {
        record.keep("substantive", Value::computed(reasoned(reason).is_ok()));
    }
    let tier = scope
        .known
        .get("tier")
        .and_then(|tier| tier.get("effective"));
    let is_high = tier.and_then(Value::as_str) == Some("high");
    record.keep("longest", Value::computed(longest(is_high)));
    if let Some(expires) = said("expires").and_then(Value::as_date) {
        record.keep(
            "days",
            Value::computed(baseline::days(scope.today, expires)),
        );
    }
    let approver = text(entry, "approver");
    let before = scope.before.map(|before| before.declaration);
    if !approver.is_empty() {
        let approvers = approvers(scope.declaration, scope.before);
        let known = approvers.iter().any(|known| is_same(known, approver));
        record.keep("approver_known", Value::computed(known));
    }
    if let Some(before) = before {
        let is_new = !waivers(before).iter().any(|known| {
            ["rule", "scope"]
                .iter()
                .all(|key| text(known, key) == text(entry, key))
                && is_same(text(known, "approver"), approver)
        });
        record.keep("is_new", Value::computed(is_new));
        record.keep("unlogged", Value::computed(is_unlogged(scope, entry)));
    }
    if let (Some(context), false) = (scope.context, approver.is_empty()) {
        record.keep("by_author", Value::computed(context.is_author(approver)));
        let approved = context
            .is_approved_by(approver)
            .map_or_else(|| Value::missing(Reason::Unverified, None), Value::computed);
        record.keep("approved", approved);
    }
    let renewals = renewals(scope.declaration, before, rule, subject);
    record.keep("renewals", Value::computed(renewals));
    record.into_value(None).placed_like(entry)
}

/// The waivers of a declaration.
pub(super) fn waivers(declaration: &Value) -> &[Value] {
    declaration.get("waivers").map_or(&[][..], Value::items)
}

/// Who may allow an exception: a change can't name its own approver. A system
/// that is new has those of the others on the base; where the base has none at
/// all, its own are the first.
#[must_use]
pub fn approvers<'a>(head: &'a Value, before: Option<&Before<'a>>) -> Vec<&'a str> {
    let of = |declaration: &'a Value| {
        let list = declaration.get("approvers");
        let list = list.map_or(&[][..], Value::items).iter();
        list.filter_map(Value::as_str)
    };
    let Some(before) = before else {
        return of(head).collect();
    };
    if before.declaration.says_something() {
        return of(before.declaration).collect();
    }
    let others: Vec<&str> = before.declared.iter().flat_map(|one| of(one)).collect();
    match others.is_empty() {
        true => of(head).collect(),
        false => others,
    }
}

/// Entries of the log that made it last longer, those of the base included:
/// a change that takes one out renews nothing.
#[must_use]
pub fn renewals(head: &Value, base: Option<&Value>, rule: &str, subject: &str) -> usize {
    let key = expiry_key(rule, subject);
    let logs = [Some(head), base].into_iter().flatten();
    let mut seen: Vec<serde_json::Value> = Vec::new();
    for entry in logs.flat_map(|root| root.get("change_log").map_or(&[][..], Value::items)) {
        let json = entry.to_json();
        if text(entry, "key") == key && !seen.contains(&json) {
            seen.push(json);
        }
    }
    seen.len()
}

/// Whether this change widens it and nobody whom the base lists let it.
fn is_unlogged(scope: &Scope, entry: &Value) -> bool {
    let loosened = scope
        .known
        .get("change")
        .and_then(|change| change.get("loosened"));
    let places = ["scope", "expires"].map(|key| entry.get(key).and_then(Value::mark));
    loosened.map_or(&[][..], Value::items).iter().any(|moved| {
        moved.get("names_approver").and_then(Value::as_bool) == Some(false)
            && (moved.get("approved").and_then(Value::as_bool) != Some(true)
                || moved.get("agreed").and_then(Value::as_bool) == Some(false))
            && moved.place.is_some()
            && places.contains(&moved.place)
    })
}
