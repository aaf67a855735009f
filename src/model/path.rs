//! Paths of the tree: relative, `/` between their parts on every system.

/// The folder that a file lies in and its own name: `("a/b", "c.csv")` of
/// `a/b/c.csv`. The folder of what lies in the root is empty.
#[must_use]
pub fn parted(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The folder that a file lies in, empty for the root.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    parted(path).0
}

/// The last part of a path: what the file is called, with its extension.
#[must_use]
pub fn name_of(path: &str) -> &str {
    parted(path).1
}
