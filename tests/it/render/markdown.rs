//! The Markdown page: bounded, and no field of a report is Markdown.

use ethics_gate::model::Language;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{render, samples};

#[test]
fn a_page_fits_into_a_comment_and_says_where_it_was_cut() {
    let page = render("markdown", &samples::many(2_000));
    assert!(page.chars().count() <= 65_536);
    assert!(page.contains("Cut here"));
    let whole = render("markdown", &samples::full(Language::En));
    assert!(!whole.contains("Cut here"));
}

#[test]
fn a_long_list_of_what_was_not_checked_is_cut_too() {
    let mut report = samples::full(Language::En);
    let entry = report.not_checked[0].clone();
    report.not_checked = (0..5_000)
        .map(|n| {
            let mut entry = entry.clone();
            entry.reason = format!("{n} {}", "because ".repeat(200));
            entry
        })
        .collect();
    let page = render("markdown", &report);
    assert!(page.chars().count() <= 65_536);
    assert!(page.contains("Cut here"));
    assert!(
        page.contains("<summary>Details</summary>"),
        "the findings keep their room"
    );
}

/// Everything in a page that is more than words.
pub(crate) fn markup(page: &str) -> Vec<String> {
    let extensions = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let linked = regex::Regex::new(r"https?://|www\.\w|[@#]\w|GH-\d").expect("a pattern");
    let ours = [
        "<!-- -->",
        "<details>",
        "<summary>Details</summary>",
        "<summary>자세히</summary>",
        "</details>",
    ];
    let mut in_code = false;
    Parser::new_ext(page, extensions)
        .filter_map(|event| match event {
            Event::Start(
                tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strikethrough),
            ) => Some(format!("{tag:?}")),
            Event::Html(html) | Event::InlineHtml(html) if !ours.contains(&html.trim()) => {
                Some(html.to_string())
            }
            // Within words; in code a mention is none.
            Event::Start(Tag::CodeBlock(_)) => {
                in_code = true;
                None
            }
            Event::End(TagEnd::CodeBlock) => {
                in_code = false;
                None
            }
            Event::Text(text) if !in_code => {
                let linked = linked.find(&text);
                linked.map(|linked| linked.as_str().to_owned())
            }
            _ => None,
        })
        .collect()
}

#[test]
fn no_field_is_taken_for_markdown() {
    let attack = "![x](https://a.example/b.png) [l](https://a.example) <img src=x> <!-- @team \
                  *em* ~~s~~ `tick | bar` #12 GH-3 https://a.example www.a.example \\ \
                  ```\n# h\n- i\n<script>\n@all";
    let mut report = samples::full(Language::En);
    report.systems[0].id = attack.to_owned();
    report.systems[0].tier.reasons = vec![attack.to_owned()];
    report.systems[0].principles[0].title = attack.to_owned();
    report.rules[0].why = attack.to_owned();
    for finding in &mut report.findings {
        finding.message = attack.to_owned();
        finding.fix = attack.to_owned();
        finding.path = attack.to_owned();
        if let Some(excerpt) = &mut finding.excerpt {
            excerpt.text = attack.to_owned();
        }
        for related in &mut finding.related {
            related.message = attack.to_owned();
        }
    }
    report.not_checked[0].reason = attack.to_owned();
    let page = render("markdown", &report);
    assert_eq!(markup(&page), [""; 0], "{page}");
    let rows = page.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, 6 + 3, "a row for each finding, and three heads");
}
