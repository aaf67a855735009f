//! Report to bytes. Every format is a pure function of the report, so the
//! format never changes the verdict, and every format shows the same findings.
//!
//! A renderer reads no file and judges nothing. The report's texts come from
//! repositories that may be hostile: nothing of them reaches a terminal, a
//! log or a page before the module `neutral` and the format's own escaping have seen it.

mod arrange;
mod canonical;
mod codequality;
mod github;
mod json;
mod junit;
mod markdown;
mod neutral;
mod posts;
mod sarif;
mod terminal;
mod transparency;
mod wording;

pub use canonical::canonical;
pub use github::summary;
pub use posts::{Post, headline, page, posts};
pub use terminal::wrapped;
pub use transparency::{Edition, html, markdown as transparency};

use crate::model::report::Report;

/// What the person who looks at the output can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for color may be written.
    pub color: bool,
    /// How many columns a line may have. Only the terminal looks at it.
    pub width: usize,
}

/// One output format.
pub trait Renderer: Sync {
    /// The name that `--report` takes.
    fn name(&self) -> &'static str;

    /// What it is good for, in one line.
    fn describe(&self) -> &'static str;

    /// The whole output. The same report and style give the same bytes.
    fn render(&self, report: &Report, style: &Style) -> Vec<u8>;
}

/// Every format; a new one is a file and a line here.
pub const RENDERERS: &[&dyn Renderer] = &[
    &terminal::Terminal,
    &json::Json,
    &sarif::Sarif,
    &github::GitHub,
    &markdown::Markdown,
    &codequality::CodeQuality,
    &junit::JUnit,
];
