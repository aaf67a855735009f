//! What documents mean: each format on small documents made for the point.

use ethics_gate::manifest::{self, Candidate, Depth, Describes, Manifest};
use ethics_gate::model::finding::Reason;
use ethics_gate::model::{Document, Kind, Value};

fn read_as(path: &str, text: &str, describes: Describes) -> Manifest {
    let candidate = Candidate::parse(&Document::new(path, text), Depth::Whole);
    let format = manifest::recognize_as(&candidate, describes).expect("a known format");
    manifest::interpret(format, candidate, Depth::Whole)
}

fn model(text: &str) -> Value {
    read_as("README.md", text, Describes::Model).facts
}

fn dataset(path: &str, text: &str) -> Value {
    read_as(path, text, Describes::Dataset).facts
}

pub(crate) fn text<'a>(record: &'a Value, path: &str) -> Option<&'a str> {
    record.at_path(path).and_then(Value::as_str)
}

pub(crate) fn texts(record: &Value, key: &str) -> Vec<String> {
    let items = record.get(key).map_or(&[][..], Value::items);
    items
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// The headings that speak of a topic.
fn about(record: &Value, topic: &str) -> Vec<String> {
    let sections = record.get("sections").map_or(&[][..], Value::items);
    sections
        .iter()
        .filter(|section| texts(section, "topics").iter().any(|name| name == topic))
        .filter_map(|section| text(section, "heading").map(str::to_owned))
        .collect()
}

/// What the bytes at a value's place say.
pub(crate) fn said(value: Option<&Value>) -> &str {
    value
        .and_then(|value| value.place.as_ref())
        .map_or("", |place| place.text())
}

#[test]
fn one_value_or_a_list_of_them_mean_the_same() {
    let one = model("---\nlicense: mit\nlanguage: ko\ntags: chat\nbase_model: a/b\n---\n# T\n");
    let many =
        model("---\nlicense: [mit]\nlanguage: [ko]\ntags: [chat]\nbase_model: [a/b]\n---\n# T\n");
    for key in ["licenses", "languages", "tags", "base_models"] {
        assert_eq!(texts(&one, key), texts(&many, key), "{key}");
    }
    assert_eq!(text(&many, "license"), Some("mit"));
}

#[test]
fn null_and_a_list_of_nulls_say_nothing() {
    let card = model("---\nlicense: null\nlanguage: [null]\ndatasets:\n- \ntags: []\n---\n# T\n");
    for key in ["license", "licenses", "languages", "datasets", "tags"] {
        assert!(card.get(key).is_none(), "{key}");
    }
}

#[test]
fn norwegian_stays_a_language_and_a_version_stays_text() {
    let card = model("---\nlanguage: no\nversion: 4.20\npipeline_tag: text-generation\n---\n# T\n");
    assert_eq!(texts(&card, "languages"), ["no"]);
    assert_eq!(text(&card, "version"), Some("4.20"));
}

#[test]
fn addresses_of_the_hub_become_ids_at_their_place() {
    let card = model(
        "---\nbase_model: https://huggingface.co/acme/base/tree/main\ndatasets:\n- https://huggingface.co/datasets/acme/talks\n- {name: own}\n---\n# T\n",
    );
    assert_eq!(texts(&card, "base_models"), ["acme/base"]);
    assert_eq!(texts(&card, "datasets"), ["acme/talks", "own"]);
    let first = card.get("datasets").and_then(|list| list.items().first());
    assert_eq!(said(first), "https://huggingface.co/datasets/acme/talks");
}

#[test]
fn a_card_without_front_matter_names_license_and_version_in_prose() {
    let card = model(
        "# Model card\n\n**License:** [Apache 2.0](LICENSE)\n\n## Model details\n\nVersion 4.2 was released in July.\n",
    );
    assert_eq!(text(&card, "license"), Some("Apache 2.0"));
    assert_eq!(said(card.get("license")), "Apache 2.0");
    assert_eq!(text(&card, "version"), Some("4.2"));
    assert_eq!(said(card.get("version")), "4.2");
    assert_eq!(text(&card, "front_matter"), Some("none"));
}

#[test]
fn a_section_on_licensing_gives_the_license_that_its_sentence_names() {
    let under = |body: &str| {
        let card = model(&format!("# Model card\n\n## License\n\n{body}\n"));
        text(&card, "license").map(str::to_owned)
    };
    assert_eq!(under("MIT").as_deref(), Some("MIT"));
    assert_eq!(
        under("The weights are released under the [CC BY-NC 4.0](x) license.").as_deref(),
        Some("CC BY-NC 4.0")
    );
    assert_eq!(
        under("Licensed under the Apache License, Version 2.0; see the file.").as_deref(),
        Some("Apache License, Version 2.0")
    );
}

#[test]
fn what_a_template_left_behind_is_no_license() {
    let card = model(
        "---\ntags: [x]\n---\n# T\n\n- **License:** [More Information Needed]\n- **Version:** TBD\n",
    );
    assert!(card.get("license").is_none());
    assert!(card.get("version").is_none());
}

#[test]
fn sections_hold_topics_prose_and_rows() {
    let card = model(
        "# Card for x\n\n## Intended uses & limitations\n\nFor tests.\n\n### How to use\n\n```\ncode\n```\n\nRun it.\n\n## 성능 지표\n\n| a | b |\n|--|--|\n| 1 | 2 |\n| 3 | 4 |\n",
    );
    assert_eq!(
        about(&card, "intended-use"),
        ["Intended uses & limitations"]
    );
    assert_eq!(about(&card, "limitations"), ["Intended uses & limitations"]);
    assert_eq!(about(&card, "metrics"), ["성능 지표"]);
    let sections = card.get("sections").map_or(&[][..], Value::items);
    let uses = &sections[1];
    let prose = text(uses, "text").unwrap_or("");
    assert!(prose.contains("For tests.") && prose.contains("Run it.") && !prose.contains("code"));
    assert_eq!(sections[3].get("rows").and_then(Value::as_int), Some(2));
    assert_eq!(uses.mark().map(|mark| mark.start().line), Some(3));
    let table = card.get("tables").and_then(|tables| tables.items().first());
    assert_eq!(
        table.map(|table| texts(table, "columns")),
        Some(vec!["a".into(), "b".into()])
    );
}

#[test]
fn a_title_with_a_topic_in_it_speaks_of_nothing() {
    let card = model(
        "# Bias detector\n\nText.\n\n## Training data\n\nMore.\n\n## Contact\n\na@b.example\n",
    );
    assert!(about(&card, "bias").is_empty());
    assert_eq!(about(&card, "training-data"), ["Training data"]);
}

#[test]
fn bold_labels_and_topic_comments_open_passages() {
    let card = model(
        "# Card\n\n**Out-of-scope uses** Scoring of people.\n\n**Contact:** help@a.example\n\n## Notes\n\n<!-- topic: limitations -->\nIt fails at night.\n",
    );
    assert_eq!(about(&card, "out-of-scope"), ["Out-of-scope uses"]);
    assert_eq!(about(&card, "contact"), ["Contact"]);
    assert_eq!(about(&card, "limitations").len(), 1);
}

#[test]
fn foreign_front_matter_is_no_card() {
    for front in [
        "title: Demo\nsdk: gradio\napp_file: app.py",
        "layout: post\npermalink: /x",
        "title: Page\nsidebar_position: 3",
    ] {
        let document = Document::new("README.md", format!("---\n{front}\n---\n# Page\n\nText.\n"));
        assert!(manifest::read(&document, Depth::Head).is_none(), "{front}");
    }
}

#[test]
fn data_keys_make_a_dataset_card_and_datasets_alone_a_model_card() {
    let format = |front: &str| {
        let document = Document::new("README.md", format!("---\n{front}\n---\n# T\n"));
        manifest::read(&document, Depth::Head).map(|manifest| manifest.format)
    };
    assert_eq!(
        format("annotations_creators: [found]\nlanguage: [en]"),
        Some("hf-dataset-card")
    );
    assert_eq!(format("datasets: [squad]"), Some("hf-model-card"));
}

#[test]
fn a_dataset_card_says_who_labelled_and_what_is_missing() {
    let card = dataset(
        "README.md",
        "---\nannotations_creators: [crowdsourced]\nlanguage: [ko]\nlicense: [cc-by-4.0]\ndataset_info:\n  features:\n  - {name: text, dtype: string}\n  - {name: label, dtype: int64}\n---\n# Talks\n\n### Source Data\n\nRecorded in 2022.\n\n### Discussion of Biases\n\nMen are 71 %.\n\n### Other Known Limitations\n\nNo rural speech.\n",
    );
    assert_eq!(text(&card, "labels.by"), Some("crowd"));
    assert_eq!(text(&card, "method"), Some("Recorded in 2022."));
    let gaps = text(&card, "gaps").unwrap_or("");
    assert!(gaps.contains("71 %") && gaps.contains("rural"));
    assert_eq!(texts(&card, "fields"), ["text", "label"]);
    assert!(card.get("personal").is_none());
}

fn croissant(body: &str) -> String {
    format!(
        r#"{{"@context": {{"cr": "http://mlcommons.org/croissant/"}}, "@type": "sc:Dataset", "name": "d", {body}}}"#
    )
}

#[test]
fn croissant_is_read_in_every_spelling() {
    for (key, field, value) in [
        ("rai:dataCollectionTimeframe", "period", "2021/2022"),
        ("rai:dataCollectionTimeFrame", "period", "2021/2022"),
        (
            "http://mlcommons.org/croissant/RAI/dataCollectionTimeframe",
            "period",
            "2021/2022",
        ),
        ("temporalCoverage", "period", "2021/2022"),
        ("rai:dataBias", "gaps", "skewed"),
        ("dataBiases", "gaps", "skewed"),
        ("cr:dataLimitations", "gaps", "skewed"),
        ("schema:publisher", "publisher", "someone"),
        ("sc:creator", "publisher", "someone"),
    ] {
        let record = dataset("x.json", &croissant(&format!(r#""{key}": "{value}""#)));
        assert_eq!(text(&record, field), Some(value), "{key}");
        assert_eq!(said(record.get(field)).trim_matches('"'), value, "{key}");
    }
}

#[test]
fn croissant_objects_lists_and_value_nodes_become_text() {
    let record = dataset(
        "x.json",
        &croissant(
            r#""creator": [{"@type": "Person", "name": "A"}, {"name": "B"}], "license": {"url": "https://x.example/l"},
            "inLanguage": [{"name": "Korean", "alternateName": "ko"}, "en"], "rai:dataCollectionTimeframe": ["2021-01", "2022-02"],
            "description": {"@value": "about", "@language": "en"}, "spatialCoverage": {"@type": "Place", "name": "Korea"}"#,
        ),
    );
    assert_eq!(text(&record, "publisher"), Some("A, B"));
    assert_eq!(text(&record, "license"), Some("https://x.example/l"));
    assert_eq!(texts(&record, "languages"), ["ko", "en"]);
    assert_eq!(text(&record, "period"), Some("2021-01/2022-02"));
    assert_eq!(text(&record, "description"), Some("about"));
    assert_eq!(texts(&record, "geography"), ["Korea"]);
}

#[test]
fn croissant_speaks_of_personal_data_only_where_it_does_so_plainly() {
    let personal = |value: &str| {
        let record = dataset(
            "x.json",
            &croissant(&format!(r#""rai:personalSensitiveInformation": {value}"#)),
        );
        record.get("personal").and_then(Value::as_bool)
    };
    assert_eq!(personal(r#""none""#), Some(false));
    assert_eq!(personal(r#"["Gender", "Age"]"#), None);
    assert_eq!(personal(r#""names were removed""#), None);
}

#[test]
fn croissant_files_and_columns_are_listed() {
    let record = dataset(
        "x.json",
        &croissant(
            r#""distribution": [{"@type": "cr:FileObject", "contentUrl": "d.csv", "sha256": "ab", "contentSize": "1024 B"},
              {"@type": "cr:FileObject", "contentUrl": "e.csv", "contentSize": "2 MB"}, {"@type": "cr:FileSet", "includes": "*.csv"}],
            "recordSet": [{"field": [{"name": "rows/age", "source": {"extract": {"column": "age"}}}, {"name": "rows/sex", "subField": [{"name": "rows/sex/code"}]}]}]"#,
        ),
    );
    assert_eq!(texts(&record, "fields"), ["age", "sex", "code"]);
    let files = record.get("files").map_or(&[][..], Value::items);
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].get("size").and_then(Value::as_int), Some(1024));
    assert!(files[1].get("size").is_none(), "a rounded size is none");
}

#[test]
fn a_plain_schema_org_dataset_is_no_croissant() {
    let document = Document::new(
        "x.jsonld",
        r#"{"@context": "https://schema.org/", "@type": "Dataset", "name": "d"}"#,
    );
    let found = manifest::read(&document, Depth::Head);
    assert_eq!(found.map(|found| found.format), Some("schema-org-dataset"));
}

#[test]
fn a_data_package_reads_the_same_in_json_and_yaml() {
    let json = dataset(
        "datapackage.json",
        r#"{"name": "d", "licenses": [{"name": "ODC-PDDL-1.0"}], "contributors": [{"title": "P", "role": "publisher"}, {"title": "Q"}],
            "resources": [{"name": "r", "path": "r.csv", "hash": "sha256:ab", "bytes": 7, "schema": {"fields": [{"name": "a"}]}}, {"name": "s", "path": ["s1.csv", "s2.csv"], "hash": "cd"}]}"#,
    );
    let yaml = dataset(
        "datapackage.yaml",
        "name: d\nlicenses:\n- name: ODC-PDDL-1.0\ncontributors:\n- {title: P, role: publisher}\n- {title: Q}\nresources:\n- {name: r, path: r.csv, hash: 'sha256:ab', bytes: 7, schema: {fields: [{name: a}]}}\n- {name: s, path: [s1.csv, s2.csv], hash: cd}\n",
    );
    assert_eq!(json.to_json(), yaml.to_json());
    assert_eq!(text(&json, "license"), Some("ODC-PDDL-1.0"));
    assert_eq!(text(&json, "publisher"), Some("P"));
    assert_eq!(texts(&json, "fields"), ["a"]);
    let files = json.get("files").map_or(&[][..], Value::items);
    assert_eq!(text(&files[0], "sha256"), Some("ab"));
    assert_eq!(files.len(), 3);
    assert!(
        files[1].get("md5").is_none(),
        "one hash of two files is neither's"
    );
}

#[test]
fn lists_of_resources_of_other_tools_are_no_data_packages() {
    for (path, text) in [
        (
            "kustomization.yaml",
            "resources:\n- deployment.yaml\n- service.yaml\n",
        ),
        (
            "state.json",
            r#"{"version": 4, "resources": [{"type": "aws_instance", "name": "x"}]}"#,
        ),
    ] {
        assert!(
            manifest::read(&Document::new(path, text), Depth::Head).is_none(),
            "{path}"
        );
    }
}

#[test]
fn the_small_manifest_is_held_against_the_table_of_keys() {
    let manifest = read_as(
        "data/d.yml",
        "schema: ethics-data/1\nid: d\npublisher: someone\nretention_days: soon\nmetod: by hand\n",
        Describes::Dataset,
    );
    assert_eq!(text(&manifest.facts, "publisher"), Some("someone"));
    let kind = manifest
        .facts
        .get("retention_days")
        .map(|value| &value.kind);
    assert!(matches!(kind, Some(Kind::Missing(Reason::Unreadable))));
    let at: Vec<&str> = manifest
        .problems
        .iter()
        .map(|problem| problem.place.text())
        .collect();
    assert_eq!(at, ["soon", "metod"]);
}

#[test]
fn a_hundred_thousand_headings_labels_and_tables_are_read_in_one_pass() {
    let mut text = String::from("# Model card\n\n");
    for index in 0..25_000 {
        text.push_str(&format!(
            "## License {index}\n\n**Contact** us\n\n|a|\n|-|\n|1|\n\n"
        ));
    }
    let start = std::time::Instant::now();
    let card = model(&text);
    assert_eq!(
        card.get("sections").map(|list| list.items().len()),
        Some(50_001)
    );
    // Quadratic work would take hours.
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}
