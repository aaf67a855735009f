//! `lock`: every file that a system stands on, with its digest, held against
//! `ethics.lock`. People never paste digests: the verb `lock` writes them, and
//! what differs later was changed without saying so.

mod declared;
mod file;
mod recorded;
pub mod subjects;
mod tracked;

use rayon::prelude::*;

use self::declared::Declared;
pub(super) use self::declared::resolve;
pub(super) use self::file::{Bytes, State, bytes, outputs};
use self::recorded::Recorded;
pub use self::recorded::{LockedPack, packs};
pub(super) use self::tracked::Output;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::{Fact, Kind, Reason, Type, Value};

/// The name of the lock, beside the declaration.
pub const NAME: &str = recorded::NAME;
/// Its format, which its key `schema` names.
pub const SCHEMA: &str = recorded::SCHEMA;

const ROLES: &[&str] = &["artifact", "prompt", "data", "evidence"];

/// Digests.
pub static FAMILY: Family = Family {
    name: "lock",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("lock.present", Type::Bool, "ethics.lock", "whether there is a lock beside the declaration"),
    Fact::new("lock.readable", Type::Bool, "ethics.lock", "whether it can be read, with one entry a path; true where there is none"),
    Fact::new("lock.files[].name", Type::Text, "the declaration, manifests, evidence", "a file that the system stands on, as it is named there"),
    Fact::new("lock.files[].role", Type::OneOf(ROLES), "the declaration, manifests, evidence", "what it is"),
    Fact::new("lock.files[].path", Type::Text, "the tree", "its path from the declaration's folder; absent for what lies elsewhere"),
    Fact::new("lock.files[].file", Type::Text, "the tree", "its path from the root; absent for what lies elsewhere"),
    Fact::new("lock.files[].state", Type::OneOf(State::WORDS), "the tree", "where its bytes are"),
    Fact::new("lock.files[].remote", Type::Bool, "the declaration", "whether it lies on a hub"),
    Fact::new("lock.files[].pinned", Type::Bool, "models[].artifacts", "of what lies on a hub: whether its entry names the SHA-256"),
    Fact::new("lock.files[].sha256", Type::Text, "the bytes, or a Git LFS pointer", "its SHA-256"),
    Fact::new("lock.files[].bytes", Type::Int, "the bytes, or a pointer", "its size").unit("bytes"),
    Fact::new("lock.files[].dvc", Type::Text, "a .dvc file, dvc.lock", "the MD5 that DVC tracks it by"),
    Fact::new("lock.files[].listed", Type::Bool, "ethics.lock", "whether the lock has an entry for it; missing where the lock can't be read"),
    Fact::new("lock.files[].locked_sha256", Type::Text, "ethics.lock", "the SHA-256 in that entry, at its place"),
    Fact::new("lock.files[].locked_size", Type::Any, "ethics.lock", "the size in that entry, at its place"),
    Fact::new("lock.files[].size_agrees", Type::Bool, "the bytes, or a pointer; ethics.lock", "of a file that matches: whether that is its size; not there where the entry names none, or nobody knows it"),
    Fact::new("lock.files[].matches", Type::Bool, "the bytes, ethics.lock", "whether the bytes, or the pointer to them, are the locked ones; missing where that can't be told"),
];

fn derive(scope: &Scope) -> Derived {
    let recorded = recorded::read(scope);
    let outputs = outputs(scope);
    let files: Vec<Value> = declared::declared(scope)
        .par_iter()
        .map(|declared| {
            let path = declared.path.as_deref();
            let bytes = path.map(|path| bytes(scope.tree, path, &outputs));
            fact(scope, declared, bytes.as_ref(), &recorded)
        })
        .collect();
    let at_lock = |kind: bool| Value::computed(kind).with_place(Some(recorded.place.clone()));
    let record = Value::record([
        ("present", at_lock(recorded.present)),
        ("readable", at_lock(recorded.readable)),
        (
            "files",
            Value::list(files).with_place(scope.place_of("models")),
        ),
    ]);
    Derived::of("lock", record.with_place(Some(recorded.place.clone())))
}

fn fact(scope: &Scope, declared: &Declared, bytes: Option<&Bytes>, recorded: &Recorded) -> Value {
    let here = |kind: Kind| Value::computed(kind).placed_like(declared.name);
    let mut record = Record::new();
    record.put("name", declared.name.clone());
    record.put("role", here(declared.role.into()));
    record.put("remote", here(bytes.is_none().into()));
    let Some(bytes) = bytes else {
        record.put("state", here(State::Remote.word().into()));
        record.put("pinned", here(declared.pinned.into()));
        return record.into_value(None).placed_like(declared.name);
    };
    record.put("state", here(bytes.state.word().into()));
    let path = declared.path.as_deref().unwrap_or_default();
    let below = below(scope, path);
    record.put("path", here(below.into()));
    record.put("file", here(path.into()));
    record.put(
        "sha256",
        bytes.sha256.as_deref().map(|text| here(text.into())),
    );
    let size = bytes.size.and_then(|size| i64::try_from(size).ok());
    record.put("bytes", size.map(|size| here(size.into())));
    record.put("dvc", bytes.dvc.as_deref().map(|text| here(text.into())));
    let entry = recorded.entry(below);
    let listed = match recorded.readable {
        true => Kind::Bool(entry.is_some()),
        false => Kind::Missing(Reason::Unreadable),
    };
    record.keep("listed", here(listed));
    if let Some(entry) = entry {
        record.put("locked_sha256", entry.get("sha256").cloned());
        let locked = entry.get("size");
        record.put("locked_size", locked.cloned());
        let matches = matches(bytes, entry);
        // Other bytes are told of the digest.
        let of_it = size
            .zip(locked)
            .filter(|_| matches!(matches, Kind::Bool(true)));
        let agrees = of_it.map(|(size, locked)| locked.as_int() == Some(size));
        record.put("size_agrees", agrees.map(|agrees| here(agrees.into())));
        record.keep("matches", here(matches));
    }
    record.into_value(None).placed_like(declared.name)
}

/// Whether bytes are those of an entry of the lock. By SHA-256 where both have
/// one, else by what DVC tracks.
fn matches(bytes: &Bytes, entry: &Value) -> Kind {
    let locked = |key: &str| entry.get(key).and_then(Value::as_str);
    if let (Some(found), Some(locked)) = (&bytes.sha256, locked("sha256")) {
        return Kind::Bool(found == locked);
    }
    if let (Some(found), Some(locked)) = (&bytes.dvc, locked("dvc")) {
        return Kind::Bool(found == locked && bytes.tracked != Some(false));
    }
    Kind::Missing(match bytes.state {
        State::Absent => Reason::Absent,
        State::Unreadable => Reason::Unreadable,
        _ => Reason::Unverified,
    })
}

/// A path of the tree as one from the declaration's folder, where it lies below it.
pub(super) fn below<'a>(scope: &Scope, path: &'a str) -> &'a str {
    path.strip_prefix(scope.folder)
        .filter(|_| !scope.folder.is_empty())
        .and_then(|rest| rest.strip_prefix('/'))
        .unwrap_or(path)
}
