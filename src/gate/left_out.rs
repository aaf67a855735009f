//! What a run did not judge, and why: said in every report, since what nobody
//! looked at is no pass.

use std::collections::HashMap;

use super::bench::Bench;
use super::judge::Judged;
use crate::model::report::NotChecked;
use crate::model::rule::Need;
use crate::model::{Level, Outcome, Place, Settings, Text};
use crate::policy::Rule;

impl Judged {
    /// A run of some rules is no verdict on the others.
    pub(super) fn leave_unselected(&mut self, all: usize, settings: &Settings) {
        let left_out = all - all.min(settings.only.len());
        if !settings.only.is_empty() && left_out > 0 {
            let reason = Text::new(
                format!("{left_out} rules that were not selected"),
                format!("선택하지 않은 규칙 {left_out}개"),
            );
            self.not_checked.push(NotChecked {
                path: None,
                rule: None,
                reason: reason.get(settings.language).to_owned(),
            });
        }
    }

    /// What a pack asked on the base is not known where it can't be used there,
    /// so whether the change asks less is not known either.
    pub(super) fn leave_unusable(&mut self, bench: Bench) {
        for pack in bench.unusable {
            let reason = Text::new(
                format!("what the pack `{pack}` asked on the base, where it can't be used"),
                format!("기준 브랜치의 팩 `{pack}`이(가) 요구하던 것: 그곳에서 쓸 수 없는 팩임"),
            );
            self.not_checked.push(NotChecked {
                path: Some(self.path.clone()),
                rule: None,
                reason: reason.get(bench.settings.language).to_owned(),
            });
        }
    }

    /// A run that takes no exception says so.
    pub(super) fn leave_waivers_out(&mut self, settings: &Settings) {
        if settings.no_waivers {
            let reason = Text::new(
                "its waivers and its baseline, which --no-waivers leaves out",
                "--no-waivers 때문에 적용하지 않은 예외와 기준선",
            );
            self.not_checked.push(NotChecked {
                path: Some(self.path.clone()),
                rule: None,
                reason: reason.get(settings.language).to_owned(),
            });
        }
    }

    /// What can't be decided because a value can't be read, where a finding
    /// that weighs as much fails on that very line: said once, and listed as
    /// not checked. It stays open in the counts, and the other one decides. A
    /// finding that is folded fails on the line of each of its places.
    pub(super) fn leave_what_follows(&mut self, settings: &Settings) {
        let line = |place: &Place| (place.path().to_owned(), place.start().line);
        let mut causes: HashMap<_, (Level, String)> = HashMap::new();
        for finding in &self.findings {
            // What is excepted decides nothing for what rests on it.
            if finding.outcome == Outcome::Fail && finding.suppression.is_none() {
                let again = finding.related.iter().filter(|related| related.again);
                let places = again.map(|related| &related.place);
                for place in places.chain([&finding.place]) {
                    let cause = (finding.level, finding.rule.clone());
                    let known = causes.entry(line(place)).or_default();
                    if known.0 < cause.0 {
                        *known = cause;
                    }
                }
            }
        }
        let mut follows = Vec::new();
        self.findings.retain(|finding| {
            let at = finding.rests_on.as_ref().map(line);
            let cause = at.and_then(|at| Some((causes.get(&at)?, at)));
            let Some(((level, rule), (path, _))) = cause else {
                return true;
            };
            if *level < finding.level || *rule == finding.rule {
                return true;
            }
            let reason = Text::new(
                format!("rests on lines of {path} on which {rule} fails"),
                format!("{path}에서 {rule} 규칙이 실패한 줄에 달려 있음"),
            );
            follows.push(NotChecked {
                path: None,
                rule: Some(format!("{}#{}", finding.rule, finding.check)),
                reason: reason.get(settings.language).to_owned(),
            });
            false
        });
        self.not_checked.extend(follows);
    }

    pub(super) fn leave_out(&mut self, rule: &Rule, check: Option<&str>, reason: &str) {
        let name = check.map_or_else(|| rule.id.clone(), |check| format!("{}#{check}", rule.id));
        self.not_checked.push(NotChecked {
            path: None,
            rule: Some(name),
            reason: reason.to_owned(),
        });
    }
}

pub(super) fn unreadable() -> Text {
    Text::new(
        "the declaration is missing or can't be read",
        "선언이 없거나 읽을 수 없음",
    )
}

pub(super) fn needed(need: Need) -> Text {
    match need {
        Need::Base => Text::new(
            "needs the base that the change is held against",
            "변경을 비교할 기준 브랜치가 필요함",
        ),
        Need::Context => Text::new(
            "needs to know who wrote and approved the change",
            "누가 작성하고 승인했는지 알아야 함",
        ),
    }
}
