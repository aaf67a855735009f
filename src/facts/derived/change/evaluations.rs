//! The sets that a system is examined on, before and now: a model or a limit
//! that moves together with its exam was not examined.

use std::collections::BTreeSet;

use super::{Change, content, limits};
use crate::facts::derived::datasets::{digest_of, is_called};
use crate::facts::derived::evidence;
use crate::facts::join;
use crate::manifest::record::Record;
use crate::model::{Kind, Place, Reason, Value};
use crate::source::Tree;

const BRIDGE: &str = "integrity.eval_change";
/// The share of its size that an exam may lose.
const LOST: f64 = 0.10;

/// One measurement: the key, the set that it was made on, and how many cases.
struct Exam {
    key: String,
    id: Option<Value>,
    n: Option<i64>,
    /// Where the declaration names it.
    at: Option<Place>,
}

/// One side of the change.
struct Side<'a> {
    facts: &'a Value,
    exams: Vec<Exam>,
}

impl<'a> Side<'a> {
    fn of(facts: &'a Value, tree: &Tree) -> Self {
        let evidence = list(facts, "evidence").iter();
        let exams = evidence.filter_map(|one| exam(tree, one)).collect();
        Self { facts, exams }
    }

    fn set(&self, id: &str) -> Option<&'a Value> {
        let mut sets = list(self.facts, "datasets").iter();
        sets.find(|set| is_called(set, Some(id)))
    }

    fn digest(&self, id: &str) -> Option<String> {
        digest_of(self.set(id)?, list(self.facts, "lock.files"))
    }

    /// The exams under a key, by the ids of their sets.
    fn ids(&self, key: &str) -> BTreeSet<&str> {
        let exams = self.exams.iter().filter(|exam| exam.key == key);
        exams
            .filter_map(|exam| exam.id.as_ref()?.as_str())
            .collect()
    }

    fn is_exam(&self, id: &str) -> bool {
        let role = self.set(id).and_then(|set| set.get("role"));
        role.and_then(Value::as_str) == Some("eval")
    }

    /// Digests of model files and prompts, and versions of hosted models.
    fn models(&self, root: &Value) -> BTreeSet<String> {
        let files = list(self.facts, "lock.files").iter();
        let files = files.filter(|file| matches!(text(file, "role"), Some("artifact" | "prompt")));
        let digests =
            files.filter_map(|file| text(file, "sha256").or_else(|| text(file, "locked_sha256")));
        let models = root.get("models").map_or(&[][..], Value::items).iter();
        let hosted = models
            .clone()
            .filter_map(|model| model.at_path("api.version")?.as_str());
        let pins = models
            .filter_map(|model| model.get("artifacts"))
            .flat_map(Value::items)
            .flat_map(|one| [text(one, "sha256"), text(one, "revision")])
            .flatten();
        let found = digests.chain(hosted).chain(pins);
        found.map(str::to_ascii_lowercase).collect()
    }
}

fn exam(tree: &Tree, evidence: &Value) -> Option<Exam> {
    let key = text(evidence, "key").filter(|key| evidence::OF_A_MODEL.contains(key))?;
    // A table says nothing of its set: the envelope that lists it does.
    let envelopes = list(evidence, "envelopes").first().and_then(Value::as_str);
    let envelope = || evidence::envelope(tree, envelopes?);
    let dataset = evidence.get("dataset").cloned();
    let dataset = dataset.or_else(|| envelope()?.get("dataset").cloned());
    let said = |key: &str| dataset.as_ref().and_then(|set| set.get(key)).cloned();
    Some(Exam {
        key: key.to_owned(),
        id: said("id").filter(Value::says_something),
        n: counted(evidence).or_else(|| said("n")?.as_int()),
        at: evidence.get("path").and_then(Value::mark),
    })
}

/// How many people counts hold: those of the attribute with the most.
fn counted(evidence: &Value) -> Option<i64> {
    let mut totals: Vec<(&str, i64)> = Vec::new();
    for result in list(evidence, "results") {
        let attribute = text(result, "attribute").unwrap_or_default();
        let count = |key: &str| result.get(key).and_then(Value::as_int);
        let cells = [count("tp")?, count("fp")?, count("fn")?, count("tn")?];
        let n = cells.into_iter().fold(0_i64, i64::saturating_add);
        match totals.iter_mut().find(|(known, _)| *known == attribute) {
            Some((_, total)) => *total = total.saturating_add(n),
            None => totals.push((attribute, n)),
        }
    }
    totals.into_iter().map(|(_, total)| total).max()
}

fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value.at_path(path).map_or(&[][..], Value::items)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// What was done to an exam.
struct Replaced<'a> {
    from: &'a str,
    to: Option<String>,
    /// That it is another one; missing where that can't be told.
    other: Kind,
    was: Option<Place>,
    place: Option<Place>,
}

/// Every exam that is another one than on the base, and every one that shrank.
pub(super) fn evaluations(change: &Change) -> (Vec<Value>, Vec<Value>) {
    let head = Value::computed(Kind::Map(std::sync::Arc::new(change.scope.known.clone())));
    let sides = (
        Side::of(change.before.facts, change.before.tree),
        Side::of(&head, change.scope.tree),
    );
    let (base, head) = &sides;
    let replaced = replaced(change, base, head);
    let shrunk = shrunk(change, base, head);
    (replaced, shrunk)
}

fn replaced(change: &Change, base: &Side, head: &Side) -> Vec<Value> {
    let mut found: Vec<Replaced> = Vec::new();
    for key in evidence::OF_A_MODEL {
        let (then, now) = (base.ids(key), head.ids(key));
        // What nobody measures any longer is told elsewhere.
        let mut measured = head.exams.iter().filter(|exam| exam.key == key).peekable();
        if measured.peek().is_none() {
            continue;
        }
        let fresh = now.difference(&then).next().map(|id| (*id).to_owned());
        let place = measured.find_map(|exam| exam.at.clone());
        for from in then.difference(&now) {
            let of = |exam: &&Exam| exam.key == key && said(exam) == Some(*from);
            let was = base.exams.iter().find(of);
            found.push(Replaced {
                from,
                to: fresh.clone(),
                other: Kind::Bool(true),
                was: was.and_then(|exam| exam.id.as_ref()?.mark()),
                place: place.clone(),
            });
        }
    }
    let declared = list(base.facts, "datasets").iter();
    let declared = declared.filter_map(|set| text(set, "id"));
    let measured = base.exams.iter().filter_map(said);
    let mut seen = BTreeSet::new();
    for id in declared.chain(measured) {
        let is_known = found.iter().any(|one| one.from == id);
        let counts = base.is_exam(id) || base.exams.iter().any(|exam| said(exam) == Some(id));
        if counts && !is_known && seen.insert(id) {
            found.extend(other(change, base, head, id));
        }
    }
    let together = together(change);
    let facts = found
        .iter()
        .map(|one| fact(change, base, head, one, &together));
    facts.collect()
}

fn said(exam: &Exam) -> Option<&str> {
    exam.id.as_ref()?.as_str()
}

/// A set of the same id, held against what it was.
fn other<'a>(change: &Change, base: &Side<'a>, head: &Side, id: &'a str) -> Option<Replaced<'a>> {
    let was = base.set(id)?;
    let place_of = |set: &Value| set.get("id").and_then(Value::mark);
    let mut replaced = Replaced {
        from: id,
        to: Some(id.to_owned()),
        other: Kind::Bool(true),
        was: place_of(was),
        place: change.scope.place_of("data"),
    };
    let Some(is) = head
        .set(id)
        .filter(|_| head.is_exam(id) || !base.is_exam(id))
    else {
        let sets = list(head.facts, "datasets")
            .iter()
            .filter_map(|set| text(set, "id"));
        let mut fresh = sets.filter(|id| head.is_exam(id) && base.set(id).is_none());
        replaced.to = fresh.next().map(str::to_owned);
        return Some(replaced);
    };
    replaced.place = place_of(is);
    match (base.digest(id), head.digest(id)) {
        (Some(then), Some(now)) if then == now => return None,
        (Some(_), Some(_)) => {}
        _ if is_same_manifest(change, was, is) => return None,
        _ => replaced.other = Kind::Missing(Reason::Unverified),
    }
    Some(replaced)
}

/// Without digests the manifest stands for its set.
fn is_same_manifest(change: &Change, was: &Value, is: &Value) -> bool {
    let path = |set: &Value, folder: &str| {
        let path = set.at_path("entry.manifest").and_then(Value::as_str);
        path.and_then(|path| join(folder, path))
    };
    let then = path(was, change.before.folder);
    let now = path(is, change.scope.folder);
    match (now, then) {
        (Some(now), Some(then)) => {
            let (now, then) = ((change.scope.tree, &*now), (change.before.tree, &*then));
            content::same(now, then) == Some(true)
        }
        (None, None) => true,
        _ => false,
    }
}

/// What moved in the same change: models, and limits that were not loosened,
/// since of those another rule tells.
fn together(change: &Change) -> Vec<Value> {
    let replaced = super::replaced::replaced(change);
    let models = replaced
        .iter()
        .filter(|one| text(one, "kind") == Some("model"));
    let models = models.filter_map(|one| one.get("path").cloned());
    let limits = limits::tightened(change).into_iter().map(Value::computed);
    models.chain(limits).collect()
}

fn fact(change: &Change, base: &Side, head: &Side, one: &Replaced, together: &[Value]) -> Value {
    let mut record = Record::new();
    let was = Value::computed(one.from).with_place(one.was.clone());
    record.put("was", was);
    record.put("from", Value::computed(one.from));
    record.put("to", one.to.as_deref().map(Value::computed));
    let other = Value::computed(one.other.clone());
    record.keep("other", other.with_place(one.place.clone()));
    record.keep("together", Value::list(together.to_vec()));
    let bridged = bridged(change, base, head, one.from, one.to.as_deref());
    record.keep("bridged", bridged);
    record.into_value(one.place.clone())
}

/// Whether the old and the new model were both measured on the old set.
fn bridged(change: &Change, base: &Side, head: &Side, from: &str, to: Option<&str>) -> Value {
    let no = || Value::computed(false);
    let Some(entry) = change.scope.declared(BRIDGE) else {
        return no();
    };
    let says = |key: &str, id: Option<&str>| id.is_some() && text(entry, key) == id;
    if !says("from", Some(from)) || !says("to", to) || !says("both_models_on", Some(from)) {
        return no();
    }
    let Some(path) = entry.get("evidence").filter(|path| path.says_something()) else {
        return no();
    };
    let key = "integrity.eval_change.evidence";
    let found = match evidence::named(change.scope, key, path.as_str().unwrap_or_default()) {
        Ok(found) => found,
        Err(reason) => return Value::missing(reason, path.mark()),
    };
    let on = found.at_path("dataset.id").and_then(Value::as_str);
    let digest = found.at_path("dataset.sha256").and_then(Value::as_str);
    let same_set = base
        .digest(from)
        .is_none_or(|then| digest.is_some_and(|digest| digest.eq_ignore_ascii_case(&then)));
    let subjects = list(found, "subjects").iter();
    let measured: BTreeSet<String> = subjects
        .flat_map(|one| [text(one, "sha256"), text(one, "version")])
        .flatten()
        .map(str::to_ascii_lowercase)
        .collect();
    let then = base.models(change.base());
    let now = head.models(change.head());
    let measured_any = |of: &BTreeSet<String>| of.iter().any(|one| measured.contains(one));
    let only = |of: &BTreeSet<String>, other: &BTreeSet<String>| {
        let only: BTreeSet<String> = of.difference(other).cloned().collect();
        // Of a model that stayed there is one to measure.
        if only.is_empty() { of.clone() } else { only }
    };
    let both = measured_any(&only(&then, &now)) && measured_any(&only(&now, &then));
    let has_results = !list(found, "results").is_empty();
    Value::computed(on == Some(from) && same_set && both && has_results)
}

/// Exams that have fewer cases than they had.
fn shrunk(change: &Change, base: &Side, head: &Side) -> Vec<Value> {
    let mut found = Vec::new();
    for was in &base.exams {
        let same = |is: &&Exam| is.key == was.key && said(is) == said(was);
        let Some(is) = head.exams.iter().find(same) else {
            continue;
        };
        let (Some(then), Some(now)) = (was.n, is.n) else {
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "counts of cases are small")]
        let fewer = (now as f64) < (then as f64) * (1.0 - LOST);
        if !fewer
            || found
                .iter()
                .any(|one: &Value| text(one, "key") == Some(&*was.key))
        {
            continue;
        }
        let mut record = Record::new();
        record.put("key", Value::computed(was.key.as_str()));
        record.put("from", Value::computed(then));
        record.put("to", Value::computed(now));
        record.put("was", Value::computed(then).with_place(was.at.clone()));
        let id = said(was).unwrap_or_default();
        record.keep("bridged", bridged(change, base, head, id, Some(id)));
        found.push(record.into_value(is.at.clone()));
    }
    found
}
