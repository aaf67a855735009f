//! Whether the people who were evaluated look like the people served.

use super::counted::Counted;
use super::spelled;
use crate::facts::{Scope, linked};
use crate::manifest::record::Record;
use crate::measure::fairness::tally::NO_VALUE;
use crate::measure::text::substantive;
use crate::model::{Kind, Reason, Value};

/// How far the shares of people evaluated may lie from those served, as the
/// total-variation distance: half the sum of the differences.
const FARTHEST: f64 = 0.10;
/// A group's share among those evaluated, at least, of its share among those served.
const HALF: f64 = 0.5;
/// What shares may miss 1 by, since they are rounded.
const ROUNDING: f64 = 0.01;
/// Two computed shares that differ by less are equal.
const EPSILON: f64 = 1e-9;

/// Words that the passage about the source needs.
const SOURCE_WORDS: usize = 8;

/// Whether the passage that tells where the shares come from says something.
pub(super) fn source(scope: &Scope) -> Option<Value> {
    let declared = scope.declared("fairness.population.source")?;
    let said = match linked::passage(scope, declared.as_str()?) {
        Ok(passage) => Kind::Bool(substantive(&passage.prose(), SOURCE_WORDS).is_ok()),
        Err(reason) => Kind::Missing(reason),
    };
    Some(Value::computed(said).placed_like(declared))
}

/// The attributes whose shares are declared, or ought to be.
pub(super) fn shares(scope: &Scope, counted: &Counted) -> Value {
    let declared = scope.declared("fairness.population.shares");
    let attributes = scope.declared("fairness.attributes");
    let Some(declared) = declared else {
        return unsaid(scope, attributes);
    };
    let told = declared
        .entries()
        .map(|(name, shares)| attribute(name, shares, counted).placed_like(shares));
    let untold = attributes.into_iter().flat_map(Value::entries);
    let untold = untold.filter(|(name, _)| declared.get(name).is_none());
    let untold = untold.map(|(name, _)| {
        let mut record = Record::new();
        record.put("attribute", Value::computed(&**name));
        record.keep("near", Value::computed(Kind::Missing(Reason::Absent)));
        record.into_value(None).placed_like(declared)
    });
    Value::list(told.chain(untold)).placed_like(declared)
}

/// Where people are spoken of and no share of them is: none of any attribute.
fn unsaid(scope: &Scope, attributes: Option<&Value>) -> Value {
    let Some(population) = scope.declared("fairness.population") else {
        return Value::list([]);
    };
    let attributes = attributes.into_iter().flat_map(Value::entries);
    Value::list(attributes.map(|(name, _)| {
        let mut record = Record::new();
        record.put("attribute", Value::computed(&**name));
        record.keep("near", Value::computed(Kind::Missing(Reason::Absent)));
        record.into_value(None).placed_like(population)
    }))
}

fn attribute(name: &str, shares: &Value, counted: &Counted) -> Value {
    let served: Vec<(String, f64)> = shares
        .entries()
        .filter_map(|(group, share)| Some((group.to_string(), share.as_number()?)))
        .collect();
    let sum: f64 = served.iter().map(|(_, share)| share).sum();
    let sums_up = (sum - 1.0).abs() <= ROUNDING + EPSILON;
    let mut record = Record::new();
    record.put("attribute", Value::computed(name));
    record.put("sum", Value::computed(rounded(sum)));
    record.put("sums_up", Value::computed(sums_up));
    match (evaluated(name, counted), counted.missing()) {
        // Of too many people nobody knows whom they look like.
        (Some(_), _) if unknown(name, counted) > FARTHEST + EPSILON => {
            record.keep("near", Value::computed(Kind::Missing(Reason::Insufficient)));
        }
        (Some(evaluated), _) => {
            let (distance, halved) = held(&served, &evaluated);
            record.put("distance", Value::computed(rounded(distance)));
            let near = distance <= FARTHEST + EPSILON && halved.is_empty();
            record.put("near", Value::computed(near));
            record.keep(
                "halved",
                Value::list(halved.into_iter().map(Value::computed)),
            );
        }
        (None, Some(missing)) => record.keep("near", missing),
        // Its groups lack rows, which is told of the groups.
        (None, None) => record.keep("near", Value::computed(Kind::Missing(Reason::Absent))),
    }
    record.into_value(None)
}

/// The shares of an attribute's groups among those counted, whose group is known.
fn evaluated(name: &str, counted: &Counted) -> Option<Vec<(String, f64)>> {
    let groups = &counted.attribute(name)?.groups;
    let known = || groups.iter().filter(|group| group.name != NO_VALUE);
    let whole: f64 = known().map(|group| group.table.total().weight).sum();
    let share = |weight: f64| if whole > 0.0 { weight / whole } else { 0.0 };
    Some(
        known()
            .map(|group| (group.name.clone(), share(group.table.total().weight)))
            .collect(),
    )
}

/// The share of people without a value among those counted.
fn unknown(name: &str, counted: &Counted) -> f64 {
    let groups = counted
        .attribute(name)
        .map_or(&[][..], |own| &own.groups[..]);
    let weight = |only: bool| {
        let groups = groups
            .iter()
            .filter(|group| !only || group.name == NO_VALUE);
        groups.map(|group| group.table.total().weight).sum::<f64>()
    };
    let whole = weight(false);
    if whole > 0.0 {
        weight(true) / whole
    } else {
        0.0
    }
}

/// The distance, and each group that is seen less than half as often as it is served.
fn held(served: &[(String, f64)], evaluated: &[(String, f64)]) -> (f64, Vec<String>) {
    let share = |of: &[(String, f64)], name: &str| {
        let found = of.iter().find(|(group, _)| group == name);
        found.map_or(0.0, |(_, share)| *share)
    };
    let mut names: Vec<&str> = served.iter().map(|(name, _)| name.as_str()).collect();
    names.extend(evaluated.iter().map(|(name, _)| name.as_str()));
    names.sort_unstable();
    names.dedup();
    let differences = names
        .iter()
        .map(|name| (share(served, name) - share(evaluated, name)).abs());
    let halved = served
        .iter()
        .filter(|(name, served)| share(evaluated, name) < HALF * served - EPSILON)
        .map(|(name, _)| name.clone());
    (differences.sum::<f64>() / 2.0, halved.collect())
}

fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

/// Groups that were joined into one.
pub(super) fn merged(scope: &Scope) -> Value {
    let declared = scope.declared("fairness.merged");
    let merged = declared.map_or(&[][..], Value::items).iter().map(|entry| {
        let attribute = entry.get("attribute").and_then(spelled);
        let into = entry.get("into").and_then(spelled);
        let groups = attribute.as_ref().and_then(|attribute| {
            let attributes = scope.declared("fairness.attributes")?;
            attributes.get(attribute)
        });
        let groups = groups.map_or(&[][..], Value::items);
        let is_declared = groups.iter().any(|group| spelled(group) == into);
        let mut record = Record::new();
        record.put("into", into.map(Value::computed));
        record.put("attribute", attribute.map(Value::computed));
        record.put("into_declared", Value::computed(is_declared));
        let reason = entry.get("reason");
        let text = reason.and_then(Value::as_str).unwrap_or("");
        let says = substantive(text, super::REASON_WORDS).is_ok();
        record.put(
            "reason_says",
            Value::computed(says).placed_like(reason.unwrap_or(entry)),
        );
        record.into_value(None).placed_like(entry)
    });
    Value::list(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_near_far_or_halved() {
        let of = |shares: &[(&str, f64)]| -> Vec<(String, f64)> {
            let own = shares
                .iter()
                .map(|(name, share)| ((*name).to_owned(), *share));
            own.collect()
        };
        let served = of(&[("a", 0.89), ("b", 0.11)]);
        let (distance, halved) = held(&served, &of(&[("a", 0.9), ("b", 0.1)]));
        assert!(distance < 0.011 && halved.is_empty());
        let (distance, halved) = held(&served, &of(&[("a", 0.95), ("b", 0.05)]));
        assert!(distance < 0.1);
        assert_eq!(halved, ["b"]);
        // A group that nobody declared is a distance, too.
        let (distance, _) = held(&served, &of(&[("a", 0.6), ("b", 0.11), ("c", 0.29)]));
        assert!((distance - 0.29).abs() < 1e-9);
    }
}
