//! Which set a document means by an id, and the digest of a set as it is here.

use crate::measure::digest;
use crate::model::Value;

/// Whether a set bears an id, as its own or as an alias.
pub(in crate::facts::derived) fn is_called(set: &Value, id: Option<&str>) -> bool {
    let aliases = set.at_path("entry.aliases").map_or(&[][..], Value::items);
    let mut names = set.get("id").into_iter().chain(aliases);
    names.any(|name| name.as_str().is_some() && name.as_str() == id)
}

/// The digest of a dataset: that of its file, or, of several, the SHA-256 of
/// the lines `sha256␠␠path` sorted by path. `None` where any file has none.
/// `lock` is the list of `lock.files`.
pub(in crate::facts::derived) fn digest_of(set: &Value, lock: &[Value]) -> Option<String> {
    let files = set.at_path("manifest.files").map_or(&[][..], Value::items);
    let mut lines = Vec::new();
    for file in files {
        let path = text(file, "path")?;
        lines.push((path, of_file(file, path, lock)?.to_ascii_lowercase()));
    }
    match lines.as_slice() {
        [] => None,
        [(_, only)] => Some(only.clone()),
        several => {
            let lines = several.iter().map(|(path, hex)| (*path, hex.as_str()));
            Some(digest::of_several(lines))
        }
    }
}

/// What the lock says of a file, else its manifest, else its bytes.
fn of_file<'a>(file: &'a Value, path: &str, lock: &'a [Value]) -> Option<&'a str> {
    let locked = lock.iter().find(|one| text(one, "name") == Some(path));
    let by_lock = |key| locked.and_then(|one| text(one, key));
    by_lock("locked_sha256")
        .or_else(|| text(file, "sha256"))
        .or_else(|| by_lock("sha256"))
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(files: &[(&str, Option<&str>)]) -> Value {
        let files = files.iter().map(|(path, hex)| {
            let mut entries = vec![("path", Value::computed(*path))];
            entries.extend(hex.map(|hex| ("sha256", Value::computed(hex))));
            Value::record(entries)
        });
        Value::record([("manifest", Value::record([("files", Value::list(files))]))])
    }

    #[test]
    fn the_digest_of_a_dataset_is_that_of_its_file_or_of_the_list_of_them() {
        let of = |files: &[(&str, Option<&str>)]| digest_of(&set(files), &[]);
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("a", Some("AB"))]), Some("ab".to_owned()));
        assert_eq!(of(&[("a", Some("ab")), ("b", None)]), None);
        let several = of(&[("b", Some("02")), ("a", Some("01"))]);
        let listed = digest::sha256(&b"01  a\n02  b\n"[..]).expect("bytes in memory");
        assert_eq!(several, Some(listed.hex));
    }

    #[test]
    fn the_lock_goes_before_the_manifest() {
        let entry =
            |key, hex| Value::record([("name", Value::computed("a")), (key, Value::computed(hex))]);
        let of = |hex, lock: Value| digest_of(&set(&[("a", hex)]), &[lock]);
        let locked = || entry("locked_sha256", "02");
        assert_eq!(of(Some("01"), locked()).as_deref(), Some("02"));
        assert_eq!(of(None, locked()).as_deref(), Some("02"));
        let bytes = || entry("sha256", "03");
        assert_eq!(of(Some("01"), bytes()).as_deref(), Some("01"));
        assert_eq!(of(None, bytes()).as_deref(), Some("03"));
    }
}
