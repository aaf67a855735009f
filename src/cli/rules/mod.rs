//! `rules`: what there is to judge by.

mod step;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use self::step::Standing;
use super::{Format, Refusal, output, packs, pages};
use crate::model::report::words as pick;
use crate::model::{Language, Level, Tier};
use crate::policy::{Pack, crosswalk};

/// List the rules
///
/// By principle, each with the levels that a fail has. `ethics-gate explain
/// RULE` says more of one. With `--from` and `--to`, what changes when a system
/// moves to another tier, as when a prototype goes into production: first the
/// rules that begin to block.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate rules
  ethics-gate rules --from minimal --to limited
  ethics-gate rules --from limited --to limited+minors")]
pub(super) struct Rules {
    /// How to print them
    #[arg(long, default_value = "text")]
    format: Format,

    /// The rules of this folder as well; may be repeated
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// The tier that a system comes from
    #[arg(long, value_name = "TIER", value_parser = Standing::parser(), requires = "to")]
    from: Option<Standing>,

    /// The tier that it moves to
    #[arg(long, value_name = "TIER", value_parser = Standing::parser(), requires = "from")]
    to: Option<Standing>,
}

impl Rules {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let packs = packs::all(&self.policy)?;
        if let (Some(from), Some(to)) = (self.from, self.to) {
            match self.format {
                Format::Json => output::print_json(&step::json(&packs, from, to, language))?,
                Format::Text | Format::Markdown => {
                    output::print(step::text(&packs, from, to, language).as_bytes())?;
                }
            }
            return Ok(ExitCode::SUCCESS);
        }
        match self.format {
            Format::Text => output::print(text(&packs, language).as_bytes())?,
            Format::Json => output::print_json(&json(&packs, language))?,
            Format::Markdown => output::print(pages::rules(&packs, language).as_bytes())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn text(packs: &[Pack], language: Language) -> String {
    let mut text = String::new();
    let width = packs::rules(packs).map(|rule| rule.id.len()).max();
    let width = width.unwrap_or_default();
    // Writing to a string can't fail.
    for pack in packs {
        let mut principle = "";
        for rule in &pack.rules {
            if rule.principle != principle {
                principle = &rule.principle;
                let file = pack.principles.get(principle);
                let title = file.map_or(principle, |file| file.title.get(language));
                let _ = writeln!(text, "{title}");
            }
            let _ = write!(text, "  {:width$}", rule.id);
            let minors = rule.file.level.minors.map_or("-", Level::name);
            let levels = Tier::ALL.map(|tier| rule.file.level.at(tier).name());
            for level in levels.into_iter().chain([minors]) {
                let _ = write!(text, "  {level:7}");
            }
            let _ = writeln!(text, "  {}", rule.file.title.get(language));
        }
        if !principle.is_empty() {
            text.push('\n');
        }
    }
    text.push_str(pick(LEGEND.0, LEGEND.1, language).as_str());
    text
}

/// What the columns of levels are.
const LEGEND: (&str, &str) = (
    "levels of a fail at tier minimal, limited, high, and at least where minors are in scope (-: as the tier)\n",
    "실패의 수준: minimal, limited, high 등급, 그리고 미성년자가 대상일 때의 최소 수준(-: 등급과 같음)\n",
);

fn json(packs: &[Pack], language: Language) -> serde_json::Value {
    let rules = packs.iter().flat_map(|pack| {
        pack.rules.iter().map(|rule| {
            json!({
                "id": rule.id,
                "title": rule.file.title.get(language),
                "principle": rule.principle,
                "level": rule.file.level,
                "why": rule.file.why.get(language),
                "references": rule.file.references,
                "needs": rule.file.needs,
                "waivable": rule.file.waivable,
                "aliases": rule.file.aliases,
                "checks": rule.checks.iter().map(|check| check.file.id.as_str()).collect::<Vec<_>>(),
                "pack": pack.name,
            })
        })
    });
    let named: Vec<_> = packs::rules(packs).collect();
    let crosswalk: Vec<_> = crosswalk::named(&packs.iter().collect::<Vec<_>>(), &named)
        .iter()
        .map(|place| place.report(language))
        .collect();
    json!({ "rules": rules.collect::<Vec<_>>(), "crosswalk": crosswalk })
}
