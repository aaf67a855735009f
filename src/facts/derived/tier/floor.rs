//! The floor: row by row the declared facts that set it.

use super::{is_absent, signals};
use crate::facts::Scope;
use crate::manifest::declaration::keys::OTHER_DOMAINS;
use crate::model::{Kind, Place, Tier, Value};

/// Traits that touch people whoever they are.
const TOUCHING: &[&str] = &["social", "biometric", "emotion", "profiling"];

/// A fact that sets a floor.
pub(super) struct Cause {
    pub(super) tier: Tier,
    /// The fact and its value.
    pub(super) words: String,
    pub(super) place: Option<Place>,
}

/// Row by row what sets a floor. What is absent counts as what would be worst:
/// nobody lowers the floor by saying nothing.
pub(super) fn causes(scope: &Scope, signals: &Value) -> Vec<Cause> {
    let text = |path: &str| scope.declared_str(path);
    let mut causes = Vec::new();
    let mut because = |tier: Tier, paths: &[&str]| {
        let words: Vec<String> = paths.iter().map(|path| stated(scope, path)).collect();
        causes.push(Cause {
            tier,
            words: words.join(", "),
            place: paths.first().and_then(|path| scope.place_of(path)),
        });
    };

    let decides = scope
        .declared("system.decides_about_people")
        .and_then(Value::as_bool);
    let domain = text("system.domain").unwrap_or("general");
    // In every other one it is, one that nobody here knows too.
    if decides != Some(false) && !OTHER_DOMAINS.contains(&domain) {
        because(
            Tier::High,
            &["system.domain", "system.decides_about_people"],
        );
    }
    let features = scope
        .declared("system.features")
        .map(Value::items)
        .unwrap_or_default();
    let has = |words: &[&str]| {
        features
            .iter()
            .filter_map(Value::as_str)
            .any(|feature| words.contains(&feature))
    };
    if has(&["safety_component"]) {
        because(Tier::High, &["system.features"]);
    }

    // A value that is there and can't be read fails the run on its own line;
    // guessing the worst of it would bury that line under a tier's duties.
    let or_absent = |path: &str, worst: &'static str| {
        text(path).or_else(|| is_absent(scope, path).then_some(worst))
    };
    let is_live = matches!(
        or_absent("system.lifecycle", "production"),
        Some("pilot" | "production")
    );
    let users = or_absent("system.users", if is_live { "public" } else { "team" });
    if users.is_some_and(|users| users != "team") {
        // A kind that is not said is the one that prompts and cards speak of.
        let kind = text("system.kind").or_else(|| signals::kind(signals));
        if matches!(kind, Some("generative" | "recommender")) {
            because(Tier::Limited, &["system.kind", "system.users"]);
        }
        if has(TOUCHING) {
            because(Tier::Limited, &["system.features", "system.users"]);
        }
    }
    if is_live {
        because(Tier::Limited, &["system.lifecycle"]);
    }
    causes.extend(personal_data(scope));
    causes
}

fn personal_data(scope: &Scope) -> Option<Cause> {
    let datasets = scope
        .known
        .get("datasets")
        .or_else(|| scope.declared("data"))?;
    datasets.items().iter().find_map(|dataset| {
        let personal = dataset
            .get("personal")
            .filter(|personal| personal.as_bool() == Some(true))?;
        let role = dataset.get("role").and_then(Value::as_str)?;
        let id = dataset.get("id").and_then(Value::as_str).unwrap_or("?");
        matches!(role, "train" | "finetune" | "retrieval").then(|| Cause {
            tier: Tier::Limited,
            words: format!("data[{id}].personal = true, data[{id}].role = {role}"),
            place: personal.mark(),
        })
    })
}

/// A declared fact in a notation that belongs to no language.
fn stated(scope: &Scope, path: &str) -> String {
    let shown = match scope.declaration.at_path(path).map(|value| &value.kind) {
        None | Some(Kind::Null) => return format!("{path} absent"),
        Some(Kind::Text(text)) => text.to_string(),
        Some(Kind::Bool(value)) => value.to_string(),
        Some(Kind::List(items)) => {
            let words: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            format!("[{}]", words.join(", "))
        }
        Some(Kind::Missing(reason)) => return format!("{path} {}", reason.name()),
        Some(_) => return path.to_owned(),
    };
    format!("{path} = {shown}")
}
