//! Where reports go: one to stdout at most, the others to files.

#![expect(clippy::disallowed_methods, reason = "reports are written here")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::refusal::nearest_name;
use super::{Refusal, output};
use crate::model::report::Report;
use crate::model::{Language, Level, text};
use crate::render::{self, RENDERERS, Renderer, Style};

/// The format where nobody names one.
const DEFAULT: &str = "terminal";
/// The format that also writes the page of a workflow's job.
const WORKFLOW: &str = "github";

/// One `--report`: a format, and the file it goes to.
#[derive(Clone)]
pub(super) struct Destination {
    renderer: &'static dyn Renderer,
    file: Option<PathBuf>,
}

/// Reads `FORMAT` or `FORMAT=FILE`; `-` is stdout.
pub(super) fn destination(argument: &str) -> Result<Destination, String> {
    let (name, file) = match argument.split_once('=') {
        None | Some((_, "-")) => (argument.trim_end_matches("=-"), None),
        Some((name, "")) => return Err(format!("after `{name}=` a file is missing")),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
    };
    match renderer(name) {
        Some(renderer) => Ok(Destination { renderer, file }),
        None => {
            let names: Vec<&str> = RENDERERS.iter().map(|renderer| renderer.name()).collect();
            let near = nearest_name(name, names.iter().copied());
            let near = near.map(|near| format!("did you mean `{near}`? "));
            Err(format!(
                "there is no format `{name}`; {}there are {}",
                near.unwrap_or_default(),
                names.join(", ")
            ))
        }
    }
}

/// The formats with what each is good for, for the help text.
pub(super) fn formats() -> String {
    let lines: Vec<String> = RENDERERS
        .iter()
        .map(|renderer| format!("  {:<12} {}", renderer.name(), renderer.describe()))
        .collect();
    format!("Formats:\n{}", lines.join("\n"))
}

fn renderer(name: &str) -> Option<&'static dyn Renderer> {
    RENDERERS
        .iter()
        .copied()
        .find(|renderer| renderer.name() == name)
}

/// The destinations of a run, known to be possible together before anything is judged.
pub(super) fn plan(mut asked: Vec<Destination>) -> Result<Vec<Destination>, Refusal> {
    if asked.is_empty() {
        asked.extend(renderer(DEFAULT).map(|renderer| Destination {
            renderer,
            file: None,
        }));
    }
    for (index, one) in asked.iter().enumerate() {
        let Some(other) = asked[..index].iter().find(|other| other.file == one.file) else {
            continue;
        };
        let place = match &one.file {
            Some(file) => file.display().to_string(),
            None => "stdout".to_owned(),
        };
        let (first, second) = (other.renderer.name(), one.renderer.name());
        return Err(Refusal::new(
            text!(
                "two reports, {first} and {second}, can't both go to {place}",
                "두 보고서 {first}, {second}을(를) 모두 {place}에 쓸 수는 없습니다"
            ),
            text!(
                "give each its own file: --report {second}=FILE",
                "따로 파일을 주세요: --report {second}=FILE"
            ),
        ));
    }
    Ok(asked)
}

/// Write a report everywhere it was asked for: files first, so that a reader
/// who leaves stdout early costs nobody a file.
pub(super) fn write(
    report: &Report,
    destinations: &[Destination],
    environment: &Environment,
) -> Result<(), Refusal> {
    let plain = Style {
        color: false,
        ..environment.style
    };
    for destination in destinations {
        if let Some(file) = &destination.file {
            let bytes = destination.renderer.render(report, &plain);
            fs::write(file, bytes).map_err(|error| {
                Refusal::new(
                    text!(
                        "can't write the report {}: {error}",
                        "보고서 {} 파일을 쓸 수 없습니다: {error}",
                        file.display()
                    ),
                    text!(
                        "name a file in a folder that is there and may be written to",
                        "쓸 수 있는 폴더 안의 파일을 지정하세요"
                    ),
                )
            })?;
        }
    }
    if destinations
        .iter()
        .any(|destination| destination.renderer.name() == WORKFLOW)
        && let Some(page) = &environment.step_summary
    {
        append_summary(report, page);
    }
    match destinations.iter().find(|one| one.file.is_none()) {
        Some(destination) => {
            output::print(&destination.renderer.render(report, &environment.style))
        }
        None => {
            output::say(&closing_line(report));
            Ok(())
        }
    }
}

/// Whether a workflow is told of the findings.
#[cfg(feature = "publish")]
pub(super) fn tells_workflow(destinations: &[Destination]) -> bool {
    let mut names = destinations.iter().map(|one| one.renderer.name());
    names.any(|name| name == WORKFLOW)
}

/// The job's page, where there is one.
#[cfg(feature = "publish")]
pub(super) fn write_summary(report: &Report, environment: &Environment) {
    if let Some(page) = &environment.step_summary {
        append_summary(report, page);
    }
}

/// The commands for a workflow, for who could not be told otherwise.
#[cfg(feature = "publish")]
pub(super) fn for_workflow(report: &Report, environment: &Environment) -> Vec<u8> {
    let renderer = renderer(WORKFLOW);
    renderer.map_or_else(Vec::new, |renderer| {
        renderer.render(report, &environment.style)
    })
}

/// The workflow's page is a courtesy: it never decides.
fn append_summary(report: &Report, page: &Path) {
    let appended = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(page)
        .and_then(|mut file| file.write_all(render::summary(report).as_bytes()));
    if let Err(error) = appended {
        let warning = text!(
            "warning: can't write the job summary {}: {error}",
            "경고: 작업 요약 {} 파일을 쓸 수 없습니다: {error}",
            page.display()
        );
        output::say(warning.get(report.lang));
    }
}

/// The whole of a run in one line, for who sent every report to a file.
fn closing_line(report: &Report) -> String {
    let [errors, warnings, notes] =
        [Level::Error, Level::Warning, Level::Note].map(|level| report.count(level));
    let (verdict, missed) = (report.verdict.name(), report.not_checked.len());
    match report.lang {
        Language::En => format!(
            "ethics-gate: {verdict}: {}, {}, {}; {missed} not checked",
            output::count(errors, "error"),
            output::count(warnings, "warning"),
            output::count(notes, "note"),
        ),
        Language::Ko => format!(
            "ethics-gate: {verdict}: 오류 {errors}개, 경고 {warnings}개, 참고 {notes}개, 확인하지 못함 {missed}개"
        ),
    }
}
