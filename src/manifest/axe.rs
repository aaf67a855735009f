//! A report of axe-core on one page, or a list of them: violated rules by
//! impact. A violation without an impact is counted apart, never as harmless.

use super::evaluation::{day, record_of};
use super::record::{Record, as_text, text_like};
use super::{Candidate, Depth, Describes, Format};
use crate::model::{Kind, Value};

/// A report of axe-core.
pub struct Axe;

/// How much a violation matters, in the words of axe.
const IMPACTS: &[&str] = &["critical", "serious", "moderate", "minor"];

/// The reports of a document; none where one of them is no report.
fn pages(candidate: &Candidate) -> Vec<&Value> {
    let Some(root) = candidate.data() else {
        return Vec::new();
    };
    let all: Vec<&Value> = root.one_or_many().collect();
    match all.iter().all(|page| is_report(page)) {
        true => all,
        false => Vec::new(),
    }
}

fn is_report(page: &Value) -> bool {
    let lists = |key: &str| matches!(page.get(key).map(|list| &list.kind), Some(Kind::List(_)));
    let by_axe = page.at_path("testEngine.name").and_then(Value::as_str) == Some("axe-core");
    let others = ["passes", "incomplete", "inapplicable"]
        .into_iter()
        .any(lists);
    lists("violations") && (by_axe || others)
}

impl Format for Axe {
    fn id(&self) -> &'static str {
        "axe"
    }

    fn title(&self) -> &'static str {
        "axe accessibility report"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        !pages(candidate).is_empty()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let pages = pages(candidate);
        let (Some(root), Some(first)) = (candidate.data(), pages.first()) else {
            return Record::new().into_value(None);
        };
        let version = first.at_path("testEngine.version");
        let mut record = record_of("axe", root, "axe-core", version);
        // The oldest page tells how old the report is.
        let days = pages
            .iter()
            .filter_map(|page| page.get("timestamp").and_then(day));
        record.put("created", days.min_by_key(Value::as_date));
        if depth == Depth::Whole {
            record.put_list("results", pages.iter().map(|page| of_page(page)).collect());
        }
        record.into_value(root.place.clone())
    }
}

fn of_page(page: &Value) -> Value {
    let violations = page.get("violations").unwrap_or(page);
    let count = |is: &dyn Fn(&str) -> bool| {
        let impacts = violations
            .items()
            .iter()
            .map(|one| one.get("impact").and_then(Value::as_str).unwrap_or(""));
        text_like(impacts.filter(|impact| is(impact)).count(), violations)
    };
    let mut row = Record::new();
    let url = page.get("url").and_then(as_text);
    row.put(
        "page",
        url.as_ref()
            .map(|url| text_like(path(url.as_str().unwrap_or("")), url)),
    );
    row.put("url", url);
    // A run in which no rule met anything found nothing, and counted nothing.
    if ran(page) {
        for impact in IMPACTS {
            row.put(impact, count(&|found| found == *impact));
        }
        row.put("unrated", count(&|found| !IMPACTS.contains(&found)));
    }
    let undecided = page
        .get("incomplete")
        .map(|list| text_like(list.items().len(), list));
    row.put("incomplete", undecided);
    row.into_value(page.place.clone())
}

/// Whether any rule ran on a page: axe lists each in one of four lists. A
/// report from which the others were taken out can't tell.
fn ran(page: &Value) -> bool {
    let lists = ["violations", "passes", "incomplete", "inapplicable"];
    let lists = lists.map(|key| page.get(key));
    lists.iter().any(Option::is_none) || lists.iter().flatten().any(|list| !list.items().is_empty())
}

/// The path of an address, as declarations name pages.
fn path(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| {
        rest.find('/').map_or("/", |at| &rest[at..])
    });
    rest.split(['?', '#']).next().unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Span};
    use crate::source::json;

    #[test]
    fn a_page_is_named_by_its_path() {
        for (url, expected) in [
            ("https://a.example/apply?step=1#top", "/apply"),
            ("https://a.example", "/"),
            ("/result", "/result"),
        ] {
            assert_eq!(path(url), expected);
        }
    }

    #[test]
    fn a_run_in_which_no_rule_ran_counts_no_barrier() {
        let row = |text: &str| {
            let document = Document::new("axe.json", text);
            let page = json::parse(&document, Span::new(0, text.len())).value;
            of_page(&page).get("serious").and_then(Value::as_int)
        };
        let nothing = r#"{"url": "/a", "violations": [], "passes": [], "incomplete": [], "inapplicable": []}"#;
        assert_eq!(row(nothing), None);
        assert_eq!(
            row(&nothing.replace("\"passes\": []", "\"passes\": [{}]")),
            Some(0)
        );
        // Some keep the violations alone.
        assert_eq!(row(r#"{"url": "/a", "violations": []}"#), Some(0));
    }
}
