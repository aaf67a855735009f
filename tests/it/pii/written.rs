//! Values as people write them, and what looks the same and is none.

use ethics_gate::measure::pii::{Confidence, Form, Kind, scan};

use super::kinds;

const HIGH: Confidence = Confidence::High;
const LOW: Confidence = Confidence::Low;

fn in_text(line: &str) -> Vec<(Kind, Confidence)> {
    kinds(line, Form::Text)
}

#[test]
fn a_resident_number_with_a_blank_needs_its_label() {
    for line in [
        "주민번호 900101 1234568",
        "주민등록번호: 900101 1234568입니다",
        "rrn = 900101\u{a0}1234568",
    ] {
        assert_eq!(in_text(line), [(Kind::KrRrn, HIGH)], "{line}");
    }
    for line in [
        "900101 1234568",
        "range 900101 1234568",
        "id 900101  1234568",
    ] {
        assert_eq!(in_text(line), [], "{line}");
    }
}

#[test]
fn a_number_that_a_word_touches_is_found_where_dashes_or_a_label_show_it() {
    for (line, expected) in [
        ("kim_010-1234-5678.csv", (Kind::Phone, LOW)),
        ("user_900101-1234568_old", (Kind::KrRrn, LOW)),
        ("x=tel010-1234-5678", (Kind::Phone, HIGH)),
        ("phone_01012345678.wav", (Kind::Phone, HIGH)),
        ("rrn_9001011234568", (Kind::KrRrn, HIGH)),
        ("card4111111111111111", (Kind::CreditCard, HIGH)),
        ("010-1234-5678kim", (Kind::Phone, LOW)),
    ] {
        assert_eq!(in_text(line), [expected], "{line}");
    }
    for line in [
        "img_20240101123456.png",
        "user_9001011234568",
        "a010-1234-5678",
        "0f9e8d7c-a010-1234-5678-9012abcd3456",
        "sha256:4b2277 77d4010-1234-5678ce",
        "v010.1234.5678",
        "x9001011234568y",
        "run_12-34-5678",
    ] {
        assert_eq!(in_text(line), [], "{line}");
    }
}

#[test]
fn an_address_in_a_url_and_one_in_another_script_is_found() {
    for (line, expected) in [
        ("https://shop.example/me?email=kim%40mail.example&x=1", HIGH),
        ("kim%40mail.example", HIGH),
        ("문의: kim@예시.한국으로", HIGH),
        ("kim@bücher.example 로", HIGH),
        ("담당자@예시.한국", LOW),
        ("post@xn--hy1b215a.xn--3e0b707e", HIGH),
        ("ｋ kim＠mail.example", LOW),
    ] {
        assert_eq!(in_text(line), [(Kind::Email, expected)], "{line}");
    }
    let line = "문의: kim@예시.한국으로";
    let hit = scan(line.as_bytes(), Form::Text)[0];
    assert_eq!(&line[hit.start..hit.end], "kim@예시.한국");
    for line in [
        "50%40 of them",
        "printf(\"%40s.txt\")",
        "@사용자.이름",
        "값@모델.입니다",
        "kim@예시",
        "%40mail.example",
        "아이콘@2배.png",
    ] {
        assert_eq!(in_text(line), [], "{line}");
    }
}

#[test]
fn typographic_dashes_and_full_width_digits_are_sure_behind_a_label_only() {
    for (line, expected) in [
        ("주민번호 900101–1234568", (Kind::KrRrn, HIGH)),
        ("전화 ０１０－１２３４－５６７８", (Kind::Phone, HIGH)),
        ("연락처: 010‐1234‐5678", (Kind::Phone, HIGH)),
        (
            "카드 4111\u{3000}1111\u{3000}1111\u{3000}1111",
            (Kind::CreditCard, HIGH),
        ),
        ("900101–1234568", (Kind::KrRrn, LOW)),
        ("０１０－１２３４－５６７８", (Kind::Phone, LOW)),
        ("010﹣1234﹣5678", (Kind::Phone, LOW)),
    ] {
        assert_eq!(in_text(line), [expected], "{line}");
    }
    for line in [
        "pages 101–1234",
        "2019–2024",
        "１２３－４５",
        "900101–12345",
    ] {
        assert_eq!(in_text(line), [], "{line}");
    }
}

#[test]
fn an_index_and_a_digest_are_no_numbers_of_people() {
    for line in [
        "tensor[9001011234568]",
        "tensor([9001011234568])",
        "x[4111111111111111]",
        "commit 4111111111111111",
        "revision: 4111111111111111",
        "digest 9001011234568",
    ] {
        assert_eq!(in_text(line), [], "{line}");
    }
    assert_eq!(in_text("rows: [9001011234568]"), [(Kind::KrRrn, HIGH)]);
    assert_eq!(in_text("rrn[9001011234568]"), [(Kind::KrRrn, HIGH)]);
}

#[test]
fn a_value_that_is_cut_over_lines_of_a_notebook_is_found() {
    let cut = "{\"outputs\": [{\"text\": [\n \"\\uc8fc\\ubbfc\\ubc88\\ud638 900101-\",\n \"1234568\\n\",\n \"010-1234\", \"-5678\"\n]}]}";
    assert_eq!(
        kinds(cut, Form::Notebook),
        [(Kind::KrRrn, HIGH), (Kind::Phone, HIGH)]
    );
    let hit = scan(cut.as_bytes(), Form::Notebook)[0];
    assert!(cut[hit.start..].starts_with("900101") && cut[..hit.end].ends_with("1234568"));
    // Lines that end are lines of their own, and other lists hold values of their own.
    for apart in [
        "{\"text\": [\"900101-\\n\", \"1234568\\n\"]}",
        "{\"tags\": [\"010-1234\", \"-5678\"]}",
        "{\"text\": \"010-1234\", \"source\": \"-5678\"}",
    ] {
        assert_eq!(kinds(apart, Form::Notebook), [], "{apart}");
    }
    // A line that is whole beside one that is cut is told once.
    let both = "{\"text\": [\"kim@mail.example \", \"and \", \"lee@mail.example\\n\"]}";
    assert_eq!(kinds(both, Form::Notebook), [(Kind::Email, HIGH); 2]);
}
