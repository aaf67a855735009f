//! `fairness`: which protected attributes are looked at or said not to be,
//! who was counted, what is claimed of groups and what the counts give for it,
//! and how the limits that a team commits to stand.

mod bias;
pub(super) mod card;
mod catalogue;
mod counted;
mod expected;
mod gaps;
mod overall;
mod population;
pub(super) mod prose;
mod quantity;
mod recompute;
mod whole;
pub(super) mod written;

use self::counted::Counted;
use self::gaps::Least;
use self::quantity::Of;
use super::evidence;
use crate::facts::{Derived, Family, Scope, names};
use crate::manifest::record::Record;
use crate::measure::fairness::tally::NO_VALUE;
use crate::measure::text::substantive;
use crate::model::{Kind, Reason, Value};

/// Groups of people.
pub static FAMILY: Family = Family {
    name: "fairness",
    facts: catalogue::FACTS,
    derive,
};

/// Words that a reason needs.
const REASON_WORDS: usize = 4;

/// A declared group at its place.
struct Group<'a> {
    attribute: &'a str,
    value: &'a Value,
    name: String,
}

fn derive(scope: &Scope) -> Derived {
    let groups = groups(scope);
    let counted = Counted::of(scope);
    let mut values = vec![
        ("lacks", lacks(scope)),
        ("table", recompute::table(&counted)),
        ("rows", recompute::rows(&counted)),
        ("sums", recompute::sums(&counted)),
        ("dataset", recompute::dataset(scope, &counted)),
        ("groups", counts_of(scope, &groups, &counted)),
        ("strangers", strangers(&groups, &counted)),
        ("expected", expected::expected(scope)),
        ("overall", overall::overall(scope, &groups)),
        ("numbers", recompute::numbers(scope, &groups, &counted)),
        ("limits", gaps::limits(scope)),
        ("references", gaps::references(scope, &groups)),
        ("gaps", gaps::gaps(scope, &groups, &counted)),
        ("pairs", gaps::counted_pairs(scope, &counted)),
        ("crossed", gaps::crossed(scope, &groups, &counted)),
        ("shares", population::shares(scope, &counted)),
        ("merged", population::merged(scope)),
        ("languages", bias::languages(scope)),
        ("bias", bias::evaluations(scope)),
    ];
    values.extend(population::source(scope).map(|source| ("population_source", source)));
    let protected = protected(scope);
    let uncovered = protected
        .items()
        .iter()
        .filter(|one| one.get("covered").and_then(Value::as_bool) == Some(false));
    let uncovered = uncovered.filter_map(|one| one.get("attribute").cloned());
    values.push(("uncovered", Value::list(uncovered)));
    values.push(("protected", protected));
    if let Some(declared) = scope.declared("fairness.not_measured") {
        let entries = declared.items().iter();
        let entries = entries.map(|entry| not_measured(scope, entry, &counted));
        values.push(("not_measured", Value::list(entries).placed_like(declared)));
    }
    if let Some(declared) = scope.declared("fairness.declared") {
        let read = match results(scope, "fairness.declared") {
            Ok(_) => Kind::Bool(true),
            Err(reason) => Kind::Missing(reason),
        };
        values.push(("declared_read", Value::computed(read).placed_like(declared)));
    }
    Derived::of(
        "fairness",
        Value::record(values).with_place(scope.place_of("fairness")),
    )
}

/// Whether a group has the people that it needs, where they were counted.
pub(super) fn is_large_enough(scope: &Scope, name: &str) -> bool {
    let counted = counts_of(scope, &groups(scope), &Counted::of(scope));
    let text = |one: &Value| one.get("name").and_then(Value::as_str) == Some(name);
    let group = counted.items().iter().find(|one| text(one));
    group.and_then(|group| group.get("enough")?.as_bool()) == Some(true)
}

fn lacks(scope: &Scope) -> Value {
    let attributes = scope.declared("fairness.attributes");
    let mut lacks = Vec::new();
    if attributes.is_none_or(|attributes| attributes.entries().next().is_none()) {
        lacks.push(Value::computed("attributes"));
    }
    if scope.declared("fairness.counts").is_none()
        && scope.declared("fairness.predictions").is_none()
    {
        lacks.push(Value::computed("counts"));
    }
    // What stands there and can't be read is not left out.
    let unread = [
        "fairness",
        "fairness.attributes",
        "fairness.counts",
        "fairness.predictions",
    ];
    match unread.into_iter().find_map(|path| scope.unread(path)) {
        Some(place) => Value::missing(Reason::Unreadable, Some(place)),
        None => Value::list(lacks),
    }
}

/// Each protected attribute, and whether anybody looks at it.
fn protected(scope: &Scope) -> Value {
    // One group can't be held against another.
    let measured = scope
        .declared("fairness.attributes")
        .into_iter()
        .flat_map(Value::entries)
        .filter(|(_, groups)| groups.items().len() > 1)
        .map(|(name, _)| &**name);
    let explained = scope
        .declared("fairness.not_measured")
        .map_or(&[][..], Value::items);
    let explained = explained
        .iter()
        .filter_map(|entry| entry.get("attribute")?.as_str());
    let named: Vec<&str> = measured
        .chain(explained)
        .filter_map(names::protected)
        .collect();
    Value::list(names::PROTECTED.iter().map(|attribute| {
        Value::record([
            ("attribute", Value::computed(*attribute)),
            ("covered", Value::computed(named.contains(attribute))),
        ])
    }))
    .with_place(scope.place_of("fairness.attributes"))
}

fn not_measured(scope: &Scope, entry: &Value, counted: &Counted) -> Value {
    let mut record = Record::new();
    let attribute = entry.get("attribute");
    record.put("attribute", attribute.cloned());
    if let Some(name) = attribute.and_then(Value::as_str) {
        let measured = scope.declared("fairness.attributes");
        let is_measured = |own: &str| measured.is_some_and(|all| all.get(own).is_some());
        let meaning = names::protected(name);
        let mut own = counted.tells_apart().filter(|own| {
            let is_one = meaning.is_some() && names::protected(own) == meaning;
            !is_measured(own) && (card::same(own, name) || is_one)
        });
        record.put("counted_as", own.next().map(Value::computed));
    }
    let reason = entry.get("reason");
    let text = reason.and_then(Value::as_str).unwrap_or("");
    let says = Value::computed(substantive(text, REASON_WORDS).is_ok());
    record.put("reason_says", says.placed_like(reason.unwrap_or(entry)));
    if let Some(date) = entry.get("review_by") {
        record.keep("review_by", date.clone());
    }
    record.into_value(None).placed_like(entry)
}

/// The declared groups. A group that is written as a number is one, too.
fn groups<'a>(scope: &'a Scope<'a>) -> Vec<Group<'a>> {
    let attributes = scope.declared("fairness.attributes");
    let attributes = attributes.into_iter().flat_map(Value::entries);
    attributes
        .flat_map(|(attribute, groups)| {
            groups.items().iter().filter_map(move |value| {
                Some(Group {
                    attribute,
                    value,
                    name: spelled(value)?,
                })
            })
        })
        .collect()
}

fn spelled(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Text(text) => Some(text.trim().to_owned()),
        Kind::Null | Kind::Missing(_) | Kind::List(_) | Kind::Map(_) => None,
        _ => Some(value.to_json().to_string().trim_matches('"').to_owned()),
    }
}

/// Each declared group, whether the counts hold it, and whether it has enough
/// people and cases for every check.
fn counts_of(scope: &Scope, groups: &[Group], counted: &Counted) -> Value {
    let least = Least::of(scope);
    let checks = gaps::checks(scope);
    let list = groups.iter().map(|group| {
        let mut record = Record::new();
        let name = format!("{}/{}", group.attribute, group.name);
        record.put("name", Value::computed(name));
        record.put("attribute", Value::computed(group.attribute));
        record.put("group", Value::computed(group.name.as_str()));
        if let Some(missing) = counted.missing() {
            record.keep("in_counts", missing.clone());
            record.keep("enough", missing);
            return record.into_value(None).placed_like(group.value);
        }
        let held = counted.attribute(group.attribute);
        let held =
            held.and_then(|attribute| attribute.groups.iter().find(|own| own.name == group.name));
        record.put("in_counts", Value::computed(held.is_some()));
        let Some(held) = held else {
            // That it has no row is told of the row.
            record.keep("enough", Value::missing(Reason::Absent, group.value.mark()));
            return record.into_value(None).placed_like(group.value);
        };
        let people = i64::try_from(held.table.total().rows).unwrap_or(i64::MAX);
        record.put("n", Value::computed(people));
        let metrics = checks.iter().map(|check| Some(check.metric));
        let lacking = [None].into_iter().chain(metrics);
        let lacking = lacking
            .filter_map(|metric| least.lacking(metric, held))
            .next();
        let exempt = group.name == NO_VALUE;
        record.put("enough", Value::computed(exempt || lacking.is_none()));
        if let Some((who, has, needs)) = lacking {
            let number = |count: u64| Value::computed(i64::try_from(count).unwrap_or(i64::MAX));
            record.put("short_of", Value::computed(who));
            record.put("has", number(has));
            record.put("needs", number(needs));
        }
        record.into_value(None).placed_like(group.value)
    });
    match scope.declared("fairness.attributes") {
        Some(attributes) => Value::list(list).placed_like(attributes),
        None => Value::list([]).with_place(scope.place_of("fairness")),
    }
}

/// Groups of declared attributes that were counted and that nobody declared.
fn strangers(groups: &[Group], counted: &Counted) -> Value {
    let tables = counted.tables.as_deref().unwrap_or_default();
    let ours = |name: &str| groups.iter().any(|group| group.attribute == name);
    let strangers = tables
        .iter()
        .filter(|table| ours(&table.name))
        .flat_map(|table| {
            let is_known = |name: &str| {
                let is = |group: &Group| group.attribute == table.name && group.name == name;
                name == NO_VALUE || groups.iter().any(is)
            };
            let unknown = table
                .groups
                .iter()
                .filter(move |group| !is_known(&group.name));
            unknown.map(|group| {
                let row = counted
                    .rows
                    .iter()
                    .find(|row| row.attribute == table.name && row.group == group.name);
                let at = row.map(|row| row.value).or(counted.at);
                Value::record([
                    (
                        "name",
                        Value::computed(format!("{}/{}", table.name, group.name)),
                    ),
                    (
                        "n",
                        Value::computed(
                            i64::try_from(group.table.total().rows).unwrap_or(i64::MAX),
                        ),
                    ),
                ])
                .with_place(at.and_then(Value::mark))
            })
        });
    Value::list(strangers)
}

impl Group<'_> {
    fn of(&self) -> Of {
        Of::Group(Some(self.attribute.to_owned()), self.name.clone())
    }
}

/// Which prediction is good for the person: the positive one or not; `None`
/// where nobody says.
fn favorable(scope: &Scope) -> Option<bool> {
    match scope.declared_str("fairness.favorable")? {
        "positive" => Some(true),
        "negative" => Some(false),
        _ => None,
    }
}

/// The rows of the evidence that a key names.
fn results<'a>(scope: &'a Scope<'a>, key: &str) -> Result<&'a [Value], Reason> {
    let path = scope.declared_str(key).ok_or(Reason::Absent)?;
    evidence::results(scope, key, path)
}
