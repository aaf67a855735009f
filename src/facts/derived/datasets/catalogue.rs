//! The catalogue of `datasets[]`.

use crate::facts::derived::{FRONT_MATTER, SILENT};
use crate::model::{Fact, Type};

use Type::{Any, Bool, Date, Int, Number, OneOf, Text};

const SOURCES: &[&str] = &["first-party", "third-party", "public", "synthetic"];
const MINORS: &[&str] = &["excluded", "included", "unknown"];
const LABELLERS: &[&str] = &["staff", "crowd", "experts", "records", "program", "none"];
const STATISTICS: &[&str] = &["alpha", "kappa", "percent"];
const PAYMENTS: &[&str] = &["hourly", "per-item", "salary", "volunteer"];
const ROLES: &[&str] = &["train", "finetune", "eval", "retrieval", "audit"];

/// A fact that may stand in either.
const fn either(path: &'static str, ty: Type, doc: &'static str) -> Fact {
    Fact::new(path, ty, "the entry of data, else its manifest", doc)
}

/// A fact that the manifest says.
const fn manifest(path: &'static str, ty: Type, doc: &'static str) -> Fact {
    Fact::new(path, ty, "the manifest", doc)
}

/// Every fact of the family: what is merged, and what the manifest says alone.
#[rustfmt::skip]
pub(super) const FACTS: &[Fact] = &[
    Fact::new("datasets[].id", Text, "data[].id", "the dataset's id"),
    Fact::new("datasets[].role", OneOf(ROLES), "data[].role", "what the dataset is used for"),
    either("datasets[].license", Text, "the license of the data"),
    either("datasets[].license_file", Text, "the text of a license that has no id"),
    either("datasets[].personal", Bool, "whether it is about people who can be told apart"),
    either("datasets[].basis", Text, "the legal ground for using people's data"),
    either("datasets[].source", OneOf(SOURCES), "where it comes from"),
    either("datasets[].consent_ref", Text, "the consent form"),
    either("datasets[].balance_ref", Text, "the balancing of interests"),
    either("datasets[].notice_ref", Text, "the notice to people whose data came from others"),
    either("datasets[].scraped", Bool, "whether it was gathered from the web by program"),
    either("datasets[].opt_out_ref", Text, "how refusals of scraping are honored"),
    either("datasets[].minors", OneOf(MINORS), "whether people under age are in it"),
    either("datasets[].guardian_consent_ref", Text, "the consent of guardians"),
    either("datasets[].allowed_uses[]", Text, "what it may be used for"),
    either("datasets[].collected_until", Date, "the last day of collection"),
    either("datasets[].retention_days", Int, "how long it may be kept").unit("days"),
    either("datasets[].publisher", Text, "who stands behind it"),
    either("datasets[].method", Text, "how it was collected"),
    either("datasets[].period", Any, "when it was collected"),
    either("datasets[].geography[]", Text, "where it comes from"),
    either("datasets[].languages[]", Text, "the languages in it"),
    either("datasets[].languages.not_applicable", Text, "why it has no language"),
    either("datasets[].people", Text, "the people in it"),
    either("datasets[].people.not_applicable", Text, "why there are no people in it"),
    either("datasets[].gaps", Text, "who and what is missing"),
    either("datasets[].labels.by", OneOf(LABELLERS), "who labelled it"),
    either("datasets[].labels.guideline", Text, "the labelling guideline"),
    either("datasets[].labels.per_item", Int, "how many labels an item has"),
    either("datasets[].labels.agreement.statistic", OneOf(STATISTICS), "how agreement is measured"),
    either("datasets[].labels.agreement.value", Number, "how far labels agree"),
    either("datasets[].labels.paid", OneOf(PAYMENTS), "how the people who label are paid"),
    either("datasets[].labels.harmful_content", Bool, "whether the people who label see harmful content"),
    either("datasets[].labels.support", Text, "what is done for the people who label"),
    manifest("datasets[].manifest.path", Text, "the path of the manifest"),
    manifest("datasets[].manifest.readable", Bool, "whether the manifest is there and in a known format"),
    manifest("datasets[].manifest.reason", OneOf(SILENT), "why it could not be read"),
    manifest("datasets[].manifest.format", Text, "the format's id"),
    manifest("datasets[].manifest.problems[].code", Text, "what is wrong with the manifest"),
    manifest("datasets[].manifest.problems[].detail", Text, "the particular: a key, the parser's words"),
    manifest("datasets[].manifest.problems[].fatal", Bool, "whether nothing else of it could be read"),
    manifest("datasets[].manifest.problems[].key", Text, "the key that it is about"),
    manifest("datasets[].manifest.problems[].expected", Text, "what may stand there"),
    manifest("datasets[].manifest.problems[].expected_ko", Text, "the same in Korean"),
    manifest("datasets[].manifest.problems[].first", Text, "the first of two places"),
    manifest("datasets[].manifest.id", Text, "the id that it gives the dataset"),
    manifest("datasets[].manifest.name", Text, "the dataset's name"),
    manifest("datasets[].manifest.title", Text, "the dataset's title"),
    manifest("datasets[].manifest.description", Text, "what the dataset is"),
    manifest("datasets[].manifest.version", Text, "the dataset's version"),
    manifest("datasets[].manifest.url", Text, "the dataset's address"),
    manifest("datasets[].manifest.licenses[]", Text, "all licenses that it names"),
    manifest("datasets[].manifest.license_name", Text, "the name of a license that has no id"),
    manifest("datasets[].manifest.tags[]", Text, "its keywords"),
    manifest("datasets[].manifest.source_datasets[]", Text, "the datasets that it was made from"),
    manifest("datasets[].manifest.fields[]", Text, "the names of its columns"),
    manifest("datasets[].manifest.files[].path", Text, "a file of the dataset: a path, a glob or an address"),
    manifest("datasets[].manifest.files[].sha256", Text, "the file's SHA-256"),
    manifest("datasets[].manifest.files[].md5", Text, "the file's MD5"),
    manifest("datasets[].manifest.files[].md5_lf", Text, "the MD5 of a text after CRLF became LF, as DVC took it before version 3"),
    manifest("datasets[].manifest.files[].md5_dir", Text, "the MD5 of a folder's listing, as DVC takes it"),
    manifest("datasets[].manifest.files[].count", Int, "how many files the folder has").unit("files"),
    Fact::new("datasets[].manifest.files[].in_tree", Text, "the tree", "the file or folder of the tree that the path names, from the manifest's folder or else from the declaration's; absent where it names none"),
    manifest("datasets[].manifest.files[].size", Int, "the file's size").unit("bytes"),
    manifest("datasets[].manifest.groups.<name>[]", Text, "the groups of people that an evaluation set tells apart"),
    manifest("datasets[].manifest.front_matter", OneOf(FRONT_MATTER), "what stands where front matter belongs, in Markdown"),
    manifest("datasets[].manifest.sections[].heading", Text, "a heading, in Markdown"),
    manifest("datasets[].manifest.sections[].slug", Text, "the heading's anchor"),
    manifest("datasets[].manifest.sections[].level", Int, "the heading's level; 0 for a passage without one"),
    manifest("datasets[].manifest.sections[].topics[]", Text, "what the heading speaks of"),
    manifest("datasets[].manifest.sections[].text", Text, "the prose below the heading"),
    manifest("datasets[].manifest.sections[].rows", Int, "how many data rows the tables below the heading have"),
    manifest("datasets[].manifest.tables[].columns[]", Text, "the cells of a table's header"),
    manifest("datasets[].manifest.tables[].rows[][]", Text, "the cells of a table's rows"),
    manifest("datasets[].manifest.license", Text, "the license of the data"),
    manifest("datasets[].manifest.license_file", Text, "the text of a license that has no id"),
    manifest("datasets[].manifest.personal", Bool, "whether it is about people who can be told apart"),
    manifest("datasets[].manifest.basis", Text, "the legal ground for using people's data"),
    manifest("datasets[].manifest.source", OneOf(SOURCES), "where it comes from"),
    manifest("datasets[].manifest.consent_ref", Text, "the consent form"),
    manifest("datasets[].manifest.balance_ref", Text, "the balancing of interests"),
    manifest("datasets[].manifest.notice_ref", Text, "the notice to people whose data came from others"),
    manifest("datasets[].manifest.scraped", Bool, "whether it was gathered from the web by program"),
    manifest("datasets[].manifest.opt_out_ref", Text, "how refusals of scraping are honored"),
    manifest("datasets[].manifest.minors", OneOf(MINORS), "whether people under age are in it"),
    manifest("datasets[].manifest.guardian_consent_ref", Text, "the consent of guardians"),
    manifest("datasets[].manifest.allowed_uses[]", Text, "what it may be used for"),
    manifest("datasets[].manifest.collected_until", Date, "the last day of collection"),
    manifest("datasets[].manifest.retention_days", Int, "how long it may be kept").unit("days"),
    manifest("datasets[].manifest.publisher", Text, "who stands behind it"),
    manifest("datasets[].manifest.method", Text, "how it was collected"),
    manifest("datasets[].manifest.period", Any, "when it was collected"),
    manifest("datasets[].manifest.geography[]", Text, "where it comes from"),
    manifest("datasets[].manifest.languages[]", Text, "the languages in it"),
    manifest("datasets[].manifest.languages.not_applicable", Text, "why it has no language"),
    manifest("datasets[].manifest.people", Text, "the people in it"),
    manifest("datasets[].manifest.people.not_applicable", Text, "why there are no people in it"),
    manifest("datasets[].manifest.gaps", Text, "who and what is missing"),
    manifest("datasets[].manifest.labels.by", OneOf(LABELLERS), "who labelled it"),
    manifest("datasets[].manifest.labels.guideline", Text, "the labelling guideline"),
    manifest("datasets[].manifest.labels.per_item", Int, "how many labels an item has"),
    manifest("datasets[].manifest.labels.agreement.statistic", OneOf(STATISTICS), "how agreement is measured"),
    manifest("datasets[].manifest.labels.agreement.value", Number, "how far labels agree"),
    manifest("datasets[].manifest.labels.paid", OneOf(PAYMENTS), "how the people who label are paid"),
    manifest("datasets[].manifest.labels.harmful_content", Bool, "whether the people who label see harmful content"),
    manifest("datasets[].manifest.labels.support", Text, "what is done for the people who label"),
];
