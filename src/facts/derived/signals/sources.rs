//! Where code and settings of a training run read rows from that are no file
//! of the tree and no dataset of a hub: addresses of stores, tables of
//! warehouses, paths of another machine, queries. What a run writes is none.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::here::Here;
use super::token::{Token, tokens};
use super::{LARGEST_CODE, LARGEST_CONFIG, Reader, config, reader};
use crate::facts::names;
use crate::manifest::record::Record;
use crate::model::path::name_of;
use crate::model::{Document, Place, Span, Value};
use crate::source::{Blob, Entry, code};

/// Schemes of stores of rows.
#[rustfmt::skip]
const STORES: &[&str] = &[
    "abfs", "abfss", "az", "bigquery", "bq", "clickhouse", "dbfs", "gcs", "gs", "hdfs", "kafka", "mongodb", "mongodb+srv", "mysql", "oss",
    "postgres", "postgresql", "r2", "redshift", "s3", "s3a", "s3n", "snowflake", "wasb", "wasbs",
];

/// Endings of files of rows.
#[rustfmt::skip]
const ROWS: &[&str] = &[
    "arrow", "avro", "csv", "db", "feather", "gz", "json", "jsonl", "ndjson", "orc", "parquet", "sqlite", "tsv", "xlsx", "zst",
];

/// Words of names that hold what is read, and of names that hold what is written.
#[rustfmt::skip]
const READ: &[&str] = &[
    "corpora", "corpus", "data", "dataset", "datasets", "examples", "file", "files", "glob", "input", "inputs", "path", "paths", "query",
    "rows", "source", "sources", "src", "sql", "table", "train", "training", "uri", "url",
];
#[rustfmt::skip]
const WRITTEN: &[&str] = &["checkpoint", "dest", "destination", "logger", "logging", "out", "output", "outputs", "report", "save", "target"];

/// Calls whose first argument is read.
#[rustfmt::skip]
const CALLS: &[&str] = &[
    "Path", "csv", "from_csv", "from_json", "from_parquet", "glob", "iglob", "json", "listdir", "load", "load_dataset", "load_from_disk",
    "open", "parquet", "query", "read_csv", "read_gbq", "read_json", "read_parquet", "read_sql", "read_sql_query", "read_sql_table",
    "read_table", "scandir", "scan_csv", "scan_ndjson", "scan_parquet", "sql", "table", "walk",
];

/// Words in the name of a file that trains, and calls that do.
const TRAINS: &[&str] = &[
    "finetune",
    "finetuning",
    "lora",
    "pretrain",
    "sft",
    "train",
    "trainer",
    "training",
    "tune",
    "dpo",
    "rlhf",
];
#[rustfmt::skip]
const TRAINING: &[&str] = &[
    ".fit(", "Trainer(", ".train(", "fine_tuning.jobs", "fineTuning.jobs", "training_file", "create_model_customization_job", ".backward(",
    "tuning.train", "tunings.tune",
];

/// Sources of one file that are told.
const MOST: usize = 200;

/// Every source, sorted by where it stands.
pub(super) fn sources(here: &Here) -> Value {
    let mut found: Vec<Value> = here
        .scope
        .files
        .par_iter()
        .filter_map(|entry| Some((entry, reader(here.scope, &entry.path)?)))
        .flat_map_iter(|(entry, reader)| of_file(here, entry, reader))
        .collect();
    found.sort_by_key(|one| {
        one.place
            .as_ref()
            .map(|place| (place.path().to_owned(), place.span.start))
    });
    let mut seen = HashSet::new();
    found.retain(|one| {
        let name = one.get("name").and_then(Value::as_str).map(str::to_owned);
        seen.insert(name)
    });
    Value::list(found)
}

fn of_file(here: &Here, entry: &Entry, reader: Reader) -> Vec<Value> {
    let largest = match reader {
        Reader::Config => LARGEST_CONFIG,
        // Cells are lines of their own, so a notebook is read as they stand.
        Reader::Python | Reader::Notebook => LARGEST_CODE,
        Reader::Dvc | Reader::Script => return Vec::new(),
    };
    if entry.size > largest {
        return Vec::new();
    }
    let Blob::Text(document) = here.scope.tree.read(&entry.path) else {
        return Vec::new();
    };
    let found = match reader {
        Reader::Config => in_settings(&document),
        _ => in_code(&document),
    };
    let elsewhere = found.into_iter().filter(|(name, _)| {
        let text = name.as_str().unwrap_or("");
        is_source(text) && here.in_tree(text).is_none()
    });
    elsewhere
        .take(MOST)
        .map(|(name, call)| fact(name, call))
        .collect()
}

fn fact(name: Value, call: &str) -> Value {
    let place = name.place.clone();
    let mut record = Record::new();
    let path = place.as_ref().map_or("", Place::path).to_owned();
    record.put("name", name);
    record.put("call", Value::computed(call));
    record.put("path", Value::computed(path));
    record.put("confidence", Value::computed("low"));
    record.into_value(place)
}

/// Whether a text names rows somewhere: by a scheme, by its ending, as a
/// folder of a path, or as a query.
fn is_source(text: &str) -> bool {
    if let Some((scheme, _)) = text.split_once("://") {
        return STORES.contains(&scheme.to_ascii_lowercase().as_str());
    }
    let lower = text.to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_query = lower.trim_start().starts_with("select ") && lower.contains(" from ");
    is_query
        || ROWS.contains(&ending.trim_end_matches('*'))
        || (!text.contains(char::is_whitespace) && text.trim_end_matches('/').contains('/'))
        || (text.ends_with('/') && !text.contains(char::is_whitespace))
        || (text.split('.').count() == 3 && !text.contains(char::is_whitespace))
}

fn is_read(name: &str) -> bool {
    let words = names::words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(READ) && !has(WRITTEN)
}

fn in_settings(document: &Arc<Document>) -> Vec<(Value, &'static str)> {
    let texts = config::texts(document);
    let read = texts.into_iter().filter(|(path, _)| {
        // Items of a list have no key of their own.
        let key = path.rsplit('.').next().unwrap_or(path);
        is_read(key)
    });
    read.map(|(_, value)| (value, "config")).collect()
}

fn in_code(document: &Arc<Document>) -> Vec<(Value, &'static str)> {
    let name = name_of(&document.path);
    let trains = names::words(name)
        .iter()
        .any(|word| TRAINS.contains(&word.as_str()))
        || TRAINING.iter().any(|call| document.text.contains(call));
    if !trains {
        return Vec::new();
    }
    let said = code::spoken(document);
    let tokens = tokens(&said);
    let word = |span: Span| said.get(span.range()).unwrap_or("");
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Token::Text(span) = token else { continue };
        let before = index.checked_sub(1).and_then(|at| tokens.get(at));
        let named = index.checked_sub(2).and_then(|at| tokens.get(at));
        let call = match (named, before) {
            (Some(Token::Name(name)), Some(Token::Sign(b'='))) if is_read(word(*name)) => "setting",
            (Some(Token::Text(name)), Some(Token::Sign(b':'))) if is_read(word(*name)) => "setting",
            (Some(Token::Name(name)), Some(Token::Sign(b'('))) => {
                let call = word(*name).rsplit('.').next().unwrap_or("");
                let writes = matches!(
                    (tokens.get(index + 1), tokens.get(index + 2)),
                    (Some(Token::Sign(b',')), Some(Token::Text(mode))) if call == "open" && word(*mode).contains(['w', 'a', 'x'])
                );
                if writes || !CALLS.contains(&call) {
                    continue;
                }
                "call"
            }
            _ => continue,
        };
        // In a notebook the escape of the quote behind it is a blank.
        let text = word(*span).trim_end();
        let start = span.start as usize;
        let place = Place::new(document, Span::new(start, start + text.len()));
        let value = Value::at(text.into(), place);
        found.push((value, call));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> Vec<String> {
        let document = Document::new(path, text);
        let found = if path.ends_with(".py") {
            in_code(&document)
        } else {
            in_settings(&document)
        };
        found
            .into_iter()
            .filter_map(|(value, _)| Some(value.as_str()?.to_owned()))
            .filter(|text| is_source(text))
            .collect()
    }

    #[test]
    fn what_a_run_reads_is_told_from_what_it_writes() {
        let code = "ROWS_PATH = 's3://prod/chats/'\n# DATA = 'gs://old'\nlog_dir = 'logs/run'\n\
                    rows = pd.read_json('/var/log/app/a.jsonl')\nopen('out/loss.csv', 'w')\nmodel.fit(x)\n\
                    q = pd.read_gbq(\"SELECT a FROM prod.b\")\nsave_path = 's3://models/a'\nlevel = 'data'\n\
                    client.fine_tuning.jobs.create(training_file='exports/b.jsonl')\n";
        assert_eq!(
            read("src/model.py", code),
            [
                "s3://prod/chats/",
                "/var/log/app/a.jsonl",
                "SELECT a FROM prod.b",
                "exports/b.jsonl"
            ]
        );
        assert_eq!(
            read("serve.py", "DATA = 's3://a/b'\n"),
            Vec::<String>::new()
        );
        let settings = "train_file: gs://a/b.jsonl\noutput_dir: s3://c\nlogging_dir: logs/\ndata:\n  path: /mnt/d/e.parquet\nseed: data\n";
        let mut found = read("config.yml", settings);
        found.sort();
        assert_eq!(found, ["/mnt/d/e.parquet", "gs://a/b.jsonl"]);
    }
}
