//! The risk tier: what is declared, the floor that the declared facts set, and
//! what counts. Also what in the tree speaks against a declared fact that sets
//! the floor; which of the two is right, a rule or a person decides.

mod exemption;
mod floor;
mod signals;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::{Fact, Kind, Reason, Tier, Type, Value};

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

/// What is declared held against the floor.
struct Standing {
    declared: Option<Tier>,
    floor: Tier,
    /// The tier that levels are taken from.
    effective: Tier,
    /// Whether it is below the floor without an exemption; missing where the
    /// document that argues for it can't be read.
    understated: Kind,
    /// Whether an exemption lets it be below the floor.
    exempted: Kind,
}

impl Standing {
    fn of(scope: &Scope, floor: Tier) -> Self {
        let declared = scope
            .declared_str("risk.tier")
            .and_then(|name| Tier::ALL.into_iter().find(|tier| tier.name() == name));
        let (effective, understated, exempted) = match declared {
            Some(declared) if declared < floor => match exemption::holds(scope) {
                Kind::Bool(true) => (declared, false.into(), true.into()),
                Kind::Bool(false) => (floor, true.into(), false.into()),
                unknown => (floor, unknown.clone(), unknown),
            },
            _ => (declared.unwrap_or(floor), false.into(), false.into()),
        };
        Self {
            declared,
            floor,
            effective,
            understated,
            exempted,
        }
    }
}

fn derive(scope: &Scope) -> Derived {
    let kind_signals = signals::kind_signals(scope);
    let causes = floor::causes(scope, &kind_signals);
    let floor = causes.iter().map(|cause| cause.tier).max();
    let standing = Standing::of(scope, floor.unwrap_or_default());
    let declared = standing
        .declared
        .map_or(Kind::Missing(Reason::Absent), |tier| tier.name().into());
    let reasons = causes
        .into_iter()
        .filter(|cause| cause.tier == standing.floor)
        .map(|cause| Value::computed(cause.words).with_place(cause.place));
    let minors = scope.declared_str("system.audience.minors");
    let minors = matches!(minors, Some("possible" | "expected"));
    let decides = scope.declared("system.decides_about_people");
    let nobody = decides.and_then(Value::as_bool) == Some(false);

    let at = |path: &str, kind: Kind| Value::computed(kind).with_place(scope.place_of(path));
    let tier = |kind: Kind| at("risk.tier", kind);
    let mut record = Record::new();
    record.keep("declared", tier(declared));
    record.put("floor", tier(standing.floor.name().into()));
    record.put("effective", tier(standing.effective.name().into()));
    record.put("reasons", Value::list(reasons));
    record.put("minors", at("system.audience.minors", minors.into()));
    let is_at_least = |least| (standing.effective >= least).into();
    record.put("limited", tier(is_at_least(Tier::Limited)));
    record.put("high", tier(is_at_least(Tier::High)));
    record.keep("understated", tier(standing.understated));
    record.keep("exempted", at("risk.why_lower", standing.exempted));
    record.put("unsaid", unsaid(scope, standing.effective));
    record.put("people_words", signals::people_words(scope));
    record.put("kind_signals", kind_signals);
    record.put(
        "decides_about_nobody",
        at("system.decides_about_people", nobody.into()),
    );
    record.put("kind", scope.declared("system.kind").cloned());
    Derived::of("tier", record.into_value(scope.place_of("risk.tier")))
}

/// Whether the declaration has nothing at a path, not even what can't be read.
fn is_absent(scope: &Scope, path: &str) -> bool {
    let value = scope.declaration.at_path(path);
    value.is_none_or(|value| matches!(value.kind, Kind::Missing(Reason::Absent)))
}

/// Keys of `system` that are absent and that the tier rests on. What is there
/// and can't be read is told elsewhere.
fn unsaid(scope: &Scope, effective: Tier) -> Value {
    let place = scope.place_of("system");
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
        .filter(|key| is_absent(scope, &format!("system.{key}")));
    let keys = keys.map(|key| Value::computed(*key).with_place(place.clone()));
    Value::list(keys).with_place(place.clone())
}
