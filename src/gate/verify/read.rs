//! A statement that somebody hands over, read as text of a stranger: alone, in
//! a DSSE envelope, or in a bundle of Sigstore. Nothing in it is a path until
//! it was seen to stay below the root, and of two equal keys neither counts.
//!
//! Envelopes by <https://github.com/secure-systems-lab/dsse/blob/master/envelope.md>.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::civil::Date;

use crate::model::statement::{
    PAYLOAD, PREDICATE, SCHEMA, STATEMENT, STATEMENT_BEFORE, is_plain_path,
};
use crate::model::{Document, Said, Span, Text, Value};
use crate::source::json;

/// The largest statement that is read; platforms refuse predicates of 16 MB.
pub const LARGEST: u64 = 32 << 20;
/// Files that a statement may name.
const MOST_FILES: usize = 100_000;

/// Why a text can't be held against anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Not UTF-8.
    #[error("it is no text in UTF-8")]
    NotText,
    /// No JSON, or JSON that two readers take for two things.
    #[error("line {line}: {} ({code})", said.en)]
    Json {
        /// What is wrong, in the words of the parser.
        said: Text,
        /// Its code, such as `duplicate-key`.
        code: &'static str,
        /// Where.
        line: u32,
    },
    /// The envelope holds something else.
    #[error("its envelope holds no statement: `payloadType` is not {PAYLOAD}")]
    Payload,
    /// The envelope's payload can't be decoded.
    #[error("the payload of its envelope is no Base64")]
    Base64,
    /// No statement of in-toto.
    #[error("it is no in-toto statement: `_type` is not {STATEMENT}")]
    NoStatement,
    /// A statement of something else.
    #[error("it states no verdict of this gate: `predicateType` is not {PREDICATE}")]
    OtherPredicate,
    /// A key is not there, or is not what it ought to be.
    #[error("`{key}` {wanted}")]
    Key {
        /// The key's path.
        key: &'static str,
        /// What it has to be.
        wanted: MustBe,
    },
    /// A name that is no path below the root.
    #[error("it names a path that is not below the root: {name:?}")]
    Outside {
        /// The name.
        name: String,
    },
    /// One name twice: nobody knows which digest counts.
    #[error("it names {name:?} twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// More files than any system has.
    #[error("it names more than {MOST_FILES} files")]
    TooMany,
}

impl Said for Unusable {
    fn korean(&self) -> String {
        match self {
            Self::NotText => "UTF-8 텍스트가 아님".to_owned(),
            Self::Json { said, code, line } => {
                format!(
                    "{line}번째 줄을 JSON으로 읽을 수 없음: {} ({code})",
                    said.ko
                )
            }
            Self::Payload => {
                format!("봉투에 진술이 없음: `payloadType`이 {PAYLOAD}이(가) 아님")
            }
            Self::Base64 => "봉투의 내용이 Base64가 아님".to_owned(),
            Self::NoStatement => {
                format!("in-toto 진술이 아님: `_type`이 {STATEMENT}이(가) 아님")
            }
            Self::OtherPredicate => {
                format!("이 게이트의 판정이 아님: `predicateType`이 {PREDICATE}이(가) 아님")
            }
            Self::Key { key, wanted } => format!("`{key}`: {}", wanted.ko),
            Self::Outside { name } => format!("루트 밖의 경로를 가리킴: {name:?}"),
            Self::Twice { name } => format!("{name:?}이(가) 두 번 나옴"),
            Self::TooMany => format!("파일이 {MOST_FILES}개보다 많음"),
        }
    }
}

/// What a key has to be, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MustBe {
    en: &'static str,
    ko: &'static str,
}

const fn must(en: &'static str, ko: &'static str) -> MustBe {
    MustBe { en, ko }
}

impl std::fmt::Display for MustBe {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.en)
    }
}

/// What a statement claims.
#[derive(Clone, Debug)]
pub struct Claims {
    /// Whether it came in an envelope, whose signature nobody has checked here.
    pub is_enveloped: bool,
    /// Names and digests of its subjects.
    pub subjects: Vec<(String, String)>,
    /// Whether its verdict is `passed`.
    pub is_passed: bool,
    /// The date of the verdict.
    pub today: Date,
    /// The version of the tool.
    pub version: String,
    /// Packs that judged: name, version, digest.
    pub packs: BTreeSet<(String, String, String)>,
    /// Names and digests of the files that the verdict rests on.
    pub files: Vec<(String, String)>,
    /// Names of files whose digest was not known.
    pub not_digested: Vec<String>,
    /// The base's commit.
    pub base: Option<String>,
    /// Whether somebody had told who wrote and approved the change.
    pub context: bool,
    /// What is said of each system, as it is written.
    pub systems: serde_json::Value,
}

/// Read a statement.
///
/// # Errors
/// It is none that can be held against a tree.
pub fn read(bytes: &[u8]) -> Result<Claims, Unusable> {
    let mut root = parse(bytes)?;
    let bundled = root.get("dsseEnvelope").cloned();
    // What a bundle holds in the place of an envelope nobody can have signed.
    let is_enveloped = bundled.is_some() || root.get("payload").is_some();
    root = bundled.unwrap_or(root);
    if is_enveloped {
        if text(&root, "payloadType") != Some(PAYLOAD) {
            return Err(Unusable::Payload);
        }
        let payload = text(&root, "payload").and_then(decoded);
        root = parse(&payload.ok_or(Unusable::Base64)?)?;
    }
    claims(&root, is_enveloped)
}

/// JSON without a defect: what one reader takes for this and another one for
/// that was perhaps signed as one and is held as the other.
fn parse(bytes: &[u8]) -> Result<Value, Unusable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unusable::NotText)?;
    let document = Document::new("statement", text);
    let parsed = json::parse(&document, Span::new(0, document.text.len()));
    match parsed.problems.first() {
        None => Ok(parsed.value),
        Some(problem) => Err(Unusable::Json {
            said: problem.detail.clone(),
            code: problem.code,
            line: problem.place.start().line,
        }),
    }
}

/// Base64 of either alphabet, with padding or without, as readers of envelopes
/// have to take it.
fn decoded(payload: &str) -> Option<Vec<u8>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [&alphabet::STANDARD, &alphabet::URL_SAFE]
        .into_iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(payload).ok())
}

fn claims(root: &Value, is_enveloped: bool) -> Result<Claims, Unusable> {
    let kind = text(root, "_type");
    if kind != Some(STATEMENT) && kind != Some(STATEMENT_BEFORE) {
        return Err(Unusable::NoStatement);
    }
    if text(root, "predicateType") != Some(PREDICATE) {
        return Err(Unusable::OtherPredicate);
    }
    let wrong = |key, wanted| Unusable::Key { key, wanted };
    let predicate = root.get("predicate");
    let predicate = predicate.ok_or(wrong("predicate", must("has to be there", "있어야 함")))?;
    if text(predicate, "schema") != Some(SCHEMA) {
        return Err(wrong(
            "predicate.schema",
            must(
                "has to be ethics-gate/verdict/1",
                "ethics-gate/verdict/1이어야 함",
            ),
        ));
    }
    let is_passed = match text(predicate, "verdict") {
        Some("passed") => true,
        Some("failed") => false,
        _ => {
            return Err(wrong(
                "predicate.verdict",
                must("has to be passed or failed", "passed나 failed여야 함"),
            ));
        }
    };
    let today = predicate
        .at_path("settings.today")
        .and_then(Value::as_str)
        .and_then(|date| date.parse().ok());
    let version = predicate.at_path("tool.version").and_then(Value::as_str);
    let no_packs = || {
        wrong(
            "predicate.packs",
            must(
                "has to list name, version and sha256",
                "name, version, sha256의 목록이어야 함",
            ),
        )
    };
    let packs = list(predicate, "packs").ok_or_else(no_packs)?;
    let packs = packs.iter().map(|pack| {
        let part = |key: &str| text(pack, key).map(str::to_owned);
        Some((part("name")?, part("version")?, part("sha256")?))
    });
    let packs: Option<BTreeSet<_>> = packs.collect();
    let (files, not_digested) = files(predicate)?;
    Ok(Claims {
        is_enveloped,
        subjects: subjects(root)?,
        is_passed,
        today: today.ok_or(wrong(
            "predicate.settings.today",
            must("has to be a date", "날짜여야 함"),
        ))?,
        version: version
            .ok_or(wrong(
                "predicate.tool.version",
                must("has to be there", "있어야 함"),
            ))?
            .to_owned(),
        packs: packs.ok_or_else(no_packs)?,
        files,
        not_digested,
        base: predicate
            .at_path("base.commit")
            .and_then(Value::as_str)
            .map(str::to_owned),
        context: predicate
            .at_path("settings.context")
            .and_then(Value::as_bool)
            .unwrap_or_default(),
        systems: predicate
            .get("systems")
            .map_or(serde_json::Value::Null, Value::to_json),
    })
}

/// The statement's own subjects: each with a SHA-256, none twice.
fn subjects(root: &Value) -> Result<Vec<(String, String)>, Unusable> {
    let wrong = |wanted| Unusable::Key {
        key: "subject",
        wanted,
    };
    let listed = list(root, "subject").ok_or(wrong(must("has to be a list", "목록이어야 함")))?;
    if listed.is_empty() {
        return Err(wrong(must("names nothing", "아무것도 가리키지 않음")));
    }
    if listed.len() > MOST_FILES {
        return Err(Unusable::TooMany);
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(listed.len());
    for subject in listed {
        let name =
            text(subject, "name").ok_or(wrong(must("has to say `name`", "`name`이 있어야 함")))?;
        let sha256 = subject.at_path("digest.sha256").and_then(digest);
        let sha256 = sha256.ok_or(wrong(must(
            "has to say `digest.sha256` in 64 hex digits",
            "`digest.sha256`에 16진수 64자리가 있어야 함",
        )))?;
        if !seen.insert(name) {
            return Err(twice(name));
        }
        found.push((name.to_owned(), sha256.to_owned()));
    }
    Ok(found)
}

type Files = (Vec<(String, String)>, Vec<String>);

/// The files that the verdict rests on: paths below the root, none twice.
fn files(predicate: &Value) -> Result<Files, Unusable> {
    let wrong = |key, wanted| Unusable::Key { key, wanted };
    let files = list(predicate, "files");
    let files = files.ok_or(wrong(
        "predicate.files",
        must("has to be a list", "목록이어야 함"),
    ))?;
    let others = list(predicate, "not_digested");
    let others = others.ok_or(wrong(
        "predicate.not_digested",
        must("has to be a list", "목록이어야 함"),
    ))?;
    if files.len() + others.len() > MOST_FILES {
        return Err(Unusable::TooMany);
    }
    let mut seen = BTreeSet::new();
    let mut digested = Vec::with_capacity(files.len());
    let mut not_digested = Vec::with_capacity(others.len());
    for file in files {
        let name = text(file, "name").ok_or(wrong(
            "predicate.files",
            must("has to say `name`", "`name`이 있어야 함"),
        ))?;
        let sha256 = file.get("sha256").and_then(digest);
        let wanted = must(
            "has to say `sha256` in 64 hex digits",
            "`sha256`에 16진수 64자리가 있어야 함",
        );
        let sha256 = sha256.ok_or(wrong("predicate.files", wanted))?;
        if !is_plain_path(name) {
            return Err(outside(name));
        }
        if !seen.insert(name) {
            return Err(twice(name));
        }
        digested.push((name.to_owned(), sha256.to_owned()));
    }
    for file in others {
        let name = text(file, "name");
        let name = name.ok_or(wrong(
            "predicate.not_digested",
            must("has to say `name`", "`name`이 있어야 함"),
        ))?;
        let is_remote = text(file, "state") == Some("remote");
        if !is_remote && !is_plain_path(name) {
            return Err(outside(name));
        }
        if !seen.insert(name) {
            return Err(twice(name));
        }
        not_digested.push(name.to_owned());
    }
    Ok((digested, not_digested))
}

fn twice(name: &str) -> Unusable {
    Unusable::Twice {
        name: shortened(name),
    }
}

fn outside(name: &str) -> Unusable {
    Unusable::Outside {
        name: shortened(name),
    }
}

/// As much of a name as a line may hold.
fn shortened(name: &str) -> String {
    /// Characters that are shown.
    const LONGEST: usize = 200;
    name.chars().take(LONGEST).collect()
}

fn digest(value: &Value) -> Option<&str> {
    let text = value.as_str()?;
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == 64 && text.bytes().all(is_hex)).then_some(text)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

fn list<'a>(value: &'a Value, key: &str) -> Option<&'a [Value]> {
    let list = value.get(key)?;
    matches!(list.kind, crate::model::Kind::List(_)).then(|| list.items())
}
