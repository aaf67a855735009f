//! A rule file compiled: names and types checked, conditions and messages
//! parsed, so that evaluation can only find facts, never mistakes of the rule.

use super::condition::{Condition, ConditionError, Fuel, Path, Root, Template};
use super::defect::{Defect, Key, Source};
use crate::facts::catalogue::{self, Node};
use crate::model::rule::{CheckFile, Need, RuleFile};
use crate::model::{Language, Reason, Text, Value};

/// Families of facts that exist only where something beyond the tree is given.
const NEEDED: [(&str, Need, &str); 3] = [
    ("base", Need::Base, "base"),
    ("change", Need::Base, "base"),
    ("context", Need::Context, "context"),
];

/// A rule, ready to judge.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, `<principle>/<name>`: the path of its file.
    pub id: String,
    /// The slug of its principle.
    pub principle: String,
    /// As its author wrote it.
    pub file: RuleFile,
    /// Its checks.
    pub checks: Vec<Check>,
}

/// A check, compiled.
#[derive(Clone, Debug)]
pub struct Check {
    /// As its author wrote it.
    pub file: CheckFile,
    pub(super) each: Option<Path>,
    pub(super) when: Option<Condition>,
    /// Whether `when` reads anything that no message may show.
    pub(super) when_is_sensitive: bool,
    pub(super) require: Condition,
    pub(super) at: Option<Path>,
    pub(super) related: Option<Path>,
    /// The first path that `require` reads.
    pub(super) first: Option<Path>,
    pub(super) message: Words,
    pub(super) message_open: Option<Words>,
    pub(super) fix: Words,
    pub(super) edit: Option<Template>,
}

/// A message in both languages.
#[derive(Clone, Debug)]
pub(super) struct Words {
    en: Template,
    ko: Template,
}

impl Words {
    pub(super) fn render(&self, facts: &Value, this: &Value, fuel: &mut Fuel) -> Text {
        Text {
            en: self.en.render(facts, this, Language::En, fuel),
            ko: self.ko.render(facts, this, Language::Ko, fuel),
        }
    }

    fn mentions(&self, root: Root) -> bool {
        self.en.mentions(root) || self.ko.mentions(root)
    }
}

/// Compile every check of a rule, and collect what is wrong.
pub(super) fn compile(
    id: &str,
    file: RuleFile,
    source: &Source,
    defects: &mut Vec<Defect>,
) -> Option<Rule> {
    let facts = catalogue::types();
    let mut checks = Vec::with_capacity(file.checks.len());
    let before = defects.len();
    if file.checks.is_empty() {
        defects.push(source.defect(&[Key::Name("checks")], "a rule has at least one check"));
    }
    for (index, check) in file.checks.iter().enumerate() {
        if file.checks[..index]
            .iter()
            .any(|other| other.id == check.id)
        {
            let what = format!("there are two checks `{}`", check.id);
            defects.push(source.defect(&at(index, "id"), what));
        }
        match compile_check(check, &file.needs, Some(facts)) {
            Ok(check) => checks.push(check),
            Err((key, error)) => {
                let keys: Vec<Key> = at(index, key.0)
                    .into_iter()
                    .chain(key.1.map(Key::Name))
                    .collect();
                defects.push(source.defect_within(&keys, error.span, error.what));
            }
        }
    }
    (defects.len() == before).then(|| Rule::of(id, file, checks))
}

/// A rule of the built-in pack: the tests hold every name of it against the
/// catalogue, so that no run has to.
pub(super) fn trusted(id: &str, file: RuleFile) -> Rule {
    let compiled = |check| {
        compile_check(check, &file.needs, None).expect("internal error: the built-in pack is valid")
    };
    let checks = file.checks.iter().map(compiled).collect();
    Rule::of(id, file, checks)
}

impl Rule {
    fn of(id: &str, file: RuleFile, checks: Vec<Check>) -> Self {
        Self {
            id: id.to_owned(),
            principle: id.split('/').next().unwrap_or(id).to_owned(),
            file,
            checks,
        }
    }
}

impl Rule {
    /// Whether a check reads a family of facts.
    pub fn reads<'n>(&self, family: impl Into<Root<'n>>) -> bool {
        let family = family.into();
        let mut checks = self.checks.iter();
        checks.any(|check| check.reads(family).is_some())
    }
}

pub(super) fn at(check: usize, key: &str) -> [Key<'_>; 3] {
    [Key::Name("checks"), Key::Index(check), Key::Name(key)]
}

/// Where in a check something is wrong: a key, and a key within it.
type Within = ((&'static str, Option<&'static str>), ConditionError);

/// Parse a check, and hold it against the catalogue where one is given.
fn compile_check(file: &CheckFile, needs: &[Need], facts: Option<&Node>) -> Result<Check, Within> {
    let key = |key: &'static str| move |error: ConditionError| ((key, None), error);
    let nothing = Node::default();
    let mut names = facts.map(|facts| {
        let declaration = facts.member("declaration").unwrap_or(&nothing);
        (facts, declaration)
    });
    let path = |text: &Option<String>, name: &'static str, names: Option<(&Node, &Node)>| {
        let Some(text) = text else { return Ok(None) };
        let path = Path::parse(text).map_err(key(name))?;
        if let Some((facts, this)) = names {
            path.check(text, facts, this).map_err(key(name))?;
        }
        Ok::<_, Within>(Some(path))
    };
    let each = path(&file.each, "for", names)?;
    if let (Some(each), Some((facts, this))) = (&each, &mut names) {
        // What the path leads to is `self` from here on.
        *this = each.check("", facts, this).map_err(key("for"))?;
    }
    let condition = |text: &str, name: &'static str| {
        let condition = Condition::parse(text).map_err(key(name))?;
        if let Some((facts, this)) = names {
            condition.check(facts, this).map_err(key(name))?;
        }
        Ok::<_, Within>(condition)
    };
    let template = |text: &str, name: &'static str, language: Option<&'static str>| match names {
        Some((facts, this)) => {
            Template::compile(text, facts, this).map_err(|error| ((name, language), error))
        }
        None => Ok(Template::trusted(text)),
    };
    let words = |text: &Text, name: &'static str| {
        Ok::<_, Within>(Words {
            en: template(&text.en, name, Some("en"))?,
            ko: template(&text.ko, name, Some("ko"))?,
        })
    };
    let when = match &file.when {
        Some(text) => Some(condition(text, "when")?),
        None => None,
    };
    let require = condition(&file.require, "require")?;
    let check = Check {
        each,
        when_is_sensitive: match (&when, names) {
            (Some(when), Some((facts, this))) => when.is_sensitive(facts, this),
            _ => false,
        },
        when,
        first: require.paths().into_iter().next(),
        require,
        at: path(&file.at, "at", names)?,
        related: path(&file.related, "related", names)?,
        message: words(&file.message, "message")?,
        message_open: match &file.message_open {
            Some(text) => Some(words(text, "message_open")?),
            None => None,
        },
        fix: words(&file.fix, "fix")?,
        edit: match &file.edit {
            Some(text) => Some(template(text, "edit", None)?),
            None => None,
        },
        file: file.clone(),
    };
    if names.is_some() {
        constant(&check.require).map_err(key("require"))?;
        check.says_its_needs(needs)?;
    }
    Ok(check)
}

/// A condition that is decided before any fact is known proves nothing.
fn constant(require: &Condition) -> Result<(), ConditionError> {
    let unknown = Value::missing(Reason::Unreadable, None);
    let what = match require.holds(&unknown, &unknown, &mut Fuel::default()) {
        Err(_) => return Ok(()),
        Ok(true) => "this is true whatever the facts are, so the check can't fail",
        Ok(false) => "this is false whatever the facts are, so the check can't pass",
    };
    Err(ConditionError {
        span: crate::model::Span::new(0, require.text().len()),
        what: what.to_owned(),
    })
}

impl Check {
    /// The key that reads a family of facts first, where one does.
    fn reads(&self, family: Root) -> Option<&'static str> {
        let begins = |path: &Option<Path>| path.as_ref().is_some_and(|path| path.mentions(family));
        let says = |words: &Words| words.mentions(family);
        let places = [
            ("for", begins(&self.each)),
            (
                "when",
                self.when.as_ref().is_some_and(|when| when.mentions(family)),
            ),
            ("require", self.require.mentions(family)),
            ("at", begins(&self.at)),
            ("related", begins(&self.related)),
            ("message", says(&self.message) || says(&self.fix)),
            ("message_open", self.message_open.as_ref().is_some_and(says)),
            (
                "edit",
                self.edit.as_ref().is_some_and(|edit| edit.mentions(family)),
            ),
        ];
        let (key, _) = places.into_iter().find(|(_, reads)| *reads)?;
        Some(key)
    }

    fn says_its_needs(&self, needs: &[Need]) -> Result<(), Within> {
        for (family, need, name) in NEEDED {
            if needs.contains(&need) || self.file.needs.contains(&need) {
                continue;
            }
            let Some(key) = self.reads(family.into()) else {
                continue;
            };
            let error = ConditionError {
                span: crate::model::Span::default(),
                what: format!("it reads `{family}`, so it has to say `needs: [{name}]`"),
            };
            return Err(((key, None), error));
        }
        Ok(())
    }
}
