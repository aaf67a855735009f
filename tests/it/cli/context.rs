//! `--context`: who wrote the change and who approved it.

use super::Desk;

/// A rule that reads it.
const RULE: &str = r#"title: {en: A second person, ko: 두 번째 사람}
level: {minimal: error, limited: error, high: error}
needs: [context]
why: {en: One hand is not enough, ko: 한 사람으로는 부족하다}
checks:
  - id: second
    require: context.second_person
    message: {en: "nobody but {context.authors} agreed", ko: "{context.authors} 말고는 아무도 동의하지 않음"}
    fix: {en: ask somebody, ko: 누군가에게 묻기}
"#;

fn desk() -> Desk {
    let desk = Desk::new("scorer");
    desk.write("org/gate/second-person.yml", RULE);
    desk
}

fn context(approvals: &str) -> String {
    format!(
        r#"{{"schema": "ethics-gate/context/1", "authors": ["@dev"], "approvals": [{approvals}]}}"#
    )
}

fn check(desk: &Desk, more: &[&str]) -> super::Run {
    desk.check(&[&["--rule", "gate/second-person"], more].concat())
}

#[test]
fn a_rule_that_needs_it_is_judged_with_it_and_stands_in_not_checked_without() {
    let desk = desk();
    let run = check(&desk, &["--report", "json"]);
    assert_eq!(run.code, 0);
    let reason = "needs to know who wrote and approved the change";
    assert!(run.json()["not_checked"].to_string().contains(reason));
    desk.write("context.json", &context(""));
    let run = check(&desk, &["--context", "context.json"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("nobody but @dev agreed"),
        "{}",
        run.stdout
    );
    desk.write("context.json", &context(r#"{"by": "DEV"}"#));
    assert_eq!(check(&desk, &["--context", "context.json"]).code, 1);
    desk.write(
        "context.json",
        &context(r#"{"by": "officer", "teams": []}"#),
    );
    assert_eq!(check(&desk, &["--context", "context.json"]).code, 0);
}

#[test]
fn a_file_that_can_t_be_relied_on_is_refused() {
    let desk = desk();
    let refused = |text: Option<&str>, words: &[&str]| {
        if let Some(text) = text {
            desk.write("context.json", text);
        }
        let words = [words, &["ethics-gate schema context"]].concat();
        check(&desk, &["--context", "context.json"]).refuses(&words);
    };
    refused(None, &["can't be read"]);
    refused(Some("{"), &["no context"]);
    refused(
        Some(r#"{"schema": "ethics-gate/context/2", "authors": ["a"]}"#),
        &["`schema` has to be `ethics-gate/context/1`"],
    );
    refused(
        Some(r#"{"schema": "ethics-gate/context/1", "authors": []}"#),
        &["`authors`"],
    );
    refused(
        Some(r#"{"schema": "ethics-gate/context/1", "authors": ["a"], "approver": "b"}"#),
        &["unknown field `approver`"],
    );
}

#[test]
fn the_author_can_t_commit_one_and_another_commit_s_is_none() {
    let desk = desk();
    desk.git("repo", &["init", "-q"]);
    let base = desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    desk.write("repo/context.json", &context(r#"{"by": "officer"}"#));
    // A pipeline may write it into the work tree.
    assert_eq!(check(&desk, &["--context", "repo/context.json"]).code, 0);
    let head = desk.commit("repo");
    check(&desk, &["--context", "repo/context.json"])
        .refuses(&["the change itself holds `context.json`"]);

    let of = |commit: &str| {
        let head = format!(r#""head": "{commit}", "authors""#);
        let text = context(r#"{"by": "officer"}"#).replace("\"authors\"", &head);
        desk.write("context.json", &text);
        check(&desk, &["--base", "main", "--context", "context.json"])
    };
    assert_eq!(of(&head).code, 0);
    of(&base).refuses(&[&base, &head, "write the context anew"]);
    // The platform's merge of the change is the change.
    desk.git("repo", &["switch", "-q", "--detach", "main"]);
    desk.git("repo", &["merge", "-q", "--no-ff", "--no-edit", "change"]);
    assert_eq!(of(&head).code, 0);
}
