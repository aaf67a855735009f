//! A law or standard, or a place in one: what stands there, and which rules
//! are related to it.

use std::fmt::Write as _;

use crate::cli::packs;
use crate::model::Language;
use crate::model::report::words as pick;
use crate::policy::Pack;
use crate::policy::crosswalk::{self, Related};

/// `eu-ai-act`, or `eu-ai-act/10` with all that stands below it.
pub(super) fn explain(packs: &[Pack], name: &str, language: Language) -> Option<String> {
    let (id, place) = name.split_once('/').unwrap_or((name, ""));
    let mut places: Vec<Related> = Vec::new();
    for found in crosswalk::provisions(packs) {
        let is_new = places.iter().all(|known| known.place != found.place);
        if found.id == id && is_below(found.place, place) && is_new {
            places.push(found);
        }
    }
    let first = places.first()?;
    let mut text = format!("{id} · {}\n\n", first.standard.title.get(language));
    // Writing to a string can't fail.
    let _ = writeln!(text, "{}", state(first, language));
    let advice = pick(
        "Rules are related to these places. None of it is legal advice.",
        "규칙과 관련된 조항이며, 법률 자문이 아닙니다.",
        language,
    );
    let _ = writeln!(text, "{advice}");
    if let Some(note) = &first.standard.note {
        let _ = writeln!(text, "{}", note.get(language));
    }
    for found in &places {
        let _ = writeln!(text, "\n{}", line(found, language));
        let reference = found.reference();
        for rule in packs::rules(packs) {
            if rule.file.references.contains(&reference) {
                let _ = writeln!(text, "  {}: {}", rule.id, rule.file.title.get(language));
            }
        }
    }
    Some(text)
}

/// What a rule is related to, a paragraph a law or standard.
pub(super) fn of_rule(packs: &[Pack], references: &[String], language: Language) -> String {
    let mut text = String::new();
    let mut told = "";
    for reference in references {
        let Some(found) = crosswalk::related(packs, reference) else {
            let standard = reference.split('/').next().unwrap_or(reference);
            let title = packs
                .iter()
                .find_map(|pack| pack.file.standards.get(standard));
            let title = title.map_or(String::new(), |title| format!(" ({title})"));
            let _ = writeln!(text, "  {reference}{title}");
            told = "";
            continue;
        };
        if found.id != told {
            told = found.id;
            let title = found.standard.title.get(language);
            let _ = writeln!(text, "  {title} ({})", state(&found, language));
            if let Some(note) = found.note(language) {
                let _ = writeln!(text, "    {note}");
            }
        }
        let _ = writeln!(text, "    {}", line(&found, language));
    }
    text
}

/// How binding a text is, and which state of it was read.
fn state(found: &Related, language: Language) -> String {
    let kind = found.standard.kind.word(language);
    let as_of = &found.standard.as_of;
    pick(
        &format!("{kind}, text of {as_of}"),
        &format!("{kind}, {as_of} 기준 원문"),
        language,
    )
}

/// A place, what it is about, and since when it applies.
fn line(found: &Related, language: Language) -> String {
    let title = found.provision.title.get(language);
    let from = found.applies_from();
    // A date is that of the text that was read, never of the law as it is.
    let as_of = &found.standard.as_of;
    let since = pick(
        &format!("applies from {from} by the text of {as_of}"),
        &format!("{as_of} 기준 원문의 적용일 {from}"),
        language,
    );
    format!("{}: {title} ({since})", found.reference())
}

/// Whether a place is this one or one inside it: `10(2)(f)` is in `10`, and
/// `A.10.3` is not in `A.1`.
fn is_below(place: &str, whole: &str) -> bool {
    place
        .strip_prefix(whole)
        .is_some_and(|rest| whole.is_empty() || rest.is_empty() || !begins_alike(rest))
}

fn begins_alike(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_holds_its_paragraphs_and_no_other_article() {
        for (place, whole, below) in [
            ("10(2)(f)", "10", true),
            ("10(2)(f)", "10(2)", true),
            ("10", "10", true),
            ("10(3)", "1", false),
            ("A.10.3", "A.1", false),
            ("A.10.3", "A.10", true),
            ("MEASURE-2.11", "MEASURE", true),
            ("MEASURE-2.11", "MEASURE-2.1", false),
            ("annex-iii/5(b)", "annex-i", false),
            ("22-2", "22", true),
            ("anything", "", true),
        ] {
            assert_eq!(is_below(place, whole), below, "{place} in {whole}");
        }
    }
}
