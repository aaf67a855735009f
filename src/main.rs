//! The binary: everything is in [`ethics_gate::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    ethics_gate::cli::main()
}
