//! `check`: the gate.

use std::mem::ManuallyDrop;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::asked::{Asked, Found};
use super::environment::Environment;
#[cfg(feature = "publish")]
use super::publish;
use super::report::{self, Destination};
use super::touched::is_touched;
use super::{Refusal, hook, output, packs};
use crate::gate;
use crate::model::report::{Report, Verdict};
use crate::model::{Language, Level, Settings, text};
use crate::policy::Pack;
use crate::source::Tree;

/// Judge a repository
///
/// Reads the declarations (ethics.yml) and the files they rest on, and holds
/// them against the rules. Nothing of the repository is run, and nothing
/// leaves this machine but what --publish posts.
#[derive(Args)]
#[command(after_help = EXAMPLES, after_long_help = long_help())]
pub(super) struct Check {
    #[command(flatten)]
    asked: Asked,

    /// Where a report goes: a format, to stdout or to a file; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = report::destination)]
    report: Vec<Destination>,

    /// For a commit's hook: judge the whole, show what touches the staged files
    #[arg(long, conflicts_with_all = ["report", "head"])]
    hook: bool,

    /// Post the verdict where people look; whether that works changes nothing
    #[cfg(feature = "publish")]
    #[arg(long, value_name = "PLATFORM", conflicts_with_all = ["hook", "rule"])]
    publish: Option<publish::To>,

    /// Judge by this rule, or the rules of this principle, alone; may be repeated
    #[arg(long, value_name = "RULE")]
    rule: Vec<String>,

    /// Judge as if there were no waivers and no baseline
    #[arg(long)]
    no_waivers: bool,

    /// Judge the whole, show in full what touches the files that differ from the base
    #[arg(long, conflicts_with = "hook")]
    changed_only: bool,

    /// Report what holds, too
    #[arg(long)]
    include_passes: bool,

    /// What makes the exit code 1; the verdict stays what it is
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
}

const EXAMPLES: &str = "\
Examples:
  ethics-gate check
  ethics-gate check services/scoring --report json
  ethics-gate check --base origin/main
  ethics-gate check --report github --report sarif=ethics.sarif
  ethics-gate check --policy ../org-policy --rule privacy";

fn long_help() -> String {
    format!("{}\n\n{EXAMPLES}", report::formats())
}

/// What makes the exit code 1.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A verdict of fail
    Error,
    /// A warning, too
    Warning,
    /// Nothing
    Never,
}

impl Check {
    pub(super) fn run(
        self,
        language: Language,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
        let destinations = report::plan(self.report)?;
        let Found {
            head,
            base,
            context,
            packs,
            today,
            root,
        } = self.asked.find(environment)?;
        // The process ends with the report, and frees them faster than we do.
        let packs = ManuallyDrop::new(packs);
        let settings = Settings {
            language,
            root: root.display().to_string(),
            only: selection(&self.rule, &packs, &head)?,
            include_passes: self.include_passes,
            include_silent: false,
            no_waivers: self.no_waivers,
        };
        if self.changed_only && base.is_none() {
            return Err(Refusal::new(
                text!(
                    "--changed-only: there is no base, so nobody knows what the change touches",
                    "--changed-only: 기준이 없어 변경이 건드린 파일을 알 수 없습니다"
                ),
                text!(
                    "name it: --base origin/main",
                    "기준을 지정하세요: --base origin/main"
                ),
            ));
        }
        let mut report = gate::gate(
            &head,
            base.as_ref(),
            context.as_ref(),
            &packs,
            &settings,
            today,
        )
        .map_err(packs::refused)?;
        if self.hook {
            hook::set_aside(&mut report);
        }
        if let (true, Some(base)) = (self.changed_only, &base) {
            report.set_aside(|path| is_touched(&head, base, path));
        }
        report::write(&report, &destinations, environment)?;
        #[cfg(feature = "publish")]
        if let Some(to) = self.publish {
            let is_shown = report::tells_workflow(&destinations);
            publish::judged(&report, to, is_shown, environment);
        }
        if report.checked.checks == 0 {
            return Err(Refusal::new(
                text!(
                    "no check was judged, so nothing can be said of this repository",
                    "판정한 점검이 없어 이 저장소에 대해 아무것도 말할 수 없습니다"
                ),
                text!(
                    "`not checked` in the report says why; select other rules with --rule, or none",
                    "이유는 보고서의 `확인하지 못함`에 있습니다. --rule로 다른 규칙을 고르거나 빼세요"
                ),
            ));
        }
        Ok(self.fail_on.exit_code(&report))
    }
}

/// The rules that are judged alone, those of packs that a declaration extends included.
fn selection(names: &[String], packs: &[Pack], head: &Tree) -> Result<Vec<String>, Refusal> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let extended = gate::extended(head).map_err(packs::refused)?;
    let packs: Vec<Pack> = packs.iter().cloned().chain(extended).collect();
    packs::select(names, &packs)
}

impl FailOn {
    /// The exit code, and aloud where it is not the verdict's own.
    fn exit_code(self, report: &Report) -> ExitCode {
        let fails = report.verdict == Verdict::Fail;
        let code = match self {
            Self::Error => fails,
            Self::Warning => fails || report.count(Level::Warning) > 0,
            Self::Never => false,
        };
        if code != fails {
            let (name, verdict, code) = (self.name(), report.verdict.name(), u8::from(code));
            output::say(&match report.lang {
                Language::En => format!(
                    "note: --fail-on {name} makes the exit code {code}; the verdict is {verdict}"
                ),
                Language::Ko => format!(
                    "참고: --fail-on {name} 때문에 종료 코드는 {code}이지만, 판정은 {verdict}입니다"
                ),
            });
        }
        ExitCode::from(u8::from(code))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Never => "never",
        }
    }
}
