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

#[test]
fn a_license_is_spelled_out_where_it_says_its_version_and_left_where_not() {
    let sold = FAULTY.replace("id: toy", "id: toy\n  commercial: false");
    let models = |license: &str| format!("models:\n  - {{id: net, license: {license}}}\n");
    let desk = desk(&(sold.clone() + &models("apache2")));
    let fixed = |desk: &Desk| {
        let run = desk.run(&[&["fix", "repo"][..], &DATE].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        desk.read("repo/ethics.yml")
    };
    assert!(fixed(&desk).ends_with(&models("Apache-2.0")));
    desk.write("repo/ethics.yml", &(sold + &models("gnu-terms")));
    assert!(fixed(&desk).ends_with(&models("gnu-terms")));
}

#[test]
fn another_word_is_another_claim_and_the_same_one_in_capitals_is_not() {
    let tier = |word: &str| format!("{FAULTY}risk: {{tier: {word}}}\n");
    for (written, mended) in [("High", "high"), ("hihg", "hihg")] {
        let desk = desk(&tier(written));
        desk.run(&[&["fix", "repo"][..], &DATE].concat());
        let text = desk.read("repo/ethics.yml");
        assert!(
            text.ends_with(&format!("risk: {{tier: {mended}}}\n")),
            "{text}"
        );
    }
}

#[test]
fn a_waiver_follows_its_rule_to_its_new_id() {
    let desk = Desk::new("toy");
    let old = format!("{FAULTY}waivers:\n  - {{rule: gate/owned, scope: toy}}  # until May\n");
    desk.write("repo/ethics.yml", &old);
    let run = desk.run(&[&["fix", "repo", "--policy", "org"][..], &DATE].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = desk.read("repo/ethics.yml");
    assert!(
        text.contains("  - {rule: gate/owner-named, scope: toy}  # until May\n"),
        "{text}"
    );
}

#[test]
fn carriage_returns_and_links_stay() {
    let desk = desk(&FAULTY.replace('\n', "\r\n"));
    desk.run(&[&["fix", "repo"][..], &DATE].concat());
    let text = desk.read("repo/ethics.yml");
    assert!(text.contains("  purpose: Students") && text.contains("people: false   # never\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn the_last_lines_of_a_check_say_what_fix_mends_and_only_where_it_does() {
    let desk = desk(FAULTY);
    let check = |format: &str| {
        let arguments = ["check", "repo", "--report", format];
        desk.run(&[&arguments[..], &DATE].concat())
    };
    let report = check("json").json();
    let findings = report["findings"].as_array().expect("findings").iter();
    let mendable = findings.filter(|finding| {
        let mut edits = finding["edits"].as_array().expect("edits").iter();
        edits.any(|edit| edit["safe"] == true)
    });
    let promised = format!("`ethics-gate fix repo` mends {} of them", mendable.count());
    let said = check("terminal").stdout;
    assert!(said.contains(&promised), "{promised}:\n{said}");
    for format in ["json", "sarif", "github", "junit", "codequality"] {
        let said = check(format).stdout;
        assert!(!said.contains("ethics-gate fix"), "{format}:\n{said}");
    }
    assert_eq!(desk.run(&[&["fix", "repo"][..], &DATE].concat()).code, 0);
    let said = check("terminal").stdout;
    assert!(!said.contains("`ethics-gate fix"), "{said}");
}
