//! Front matter by Hugging Face's own delimiter rule, and what is wrong where
//! that rule finds none and the author thinks there is one.
//!
//! The rule: blank space, a line of exactly `---`, anything, a line of `---`
//! with at most blanks after it. `...` closes nothing. The reference reader
//! takes everything else for a card without metadata, and says nothing.

use std::sync::Arc;

use super::FrontMatter;
use crate::model::{Document, Kind, Map, Place, Problem, Reason, Span, Value, text};
use crate::source::yaml;

/// What stands where front matter belongs.
pub(super) struct Block {
    pub(super) state: FrontMatter,
    pub(super) meta: Value,
    /// The block with its delimiters; empty where there is none.
    pub(super) span: Span,
    pub(super) problems: Vec<Problem>,
}

/// Keys by which a block below other text is known to be a card's.
const CARD_KEYS: &[&str] = &[
    "annotations_creators",
    "base_model",
    "datasets",
    "language",
    "library_name",
    "license",
    "metrics",
    "model-index",
    "pipeline_tag",
    "pretty_name",
    "size_categories",
    "tags",
    "task_categories",
    "thumbnail",
    "widget",
];

/// Find and read the front matter of a document.
pub(super) fn read(document: &Arc<Document>) -> Block {
    let text = document.text.as_str();
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let first = mark + blanks(&text[mark..]);
    if let Some(inner) = opening(text, first) {
        return match closing(text, inner) {
            Some((end, after)) => {
                let block = Span::new(first, after);
                closed(document, block, Span::new(inner, end))
            }
            None if is_key(first_content_line(&text[inner..])) => unclosed(document, first, inner),
            None => none(document, mark),
        };
    }
    if let Some(block) = loosely_opened(document, first) {
        return block;
    }
    not_first(document, first).unwrap_or_else(|| none(document, mark))
}

/// The white space that Python's `\s*` steps over.
fn blanks(text: &str) -> usize {
    let blank = |char: char| char.is_whitespace() || matches!(char, '\u{1c}'..='\u{1f}');
    text.len() - text.trim_start_matches(blank).len()
}

/// Where the block's content begins, if a line of exactly `---` stands here.
fn opening(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix("---")?;
    let width = match rest.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    Some(at + 3 + width)
}

/// Where the block's content ends, and where its closing line does.
fn closing(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let end = at + text[at..].find(['\r', '\n'])?;
        let line = end
            + if text[end..].starts_with("\r\n") {
                2
            } else {
                1
            };
        if let Some(rest) = text[line..].strip_prefix("---") {
            let rest = rest.trim_start_matches([' ', '\t']);
            let after = text.len() - rest.len();
            if rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n") {
                return Some((end, after));
            }
        }
        at = line;
    }
}

fn none(document: &Arc<Document>, at: usize) -> Block {
    let span = Span::new(at, at);
    Block {
        state: FrontMatter::None,
        meta: Value::missing(Reason::Absent, Some(Place::new(document, span))),
        span,
        problems: Vec::new(),
    }
}

fn unreadable(document: &Arc<Document>, state: FrontMatter, span: Span, problem: Problem) -> Block {
    Block {
        state,
        meta: Value::missing(Reason::Unreadable, Some(Place::new(document, span))),
        span,
        problems: vec![problem],
    }
}

/// A block that the rule finds.
fn closed(document: &Arc<Document>, block: Span, inner: Span) -> Block {
    let parsed = yaml::parse(document, inner);
    let text = &document.text[inner.range()];
    let fatal = parsed.problems.iter().find(|problem| problem.fatal);
    let unfilled = parsed
        .problems
        .iter()
        .find(|problem| problem.code == "complex-key" && problem.place.text().contains('{'))
        .or_else(|| fatal.filter(|_| text.contains("{{") || text.contains("{%")));
    if let Some(unfilled) = unfilled {
        let place = ["{{", "{%"]
            .iter()
            .find_map(|brace| text.find(brace))
            .map_or(unfilled.place.span, |at| {
                let line = text[at..].lines().next().unwrap_or("").trim_end();
                Span::new(at, at + line.len()).shifted(inner.start as usize)
            });
        let detail = text!(
            "a placeholder of a template is left in the block",
            "블록에 템플릿의 자리 표시자가 남아 있음"
        );
        let problem = Problem::new("front-matter-template", Place::new(document, place), detail);
        return unreadable(document, FrontMatter::Template, block, problem);
    }
    if let Some(fatal) = fatal {
        let mut problem = fatal.clone();
        problem.code = "front-matter-invalid";
        problem.fatal = false;
        return unreadable(document, FrontMatter::Invalid, block, problem);
    }
    let mut meta = parsed.value;
    match meta.kind {
        Kind::Map(_) => {}
        // A block without content is a map without entries.
        Kind::Null => meta.kind = Kind::Map(Arc::new(Map::default())),
        _ => {
            let place = meta.mark().unwrap_or_else(|| Place::new(document, inner));
            let detail = text!(
                "the block is of type {name}",
                "블록의 종류가 {name}임",
                name = meta.type_name()
            );
            let problem = Problem::new("front-matter-not-a-map", place, detail);
            return unreadable(document, FrontMatter::NotAMap, block, problem);
        }
    }
    Block {
        state: FrontMatter::Map,
        meta,
        span: block,
        problems: parsed.problems,
    }
}

/// A block that opens and never closes; it counts as far as the first blank line.
fn unclosed(document: &Arc<Document>, first: usize, inner: usize) -> Block {
    let end = lines(&document.text, inner)
        .find(|(_, line)| line.trim().is_empty())
        .map_or(document.text.len(), |(at, _)| at);
    let place = Place::new(document, Span::new(first, first + 3));
    let detail = text!(
        "no line of `---` closes the block",
        "블록을 닫는 `---` 줄이 없음"
    );
    let problem = Problem::new("front-matter-unclosed", place, detail);
    unreadable(
        document,
        FrontMatter::Unclosed,
        Span::new(first, end),
        problem,
    )
}

/// A block whose opening line has blanks after its dashes: the rule doesn't see it.
fn loosely_opened(document: &Arc<Document>, first: usize) -> Option<Block> {
    let text = document.text.as_str();
    let (_, line) = lines(text, first).next()?;
    if line.trim_end() != "---" {
        return None;
    }
    let inner = first + line.len();
    let (_, after) = closing(text, inner)?;
    if !is_key(first_content_line(&text[inner..])) {
        return None;
    }
    let place = Place::new(document, Span::new(first, inner));
    let detail = text!(
        "blanks after the opening `---` hide the block from its readers",
        "여는 `---` 뒤의 공백 때문에 읽는 쪽에서 블록을 알아보지 못함"
    );
    let problem = Problem::new("front-matter-invalid", place, detail);
    let span = Span::new(first, after);
    Some(unreadable(document, FrontMatter::Invalid, span, problem))
}

/// A block below other text: any map below mere comments, a card's map below
/// anything, never one inside a code fence.
fn not_first(document: &Arc<Document>, first: usize) -> Option<Block> {
    let text = document.text.as_str();
    let (mut fenced, mut comment, mut only_comments) = (false, false, true);
    let mut opened: Option<(usize, usize)> = None;
    for (at, line) in lines(text, first) {
        let content = line.trim();
        if let Some((start, inner)) = opened {
            if line.trim_end() == "---" {
                let parsed = yaml::parse(document, Span::new(inner, at));
                let readable = parsed.problems.iter().all(|problem| !problem.fatal);
                let of_a_card = CARD_KEYS.iter().any(|key| parsed.value.get(key).is_some());
                let map = matches!(parsed.value.kind, Kind::Map(_));
                if readable && map && (only_comments || of_a_card) {
                    let place = Place::new(document, Span::new(start, start + 3));
                    let detail = text!(
                        "text before the block hides it from its readers",
                        "블록 앞의 글 때문에 읽는 쪽에서 블록을 알아보지 못함"
                    );
                    let problem = Problem::new("front-matter-not-first", place, detail);
                    let span = Span::new(start, at + 3);
                    return Some(unreadable(document, FrontMatter::NotFirst, span, problem));
                }
                opened = Some((at, at + line.len()));
                only_comments = false;
            }
            continue;
        }
        if comment {
            comment = !content.contains("-->");
        } else if content.starts_with("```") || content.starts_with("~~~") {
            fenced = !fenced;
            only_comments = false;
        } else if fenced || content.is_empty() {
        } else if content.starts_with("<!--") {
            comment = !content.contains("-->");
        } else if let Some(opens) = dashes(line, at == first) {
            let inner = at + line.len();
            if is_key(first_content_line(&text[inner..])) {
                only_comments &= opens == 0;
                opened = Some((at + opens, inner));
            }
        } else {
            only_comments = false;
        }
    }
    None
}

/// Where the dashes stand in a line that may open a block; the first line of a
/// document may have anything before them.
fn dashes(line: &str, first: bool) -> Option<usize> {
    let before = line.trim_end().strip_suffix("---")?;
    (first || before.is_empty()).then_some(before.len())
}

/// Lines with their offsets, from an offset on; each keeps its line break.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    text[from..].split_inclusive('\n').scan(from, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// The first line that is neither blank nor a comment of YAML.
fn first_content_line(text: &str) -> &str {
    text.lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .unwrap_or("")
}

/// Whether a line begins with a key of a map.
fn is_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty()
            && key
                .chars()
                .all(|char| char.is_alphanumeric() || matches!(char, '_' | '-'))
            && (value.is_empty() || value.starts_with([' ', '\t']))
    })
}
