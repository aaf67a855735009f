//! `rules --from limited --to high`: which rules weigh more, and which of
//! them begin to block, before a system takes the step.

use std::fmt::Write as _;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::{Value, json};

use crate::cli::packs;
use crate::model::report::words as pick;
use crate::model::{Language, Level, Tier};
use crate::policy::{self, Pack, Rule};

/// A tier, and whether minors are in scope: `limited`, `limited+minors`.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    tier: Tier,
    minors: bool,
}

/// The words for them.
const STANDINGS: [&str; 6] = [
    "minimal",
    "limited",
    "high",
    "minimal+minors",
    "limited+minors",
    "high+minors",
];
/// What is behind a tier's name where minors are in scope.
const MINORS: &str = "+minors";

impl Standing {
    /// The words that name one.
    pub(super) fn parser() -> impl TypedValueParser<Value = Self> {
        PossibleValuesParser::new(STANDINGS)
            .map(|word| Self::of(&word).expect("internal error: one of these words"))
    }

    fn of(word: &str) -> Option<Self> {
        let name = word.strip_suffix(MINORS);
        let tier = Tier::ALL
            .into_iter()
            .find(|tier| tier.name() == name.unwrap_or(word))?;
        Some(Self {
            tier,
            minors: name.is_some(),
        })
    }

    fn level(self, rule: &Rule) -> Level {
        policy::level_of_fail(rule, self.tier, self.minors, None)
    }
}

/// A rule that weighs something else after the step.
struct Moved<'a> {
    rule: &'a Rule,
    from: Level,
    to: Level,
}

impl Moved<'_> {
    /// What begins to block, what else becomes stricter, what no longer
    /// blocks, what else becomes milder.
    fn group(&self) -> usize {
        match (self.from, self.to) {
            (_, Level::Error) => 0,
            (Level::Error, _) => 2,
            (from, to) if from < to => 1,
            _ => 3,
        }
    }
}

fn moved(packs: &[Pack], from: Standing, to: Standing) -> Vec<Moved<'_>> {
    packs::rules(packs)
        .map(|rule| Moved {
            rule,
            from: from.level(rule),
            to: to.level(rule),
        })
        .filter(|moved| moved.from != moved.to)
        .collect()
}

/// For people, what begins to block first.
pub(super) fn text(packs: &[Pack], from: Standing, to: Standing, language: Language) -> String {
    let moved = moved(packs, from, to);
    let width = moved.iter().map(|moved| moved.rule.id.len()).max();
    let width = width.unwrap_or_default();
    let groups = [
        ("begin to block", "새로 병합을 막음"),
        ("become stricter", "더 엄격해짐"),
        ("no longer block", "더는 막지 않음"),
        ("become milder", "완화됨"),
    ];
    let mut text = String::new();
    // Writing to a string can't fail.
    for (at, (en, ko)) in groups.into_iter().enumerate() {
        let rules: Vec<_> = moved.iter().filter(|moved| moved.group() == at).collect();
        if rules.is_empty() {
            continue;
        }
        let title = match language {
            Language::En => format!("{} {en}", rules.len()),
            Language::Ko => format!("{ko}: {}개", rules.len()),
        };
        let _ = writeln!(text, "{title}");
        for Moved { rule, from, to } in rules {
            let _ = writeln!(
                text,
                "  {:width$}  {:7}  {:7}  {}",
                rule.id,
                from.name(),
                to.name(),
                rule.file.title.get(language)
            );
        }
        text.push('\n');
    }
    if text.is_empty() {
        text.push_str(&pick(
            "no rule weighs anything else\n\n",
            "달라지는 규칙 없음\n\n",
            language,
        ));
    }
    text.push_str(&pick(
        "levels of a fail before and after\n",
        "실패의 수준: 이전과 이후\n",
        language,
    ));
    text
}

/// For programs.
pub(super) fn json(packs: &[Pack], from: Standing, to: Standing, language: Language) -> Value {
    let moved = moved(packs, from, to);
    let rules: Vec<Value> = moved
        .iter()
        .map(|Moved { rule, from, to }| {
            json!({
                "id": rule.id,
                "title": rule.file.title.get(language),
                "from": from,
                "to": to,
                "begins_to_block": *to == Level::Error,
            })
        })
        .collect();
    json!({ "rules": rules })
}
