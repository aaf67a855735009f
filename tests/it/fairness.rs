//! The fairness engine against golden values of fairlearn, statsmodels and
//! scipy on real tables, and on the edges where they invent a value.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use ethics_gate::measure::auc::Auc;
use ethics_gate::measure::fairness::compare::{self, How};
use ethics_gate::measure::fairness::tally::{Plan, TableError};
use ethics_gate::measure::fairness::{Attribute, Confusion, Measured, Metric, rows};
use ethics_gate::measure::interval::{self, Interval};
use serde_json::Value as Json;

use crate::shared;

/// The names that the goldens give to our metrics.
const NAMES: [(Metric, &str); 7] = [
    (Metric::SelectionRate, "selection_rate"),
    (Metric::Tpr, "true_positive_rate"),
    (Metric::Fpr, "false_positive_rate"),
    (Metric::Fnr, "false_negative_rate"),
    (Metric::Tnr, "true_negative_rate"),
    (Metric::Ppv, "precision"),
    (Metric::Accuracy, "accuracy"),
];

fn golden(folder: &Path, name: &str) -> Json {
    let text = std::fs::read_to_string(folder.join(name)).expect("a golden file");
    serde_json::from_str(&text).expect("golden values are JSON")
}

fn measured(folder: &Path, table: &str, plan: &Plan) -> Result<Measured, TableError> {
    rows::measure(File::open(folder.join(table)).expect("a table"), plan)
}

fn plan(by: &[&str]) -> Plan {
    Plan {
        label: "y_true".to_owned(),
        prediction: "y_pred".to_owned(),
        by: by
            .iter()
            .map(|names| names.split('*').map(str::to_owned).collect())
            .collect(),
        ..Plan::default()
    }
}

fn near(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() < 1e-9,
        "{what}: {found} is not {expected}"
    );
}

fn same_interval(found: Option<Interval>, expected: &Json, what: &str) {
    let expected: Vec<f64> = serde_json::from_value(expected.clone()).expect("two bounds");
    let found = found.unwrap_or_else(|| panic!("{what}: no interval"));
    near(found.low, expected[0], what);
    near(found.high, expected[1], what);
}

fn group<'a>(attribute: &'a Attribute, name: &str) -> &'a Confusion {
    let found = attribute.groups.iter().find(|group| group.name == name);
    &found.unwrap_or_else(|| panic!("no group {name}")).table
}

/// Every rate of every group that has a denominator.
fn assert_rates(attribute: &Attribute, by_group: &Json) {
    let by_group = by_group.as_object().expect("groups");
    assert_eq!(attribute.groups.len(), by_group.len(), "{}", attribute.name);
    for (name, expected) in by_group {
        for (metric, key) in NAMES {
            let what = format!("{}/{name} {key}", attribute.name);
            let rate = metric.rate(group(attribute, name));
            match (rate.value(), expected[key].as_f64()) {
                (Some(found), Some(expected)) => near(found, expected, &what),
                // fairlearn answers 0 or NaN where there is nothing to divide by.
                (None, _) => assert_eq!(rate.denominator, 0.0, "{what}"),
                (Some(found), None) => panic!("{what}: {found} where the peer has none"),
            }
        }
    }
}

#[test]
fn rates_and_spreads_equal_fairlearn_on_real_tables() {
    let Some(shared) = shared("fairness goldens") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    for table in ["compas", "adult_lr", "german_lr", "acs_income_lgbm"] {
        let golden = golden(&folder, &format!("{table}.golden.json"));
        let attributes = golden["attributes"].as_object().expect("attributes");
        let names: Vec<&str> = attributes.keys().map(String::as_str).collect();
        let measured = measured(&folder, &format!("{table}.csv"), &plan(&names)).expect("a table");
        assert_eq!(Some(measured.rows), golden["rows"].as_u64());
        for attribute in &measured.attributes {
            let expected = &attributes[&attribute.name];
            assert_rates(attribute, &expected["fairlearn"]["by_group"]);
            let summary = expected["fairlearn"]["summary"]
                .as_object()
                .expect("summary");
            for comparison in compare::all(attribute, 0.95) {
                let Some(theirs) = summary.get(&comparison.metric).and_then(Json::as_f64) else {
                    continue;
                };
                // Without a denominator in some group fairlearn invents a spread.
                if let Some(ours) = comparison.value {
                    near(ours, theirs, &format!("{table} {}", comparison.metric));
                }
            }
        }
    }
}

#[test]
fn intervals_equal_statsmodels_and_scipy() {
    let Some(shared) = shared("interval goldens") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    let mut compared = 0;
    for table in ["compas", "adult_lr", "german_lr", "acs_income_lgbm"] {
        let golden = golden(&folder, &format!("{table}.golden.json"));
        let attributes = golden["attributes"].as_object().expect("attributes");
        let names: Vec<&str> = attributes.keys().map(String::as_str).collect();
        let measured = measured(&folder, &format!("{table}.csv"), &plan(&names)).expect("a table");
        for attribute in &measured.attributes {
            let expected = &attributes[&attribute.name];
            let reference = expected["reference_group"].as_str().expect("a reference");
            for (name, rates) in expected["ci95_rates"].as_object().expect("rates") {
                for (metric, key) in NAMES {
                    let Some(wilson) = rates[key].get("wilson") else {
                        continue;
                    };
                    let rate = metric.rate(group(attribute, name));
                    let what = format!("{table} {name} {key}");
                    same_interval(interval::wilson(rate, 0.95), wilson, &what);
                    compared += 1;
                }
            }
            for (name, rates) in expected["ci95_vs_reference"].as_object().expect("pairs") {
                for (metric, key) in NAMES {
                    let Some(newcombe) = rates[key].get("diff_newcomb") else {
                        continue;
                    };
                    let what = format!("{table} {name} {key}");
                    let first = metric.rate(group(attribute, name));
                    let second = metric.rate(group(attribute, reference));
                    same_interval(interval::newcombe(first, second, 0.95), newcombe, &what);
                    let log = &rates[key]["ratio_log"];
                    let finite = log.as_array().is_some_and(|bounds| {
                        bounds
                            .iter()
                            .all(|bound| bound.as_f64().is_some_and(f64::is_finite))
                    });
                    if let (true, Some(found)) = (finite, interval::log_ratio(first, second, 0.95))
                    {
                        same_interval(Some(found), log, &what);
                    }
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 300, "only {compared} intervals were compared");
}

#[test]
fn the_area_under_the_curve_equals_delong() {
    let Some(shared) = shared("AUC goldens") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    for table in ["compas", "adult_lr", "german_lr"] {
        let golden = golden(&folder, &format!("{table}.golden.json"));
        let attributes = golden["attributes"].as_object().expect("attributes");
        let names: Vec<&str> = attributes.keys().map(String::as_str).collect();
        let plan = Plan {
            score: Some("score".to_owned()),
            ..plan(&names)
        };
        let measured = measured(&folder, &format!("{table}.csv"), &plan).expect("a table");
        for attribute in &measured.attributes {
            let Some(areas) = attributes[&attribute.name]["auc_delong"].as_object() else {
                continue;
            };
            for (name, expected) in areas {
                let found = attribute.groups.iter().find(|group| group.name == *name);
                let area: Auc = found.expect("the group").auc.expect("an area");
                let what = format!("{table} {name}");
                near(
                    area.value,
                    expected["auc"].as_f64().expect("a number"),
                    &what,
                );
                let error = area.standard_error.expect("an error");
                near(
                    error,
                    expected["se_delong"].as_f64().expect("a number"),
                    &what,
                );
            }
        }
    }
}

#[test]
fn weighted_rates_equal_fairlearn() {
    let Some(shared) = shared("weighted goldens") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    let golden = golden(&folder, "adult_lr.golden.json");
    let plan = Plan {
        weight: Some("weight".to_owned()),
        ..plan(&["race", "sex"])
    };
    let measured = measured(&folder, "adult_lr.csv", &plan).expect("a table");
    assert!(measured.weighted);
    for attribute in &measured.attributes {
        let expected = &golden["attributes"][&attribute.name]["fairlearn_weighted"]["by_group"];
        for (name, expected) in expected.as_object().expect("groups") {
            for (metric, key) in NAMES {
                let found = metric.rate(group(attribute, name)).value();
                if let (Some(found), Some(expected)) = (found, expected[key].as_f64()) {
                    near(found, expected, &format!("weighted {name} {key}"));
                }
            }
        }
    }
}

#[test]
fn one_class_against_the_rest_equals_fairlearn() {
    let Some(shared) = shared("multi-class goldens") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    let golden = golden(&folder, "adult_multiclass.golden.json");
    for (attribute, classes) in golden["one_vs_rest"].as_object().expect("attributes") {
        for (class, expected) in classes.as_object().expect("classes") {
            let plan = Plan {
                positive: Some(class.clone()),
                ..plan(&[attribute])
            };
            let measured = measured(&folder, "adult_multiclass.csv", &plan).expect("a table");
            assert_rates(&measured.attributes[0], &expected["by_group"]);
        }
    }
}

#[test]
fn json_lines_give_what_csv_gives() {
    let Some(shared) = shared("the same table twice") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    let plan = plan(&["race", "sex*race"]);
    let lines = measured(&folder, "adult_lr_first4000.jsonl", &plan).expect("a table");
    let text = std::fs::read_to_string(folder.join("adult_lr.csv")).expect("a table");
    let first: Vec<&str> = text.lines().take(4001).collect();
    let csv = rows::measure(Cursor::new(first.join("\n")), &plan).expect("a table");
    assert_eq!(lines.rows, 4000);
    for (a, b) in lines.attributes.iter().zip(&csv.attributes) {
        let tables = |attribute: &Attribute| -> Vec<(String, Confusion)> {
            let groups = attribute.groups.iter();
            groups
                .map(|group| (group.name.clone(), group.table))
                .collect()
        };
        assert_eq!(tables(a), tables(b));
    }
}

#[test]
fn a_group_without_positives_has_no_true_positive_rate_and_spoils_the_summary() {
    let table = "y_true,y_pred,g\n1,1,A\n1,0,A\n0,0,A\n0,1,B\n0,0,B\n";
    let measured = rows::measure(Cursor::new(table.to_owned()), &plan(&["g"])).expect("a table");
    let attribute = &measured.attributes[0];
    assert_eq!(Metric::Tpr.rate(group(attribute, "B")).value(), None);
    let comparisons = compare::all(attribute, 0.95);
    let summary = comparisons
        .iter()
        .find(|comparison| comparison.metric == "equal_opportunity_difference")
        .expect("the summary");
    assert_eq!(summary.value, None);
    assert!(summary.why.is_some());
}

#[test]
fn people_without_a_value_stand_in_a_group_of_their_own() {
    let table = "y_true,y_pred,g\n1,1,A\n0,1,\n0,0,A\n";
    let measured = rows::measure(Cursor::new(table.to_owned()), &plan(&["g"])).expect("a table");
    assert_eq!(group(&measured.attributes[0], "missing").total().rows, 1);
}

#[test]
fn a_group_is_held_against_its_complement_and_never_against_a_total_with_it() {
    let table = "attribute,group,tp,fp,fn,tn\ng,A,5,5,5,5\ng,B,10,0,0,10\ng,C,1,1,1,1\n";
    let measured = rows::measure(Cursor::new(table.to_owned()), &Plan::default()).expect("a table");
    let to_rest = compare::all(&measured.attributes[0], 0.95)
        .into_iter()
        .find(|c| c.how == How::ToRest && c.metric == "accuracy_difference" && c.groups[0] == "B")
        .expect("the comparison");
    near(
        to_rest.value.expect("a value"),
        1.0 - 12.0 / 24.0,
        "accuracy of the rest",
    );
}

#[test]
fn mistakes_in_a_table_are_named_with_their_line() {
    let measure = |table: &str, plan: &Plan| {
        rows::measure(Cursor::new(table.to_owned()), plan).expect_err("a mistake")
    };
    let by_g = plan(&["g"]);
    assert_eq!(
        measure("y_true,y_pred,g\n1,1,A\n1,1\n", &by_g),
        TableError::Ragged {
            line: 3,
            expected: 3,
            found: 2
        }
    );
    assert_eq!(measure("y_true,y_pred,g\n", &by_g), TableError::Empty);
    let missing = measure("y_true,y_pred,h\n1,1,A\n", &by_g).to_string();
    assert_eq!(
        missing,
        "there is no column `g`; the table has y_true, y_pred, h"
    );
    let labels = measure("y_true,y_pred,g\nyes,no,A\n", &by_g).to_string();
    assert_eq!(
        labels,
        "the positive value `1` is in neither column; there are yes"
    );
    let counts = "attribute,group,tp,fp,fn,tn\ng,A,1,-1,1,1\n";
    assert!(
        measure(counts, &Plan::default())
            .to_string()
            .starts_with("line 2: `fp` is no count")
    );
}

#[test]
fn the_verb_prints_the_stable_json_and_exits_0_whatever_it_found() {
    let example = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/credit-scoring/evidence/group-counts.csv"
    );
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args([
            "measure",
            "fairness",
            example,
            "--by",
            "sex",
            "--reference",
            "sex=M",
        ])
        .args(["--format", "json"])
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    let json: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["schema"], "ethics-gate/measure-fairness/1");
    assert_eq!(json["rows"], 18420);
    let sex = &json["attributes"][0];
    assert_eq!(
        (&sex["name"], &sex["reference"]),
        (&"sex".into(), &"M".into())
    );
    let fpr = &sex["groups"][0]["rates"]["fpr"];
    assert_eq!(
        (&fpr["numerator"], &fpr["denominator"]),
        (&666.into(), &8146.into())
    );
    near(
        fpr["value"].as_f64().expect("a rate"),
        666.0 / 8146.0,
        "fpr of F",
    );
    let hows: std::collections::BTreeSet<&str> = sex["comparisons"]
        .as_array()
        .expect("comparisons")
        .iter()
        .filter_map(|comparison| comparison["how"].as_str())
        .collect();
    assert_eq!(
        hows.into_iter().collect::<Vec<_>>(),
        ["max-min", "min/max", "to-reference", "to-rest"]
    );
}

#[test]
fn a_table_that_cannot_be_measured_is_exit_2_and_says_what_to_do() {
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(["measure", "fairness", "no/such/table.csv"])
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no/such/table.csv"));
}
