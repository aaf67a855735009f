//! The server of the editor's protocol, spoken to as an editor does.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// An editor with one folder open.
struct Editor {
    folder: TempDir,
    /// The path below it that is open.
    opened: String,
    server: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    /// The diagnostics that each file shows now, by path.
    shown: std::collections::BTreeMap<String, Value>,
    asked: i64,
}

impl Editor {
    fn new(files: &[(&str, &str)], arguments: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        }
        Self::within(folder, "", arguments)
    }

    /// The editor with a folder below another one open.
    fn within(folder: TempDir, opened: &str, arguments: &[&str]) -> Self {
        Self::speaking("en", folder, opened, arguments)
    }

    /// The editor of somebody who has chosen a language.
    fn speaking(locale: &str, folder: TempDir, opened: &str, arguments: &[&str]) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
            .arg("lsp")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let to = server.stdin.take();
        let from = BufReader::new(server.stdout.take().expect("its stdout"));
        let mut it = Self {
            folder,
            opened: opened.to_owned(),
            server,
            to,
            from,
            shown: std::collections::BTreeMap::new(),
            asked: 0,
        };
        let root = it.uri("");
        let answer = it.ask(
            "initialize",
            json!({"capabilities": {}, "locale": locale, "workspaceFolders": [{"uri": root, "name": "team"}]}),
        );
        assert_eq!(answer["capabilities"]["hoverProvider"], true);
        it.tell("initialized", json!({}));
        it
    }

    fn uri(&self, path: &str) -> String {
        let folder = self.folder.path().join(&self.opened);
        let folder = fs::canonicalize(folder).expect("the folder");
        let folder = folder.display().to_string().replace(' ', "%20");
        format!("file://{folder}/{path}")
            .trim_end_matches('/')
            .to_owned()
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let to = self.to.as_mut().expect("an open pipe");
        write!(to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server reads");
        to.flush().expect("the server reads");
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(
                self.from.read_line(&mut line).expect("a header") > 0,
                "the server ended"
            );
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().expect("a number"),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).expect("a body");
        let message: Value = serde_json::from_slice(&body).expect("JSON");
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().expect("an address");
            let root = self.uri("");
            let path = uri.strip_prefix(&root).expect("a file of the folder");
            let path = path.trim_start_matches('/').to_owned();
            self.shown
                .insert(path, message["params"]["diagnostics"].clone());
        }
        message
    }

    fn tell(&mut self, method: &str, parameters: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": parameters}));
    }

    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}));
        loop {
            let message = self.receive();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{message}");
                return message["result"].clone();
            }
        }
    }

    /// What a file shows after it was opened or changed: the answer to a
    /// question comes after what the question made the server publish.
    fn show(&mut self, path: &str, text: &str, opened: bool) -> Vec<Value> {
        let uri = self.uri(path);
        match opened {
            true => self.tell(
                "textDocument/didChange",
                json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text}]}),
            ),
            false => self.tell(
                "textDocument/didOpen",
                json!({"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}),
            ),
        }
        self.ask("textDocument/hover", at(&uri, 0, 0));
        let shown = self.shown.get(path).cloned().unwrap_or_default();
        shown.as_array().cloned().unwrap_or_default()
    }

    fn complete(&mut self, path: &str, line: u32, character: u32) -> Vec<String> {
        let uri = self.uri(path);
        let items = self.ask("textDocument/completion", at(&uri, line, character));
        let label = |item: &Value| item["label"].as_str().expect("a label").to_owned();
        items.as_array().expect("items").iter().map(label).collect()
    }

    fn end(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.to = None;
        let status = self.server.wait().expect("the server ends");
        assert!(status.success(), "{status}");
    }
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

fn minimal() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/minimal/ethics.yml");
    fs::read_to_string(path).expect("the example")
}

fn codes(shown: &[Value]) -> Vec<&str> {
    shown
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect()
}

#[test]
fn a_finding_comes_while_typing_and_its_fix_takes_it_away() {
    let broken = minimal().replace("purpose:", "purpse:");
    // Nothing of it is saved: the folder is empty.
    let mut editor = Editor::new(&[], &[]);
    let shown = editor.show("ethics.yml", &broken, false);
    let misspelled = shown
        .iter()
        .find(|one| {
            one["message"]
                .as_str()
                .is_some_and(|it| it.contains("purpse"))
        })
        .expect("the misspelled key");
    assert_eq!(misspelled["code"], "gate/declaration-valid");
    assert_eq!(misspelled["source"], "ethics-gate");
    assert_eq!(misspelled["severity"], 1);
    let uri = editor.uri("ethics.yml");
    let actions = editor.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": uri}, "range": misspelled["range"], "context": {"diagnostics": []}}),
    );
    let edit = &actions[0]["edit"]["changes"][&uri][0];
    assert_eq!(edit["newText"], "purpose");
    assert_eq!(edit["range"], misspelled["range"]);
    assert_eq!(actions[0]["isPreferred"], true);
    let shown = editor.show("ethics.yml", &minimal(), true);
    assert!(
        !codes(&shown).contains(&"gate/declaration-valid"),
        "{shown:?}"
    );
    editor.end();
}

#[test]
fn a_closed_file_is_judged_as_it_is_saved() {
    let mut editor = Editor::new(&[("ethics.yml", "version: 1\n")], &["--lang", "ko"]);
    let shown = editor.show("ethics.yml", &minimal(), false);
    let before = codes(&shown).len();
    let uri = editor.uri("ethics.yml");
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri}}),
    );
    editor.ask("textDocument/hover", at(&uri, 0, 0));
    let shown = editor.shown["ethics.yml"].as_array().expect("diagnostics");
    assert!(shown.len() > before, "{shown:?}");
    let korean = shown[0]["message"].as_str().expect("a message");
    assert!(korean.contains("해결: "), "{korean}");
    editor.end();
}

/// An editor that opens one system's folder shows what the repository shows.
#[test]
fn a_folder_is_judged_with_the_repository_around_it() {
    let folder = TempDir::new().expect("a temporary folder");
    let git = Command::new("git")
        .current_dir(folder.path())
        .args(["init", "-q"])
        .status();
    assert!(git.expect("git runs").success());
    let broken = minimal().replace("purpose:", "purpse:");
    let within = folder.path().join("services/a b");
    fs::create_dir_all(&within).expect("folders");
    fs::write(within.join("ethics.yml"), minimal()).expect("a file");
    let mut editor = Editor::within(folder, "services/a b", &[]);
    let shown = editor.show("ethics.yml", &broken, false);
    assert!(
        codes(&shown).contains(&"gate/declaration-valid"),
        "{shown:?}"
    );
    let paths = editor.complete("ethics.yml", 0, 0);
    assert!(paths.contains(&"system".to_owned()), "{paths:?}");
    editor.end();
}

#[test]
fn a_place_behind_characters_of_two_units_is_marked_right() {
    let text = "version: 1\nsystem: {id: \"😀\", purpse: x}\n";
    let mut editor = Editor::new(&[], &[]);
    let shown = editor.show("ethics.yml", text, false);
    let found = shown
        .iter()
        .find(|one| {
            one["message"]
                .as_str()
                .is_some_and(|it| it.contains("purpse"))
        })
        .expect("the misspelled key");
    assert_eq!(found["range"]["start"], json!({"line": 1, "character": 19}));
    assert_eq!(found["range"]["end"], json!({"line": 1, "character": 25}));
    editor.end();
}

#[test]
fn hover_explains_a_key_a_rule_and_a_finding() {
    let text = minimal() + "rules:\n  privacy/dpia-current: error\n";
    let mut editor = Editor::new(&[], &[]);
    editor.show("ethics.yml", &text, false);
    let uri = editor.uri("ethics.yml");
    let line = |wanted: &str| {
        let lines = text.lines().position(|line| line.contains(wanted));
        u32::try_from(lines.expect("the line")).expect("a small number")
    };
    let said = |hover: &Value| hover["contents"]["value"].as_str().unwrap_or("").to_owned();
    let hover = editor.ask("textDocument/hover", at(&uri, line("purpose:"), 4));
    assert!(
        said(&hover).starts_with("declaration.system.purpose\n"),
        "{hover}"
    );
    let hover = editor.ask(
        "textDocument/hover",
        at(&uri, line("privacy/dpia-current"), 8),
    );
    assert!(said(&hover).contains("privacy/dpia-current · "), "{hover}");
    let wrong = text.replace("version: 1", "version: 7");
    editor.show("ethics.yml", &wrong, true);
    let hover = editor.ask("textDocument/hover", at(&uri, line("version:"), 9));
    assert!(
        said(&hover).contains("gate/declaration-valid · "),
        "{hover}"
    );
    editor.end();
}

#[test]
fn completion_knows_keys_words_paths_rules_and_facts() {
    let text = "version: 1\nsystem:\n  \n  lifecycle: \nmodels:\n  - card: \nwaivers:\n  - rule: \nrules:\n  \n";
    let rule = "title: {en: x, ko: x}\nchecks:\n  - id: x\n    require: system.\n";
    let files = [
        ("cards/CARD.md", "# A card\n"),
        ("policy/pack.yml", "name: x\n"),
        ("policy/fairness/own.yml", rule),
    ];
    let mut editor = Editor::new(&files, &[]);
    editor.show("ethics.yml", text, false);
    let keys = editor.complete("ethics.yml", 2, 2);
    assert!(keys.contains(&"purpose".to_owned()) && !keys.contains(&"models".to_owned()));
    let words = editor.complete("ethics.yml", 3, 13);
    assert_eq!(words, ["research", "prototype", "pilot", "production"]);
    let paths = editor.complete("ethics.yml", 5, 10);
    assert!(paths.contains(&"cards/CARD.md".to_owned()), "{paths:?}");
    for (line, character) in [(7, 10), (9, 2)] {
        let rules = editor.complete("ethics.yml", line, character);
        assert!(
            rules.contains(&"privacy/dpia-current".to_owned()),
            "{rules:?}"
        );
    }
    let facts = editor.complete("policy/fairness/own.yml", 3, 20);
    assert!(facts.is_empty(), "no fact begins with this: {facts:?}");
    let typed = rule.replace("system.", "declaration.system.p");
    editor.show("policy/fairness/own.yml", &typed, false);
    let facts = editor.complete("policy/fairness/own.yml", 3, 33);
    assert_eq!(facts, ["declaration.system.purpose"]);
    editor.end();
}

#[test]
fn the_language_is_the_editors_unless_somebody_typed_one() {
    let folder = || TempDir::new().expect("a temporary folder");
    let wrong = minimal().replace("version: 1", "version: 7");
    let label = |locale: &str, arguments: &[&str]| {
        let mut editor = Editor::speaking(locale, folder(), "", arguments);
        let shown = editor.show("ethics.yml", &wrong, false);
        let message = shown[0]["message"].as_str().expect("words").to_owned();
        let uri = editor.uri("ethics.yml");
        let items = editor.ask("textDocument/completion", at(&uri, 1, 0));
        let documented = items.as_array().into_iter().flatten();
        let documented = documented.filter_map(|item| item["documentation"].as_str());
        let words = documented.collect::<Vec<_>>().join("\n");
        editor.end();
        (message.contains("해결: "), words.contains("예외"))
    };
    assert_eq!(label("ko-KR", &[]), (true, true));
    assert_eq!(label("en-US", &[]), (false, false));
    assert_eq!(label("ko", &["--lang", "en"]), (false, false));
    assert_eq!(label("fr", &["--lang", "ko"]), (true, true));
}

#[test]
fn each_gap_is_marked_though_they_are_one_finding() {
    let text = minimal().replace("decides_about_people: false", "decides_about_people: TODO")
        + "privacy:\n  personal_data: TODO\n";
    let mut editor = Editor::new(&[], &[]);
    let shown = editor.show("ethics.yml", &text, false);
    let lines: Vec<_> = shown
        .iter()
        .filter(|one| one["code"] == "gate/declaration-valid")
        .map(|one| one["range"]["start"]["line"].as_u64().expect("a line"))
        .collect();
    let wanted = |(line, text): (u64, &str)| text.ends_with(": TODO").then_some(line);
    let wanted: Vec<_> = (0..).zip(text.lines()).filter_map(wanted).collect();
    assert_eq!(wanted.len(), 2);
    assert_eq!(lines, wanted, "{shown:?}");
    // Whoever points at the second one learns of the rule as well.
    let uri = editor.uri("ethics.yml");
    let last = u32::try_from(wanted[1]).expect("a small number");
    let hover = editor.ask("textDocument/hover", at(&uri, last, 19));
    let said = hover["contents"]["value"].as_str().unwrap_or("");
    assert!(said.contains("gate/declaration-valid · "), "{hover}");
    editor.end();
}

#[test]
fn what_is_not_understood_is_answered_and_a_gone_editor_ends_the_server() {
    let mut editor = Editor::new(&[], &[]);
    editor.asked += 1;
    let id = editor.asked;
    editor.send(&json!({"jsonrpc": "2.0", "id": id, "method": "workspace/symbol", "params": {}}));
    while editor.receive()["id"] != id {}
    let uri = editor.uri("");
    let nowhere = editor.ask("textDocument/hover", at(&format!("{uri}/none.yml"), 9, 9));
    assert!(nowhere.is_null());
    let outside = editor.ask(
        "textDocument/completion",
        at("file:///elsewhere/ethics.yml", 0, 0),
    );
    assert_eq!(outside, json!([]));
    editor.to = None;
    editor.server.wait().expect("the server ends");
}

/// A folder as it is committed, as files of an editor.
fn example(name: &str) -> Vec<(String, String)> {
    fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(root, &path, files);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let path = path.strip_prefix(root).expect("below the root");
                files.push((path.to_str().expect("UTF-8").to_owned(), text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name);
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    files
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect()
}

/// A card and a manifest are judged while they are typed, each finding in the
/// file where it stands.
#[test]
fn diagnostics_of_cards_and_manifests_come_while_they_are_typed() {
    let files = example("credit-scoring");
    let text = |path: &str| {
        let found = files.iter().find(|(known, _)| known == path);
        found.expect("the file").1.clone()
    };
    let mut editor = Editor::new(&borrowed(&files), &[]);
    let card = text("MODEL_CARD.md");
    let wrong = card.replace("language: [ko, en]", "language: [fr]");
    assert_ne!(wrong, card);
    let rules = |shown: &[Value]| {
        let codes = codes(shown).into_iter();
        codes
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let before = rules(&editor.show("MODEL_CARD.md", &card, false));
    let shown = editor.show("MODEL_CARD.md", &wrong, true);
    assert!(!before.contains("explanation/claims-agree"), "{before:?}");
    let found = shown
        .iter()
        .find(|one| one["code"] == "explanation/claims-agree");
    let line = found.expect("the card's language")["range"]["start"]["line"].as_u64();
    let wanted = wrong.lines().position(|line| line.starts_with("language:"));
    assert_eq!(line, wanted.map(|line| line as u64));
    let again = rules(&editor.show("MODEL_CARD.md", &card, true));
    assert_eq!(again, before);

    let path = "data/apps-eval.yml";
    let manifest = text(path);
    let (before, rest) = manifest.split_once("gaps: >-").expect("its gaps");
    let (_, after) = rest.split_once("labels:").expect("what follows");
    let vague = format!("{before}gaps: Some things are missing, as is usual.\nlabels:{after}");
    let shown = editor.show(path, &manifest, false);
    assert!(!rules(&shown).contains("data/gaps-specific"), "{shown:?}");
    let shown = editor.show(path, &vague, true);
    let found = shown.iter().find(|one| one["code"] == "data/gaps-specific");
    let line = found.expect("the gaps")["range"]["start"]["line"].as_u64();
    let wanted = vague.lines().position(|line| line.starts_with("gaps:"));
    assert_eq!(line, wanted.map(|line| line as u64));
    editor.end();
}

/// The text with edits of the protocol made in it, the last ones first.
fn edited(text: &str, edits: &[Value]) -> String {
    let offset = |at: &Value| {
        let line = at["line"].as_u64().expect("a line");
        let before: usize = text
            .split_inclusive('\n')
            .take(usize::try_from(line).expect("a line"))
            .map(str::len)
            .sum();
        let units = at["character"].as_u64().expect("a column");
        let mut seen = 0;
        let rest = text[before..].char_indices().find(|(_, letter)| {
            let here = seen == units;
            seen += letter.len_utf16() as u64;
            here
        });
        before + rest.map_or(text.len() - before, |(at, _)| at)
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let new = edit["newText"].as_str().expect("text");
            (
                offset(&edit["range"]["start"]),
                offset(&edit["range"]["end"]),
                new,
            )
        })
        .collect();
    edits.sort_unstable();
    edits.dedup();
    edits
        .iter()
        .rev()
        .fold(text.to_owned(), |mut text, (start, end, new)| {
            text.replace_range(start..end, new);
            text
        })
}

/// What an editor's code actions do, all of them together, is what `fix` writes.
#[test]
fn code_actions_write_what_fix_writes() {
    let faulty = "\
# A toy of ours.
version: 1
system:
  id: toy
  purpse: Students fit a curve to see how it is done.  # to be said better
  affected: [students]
  decides_about_people: no   # never
  markets: [kr]
  audience: {minors: excluded}
models:
  - {id: net, card: README.md, license: Apache 2.0}
practices: none
";
    let card = "---\nlicense: apache-2.0\n---\n# Net\n\nFits a curve.\n";
    let files = [("ethics.yml", faulty), ("README.md", card)];
    let mut editor = Editor::new(&files, &[]);
    editor.show("ethics.yml", faulty, false);
    let mut changes: std::collections::BTreeMap<String, Vec<Value>> =
        std::collections::BTreeMap::new();
    for path in ["ethics.yml", "README.md"] {
        let uri = editor.uri(path);
        let whole =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}});
        let actions = editor.ask(
            "textDocument/codeAction",
            json!({"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}}),
        );
        for action in actions.as_array().expect("actions") {
            if action["isPreferred"] != true {
                continue;
            }
            for (uri, edits) in action["edit"]["changes"].as_object().expect("changes") {
                let edits = edits.as_array().expect("edits").iter().cloned();
                changes.entry(uri.clone()).or_default().extend(edits);
            }
        }
    }
    let uri = editor.uri("ethics.yml");
    let by_editor = edited(faulty, changes.get(&uri).map_or(&[][..], Vec::as_slice));
    assert_ne!(by_editor, faulty, "{changes:?}");
    let status = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(["fix", "."])
        .current_dir(editor.folder.path())
        .stderr(Stdio::null())
        .status();
    assert!(status.expect("fix runs").success());
    let by_fix = fs::read_to_string(editor.folder.path().join("ethics.yml"));
    assert_eq!(by_editor, by_fix.expect("the declaration"));
    editor.end();
}
