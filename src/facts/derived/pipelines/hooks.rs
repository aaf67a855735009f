//! Hooks that a pipeline runs itself: those of pre-commit and of lefthook.

use super::frame::canonical;
use super::pre_commit;
use super::reach::{Reach, Reached};
use super::shell::{self, Line, Shell};
use crate::model::Value;

/// What `pre-commit run` leads to: all hooks, or the one that is named.
pub(super) fn pre_commit(reach: &Reach, words: &[String]) -> Reached {
    const FILE: &str = ".pre-commit-config.yaml";
    let mut found = Reached::default();
    let Some(root) = reach.yaml(FILE) else {
        return found;
    };
    let named = words.iter().find(|word| !word.starts_with('-'));
    for hook in pre_commit::hooks(reach, &root) {
        if named.is_some_and(|named| *named != hook.id) {
            continue;
        }
        let mut reached = hook.reached;
        reached.through.insert(0, FILE.to_owned());
        found.then(reached);
    }
    found
}

/// What `lefthook run HOOK` leads to.
pub(super) fn lefthook(reach: &Reach, words: &[String]) -> Reached {
    const FILES: [&str; 4] = [
        "lefthook.yml",
        ".lefthook.yml",
        "lefthook.yaml",
        ".lefthook.yaml",
    ];
    let mut found = Reached::default();
    let named = words.iter().find(|word| !word.starts_with('-'));
    let file = FILES
        .iter()
        .find_map(|file| Some((*file, reach.yaml(file)?)));
    let (Some(named), Some((file, root))) = (named, file) else {
        return found;
    };
    let Some(hook) = root.get(named) else {
        return found;
    };
    let commands = hook.get("commands").into_iter().flat_map(Value::entries);
    let jobs = hook.get("jobs").map_or(&[][..], Value::items);
    let shell = Shell {
        heeds: false,
        pipefail: false,
    };
    for command in commands.map(|(_, command)| command).chain(jobs) {
        let Some(run) = command.get("run") else {
            continue;
        };
        let mut reached = shell::walk(reach, shell::lines_of(run), Some(""), shell);
        if reached.gate.is_some() {
            for part in [hook, command, &root] {
                for (key, value) in part.entries() {
                    if matches!(
                        &**key,
                        "only"
                            | "skip"
                            | "glob"
                            | "files"
                            | "exclude"
                            | "root"
                            | "env"
                            | "rc"
                            | "no_lefthook"
                            | "exclude_tags"
                            | "tags"
                            | "follow"
                            | "piped"
                            | "remotes"
                            | "extends"
                    ) {
                        reached.lines.push(Line {
                            text: format!("{key}: {}", canonical(value)),
                            place: value.mark(),
                        });
                    }
                }
            }
            // A file of one's own goes over the shared one.
            for own in [
                "lefthook-local.yml",
                "lefthook-local.yaml",
                ".lefthook-local.yml",
            ] {
                reached.lines.extend(reach.met(own, Some("")));
            }
            reached.through.insert(0, file.to_owned());
        }
        found.then(reached);
    }
    found
}
