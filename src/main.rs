//! The program: everything of it is in the library's `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ethics_gate::cli::main()
}
