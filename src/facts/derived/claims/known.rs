//! What the evidence measured, looked up by what a number is said to be about.

use std::collections::BTreeSet;

use crate::facts::derived::fairness::card::{is_everybody, measure, plain, same};
use crate::facts::derived::fairness::written::Written;
use crate::facts::{Scope, languages, names};
use crate::model::Value;

/// Results that numbers are held against; more than people write about.
const MOST_RESULTS: usize = 4000;

/// What a number is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct About {
    pub(super) metric: String,
    pub(super) attribute: Option<String>,
    pub(super) group: Option<String>,
    pub(super) language: Option<String>,
    pub(super) suite: Option<String>,
}

impl About {
    /// Whose number it is, for people.
    pub(super) fn of(&self) -> String {
        let group = self.group.as_ref().map(|group| match &self.attribute {
            Some(attribute) => format!("{attribute}/{group}"),
            None => group.clone(),
        });
        let parts = [group, self.language.clone(), self.suite.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        match parts.is_empty() {
            true => "all".to_owned(),
            false => parts.join(", "),
        }
    }
}

/// A result of the evidence.
pub(super) struct Measured<'a> {
    pub(super) about: About,
    /// Anything else that sets it apart, such as a category.
    aside: bool,
    pub(super) value: f64,
    pub(super) at: &'a Value,
    pub(super) path: &'a str,
}

/// Every result that is a number of a metric.
pub(super) struct Known<'a> {
    pub(super) results: Vec<Measured<'a>>,
    pub(super) metrics: BTreeSet<String>,
    pub(super) groups: BTreeSet<String>,
    pub(super) languages: BTreeSet<String>,
}

/// A metric by one of its names, else by its own words.
pub(super) fn metric(name: &str) -> String {
    match measure(name) {
        Some(known) => known.to_owned(),
        None => plain(name).replace(' ', "_"),
    }
}

impl<'a> Known<'a> {
    pub(super) fn of(scope: &Scope<'a>) -> Self {
        let evidence = scope.known.get("evidence").map_or(&[][..], Value::items);
        let results: Vec<Measured> = evidence
            .iter()
            .flat_map(|one| {
                let path = one.get("path").and_then(Value::as_str).unwrap_or("");
                let results = one.get("results").map_or(&[][..], Value::items);
                results
                    .iter()
                    .filter_map(move |result| measured(result, path))
            })
            .take(MOST_RESULTS)
            .collect();
        let collect = |of: fn(&About) -> Option<&String>| {
            let all = results.iter().filter_map(|one| of(&one.about));
            all.cloned().collect::<BTreeSet<String>>()
        };
        Self {
            metrics: collect(|about| Some(&about.metric)),
            groups: collect(|about| about.group.as_ref()),
            languages: collect(|about| about.language.as_ref()),
            results,
        }
    }

    /// The result that a number is held against: one that it equals, else the
    /// only one that it can be about. Where several can be meant, none is.
    pub(super) fn find(&self, about: &About, written: Written) -> Option<&Measured<'a>> {
        let mut found: Vec<&Measured> = Vec::new();
        for result in self.results.iter().filter(|one| one.is_about(about)) {
            if agrees(written, result.value) {
                return Some(result);
            }
            if !found.iter().any(|other| is_one(other.value, result.value)) {
                found.push(result);
            }
        }
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The result of a metric that has the value that was written, whatever it
    /// is about; else the one of everybody, or the first. Whether it is of
    /// everybody is the second answer. `None` where the metric was not measured.
    pub(super) fn of_metric(
        &self,
        metric: &str,
        written: Written,
    ) -> Option<(&Measured<'a>, bool)> {
        let all: Vec<&Measured> = self
            .results
            .iter()
            .filter(|one| one.about.metric == metric)
            .collect();
        let agreeing = all.iter().find(|one| agrees(written, one.value));
        let whole = all.iter().find(|one| {
            let about = &one.about;
            !one.aside && about.group.is_none() && about.language.is_none() && about.suite.is_none()
        });
        match (agreeing, whole) {
            (Some(one), _) => Some((one, true)),
            (None, Some(one)) => Some((one, true)),
            (None, None) => all.first().map(|one| (*one, false)),
        }
    }

    /// Whether a sentence names a metric that was measured and whose name holds
    /// another: "answer accuracy" is no accuracy.
    pub(super) fn is_narrower(&self, metric: &str, sentence: &str) -> bool {
        let words = plain(sentence);
        let other = |name: &&String| *name != metric && words.contains(&plain(name));
        self.metrics.iter().any(|name| other(&name))
    }

    /// Whether some result has the value that was written.
    pub(super) fn holds(&self, written: Written) -> bool {
        self.results.iter().any(|one| agrees(written, one.value))
    }

    pub(super) fn group(&self, text: &str) -> Option<&String> {
        self.groups.iter().find(|group| same(group, text))
    }

    pub(super) fn language(&self, text: &str) -> Option<&String> {
        let by_tag = |tag: &&String| names::same_language(tag, text.trim());
        let by_name = |tag: &&String| languages::speaks_of(tag, text);
        self.languages
            .iter()
            .find(|tag| by_tag(tag) || by_name(tag))
    }
}

impl Measured<'_> {
    fn is_about(&self, about: &About) -> bool {
        let both =
            |one: &Option<String>, other: &Option<String>, same: fn(&str, &str) -> bool| match (
                one, other,
            ) {
                (Some(one), Some(other)) => same(one, other),
                (None, None) => true,
                _ => false,
            };
        // What one side leaves out doesn't set them apart.
        let apart = |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(one), Some(other)) if !same(one, other));
        !self.aside
            && self.about.metric == about.metric
            && both(&self.about.group, &about.group, same)
            && both(&self.about.language, &about.language, names::same_language)
            && !apart(&self.about.attribute, &about.attribute)
            && !apart(&self.about.suite, &about.suite)
    }
}

fn measured<'a>(result: &'a Value, path: &'a str) -> Option<Measured<'a>> {
    let text = |key: &str| {
        let value = result.get(key).filter(|value| value.says_something())?;
        Some(match value.as_str() {
            Some(text) => text.to_owned(),
            None => value.to_json().to_string(),
        })
    };
    let at = result.get("value")?;
    let aside = ["category", "persona", "split", "config"];
    let group = text("group").filter(|group| !is_everybody(group));
    Some(Measured {
        about: About {
            metric: metric(&text("metric")?),
            attribute: text("attribute"),
            // A value of a whole attribute is a comparison of its groups.
            group,
            language: text("language"),
            suite: text("suite"),
        },
        aside: aside.iter().any(|key| result.get(key).is_some())
            || (text("attribute").is_some() && text("group").is_none()),
        value: at.as_number()?,
        at,
        path,
    })
}

/// Shares are written as such or in percent, on either side.
pub(super) fn agrees(written: Written, value: f64) -> bool {
    let percent = |scale: f64| Written {
        value: written.value * scale,
        unit: written.unit * scale,
    };
    written.is(value)
        || (value.abs() <= 1.0 && written.value.abs() > 1.0 && percent(0.01).is(value))
        || (value.abs() > 1.0 && written.value.abs() <= 1.0 && percent(100.0).is(value))
}

fn is_one(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-12
}
