//! Several systems in one repository: each is judged alike from wherever the
//! gate is called, every path is the repository's own in every format, and
//! what they share is said once.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use super::{Desk, Run, example};

/// The folder of the system whose declaration has a fault.
const HERE: &str = "services/서가 검색";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), &to).expect("a copy")),
        }
    }
}

/// The example as a repository of its own, one folder with a name that has a
/// blank and is not of ASCII letters, and a purpose there that is no text.
fn library() -> Desk {
    let desk = Desk::new("scorer");
    copy(Path::new(&example("monorepo")), &desk.path("library"));
    fs::rename(
        desk.path("library/services/shelf-search"),
        desk.path("library").join(HERE),
    )
    .expect("renamed");
    let path = format!("library/{HERE}/ethics.yml");
    let purpose = "Orders catalog records for a query, so that staff at the desk find a book \
                   without knowing its exact title.";
    let text = desk.read(&path);
    assert!(text.contains(purpose));
    desk.write(&path, &text.replace(purpose, "12"));
    desk.git("library", &["init", "-q"]);
    desk.commit("library");
    desk
}

impl Desk {
    /// The gate, called in a folder.
    fn call(&self, folder: &str, arguments: &[&str]) -> Run {
        let fixed = ["check", "--today", "2026-12-01", "--lang", "en"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_ethics-gate"));
        command.args([&fixed[..], arguments].concat());
        let mut command = self.in_folder(command);
        command.current_dir(self.path(folder));
        Run::of(command.output().expect("the binary runs"))
    }

    fn report(&self, folder: &str, arguments: &[&str]) -> Json {
        self.call(folder, &[arguments, &["--report", "json"]].concat())
            .json()
    }
}

fn listed<'a>(report: &'a Json, list: &str) -> &'a [Json] {
    report[list].as_array().expect("a list")
}

fn systems(report: &Json) -> Vec<(&str, &str)> {
    listed(report, "systems")
        .iter()
        .map(|system| {
            let text = |key: &str| system[key].as_str().expect("text");
            (text("path"), text("verdict"))
        })
        .collect()
}

#[test]
fn a_system_is_judged_alike_from_wherever_the_gate_is_called() {
    let desk = library();
    let whole = desk.report("library", &[]);
    let declaration = format!("{HERE}/ethics.yml");
    assert_eq!(
        systems(&whole),
        [
            ("services/duplicates/ethics.yml", "pass"),
            ("services/topic-tags/ethics.yml", "pass"),
            (&declaration, "fail"),
        ]
    );
    assert_eq!(whole["verdict"], "fail");
    let top = desk.path("library");
    let absolute = top.join(HERE);
    let calls: &[(&str, &[&str], &str)] = &[
        ("library", &[HERE], "."),
        ("library", &["services/서가 검색/"], "."),
        (
            "library",
            &["./services/../services/서가 검색"],
            "./services/..",
        ),
        ("library", &["services/서가 검색/ethics.yml"], "."),
        ("library/services", &["서가 검색"], "서가 검색/../.."),
        ("library/services/서가 검색", &[], "../.."),
        (
            ".",
            &[absolute.to_str().expect("UTF-8")],
            top.to_str().expect("UTF-8"),
        ),
    ];
    for (folder, arguments, root) in calls {
        let report = desk.report(folder, arguments);
        assert_eq!(systems(&report), [(&*declaration, "fail")], "{arguments:?}");
        assert_eq!(report["findings"], whole["findings"], "{arguments:?}");
        assert_eq!(report["root"], *root, "{folder} {arguments:?}");
        let named = desk
            .path(folder)
            .join(report["root"].as_str().expect("text"));
        assert_eq!(
            fs::canonicalize(named).expect("a root"),
            fs::canonicalize(desk.path("library")).expect("a root")
        );
    }
}

#[test]
fn a_folder_within_a_system_asks_for_that_system_and_a_folder_of_systems_for_them() {
    let desk = library();
    desk.write("library/services/topic-tags/src/inner/note.md", "A note.\n");
    desk.commit("library");
    let within = desk.report("library/services/topic-tags/src", &["inner"]);
    assert_eq!(
        systems(&within),
        [("services/topic-tags/ethics.yml", "pass")]
    );
    let of = desk.report("library", &["services"]);
    assert_eq!(listed(&of, "systems").len(), 3);
    // Nobody owns what no declaration stands above of.
    let nobody = desk.report("library", &["shared"]);
    assert_eq!(systems(&nobody), [("shared/ethics.yml", "fail")]);
    assert_eq!(nobody["findings"][0]["rule"], "gate/declaration-present");
    fs::create_dir(desk.path("library/services/topic-tags/empty")).expect("a folder");
    let empty = desk.report("library", &["services/topic-tags/empty"]);
    assert_eq!(
        systems(&empty),
        [("services/topic-tags/empty/ethics.yml", "fail")]
    );
}

#[test]
fn every_format_names_files_as_their_repository_does() {
    let desk = library();
    let folder = format!("library/{HERE}");
    let run = |format: &str| desk.call(&folder, &["--report", format]).stdout;
    let path = format!("{HERE}/ethics.yml");
    let json: Json = serde_json::from_str(&run("json")).expect("JSON");
    assert_eq!(json["findings"][0]["path"], path.as_str());
    let github = run("github");
    assert!(github.contains(&format!("file={path},line=4")), "{github}");
    let sarif: Json = serde_json::from_str(&run("sarif")).expect("JSON");
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "services/%EC%84%9C%EA%B0%80%20%EA%B2%80%EC%83%89/ethics.yml"
    );
    let quality: Json = serde_json::from_str(&run("codequality")).expect("JSON");
    assert_eq!(quality[0]["location"]["path"], path.as_str());
    assert!(run("terminal").contains(&format!("--> {path}:4:12")));
    assert!(run("junit").contains(&path));
    assert!(run("markdown").contains(&path));
}

#[test]
fn what_is_wrong_with_a_shared_entry_is_told_where_it_stands() {
    let desk = library();
    let declared = "library/shared/declared.yml";
    let text = desk
        .read(declared)
        .replace("catalog/sample.csv", "catalog/gone.csv");
    desk.write(declared, &text);
    let report = desk.report("library", &["services/duplicates"]);
    let found: Vec<_> = listed(&report, "findings")
        .iter()
        .filter(|finding| finding["rule"] == "gate/references-resolve")
        .map(|finding| (&finding["path"], &finding["start"]["line"]))
        .collect();
    assert_eq!(
        found,
        [(&Json::from("shared/declared.yml"), &Json::from(5))]
    );
}

#[test]
fn a_base_knows_what_an_entry_took_then() {
    let desk = library();
    desk.git("library", &["switch", "-q", "-c", "change"]);
    let about = "library/shared/catalog/about.yml";
    desk.write(
        about,
        &desk
            .read(about)
            .replace("personal: false", "personal: true"),
    );
    desk.commit("library");
    let head = desk.report("library", &["services/topic-tags", "--head", "change"]);
    assert_eq!(head["systems"][0]["path"], "services/topic-tags/ethics.yml");
    let ids = |report: &Json| -> Vec<String> {
        let findings = listed(report, "findings").iter();
        findings
            .map(|finding| finding["rule"].to_string())
            .collect()
    };
    assert!(!ids(&head).is_empty());
    let working = desk.report("library", &["services/topic-tags", "--base", "main"]);
    assert_eq!(working["base"]["rev"], "main");
    for id in ids(&head) {
        assert!(ids(&working).contains(&id), "{id}");
    }
    // A commit in which the folder is not there has no such system.
    let gone = desk.report("library", &["services/duplicates", "--head", "change"]);
    assert_eq!(systems(&gone), [("services/duplicates/ethics.yml", "pass")]);
    desk.git("library", &["rm", "-r", "-q", "services/duplicates"]);
    desk.commit("library");
    fs::create_dir(desk.path("library/services/duplicates")).expect("a folder");
    let gone = desk.report("library", &["services/duplicates", "--head", "HEAD"]);
    assert_eq!(gone["findings"][0]["rule"], "gate/declaration-present");
}

#[test]
fn a_hook_in_a_folder_knows_what_is_staged_there() {
    let desk = library();
    let path = format!("{HERE}/ethics.yml");
    desk.write(
        &format!("library/{path}"),
        &desk
            .read(&format!("library/{path}"))
            .replace("ranking", "other"),
    );
    desk.git("library", &["add", &path]);
    let folder = format!("library/{HERE}");
    let run = desk.call(&folder, &["--hook"]);
    assert!(
        run.stdout.contains(&format!("--> {path}:4")),
        "{}",
        run.stdout
    );
    assert!(!run.stderr.contains("not known"), "{}", run.stderr);
}

#[test]
fn a_folder_that_is_excluded_above_is_a_repository_of_its_own() {
    let desk = library();
    desk.write(
        "library/ethics.yml",
        "version: 1\nexclude: [\"vendored/**\"]\nsystem:\n  id: top\n  purpose: A toy.\n",
    );
    copy(
        Path::new(&example("credit-scoring")),
        &desk.path("library/vendored/scoring"),
    );
    desk.commit("library");
    let whole = desk.report("library", &[]);
    assert_eq!(listed(&whole, "systems").len(), 4);
    let report = desk.report("library", &["vendored/scoring"]);
    assert_eq!(systems(&report), [("vendored/scoring/ethics.yml", "pass")]);
    assert_eq!(report["findings"], Json::Array(Vec::new()));
}

#[test]
fn the_lock_of_one_system_stands_beside_its_declaration() {
    let desk = library();
    let mut command = desk.command(&["lock", &format!("library/{HERE}")]);
    assert!(command.output().expect("the binary runs").status.success());
    let lock = desk.read(&format!("library/{HERE}/ethics.lock"));
    assert!(
        lock.contains("\"shared/title-encoder/encoder.safetensors\""),
        "{lock}"
    );
    assert!(
        !desk
            .path("library/services/duplicates/ethics.lock")
            .exists()
    );
}
