//! Text: what says something, what is copied, what can be compared; and the
//! rules that live on it, held against whole repositories.

use ethics_gate::gate::gate;
use ethics_gate::measure::text::{
    Copies, Language, Script, Shingles, Statements, Why, count, holds_template, is_template,
    overlap, prose, sentences, substantive, words,
};
use ethics_gate::model::report::Report;
use ethics_gate::model::{Outcome, Settings};
use ethics_gate::policy::Pack;
use ethics_gate::source::Tree;
use proptest::prelude::*;

fn why(text: &str, needed: usize) -> Option<Why> {
    substantive(text, needed).err()
}

#[test]
fn a_concrete_sentence_says_something_in_both_languages() {
    for text in [
        "Sorts loan applications so that an officer reads the likeliest declines first.",
        "거절될 가능성이 높은 대출 신청서를 담당자가 먼저 읽도록 순서를 정합니다.",
        "ローン申請を担当者が先に読むべき順に並べ替えるためのモデルです。",
        "该模型对贷款申请进行排序以便信贷员先审阅最可能被拒的申请",
    ] {
        assert_eq!(why(text, 8), None, "{text}");
    }
}

#[test]
fn a_placeholder_as_a_whole_says_nothing() {
    for text in [
        "TODO",
        "tbd",
        "TBD.",
        "FIXME",
        "N/A",
        "n.a.",
        "None.",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit",
        "xxx",
        "xxxxxx",
        "test",
        "asdf",
        "asdfasdf",
        "Coming soon!",
        "fill me",
        "추후 작성",
        "추후 작성 예정입니다.",
        "해당 없음",
        "해당없음",
        "미정",
        "[More Information Needed]",
        "**TODO**",
        "- TBD",
        "TODO TODO TODO",
        "TODO / TBD",
        "TBD; to be determined",
        "TODO: describe what the model is for before the release in May",
        "(to be added)",
        "작성 중",
        "내용을 입력하세요",
    ] {
        assert_eq!(why(text, 1), Some(Why::Placeholder), "{text}");
    }
}

#[test]
fn a_placeholder_mentioned_in_a_sentence_is_no_hit() {
    for text in [
        "The scanner reports every TODO and FIXME that is left in a contract draft.",
        "Fields that are N/A in the source are dropped before training starts.",
        "\"해당 없음\"이라고 적힌 항목은 학습 전에 걸러 냅니다.",
        "None of the applicants is younger than nineteen years.",
        "Test takers see the sentence once and answer by voice.",
        "TODO lists of office workers are sorted by the day on which they are due.",
        "모든 항목이 미정으로 남으면 담당자가 직접 확인합니다.",
    ] {
        assert_eq!(why(text, 5), None, "{text}");
    }
}

#[test]
fn words_are_counted_and_a_korean_text_by_its_characters() {
    assert_eq!(
        why("AI for finance", 8),
        Some(Why::TooShort {
            words: 3,
            needed: 8
        })
    );
    assert_eq!(count("대출 신청자"), 2);
    assert_eq!(count("대출심사담당자"), 3);
    assert_eq!(count("a 대출 b"), 3);
    assert_eq!(count("— … ! ?"), 0);
    assert_eq!(
        why("대출심사자", 3),
        Some(Why::TooShort {
            words: 2,
            needed: 3
        })
    );
    assert_eq!(why("대출심사관들", 3), None);
}

#[test]
fn decomposed_korean_counts_as_composed() {
    use unicode_normalization::UnicodeNormalization as _;
    let decomposed: String = "대출심사관들이 읽는 순서".nfd().collect();
    assert_eq!(
        substantive(&decomposed, 3),
        substantive("대출심사관들이 읽는 순서", 3)
    );
    let placeholder: String = "추후 작성".nfd().collect();
    assert_eq!(why(&placeholder, 1), Some(Why::Placeholder));
}

#[test]
fn punctuation_comments_and_headings_say_nothing() {
    assert_eq!(why("", 1), Some(Why::Empty));
    assert_eq!(why(" \n ", 1), Some(Why::Empty));
    assert_eq!(why("--- ... !!!", 1), Some(Why::Punctuation));
    assert_eq!(
        why("<!-- eight words that nobody who reads ever sees -->", 1),
        Some(Why::Empty)
    );
    assert_eq!(
        why("## A heading of quite a few words here", 1),
        Some(Why::Empty)
    );
    assert_eq!(
        why("```\nprint a lot of words that are code only\n```\n", 1),
        Some(Why::Empty)
    );
    assert_eq!(
        why("[here](https://a.example/one/two/three)", 2),
        Some(Why::TooShort {
            words: 1,
            needed: 2
        })
    );
}

#[test]
fn filler_says_nothing() {
    assert_eq!(why(&"good model ".repeat(20), 8), Some(Why::Repeated));
    assert_eq!(why(&"좋은 모델 ".repeat(20), 8), Some(Why::Repeated));
    // As many words as are needed, and hardly two of them.
    for text in [
        "approved approved approved approved approved",
        "Fine. Fine fine and fine.",
        "승인 승인 승인 승인 승인",
        "승인승인승인승인",
    ] {
        assert_eq!(why(text, 4), Some(Why::Repeated), "{text}");
    }
    for (text, needed) in [
        ("owners move in January", 4),
        ("the queue and the queue behind the officer", 8),
        ("저장소를 1월에 옮기는 중", 4),
        ("저장소를옮기는중입니다", 4),
        ("data leak", 2),
    ] {
        assert_eq!(why(text, needed), None, "{text}");
    }
}

#[test]
fn filler_is_told_by_its_form_and_short_honest_texts_are_let_be() {
    for (text, expected) in [
        // Printers' Latin, from its middle and in any order.
        (
            "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi.",
            Why::Placeholder,
        ),
        ("qwerty asdfgh zxcvbn qwerty asdfgh", Why::Placeholder),
        ("가나다라 마바사 아자차카 타파하", Why::Placeholder),
        (
            "Everybody may ask for a review. Everybody may ask for a review.",
            Why::Repeated,
        ),
        (
            "Insert a description of how people are affected here.",
            Why::Template,
        ),
        ("We take privacy very seriously.", Why::Template),
        (
            "공정하고 투명한 운영을 위해 최선을 다하겠습니다.",
            Why::Template,
        ),
    ] {
        assert_eq!(why(text, 4), Some(expected), "{text}");
    }
    for honest in [
        "We take reports seriously: a nurse calls back.",
        "Committed to deleting recordings after 30 days.",
        "Use responsibly, never for hiring.",
        // Words that the printers' Latin shares with English.
        "Error in time, error in space, error in count.",
        "Sint Maarten and Curaçao are served in Dutch and Papiamento.",
        "고위험 환자를 최우선으로 알립니다.",
        "심사역이 거절 사유를 철저히 읽습니다.",
        "Fails on dialect speech. Fails on whispered speech.",
    ] {
        assert_eq!(why(honest, 4), None, "{honest}");
    }
}

#[test]
fn lines_of_a_template_do_not_count() {
    assert_eq!(
        why(
            "- **Developed by:** [More Information Needed]\n- **Shared by [optional]:** {{ shared_by | default(\"[More Information Needed]\", true)}}",
            2
        ),
        Some(Why::Template)
    );
    assert_eq!(
        why(
            "Users (both direct and downstream) should be made aware of the risks, biases and limitations of the model. More information needed for further recommendations.",
            8
        ),
        Some(Why::Template)
    );
    assert!(is_template(
        "Use the code below to get started with the model."
    ));
    assert!(!is_template("Use the key below."));
    assert!(!is_template("—"));
    let mixed =
        "Ranks parcels by weight for the night shift of the depot. [More Information Needed]";
    assert!(holds_template(mixed) && !is_template(mixed));
    assert_eq!(why(mixed, 8), None);
}

#[test]
fn a_sentence_that_shares_a_few_words_with_a_template_counts() {
    for text in [
        "Users should be made aware that orders of one shop are ranked too low in May.",
        "This section is about misuse by landlords who would screen tenants with the score.",
        "We estimated 12 kg of carbon dioxide with the Machine Learning Impact calculator in May.",
    ] {
        assert_eq!(why(text, 8), None, "{text}");
    }
}

#[test]
fn prose_loses_markup_and_nothing_else() {
    assert_eq!(prose("one two\nthree"), "one two\nthree");
    assert_eq!(
        prose("see [the page](a.md) <!-- not this -->now"),
        "see [the page] now"
    );
    assert_eq!(prose("a <!-- never closed"), "a ");
    assert_eq!(prose("# Title\ntext\n~~~\ncode\n~~~\nmore"), "text\nmore");
    assert_eq!(prose("#hashtag stays"), "#hashtag stays");
}

#[test]
fn sentences_end_at_stops_blank_lines_and_items() {
    let text = "One is here. Two has 3.5 parts!\nThree goes on\n\n- four\n1. six 여섯입니다. 일곱";
    let found: Vec<_> = sentences(text).collect();
    assert_eq!(
        found,
        [
            "One is here.",
            "Two has 3.5 parts!",
            "Three goes on",
            "- four",
            "1. six 여섯입니다.",
            "일곱"
        ]
    );
}

#[test]
fn words_keep_what_belongs_together() {
    let text = "don't e-mail ai-harm@bank.example at 1,428 or 3.5; 신용평가를";
    assert_eq!(
        words(text).collect::<Vec<_>>(),
        [
            "don't",
            "e-mail",
            "ai-harm@bank.example",
            "at",
            "1,428",
            "or",
            "3.5",
            "신용평가를"
        ]
    );
}

#[test]
fn the_language_is_told_by_letters_and_little_words() {
    let tag = |text| Language::of(text).and_then(|language| language.tag);
    assert_eq!(tag("거절될 가능성이 높은 신청서 (FPR 0.08)"), Some("ko"));
    assert_eq!(tag("ローン申請の順序を決める"), Some("ja"));
    assert_eq!(
        tag("Orders the queue of applications for the officer"),
        Some("en")
    );
    assert_eq!(
        tag("Ordnet die Anträge und zeigt sie der Prüferin mit dem Rang"),
        Some("de")
    );
    assert_eq!(tag("loan applicants"), None);
    assert_eq!(Language::of("12 %"), None);
    assert_eq!(
        Language::of("скоринг заявок").map(|l| l.script),
        Some(Script::Cyrillic)
    );
}

#[test]
fn overlap_is_the_share_of_the_shorter_text() {
    let copied = overlap("biased output", "biased output is avoided");
    assert_eq!(copied, Some(1.0));
    let own = overlap(
        "thin files are ranked too low",
        "a second officer reads each one",
    );
    assert_eq!(own, Some(0.0));
    assert_eq!(overlap("신청자를 거절한다", "신청자의 거절"), Some(1.0));
    assert_eq!(
        overlap("rank loan applications", "대출 신청서를 정렬"),
        None
    );
    assert_eq!(overlap("the of and", "rank loan applications"), None);
}

#[test]
fn a_use_is_found_in_the_sentence_that_names_it() {
    let card = "- automatic refusal without an officer reading the file\n- pricing or limit setting\n임차인이나 구직자 심사에는 쓰지 않습니다.";
    let card = Statements::of(sentences(card));
    let found = card.nearest("automatic refusal of a loan");
    assert!(found.is_some_and(|share| share >= 0.5), "{found:?}");
    assert_eq!(card.nearest("tenancy or job screening"), Some(0.0));
    let found = card.nearest("구직자의 심사");
    assert!(found.is_some_and(|share| share >= 0.5), "{found:?}");
    let korean = Statements::of(["세입자 심사 금지"]);
    assert_eq!(korean.nearest("tenancy or job screening"), None);
    // One word stands for that word, never for the whole use.
    let word = Statements::of(["Screening."]);
    let found = word.nearest("tenancy or job screening");
    assert!(found.is_some_and(|share| share < 0.5), "{found:?}");
}

#[test]
fn copies_are_found_with_their_similarity() {
    let first = "a second officer reads every decline of people with a history under two years";
    let mut copies = Copies::new(0.9);
    assert_eq!(copies.add(first), None);
    assert_eq!(
        copies.add("one case in twenty is shown without its rank to the officers on duty"),
        None
    );
    let (of, similarity) = copies.add(&first.to_uppercase()).expect("a copy");
    assert_eq!(of, 0);
    assert!(similarity > 0.99);
    let changed =
        Shingles::of(first).similarity(&Shingles::of("a second officer reads every approval"));
    assert!((0.1..0.9).contains(&changed), "{changed}");
    assert!(Shingles::of("").similarity(&Shingles::of("")) < 0.5);
}

#[test]
fn thousands_of_equal_texts_are_compared_in_a_moment() {
    let mut copies = Copies::new(0.9);
    let text = "the same mitigation is pasted under each and every harm of this register again";
    let found = (0..20_000).filter_map(|_| copies.add(text)).count();
    assert_eq!(found, 19_999);
}

#[test]
fn hostile_texts_cost_no_more_than_their_length() {
    for piece in [
        "{{", "[", "](", "<!--", "-", "1.", "a", "가", ". ", "\n", "\n# ", "\n```", "TODO ", "'",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        let _ = substantive(&text, 25);
        let _ = sentences(&text).count();
        let _ = Language::of(&text);
        let _ = overlap(&text, &text);
        let _ = Statements::of(sentences(&text)).nearest("a use of words");
    }
}

/// The rules that live on text.
const RULES: &[&str] = &[
    "gate/text-substantive",
    "gate/text-not-copied",
    "wellbeing/purpose-stated",
    "wellbeing/no-prohibited-practice",
    "wellbeing/uses-match-card",
    "wellbeing/harms-mitigated",
    "wellbeing/human-oversight",
    "wellbeing/harm-reporting",
    "explanation/card-substantive",
    "explanation/public-floor",
    "explanation/ai-disclosed",
];

fn judged(tree: &Tree) -> Report {
    let settings = Settings {
        only: RULES.iter().map(ToString::to_string).collect(),
        ..Settings::default()
    };
    let today = "2026-12-01".parse().expect("a date");
    gate(tree, None, None, &[Pack::builtin()], &settings, today).expect("a report")
}

fn example(name: &str) -> Tree {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    Tree::working(&root.join("examples").join(name)).expect("an example")
}

/// Every place that a report marks, as `path:line`.
fn marked(report: &Report) -> Vec<String> {
    report
        .findings
        .iter()
        .flat_map(|finding| {
            let related = finding
                .related
                .iter()
                .map(|related| (&related.path, related.start.line));
            std::iter::once((&finding.path, finding.start.line)).chain(related)
        })
        .map(|(path, line)| format!("{path}:{line}"))
        .collect()
}

#[test]
fn repositories_that_say_something_have_no_finding() {
    for name in ["minimal", "credit-scoring", "teen-chat"] {
        let report = judged(&example(name));
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|finding| &finding.message)
            .collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn an_unfinished_repository_is_marked_where_its_placeholders_stand() {
    let report = judged(&example("unfinished"));
    let marked = marked(&report);
    for place in [
        "ethics.yml:4",
        "ethics.yml:27",
        "ethics.yml:28",
        "ethics.yml:34",
        "ethics.yml:37",
        "ethics.yml:39",
        "ethics.yml:43",
        "ethics.yml:72",
        "ethics.yml:73",
        "ethics.yml:79",
        "ethics.yml:87",
        "data/parcel-dialogs.yml:3",
        "data/parcel-dialogs.yml:4",
        "data/parcel-dialogs.yml:8",
        "data/parcel-dialogs.yml:16",
        "README.md:39",
        "README.md:47",
        "README.md:51",
        "README.md:55",
        "README.md:65",
        "docs/how.ko.md:9",
        "docs/how.ko.md:13",
        "app/en.json:3",
        "app/ko.json:3",
    ] {
        assert!(
            marked.iter().any(|known| known == place),
            "{place} is not among {marked:?}"
        );
    }
}

#[test]
fn a_raw_toy_is_asked_once_for_two_sections_of_its_card() {
    let declaration = "version: 1\nsystem:\n  id: dice\n  purpose: \"Classroom toy that guesses the next roll of a die for a lesson.\"\n  affected: [pupils in the lesson]\n  kind: other\n  lifecycle: research\n  domain: general\n  decides_about_people: false\n  audience: {minors: excluded}\npractices: none\nmodels: [{id: dice, card: README.md, license: mit}]\n";
    let tree = Tree::memory([
        ("ethics.yml".to_owned(), declaration.into()),
        (
            "README.md".to_owned(),
            b"# dice\n\nGuesses a die.\n".to_vec(),
        ),
    ]);
    let report = judged(&tree);
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (&*finding.rule, finding.level.name(), finding.related.len()))
        .collect();
    assert_eq!(found, [("explanation/card-substantive", "note", 1)]);
}

#[test]
fn a_card_in_another_language_is_named_as_not_compared() {
    let declaration = "version: 1\nsystem:\n  id: dice\n  purpose: \"주사위의 다음 눈을 맞혀 보며 확률을 배우는 수업용 장난감입니다.\"\n  affected: [수강생]\n  decides_about_people: false\n  audience: {minors: excluded}\npractices: none\nmodels: [{id: dice, card: README.md}]\n";
    let card = "# dice\n\n## Intended use\n\nCourse participants run the script to watch how chance behaves over many rolls.\n";
    let tree = Tree::memory([
        ("ethics.yml".to_owned(), declaration.into()),
        ("README.md".to_owned(), card.into()),
    ]);
    let report = judged(&tree);
    let reason = report
        .not_checked
        .iter()
        .find(|left_out| left_out.path.as_deref() == Some("README.md"))
        .map(|left_out| left_out.reason.as_str());
    assert!(
        reason.is_some_and(|reason| reason.contains("language")),
        "{reason:?}"
    );
    let on_card = |finding: &&ethics_gate::model::report::Finding| finding.check == "matches-card";
    assert!(
        !report
            .findings
            .iter()
            .any(|finding| on_card(&finding) && finding.outcome == Outcome::Fail)
    );
}

proptest! {
    #[test]
    fn any_text_is_measured_without_a_panic(a in ".{0,200}", b in "[ a-zA-Z.\\-\\[\\](){}<>!#`~|\n가-힣ぁ-ん一-龥]{0,200}") {
        for text in [&a, &b] {
            let _ = substantive(text, 3);
            let _ = sentences(text).count();
            let _ = Language::of(text);
        }
        let _ = overlap(&a, &b);
        let _ = Copies::new(0.9).add(&a);
    }

    #[test]
    fn sentences_lose_only_white_space(text in "[ a-z.!?\n\\-1가-힣]{0,120}") {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(sentences(&text).map(bare).collect::<String>(), bare(&text));
    }
}
