//! `practices`: signs of practices that society forbids, in dependencies,
//! code, features and words, and what the declared exceptions rest on.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::facts::linked;
use crate::facts::{Derived, Family, Scope};
use crate::measure::text::{sentences, words};
use crate::model::path::name_of;
use crate::model::{Document, Fact, Place, Span, Type, Value};
use crate::source::{Blob, Entry, code};

/// Signs of forbidden practices.
pub static FAMILY: Family = Family {
    name: "practices",
    facts: FACTS,
    derive,
};

const KINDS: &[&str] = &["dependency", "import", "feature", "text"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("practices.signals[].practice", Type::Text, "the tree and the declaration", "the practice that it may be a sign of"),
    Fact::new("practices.signals[].kind", Type::OneOf(KINDS), "the tree and the declaration", "where it was seen"),
    Fact::new("practices.signals[].sign", Type::Text, "the tree and the declaration", "the library, feature or word"),
    Fact::new("practices.signals[].where", Type::Text, "the tree and the declaration", "the file in which it was seen first"),
    Fact::new("practices.declared[].name", Type::Text, "practices[].name", "a declared practice"),
    Fact::new("practices.declared[].exception", Type::Text, "practices[].exception", "the exception that is claimed; absent where none is"),
    Fact::new("practices.declared[].basis_resolves", Type::Bool, "practices[].basis", "whether the basis is a section of a document that is there; false where no basis is named"),
    Fact::new("practices.evidence_resolves", Type::Bool, "practices_evidence", "whether it names a section that is there; absent where it is not declared"),
];

/// Libraries whose main purpose is a practice that may be forbidden, as they
/// are installed and as they are imported.
#[rustfmt::skip]
const LIBRARIES: &[(&str, &[&str])] = &[
    ("realtime-remote-identification", &[
        "face_recognition", "face-recognition", "insightface", "facenet-pytorch", "facenet_pytorch",
        "arcface", "uniface", "compreface", "compreface-sdk", "face-api.js", "@vladmandic/face-api",
    ]),
    // These put people into groups by their faces: age, gender, race, mood.
    ("biometric-categorization", &["deepface", "facetorch"]),
    ("emotion-inference", &[
        "fer", "py-feat", "hsemotion", "hsemotion-onnx", "hsemotion_onnx", "emotiefflib", "rmn",
        "aniemore", "behavioralsignals",
    ]),
    ("intimate-imagery-or-csam", &["nudify", "deepnude", "undress-ai"]),
];

/// Declared features that are such a practice when it is forbidden.
#[rustfmt::skip]
const FEATURES: &[(&str, &str)] = &[
    ("emotion-inference", "emotion"),
    ("biometric-categorization", "biometric"),
];

/// Beginnings of words, one of each group of which a sentence about the
/// practice holds; what has a blank or no ASCII may stand anywhere.
#[rustfmt::skip]
const SAYINGS: &[(&str, &[&[&str]])] = &[
    ("intimate-imagery-or-csam", &[&["nudif", "deepnude", "undress", "딥누드", "옷을 벗기"]]),
    ("biometric-categorization", &[
        &["attendance", "출석", "근태"],
        &["face", "facial", "얼굴"],
    ]),
    ("emotion-inference", &[
        &["emotion", "mood", "feelings", "감정"],
        &["recogni", "infer", "detect", "read", "classif", "인식", "추론", "분석", "탐지", "추정"],
        &["employee", "worker", "staff", "pupil", "student", "face", "facial", "voice", "직원", "학생", "얼굴", "음성"],
    ]),
    ("social-scoring", &[&["social credit", "social scor", "사회 신용", "사회신용"]]),
    ("crime-prediction", &[
        &["predict", "예측", "위험도"],
        &["crime", "criminal", "reoffend", "recidiv", "재범", "범죄"],
    ]),
    ("face-scraping", &[
        &["scrap", "crawl", "크롤링", "스크래핑"],
        &["face", "facial", "얼굴"],
    ]),
];

/// Words by which a sentence says the opposite.
const DENIALS: &[&str] = &[
    "not", "never", "no", "nor", "without", "nobody", "none", "cannot",
];
const KOREAN_DENIALS: &[&str] = &["않", "아니", "없", "금지"];

/// Files that name the libraries a project needs.
#[rustfmt::skip]
const DEPENDENCIES: &[&str] = &[
    "pyproject.toml", "setup.py", "setup.cfg", "pipfile", "environment.yml", "environment.yaml",
    "package.json", "cargo.toml", "go.mod", "gemfile", "build.gradle", "pom.xml", "conda.yml",
];
/// Code whose imports are read.
#[rustfmt::skip]
const CODE: &[&str] = &[
    "py", "ipynb", "js", "mjs", "cjs", "ts", "tsx", "jsx", "r", "jl",
];
/// The largest file that is looked at.
const LARGEST: u64 = 1 << 20;

fn derive(scope: &Scope) -> Derived {
    let mut signals = Vec::new();
    for entry in scope.files.iter().filter(|entry| entry.size <= LARGEST) {
        look_into(scope, entry, &mut signals);
    }
    features(scope, &mut signals);
    sayings(scope, &mut signals);
    let mut entries = vec![
        ("signals", Value::list(signals)),
        ("declared", declared(scope)),
    ];
    if let Some(evidence) = scope.declared("practices_evidence") {
        entries.push(("evidence_resolves", resolves(scope, evidence)));
    }
    let value = Value::record(entries).with_place(scope.place_of("practices"));
    Derived::of("practices", value)
}

fn signal(practice: &str, kind: &str, sign: &str, path: &str, place: Option<Place>) -> Value {
    Value::record([
        ("practice", Value::computed(practice)),
        ("kind", Value::computed(kind)),
        ("sign", Value::computed(sign)),
        ("where", Value::computed(path)),
    ])
    .with_place(place)
}

/// The libraries that a file needs or imports, each told once.
fn look_into(scope: &Scope, entry: &Entry, signals: &mut Vec<Value>) {
    let name = name_of(&entry.path).to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let needs =
        DEPENDENCIES.contains(&&*name) || (name.starts_with("requirements") && extension == "txt");
    if !needs && !CODE.contains(&extension) {
        return;
    }
    let Blob::Text(document) = scope.tree.read(&entry.path) else {
        return;
    };
    let kind = if needs { "dependency" } else { "import" };
    // What comments and docstrings tell is imported by nobody.
    let said = match needs {
        true => Some(Cow::Borrowed(&*document.text)),
        false => code::spoken_where(&document, |text| !named(text).is_empty()),
    };
    let Some(said) = said else {
        return;
    };
    let mut start = 0;
    for line in said.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        if is_comment(line) || (!needs && !imports(line)) {
            continue;
        }
        for (practice, library) in named(line) {
            let told = signals
                .iter()
                .any(|known| known.get("sign").and_then(Value::as_str) == Some(library));
            if !told {
                let place = Place::new(&document, shrunk(&document, span));
                signals.push(signal(practice, kind, library, &entry.path, Some(place)));
            }
        }
    }
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("//")
}

fn imports(line: &str) -> bool {
    let line = line.trim_start();
    ["import ", "from ", "library(", "using "]
        .iter()
        .any(|word| line.starts_with(word))
        || [
            "require(",
            "import(",
            "import_module(",
            "__import__(",
            " from '",
            " from \"",
        ]
        .iter()
        .any(|word| line.contains(word))
        || line.starts_with("!pip ")
        || line.starts_with("%pip ")
}

/// The names of all libraries with what each is for, looked for at once.
struct Names {
    search: AhoCorasick,
    names: Vec<(&'static str, &'static str)>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let of = |(practice, names): &(&'static str, &'static [&'static str])| {
        let practice = *practice;
        names.iter().map(move |name| (practice, *name))
    };
    let names: Vec<_> = LIBRARIES.iter().flat_map(of).collect();
    let search = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(names.iter().map(|(_, name)| name))
        .expect("internal error: a few names are an automaton");
    Names { search, names }
});

/// The libraries that a text names as whole words, in the order of the table.
fn named(text: &str) -> Vec<(&'static str, &'static str)> {
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    let found = NAMES.search.find_overlapping_iter(text).filter(|found| {
        let (before, after) = (&text[..found.start()], &text[found.end()..]);
        !before.ends_with(is_word) && !before.ends_with(['.', '/']) && !after.starts_with(is_word)
    });
    let found: BTreeSet<usize> = found.map(|found| found.pattern().as_usize()).collect();
    found.into_iter().map(|at| NAMES.names[at]).collect()
}

/// A line without its indentation.
fn shrunk(document: &Document, span: Span) -> Span {
    let text = document.text.get(span.range()).unwrap_or("");
    let indent = text.len() - text.trim_start().len();
    Span::new(span.start as usize + indent, span.end as usize)
}

fn features(scope: &Scope, signals: &mut Vec<Value>) {
    let features = scope
        .declared("system.features")
        .map_or(&[][..], Value::items);
    for feature in features {
        let known = FEATURES
            .iter()
            .find(|(_, name)| feature.as_str() == Some(name));
        if let Some((practice, name)) = known {
            signals.push(signal(
                practice,
                "feature",
                name,
                scope.path,
                feature.mark(),
            ));
        }
    }
}

/// What the purpose, the intended uses and the cards' intended use say.
fn sayings(scope: &Scope, signals: &mut Vec<Value>) {
    let purpose = scope.declared("system.purpose");
    let intended = scope
        .declared("uses.intended")
        .map_or(&[][..], Value::items);
    for value in purpose.into_iter().chain(intended) {
        read(
            value.as_str().unwrap_or(""),
            scope.path,
            value.mark(),
            signals,
        );
    }
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    let sections = models
        .iter()
        .filter_map(|model| model.at_path("card.sections"));
    for section in sections.flat_map(Value::items) {
        let topics = section.get("topics").map_or(&[][..], Value::items);
        let on_use = topics
            .iter()
            .any(|topic| topic.as_str() == Some("intended-use"));
        let excluded = topics
            .iter()
            .any(|topic| topic.as_str() == Some("out-of-scope"));
        if on_use && !excluded {
            let place = section.mark();
            let path = place.as_ref().map_or("", Place::path).to_owned();
            let text = section.get("text").and_then(Value::as_str).unwrap_or("");
            read(text, &path, place, signals);
        }
    }
}

fn read(text: &str, path: &str, place: Option<Place>, signals: &mut Vec<Value>) {
    for sentence in sentences(text) {
        let lower = sentence.to_lowercase();
        if denies(&lower) {
            continue;
        }
        for (practice, groups) in SAYINGS {
            let cues: Option<Vec<&str>> = groups.iter().map(|cues| held(&lower, cues)).collect();
            if let Some(cues) = cues {
                let sign = cues.join(" … ");
                signals.push(signal(practice, "text", &sign, path, place.clone()));
            }
        }
    }
}

fn denies(sentence: &str) -> bool {
    KOREAN_DENIALS
        .iter()
        .any(|denial| sentence.contains(denial))
        || words(sentence)
            .any(|word| DENIALS.contains(&word) || word.ends_with("n't") || word.ends_with("n’t"))
}

/// The word of a sentence that one of the cues begins, or the cue itself
/// where it may stand anywhere.
fn held<'a>(sentence: &'a str, cues: &[&'a str]) -> Option<&'a str> {
    cues.iter().find_map(|cue| {
        if cue.contains(' ') || !cue.is_ascii() {
            return sentence.contains(cue).then_some(*cue);
        }
        words(sentence).find(|word| word.starts_with(cue))
    })
}

fn declared(scope: &Scope) -> Value {
    let practices = scope.declared("practices").map_or(&[][..], Value::items);
    Value::list(practices.iter().map(|practice| {
        let mut entries = Vec::new();
        for key in ["name", "exception"] {
            if let Some(value) = practice.get(key) {
                entries.push((key, value.clone()));
            }
        }
        let basis = practice.get("basis").filter(|basis| basis.says_something());
        let basis = basis.map_or_else(|| Value::computed(false), |basis| resolves(scope, basis));
        entries.push(("basis_resolves", basis));
        Value::record(entries).placed_like(practice)
    }))
}

/// Whether a reference leads to a passage; unknown where the file is a
/// pointer or can't be read.
fn resolves(scope: &Scope, reference: &Value) -> Value {
    match linked::passage(scope, reference.as_str().unwrap_or("")) {
        Ok(passage) => Value::computed(!passage.prose().trim().is_empty()),
        Err(crate::model::Reason::Absent) => Value::computed(false),
        Err(reason) => Value::missing(reason, reference.mark()),
    }
    .placed_like(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_named_as_a_whole_word() {
        let found = |line: &'static str| {
            let found = named(line).into_iter();
            found.map(|(_, name)| name).collect::<Vec<_>>()
        };
        assert_eq!(found("import face_recognition"), ["face_recognition"]);
        assert_eq!(found("fer==22.5.1"), ["fer"]);
        assert_eq!(found("from fer import FER"), ["fer"]);
        assert_eq!(found("import transfer, fer"), ["fer"]);
        assert_eq!(
            found("\"@vladmandic/face-api\": \"1.7\""),
            ["@vladmandic/face-api"]
        );
        assert!(found("transfer-learning==1.0").is_empty());
        assert!(found("import transformers").is_empty());
        assert!(found("offer = fermi").is_empty());
    }

    #[test]
    fn what_a_sentence_denies_is_no_sign() {
        let signs = |text: &str| {
            let mut signals = Vec::new();
            read(text, "ethics.yml", None, &mut signals);
            signals.len()
        };
        assert_eq!(signs("Recognizes emotions of employees in meetings."), 1);
        assert_eq!(signs("It does not recognize emotions of employees."), 0);
        assert_eq!(signs("Takes attendance by the face of each pupil."), 1);
        assert_eq!(signs("직원 얼굴로 근태를 확인합니다."), 1);
        assert_eq!(signs("Ranks loan applications for an officer."), 0);
    }
}
