//! Renderers: what each format shows of the same report.

mod samples;

use ethics_gate::model::Language;
use ethics_gate::model::report::Report;
use ethics_gate::render::{RENDERERS, Style};

fn render(format: &str, report: &Report, style: Style) -> String {
    let renderer = RENDERERS
        .iter()
        .find(|renderer| renderer.name() == format)
        .unwrap_or_else(|| panic!("no renderer is called {format}"));
    String::from_utf8(renderer.render(report, &style)).expect("output is UTF-8")
}

const PLAIN: Style = Style {
    color: false,
    width: 80,
};

#[test]
#[ignore = "to look at"]
fn look() {
    let width = std::env::var("WIDTH")
        .ok()
        .and_then(|w| w.parse().ok())
        .unwrap_or(80);
    let color = std::env::var("COLOR").is_ok();
    let lang = if std::env::var("KO").is_ok() {
        Language::Ko
    } else {
        Language::En
    };
    let format = std::env::var("FORMAT").unwrap_or("terminal".into());
    eprintln!(
        "{}",
        render(
            &format,
            &samples::full(lang),
            Style {
                color,
                width,
                ..PLAIN
            }
        )
    );
}

#[test]
fn sarif_is_valid_to_the_official_schema() {
    let Some(shared) = crate::shared("the SARIF schema") else {
        return;
    };
    let schema = std::fs::read_to_string(shared.join("contracts/sarif/sarif-2.1.0.json"))
        .expect("the shared folder has the schema");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema compiles");
    for lang in [Language::En, Language::Ko] {
        for report in [samples::clean(lang), samples::full(lang)] {
            let log =
                serde_json::from_str(&render("sarif", &report, PLAIN)).expect("SARIF is JSON");
            let errors: Vec<_> = validator
                .iter_errors(&log)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0]);
        }
    }
}
