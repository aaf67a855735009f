//! `left_out`: how much of a system's own code `exclude` hides. Whoever leaves
//! out the code leaves out every sign that is in it.

use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::path::parted;
use crate::model::{Fact, Type, Value};

/// What is excluded, in numbers.
pub static FAMILY: Family = Family {
    name: "left_out",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("left_out.code", Type::Int, "exclude, the tree", "files of code that `exclude` leaves out; tests, examples and code of others don't count").unit("files"),
    Fact::new("left_out.kept", Type::Int, "exclude, the tree", "files of code that are part of the system; absent where nothing is excluded").unit("files"),
    Fact::new("left_out.first", Type::Text, "exclude, the tree", "the first file that is left out; absent where there is none"),
];

/// Code, by extension.
#[rustfmt::skip]
const CODE: &[&str] = &[
    "c", "cc", "cjs", "cpp", "cs", "dart", "ex", "exs", "go", "ipynb", "java", "jl", "js", "jsx", "kt", "kts",
    "mjs", "mts", "php", "py", "r", "rb", "rs", "scala", "svelte", "swift", "ts", "tsx", "vue",
];
/// Folders of what is no part of a product, or somebody else's.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    ".venv", "bench", "benches", "build", "demo", "dist", "docs", "examples", "external", "fixtures", "fuzz",
    "generated", "node_modules", "site-packages", "spec", "target", "test", "testdata", "tests", "third_party",
    "third-party", "vendor", "venv",
];

fn derive(scope: &Scope) -> Derived {
    if scope.excluded.is_empty() {
        let none = Value::record([("code", Value::computed(0_usize))]);
        return Derived::of("left_out", none.with_place(scope.place_of("exclude")));
    }
    let own = |path: &str| is_own(scope.within(path));
    let mut excluded = scope.excluded.iter().filter(|entry| own(&entry.path));
    let kept = scope.files.iter().filter(|entry| own(&entry.path)).count();
    let mut record = Record::new();
    let first = excluded.next();
    let code = excluded.count() + usize::from(first.is_some());
    record.put("code", Value::computed(code));
    record.put("kept", Value::computed(kept));
    record.put("first", first.map(|entry| Value::computed(&*entry.path)));
    Derived::of("left_out", record.into_value(scope.place_of("exclude")))
}

/// Whether a path is one of a system's own code.
fn is_own(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folders, name) = parted(&lower);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    CODE.contains(&extension) && !folders.split('/').any(|folder| ASIDE.contains(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_systems_own_code_is_told_from_tests_and_the_code_of_others() {
        for path in ["train.py", "src/app/main.TS", "notebooks/a.ipynb"] {
            assert!(is_own(path), "{path}");
        }
        for path in ["vendor/a.go", "src/tests/a.py", "README.md", "Makefile"] {
            assert!(!is_own(path), "{path}");
        }
    }
}
