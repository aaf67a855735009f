//! `check`: the gate.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use jiff::civil::Date;

use super::{ERROR, FAIL, PASS, inputs, output};
use crate::gate;
use crate::model::report::{Report, Verdict};
use crate::model::{Language, Level, Settings};
use crate::policy::Pack;
use crate::render::{self, RENDERERS, Renderer};
use crate::source::Tree;

/// Judge a repository: hold what its ethics.yml, cards and manifests claim
/// against its own files.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ethics-gate check
  ethics-gate check services/scoring --lang ko
  ethics-gate check --report github --report sarif=ethics.sarif
  ethics-gate check --policy company-rules --fail-on warning")]
pub(super) struct Arguments {
    /// The repository's folder, or its ethics.yml
    #[arg(default_value = ".")]
    path: PathBuf,
    /// A folder of rules that judge as well; repeatable
    #[arg(long, value_name = "PACK")]
    policy: Vec<PathBuf>,
    /// Judge only this rule; repeatable
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// A format, and a file where it does not go to stdout; repeatable
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = target, help = formats_help())]
    report: Vec<Target>,
    /// Report what held and what did not apply as well
    #[arg(long)]
    include_passes: bool,
    /// The level that makes the exit code 1; it changes nothing else
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
    /// The date that ages are counted to; evidence grows old
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = inputs::date)]
    today: Option<Date>,
    /// The language of the report: en or ko; LANG says otherwise
    #[arg(long, value_parser = inputs::language)]
    lang: Option<Language>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What blocks the merge
    Error,
    /// Warnings as well
    Warning,
    /// Nothing
    Never,
}

/// One `--report`.
#[derive(Clone)]
struct Target {
    renderer: &'static dyn Renderer,
    file: Option<PathBuf>,
}

fn formats_help() -> String {
    let formats: Vec<String> = RENDERERS
        .iter()
        .map(|renderer| format!("{} ({})", renderer.name(), renderer.describe()))
        .collect();
    format!(
        "A format, and a file where it does not go to stdout; repeatable: {}",
        formats.join(", ")
    )
}

fn target(text: &str) -> Result<Target, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("a file must follow `=`".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let names = || RENDERERS.iter().map(|renderer| renderer.name());
    match RENDERERS.iter().find(|renderer| renderer.name() == name) {
        Some(renderer) => Ok(Target {
            renderer: *renderer,
            file,
        }),
        None => Err(match inputs::did_you_mean(name, names()) {
            Some(near) => format!("no such format; did you mean `{near}`?"),
            None => format!(
                "no such format; there are {}",
                names().collect::<Vec<_>>().join(", ")
            ),
        }),
    }
}

/// Judge and report.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let targets = targets(&arguments.report)?;
    let root = inputs::root(&arguments.path)?;
    let packs = inputs::packs(&arguments.policy)?;
    let settings = Settings {
        language: inputs::spoken(arguments.lang),
        root: arguments.path.display().to_string(),
        only: selection(&arguments.rule, &packs)?,
        include_passes: arguments.include_passes,
        ..Settings::default()
    };
    let head = Tree::working(&root)?;
    let today = inputs::today(arguments.today);
    let report = gate::gate(&head, None, None, &packs, &settings, today)?;

    // Chosen before anything is rendered: no format changes it.
    let code = exit_code(&report, arguments.fail_on);
    for target in &targets {
        write(&report, target)?;
    }
    if targets.iter().all(|target| target.file.is_some()) {
        eprintln!("{}", in_one_line(&report));
    }
    if code != exit_code(&report, FailOn::Error) || arguments.fail_on == FailOn::Never {
        eprintln!(
            "ethics-gate: --fail-on {} chose exit code {code}; the verdict is {}",
            arguments
                .fail_on
                .to_possible_value()
                .map_or_else(String::new, |value| value.get_name().to_owned()),
            report.verdict.name()
        );
    }
    Ok(code)
}

/// The reports asked for; the terminal's where none is.
fn targets(asked: &[Target]) -> anyhow::Result<Vec<Target>> {
    if asked.iter().filter(|target| target.file.is_none()).count() > 1 {
        bail!("only one report can go to stdout; give the others a file, as in --report json=FILE");
    }
    if asked.is_empty() {
        let terminal = target("terminal").map_err(anyhow::Error::msg)?;
        return Ok(vec![terminal]);
    }
    Ok(asked.to_vec())
}

/// The rules selected, each known.
fn selection(asked: &[String], packs: &[Pack]) -> anyhow::Result<Vec<String>> {
    let known = || {
        packs
            .iter()
            .flat_map(|pack| &pack.rules)
            .map(|rule| &*rule.id)
    };
    for id in asked {
        if known().any(|rule| rule == id) {
            continue;
        }
        match inputs::did_you_mean(id, known()) {
            Some(near) => bail!("there is no rule `{id}`; did you mean `{near}`?"),
            None => bail!("there is no rule `{id}`; `ethics-gate rules` lists them"),
        }
    }
    Ok(asked.to_vec())
}

fn exit_code(report: &Report, fail_on: FailOn) -> u8 {
    if report.systems.is_empty() {
        return ERROR;
    }
    let failed = match fail_on {
        FailOn::Never => false,
        FailOn::Error => report.verdict == Verdict::Fail,
        FailOn::Warning => report.verdict == Verdict::Fail || report.count(Level::Warning) > 0,
    };
    if failed { FAIL } else { PASS }
}

fn write(report: &Report, target: &Target) -> anyhow::Result<()> {
    let style = output::style(target.file.is_none());
    let bytes = target.renderer.render(report, &style);
    match &target.file {
        None => output::print(bytes)?,
        Some(file) => std::fs::write(file, bytes)
            .with_context(|| format!("{}: the report could not be written", file.display()))?,
    }
    if target.renderer.name() == "github" {
        append_job_summary(report);
    }
    Ok(())
}

/// GitHub shows this file beside the job. That it can't be written never
/// changes a verdict.
fn append_job_summary(report: &Report) {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return;
    };
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(render::summary(report).as_bytes()));
    if let Err(error) = written {
        eprintln!("ethics-gate: the job summary could not be written: {error}");
    }
}

fn in_one_line(report: &Report) -> String {
    format!(
        "ethics-gate: {}: {} errors, {} warnings, {} notes",
        report.verdict.name(),
        report.count(Level::Error),
        report.count(Level::Warning),
        report.count(Level::Note)
    )
}
