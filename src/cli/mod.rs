//! The command line: one file a verb, and the only place that knows a clock,
//! the environment and exit codes.
//!
//! stdout is the report, stderr is the talk. 0: the verdict is pass. 1: it is
//! fail. 2: the gate could not judge, and says what to do about it.

mod asked;
mod attest;
mod baseline;
mod check;
mod config;
mod context;
mod doctor;
mod environment;
mod explain;
mod facts;
mod fix;
mod gaps;
mod hook;
mod init;
mod korean;
mod lock;
mod lsp;
mod measure;
mod new;
mod output;
mod pack;
mod packs;
mod pages;
mod pipeline;
#[cfg(feature = "publish")]
mod platform;
#[cfg(feature = "publish")]
mod publish;
mod refusal;
mod report;
mod root;
mod rules;
mod schema;
mod shell;
mod surroundings;
mod test;
#[cfg(feature = "publish")]
mod told;
mod touched;
mod transparency;
mod trees;
mod verify;
mod waiting;
mod waive;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use self::environment::Environment;
use self::refusal::Refusal;
use crate::model::Language;

/// The gate could not judge.
const COULD_NOT_JUDGE: u8 = 2;

/// A merge gate for responsible AI.
///
/// A repository that ships a model says in ethics.yml what the system is for,
/// whom it touches and which limits its team commits to. ethics-gate holds
/// those claims against the repository's own files, and marks the exact line
/// where one does not hold.
#[derive(Parser)]
#[command(
    name = "ethics-gate",
    version,
    arg_required_else_help = true,
    after_help = EXAMPLES,
    max_term_width = 100,
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,

    /// Language of the report: by default Korean where LC_ALL or LANG says ko
    #[arg(long, global = true, value_name = "LANGUAGE")]
    lang: Option<Lang>,
}

const EXAMPLES: &str = "\
Examples:
  ethics-gate init                       write an ethics.yml to start from
  ethics-gate check                      judge the repository in this folder
  ethics-gate check --report sarif=out.sarif --report terminal
  ethics-gate check --base origin/main   and hold the change against main
  ethics-gate explain gate/declaration-present
  ethics-gate facts --of .               see what a rule sees

Exit codes:
  0  the verdict is pass
  1  the verdict is fail
  2  the gate could not judge: wrong usage, a path that is not there, an invalid pack,
     a base that can't be found";

#[derive(Subcommand)]
enum Verb {
    Init(init::Init),
    Check(check::Check),
    Report(transparency::Report),
    Explain(explain::Explain),
    Rules(rules::Rules),
    Facts(facts::Facts),
    Lock(lock::Lock),
    Waive(waive::Waive),
    Baseline(baseline::Baseline),
    Fix(fix::Fix),
    Attest(attest::Attest),
    Verify(verify::Verify),
    Doctor(doctor::Doctor),
    Measure(measure::Measure),
    Schema(schema::Schema),
    Test(test::Test),
    Lsp(lsp::Lsp),
    #[cfg(feature = "publish")]
    Publish(publish::Publish),
    #[cfg(feature = "publish")]
    Context(told::Context),
    New(new::New),
    Pack(pack::Pack),
    Config(config::Config),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// The languages as the command line spells them.
#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    /// English
    En,
    /// Korean (한국어)
    Ko,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::En,
            Lang::Ko => Self::Ko,
        }
    }
}

/// Text for people, JSON for programs, or a page for the documentation.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// A page in Markdown
    Markdown,
}

/// Run the program and answer with its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let environment = Environment::read();
    refusal::turn_panics_into_refusals(environment.language);
    let arguments = match typed(&environment) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let chosen = arguments.lang.map(Language::from);
    let language = chosen.unwrap_or(environment.language);
    refusal::turn_panics_into_refusals(language);
    if environment.is_watched && !arguments.verb.speaks_first() {
        waiting::begin(language);
    }
    let done = arguments.verb.run(language, chosen, &environment);
    // A verb that says nothing, such as one that writes a file, ends here.
    waiting::end();
    match done {
        Ok(code) => code,
        Err(refusal) => {
            output::say(&refusal.shown(language));
            ExitCode::from(COULD_NOT_JUDGE)
        }
    }
}

/// The arguments, or the exit code once help or a complaint is printed: help
/// and version go to stdout with 0, wrong usage to stderr with 2.
fn typed(environment: &Environment) -> Result<Arguments, ExitCode> {
    let all: Vec<OsString> = environment::arguments();
    let language = spoken(&all).unwrap_or(environment.language);
    let parsed = match language {
        Language::En => Arguments::try_parse_from(&all),
        Language::Ko => korean::command(Arguments::command())
            .try_get_matches_from(&all)
            .and_then(|matches| Arguments::from_arg_matches(&matches)),
    };
    parsed.map_err(|error| {
        let told = match language {
            Language::En => None,
            Language::Ko => korean::error(&error),
        };
        match told {
            Some(told) => output::say(told.trim_end()),
            // Where nobody listens, nothing is lost.
            None => drop(error.print()),
        }
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(COULD_NOT_JUDGE))
    })
}

/// The language that the arguments name, where they may be wrong as a whole.
fn spoken(arguments: &[OsString]) -> Option<Language> {
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        let named = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('='),
            None => continue,
        };
        return named
            .and_then(|name| Lang::from_str(name, false).ok())
            .map(Language::from);
    }
    None
}

impl Verb {
    /// Whether it talks with somebody, or an editor, while it works.
    fn speaks_first(&self) -> bool {
        matches!(self, Self::Init(_) | Self::Lsp(_))
    }

    fn run(
        self,
        language: Language,
        chosen: Option<Language>,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
        match self {
            Self::Init(init) => init.run(language),
            Self::Check(check) => check.run(language, environment),
            Self::Report(report) => report.run(language, environment),
            Self::Explain(explain) => explain.run(language, environment),
            Self::Rules(rules) => rules.run(language),
            Self::Facts(facts) => facts.run(language),
            Self::Fix(fix) => fix.run(language),
            Self::Lock(lock) => lock.run(language),
            Self::Waive(waive) => waive.run(language, environment),
            Self::Baseline(baseline) => baseline.run(language),
            Self::Attest(attest) => attest.run(language, environment),
            Self::Verify(verify) => verify.run(language),
            Self::Doctor(doctor) => doctor.run(language, environment),
            Self::Measure(measure) => measure.run(language),
            Self::Schema(schema) => schema.run(),
            Self::Test(test) => test.run(language),
            Self::Lsp(lsp) => lsp.run(language, chosen),
            #[cfg(feature = "publish")]
            Self::Publish(publish) => publish.run(language, environment),
            #[cfg(feature = "publish")]
            Self::Context(context) => context.run(language, environment),
            Self::New(new) => new.run(language),
            Self::Pack(pack) => pack.run(language),
            Self::Config(config) => config.run(language),
            Self::Completions(completions) => completions.run(),
            Self::Man(man) => man.run(),
        }
    }
}
