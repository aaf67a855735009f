//! `facts`: what rules can name, and what a repository says under those names.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::trees::{self, Trees, Typed};
use super::{Format, Refusal, environment, output, packs, pages};
use crate::facts::catalogue::{self, Node};
use crate::facts::words;
use crate::gate;
use crate::model::{Fact, Kind, Language, Type, Value, text};

/// List the facts that rules can name, or print those of a repository
///
/// With `--of`, prints every fact that was collected, each with the place
/// that it was read from: what a rule sees, and so what an author of rules
/// needs to see.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate facts
  ethics-gate facts --of . --format json
  ethics-gate explain declaration.system.purpose")]
pub(super) struct Facts {
    /// How to print them; a page in Markdown is of the catalogue alone
    #[arg(long, default_value = "text")]
    format: Format,

    /// Collect the facts of the repository in this folder
    #[arg(long, value_name = "PATH")]
    of: Option<PathBuf>,

    /// Hold them against where they left REV, as `check --base` does
    #[arg(long, value_name = "REV", requires = "of")]
    base: Option<String>,

    /// The date that ages are counted to, by default today's in UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = environment::date, requires = "of")]
    today: Option<Date>,

    /// Collect with the rules of this folder as well; may be repeated
    #[arg(long, value_name = "DIR", requires = "of")]
    policy: Vec<PathBuf>,
}

impl Facts {
    pub(super) fn run(self, language: Language) -> Result<ExitCode, Refusal> {
        match &self.of {
            None => self.catalogue(language)?,
            Some(path) => self.collected(path)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn catalogue(&self, language: Language) -> Result<(), Refusal> {
        let facts = catalogue::all();
        match self.format {
            Format::Text => {
                let lines: Vec<String> = facts
                    .iter()
                    .map(|fact| {
                        let kind = words::kind(fact, language);
                        let about = words::about(fact, language);
                        format!("{}\n    {kind}: {about}\n", fact.path)
                    })
                    .collect();
                output::print(lines.concat().as_bytes())
            }
            Format::Json => {
                let facts: Vec<_> = facts.iter().map(fact_json).collect();
                output::print_json(&json!({ "facts": facts }))
            }
            Format::Markdown => output::print(pages::facts().as_bytes()),
        }
    }

    fn collected(&self, path: &std::path::Path) -> Result<(), Refusal> {
        let typed = Typed {
            path,
            base: self.base.as_deref(),
            head: None,
        };
        let Trees { head, base, .. } = trees::find(typed, None)?;
        let packs = packs::all(&self.policy)?;
        let today = self.today.unwrap_or_else(environment::today);
        let systems = gate::facts(&head, base.as_ref(), &packs, today).map_err(packs::refused)?;
        match self.format {
            Format::Markdown => Err(Refusal::new(
                text!(
                    "there is no page in Markdown of a repository's facts",
                    "저장소의 사실을 Markdown 페이지로 만들 수는 없습니다"
                ),
                text!(
                    "use --format text or json with --of",
                    "--of에는 --format text나 json을 쓰세요"
                ),
            )),
            Format::Text => {
                let mut text = String::new();
                for (declaration, root) in &systems {
                    // Writing to a string can't fail.
                    let _ = writeln!(text, "# {}", output::harmless(declaration));
                    for leaf in leaves(root) {
                        let _ = writeln!(text, "{}", output::harmless(&leaf.to_string()));
                    }
                }
                output::print(text.as_bytes())
            }
            Format::Json => {
                let systems: Vec<_> = systems
                    .iter()
                    .map(|(declaration, root)| {
                        let facts: Vec<_> = leaves(root).iter().map(Leaf::json).collect();
                        json!({ "path": declaration, "facts": facts })
                    })
                    .collect();
                output::print_json(&json!({ "systems": systems }))
            }
        }
    }
}

fn fact_json(fact: &Fact) -> serde_json::Value {
    let (ty, words) = match fact.ty {
        Type::Bool => ("boolean", None),
        Type::Int => ("integer", None),
        Type::Number => ("number", None),
        Type::Text => ("string", None),
        Type::OneOf(words) => ("string", Some(words)),
        Type::Date => ("date", None),
        Type::Any => ("any", None),
    };
    let mut json = json!({
        "path": fact.path,
        "type": ty,
        "source": fact.source,
        "doc": fact.doc,
        "sensitive": fact.sensitive,
    });
    if let Some(words) = words {
        json["enum"] = json!(words);
    }
    if !fact.unit.is_empty() {
        json["unit"] = json!(fact.unit);
    }
    json
}

/// A value that holds no further values, under its path.
struct Leaf<'a> {
    path: String,
    value: &'a Value,
    sensitive: bool,
}

/// The leaves of a record, in its order. Facts are never deep, and what the
/// author nests deeper than any fact is a leaf as a whole.
fn leaves(root: &Value) -> Vec<Leaf<'_>> {
    const DEEPEST: usize = 64;
    let mut found = Vec::new();
    let mut ahead: Vec<(String, &Value, Option<&Node>, bool, usize)> =
        vec![(String::new(), root, Some(catalogue::types()), false, 0)];
    while let Some((path, value, node, sensitive, depth)) = ahead.pop() {
        let sensitive = sensitive
            || node.is_some_and(Node::is_sensitive)
            || value.place.as_ref().is_some_and(|place| place.sensitive);
        let below = ahead.len();
        match &value.kind {
            Kind::Map(map) if !map.is_empty() && depth < DEEPEST => {
                for (key, item) in map.iter() {
                    let dot = if path.is_empty() { "" } else { "." };
                    let node = node.and_then(|node| node.member(key));
                    ahead.push((
                        format!("{path}{dot}{key}"),
                        item,
                        node,
                        sensitive,
                        depth + 1,
                    ));
                }
            }
            Kind::List(items) if !items.is_empty() && depth < DEEPEST => {
                let node = node.and_then(|node| node.items.as_deref());
                for (index, item) in items.iter().enumerate() {
                    ahead.push((format!("{path}[{index}]"), item, node, sensitive, depth + 1));
                }
            }
            _ => found.push(Leaf {
                path,
                value,
                sensitive,
            }),
        }
        ahead[below..].reverse();
    }
    found
}

impl Leaf<'_> {
    fn json(&self) -> serde_json::Value {
        let mut json = json!({ "path": self.path });
        match &self.value.kind {
            _ if self.sensitive => json["sensitive"] = json!(true),
            Kind::Missing(reason) => json["missing"] = json!(reason.name()),
            _ => json["value"] = self.value.to_json(),
        }
        if let Some(place) = self.value.mark() {
            let start = place.start();
            json["place"] = json!({
                "path": place.path(),
                "line": start.line,
                "column": start.column,
                "exists": place.document.exists,
            });
        }
        json
    }
}

impl std::fmt::Display for Leaf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = ", self.path)?;
        match &self.value.kind {
            _ if self.sensitive => write!(f, "(not shown)")?,
            Kind::Missing(reason) => write!(f, "missing ({})", reason.name())?,
            // As JSON a text of several lines is one line.
            _ => write!(f, "{}", self.value.to_json())?,
        }
        if let Some(place) = self.value.mark() {
            write!(f, "  # {place:?}")?;
        }
        Ok(())
    }
}
