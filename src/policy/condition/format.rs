//! Values as people read them in messages.

use super::time::SECONDS_PER_DAY;
use super::val::Val;
use crate::model::{Kind, Language, Reason, Value};

/// Characters of one value that a message shows.
const MAX_CHARS: usize = 240;
/// Items of a list that a message shows.
const MAX_ITEMS: usize = 20;
/// What stands in the place of a value that is never shown.
const MASK: &str = "•••";

/// One value; never a line break, never longer than a line or two.
pub(super) fn shown(value: &Val, language: Language) -> String {
    let text = match value {
        Val::Null | Val::Optional(None) => word(Reason::Absent, language).to_owned(),
        Val::Bool(value) => value.to_string(),
        Val::Int(value) => value.to_string(),
        Val::Float(value) => value.to_string(),
        Val::Text(text) => (*text).to_owned(),
        Val::Built(text) => text.to_string(),
        Val::Date(date) => date.to_string(),
        Val::Duration(seconds) => duration(*seconds, language),
        Val::Fact(Value {
            kind: Kind::Map(map),
            ..
        }) => joined(map.keys().map(|key| key.to_string())),
        Val::Optional(Some(value)) => match &**value {
            // An optional never holds another one.
            Val::Optional(_) => String::new(),
            value => shown(value, language),
        },
        list => {
            // A sensitive item is masked however the list came here.
            let sensitive = |index: usize| match list {
                Val::Fact(value) => {
                    let place = value
                        .items()
                        .get(index)
                        .and_then(|item| item.place.as_ref());
                    place.is_some_and(|place| place.sensitive)
                }
                _ => false,
            };
            let mut index = 0;
            let items = std::iter::from_fn(|| {
                let item = list.nth(index)?;
                index += 1;
                Some(match item {
                    Ok(_) if sensitive(index - 1) => MASK.to_owned(),
                    Ok(Val::Fact(_) | Val::List(_)) => "…".to_owned(),
                    Ok(item) => shown(&item, language),
                    Err(missing) => word(missing.reason, language).to_owned(),
                })
            });
            joined(items)
        }
    };
    clipped(&text)
}

/// What stands for a value that is not there.
pub(super) fn word(reason: Reason, language: Language) -> &'static str {
    match (reason, language) {
        (Reason::Absent, Language::En) => "(absent)",
        (Reason::Absent, Language::Ko) => "(없음)",
        (Reason::Insufficient, Language::En) => "(too few)",
        (Reason::Insufficient, Language::Ko) => "(수가 부족함)",
        (Reason::NotDemonstrated, Language::En) => "(not demonstrated)",
        (Reason::NotDemonstrated, Language::Ko) => "(입증되지 않음)",
        (Reason::Unreadable, Language::En) => "(unreadable)",
        (Reason::Unreadable, Language::Ko) => "(읽을 수 없음)",
        (Reason::Unverified, Language::En) => "(unverified)",
        (Reason::Unverified, Language::Ko) => "(확인되지 않음)",
    }
}

/// What stands for a value that is never shown.
pub(super) fn masked() -> &'static str {
    MASK
}

fn joined(mut items: impl Iterator<Item = String>) -> String {
    /// Items beyond those shown that are still counted.
    const COUNTED: usize = 10_000;
    let first: Vec<String> = items.by_ref().take(MAX_ITEMS).collect();
    let text = first.join(", ");
    match items.take(COUNTED).count() {
        0 => text,
        more => format!("{text}, … (+{more})"),
    }
}

fn duration(seconds: i64, language: Language) -> String {
    let (days, rest) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    if rest == 0 {
        return match language {
            Language::En if days.abs() == 1 => format!("{days} day"),
            Language::En => format!("{days} days"),
            Language::Ko => format!("{days}일"),
        };
    }
    let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
    match language {
        Language::En => format!("{hours} h {} min", minutes.abs()),
        Language::Ko => format!("{hours}시간 {}분", minutes.abs()),
    }
}

fn clipped(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_CHARS)
        .collect();
    if text.chars().nth(MAX_CHARS).is_some() {
        shown.push('…');
    }
    shown
}
