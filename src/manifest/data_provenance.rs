//! The Data Provenance Standards 1.0.0 of the Data & Trust Alliance, JSON or
//! YAML: three groups, `source`, `provenance` and `use`.

use super::record::{Record, as_text, joined, text_like, texts};
use super::{Candidate, Depth, Describes, Format, card};
use crate::model::{Kind, Value};

/// A dataset by the Data Provenance Standards.
pub struct DataProvenance;

/// Codes of regulated data that is about people who can be told apart.
const PERSONAL: &[&str] = &["pi", "pii", "phi", "spi", "pfi"];

/// A member in any of the spellings of its name.
fn member<'a>(group: &'a Value, name: &str) -> Option<&'a Value> {
    group
        .entries()
        .find(|(key, value)| key.replace('_', "-") == name && value.says_something())
        .map(|(_, value)| value)
}

/// The three groups.
struct Groups<'a> {
    source: &'a Value,
    provenance: &'a Value,
    used: &'a Value,
}

fn groups(candidate: &Candidate) -> Option<Groups<'_>> {
    let root = candidate.data()?;
    let group = |name: &str| {
        root.get(name)
            .filter(|one| matches!(one.kind, Kind::Map(_)))
    };
    let found = Groups {
        source: group("source")?,
        provenance: group("provenance")?,
        used: group("use")?,
    };
    let issued = member(found.source, "issuer").is_some();
    let made = ["generation-method", "origin-geography", "generation-period"];
    let told = made
        .into_iter()
        .any(|name| member(found.provenance, name).is_some());
    (issued && told).then_some(found)
}

impl Format for DataProvenance {
    fn id(&self) -> &'static str {
        "data-provenance"
    }

    fn title(&self) -> &'static str {
        "Data Provenance Standards"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        groups(candidate).is_some()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let (Some(root), Some(groups)) = (candidate.data(), groups(candidate)) else {
            return record.into_value(None);
        };
        let source = |name: &str| member(groups.source, name);
        record.put("id", source("id").and_then(as_text));
        record.put("name", source("title").and_then(as_text));
        record.put("title", source("title").and_then(as_text));
        card::put_licenses(&mut record, texts(member(groups.used, "license")));
        // `version` is the standards', not the dataset's.
        record.put("url", source("location").and_then(as_text));
        if depth == Depth::Whole {
            record.put("description", source("description").and_then(as_text));
            record.put("publisher", joined(&organizations(source("issuer")), ", "));
            put_provenance(&mut record, groups.provenance);
            put_use(&mut record, groups.used);
        }
        record.into_value(root.place.clone())
    }
}

/// Organizations by name.
fn organizations(value: Option<&Value>) -> Vec<Value> {
    value
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|one| as_text(one.get("name").unwrap_or(one)))
        .collect()
}

fn put_provenance(record: &mut Record, group: &Value) {
    let methods = member(group, "generation-method");
    let methods: Vec<&Value> = methods.into_iter().flat_map(Value::one_or_many).collect();
    let described = methods.iter().filter_map(|method| match method.kind {
        Kind::Map(_) => ["description", "code"]
            .into_iter()
            .find_map(|key| method.get(key).and_then(as_text)),
        _ => as_text(method),
    });
    record.put("method", joined(&described.collect::<Vec<_>>(), "; "));
    let codes = || {
        methods
            .iter()
            .filter_map(|method| method.get("code").and_then(as_text))
    };
    let begins =
        |code: &Value, word: &str| code.as_str().is_some_and(|code| code.starts_with(word));
    let scraped = codes().find(|code| begins(code, "web-scraping"));
    record.put("scraped", scraped.map(|code| text_like(true, &code)));
    if let Some(period) = member(group, "generation-period") {
        let end = |name: &str| member(period, name).and_then(as_text);
        let ends: Vec<Value> = [end("start"), end("end")].into_iter().flatten().collect();
        record.put("period", joined(&ends, "/"));
        record.put("collected_until", end("end").as_ref().and_then(day));
    }
    let places = member(group, "origin-geography");
    let places = places
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|place| {
            let parts = ["state", "country"].into_iter();
            let parts: Vec<Value> = parts
                .filter_map(|part| member(place, part).and_then(as_text))
                .collect();
            joined(&parts, ", ").or_else(|| as_text(place))
        });
    record.put_list("geography", places.collect());
    let made = codes().find(|code| begins(code, "machine-generated-mlops-synthetic"));
    record.put("source", made.map(|code| text_like("synthetic", &code)));
    // An origin is named only where it is another organization than the issuer.
    let origin = organizations(member(group, "origin"));
    let origin = origin.first().map(|name| text_like("third-party", name));
    record.put("source", origin);
    record.put_list("source_datasets", texts(member(group, "source")));
}

fn put_use(record: &mut Record, group: &Value) {
    let consents = texts(member(group, "consents"));
    record.put("consent_ref", consents.first().cloned());
    // One kind of personal data is enough; that there is none is said of data
    // by which people could be told apart, or not at all.
    let classes = member(group, "classification").map_or(&[][..], Value::items);
    let evaluated = |codes: &[&str], wanted: bool| {
        classes.iter().find_map(|class| {
            let code = class.at_path("regulation.code").and_then(Value::as_str)?;
            let said = class.get("evaluated")?;
            let is_of = codes.contains(&&*code.to_lowercase());
            (is_of && said.as_bool() == Some(wanted)).then(|| text_like(wanted, said))
        })
    };
    record.put("personal", evaluated(PERSONAL, true));
    record.put("personal", evaluated(&["pii"], false));
}

/// The day of a date with or without a time.
fn day(value: &Value) -> Option<Value> {
    let day = value.as_str()?.get(..10)?;
    let day: jiff::civil::Date = day.parse().ok()?;
    Some(text_like(day, value))
}
