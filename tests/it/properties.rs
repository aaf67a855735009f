//! Properties that hold of any input whatever.

use std::sync::Arc;

use ethics_gate::model::{Document, Span};
use ethics_gate::source::messages::{android, apple, gettext, properties};
use ethics_gate::source::{dotenv, encoding, json, markdown, toml, yaml};
use proptest::prelude::*;

use crate::places;

/// Every parser on one document, and every place that they give.
fn read_all(document: &Arc<Document>) {
    let whole = Span::new(0, document.text.len());
    places::of_parsed(&yaml::parse(document, whole), document);
    places::of_parsed(&json::parse(document, whole), document);
    places::of_parsed(&toml::parse(document), document);
    places::of_parsed(&dotenv::parse(document), document);
    places::of_parsed(&properties::parse(document), document);
    places::of_parsed(&apple::parse(document), document);
    places::of_parsed(&gettext::parse(document), document);
    places::of_parsed(&android::parse(document), document);
    let _ = android::is_one(&document.text);
    places::of_markdown(&markdown::parse(document));
}

/// Scraps of the formats, strung together: deeper than what bytes reach.
fn scraps(scraps: &'static [&'static str]) -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        8 => prop::sample::select(scraps).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

const OF_YAML: &[&str] = &[
    "a",
    "b: ",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "&x ",
    "*x",
    "<<: ",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\\u00e9",
    "# c",
    "---\n",
    "...\n",
    "!!str ",
    "!t ",
    "? ",
    "no",
    "017",
    "~",
    "1e400",
    "한",
    "\u{feff}",
    "\r\n",
    "\t",
    "%YAML 1.2\n",
];

const OF_JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"a\":",
    "\\",
    "\\u",
    "d83d",
    "\\ude00",
    "1",
    "-",
    ".5",
    "e9",
    "true",
    "null",
    "NaN",
    "-Infinity",
    " ",
    "\n",
    "한",
    "\u{feff}",
    "\u{1}",
];

const OF_MARKDOWN: &[&str] = &[
    "---\n",
    "a: 1\n",
    "license: mit\n",
    "# H\n",
    "\n===\n",
    "\n---\n",
    "**B**",
    "\n\n",
    "\n",
    "- ",
    "> ",
    "| a | b |\n",
    "|--|--|\n",
    "<table>",
    "<tr>",
    "<td rowspan=2 colspan=\"3\">",
    "<th>",
    "</td>",
    "</table>",
    "<h2 id='x'>",
    "</h2>",
    "<a name=x>",
    "<!--",
    "-->",
    "<!-- topic: t -->",
    "```\n",
    "`",
    "[",
    "](",
    ")",
    "![",
    "&amp;",
    "\\",
    "    ",
    "한",
    "😀",
    "\r\n",
    "\r",
    "{{ x }}",
    "[^1]",
    "[^1]: ",
    "<style>",
    "\u{feff}",
    "\u{a0}",
];

proptest! {
    // What fails becomes a test with a name.
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_decoded_or_refused_at_a_place_and_never_panic(bytes: Vec<u8>) {
        match encoding::decode("any", bytes) {
            Ok(document) => read_all(&document),
            Err(problem) => {
                prop_assert!(problem.fatal);
                let text = &problem.place.document.text;
                prop_assert!(text.get(problem.place.span.range()).is_some());
            }
        }
    }

    #[test]
    fn any_text_has_places_that_fit_it(text: String) {
        read_all(&Document::new("any", text));
    }

    #[test]
    fn scraps_of_yaml_have_places_that_fit(text in scraps(OF_YAML)) {
        read_all(&Document::new("any", text));
    }

    #[test]
    fn scraps_of_json_have_places_that_fit(text in scraps(OF_JSON)) {
        read_all(&Document::new("any", text));
    }

    #[test]
    fn scraps_of_markdown_have_places_that_fit(text in scraps(OF_MARKDOWN)) {
        read_all(&Document::new("any", text));
    }

    /// Read as a block of a longer document, YAML and JSON give the same
    /// values at shifted places.
    #[test]
    fn a_block_reads_as_it_does_alone(
        before in scraps(OF_MARKDOWN),
        block in scraps(OF_YAML),
        after in scraps(OF_MARKDOWN),
    ) {
        let alone = Document::new("alone", block.clone());
        let within = Document::new("within", format!("{before}{block}{after}"));
        let span = Span::new(before.len(), before.len() + block.len());
        for parse in [yaml::parse, json::parse] {
            let whole = parse(&alone, Span::new(0, block.len()));
            let part = parse(&within, span);
            places::of_parsed(&part, &within);
            prop_assert_eq!(format!("{:?}", whole.value), format!("{:?}", part.value));
            let found = |parsed: &ethics_gate::source::Parsed, by: usize| -> Vec<_> {
                let problems = parsed.problems.iter();
                problems.map(|problem| (problem.code, problem.place.span.shifted(by))).collect()
            };
            prop_assert_eq!(found(&whole, before.len()), found(&part, 0));
        }
    }

    /// The delimiter rule, held against the reference reader's own pattern.
    #[test]
    fn front_matter_is_found_exactly_where_the_reference_finds_it(text in scraps(OF_MARKDOWN)) {
        let rule = regex::Regex::new(
            r"\A\u{FEFF}?([\s\x1c-\x1f]*---(?:\r\n|\r|\n))((?s:.)*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|\z))",
        )
        .expect("a pattern");
        let read = markdown::parse(&Document::new("README.md", text.clone()));
        if let Some(found) = rule.captures(&text) {
            let inner = found.get(2).expect("the block").range();
            let block = read.meta_span.range();
            prop_assert!(block.contains(&inner.start), "{text:?}: {block:?} without {inner:?}");
            prop_assert_eq!(text[inner.end..].trim_start_matches(['\r', '\n']).find("---"), Some(0));
            prop_assert!(block.end > inner.end);
        } else {
            prop_assert_ne!(read.front_matter, markdown::FrontMatter::Map);
        }
    }
}
