//! Hooks that a pipeline runs itself: those of pre-commit and of lefthook.

use super::frame::canonical;
use super::lines::{self, Line};
use super::pre_commit;
use super::reach::{Reach, Reached};
use super::shell::{self, Shell};
use crate::model::Value;

/// Options of `pre-commit run` whose value is the next word.
const VALUED: &[&str] = &[
    "--color",
    "--commit-msg-filename",
    "--commit-object-name",
    "--local-branch",
    "--prepare-commit-message-source",
    "--remote-branch",
    "--remote-name",
    "--remote-url",
];

/// What `pre-commit run` is told.
struct Told {
    file: String,
    stage: String,
    named: Option<String>,
    /// Which files it runs on; nothing where it runs on all of them.
    on: Option<String>,
}

impl Told {
    fn by(words: &[String]) -> Self {
        let mut told = Self {
            file: ".pre-commit-config.yaml".to_owned(),
            stage: "pre-commit".to_owned(),
            named: None,
            on: Some("what is staged".to_owned()),
        };
        let mut words = words.iter().peekable();
        while let Some(word) = words.next() {
            let (option, attached) = match word.starts_with("--") {
                true => word
                    .split_once('=')
                    .map_or((&**word, None), |(option, value)| (option, Some(value))),
                false => (&**word, None),
            };
            let mut value = || match attached {
                Some(value) => value.to_owned(),
                None => words.next().cloned().unwrap_or_default(),
            };
            match option {
                "-c" | "--config" => told.file = value(),
                "--hook-stage" => told.stage = value(),
                "-a" | "--all-files" => told.on = None,
                "-s" | "--source" | "--from-ref" | "-o" | "--origin" | "--to-ref" => {
                    let value = value();
                    told.put(option, &value);
                }
                // All words up to the next option are files.
                "--files" => {
                    let mut files: Vec<&str> = attached.into_iter().collect();
                    while let Some(file) = words.next_if(|word| !word.starts_with('-')) {
                        files.push(file);
                    }
                    told.put(option, &files.join(" "));
                }
                valued if VALUED.contains(&valued) => {
                    value();
                }
                flag if flag.starts_with('-') => {}
                _ => told.named = told.named.or(Some(word.clone())),
            }
        }
        told
    }

    /// Files that it runs on, beside others.
    fn put(&mut self, option: &str, value: &str) {
        let Some(on) = &mut self.on else { return };
        if !on.starts_with('-') {
            on.clear();
        }
        on.push_str(&format!("{option} {value} "));
    }
}

/// What `pre-commit run` leads to: all hooks, or the one that is named.
pub(super) fn pre_commit(reach: &Reach, words: &[String], line: &Line) -> Reached {
    let told = Told::by(words);
    let mut found = Reached::default();
    let Some(path) = reach.path(&told.file, Some("")) else {
        return Reached::blind(&told.file, String::new(), false, line.place.clone());
    };
    let Some(root) = reach.yaml(&path) else {
        return found;
    };
    let is_it = |id: &str| told.named.as_ref().is_none_or(|named| named == id);
    let (hooks, blind) = pre_commit::hooks(reach, &root);
    for (id, blind) in blind {
        if is_it(&id) {
            found.blinds(vec![blind]);
        }
    }
    for hook in hooks.into_iter().filter(|hook| is_it(&hook.id)) {
        let missed = hook.missed_at(&told.stage);
        let mut reached = hook.reached;
        if let Some(place) = missed {
            reached.flag("never", place);
        }
        reached.lines.extend(told.on.iter().map(|on| Line {
            text: format!("on {on}"),
            place: line.place.clone(),
        }));
        reached.through.insert(0, path.clone());
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
        let mut reached = shell::walk(reach, lines::of_text(run), Some(""), shell);
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
