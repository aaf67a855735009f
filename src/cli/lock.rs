//! `lock`: what the declared files are, in a file beside each declaration.

#![expect(clippy::disallowed_methods, reason = "the lock is what was asked for")]
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{Refusal, environment, output, packs, root};
use crate::facts::derived::lock::{self, LockedPack};
use crate::facts::derived::shape;
use crate::gate;
use crate::model::path::folder_of;
use crate::model::{Language, Value, text};
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
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let head = root::repository(&self.path)?;
        let root = root::of(&head, &self.path)?;
        let systems = gate::facts(&head, None, &packs::all(&[])?, environment::today())
            .map_err(packs::refused)?;
        if systems.iter().all(|(path, _)| head.entry(path).is_none()) {
            return Err(Refusal::new(
                text!(
                    "{}: there is no ethics.yml to lock",
                    "{}: 잠글 ethics.yml이 없습니다",
                    self.path.display()
                ),
                text!(
                    "write one first, or name the folder that holds it",
                    "먼저 만들거나, 그것이 있는 폴더를 지정하세요"
                ),
            ));
        }
        // A broken declaration names no files: what is locked would be lost.
        let broken = systems.iter().find(|(_, facts)| !shape::is_readable(facts));
        if let Some((declaration, _)) = broken {
            return Err(Refusal::broken(&root.join(declaration)));
        }
        for (declaration, facts) in &systems {
            let (files, unknown) = lock_of(facts);
            let path = root.join(declaration).with_file_name(lock::NAME);
            // Packs are locked by a verb of their own, and kept here.
            let below = folder_of(declaration);
            let packs = lock::packs(&head, below).unwrap_or_default();
            write(&path, &text(&files, &packs))?;
            let (shown, number) = (path.display(), files.len());
            let count = output::count(number, "file");
            output::say(text!("{shown}: {count}", "{shown}: 파일 {number}개").get(language));
            for name in unknown {
                output::say(text!("  not locked: {name}", "  잠그지 않음: {name}").get(language));
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
        let below = folder_of(declaration);
        let path = crate::facts::join(below, lock::NAME).unwrap_or_default();
        let Blob::Text(document) = head.read(&path) else {
            continue;
        };
        // What is wrong with a lock that can't be read, `check` says.
        let (Ok(mut files), Ok(packs)) = (locked(head, below), lock::packs(head, below)) else {
            continue;
        };
        // One that somebody has laid out in another way is left alone.
        if document.text != text(&files, &packs) {
            continue;
        }
        let known: Vec<_> = files.iter().map(|line| path_of(line)).collect();
        let (wanted, _) = lock_of(facts);
        let lacking = wanted
            .into_iter()
            .filter(|line| !known.contains(&path_of(line)));
        let before = files.len();
        files.extend(lacking);
        if files.len() > before {
            files.sort_by_key(|line| path_of(line));
            completed.push((path, text(&files, &packs)));
        }
    }
    Ok(completed)
}

fn path_of(line: &str) -> Option<String> {
    let entry: Json = serde_json::from_str(line).ok()?;
    entry["path"].as_str().map(str::to_owned)
}

/// The lines of the files that a lock holds, as they are; none where there is
/// no lock.
pub(super) fn locked(tree: &Tree, folder: &str) -> Result<Vec<String>, Refusal> {
    let path = crate::facts::join(folder, lock::NAME).unwrap_or_default();
    let document = match tree.read(&path) {
        Blob::Text(document) => document,
        Blob::Missing => return Ok(Vec::new()),
        Blob::Pointer(..) | Blob::Unreadable(_) => return Err(unreadable(&path)),
    };
    let lock: Json = serde_json::from_str(&document.text).map_err(|_| unreadable(&path))?;
    if lock["schema"] != lock::SCHEMA {
        return Err(unreadable(&path));
    }
    let files = lock["files"].as_array().into_iter().flatten();
    Ok(files.map(line).collect())
}

fn unreadable(path: &str) -> Refusal {
    Refusal::new(
        text!(
            "{path}: it is no lock that can be read",
            "{path}: 읽을 수 있는 잠금 파일이 아닙니다"
        ),
        text!(
            "take it away and write it anew with `ethics-gate lock`, then `ethics-gate pack lock`",
            "지우고 `ethics-gate lock`, 이어서 `ethics-gate pack lock`으로 새로 쓰세요"
        ),
    )
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), Refusal> {
    fs::write(path, text).map_err(|error| Refusal::unwritten(path, &error))
}

/// The files of a system, one entry a line in the order of paths, and those
/// that nothing is known of.
fn lock_of(facts: &Value) -> (Vec<String>, Vec<String>) {
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
        lines.push((path.to_owned(), line(&entry)));
    }
    lines.sort();
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    (lines, unknown)
}

/// An entry of a lock on one line.
pub(super) fn line(entry: &Json) -> String {
    let members = entry.as_object().into_iter().flatten();
    let members: Vec<String> = members
        .map(|(key, value)| format!("\"{key}\": {value}"))
        .collect();
    format!("{{{}}}", members.join(", "))
}

/// The text of a lock: a line a file, a line a pack.
pub(super) fn text(files: &[String], packs: &[LockedPack]) -> String {
    let mut lock = format!("{{\n  \"schema\": \"{}\"", lock::SCHEMA);
    let packs: Vec<String> = packs
        .iter()
        .map(|pack| {
            line(&json!({
                "path": pack.path,
                "name": pack.name,
                "version": pack.version,
                "sha256": pack.sha256,
            }))
        })
        .collect();
    for (name, lines) in [("packs", &packs[..]), ("files", files)] {
        if name == "packs" && lines.is_empty() {
            continue;
        }
        let _ = write!(lock, ",\n  \"{name}\": [");
        for (index, line) in lines.iter().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            let _ = write!(lock, "{separator}\n    {line}");
        }
        lock.push_str(if lines.is_empty() { "]" } else { "\n  ]" });
    }
    lock.push_str("\n}\n");
    lock
}
