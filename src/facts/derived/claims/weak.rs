//! The groups and languages for which something is not shown: too few of them
//! were counted, a gap or a floor does not hold, a language is not evaluated.

use crate::facts::derived::people::names_group;
use crate::facts::{Scope, languages};
use crate::manifest::record::Record;
use crate::measure::fairness::tally::NO_VALUE;
use crate::measure::text::plain;
use crate::model::{Kind, Reason, Value};

/// Why a group or a language has to be named.
pub(super) const WHY: &[&str] = &["few", "gap", "floor", "language"];

/// A group or a language for which something is not shown.
pub(super) struct Weak<'a> {
    /// `attribute/group`, or the tag of a language.
    pub(super) name: String,
    pub(super) why: &'static str,
    /// The attribute, where it is a group.
    attribute: Option<&'a str>,
    own: &'a str,
    /// Whether the measured value itself keeps the limit, and only its
    /// interval does not.
    nearly: bool,
    extra: [(&'static str, Option<&'a Value>); 2],
    /// What says so.
    pub(super) from: &'a Value,
}

impl<'a> Weak<'a> {
    /// Each group and language once, for the first reason.
    pub(super) fn all(scope: &Scope<'a>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let mut put = |weak: Self| {
            if !all.iter().any(|other| other.name == weak.name) {
                all.push(weak);
            }
        };
        let of_group = |attribute: &'a str, own: &'a str, why, from, extra| Self {
            name: format!("{attribute}/{own}"),
            why,
            attribute: Some(attribute),
            own,
            nearly: false,
            extra,
            from,
        };
        for group in known(scope, "fairness.groups") {
            let (Some(attribute), Some(name)) = (text(group, "attribute"), text(group, "group"))
            else {
                continue;
            };
            if group.get("short_of").is_some() {
                let extra = [("n", group.get("has")), ("needs", group.get("needs"))];
                put(of_group(attribute, name, "few", group, extra));
            }
        }
        for gap in known(scope, "fairness.gaps") {
            // Groups too small for a gap are told as such.
            let within = gap.get("within");
            let kind = within.map(|within| &within.kind);
            let is_few = matches!(kind, Some(Kind::Missing(Reason::Insufficient)));
            let Some(attribute) = text(gap, "attribute").filter(|_| !is_few && !holds(within))
            else {
                continue;
            };
            let nearly = gap.get("point_within").and_then(Value::as_bool) == Some(true);
            let decide = gap.get("groups").map_or(&[][..], Value::items);
            // Nobody can be named who did not say who they are.
            let decide = decide.iter().filter_map(Value::as_str);
            for name in decide.filter(|name| *name != NO_VALUE) {
                let extra = [("metric", gap.get("metric")), ("limit", gap.get("limit"))];
                put(Self {
                    nearly,
                    ..of_group(attribute, name, "gap", gap, extra)
                });
            }
        }
        for floor in known(scope, "inclusion.floor_groups") {
            let (Some(attribute), Some(name)) = (text(floor, "attribute"), text(floor, "group"))
            else {
                continue;
            };
            if !holds(floor.get("holds")) {
                let extra = [
                    ("metric", floor.get("metric")),
                    ("limit", floor.get("bound")),
                ];
                put(of_group(attribute, name, "floor", floor, extra));
            }
        }
        let inclusion = scope.known.get("inclusion");
        let in_languages = inclusion.and_then(|own| own.get("applies"));
        let in_languages = in_languages.and_then(Value::as_bool).unwrap_or(false);
        for language in known(scope, "inclusion.languages") {
            let Some(own) = text(language, "language").filter(|_| in_languages) else {
                continue;
            };
            if language.get("settled").and_then(Value::as_bool) == Some(false) {
                put(Self {
                    name: own.to_owned(),
                    why: "language",
                    attribute: None,
                    own,
                    nearly: false,
                    extra: [("metric", language.get("metric")), ("n", language.get("n"))],
                    from: language,
                });
            }
        }
        all
    }

    /// Whether a text names it, by its name or by what people call it.
    pub(super) fn is_named_in(&self, said: &str) -> bool {
        match self.attribute {
            Some(attribute) => names_group(said, attribute, self.own),
            None => {
                languages::speaks_of(self.own, said)
                    || plain(said).contains(&format!(" {} ", self.own))
            }
        }
    }

    /// The fact of it.
    pub(super) fn record(&self, named: bool) -> Record {
        let mut record = Record::new();
        let name = Value::computed(self.name.as_str());
        record.put("name", name.with_place(self.from.mark()));
        record.put("why", Value::computed(self.why));
        record.put("named", Value::computed(named));
        record.put("nearly", Value::computed(self.nearly));
        for (key, value) in self.extra {
            record.put(key, value.cloned());
        }
        record
    }
}

/// A list of facts of another family.
pub(super) fn known<'a>(scope: &Scope<'a>, path: &str) -> &'a [Value] {
    let (family, list) = path.split_once('.').unwrap_or((path, ""));
    let known: &'a crate::model::Map = scope.known;
    let list = known.get(family).and_then(|family| family.get(list));
    list.map_or(&[][..], Value::items)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

fn holds(value: Option<&Value>) -> bool {
    matches!(
        value.map(|value| &value.kind),
        None | Some(Kind::Bool(true))
    )
}
