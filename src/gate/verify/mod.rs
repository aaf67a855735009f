//! A statement held against a tree: whether the files are those that the gate
//! has passed. Who signed it is not asked here: that is what cosign and the
//! platforms are for.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use self::read::{Claims, LARGEST, Unusable, read};
use crate::facts::derived::lock::subjects::{self, Subject};
use crate::model::statement::{Conclusion, Predicate, Role};
use crate::policy::Pack;
use crate::source::Tree;

/// Why a tree is not what a statement says, or the statement not enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// The verdict is not `passed`.
    NotPassed,
    /// A file has other bytes.
    Changed {
        /// Its path.
        name: String,
        /// The digest in the statement.
        stated: String,
        /// The digest of what is there.
        found: String,
    },
    /// A file is not there.
    Missing {
        /// Its path.
        name: String,
    },
    /// A file is there, and its bytes are not, or can't be read.
    NotHere {
        /// Its path.
        name: String,
        /// Where they are: `dvc` or `unreadable`.
        state: &'static str,
    },
    /// A file that the verdict would rest on and that the statement does not name.
    New {
        /// Its path.
        name: String,
        /// What it is.
        role: Role,
    },
    /// A file that nobody could digest then, and that has bytes now: the gate
    /// has not seen them.
    NotSeen {
        /// Its path.
        name: String,
    },
    /// A subject that is no file of the verdict.
    OtherSubject {
        /// Its name.
        name: String,
    },
    /// A pack that judged and would not judge here, or the other way round.
    Pack {
        /// Its name.
        name: String,
        /// Version and digest in the statement.
        stated: Option<(String, String)>,
        /// Version and digest here.
        here: Option<(String, String)>,
    },
    /// The statement is older than it may be.
    Old {
        /// Its age in days.
        days: i64,
        /// The age that was allowed.
        most: i64,
    },
    /// The statement is of a day to come.
    Ahead {
        /// Its date.
        date: Date,
    },
    /// Judged once more, the tree does not pass.
    FailsNow,
    /// Judged once more in the same way, the tree has other outcomes.
    OtherOutcomes,
}

impl Objection {
    /// Its kind, for programs.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotPassed => "not-passed",
            Self::Changed { .. } => "changed",
            Self::Missing { .. } => "missing",
            Self::NotHere { .. } => "not-here",
            Self::New { .. } => "new",
            Self::NotSeen { .. } => "not-seen",
            Self::OtherSubject { .. } => "other-subject",
            Self::Pack { .. } => "pack",
            Self::Old { .. } => "old",
            Self::Ahead { .. } => "ahead",
            Self::FailsNow => "fails-now",
            Self::OtherOutcomes => "other-outcomes",
        }
    }
}

/// What somebody wants of a statement.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// The date that its age is counted to.
    pub today: Date,
    /// Days that it may be old.
    pub max_age: Option<i64>,
    /// Whether it may have subjects that are no files of the verdict, such as
    /// an image whose digest whoever checked the signature has compared.
    pub other_subjects: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Why it is refused; nothing where it holds.
    pub objections: Vec<Objection>,
    /// Files whose digest was compared and is the stated one.
    pub held: usize,
    /// Files whose bytes neither the gate has seen nor is anything said of.
    pub not_held: Vec<String>,
}

/// Hold a statement against a tree. `subjects` are the files that a verdict on
/// it would rest on, and `packs` those that would judge.
#[must_use]
pub fn hold(
    claims: &Claims,
    tree: &Tree,
    subjects: &[Subject],
    packs: &[Pack],
    wanted: Wanted,
) -> Held {
    let mut held = Held::default();
    if !claims.is_passed {
        held.objections.push(Objection::NotPassed);
    }
    held.objections.extend(aged(claims, wanted));
    held.objections.extend(other_packs(claims, packs));
    let now: BTreeMap<&str, &Subject> = subjects
        .iter()
        .map(|subject| (&*subject.name, subject))
        .collect();
    for (name, stated) in &claims.files {
        let known = now.get(&**name).copied();
        let found = match known.map(|subject| (subject.sha256(), subject.state())) {
            Some((Some(found), _)) => Ok(found.to_owned()),
            Some((None, state)) => Err(state),
            None => subjects::sha256(tree, name),
        };
        match found {
            Ok(found) if found == *stated => held.held += 1,
            Ok(found) => held.objections.push(Objection::Changed {
                name: name.clone(),
                stated: stated.clone(),
                found,
            }),
            Err("absent") => held
                .objections
                .push(Objection::Missing { name: name.clone() }),
            Err(state) => held.objections.push(Objection::NotHere {
                name: name.clone(),
                state,
            }),
        }
    }
    let stated: BTreeSet<&str> = claims.files.iter().map(|(name, _)| &**name).collect();
    let unknown: BTreeSet<&str> = claims.not_digested.iter().map(|name| &**name).collect();
    for subject in subjects {
        let name = &*subject.name;
        match (stated.contains(name), unknown.contains(name)) {
            (true, _) => {}
            (false, true) if subject.sha256().is_some() => {
                held.objections.push(Objection::NotSeen {
                    name: name.to_owned(),
                });
            }
            (false, true) => held.not_held.push(name.to_owned()),
            (false, false) => held.objections.push(Objection::New {
                name: name.to_owned(),
                role: subject.role,
            }),
        }
    }
    if !wanted.other_subjects {
        let digests: BTreeSet<&str> = claims.files.iter().map(|(_, digest)| &**digest).collect();
        let others = claims.subjects.iter();
        let others = others.filter(|(_, digest)| !digests.contains(&**digest));
        held.objections
            .extend(others.map(|(name, _)| Objection::OtherSubject { name: name.clone() }));
    }
    held
}

/// Whether it is too old, or of a day to come.
fn aged(claims: &Claims, wanted: Wanted) -> Option<Objection> {
    let days = claims.today.until(wanted.today);
    let days = days.map_or(0, |span| i64::from(span.get_days()));
    match wanted.max_age {
        _ if days < 0 => Some(Objection::Ahead { date: claims.today }),
        Some(most) if days > most => Some(Objection::Old { days, most }),
        _ => None,
    }
}

/// Packs that judged there and not here, or here and not there.
fn other_packs(claims: &Claims, packs: &[Pack]) -> Vec<Objection> {
    let here: BTreeSet<(String, String, String)> = packs
        .iter()
        .map(|pack| (pack.name.clone(), pack.version.clone(), pack.sha256.clone()))
        .collect();
    let of = |name: &str, packs: &BTreeSet<(String, String, String)>, others: &BTreeSet<_>| {
        let mut packs = packs.difference(others);
        let found = packs.find(|(known, ..)| known == name);
        found.map(|(_, version, sha256)| (version.clone(), sha256.clone()))
    };
    let names: BTreeSet<&str> = claims
        .packs
        .symmetric_difference(&here)
        .map(|(name, ..)| &**name)
        .collect();
    names
        .into_iter()
        .map(|name| Objection::Pack {
            name: name.to_owned(),
            stated: of(name, &claims.packs, &here),
            here: of(name, &here, &claims.packs),
        })
        .collect()
}

/// Put what the gate says now in the place of what it said: the packs are then
/// those of here, and where nothing else differs the outcomes are the same.
pub fn hold_again(held: &mut Held, claims: &Claims, now: &Predicate) {
    let is_pack = |objection: &Objection| matches!(objection, Objection::Pack { .. });
    let same_packs = !held.objections.iter().any(is_pack);
    held.objections.retain(|objection| !is_pack(objection));
    if now.verdict == Conclusion::Failed {
        held.objections.push(Objection::FailsNow);
    }
    let base = now.base.as_ref().map(|base| &base.commit);
    let is_alike = same_packs
        && base == claims.base.as_ref()
        && now.settings.context == claims.context
        && now.settings.today == claims.today.to_string()
        && now.tool.version == claims.version;
    let systems = serde_json::to_value(&now.systems)
        .expect("internal error: a predicate has only string keys and counts");
    if is_alike && systems != claims.systems {
        held.objections.push(Objection::OtherOutcomes);
    }
}
