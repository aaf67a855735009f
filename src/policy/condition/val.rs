//! Values during evaluation, and what can be selected from them: a scalar by
//! copy, everything else by reference.

use std::rc::Rc;

use jiff::civil::Date;

use super::{MAX_DEPTH, Missing};
use crate::model::{Kind, Reason, Value};

/// A value during evaluation.
#[derive(Clone, Debug)]
pub(super) enum Val<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    Built(Rc<str>),
    Date(Date),
    /// Seconds.
    Duration(i64),
    /// A list or a map of the facts.
    Fact(&'a Value),
    List(Rc<[Val<'a>]>),
    Optional(Option<Rc<Val<'a>>>),
}

/// A value, or what is missing for it.
pub(super) type Evaluated<'a, T = Val<'a>> = Result<T, Missing<'a>>;

/// What no type fits, and what was cut off.
pub(super) const UNREADABLE: Missing<'static> = Missing {
    reason: Reason::Unreadable,
    near: None,
};
pub(super) const INSUFFICIENT: Missing<'static> = Missing {
    reason: Reason::Insufficient,
    near: None,
};
/// What is simply not there.
pub(super) const ABSENT: Missing<'static> = Missing {
    reason: Reason::Absent,
    near: None,
};

impl<'a> Val<'a> {
    /// A value of the facts; missing information is an error here.
    pub(super) fn of(value: &'a Value, holder: Option<&'a Value>) -> Evaluated<'a> {
        Ok(match &value.kind {
            Kind::Null => Self::Null,
            Kind::Bool(value) => Self::Bool(*value),
            Kind::Int(value) => Self::Int(*value),
            Kind::Float(value) => Self::Float(*value),
            Kind::Text(text) => Self::Text(text),
            Kind::Date(date) => Self::Date(*date),
            Kind::List(_) | Kind::Map(_) => Self::Fact(value),
            Kind::Missing(reason) => {
                return Err(Missing {
                    reason: *reason,
                    near: if value.place.is_some() {
                        Some(value)
                    } else {
                        holder
                    },
                });
            }
        })
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Built(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn length(&self) -> Option<usize> {
        Some(match self {
            Self::Fact(value) => match &value.kind {
                Kind::List(items) => items.len(),
                Kind::Map(map) => map.len(),
                _ => return None,
            },
            Self::List(items) => items.len(),
            other => other.text()?.chars().count(),
        })
    }

    /// The item of a list, or the key of a map, in order.
    pub(super) fn nth(&self, index: usize) -> Option<Evaluated<'a>> {
        match self {
            Self::Fact(value) => match &value.kind {
                Kind::List(items) => items.get(index).map(|item| Val::of(item, Some(value))),
                Kind::Map(map) => map.get_index(index).map(|(key, _)| Ok(Self::Text(key))),
                _ => None,
            },
            Self::List(items) => items.get(index).cloned().map(Ok),
            _ => None,
        }
    }

    pub(super) fn is_list(&self) -> bool {
        match self {
            Self::Fact(value) => matches!(value.kind, Kind::List(_)),
            Self::List(_) => true,
            _ => false,
        }
    }
}

/// The member of a record or a map.
pub(super) fn member<'a>(of: &'a Value, name: &str) -> Evaluated<'a> {
    match &of.kind {
        Kind::Map(map) => match map.get(name) {
            Some(value) => Val::of(value, Some(of)),
            None => Err(Missing {
                reason: Reason::Absent,
                near: Some(of),
            }),
        },
        Kind::Missing(reason) => Err(Missing {
            reason: *reason,
            near: Some(of),
        }),
        _ => Err(UNREADABLE),
    }
}

/// The item of a list, or the member of a map.
pub(super) fn element<'a>(of: &Val<'a>, at: &Val<'a>) -> Evaluated<'a> {
    let absent = |near| Missing {
        reason: Reason::Absent,
        near,
    };
    match (of, at) {
        (Val::Fact(value), at) if at.text().is_some() => member(value, at.text().unwrap_or("")),
        (list, at) if list.is_list() => {
            let near = match list {
                Val::Fact(value) => Some(*value),
                _ => None,
            };
            let index = match at {
                Val::Int(index) => *index,
                Val::Float(index) if index.fract() == 0.0 => *index as i64,
                _ => return Err(UNREADABLE),
            };
            let index = usize::try_from(index).map_err(|_| absent(near))?;
            list.nth(index).unwrap_or(Err(absent(near)))
        }
        _ => Err(UNREADABLE),
    }
}

/// Select from the value of an optional; what is absent has no value.
pub(super) fn project<'a>(
    inner: Option<Rc<Val<'a>>>,
    select: impl Fn(&Val<'a>) -> Evaluated<'a>,
) -> Evaluated<'a> {
    let Some(value) = inner else {
        return Ok(Val::Optional(None));
    };
    match select(&value) {
        Ok(Val::Null) => Ok(Val::Optional(None)),
        Ok(value) => Ok(Val::Optional(Some(Rc::new(value)))),
        Err(missing) if missing.reason == Reason::Absent => Ok(Val::Optional(None)),
        Err(missing) => Err(missing),
    }
}

/// As plain data.
pub(super) fn to_json<'a>(value: &Val<'a>, depth: usize) -> Evaluated<'a, serde_json::Value> {
    if depth > MAX_DEPTH {
        return Err(UNREADABLE);
    }
    Ok(match value {
        Val::Null | Val::Optional(None) => serde_json::Value::Null,
        Val::Bool(value) => (*value).into(),
        Val::Int(value) => (*value).into(),
        Val::Float(value) => (*value).into(),
        Val::Text(text) => (*text).into(),
        Val::Built(text) => (&**text).into(),
        Val::Date(date) => date.to_string().into(),
        Val::Duration(seconds) => format!("{seconds}s").into(),
        Val::Fact(value) => value.to_json(),
        Val::List(items) => {
            let items: Evaluated<_> = items.iter().map(|item| to_json(item, depth + 1)).collect();
            items?
        }
        Val::Optional(Some(value)) => to_json(value, depth + 1)?,
    })
}
