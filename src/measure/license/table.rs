//! Licenses by name: our table first, then the SPDX list.

use std::collections::HashMap;
use std::sync::LazyLock;

use spdx::LicenseId;
use spdx::identifiers::LICENSES;

use super::{Allows, License, Standing, Terms, name};
use crate::measure::text::plain;

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let lines = include_str!("licenses.tsv").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| Row::read(line).expect("internal error: a row of licenses.tsv"))
        .collect()
});

/// Rows by their ids and by their other names, as ids are spelled.
static BY_ID: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let rows = TABLE.iter().enumerate();
    rows.flat_map(|(at, row)| {
        let also = row.also.iter().map(|also| name::as_id(also));
        let all = also.chain([row.id.to_owned()]);
        all.map(move |id| (id, at))
    })
    .collect()
});

/// Full names of the list as [`plain`] text, in its order.
static FULL_NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| LICENSES.iter().map(|one| plain(one.full_name)).collect());

/// A row of the table.
struct Row {
    id: &'static str,
    standing: Standing,
    terms: Terms,
    also: Vec<&'static str>,
}

impl Row {
    fn read(line: &'static str) -> Option<Self> {
        let mut cells = line.split('\t');
        let id = cells.next()?;
        let standing = match cells.next()? {
            "license" => Standing::Precise,
            "family" => Standing::Family,
            "own" => Standing::Own,
            "none" => Standing::Unknown,
            _ => return None,
        };
        let allows = |cell| match cell {
            "yes" => Some(Allows::Yes),
            "no" => Some(Allows::No),
            "ask" => Some(Allows::Ask),
            _ => None,
        };
        let known = |cell| match cell {
            "yes" => Some(Some(true)),
            "no" | "part" => Some(Some(false)),
            "ask" => Some(None),
            _ => None,
        };
        let terms = Terms {
            commercial: allows(cells.next()?)?,
            changes: allows(cells.next()?)?,
            share_alike: known(cells.next()?)?,
            credit: cells.next()? == "yes",
            limits_uses: known(cells.next()?)?,
            certain: cells.next()? == "yes",
        };
        let also = cells.next()?.split("; ").filter(|name| !name.is_empty());
        Some(Self {
            id,
            standing,
            terms,
            also: also.collect(),
        })
    }

    /// Whether an id is a version of the row's family.
    fn has_version(&self, id: &str) -> bool {
        let family = self.id.strip_suffix('*');
        let rest = family.and_then(|beginning| id.strip_prefix(beginning));
        rest.is_some_and(is_version)
    }
}

/// A version, and a port or what GNU adds: `4.0`, `3.0-igo`, `2.1-or-later`.
fn is_version(rest: &str) -> bool {
    rest.len() <= 24
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
}

/// The license that goes by a name; unknown where none does.
pub(super) fn find(text: &str) -> License {
    let id = if name::is_address(text) {
        name::of_address(text).unwrap_or_else(|| name::as_id(text))
    } else {
        name::as_id(text)
    };
    let bare = name::without_fillers(&id);
    by_id(&id)
        .or_else(|| by_id(id.strip_suffix('+')?))
        .or_else(|| by_id(bare.as_deref()?))
        .or_else(|| by_full_name(text))
        .unwrap_or_else(|| License {
            ids: vec![id],
            standing: Standing::Unknown,
            terms: Terms {
                commercial: Allows::Ask,
                changes: Allows::Ask,
                share_alike: None,
                credit: false,
                limits_uses: None,
                certain: false,
            },
        })
}

fn by_id(id: &str) -> Option<License> {
    let own = BY_ID.get(id).map(|&at| (&TABLE[at], TABLE[at].id));
    let family = || {
        let rows = TABLE.iter().filter(|row| row.has_version(id));
        Some((rows.max_by_key(|row| row.id.len())?, id))
    };
    if let Some((row, id)) = own.or_else(family) {
        return Some(License {
            ids: vec![id.to_owned()],
            standing: row.standing,
            terms: row.terms,
        });
    }
    let listed = LICENSES
        .iter()
        .find(|one| one.name.eq_ignore_ascii_case(id))?;
    spdx::license_id(listed.name).map(of_the_list)
}

/// What the flags of the SPDX list tell.
fn of_the_list(id: LicenseId) -> License {
    let free = id.is_osi_approved() || id.is_fsf_free_libre();
    let allows = if free { Allows::Yes } else { Allows::Ask };
    License {
        ids: vec![id.name.to_ascii_lowercase()],
        standing: Standing::Precise,
        terms: Terms {
            commercial: allows,
            changes: allows,
            share_alike: free.then_some(id.is_copyleft()),
            credit: free,
            limits_uses: free.then_some(false),
            certain: free,
        },
    }
}

/// A license by its full name, its last word left out or not.
fn by_full_name(text: &str) -> Option<License> {
    let wanted = plain(text);
    if wanted.trim().len() < 8 {
        return None;
    }
    let at = FULL_NAMES.iter().position(|full| {
        let rest = full.strip_prefix(wanted.as_str());
        rest.is_some_and(|rest| matches!(rest.trim(), "" | "only" | "international"))
    })?;
    let listed = LICENSES.get(at)?;
    by_id(&listed.name.to_ascii_lowercase())
}

/// Further names of an id: those of the table, and the full name of the list.
pub(super) fn names(id: &str) -> impl Iterator<Item = String> {
    let row = TABLE.iter().find(|row| row.id == id);
    let also = row.map_or(&[][..], |row| &row.also);
    let listed = LICENSES
        .iter()
        .find(|one| one.name.eq_ignore_ascii_case(id));
    let full = listed.map(|one| {
        let name = one.full_name;
        name.trim_end_matches(" International")
            .trim_end_matches(" only")
    });
    let names = also.iter().copied().chain(full);
    names.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_packages_and_catalogs_spell_open_data_commons_their_own_way() {
        for (spelled, id) in [
            ("ODC-PDDL-1.0", "pddl-1.0"),
            ("odc-by", "odc-by-1.0"),
            ("ODC-BY-1.0", "odc-by-1.0"),
            ("ODC-ODbL-1.0", "odbl-1.0"),
        ] {
            assert_eq!(find(spelled).ids, [id], "{spelled}");
        }
    }

    #[test]
    fn every_row_reads_and_ids_are_unique() {
        assert!(TABLE.len() > 60);
        let mut ids: Vec<String> = TABLE
            .iter()
            .flat_map(|row| {
                let also = row.also.iter().map(|also| name::as_id(also));
                also.chain([row.id.to_owned()])
            })
            .collect();
        ids.sort();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{ids:?}");
    }
}
