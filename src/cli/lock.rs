//! `lock`: what the declared files are, in a file beside each declaration.

#![expect(clippy::disallowed_methods, reason = "the lock is what was asked for")]
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::{Refusal, environment, output, packs, root};
use crate::facts::derived::lock;
use crate::gate;
use crate::model::Value;
use crate::policy::Pack;
use crate::source::{Blob, Tree};

/// Write ethics.lock: path, SHA-256 and size of every declared file
///
/// Model files, prompts, data and evidence. The lock stands beside each
/// ethics.yml; commit it. `check` says where a file is no longer the locked
/// one.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate lock
  git add ethics.lock")]
pub(super) struct Lock {
    /// The repository, by default this folder
    #[arg(default_value = ".")]
    path: PathBuf,
}

impl Lock {
    pub(super) fn run(&self) -> Result<ExitCode, Refusal> {
        let head = root::repository(&self.path)?;
        let root = root::of(&head, &self.path)?;
        let systems = gate::facts(&head, None, &packs::all(&[])?, environment::today())
            .map_err(packs::refused)?;
        if systems.iter().all(|(path, _)| head.entry(path).is_none()) {
            return Err(Refusal::new(
                format!("{}: there is no ethics.yml to lock", self.path.display()),
                "write one first, or name the folder that holds it",
            ));
        }
        for (declaration, facts) in &systems {
            let (text, files, unknown) = lock_of(facts);
            let path = root.join(declaration).with_file_name(lock::NAME);
            write(&path, &text)?;
            output::say(&format!(
                "{}: {}",
                path.display(),
                output::count(files, "file")
            ));
            for name in unknown {
                output::say(&format!("  not locked: {name}"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The locks that are there and lack entries, with these added: path below the
/// root and new text. An entry that is there stays what it is, since a file
/// that has changed is somebody's decision.
pub(super) fn completed(
    head: &Tree,
    packs: &[Pack],
    today: Date,
) -> Result<Vec<(String, String)>, Refusal> {
    let systems = gate::facts(head, None, packs, today).map_err(packs::refused)?;
    let mut completed = Vec::new();
    for (declaration, facts) in &systems {
        let folder = declaration
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let path = match folder {
            "" => lock::NAME.to_owned(),
            folder => format!("{folder}/{}", lock::NAME),
        };
        let Blob::Text(document) = head.read(&path) else {
            continue;
        };
        let (wanted, ..) = lock_of(facts);
        let wanted: Vec<&str> = wanted.lines().filter_map(entry).collect();
        let mut entries: Vec<&str> = document.text.lines().filter_map(entry).collect();
        let path_of = |entry: &str| {
            let value: Option<serde_json::Value> = serde_json::from_str(entry).ok();
            value.and_then(|value| value["path"].as_str().map(str::to_owned))
        };
        let known: Vec<_> = entries.iter().map(|entry| path_of(entry)).collect();
        let before = entries.len();
        entries.extend(
            wanted
                .iter()
                .filter(|entry| !known.contains(&path_of(entry))),
        );
        // A lock that somebody has laid out in another way is left alone.
        let is_ours = document.text == page(&entries[..before]);
        if entries.len() > before && is_ours {
            entries.sort_by_key(|entry| path_of(entry));
            completed.push((path, page(&entries)));
        }
    }
    Ok(completed)
}

/// The entry that a line of a lock holds.
fn entry(line: &str) -> Option<&str> {
    let line = line.trim().trim_end_matches(',');
    (line.starts_with('{') && line.ends_with('}')).then_some(line)
}

/// A lock of these entries.
fn page(entries: &[&str]) -> String {
    let mut lock = format!("{{\n  \"schema\": \"{}\",\n  \"files\": [", lock::SCHEMA);
    for (index, line) in entries.iter().enumerate() {
        let separator = if index == 0 { "" } else { "," };
        // Writing to a string can't fail.
        let _ = write!(lock, "{separator}\n    {line}");
    }
    lock.push_str(if entries.is_empty() {
        "]\n}\n"
    } else {
        "\n  ]\n}\n"
    });
    lock
}

fn write(path: &Path, text: &str) -> Result<(), Refusal> {
    fs::write(path, text).map_err(|error| {
        Refusal::new(
            format!("{}: can't be written: {error}", path.display()),
            "check that the folder may be written to",
        )
    })
}

/// The lock of a system, one entry a line in the order of paths, how many
/// files it holds, and which ones nothing is known of.
fn lock_of(facts: &Value) -> (String, usize, Vec<String>) {
    let files = facts.at_path("lock.files").map_or(&[][..], Value::items);
    let mut unknown = Vec::new();
    let mut lines: Vec<(String, String)> = Vec::new();
    for file in files {
        let text = |key: &str| file.get(key).and_then(Value::as_str);
        let Some(path) = text("path") else {
            continue;
        };
        let mut entry = json!({"path": path});
        let digests = ["sha256", "dvc"].map(|key| (key, text(key)));
        for (key, digest) in digests {
            if let (Some(members), Some(digest)) = (entry.as_object_mut(), digest) {
                members.insert(key.to_owned(), json!(digest));
            }
        }
        if digests.iter().all(|(_, digest)| digest.is_none()) {
            let state = text("state").unwrap_or_default();
            unknown.push(format!("{path}: {state}"));
            continue;
        }
        let size = file.get("bytes").and_then(Value::as_int);
        if let (Some(members), Some(size)) = (entry.as_object_mut(), size) {
            members.insert("size".to_owned(), json!(size));
        }
        let members = entry.as_object().into_iter().flatten();
        let members: Vec<String> = members
            .map(|(key, value)| format!("\"{key}\": {value}"))
            .collect();
        lines.push((path.to_owned(), format!("{{{}}}", members.join(", "))));
    }
    lines.sort();
    let entries: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    (page(&entries), lines.len(), unknown)
}
