//! The rules that findings name, as code scanning shows them beside an alert.

use indexmap::IndexMap;
use serde_json::json;

use super::log::{Configuration, Descriptor, Message};
use super::taxonomy::Taxonomies;
use super::{level_name, plain, properties};
use crate::model::report::{Finding, Report, Rule};
use crate::model::{Language, Level};
use crate::render::wording::pick;
use crate::render::{arrange, markdown, neutral};

/// Each rule once, in the order in which findings name them.
pub(super) fn rules(report: &Report, taxonomies: &Taxonomies<'_>) -> Vec<Descriptor> {
    let mut worst: IndexMap<&str, (Level, &Finding)> = IndexMap::new();
    for finding in arrange::findings(report) {
        let entry = worst.entry(&finding.rule).or_insert((Level::Off, finding));
        entry.0 = entry.0.max(finding.level);
    }
    worst
        .into_iter()
        .map(|(id, (level, finding))| {
            let known = report.rules.iter().find(|rule| rule.id == id);
            rule(report.lang, id, level, finding, known, taxonomies)
        })
        .collect()
}

fn rule(
    language: Language,
    id: &str,
    level: Level,
    finding: &Finding,
    known: Option<&Rule>,
    taxonomies: &Taxonomies<'_>,
) -> Descriptor {
    let title = known.map_or(id, |rule| &rule.title);
    let why = known.map_or(title, |rule| &rule.why);
    let references = known.map_or(&[][..], |rule| &rule.references);
    let related = pick(language, "Related to", "관련 조항");
    let explain = pick(language, "Examples and how to mend it", "예시와 해결 방법");
    let mut text = format!("{why}\n\n{explain}: ethics-gate explain {id}");
    let mut markdown = format!(
        "{}\n\n{explain}: {}",
        markdown::escape(why),
        markdown::code(&format!("ethics-gate explain {id}"))
    );
    if !references.is_empty() {
        text.push_str(&format!("\n\n{related}:"));
        markdown.push_str(&format!("\n\n{related}:\n"));
    }
    for reference in references {
        let title = taxonomies.title(reference);
        let told = title.map_or(String::new(), |title| format!(": {title}"));
        text.push_str(&format!("\n{reference}{told}"));
        let span = markdown::code(reference);
        markdown.push_str(&format!("\n- {span}{}", markdown::escape(&told)));
    }
    Descriptor {
        id: id.to_owned(),
        name: Some(pascal(id)),
        short_description: Some(plain(title)),
        full_description: Some(plain(why)),
        help: Some(Message {
            text: neutral::lines(&text),
            markdown: Some(markdown),
        }),
        default_configuration: Some(Configuration {
            level: level_name(level),
        }),
        relationships: taxonomies.relationships(&finding.principle, references),
        properties: properties(json!({"tags": ["responsible-ai", finding.principle]})),
    }
}

/// `fairness/gap-within-limit` as `FairnessGapWithinLimit`.
fn pascal(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for word in id.split(|char: char| !char.is_alphanumeric()) {
        let mut chars = word.chars();
        name.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(chars.as_str());
    }
    name
}
