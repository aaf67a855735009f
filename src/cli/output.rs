//! stdout and stderr.

use std::io::{self, ErrorKind, Write};

use super::Refusal;

/// The report, to stdout. A reader who has left is no error: `| head` is a
/// way to read.
pub(super) fn print(bytes: &[u8]) -> Result<(), Refusal> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Refusal::new(
            format!("can't write to stdout: {error}"),
            "free the disk or redirect to another place",
        )),
        _ => Ok(()),
    }
}

/// JSON for programs, to stdout.
pub(super) fn print_json(json: &serde_json::Value) -> Result<(), Refusal> {
    print(format!("{json:#}\n").as_bytes())
}

/// A line of talk, to stderr. Where nobody listens, nothing is lost.
pub(super) fn say(line: &str) {
    // Names of files stand in it; none of them may steer a terminal.
    let harmless: String = line
        .chars()
        .map(|character| match character {
            '\n' | '\t' => character,
            control if control.is_control() => '\u{fffd}',
            other => other,
        })
        .collect();
    let _ = writeln!(io::stderr().lock(), "{harmless}");
}
