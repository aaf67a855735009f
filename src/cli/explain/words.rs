//! The gate's own words: outcomes, reasons of an open, levels, tiers.

use crate::model::{Language, Text};

/// Name, then its meaning in English and in Korean.
const WORDS: [(&str, &str, &str); 17] = [
    (
        "pass",
        "The condition holds, and the repository itself shows it. A pass is silent; --include-passes lists it.",
        "조건이 성립하며, 저장소의 내용이 이를 보여 줍니다. 통과는 표시하지 않으며 --include-passes로 볼 수 있습니다.",
    ),
    (
        "fail",
        "The condition does not hold. How much that matters is the rule's level for the system's tier: only an error blocks the merge.",
        "조건이 성립하지 않습니다. 그 무게는 시스템의 위험 등급에 따른 규칙의 수준이 정하며, 오류만 병합을 막습니다.",
    ),
    (
        "open",
        "Not decided, for a reason: insufficient, not-demonstrated, unreadable, absent or unverified. An open is never a pass. At tier minimal it is only counted, at limited it is at most a warning, at high it weighs as much as a fail, unless the check says otherwise.",
        "판단하지 못했으며 이유가 붙습니다: insufficient, not-demonstrated, unreadable, absent, unverified. 미결은 결코 통과가 아닙니다. 따로 정하지 않은 검사라면 minimal 등급에서는 세기만 하고, limited에서는 최대 경고, high에서는 실패와 같은 무게입니다.",
    ),
    (
        "review",
        "A person must decide. It is a warning unless the check says otherwise, and a waiver with a reason settles it.",
        "사람이 판단해야 합니다. 따로 정하지 않은 검사라면 경고이며, 사유를 적은 면제로 매듭짓습니다.",
    ),
    (
        "not-applicable",
        "The rule does not concern this system, and the report names the fact that says so.",
        "이 시스템과 관련이 없는 규칙이며, 보고서가 그 근거가 된 사실을 밝힙니다.",
    ),
    (
        "insufficient",
        "A reason of an open: the sample or a denominator is too small to tell. Collect more, or say in the declaration why that can't be.",
        "미결의 이유: 표본이나 분모가 너무 작아 판단할 수 없습니다. 더 모으거나, 그럴 수 없는 까닭을 선언에 적으십시오.",
    ),
    (
        "not-demonstrated",
        "A reason of an open: the confidence interval crosses the limit, so neither side is shown. A larger sample decides it.",
        "미결의 이유: 신뢰구간이 한도에 걸쳐 있어 어느 쪽도 입증되지 않았습니다. 표본이 커지면 판가름 납니다.",
    ),
    (
        "unreadable",
        "A reason of an open: what would decide it is there and can't be read, such as a file that is no valid YAML.",
        "미결의 이유: 판단할 자료가 있으나 읽을 수 없습니다. 예를 들어 올바른 YAML이 아닌 파일입니다.",
    ),
    (
        "absent",
        "A reason of an open: what would decide it is not in the repository.",
        "미결의 이유: 판단할 자료가 저장소에 없습니다.",
    ),
    (
        "unverified",
        "A reason of an open: only a pointer (Git LFS, DVC) or an address is here, not the object itself.",
        "미결의 이유: 실물 없이 포인터(Git LFS, DVC)나 주소만 있어 확인할 수 없습니다.",
    ),
    (
        "error",
        "The level that blocks the merge: one error makes the verdict fail and the exit code 1.",
        "병합을 막는 수준입니다. 오류가 하나라도 있으면 판정은 fail, 종료 코드는 1입니다.",
    ),
    (
        "warning",
        "A level: it is shown on the line and does not block. `--fail-on warning` makes the exit code 1 all the same.",
        "해당 줄에 표시되지만 병합을 막지는 않는 수준입니다. `--fail-on warning`을 쓰면 종료 코드가 1이 됩니다.",
    ),
    (
        "note",
        "A level: it stands in the summary.",
        "요약에만 남는 수준입니다.",
    ),
    (
        "off",
        "A level: the rule says nothing for systems of this tier.",
        "이 등급의 시스템에는 규칙이 아무 말도 하지 않는 수준입니다.",
    ),
    (
        "minimal",
        "The lowest risk tier: little can go wrong for people. `risk.tier` declares it; facts such as the domain, the audience or decisions about people set a floor below which it can't be declared.",
        "가장 낮은 위험 등급: 사람에게 잘못될 일이 거의 없습니다. `risk.tier`로 선언하며, 분야, 이용자, 사람에 대한 결정 같은 사실이 그보다 낮게 선언할 수 없는 하한을 정합니다.",
    ),
    (
        "limited",
        "The middle risk tier: people outside the team are touched. Most rules warn here, and ask for more to be declared than at minimal.",
        "중간 위험 등급: 팀 밖의 사람에게 영향을 줍니다. 대부분의 규칙이 여기서 경고하며, minimal보다 많은 선언을 요구합니다.",
    ),
    (
        "high",
        "The highest risk tier: people are judged by the system, or harmed when it errs. Most rules block here, and what is left open counts as much as a fail.",
        "가장 높은 위험 등급: 시스템이 사람을 판단하거나, 잘못하면 사람이 해를 입습니다. 대부분의 규칙이 병합을 막으며, 미결도 실패와 같은 무게입니다.",
    ),
];

/// The explanation of one of the gate's own words.
pub(super) fn of(name: &str, language: Language) -> Option<String> {
    let (name, en, ko) = WORDS.iter().find(|(word, ..)| *word == name)?;
    let meaning = Text::new(*en, *ko);
    Some(format!("{name}\n\n{}\n", meaning.get(language)))
}

/// All of them.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(word, ..)| *word)
}
