//! Secrets and numbers of people in code, settings and prose.

use ethics_gate::measure::pii::{Form, Kind, firm};

use super::{CARD, TOY, check};

/// Put together here, so that no line of this file is one.
const LETTERS: &str = "q7Rk2Zt9Vb4Lw8Xc1Nd6Mf3Hs5Gj0PaYeUo";

fn token() -> String {
    format!("ghp_{LETTERS}q1")
}

fn key(joint: &str) -> String {
    let line = format!("{LETTERS}{}", &LETTERS[..29]);
    let edge = |word: &str| format!("-----{word} PRIVATE KEY-----");
    [edge("BEGIN"), line.clone(), line, edge("END")].join(joint)
}

fn kinds(text: &str) -> Vec<Kind> {
    let hits = firm(text.as_bytes(), Form::Text);
    hits.iter().map(|hit| hit.kind).collect()
}

#[test]
fn only_what_is_grouped_or_named_stands_in_code_and_prose() {
    for (text, kind) in [
        ("user = \"060115-1873104\"  # 주민등록번호", None),
        ("# 주민등록번호 060115-1873104", Some(Kind::KrRrn)),
        ("who = \"060917-1260355\"", Some(Kind::KrRrn)),
        ("rrn = 0609171260355", Some(Kind::KrRrn)),
        ("N = 0609171260355", None),
        ("N = 4929123456781235", None),
        ("pay with 4929-1234-5678-1235", None),
        ("pay with 4539-1488-0343-6467", Some(Kind::CreditCard)),
        ("[[4539 1488 0343 6467 1203]", None),
        ("[.4539.1488.0343.6467]", None),
        ("4E9B 4539 1488 0343 6467 53D6", None),
        ("with 4539 1488 0343 6467 12/29", Some(Kind::CreditCard)),
        ("ssn: 801-01-0001", Some(Kind::UsSsn)),
        // What people may be written to, and addresses of machines.
        ("write to kim@mail.example or 010-1234-5678", None),
        ("host 203.0.113.77", None),
    ] {
        assert_eq!(kinds(text), kind.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn numbers_that_show_a_shape_are_nobodys() {
    for text in [
        "card 4111 1111 1111 1111",
        "card: 4242424242424242, 5555-5555-5555-4444, 378282246310005",
        "card 6011-0009-9013-9424",
        "주민등록번호 예: 900101-1234567, 900101-1111111",
        "ssn 111-22-3333 or 123-45-6789 or 123-45-9999 or 987-65-4321",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
}

#[test]
fn a_key_has_a_body_and_a_sample_is_none() {
    for joint in ["\n", "\\n", "\\n\" +\n    \"", "\n  "] {
        let key = key(joint);
        let hits = firm(key.as_bytes(), Form::Text);
        assert_eq!(hits.len(), 1, "{key}");
        // What is masked is the whole of it.
        assert_eq!(hits[0].start, 0);
        assert!(
            key[hits[0].end..].starts_with("-----END"),
            "{}",
            &key[hits[0].end..]
        );
    }
    let begins = "-----BEGIN RSA PRIVATE KEY-----";
    let sample = format!(
        "{}.{}.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
    );
    for text in [
        begins,
        &format!(
            "if \"{begins}\" in text: raise ValueError(\"holds a private key, and 12 more words\")"
        ),
        &format!("{begins}\nyour key goes here\n-----END RSA PRIVATE KEY-----"),
        &sample,
        "hf_convert_checkpoint_to_safetensors_format(model)",
        "npm_config_user_agent_of_the_package_manager_here",
        "class=\"sk-fading-circle-animation-delay-keyframe-box\"",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
    assert_eq!(kinds(&token()), [Kind::Secret]);
}

/// The paths that personal data was found in.
fn found(files: &[(&str, String)]) -> Vec<String> {
    let mut all: Vec<(&str, &[u8])> = vec![("ethics.yml", TOY), ("README.md", CARD)];
    all.extend(files.iter().map(|(path, text)| (*path, text.as_bytes())));
    let (found, printed) = check(&all);
    assert!(!printed.contains(&LETTERS[..20]) && !printed.contains("1260355"));
    found
        .into_iter()
        .filter(|(rule, ..)| rule == "privacy/pii-matches-declaration")
        .map(|(_, path, line)| format!("{path}:{line}"))
        .collect()
}

#[test]
fn a_secret_is_found_in_whatever_text_holds_it() {
    let secret = || format!("a = 1\nb = \"{}\"\n", token());
    let places = [
        "app/client.py",
        "tests/test_client.py",
        "package-lock.json",
        "docs/how.md",
        "config/app.yaml",
        "notes",
        "node_modules/x/index.js",
        ".env",
    ];
    for path in places {
        assert_eq!(found(&[(path, secret())]), [format!("{path}:2")], "{path}");
    }
    let several = key("\n");
    assert_eq!(found(&[("deploy/id_rsa", several)]), ["deploy/id_rsa:1"]);
}

#[test]
fn a_number_is_found_in_code_and_prose_and_not_where_numbers_are_made_up() {
    let number = || "x\nwho = \"060917-1260355\"\n".to_owned();
    for path in ["app/client.py", "docs/how.md", "sql/seed.txt"] {
        assert_eq!(found(&[(path, number())]), [format!("{path}:2")], "{path}");
    }
    for path in [
        "tests/client.py",
        "app/test_client.py",
        "app/client.test.ts",
        "web/yarn.lock",
        "vendor/lib/a.go",
    ] {
        assert_eq!(found(&[(path, number())]), [""; 0], "{path}");
    }
    let rule = ("rules/privacy/x.yml", number());
    let pack = ("rules/pack.yml", "name: acme\n".to_owned());
    assert_eq!(
        found(std::slice::from_ref(&rule)),
        ["rules/privacy/x.yml:2"]
    );
    assert_eq!(found(&[rule, pack]), [""; 0]);
}

#[test]
fn a_place_in_utf_16_is_that_of_its_text() {
    let text = format!("\u{feff}첫째 줄\nsecond line\ntoken = \"{}\"\n", token());
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for path in ["app/settings.ini", "app/Localizable.strings"] {
        for bytes in [&*wide, text.as_bytes()] {
            let (found, printed) =
                check(&[("ethics.yml", TOY), ("README.md", CARD), (path, bytes)]);
            let rule = "privacy/pii-matches-declaration".to_owned();
            assert_eq!(found, [(rule, path.to_owned(), 3)]);
            assert!(!printed.contains(&LETTERS[..20]));
        }
    }
}

#[test]
fn what_was_not_searched_elsewhere_is_said() {
    let large = format!("{}\n", "x".repeat(70)).repeat(260_000);
    let (_, printed) = check(&[
        ("ethics.yml", TOY),
        ("README.md", CARD),
        ("app/words.js", large.as_bytes()),
        ("app/blob.dat", b"\x00\x01\x02"),
    ]);
    assert!(printed.contains("app/words.js") && !printed.contains("app/blob.dat"));
}
