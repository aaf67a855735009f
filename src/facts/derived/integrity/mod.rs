//! `integrity`: what attacks on the system achieved, and whether people or
//! rows of the training data stand in the evaluation data, too.

mod exams;
mod leakage;
mod robustness;
mod rows;

use crate::facts::{Derived, Family, Scope};
use crate::model::{Fact, Type, Value};

/// Manipulation from outside, and leaks from training into evaluation.
pub static FAMILY: Family = Family {
    name: "integrity",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("integrity.languages[].language", Type::Text, "system.languages", "a served language"),
    Fact::new("integrity.languages[].attacked", Type::Bool, "integrity.robustness", "whether an entry attacks the system in it"),
    Fact::new("integrity.robustness[].suite", Type::Text, "integrity.robustness", "a suite of attacks"),
    Fact::new("integrity.robustness[].language", Type::Text, "integrity.robustness", "its language"),
    Fact::new("integrity.robustness[].limit", Type::Number, "integrity.robustness", "the share of attacks that may succeed, at its place").unit("share"),
    Fact::new("integrity.robustness[].evidence", Type::Text, "integrity.robustness", "its result's path"),
    Fact::new("integrity.robustness[].lacks[]", Type::Text, "integrity.robustness", "keys that it lacks"),
    Fact::new("integrity.robustness[].found", Type::Bool, "the evidence", "whether the evidence has a result of that suite, in that language where one is named, with attacks and successes; missing where it can't be read"),
    Fact::new("integrity.robustness[].success", Type::Int, "the evidence", "attacks that succeeded"),
    Fact::new("integrity.robustness[].n", Type::Int, "the evidence", "attacks that were tried"),
    Fact::new("integrity.robustness[].result", Type::Text, "the evidence", "the suite, at the result"),
    Fact::new("integrity.robustness[].rate", Type::Number, "the evidence", "the share that succeeded").unit("share"),
    Fact::new("integrity.robustness[].high", Type::Number, "success, n", "the exact upper bound of that share, one-sided at 95 % (Clopper and Pearson)").unit("share"),
    Fact::new("integrity.robustness[].within", Type::Bool, "rate, high, limit", "whether the upper bound is within the limit; false where the share is above it; missing(not-demonstrated) between"),
    Fact::new("integrity.robustness[].needed", Type::Int, "success, limit", "attacks at which as many successes would show the limit"),
    Fact::new("integrity.exams[].id", Type::Text, "data[].id", "a set that a model is evaluated on"),
    Fact::new("integrity.exams[].trains", Type::Bool, "data[].role", "whether an entry of the same id, or of one of its other names, trains or fine-tunes a model"),
    Fact::new("integrity.exams[].shares[]", Type::Text, "the manifests", "files with which a set of another id trains or fine-tunes a model, by path or SHA-256"),
    Fact::new("integrity.exams[].with", Type::Text, "data[].id", "that set"),
    Fact::new("integrity.pairs[].train", Type::Text, "data[].role", "a set that a model is trained or fine-tuned on"),
    Fact::new("integrity.pairs[].eval", Type::Text, "data[].role", "a set that it is evaluated on"),
    Fact::new("integrity.pairs[].found", Type::Bool, "integrity.leakage.evidence", "whether the evidence has a result for the two; missing where it can't be read"),
    Fact::new("integrity.pairs[].rows", Type::Int, "integrity.leakage.evidence", "rows of the evaluation set that stand in both, by the worst of several results, at its place"),
    Fact::new("integrity.pairs[].n", Type::Int, "integrity.leakage.evidence", "rows of the evaluation set").unit("rows"),
    Fact::new("integrity.pairs[].compared", Type::Int, "integrity.leakage.evidence", "the most rows that a result of the two says it compared, at its place").unit("rows"),
    Fact::new("integrity.pairs[].there", Type::Int, "the files of the evaluation set, dataset.n of the envelope", "the most rows that the evaluation set can have: by its files, where all of them are tables in the tree, and by the envelope, where it names the set").unit("rows"),
    Fact::new("integrity.pairs[].fits", Type::Bool, "the files of the evaluation set, dataset.n of the envelope", "whether no more rows were compared than there are"),
    Fact::new("integrity.pairs[].rows_within", Type::Bool, "integrity.leakage.evidence", "whether at most 0.1 % of the rows stand in both; missing where a result has no rows or no n, or what is no count, unless another one breaks it"),
    Fact::new("integrity.pairs[].personal", Type::Bool, "data[].personal", "whether either of the two is about people"),
    Fact::new("integrity.pairs[].people", Type::Int, "integrity.leakage.evidence", "people that stand in both, by the worst of several results"),
    Fact::new("integrity.pairs[].people_within", Type::Bool, "integrity.leakage.evidence, data[].personal", "whether nobody stands in both; missing where nobody looked, or a result has what is no count, unless another one finds somebody; not there where neither set is about people"),
    Fact::new("integrity.samples[].train", Type::Text, "data[].sample", "a set with a committed sample"),
    Fact::new("integrity.samples[].eval", Type::Text, "data[].sample", "another one that is for evaluation"),
    Fact::new("integrity.samples[].shared", Type::Int, "the samples", "rows that stand in both samples").unit("rows"),
];

fn derive(scope: &Scope) -> Derived {
    let mut values = vec![
        ("languages", robustness::languages(scope)),
        ("robustness", robustness::entries(scope)),
    ];
    let pairs = leakage::pairs(scope);
    values.push(("exams", exams::exams(scope)));
    values.push(("samples", leakage::samples(scope, &pairs)));
    values.push(("pairs", leakage::results(scope, &pairs)));
    Derived::of(
        "integrity",
        Value::record(values).with_place(scope.place_of("integrity")),
    )
}
