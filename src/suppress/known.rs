//! The baseline as far as it counts: in time, and with a base no more than
//! the base has of it, unless an approver of the base let it grow.

use jiff::civil::Date;

use super::{Fingerprinted, Home};
use crate::facts::derived::baseline::{self, Baseline, Found};
use crate::model::finding::{Suppression, SuppressionKind};
use crate::model::{Place, Text, Value};

/// What was known.
pub(super) struct Known {
    pub(super) fingerprints: Fingerprinted,
    created: Date,
    until: Date,
    days: i64,
    place: Place,
}

/// Read it; `None` where there is none that counts.
pub(super) fn read(home: Home, facts: &Value, today: Date) -> Option<Known> {
    let Found::Baseline(mut head) = baseline::read(home.tree, home.folder) else {
        return None;
    };
    if let Some(before) = home.before
        && !before.declared.is_empty()
    {
        let was = match baseline::read(before.tree, before.folder) {
            Found::Baseline(was) => Some(was),
            _ => None,
        };
        narrow(&mut head, was.as_ref(), facts);
    }
    let days = baseline::days(today, head.until);
    let counts = head.created <= today && days >= 0 && !head.fingerprints.is_empty();
    counts.then_some(Known {
        fingerprints: head.fingerprints,
        created: head.created,
        until: head.until,
        days,
        place: head.date,
    })
}

/// Take away what this change added and nobody let it.
fn narrow(head: &mut Baseline, was: Option<&Baseline>, facts: &Value) {
    let approved = |key: &str| {
        let loosened = facts.at_path("change.loosened");
        let mut loosened = loosened.map_or(&[][..], Value::items).iter();
        loosened.any(|moved| {
            moved.get("key").and_then(Value::as_str) == Some(key)
                && moved.get("approved").and_then(Value::as_bool) == Some(true)
        })
    };
    if !approved("baseline.findings") {
        let is_old = |one: &String| was.is_some_and(|was| was.fingerprints.contains(one));
        head.fingerprints.retain(is_old);
    }
    if let Some(was) = was
        && was.created < head.created
        && !approved("baseline.created")
    {
        head.created = was.created;
        head.until = was.until;
    }
}

impl Known {
    pub(super) fn suppression(&self) -> Suppression {
        let created = self.created;
        Suppression {
            kind: SuppressionKind::Baseline,
            reason: Text::new(
                format!("known since the baseline of {created}"),
                format!("{created} 기준선에 이미 있던 문제"),
            ),
            approver: String::new(),
            expires: self.until,
            days_left: self.days,
            place: self.place.clone(),
            waiver: None,
        }
    }
}
