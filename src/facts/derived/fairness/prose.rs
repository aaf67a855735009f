//! Numbers that a card, or a text for the public, claims in its sentences,
//! held against everything that the counts can give for them.

use super::Group;
use super::counted::Counted;
use super::overall::Cell;
use super::quantity::{Of, recompute};
use crate::facts::derived::figures::{self, Bound, Figure, Own};
use crate::facts::derived::people::names_group;
use crate::facts::{Scope, linked};
use crate::measure::fairness::sample::Sample;
use crate::measure::fairness::{Attribute, Metric, compare};
use crate::measure::text::plain;
use crate::model::Value;

/// A figure with what the counts give for it.
pub(super) struct Told {
    pub(super) cell: Cell,
    pub(super) figure: Figure,
    pub(super) from: String,
    /// The value that it agrees with, or that it can most likely be about.
    pub(super) counted: f64,
    /// Whether that is what is claimed.
    pub(super) agrees: bool,
    /// Whether it can be about nothing else.
    pub(super) is_sure: bool,
}

/// Every figure that the counts can give.
pub(super) fn told(
    scope: &Scope,
    groups: &[Group],
    counted: &Counted,
    favorable: Option<bool>,
) -> Vec<Told> {
    let known = names(scope, groups);
    let mut found = Vec::new();
    for path in texts(scope) {
        let document = linked::document(scope, path.split('#').next().unwrap_or(path));
        if !document.is_ok_and(|document| figures::may_hold(&document.text)) {
            continue;
        }
        let Ok(passage) = linked::passage(scope, path) else {
            continue;
        };
        for figure in figures::figures(&passage.markdown, passage.span, &known) {
            found.extend(held(figure, path, scope, groups, counted, favorable));
        }
    }
    found
}

/// Cards in Markdown and public explanations, each once.
pub(in crate::facts::derived) fn texts<'a>(scope: &'a Scope<'a>) -> Vec<&'a str> {
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    let cards = models.iter().filter_map(|model| {
        let path = model.at_path("card.path")?.as_str()?;
        path.to_ascii_lowercase().ends_with(".md").then_some(path)
    });
    let public = scope.declared("explain.public");
    let public = public.into_iter().flat_map(Value::entries);
    let mut paths: Vec<&str> = Vec::new();
    for path in cards.chain(public.filter_map(|(_, path)| path.as_str())) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// What is known here, so that a sentence with its name is about this system.
pub(in crate::facts::derived) fn known(scope: &Scope) -> Own {
    let names = [
        "system.id",
        "models[].id",
        "models[].base.id",
        "data[].id",
        "data[].aliases",
    ];
    let versions = ["system.version", "models[].version", "data[].version"];
    let all = |keys: &[&str]| -> Vec<String> {
        keys.iter().flat_map(|key| declared(scope, key)).collect()
    };
    let mut versions = all(&versions);
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    let cards = models
        .iter()
        .filter_map(|model| model.at_path("card.version"));
    versions.extend(cards.map(spelled));
    let evidence = scope.known.get("evidence").map_or(&[][..], Value::items);
    let created = evidence
        .iter()
        .filter_map(|one| one.get("created"))
        .map(spelled);
    let years = created.filter_map(|created| created.get(..4)?.parse().ok());
    Own {
        names: all(&names),
        versions,
        year: years.max(),
    }
}

/// The texts of a declared key, of each item where it is one of a list.
fn declared(scope: &Scope, key: &str) -> Vec<String> {
    let texts = |value: &Value| value.one_or_many().map(spelled).collect::<Vec<_>>();
    match key.split_once("[].") {
        None => scope.declared(key).map(texts).unwrap_or_default(),
        Some((list, key)) => {
            let items = scope.declared(list).map_or(&[][..], Value::items);
            let values = items.iter().filter_map(|item| item.at_path(key));
            values.flat_map(texts).collect()
        }
    }
}

fn spelled(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_json().to_string().trim_matches('"').to_owned(),
    }
}

fn names(scope: &Scope, groups: &[Group]) -> Own {
    let mut known = known(scope);
    for group in groups {
        known.names.push(group.name.clone());
        known.names.push(group.attribute.to_owned());
    }
    known
}

fn held(
    mut figure: Figure,
    from: &str,
    scope: &Scope,
    groups: &[Group],
    counted: &Counted,
    favorable: Option<bool>,
) -> Option<Told> {
    figure.metric = super::card::resolved(&figure.metric, favorable);
    let is_comparison = figures::compares(&figure.metric);
    let (of, likely, readings) = match is_comparison {
        true => comparison(&figure, counted, favorable)?,
        false => rate(&figure, groups, counted, favorable)?,
    };
    let agreeing = match figure.bound {
        None => readings
            .iter()
            .copied()
            .find(|value| figure.written.is(*value)),
        // Some pair is always within a bound: the one that is furthest apart has to be.
        Some(bound) => Some(likely).filter(|value| bound.holds(figure.written, *value)),
    };
    // What an envelope says too is told of the envelope.
    if agreeing.is_none() && is_evidence(scope, &figure) {
        return None;
    }
    // A bound on the groups that a sentence names need not hold for all. A rate
    // is that of the one group; of several it is not known which.
    let named = groups.iter().filter(|group| is_named(&figure, group));
    let is_of_few = figure.bound.is_some() && named.count() > usize::from(!is_comparison);
    let at = Value::computed(figure.text.as_str()).with_place(Some(figure.place.clone()));
    let cell = Cell::new(&figure.metric, of, at);
    Some(Told {
        cell,
        from: from.to_owned(),
        counted: agreeing.unwrap_or(likely),
        agrees: agreeing.is_some(),
        is_sure: agreeing.is_some() || !(figure.is_elsewhere || is_of_few),
        figure,
    })
}

/// Whose number it is, the value that it is most likely about, and every value
/// that it can be about.
type Readings = (Of, f64, Vec<f64>);

/// A comparison of the attributes that the sentence names, else of any: of all
/// groups, and of every two of them.
fn comparison(figure: &Figure, counted: &Counted, favorable: Option<bool>) -> Option<Readings> {
    let words = plain(&figure.sentence);
    let tables = counted.tables.as_deref().ok()?;
    let all = || tables.iter().filter(|attribute| !attribute.name.is_empty());
    let is_named =
        |attribute: &&Attribute| words.contains(&plain(&attribute.name.replace('_', " ")));
    let named: Vec<&Attribute> = all().filter(is_named).collect();
    let meant = if named.is_empty() {
        all().collect()
    } else {
        named
    };
    // Groups are the further apart the smaller a ratio is.
    let is_further = |value: f64, known: f64| match figure.metric.ends_with("_ratio") {
        true => value < known,
        false => value > known,
    };
    let mut readings = Vec::new();
    let mut likely: Option<(f64, &Attribute)> = None;
    for attribute in &meant {
        let of = Of::Attribute(attribute.name.clone());
        if let Ok(found) = recompute(counted, &figure.metric, &of, favorable) {
            readings.push(found.value);
            let is_plain = !attribute.name.contains('*');
            let is_first = likely.is_none_or(|(known, _)| is_further(found.value, known));
            if is_plain && is_first {
                likely = Some((found.value, attribute));
            }
        }
        readings.extend(pairs(attribute, &figure.metric, favorable));
    }
    let (value, attribute) = likely?;
    Some((Of::Attribute(attribute.name.clone()), value, readings))
}

/// The comparison of every two groups, and of each with the rest.
fn pairs(attribute: &Attribute, metric: &str, favorable: Option<bool>) -> Vec<f64> {
    let base = metric
        .trim_end_matches("_difference")
        .trim_end_matches("_ratio");
    let rates: &[&str] = match base {
        "demographic_parity" => &["selection_rate", "favorable_rate"],
        "equal_opportunity" => &["tpr"],
        "equalized_odds" => &["tpr", "fpr"],
        _ => &[base],
    };
    let mut found = Vec::new();
    for rate in rates {
        let values: Vec<f64> = attribute
            .groups
            .iter()
            .filter_map(|group| Sample::of(rate, group, favorable)?.value())
            .collect();
        for (at, one) in values.iter().enumerate() {
            for other in &values[at + 1..] {
                let (low, high) = (one.min(*other), one.max(*other));
                match metric.ends_with("_ratio") {
                    true if low > 0.0 => found.extend([low / high, high / low]),
                    true => found.push(0.0),
                    false => found.push(high - low),
                }
            }
        }
    }
    let to_rest = compare::all(attribute, 0.95).into_iter().filter(|one| {
        let (name, _) = one.metric.rsplit_once('_').unwrap_or_default();
        one.how == compare::How::ToRest
            && rates.contains(&name)
            && one.metric.ends_with("_ratio") == metric.ends_with("_ratio")
    });
    found.extend(to_rest.filter_map(|one| one.value).map(f64::abs));
    found
}

/// Whether the sentence names a group, and not only by its bound: "above 60 %".
/// A group that is called by a number is named by none.
fn is_named(figure: &Figure, group: &Group) -> bool {
    let rest = figure.sentence.replace(&figure.text, " ");
    let is_number = group.name.bytes().all(|byte| byte.is_ascii_digit());
    !is_number && names_group(&rest, group.attribute, &group.name)
}

/// Words by which a bound is said of every group.
const EACH: &[&str] = &[
    "every group",
    "each group",
    "all groups",
    "모든 집단",
    "모든 그룹",
    "각 집단",
    "집단마다",
];

/// A rate of everybody, of the one group that the sentence names, or of any. A
/// bound that is said of several groups has to hold for the worst of them.
fn rate(
    figure: &Figure,
    groups: &[Group],
    counted: &Counted,
    favorable: Option<bool>,
) -> Option<Readings> {
    let words = plain(&figure.sentence);
    let is_of_each = figure.bound.is_some() && EACH.iter().any(|each| words.contains(each));
    let named: Vec<&Group> = match is_of_each {
        true => groups.iter().collect(),
        false => {
            let groups = groups.iter();
            groups.filter(|group| is_named(figure, group)).collect()
        }
    };
    // Of several, the one that is named right beside the number.
    let beside = named.iter().copied().filter(|group| {
        let clause = figure.clause.replace(&figure.text, " ");
        names_group(&clause, group.attribute, &group.name)
    });
    let named = match (named.len(), figure.bound, beside.collect::<Vec<_>>()) {
        (2.., None, beside) if beside.len() == 1 => beside,
        _ => named,
    };
    let meant = match (&named[..], figure.bound) {
        ([_], _) | ([_, ..], Some(_)) => named.iter().map(|group| group.of()).collect(),
        _ => vec![Of::Everybody],
    };
    let found = meant.into_iter().filter_map(|of| {
        let found = recompute(counted, &figure.metric, &of, favorable);
        Some((of, found.ok()?.value))
    });
    let (of, likely) = found.reduce(|known, other| {
        let is_worse = match figure.bound {
            Some(Bound::Least) => other.1 < known.1,
            _ => other.1 > known.1,
        };
        if is_worse { other } else { known }
    })?;
    let mut readings = vec![likely];
    for group in counted
        .tables
        .as_deref()
        .ok()?
        .iter()
        .flat_map(|one| &one.groups)
    {
        readings.extend(Sample::of(&figure.metric, group, favorable).and_then(Sample::value));
    }
    if let Ok(all) = recompute(counted, &figure.metric, &Of::Everybody, favorable) {
        readings.push(all.value);
    }
    Some((of, likely, readings))
}

/// Whether some result of the evidence by that name is the number.
fn is_evidence(scope: &Scope, figure: &Figure) -> bool {
    let evidence = scope.known.get("evidence").map_or(&[][..], Value::items);
    let mut results = evidence
        .iter()
        .flat_map(|one| one.get("results").map_or(&[][..], Value::items));
    let base = figure.metric.as_str();
    results.any(|result| {
        let metric = result.get("metric").and_then(Value::as_str).unwrap_or("");
        let is_one = metric == base
            || Metric::named(base).is_some() && super::card::measure(metric) == Some(base);
        let value = result.get("value").and_then(Value::as_number);
        is_one && value.is_some_and(|value| figure.written.is(value))
    })
}
