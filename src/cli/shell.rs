//! `completions` and `man`: made from the command line's own description.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Arguments, PASS, output};

/// Print the completions of a shell, to be sourced by it.
#[derive(clap::Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print completions.
pub(super) fn completions(arguments: &Completions) -> anyhow::Result<u8> {
    let mut text = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "ethics-gate", &mut text);
    output::print(text)?;
    Ok(PASS)
}

/// Print the manual page.
pub(super) fn man() -> anyhow::Result<u8> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    output::print(page)?;
    Ok(PASS)
}
