//! What a report says of files and groups whose names hold values.

use serde_json::Value as Json;

use super::printed_as;

#[test]
fn a_finding_of_a_file_whose_name_is_masked_hangs_where_it_can_be_opened() {
    let (name, text) = ("data/kim@mail.example of July.csv", "who\n060917-1260355\n");
    let sarif: Json = serde_json::from_str(&printed_as("sarif", name, text)).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    let location = &result["locations"][0];
    assert_eq!(
        location["physicalLocation"]["artifactLocation"]["uri"],
        "ethics.yml"
    );
    assert_eq!(
        location["logicalLocations"][0]["fullyQualifiedName"],
        "data/‹email› of July.csv"
    );
    let message = result["message"]["text"].as_str().expect("a text");
    assert!(message.contains("data/‹email› of July.csv: a value in its name is not shown"));
    let quality: Json = serde_json::from_str(&printed_as("codequality", name, text)).expect("JSON");
    assert_eq!(quality[0]["location"]["path"], "ethics.yml");
    let commands = printed_as("github", name, text);
    assert!(commands.contains("file=ethics.yml"), "{commands}");
    // Beside it a file whose name may be read hangs where it is.
    let sarif: Json = serde_json::from_str(&printed_as("sarif", "data/a.csv", text)).expect("JSON");
    let location = &sarif["runs"][0]["results"][0]["locations"][0];
    assert_eq!(
        location["physicalLocation"]["artifactLocation"]["uri"],
        "data/a.csv"
    );
}

#[test]
fn two_files_that_are_called_by_values_stay_two() {
    use super::{CARD, TOY, check};
    let text: &[u8] = b"who\n060917-1260355\n";
    let (found, _) = check(&[
        ("ethics.yml", TOY),
        ("README.md", CARD),
        ("data/kim@mail.example of July.csv", text),
        ("data/lee@mail.example of July.csv", text),
    ]);
    let mut paths: Vec<&str> = found.iter().map(|(_, path, _)| &**path).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        ["data/‹email 2› of July.csv", "data/‹email› of July.csv"]
    );
}
