//! Where words go: stdout for what was asked, and what the terminal can show.

use std::io::{self, IsTerminal, Write};

use crate::render::Style;

/// The width where nothing says another.
const WIDTH: usize = 100;
/// No line is broken below this.
const NARROWEST: usize = 40;

/// Write to stdout.
pub(super) fn print(bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes.as_ref())?;
    stdout.flush()?;
    Ok(())
}

/// What stdout can show: color on a terminal unless `NO_COLOR` says no, or
/// where `CLICOLOR_FORCE` says yes; the width that `COLUMNS` or the terminal has.
pub(super) fn style(to_stdout: bool) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let forced = set("CLICOLOR_FORCE") && std::env::var_os("CLICOLOR_FORCE") != Some("0".into());
    let terminal = to_stdout && io::stdout().is_terminal();
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let width = columns.or_else(|| terminal.then(terminal_width).flatten());
    Style {
        color: !set("NO_COLOR") && (forced || terminal),
        width: width.unwrap_or(WIDTH).max(NARROWEST),
    }
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// Whether the reader of our output went away.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
