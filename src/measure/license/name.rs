//! The names of licenses: addresses, full names, and how a text spells them.

use super::{License, table};
use crate::measure::text::plain;

/// Words that add nothing to the name of a license.
const FILLERS: &[&str] = &[
    "the",
    "license",
    "licence",
    "licensed",
    "under",
    "version",
    "v",
    "라이선스",
];

/// Pages of licenses: what comes before the id in the address, and the id's
/// beginning.
const PAGES: &[(&str, &str)] = &[
    ("creativecommons.org/licenses/", "cc-"),
    ("creativecommons.org/publicdomain/zero/", "cc0-"),
    ("creativecommons.org/publicdomain/mark/", "pdm-"),
    ("spdx.org/licenses/", ""),
    ("opensource.org/licenses/", ""),
    ("opensource.org/license/", ""),
    ("choosealicense.com/licenses/", ""),
    ("apache.org/licenses/license-", "apache-"),
    ("gnu.org/licenses/", ""),
    ("opendatacommons.org/licenses/odbl", "odbl-1.0"),
    ("opendatacommons.org/licenses/by", "odc-by-1.0"),
    ("opendatacommons.org/licenses/pddl", "pddl-1.0"),
    ("cdla.dev/", "cdla-"),
];

pub(super) fn is_address(text: &str) -> bool {
    text.contains("://") || text.starts_with("www.")
}

/// The id that an address of a license's page stands for.
pub(super) fn of_address(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let (rest, prefix) = PAGES.iter().find_map(|(page, prefix)| {
        let at = text.find(page)?;
        Some((&text[at + page.len()..], *prefix))
    })?;
    if prefix.ends_with("-1.0") {
        return Some(prefix.to_owned());
    }
    let rest = rest.split(['?', '#']).next().unwrap_or("");
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let first = parts.next()?;
    let first = [".html", ".txt", ".json", ".en"]
        .iter()
        .fold(first, |name, end| name.trim_end_matches(end));
    // Creative Commons has the version in a part of its own.
    let id = match parts.next() {
        Some(version) if prefix == "cc-" => format!("{first}-{version}"),
        _ => first.to_owned(),
    };
    Some(format!("{prefix}{id}"))
}

/// A name as an id would be spelled: lower case, words joined by hyphens.
pub(super) fn as_id(text: &str) -> String {
    let text = text
        .trim()
        .trim_matches(['"', '\'', '`', '*'])
        .to_lowercase();
    let text = text.strip_prefix("licenseref-").unwrap_or(&text);
    let words = text.split(|c: char| c.is_whitespace() || c == '_' || c == ',');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// The same without words that add nothing: `apache-2.0` of
/// `apache-license-version-2.0`; `None` where there are none.
pub(super) fn without_fillers(id: &str) -> Option<String> {
    let parts: Vec<&str> = id
        .split('-')
        .filter(|part| !FILLERS.contains(part))
        .map(|part| match part.strip_prefix('v') {
            Some(version) if version.starts_with(|c: char| c.is_ascii_digit()) => version,
            _ => part,
        })
        .collect();
    let kept = parts.join("-");
    (!kept.is_empty() && kept != id).then_some(kept)
}

/// The SPDX id that a loose spelling of a license stands for: `Apache-2.0` of
/// `apache2`. `None` where the spelling says no version, since the choice of
/// one would be a claim, and where it is no such spelling as a whole.
#[must_use]
pub fn meant(text: &str) -> Option<&'static str> {
    let (id, length) = spdx::imprecise_license_id(text)?;
    let version = |text: &str| text.chars().find(char::is_ascii_digit);
    let says_so = version(text).is_some() && version(text) == version(id.name);
    (length == text.len() && says_so && !id.is_deprecated()).then_some(id.name)
}

/// A text in the form of [`plain`] without the words that add nothing to the
/// name of a license: "the Apache License, Version 2.0" is `apache 2 0`.
#[must_use]
pub fn bare(plain: &str) -> String {
    let mut bare = String::with_capacity(plain.len());
    bare.push(' ');
    for word in plain
        .split_whitespace()
        .filter(|word| !FILLERS.contains(word))
    {
        let number = word.strip_prefix('v');
        let number = number.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        bare.push_str(number.unwrap_or(word));
        bare.push(' ');
    }
    bare
}

/// How a text may spell a license, each in the form of [`plain`].
#[must_use]
pub fn spellings(license: &License) -> Vec<String> {
    let mut spelled = Vec::new();
    for id in &license.ids {
        spelled.push(plain(id));
        spelled.extend(table::names(id).map(|name| plain(&name)));
        if let Some(parts) = id.strip_prefix("cc-")
            && let Some((kind, version)) = parts.rsplit_once('-')
        {
            let address = format!("creativecommons.org/licenses/{kind}/{version}");
            spelled.push(plain(&address));
        }
    }
    spelled.retain(|name| name.trim().len() > 1);
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_add_nothing_to_a_name_are_left_out() {
        let license = crate::measure::license::read(["apache-2.0"]).expect("a license");
        for text in [
            "Apache License, Version 2.0",
            "the Apache 2.0 license",
            "Apache-2.0",
            "Apache v2.0",
        ] {
            let said = bare(&plain(&format!("apps is used under {text}.")));
            let mut spelled = spellings(&license).into_iter().map(|name| bare(&name));
            assert!(spelled.any(|name| said.contains(&name)), "{text}: {said}");
        }
        let other = bare(&plain(
            "apps is used under the Apache License, Version 1.1.",
        ));
        let mut spelled = spellings(&license).into_iter().map(|name| bare(&name));
        assert!(!spelled.any(|name| other.contains(&name)));
    }

    #[test]
    fn a_loose_spelling_stands_for_an_id_where_it_says_the_version() {
        for (text, id) in [
            ("apache2", "Apache-2.0"),
            ("Apache-2", "Apache-2.0"),
            ("bsd3", "BSD-3-Clause"),
        ] {
            assert_eq!(meant(text), Some(id), "{text}");
        }
        for text in ["apache", "bsd", "apache2 or so", "lender-eula", "", "2"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
