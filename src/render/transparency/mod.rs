//! The transparency report: what a system is, what was verified of it and
//! what is open, for people who don't read findings. A page is put together
//! once, for an edition, and written as HTML or as Markdown.
//!
//! There is no score in it, and no badge: outcomes are counted and named.

mod chart;
mod fairness;
mod findings;
mod html;
mod markdown;
mod outcomes;
mod page;
mod rerun;
mod sheet;
mod system;
mod view;
mod words;

use self::view::View;
use crate::model::report::Report;

/// For whom a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// Anybody: nothing that the declaration keeps to itself.
    Public,
    /// The team: everything, and how to mend what is open.
    Internal,
    /// Whoever audits it: everything, and the laws that each rule relates to.
    Regulator,
}

impl Edition {
    /// The word that the command line takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Regulator => "regulator",
        }
    }
}

/// One self-contained page in HTML: no script, nothing that is fetched.
#[must_use]
pub fn html(report: &Report, edition: Edition) -> Vec<u8> {
    html::write(&page::of(View { report, edition })).into_bytes()
}

/// The same page in Markdown.
#[must_use]
pub fn markdown(report: &Report, edition: Edition) -> Vec<u8> {
    markdown::write(&page::of(View { report, edition })).into_bytes()
}
