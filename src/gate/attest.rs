//! A verdict as a statement: which files it rests on, by digest, and what was
//! concluded of them. Two runs on the same trees, context and date give the
//! same statement.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use super::GateError;
use super::case::{Case, Given};
use super::ground::Ground;
use crate::facts::Extent;
use crate::facts::derived::lock::subjects::{Subject, Subjects};
use crate::measure::pii::{self, Confidence, Form};
use crate::measure::text::confidential::Terms;
use crate::model::report::{self, Report};
use crate::model::statement::{
    DigestSet, File, Outcomes, PREDICATE, Predicate, Principle, Resource, Revision, Role, SCHEMA,
    STATEMENT, Settings, Statement, System, Undigested, is_plain_path,
};
use crate::model::{Context, Said, Settings as Run};
use crate::policy::Pack;
use crate::source::Tree;

/// Why there is no statement.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    /// The gate could not judge.
    #[error(transparent)]
    Gate(#[from] GateError),
    /// Nothing was judged, so there is nothing to state.
    #[error("no check was judged, so there is no verdict to attest")]
    NothingJudged,
    /// No declaration is there.
    #[error("there is no ethics.yml, so there is nothing to attest")]
    NoDeclaration,
    /// A statement is public, and a name in it is not.
    #[error("a statement is public, and {whose} holds {held}")]
    NotPublic {
        /// Whose name.
        whose: String,
        /// What it holds; not shown itself.
        held: &'static str,
    },
}

impl Said for AttestError {
    fn korean(&self) -> String {
        match self {
            Self::Gate(error) => error.korean(),
            Self::NothingJudged => "판정한 점검이 없어 증명할 판정이 없습니다".to_owned(),
            Self::NoDeclaration => "ethics.yml이 없어 증명할 것이 없습니다".to_owned(),
            Self::NotPublic { whose, held } => {
                format!("증명서는 공개되는데 {whose}에 {held}이(가) 들어 있습니다")
            }
        }
    }
}

/// A report, and the statement of its verdict.
pub struct Attested {
    /// What was found.
    pub report: Report,
    /// What is said of it.
    pub statement: Statement,
}

/// Judge a tree by all of its rules, and state the verdict.
///
/// # Errors
/// The gate could not judge, or what would be stated may not be published.
pub fn attest(
    head: &Tree,
    base: Option<&Tree>,
    context: Option<&Context>,
    packs: &[Pack],
    settings: &Run,
    today: Date,
) -> Result<Attested, AttestError> {
    let given = Given {
        context,
        settings,
        today,
    };
    let judged = Ground::of(head).judge(base, packs, given)?;
    let report = &judged.report;
    if report.checked.systems == 0 {
        return Err(AttestError::NoDeclaration);
    }
    if report.checked.checks == 0 {
        return Err(AttestError::NothingJudged);
    }
    let files = digested(judged.subjects.files.clone(), head);
    let statement = statement(report, &files, context.is_some());
    refuse_what_is_not_public(&statement, &judged.subjects.terms)?;
    Ok(Attested {
        report: judged.shown(),
        statement,
    })
}

/// The files that a verdict on a tree would rest on, with their digests as
/// they are now, sorted by name.
///
/// # Errors
/// A pack that a declaration extends can't be used.
pub fn subjects(head: &Tree, packs: &[Pack], today: Date) -> Result<Vec<Subject>, GateError> {
    let ground = Ground::of(head);
    let given = Given {
        context: None,
        settings: &Run::default(),
        today,
    };
    let case = Case::of(ground.tree(), None, packs)?;
    let mut subjects = Subjects::default();
    for asked in case.asked() {
        let asked = asked?;
        asked.hear(given, Extent::OfBase, |_, facts| {
            subjects.add(&asked.system.path, &facts.root);
        });
    }
    ground.whole_subjects(&mut subjects.files);
    Ok(digested(subjects.files, head))
}

/// Each file once, by the first of its roles, sorted by name. Files that a
/// system may have and does not are none of it, unless somebody names them.
fn digested(mut files: Vec<Subject>, tree: &Tree) -> Vec<Subject> {
    files.sort_by(|one, other| (&one.name, one.role).cmp(&(&other.name, other.role)));
    files.dedup_by(|later, first| later.name == first.name);
    let files: Vec<Subject> = files
        .into_par_iter()
        .map(|file| file.digested(tree))
        .collect();
    let nobody_names = |file: &Subject| {
        matches!(file.role, Role::Lock | Role::Baseline) && file.state() == "absent"
    };
    files
        .into_iter()
        .filter(|file| !nobody_names(file))
        .collect()
}

fn statement(report: &Report, subjects: &[Subject], context: bool) -> Statement {
    let mut files = Vec::new();
    let mut not_digested = Vec::new();
    for subject in subjects {
        match subject.sha256() {
            Some(sha256) => files.push(File {
                name: subject.name.clone(),
                role: subject.role,
                sha256: sha256.to_owned(),
            }),
            None => not_digested.push(Undigested {
                name: subject.name.clone(),
                role: subject.role,
                state: subject.state().to_owned(),
                dvc: subject.dvc().map(str::to_owned),
            }),
        }
    }
    let revision = |commit: &Option<report::Base>| {
        commit.as_ref().map(|commit| Revision {
            commit: commit.resolved.clone(),
        })
    };
    let mut not_judged: Vec<String> = report
        .not_checked
        .iter()
        .filter_map(|left_out| left_out.rule.clone())
        .collect();
    not_judged.sort();
    not_judged.dedup();
    Statement {
        kind: STATEMENT.to_owned(),
        subject: files
            .iter()
            .map(|file| Resource {
                name: file.name.clone(),
                digest: DigestSet {
                    sha256: file.sha256.clone(),
                },
            })
            .collect(),
        predicate_type: PREDICATE.to_owned(),
        predicate: Predicate {
            schema: SCHEMA.to_owned(),
            tool: report.tool.clone(),
            verdict: report.verdict.into(),
            settings: Settings {
                today: report.today.clone(),
                context,
            },
            base: revision(&report.base),
            head: revision(&report.head),
            packs: packs(report),
            systems: systems(report),
            not_judged,
            files,
            not_digested,
        },
    }
}

/// The packs that judged, each once: several systems may extend one.
fn packs(report: &Report) -> Vec<report::Pack> {
    let mut packs: Vec<report::Pack> = Vec::new();
    for pack in &report.packs {
        let is_same = |known: &report::Pack| {
            (&known.name, &known.version, &known.sha256)
                == (&pack.name, &pack.version, &pack.sha256)
        };
        if !packs.iter().any(is_same) {
            packs.push(pack.clone());
        }
    }
    packs
}

/// What was concluded of each system, by path.
fn systems(report: &Report) -> Vec<System> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for finding in &report.findings {
        let (blocking, suppressed) = counts.entry(&finding.system).or_default();
        *blocking += usize::from(finding.blocking);
        *suppressed += usize::from(finding.suppression.is_some());
    }
    let mut systems: Vec<System> = report
        .systems
        .iter()
        .map(|system| {
            let principles: Vec<Principle> = system.principles.iter().map(principle).collect();
            let (blocking, suppressed) = counts.get(&*system.id).copied().unwrap_or_default();
            System {
                id: system.id.clone(),
                path: system.path.clone(),
                verdict: system.verdict.into(),
                tier: system.tier.effective,
                minors: system.tier.minors,
                outcomes: principles
                    .iter()
                    .fold(Outcomes::default(), |sum, one| sum.and(one.outcomes)),
                principles,
                blocking,
                suppressed,
            }
        })
        .collect();
    systems.sort_by(|one, other| one.path.cmp(&other.path));
    systems
}

fn principle(of: &report::Principle) -> Principle {
    Principle {
        id: of.id.clone(),
        outcomes: Outcomes {
            pass: of.pass,
            fail: of.fail,
            open: of.open,
            review: of.review,
            not_applicable: of.not_applicable,
        },
    }
}

/// Names of files, systems and packs are all that a repository itself says in
/// a statement. One that holds a confidential term or somebody's data is not
/// published.
fn refuse_what_is_not_public(statement: &Statement, terms: &Terms) -> Result<(), AttestError> {
    let predicate = &statement.predicate;
    let of_role = |role: Role| format!("the path of a file ({})", role.name());
    let mut paths = predicate.files.iter().map(|file| (&file.name, file.role));
    if let Some((_, role)) = paths.find(|(name, _)| !is_plain_path(name)) {
        return Err(AttestError::NotPublic {
            whose: of_role(role),
            held: "a character that no other system takes for a path's",
        });
    }
    let files = predicate.files.iter();
    let files = files.map(|file| (of_role(file.role), &file.name));
    let undigested = predicate.not_digested.iter();
    let undigested = undigested.map(|file| (of_role(file.role), &file.name));
    let systems = predicate.systems.iter();
    let systems = systems.map(|system| ("the id of a system".to_owned(), &system.id));
    let packs = predicate.packs.iter();
    let packs = packs.map(|pack| ("the name of a pack".to_owned(), &pack.name));
    for (whose, name) in files.chain(undigested).chain(systems).chain(packs) {
        // Words of a name stand between its marks.
        let spaced = name.replace(|character: char| !character.is_alphanumeric(), " ");
        let is_confidential = !terms.find(name).is_empty() || !terms.find(&spaced).is_empty();
        let held = match is_confidential {
            true => "a confidential term",
            false if holds_personal_data(name) => "personal data",
            false => continue,
        };
        return Err(AttestError::NotPublic { whose, held });
    }
    Ok(())
}

fn holds_personal_data(name: &str) -> bool {
    let found = pii::read(name.as_bytes(), Form::Text);
    found.is_ok_and(|found| {
        let mut findings = found.findings.iter();
        findings.any(|finding| finding.confidence == Confidence::High)
    })
}
