//! The names of languages, as texts write them.

/// Names of languages in English and Korean, lower case, by primary subtag. A
/// bare tag such as `it` or `no` is a word of English and no name.
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

/// The names of a tag's language.
#[must_use]
pub fn names(tag: &str) -> &'static [&'static str] {
    let primary = tag.split(['-', '_']).next().unwrap_or("");
    let found = NAMES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(primary));
    found.map_or(&[], |(_, names)| names)
}

/// Whether a text names the language of a tag.
#[must_use]
pub fn speaks_of(tag: &str, text: &str) -> bool {
    let names = names(tag);
    let text = text.to_lowercase();
    names.iter().any(|name| text.contains(name))
}
