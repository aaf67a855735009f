//! Documents of every format as facts: a rule that reads them knows no format.

use ethics_gate::model::Value;

use crate::documents::facts;
use crate::formats::document;
use crate::manifests::text;

const LONG: &str = "It reads the parcel's weight, its depot and the hour at which it was handed over, and \
                    it has seen two years of trips by every van of the company, winters included.";

#[test]
fn a_bill_of_materials_covers_the_topics_of_a_card_as_markdown_would() {
    let bom = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
          {{"type": "machine-learning-model", "name": "eta", "version": "3.1", "description": "{LONG}",
            "modelCard": {{"considerations": {{"useCases": ["{LONG}"], "technicalLimitations": ["too short"]}}}}}},
          {{"type": "machine-learning-model", "name": "other", "modelCard": {{"considerations": {{"technicalLimitations": ["{LONG}"]}}}}}}]}}"#
    );
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\nmodels: [{id: eta, version: \"3.1\", card: aibom.json}]\n",
        ),
        ("aibom.json", &bom),
    ]);
    let card = &root.get("cards").expect("cards").items()[0];
    let covered = |topic: &str| {
        let topics = card.get("topics").map_or(&[][..], Value::items);
        let found = topics.iter().find(|one| text(one, "topic") == Some(topic));
        let found = found.expect(topic);
        let why = text(found, "why").map(str::to_owned);
        (found.get("covered").and_then(Value::as_bool), why)
    };
    assert_eq!(covered("intended-use"), (Some(true), None));
    assert_eq!(covered("details"), (Some(true), None));
    assert_eq!(
        covered("limitations"),
        (Some(false), Some("too-short".to_owned()))
    );
    assert_eq!(
        covered("contact"),
        (Some(false), Some("no-section".to_owned()))
    );
    assert!(card.get("front_matter").is_none());
}

#[test]
fn results_of_tools_are_evidence_like_an_envelope() {
    let read = |name: &str| document(name).text.clone();
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\nfairness: {attributes: {sex: [F, M, X]}, counts: aequitas.csv}\ninclusion:\n  quality: [{language: ko, metric: accuracy, evidence: mteb.json}]\n  accessibility: {report: axe.json}\n",
        ),
        ("aequitas.csv", &read("aequitas.csv")),
        ("mteb.json", &read("mteb.json")),
        ("axe.json", &read("axe.json")),
    ]);
    let groups = root
        .at_path("fairness.groups")
        .map_or(&[][..], Value::items);
    let held: Vec<_> = groups
        .iter()
        .map(|group| group.get("in_counts").and_then(Value::as_bool))
        .collect();
    assert_eq!(held, [Some(true), Some(true), Some(false)]);
    let evidence = root.get("evidence").map_or(&[][..], Value::items);
    let formats: Vec<_> = evidence.iter().map(|one| text(one, "format")).collect();
    assert_eq!(formats, [Some("aequitas"), Some("mteb"), Some("axe")]);
    let first = |index: usize| evidence[index].get("results").map(|rows| &rows.items()[0]);
    assert_eq!(first(1).and_then(|row| text(row, "language")), Some("ko"));
    assert_eq!(first(2).and_then(|row| text(row, "page")), Some("/apply"));
}

#[test]
fn a_table_with_more_rows_than_results_have_is_unreadable_and_none_of_its_rows_is_judged() {
    let mut table = "attribute,group,tp,fp,fn,tn\n".to_owned();
    table.push_str(&"sex,F,1,2,3,4\n".repeat(10_001));
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\nfairness: {attributes: {sex: [F, M]}, counts: counts.csv}\n",
        ),
        ("counts.csv", &table),
    ]);
    let groups = root
        .at_path("fairness.groups")
        .map_or(&[][..], Value::items);
    let held = groups.iter().filter_map(|group| group.get("in_counts"));
    let held: Vec<_> = held.map(|held| format!("{held:?}")).collect();
    assert_eq!(held, ["missing(Unreadable)", "missing(Unreadable)"]);
}

#[test]
fn files_are_looked_up_from_the_manifest_s_folder_and_then_from_the_declaration_s() {
    let dvc = "outs:\n- {path: rides.csv, md5: 22a1a2931c8370d3aeedd7183606fd7f, hash: md5}\n- {path: data/rides.csv, md5: 22a1a2931c8370d3aeedd7183606fd7f, hash: md5}\n- {path: gone.csv, md5: 22a1a2931c8370d3aeedd7183606fd7f, hash: md5}\n- {path: ../../secret, md5: 22a1a2931c8370d3aeedd7183606fd7f, hash: md5}\n";
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\ndata: [{id: rides, role: train, manifest: data/rides.csv.dvc}]\n",
        ),
        ("data/rides.csv.dvc", dvc),
        ("data/rides.csv", "a,b\n"),
    ]);
    let set = &root.get("datasets").expect("datasets").items()[0];
    let files = set.at_path("manifest.files").map_or(&[][..], Value::items);
    let found: Vec<_> = files.iter().map(|file| text(file, "in_tree")).collect();
    assert_eq!(
        found,
        [Some("data/rides.csv"), Some("data/rides.csv"), None, None]
    );
}

#[test]
fn what_a_dvc_file_tracks_is_declared_by_naming_it_as_the_manifest() {
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\ndata: [{id: rides, role: train, manifest: data/trips.csv.dvc}]\n",
        ),
        (
            "data/trips.csv.dvc",
            "outs:\n- {path: trips.csv, md5: 22a1a2931c8370d3aeedd7183606fd7f, hash: md5}\n",
        ),
        (
            "data/more/others.csv.dvc",
            "outs:\n- {path: others.csv, md5: 22a1a2931c8370d3aeedd7183606fd7f, hash: md5}\n",
        ),
    ]);
    let mentions = root.at_path("data.mentions").map_or(&[][..], Value::items);
    let declared: Vec<_> = mentions
        .iter()
        .map(|one| {
            (
                text(one, "name"),
                one.get("declared").and_then(Value::as_bool),
            )
        })
        .collect();
    assert_eq!(
        declared,
        [
            (Some("data/more/others.csv"), Some(false)),
            (Some("data/trips.csv"), Some(true)),
        ]
    );
}

#[test]
fn a_document_about_others_says_nothing_of_this_one() {
    let bom = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "machine-learning-model", "name": "a", "licenses": [{"license": {"id": "MIT"}}]},
        {"type": "machine-learning-model", "name": "b"}]}"#;
    let root = facts(&[
        (
            "ethics.yml",
            "version: 1\nmodels: [{id: c, version: \"1\", card: aibom.json}]\n",
        ),
        ("aibom.json", bom),
    ]);
    let card = &root.get("cards").expect("cards").items()[0];
    assert_eq!(card.get("readable").and_then(Value::as_bool), Some(false));
    assert_eq!(text(card, "reason"), Some("unreadable"));
    assert!(card.get("license").is_none());
    let problems = root.get("models").map(|models| &models.items()[0]);
    let problems = problems.and_then(|model| model.at_path("card.problems"));
    let first = problems.map(|problems| &problems.items()[0]);
    assert_eq!(first.and_then(|one| text(one, "code")), Some("which-one"));
}
