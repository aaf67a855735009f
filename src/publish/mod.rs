//! Finished reports on the platforms where people look: the only network.
//!
//! ```text
//!  report ──▶ what ought to stand there ──▶ what is missing, stale or mended ──▶ requests
//!             (pure)                        (pure: held against what is listed)
//! ```
//!
//! Posting never decides. Whatever happens here, the verdict and the exit code
//! are what they were; what could not be posted is said, and nothing is lost,
//! since the caller then shows the findings without the network.
//!
//! Posting twice is posting once: own posts are found by a hidden marker and
//! the account that wrote them, and a write of which it is not known whether it
//! was done is tried again only after another look.
//!
//! A report that comes from a file is somebody's word. It never becomes more
//! than a neutral mark, it offers no change to commit, and it touches nothing
//! that a judged report has posted.

mod diff;
pub mod github;
pub mod gitlab;
mod marker;
mod network;
mod plan;
mod quick;
mod raw;
mod suggestion;
mod told;
mod trouble;
mod wire;

pub use network::{Network, Patience};
pub use told::{Told, Unknown};
pub use trouble::Trouble;

use self::marker::Marker;
use self::wire::Wire;
use crate::model::Language;
use crate::model::report::Report;
use crate::model::{Text, text};
use crate::render;

/// Who vouches for a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This very run judged, and posts what it found.
    Judged,
    /// A file that anybody may have written.
    File,
}

impl Origin {
    /// The word in markers.
    fn name(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::File => "file",
        }
    }
}

/// Whose Markdown a comment is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    GitHub,
    GitLab,
}

/// One thing that is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// A check run with annotations.
    Check,
    /// Comments on lines.
    Comments,
    /// The one comment with the whole report.
    Summary,
}

impl Surface {
    /// The word for people.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Check => Text::new("the check run", "체크 실행"),
            Self::Comments => Text::new("comments on lines", "줄 댓글"),
            Self::Summary => Text::new("the summary comment", "요약 댓글"),
        }
    }
}

/// What came of posting.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// Where something stands now as the report has it, and what was done for it.
    pub done: Vec<(Surface, Text)>,
    /// What was not posted on purpose, and why.
    pub passed_over: Vec<(Surface, Text)>,
    /// What could not be posted.
    pub failed: Vec<(Surface, Trouble)>,
}

impl Posted {
    /// Whether every finding can be read on the platform: in a check run or a
    /// summary that is whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let has = |wanted| self.done.iter().any(|(surface, _)| *surface == wanted);
        has(Surface::Check) || has(Surface::Summary)
    }

    fn take(&mut self, surface: Surface, result: Result<Text, Trouble>) {
        match result {
            Ok(done) => self.done.push((surface, done)),
            Err(trouble) => self.failed.push((surface, trouble)),
        }
    }

    /// The same of a summary, of which there may be nothing to say.
    fn take_summary(&mut self, result: Result<Option<Text>, Trouble>) {
        let surface = Surface::Summary;
        match result.transpose() {
            Some(result) => self.take(surface, result),
            None => self.passed_over.push((
                surface,
                text!("there is nothing to say", "알릴 것이 없습니다"),
            )),
        }
    }

    /// The change has moved on; its newest commit has a run of its own.
    fn pass_over(&mut self, why: &Text) {
        for surface in [Surface::Comments, Surface::Summary] {
            self.passed_over.push((surface, why.clone()));
        }
    }
}

/// What all surfaces of a platform are made from.
struct Job<'a, T> {
    report: &'a Report,
    origin: Origin,
    target: &'a T,
    wire: Wire,
}

impl<T> Job<'_, T> {
    /// Looks and writes, and where that fails in a way that another look may
    /// mend, once more.
    fn tried<D>(
        &mut self,
        mut post: impl FnMut(&mut Self) -> Result<D, Trouble>,
    ) -> Result<D, Trouble> {
        let mut tries = 1;
        loop {
            match post(self) {
                Err(trouble) if tries < trouble.tries() => {
                    // Without the patience to wait, the trouble itself is what matters.
                    self.wire.step(tries).map_err(|_| trouble)?;
                    tries += 1;
                }
                other => return other,
            }
        }
    }

    /// What every summary begins with.
    fn summary(&self, most: usize) -> String {
        let mut body = Marker::Summary.line(self.origin);
        if self.origin == Origin::File {
            body.push_str(hearsay(self.report.lang));
        }
        body.push_str(&render::page(self.report, most));
        body
    }
}

/// What is said above every report that a file brought.
fn hearsay(language: Language) -> &'static str {
    match language {
        Language::En => {
            "> This report was made elsewhere and only posted here. It is not a verdict of this run.\n\n"
        }
        Language::Ko => {
            "> 이 보고서는 다른 곳에서 만든 것을 여기에 올린 것입니다. 이 실행의 판정이 아닙니다.\n\n"
        }
    }
}

/// A part of an address: everything but letters, digits and `-_.` as its bytes.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A path of a repository as a platform knows it: relative, with forward
/// slashes, inside of the root. `None` for any other, which no post hangs on.
fn path(named: &str) -> Option<String> {
    let mut path = named;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    let longest = 1_000;
    let odd = |char: char| char.is_control() || char == '\\';
    let segments = || path.split('/');
    let inside = segments().all(|segment| !matches!(segment, "" | "." | ".."));
    (inside && path.len() <= longest && !path.contains(odd)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{encoded, path};

    #[test]
    fn what_stands_in_an_address_is_plain() {
        assert_eq!(encoded("me:fix #1&a=b/c"), "me%3Afix%20%231%26a%3Db%2Fc");
    }

    #[test]
    fn a_path_stays_inside_of_the_repository() {
        assert_eq!(path("./a/b c.yml").as_deref(), Some("a/b c.yml"));
        assert_eq!(path("윤리.yml").as_deref(), Some("윤리.yml"));
        for odd in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            "C:\\x",
            "a\nb",
            ".",
        ] {
            assert_eq!(path(odd), None, "{odd}");
        }
        assert_eq!(path(&"a".repeat(1_001)), None);
    }
}
