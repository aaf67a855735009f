//! Rows of a card's tables that are about everybody who was evaluated, without
//! a word for it: they name the card's own model, the declared evaluation set,
//! or the test split, or stand alone below a heading of results.

use crate::facts::Scope;
use crate::facts::derived::figures::{self, Own};
use crate::measure::text::{plain, stands};
use crate::model::Value;

use super::prose;

/// The split that is everybody, by the names of its row.
#[rustfmt::skip]
const SPLITS: &[&str] = &[
    "test", "test set", "test split", "evaluation", "evaluation set", "eval", "eval set", "held out", "ours",
    "this model", "평가", "평가 세트", "평가 데이터", "시험", "시험 세트", "시험 데이터", "이 모델",
];
/// Words of a heading below which results stand.
#[rustfmt::skip]
const RESULTS: &[&str] = &[
    "results", "result", "evaluation", "metrics", "performance", "결과", "평가", "지표", "성능",
];
/// Words of a heading below which they are of something else.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "benchmark", "benchmarks", "validation", "robustness", "ablation", "ablations", "stress", "external", "cross",
    "comparison", "벤치마크", "검증", "강건", "비교",
];

/// What a heading says of the tables below it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    Results,
    /// Results of something else.
    Aside,
    Other,
}

/// What is a card's own.
#[derive(Default)]
pub(super) struct Whole {
    own: Own,
    /// Its model, and the system.
    models: Vec<String>,
    /// Evaluation sets.
    sets: Vec<String>,
    /// Whether the numbers of the one model are those of the system.
    pub(super) is_alone: bool,
}

impl Whole {
    pub(super) fn of(scope: &Scope, card: &Value) -> Self {
        let models = scope.known.get("models").map_or(&[][..], Value::items);
        let path = |card: &Value| card.get("path").and_then(Value::as_str).map(str::to_owned);
        let own = models.iter().find(|model| {
            let of = model.get("card").and_then(path);
            of.is_some() && of == path(card)
        });
        let names = [
            card.get("title"),
            own.and_then(|model| model.get("id")),
            scope.declared("system.id"),
        ];
        let sets = scope.known.get("datasets").map_or(&[][..], Value::items);
        let sets = sets
            .iter()
            .filter(|set| set.get("role").and_then(Value::as_str) == Some("eval"));
        let called = sets.flat_map(|set| {
            let aliases = set.at_path("entry.aliases").map_or(&[][..], Value::items);
            set.get("id").into_iter().chain(aliases)
        });
        let texts = |value: &Value| value.as_str().map(str::to_owned);
        Self {
            own: prose::known(scope),
            models: names.into_iter().flatten().filter_map(texts).collect(),
            sets: called.filter_map(texts).collect(),
            is_alone: models.len() <= 1,
        }
    }

    /// Whether the cell of a row names what everybody was evaluated with, or on.
    pub(super) fn is_named(&self, text: &str) -> bool {
        let words = plain(text);
        let words = words.trim();
        let is = |name: &String| plain(name).trim() == words;
        SPLITS.contains(&words)
            || self.sets.iter().any(is)
            || self.models.iter().any(is)
            || self.models.iter().any(|name| self.is_version(text, name))
    }

    /// Whether a text is a name with one of the own versions behind it.
    fn is_version(&self, text: &str, name: &str) -> bool {
        let (text, name) = (text.trim().to_lowercase(), name.to_lowercase());
        let rest = text.strip_prefix(&name).map(str::trim);
        rest.is_some_and(|rest| figures::is_version(rest, &self.own.versions))
    }
}

/// What the headings above a table say: the innermost, and all around it.
pub(super) fn below(card: &Value, table: &Value) -> Below {
    let Some(at) = &table.place else {
        return Below::Other;
    };
    let sections = card.get("sections").map_or(&[][..], Value::items);
    let around = sections.iter().filter_map(|section| {
        let place = section.place.as_ref()?;
        let holds = place.span.start <= at.span.start && at.span.end <= place.span.end;
        let heading = section.get("heading").and_then(Value::as_str)?;
        holds.then(|| plain(heading))
    });
    let has = |heading: &str, words: &[&str]| {
        words.iter().any(|word| match word.is_ascii() {
            true => stands(heading, word),
            false => heading.contains(word),
        })
    };
    let mut found = Below::Other;
    for heading in around {
        if has(&heading, ASIDE) || figures::is_aside_heading(&heading) {
            return Below::Aside;
        }
        found = match has(&heading, RESULTS) {
            true => Below::Results,
            false => Below::Other,
        };
    }
    found
}
