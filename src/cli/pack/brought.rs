//! What a pack that was added finds, which nothing found before.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::{environment, output, packs, root};
use crate::gate;
use crate::model::{Level, Text, text};

/// Every finding of a repository by its fingerprint, and those of them that
/// block unless they are waived.
pub(super) struct Findings {
    all: BTreeSet<String>,
    errors: BTreeSet<String>,
}

/// What is found now; `None` where the gate can't judge.
pub(super) fn found(repo: &Path) -> Option<Findings> {
    let head = root::repository(repo).ok()?;
    let packs = packs::all(&[]).ok()?;
    let systems = gate::seen(&head, None, &packs, environment::today()).ok()?;
    let seen = systems.iter().flat_map(|system| &system.seen);
    let shown: Vec<_> = seen.filter(|seen| seen.level > Level::Off).collect();
    let of = |least: Level| {
        let seen = shown.iter().filter(|seen| seen.level >= least);
        seen.map(|seen| seen.fingerprint.clone()).collect()
    };
    Some(Findings {
        all: of(Level::Note),
        errors: of(Level::Error),
    })
}

/// What is new since then, with how to see it.
pub(super) fn told(before: Option<Findings>, repo: &Path) -> Text {
    let Some((before, now)) = before.zip(found(repo)) else {
        return text!(
            "`ethics-gate check` shows what it finds here",
            "여기서 무엇을 찾는지는 `ethics-gate check`로 볼 수 있습니다"
        );
    };
    // What became an error by a level that the pack raises is new as such.
    let errors = now.errors.difference(&before.errors).count();
    let new: BTreeSet<&String> = now
        .all
        .difference(&before.all)
        .chain(now.errors.difference(&before.errors))
        .collect();
    let count = output::count(new.len(), "new finding");
    let number = new.len();
    match (number, errors) {
        (0, _) => text!(
            "it finds nothing new here",
            "여기서 새로 찾은 것은 없습니다"
        ),
        (1, 1) => text!(
            "it brings {count}, which blocks: `ethics-gate check` shows it, `ethics-gate baseline` makes it a note for a while",
            "새로 찾은 것 {number}건이 병합을 막습니다. `ethics-gate check`로 볼 수 있고, `ethics-gate baseline`으로 한동안 참고로 둘 수 있습니다"
        ),
        (_, 0) => text!(
            "it brings {count}, none of which blocks: `ethics-gate check` shows all of them",
            "새로 찾은 것 {number}건, 병합을 막는 것은 없습니다. `ethics-gate check`로 볼 수 있습니다"
        ),
        _ => text!(
            "it brings {count}, {errors} of which block: `ethics-gate check` shows all of them, `ethics-gate baseline` makes them notes for a while",
            "새로 찾은 것 {number}건, 그중 {errors}건이 병합을 막습니다. `ethics-gate check`로 볼 수 있고, `ethics-gate baseline`으로 한동안 참고로 둘 수 있습니다"
        ),
    }
}
