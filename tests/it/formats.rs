//! Each format on a small document made for it: what is read, at which place,
//! and which documents only look like it.

use std::path::Path;

use ethics_gate::manifest::{self, Candidate, Depth, Describes};
use ethics_gate::model::{Document, Kind, Value};

use Describes::{Dataset, Evidence, Model};

/// A file of `formats/`, what a declaration says that it describes, what it
/// calls that, and the format that must read it.
pub(crate) const GOLDEN: &[(&str, Describes, &str, &str)] = &[
    (
        "cyclonedx.cdx.json",
        Model,
        "eta-estimator",
        "cyclonedx-model",
    ),
    (
        "cyclonedx.cdx.json",
        Dataset,
        "trips-2025",
        "cyclonedx-data",
    ),
    ("spdx.spdx3.json", Model, "page-reader", "spdx-ai"),
    ("spdx.spdx3.json", Dataset, "letters", "spdx-dataset"),
    (
        "toolkit-0.0.1.json",
        Model,
        "leaf-sorter",
        "model-card-toolkit",
    ),
    (
        "toolkit-0.0.2.json",
        Model,
        "leaf-sorter",
        "model-card-toolkit",
    ),
    ("keyed-card.json", Model, "street-names", "keyed-model-card"),
    (
        "schema-org.jsonld",
        Dataset,
        "bird-counts",
        "schema-org-dataset",
    ),
    ("data-provenance.json", Dataset, "rides", "data-provenance"),
    ("dataset_infos.json", Dataset, "weather", "dataset-infos"),
    ("MLmodel", Model, "queue-length", "mlflow-model"),
    ("rides.csv.dvc", Dataset, "rides", "dvc"),
    ("dvc.lock", Dataset, "train", "dvc"),
    ("lm-eval.json", Evidence, "", "lm-eval"),
    ("lm-eval-old.json", Evidence, "", "lm-eval"),
    ("mteb.json", Evidence, "", "mteb"),
    ("moonshot.json", Evidence, "", "moonshot"),
    ("axe.json", Evidence, "", "axe"),
    ("eval_results.yaml", Evidence, "", "hf-eval-results"),
    ("model-index.md", Evidence, "", "hf-model-index"),
    ("group-counts.csv", Evidence, "", "group-counts"),
    ("aequitas.csv", Evidence, "", "aequitas"),
    ("fairlearn.csv", Evidence, "", "fairlearn"),
    ("croissant.json", Dataset, "street-sounds", "croissant"),
    ("datapackage.yaml", Dataset, "street-trees", "data-package"),
    ("dataset-card.md", Dataset, "talks", "hf-dataset-card"),
    ("datasheet.md", Dataset, "register", "data-card"),
    ("small.yml", Dataset, "letters", "ethics-data"),
    ("model-card.md", Model, "street-names", "model-card"),
    ("hf-model-card.md", Model, "street-names", "hf-model-card"),
    ("envelope.json", Evidence, "", "ethics-evidence"),
];

/// Files that no format reads, whatever they are called.
const NONE: &[&str] = &[
    "cyclonedx-plain.json",
    "aibom-of-another-kind.json",
    "spdx-software.json",
    "scores-under-the-name-of-a-card.json",
    "schema-org-page.jsonld",
    "workflow-with-source.yml",
    "features-of-a-product.json",
    "flavors-of-ice.yml",
    "dvc.yaml",
    "search-results.json",
    "linter.json",
    "predictions.csv",
];

pub(crate) fn document(name: &str) -> std::sync::Arc<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/formats");
    let text = std::fs::read_to_string(folder.join(name)).expect("a fixture");
    Document::new(name, text)
}

/// One line a value: its path, what it is, and where it stands.
fn lines(path: &str, value: &Value, found: &mut Vec<String>) {
    match &value.kind {
        Kind::Map(map) if !map.is_empty() => {
            for (key, member) in map.iter() {
                let path = if path.is_empty() {
                    key.to_string()
                } else {
                    format!("{path}.{key}")
                };
                lines(&path, member, found);
            }
        }
        Kind::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                lines(&format!("{path}[{index}]"), item, found);
            }
        }
        _ => {
            let at = value.place.as_ref().map_or_else(String::new, |place| {
                let start = place.start();
                format!("  @{}:{}", start.line, start.column)
            });
            found.push(format!("{path} = {:?}{at}", value.kind));
        }
    }
}

#[test]
fn each_format_says_what_it_can_and_leaves_the_rest_out() {
    let mut stale = Vec::new();
    for (name, describes, id, wanted) in GOLDEN {
        let candidate = Candidate::parse(&document(name), Depth::Whole).about(Some(*id));
        let bare_nan = |text: &str| text.contains("NaN");
        assert!(
            candidate.problems.is_empty() || bare_nan(&candidate.document.text),
            "{name}: {:?}",
            candidate.problems
        );
        let format = manifest::recognize_as(&candidate, *describes).expect(name);
        assert_eq!(format.id(), *wanted, "{name}");
        let manifest = manifest::interpret(format, candidate, Depth::Whole);
        let wrong = manifest.problems.iter().any(|one| one.code != "bare-nan");
        assert!(!wrong, "{name}: {:?}", manifest.problems);
        let mut found = Vec::new();
        lines("", &manifest.facts, &mut found);
        let snapshot = format!("format_{}_{wanted}", name.replace('.', "_"));
        let text = found.join("\n");
        let compared = std::panic::catch_unwind(|| insta::assert_snapshot!(snapshot, text));
        stale.extend(compared.err().map(|_| *name));
    }
    assert!(stale.is_empty(), "{stale:?}");
}

#[test]
fn the_head_is_the_beginning_of_the_whole() {
    for (name, describes, id, _) in GOLDEN {
        let read = |depth| {
            let candidate = Candidate::parse(&document(name), depth).about(Some(*id));
            let format = manifest::recognize_as(&candidate, *describes).expect(name);
            manifest::interpret(format, candidate, depth).facts
        };
        let (head, whole) = (read(Depth::Head), read(Depth::Whole));
        for (key, value) in head.entries() {
            let same = whole.get(key).map(Value::to_json) == Some(value.to_json());
            assert!(same, "{name}: {key} differs");
        }
    }
}

#[test]
fn look_alikes_are_none() {
    for name in NONE {
        let found = manifest::read(&document(name), Depth::Head);
        assert!(
            found.is_none(),
            "{name}: {:?}",
            found.map(|found| found.format)
        );
    }
}

#[test]
fn of_several_models_the_one_that_bears_the_id_counts_and_no_other() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [
        {"type": "machine-learning-model", "name": "acme/one", "version": "1", "licenses": [{"license": {"id": "MIT"}}]},
        {"type": "machine-learning-model", "bom-ref": "model:two", "name": "Two", "version": "2"}]}"#;
    let version = |id: Option<&str>| {
        let document = Document::new("aibom.json", text);
        let candidate = Candidate::parse(&document, Depth::Whole).about(id);
        let format = manifest::recognize_as(&candidate, Model).expect("a format");
        let manifest = manifest::interpret(format, candidate, Depth::Whole);
        let version = manifest.facts.get("version").and_then(Value::as_str);
        let codes: Vec<_> = manifest.problems.iter().map(|one| one.code).collect();
        (version.map(str::to_owned), codes)
    };
    assert_eq!(version(Some("one")), (Some("1".to_owned()), vec![]));
    assert_eq!(version(Some("two")), (Some("2".to_owned()), vec![]));
    assert_eq!(version(Some("three")), (None, vec!["which-one"]));
    assert_eq!(version(None), (None, vec!["which-one"]));
}

/// Every key of a record as the page names it: without indexes, a passage by
/// its topic, what only names a passage or a table left out.
fn keys(path: &str, value: &Value, found: &mut std::collections::BTreeSet<String>) {
    if path == "tables" {
        found.insert(path.to_owned());
    } else if path == "sections" {
        let topics = value
            .items()
            .iter()
            .filter_map(|section| section.get("topics"));
        for topic in topics.flat_map(Value::items).filter_map(Value::as_str) {
            found.insert(format!("sections: {topic}"));
        }
    } else {
        match &value.kind {
            Kind::Map(map) if path != "groups" => {
                for (key, member) in map.iter() {
                    let path = match path {
                        "" => key.to_string(),
                        path => format!("{path}.{key}"),
                    };
                    keys(&path, member, found);
                }
            }
            Kind::List(items) if items.iter().any(|item| matches!(item.kind, Kind::Map(_))) => {
                for item in items.iter() {
                    keys(path, item, found);
                }
            }
            _ => {
                found.insert(path.to_owned());
            }
        }
    }
}

/// The sections of the page: a format's id, its title, and the keys of its table.
fn documented(page: &str) -> Vec<(String, String, std::collections::BTreeSet<String>)> {
    let mut found: Vec<(String, String, std::collections::BTreeSet<String>)> = Vec::new();
    let mut in_format = false;
    for line in page.lines() {
        if line.starts_with("## ") {
            // Formats are sections of their own; what stands elsewhere is about something else.
            in_format = false;
        } else if let Some(heading) = line.strip_prefix("### ") {
            in_format = true;
            let (title, id) = heading.rsplit_once(" · ").expect("a title and an id");
            let id = id.trim_matches('`').to_owned();
            found.push((id, title.to_owned(), std::collections::BTreeSet::new()));
        } else if let (true, Some((_, _, keys))) =
            (in_format && line.starts_with("| `"), found.last_mut())
        {
            let cell = line
                .trim_start_matches("| ")
                .split(" | ")
                .next()
                .unwrap_or("");
            keys.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

#[test]
fn the_page_of_formats_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = std::fs::read_to_string(path).expect("the page");
    let documented = documented(&page);
    let mut wrong = Vec::new();
    for format in manifest::FORMATS {
        let mut read = std::collections::BTreeSet::new();
        for (name, describes, id, _) in GOLDEN.iter().filter(|golden| golden.3 == format.id()) {
            let candidate = Candidate::parse(&document(name), Depth::Whole).about(Some(*id));
            let format = manifest::recognize_as(&candidate, *describes).expect(name);
            keys(
                "",
                &manifest::interpret(format, candidate, Depth::Whole).facts,
                &mut read,
            );
        }
        let section = documented.iter().find(|section| section.0 == format.id());
        let Some((_, title, told)) = section else {
            wrong.push(format!(
                "### {} · `{}`: {read:?}",
                format.title(),
                format.id()
            ));
            continue;
        };
        if title != format.title() {
            wrong.push(format!("{} is called {:?}", format.id(), format.title()));
        }
        let untold: Vec<_> = read.difference(told).collect();
        let unread: Vec<_> = told.difference(&read).collect();
        if !untold.is_empty() || !unread.is_empty() {
            wrong.push(format!(
                "{}: read and not told {untold:?}, told and in no golden document {unread:?}",
                format.id()
            ));
        }
    }
    let unknown = documented.iter().filter(|section| {
        manifest::FORMATS
            .iter()
            .all(|format| format.id() != section.0)
    });
    wrong.extend(unknown.map(|section| format!("{} is no format", section.0)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
