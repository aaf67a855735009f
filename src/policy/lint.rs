//! Rules about rules: what every pack's author owes the people who read its
//! findings. A pack that breaks them still judges; `test` says so.

use super::Pack;
use super::condition::Template;
use super::defect::{Defect, Key, Source};
use super::rule::{Rule, at};
use crate::model::crosswalk::CrosswalkFile;
use crate::model::rule::{Example, Levels};
use crate::model::{Text, nearest};

/// How the name of an example says that it leaves the field out.
const OMITTED: &str = "omitted";

impl Pack {
    /// What a pack's author still owes, in the order of the files. The pack
    /// has to be loaded with its examples.
    #[must_use]
    pub fn lint(&self) -> Vec<Defect> {
        let builtin = Self::builtin();
        let mut defects = Vec::new();
        for rule in &self.rules {
            let path = format!("{}.yml", rule.id);
            let source = self.source(&path);
            let mut lint = Lint {
                source: &source,
                defects: &mut defects,
            };
            let known = self.principles.contains_key(&rule.principle)
                || builtin.principles.contains_key(&rule.principle);
            if !known {
                lint.say(
                    &[],
                    format!(
                        "its folder is no principle: there is no {}/_principle.yml",
                        rule.principle
                    ),
                );
            }
            for (index, reference) in rule.file.references.iter().enumerate() {
                lint.reference(index, reference, [self, &builtin]);
            }
            lint.rule(rule);
        }
        for (slug, principle) in &self.principles {
            let path = format!("{slug}/_principle.yml");
            let source = self.source(&path);
            let mut lint = Lint {
                source: &source,
                defects: &mut defects,
            };
            lint.both_languages(&[Key::Name("title")], &principle.title);
            lint.both_languages(&[Key::Name("commitment")], &principle.commitment);
        }
        for (id, standard) in &self.crosswalk {
            let path = format!("crosswalk/{id}.yml");
            let source = self.source(&path);
            let mut lint = Lint {
                source: &source,
                defects: &mut defects,
            };
            lint.standard(standard);
        }
        defects.sort();
        defects
    }
}

struct Lint<'a> {
    source: &'a Source<'a>,
    defects: &'a mut Vec<Defect>,
}

impl Lint<'_> {
    fn say(&mut self, keys: &[Key], what: impl Into<String>) {
        self.defects.push(self.source.defect(keys, what));
    }

    fn rule(&mut self, rule: &Rule) {
        let file = &rule.file;
        self.heading(&[Key::Name("title")], &file.title);
        self.both_languages(&[Key::Name("why")], &file.why);
        self.levels(&file.level);
        for (index, check) in file.checks.iter().enumerate() {
            if !is_slug(&check.id) {
                self.say(
                    &at(index, "id"),
                    "a check's id is lower case letters, digits and hyphens",
                );
            }
            self.message(&at(index, "message"), &check.message);
            self.names_its_subject(&at(index, "message"), &check.message);
            if let Some(message) = &check.message_open {
                self.message(&at(index, "message_open"), message);
            }
            self.message(&at(index, "fix"), &check.fix);
        }
        self.examples(rule);
    }

    /// A higher tier never asks less.
    fn levels(&mut self, levels: &Levels) {
        if levels.minimal > levels.limited || levels.limited > levels.high {
            self.say(
                &[Key::Name("level")],
                "a higher tier asks at least as much as a lower one",
            );
        }
        let lowest = levels.minors.is_some_and(|minors| minors < levels.minimal);
        if lowest {
            self.say(
                &[Key::Name("level"), Key::Name("minors")],
                "this is below the lowest tier, so it never counts",
            );
        }
    }

    /// A reference names a place that a crosswalk knows; a standard that only
    /// `pack.yml` names has no places to hold it against.
    fn reference(&mut self, index: usize, reference: &str, packs: [&Pack; 2]) {
        let keys = [Key::Name("references"), Key::Index(index)];
        let Some((standard, place)) = reference.split_once('/') else {
            return self.say(&keys, "a reference is `standard/place`, as in `gdpr/35`");
        };
        if place.is_empty() || place.contains("unverified") {
            return self.say(
                &keys,
                "a reference names a place that was read in the standard",
            );
        }
        let mut places = packs
            .iter()
            .filter_map(|pack| pack.crosswalk.get(standard))
            .flat_map(|file| file.entries.keys())
            .map(String::as_str)
            .peekable();
        if places.peek().is_some() {
            let places: Vec<&str> = places.collect();
            if !places.contains(&place) {
                let near = nearest(place, places)
                    .map_or(String::new(), |near| format!("; did you mean `{near}`"));
                let what = format!("crosswalk/{standard}.yml has no place `{place}`{near}");
                self.say(&keys, what);
            }
            return;
        }
        if packs
            .iter()
            .any(|pack| pack.file.standards.contains_key(standard))
        {
            return;
        }
        let known = packs
            .iter()
            .flat_map(|pack| pack.crosswalk.keys().chain(pack.file.standards.keys()))
            .map(String::as_str);
        let near = nearest(standard, known)
            .map_or(String::new(), |near| format!("; did you mean `{near}`"));
        let what = format!("neither crosswalk/ nor pack.yml knows a standard `{standard}`{near}");
        self.say(&keys, what);
    }

    /// A law or standard is dated, and each place has its words.
    fn standard(&mut self, file: &CrosswalkFile) {
        self.heading(&[Key::Name("title")], &file.title);
        if let Some(note) = &file.note {
            self.heading(&[Key::Name("note")], note);
        }
        for (key, date) in [("as_of", &file.as_of), ("applies_from", &file.applies_from)] {
            self.date(&[Key::Name(key)], date);
        }
        for (place, provision) in &file.entries {
            let at = |key| [Key::Name("entries"), Key::Name(place), Key::Name(key)];
            if place.contains(char::is_whitespace) || place.contains("unverified") {
                let what =
                    "a place is what stands behind `standard/` in a reference, without spaces";
                self.say(&at("title")[..2], what);
            }
            self.heading(&at("title"), &provision.title);
            if let Some(date) = &provision.applies_from {
                self.date(&at("applies_from"), date);
            }
        }
    }

    fn date(&mut self, keys: &[Key], text: &str) {
        let whole = match text.len() {
            7 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        let is_date = whole.len() == 10 && whole.parse::<jiff::civil::Date>().is_ok();
        if !is_date {
            self.say(
                keys,
                "a date is `YYYY-MM-DD`, or `YYYY-MM` where no day is known",
            );
        }
    }

    fn both_languages(&mut self, keys: &[Key], text: &Text) {
        let with = |language| [keys, &[Key::Name(language)]].concat();
        if !text.en.chars().any(|c| c.is_ascii_alphabetic()) {
            self.say(&with("en"), "the English words are missing");
        }
        if !text.ko.chars().any(is_hangul) {
            self.say(&with("ko"), "the Korean words are missing");
        }
    }

    fn heading(&mut self, keys: &[Key], text: &Text) {
        self.both_languages(keys, text);
        self.no_full_stop(keys, text);
    }

    fn no_full_stop(&mut self, keys: &[Key], text: &Text) {
        for (language, words) in [("en", &text.en), ("ko", &text.ko)] {
            if words.trim_end().ends_with(['.', '。', '!']) && !words.ends_with("…") {
                let keys = [keys, &[Key::Name(language)]].concat();
                self.say(&keys, "no full stop at the end");
            }
        }
    }

    /// Lower case, no full stop, the same values in both languages.
    fn message(&mut self, keys: &[Key], text: &Text) {
        self.both_languages(keys, text);
        self.no_full_stop(keys, text);
        let mut letters = text.en.chars();
        let first = letters.next();
        let is_name = letters.next().is_some_and(|second| !second.is_lowercase());
        if first.is_some_and(char::is_uppercase) && !is_name {
            let keys = [keys, &[Key::Name("en")]].concat();
            self.say(&keys, "a message begins in lower case, unless with a name");
        }
        // A fact that is a phrase has its Korean words beside it.
        let values = |text: &str| {
            let mut values: Vec<_> = Template::expressions(text)
                .iter()
                .map(|expression| without_words(&expression.replace("_ko", "")))
                .collect();
            values.sort();
            values
        };
        if values(&text.en) != values(&text.ko) {
            self.say(keys, "both languages show the same values");
        }
    }

    /// A message says of what it speaks: a value, or the key in backticks.
    fn names_its_subject(&mut self, keys: &[Key], text: &Text) {
        if Template::expressions(&text.en).is_empty() && !text.en.contains('`') {
            let what = "a message names its subject: a `{value}`, or the key in backticks";
            self.say(keys, what);
        }
    }

    fn examples(&mut self, rule: &Rule) {
        let examples = &rule.file.examples;
        let at_examples = [Key::Name("examples")];
        if examples.pass.is_empty() {
            self.say(&at_examples, "a rule has an example that passes");
        }
        if examples.fail.is_empty() {
            self.say(&at_examples, "a rule has an example that fails");
        }
        let lists = [
            ("pass", &examples.pass),
            ("fail", &examples.fail),
            ("open", &examples.open),
        ];
        let all = || lists.iter().flat_map(|(_, list)| list.iter());
        if !all().any(|example: &Example| example.name.contains(OMITTED)) {
            let what = format!(
                "a rule has an example that leaves the field out, with `{OMITTED}` in its name"
            );
            self.say(&at_examples, what);
        }
        let mut names = Vec::new();
        for (list, examples) in lists {
            for (index, example) in examples.iter().enumerate() {
                let keys = [Key::Name("examples"), Key::Name(list), Key::Index(index)];
                if names.contains(&&example.name) {
                    self.say(&keys, format!("there are two examples `{}`", example.name));
                }
                names.push(&example.name);
                if example.review && list != "fail" {
                    self.say(&keys, "only an example under `fail` can be a review");
                }
                if example.at.is_none() && list == "fail" {
                    self.say(&keys, "it says `at`, where the finding has to stand");
                }
            }
        }
    }
}

fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// An expression without the text of its literals: words of a language may
/// stand in it, what it reads and how it chooses may not differ.
fn without_words(expression: &str) -> String {
    let mut quote = None;
    let kept = expression.chars().filter(|&character| {
        match quote {
            Some(open) if open == character => quote = None,
            Some(_) => return false,
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None => return !character.is_whitespace(),
        }
        true
    });
    kept.collect()
}
