//! Facts on documents: what models, datasets and evidence are said to be.

use std::collections::BTreeMap;

use ethics_gate::facts::{self, Scope, catalogue};
use ethics_gate::manifest::declaration;
use ethics_gate::model::finding::Reason;
use ethics_gate::model::{Document, Kind, Map, Value};
use ethics_gate::source::{Blob, Tree};

use crate::manifests::{said, text};

/// The facts of a small tree.
pub(crate) fn facts(files: &[(&str, &str)]) -> Value {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    facts_of(&Tree::memory(files))
}

/// The facts of a tree with its declaration at the root.
fn facts_of(tree: &Tree) -> Value {
    let document = match tree.read("ethics.yml") {
        Blob::Text(document) => document,
        _ => Document::missing("ethics.yml"),
    };
    let declared = declaration::read(&document);
    let entries: Vec<_> = tree.entries().iter().collect();
    let scope = Scope {
        tree,
        path: "ethics.yml",
        folder: "",
        declaration: &declared.value,
        problems: &declared.problems,
        files: &entries,
        ownerless: &[],
        excluded: &[],
        systems: &[],
        rules: &BTreeMap::new(),
        bindings: &[],
        extended: &[],
        known: &Map::default(),
        pipelines: &facts::Pipelines::of(tree),
        before: None,
        context: None,
        today: "2026-12-01".parse().expect("a date"),
    };
    facts::collect(&scope, facts::Extent::Whole).root
}

const MANIFEST: &str = "schema: ethics-data/1\nid: d\npublisher: someone\nlicense: cc-by-4.0\nlabels: {by: staff, paid: hourly}\n";

#[test]
fn an_entry_goes_before_its_manifest_and_values_keep_their_place() {
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\ndata:\n- {id: d, role: train, manifest: data/d.yml, license: proprietary, labels: {by: crowd}}\n",
        ),
        ("data/d.yml", MANIFEST),
    ]);
    let set = &root.get("datasets").expect("datasets").items()[0];
    assert_eq!(text(set, "license"), Some("proprietary"));
    assert_eq!(text(set, "manifest.license"), Some("cc-by-4.0"));
    assert_eq!(text(set, "publisher"), Some("someone"));
    assert_eq!(text(set, "labels.by"), Some("crowd"));
    assert_eq!(text(set, "labels.paid"), Some("hourly"));
    let path = |key: &str| {
        set.at_path(key)
            .and_then(|value| value.place.as_ref())
            .map(|place| place.path().to_owned())
    };
    assert_eq!(path("license").as_deref(), Some("ethics.yml"));
    assert_eq!(path("publisher").as_deref(), Some("data/d.yml"));
    assert_eq!(path("entry").as_deref(), Some("ethics.yml"));
}

#[test]
fn what_an_unreadable_manifest_may_hold_is_missing_for_that_reason() {
    for (file, reason) in [
        (Some("{\"rows\": 3}"), Reason::Unreadable),
        (
            Some(
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12\n",
            ),
            Reason::Unverified,
        ),
        (None, Reason::Absent),
    ] {
        let mut files = vec![(
            "ethics.yml",
            "version: 1\ndata: [{id: d, role: train, manifest: data/d.json}]\n",
        )];
        files.extend(file.map(|text| ("data/d.json", text)));
        let root = facts(&files);
        let set = &root.get("datasets").expect("datasets").items()[0];
        assert_eq!(text(set, "manifest.reason"), Some(reason.name()));
        let publisher = set.get("publisher").expect("a publisher that is missing");
        assert!(matches!(publisher.kind, Kind::Missing(why) if why == reason));
        assert_eq!(said(Some(publisher)), "data/d.json");
    }
}

#[test]
fn documents_lists_what_nobody_declared_too() {
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\nmodels: [{id: m, card: README.md}]\n",
        ),
        ("README.md", "---\nlicense: mit\ntags: [x]\n---\n# M\n"),
        (
            "old/MODEL_CARD.md",
            "# Model card\n\n## Intended use\n\nText.\n",
        ),
        ("docs/guide.md", "# Guide\n"),
        ("notes/README.md", "# Notes\n"),
    ]);
    let documents = root.get("documents").map_or(&[][..], Value::items);
    let listed: Vec<_> = documents
        .iter()
        .map(|document| {
            (
                text(document, "path").unwrap_or(""),
                text(document, "format").unwrap_or(""),
                document.get("declared").and_then(Value::as_bool),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            ("README.md", "hf-model-card", Some(true)),
            ("old/MODEL_CARD.md", "model-card", Some(false)),
        ]
    );
}

#[test]
fn evidence_is_an_envelope_or_a_table_of_counts() {
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\nbenefit: {evidence: e/benefit.json}\nfairness: {counts: e/counts.csv, declared: e/none.json}\n",
        ),
        (
            "e/benefit.json",
            r#"{"schema": "ethics-evidence/1", "kind": "metrics", "created": "2026-10-01", "results": [{"metric": "hours", "value": 31, "n": 40}]}"#,
        ),
        (
            "e/counts.csv",
            "attribute,group,tp,fp,fn,tn\nage,19-29,1,2,3,4\nage,30+,5,6,7,8\n",
        ),
    ]);
    let evidence = root.get("evidence").map_or(&[][..], Value::items);
    assert_eq!(evidence.len(), 3);
    assert!(
        evidence[0]
            .get("created")
            .and_then(Value::as_date)
            .is_some()
    );
    let counts = evidence
        .iter()
        .find(|item| text(item, "key") == Some("fairness.counts"))
        .expect("counts");
    let rows = counts.get("results").map_or(&[][..], Value::items);
    assert_eq!(text(&rows[1], "group"), Some("30+"));
    assert_eq!(rows[1].get("tn").and_then(Value::as_int), Some(8));
    assert_eq!(said(rows[1].get("tn")), "8");
    assert_eq!(rows[1].mark().map(|mark| mark.start().line), Some(3));
    let absent = evidence
        .iter()
        .find(|item| text(item, "path") == Some("e/none.json"))
        .expect("the absent one");
    assert_eq!(text(absent, "reason"), Some("absent"));
}

/// Where the facts of documents differ from what is catalogued.
pub(crate) fn uncatalogued(tree: &Tree) -> Vec<String> {
    let families = ["documents", "models", "datasets", "evidence"];
    catalogue::types()
        .differences(&facts_of(tree))
        .into_iter()
        .filter(|line| families.iter().any(|family| line.starts_with(family)))
        .collect()
}

#[test]
fn the_facts_of_the_examples_are_all_in_the_catalogue() {
    for example in ["minimal", "credit-scoring", "teen-chat", "unfinished"] {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let tree = Tree::working(&root.join(example)).expect("an example");
        let found = uncatalogued(&tree);
        assert!(found.is_empty(), "{example}:\n{}", found.join("\n"));
    }
}
