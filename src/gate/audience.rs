//! Who may read what a report carries of a system.
//!
//! The public reads the keys of one list and nothing else; and of these nothing
//! in which a confidential term stands, or a passage of a confidential file,
//! and nothing that the declaration withholds. A value has one name here,
//! whatever it was merged from, so that none is kept under one name and shown
//! under another.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::facts;
use crate::measure::text::confidential::{Passages, Terms};
use crate::model::Value;
use crate::model::path::name_of;
use crate::model::report::Audience;
use crate::model::verified::{Measured, StoodOn};
use crate::source::{Blob, Tree};

/// What anybody may read: keys of the declaration, lists without brackets. A
/// key that is not here is not for the public, whichever it lies below.
const PUBLIC: &[&str] = &[
    "system.id",
    "system.purpose",
    "system.affected",
    "system.kind",
    "system.input",
    "system.lifecycle",
    "system.domain",
    "system.decides_about_people",
    "system.automation",
    "system.commercial",
    "system.users",
    "system.features",
    "system.repository",
    "system.markets",
    "system.languages",
    "system.audience.minors",
    "system.audience.min_age",
    "system.owner.team",
    "system.owner.contact",
    "risk.tier",
    "risk.basis",
    "uses.intended",
    "uses.prohibited",
    "practices",
    "practices.name",
    "practices.exception",
    "models.id",
    "models.version",
    "models.license",
    "data.id",
    "data.role",
    "data.license",
    "data.personal",
    "data.source",
    "data.minors",
    "data.collected_until",
    "data.people",
    "oversight.contact",
    "oversight.respond_within_days",
    "oversight.appeal.days",
    "fairness.not_measured.attribute",
    "fairness.not_measured.reason",
    "fairness.not_measured.review_by",
    "explain.redactions.topic",
    "explain.redactions.reason",
    "explain.redactions.instead",
    "explain.redactions.review_by",
    "inclusion.not_served.group",
    "inclusion.not_served.advice",
    "inclusion.alternative.channels",
    "inclusion.alternative.same_price",
    "inclusion.alternative.max_days",
    "privacy.personal_data",
    "privacy.basis",
    "privacy.retention_days",
    "privacy.special_categories.type",
    "privacy.trains_on_user_input.mode",
];

/// What numbers of groups are computed from; to withhold one is to withhold them.
const OF_GROUPS: [&str; 4] = [
    "fairness.counts",
    "fairness.predictions",
    "fairness.favorable",
    "fairness.checks",
];

/// What declarations keep from everybody. One page tells of all systems, so
/// what one of them keeps is told of none.
#[derive(Default)]
pub(super) struct Secrets {
    terms: Terms,
    passages: Passages,
    files: BTreeSet<String>,
}

impl Secrets {
    /// Add those of the declaration in a folder of a tree.
    pub(super) fn add(&mut self, declaration: &Value, tree: &Tree, folder: &str) {
        for term in items(declaration, "explain.confidential_terms") {
            self.terms.add(term.as_str().unwrap_or(""));
        }
        let files = items(declaration, "explain.confidential_files").filter_map(Value::as_str);
        for path in files.filter_map(|path| facts::join(folder, path)) {
            if let Blob::Text(document) = tree.read(&path) {
                self.passages.add(&document.text);
            }
            self.files.insert(path);
        }
    }

    fn stand_in(&self, words: &str) -> bool {
        !self.find(words).is_empty()
    }

    /// Where one of them stands in a text, in bytes.
    pub(super) fn find(&self, words: &str) -> Vec<Range<usize>> {
        let mut found = self.terms.find(words);
        found.extend(self.passages.find(words));
        found
    }
}

/// Who may read what of one system.
pub(super) struct Readers<'a> {
    secrets: &'a Secrets,
    folder: &'a str,
    /// Keys that a redaction names.
    withheld: Vec<String>,
}

impl<'a> Readers<'a> {
    /// Of the declaration in a folder.
    pub(super) fn of(declaration: &Value, secrets: &'a Secrets, folder: &'a str) -> Self {
        let topics = items(declaration, "explain.redactions");
        let topics = topics.filter_map(|one| one.get("topic")?.as_str());
        Self {
            secrets,
            folder,
            withheld: topics.map(key).collect(),
        }
    }

    /// Who may read a fact by its path, and its words.
    pub(super) fn of_fact<'w>(
        &self,
        path: &'w str,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Audience {
        let key = key(path);
        let is_public = PUBLIC.contains(&&*key) && !self.withholds(&key);
        // A map's keys are the author's words, too.
        Audience::public_if(is_public && self.are_harmless([path].into_iter().chain(words)))
    }

    /// Who may read what was measured of the groups of an attribute.
    pub(super) fn of_groups(&self, measured: &Measured) -> Audience {
        let attributes = measured.attribute.split('*');
        let attributes: Vec<String> = attributes
            .map(|name| key(&format!("fairness.attributes.{name}")))
            .collect();
        let crossed = (attributes.len() > 1).then_some("fairness.intersections");
        let sources = OF_GROUPS.into_iter().chain(crossed);
        let mut sources = sources.chain(attributes.iter().map(String::as_str));
        let names = measured.rates.iter().map(|rate| &*rate.group);
        let names = names.chain([&*measured.attribute, &*measured.metric]);
        Audience::public_if(!sources.any(|key| self.touches(key)) && self.are_harmless(names))
    }

    /// Who may read of a file: what it is for and its digest, never its name.
    pub(super) fn of_file(&self, file: &StoodOn) -> Audience {
        let path = facts::join(self.folder, &file.name);
        // A file that lies elsewhere is known by its last name alone.
        let kept = self
            .secrets
            .files
            .iter()
            .any(|kept| Some(kept) == path.as_ref() || name_of(kept) == &*file.name);
        let of = match &*file.role {
            "artifact" => Some("models.artifacts"),
            "prompt" => Some("models.prompts"),
            "data" => Some("data.manifest"),
            _ => None,
        };
        let keys = file.keys.iter().map(|named| key(named));
        let is_withheld = keys
            .chain(of.map(str::to_owned))
            .any(|key| self.withholds(&key));
        let named = file.keys.iter().chain(&file.kind).map(String::as_str);
        Audience::public_if(!kept && !is_withheld && self.are_harmless(named))
    }

    fn withholds(&self, key: &str) -> bool {
        self.withheld.iter().any(|topic| is_below(key, topic))
    }

    /// Whether a key, what it lies below or a part of it is withheld.
    fn touches(&self, key: &str) -> bool {
        self.withholds(key) || self.withheld.iter().any(|topic| is_below(topic, key))
    }

    fn are_harmless<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> bool {
        !words.into_iter().any(|words| self.secrets.stand_in(words))
    }
}

fn items<'v>(declaration: &'v Value, path: &str) -> impl Iterator<Item = &'v Value> {
    let list = declaration.at_path(path).into_iter();
    list.flat_map(Value::items)
}

/// The one name of a key: `declaration.data[3].id` and `datasets[3].id`, which
/// is merged from it and its manifest, are `data.id`.
fn key(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut inside = false;
    for char in path.trim().chars() {
        inside = inside && char != ']';
        match char {
            '[' => inside = true,
            ']' => {}
            _ if inside => {}
            _ => plain.push(char.to_ascii_lowercase()),
        }
    }
    let own = plain.strip_prefix("declaration.").unwrap_or(&plain);
    match own.strip_prefix("datasets") {
        Some(rest) if rest.is_empty() || rest.starts_with('.') => format!("data{rest}"),
        _ => own.to_owned(),
    }
}

fn is_below(key: &str, above: &str) -> bool {
    key.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readers<'a>(secrets: &'a Secrets, topics: &[&str]) -> Readers<'a> {
        Readers {
            secrets,
            folder: "",
            withheld: topics.iter().map(|topic| key(topic)).collect(),
        }
    }

    #[test]
    fn a_key_stands_for_itself_and_for_nothing_below_or_beside_it() {
        let secrets = Secrets::default();
        let readers = readers(&secrets, &[]);
        let of = |path| readers.of_fact(path, []);
        assert_eq!(of("declaration.system.owner.team"), Audience::Public);
        assert_eq!(of("declaration.system.affected[2]"), Audience::Public);
        assert_eq!(of("declaration.system.x-notes"), Audience::Internal);
        assert_eq!(of("declaration.systematic"), Audience::Internal);
        assert_eq!(of("declaration.models[12].id"), Audience::Public);
        assert_eq!(of("declaration.models[12].card"), Audience::Internal);
        assert_eq!(of("declaration.x-notes"), Audience::Internal);
    }

    #[test]
    fn a_value_that_is_merged_has_the_readers_of_its_source() {
        let secrets = Secrets::default();
        for topics in [
            &[][..],
            &["data[0].license"],
            &["Data"],
            &["datasets.people"],
        ] {
            let readers = readers(&secrets, topics);
            for name in ["id", "license", "people", "gaps", "publisher", "basis"] {
                let of = |list| readers.of_fact(&format!("{list}[0].{name}"), ["a"]);
                assert_eq!(of("declaration.data"), of("datasets"), "{name} {topics:?}");
            }
        }
    }

    #[test]
    fn what_leaks_or_is_withheld_is_not_for_the_public() {
        let mut secrets = Secrets::default();
        secrets.terms.add_plain("velocity score");
        let readers = readers(&secrets, &["uses"]);
        let of = |path, words| readers.of_fact(path, [words]);
        assert_eq!(of("declaration.uses.intended[0]", "a"), Audience::Internal);
        let purpose = "declaration.system.purpose";
        assert_eq!(of(purpose, "It sorts mail."), Audience::Public);
        assert_eq!(of(purpose, "The Velocity Score"), Audience::Internal);
    }

    #[test]
    fn to_withhold_a_part_of_fairness_is_to_withhold_its_numbers() {
        let secrets = Secrets::default();
        let measured = |attribute: &str| Measured {
            attribute: attribute.to_owned(),
            metric: "fpr".to_owned(),
            rates: Vec::new(),
            limits: Vec::new(),
            audience: Audience::Internal,
        };
        for (topic, sex, pair) in [
            ("fairness", false, false),
            ("fairness.attributes.sex", false, false),
            ("fairness.attributes.sex[0]", false, false),
            ("fairness.checks[1].limit", false, false),
            ("fairness.intersections", true, false),
            ("fairness.attributes.nationality", true, true),
        ] {
            let readers = readers(&secrets, &[topic]);
            let of = |name| readers.of_groups(&measured(name)) == Audience::Public;
            assert_eq!((of("sex"), of("sex*age_band")), (sex, pair), "{topic}");
        }
    }
}
