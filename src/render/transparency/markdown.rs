//! The page as Markdown. Text from the repository is never Markdown here: it
//! is escaped, or stands in a code span, as in the format `markdown`.

use super::sheet::{Block, Entry, Figure, Line, Page, Piece, Section, Table};
use crate::render::markdown::{code, escape};
use crate::render::neutral;

/// The whole page.
pub(super) fn write(page: &Page) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\n",
        escape(&page.title),
        escape(&page.subtitle)
    );
    blocks(&page.lead, &mut text);
    for section in &page.sections {
        part(section, 2, &mut text);
    }
    text.push_str(&format!("---\n\n{}\n", line(&page.foot)));
    // The page may be printed in a workflow's log.
    text.split_inclusive('\n')
        .map(neutral::no_command)
        .collect()
}

fn part(section: &Section, level: usize, text: &mut String) {
    let title = line(&section.title);
    text.push_str(&format!("{} {title}\n\n", "#".repeat(level.min(6))));
    blocks(&section.blocks, text);
    for section in &section.sections {
        part(section, level + 1, text);
    }
}

fn blocks(blocks: &[Block], text: &mut String) {
    for block in blocks {
        let written = match block {
            Block::Text(words) => format!("{}\n", line(words)),
            Block::Items(items) => items
                .iter()
                .map(|item| format!("- {}\n", line(item)))
                .collect(),
            Block::Pairs(pairs) => pairs.iter().map(pair).collect(),
            Block::Entries(entries) => entries.iter().map(entry).collect(),
            Block::Table(rows) => table(rows),
            Block::Figure(drawn) => figure(drawn),
            Block::Commands(commands) => commands
                .iter()
                .map(|command| format!("- {}\n", code(command)))
                .collect(),
        };
        text.push_str(&written);
        text.push('\n');
    }
}

fn pair((name, words): &(String, Line)) -> String {
    format!("- **{}:** {}\n", escape(name), line(words))
}

fn entry(entry: &Entry) -> String {
    let mut text = format!("- **{}:** {}\n", escape(&entry.tag), line(&entry.head));
    for (name, words) in &entry.lines {
        text.push_str(&format!("  - {}: {}\n", escape(name), line(words)));
    }
    text
}

/// The tables of a drawing say all that it shows.
fn figure(figure: &Figure) -> String {
    let tables: Vec<_> = figure.tables.iter().map(table).collect();
    let mut text = format!(
        "**{}**\n\n{}",
        line(&figure.title).trim(),
        tables.join("\n")
    );
    if let Some(note) = &figure.note {
        text.push_str(&format!("\n{}\n", line(note)));
    }
    text
}

fn table(table: &Table) -> String {
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<_> = table.head.iter().map(|name| escape(name)).collect();
    let mut text = String::new();
    if !table.caption.is_empty() {
        text = format!("**{}**\n\n", escape(&table.caption));
    }
    text.push_str(&row(&head));
    text.push_str(&row(&vec!["--".to_owned(); head.len()]));
    for cells in &table.rows {
        let cells: Vec<_> = cells.iter().map(cell).collect();
        text.push_str(&row(&cells));
    }
    text
}

/// A bar ends a cell even inside of a code span, unless an odd number of
/// backslashes stands before it; so a name with one is words here.
fn cell(words: &Line) -> String {
    let pieces = words.0.iter().map(|piece| match piece {
        Piece::Code(text) if text.contains('|') => escape(text),
        other => written(other),
    });
    pieces.collect()
}

fn line(words: &Line) -> String {
    words.0.iter().map(written).collect()
}

fn written(piece: &Piece) -> String {
    match piece {
        Piece::Words(text) => {
            let lead = if text.starts_with(' ') { " " } else { "" };
            format!("{lead}{}", escape(text))
        }
        Piece::Code(text) => code(text),
    }
}
