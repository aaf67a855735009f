//! The report of an accessibility checker, page by page.

use crate::facts::Scope;
use crate::facts::derived::evidence;
use crate::manifest::record::{Record, as_text};
use crate::model::{Kind, Reason, Value};

const KEY: &str = "inclusion.accessibility.report";
/// What the entry has to say.
const NEEDED: &[&str] = &["standard", "report", "build", "pages"];
/// Impacts that keep people out.
const BARRIERS: [&str; 2] = ["serious", "critical"];

/// What the entry lacks, and whether its build is the one that was checked.
pub(super) fn report(scope: &Scope) -> Option<Value> {
    let entry = scope.declared("inclusion.accessibility")?;
    let says = |key: &&&str| {
        let value = entry.get(key);
        value.is_some_and(|value| {
            value.says_something() && !matches!(&value.kind, Kind::Map(map) if map.is_empty())
        })
    };
    let lacks = NEEDED.iter().filter(|key| !says(key));
    let lacks = Value::list(lacks.map(|key| Value::computed(*key))).placed_like(entry);
    let mut record = Record::new();
    record.keep("lacks", lacks);
    let build = entry.get("build").and_then(as_text);
    if let (Some(build), Ok(checked)) = (build, checked_build(scope)) {
        let same = checked.as_ref().and_then(Value::as_str) == build.as_str();
        record.put("same_build", Value::computed(same).placed_like(&build));
        record.put("checked_build", checked);
    }
    Some(record.into_value(None).placed_like(entry))
}

/// The build that the report names.
fn checked_build(scope: &Scope) -> Result<Option<Value>, Reason> {
    let path = scope.declared_str(KEY).ok_or(Reason::Absent)?;
    let build = evidence::named(scope, KEY, path)?.get("build");
    Ok(build.and_then(as_text))
}

/// Each declared page, and what the report says of it.
pub(super) fn pages(scope: &Scope) -> Value {
    let declared = scope.declared("inclusion.accessibility.pages");
    let found = scope
        .declared_str(KEY)
        .map(|path| evidence::results(scope, KEY, path));
    let at = scope.declared(KEY).and_then(Value::mark);
    let pages = declared.into_iter().flat_map(Value::entries);
    Value::list(pages.filter_map(|(name, page)| {
        let mut record = Record::new();
        record.put("name", Value::computed(&**name));
        record.put("page", page.clone());
        match found.as_ref()? {
            Err(reason) => record.keep("found", Value::missing(*reason, at.clone())),
            Ok(results) => {
                let of = |result: &&Value| {
                    let own = result.get("page").and_then(Value::as_str);
                    own.is_some_and(|own| is_page(own, page.as_str().unwrap_or("")))
                };
                let ours: Vec<&Value> = results.iter().filter(of).collect();
                record.put("found", Value::computed(!ours.is_empty()));
                barriers(&ours, &mut record);
            }
        }
        Some(record.into_value(None).placed_like(page))
    }))
}

/// A checker names whole addresses, a declaration often the path alone.
fn is_page(checked: &str, declared: &str) -> bool {
    let path = |text: &str| {
        let rest = text.split_once("://").map_or(text, |(_, rest)| {
            rest.find('/').map_or("/", |slash| &rest[slash..])
        });
        let rest = rest.split(['?', '#']).next().unwrap_or("");
        rest.trim_end_matches('/').to_owned()
    };
    checked == declared || path(checked) == path(declared)
}

fn barriers(results: &[&Value], record: &mut Record) {
    for impact in BARRIERS {
        let counts = results
            .iter()
            .map(|result| result.get(impact).and_then(Value::as_int));
        let sum: Option<i64> = counts.sum();
        if !results.is_empty() {
            let kind = sum.map_or(Kind::Missing(Reason::Absent), Kind::Int);
            record.keep(impact, Value::computed(kind));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_its_path_are_one_page() {
        assert!(is_page("https://bank.example/apply?step=1", "/apply"));
        assert!(is_page("/apply/", "/apply"));
        assert!(is_page("https://bank.example", "/"));
        assert!(!is_page("/apply/result", "/apply"));
    }
}
