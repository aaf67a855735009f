//! Who is left out by what was evaluated, and whether anybody says so: groups
//! for which something is not shown, markets that no evaluation set was
//! collected in, and ages that the service takes and no age band holds.

use super::limits::sections;
use super::weak::Weak;
use crate::facts::{Scope, countries, names};
use crate::manifest::record::Record;
use crate::model::Value;

/// Why somebody is left out.
pub(super) const WHY: &[&str] = &["few", "gap", "floor", "market", "age"];

/// Everybody who is left out, with whether `inclusion.not_served` or the
/// limitations of a card name them.
pub(super) fn left_out(scope: &Scope, weak: &[Weak]) -> Value {
    let place = scope.place_of("inclusion.not_served");
    let said = said(scope);
    let groups = weak
        .iter()
        .filter(|weak| weak.why != "language")
        .map(|weak| {
            let named = said.iter().any(|text| weak.is_named_in(text));
            weak.record(named).into_value(place.clone())
        });
    let record = |name: &Value, shown: &str, why: &str, named: bool| {
        let mut record = Record::new();
        record.put("name", Value::computed(shown).placed_like(name));
        record.put("why", Value::computed(why));
        record.put("named", Value::computed(named));
        record.put("nearly", Value::computed(false));
        record.into_value(place.clone())
    };
    let markets = markets(scope).into_iter().map(|market| {
        let code = market.as_str().unwrap_or("");
        let named = said.iter().any(|text| countries::speaks_of(code, text));
        record(market, code, "market", named)
    });
    let ages = age(scope).into_iter().map(|(from, shown)| {
        let (low, _) = shown.split_once('-').unwrap_or((&shown, ""));
        let named = said.iter().any(|text| names_age(text, low));
        record(from, &shown, "age", named)
    });
    Value::list(groups.chain(markets).chain(ages)).with_place(place.clone())
}

/// What is said of those who are left out.
fn said<'a>(scope: &Scope<'a>) -> Vec<&'a str> {
    let declaration: &'a Value = scope.declaration;
    let entries = declaration.at_path("inclusion.not_served");
    let groups = entries.map_or(&[][..], Value::items).iter();
    let groups = groups.filter_map(|entry| entry.get("group")?.as_str());
    let known: &'a crate::model::Map = scope.known;
    let models = known.get("models").map_or(&[][..], Value::items);
    let limits = models.iter().flat_map(sections).map(|(_, text)| text);
    groups.chain(limits).collect()
}

/// Served markets that the evaluation sets were not collected in; none where
/// a set does not say where, or says so in words.
fn markets<'a>(scope: &'a Scope<'a>) -> Vec<&'a Value> {
    let sets = scope.known.get("datasets").map_or(&[][..], Value::items);
    let mut places: Vec<String> = Vec::new();
    for set in sets {
        if set.get("role").and_then(Value::as_str) != Some("eval") {
            continue;
        }
        let codes: Option<Vec<String>> = set.get("geography").map(|places| {
            let codes = places.one_or_many().filter_map(Value::as_str);
            codes.map(|code| code.trim().to_uppercase()).collect()
        });
        match codes
            .filter(|codes| !codes.is_empty() && codes.iter().all(|code| countries::is_code(code)))
        {
            Some(codes) => places.extend(codes),
            None => return Vec::new(),
        }
    }
    if places.is_empty() {
        return Vec::new();
    }
    let declared = scope.declared("system.markets");
    let markets = declared.map_or(&[][..], Value::items).iter();
    let holds = |market: &str| places.iter().any(|place| countries::overlap(market, place));
    markets
        .filter(|market| market.as_str().is_some_and(|market| !holds(market)))
        .collect()
}

/// The youngest whom the service takes, where every age band begins above them.
fn age<'a>(scope: &'a Scope<'a>) -> Option<(&'a Value, String)> {
    let least = scope.declared("system.audience.min_age")?;
    let from = least.as_int()?;
    let attributes = scope.declared("fairness.attributes")?;
    let (_, bands) = attributes
        .entries()
        .find(|(name, _)| names::protected(name) == Some("age"))?;
    let lowest: Option<Vec<i64>> = bands
        .items()
        .iter()
        .filter_map(Value::as_str)
        .filter(|band| !matches!(*band, "missing" | "unknown"))
        .map(begins)
        .collect();
    let lowest = lowest?.into_iter().min()?;
    (lowest > from).then(|| (least, format!("{from}-{}", lowest - 1)))
}

/// The age that a band begins at; 0 where it only says where it ends.
fn begins(band: &str) -> Option<i64> {
    let band = band.trim().to_lowercase();
    let open = ["under", "below", "up to", "<"];
    if open.iter().any(|word| band.starts_with(word))
        || band.contains("미만")
        || band.contains("이하")
    {
        return Some(0);
    }
    let digits: String = band
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

fn names_age(text: &str, from: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.any(|number| number == from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_begins_where_its_first_number_stands() {
        for (band, from) in [
            ("19-29", Some(19)),
            ("60+", Some(60)),
            ("under 20", Some(0)),
            ("20세 미만", Some(0)),
            ("over_40", Some(40)),
            ("adults", None),
        ] {
            assert_eq!(begins(band), from, "{band}");
        }
    }
}
