//! What a comment offers to commit is what `fix` would do, and no more.

use super::stub::Stub;
use super::{SHA, stub};
use crate::cli::Desk;

/// Faults of form that a machine may mend, beside one that only people can.
const FAULTY: &str = "\
# A toy of ours.
version: 1
system:
  id: toy
  purpse: Students fit a curve to see how it is done.  # to be said better
  affected: [students]
  decides_about_people: no   # never
  markets: [kr]
practices: none
";

/// The text with each suggestion in the place of the lines that it hangs on.
fn committed(stub: &Stub) -> String {
    let mut lines: Vec<String> = FAULTY.lines().map(str::to_owned).collect();
    for comment in &stub.world().comments {
        let body = comment["body"].as_str().expect("a body");
        let Some((_, block)) = body.split_once("\n```suggestion\n") else {
            continue;
        };
        let (block, _) = block.split_once("\n```").expect("its end");
        let line = comment["line"].as_u64().expect("a line");
        assert!(comment.get("start_line").is_none(), "each is of one line");
        lines[usize::try_from(line).expect("a small number") - 1] = block.to_owned();
    }
    lines.join("\n") + "\n"
}

#[test]
fn suggestions_are_the_safe_edits_of_fix() {
    let stub = Stub::new();
    let count = FAULTY.lines().count();
    let added: String = FAULTY.lines().map(|line| format!("+{line}\n")).collect();
    let patch = format!("@@ -0,0 +1,{count} @@\n{added}");
    stub.world().files = vec![("ethics.yml".to_owned(), Some(patch))];
    let desk = Desk::new("toy");
    let payload = format!(r#"{{"pull_request": {{"number": 7, "head": {{"sha": "{SHA}"}}}}}}"#);
    desk.write("event.json", &payload);
    desk.write("repo/ethics.yml", FAULTY);
    let path = desk.path("event.json").display().to_string();
    let desk = desk
        .with("GITHUB_API_URL", stub.address.clone())
        .with("GITHUB_REPOSITORY", "acme/model")
        .with("GITHUB_EVENT_NAME", "pull_request")
        .with("GITHUB_EVENT_PATH", path)
        .with("GITHUB_TOKEN", stub::TOKEN);
    let day = ["--today", "2026-12-01"];
    let judge = ["check", "repo", "--base", "none", "--publish", "github"];
    let run = desk.run(&[&judge[..], &day].concat());
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(stub.world().comments.len() > 3, "{}", run.stderr);

    let run = desk.run(&[&["fix", "repo"][..], &day].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mended = desk.read("repo/ethics.yml");
    assert_ne!(mended, FAULTY);
    assert_eq!(committed(&stub), mended);
}
