//! The shape check: a document's value held against the tree of keys.
//!
//! What has the right shape is taken over, dates as dates; what has not becomes
//! missing, with a problem at its place, so that one wrong value never hides
//! the rest. It judges no meaning and reads no other file.
//!
//! Codes: `unknown-key`, `missing-key`, `empty-value`, `to-do`, `wrong-type`,
//! `quoted-number`, `unquoted-text`, `yes-no`, `not-one-of`, `out-of-range`,
//! `malformed`. Particulars: `key`, `nearest`, `expected`, `expected_ko`,
//! `found`, `found_ko`, `replacement`, `wanted`, `wanted_ko`.

use crate::model::finding::Reason;
use crate::model::{Kind, Map, Place, Problem, Str, Text, Value, nearest, text};

use super::GAP;
use super::form::{Form, Shape};
use super::keys::placeholder;
use super::node::Node;
use super::scalar::{Fault, scalar};
use super::wording::{expected, found, hint, wanted};

/// A value that has the shape of its tree, and what was wrong.
pub struct Checked {
    /// The value; what had the wrong shape is missing.
    pub value: Value,
    /// Problems, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Hold a value against a tree of keys.
#[must_use]
pub fn check(node: &Node, value: &Value) -> Checked {
    let mut check = Check {
        problems: Vec::new(),
    };
    let value = check.node(node, value, "");
    Checked {
        value,
        problems: check.problems,
    }
}

/// Keys that are free at any level.
#[must_use]
pub fn is_free(key: &str) -> bool {
    key.starts_with("x-")
}

/// Characters beyond which a name is no slip of the finger, and is not shown whole.
const LONGEST: usize = 120;

/// The path of an item: by its id where it says one, so that moving it changes nothing.
pub(crate) fn item_path(path: &str, index: usize, item: &Value) -> String {
    match item.get("id").and_then(Value::as_str) {
        Some(id) if id.len() <= LONGEST => format!("{path}[{id}]"),
        _ => format!("{path}[{index}]"),
    }
}

pub(crate) fn member_path(path: &str, name: &str) -> String {
    let name: std::borrow::Cow<str> = match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &name[..end]).into(),
        None => name.into(),
    };
    if path.is_empty() {
        name.into_owned()
    } else {
        format!("{path}.{name}")
    }
}

struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn node(&mut self, node: &Node, value: &Value, path: &str) -> Value {
        let kind = match &value.kind {
            Kind::Missing(_) => return value.clone(),
            Kind::Null => {
                self.report(Fault::new("empty-value"), node, value, path);
                // Somebody left a place for it: what it says is not known, which
                // is not that nobody would say anything.
                Kind::Missing(Reason::Unreadable)
            }
            Kind::Map(map) if node.takes_map() => {
                Kind::Map(self.members(node, map, value, path).into())
            }
            Kind::List(items) => match &node.items {
                Some(item) => {
                    if node.exactly.is_some_and(|count| count != items.len()) {
                        self.report(Fault::new("wrong-type"), node, value, path);
                    }
                    Kind::List(
                        items
                            .iter()
                            .enumerate()
                            .map(|(index, one)| self.node(item, one, &item_path(path, index, one)))
                            .collect(),
                    )
                }
                None if node.scalar == Some(Shape::Any) => value.kind.clone(),
                None => self.wrong_type(node, value, path),
            },
            Kind::Map(_) => self.wrong_type(node, value, path),
            _ => match &node.scalar {
                Some(shape) => match scalar(shape, value) {
                    Ok(kind) => kind,
                    Err(fault) => {
                        self.report(fault, node, value, path);
                        Kind::Missing(Reason::Unreadable)
                    }
                },
                None => self.wrong_type(node, value, path),
            },
        };
        Value {
            kind,
            place: value.place.clone(),
            key: value.key,
        }
    }

    fn wrong_type(&mut self, node: &Node, value: &Value, path: &str) -> Kind {
        // One value where a list is meant: the brackets are all that is missing.
        let listed = node
            .items
            .as_ref()
            .and_then(|item| item.scalar.as_ref())
            .filter(|shape| scalar(shape, value).is_ok())
            .and(value.place.as_ref())
            .map(|place| format!("[{}]", place.text().trim_end()));
        self.report(
            Fault::new("wrong-type").replaced_by(listed),
            node,
            value,
            path,
        );
        Kind::Missing(Reason::Unreadable)
    }

    fn members(&mut self, node: &Node, map: &Map, value: &Value, path: &str) -> Map {
        let mut known = Map::default();
        let mut meant = Vec::new();
        for (name, member) in map {
            if is_free(name) {
                known.insert(name.clone(), member.clone());
                continue;
            }
            let below = member_path(path, name);
            match node.member(name) {
                Some(child) if self.key_fits(node, name, member, &below) => {
                    let checked = self.node(child, member, &below);
                    known.insert(name.clone(), checked);
                }
                Some(_) => {}
                None => meant.extend(self.unknown_key(node, name, member, &below)),
            }
        }
        for (name, child) in &node.members {
            // A misspelled key is one mistake, not a wrong and a missing one.
            if child.required() && !map.contains_key(*name) && !meant.contains(name) {
                self.missing_key(child, value, &member_path(path, name));
            }
        }
        known
    }

    /// A key of the author's choice has a form too: a language, a country.
    fn key_fits(&mut self, node: &Node, name: &Str, member: &Value, path: &str) -> bool {
        let Some((kind, _)) = &node.any else {
            return true;
        };
        if node.members.contains_key(name.as_ref()) {
            return true;
        }
        let shape = placeholder(kind);
        let (fits, near) = match shape {
            Shape::Word(words) => (
                words.contains(&name.as_ref()),
                nearest(name, words.iter().copied()).map(str::to_owned),
            ),
            Shape::Of(form) => (form.fits(name), form.mend(name)),
            _ => (true, None),
        };
        if !fits {
            let expected = shape.expected();
            self.key_problem(member, path, near, &expected);
        }
        fits
    }

    /// Reports the key, and says which one of this map it was meant to be.
    fn unknown_key(
        &mut self,
        node: &Node,
        name: &Str,
        member: &Value,
        path: &str,
    ) -> Option<&'static str> {
        let sibling = nearest(name, node.members.keys().copied());
        let near = sibling
            .map(str::to_owned)
            .or_else(|| elsewhere(name))
            .or_else(|| elsewhere(nearest(name, names_of_keys())?));
        let names = node.members.keys().copied().collect::<Vec<_>>().join(", ");
        let expected = Text::new(format!("one of {names}"), format!("{names} 중 하나"));
        self.key_problem(member, path, near, &expected);
        sibling
    }

    fn key_problem(&mut self, member: &Value, path: &str, near: Option<String>, expected: &Text) {
        let Some(place) = key_place(member) else {
            return;
        };
        let mut problem = Problem::new(
            "unknown-key",
            place,
            text!("unknown key {path}", "모르는 키 {path}"),
        )
        .with("key", path)
        .with("expected", &expected.en)
        .with("expected_ko", &expected.ko);
        if let Some(near) = near {
            problem.detail = text!(
                "unknown key {path}, did you mean {near}",
                "모르는 키 {path}, 혹시 {near}인가요?"
            );
            // A key of another section has to be moved, not renamed.
            if !near.contains('.') {
                problem = problem.with("replacement", near.as_str());
            }
            problem = problem.with("nearest", near);
        }
        self.problems.push(wanted(problem));
    }

    fn missing_key(&mut self, child: &Node, parent: &Value, path: &str) {
        let Some(place) = parent.mark() else {
            return;
        };
        let below = child.required_below();
        let key = if below.is_empty() {
            path.to_owned()
        } else {
            format!("{path} ({})", below.join(", "))
        };
        self.problems.push(
            Problem::new(
                "missing-key",
                place,
                text!("{key} is missing", "{key}이(가) 없음"),
            )
            .with("key", key),
        );
    }

    fn report(&mut self, fault: Fault, node: &Node, value: &Value, path: &str) {
        let fault = match value.as_str() {
            Some(text) if text.eq_ignore_ascii_case(GAP) => Fault::new("to-do"),
            _ => fault,
        };
        let Some(mut place) = value.mark() else {
            return;
        };
        // Whoever writes a confidential term in clear by mistake must not see
        // it printed in a public log.
        let sensitive = node.scalar == Some(Shape::Of(Form::HashedTerm));
        place.sensitive |= sensitive;
        let expected = match fault.code {
            "unquoted-text" => Text::new("text in quotes", "따옴표로 감싼 글"),
            _ => expected(node),
        };
        let found = found(fault.code, value);
        let mut problem = Problem::new(
            fault.code,
            place,
            Text::new(
                format!("{path} is {}, expected {}", found.en, expected.en),
                format!(
                    "{path}: {}이(가) 있음. 필요한 것: {}",
                    found.ko, expected.ko
                ),
            ),
        )
        .with("key", path)
        .with("found", found.en)
        .with("found_ko", found.ko)
        .with("expected", expected.en)
        .with("expected_ko", expected.ko);
        let short = |text: &String| !sensitive && text.len() <= LONGEST;
        if let Some(nearest) = fault.nearest.filter(short) {
            problem = problem.with("nearest", nearest);
        }
        if let Some(replacement) = fault.replacement.filter(short) {
            problem = problem.with("replacement", replacement);
        }
        if let Some(hint) = hint(node) {
            problem = problem.with("hint", hint.en).with("hint_ko", hint.ko);
        }
        self.problems.push(wanted(problem));
    }
}

/// Where a key of this name is valid, if it is not here.
fn elsewhere(name: &str) -> Option<String> {
    super::keys::KEYS
        .iter()
        .map(|key| key.path)
        .find_map(|path| {
            let (at, _) = path.match_indices(name).find(|(at, _)| {
                let before = path[..*at].chars().next_back();
                let after = path[at + name.len()..].chars().next();
                matches!(before, None | Some('.')) && matches!(after, None | Some('.' | '['))
            })?;
            Some(path[..at + name.len()].to_owned())
        })
}

/// The names of all keys, without what they stand under.
fn names_of_keys() -> impl Iterator<Item = &'static str> {
    let names = super::keys::KEYS.iter().flat_map(|key| key.path.split('.'));
    names
        .map(|name| name.trim_end_matches("[]"))
        .filter(|name| !name.starts_with('<'))
}

fn key_place(member: &Value) -> Option<Place> {
    let place = member.place.as_ref()?;
    Some(Place {
        span: member.key.unwrap_or(place.span),
        ..place.clone()
    })
}
