//! Findings and counts put into the report that everybody reads.

use super::audience::Readers;
use super::excerpt;
use super::judge::Judged;
use super::system::contains;
use super::veil::Veil;
use crate::model::finding::{Related, SuppressionKind};
use crate::model::path::folder_of;
use crate::model::report::{
    self, Audience, Checked, Fact, NotChecked, Principle, Report, Tool, Verdict,
};
use crate::model::{Finding, Kind, Level, Settings, Text, Value};
use crate::policy::{Pack, Rule, crosswalk};
use crate::source::{Ledger, Tree};
use crate::suppress::{Fingerprints, speaks};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The part that no report carries.
const NEVER: [&str; 2] = ["explain.confidential_terms", "explain.confidential_files"];

/// The report of a run, and what may not be shown of it.
pub(super) fn report(
    (tree, base): (&Tree, Option<&Tree>),
    judged: Vec<Judged>,
    ledger: &Ledger,
    packs: &[&Pack],
    settings: &Settings,
    today: Date,
) -> (Report, Veil) {
    let order: BTreeMap<&str, u32> = packs
        .iter()
        .flat_map(|pack| &pack.principles)
        .map(|(id, file)| (id.as_str(), file.order))
        .collect();
    let mut rules = BTreeSet::new();
    let mut not_checked = BTreeSet::new();
    let mut checked = Checked {
        systems: judged.iter().filter(|system| system.is_declared()).count(),
        files: files(tree, &judged),
        documents: ledger.read,
        ..Checked::default()
    };
    let mut veil = Veil::default();
    for system in &judged {
        let folder = folder_of(&system.path);
        veil.secrets.add(&system.declaration, tree, folder);
        veil.spare_contacts(&system.declaration);
    }
    let mut systems = Vec::new();
    let mut findings = Vec::new();
    for system in judged {
        rules.extend(system.rules.iter().cloned());
        checked.checks += system
            .tallies
            .values()
            .map(|tally| tally.total())
            .sum::<usize>();
        not_checked.extend(system.not_checked.iter().cloned());
        let readers = Readers::of(&system.declaration, &veil.secrets, folder_of(&system.path));
        systems.push(system_report(&system, packs, &readers, settings));
        findings.extend(system.findings);
    }
    checked.rules = rules.len();
    not_checked.extend(ledger.passed_over.iter().map(|(path, reason)| NotChecked {
        path: Some(path.clone()),
        rule: None,
        reason: reason.get(settings.language).to_owned(),
    }));

    findings.sort_by(|a, b| sort_key(a, &order).cmp(&sort_key(b, &order)));
    let mut fingerprints = Fingerprints::default();
    let findings: Vec<report::Finding> = findings
        .into_iter()
        .map(|finding| finding_report(&finding, &mut fingerprints, &veil, settings))
        .collect();
    let named: BTreeSet<&str> = findings.iter().map(|finding| &*finding.rule).collect();
    let spoken: Vec<&Rule> = packs
        .iter()
        .flat_map(|pack| &pack.rules)
        .filter(|rule| {
            named.contains(&*rule.id) || (settings.include_passes && rules.contains(&rule.id))
        })
        .collect();

    let report = Report {
        schema: report::SCHEMA.to_owned(),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        verdict: systems
            .iter()
            .map(|system| system.verdict)
            .max()
            .unwrap_or(Verdict::Fail),
        today: today.to_string(),
        lang: settings.language,
        root: settings.root.clone(),
        base: base.and_then(revision),
        head: revision(tree),
        packs: packs
            .iter()
            .map(|pack| report::Pack {
                name: pack.name.clone(),
                version: pack.version.clone(),
                sha256: pack.sha256.clone(),
            })
            .collect(),
        checked,
        not_checked: not_checked.into_iter().collect(),
        systems,
        crosswalk: crosswalk::named(packs, &spoken)
            .iter()
            .map(|place| place.report(settings.language))
            .collect(),
        rules: spoken
            .into_iter()
            .map(|rule| rule_report(rule, settings))
            .collect(),
        findings,
    };
    (report, veil)
}

/// The files of the folders that were judged; all of them where the root was named.
fn files(tree: &Tree, judged: &[Judged]) -> usize {
    let files = tree.entries().iter();
    let folders = || judged.iter().map(|system| folder_of(&system.path));
    files
        .filter(|entry| {
            tree.focus().is_empty() || folders().any(|folder| contains(folder, &entry.path))
        })
        .count()
}

/// The commit that a tree is of; `None` for a working tree and for memory.
fn revision(tree: &Tree) -> Option<report::Base> {
    tree.commit().map(|commit| report::Base {
        rev: commit.rev.clone(),
        resolved: commit.id.clone(),
    })
}

impl Judged {
    fn is_declared(&self) -> bool {
        let place = self.declaration.place.as_ref();
        place.is_some_and(|place| place.document.exists)
    }
}

fn sort_key<'a>(
    finding: &'a Finding,
    order: &BTreeMap<&str, u32>,
) -> (u32, &'a str, u32, &'a str, &'a str, &'a str) {
    (
        order.get(&*finding.principle).copied().unwrap_or(u32::MAX),
        finding.place.path(),
        finding.place.span.start,
        &finding.rule,
        &finding.check,
        &finding.fact,
    )
}

fn blocks(finding: &Finding) -> bool {
    finding.level == Level::Error && speaks(finding.outcome) && finding.suppression.is_none()
}

/// A system passes when something was judged and nothing blocks: that no
/// rule had anything to say is no pass.
fn verdict(system: &Judged) -> Verdict {
    let judged: usize = system.tallies.values().map(|tally| tally.total()).sum();
    if judged == 0 || system.findings.iter().any(blocks) {
        Verdict::Fail
    } else {
        Verdict::Pass
    }
}

fn system_report(
    system: &Judged,
    packs: &[&Pack],
    readers: &Readers,
    settings: &Settings,
) -> report::System {
    // What an organization's own pack says is the organization's to publish.
    let is_ours = |id: &str| {
        let mut ours = packs.iter().filter(|pack| pack.is_builtin());
        ours.any(|pack| pack.rules.iter().any(|rule| rule.id == id))
    };
    let verified = system.verified.clone().map(|mut found| {
        for one in &mut found.groups {
            one.audience = readers.of_groups(one);
        }
        for one in &mut found.files {
            one.audience = readers.of_file(one);
        }
        for one in &mut found.rules {
            one.audience = Audience::public_if(is_ours(&one.id));
        }
        found
    });
    let mut facts = declared_facts(&system.declaration, readers);
    facts.extend(system.data.iter().cloned().map(|fact| told(fact, readers)));
    let principles = packs.iter().flat_map(|pack| {
        let of = pack.principles.iter();
        of.map(|(id, file)| (id, file, pack.is_builtin()))
    });
    let mut known = BTreeSet::new();
    let mut principles: Vec<_> = principles.filter(|(id, ..)| known.insert(*id)).collect();
    principles.sort_by_key(|(_, file, _)| file.order);
    report::System {
        id: system.id.clone(),
        path: system.path.clone(),
        verdict: verdict(system),
        tier: system.tier.clone(),
        step: system.step.clone(),
        principles: principles
            .into_iter()
            .map(|(id, file, is_ours)| {
                let tally = system.tallies.get(id).copied().unwrap_or_default();
                Principle {
                    id: id.clone(),
                    title: file.title.get(settings.language).to_owned(),
                    pass: tally.pass,
                    fail: tally.fail,
                    open: tally.open,
                    review: tally.review,
                    not_applicable: tally.not_applicable,
                    audience: Audience::public_if(is_ours),
                }
            })
            .collect(),
        facts,
        verified,
    }
}

/// The declaration's scalars, for whoever reads the report without the tree.
fn declared_facts(declaration: &Value, readers: &Readers) -> Vec<Fact> {
    let mut found = Vec::new();
    scalars(declaration, "", 0, &mut found);
    found.into_iter().map(|fact| told(fact, readers)).collect()
}

/// A fact with who may read it.
fn told(fact: Fact, readers: &Readers) -> Fact {
    Fact {
        audience: readers.of_fact(&fact.path, fact.value.as_str()),
        ..fact
    }
}

fn scalars(value: &Value, path: &str, depth: usize, found: &mut Vec<Fact>) {
    /// Deeper than any key of the declaration.
    const DEEPEST: usize = 12;
    let sensitive = value.place.as_ref().is_some_and(|place| place.sensitive);
    let never = NEVER.iter().any(|prefix| path.starts_with(prefix));
    if sensitive || never || depth > DEEPEST {
        return;
    }
    match &value.kind {
        Kind::Map(map) => {
            for (key, item) in map.iter() {
                let path = if path.is_empty() {
                    key.to_string()
                } else {
                    format!("{path}.{key}")
                };
                scalars(item, &path, depth + 1, found);
            }
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                scalars(item, &format!("{path}[{index}]"), depth + 1, found);
            }
        }
        Kind::Null | Kind::Missing(_) => {}
        _ => found.push(Fact {
            path: format!("declaration.{path}"),
            value: value.to_json(),
            audience: Audience::Internal,
        }),
    }
}

fn rule_report(rule: &Rule, settings: &Settings) -> report::Rule {
    report::Rule {
        id: rule.id.clone(),
        title: rule.file.title.get(settings.language).to_owned(),
        why: rule.file.why.get(settings.language).to_owned(),
        references: rule.file.references.clone(),
    }
}

fn finding_report(
    finding: &Finding,
    fingerprints: &mut Fingerprints,
    veil: &Veil,
    settings: &Settings,
) -> report::Finding {
    let (start, end) = excerpt::positions(&finding.place);
    let language = settings.language;
    report::Finding {
        rule: finding.rule.clone(),
        check: finding.check.clone(),
        system: finding.system.clone(),
        principle: finding.principle.clone(),
        outcome: finding.outcome,
        reason: finding.reason,
        level: finding.level,
        blocking: blocks(finding),
        message: with_repeats(finding).get(language).to_owned(),
        fix: finding.fix.get(language).to_owned(),
        path: finding.place.path().to_owned(),
        exists: finding.place.document.exists,
        start,
        end,
        excerpt: excerpt::of(&finding.place, veil),
        related: finding
            .related
            .iter()
            .chain(&excepted(finding))
            .map(|related| {
                let (start, end) = excerpt::positions(&related.place);
                report::Related {
                    message: related.message.get(language).to_owned(),
                    path: related.place.path().to_owned(),
                    exists: related.place.document.exists,
                    on_base: related.place.document.on_base,
                    again: related.again,
                    start,
                    end,
                    excerpt: excerpt::of(&related.place, veil),
                }
            })
            .collect(),
        fact: finding.fact.clone(),
        edits: finding
            .edits
            .iter()
            .map(|edit| {
                let (start, end) = excerpt::positions(&edit.place);
                report::Edit {
                    path: edit.place.path().to_owned(),
                    start,
                    end,
                    replacement: edit.replacement.clone(),
                    safe: edit.safe,
                }
            })
            .collect(),
        fingerprint: fingerprints.next(finding),
        suppression: finding.suppression.as_ref().map(|by| report::Suppression {
            kind: match by.kind {
                SuppressionKind::Waiver => "waiver",
                SuppressionKind::Baseline => "baseline",
            }
            .to_owned(),
            reason: by.reason.get(language).to_owned(),
            approver: by.approver.clone(),
            expires: by.expires.to_string(),
            days_left: by.days_left,
        }),
        aside: false,
    }
}

/// Where the exception stands that a finding meets.
fn excepted(finding: &Finding) -> Option<Related> {
    let by = finding.suppression.as_ref()?;
    let message = match by.kind {
        SuppressionKind::Waiver => Text::new("waived here", "예외는 여기"),
        SuppressionKind::Baseline => Text::new("known here", "기준선은 여기"),
    };
    Some(Related {
        place: by.place.clone(),
        message,
        again: false,
    })
}

fn with_repeats(finding: &Finding) -> Text {
    let Text { en, ko } = &finding.message;
    match finding.repeats {
        0 => finding.message.clone(),
        more => Text::new(
            format!("{en} (and {more} more of the same)"),
            format!("{ko} (같은 문제 {more}건 더 있음)"),
        ),
    }
}
