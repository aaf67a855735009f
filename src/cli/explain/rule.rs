//! A rule explained: what must hold, why, how to mend it, and both sides of it.

use std::fmt::Write as _;

use super::{Part, example, heading, standard};
use crate::model::report::words as pick;
use crate::model::rule::{CheckFile, Need};
use crate::model::{Language, Tier};
use crate::policy::{self, Pack, Rule};

pub(super) fn explain(
    packs: &[Pack],
    pack: &Pack,
    rule: &Rule,
    conditions: bool,
    language: Language,
) -> Vec<Part> {
    let file = &rule.file;
    let mut text = format!("{} · {}\n", rule.id, file.title.get(language));
    // Writing to a string can't fail.
    let _ = writeln!(text, "\n{}", file.why.get(language));

    text.push_str(&heading("Level of a fail", "실패의 수준", language));
    for tier in Tier::ALL {
        let _ = writeln!(text, "  {:<8} {}", tier.name(), file.level.at(tier).name());
    }
    if let Some(minors) = file.level.minors {
        let at_least = pick("at least", "최소", language);
        let _ = writeln!(
            text,
            "  {} {at_least} {}",
            pick("minors  ", "미성년자", language),
            minors.name()
        );
    }
    if let Some(needs) = needs(&file.needs, language) {
        let _ = writeln!(text, "\n{needs}");
    }
    if !file.waivable {
        let note = pick(
            "A fail of this rule can't be waived.",
            "이 규칙의 실패는 면제할 수 없습니다.",
            language,
        );
        let _ = writeln!(text, "\n{note}");
    }

    text.push_str(&heading("Checks", "검사", language));
    for check in &file.checks {
        text.push_str(&words(check, language));
        if conditions {
            text.push_str(&clauses(check, language));
        }
    }
    let mut parts = vec![Part::Words(text)];
    parts.extend(example::both_sides(pack, rule, language));
    let mut text = String::new();
    if !file.references.is_empty() {
        text.push_str(&heading("Related to", "관련 조항", language));
        text.push_str(&standard::of_rule(packs, &file.references, language));
    }
    parts.push(Part::Words(text));
    parts
}

/// What a check says where it does not hold.
fn words(check: &CheckFile, language: Language) -> String {
    let [message, fix] =
        [&check.message, &check.fix].map(|text| policy::outline(text.get(language)));
    let label = pick("fix", "해결", language);
    format!("  {}: {message}\n    {label}: {fix}\n", check.id)
}

/// What a check holds against the facts.
fn clauses(check: &CheckFile, language: Language) -> String {
    let mut text = String::new();
    let clauses = [
        (pick("for each", "대상", language), check.each.as_deref()),
        (pick("when", "조건", language), check.when.as_deref()),
        (
            pick("must hold", "요구", language),
            Some(check.require.as_str()),
        ),
    ];
    for (name, clause) in clauses {
        let Some(clause) = clause else { continue };
        // A condition over several lines is one line here.
        let clause = clause.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "    {name}: {clause}");
    }
    text
}

fn needs(needs: &[Need], language: Language) -> Option<String> {
    let what: Vec<String> = needs
        .iter()
        .map(|need| match need {
            Need::Base => pick("the base of the change", "변경의 기준 리비전", language),
            Need::Context => pick(
                "who wrote and who approved the change",
                "변경의 작성자와 승인자",
                language,
            ),
        })
        .collect();
    let intro = pick("Judged only with:", "다음이 있을 때만 판정:", language);
    (!what.is_empty()).then(|| format!("{intro} {}", what.join(", ")))
}
