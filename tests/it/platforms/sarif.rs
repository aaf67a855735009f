//! The SARIF report before Microsoft's validator, with the rules of GitHub's
//! code scanning.

use std::process::Command;

use tempfile::TempDir;

use super::{client, root, run};

#[test]
fn the_multitool_finds_no_error_in_a_report() {
    let Some(client) = client("Sarif.Multitool") else {
        return;
    };
    let folder = TempDir::new().expect("a temporary folder");
    for example in ["unfinished", "broken/claim-lie", "credit-scoring"] {
        let report = folder.path().join("report.sarif");
        run(Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
            .arg("check")
            .arg(root().join("examples").join(example))
            .args(["--today", "2026-12-01", "--report"])
            .arg(format!("sarif={}", report.display())));
        let (fine, said) = run(Command::new(&client)
            .current_dir(folder.path())
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
            .args(["validate", "report.sarif", "--rule-kind", "Sarif;Ghas"])
            .args(["--output", "said.sarif", "--log", "ForceOverwrite"]));
        assert!(
            fine && said.contains("1 files scanned"),
            "{example}: {said}"
        );
        // It ends well whatever it found.
        assert!(!said.contains(": error "), "{example}: {said}");
    }
}
