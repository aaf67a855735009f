//! The ground that a run stands on: the tree as it is, or, where somebody
//! names a folder that a declaration above it excludes, that folder as a
//! repository of its own. Examples, fixtures and vendored projects are such:
//! the repository around them says that they are no part of its systems, and
//! so its owners and pipelines don't speak for them.

use super::case::Given;
use super::{GateError, Judgement, judge_all, system};
use crate::facts::derived::lock::subjects::Subject;
use crate::policy::Pack;
use crate::source::Tree;

/// What is judged, and where in the repository it lies.
pub(super) struct Ground<'a> {
    head: &'a Tree,
    /// The folder's own tree, and its path.
    apart: Option<(Tree, &'a str)>,
}

impl<'a> Ground<'a> {
    pub(super) fn of(head: &'a Tree) -> Self {
        let focus = head.focus();
        let apart = system::is_set_apart(head).then(|| head.below(focus));
        Self {
            head,
            apart: apart.flatten().map(|tree| (tree, focus)),
        }
    }

    pub(super) fn tree(&self) -> &Tree {
        self.apart.as_ref().map_or(self.head, |(tree, _)| tree)
    }

    /// A path of the ground as a path of the repository.
    pub(super) fn whole(&self, path: &str) -> String {
        match (&self.apart, path) {
            (None, path) => path.to_owned(),
            (Some((_, folder)), ".") => (*folder).to_owned(),
            (Some((_, folder)), path) => format!("{folder}/{path}"),
        }
    }

    /// Judge it, and put every path of the report below the repository's root.
    pub(super) fn judge(
        &self,
        base: Option<&Tree>,
        packs: &[Pack],
        given: Given,
    ) -> Result<Judgement, GateError> {
        let Some((tree, folder)) = &self.apart else {
            return judge_all(self.head, base, packs, given);
        };
        let was = base.map(|base| {
            let below = base.below(folder);
            below.unwrap_or_else(|| Tree::memory([]).as_base())
        });
        let mut judged = judge_all(tree, was.as_ref(), packs, given)?;
        self.whole_subjects(&mut judged.subjects.files);
        let report = &mut judged.report;
        let whole = |path: &mut String| *path = self.whole(path);
        for system in &mut report.systems {
            whole(&mut system.path);
            let verified = system.verified.iter_mut();
            let rules = verified.flat_map(|found| &mut found.rules);
            rules.flat_map(|rule| &mut rule.files).for_each(whole);
        }
        let not_checked = report.not_checked.iter_mut();
        not_checked
            .filter_map(|it| it.path.as_mut())
            .for_each(whole);
        for finding in &mut report.findings {
            whole(&mut finding.path);
            finding
                .related
                .iter_mut()
                .for_each(|it| whole(&mut it.path));
            finding.edits.iter_mut().for_each(|it| whole(&mut it.path));
        }
        Ok(judged)
    }

    /// The same for the files that a verdict rests on.
    pub(super) fn whole_subjects(&self, files: &mut [Subject]) {
        for file in files.iter_mut().filter(|file| !file.is_remote()) {
            file.name = self.whole(&file.name);
        }
    }
}
