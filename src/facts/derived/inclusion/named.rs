//! Who is said to be left out, by the languages that they speak.

use crate::facts::Scope;
use crate::model::Value;

/// Names of languages in English and Korean; a bare tag such as `it` or `no`
/// is a word of English and counts as a name only where it stands alone.
const NAMES: &[(&str, &[&str])] = &[
    ("ar", &["arabic", "아랍어"]),
    ("bn", &["bengali", "bangla", "벵골어"]),
    ("de", &["german", "독일어"]),
    ("en", &["english", "영어"]),
    ("es", &["spanish", "스페인어"]),
    ("fa", &["persian", "farsi", "페르시아어"]),
    ("fr", &["french", "프랑스어"]),
    ("hi", &["hindi", "힌디어"]),
    ("id", &["indonesian", "인도네시아어"]),
    ("it", &["italian", "이탈리아어"]),
    ("ja", &["japanese", "일본어"]),
    ("km", &["khmer", "크메르어"]),
    ("ko", &["korean", "한국어"]),
    ("mn", &["mongolian", "몽골어"]),
    ("ms", &["malay", "말레이어"]),
    ("my", &["burmese", "버마어", "미얀마어"]),
    ("ne", &["nepali", "네팔어"]),
    ("nl", &["dutch", "네덜란드어"]),
    ("pl", &["polish", "폴란드어"]),
    ("pt", &["portuguese", "포르투갈어"]),
    ("ru", &["russian", "러시아어"]),
    ("sv", &["swedish", "스웨덴어"]),
    ("sw", &["swahili", "스와힐리어"]),
    ("th", &["thai", "태국어"]),
    ("tl", &["tagalog", "filipino", "타갈로그어"]),
    ("tr", &["turkish", "튀르키예어", "터키어"]),
    ("uk", &["ukrainian", "우크라이나어"]),
    ("ur", &["urdu", "우르두어"]),
    ("uz", &["uzbek", "우즈베크어"]),
    ("vi", &["vietnamese", "베트남어"]),
    ("zh", &["chinese", "mandarin", "cantonese", "중국어"]),
];

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
        let names = NAMES
            .iter()
            .find(|(tag, _)| *tag == primary)
            .map_or(&[][..], |(_, names)| names);
        let by_name = |text: &str| names.iter().any(|name| text.contains(name));
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
