//! The files that manifests list, and whether the bytes are the listed ones.

use std::collections::BTreeMap;

use super::name;
use crate::facts::Scope;
use crate::facts::derived::lock::{self, Bytes, Output, State};
use crate::manifest::record::Record;
use crate::measure::digest::{self, Md5Of};
use crate::model::{Kind, Reason, Value};

/// Every file of every manifest, and how many each manifest lists.
pub(super) fn files(scope: &Scope, sets: &[&Value]) -> (Vec<Value>, Vec<Value>) {
    let outputs = lock::outputs(scope);
    let locked = locked(scope);
    let (mut files, mut listings) = (Vec::new(), Vec::new());
    for set in sets {
        let readable = set.at_path("manifest.readable").and_then(Value::as_bool);
        let listed = set.at_path("manifest.files").map_or(&[][..], Value::items);
        if readable == Some(true) {
            listings.push(listing(set, listed));
        }
        for file in listed {
            let Some(path) = file.get("path") else {
                continue;
            };
            let there = There::of(scope, file, path, &outputs);
            files.push(fact(set, file, path, &there, &locked));
        }
    }
    (files, listings)
}

/// Digests in the lock, by the path that the lock gives.
fn locked<'a>(scope: &Scope<'a>) -> BTreeMap<&'a str, &'a Value> {
    let files = scope.known.get("lock").and_then(|lock| lock.get("files"));
    files
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|file| Some((file.get("path")?.as_str()?, file.get("locked_sha256")?)))
        .collect()
}

fn listing(set: &Value, listed: &[Value]) -> Value {
    let mut record = Record::new();
    let name = name(set);
    let digests = listed.iter().any(|file| digest_of(file).is_some());
    let at = super::manifest_place(set);
    record.put("name", name.clone());
    let digests = Value::computed(digests).with_place(at.clone());
    record.put("has_digests", digests);
    record.into_value(at)
}

/// The digest that a manifest gives of a file: SHA-256 before MD5, and MD5 in
/// the conventions of DVC.
fn digest_of(file: &Value) -> Option<(&'static str, &Value)> {
    ["sha256", "md5", "md5_lf", "md5_dir"]
        .into_iter()
        .find_map(|kind| Some((kind, file.get(kind).filter(|text| text.says_something())?)))
}

/// What stands at a listed path.
struct There {
    bytes: Bytes,
    path: Option<String>,
    /// Of a file that is here: its MD5 in the manifest's convention.
    md5: Option<String>,
}

impl There {
    fn of(scope: &Scope, file: &Value, name: &Value, outputs: &BTreeMap<String, Output>) -> Self {
        let in_tree = file.get("in_tree").and_then(Value::as_str);
        let path = in_tree.map_or_else(|| lock::resolve(scope, name), |path| Some(path.to_owned()));
        let Some(found) = path.as_deref() else {
            return Self {
                bytes: Bytes::nowhere(State::Remote),
                path: None,
                md5: None,
            };
        };
        let bytes = match found.contains(['*', '?', '[']) {
            true => several(scope, found, outputs),
            false => lock::bytes(scope.tree, found, outputs),
        };
        let of = match digest_of(file) {
            Some(("md5", _)) => Some(Md5Of::Bytes),
            Some(("md5_lf", _)) => Some(Md5Of::UnixText),
            _ => None,
        };
        let md5 = of
            .filter(|_| bytes.state == State::Here)
            .and_then(|of| digest::md5(scope.tree.open(found).ok()?, of).ok())
            .map(|digest| digest.hex);
        Self { bytes, path, md5 }
    }
}

/// The files of a pattern as one: their size together, and the digest of the
/// list of their digests.
fn several(scope: &Scope, pattern: &str, outputs: &BTreeMap<String, Output>) -> Bytes {
    let Ok(glob) = globset::Glob::new(pattern) else {
        return Bytes::nowhere(State::Absent);
    };
    let matcher = glob.compile_matcher();
    let mut files = Vec::new();
    for entry in scope
        .files
        .iter()
        .filter(|entry| matcher.is_match(&*entry.path))
    {
        let bytes = lock::bytes(scope.tree, &entry.path, outputs);
        let (Some(sha256), Some(size)) = (bytes.sha256, bytes.size) else {
            return Bytes::nowhere(bytes.state);
        };
        let path = lock::below(scope, &entry.path);
        files.push((path.to_owned(), sha256, size));
    }
    match files.as_slice() {
        [] => Bytes::nowhere(State::Absent),
        [(_, sha256, size)] => Bytes {
            sha256: Some(sha256.clone()),
            size: Some(*size),
            ..Bytes::nowhere(State::Here)
        },
        files => Bytes {
            sha256: Some(digest::of_several(
                files
                    .iter()
                    .map(|(path, sha256, _)| (path.as_str(), sha256.as_str())),
            )),
            size: Some(files.iter().map(|(_, _, size)| size).sum()),
            ..Bytes::nowhere(State::Here)
        },
    }
}

fn fact(
    set: &Value,
    file: &Value,
    path: &Value,
    there: &There,
    locked: &BTreeMap<&str, &Value>,
) -> Value {
    let mut record = Record::new();
    let here = |kind: Kind| Value::computed(kind).placed_like(path);
    record.put("name", path.clone());
    record.put("dataset", name(set));
    record.put("state", here(there.bytes.state.word().into()));
    let digest = digest_of(file);
    let agrees = match digest {
        None => Value::computed(Kind::Missing(Reason::Absent)).placed_like(path),
        Some((kind, digest)) => Value::computed(agrees(kind, digest, there)).placed_like(digest),
    };
    // Other bytes have another size; that is told once.
    let differs = agrees.as_bool() == Some(false);
    record.keep("agrees", agrees);
    if let Some((kind, digest)) = digest {
        record.put("digest", digest.clone());
        let found = match kind {
            "sha256" => there.bytes.sha256.as_deref(),
            _ => there.md5.as_deref().or(there.bytes.dvc.as_deref()),
        };
        record.put("found", found.map(|found| here(found.into())));
        let lock = there.path.as_deref().and_then(|path| locked.get(path));
        if let (Some(lock), "sha256") = (lock, kind) {
            record.put("locked", (*lock).clone());
        }
    }
    if let (Some(size), Some(found), false) = (file.get("size"), there.bytes.size, differs) {
        let found = i64::try_from(found).unwrap_or(i64::MAX);
        record.put("size", size.clone());
        record.put("found_size", here(found.into()));
    }
    // What DVC says itself is held against the bytes as a digest.
    let is_dvc = digest.is_some_and(|(_, digest)| {
        let said = digest.place.as_ref().map_or("", crate::model::Place::path);
        said.ends_with(".dvc") || said.ends_with("dvc.lock")
    });
    if let (Some(tracked), false) = (there.bytes.tracked, is_dvc) {
        record.put("tracked", here(tracked.into()));
    }
    record.into_value(None).placed_like(path)
}

/// Whether a digest is that of the bytes.
fn agrees(kind: &str, digest: &Value, there: &There) -> Kind {
    let unverified = Kind::Missing(Reason::Unverified);
    let Some(digest) = digest.as_str().map(str::to_ascii_lowercase) else {
        return unverified;
    };
    let len = if kind == "sha256" { 64 } else { 32 };
    if digest.len() != len || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return unverified;
    }
    let found = match (kind, there.bytes.state) {
        (_, State::Unreadable) => return Kind::Missing(Reason::Unreadable),
        // Of a folder that is here DVC's own list of it was made and compared.
        ("md5_dir", State::Here) => {
            let same = there.bytes.dvc.as_deref() == Some(&format!("{digest}.dir"));
            return match there.bytes.tracked {
                Some(tracked) if same => Kind::Bool(tracked),
                _ => unverified,
            };
        }
        ("md5_dir", State::Dvc) => {
            let listed = there.bytes.dvc.as_ref();
            return listed.map_or(unverified, |listed| {
                Kind::Bool(*listed == format!("{digest}.dir"))
            });
        }
        ("sha256", _) => there.bytes.sha256.as_ref(),
        (_, State::Here) => there.md5.as_ref(),
        (_, State::Dvc) => there.bytes.dvc.as_ref(),
        _ => None,
    };
    found.map_or(unverified, |found| Kind::Bool(*found == digest))
}
