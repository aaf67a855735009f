//! What was not checked, and what it takes to run it all again.

use super::sheet::{Block, Line, Section, Table};
use super::view::View;
use super::words::{grouped, term};
use crate::model::Language;
use crate::render::arrange;

/// Names that are given for one reason.
const NAMES: usize = 20;
/// The name of the pack that the program carries.
const OURS: &str = env!("CARGO_PKG_NAME");

/// What could not be judged, and what was passed over.
pub(super) fn not_checked(view: View) -> Option<Section> {
    let report = view.report;
    if report.not_checked.is_empty() {
        return None;
    }
    let rules = report
        .not_checked
        .iter()
        .filter(|one| one.rule.is_some())
        .count();
    let others = report.not_checked.len() - rules;
    let mut blocks = vec![Block::Text(Line::words(match view.lang() {
        Language::En => format!(
            "{rules} checks could not be judged in this run, and {others} files or parts were passed over. Nothing is concluded from either."
        ),
        Language::Ko => format!(
            "이번 실행에서 검사 {rules}건은 판단하지 못했고, 파일이나 부분 {others}건은 살펴보지 않았습니다. 이로부터 어떤 결론도 내리지 않습니다."
        ),
    }))];
    // A reason may quote a path, and a path is not for the public.
    if view.is_public() {
        let known = report
            .not_checked
            .iter()
            .filter_map(|one| one.rule.as_deref());
        // An id is "rule#check"; the organization's own are its to publish.
        let systems = report.systems.iter();
        let rules = systems.filter_map(|system| system.verified.as_ref());
        let rules: Vec<_> = rules.flat_map(|found| &found.rules).collect();
        let known = known.filter(|check| {
            let id = check.split('#').next();
            let own = rules.iter().find(|rule| Some(&*rule.id) == id);
            own.is_some_and(|rule| view.may_read(rule.audience))
        });
        let known: Vec<&str> = known.collect();
        if !known.is_empty() {
            blocks.push(Block::Items(known.into_iter().map(Line::code).collect()));
        }
    } else {
        let lines = arrange::not_checked(report).into_iter().map(|omission| {
            let mut line = Line::message(omission.reason);
            if !omission.what.is_empty() {
                line = line.then(": ");
                line = line.and(Line::codes(omission.what.iter().copied().take(NAMES)));
            }
            match (omission.what.len().saturating_sub(NAMES), view.lang()) {
                (0, _) => line,
                (more, Language::En) => line.then(format!(" and {more} more")),
                (more, Language::Ko) => line.then(format!(" 외 {more}건")),
            }
        });
        blocks.push(Block::Items(lines.collect()));
    }
    Some(Section {
        id: "not-checked".to_owned(),
        title: Line::words(view.say("What was not checked", "확인하지 못한 것")),
        blocks,
        sections: Vec::new(),
    })
}

/// The commands, the packs and the digests of files.
pub(super) fn section(view: View) -> Section {
    let mut line = Line::words(view.say(
        "The same files, rules and date give the same result, byte for byte, without a network. ",
        "같은 파일과 규칙, 날짜로 실행하면 네트워크 없이 똑같은 결과가 나옵니다. ",
    ));
    line = line.then(match view.report.systems.len() {
        1 => view.say(
            "In a clone of the repository, in the folder of the system's declaration:",
            "저장소를 복제하고 시스템의 선언이 있는 폴더에서 실행하세요.",
        ),
        _ => view.say(
            "In a clone of the repository:",
            "저장소를 복제한 폴더에서 실행하세요.",
        ),
    });
    if view.report.packs.iter().any(|pack| pack.name != OURS) {
        line = line.then(" ").and(Line::message(view.say(
            "A pack of rules that no declaration extends has to be given by `--policy`.",
            "선언이 확장하지 않은 규칙 모음은 `--policy`로 지정해야 합니다.",
        )));
    }
    let mut blocks = vec![
        Block::Text(line),
        Block::Commands(commands(view)),
        Block::Table(packs(view)),
    ];
    blocks.extend(files(view));
    Section {
        id: "again".to_owned(),
        title: Line::words(view.say("How to run it again", "다시 실행하는 법")),
        blocks,
        sections: Vec::new(),
    }
}

fn commands(view: View) -> Vec<String> {
    let report = view.report;
    let (lang, today) = (
        match report.lang {
            Language::En => "en",
            Language::Ko => "ko",
        },
        quoted(&report.today),
    );
    let mut commits = String::new();
    if let Some(head) = &report.head {
        commits.push_str(&format!(" --head {}", quoted(&head.resolved)));
    }
    if let Some(base) = &report.base {
        commits.push_str(&format!(" --base {}", quoted(&base.resolved)));
    }
    vec![
        format!("ethics-gate check .{commits} --today {today} --lang {lang}"),
        format!(
            "ethics-gate report .{commits} --audience {} --today {today} --lang {lang}",
            view.edition.name()
        ),
    ]
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "/._-".contains(char);
    match !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

fn packs(view: View) -> Table {
    let rows = view.report.packs.iter().map(|pack| {
        let is_told = pack.name == OURS || !view.is_public();
        let (name, version) = match is_told {
            true => (Line::words(&*pack.name), pack.version.as_str()),
            false => (
                Line::words(view.say("rules of the organization", "조직의 규칙")),
                "–",
            ),
        };
        vec![name, Line::words(version), Line::code(&pack.sha256)]
    });
    Table {
        caption: view.say("Rules that judged", "판단에 쓰인 규칙").to_owned(),
        head: vec![
            view.say("Pack", "규칙 모음"),
            view.say("Version", "버전"),
            view.say("SHA-256", "SHA-256"),
        ],
        rows: rows.collect(),
    }
}

fn files(view: View) -> Option<Block> {
    let systems = view.report.systems.iter();
    let files = systems
        .filter_map(|system| system.verified.as_ref())
        .flat_map(|found| &found.files);
    let none = || Line::words("–");
    let rows = files
        .filter(|file| view.may_read(file.audience))
        .map(|file| {
            let role = term(view.lang(), &file.role);
            let mut row = Vec::new();
            if !view.is_public() {
                row.push(Line::code(&file.name));
            }
            let mut what = Line::words(role);
            if !file.keys.is_empty() {
                what = what
                    .then(": ")
                    .and(Line::codes(file.keys.iter().map(String::as_str)));
            }
            row.push(what);
            let created = file
                .created
                .as_deref()
                .filter(|date| !view.is_public() || is_date(date));
            row.push(created.map_or_else(none, Line::words));
            row.push(file.n.map_or_else(none, |n| Line::words(grouped(n))));
            row.push(file.sha256.as_deref().map_or_else(none, Line::code));
            row
        });
    let rows: Vec<_> = rows.collect();
    let mut head = Vec::new();
    if !view.is_public() {
        head.push(view.say("File", "파일"));
    }
    head.extend([
        view.say("What it is", "무엇인가"),
        view.say("Measured on", "측정일"),
        view.say("Rows", "행"),
        view.say("SHA-256", "SHA-256"),
    ]);
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: view
                .say("Files that the system stands on", "시스템이 기대는 파일")
                .to_owned(),
            head,
            rows,
        })
    })
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok()
}
