//! The fairness engine against golden values of fairlearn, statsmodels and
//! scipy on real tables, and on the edges where they invent a value.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use ethics_gate::measure::auc::Auc;
use ethics_gate::measure::fairness::calibration::Gaps;
use ethics_gate::measure::fairness::compare::{self, How};
use ethics_gate::measure::fairness::error::TableError;
use ethics_gate::measure::fairness::tally::Plan;
use ethics_gate::measure::fairness::{Attribute, Confusion, Measured, Metric, rows};
use ethics_gate::measure::interval::{self, Interval, Rate};
use ethics_gate::model::Said as _;
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
fn calibration_equals_the_goldens() {
    let Some(shared) = shared("calibration goldens") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    let mut compared = 0;
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
            let expected = attributes[&attribute.name]["calibration"]
                .as_object()
                .expect("calibration");
            assert_eq!(attribute.groups.len(), expected.len());
            for (name, expected) in expected {
                let what = format!("{table} {name}");
                let number = |key: &str| expected[key].as_f64().expect("a number");
                let found = attribute.groups.iter().find(|group| group.name == *name);
                let found = found.expect("the group").calibration.expect("scores");
                let brier = found.brier().and_then(Rate::value).expect("a value");
                near(brier, number("brier"), &what);
                let ece = found.ece().and_then(Gaps::value).expect("a value");
                near(ece, number("ece_10_equal_width"), &what);
                let all = found.all();
                near(
                    all.predicted().expect("a mean"),
                    number("mean_score"),
                    &what,
                );
                near(
                    all.observed().value().expect("a share"),
                    number("mean_label"),
                    &what,
                );
                let bins = expected["bins"].as_array().expect("bins");
                assert_eq!(found.bins().count(), bins.len(), "{what}");
                for ((_, _, bin), expected) in found.bins().zip(bins) {
                    assert_eq!(Some(bin.people.rows), expected[1].as_u64(), "{what}");
                    let number = |at: usize| expected[at].as_f64().expect("a number");
                    near(bin.predicted().expect("a mean"), number(2), &what);
                    near(bin.observed().value().expect("a share"), number(3), &what);
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "only {compared} groups were compared");
}

/// aequitas calls the selection rate `pprev`, and divides by a reference.
const AEQUITAS: [(Metric, &str); 7] = [
    (Metric::SelectionRate, "pprev"),
    (Metric::Tpr, "tpr"),
    (Metric::Fpr, "fpr"),
    (Metric::Fnr, "fnr"),
    (Metric::Tnr, "tnr"),
    (Metric::Ppv, "precision"),
    (Metric::Accuracy, "accuracy"),
];

/// Every rate and every ratio to the reference that aequitas defines; how many
/// there were. Its ratio to a rate of 0 is 10, and here there is none.
fn assert_aequitas(attribute: &Attribute, expected: &Json, what: &str) -> usize {
    let mut compared = 0;
    let Some(groups) = expected["by_group"].as_object() else {
        return 0;
    };
    for (name, expected) in groups {
        let table = group(attribute, name);
        assert_eq!(
            Some(table.total().rows),
            expected["group_size"].as_u64(),
            "{what}"
        );
        for (metric, key) in AEQUITAS {
            match (metric.rate(table).value(), expected[key].as_f64()) {
                (Some(found), Some(expected)) => {
                    near(found, expected, &format!("{what} {name} {key}"))
                }
                (None, None) => {}
                // It writes no accuracy nowhere, and NaN where there is no denominator.
                (found, theirs) => panic!("{what} {name} {key}: {found:?} {theirs:?}"),
            }
            compared += 1;
        }
    }
    let disparities = expected.as_object().expect("aequitas").iter();
    for (key, groups) in disparities.filter(|(key, _)| key.starts_with("disparity_vs_")) {
        let reference = key.trim_start_matches("disparity_vs_");
        let base = group(attribute, reference);
        for (name, expected) in groups.as_object().expect("groups") {
            for (metric, key) in AEQUITAS
                .into_iter()
                .filter(|(metric, _)| *metric != Metric::Accuracy)
            {
                let theirs = expected[format!("{key}_disparity")].as_f64();
                let own = metric.rate(group(attribute, name)).value();
                let base = metric.rate(base).value();
                let ours = own
                    .zip(base)
                    .filter(|(_, base)| *base > 0.0)
                    .map(|(own, base)| own / base);
                match (ours, theirs) {
                    (Some(ours), Some(theirs)) => {
                        near(ours, theirs, &format!("{what} {name} {key}"))
                    }
                    // 10 in place of an infinite ratio, 1 of a group to itself.
                    (None, Some(theirs)) => {
                        assert!(
                            theirs >= 10.0 || name == reference,
                            "{what} {name} {key}: {theirs}"
                        );
                    }
                    (None, None) => {}
                    (Some(ours), None) => panic!("{what} {name} {key}: {ours}"),
                }
                compared += 1;
            }
        }
    }
    compared
}

#[test]
fn rates_and_ratios_equal_aequitas_wherever_it_has_one() {
    let Some(shared) = shared("aequitas goldens") else {
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
            let what = format!("{table} {}", attribute.name);
            compared += assert_aequitas(attribute, &attributes[&attribute.name]["aequitas"], &what);
        }
    }
    assert!(compared > 500, "only {compared} values were compared");
}

/// Groups at the edges: a group without positives, of one person, spelled in
/// three ways, without a value. Wherever a peer has a value it is ours; where a
/// denominator is 0 we have none, whatever a peer writes.
#[test]
fn the_edges_equal_the_peers_wherever_they_are_defined() {
    let Some(shared) = shared("edge goldens") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    let golden = golden(&folder, "edge.golden.json");
    let mut compared = 0;
    for (table, expected) in golden["cases"].as_object().expect("cases") {
        let positive = (table == "edge_string_labels.csv").then(|| "yes".to_owned());
        let plan = Plan {
            positive,
            ..plan(&["group"])
        };
        let measured =
            measured(&folder, table, &plan).unwrap_or_else(|why| panic!("{table}: {why}"));
        let attribute = &measured.attributes[0];
        // Of words the peers count nothing.
        let counts = expected["counts"].as_object().into_iter().flatten();
        for (name, counts) in counts.filter(|(_, counts)| counts.is_object()) {
            // pandas calls a missing group so.
            let name = if name == "nan" { "missing" } else { name };
            let table = group(attribute, name);
            let cells = [table.tp, table.fp, table.fn_, table.tn].map(|cell| cell.rows);
            let theirs =
                ["tp", "fp", "fn", "tn"].map(|cell| counts[cell].as_u64().unwrap_or(u64::MAX));
            assert_eq!(cells, theirs, "{name}");
            compared += 1;
        }
        if table != "edge_missing_group.csv" {
            compared += assert_aequitas(attribute, &expected["aequitas"], table);
        }
        let by_group = &expected["fairlearn"]["by_group"];
        if table != "edge_missing_group.csv" && by_group.is_object() {
            assert_rates(attribute, by_group);
        }
        for comparison in compare::all(attribute, 0.95) {
            let lacking = comparison.why.as_deref().unwrap_or("");
            let is_empty = lacking.starts_with("not estimable");
            assert_eq!(
                comparison.value.is_none(),
                is_empty,
                "{table}: {comparison:?}"
            );
        }
    }
    assert!(compared > 150, "only {compared} values were compared");
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
    for nothing in ["", "\n\n", "\u{feff}", " \r\n"] {
        assert_eq!(measure(nothing, &by_g), TableError::Empty, "{nothing:?}");
    }
    let missing = measure("y_true,y_pred,h\n1,1,A\n", &by_g).to_string();
    assert_eq!(
        missing,
        "there is no column `g`; the table has y_true, y_pred, h"
    );
    let labels = measure("y_true,y_pred,g\nyes,no,A\n", &by_g).to_string();
    assert_eq!(
        labels,
        "the positive value `1` is in neither column; there are yes, no"
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

fn of_rows(table: &str, plan: &Plan) -> Result<Measured, TableError> {
    rows::measure(Cursor::new(table.to_owned()), plan)
}

#[test]
fn a_spread_that_leaves_a_group_out_has_no_value_and_names_it() {
    let table = "y_true,y_pred,g\n1,1,A\n1,0,A\n0,0,A\n0,1,B\n0,0,B\n1,1,C\n";
    let measured = of_rows(table, &plan(&["g"])).expect("a table");
    for comparison in compare::all(&measured.attributes[0], 0.95) {
        let rests_on_positives = ["tpr_", "fnr_", "equal_opportunity_", "equalized_odds_"];
        if comparison.how == How::MaxMin
            && rests_on_positives
                .iter()
                .any(|name| comparison.metric.starts_with(name))
        {
            assert_eq!(comparison.value, None, "{}", comparison.metric);
            assert!(comparison.why.is_some_and(|why| why.ends_with("in B")));
        }
    }
}

#[test]
fn crossed_groups_of_one_spelling_are_two() {
    let table = "y_true,y_pred,a,b\n1,1,x*y,z\n0,1,x,y*z\n0,0,x\\,z\n";
    let measured = of_rows(table, &plan(&["a*b"])).expect("a table");
    let names: Vec<&str> = measured.attributes[0]
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    assert_eq!(names, ["x*y\\*z", "x\\*y*z", "x\\\\*z"]);
}

#[test]
fn what_would_be_read_in_silence_is_told() {
    let by_g = plan(&["g"]);
    let told = |table: &str| of_rows(table, &by_g).expect_err("a mistake").to_string();
    assert_eq!(
        told("y_true,y_pred,g\n0,approved,F\n1,denied,M\n"),
        "the labels in `y_true` (0, 1) and the predictions in `y_pred` (approved, denied) are not of one vocabulary"
    );
    let people = "y_true,y_pred,g\n1,Kim A,F\n0,Lee B,M\n1,Park C,F\n0,Choi D,M\n";
    assert!(told(people).contains("(4 values)") && !told(people).contains("Kim"));
    assert_eq!(
        told("y_true,y_pred,g,g\n1,1,F,M\n"),
        "the table has two columns `g`"
    );
    assert_eq!(
        told("y_true,y_pred,g\n1,1,F\n0,0,\"M\n1,1,F\n"),
        "line 3: a quote is opened and never closed"
    );
    assert_eq!(
        told("{\"y_true\":1,\"y_pred\":1,\"g\":\"F\",\"g\":\"M\"}\n"),
        "line 1: the key `g` stands twice"
    );
    for table in [
        "y_true,y_pred,g\n1,1,\n1,0,missing\n",
        "y_true,y_pred,g\n1,1,missing\n1,0,\n",
    ] {
        assert!(told(table).starts_with("column `g` has empty fields and the value `missing`"));
    }
    let reference = Plan {
        references: vec![("h".to_owned(), "F".to_owned())],
        ..by_g.clone()
    };
    let table = "y_true,y_pred,g\n1,1,F\n0,0,M\n";
    assert!(matches!(
        of_rows(table, &reference),
        Err(TableError::NoAttribute { .. })
    ));
    // One class in several spellings is one.
    let folded = "y_true,y_pred,g\n1,true,F\n1.0,True,F\n0,false,M\n0.0,1.00,M\n";
    assert_eq!(
        group(&of_rows(folded, &by_g).expect("a table").attributes[0], "F")
            .tp
            .rows,
        2
    );
}

#[test]
fn a_column_and_crossed_columns_of_one_name_are_never_taken_for_each_other() {
    let table = "y_true,y_pred,a,b,a*b\n1,1,x,y,fair\n0,1,x,z,fair\n";
    let both = Plan {
        by: [&["a*b"][..], &["a", "b"]]
            .map(|names| names.iter().map(|&name| name.to_owned()).collect())
            .to_vec(),
        ..plan(&[])
    };
    let found = of_rows(table, &both).expect_err("a mistake");
    assert!(matches!(found, TableError::Crossing { .. }), "{found}");
    // Each alone is what was asked for.
    let names = |arguments: &[&str]| {
        let output = binary(
            &[
                arguments,
                &[
                    "--label",
                    "y_true",
                    "--prediction",
                    "y_pred",
                    "--format",
                    "json",
                ],
            ]
            .concat(),
            table,
        );
        let json: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        json["attributes"][0]["groups"]
            .as_array()
            .expect("groups")
            .len()
    };
    assert_eq!((names(&["--by", "a*b"]), names(&["--by", "a\\*b"])), (2, 1));
}

#[test]
fn what_is_predicted_by_the_truth_itself_is_told() {
    let plan = Plan {
        prediction: "y_true".to_owned(),
        ..plan(&["g"])
    };
    let found = of_rows("y_true,y_pred,g\n1,1,F\n0,1,M\n", &plan).expect_err("a mistake");
    assert!(matches!(found, TableError::OneColumn { .. }), "{found}");
}

#[test]
fn groups_that_are_no_text_are_told_with_their_line() {
    let mut table = b"y_true,y_pred,g\n1,1,F\n0,1,M\n".to_vec();
    for bytes in [b"1,1,F\xfe\n", b"1,0,F\xff\n"] {
        table.extend_from_slice(bytes);
    }
    let measure = |by: &[&str]| rows::measure(Cursor::new(table.clone()), &plan(by));
    let found = measure(&["g"]).expect_err("a mistake").to_string();
    assert_eq!(found, "line 4: it is not UTF-8");
    let weighed = Plan {
        weight: Some("y_true".to_owned()),
        ..plan(&["g"])
    };
    let found = rows::measure(Cursor::new(table.clone()), &weighed);
    let found = found.expect_err("a mistake").to_string();
    assert_eq!(found, "line 4: it is not UTF-8");
}

/// Every group that a table can spell is one of its own, and only an empty
/// field is nobody's.
#[test]
fn a_group_that_is_called_nan_is_no_missing_value() {
    let table = "y_true,y_pred,g\n1,1,NaN\n0,1,nan\n0,1,None\n1,0,null\n1,0,N/A\n1,0,\n";
    let measured = of_rows(table, &plan(&["g"])).expect("a table");
    let names = measured.attributes[0].groups.iter();
    let names: Vec<&str> = names.map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["N/A", "NaN", "None", "missing", "nan", "null"]);
    let alone = "y_true,y_pred,g\n1,1,missing\n0,1,F\n";
    let measured = of_rows(alone, &plan(&["g"])).expect("a table");
    assert_eq!(measured.attributes[0].groups.len(), 2);
}

#[test]
fn a_table_without_a_header_tells_nobody_s_row() {
    // Numbers or none: none of the first three is a name that was asked for.
    for row in ["Kim Minji,1,0", "Kim Minji,yes,no", "Kim Minji,yes,9"] {
        let found = of_rows(&format!("{row}\nLee,no,yes\n"), &plan(&["g"]));
        let found = found.expect_err("a mistake");
        assert_eq!(
            found.to_string(),
            "there is no column `y_true`, and the first line may be a row of 3 values"
        );
        assert!(found.korean().contains("값 3개") && !found.korean().contains("Kim"));
    }
    // One name that was asked for makes it a header, which may be shown.
    let found = of_rows("g,truth,y_pred\nF,1,1\n", &plan(&["g"])).expect_err("a mistake");
    assert_eq!(
        found.to_string(),
        "there is no column `y_true`; the table has g, truth, y_pred"
    );
    let list = "[{\"y_true\": 1, \"y_pred\": 1, \"g\": \"Kim Minji\"}]\n";
    let found = of_rows(list, &plan(&["g"]))
        .expect_err("a mistake")
        .to_string();
    assert!(found.starts_with("it is a JSON array"), "{found}");
    let wide: Vec<String> = (0..400).map(|at| format!("column_{at}")).collect();
    let found = of_rows(&format!("y_pred,{}\n", wide.join(",")), &plan(&["g"]));
    assert!(found.expect_err("a mistake").to_string().len() < 1000);
}

#[test]
fn a_row_of_weight_nothing_is_nobody() {
    let weighed = Plan {
        weight: Some("w".to_owned()),
        ..plan(&["g"])
    };
    let mut table = "y_true,y_pred,g,w\n".to_owned();
    for at in 0..209 {
        let weight = if at < 9 { 2 } else { 0 };
        table += &format!("1,{},F,{weight}\n", at % 2);
    }
    let measured = of_rows(&table, &weighed).expect("a table");
    let all = group(&measured.attributes[0], "F").total();
    assert_eq!((all.rows, all.cases()), (209, 9));
    assert_eq!(
        Confusion::of(3, 4, 5, 600_000_000_001).total().cases(),
        600_000_000_013
    );
}

/// A file of 2 GiB in a process that may hold one.
#[cfg(target_os = "linux")]
#[test]
fn memory_is_bounded_whatever_the_size_of_the_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, "label,prediction,g\n1,1,F\n0,1,M\n").expect("a table");
    let file = std::fs::OpenOptions::new().append(true).open(&path);
    file.and_then(|file| file.set_len(2 << 30))
        .expect("a sparse file");
    let output = Command::new("sh")
        .args([
            "-c",
            "ulimit -v 1048576; exec \"$0\" measure fairness \"$1\" --by g",
        ])
        .arg(env!("CARGO_BIN_EXE_ethics-gate"))
        .arg(&path)
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("line 4: the record is longer than 16 MiB"),
        "{said}"
    );
}

#[test]
fn weights_and_counts_that_end_in_no_number_are_told() {
    let weighed = Plan {
        weight: Some("w".to_owned()),
        ..plan(&["g"])
    };
    for (weight, why) in [
        ("1e200", "the weight is beyond 1e-100 to 1e100"),
        ("1e-200", "the weight is beyond 1e-100 to 1e100"),
        ("-1", "the weight is negative"),
        ("inf", "the weight is no number"),
        ("NaN", "the weight is no number"),
    ] {
        let table = format!("y_true,y_pred,g,w\n1,1,F,1\n1,1,F,{weight}\n");
        let found = of_rows(&table, &weighed)
            .expect_err("a mistake")
            .to_string();
        assert_eq!(found, format!("line 3: {why}"));
    }
    let counts = "attribute,group,tp,fp,fn,tn\ng,A,18446744073709551615,1,1,1\n";
    let found = of_rows(counts, &Plan::default())
        .expect_err("a mistake")
        .to_string();
    assert!(found.starts_with("line 2: `tp` is no count"), "{found}");
}

fn binary(arguments: &[&str], table: &str) -> std::process::Output {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, table).expect("a table");
    Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(["measure", "fairness"])
        .arg(&path)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

#[test]
fn the_verb_says_which_sums_differ_and_how_four_fifths_and_limits_stand() {
    let table = "attribute,group,tp,fp,fn,tn\nsex,F,30,10,20,40\nsex,M,60,10,10,20\n\
                 age,y,45,10,15,30\nage,o,45,10,15,30\nhome,a,45,10,15,30\nhome,b,45,9,15,30\n";
    let limits = [
        "--limit",
        "fpr:difference:0.2",
        "--limit",
        "accuracy:worst:0.5",
    ];
    let output = binary(&[&limits[..], &["--format", "json"]].concat(), table);
    let json: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["sums_agree"], false);
    let attribute = |name: &str| {
        let all = json["attributes"].as_array().expect("attributes").iter();
        let mut named = all.filter(|one| one["name"] == name);
        named.next().expect("the attribute").clone()
    };
    let (sex, home) = (attribute("sex"), attribute("home"));
    assert_eq!(
        home["apart"][0],
        serde_json::json!({"cell": "fp", "own": 19, "most": 20})
    );
    assert_eq!(sex["apart"], serde_json::json!([]));
    assert_eq!(sex["four_fifths"]["standing"], "broken");
    assert_eq!(sex["four_fifths"]["groups"], serde_json::json!(["F", "M"]));
    assert_eq!(sex["limits"][0]["standing"], "not-shown");
    assert!(
        sex["limits"][0]["needed"]
            .as_u64()
            .is_some_and(|needed| needed > 30)
    );
    assert_eq!(sex["limits"][1]["standing"], "kept");

    let text = String::from_utf8(binary(&limits, table).stdout).expect("text");
    assert!(
        text.contains("home doesn't hold the people that most attributes hold: fp 19/20"),
        "{text}"
    );
    assert!(
        text.contains("four-fifths: favorable_rate ratio 0.8 broken, F, M: 0.5714"),
        "{text}"
    );
    assert!(
        text.contains("cases in the smaller group would show it"),
        "{text}"
    );
}

#[test]
fn a_name_in_a_table_steers_no_terminal() {
    let table = "label,prediction,sex\n1,1,\u{1b}[31mF\u{202e}\n0,0,M\n";
    let output = binary(&["--by", "sex"], table);
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(
        text.contains("[31mF") && !text.contains(['\u{1b}', '\u{202e}']),
        "{text:?}"
    );
}

#[test]
fn a_score_gives_calibration_with_its_bins_or_the_reason_why_not() {
    let rows = |scores: [f64; 4]| {
        let [a, b, c, d] = scores;
        format!("label,prediction,sex,s\n1,1,F,{a}\n0,1,F,{b}\n1,0,M,{c}\n0,0,M,{d}\n")
    };
    let measured = |table: &str| -> Json {
        let output = binary(&["--by", "sex", "--score", "s", "--format", "json"], table);
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let json = measured(&rows([0.8, 0.8, 0.5, 0.1]));
    let found = &json["attributes"][0]["groups"][0]["calibration"];
    assert_eq!(
        (&found["binning"], &found["bins"]),
        (&"equal-width".into(), &10.into())
    );
    near(
        found["brier"]["value"].as_f64().expect("a value"),
        (0.04 + 0.64) / 2.0,
        "brier",
    );
    near(found["ece"]["value"].as_f64().expect("a value"), 0.3, "ece");
    assert_eq!(found["table"].as_array().map(Vec::len), Some(1));
    let json = measured(&rows([2.5, -0.8, 0.5, 0.1]));
    let found = &json["attributes"][0]["groups"][0]["calibration"];
    assert_eq!(found["brier"]["value"], Json::Null);
    assert!(
        found["why"]
            .as_str()
            .is_some_and(|why| why.contains("outside of 0 to 1"))
    );
    let difference = json["attributes"][0]["comparisons"]
        .as_array()
        .expect("comparisons");
    let mut difference = difference
        .iter()
        .filter(|one| one["metric"] == "brier_difference");
    assert_eq!(
        difference.next().map(|one| &one["value"]),
        Some(&Json::Null)
    );
}

#[test]
fn without_an_attribute_everybody_is_counted() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/broken/claim-lie/evidence/predictions.csv");
    let run = |more: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
            .args(["measure", "fairness"])
            .arg(&table)
            .args([
                "--label",
                "repaid_late",
                "--prediction",
                "flagged",
                "--lang",
                "en",
            ])
            .args(more)
            .output()
            .expect("the binary runs");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let json: serde_json::Value = serde_json::from_str(&run(&["--format", "json"])).expect("JSON");
    assert_eq!(json["attributes"], serde_json::json!([]));
    let everybody = &json["everybody"];
    assert_eq!(
        (&everybody["n"], &everybody["fp"]),
        (&1200.into(), &299.into())
    );
    assert_eq!(everybody["rates"]["fpr"]["denominator"], 1050);
    let text = run(&[]);
    assert!(
        text.contains("everybody") && text.contains("0.2848"),
        "{text}"
    );
    // Who asks for groups gets them alone.
    let json = run(&["--by", "sex", "--format", "json"]);
    assert!(!json.contains("everybody"));
}
