//! `explain`: what a name means, why it matters, and what to do.

mod example;
mod rule;
mod standard;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::environment::Environment;
use super::{Refusal, output, packs};
use crate::facts::{catalogue, words as meanings};
use crate::model::report::words as pick;
use crate::model::{Fact, Language, Text, text};
use crate::policy::Pack;
use crate::render;

/// Say what a rule, a principle, a law, a fact, an outcome or a tier means
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate explain gate/declaration-present
  ethics-gate explain privacy
  ethics-gate explain system.purpose
  ethics-gate explain eu-ai-act/10
  ethics-gate explain open
  ethics-gate explain high --lang ko")]
pub(super) struct Explain {
    /// A rule, a principle, a law or standard or a place in it, a fact, a key of
    /// ethics.yml, an outcome or a tier
    #[arg(value_name = "NAME")]
    name: String,

    /// Know the rules of this folder as well; may be repeated
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// Show the conditions that a rule holds against the facts
    #[arg(long)]
    conditions: bool,
}

impl Explain {
    pub(super) fn run(
        &self,
        language: Language,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
        let packs = packs::all_with_examples(&self.policy)?;
        let parts = explained(&self.name, &packs, self.conditions, language)
            .ok_or_else(|| self.unknown(&packs, &catalogue::all()))?;
        let width = environment.style.width;
        let text: String = parts.iter().map(|part| part.shown(width)).collect();
        output::print(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }

    fn unknown(&self, packs: &[Pack], facts: &[Fact]) -> Refusal {
        let rules = packs::rules(packs).map(|rule| rule.id.as_str());
        let principles = packs.iter().flat_map(|pack| pack.principles.keys());
        let standards = packs.iter().flat_map(|pack| pack.crosswalk.keys());
        let named = principles.chain(standards).map(String::as_str);
        let mut names: Vec<&str> = rules.chain(named).collect();
        for word in words::names() {
            names.push(word);
        }
        names.extend(facts.iter().map(|fact| &*fact.path));
        Refusal::unknown(
            &Text::new(
                "rule, principle, law, fact, outcome or tier",
                "규칙·원칙·법령·사실·결과·등급 이름",
            ),
            &self.name,
            names,
            &text!(
                "`ethics-gate rules` and `ethics-gate facts` list what there is",
                "목록은 `ethics-gate rules`와 `ethics-gate facts`로 볼 수 있습니다"
            ),
        )
    }
}

/// What a name means; `None` where nothing has it.
pub(super) fn text(name: &str, packs: &[Pack], language: Language) -> Option<String> {
    let parts = explained(name, packs, false, language)?;
    Some(parts.into_iter().map(Part::into_text).collect())
}

/// A part of an explanation.
enum Part {
    /// Words, which may be broken into lines.
    Words(String),
    /// A file, whose lines stay what they are.
    Source(String),
}

impl Part {
    fn shown(&self, width: usize) -> String {
        match self {
            Self::Words(text) => render::wrapped(text, width),
            Self::Source(text) => text.clone(),
        }
    }

    fn into_text(self) -> String {
        match self {
            Self::Words(text) | Self::Source(text) => text,
        }
    }
}

fn explained(
    name: &str,
    packs: &[Pack],
    conditions: bool,
    language: Language,
) -> Option<Vec<Part>> {
    let of_words = || {
        principle(name, packs, language)
            .or_else(|| standard::explain(packs, name, language))
            .or_else(|| words::of(name, language))
            .or_else(|| fact(name, &catalogue::all(), packs, language))
            // A key as it stands in `ethics.yml`, and as a finding names it.
            .or_else(|| {
                let key = format!("declaration.{name}");
                fact(&key, &catalogue::all(), packs, language)
            })
    };
    rule(name, packs, conditions, language).or_else(|| Some(vec![Part::Words(of_words()?)]))
}

fn rule(name: &str, packs: &[Pack], conditions: bool, language: Language) -> Option<Vec<Part>> {
    packs.iter().find_map(|pack| {
        let is_meant = |id: &str| id == name;
        let rule = pack.rules.iter().find(|rule| {
            is_meant(&rule.id) || rule.file.aliases.iter().any(|alias| is_meant(alias))
        })?;
        Some(rule::explain(packs, pack, rule, conditions, language))
    })
}

fn principle(name: &str, packs: &[Pack], language: Language) -> Option<String> {
    let file = packs.iter().find_map(|pack| pack.principles.get(name))?;
    let mut text = format!(
        "{} · {}\n\n{}\n",
        name,
        file.title.get(language),
        file.commitment.get(language)
    );
    let rules: Vec<String> = packs::rules(packs)
        .filter(|rule| rule.principle == name)
        .map(|rule| format!("  {}: {}\n", rule.id, rule.file.title.get(language)))
        .collect();
    if !rules.is_empty() {
        text.push_str(&heading("Rules", "규칙", language));
        text.push_str(&rules.concat());
    }
    Some(text)
}

/// A fact by its path; indexes and keys of the author's choice may stand in it.
fn fact(name: &str, facts: &[Fact], packs: &[Pack], language: Language) -> Option<String> {
    let fact = facts.iter().find(|fact| is_path_of(name, fact))?;
    let mut text = format!("{}\n\n{}\n", fact.path, meanings::about(fact, language));
    let kind = pick("Type", "형식", language);
    let source = pick("Read from", "출처", language);
    text.push_str(&format!("\n{kind}: {}\n", meanings::kind(fact, language)));
    text.push_str(&format!("{source}: {}\n", meanings::source(fact, language)));
    if fact.sensitive {
        let note = pick(
            "Never shown: it may hold what nobody outside may read.",
            "외부에 보이면 안 되는 값이 들어 있을 수 있어 표시하지 않습니다.",
            language,
        );
        text.push_str(&format!("{note}\n"));
    }
    let rules: Vec<String> = packs::rules(packs)
        .filter(|rule| rule.file.checks.iter().any(|check| reads(check, fact)))
        .map(|rule| format!("  {}: {}\n", rule.id, rule.file.title.get(language)))
        .collect();
    if !rules.is_empty() {
        text.push_str(&heading(
            "Rules that name it",
            "이 사실을 읽는 규칙",
            language,
        ));
        text.push_str(&rules.concat());
    }
    Some(text)
}

/// A heading in the middle of an explanation.
fn heading(en: &str, ko: &str, language: Language) -> String {
    format!("\n{}\n", pick(en, ko, language))
}

/// Whether a path as it stands in a report is that of a catalogued fact.
fn is_path_of(path: &str, fact: &Fact) -> bool {
    let given: Vec<&str> = path.split('.').collect();
    let known: Vec<&str> = fact.path.split('.').collect();
    given.len() == known.len()
        && given.iter().zip(&known).all(|(given, known)| {
            let name = |segment: &str| segment.split('[').next().unwrap_or("").to_owned();
            let lists = |segment: &str| segment.matches('[').count();
            let named = known.starts_with('<') || name(given) == name(known);
            named && (lists(given) == lists(known) || lists(given) == 0)
        })
}

/// Whether a check names a fact, or an item of the list that it loops over.
fn reads(check: &crate::model::rule::CheckFile, fact: &Fact) -> bool {
    let plain = |text: &str| text.replace("[*]", "").replace("[]", "");
    let path = plain(&fact.path);
    let each = plain(check.each.as_deref().unwrap_or(""));
    let within = path
        .strip_prefix(&format!("{each}."))
        .map(|rest| format!("self.{rest}"));
    let conditions = [Some(check.require.as_str()), check.when.as_deref()];
    conditions.into_iter().flatten().any(|condition| {
        mentions(condition, &path)
            || (!each.is_empty()
                && within
                    .as_deref()
                    .is_some_and(|own| mentions(condition, own)))
    })
}

/// Whether a condition holds a path as a whole, and not as a part of a longer one.
fn mentions(condition: &str, path: &str) -> bool {
    let joins = |character: char| character.is_alphanumeric() || character == '_';
    condition.match_indices(path).any(|(at, _)| {
        let before = condition[..at].chars().next_back();
        let after = condition[at + path.len()..].chars().next();
        !before.is_some_and(|before| joins(before) || before == '.') && !after.is_some_and(joins)
    })
}
