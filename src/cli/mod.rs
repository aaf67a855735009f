//! The command line: one file a verb. Only here the clock and the environment
//! are read, settings come in, reports go out, and an exit code is chosen.
//!
//! stdout is the report, stderr is the talk.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "this room is the door to the clock, the environment and the disk"
)]

mod check;
mod explain;
mod facts;
mod inputs;
mod output;
mod rules;
mod schema;
mod shell;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The verdict is pass.
const PASS: u8 = 0;
/// The verdict is fail.
const FAIL: u8 = 1;
/// The gate could not judge.
const ERROR: u8 = 2;

/// A merge gate for responsible AI.
///
/// Reads a repository's ethics.yml, its model cards and its data manifests,
/// holds their claims against the repository's own files, and marks the exact
/// line of each one that does not hold.
#[derive(Parser)]
#[command(name = "ethics-gate", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

const AFTER_HELP: &str = "\
Start:
  ethics-gate check                     judge the repository you stand in
  ethics-gate explain data/provenance-complete
  ethics-gate rules                     what is judged, by principle

Exit codes: 0 the verdict is pass; 1 it is fail, a broken or missing ethics.yml
included; 2 the gate could not judge.";

#[derive(Subcommand)]
enum Verb {
    /// Judge a repository.
    Check(check::Arguments),
    /// Say what a rule, a principle, a fact, an outcome or a tier means.
    Explain(explain::Arguments),
    /// List the rules.
    Rules(rules::Arguments),
    /// List the facts that a rule can name, or print those of a tree.
    Facts(facts::Arguments),
    /// Print the JSON Schema of a file, for editors.
    Schema(schema::Arguments),
    /// Run the examples of a pack through the gate.
    Test(test::Arguments),
    /// Print the completions of a shell.
    Completions(shell::Completions),
    /// Print the manual page.
    Man,
}

/// Run the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no mistakes.
            let code = if error.use_stderr() { ERROR } else { PASS };
            return match error.print() {
                Ok(()) => ExitCode::from(code),
                Err(_) => ExitCode::from(ERROR),
            };
        }
    };
    let result = match arguments.verb {
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Rules(arguments) => rules::run(&arguments),
        Verb::Facts(arguments) => facts::run(&arguments),
        Verb::Schema(arguments) => schema::run(&arguments),
        Verb::Test(arguments) => test::run(&arguments),
        Verb::Completions(arguments) => shell::completions(&arguments),
        Verb::Man => shell::man(),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        // Whoever reads our output has seen enough.
        Err(error) if output::is_broken_pipe(&error) => ExitCode::from(PASS),
        Err(error) => {
            eprintln!("ethics-gate: {error:#}");
            ExitCode::from(ERROR)
        }
    }
}
