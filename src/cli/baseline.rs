//! `baseline`: what is known today counts as notes for a while, so that a
//! repository can take the gate on before it has mended everything.

#![expect(
    clippy::disallowed_methods,
    reason = "the baseline is what was asked for"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;

use super::{Refusal, environment, output, packs, root};
use crate::facts::derived::baseline::{self, Found};
use crate::gate::{self, Seen, SystemSeen};
use crate::model::Level;
use crate::model::baseline::{Known, SCHEMA};
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

    /// Judge by the rules of this folder as well; may be repeated
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// The date that ages are counted to, by default today's in UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = environment::date)]
    today: Option<Date>,
}

impl Baseline {
    pub(super) fn run(&self) -> Result<ExitCode, Refusal> {
        let head = root::repository(&self.path)?;
        let folder = root::of(&head, &self.path)?;
        let packs = packs::all(&self.policy)?;
        let today = self.today.unwrap_or_else(environment::today);
        let systems = gate::seen(&head, None, &packs, today).map_err(packs::refused)?;
        if systems
            .iter()
            .all(|system| head.entry(&system.path).is_none())
        {
            return Err(Refusal::new(
                format!("{}: there is no ethics.yml yet", folder.display()),
                "write one first, with `ethics-gate init`",
            ));
        }
        for system in &systems {
            let path = folder.join(&system.path).with_file_name(baseline::NAME);
            let made = made(&head, system, &path, today)?;
            fs::write(&path, &made.text).map_err(|error| {
                Refusal::new(
                    format!("{}: can't be written: {error}", path.display()),
                    "check that the folder may be written to",
                )
            })?;
            output::say(&format!("{}: {}", path.display(), made.talk));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A file, and what is to be said of it.
struct Made {
    text: String,
    talk: String,
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
                format!("{}:{}: no baseline", path.display(), place.start().line),
                "restore the file from history, or take it out to begin anew",
            ));
        }
        Found::Nothing => {
            let all: BTreeSet<Known> = may.iter().map(known).collect();
            let count = output::count(all.len(), "finding");
            let talk = format!("{count}, notes for {} days", baseline::DAYS);
            (today, all, talk)
        }
        Found::Baseline(old) => {
            let is_old = |seen: &&&Seen| old.fingerprints.contains(&seen.fingerprint);
            let kept: BTreeSet<Known> = may.iter().filter(is_old).map(known).collect();
            let gone = old.fingerprints.len().saturating_sub(kept.len());
            let new = may.len().saturating_sub(kept.len());
            let count = output::count(kept.len(), "finding");
            let until = old.until;
            let mut talk = format!("{count} until {until}, {gone} taken out");
            if new > 0 {
                let _ = write!(talk, "; {new} newer than it, which count in full");
            }
            (old.created, kept, talk)
        }
    };
    if !never.is_empty() {
        let count = output::count(never.len(), "finding");
        let _ = write!(talk, "; {count} of rules that can't be put off");
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
