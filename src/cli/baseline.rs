//! `baseline`: what is known today counts as notes for a while, so that a
//! repository can take the gate on before it has mended everything.

#![expect(
    clippy::disallowed_methods,
    reason = "the baseline is what was asked for"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;

use super::asked::By;
use super::{Refusal, output, packs, root};
use crate::facts::derived::baseline::{self, Found};
use crate::gate::{self, Seen, SystemSeen};
use crate::model::baseline::{Known, SCHEMA};
use crate::model::{Language, Level, Text, text};
use crate::source::Tree;

/// Put today's findings off for 90 days, to take the gate on
///
/// Writes ethics-baseline.json beside each ethics.yml: the fingerprints of
/// what is found today. For 90 days these are notes, and whatever is new
/// counts in full. Run it again to take out what was mended: it only ever
/// shrinks, and its date stays. What can't be waived can't be put off.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate baseline
  git add ethics-baseline.json")]
pub(super) struct Baseline {
    /// The repository, by default this folder
    #[arg(default_value = ".")]
    path: PathBuf,

    #[command(flatten)]
    by: By,
}

impl Baseline {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let head = root::repository(&self.path)?;
        let folder = root::of(&head, &self.path)?;
        let packs = self.by.packs()?;
        let today = self.by.today();
        let systems = gate::seen(&head, None, &packs, today).map_err(packs::refused)?;
        if systems
            .iter()
            .all(|system| head.entry(&system.path).is_none())
        {
            return Err(Refusal::new(
                text!(
                    "{}: there is no ethics.yml yet",
                    "{}: 아직 ethics.yml이 없습니다",
                    folder.display()
                ),
                text!(
                    "write one first, with `ethics-gate init`",
                    "먼저 `ethics-gate init`으로 만드세요"
                ),
            ));
        }
        // What a broken declaration hides would be taken out, or let through.
        if let Some(broken) = systems.iter().find(|system| !system.readable) {
            return Err(Refusal::broken(&folder.join(&broken.path)));
        }
        for system in &systems {
            let path = folder.join(&system.path).with_file_name(baseline::NAME);
            let made = made(&head, system, &path, today)?;
            fs::write(&path, &made.text).map_err(|error| Refusal::unwritten(&path, &error))?;
            output::say(&format!("{}: {}", path.display(), made.talk.get(language)));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A file, and what is to be said of it.
struct Made {
    text: String,
    talk: Text,
}

fn made(head: &Tree, system: &SystemSeen, path: &Path, today: Date) -> Result<Made, Refusal> {
    let shown = |seen: &&Seen| seen.level > Level::Off;
    let (may, never): (Vec<&Seen>, Vec<&Seen>) = system
        .seen
        .iter()
        .filter(shown)
        .partition(|seen| seen.may_be_known);
    let known = |seen: &&Seen| Known {
        rule: seen.rule.clone(),
        path: seen.path.clone(),
        fingerprint: seen.fingerprint.clone(),
    };
    let (created, findings, mut talk) = match baseline::read(head, &system.folder) {
        Found::Broken(place) => {
            return Err(Refusal::new(
                text!(
                    "{}:{}: no baseline",
                    "{}:{}: 기준선 파일이 아닙니다",
                    path.display(),
                    place.start().line
                ),
                text!(
                    "restore the file from history, or take it out to begin anew",
                    "이력에서 파일을 되돌리거나, 지우고 새로 시작하세요"
                ),
            ));
        }
        Found::Nothing => {
            let all: BTreeSet<Known> = may.iter().map(known).collect();
            let (number, days) = (all.len(), baseline::DAYS);
            let count = output::count(number, "finding");
            let talk = text!(
                "{count}, notes for {days} days",
                "{number}건을 {days}일 동안 참고로 둡니다"
            );
            (today, all, talk)
        }
        Found::Baseline(old) => {
            let is_old = |seen: &&&Seen| old.fingerprints.contains(&seen.fingerprint);
            let kept: BTreeSet<Known> = may.iter().filter(is_old).map(known).collect();
            let gone = old.fingerprints.len().saturating_sub(kept.len());
            let new = may.len().saturating_sub(kept.len());
            let (number, until) = (kept.len(), old.until);
            let count = output::count(number, "finding");
            let mut talk = text!(
                "{count} until {until}, {gone} taken out",
                "{until}까지 {number}건, {gone}건 뺌"
            );
            if new > 0 {
                let newer = text!(
                    "; {new} newer than it, which count in full",
                    "; 그보다 새로운 {new}건은 그대로 셉니다"
                );
                talk = Text::join(&[talk, newer], "");
            }
            (old.created, kept, talk)
        }
    };
    if !never.is_empty() {
        let number = never.len();
        let count = output::count(number, "finding");
        let never = text!(
            "; {count} of rules that can't be put off",
            "; 미룰 수 없는 규칙의 {number}건은 그대로 셉니다"
        );
        talk = Text::join(&[talk, never], "");
    }
    Ok(Made {
        text: text(created, &findings),
        talk,
    })
}

/// One finding a line, in an order that merges well.
fn text(created: Date, findings: &BTreeSet<Known>) -> String {
    let lines: Vec<String> = findings
        .iter()
        .map(|known| {
            let line = serde_json::to_string(known);
            let line = line.expect("internal error: names are plain JSON");
            format!("\n    {line}")
        })
        .collect();
    let close = if lines.is_empty() { "" } else { "\n  " };
    format!(
        "{{\n  \"schema\": \"{SCHEMA}\",\n  \"created\": \"{created}\",\n  \"findings\": [{}{close}]\n}}\n",
        lines.join(",")
    )
}
