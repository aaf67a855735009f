//! What was noticed about a file, in Korean. What engines say is English and a
//! part of JSON; a table beside this file holds its sentences, a line each: the
//! English, a tab, the Korean, `{}` for what is told of the file itself.

use std::sync::LazyLock;

/// The Korean of a detail; names of members before it stay what they are.
pub(super) fn korean(detail: &str) -> String {
    static TABLE: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
        let lines = include_str!("words.ko.tsv").lines();
        lines.filter_map(|line| line.split_once('\t')).collect()
    });
    let known = TABLE.iter().find_map(|(english, korean)| {
        let told = told(english, detail)?;
        Some(filled(korean, &told))
    });
    if let Some(known) = known {
        return known;
    }
    match detail.split_once(": ") {
        Some((before, after)) => format!("{}: {}", korean(before), korean(after)),
        None => detail.to_owned(),
    }
}

/// What stands in the places of a sentence; `None` where it is another one.
/// Names hold no colon with a blank, which only divides sentences.
fn told<'a>(sentence: &str, detail: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = sentence.split("{}");
    let mut rest = detail.strip_prefix(parts.next()?)?;
    let mut told = Vec::new();
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let at = match (is_last, part.is_empty()) {
            (true, true) => rest.len(),
            (true, false) => rest.strip_suffix(part)?.len(),
            (false, _) => rest.find(part)?,
        };
        let value = &rest[..at];
        if value.is_empty() || value.contains(": ") {
            return None;
        }
        told.push(value);
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(told)
}

fn filled(sentence: &str, told: &[&str]) -> String {
    let mut parts = sentence.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (part, value) in parts.zip(told) {
        text.push_str(value);
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_values_stay_and_the_sentence_is_korean() {
        for (english, wanted) in [
            ("posix.system", "posix.system"),
            (
                "archive/data.pkl: posix.system",
                "archive/data.pkl: posix.system",
            ),
            (
                "model.weights.npz: named .npz, and the bytes are pickle",
                "model.weights.npz: 이름은 .npz이지만 바이트는 pickle임",
            ),
            (
                "tensor `w`: bytes 0 to 4, where its shape needs 8",
                "텐서 `w`: 바이트 0부터 4까지이지만 형상에는 8바이트가 필요함",
            ),
            (
                "config.json: a layer of code: Lambda",
                "config.json: 코드로 된 층: Lambda",
            ),
            (
                "posix.system, with carriage returns in the name",
                "posix.system. 이름에 캐리지 리턴이 있음",
            ),
        ] {
            assert_eq!(korean(english), wanted);
        }
    }

    #[test]
    fn a_line_of_the_table_stands_once_and_tells_as_much_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for line in include_str!("words.ko.tsv").lines() {
            let (english, korean) = line.split_once('\t').expect("two languages");
            assert!(seen.insert(english), "{english} twice");
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(english), places(korean), "{english}");
            assert!(
                korean.chars().any(|it| ('가'..='힣').contains(&it)),
                "{english}"
            );
        }
    }
}
