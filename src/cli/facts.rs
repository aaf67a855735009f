//! `facts`: what a rule can name, and what one tree gives.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;
use serde_json::json;

use super::{PASS, inputs, output};
use crate::facts::catalogue;
use crate::gate;
use crate::model::{Kind, Type, Value};
use crate::source::Tree;

/// List the facts that a rule can name; with --of, print every fact collected
/// from a tree with its place, which is what a rule sees.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Collect from this repository instead
    #[arg(long, value_name = "PATH")]
    of: Option<PathBuf>,
    /// How to print them
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// A folder of rules whose ids count as known; repeatable
    #[arg(long, value_name = "PACK")]
    policy: Vec<PathBuf>,
    /// The date that ages are counted to
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = inputs::date)]
    today: Option<Date>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Print the catalogue, or the facts of a tree.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(path) = &arguments.of else {
        output::print(match arguments.format {
            Format::Text => catalogue_as_text(),
            Format::Json => catalogue_as_json()?,
        })?;
        return Ok(PASS);
    };
    let tree = Tree::working(&inputs::root(path)?)?;
    let packs = inputs::packs(&arguments.policy)?;
    let systems = gate::facts(&tree, &packs, inputs::today(arguments.today))?;
    let mut found = Vec::new();
    for (system, root) in &systems {
        let mut rows = Vec::new();
        leaves(root, String::new(), &mut rows);
        found.push((system, rows));
    }
    output::print(match arguments.format {
        Format::Text => found_as_text(&found),
        Format::Json => found_as_json(&found)?,
    })?;
    Ok(PASS)
}

fn type_name(ty: Type) -> String {
    match ty {
        Type::Bool => "boolean".to_owned(),
        Type::Int => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Any => "any scalar".to_owned(),
        Type::OneOf(words) => words.join(" | "),
    }
}

fn catalogue_as_text() -> String {
    let mut text = String::new();
    for fact in catalogue::all() {
        let unit = if fact.unit.is_empty() {
            String::new()
        } else {
            format!(", {}", fact.unit)
        };
        let _ = writeln!(
            text,
            "{}  ({}{unit})\n    {}; from {}",
            fact.path,
            type_name(fact.ty),
            fact.doc,
            fact.source
        );
    }
    text
}

fn catalogue_as_json() -> anyhow::Result<String> {
    let facts: Vec<_> = catalogue::all()
        .iter()
        .map(|fact| {
            json!({
                "path": fact.path,
                "type": type_name(fact.ty),
                "unit": fact.unit,
                "source": fact.source,
                "doc": fact.doc,
                "sensitive": fact.sensitive,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&json!({ "facts": facts }))? + "\n")
}

/// One fact of a tree.
struct Leaf {
    path: String,
    shown: serde_json::Value,
    place: String,
}

/// Every scalar and every missing fact below a value, with its place. The
/// tree is as deep as parsers let a document be.
fn leaves(value: &Value, path: String, rows: &mut Vec<Leaf>) {
    match &value.kind {
        Kind::Map(map) => {
            for (key, item) in map.iter() {
                let path = if path.is_empty() {
                    key.to_string()
                } else {
                    format!("{path}.{key}")
                };
                leaves(item, path, rows);
            }
        }
        Kind::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, format!("{path}[{index}]"), rows);
            }
        }
        kind => {
            let sensitive = value.place.as_ref().is_some_and(|place| place.sensitive);
            rows.push(Leaf {
                path,
                shown: match kind {
                    Kind::Missing(reason) => json!({ "missing": reason }),
                    Kind::List(_) => json!([]),
                    _ if sensitive => json!("(not shown)"),
                    _ => value.to_json(),
                },
                place: value
                    .mark()
                    .map_or_else(String::new, |place| format!("{place:?}")),
            });
        }
    }
}

fn found_as_text(found: &[(&String, Vec<Leaf>)]) -> String {
    let mut text = String::new();
    for (system, rows) in found {
        let _ = writeln!(text, "# {system}");
        for Leaf { path, shown, place } in rows {
            let _ = writeln!(text, "{path} = {shown}    {place}");
        }
    }
    text
}

fn found_as_json(found: &[(&String, Vec<Leaf>)]) -> anyhow::Result<String> {
    let systems: Vec<_> = found
        .iter()
        .map(|(system, rows)| {
            let facts: Vec<_> = rows
                .iter()
                .map(|leaf| json!({ "path": leaf.path, "value": leaf.shown, "place": leaf.place }))
                .collect();
            json!({ "path": system, "facts": facts })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&json!({ "systems": systems }))? + "\n")
}
