//! `fix`: the edits that findings carry, made.
//!
//! What is safe says nothing new: a misspelled key, a word in its right form,
//! an entry of the lock. With `--unsafe` also a place for each key that is
//! missing, which fails until a person has filled it. A claim is never made up.

#![expect(
    clippy::disallowed_methods,
    reason = "the files are what was asked to be mended"
)]

mod moved;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;
use similar::TextDiff;

use super::asked::By;
use super::{Refusal, gaps, lock, output, packs, root};
use crate::edit;
use crate::gate;
use crate::model::report::{self, Finding, Report, words};
use crate::model::{Document, Edit, Language, Place, Settings, Span};
use crate::policy::Pack;
use crate::source::{Blob, Tree};

/// An edit may uncover what another one mends; nothing does so for long.
const ROUNDS: usize = 8;

/// Mend what a machine can mend
///
/// Makes the safe edits that findings carry, and adds what is missing in a
/// lock that is there. Comments, order and layout stay as they are, and no
/// claim is made up. `check` says what is left.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate fix --diff
  ethics-gate fix
  ethics-gate fix --unsafe && $EDITOR ethics.yml")]
pub(super) struct Fix {
    /// The repository's folder
    #[arg(default_value = ".")]
    path: PathBuf,

    /// Show what would change, and write nothing
    #[arg(long)]
    diff: bool,

    /// Also make a place for each key that is missing: it fails until you fill it
    #[arg(long = "unsafe")]
    with_gaps: bool,

    #[command(flatten)]
    by: By,
}

impl Fix {
    pub(super) fn run(self, language: Language) -> Result<ExitCode, Refusal> {
        let packs = self.by.packs()?;
        let today = self.by.today();
        let saved = root::repository(&self.path)?;
        let root = root::of(&saved, &self.path)?;
        let mut mended = Mended::default();
        for _ in 0..ROUNDS {
            let tree = self.tree(&mended)?;
            let report = judge(&tree, &packs, language, today)?;
            if !mended.edit(&tree, &report)? {
                break;
            }
        }
        for (document, edits) in moved::waivers(&self.tree(&mended)?, &packs) {
            let edits: Vec<_> = edits.into_iter().map(|edit| (edit, "waivers")).collect();
            mended.make(&document, &edits)?;
        }
        for (path, text) in lock::completed(&self.tree(&mended)?, &packs, today)? {
            mended.put(
                path,
                text,
                &words("entries that it lacked", "빠져 있던 항목", language),
            );
        }
        if self.with_gaps {
            let tree = self.tree(&mended)?;
            let report = judge(&tree, &packs, language, today)?;
            for gap in gaps::made(&tree, &report, language) {
                let keys = gap.keys.join("`, `");
                let place = match language {
                    Language::En => format!("a place for `{keys}`, for you to fill"),
                    Language::Ko => format!("`{keys}` 자리, 직접 채워야 함"),
                };
                mended.put(gap.path, gap.text, &place);
            }
        }
        if self.diff {
            return mended.show(&saved);
        }
        mended.write(&root, language)
    }

    fn tree(&self, mended: &Mended) -> Result<Tree, Refusal> {
        Ok(root::repository(&self.path)?.with_texts(mended.texts.clone()))
    }
}

fn judge(tree: &Tree, packs: &[Pack], language: Language, today: Date) -> Result<Report, Refusal> {
    let settings = Settings {
        language,
        root: ".".to_owned(),
        ..Settings::default()
    };
    gate::gate(tree, None, None, packs, &settings, today).map_err(packs::refused)
}

/// What has come of it so far: new texts by path below the root, and what was
/// done to each.
#[derive(Default)]
struct Mended {
    texts: BTreeMap<String, String>,
    done: Vec<(String, String)>,
}

impl Mended {
    fn put(&mut self, path: String, text: String, what: &str) {
        self.done.push((path.clone(), what.to_owned()));
        self.texts.insert(path, text);
    }

    /// Makes the safe edits of a report; whether there was any.
    fn edit(&mut self, tree: &Tree, report: &Report) -> Result<bool, Refusal> {
        let mut files: BTreeMap<&str, Vec<(&Finding, &report::Edit)>> = BTreeMap::new();
        for finding in &report.findings {
            for edit in finding.edits.iter().filter(|edit| edit.safe) {
                files.entry(&edit.path).or_default().push((finding, edit));
            }
        }
        let mut any = false;
        for (path, mut wanted) in files {
            let Blob::Text(document) = tree.read(path) else {
                continue;
            };
            // Two rules may mend one place; the first that speaks of it does.
            wanted.sort_by_key(|(_, edit)| (edit.start.offset, edit.end.offset));
            wanted.dedup_by(|next, kept| next.1.start.offset < kept.1.end.offset);
            let edits = wanted.iter().map(|(finding, edit)| {
                let edit = placed(&document, edit);
                (edit, &*finding.rule)
            });
            any |= self.make(&document, &edits.collect::<Vec<_>>())?;
        }
        Ok(any)
    }

    /// Makes edits of one document, each for a reason; whether they changed it.
    fn make(&mut self, document: &Document, edits: &[(Edit, &str)]) -> Result<bool, Refusal> {
        let made: Vec<Edit> = edits.iter().map(|(edit, _)| edit.clone()).collect();
        let text = edit::apply(document, &made).map_err(|error| Refusal::defect(&error))?;
        if text == document.text {
            return Ok(false);
        }
        for (edit, why) in edits {
            let done = format!("{} → {} ({why})", edit.place.text(), edit.replacement);
            self.done.push((document.path.clone(), done));
        }
        self.texts.insert(document.path.clone(), text);
        Ok(true)
    }

    /// What would change, as a unified diff on stdout.
    fn show(&self, saved: &Tree) -> Result<ExitCode, Refusal> {
        let mut shown = String::new();
        for (path, text) in &self.texts {
            let old = match saved.read(path) {
                Blob::Text(document) => document.text.to_string(),
                _ => String::new(),
            };
            let diff = TextDiff::from_lines(&old, text);
            let diff = diff
                .unified_diff()
                .header(&format!("a/{path}"), &format!("b/{path}"))
                .to_string();
            shown.push_str(&diff);
        }
        let lines: Vec<String> = shown.split('\n').map(output::harmless).collect();
        output::print(lines.join("\n").as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, root: &Path, language: Language) -> Result<ExitCode, Refusal> {
        for (path, text) in &self.texts {
            replace(&root.join(path), text)?;
        }
        for (path, done) in &self.done {
            output::say(&format!("{path}: {done}"));
        }
        output::say(&match (self.texts.len(), language) {
            (0, Language::En) => {
                "nothing that a machine can mend; `ethics-gate check` says what is open".to_owned()
            }
            (0, Language::Ko) => {
                "기계가 고칠 수 있는 것이 없습니다. 남은 것은 `ethics-gate check`가 알려 줍니다"
                    .to_owned()
            }
            (files, Language::En) => format!(
                "{} changed; `ethics-gate check` says what is left",
                output::count(files, "file")
            ),
            (files, Language::Ko) => {
                format!("파일 {files}개를 고쳤습니다. 남은 것은 `ethics-gate check`가 알려 줍니다")
            }
        });
        Ok(ExitCode::SUCCESS)
    }
}

fn placed(document: &Arc<Document>, edit: &report::Edit) -> Edit {
    let span = Span::new(edit.start.offset as usize, edit.end.offset as usize);
    Edit {
        place: Place::new(document, span),
        replacement: edit.replacement.clone(),
        safe: edit.safe,
    }
}

/// Puts a text in the place of a file, whole or not at all.
fn replace(path: &Path, text: &str) -> Result<(), Refusal> {
    let refused = |error: std::io::Error| Refusal::unwritten(path, &error);
    // A link stays one; the file that it leads to is written.
    let path = &root::real(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.ethics-gate"));
    fs::write(&beside, text).map_err(refused)?;
    if let Ok(old) = fs::metadata(path) {
        // A file that nobody else could read stays one.
        fs::set_permissions(&beside, old.permissions()).map_err(refused)?;
    }
    fs::rename(&beside, path).map_err(refused)
}
