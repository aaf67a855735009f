//! Markdown: front matter, sections, tables, anchors, prose.

use std::time::{Duration, Instant};

use ethics_gate::model::{Document, Kind, Reason, Span};
use ethics_gate::source::markdown::{self, FrontMatter, Markdown, Table};

fn read(text: &str) -> Markdown {
    markdown::parse(&Document::new("README.md", text))
}

fn slice(markdown: &Markdown, span: Span) -> &str {
    markdown
        .document
        .text
        .get(span.range())
        .expect("inside the text")
}

/// Level, heading and slug of each section.
fn outline(markdown: &Markdown) -> Vec<String> {
    let sections = markdown.sections.iter();
    sections
        .map(|section| format!("{} {} #{}", section.level, section.heading, section.slug))
        .collect()
}

fn texts(cells: &[(String, Span)]) -> Vec<&str> {
    cells.iter().map(|(text, _)| text.as_str()).collect()
}

fn rows(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| texts(row)).collect()
}

/// What stands where front matter belongs, and the place and code of what is
/// wrong with it.
#[track_caller]
fn check_front_matter(
    text: &str,
    state: FrontMatter,
    problem: Option<(&str, u32, &str)>,
) -> Markdown {
    let markdown = read(text);
    assert_eq!(markdown.front_matter, state, "{text}");
    let found = markdown.problems.first().map(|problem| {
        assert!(!problem.fatal, "the body still counts");
        (
            problem.code,
            problem.place.start().line,
            problem.place.text(),
        )
    });
    assert_eq!(found, problem, "{text}");
    let absent = match markdown.front_matter {
        FrontMatter::None => Some(Reason::Absent),
        FrontMatter::Map => None,
        _ => Some(Reason::Unreadable),
    };
    match (&markdown.meta.kind, absent) {
        (Kind::Missing(reason), Some(expected)) => assert_eq!(*reason, expected, "{text}"),
        (Kind::Map(_), None) => {}
        (kind, _) => panic!("{kind:?} for {text}"),
    }
    markdown
}

#[test]
fn a_block_that_is_a_map_is_read_with_its_places() {
    let text = "---\nlicense: mit\nlanguage:\n- ko\n---\n# 카드\n";
    let markdown = check_front_matter(text, FrontMatter::Map, None);
    assert_eq!(
        markdown.meta.to_json().to_string(),
        r#"{"license":"mit","language":["ko"]}"#
    );
    let license = markdown
        .meta
        .get("license")
        .expect("present")
        .place
        .clone()
        .expect("placed");
    assert_eq!((license.start().line, license.text()), (2, "mit"));
    assert_eq!(
        slice(&markdown, markdown.meta_span),
        "---\nlicense: mit\nlanguage:\n- ko\n---"
    );
    assert_eq!(slice(&markdown, markdown.body), "\n# 카드\n");
}

#[test]
fn the_delimiter_rule_is_the_reference_readers() {
    for (text, is_map) in [
        ("---\na: 1\n---\n", true),
        ("---\na: 1\n---", true),
        ("---\r\na: 1\r\n---\r\nx", true),
        ("---\ra: 1\r---\n", true),
        ("\u{feff}---\na: 1\n---\n", true),
        ("\n \n---\na: 1\n---\n", true),
        ("---\na: 1\n--- \t\n", true),
        ("---\n\n---\n", true),
        ("---\n# only a comment\n---\n", true),
        ("---\n---\n", false),
        ("--- \na: 1\n---\n", false),
        ("---\na: 1\n ---\n", false),
        ("---\na: 1\n---x\n", false),
        ("---\na: 1\n...\n", false),
        ("----\na: 1\n----\n", false),
        ("---\na: 1\n---\r", false),
    ] {
        assert_eq!(
            read(text).front_matter == FrontMatter::Map,
            is_map,
            "{text:?}"
        );
    }
}

#[test]
fn no_block_is_no_mistake() {
    for text in [
        "",
        "# Title\n",
        "text\n\n---\n\nmore\n",
        "Title\n---\ntext\n",
        "---\n---\n",
    ] {
        check_front_matter(text, FrontMatter::None, None);
    }
}

#[test]
fn a_rule_that_opens_a_card_without_keys_is_no_front_matter() {
    let card = "---\n# Model Card\n\n## Model details\n**Organization**\nA lab.\n";
    let markdown = check_front_matter(card, FrontMatter::None, None);
    assert_eq!(markdown.sections.len(), 3);
}

#[test]
fn a_block_that_never_closes_is_marked_where_it_opens() {
    let problem = Some(("front-matter-unclosed", 1, "---"));
    let text = "---\nlanguage: en\ntags:\n- x\n\n# Title\ntext\n";
    let markdown = check_front_matter(text, FrontMatter::Unclosed, problem);
    assert_eq!(outline(&markdown), ["1 Title #title"]);
    check_front_matter(
        "---\n# comment\nlicense: mit\n...\n",
        FrontMatter::Unclosed,
        problem,
    );
    check_front_matter("---\nlicense: mit", FrontMatter::Unclosed, problem);
}

#[test]
fn a_block_below_other_text_is_marked_where_it_stands() {
    let problem = |line| Some(("front-matter-not-first", line, "---"));
    let below_a_comment = "<!--- Copyright\n\nnobody -->\n---\nanything: x\n---\n# T\n";
    let markdown = check_front_matter(below_a_comment, FrontMatter::NotFirst, problem(4));
    assert_eq!(outline(&markdown), ["1 T #t"]);
    let below_text = "# T\n\nHello.\n\n---\nlanguage: de\n---\n\nMore.\n";
    let markdown = check_front_matter(below_text, FrontMatter::NotFirst, problem(5));
    assert_eq!(markdown.prose(markdown.body), "Hello.\nMore.");
    assert_eq!(
        slice(&markdown, markdown.meta_span),
        "---\nlanguage: de\n---"
    );
}

#[test]
fn rules_around_text_and_blocks_in_code_are_not_taken_for_front_matter() {
    for text in [
        "# T\n\n---\nNote: read this.\n---\n",
        "# T\n\n```yaml\n---\nlicense: mit\n---\n```\n",
        "# T\n\n---\nlicense: [mit\n---\n",
    ] {
        check_front_matter(text, FrontMatter::None, None);
    }
}

#[test]
fn a_block_that_is_a_list_or_a_scalar_is_said_to_be_one() {
    let problem = Some(("front-matter-not-a-map", 2, "- license: mit"));
    let markdown = check_front_matter(
        "---\n- license: mit\n- x\n---\n",
        FrontMatter::NotAMap,
        problem,
    );
    assert_eq!(markdown.problems[0].detail.en, "the block is of type array");
    let problem = Some(("front-matter-not-a-map", 2, "just words"));
    check_front_matter("---\njust words\n---\n", FrontMatter::NotAMap, problem);
}

#[test]
fn a_block_that_is_no_yaml_is_marked_where_the_parser_stumbles() {
    let problem = Some(("front-matter-invalid", 4, "-"));
    let text = "---\nlicense: mit\ntags:\n\t- x\n---\n";
    check_front_matter(text, FrontMatter::Invalid, problem);
    let markdown = read("---\nlanguage: \"fr\"tags: x\n---\n");
    assert_eq!(markdown.front_matter, FrontMatter::Invalid);
}

#[test]
fn blanks_after_the_opening_line_are_named() {
    let problem = Some(("front-matter-invalid", 1, "--- \n"));
    check_front_matter(
        "--- \nlicense: mit\n---\n# T\n",
        FrontMatter::Invalid,
        problem,
    );
}

#[test]
fn an_unfilled_template_is_told_from_broken_yaml() {
    for (text, line, marked) in [
        ("---\n{{ card_data }}\n---\n", 2, "{{ card_data }}"),
        (
            "---\nlicense: mit\nname: {{MODEL_ID}}\n---\n",
            3,
            "{{MODEL_ID}}",
        ),
        ("---\ntitle: {{ x }} card\n---\n", 2, "{{ x }} card"),
        ("---\n{% if x %}\na: 1\n{% endif %}\n---\n", 2, "{% if x %}"),
    ] {
        let problem = Some(("front-matter-template", line, marked));
        check_front_matter(text, FrontMatter::Template, problem);
    }
    check_front_matter("---\nwidget: '{{ text }}'\n---\n", FrontMatter::Map, None);
}

#[test]
fn what_is_wrong_inside_a_readable_block_is_reported_too() {
    let markdown = read("---\nlanguage: no\nlicense: mit\nlicense: other\n---\n");
    let codes: Vec<_> = markdown
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes, ["yaml-1.1", "duplicate-key"]);
    assert_eq!(
        markdown.meta.get("language").expect("present").as_str(),
        Some("no")
    );
}

#[test]
fn headings_are_found_in_every_style() {
    let markdown = read(concat!(
        "# ATX #\n\nSetext\n======\n\nSub\n---\n\n### Benchmarks \\- *English* `Text` ###\n",
        "## Training data 🏋🏻\u{200d}♂\u{fe0f}\n\n**Bold line**\n\ntext\n\n**Colon:**\ntext\n\n__Two__\n",
        "<h2 align=\"center\">In <b>HTML</b> &amp; more</h2>\n\n####Not one\n\n> ## Quoted\n"
    ));
    assert_eq!(
        outline(&markdown),
        [
            "1 ATX #atx",
            "1 Setext #setext",
            "2 Sub #sub",
            "3 Benchmarks - English Text #benchmarks---english-text",
            "2 Training data 🏋🏻\u{200d}♂\u{fe0f} #training-data-\u{fe0f}",
            "6 Bold line #bold-line",
            "6 Colon #colon",
            "6 Two #two",
            "2 In HTML & more #in-html--more",
            "2 Quoted #quoted",
        ]
    );
}

#[test]
fn bold_text_that_is_no_heading_stays_prose() {
    for text in [
        "**Do not use this for medical decisions.**",
        "**License:** MIT",
        "Some **bold** words",
        "- **Item**",
        "**One** **two**",
        "**a\nb**",
    ] {
        let markdown = read(text);
        assert_eq!(markdown.sections.len(), 1, "{text}");
        assert_eq!(markdown.sections[0].level, 0, "{text}");
    }
    assert_eq!(
        outline(&read("**1. Intended use**\n")),
        ["6 1. Intended use #1-intended-use"]
    );
}

#[test]
fn a_bold_line_takes_no_number_from_a_real_heading() {
    let markdown = read("**Use**\n\na\n\n## Use\n\nb\n");
    assert_eq!(outline(&markdown), ["6 Use #use-1", "2 Use #use"]);
}

#[test]
fn a_section_knows_its_own_passage_and_its_whole() {
    let text = "intro\n\n# A\na\n## B\nb\n### C\nc\n## D\nd\n# E\ne\n";
    let markdown = read(text);
    let spans: Vec<_> = markdown
        .sections
        .iter()
        .map(|section| {
            (
                slice(&markdown, section.own),
                slice(&markdown, section.whole),
            )
        })
        .collect();
    assert_eq!(
        spans,
        [
            ("intro\n\n", "intro\n\n"),
            ("# A\na\n", "# A\na\n## B\nb\n### C\nc\n## D\nd\n"),
            ("## B\nb\n", "## B\nb\n### C\nc\n"),
            ("### C\nc\n", "### C\nc\n"),
            ("## D\nd\n", "## D\nd\n"),
            ("# E\ne\n", "# E\ne\n"),
        ]
    );
    assert_eq!(slice(&markdown, markdown.sections[2].heading_span), "## B");
}

#[test]
fn prose_is_what_a_reader_sees() {
    let text = concat!(
        "# Heading\n\nSome *emphasis*, a [link](https://a.example/x \"title\"), `code` &amp; more\n",
        "on the next line. ![alt text](data:image/png;base64,AAAA) <https://a.example>\n\n",
        "<!-- TODO: write\n\nthis -->\n\n```python\nprint('hidden')\n```\n\n",
        "- [x] first\n- second <!-- no --> item\n  1. nested\n\n> quoted\n\n",
        "| A | B |\n|--|--|\n| one | two |\n\n<p align=\"center\">In <b>HTML</b> &lt;here&gt;</p>\n\n",
        "<style>p {}</style>\n\n[ref]: https://a.example\n\nEscaped \\* star[^1]\n\n[^1]: Note.\n"
    );
    let markdown = read(text);
    assert_eq!(
        markdown.prose(markdown.body),
        concat!(
            "Some emphasis, a link, code & more on the next line.\n",
            "first\nsecond item\nnested\nquoted\nA B\none two\nIn HTML <here>\nEscaped * star\nNote."
        )
    );
}

#[test]
fn prose_of_a_section_is_its_own() {
    let markdown = read("# A\none\n\n**B**\ntwo\n\n# C\n<!-- nothing -->\n");
    let prose: Vec<_> = markdown
        .sections
        .iter()
        .map(|section| markdown.prose(section.own))
        .collect();
    assert_eq!(prose, ["one", "two", ""]);
    assert_eq!(markdown.prose(markdown.sections[0].whole), "one\ntwo");
}

#[test]
fn tables_of_markdown_have_places() {
    let markdown = read("| Group | TPR |\n|:--|--:|\n| `women` | **0.91** |\n| 남성 |\n");
    let table = &markdown.tables[0];
    assert_eq!(texts(&table.header), ["Group", "TPR"]);
    assert_eq!(rows(table), [["women", "0.91"], ["남성", ""]]);
    assert_eq!(slice(&markdown, table.rows[0][1].1), "**0.91**");
    assert_eq!(slice(&markdown, table.header[0].1), "Group");
}

#[test]
fn tables_of_html_line_up_their_spanning_cells() {
    let markdown = read(concat!(
        "<table>\n<tr><td></td><td><strong>Params</strong>\n</td><td>Data</td></tr>\n",
        "<tr><td rowspan=\"2\">Text\nmodel</td><td>8B</td><td colspan=2>a<br>b</td></tr>\n",
        "<tr><td>70B<td>c</tr>\n</table>\n\nafter\n"
    ));
    let table = &markdown.tables[0];
    assert_eq!(texts(&table.header), ["", "Params", "Data"]);
    assert_eq!(
        rows(table),
        [
            vec!["Text model", "8B", "a b", "a b"],
            vec!["Text model", "70B", "c"]
        ]
    );
    assert_eq!(slice(&markdown, table.rows[0][1].1), "8B");
    assert!(slice(&markdown, table.span).starts_with("<table>"));
    assert!(slice(&markdown, table.span).ends_with("</table>"));
    assert_eq!(
        markdown.prose(markdown.body),
        "Params Data\nText model 8B a b\n70B c\nafter"
    );
}

#[test]
fn a_table_of_html_is_found_across_blank_lines_and_in_markdown_cells() {
    let markdown = read(
        "<table>\n<thead><tr><th>A</th></tr></thead>\n\n<tr><td>\n\n**x**\n\ny\n\n</td></tr>\n\n</table>\n",
    );
    assert_eq!(texts(&markdown.tables[0].header), ["A"]);
    assert_eq!(rows(&markdown.tables[0]), [["x y"]]);
}

#[test]
fn a_table_that_never_closes_ends_with_the_next_heading() {
    let markdown = read("<table><tr><td>a\n\n# Next\n\ntext\n");
    assert_eq!(markdown.tables.len(), 1);
    assert_eq!(outline(&markdown), ["0  #", "1 Next #next"]);
    assert_eq!(markdown.prose(markdown.sections[1].own), "text");
}

#[test]
fn a_fragment_names_a_section_or_an_anchor() {
    let text = "# 한계\nko\n\n<a id=\"risks\"></a>\n\n## Weak <a name='spot'></a>spots\ntext\n\n<div id=\"here\">x</div>\n\n# Next\n";
    let markdown = read(text);
    let named = |fragment| {
        markdown
            .section(fragment)
            .map(|span| slice(&markdown, span))
    };
    let spots = text.find("## Weak").expect("present")..text.find("# Next").expect("present");
    assert_eq!(named("risks"), Some(&text[spots.clone()]));
    assert_eq!(named("#spot"), Some(&text[spots.clone()]));
    assert_eq!(named("weak-spots"), Some(&text[spots]));
    assert_eq!(named("here"), Some("<div id=\"here\">x</div>\n\n"));
    assert_eq!(named("한계"), named("%ED%95%9C%EA%B3%84"));
    assert!(named("한계").is_some());
    assert_eq!(named("Weak-Spots"), None);
    assert_eq!(named(""), None);
    assert_eq!(named("%"), None);
}

#[test]
fn topics_name_the_passage_that_follows() {
    let text = concat!(
        "# T\n\n<!-- topic: use -->\nUse text.\n\n<!-- topic: data -->\nData text.\n\n## H\n\n",
        "<!--topic: 한계 -->\n## Limits\nLimit text.\n\n## Last\n\n<!-- topic: end -->\n"
    );
    let markdown = read(text);
    let topics: Vec<_> = markdown
        .topics
        .iter()
        .map(|(name, span)| (name.as_str(), markdown.prose(*span)))
        .collect();
    assert_eq!(
        topics,
        [
            ("use", "Use text.".to_owned()),
            ("data", "Data text.".to_owned()),
            ("한계", "Limit text.".to_owned()),
            ("end", String::new()),
        ]
    );
}

#[test]
fn windows_line_ends_change_nothing() {
    let text = "---\na: 1\n---\n# A\n\ntext\nmore\n\n| x | y |\n|--|--|\n| 1 | 2 |\n\n**B**\nb\n";
    let unix = read(text);
    let windows = read(&text.replace('\n', "\r\n"));
    assert_eq!(outline(&unix), outline(&windows));
    assert_eq!(unix.prose(unix.body), windows.prose(windows.body));
    assert_eq!(rows(&unix.tables[0]), rows(&windows.tables[0]));
}

#[test]
fn hostile_text_costs_linear_time() {
    let image = format!("![x](data:image/png;base64,{})\n", "A".repeat(1_000_000));
    for text in [
        "[".repeat(100_000),
        "<".repeat(100_000),
        ">".repeat(100_000),
        "> ".repeat(10_000),
        "- ".repeat(10_000),
        "*".repeat(100_000),
        "**a** ".repeat(50_000),
        "`".repeat(100_000),
        "<a ".repeat(50_000),
        "<a id=\"".repeat(50_000),
        "<!--".repeat(50_000),
        "<!".repeat(50_000),
        "<table><tr><td rowspan=1000 colspan=1000>".repeat(20_000),
        "<h1>".repeat(50_000),
        "&".repeat(100_000),
        "| a ".repeat(50_000),
        "|a|\n|-|\n".repeat(20_000),
        "# a\n".repeat(50_000),
        "---\na: 1\n".repeat(20_000),
        "x\n---\nlicense: 1\n".repeat(20_000),
        "<!-- topic: a -->\n".repeat(50_000),
        "<a id=x></a>\n\n".repeat(20_000),
        "[^1]\n\n[^1]: x\n\n".repeat(10_000),
        "[a]: b\n".repeat(20_000),
        "a".repeat(4_000_000),
        image,
    ] {
        let started = Instant::now();
        let markdown = read(&text);
        let _prose = markdown.prose(markdown.body);
        let shown: String = text.chars().take(24).collect();
        assert!(started.elapsed() < Duration::from_secs(20), "{shown}");
    }
}
