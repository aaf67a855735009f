//! The command line, by running the real binary in an empty environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

mod attest;
mod base;
mod check;
mod context;
mod declarations;
mod doctor;
mod environment;
mod fix;
mod gates;
mod gates_followed;
mod gates_started;
mod golden;
mod init;
mod korean;
mod monorepo;
mod once;
mod packs;
mod pages;
mod stories;
mod verbs;
mod verify;
mod waivers;

/// A folder with a repository and a pack, and a way to run the gate in it.
pub(super) struct Desk {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a run left behind.
pub(super) struct Run {
    pub(super) code: i32,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

const PACK: &str = "\
name: org
version: 1.2.3
title: {en: Rules of the organization, ko: 조직의 규칙}
";

const PRINCIPLE: &str = "\
title: {en: The gate, ko: 관문}
commitment: {en: Guards that protect every other rule., ko: 다른 모든 규칙을 지키는 장치.}
order: 0
";

const RULE: &str = r#"title: {en: Somebody owns the system, ko: 시스템의 담당자가 있다}
level: {minimal: warning, limited: warning, high: error, minors: error}
why: {en: A system without an owner is nobody's, ko: 담당자가 없는 시스템은 누구의 것도 아니다}
references: [nist-ai-rmf/GOVERN-2.1]
waivable: false
aliases: [gate/owned]
checks:
  - id: named
    require: declaration.system.id != "nobody" && declaration.system.id != "outlaw"
    at: declaration.system.id
    message: {en: "the system is called `{declaration.system.id}`", ko: "시스템 이름이 `{declaration.system.id}`"}
    fix: {en: give it the name of its team, ko: 팀의 이름을 붙인다}
examples:
  pass: [{name: named after a team, files: {ethics.yml: "version: 1\nsystem: {id: scorer}\n"}}]
  fail: [{name: nobody's, files: {ethics.yml: "version: 1\nsystem: {id: nobody}\n"}, at: "ethics.yml:2"}]
"#;

/// A rule that blocks at every tier.
const STRICT_RULE: &str = r#"title: {en: No outlaws, ko: 무법자 금지}
level: {minimal: error, limited: error, high: error}
why: {en: An outlaw answers to nobody, ko: 무법자는 누구에게도 책임지지 않는다}
checks:
  - id: lawful
    require: declaration.system.id != "outlaw"
    at: declaration.system.id
    message: {en: "`{declaration.system.id}` is an outlaw", ko: "`{declaration.system.id}`은 무법자"}
    fix: {en: give it another name, ko: 다른 이름을 붙인다}
examples:
  pass: [{name: lawful, files: {ethics.yml: "version: 1\nsystem: {id: scorer}\n"}}]
  fail: [{name: outlaw, files: {ethics.yml: "version: 1\nsystem: {id: outlaw}\n"}, at: "ethics.yml:2"}]
"#;

impl Desk {
    /// A repository whose system has this id, and the pack `org` beside it.
    pub(super) fn new(id: &str) -> Self {
        let desk = Self {
            folder: TempDir::new().expect("a temporary folder"),
            variables: Vec::new(),
        };
        let declaration = format!("version: 1\nsystem:\n  id: {id}\n  purpose: A toy.\n");
        desk.write("repo/ethics.yml", &declaration);
        desk.write("org/pack.yml", PACK);
        desk.write("org/gate/_principle.yml", PRINCIPLE);
        desk.write("org/gate/owner-named.yml", RULE);
        desk.write("org/gate/lawful.yml", STRICT_RULE);
        desk
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a written file");
    }

    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a readable file")
    }

    /// The binary with nothing of the environment but what was given.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ethics-gate"));
        command.args(arguments);
        self.in_folder(command)
    }

    /// Any program, in this folder and this environment.
    pub(super) fn in_folder(&self, mut command: Command) -> Command {
        command
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("the binary runs");
        Run::of(output)
    }

    /// `check repo` by the pack `org` alone, on a fixed day.
    pub(super) fn check(&self, arguments: &[&str]) -> Run {
        let fixed = ["check", "repo", "--policy", "org", "--today", "2026-12-01"];
        let only = ["--rule", "gate/owner-named", "--rule", "gate/lawful"];
        self.run(&[&fixed[..], &only[..], arguments].concat())
    }
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code().expect("an exit code"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// A refusal: 2, nothing on stdout, and each of these words on stderr.
    #[track_caller]
    pub(super) fn refuses(&self, words: &[&str]) {
        assert_eq!(self.code, 2, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        for word in words {
            assert!(
                self.stderr.contains(word),
                "no {word:?} in:\n{}",
                self.stderr
            );
        }
        assert!(!self.stderr.contains("internal error"), "{}", self.stderr);
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("JSON on stdout")
    }
}

/// Whether a folder of shared examples is there; the crate's own always is.
pub(super) fn example(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    folder.join(name).to_str().expect("UTF-8").to_owned()
}
