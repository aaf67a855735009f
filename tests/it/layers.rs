//! The house's law: a room imports only rooms that stand above it, and what
//! the pure rooms can't do, no attribute quietly lets them.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the vocabulary to the street. A room may import any room
/// that stands before it.
const ROOMS: [&str; 12] = [
    "model", "source", "manifest", "measure", "facts", "policy", "suppress", "gate", "edit",
    "render", "publish", "cli",
];

/// Rooms that know less than their place would allow.
const NARROWER: [(&str, &[&str]); 3] = [
    ("render", &["model"]),
    ("publish", &["model", "render"]),
    ("policy", &["model", "source", "facts"]),
];

/// The only rooms that may lift the fence of `clippy.toml`.
const DOORS: [&str; 3] = ["source", "publish", "cli"];

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn source_files() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    files_below(&src)
        .into_iter()
        .filter_map(|path| {
            let relative = path.strip_prefix(&src).expect("below src").to_owned();
            let room = relative.iter().next()?.to_str()?.to_owned();
            let room = room.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).expect("UTF-8 source");
            (room != "lib" && room != "main").then_some((room, relative, text))
        })
        .collect()
}

/// The rooms that a file names: `crate::room` anywhere, and every first
/// segment of a grouped `crate::{a, b::{c, d}}`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push(first_segment(rest));
            continue;
        };
        let mut depth = 0;
        let mut segment = String::new();
        for character in group.chars() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => found.push(first_segment(&std::mem::take(&mut segment))),
                other if depth == 0 => segment.push(other),
                _ => {}
            }
        }
        found.push(first_segment(&segment));
    }
    found.retain(|name| !name.is_empty());
    found
}

fn first_segment(path: &str) -> String {
    path.trim_start()
        .chars()
        .take_while(|character| character.is_alphanumeric() || *character == '_')
        .collect()
}

fn may_import(room: &str, other: &str) -> bool {
    if room == other {
        return true;
    }
    if let Some((_, allowed)) = NARROWER.iter().find(|(narrow, _)| *narrow == room) {
        return allowed.contains(&other);
    }
    let place = |name: &str| ROOMS.iter().position(|known| *known == name);
    matches!((place(other), place(room)), (Some(other), Some(room)) if other < room)
}

#[test]
fn every_room_imports_only_rooms_above_it() {
    let offenses: Vec<String> = source_files()
        .iter()
        .flat_map(|(room, path, text)| {
            imports(text)
                .into_iter()
                .filter(|other| !may_import(room, other))
                .map(|other| format!("{}: {room} imports {other}", path.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(offenses.is_empty(), "{}", offenses.join("\n"));
}

#[test]
fn the_crate_s_page_lists_the_rooms_in_their_order() {
    let page = include_str!("../../src/lib.rs");
    let listed: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let known: Vec<&str> = ROOMS
        .into_iter()
        .filter(|room| listed.contains(room))
        .collect();
    assert_eq!(listed, known);
}

/// How many steps up the longest chain of `super::` goes.
fn steps_up(text: &str) -> usize {
    let chains = text.match_indices("super::").map(|(at, step)| {
        let mut steps = 1;
        let mut rest = &text[at + step.len()..];
        while let Some(more) = rest.strip_prefix(step) {
            (steps, rest) = (steps + 1, more);
        }
        steps
    });
    chains.max().unwrap_or(0)
}

#[test]
fn no_path_climbs_out_of_its_room_by_super() {
    for (_, path, text) in source_files() {
        // `room/mod.rs` is one module deep, `room/a.rs` two; `mod tests` one more.
        let is_folder = path.file_name().is_some_and(|name| name == "mod.rs");
        let depth = path.iter().count() - usize::from(is_folder);
        let (code, tests) = text.split_once("mod tests {").unwrap_or((&text, ""));
        assert!(steps_up(code) < depth, "{}: climbs", path.display());
        assert!(steps_up(tests) <= depth, "{}: climbs", path.display());
    }
}

#[test]
fn every_folder_of_src_is_a_known_room() {
    for (room, path, _) in source_files() {
        assert!(
            ROOMS.contains(&room.as_str()),
            "{}: no such room",
            path.display()
        );
    }
}

#[test]
fn only_the_doors_lift_the_fence_around_io() {
    let offenses: Vec<String> = source_files()
        .iter()
        .filter(|(room, _, text)| {
            !DOORS.contains(&room.as_str()) && text.contains("disallowed_methods")
        })
        .map(|(_, path, _)| path.display().to_string())
        .collect();
    assert!(offenses.is_empty(), "{offenses:?}");
}

#[test]
fn rooms_are_not_called_by_words_that_mean_nothing() {
    for (_, path, _) in source_files() {
        for word in ["utils", "helpers", "manager", "misc", "common"] {
            assert!(
                !path
                    .iter()
                    .any(|part| part.to_string_lossy().trim_end_matches(".rs") == word),
                "{}: find the room where the thing lives",
                path.display()
            );
        }
    }
}

#[test]
fn a_forbidden_import_is_seen_in_every_spelling() {
    assert_eq!(imports("use crate::render::json;"), ["render"]);
    assert_eq!(
        imports("use crate::{model::{Value, Span}, cli};"),
        ["model", "cli"]
    );
    assert_eq!(imports("let x = crate::gate::gate(a);"), ["gate"]);
    assert!(!may_import("model", "source"));
    assert!(!may_import("render", "gate"));
    assert!(!may_import("policy", "manifest"));
    assert!(may_import("cli", "render"));
}
