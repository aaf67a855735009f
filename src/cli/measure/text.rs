//! `measure text`: whether each section of a document says something, and how
//! hard the whole is to read.

#![expect(clippy::disallowed_methods, reason = "the file is named by the user")]
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{Format, Refusal, output};
use crate::cli::refusal::unread;
use crate::measure::text::{
    Language, Readability, Substance, Unit, readability, substance, undefined_abbreviations,
};
use crate::model::{Document, Language as Spoken, Span, Text as Both, text};
use crate::source::markdown::{self, Markdown, Reading};

/// Whether each section of a text says something, and how hard it is to read
///
/// Comments, headings, code, lines of known templates and placeholders are no
/// words. A text in Korean and the like is counted by its characters, two of
/// them to a word.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate measure text MODEL_CARD.md
  ethics-gate measure text docs/how.ko.md --words 15 --format json")]
pub(super) struct Text {
    /// The file, in Markdown or plain text
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Words that a section needs
    #[arg(long, default_value = "25", value_name = "N")]
    words: usize,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// The largest text that is read.
const LARGEST: u64 = 16 << 20;

/// A section with what it amounts to.
struct Section {
    heading: String,
    slug: String,
    level: u8,
    /// From 1; of the heading, or of the first line.
    line: u32,
    found: Substance,
}

/// A text with all that was measured of it.
struct Measured {
    markdown: Markdown,
    reading: Reading,
    language: Option<Language>,
    sections: Vec<Section>,
    readability: Option<Readability>,
}

impl Text {
    pub(super) fn run(&self, spoken: Spoken) -> Result<ExitCode, Refusal> {
        let document = self.read().map_err(|error| {
            Refusal::new(
                unread(&self.file, &error),
                text!(
                    "name a text in UTF-8 of at most 16 MiB",
                    "16 MiB 이하의 UTF-8 텍스트를 지정하세요"
                ),
            )
        })?;
        let measured = Measured::of(&document, self.words);
        match self.format {
            Format::Json => output::print_json(&measured.as_json(&self.file))?,
            Format::Text => output::print_text(&measured.as_text(self.words, spoken))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn read(&self) -> io::Result<Arc<Document>> {
        let mut bytes = Vec::new();
        File::open(&self.file)?
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large"));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "no UTF-8"))?;
        Ok(Document::new(&*self.file.to_string_lossy(), &*text))
    }
}

impl Measured {
    fn of(document: &Arc<Document>, needed: usize) -> Self {
        let markdown = markdown::parse(document);
        let reading = markdown.reading(markdown.body);
        let sections = markdown
            .sections
            .iter()
            .map(|section| {
                let text = markdown.prose(section.whole);
                Section {
                    heading: section.heading.clone(),
                    slug: section.slug.clone(),
                    level: section.level,
                    line: line_of(&markdown, section.heading_span),
                    found: substance(&text, needed),
                }
            })
            .filter(|section| section.level > 0 || section.found.words > 0)
            .collect();
        Self {
            language: Language::of(&reading.text),
            readability: readability(&reading.text),
            sections,
            reading,
            markdown,
        }
    }

    fn line_in(&self, range: std::ops::Range<usize>) -> Option<u32> {
        let span = self.reading.span(range)?;
        Some(line_of(&self.markdown, span))
    }

    fn undefined(&self) -> Vec<(&str, Option<u32>)> {
        let text = self.reading.text.as_str();
        let found = undefined_abbreviations(text).into_iter();
        found
            .map(|range| (&text[range.clone()], self.line_in(range)))
            .collect()
    }

    fn as_json(&self, path: &Path) -> Json {
        let sections = self.sections.iter().map(|section| {
            json!({
                "heading": section.heading,
                "slug": section.slug,
                "level": section.level,
                "line": section.line,
                "words": section.found.words,
                "substantive": section.found.why.is_none(),
                "why": section.found.why.map(|why| why.name()),
            })
        });
        let sentences = self.readability.as_ref().map(|found| {
            json!({
                "unit": found.unit.name(),
                "count": found.sentences,
                "mean": (found.mean * 10.0).round() / 10.0,
                "longest": found.longest,
                "longest_line": self.line_in(found.longest_at.clone()),
            })
        });
        let undefined = self.undefined().into_iter();
        let undefined = undefined.map(|(name, line)| json!({"name": name, "line": line}));
        json!({
            "schema": "ethics-gate/measure-text/1",
            "path": path.display().to_string(),
            "language": self.language.and_then(|language| language.tag),
            "sections": sections.collect::<Vec<_>>(),
            "sentences": sentences,
            "undefined_abbreviations": undefined.collect::<Vec<_>>(),
        })
    }

    fn as_text(&self, needed: usize, spoken: Spoken) -> String {
        let mut text = String::new();
        for section in &self.sections {
            let indent = "  ".repeat(usize::from(section.level.saturating_sub(1)));
            let heading = match section.heading.as_str() {
                "" => text!("(before the first heading)", "(첫 제목 앞)"),
                heading => Both::same(output::harmless(heading)),
            };
            let why = section.found.why;
            let says = why.map_or_else(
                || text!("says something", "내용 있음"),
                |why| match why.name() {
                    "too-short" => text!(
                        "too short: {needed} words are needed",
                        "너무 짧음: 낱말 {needed}개가 필요함"
                    ),
                    name => {
                        let korean = match name {
                            "placeholder" => "자리 표시자뿐임",
                            "template" => "서식에 있던 문구뿐임",
                            "repeated" => "같은 말을 되풀이함",
                            "punctuation" => "낱말이 하나도 없음",
                            _ => "비어 있음",
                        };
                        Both::new(
                            format!("says nothing: {name}"),
                            format!("내용 없음: {korean}"),
                        )
                    }
                },
            );
            let number = section.found.words;
            let count = output::count(number, "word");
            let count = text!("{count}", "낱말 {number}개");
            let _ = writeln!(
                text,
                "{:>5}  {indent}{}: {}, {}",
                section.line,
                heading.get(spoken),
                count.get(spoken),
                says.get(spoken)
            );
        }
        if let Some(found) = &self.readability {
            let line = self.line_in(found.longest_at.clone());
            let line = line.map_or_else(
                || Both::same(""),
                |line| text!(" in line {line}", " ({line}번째 줄)"),
            );
            let (sentences, mean, longest) = (found.sentences, found.mean, found.longest);
            let unit = found.unit.name();
            let korean = match found.unit {
                Unit::Words => "낱말",
                Unit::Characters => "글자",
            };
            let count = output::count(sentences, "sentence");
            let said = Both::new(
                format!("{count} of {mean:.1} {unit} on average, the longest of {longest}"),
                format!(
                    "문장 {sentences}개, 평균 {mean:.1}{korean}, 가장 긴 문장 {longest}{korean}"
                ),
            );
            let _ = writeln!(text, "{}{}", said.get(spoken), line.get(spoken));
        }
        let undefined = self.undefined();
        if !undefined.is_empty() {
            let names: Vec<&str> = undefined.iter().map(|(name, _)| *name).collect();
            let said = text!(
                "explained nowhere: {}",
                "풀어 쓴 곳이 없음: {}",
                names.join(", ")
            );
            let _ = writeln!(text, "{}", said.get(spoken));
        }
        text
    }
}

fn line_of(markdown: &Markdown, span: Span) -> u32 {
    markdown.place(span).start().line
}
