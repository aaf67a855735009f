//! Groups that an evaluation set tells apart, and whether the evaluation does.

use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::model::Value;

/// Each such group, at the attribute that has or lacks it.
pub(super) fn expected(scope: &Scope) -> Value {
    let datasets = scope.known.get("datasets").map_or(&[][..], Value::items);
    let mut found = Vec::new();
    for dataset in datasets {
        let role = dataset.at_path("entry.role").and_then(Value::as_str);
        let Some(groups) = dataset
            .at_path("manifest.groups")
            .filter(|_| role == Some("eval"))
        else {
            continue;
        };
        for (attribute, groups) in groups.entries() {
            for group in groups.items() {
                let name = format!("{attribute}/{}", group.as_str().unwrap_or_default());
                let mut record = Record::new();
                record.put("name", Value::computed(name));
                record.put("dataset", dataset.at_path("entry.id").cloned());
                record.put("group", group.clone());
                let evaluated = is_evaluated(scope, attribute, group);
                record.put("evaluated", Value::computed(evaluated));
                let home = format!("fairness.attributes.{attribute}");
                found.push(record.into_value(scope.place_of(&home)));
            }
        }
    }
    Value::list(found)
}

/// A group is evaluated under its own name or in the group that it went into;
/// one of an attribute that is not measured is left to the reason for that.
fn is_evaluated(scope: &Scope, attribute: &str, group: &Value) -> bool {
    let Some(group) = group.as_str() else {
        return true;
    };
    let holds = |list: Option<&Value>| {
        let items = list.map_or(&[][..], Value::items);
        items.iter().any(|item| item.as_str() == Some(group))
    };
    let entries = |path: &str| scope.declared(path).map_or(&[][..], Value::items);
    let speaks_of =
        |entry: &Value| entry.get("attribute").and_then(Value::as_str) == Some(attribute);
    let attributes = scope.declared("fairness.attributes");
    holds(attributes.and_then(|attributes| attributes.get(attribute)))
        || entries("fairness.not_measured").iter().any(speaks_of)
        || entries("fairness.merged")
            .iter()
            .any(|entry| speaks_of(entry) && holds(entry.get("from")))
}
