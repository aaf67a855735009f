//! `init manifest`: a small data manifest beside a dataset that has none.

#![expect(clippy::disallowed_methods, reason = "the path is the user's own")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::page::{Page, scalar};
use super::{How, finish, look, taken};
use crate::cli::Refusal;
use crate::cli::root::REPOSITORY;
use crate::manifest::declaration::DATA_MANIFEST;
use crate::measure::digest;
use crate::model::{Language, text};

/// Keys that only a person can fill.
const OPEN: &[&str] = &[
    "data[].publisher",
    "data[].method",
    "data[].period",
    "data[].geography",
    "data[].languages",
    "data[].people",
    "data[].license",
    "data[].personal",
    "data[].allowed_uses",
    "data[].gaps",
];

/// Write a manifest beside a dataset that has none
///
/// Lists the dataset's files with their sizes and digests, and leaves a gap
/// for everything that only a person can know. Run it at the repository's
/// root, since paths in the manifest are relative to the declaration.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate init manifest data/apps.csv
  ethics-gate init manifest data/voices --dry-run")]
pub(super) struct Manifest {
    /// The dataset: a file, or a folder of files
    path: PathBuf,

    #[command(flatten)]
    how: How,
}

/// Files beyond which a list is no longer read by people.
const LISTED: usize = 200;

impl Manifest {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let about = std::fs::metadata(&self.path).map_err(|error| refused(&self.path, &error))?;
        let path = self.path.components().collect::<PathBuf>();
        let file = if about.is_dir() {
            let mut name = path.clone().into_os_string();
            name.push(".yml");
            PathBuf::from(name)
        } else {
            path.with_extension("yml")
        };
        if file.symlink_metadata().is_ok() {
            return Err(taken(
                &file,
                text!(
                    "name it as `manifest` of the dataset in ethics.yml",
                    "ethics.yml의 데이터셋 `manifest`에 이 파일을 적으세요"
                ),
            ));
        }
        let stem = file
            .file_stem()
            .map(|stem| look::slug(&stem.to_string_lossy()));
        let id = stem.filter(|stem| !stem.is_empty()).ok_or_else(|| {
            Refusal::new(
                text!(
                    "{}: no dataset can be named after it",
                    "{}: 데이터셋 이름으로 쓸 수 없습니다",
                    self.path.display()
                ),
                text!(
                    "name a file, or a folder by its own name",
                    "파일이나, 고유한 이름의 폴더를 지정하세요"
                ),
            )
        })?;
        let files = if about.is_dir() {
            let tree = REPOSITORY.tree(&path)?;
            let entries = tree.entries().iter();
            entries.map(|entry| path.join(&*entry.path)).collect()
        } else {
            vec![path]
        };
        let mut page = Page::new(language);
        page.line(&format!("schema: {DATA_MANIFEST}"));
        page.known("", "id", &id, None);
        for key in OPEN {
            page.gap("", key);
        }
        page.line("labels:");
        page.gap("  ", "data[].labels.by");
        list(&mut page, &files)?;
        let next = text!(
            "fill them in, name it in ethics.yml (`manifest: {shown}` under `data`), then `ethics-gate check`",
            "빈칸을 채우고, ethics.yml의 `data`에 `manifest: {shown}`을(를) 적은 뒤 `ethics-gate check`를 실행하세요",
            shown = super::shown(&file)
        );
        finish(&page, &file, &self.how, &next)
    }
}

fn refused(path: &Path, error: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(
        text!(
            "{}: can't be read: {error}",
            "{}: 읽을 수 없습니다: {error}",
            path.display()
        ),
        text!(
            "name a file, or a folder of files",
            "파일이나 폴더를 지정하세요"
        ),
    )
}

/// The files with their sizes and digests, measured here.
fn list(page: &mut Page, files: &[PathBuf]) -> Result<(), Refusal> {
    if files.is_empty() {
        return Ok(());
    }
    page.line("files:");
    for file in files.iter().take(LISTED) {
        let opened = std::fs::File::open(file).map_err(|error| refused(file, &error))?;
        let digest = digest::sha256(opened).map_err(|error| refused(file, &error))?;
        page.line(&format!("  - path: {}", scalar(&file.to_string_lossy())));
        page.line(&format!("    size: {}", digest.bytes));
        page.line(&format!("    sha256: \"{}\"", digest.hex));
    }
    if files.len() > LISTED {
        let more = files.len() - LISTED;
        page.comment(
            "  ",
            &format!("and {more} more, not listed; a glob may stand for them"),
            &format!("나머지 {more}개는 적지 않았다. 글롭 패턴으로 적을 수 있다"),
        );
    }
    Ok(())
}
