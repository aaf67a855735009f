//! The principles, and the standards that rules are related to, as taxonomies.
//!
//! "Related to" is all that is said: a reference is no claim that a rule
//! fulfils a law.

use std::collections::HashMap;

use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, json};

use super::log::{Component, ComponentReference, Descriptor, DescriptorReference, Relationship};
use super::{plain, properties};
use crate::model::report::{Reference, Report};
use crate::render::arrange;

/// The name of the taxonomy of principles.
const PRINCIPLES: &str = "ethics-gate/principles";

/// Taxonomies by name, each with its taxa in the order in which rules name them.
pub(super) struct Taxonomies<'a> {
    by_name: IndexMap<&'a str, IndexSet<&'a str>>,
    /// What the report knows of a place, by the reference that names it.
    known: HashMap<&'a str, &'a Reference>,
}

/// `eu-ai-act/10(2)(f)` as the standard and the place in it; a reference
/// without a place stands for the whole standard.
fn split(reference: &str) -> (&str, &str) {
    reference.split_once('/').unwrap_or((reference, reference))
}

fn principles(report: &Report, slugs: &IndexSet<&str>) -> Component {
    Component {
        name: PRINCIPLES.to_owned(),
        taxa: slugs
            .iter()
            .map(|slug| Descriptor {
                id: (*slug).to_owned(),
                short_description: Some(plain(arrange::title(report, slug))),
                ..Descriptor::default()
            })
            .collect(),
        ..Component::default()
    }
}

impl<'a> Taxonomies<'a> {
    /// What the rules behind a report's findings name.
    pub(super) fn of(report: &'a Report) -> Self {
        let mut by_name: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
        for finding in arrange::findings(report) {
            by_name
                .entry(PRINCIPLES)
                .or_default()
                .insert(&finding.principle);
        }
        let named: IndexSet<&str> = arrange::findings(report)
            .map(|finding| finding.rule.as_str())
            .collect();
        for rule in report
            .rules
            .iter()
            .filter(|rule| named.contains(rule.id.as_str()))
        {
            for reference in &rule.references {
                let (standard, place) = split(reference);
                by_name.entry(standard).or_default().insert(place);
            }
        }
        let known = report.crosswalk.iter();
        Self {
            by_name,
            known: known.map(|place| (place.id.as_str(), place)).collect(),
        }
    }

    fn reference(&self, name: &str) -> Option<ComponentReference> {
        self.by_name
            .get_index_of(name)
            .map(|index| ComponentReference {
                name: name.to_owned(),
                index,
            })
    }

    /// For the driver.
    pub(super) fn references(&self) -> Vec<ComponentReference> {
        self.by_name
            .keys()
            .filter_map(|name| self.reference(name))
            .collect()
    }

    /// For the run.
    pub(super) fn components(&self, report: &Report) -> Vec<Component> {
        self.by_name
            .iter()
            .map(|(name, taxa)| match *name {
                PRINCIPLES => principles(report, taxa),
                _ => self.standard(name, taxa),
            })
            .collect()
    }

    /// A law or standard, with the places that rules name in our words.
    fn standard(&self, name: &str, taxa: &IndexSet<&str>) -> Component {
        let place = |id: &str| self.known.get(&*format!("{name}/{id}")).copied();
        let first = taxa.iter().find_map(|id| place(id));
        Component {
            name: name.to_owned(),
            short_description: first.map(|place| plain(&place.standard)),
            properties: first.map_or_else(Map::new, |place| {
                stated(json!({"kind": place.kind, "as_of": place.as_of}), place)
            }),
            taxa: taxa
                .iter()
                .map(|id| Descriptor {
                    id: (*id).to_owned(),
                    short_description: place(id).map(|place| plain(&place.title)),
                    properties: place(id).map_or_else(Map::new, |place| {
                        // A date is that of the text that was read, never of the law as it is.
                        let date =
                            json!({"applies_from": place.applies_from, "by_text_of": place.as_of});
                        stated(date, place)
                    }),
                    ..Descriptor::default()
                })
                .collect(),
            ..Component::default()
        }
    }

    /// A reference with what stands there, where the report says it.
    pub(super) fn title(&self, reference: &str) -> Option<&'a str> {
        self.known.get(reference).map(|place| place.title.as_str())
    }

    /// What a rule is related to: its principle, then its references.
    pub(super) fn relationships(
        &self,
        principle: &str,
        references: &[String],
    ) -> Vec<Relationship> {
        let references = references.iter().map(|reference| split(reference));
        std::iter::once((PRINCIPLES, principle))
            .chain(references)
            .filter_map(|(name, id)| self.relationship(name, id))
            .collect()
    }

    fn relationship(&self, name: &str, id: &str) -> Option<Relationship> {
        Some(Relationship {
            target: DescriptorReference {
                id: id.to_owned(),
                index: Some(self.by_name.get(name)?.get_index_of(id)?),
                tool_component: Some(self.reference(name)?),
            },
            kinds: ["relevant"],
        })
    }
}

/// What is known of a place, with what a reader has to know of its text.
fn stated(mut known: serde_json::Value, place: &Reference) -> Map<String, serde_json::Value> {
    if let Some(note) = &place.note {
        known["note"] = json!(note);
    }
    properties(known)
}
