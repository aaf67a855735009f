//! Examples as small changes: a skeleton's declaration with some keys set or
//! left out, and the place that a finding must mark in the result.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use crate::model::report::Finding;
use crate::model::{Document, Span, Value};
use crate::source::{json, yaml};

/// The file that `set` changes.
pub(super) const DECLARATION: &str = "ethics.yml";

/// A step of a dotted path.
#[derive(Debug, PartialEq, Eq)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

/// The declaration with these keys set, or left out where the value is null.
/// The result is JSON, which is YAML too.
pub(super) fn declaration(text: &str, set: &IndexMap<String, Json>) -> Result<String, String> {
    let document = Document::new(DECLARATION, text);
    let parsed = yaml::parse(&document, Span::new(0, text.len()));
    if let Some(problem) = parsed.problems.iter().find(|problem| problem.fatal) {
        return Err(format!(
            "the ethics.yml to change can't be read: {}",
            problem.code
        ));
    }
    let mut json = parsed.value.to_json();
    for (path, value) in set {
        let steps = steps(path)?;
        change(&mut json, &steps, value)
            .ok_or_else(|| format!("`{path}` leads nowhere in ethics.yml"))?;
    }
    serde_json::to_string_pretty(&json)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

/// `a.b[0].c`; a key may hold anything but dots and brackets.
fn steps(path: &str) -> Result<Vec<Step<'_>>, String> {
    let mut steps = Vec::new();
    for segment in path.split('.') {
        let (name, indexes) = segment.split_at(segment.find('[').unwrap_or(segment.len()));
        if !name.is_empty() {
            steps.push(Step::Name(name));
        }
        for index in indexes.split_terminator(']') {
            let index = index.strip_prefix('[').and_then(|index| index.parse().ok());
            steps.push(Step::Index(index.ok_or_else(|| {
                format!("`{path}` is no path: names with dots between, `[0]` for an item")
            })?));
        }
    }
    Ok(steps)
}

/// Set or remove what stands at the end of the steps; `None` where they lead
/// through what is neither a map nor a list, or remove what is not there.
fn change(json: &mut Json, steps: &[Step], value: &Json) -> Option<()> {
    let (last, before) = steps.split_last()?;
    let mut at = json;
    for step in before {
        at = match step {
            Step::Name(name) => {
                if at.is_null() {
                    *at = Json::Object(Map::new());
                }
                at.as_object_mut()?.entry(*name).or_insert(Json::Null)
            }
            Step::Index(index) => at.as_array_mut()?.get_mut(*index)?,
        };
    }
    match last {
        Step::Name(name) if value.is_null() => {
            at.as_object_mut()?.shift_remove(*name)?;
        }
        Step::Name(name) => {
            if at.is_null() {
                *at = Json::Object(Map::new());
            }
            at.as_object_mut()?
                .insert((*name).to_owned(), value.clone());
        }
        Step::Index(index) => {
            let items = at.as_array_mut()?;
            if value.is_null() {
                (*index < items.len()).then(|| items.remove(*index))?;
            } else if *index == items.len() {
                items.push(value.clone());
            } else {
                *items.get_mut(*index)? = value.clone();
            }
        }
    }
    Some(())
}

/// Where a finding must stand.
#[derive(Debug)]
pub(super) struct Spot {
    path: String,
    /// Any of these lines; any line at all where there is none.
    lines: Vec<u32>,
}

impl Spot {
    pub(super) fn is_marked_by(&self, finding: &Finding) -> bool {
        finding.path == self.path
            && (self.lines.is_empty() || self.lines.contains(&finding.start.line))
    }
}

/// `file`, `file:line`, or `file#dotted.key` for the line of that key or its value.
pub(super) fn place(at: &str, files: &[(String, String)]) -> Result<Spot, String> {
    if let Some((path, key)) = at.split_once('#') {
        let text = files
            .iter()
            .find(|(known, _)| known == path)
            .map(|(_, text)| text)
            .ok_or_else(|| format!("the example has no file `{path}`"))?;
        return Ok(Spot {
            path: path.to_owned(),
            lines: lines(path, text, key)?,
        });
    }
    if let Some((path, line)) = at.rsplit_once(':')
        && let Ok(line) = line.parse()
    {
        return Ok(Spot {
            path: path.to_owned(),
            lines: vec![line],
        });
    }
    Ok(Spot {
        path: at.to_owned(),
        lines: Vec::new(),
    })
}

fn lines(path: &str, text: &str, key: &str) -> Result<Vec<u32>, String> {
    let document = Document::new(path, text);
    let whole = Span::new(0, text.len());
    let parsed = if path.ends_with(".json") {
        json::parse(&document, whole)
    } else {
        yaml::parse(&document, whole)
    };
    let mut value = &parsed.value;
    for step in steps(key)? {
        let next = match step {
            Step::Name(name) => value.get(name),
            Step::Index(index) => value.items().get(index),
        };
        value = next.ok_or_else(|| format!("there is no `{key}` in {path}"))?;
    }
    Ok(lines_of(value))
}

fn lines_of(value: &Value) -> Vec<u32> {
    let Some(place) = &value.place else {
        return Vec::new();
    };
    let key = value
        .key
        .map(|key| place.document.line_column(key.start).line);
    key.into_iter().chain([place.start().line]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(text: &str, set: &[(&str, Json)]) -> Result<Json, String> {
        let set = set
            .iter()
            .map(|(path, value)| ((*path).to_owned(), value.clone()))
            .collect();
        let text = declaration(text, &set)?;
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    #[test]
    fn keys_are_set_removed_and_added() {
        let text = "a: {b: 1, c: [x, y]}\nd: 2026-09-14\n";
        let set = [
            ("a.b", 2.into()),
            ("a.c[0]", Json::Null),
            ("a.c[1]", "z".into()),
            ("e.f", true.into()),
        ];
        assert_eq!(
            patched(text, &set),
            Ok(
                serde_json::json!({"a": {"b": 2, "c": ["y", "z"]}, "d": "2026-09-14", "e": {"f": true}})
            )
        );
    }

    #[test]
    fn a_change_that_leads_nowhere_is_refused() {
        assert!(patched("a: 1\n", &[("a.b", 1.into())]).is_err());
        assert!(patched("a: 1\n", &[("b", Json::Null)]).is_err());
        assert!(patched("a: [1]\n", &[("a[3]", 1.into())]).is_err());
        assert!(patched("a: [1]\n", &[("a[x]", 1.into())]).is_err());
    }

    #[test]
    fn a_place_is_a_file_a_line_or_a_key() {
        let files = [("ethics.yml".to_owned(), "a:\n  b:\n    - c: 1\n".to_owned())];
        assert!(
            place("ethics.yml", &files)
                .expect("a spot")
                .lines
                .is_empty()
        );
        assert_eq!(place("ethics.yml:7", &files).expect("a spot").lines, [7]);
        let spot = place("ethics.yml#a.b[0].c", &files).expect("a spot");
        assert_eq!(spot.lines, [3, 3]);
        let spot = place("ethics.yml#a.b", &files).expect("a spot");
        assert!(spot.lines.contains(&2));
        assert!(place("ethics.yml#a.z", &files).is_err());
        assert!(place("other.yml#a", &files).is_err());
    }
}
