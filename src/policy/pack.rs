//! A pack: a folder with `pack.yml` and one folder a principle. The built-in
//! pack and a user's come through the same door; only how their files become
//! plain data differs.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::defect::{Defect, Key, PolicyError, Source};
use super::rule::{self, Rule};
use crate::model::crosswalk::CrosswalkFile;
use crate::model::rule::{Examples, PackFile, PrincipleFile, RuleFile};
use crate::model::{Problem, Reason, Span, Value};
use crate::source::{Blob, Tree, unpacked, yaml};

/// The built-in pack without its examples, as `build.rs` leaves it.
const RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pack.json"));
/// The examples and skeletons of the built-in pack, compressed.
const EXAMPLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/examples.json.zlib"));

pub(super) const PACK: &str = "pack.yml";
const PRINCIPLE: &str = "_principle.yml";
/// The folder of laws and standards: data beside the rules, and no principle.
const CROSSWALK: &str = "crosswalk";

/// A named, versioned set of rules.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the lines `digest  path` of its files, sorted by path.
    pub sha256: String,
    /// Its rules, in the order of principles, then of names.
    pub rules: Vec<Rule>,
    /// Its principles by slug, in their order.
    pub principles: IndexMap<String, PrincipleFile>,
    /// Laws and standards that its rules are related to, by the names of their files.
    pub crosswalk: IndexMap<String, CrosswalkFile>,
    /// `pack.yml`.
    pub file: PackFile,
    /// What it sets, in the words of `ethics.yml`; with places where the pack
    /// stands in the tree that is judged. Missing where it sets nothing.
    pub settings: Value,
    /// Its folder, where it stands in the tree that is judged.
    pub(super) folder: Option<String>,
    /// Its files with places; empty for the built-in pack.
    pub(super) located: IndexMap<String, Value>,
}

/// What `build.rs` embeds for every run.
#[derive(Deserialize)]
struct Embedded {
    sha256: String,
    pack: PackFile,
    principles: IndexMap<String, PrincipleFile>,
    crosswalk: IndexMap<String, CrosswalkFile>,
    rules: IndexMap<String, RuleFile>,
}

/// What `build.rs` embeds for `test` and `explain`.
#[derive(Deserialize)]
struct EmbeddedExamples {
    skeletons: IndexMap<String, IndexMap<String, String>>,
    examples: IndexMap<String, Examples>,
}

impl Pack {
    /// The pack that is built in, without examples.
    ///
    /// # Panics
    /// Never: a test loads the pack, and the bytes don't change after that.
    #[must_use]
    pub fn builtin() -> Self {
        let embedded: Embedded =
            serde_json::from_slice(RULES).expect("internal error: build.rs wrote the pack");
        let rules = embedded.rules.into_iter();
        Self {
            crosswalk: embedded.crosswalk,
            ..Self::of(
                embedded.pack,
                embedded.principles,
                rules.map(|(id, file)| rule::trusted(&id, file)).collect(),
                embedded.sha256,
            )
        }
    }

    /// The pack that is built in, with its examples and skeletons.
    ///
    /// # Panics
    /// Never: a test loads the pack, and the bytes don't change after that.
    #[must_use]
    pub fn builtin_with_examples() -> Self {
        let mut embedded = embedded_examples();
        let mut pack = Self::builtin();
        pack.file.skeletons = embedded.skeletons;
        for rule in &mut pack.rules {
            if let Some(examples) = embedded.examples.shift_remove(&rule.id) {
                rule.file.examples = examples;
            }
        }
        pack
    }

    /// Whether it is the pack that is built in.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        self.located.is_empty()
    }

    /// The examples of one built-in rule, for whoever explains it.
    #[must_use]
    pub fn builtin_examples_of(rule: &str) -> Option<Examples> {
        embedded_examples().examples.shift_remove(rule)
    }

    /// A built-in skeleton, for packs whose examples patch it.
    #[must_use]
    pub fn builtin_skeleton(name: &str) -> Option<&'static IndexMap<String, String>> {
        static SKELETONS: LazyLock<IndexMap<String, IndexMap<String, String>>> =
            LazyLock::new(|| embedded_examples().skeletons);
        SKELETONS.get(name)
    }

    /// The pack whose files are this tree's.
    ///
    /// # Errors
    /// There is no `pack.yml`, or a file is not what it should be: all that
    /// is wrong, each with its place.
    pub fn load(tree: &Tree) -> Result<Self, PolicyError> {
        let mut files = IndexMap::new();
        let mut located = IndexMap::new();
        let mut defects = Vec::new();
        let mut digest = Sha256::new();
        for entry in tree.entries() {
            let path = &*entry.path;
            if !path.ends_with(".yml") {
                if path.ends_with(".yaml") {
                    defects.push(whole_file(path, "a pack's files end in `.yml`; rename it"));
                }
                continue;
            }
            let document = match tree.read(path) {
                Blob::Text(document) => document,
                Blob::Pointer(..) => {
                    defects.push(whole_file(path, "this is a pointer without its object"));
                    continue;
                }
                Blob::Unreadable(problem) => {
                    defects.push(Defect::at(&problem.place, spell(&problem)));
                    continue;
                }
                Blob::Missing => continue,
            };
            digest.update(format!(
                "{}  {path}\n",
                hex(&Sha256::digest(&document.text))
            ));
            let parsed = yaml::parse(&document, Span::new(0, document.text.len()));
            // `off` is a level here, whatever YAML 1.1 makes of it; where a
            // boolean is meant, the shape says so.
            let defective = |problem: &&Problem| problem.code != "yaml-1.1";
            defects.extend(
                parsed
                    .problems
                    .iter()
                    .filter(defective)
                    .map(|problem| Defect::at(&problem.place, spell(problem))),
            );
            files.insert(path.to_owned(), parsed.value.to_json());
            located.insert(path.to_owned(), parsed.value);
        }
        if !defects.is_empty() {
            defects.sort();
            return Err(PolicyError::Invalid { defects });
        }
        Self::assemble(files, located, hex(&digest.finalize()))
    }

    /// Files of a user, each held against its shape and the catalogue.
    fn assemble(
        mut files: IndexMap<String, serde_json::Value>,
        located: IndexMap<String, Value>,
        sha256: String,
    ) -> Result<Self, PolicyError> {
        let mut defects = Vec::new();
        let Some(pack) = files.shift_remove(PACK) else {
            return Err(PolicyError::NoPack);
        };
        let file: Option<PackFile> = read(pack, &source(&located, PACK), &mut defects);
        let mut principles = IndexMap::new();
        let mut crosswalk = IndexMap::new();
        let mut rules = Vec::new();
        for (path, json) in files {
            let source = source(&located, &path);
            match path.split('/').collect::<Vec<_>>()[..] {
                [principle, PRINCIPLE] => {
                    if let Some(file) = read::<PrincipleFile>(json, &source, &mut defects) {
                        principles.insert(principle.to_owned(), file);
                    }
                }
                [CROSSWALK, name] => {
                    let id = name.trim_end_matches(".yml");
                    if !is_id(id) {
                        let what = "a standard's id is the name of its file: lower case letters, digits and hyphens";
                        defects.push(source.defect(&[], what));
                    }
                    if let Some(file) = read::<CrosswalkFile>(json, &source, &mut defects) {
                        crosswalk.insert(id.to_owned(), file);
                    }
                }
                [_, name] if !name.starts_with('_') => {
                    let id = path.trim_end_matches(".yml");
                    if !is_id(id) {
                        let what = "a rule's id is the path of its file: lower case letters, digits and hyphens";
                        defects.push(source.defect(&[], what));
                    }
                    if let Some(file) = read::<RuleFile>(json, &source, &mut defects) {
                        rules.extend(rule::compile(id, file, &source, &mut defects));
                    }
                }
                _ => {
                    let what = "a pack holds pack.yml, crosswalk/<standard>.yml, <principle>/_principle.yml and <principle>/<rule>.yml";
                    defects.push(source.defect(&[], what));
                }
            }
        }
        match file {
            Some(file) if defects.is_empty() => {
                let mut pack = Self {
                    located,
                    crosswalk,
                    ..Self::of(file, principles, rules, sha256)
                };
                pack.hold_settings(&mut defects);
                if !defects.is_empty() {
                    defects.sort();
                    return Err(PolicyError::Invalid { defects });
                }
                Ok(pack)
            }
            _ => {
                defects.sort();
                Err(PolicyError::Invalid { defects })
            }
        }
    }

    /// Both doors meet here.
    fn of(
        file: PackFile,
        mut principles: IndexMap<String, PrincipleFile>,
        mut rules: Vec<Rule>,
        sha256: String,
    ) -> Self {
        principles.sort_by(|a, left, b, right| left.order.cmp(&right.order).then_with(|| a.cmp(b)));
        let order = |rule: &Rule| {
            principles
                .get_index_of(&rule.principle)
                .unwrap_or(usize::MAX)
        };
        rules.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id)));
        Self {
            name: file.name.clone(),
            version: file.version.clone(),
            sha256,
            rules,
            principles,
            file,
            crosswalk: IndexMap::new(),
            settings: Value::missing(Reason::Absent, None),
            folder: None,
            located: IndexMap::new(),
        }
    }

    /// The rule with this id, or that had it once.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let by_id = self.rules.iter().find(|rule| rule.id == id);
        by_id.or_else(|| {
            self.rules
                .iter()
                .find(|rule| rule.file.aliases.iter().any(|alias| alias == id))
        })
    }

    /// The file of a rule, with its places where there are some.
    pub(super) fn source<'a>(&'a self, path: &'a str) -> Source<'a> {
        source(&self.located, path)
    }
}

fn source<'a>(located: &'a IndexMap<String, Value>, path: &'a str) -> Source<'a> {
    Source {
        path,
        located: located.get(path),
    }
}

fn embedded_examples() -> EmbeddedExamples {
    let text = unpacked(EXAMPLES);
    serde_json::from_slice(&text).expect("internal error: build.rs wrote the examples")
}

fn read<T: DeserializeOwned>(
    json: serde_json::Value,
    source: &Source,
    defects: &mut Vec<Defect>,
) -> Option<T> {
    match serde_path_to_error::deserialize(json) {
        Ok(file) => Some(file),
        Err(error) => {
            defects.push(source.mismatch(&error));
            None
        }
    }
}

fn is_id(id: &str) -> bool {
    let slug = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    id.split('/').all(slug)
}

fn whole_file(path: &str, what: &str) -> Defect {
    Source {
        path,
        located: None,
    }
    .defect(&[] as &[Key], what)
}

fn spell(problem: &crate::model::Problem) -> String {
    if problem.detail.en.is_empty() {
        problem.code.replace('-', " ")
    } else {
        format!("{}: {}", problem.code.replace('-', " "), problem.detail.en)
    }
}

pub(super) fn hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_built_in_when_reads_what_no_report_may_name() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
        let tree = Tree::working(&root).expect("policies/ is there");
        let pack = Pack::load(&tree).expect("policies/ is a pack");
        for rule in &pack.rules {
            for check in &rule.checks {
                assert!(!check.when_is_sensitive, "{}#{}", rule.id, check.file.id);
            }
        }
    }
}
