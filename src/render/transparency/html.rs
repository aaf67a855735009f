//! The page as one file of HTML: styles inside, no script, nothing fetched.
//! Every text goes through `maud`, which escapes it, and `neutral` before.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart;
use super::sheet::{Block, Entry, Figure, Line, Page, Piece, Section, Table, Tone};
use crate::model::Language;
use crate::render::neutral;
use crate::render::wording::pick;

const STYLE: &str = include_str!("style.css");
/// The browser itself refuses whatever would be run or fetched.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The whole file.
pub(super) fn write(page: &Page) -> String {
    let lang = match page.lang {
        Language::En => "en",
        Language::Ko => "ko",
    };
    let title = shown(&page.title);
    let contents = pick(page.lang, "Contents", "차례");
    let skip = pick(page.lang, "Skip to the report", "본문으로 건너뛰기");
    let markup = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#report" { (skip) }
                header {
                    h1 { (title) }
                    p.subtitle { (shown(&page.subtitle)) }
                }
                nav aria-label=(contents) {
                    ul {
                        @for section in &page.sections {
                            li { a href=(format!("#{}", section.id)) { (line(page.lang, &section.title)) } }
                        }
                    }
                }
                main id="report" {
                    div.lead { (blocks(page.lang, &page.lead)) }
                    @for section in &page.sections { (part(page.lang, section, 2)) }
                }
                footer { p { (line(page.lang, &page.foot)) } }
            }
        }
    };
    let mut text = markup.into_string();
    text.push('\n');
    text
}

fn part(lang: Language, section: &Section, level: u8) -> Markup {
    let title = line(lang, &section.title);
    html! {
        section id=(section.id) {
            @match level {
                2 => h2 { (title) },
                3 => h3 { (title) },
                4 => h4 { (title) },
                _ => h5 { (title) },
            }
            (blocks(lang, &section.blocks))
            @for section in &section.sections { (part(lang, section, level + 1)) }
        }
    }
}

fn blocks(lang: Language, blocks: &[Block]) -> Markup {
    html! {
        @for block in blocks { (one(lang, block)) }
    }
}

fn one(lang: Language, block: &Block) -> Markup {
    match block {
        Block::Text(words) => html! { p { (line(lang, words)) } },
        Block::Items(items) => html! {
            ul { @for item in items { li { (line(lang, item)) } } }
        },
        Block::Pairs(pairs) => html! {
            dl {
                @for (name, words) in pairs {
                    div { dt { (shown(name)) } dd { (line(lang, words)) } }
                }
            }
        },
        Block::Entries(entries) => html! {
            ul.entries { @for entry in entries { li class=(tone(entry.tone)) { (finding(lang, entry)) } } }
        },
        Block::Table(rows) => table(lang, rows),
        Block::Figure(drawn) => figure(lang, drawn),
        Block::Commands(commands) => html! {
            pre tabindex="0" { code { @for command in commands { (shown(command)) "\n" } } }
        },
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Held => "held",
        Tone::Failed => "failed",
        Tone::Open => "open",
    }
}

fn finding(lang: Language, entry: &Entry) -> Markup {
    html! {
        p.head { span.tag { (shown(&entry.tag)) } " " (line(lang, &entry.head)) }
        @if !entry.lines.is_empty() {
            dl {
                @for (name, words) in &entry.lines {
                    div { dt { (shown(name)) } dd { (line(lang, words)) } }
                }
            }
        }
    }
}

/// A table that becomes a list of cards where there is no room for columns;
/// the roles keep it a table to assistive technology.
fn table(lang: Language, table: &Table) -> Markup {
    html! {
        table role="table" {
            @if !table.caption.is_empty() { caption { (shown(&table.caption)) } }
            thead role="rowgroup" {
                tr role="row" {
                    @for name in &table.head { th role="columnheader" scope="col" { (shown(name)) } }
                }
            }
            tbody role="rowgroup" {
                @for row in &table.rows {
                    tr role="row" {
                        @for (index, cell) in row.iter().enumerate() {
                            @let name = table.head.get(index).copied().unwrap_or("");
                            @if index == 0 {
                                th role="rowheader" scope="row" { (line(lang, cell)) }
                            } @else {
                                td role="cell" data-name=(name) class=[is_date(cell).then_some("date")] { (line(lang, cell)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `2026-12-01` is one word to people, and its hyphens are no places to break it.
fn is_date(cell: &Line) -> bool {
    let text = cell.plain();
    text.len() == "2026-12-01".len()
        && text.split('-').count() == 3
        && text.chars().all(|it| it.is_ascii_digit() || it == '-')
}

fn figure(lang: Language, figure: &Figure) -> Markup {
    let name = format!(
        "{}: {}",
        figure.title.plain(),
        pick(
            lang,
            "drawn; the tables say the same",
            "그림, 표와 같은 내용"
        )
    );
    html! {
        figure {
            figcaption { (line(lang, &figure.title)) }
            div.beside {
                (chart::draw(lang, &name, &figure.panels))
                div {
                    @for rows in &figure.tables { (table(lang, rows)) }
                    @if let Some(note) = &figure.note { p.note { (line(lang, note)) } }
                }
            }
        }
    }
}

fn line(lang: Language, words: &Line) -> Markup {
    html! {
        @for piece in &words.0 {
            @match (piece, foreign(lang, piece)) {
                (Piece::Words(text), None) => (shown(text)),
                (Piece::Words(text), Some(tag)) => span lang=(tag) { (shown(text)) },
                (Piece::Code(text), _) => code { (shown(text)) },
            }
        }
    }
}

/// The language of words that are not in the page's own, so that they are read
/// aloud as what they are: texts of the repository stand among ours. The script
/// tells it; of Latin letters on a Korean page English is what they mostly are.
fn foreign(lang: Language, piece: &Piece) -> Option<&'static str> {
    /// A single word may be a name in any language.
    const WORDS: usize = 2;
    let Piece::Words(text) = piece else {
        return None;
    };
    let is_hangul = |letter: char| ('\u{ac00}'..='\u{d7a3}').contains(&letter);
    let is_word = |word: &&str| word.chars().filter(char::is_ascii_alphabetic).count() > 1;
    let has_korean = text.chars().any(is_hangul);
    match lang {
        Language::En => has_korean.then_some("ko"),
        Language::Ko => {
            let is_english = !has_korean && text.split(' ').filter(is_word).count() >= WORDS;
            is_english.then_some("en")
        }
    }
}

/// Text as it may be looked at, on one line.
fn shown(text: &str) -> String {
    neutral::line(text)
}
