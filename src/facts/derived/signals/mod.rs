//! `signals`: which datasets, models and prompts the code and the settings of
//! a system load, and which declared artifacts come from a hub.
//! Code is read as text and never run; comments and the texts inside it are no
//! calls. A signal is no proof: what a variable holds when
//! the code runs is not known here.

mod config;
mod constants;
mod generators;
mod here;
mod hub;
mod notebook;
mod python;
mod shell;
mod shelves;
mod sources;
mod token;

use std::collections::HashSet;

use rayon::prelude::*;

use self::here::Here;
use self::hub::{Load, What};
use crate::facts::{Derived, Family, Scope};
use crate::model::path::name_of;
use crate::model::{Fact, Kind, Text, Type, Value};
use crate::source::{Blob, Entry};

/// What code and settings load.
pub static FAMILY: Family = Family {
    name: "signals",
    facts: FACTS,
    derive,
};

const CONFIDENCE: &[&str] = &["high", "low"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("signals.datasets[].name", Type::Text, "code, settings", "a dataset that is loaded: a hub id or a path"),
    Fact::new("signals.datasets[].call", Type::Text, "code, settings", "what loads it, such as load_dataset; config and dvc for settings"),
    Fact::new("signals.datasets[].path", Type::Text, "code, settings", "the file that loads it"),
    Fact::new("signals.datasets[].file", Type::Text, "the tree", "the file or folder of the tree that it is"),
    Fact::new("signals.datasets[].hub", Type::Bool, "code, settings", "whether code loads it from a hub"),
    Fact::new("signals.datasets[].revision", Type::Text, "code", "the revision that the call names"),
    Fact::new("signals.datasets[].pinned", Type::Bool, "code", "whether that revision is a commit of 40 hex digits"),
    Fact::new("signals.datasets[].runs_remote_code", Type::Bool, "code", "whether the call sets trust_remote_code, so that code from the hub runs"),
    Fact::new("signals.datasets[].confidence", Type::OneOf(CONFIDENCE), "code, settings", "high for a call, low where the name stands in settings"),
    Fact::new("signals.artifacts[].name", Type::Text, "models[].artifacts", "a declared artifact that lies on a hub"),
    Fact::new("signals.artifacts[].revision", Type::Text, "models[].artifacts", "the revision that its entry names"),
    Fact::new("signals.artifacts[].pinned", Type::Bool, "models[].artifacts", "whether that revision is a commit of 40 hex digits"),
    Fact::new("signals.models[].name", Type::Text, "code, settings", "a model or a prompt that is loaded from a hub"),
    Fact::new("signals.models[].what", Type::OneOf(&["model", "prompt"]), "code, settings", "which of the two"),
    Fact::new("signals.models[].call", Type::Text, "code, settings", "what loads it, such as from_pretrained; config for settings"),
    Fact::new("signals.models[].path", Type::Text, "code, settings", "the file that loads it"),
    Fact::new("signals.models[].revision", Type::Text, "code", "the revision that the call names"),
    Fact::new("signals.models[].pinned", Type::Bool, "code", "whether that revision is a commit of 40 hex digits"),
    Fact::new("signals.models[].runs_remote_code", Type::Bool, "code", "whether the call sets trust_remote_code, so that code from the hub runs"),
    Fact::new("signals.models[].declared", Type::Bool, "models[].base, models[].artifacts", "whether an entry of the declaration names it"),
    Fact::new("signals.models[].declared_revision", Type::Text, "models[].base, models[].artifacts", "the commit that the declaration pins, at its place"),
    Fact::new("signals.models[].confidence", Type::OneOf(CONFIDENCE), "code, settings", "high for a call, low where the name stands in settings"),
    Fact::new("signals.upstream[].name", Type::Text, "code", "what code loads from a hub and the declaration does not pin"),
    Fact::new("signals.upstream[].what", Type::OneOf(&["dataset", "model", "prompt"]), "code", "which of the three"),
    Fact::new("signals.upstream[].path", Type::Text, "code", "the file that loads it"),
    Fact::new("signals.upstream[].revision", Type::Text, "code", "the revision that the call names"),
    Fact::new("signals.upstream[].pinned", Type::Bool, "code", "whether that revision is a commit of 40 hex digits"),
    Fact::new("signals.upstream[].confidence", Type::OneOf(CONFIDENCE), "code, settings", "high for a call, low where the name stands in settings"),
    Fact::new("signals.sources[].name", Type::Text, "code and settings of training runs", "a store, a table, a path or a query that rows are read from, which is no file of the tree"),
    Fact::new("signals.sources[].call", Type::Text, "code and settings of training runs", "how: call for an argument, setting for a name that is set, config for a key of settings"),
    Fact::new("signals.sources[].path", Type::Text, "code and settings of training runs", "the file that it stands in"),
    Fact::new("signals.sources[].confidence", Type::OneOf(CONFIDENCE), "code and settings of training runs", "low, since what a run reads is known when it runs"),
    Fact::new("signals.generators[].name", Type::Text, "models[].base, models[].api, code", "what puts out text, images or speech: a model, or a call"),
    Fact::new("signals.generators[].where", Type::OneOf(generators::WHERE), "models[].base, models[].api, code", "where that stands"),
    Fact::new("signals.generators[].path", Type::Text, "models[].base, models[].api, code", "the file that it stands in"),
    Fact::new("signals.generators[].confidence", Type::OneOf(CONFIDENCE), "models[].base, models[].api, code", "high for a call that generates, low for the name of a model"),
];

/// The largest file of code that is read, a notebook with its pictures too.
const LARGEST_CODE: u64 = 1 << 20;
const LARGEST_NOTEBOOK: u64 = 8 << 20;
/// The largest file of settings that is read.
const LARGEST_CONFIG: u64 = 256 << 10;

/// How a file is read.
#[derive(Clone, Copy)]
enum Reader {
    Python,
    Notebook,
    Config,
    Dvc,
    Script,
}

fn derive(scope: &Scope) -> Derived {
    let mut derived = Derived::default();
    let here = Here::of(scope);
    let found: Vec<Result<Vec<Load>, (String, Text)>> = scope
        .files
        .par_iter()
        .filter_map(|entry| reader(scope, &entry.path).map(|reader| (entry, reader)))
        .map(|(entry, reader)| read(&here, entry, reader))
        .collect();
    let mut loads = Vec::new();
    for one in found {
        match one {
            Ok(found) => loads.extend(found),
            Err(passed_over) => derived.passed_over.push(passed_over),
        }
    }
    let once = once(loads);
    let (datasets, models): (Vec<_>, Vec<_>) =
        once.iter().partition(|load| load.what == What::Dataset);
    let datasets: Vec<Value> = datasets
        .iter()
        .map(|load| hub::dataset(&here, load))
        .collect();
    let models: Vec<Value> = models.iter().map(|load| hub::model(&here, load)).collect();
    let upstream = hub::upstream(&datasets, &models);
    derived.values.push((
        "signals",
        Value::record([
            ("datasets", Value::list(datasets)),
            ("models", Value::list(models)),
            ("upstream", upstream),
            ("artifacts", hub::artifacts(scope)),
            ("generators", generators::generators(scope)),
            ("sources", sources::sources(&here)),
        ]),
    ));
    derived
}

fn reader(scope: &Scope, path: &str) -> Option<Reader> {
    let name = name_of(path);
    if shell::is_script(name) {
        return Some(Reader::Script);
    }
    match name.rsplit_once('.')?.1 {
        "py" => Some(Reader::Python),
        "ipynb" => Some(Reader::Notebook),
        "dvc" => Some(Reader::Dvc),
        "yml" | "yaml" | "json" | "toml"
            if path != scope.path && config::is_settings(scope.within(path)) =>
        {
            Some(Reader::Config)
        }
        _ => None,
    }
}

fn read(here: &Here, entry: &Entry, reader: Reader) -> Result<Vec<Load>, (String, Text)> {
    let (largest, size) = match reader {
        Reader::Python => (LARGEST_CODE, "1 MiB"),
        Reader::Notebook => (LARGEST_NOTEBOOK, "8 MiB"),
        Reader::Config | Reader::Dvc | Reader::Script => (LARGEST_CONFIG, "256 KiB"),
    };
    if entry.size > largest {
        let why = Text::new(
            format!("larger than {size}, so it was not searched for datasets and models"),
            format!("{size}보다 커서 데이터셋과 모델을 찾지 않았습니다"),
        );
        return Err((entry.path.to_string(), why));
    }
    let Blob::Text(document) = here.scope.tree.read(&entry.path) else {
        return Ok(Vec::new());
    };
    Ok(match reader {
        Reader::Python => python::loads(&document),
        Reader::Notebook => [notebook::loads(&document), shell::loads(&document)].concat(),
        Reader::Config => config::loads(&document),
        Reader::Dvc => config::tracked(&document),
        Reader::Script => shell::loads(&document),
    }
    .into_iter()
    .filter_map(|load| resolved(here, load))
    .filter(|load| hub::means_something(here, load))
    .collect())
}

/// A load with its name, which may stand in the settings that code asks.
fn resolved(here: &Here, mut load: Load) -> Option<Load> {
    if let Some(asked) = &load.asks {
        load.name = here.setting(asked)?;
    }
    Some(load)
}

/// The same thing at the same revision is loaded once; a call speaks before a
/// key of settings.
fn once(mut loads: Vec<Load>) -> Vec<Load> {
    loads.sort_by_key(|load| load.call == "config");
    let mut names = HashSet::new();
    let mut revisions = HashSet::new();
    loads.retain(|load| {
        let name = text(&load.name).map(str::to_owned);
        let revision = load.revision.as_ref().and_then(text).map(str::to_owned);
        let trusts = load.trusts.is_some();
        let new_revision = revisions.insert((load.what, name.clone(), revision, trusts));
        let new_name = names.insert((load.what, name));
        if load.call == "config" {
            new_name || (trusts && new_revision)
        } else {
            new_revision
        }
    });
    loads
}

/// A text at a place, as facts carry it.
fn text(value: &Value) -> Option<&str> {
    match &value.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}
