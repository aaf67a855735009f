//! What a tree says of itself: how many files were read, and what was passed
//! over and why.

use super::links::Lead;
use super::{Blob, Target, Tracking, Tree};
use crate::model::Text;
use crate::source::Ledger;
use crate::source::ledger::{self, Why};

impl Tree {
    /// What discovery passed over, with the reason.
    #[must_use]
    pub fn passed_over(&self) -> Vec<(String, Text)> {
        self.passed_over_where(|_| true)
    }

    /// What belongs to the tree, or may where nobody knows what git tracks, and
    /// could not be read: files and folders that the system refused, and names
    /// that are no UTF-8.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        self.passed_over.iter().filter_map(|(path, why)| match why {
            Why::Name(Tracking::Untracked) | Why::Denied(_, Tracking::Untracked) => None,
            Why::Name(_) | Why::Denied(..) => Some(&**path),
            _ => None,
        })
    }

    /// What discovery passed over, of the paths that somebody asks about.
    fn passed_over_where(&self, asked: impl Fn(&str) -> bool) -> Vec<(String, Text)> {
        let mut passed_over: Vec<_> = self
            .passed_over
            .iter()
            .filter_map(|(path, why)| why.of(path, &asked))
            .map(|(path, why)| (path, why.text()))
            .collect();
        passed_over.sort_by(|one, other| (&one.0, &one.1.en).cmp(&(&other.0, &other.1.en)));
        passed_over
    }

    /// The account of what was read so far and what was passed over, among the
    /// paths that somebody asks about; what could not be read is told wherever
    /// it lies.
    #[must_use]
    pub fn ledger(&self, asked: impl Fn(&str) -> bool) -> Ledger {
        let mut ledger = Ledger {
            read: 0,
            passed_over: self.passed_over_where(&asked),
        };
        for (entry, blob) in self.found.entries.iter().zip(&self.blobs) {
            let reason = match blob.get().map(AsRef::as_ref) {
                None | Some(Blob::Missing) => continue,
                Some(Blob::Text(_)) => {
                    ledger.read += usize::from(asked(&entry.path));
                    continue;
                }
                Some(Blob::Pointer(..)) => ledger::pointer(),
                Some(Blob::Unreadable(problem)) => problem.detail.clone(),
            };
            ledger.passed_over.push((entry.path.to_string(), reason));
        }
        ledger.passed_over.sort_by(|one, other| one.0.cmp(&other.0));
        ledger
    }

    /// Why each link is no file of its own.
    pub(super) fn link_reasons(&self) -> Vec<(String, Why)> {
        let reason = |path| match self.target(path) {
            Target::File(at) => Why::Link(self.found.entries[at].path.to_string()),
            Target::Folder => match self.found.links.follow(path) {
                Lead::To(folder) => Why::Link(format!("{folder}/")),
                _ => Why::LinkBroken,
            },
            Target::NotAFile => Why::NotAFile,
            Target::Outside | Target::LinkOutside => Why::LinkOutside,
            Target::Nothing(target) if self.store.lies(&target) => Why::LinkPassedOver(target),
            Target::Nothing(_) | Target::LinkBroken => Why::LinkBroken,
        };
        self.found
            .links
            .iter()
            .map(|path| (path.to_owned(), reason(path)))
            .collect()
    }
}
