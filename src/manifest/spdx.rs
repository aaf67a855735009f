//! SPDX 3.0: elements of the AI and the Dataset profile. What is said of them
//! by a relationship (licenses, the data of a training) is followed inside the
//! document; what `noAssertion` says is nothing.

use std::collections::HashMap;

use super::passages::Passages;
use super::record::{Record, as_text, is_an_id, joined, text_like, texts};
use super::results::measured;
use super::{Candidate, Depth, Describes, Format, card, subject};
use crate::model::{Problem, Value};

/// Models: elements of type `AIPackage`.
pub struct Model;

/// Datasets: elements of type `DatasetPackage`.
pub struct Data;

/// The elements of an SPDX 3 document: those of its graph, or the one that
/// the document is.
fn elements(candidate: &Candidate) -> Option<&[Value]> {
    let root = candidate.data()?;
    let context = root.get("@context")?;
    let known = context
        .one_or_many()
        .filter_map(Value::as_str)
        .any(|name| name.contains("spdx.org/rdf/3."));
    let graph = root
        .get("@graph")
        .map_or(std::slice::from_ref(root), Value::items);
    known.then_some(graph)
}

/// A name without the prefix of its profile.
fn local(name: &str) -> &str {
    name.rsplit(['_', ':', '/']).next().unwrap_or(name)
}

fn is_a(element: &Value, class: &str) -> bool {
    element
        .get("type")
        .or(element.get("@type"))
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(Value::as_str)
        .any(|name| local(name) == class)
}

/// A member by its name without prefix, as `ai_limitation` and `ai:limitation`
/// are the same.
fn member<'a>(element: &'a Value, name: &str) -> Option<&'a Value> {
    element
        .entries()
        .find(|(key, value)| local(key) == name && value.says_something())
        .map(|(_, value)| value)
}

fn id(element: &Value) -> Option<&str> {
    element.get("spdxId").or(element.get("@id"))?.as_str()
}

fn names(element: &Value) -> Vec<&str> {
    let name = element.get("name").and_then(Value::as_str);
    name.into_iter().chain(id(element)).collect()
}

/// An SPDX 3 document with one of its elements in hand.
struct Graph<'a> {
    elements: &'a [Value],
    /// The elements by their id.
    by_id: HashMap<&'a str, &'a Value>,
    of: &'a Value,
}

impl<'a> Graph<'a> {
    fn find(&self, wanted: &str) -> Option<&'a Value> {
        self.by_id.get(wanted).copied()
    }

    /// What the element in hand is related to: the references themselves.
    fn related(&self, kind: &str) -> Vec<&'a Value> {
        let own = id(self.of);
        self.elements
            .iter()
            .filter(|element| {
                is_a(element, "Relationship") || element.get("relationshipType").is_some()
            })
            .filter(|one| one.get("relationshipType").and_then(Value::as_str) == Some(kind))
            .filter(|one| one.get("from").and_then(Value::as_str) == own)
            .filter_map(|one| one.get("to"))
            .flat_map(Value::one_or_many)
            .collect()
    }

    /// The elements that references of one kind lead to.
    fn targets(&self, kind: &str) -> Vec<&'a Value> {
        let found = self.related(kind).into_iter();
        found.filter_map(|to| self.find(to.as_str()?)).collect()
    }

    /// The names of what references lead to, in the document or outside of it.
    fn names(&self, kind: &str) -> Vec<Value> {
        self.related(kind)
            .into_iter()
            .filter_map(|to| {
                let known = to.as_str().and_then(|to| self.find(to));
                known
                    .and_then(|element| element.get("name"))
                    .and_then(as_text)
                    .or_else(|| as_text(to))
            })
            .collect()
    }

    /// The declared license, else the one that an analyst concluded.
    fn licenses(&self) -> Vec<Value> {
        ["hasDeclaredLicense", "hasConcludedLicense"]
            .into_iter()
            .map(|kind| {
                let to = self.related(kind).into_iter();
                to.filter_map(|to| self.license(to)).collect::<Vec<_>>()
            })
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    fn license(&self, to: &Value) -> Option<Value> {
        let reference = to.as_str()?;
        let said = self.find(reference).and_then(|element| {
            let said = member(element, "licenseExpression").or_else(|| element.get("name"))?;
            as_text(said)
        });
        let said = said.or_else(|| {
            let listed = reference.split_once("spdx.org/licenses/")?.1;
            Some(text_like(listed.trim_end_matches(".html"), to))
        })?;
        let silent = ["NoAssertionLicense", "NoneLicense", "NOASSERTION", "NONE"];
        (!silent.iter().any(|word| said.as_str() == Some(*word))).then_some(said)
    }

    /// The people and organizations that members of the element name.
    fn agents(&self, keys: &[&str]) -> Vec<&'a Value> {
        keys.iter()
            .filter_map(|key| self.of.get(key))
            .flat_map(Value::one_or_many)
            .filter_map(|reference| match reference.as_str() {
                Some(reference) => self.find(reference),
                None => Some(reference),
            })
            .collect()
    }

    fn put_head(&self, record: &mut Record) {
        record.put("title", self.of.get("name").and_then(as_text));
        card::put_licenses(record, self.licenses());
        record.put(
            "version",
            member(self.of, "packageVersion").and_then(as_text),
        );
    }
}

fn packages<'a>(candidate: &'a Candidate, class: &str) -> Vec<&'a Value> {
    let elements = elements(candidate).unwrap_or_default();
    elements
        .iter()
        .filter(|element| is_a(element, class))
        .collect()
}

/// The element that is meant, with its document.
fn chosen<'a>(candidate: &'a Candidate, class: &str) -> Option<Graph<'a>> {
    let of = subject::choose(candidate, &packages(candidate, class), names)?;
    let elements = elements(candidate)?;
    let ids = elements
        .iter()
        .filter_map(|element| Some((id(element)?, element)));
    Some(Graph {
        elements,
        by_id: ids.collect(),
        of,
    })
}

fn undecided(candidate: &Candidate, class: &str) -> Vec<Problem> {
    let things = packages(candidate, class);
    let found = subject::choose(candidate, &things, names);
    candidate
        .data()
        .map_or_else(Vec::new, |root| subject::undecided(&things, found, root))
}

/// A record of a document of which nothing can be told.
fn nothing(candidate: &Candidate) -> Value {
    let place = candidate.data().and_then(|root| root.place.clone());
    Record::new().into_value(place)
}

impl Format for Model {
    fn id(&self) -> &'static str {
        "spdx-ai"
    }

    fn title(&self) -> &'static str {
        "SPDX 3 AI package"
    }

    fn describes(&self) -> Describes {
        Describes::Model
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        !packages(candidate, "AIPackage").is_empty()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(graph) = chosen(candidate, "AIPackage") else {
            return nothing(candidate);
        };
        let mut record = Record::new();
        graph.put_head(&mut record);
        record.put_list(
            "datasets",
            graph
                .names("trainedOn")
                .into_iter()
                .filter(is_an_id)
                .collect(),
        );
        record.put_list("base_models", graph.names("descendantOf"));
        record.put_list("tags", texts(member(graph.of, "domain")));
        if depth == Depth::Whole {
            let metrics = member(graph.of, "metric");
            let results: Vec<Value> = metrics
                .into_iter()
                .flat_map(Value::one_or_many)
                .filter_map(|entry| {
                    let record = measured(entry.get("key"), entry.get("value"));
                    record.get("metric")?;
                    Some(record.into_value(None).placed_like(entry))
                })
                .collect();
            put_passages(&mut record, &graph, &results);
            record.put_list("results", results);
        }
        record.into_value(graph.of.place.clone())
    }

    fn defects(&self, candidate: &Candidate) -> Vec<Problem> {
        undecided(candidate, "AIPackage")
    }
}

fn put_passages(record: &mut Record, graph: &Graph, results: &[Value]) {
    let of = |name: &str| member(graph.of, name);
    let mut passages = Passages::new();
    passages.say(
        &["details"],
        [
            of("summary"),
            of("description"),
            of("comment"),
            of("typeOfModel"),
            of("domain"),
            of("hyperparameter"),
        ],
    );
    passages.say(&["intended-use"], [of("informationAboutApplication")]);
    passages.say(&["limitations"], [of("limitation")]);
    passages.say(
        &["training-procedure"],
        [of("informationAboutTraining"), of("modelDataPreprocessing")],
    );
    for (relation, topic) in [
        ("trainedOn", "training-data"),
        ("testedOn", "evaluation-data"),
    ] {
        let references = graph.related(relation);
        let told: Vec<&Value> = graph
            .targets(relation)
            .into_iter()
            .flat_map(about)
            .collect();
        passages.refer(&[topic], references.first().copied(), &told);
    }
    passages.measured(of("metric"), results);
    passages.say(&["metrics"], [of("metricDecisionThreshold")]);
    passages.say(
        &["safety"],
        [of("safetyRiskAssessment"), of("standardCompliance")],
    );
    passages.say(&["privacy"], [of("useSensitivePersonalInformation")]);
    passages.say(&["environmental-impact"], [of("energyConsumption")]);
    let reachable = graph.agents(&["suppliedBy", "originatedBy"]).into_iter();
    let reachable: Vec<Option<&Value>> = reachable
        .map(|agent| agent.get("externalIdentifier"))
        .collect();
    passages.say(&["contact"], reachable);
    passages.put(record);
}

/// What a dataset says that a reader of its model's card wants to know.
fn about(set: &Value) -> impl Iterator<Item = &Value> {
    const TOLD: &[&str] = &[
        "name",
        "summary",
        "description",
        "comment",
        "dataCollectionProcess",
        "dataPreprocessing",
        "datasetSize",
        "datasetType",
        "knownBias",
    ];
    TOLD.iter().filter_map(|name| member(set, name))
}

impl Format for Data {
    fn id(&self) -> &'static str {
        "spdx-dataset"
    }

    fn title(&self) -> &'static str {
        "SPDX 3 dataset package"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        !packages(candidate, "DatasetPackage").is_empty()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(graph) = chosen(candidate, "DatasetPackage") else {
            return nothing(candidate);
        };
        let of = |name: &str| member(graph.of, name);
        let mut record = Record::new();
        record.put("id", of("name").and_then(as_text));
        record.put("name", of("name").and_then(as_text));
        graph.put_head(&mut record);
        let url = of("downloadLocation").and_then(as_text);
        record.put("url", url.clone());
        if depth == Depth::Whole {
            for key in ["description", "summary", "comment"] {
                record.put("description", of(key).and_then(as_text));
            }
            record.put("publisher", publisher(&graph));
            record.put("method", of("dataCollectionProcess").and_then(as_text));
            let gaps = ["knownBias", "datasetNoise"].into_iter();
            let gaps: Vec<Value> = gaps.flat_map(|key| texts(of(key))).collect();
            record.put("gaps", joined(&gaps, "\n"));
            // `no` is said of sensitive data alone, and other personal data may be there.
            let sensitive = of("hasSensitivePersonalInformation");
            let sensitive = sensitive.filter(|said| said.as_str() == Some("yes"));
            record.put("personal", sensitive.map(|said| text_like(true, said)));
            record.put_list("files", files(&graph, url));
        }
        record.into_value(graph.of.place.clone())
    }

    fn defects(&self, candidate: &Candidate) -> Vec<Problem> {
        undecided(candidate, "DatasetPackage")
    }
}

/// Who supplied the data, else who made it.
fn publisher(graph: &Graph) -> Option<Value> {
    ["suppliedBy", "originatedBy"].into_iter().find_map(|key| {
        let agents = graph.agents(&[key]).into_iter();
        let names: Vec<Value> = agents
            .filter_map(|agent| agent.get("name").and_then(as_text))
            .collect();
        joined(&names, ", ")
    })
}

/// The package as a file, where it has a digest.
fn files(graph: &Graph, url: Option<Value>) -> Vec<Value> {
    let hashes = graph.of.get("verifiedUsing").map_or(&[][..], Value::items);
    let mut record = Record::new();
    for (algorithm, key) in [("sha256", "sha256"), ("md5", "md5")] {
        let hash = hashes
            .iter()
            .find(|hash| hash.get("algorithm").and_then(Value::as_str) == Some(algorithm));
        record.put(
            key,
            hash.and_then(|hash| hash.get("hashValue"))
                .and_then(as_text),
        );
    }
    let Some(url) = url.filter(|_| !record.is_empty()) else {
        return Vec::new();
    };
    let place = url.place.clone();
    record.put("path", url);
    record.put(
        "size",
        member(graph.of, "datasetSize")
            .filter(|size| size.as_int().is_some())
            .cloned(),
    );
    vec![record.into_value(place)]
}
