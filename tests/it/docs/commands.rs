//! Every command of the pages is run: the blocks of a page are one story, in a
//! repository that fits it, typed into a shell as a reader would.
//!
//! A page with a command of the gate and no stage, a command that ends
//! otherwise than it is told here, and a command that is neither the gate's nor
//! in `ELSEWHERE`: each fails.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::named::{blocks, pages};

/// The day on which the evidence of the examples is young.
const TODAY: &str = "2026-12-01";

/// Where a page's commands are typed.
struct Stage {
    page: &'static str,
    /// An example, or nothing for a folder with a card of the Hugging Face hub.
    example: Option<&'static str>,
    /// Commands that end with 1, as the page says or shows; others end with 0.
    fails: &'static [&'static str],
}

const STAGES: &[Stage] = &[
    Stage {
        page: "README.md",
        example: None,
        fails: &["ethics-gate check"],
    },
    Stage {
        page: "docs/adopt.md",
        example: None,
        fails: &["ethics-gate check", "ethics-gate check --base origin/main"],
    },
    Stage {
        page: "docs/base.md",
        example: Some("credit-scoring"),
        fails: &[],
    },
    Stage {
        page: "docs/editor.md",
        example: Some("minimal"),
        fails: &[],
    },
    Stage {
        page: "docs/fix.md",
        example: Some("unfinished"),
        fails: &[],
    },
    Stage {
        page: "docs/policies.md",
        example: Some("credit-scoring"),
        fails: &["ethics-gate test house"],
    },
    Stage {
        page: "docs/report.md",
        example: Some("credit-scoring"),
        fails: &[],
    },
    Stage {
        page: "docs/security.md",
        example: Some("credit-scoring"),
        fails: &[],
    },
    Stage {
        page: "docs/waivers.md",
        example: Some("broken/small-sample"),
        fails: &[],
    },
    Stage {
        page: "examples/custom-pack/README.md",
        example: Some("credit-scoring"),
        fails: &[],
    },
];

/// What is not typed here, by how it begins, and why not.
const ELSEWHERE: &[(&str, &str)] = &[
    ("cargo ", "builds this crate: it is what runs this test"),
    ("pre-commit ", "needs pre-commit; platforms::hooks runs it"),
    ("printf ", "needs openssl; it makes a term's hash by hand"),
];

/// Pages whose commands another test types, with the statements that they need.
const PLAYED_ELSEWHERE: [(&str, &str); 2] = [
    ("docs/attest.md", "cli::pages"),
    ("docs/doctor.md", "cli::pages"),
];

const CARD: &str = "\
---
license: apache-2.0
language: en
base_model: distilbert-base-uncased
datasets: [tickets]
---

# Ticket topics

Sorts support tickets of one company into five topics.
";

/// The commands of a page's blocks of a shell, comments and prompts taken off.
fn commands(page: &str) -> Vec<String> {
    let mut commands = Vec::new();
    for (word, lines) in blocks(page) {
        if !["sh", "console", "bash"].contains(&word.as_str()) {
            continue;
        }
        let text = lines.join("\n").replace("\\\n", " ");
        let prompted = text.lines().any(|line| line.starts_with("$ "));
        for line in text.lines() {
            let typed = match (prompted, line.strip_prefix("$ ")) {
                (true, Some(typed)) => typed,
                (true, None) => continue,
                (false, _) => line,
            };
            let command = typed.split(" #").next().unwrap_or(typed).trim();
            let command = command.split_whitespace().collect::<Vec<_>>().join(" ");
            if !command.is_empty() && !command.starts_with('#') {
                commands.push(command);
            }
        }
    }
    commands
}

struct Played {
    folder: TempDir,
}

impl Played {
    fn new(stage: &Stage, page: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let played = Self { folder };
        played.must("mkdir -p repo/data bin runner");
        match stage.example {
            Some(example) => {
                let from = root.join("examples").join(example);
                played.must(&format!("cp -R '{}/.' repo", from.display()));
            }
            None => {
                fs::write(played.path("repo/README.md"), CARD).expect("written");
                let rows = "text,topic\nprinter is broken,hardware\nno network,network\n";
                fs::write(played.path("repo/data/train.csv"), rows).expect("written");
                fs::write(played.path("repo/data/apps.csv"), rows).expect("written");
            }
        }
        let pack = root.join("examples/custom-pack");
        played.must(&format!(
            "mkdir -p repo/path/to repo/examples && cp -R '{0}' repo/path/to && cp -R '{0}' repo/examples",
            pack.display()
        ));
        // The day is the examples'; everything else is typed as the page has it.
        let gate = format!(
            "#!/bin/sh\ncase \"$1 $*\" in *--today*) ;; \
             check*|fix*|waive*|baseline*|report*) exec '{0}' \"$@\" --today {TODAY} ;; esac\n\
             exec '{0}' \"$@\"\n",
            env!("CARGO_BIN_EXE_ethics-gate")
        );
        fs::write(played.path("bin/ethics-gate"), gate).expect("written");
        played.must("chmod +x bin/ethics-gate");
        played.must(
            "cd repo && git init -q -b main && git add -A && git commit -qm start \
             && git update-ref refs/remotes/origin/main HEAD",
        );
        let context = blocks(page).into_iter().find(|(word, lines)| {
            word == "json"
                && lines
                    .iter()
                    .any(|line| line.contains("ethics-gate/context/1"))
        });
        if let Some((_, lines)) = context {
            let head = played.head();
            let shown = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";
            let text = lines.join("\n").replace(shown, &head);
            fs::write(played.path("runner/context.json"), text).expect("written");
        }
        played
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.folder.path().join(path)
    }

    fn head(&self) -> String {
        let output = self.sh("cd repo && git rev-parse HEAD");
        String::from_utf8(output.stdout)
            .expect("UTF-8")
            .trim()
            .to_owned()
    }

    fn sh(&self, script: &str) -> Output {
        let bin = self.path("bin");
        let path = std::env::var("PATH").unwrap_or_default();
        Command::new("sh")
            .current_dir(self.folder.path())
            .args(["-c", script])
            .env_clear()
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("HOME", self.folder.path())
            .env("RUNNER_TEMP", self.path("runner"))
            .env("GIT_AUTHOR_NAME", "somebody")
            .env("GIT_AUTHOR_EMAIL", "somebody@example.org")
            .env("GIT_COMMITTER_NAME", "somebody")
            .env("GIT_COMMITTER_EMAIL", "somebody@example.org")
            .output()
            .expect("a shell")
    }

    fn must(&self, script: &str) {
        let output = self.sh(script);
        assert!(output.status.success(), "{script}\n{output:?}");
    }
}

#[test]
fn every_command_of_the_pages_runs_and_ends_as_the_page_says() {
    let mut wrong = Vec::new();
    let mut run = 0;
    for (path, page) in pages() {
        let commands: Vec<String> = commands(&page)
            .into_iter()
            .filter(|command| {
                !ELSEWHERE
                    .iter()
                    .any(|(start, _)| command.starts_with(start))
            })
            .collect();
        let elsewhere = PLAYED_ELSEWHERE.iter().any(|(page, _)| *page == path);
        if commands.is_empty() || elsewhere {
            continue;
        }
        let Some(stage) = STAGES.iter().find(|stage| stage.page == path) else {
            wrong.push(format!("{path} has no stage for {commands:?}"));
            continue;
        };
        let played = Played::new(stage, &page);
        let head = played.head();
        for command in &commands {
            // The page's commit is somebody else's.
            let typed = command.replace("1a2b3c4", &head[..7]);
            let output = played.sh(&format!("cd repo && {typed}"));
            let expected = i32::from(stage.fails.contains(&command.as_str()));
            if output.status.code() != Some(expected) {
                wrong.push(format!(
                    "{path}: {command}: {:?} instead of {expected}\n{}{}",
                    output.status.code(),
                    String::from_utf8_lossy(&output.stdout),
                    String::from_utf8_lossy(&output.stderr),
                ));
            }
            run += 1;
        }
        for command in stage.fails {
            assert!(
                commands.iter().any(|one| one == command),
                "{path} has no {command}"
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(run >= 30, "{run} commands");
}

/// Words after a fence, and whether what follows is typed into a shell.
const BLOCKS: [(&str, bool); 7] = [
    ("sh", true),
    ("console", true),
    ("yaml", false),
    ("json", false),
    ("toml", false),
    ("lua", false),
    ("text", false),
];

/// Regression: a block whose fence named another shell, or none, was skipped in
/// silence, with every command in it.
#[test]
fn no_block_of_commands_is_passed_over() {
    for (path, page) in pages() {
        for (word, lines) in blocks(&page) {
            let known = BLOCKS.iter().find(|(known, _)| *known == word);
            let Some((_, is_typed)) = known else {
                panic!("{path}: a fence says `{word}`, which is none of {BLOCKS:?}");
            };
            let shell = |line: &&String| {
                let line = line.trim_start();
                let line = line.strip_prefix("$ ").unwrap_or(line);
                ["ethics-gate ", "cargo ", "git ", "pip ", "docker "]
                    .iter()
                    .any(|program| line.starts_with(program))
            };
            // A workflow's own commands need its platform; their verbs and
            // options are held elsewhere.
            let typed = lines.iter().find(shell).filter(|_| word != "yaml");
            assert!(
                *is_typed || typed.is_none(),
                "{path}: {typed:?} in `{word}`"
            );
        }
        let fences = page
            .lines()
            .filter(|line| line.trim_start().starts_with("```"));
        assert_eq!(fences.count() % 2, 0, "{path}: a fence is open");
        assert!(!page.lines().any(|line| line.starts_with("~~~")), "{path}");
    }
}

#[test]
fn what_is_not_typed_here_is_still_on_a_page_and_has_a_reason() {
    let all: Vec<String> = pages().values().flat_map(|page| commands(page)).collect();
    for (start, reason) in ELSEWHERE {
        assert!(!reason.is_empty());
        let used = all.iter().any(|command| command.starts_with(start));
        assert!(used, "{start}");
    }
    for (start, _) in ELSEWHERE {
        assert!(!start.starts_with("ethics-gate"), "{start} is ours to run");
    }
}
