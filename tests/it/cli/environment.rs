//! What the environment may decide, and what it may not.

use super::Desk;

const ESCAPE: char = '\u{1b}';

#[test]
fn color_is_for_terminals_unless_it_is_forced_or_forbidden() {
    let plain = Desk::new("outlaw").check(&[]);
    assert!(!plain.stdout.contains(ESCAPE), "a pipe is no terminal");
    let forced = Desk::new("outlaw").with("CLICOLOR_FORCE", "1").check(&[]);
    assert!(forced.stdout.contains(ESCAPE));
    for (name, value) in [("NO_COLOR", "1"), ("CLICOLOR_FORCE", "0")] {
        let desk = Desk::new("outlaw")
            .with("CLICOLOR_FORCE", "1")
            .with(name, value);
        assert!(!desk.check(&[]).stdout.contains(ESCAPE), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_color_and_its_own_width() {
    let judge = format!(
        "stty rows 20 cols 60 && '{}' check repo --policy org --rule gate/lawful",
        env!("CARGO_BIN_EXE_ethics-gate")
    );
    let typed = |desk: &Desk| {
        let mut script = std::process::Command::new("script");
        script.args(["-qec", &judge, "typescript"]);
        let output = desk
            .in_folder(script)
            .output()
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        output.ok().filter(|text| text.contains("gate/lawful"))
    };
    let Some(text) = typed(&Desk::new("outlaw").with("TERM", "xterm")) else {
        eprintln!("SKIPPED: colors of a terminal: no program `script` here");
        return;
    };
    assert!(text.contains(ESCAPE));
    let rule = |text: &str| text.matches('─').count();
    let dumb = typed(&Desk::new("outlaw").with("TERM", "dumb")).expect("a report");
    assert!(!dumb.contains(ESCAPE));
    let ci = Desk::new("outlaw").with("TERM", "dumb").with("CI", "true");
    let ci = typed(&ci).expect("a report");
    assert_eq!(
        rule(&ci) - rule(&dumb),
        40,
        "100 columns in CI, 60 on the terminal"
    );
}

#[test]
fn a_file_is_never_colored() {
    let desk = Desk::new("outlaw").with("CLICOLOR_FORCE", "1");
    desk.check(&["--report", "terminal=out.txt"]);
    assert!(!desk.read("out.txt").contains(ESCAPE));
}

#[test]
fn columns_set_the_width_within_reason() {
    let widest = |columns: &str| {
        let desk = Desk::new("outlaw").with("COLUMNS", columns);
        let stdout = desk.check(&[]).stdout;
        stdout
            .lines()
            .map(|line| line.chars().count())
            .max()
            .expect("lines")
    };
    assert_eq!(widest("60"), 60);
    assert_eq!(widest("1"), 40);
    assert_eq!(widest("100000"), 160);
    assert_eq!(widest("many"), 100);
}

#[test]
fn the_locale_chooses_the_language_and_the_argument_outranks_it() {
    let korean = |desk: Desk, arguments: &[&str]| {
        let run = desk.check(arguments);
        assert_eq!(run.code, 1);
        run.stdout.contains("무법자")
    };
    let desk = || Desk::new("outlaw");
    assert!(korean(desk().with("LANG", "ko_KR.UTF-8"), &[]));
    assert!(korean(
        desk().with("LC_ALL", "ko").with("LANG", "en_US"),
        &[]
    ));
    assert!(!korean(
        desk().with("LC_ALL", "C").with("LANG", "ko_KR"),
        &[]
    ));
    assert!(!korean(desk().with("LANG", "ko_KR"), &["--lang", "en"]));
    assert!(korean(desk(), &["--lang", "ko"]));
    assert!(!korean(desk(), &[]));
}

#[test]
fn a_workflow_gets_a_summary_appended() {
    let desk = Desk::new("outlaw").with("GITHUB_STEP_SUMMARY", "summary.md");
    desk.write("summary.md", "# Before\n");
    desk.check(&["--report", "json"]);
    assert_eq!(desk.read("summary.md"), "# Before\n", "only for `github`");
    desk.check(&["--report", "github"]);
    let page = desk.read("summary.md");
    assert!(page.starts_with("# Before\n"));
    assert!(page.contains("gate/lawful"));
}

#[test]
fn a_summary_that_can_t_be_written_never_decides() {
    let desk = Desk::new("outlaw").with("GITHUB_STEP_SUMMARY", "nowhere/summary.md");
    let run = desk.check(&["--report", "github"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("::error "));
    assert!(
        run.stderr
            .starts_with("warning: can't write the job summary"),
        "{}",
        run.stderr
    );
}

#[test]
fn without_git_the_report_says_that_tracking_is_unknown() {
    let desk = Desk::new("scorer").with("PATH", "");
    std::fs::create_dir(desk.path("repo/.git")).expect("a folder");
    let run = desk.check(&["--report", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let missed = run.json()["not_checked"].to_string();
    assert!(
        missed.contains("git could not list what it tracks"),
        "{missed}"
    );
}

#[test]
fn variables_of_a_hook_don_t_lead_git_elsewhere() {
    let desk = Desk::new("scorer")
        .with("GIT_DIR", "/nowhere")
        .with("GIT_INDEX_FILE", "/nowhere")
        .with("GIT_CONFIG_COUNT", "1")
        .with("GIT_CONFIG_KEY_0", "core.bare")
        .with("GIT_CONFIG_VALUE_0", "true");
    let made = std::process::Command::new("git")
        .args(["init", "-q"])
        .arg(desk.path("repo"))
        .status()
        .expect("git runs");
    assert!(made.success());
    let run = desk.check(&["--report", "json"]);
    let json = run.json();
    let left = json["not_checked"].as_array().expect("a list");
    assert!(
        left.iter().all(|left| left.get("path").is_none()),
        "{left:?}"
    );
}
