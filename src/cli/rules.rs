//! `rules`: what is judged.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;

use super::{PASS, inputs, output};
use crate::model::Language;
use crate::policy::Pack;

/// List the rules by principle, with their levels by risk tier.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// How to print them
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// A folder of rules to list as well; repeatable
    #[arg(long, value_name = "PACK")]
    policy: Vec<PathBuf>,
    /// en or ko
    #[arg(long, value_parser = inputs::language)]
    lang: Option<Language>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Print the rules.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let packs = inputs::packs(&arguments.policy)?;
    let language = inputs::spoken(arguments.lang);
    output::print(match arguments.format {
        Format::Text => as_text(&packs, language),
        Format::Json => as_json(&packs, language)?,
    })?;
    Ok(PASS)
}

fn as_text(packs: &[Pack], language: Language) -> String {
    let mut text = String::new();
    let widest = packs
        .iter()
        .flat_map(|pack| &pack.rules)
        .map(|rule| rule.id.len())
        .max()
        .unwrap_or(0);
    for pack in packs {
        for (slug, principle) in &pack.principles {
            let mut rules = pack
                .rules
                .iter()
                .filter(|rule| rule.principle == *slug)
                .peekable();
            if rules.peek().is_none() {
                continue;
            }
            let _ = writeln!(text, "{}", principle.title.get(language));
            for rule in rules {
                let levels = &rule.file.level;
                let minors = levels.minors.map_or("-", |level| level.name());
                let _ = writeln!(
                    text,
                    "  {:widest$}  {:7} {:7} {:7} {:7}  {}",
                    rule.id,
                    levels.minimal.name(),
                    levels.limited.name(),
                    levels.high.name(),
                    minors,
                    rule.file.title.get(language)
                );
            }
            text.push('\n');
        }
    }
    let _ = writeln!(
        text,
        "levels of a fail at tier minimal, limited, high, and where minors are in scope (- as the tier)"
    );
    text
}

fn as_json(packs: &[Pack], language: Language) -> anyhow::Result<String> {
    let rules: Vec<_> = packs
        .iter()
        .flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
        .map(|(pack, rule)| {
            json!({
                "id": rule.id,
                "principle": rule.principle,
                "pack": pack.name,
                "title": rule.file.title.get(language),
                "why": rule.file.why.get(language),
                "level": rule.file.level,
                "needs": rule.file.needs,
                "waivable": rule.file.waivable,
                "references": rule.file.references,
                "checks": rule.checks.iter().map(|check| &check.file.id).collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&json!({ "rules": rules }))? + "\n")
}
