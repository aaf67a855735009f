//! `explain`: what a rule, a principle, a fact, an outcome or a tier means.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::bail;

use super::{PASS, inputs, output};
use crate::facts::catalogue;
use crate::model::rule::Example;
use crate::model::{Language, Outcome, Text, Tier};
use crate::policy::{Pack, Rule};

/// Say what something means, why it matters and how to fix it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ethics-gate explain youth/exposure-declared
  ethics-gate explain fairness
  ethics-gate explain declaration.system.kind
  ethics-gate explain open")]
pub(super) struct Arguments {
    /// A rule, a principle, a fact, an outcome or a tier
    name: String,
    /// A folder of rules that are known as well; repeatable
    #[arg(long, value_name = "PACK")]
    policy: Vec<PathBuf>,
    /// en or ko
    #[arg(long, value_parser = inputs::language)]
    lang: Option<Language>,
}

/// Print the explanation.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let packs = inputs::packs(&arguments.policy)?;
    let language = inputs::spoken(arguments.lang);
    let name = arguments.name.trim();
    let text = of_rule(name, &packs, language)
        .or_else(|| of_principle(name, &packs, language))
        .or_else(|| of_outcome(name, language))
        .or_else(|| of_tier(name, language))
        .or_else(|| of_fact(name));
    let Some(text) = text else {
        let facts = catalogue::all();
        let known = packs
            .iter()
            .flat_map(|pack| {
                let rules = pack.rules.iter().map(|rule| &*rule.id);
                rules.chain(pack.principles.keys().map(String::as_str))
            })
            .chain(OUTCOMES.iter().map(|(outcome, ..)| outcome.name()))
            .chain(facts.iter().map(|fact| &*fact.path));
        match inputs::did_you_mean(name, known) {
            Some(near) => bail!("nothing is called `{name}`; did you mean `{near}`?"),
            None => {
                bail!("nothing is called `{name}`; see `ethics-gate rules` and `ethics-gate facts`")
            }
        }
    };
    output::print(text)?;
    Ok(PASS)
}

fn heading(en: &str, ko: &str, language: Language) -> String {
    Text::new(en, ko).get(language).to_owned()
}

fn of_rule(name: &str, packs: &[Pack], language: Language) -> Option<String> {
    let (pack, rule) = packs.iter().find_map(|pack| {
        let known =
            |rule: &&Rule| rule.id == name || rule.file.aliases.iter().any(|old| old == name);
        Some((pack, pack.rules.iter().find(known)?))
    })?;
    let file = &rule.file;
    let mut text = format!("{}: {}\n", rule.id, file.title.get(language));
    let _ = writeln!(
        text,
        "\n{}\n  {}",
        heading("Why", "이유", language),
        file.why.get(language)
    );
    let levels = &file.level;
    let _ = writeln!(
        text,
        "\n{}\n  minimal {}, limited {}, high {}{}",
        heading("Level of a fail", "실패 수준", language),
        levels.minimal.name(),
        levels.limited.name(),
        levels.high.name(),
        levels.minors.map_or_else(String::new, |level| {
            format!(
                "; {} {}",
                heading(
                    "with minors in scope at least",
                    "미성년자가 대상이면 최소",
                    language
                ),
                level.name()
            )
        })
    );
    let _ = writeln!(
        text,
        "\n{}",
        heading("What must hold", "지켜야 할 것", language)
    );
    for check in &file.checks {
        let _ = writeln!(text, "  {}: {}", check.id, check.message.get(language));
        let _ = writeln!(
            text,
            "    {} {}",
            heading("fix:", "해결:", language),
            check.fix.get(language)
        );
    }
    if !file.waivable {
        let _ = writeln!(
            text,
            "\n{}",
            heading(
                "A fail of this rule can't be waived.",
                "이 규칙의 실패는 예외로 둘 수 없습니다.",
                language
            )
        );
    }
    let examples = Pack::builtin_examples_of(&rule.id).unwrap_or_else(|| file.examples.clone());
    for (en, ko, list) in [
        ("Bad", "나쁜 예", &examples.fail),
        ("Good", "좋은 예", &examples.pass),
    ] {
        if let Some(example) = list.first() {
            let _ = writeln!(text, "\n{}: {}", heading(en, ko, language), example.name);
            text.push_str(&of_example(example));
        }
    }
    if !file.references.is_empty() {
        let _ = writeln!(text, "\n{}", heading("Related to", "관련", language));
        for reference in &file.references {
            let (standard, place) = reference.split_once('/').unwrap_or((reference, ""));
            let title = pack
                .file
                .standards
                .get(standard)
                .map_or(standard, String::as_str);
            let _ = writeln!(text, "  {title} {place}");
        }
    }
    Some(text)
}

/// The files of an example, or what it changes in its skeleton.
fn of_example(example: &Example) -> String {
    let mut text = String::new();
    for (path, value) in &example.set {
        let _ = writeln!(text, "    ethics.yml  {path}: {value}");
    }
    for (path, content) in &example.files {
        match content {
            None => {
                let _ = writeln!(text, "    {path} is not there");
            }
            Some(content) => {
                let _ = writeln!(text, "    {path}");
                for line in content.lines() {
                    let _ = writeln!(text, "      {line}");
                }
            }
        }
    }
    text
}

fn of_principle(name: &str, packs: &[Pack], language: Language) -> Option<String> {
    let principle = packs.iter().find_map(|pack| pack.principles.get(name))?;
    let mut text = format!(
        "{}: {}\n\n  {}\n\n{}\n",
        name,
        principle.title.get(language),
        principle.commitment.get(language),
        heading("Rules", "규칙", language)
    );
    for rule in packs
        .iter()
        .flat_map(|pack| &pack.rules)
        .filter(|rule| rule.principle == name)
    {
        let _ = writeln!(text, "  {}  {}", rule.id, rule.file.title.get(language));
    }
    Some(text)
}

/// What each outcome means, in both languages.
const OUTCOMES: [(Outcome, &str, &str); 5] = [
    (
        Outcome::Pass,
        "The condition holds, shown from the repository. Silent.",
        "조건이 충족되었고 저장소에서 확인되었습니다. 보고하지 않습니다.",
    ),
    (
        Outcome::Fail,
        "The condition does not hold. The level is the rule's for the risk tier; where minors are in scope the higher one counts. An error blocks the merge.",
        "조건이 충족되지 않았습니다. 수준은 위험 등급에 따라 규칙이 정하며, 미성년자가 대상이면 더 높은 쪽을 따릅니다. error는 병합을 막습니다.",
    ),
    (
        Outcome::Open,
        "Not decided: insufficient (too few cases), not-demonstrated (the interval crosses the limit), unreadable, absent (not in the tree), or unverified (a pointer or a remote object). Silent at tier minimal, at most a warning at limited, the fail level at high.",
        "판단하지 못했습니다: insufficient(표본 부족), not-demonstrated(구간이 한계를 걸침), unreadable(읽을 수 없음), absent(저장소에 없음), unverified(포인터이거나 원격). minimal에서는 조용하고 limited에서는 최대 경고, high에서는 실패 수준입니다.",
    ),
    (
        Outcome::Review,
        "A person must decide; a waiver settles it. A warning, unless the check says otherwise.",
        "사람이 결정해야 하며 예외 기록으로 매듭짓습니다. 검사가 달리 정하지 않으면 경고입니다.",
    ),
    (
        Outcome::NotApplicable,
        "The rule does not concern this system; the report names the fact that says so. Silent.",
        "이 시스템에는 해당하지 않습니다. 그 근거가 된 사실을 보고서에 적습니다. 보고하지 않습니다.",
    ),
];

fn of_outcome(name: &str, language: Language) -> Option<String> {
    let (outcome, en, ko) = OUTCOMES
        .iter()
        .find(|(outcome, ..)| outcome.name() == name)?;
    Some(format!(
        "{}\n\n  {}\n",
        outcome.name(),
        heading(en, ko, language)
    ))
}

fn of_tier(name: &str, language: Language) -> Option<String> {
    let tier = Tier::ALL.into_iter().find(|tier| tier.name() == name)?;
    let (en, ko) = match tier {
        Tier::Minimal => (
            "Nobody outside the team is touched: research, prototypes, no decisions about people.",
            "팀 밖의 사람에게 영향이 없습니다: 연구, 시제품, 사람에 대한 판단 없음.",
        ),
        Tier::Limited => (
            "People outside the team use it or their data is in it: generative or recommending systems, social, biometric, emotion or profiling features, personal data in training, pilots and production.",
            "팀 밖의 사람이 쓰거나 그들의 데이터가 들어 있습니다: 생성형·추천 시스템, 소셜·생체·감정·프로파일링 기능, 학습의 개인정보, 파일럿과 운영.",
        ),
        Tier::High => (
            "It decides about people in a domain that matters to their lives, or it is a safety component.",
            "삶에 중요한 영역에서 사람을 판단하거나 안전 부품입니다.",
        ),
    };
    Some(format!(
        "{}\n\n  {}\n",
        tier.name(),
        heading(en, ko, language)
    ))
}

fn of_fact(name: &str) -> Option<String> {
    let facts = catalogue::all();
    let below = format!("{name}.");
    let listed = format!("{name}[]");
    let mut text = String::new();
    for fact in &facts {
        let path: &str = &fact.path;
        if path == name || path.starts_with(&below) || path.starts_with(&listed) {
            let _ = writeln!(text, "{path}\n    {}; from {}", fact.doc, fact.source);
        }
    }
    (!text.is_empty()).then_some(text)
}
