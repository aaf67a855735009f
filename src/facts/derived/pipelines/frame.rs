//! What decides whether and how a step runs the gate, as a flat list of parts:
//! two frames that say the same guard a branch alike, whatever their files,
//! names and pins are. What has no part here is known to be harmless; all the
//! rest has to stay as it is.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::LazyLock;

use regex::Regex;
use sha2::{Digest, Sha256};

use super::lines::Line;
use crate::model::{Kind, Place, Value};
use crate::source::{Blob, Tree};

/// The parts of one step's surroundings.
#[derive(Clone, Default)]
pub(in crate::facts::derived) struct Frame {
    parts: Vec<Part>,
    /// Their names; a job may have thousands of steps.
    names: HashSet<String>,
}

#[derive(Clone)]
struct Part {
    name: String,
    said: String,
    weight: Weight,
    place: Option<Place>,
    /// Of commands, each line with its place.
    lines: Vec<Line>,
}

impl Part {
    /// Where it stands, of commands the first line that is not in the other.
    fn place_beside(&self, other: &Self) -> Option<&Place> {
        let same = |(at, line): &(usize, &Line)| {
            let twin = other.lines.get(*at);
            twin.is_some_and(|twin| twin.text == line.text)
        };
        let lines = self.lines.iter().enumerate();
        let first = lines.skip_while(same).map(|(_, line)| line).next();
        let place = first
            .or(self.lines.last())
            .and_then(|line| line.place.as_ref());
        place.or(self.place.as_ref())
    }
}

/// What may become of a part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// It neither comes nor goes.
    Fixed,
    /// Without it the gate runs at least as often, with no more rights.
    MayGo,
    /// With it the gate runs at least as often.
    MayCome,
}

/// A part that is not what it was.
pub(in crate::facts::derived) struct Difference<'a> {
    /// Its name.
    pub(in crate::facts::derived) part: &'a str,
    /// Where it stood.
    pub(in crate::facts::derived) was: Option<&'a Place>,
    /// Where it stands.
    pub(in crate::facts::derived) is: Option<&'a Place>,
}

impl Frame {
    pub(super) fn put(&mut self, name: String, said: String, weight: Weight, at: &Value) {
        let place = at.mark();
        self.add(name, said, weight, place, Vec::new());
    }

    fn add(
        &mut self,
        name: String,
        said: String,
        weight: Weight,
        place: Option<Place>,
        lines: Vec<Line>,
    ) {
        // Two levels of callers may say the same thing.
        let mut name = name;
        while !self.names.insert(name.clone()) {
            name.push('\'');
        }
        self.parts.push(Part {
            name,
            said,
            weight,
            place,
            lines,
        });
    }

    /// Commands that have to stay as they are.
    pub(super) fn run(&mut self, name: String, lines: &[Line], at: &Value) {
        let lines: Vec<Line> = lines
            .iter()
            .flat_map(|line| {
                let text = commands(&line.text);
                let texts: Vec<String> = text.lines().map(str::to_owned).collect();
                texts.into_iter().map(move |text| Line {
                    text,
                    place: line.place.clone(),
                })
            })
            .collect();
        let said: Vec<&str> = lines.iter().map(|line| &*line.text).collect();
        self.add(name, said.join("\n"), Weight::Fixed, at.mark(), lines);
    }

    /// What another frame says, too.
    pub(super) fn extend(&mut self, other: Self) {
        for part in other.parts {
            self.add(part.name, part.said, part.weight, part.place, part.lines);
        }
    }

    /// A value that has to stay as it is; none and an empty map say the same.
    pub(super) fn fixed(&mut self, name: String, value: &Value) {
        let is_empty = matches!(&value.kind, Kind::Map(map) if map.is_empty());
        if value.says_something() && !is_empty {
            self.put(name, canonical(value), Weight::Fixed, value);
        }
    }

    /// The members of a map, each on its own, but for some that are harmless.
    pub(super) fn members(&mut self, name: &str, value: &Value, harmless: &[&str]) {
        if !matches!(value.kind, Kind::Map(_)) {
            self.fixed(name.to_owned(), value);
        }
        for (key, member) in value.entries() {
            if !harmless.contains(&&**key) {
                self.put(
                    format!("{name}.{key}"),
                    canonical(member),
                    Weight::Fixed,
                    member,
                );
            }
        }
    }

    /// What differs in `now`: first what it says, then what it no longer says.
    pub(in crate::facts::derived) fn differences<'a>(
        &'a self,
        now: &'a Self,
    ) -> Vec<Difference<'a>> {
        let by_name = |frame: &'a Self| -> HashMap<&'a str, &'a Part> {
            let parts = frame.parts.iter();
            parts.map(|part| (&*part.name, part)).collect()
        };
        let (before, after) = (by_name(self), by_name(now));
        let mut found = Vec::new();
        for is in &now.parts {
            let was = before.get(&*is.name).copied();
            let same = match was {
                Some(was) => was.said == is.said,
                None => is.weight == Weight::MayCome,
            };
            if !same {
                found.push(Difference {
                    part: &is.name,
                    was: was.and_then(|was| was.place_beside(is)),
                    is: match was {
                        Some(was) => is.place_beside(was),
                        None => is.place.as_ref(),
                    },
                });
            }
        }
        for was in &self.parts {
            if was.weight != Weight::MayGo && !after.contains_key(&*was.name) {
                found.push(Difference {
                    part: &was.name,
                    was: was.place.as_ref(),
                    is: None,
                });
            }
        }
        found
    }

    /// A word that stands for all of it, so that an approval is of just this.
    pub(in crate::facts::derived) fn digest(&self) -> String {
        let mut parts: Vec<(&str, &str)> = self
            .parts
            .iter()
            .map(|part| (&*part.name, &*part.said))
            .collect();
        parts.sort_unstable();
        format!("sha256:{}", digest(format!("{parts:?}").as_bytes()))
    }
}

/// The first sixteen digits of a SHA-256.
pub(super) fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("internal error: writing to a string");
        text
    })
}

/// A value as a text that neither quotes nor the order of keys change.
pub(super) fn canonical(value: &Value) -> String {
    match &value.kind {
        Kind::Map(map) => {
            let mut members: Vec<_> = map
                .iter()
                .map(|(key, member)| format!("{key:?}:{}", canonical(member)))
                .collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        Kind::List(items) => {
            let items: Vec<_> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Kind::Text(text) => format!("{:?}", text.trim()),
        _ => match value.to_json() {
            serde_json::Value::Null => "null".to_owned(),
            scalar => format!("{:?}", scalar.to_string()),
        },
    }
}

/// Options that change what is told, and not what is judged.
static TELLING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s--(report|lang)[= ][A-Za-z0-9=._/-]+(\s|$)")
        .expect("internal error: the pattern of harmless options")
});

/// An image of the gate, with a pin that may be another one.
static IMAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(/ethics-gate)(:[\w.-]+)?(@sha256:[0-9a-f]{64})?(\s)")
        .expect("internal error: the pattern of an image")
});

/// The commands of a script without comments, empty lines and what is only told.
pub(super) fn commands(script: &str) -> String {
    let script = script.replace("\\\n", " ");
    let mut lines = Vec::new();
    for line in script.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut line = line.to_owned();
        while line.contains("ethics-gate")
            && let Some(found) = TELLING.find(&line)
        {
            line.replace_range(found.range(), " ");
        }
        let line = IMAGE.replace_all(&line, "$1$4");
        lines.push(line.trim().to_owned());
    }
    lines.join("\n")
}

/// What an action, a component or an image is called, without its version.
pub(super) fn unpinned(name: &str) -> &str {
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    match name.starts_with("docker://") {
        true => untagged(name),
        false => name,
    }
}

/// An image without its tag: a colon after the last slash is no port.
pub(super) fn untagged(image: &str) -> &str {
    let name = image.rfind('/').map_or(0, |slash| slash + 1);
    image[name..]
        .find(':')
        .map_or(image, |colon| &image[..name + colon])
}

/// What an action of the repository itself consists of.
pub(super) fn local(tree: &Tree, folder: &str) -> String {
    let mut said = Vec::new();
    for entry in tree.entries() {
        let name = match folder {
            "" => Some(&*entry.path).filter(|path| matches!(*path, "action.yml" | "action.yaml")),
            folder => entry
                .path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/')),
        };
        let Some(name) = name else { continue };
        let text = match tree.read(&entry.path) {
            Blob::Text(document) => digest(document.text.as_bytes()),
            _ => String::new(),
        };
        said.push(format!("{name} {text}"));
    }
    said.join("\n")
}
