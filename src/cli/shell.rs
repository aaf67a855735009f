//! `completions` and `man`: what a shell and a manual want.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Arguments, Refusal, output};
use crate::model::{Text, text};

/// Print a completion script for a shell
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate completions bash > ~/.local/share/bash-completion/completions/ethics-gate
  ethics-gate completions fish > ~/.config/fish/completions/ethics-gate.fish")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<ExitCode, Refusal> {
        let mut script = Vec::new();
        let mut command = Arguments::command();
        clap_complete::generate(self.shell, &mut command, "ethics-gate", &mut script);
        output::print(&script)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Print the manual page, of one verb where it is named
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate man | man -l -
  ethics-gate man check > ethics-gate-check.1")]
pub(super) struct Man {
    /// The verb
    verb: Option<String>,
}

impl Man {
    pub(super) fn run(&self) -> Result<ExitCode, Refusal> {
        let mut command = Arguments::command();
        command.build();
        let page = match &self.verb {
            None => command,
            Some(verb) => match command.find_subcommand(verb) {
                Some(found) => found.clone(),
                None => {
                    let verbs = command.get_subcommands().map(clap::Command::get_name);
                    let list = text!(
                        "`ethics-gate --help` lists them",
                        "목록은 `ethics-gate --help`로 볼 수 있습니다"
                    );
                    return Err(Refusal::unknown(
                        &Text::new("verb", "명령"),
                        verb,
                        verbs,
                        &list,
                    ));
                }
            },
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page)
            .render(&mut text)
            .map_err(|error| Refusal::defect(&error))?;
        output::print(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
