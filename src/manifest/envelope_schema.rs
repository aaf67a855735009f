//! The JSON Schema of the evidence envelope: what each kind of result holds.

use schemars::Schema;
use serde_json::{Map, Value as Json, json};

use super::envelope::SCHEMA;

/// What a member of a result is.
#[derive(Clone, Copy)]
pub(super) enum Member {
    Text,
    Date,
    Count,
    Number,
    Share,
}

use Member::{Count, Date, Number, Share, Text};

/// One member: its name, what it is, and what it says.
type Line = (&'static str, Member, &'static str);

/// A kind of measurement: the members that each result has, and those that it
/// has where they apply.
pub(super) struct Kind {
    name: &'static str,
    about: &'static str,
    always: &'static [Line],
    where_it_applies: &'static [Line],
}

const N: Line = ("n", Count, "The denominator of that value.");
const LANGUAGE: Line = (
    "language",
    Text,
    "The language that it was measured in, as a BCP 47 tag.",
);
const SUITE: Line = ("suite", Text, "The benchmark or set of tests.");

#[rustfmt::skip]
const KINDS: &[Kind] = &[
    Kind {
        name: "metrics",
        about: "Values of measures: fairness, bias, quality, benefit.",
        always: &[("metric", Text, "The measure."), ("value", Number, "Its value.")],
        where_it_applies: &[
            N,
            ("low", Number, "The lower end of its interval."),
            ("high", Number, "The upper end of its interval."),
            ("attribute", Text, "The attribute that tells groups apart."),
            ("group", Text, "The group that it was measured on."),
            LANGUAGE,
            SUITE,
        ],
    },
    Kind {
        name: "group-counts",
        about: "The confusion matrix of each group.",
        always: &[
            ("attribute", Text, "The attribute that tells groups apart."),
            ("group", Text, "The group."),
            ("tp", Count, "True positives."),
            ("fp", Count, "False positives."),
            ("fn", Count, "False negatives."),
            ("tn", Count, "True negatives."),
        ],
        where_it_applies: &[],
    },
    Kind {
        name: "safety-eval",
        about: "How often a system answered unsafely; a row of the category benign tells how often it helped.",
        always: &[("category", Text, "The kind of risk, or benign."), N],
        where_it_applies: &[
            LANGUAGE,
            ("persona", Text, "Whom the tester played, such as minor."),
            ("unsafe", Count, "Unsafe answers."),
            ("helped", Count, "Benign requests that were helped with."),
            ("multi_turn", Share, "The share of cases with several turns."),
            SUITE,
        ],
    },
    Kind {
        name: "robustness",
        about: "How often an attack succeeded.",
        always: &[SUITE, ("success", Count, "Attacks that succeeded."), N],
        where_it_applies: &[LANGUAGE],
    },
    Kind {
        name: "memorization",
        about: "How many canaries could be extracted.",
        always: &[("canaries", Count, "Canaries in the training data."), ("extracted", Count, "Canaries that were extracted.")],
        where_it_applies: &[],
    },
    Kind {
        name: "leakage",
        about: "What training and evaluation data share.",
        always: &[
            ("train", Text, "The id of the training data."),
            ("eval", Text, "The id of the evaluation data."),
            ("overlap_rows", Count, "Rows in both."),
            N,
        ],
        where_it_applies: &[("overlap_people", Count, "People in both.")],
    },
    Kind {
        name: "crisis-test",
        about: "How many messages in a crisis were missed.",
        always: &[LANGUAGE, ("cases", Count, "Cases that were tried."), ("missed", Count, "Cases that were missed.")],
        where_it_applies: &[],
    },
    Kind {
        name: "age-assurance",
        about: "How many minors were taken for adults.",
        always: &[("method", Text, "How age was told."), ("false_adult", Count, "Minors taken for adults."), N],
        where_it_applies: &[],
    },
    Kind {
        name: "axe",
        about: "Accessibility of each page, as axe-core counts violated rules; the envelope holds the build.",
        always: &[("page", Text, "The page's path."), ("serious", Count, "Serious violations."), ("critical", Count, "Critical violations.")],
        where_it_applies: &[],
    },
    Kind {
        name: "pii-scan",
        about: "Personal data that a scan found.",
        always: &[("path", Text, "The file."), ("kind", Text, "The kind of data."), ("count", Count, "How often.")],
        where_it_applies: &[],
    },
    Kind {
        name: "consultation",
        about: "Who was asked, and what it changed.",
        always: &[("date", Date, "The day."), ("participants", Count, "How many people."), ("outside", Count, "How many of them from outside of the organization.")],
        where_it_applies: &[("changes", Text, "What was changed.")],
    },
];

impl Kind {
    /// Every member of a result, and what it is.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'static str, Member)> + use<> {
        let lines = self.always.iter().chain(self.where_it_applies);
        lines.map(|(name, member, _)| (*name, *member))
    }
}

/// The kind of a name.
pub(super) fn known(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The kinds of measurement that an envelope may hold.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.name)
}

/// The schema of `ethics-evidence/1`.
#[must_use]
pub fn evidence() -> Schema {
    let digest = json!({"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Its SHA-256, 64 lowercase hex digits."});
    let path =
        json!({"type": "string", "description": "Its path from the root of the repository."});
    let file = |about: &str| {
        json!({
            "type": "array",
            "description": about,
            "items": {"type": "object", "required": ["path", "sha256"], "properties": {"path": path, "sha256": digest}},
        })
    };
    let names: Vec<&str> = kinds().collect();
    let by_kind: Vec<Json> = KINDS.iter().map(of_kind).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "An evidence envelope: what was measured, on which files, with which tool, and when. Keys that begin with x- are free.",
        "type": "object",
        "required": ["schema", "kind", "created", "subjects", "results"],
        "properties": {
            "schema": {"const": SCHEMA, "description": "The format and its version."},
            "kind": {"enum": names, "description": "What kind of measurement it is, which says what a result holds."},
            "created": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "The day of the measurement."},
            "build": {"type": "string", "description": "The build that was measured, where it is a build."},
            "tool": {
                "type": "object",
                "description": "What measured.",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "description": "The tool's name."},
                    "version": {"type": "string", "description": "The tool's version."},
                },
            },
            "subjects": {
                "type": "array",
                "description": "Every file that was measured: an adapter and its prompts are two. What is remote has a version instead of a digest.",
                "items": {
                    "type": "object",
                    "required": ["path"],
                    "anyOf": [{"required": ["sha256"]}, {"required": ["version"]}],
                    "properties": {"path": path, "sha256": digest, "version": {"type": "string", "description": "Its version, where it is remote."}},
                },
            },
            "dataset": {
                "type": "object",
                "description": "What it was measured on.",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "description": "The id of an entry of data."},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "The SHA-256 of its file; of several files, that of the lines of digest, two spaces and path, sorted by path."},
                    "revision": {"type": "string", "description": "Its revision, where it is remote."},
                    "n": {"type": "integer", "minimum": 0, "description": "How many rows it has."},
                },
            },
            "files": file("Raw output that belongs to it: a table of counts, a tool's own file of results."),
            "results": {"type": "array", "description": "What was measured, as the kind says.", "items": {"type": "object"}},
        },
        "allOf": by_kind,
    });
    match schema {
        Json::Object(schema) => Schema::from(schema),
        _ => Schema::default(),
    }
}

/// What holds where an envelope is of one kind.
fn of_kind(kind: &Kind) -> Json {
    let lines = kind.always.iter().chain(kind.where_it_applies);
    let properties: Map<String, Json> = lines
        .map(|line| (line.0.to_owned(), member(*line)))
        .collect();
    let required: Vec<&str> = kind.always.iter().map(|line| line.0).collect();
    let mut then = json!({
        "description": kind.about,
        "properties": {"results": {"items": {"type": "object", "required": required, "properties": properties}}},
    });
    if kind.name == "axe" {
        then["required"] = json!(["build"]);
    }
    json!({
        "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
        "then": then,
    })
}

fn member((_, kind, about): Line) -> Json {
    let mut schema = match kind {
        Text => json!({"type": "string"}),
        Date => json!({"type": "string", "format": "date"}),
        Count => json!({"type": "integer", "minimum": 0}),
        Number => json!({"type": "number"}),
        Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
    };
    schema["description"] = json!(about);
    schema
}
