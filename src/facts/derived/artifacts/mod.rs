//! `artifacts[]`: the model files and prompts of a system, and every other
//! model file of its tree: what the bytes are, whether loading them could run
//! code, and their digest. A file is told by its bytes; nothing is loaded.

mod found;

use rayon::prelude::*;

use super::lock;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::measure::artifact::{self, Artifact, Verdict};
use crate::model::path::name_of;
use crate::model::{Fact, Kind, Reason, Text, Type, Value};
use crate::source::SourceError;

/// How an artifact came to be looked at.
const KINDS: &[&str] = &["artifact", "prompt", "found"];

/// Model files.
pub static FAMILY: Family = Family {
    name: "artifacts",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("artifacts[].name", Type::Text, "models[].artifacts, models[].prompts, the tree", "the file as the declaration names it, else its path"),
    Fact::new("artifacts[].kind", Type::OneOf(KINDS), "models[].artifacts, models[].prompts, the tree", "how it was found: declared as an artifact or a prompt, or by its bytes alone"),
    Fact::new("artifacts[].model", Type::Text, "models[].id", "the model that names it"),
    Fact::new("artifacts[].path", Type::Text, "the tree", "the file from the root; absent for what lies on a hub"),
    Fact::new("artifacts[].format", Type::Text, "the bytes", "its format, such as safetensors or gzip+pickle; text and unknown are formats too"),
    Fact::new("artifacts[].looked_into", Type::Bool, "the tree", "whether its bytes are here and could be read"),
    Fact::new("artifacts[].verdict", Type::OneOf(Verdict::WORDS), "the bytes", "what loading it could do; missing where the object is elsewhere"),
    Fact::new("artifacts[].reason", Type::Text, "the bytes", "the worst that was noticed, with the member of an archive before it"),
    Fact::new("artifacts[].reason_ko", Type::Text, "the bytes", "the same in Korean"),
    Fact::new("artifacts[].reasons[]", Type::Text, "the bytes", "everything that was noticed, worst first"),
    Fact::new("artifacts[].can_carry_code", Type::Bool, "the bytes", "whether its format can carry code, harmless as this file may be"),
    Fact::new("artifacts[].bytes", Type::Int, "the bytes, or a Git LFS pointer", "its size").unit("bytes"),
    Fact::new("artifacts[].sha256", Type::Text, "the bytes, or a Git LFS pointer", "its SHA-256, of declared files only"),
];

fn derive(scope: &Scope) -> Derived {
    let declared = declared(scope);
    let measured: Vec<(Value, Option<(String, Text)>)> = declared
        .par_iter()
        .map(|declared| declared.measure(scope))
        .collect();
    let (mut values, passed_over): (Vec<Value>, Vec<_>) = measured.into_iter().unzip();
    values.extend(found::undeclared(scope, &declared));
    // Where the entries are unsaid, their place is that of the models.
    let list = Value::list(values).with_place(scope.place_of("models"));
    Derived {
        values: vec![("artifacts", list)],
        passed_over: passed_over.into_iter().flatten().collect(),
    }
}

/// A file that the declaration names.
struct Declared<'a> {
    kind: &'static str,
    model: &'a Value,
    /// The path or the reference, as it is written.
    name: &'a Value,
    /// The path from the root.
    path: Option<String>,
}

fn declared<'a>(scope: &'a Scope<'a>) -> Vec<Declared<'a>> {
    let models = scope.declared("models").map_or(&[][..], Value::items);
    let mut declared = Vec::new();
    for model in models {
        for (key, kind) in [("artifacts", "artifact"), ("prompts", "prompt")] {
            for entry in model.get(key).map_or(&[][..], Value::items) {
                let name = entry.get("path").unwrap_or(entry);
                let Some(text) = name.as_str() else { continue };
                let is_remote = text.starts_with("hf://");
                declared.push(Declared {
                    kind,
                    model,
                    name,
                    path: (!is_remote).then(|| scope.resolve(text)).flatten(),
                });
            }
        }
    }
    declared
}

impl Declared<'_> {
    /// What is known of it, and why nothing is where it can't be read.
    fn measure(&self, scope: &Scope) -> (Value, Option<(String, Text)>) {
        let mut record = Record::new();
        record.put("name", self.name.clone());
        record.put("kind", self.here(self.kind));
        record.put("model", self.model.get("id").cloned());
        let mut passed_over = None;
        match self.path.as_deref() {
            None => record.keep("verdict", self.unknown(Reason::Unverified)),
            Some(path) if scope.tree.entry(path).is_none() => {
                record.keep("verdict", self.unknown(Reason::Absent));
            }
            Some(path) => {
                record.put("path", self.here(path));
                match read(scope, path) {
                    Ok(artifact) => {
                        self.tell(artifact, &mut record);
                        self.digest(scope, path, &mut record);
                    }
                    Err(error) => {
                        record.keep("verdict", self.unknown(Reason::Unreadable));
                        passed_over = Some((path.to_owned(), unreadable(&error)));
                    }
                }
            }
        }
        let verdict = record.get("verdict").is_some_and(Value::says_something);
        record.put("looked_into", self.here(verdict));
        let value = record.into_value(None).placed_like(self.name);
        (value, passed_over)
    }

    fn here(&self, kind: impl Into<Kind>) -> Value {
        Value::computed(kind).placed_like(self.name)
    }

    fn unknown(&self, reason: Reason) -> Value {
        Value::missing(reason, self.name.place.clone())
    }

    fn tell(&self, mut artifact: Artifact, record: &mut Record) {
        // Text is what a prompt is.
        if self.kind == "prompt" && artifact.format == "text" {
            artifact.reasons.clear();
            artifact.verdict = Verdict::Safe;
        }
        describe(&artifact, record, &|kind| self.here(kind));
        if artifact.verdict == Verdict::Unverified {
            record.keep("verdict", self.unknown(Reason::Unverified));
        }
    }

    /// What the digests of the system say of it: of a pointer those of its object.
    fn digest(&self, scope: &Scope, path: &str, record: &mut Record) {
        let path = lock::below(scope, path);
        let files = scope.known.get("lock").and_then(|lock| lock.get("files"));
        let same = |file: &&Value| file.get("path").and_then(Value::as_str) == Some(path);
        let Some(file) = files.map_or(&[][..], Value::items).iter().find(same) else {
            return;
        };
        for key in ["bytes", "sha256"] {
            let said = file.get(key).cloned();
            record.put(key, said.map(|value| value.placed_like(self.name)));
        }
    }
}

fn read(scope: &Scope, path: &str) -> Result<Artifact, SourceError> {
    let mut stream = scope.tree.open(path)?;
    artifact::examine(&mut stream, name_of(path)).map_err(|source| SourceError::Io {
        path: path.into(),
        source,
    })
}

fn size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// What the bytes are, each value where `here` says.
fn describe(artifact: &Artifact, record: &mut Record, here: &dyn Fn(Kind) -> Value) {
    record.put("format", here(artifact.format.as_str().into()));
    record.put("verdict", here(artifact.verdict.word().into()));
    record.put("can_carry_code", here(artifact.can_carry_code.into()));
    let reasons = artifact.reasons.iter();
    let reasons: Vec<Value> = reasons
        .map(|reason| here(reason.to_string().as_str().into()))
        .collect();
    record.put("reason", reasons.first().cloned());
    let korean = artifact.reasons.first();
    let korean = korean.map(|first| format!("{}: {}", first.code.name(), first.korean()));
    record.put("reason_ko", korean.map(|said| here(said.as_str().into())));
    record.put_list("reasons", reasons);
}

fn unreadable(error: &SourceError) -> Text {
    Text::new(
        format!("can't be read, so nothing is known of its bytes: {error}"),
        format!("읽을 수 없어 내용을 알 수 없음: {error}"),
    )
}
