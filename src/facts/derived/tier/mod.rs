//! The risk tier: what is declared, the floor that the declared facts set, and
//! what counts. Also what in the tree speaks against a declared fact that sets
//! the floor; which of the two is right, a rule or a person decides.

mod exemption;
mod signals;

use crate::facts::{Derived, Family, Scope};
use crate::model::{Fact, Kind, Place, Reason, Tier, Type, Value};

/// Domains in which a decision about a person is high risk.
const HIGH_DOMAINS: &[&str] = &[
    "credit",
    "insurance",
    "employment",
    "education",
    "health",
    "welfare",
    "housing",
    "public-service",
    "biometrics",
    "policing",
    "migration",
    "justice",
    "elections",
    "infrastructure",
];

/// Traits that touch people whoever they are.
const TOUCHING: &[&str] = &["social", "biometric", "emotion", "profiling"];

/// Keys that have to be said from limited on.
const SAID_FROM_LIMITED: &[&str] = &["kind", "input", "automation", "lifecycle", "domain"];

const TIERS: Type = Type::OneOf(&["minimal", "limited", "high"]);

/// The risk tier.
pub static FAMILY: Family = Family {
    name: "tier",
    facts: &[
        Fact::new(
            "tier.declared",
            TIERS,
            "risk.tier",
            "the tier that the declaration states",
        ),
        Fact::new(
            "tier.floor",
            TIERS,
            "the declared facts",
            "the lowest tier that the declared facts allow",
        ),
        Fact::new(
            "tier.effective",
            TIERS,
            "tier.declared, tier.floor",
            "the tier that levels are taken from",
        ),
        Fact::new(
            "tier.reasons[]",
            Type::Text,
            "the declared facts",
            "the declared facts that set the floor",
        ),
        Fact::new(
            "tier.minors",
            Type::Bool,
            "system.audience.minors",
            "whether minors are possible or expected",
        ),
        Fact::new(
            "tier.limited",
            Type::Bool,
            "tier.effective",
            "whether limited or above counts",
        ),
        Fact::new(
            "tier.high",
            Type::Bool,
            "tier.effective",
            "whether high counts",
        ),
        Fact::new(
            "tier.understated",
            Type::Bool,
            "tier.declared, tier.floor",
            "whether the declared tier is below the floor without an exemption",
        ),
        Fact::new(
            "tier.exempted",
            Type::Bool,
            "risk.why_lower",
            "whether a tier below the floor is argued in a document of substance and accepted by an approver",
        ),
        Fact::new(
            "tier.unsaid[]",
            Type::Text,
            "system",
            "keys of system that the tier rests on and that are absent",
        ),
        Fact::new(
            "tier.people_words[].id",
            Type::Text,
            "the purpose, the card's intended use",
            "a word for people who are judged",
        ),
        Fact::new(
            "tier.people_words[].from",
            Type::Text,
            "the purpose, the card's intended use",
            "where the word stands",
        ),
        Fact::new(
            "tier.decides_about_nobody",
            Type::Bool,
            "system.decides_about_people",
            "whether the declaration says in so many words that nobody is decided about",
        ),
        Fact::new(
            "tier.kind",
            Type::Text,
            "system.kind",
            "the kind that is declared, where it can be read",
        ),
        Fact::new(
            "tier.kind_signals[].id",
            Type::Text,
            "prompts, the card",
            "what says what the system puts out",
        ),
        Fact::new(
            "tier.kind_signals[].says[]",
            Type::Text,
            "prompts, the card",
            "the kinds of system that fit it",
        ),
        Fact::new(
            "tier.kind_signals[].from",
            Type::Text,
            "prompts, the card",
            "where that stands",
        ),
    ],
    derive,
};

/// A fact that sets a floor.
struct Cause {
    tier: Tier,
    words: String,
    place: Option<Place>,
}

fn derive(scope: &Scope) -> Derived {
    let here = |path: &str, kind: Kind| Value::computed(kind).with_place(scope.place_of(path));
    let kind_signals = signals::kind_signals(scope);
    let causes = causes(scope, &kind_signals);
    let floor = causes
        .iter()
        .map(|cause| cause.tier)
        .max()
        .unwrap_or_default();
    let declared = scope
        .declared_str("risk.tier")
        .and_then(|name| Tier::ALL.into_iter().find(|tier| tier.name() == name));
    let is_below = declared.is_some_and(|declared| declared < floor);
    let exempted = if is_below {
        exemption::holds(scope)
    } else {
        Kind::Bool(false)
    };
    let effective = match declared {
        Some(declared) if !is_below || matches!(exempted, Kind::Bool(true)) => declared,
        _ => floor,
    };
    let understated = match exempted {
        Kind::Bool(exempted) => Kind::Bool(is_below && !exempted),
        unknown => unknown,
    };
    let exempted = match &understated {
        Kind::Bool(understated) => Kind::Bool(is_below && !understated),
        unknown => unknown.clone(),
    };
    let minors = scope.declared_str("system.audience.minors");
    let declared = declared.map_or(Kind::Missing(Reason::Absent), |tier| tier.name().into());
    let reasons = causes
        .into_iter()
        .filter(|cause| cause.tier == floor)
        .map(|cause| Value::computed(cause.words).with_place(cause.place));
    let unsaid = unsaid(scope, effective);
    let decides = scope.declared("system.decides_about_people");
    let nobody = decides.and_then(Value::as_bool) == Some(false);
    let kind = scope
        .declared("system.kind")
        .map(|kind| ("kind", kind.clone()));
    let mut members = vec![
        ("declared", here("risk.tier", declared)),
        ("floor", here("risk.tier", floor.name().into())),
        ("effective", here("risk.tier", effective.name().into())),
        ("reasons", Value::list(reasons)),
        (
            "minors",
            here(
                "system.audience.minors",
                matches!(minors, Some("possible" | "expected")).into(),
            ),
        ),
        (
            "limited",
            here("risk.tier", (effective >= Tier::Limited).into()),
        ),
        ("high", here("risk.tier", (effective >= Tier::High).into())),
        ("understated", here("risk.tier", understated)),
        ("exempted", here("risk.why_lower", exempted)),
        ("unsaid", unsaid),
        ("people_words", signals::people_words(scope)),
        ("kind_signals", kind_signals),
        (
            "decides_about_nobody",
            here("system.decides_about_people", nobody.into()),
        ),
    ];
    members.extend(kind);
    let tier = Value::record(members);
    Derived::of("tier", tier.with_place(scope.place_of("risk.tier")))
}

/// Row by row what sets a floor. What is absent counts as what would be worst:
/// nobody lowers the floor by saying nothing.
fn causes(scope: &Scope, signals: &Value) -> Vec<Cause> {
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
    let domain = text("system.domain").unwrap_or("");
    if decides != Some(false) && HIGH_DOMAINS.contains(&domain) {
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

    let lifecycle = text("system.lifecycle").unwrap_or("production");
    let is_live = matches!(lifecycle, "pilot" | "production");
    let users = text("system.users").unwrap_or(if is_live { "public" } else { "team" });
    if users != "team" {
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
    let shown = match scope.declared(path).map(|value| &value.kind) {
        None => return format!("{path} absent"),
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

/// Keys of `system` that are absent and that the tier rests on. What is there
/// and can't be read is told elsewhere.
fn unsaid(scope: &Scope, effective: Tier) -> Value {
    let place = scope.place_of("system");
    let is_absent = |key: &str| {
        let value = scope.declaration.at_path(&format!("system.{key}"));
        value.is_none_or(|value| matches!(value.kind, Kind::Missing(Reason::Absent)))
    };
    let is_live = matches!(
        scope.declared_str("system.lifecycle"),
        Some("pilot" | "production")
    );
    let from_limited = SAID_FROM_LIMITED
        .iter()
        .filter(|_| effective >= Tier::Limited);
    let keys = ["decides_about_people"]
        .iter()
        .chain(["users"].iter().filter(|_| is_live))
        .chain(from_limited)
        .filter(|key| is_absent(key));
    let keys = keys.map(|key| Value::computed(*key).with_place(place.clone()));
    Value::list(keys).with_place(place.clone())
}
