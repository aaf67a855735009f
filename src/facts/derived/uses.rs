//! `uses`: the declared purpose and prohibited uses beside what the cards
//! tell their readers, and bases whose licenses restrict uses.

use super::text::rounded;
use crate::facts::{Derived, Family, Scope};
use crate::measure::license;
use crate::measure::text::{Statements, overlap, sentences, substantive};
use crate::model::{Fact, Kind, Place, Text, Type, Value};

/// Declared uses beside the cards.
pub static FAMILY: Family = Family {
    name: "uses",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("uses.purpose.text", Type::Text, "system.purpose", "the declared purpose"),
    Fact::new("uses.purpose.compared", Type::Bool, "system.purpose and the cards", "whether purpose and an intended use of a card both say something in one language"),
    Fact::new("uses.purpose.overlap", Type::Number, "system.purpose and the cards", "content words of the shorter of the two that stand in the other, best card; absent where they were not compared").unit("share"),
    Fact::new("uses.purpose.section", Type::Text, "the cards", "the heading of the intended use that was compared"),
    Fact::new("uses.prohibited[].use", Type::Text, "uses.prohibited", "a declared prohibited use"),
    Fact::new("uses.prohibited[].compared", Type::Bool, "uses.prohibited and the cards", "whether the use says something and a card speaks of uses in its language"),
    Fact::new("uses.prohibited[].overlap", Type::Number, "uses.prohibited and the cards", "content words that the use shares with the nearest sentence on intended or out-of-scope use; absent where they were not compared").unit("share"),
    Fact::new("uses.prohibited[].section", Type::Text, "the cards", "the heading of the section where the use belongs: on out-of-scope use, else on intended use"),
    Fact::new("uses.bases[].model", Type::Text, "models[].id", "the model that was made from a base"),
    Fact::new("uses.bases[].base", Type::Text, "models[].base.id", "the base"),
    Fact::new("uses.bases[].license", Type::Text, "models[].base.license", "the license of the base"),
    Fact::new("uses.bases[].restricts_uses", Type::Bool, "models[].base.license", "whether that license restricts uses, as OpenRAIL, Llama and Gemma licenses do"),
    Fact::new("uses.bases[].passed_on", Type::Bool, "the model's card", "whether the card carries the same license or speaks of its use restrictions"),
];

/// Words by which a card passes restrictions of use on.
#[rustfmt::skip]
const PASSED_ON: &[&str] = &[
    "use restriction", "use-based restriction", "restrictions on use", "restricted use",
    "acceptable use", "prohibited use policy", "use policy", "attachment a", "openrail", "이용 제한",
    "사용 제한", "사용제한", "이용제한", "허용 사용 정책", "금지된 사용",
];

/// A section of a card that speaks of uses.
struct Section<'a> {
    heading: &'a str,
    text: &'a str,
    place: Option<Place>,
    intended: bool,
}

fn derive(scope: &Scope) -> Derived {
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    let sections: Vec<Section> = models
        .iter()
        .filter_map(|model| model.at_path("card.sections"))
        .flat_map(Value::items)
        .filter_map(on_uses)
        .collect();
    let mut apart = false;
    let purpose = purpose(scope, &sections, &mut apart);
    let prohibited = prohibited(scope, &sections, &mut apart);
    let bases = bases(scope, models);
    let value = Value::record([
        ("purpose", purpose),
        ("prohibited", prohibited),
        ("bases", bases),
    ]);
    let mut derived = Derived::of("uses", value);
    if apart {
        let card = sections.iter().find_map(|section| section.place.as_ref());
        let path = card.map_or(scope.path, Place::path).to_owned();
        derived.passed_over.push((path, in_another_language()));
    }
    derived
}

fn in_another_language() -> Text {
    Text::new(
        "speaks of uses in another language than the declaration, so the two were not compared",
        "카드와 선언에 적힌 용도의 언어가 달라 서로 비교하지 않음",
    )
}

fn on_uses(section: &Value) -> Option<Section<'_>> {
    let topics = section.get("topics").map_or(&[][..], Value::items);
    let speaks_of = |topic: &str| topics.iter().any(|found| found.as_str() == Some(topic));
    let intended = speaks_of("intended-use");
    let text = section.get("text")?.as_str()?;
    let on_uses = intended || speaks_of("out-of-scope");
    (on_uses && substantive(text, 3).is_ok()).then(|| Section {
        heading: section.get("heading").and_then(Value::as_str).unwrap_or(""),
        text,
        place: section.mark(),
        intended,
    })
}

fn purpose(scope: &Scope, sections: &[Section], apart: &mut bool) -> Value {
    let Some((value, text)) = said(scope.declared("system.purpose")) else {
        return Value::record([("compared", Value::computed(false))])
            .with_place(scope.place_of("system.purpose"));
    };
    let mut entries = vec![("text", value.clone())];
    let mut intended = sections
        .iter()
        .filter(|section| section.intended)
        .peekable();
    let comparable = intended.peek().is_some() && substantive(text, 8).is_ok();
    let best = intended
        .filter(|_| comparable)
        .filter_map(|section| Some((overlap(text, section.text)?, section)))
        .max_by(|(one, _), (two, _)| one.total_cmp(two));
    *apart |= comparable && best.is_none();
    entries.push(("compared", Value::computed(best.is_some())));
    if let Some((share, section)) = best {
        entries.push(("overlap", Value::computed(rounded(share))));
        entries.push(("section", heading(section)));
    }
    Value::record(entries).with_place(value.mark())
}

fn prohibited(scope: &Scope, sections: &[Section], apart: &mut bool) -> Value {
    let uses = scope
        .declared("uses.prohibited")
        .map_or(&[][..], Value::items);
    if uses.is_empty() {
        return Value::list([]);
    }
    let card = Statements::of(sections.iter().flat_map(|section| sentences(section.text)));
    Value::list(uses.iter().filter_map(|value| {
        let text = value.as_str()?;
        let comparable = !sections.is_empty() && substantive(text, 3).is_ok();
        let share = card.nearest(text).filter(|_| comparable);
        *apart |= comparable && share.is_none();
        let mut entries = vec![
            ("use", value.clone()),
            ("compared", Value::computed(share.is_some())),
        ];
        if let Some(share) = share {
            entries.push(("overlap", Value::computed(rounded(share))));
        }
        // The section where the use belongs.
        let section = sections.iter().rev().find(|section| !section.intended);
        if let Some(section) = section.or(sections.first()) {
            entries.push(("section", heading(section)));
        }
        Some(Value::record(entries).with_place(value.mark()))
    }))
}

fn bases(scope: &Scope, models: &[Value]) -> Value {
    let declared = scope.declared("models").map_or(&[][..], Value::items);
    Value::list(declared.iter().enumerate().filter_map(|(index, model)| {
        let base = model.get("base")?;
        let license = base.get("license")?;
        let card = models.get(index).and_then(|model| model.get("card"));
        let id = model.get("id").and_then(Value::as_str).unwrap_or("");
        Some(
            Value::record([
                ("model", Value::computed(id)),
                (
                    "base",
                    base.get("id")
                        .cloned()
                        .unwrap_or_else(|| Value::computed("")),
                ),
                ("license", license.clone()),
                ("restricts_uses", Value::computed(restricts(license))),
                (
                    "passed_on",
                    Value::computed(card.is_some_and(|card| passes_on(card, license))),
                ),
            ])
            .placed_like(base),
        )
    }))
}

fn restricts(license: &Value) -> bool {
    let read = license.as_str().and_then(|text| license::read([text]));
    read.is_some_and(|license| license.terms.limits_uses == Some(true))
}

fn passes_on(card: &Value, license: &Value) -> bool {
    let same = card
        .get("license")
        .and_then(Value::as_str)
        .zip(license.as_str())
        .is_some_and(|(one, two)| one.eq_ignore_ascii_case(two));
    let sections = card.get("sections").map_or(&[][..], Value::items);
    same || sections
        .iter()
        .filter_map(|section| section.get("text")?.as_str())
        .map(str::to_lowercase)
        .any(|text| PASSED_ON.iter().any(|words| text.contains(words)))
}

fn heading(section: &Section) -> Value {
    Value::computed(section.heading).with_place(section.place.clone())
}

fn said(value: Option<&Value>) -> Option<(&Value, &str)> {
    match value {
        Some(Value {
            kind: Kind::Text(text),
            ..
        }) => Some((value?, text)),
        _ => None,
    }
}
