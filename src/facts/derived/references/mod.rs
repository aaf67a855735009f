//! Every path, `path#anchor` and `file#key` that is declared, followed: what
//! stands at its end. Files are looked at and never judged.

mod follow;

use std::collections::BTreeMap;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::declaration::form::{Form, Shape};
use crate::manifest::declaration::keys::KEYS;
use crate::manifest::declaration::{declared, node};
use crate::model::{Fact, Kind, Reason, Type, Value};

use follow::End;
pub(super) use follow::{Reader, State};

/// What can be referred to.
const KINDS: &[&str] = &["path", "anchor", "key", "evidence", "file"];

/// Every reference of the declaration.
pub static FAMILY: Family = Family {
    name: "references",
    facts: &[
        Fact::new(
            "references[].id",
            Type::Text,
            "ethics.yml",
            "the key, as a path",
        ),
        Fact::new(
            "references[].value",
            Type::Text,
            "ethics.yml",
            "the reference as it is written",
        ),
        Fact::new(
            "references[].kind",
            Type::OneOf(KINDS),
            "the vocabulary",
            "what is referred to: a document, a section, a key, evidence, bytes",
        ),
        Fact::new(
            "references[].state",
            Type::OneOf(State::NAMES),
            "the tree",
            "what stands at its end",
        ),
        Fact::new(
            "references[].resolves",
            Type::Bool,
            "the tree",
            "whether it leads to a tracked file that says something; missing where that can't be told",
        ),
        Fact::new(
            "references[].path",
            Type::Text,
            "the tree",
            "the file's path from the root, at the passage",
        ),
        Fact::new(
            "references[].fragment",
            Type::Text,
            "ethics.yml",
            "the anchor or the key",
        ),
        Fact::new(
            "references[].nearest",
            Type::Text,
            "the tree",
            "the anchor, key or file that was probably meant",
        ),
        Fact::new(
            "references[].other",
            Type::Text,
            "ethics.yml",
            "the key that names the same anchor",
        ),
    ],
    derive,
};

/// One reference and its end.
struct Reference<'a> {
    id: String,
    topic: &'static str,
    form: Form,
    value: &'a Value,
    end: End,
    other: Option<Value>,
}

fn derive(scope: &Scope) -> Derived {
    let mut reader = Reader::new(scope);
    let mut references: Vec<Reference> = declared(&node::DECLARATION, scope.declaration)
        .into_iter()
        .filter_map(|declared| match declared.shape {
            Shape::Of(form) => Some((declared.path, declared.key.path, form, declared.value)),
            _ => None,
        })
        .chain(in_manifests(scope))
        .filter_map(|(id, topic, form, value)| {
            let text = value.as_str().filter(|_| kind(form).is_some())?;
            let end = reader.follow(form, text, value)?;
            Some(Reference {
                id,
                topic,
                form,
                value,
                end,
                other: None,
            })
        })
        .collect();
    mark_shared(&mut references);
    Derived::of(
        "references",
        Value::list(references.into_iter().map(Reference::into_value)),
    )
}

/// References that stand in the manifests of datasets.
fn in_manifests<'a>(
    scope: &'a Scope,
) -> impl Iterator<Item = (String, &'static str, Form, &'a Value)> {
    let datasets = scope
        .known
        .get("datasets")
        .map(Value::items)
        .unwrap_or_default();
    let keys = KEYS
        .iter()
        .filter(|key| key.either)
        .filter_map(|key| match key.shape {
            Shape::Of(form) if kind(form).is_some() => {
                Some((key, form, key.path.strip_prefix("data[].")?))
            }
            _ => None,
        });
    datasets
        .iter()
        .enumerate()
        .flat_map(move |(index, dataset)| {
            keys.clone().filter_map(move |(key, form, below)| {
                let value = dataset.at_path(below)?;
                let place = value
                    .place
                    .as_ref()
                    .filter(|place| place.path() != scope.path)?;
                let id = dataset.get("id").and_then(Value::as_str);
                let id = id.map_or_else(|| index.to_string(), str::to_owned);
                Some((
                    format!("{}#{id}.{below}", place.path()),
                    key.path,
                    form,
                    value,
                ))
            })
        })
}

fn kind(form: Form) -> Option<&'static str> {
    Some(match form {
        Form::Path => "path",
        Form::Anchor => "anchor",
        Form::FileKey => "key",
        Form::Evidence => "evidence",
        Form::File | Form::Artifact => "file",
        _ => return None,
    })
}

/// Two topics that name the same passage: one text can't be about both. Whole
/// files may be shared.
fn mark_shared(references: &mut [Reference]) {
    let mut first: BTreeMap<(String, u32), (&'static str, Value)> = BTreeMap::new();
    for reference in references {
        let passage = match &reference.end {
            End {
                state: State::Ok,
                passage: Some(passage),
                ..
            } if reference.form == Form::Anchor => (passage.path().to_owned(), passage.span.start),
            _ => continue,
        };
        let named = || {
            let value = Value::computed(reference.id.as_str());
            (reference.topic, value.placed_like(reference.value))
        };
        let (topic, other) = first.entry(passage).or_insert_with(named);
        if *topic != reference.topic {
            reference.end.state = State::SharedAnchor;
            reference.other = Some(other.clone());
        }
    }
}

impl Reference<'_> {
    fn into_value(self) -> Value {
        let here = |kind: Kind| Value::computed(kind).placed_like(self.value);
        let resolves = match self.end.state {
            State::Ok => here(Kind::Bool(true)),
            State::Pointer => here(Kind::Missing(Reason::Unverified)),
            State::Unreadable => here(Kind::Missing(Reason::Unreadable)),
            _ => here(Kind::Bool(false)),
        };
        let mut members = vec![
            ("id", here(self.id.into())),
            ("value", self.value.clone()),
            ("kind", here(kind(self.form).unwrap_or("path").into())),
            ("state", here(self.end.state.name().into())),
            ("resolves", resolves),
        ];
        let End {
            path,
            passage,
            fragment,
            nearest,
            ..
        } = self.end;
        members.extend(path.map(|path| ("path", Value::computed(path).with_place(passage))));
        members.extend(fragment.map(|fragment| ("fragment", here(fragment.into()))));
        members.extend(
            nearest.map(|(nearest, there)| {
                ("nearest", Value::computed(nearest).with_place(Some(there)))
            }),
        );
        members.extend(self.other.map(|other| ("other", other)));
        // The record is the value's, so that a finding marks the value and not its key.
        Value::record(members).with_place(self.value.place.clone())
    }
}
