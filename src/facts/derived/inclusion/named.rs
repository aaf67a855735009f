//! Who is said to be left out, by the languages that they speak.

use crate::facts::{Scope, languages};
use crate::model::Value;

/// Who is said to be left out.
pub(super) struct Named {
    groups: Vec<String>,
    limitations: String,
}

impl Named {
    pub(super) fn of(scope: &Scope) -> Self {
        let entries = scope
            .declared("inclusion.not_served")
            .map_or(&[][..], Value::items);
        let groups = entries
            .iter()
            .filter_map(|entry| entry.get("group")?.as_str());
        let models = scope.known.get("models").map_or(&[][..], Value::items);
        let sections = models
            .iter()
            .flat_map(|model| model.at_path("card.sections").map_or(&[][..], Value::items));
        let about_limits = |section: &&Value| {
            let topics = section.get("topics").map_or(&[][..], Value::items);
            topics
                .iter()
                .any(|topic| topic.as_str() == Some("limitations"))
        };
        let texts = sections
            .filter(about_limits)
            .filter_map(|section| section.get("text")?.as_str());
        Self {
            groups: groups.map(str::to_lowercase).collect(),
            limitations: texts.map(str::to_lowercase).collect::<Vec<_>>().join("\n"),
        }
    }

    pub(super) fn holds(&self, tag: &str) -> bool {
        let primary = tag
            .split(['-', '_'])
            .next()
            .unwrap_or("")
            .to_ascii_lowercase();
        let tag = tag.to_ascii_lowercase();
        let by_tag = |group: &String| {
            let mut words = group.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            words.any(|word| word == tag || (word == primary && tag == primary))
        };
        let by_name = |text: &str| languages::speaks_of(&tag, text);
        self.groups
            .iter()
            .any(|group| by_tag(group) || by_name(group))
            || by_name(&self.limitations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_by_its_name_or_by_a_tag_that_stands_for_it() {
        let named = Named {
            groups: vec!["speakers of vi".to_owned()],
            limitations: "it is no help to speakers of arabic".to_owned(),
        };
        assert!(named.holds("vi"));
        assert!(named.holds("ar"));
        assert!(!named.holds("it"));
        assert!(!named.holds("no"));
    }
}
