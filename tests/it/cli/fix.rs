//! `fix`: what a machine may mend, and what it leaves to people.

use super::Desk;

/// A declaration with faults of form in it, and comments.
const FAULTY: &str = "\
# A toy of ours.
version: 1
system:
  id: toy
  purpse: Students fit a curve to see how it is done.  # to be said better
  affected: [students]
  decides_about_people: no   # never
  markets: [kr]
  audience: {minors: excluded}
practices: none
";

fn desk(declaration: &str) -> Desk {
    let desk = Desk::new("toy");
    desk.write("repo/ethics.yml", declaration);
    desk
}

const DATE: [&str; 2] = ["--today", "2026-12-01"];

#[test]
fn a_diff_is_shown_and_nothing_is_written() {
    let desk = desk(FAULTY);
    let run = desk.run(&[&["fix", "repo", "--diff"][..], &DATE].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    for line in [
        "--- a/ethics.yml",
        "-  purpse: Students fit a curve to see how it is done.  # to be said better",
        "+  purpose: Students fit a curve to see how it is done.  # to be said better",
        "+  decides_about_people: false   # never",
        "+  markets: [KR]",
    ] {
        assert!(
            run.stdout.lines().any(|it| it == line),
            "{line}:\n{}",
            run.stdout
        );
    }
    assert_eq!(desk.read("repo/ethics.yml"), FAULTY);
}

#[test]
fn what_is_safe_is_mended_once_and_all_else_stays() {
    let desk = desk(FAULTY);
    let run = desk.run(&[&["fix", "repo"][..], &DATE].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mended = FAULTY
        .replace("purpse", "purpose")
        .replace("people: no ", "people: false ")
        .replace("[kr]", "[KR]");
    assert_eq!(desk.read("repo/ethics.yml"), mended);
    assert!(
        run.stderr
            .contains("ethics.yml: purpse → purpose (gate/declaration-valid)")
    );
    let again = desk.run(&[&["fix", "repo", "--lang", "ko"][..], &DATE].concat());
    assert!(
        again.stderr.contains("고칠 수 있는 것이 없습니다"),
        "{}",
        again.stderr
    );
    assert_eq!(desk.read("repo/ethics.yml"), mended);
}

#[test]
fn a_lock_gets_what_it_lacks_and_keeps_what_it_has() {
    let desk = desk(FAULTY);
    let models = "models:\n  - {id: net, card: README.md, artifacts: [one.bin, two.bin]}\n";
    desk.write("repo/ethics.yml", &(FAULTY.to_owned() + models));
    desk.write("repo/one.bin", "1");
    desk.write("repo/two.bin", "2");
    assert_eq!(desk.run(&["lock", "repo"]).code, 0);
    let whole = desk.read("repo/ethics.lock");
    let line = |name: &str| {
        let mut lines = whole.lines().filter(|line| line.contains(name));
        lines.next().expect("an entry").to_owned()
    };
    // One file has changed since, and the other was never locked.
    desk.write("repo/one.bin", "changed");
    let only = whole.replace(&line("two.bin"), "");
    let only = only.replace(&line("one.bin"), line("one.bin").trim_end_matches(','));
    let only: String = only
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    desk.write("repo/ethics.lock", &only);
    assert_eq!(desk.run(&["fix", "repo"]).code, 0);
    assert_eq!(desk.read("repo/ethics.lock"), whole);
}

#[test]
fn a_place_for_what_is_missing_is_made_and_lets_nothing_pass() {
    let sparse = "version: 1\nsystem:\n  id: toy  # ours\n  audience: {}\n\npractices: none\n";
    let desk = desk(sparse);
    let check = |desk: &Desk| desk.run(&[&["check", "repo"][..], &DATE].concat()).code;
    assert_eq!(check(&desk), 1);
    let run = desk.run(&[&["fix", "repo"][..], &DATE].concat());
    assert!(
        run.stderr.contains("nothing that a machine can mend"),
        "{}",
        run.stderr
    );
    let run = desk.run(&[&["fix", "repo", "--unsafe"][..], &DATE].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = desk.read("repo/ethics.yml");
    assert!(text.contains("\n  id: toy  # ours\n"), "{text}");
    assert!(text.contains("minors: TODO"), "{text}");
    assert!(
        text.contains("\n  purpose:\n") || text.contains("\n  purpose: "),
        "{text}"
    );
    assert_eq!(check(&desk), 1, "{text}");
}
