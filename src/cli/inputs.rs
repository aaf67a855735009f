//! What several verbs take: a date, a language, packs, a root, a name that
//! may be misspelled.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::Language;
use crate::policy::Pack;
use crate::source::Tree;

/// The date that ages are counted to: as given, or today in UTC, so that two
/// machines agree.
pub(super) fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date())
}

/// A date as the command line takes it.
pub(super) fn date(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "a date is written YYYY-MM-DD, such as 2026-12-01".to_owned())
}

/// A language as the command line takes it.
pub(super) fn language(text: &str) -> Result<Language, String> {
    match text {
        "en" => Ok(Language::En),
        "ko" => Ok(Language::Ko),
        _ => Err("en and ko are spoken".to_owned()),
    }
}

/// The language as given, or as the environment says.
pub(super) fn spoken(given: Option<Language>) -> Language {
    let environment = || {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = set("LC_ALL")
            .or_else(|| set("LC_MESSAGES"))
            .or_else(|| set("LANG"));
        match locale {
            Some(locale) if locale.starts_with("ko") => Language::Ko,
            _ => Language::En,
        }
    };
    given.unwrap_or_else(environment)
}

/// The built-in pack and those of the directories given.
pub(super) fn packs(directories: &[PathBuf]) -> anyhow::Result<Vec<Pack>> {
    let mut packs = vec![Pack::builtin()];
    for directory in directories {
        packs.push(pack(directory)?);
    }
    Ok(packs)
}

/// The pack of a directory.
pub(super) fn pack(directory: &Path) -> anyhow::Result<Pack> {
    let tree = Tree::working(directory)?;
    Pack::load(&tree).with_context(|| format!("the pack {} can't be used", directory.display()))
}

/// The root that a path means: a folder, or the folder of an `ethics.yml`.
pub(super) fn root(path: &Path) -> anyhow::Result<PathBuf> {
    if path.is_dir() {
        return Ok(path.to_owned());
    }
    if path.is_file() && path.file_name().is_some_and(|name| name == "ethics.yml") {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        return Ok(folder.unwrap_or_else(|| Path::new(".")).to_owned());
    }
    if path.is_file() {
        bail!(
            "{}: this is a file; name the repository's folder, or its ethics.yml",
            path.display()
        );
    }
    bail!(
        "{}: there is no such path; name the folder of a repository",
        path.display()
    );
}

/// "did you mean": the known name nearest to one that is not.
pub(super) fn did_you_mean<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    crate::policy::nearest(name, known)
}
