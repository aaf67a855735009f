//! Terms that a declaration keeps, in files of texts and in notebooks.

use super::{CARD, TOY, check};

const KEPT: &str = "\nexplain:\n  confidential_terms: [\"hmac-sha256:7f3a91:fc0848fc490c60e0640bf0acf2bf670dfccdc6640f9577d12d745085bd6fc675\"]\n";

/// Whether the rule sees the term in a file.
fn leaks(path: &str, text: &str) -> bool {
    let declaration = [TOY, KEPT.as_bytes()].concat();
    let (_, printed) = check(&[
        ("ethics.yml", &declaration),
        ("README.md", CARD),
        (path, text.as_bytes()),
    ]);
    let report: serde_json::Value = serde_json::from_str(&printed).expect("a report");
    let findings = report["findings"].as_array().expect("findings");
    let found = findings
        .iter()
        .any(|one| one["rule"] == "explanation/no-confidential-leak" && one["path"] == path);
    assert!(!found || !printed.contains("feature_v3"), "{printed}");
    found
}

#[test]
fn a_term_is_found_in_files_of_the_products_texts() {
    for (path, text) in [
        (
            "web/en.json",
            "{\"how\": \"It weighs velocity-feature-v3.\"}",
        ),
        (
            "web/ko.json",
            "{\"how\": \"velocity\\u005ffeature\\u005fv3를 봅니다\"}",
        ),
        (
            "locales/ko/help.yaml",
            "how: velocity&nbsp;feature&nbsp;v3를 봅니다\n",
        ),
        (
            "res/values/strings.xml",
            "<a alt=\"velocity_\u{200b}feature_v3's\"/>",
        ),
        ("app/messages.properties", "how=velocity_feature_v3\n"),
        (
            "po/ko.po",
            "msgid \"a\"\nmsgstr \"velocity%5Ffeature%5Fv3\"\n",
        ),
    ] {
        assert!(leaks(path, text), "{path}");
    }
    for (path, text) in [
        (
            "web/en.json",
            "{\"how\": \"It weighs the velocity of a feature, v3.\"}",
        ),
        // Whoever reads code is no reader of the product.
        ("app/score.py", "velocity_feature_v3 = 1\n"),
        ("config/model.json", "{\"name\": \"velocity_feature_v3\"}"),
    ] {
        assert!(!leaks(path, text), "{path}");
    }
}
