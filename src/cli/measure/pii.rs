//! `measure pii`: personal data and secrets in files, by kind and place.

#![expect(clippy::disallowed_methods, reason = "the files are named by the user")]
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::{Format, Refusal, output};
use crate::cli::refusal::unread;
use crate::measure::parquet;
use crate::measure::pii::{self, Confidence, Form, Found};
use crate::model::{Language, Said as _, Text, text};
use crate::source::Tree;

/// Personal data and secrets in files: kind, confidence and place, never the value
///
/// A folder stands for the files below it that git does not ignore. CSV, JSON,
/// notebooks and Parquet are read by their columns and keys, anything else as
/// text; archives and compressed files are opened.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate measure pii data/sample.csv prompts/
  ethics-gate measure pii notebooks/train.ipynb --format json")]
pub(super) struct Pii {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A file and what it holds, or why it was not read.
#[derive(Clone)]
struct Measured {
    path: String,
    found: Result<Found, String>,
}

impl Pii {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let mut files = Vec::new();
        for path in &self.paths {
            files.extend(below(path)?);
        }
        let measured = files
            .par_iter()
            .map(|path| measure(path, language))
            .collect::<Result<Vec<_>, Refusal>>()?
            .concat();
        match self.format {
            Format::Json => output::print_json(&as_json(&measured))?,
            Format::Text => output::print_text(&as_text(&measured, language))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn refused(what: Text) -> Refusal {
    Refusal::new(
        what,
        text!(
            "name files, or folders of files",
            "파일이나 폴더를 지정하세요"
        ),
    )
}

/// The file itself, or the files below a folder.
fn below(path: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let about = fs::metadata(path).map_err(|error| refused(unread(path, &error)))?;
    if !about.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let tree = Tree::working(path).map_err(|error| {
        let (path, said) = (path.display(), error.said());
        refused(Text::new(
            format!("{path}: can't be read: {}", said.en),
            format!("{path}: 읽을 수 없습니다: {}", said.ko),
        ))
    })?;
    Ok(tree
        .entries()
        .iter()
        .map(|entry| path.join(&*entry.path))
        .collect())
}

/// Bytes by which a Parquet file is told.
const HEAD: u64 = 4;

/// What a file holds, or each of the files that are packed in it.
fn measure(path: &Path, language: Language) -> Result<Vec<Measured>, Refusal> {
    // `.` is where the reader stands.
    let shown = path.strip_prefix(".").unwrap_or(path).display().to_string();
    let read = || -> io::Result<Vec<Measured>> {
        let mut file = File::open(path)?;
        let mut head = Vec::new();
        (&mut file).take(HEAD).read_to_end(&mut head)?;
        let of = |found| {
            vec![Measured {
                path: shown.clone(),
                found,
            }]
        };
        if pii::is_parquet(&head) {
            let found = pii::read_parquet(file);
            return Ok(of(found.map_err(|why| why.said().get(language).to_owned())));
        }
        let Some(opened) = pii::open(&mut file, &shown, &|_, _| true)? else {
            file.seek(SeekFrom::Start(0))?;
            return Ok(of(Ok(pii::read(file, Form::of(&shown))?)));
        };
        let below = |name: &str| match name {
            "" => shown.clone(),
            name => format!("{shown}/{name}"),
        };
        let texts = opened.texts.into_iter().map(|(name, found)| Measured {
            path: below(&name),
            found: Ok(found),
        });
        let closed = opened.closed.iter().map(|(name, why)| Measured {
            path: below(name),
            found: Err(why.get(language).to_owned()),
        });
        Ok(texts.chain(closed).collect())
    };
    read().map_err(|error| refused(unread(path, &error)))
}

fn file_json(measured: &Measured) -> Json {
    let found = match &measured.found {
        Ok(found) => found,
        Err(why) => {
            return json!({"path": measured.path, "bytes": null, "why": why, "counts": {}, "findings": []});
        }
    };
    let counts: Map<String, Json> = found
        .counts
        .iter()
        .map(|(kind, counts)| {
            let counts = json!({"high": counts.high, "low": counts.low});
            (kind.name().to_owned(), counts)
        })
        .collect();
    let findings: Vec<Json> = found
        .findings
        .iter()
        .map(|finding| {
            let mut json = json!({
                "kind": finding.kind.name(),
                "confidence": finding.confidence.name(),
                "line": finding.line,
                "column": finding.column,
                "start": finding.start,
                "end": finding.end,
            });
            if let (Some(field), Some(members)) = (found.field(finding), json.as_object_mut()) {
                members.insert("field".to_owned(), json!(field));
            }
            json
        })
        .collect();
    let mut file = json!({
        "path": measured.path,
        "bytes": found.bytes,
        "counts": counts,
        "findings": findings,
    });
    if let (true, Some(members)) = (found.unlisted > 0, file.as_object_mut()) {
        members.insert("unlisted".to_owned(), json!(found.unlisted));
    }
    if let (false, Some(members)) = (found.unread.is_empty(), file.as_object_mut()) {
        let unread = found.unread.iter();
        let unread = unread.map(|(column, why)| json!({"field": column, "why": why}));
        members.insert("unread".to_owned(), unread.collect());
    }
    file
}

fn as_json(measured: &[Measured]) -> Json {
    json!({
        "schema": "ethics-gate/measure-pii/1",
        "files": measured.iter().map(file_json).collect::<Vec<_>>(),
    })
}

fn confidence(confidence: Confidence) -> Text {
    match confidence {
        Confidence::High => Text::new("high", "높음"),
        Confidence::Low => Text::new("low", "낮음"),
    }
}

/// Findings of one file that a person is shown.
const SHOWN: usize = 20;

fn as_text(measured: &[Measured], language: Language) -> String {
    let mut text = String::new();
    let (mut clean, mut unread) = (0, 0);
    for Measured { path, found } in measured {
        let path = output::harmless(path);
        let found = match found {
            Ok(found) if found.counts.is_empty() && found.unread.is_empty() => {
                clean += 1;
                continue;
            }
            Ok(found) => found,
            Err(why) => {
                unread += 1;
                let unread = text!("{path}: not read: {why}", "{path}: 읽지 않음: {why}");
                let _ = writeln!(text, "{}", unread.get(language));
                continue;
            }
        };
        let _ = writeln!(text, "{path}");
        for (kind, counts) in &found.counts {
            let counted = text!(
                "  {:<18} {:>7} high {:>7} low",
                "  {:<18} 높음 {:>7}  낮음 {:>7}",
                kind.name(),
                counts.high,
                counts.low
            );
            let _ = writeln!(text, "{}", counted.get(language));
        }
        // The sure ones first: a table may hold thousands of others.
        let (sure, others): (Vec<_>, Vec<_>) = found
            .findings
            .iter()
            .partition(|finding| finding.confidence == Confidence::High);
        for finding in sure.into_iter().chain(others).take(SHOWN) {
            let field = found
                .field(finding)
                .map(|field| format!(" {}", output::harmless(field)));
            let _ = writeln!(
                text,
                "    {}:{}{}  {} {}",
                finding.line,
                finding.column,
                field.unwrap_or_default(),
                finding.kind.name(),
                confidence(finding.confidence).get(language)
            );
        }
        for (column, why) in &found.unread {
            let column = output::harmless(column);
            let unread = Text::new(
                format!("    column {column} not read: {why}"),
                format!("    열 {column}: 읽지 않음: {}", parquet::in_korean(why)),
            );
            let _ = writeln!(text, "{}", unread.get(language));
        }
        let more = found.findings.len().saturating_sub(SHOWN) as u64 + found.unlisted;
        if more > 0 {
            let more = text!("    and {more} more", "    외 {more}건");
            let _ = writeln!(text, "{}", more.get(language));
        }
    }
    let read = measured.len() - unread;
    let count = output::count(read, "file");
    let summary = text!(
        "{count} read, {clean} of them without findings, {unread} not read",
        "파일 {read}개를 읽음. 찾은 것이 없는 파일 {clean}개, 읽지 않은 파일 {unread}개"
    );
    let _ = writeln!(text, "{}", summary.get(language));
    text
}
