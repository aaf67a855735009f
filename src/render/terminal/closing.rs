//! The last lines: the verdict, the counts, what was judged and what was not.

use super::{BOLD, GREEN, Page, RED, columns};
use crate::model::Language;
use crate::model::report::Verdict;
use crate::render::wording::{self, Counts, pick};
use crate::render::{arrange, neutral};

/// Names that are given for one reason for not checking.
const NAMES: usize = 4;
/// Columns from which on texts stand beside their labels.
const BESIDE: usize = 60;
/// Reasons for not checking that are given.
const REASONS: usize = 12;

impl Page<'_> {
    pub(super) fn closing(&mut self) {
        let paint = match self.report.verdict {
            Verdict::Pass => GREEN,
            Verdict::Fail => RED,
        };
        for line in columns::wrap(&wording::verdict(self.report), self.width, self.width) {
            let line = self.paint(paint, &line);
            self.line(&line);
        }

        let language = self.language;
        let mut rows = Vec::new();
        let counts = Counts::of(arrange::findings(self.report)).sentence(language);
        if !counts.is_empty() {
            rows.push((pick(language, "findings", "발견"), counts));
        }
        for system in &self.report.systems {
            let mut tier = wording::tier(language, system);
            if self.report.systems.len() > 1 {
                tier = format!("{}: {tier}", system.id);
            }
            rows.push((pick(language, "tier", "위험 등급"), tier));
        }
        for system in &self.report.systems {
            if let Some(mut step) = wording::step(language, system, str::to_owned) {
                if self.report.systems.len() > 1 {
                    step = format!("{}: {step}", system.id);
                }
                rows.push((pick(language, "changed", "등급 변경"), step));
            }
        }
        rows.push((
            pick(language, "read", "읽은 것"),
            wording::read(self.report),
        ));
        rows.push((
            pick(language, "judged", "판단한 것"),
            wording::judged(self.report),
        ));
        if let Some(compared) = wording::compared(self.report) {
            rows.push((pick(language, "compared", "비교한 것"), compared));
        }
        for omission in self.omissions() {
            rows.push((pick(language, "not checked", "확인 못 한 것"), omission));
        }
        for step in wording::next(self.report) {
            rows.push((pick(language, "next", "다음"), step));
        }
        self.rows(&rows);
    }

    /// What was not checked, a line a reason, bounded.
    fn omissions(&self) -> Vec<String> {
        let language = self.language;
        let omissions = arrange::not_checked(self.report);
        if omissions.is_empty() {
            return vec![pick(language, "nothing was passed over", "없음").to_owned()];
        }
        let mut lines: Vec<_> = omissions
            .iter()
            .take(REASONS)
            .map(|omission| omission.sentence(language, NAMES, str::to_owned, str::to_owned))
            .collect();
        let hidden = omissions.len().saturating_sub(REASONS);
        if hidden > 0 {
            lines.push(match language {
                Language::En => format!("{hidden} more reasons; --report json lists all"),
                Language::Ko => format!("그 밖의 사유 {hidden}가지. --report json에 모두 있습니다"),
            });
        } else if omissions.iter().any(|omission| omission.what.len() > NAMES) {
            let all = pick(
                language,
                "--report json lists all",
                "--report json에 모두 있습니다",
            );
            lines.push(all.to_owned());
        }
        lines
    }

    /// Labels in a column, the same label once, and their texts beside them;
    /// below them where two columns have no room.
    fn rows(&mut self, rows: &[(&str, String)]) {
        let wide = rows.iter().map(|(label, _)| columns::of(label)).max();
        let wide = match self.width < BESIDE {
            true => 0,
            false => wide.unwrap_or(0),
        };
        let room = self.width.saturating_sub(wide + 4);
        let mut before = "";
        for (label, text) in rows {
            let mut shown = if *label == before { "" } else { label };
            before = label;
            if wide == 0 && !shown.is_empty() {
                let label = self.paint(BOLD, shown);
                self.line(&format!("  {label}"));
                shown = "";
            }
            for line in columns::wrap_ids(&neutral::line(text), room) {
                let padded = columns::pad(shown, wide);
                let padded = self.paint(BOLD, &padded);
                self.line(&format!("  {padded}  {line}"));
                shown = "";
            }
        }
    }
}
