//! From a rule's reference to what stands at that place of a law or standard.

use super::{Pack, Rule};
use crate::model::Language;
use crate::model::crosswalk::{CrosswalkFile, Provision};
use crate::model::report;

/// A place in a law or standard, with the file that knows it.
#[derive(Clone, Copy, Debug)]
pub struct Related<'a> {
    /// The id of the standard, such as `eu-ai-act`.
    pub id: &'a str,
    /// The law or standard.
    pub standard: &'a CrosswalkFile,
    /// The place in it, such as `10(2)(f)`.
    pub place: &'a str,
    /// What stands there.
    pub provision: &'a Provision,
}

impl<'a> Related<'a> {
    /// As rules name it.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}/{}", self.id, self.place)
    }

    /// Since when the place applies, by the text that was read.
    #[must_use]
    pub fn applies_from(&self) -> &'a str {
        let own = self.provision.applies_from.as_deref();
        own.unwrap_or(&self.standard.applies_from)
    }

    /// What a reader has to know of the text that was read.
    #[must_use]
    pub fn note(&self, language: Language) -> Option<&'a str> {
        self.standard.note.as_ref().map(|note| note.get(language))
    }

    /// For the report.
    #[must_use]
    pub fn report(&self, language: Language) -> report::Reference {
        report::Reference {
            id: self.reference(),
            title: self.provision.title.get(language).to_owned(),
            standard: self.standard.title.get(language).to_owned(),
            kind: self.standard.kind,
            as_of: self.standard.as_of.clone(),
            applies_from: self.applies_from().to_owned(),
            note: self.note(language).map(str::to_owned),
        }
    }
}

/// Every place that some packs know, pack by pack, in the order of their files.
pub fn provisions<'a>(
    packs: impl IntoIterator<Item = &'a Pack>,
) -> impl Iterator<Item = Related<'a>> {
    packs
        .into_iter()
        .flat_map(|pack| &pack.crosswalk)
        .flat_map(|(id, standard)| {
            standard
                .entries
                .iter()
                .map(move |(place, provision)| Related {
                    id,
                    standard,
                    place,
                    provision,
                })
        })
}

/// What a reference names: the first pack that knows the place speaks.
pub fn related<'a>(
    packs: impl IntoIterator<Item = &'a Pack>,
    reference: &str,
) -> Option<Related<'a>> {
    let (standard, place) = reference.split_once('/')?;
    packs.into_iter().find_map(|pack| {
        let (id, standard) = pack.crosswalk.get_key_value(standard)?;
        let (place, provision) = standard.entries.get_key_value(place)?;
        Some(Related {
            id,
            standard,
            place,
            provision,
        })
    })
}

/// The places that some rules name, each once, in the order of the rules.
#[must_use]
pub fn named<'a>(packs: &[&'a Pack], rules: &[&Rule]) -> Vec<Related<'a>> {
    let mut known = std::collections::BTreeSet::new();
    rules
        .iter()
        .flat_map(|rule| &rule.file.references)
        .filter(|reference| known.insert(reference.as_str()))
        .filter_map(|reference| related(packs.iter().copied(), reference))
        .collect()
}
