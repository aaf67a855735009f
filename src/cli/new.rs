//! `new`: a rule file to fill in, with examples that fail until it is.

#![expect(
    clippy::disallowed_methods,
    reason = "the rule's file is what was asked for"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{Refusal, output};
use crate::model::{Language, text};
use crate::policy::Pack;

/// Write a rule file to fill in
///
/// The rule's name is the path of its file: PRINCIPLE/RULE. What it writes
/// loads, and its examples fail under `test` until they and the rule say the
/// same.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate new wellbeing/second-reader --pack policies/house
  ethics-gate test policies/house")]
pub(super) struct New {
    /// The rule's id, such as wellbeing/second-reader
    rule: String,

    /// The folder of the pack; pack.yml is written where there is none
    #[arg(long, default_value = ".", value_name = "DIR")]
    pack: PathBuf,
}

impl New {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let Some((principle, name)) = self
            .rule
            .split_once('/')
            .filter(|(principle, name)| is_slug(principle) && is_slug(name))
        else {
            return Err(Refusal::new(
                text!(
                    "`{}` is no rule's id",
                    "`{}`은(는) 규칙의 id가 아닙니다",
                    self.rule
                ),
                text!(
                    "a rule's id is the path of its file, PRINCIPLE/RULE, in lower case letters, digits and hyphens: wellbeing/second-reader",
                    "규칙의 id는 파일 경로 PRINCIPLE/RULE이며 소문자, 숫자, 하이픈으로 씁니다: wellbeing/second-reader"
                ),
            ));
        };
        let builtin = Pack::builtin();
        if builtin.rule(&self.rule).is_some() {
            return Err(Refusal::new(
                text!(
                    "the rule `{}` is built in",
                    "규칙 `{}`은(는) 기본 규칙입니다",
                    self.rule
                ),
                text!(
                    "give yours another name; a pack raises a built-in rule under `rules` of its pack.yml",
                    "다른 이름을 쓰세요. 팩은 pack.yml의 `rules`에서 기본 규칙의 수준을 높입니다"
                ),
            ));
        }
        let folder = self.pack.join(principle);
        let path = folder.join(format!("{name}.yml"));
        if path.exists() {
            return Err(Refusal::new(
                text!(
                    "{}: it is there already",
                    "{}: 이미 있습니다",
                    path.display()
                ),
                text!(
                    "nothing is written over; give the rule another name",
                    "덮어쓰지 않습니다. 규칙에 다른 이름을 주세요"
                ),
            ));
        }
        let manifest = self.pack.join("pack.yml");
        if !manifest.exists() {
            write(&manifest, &pack(&self.pack), language)?;
        }
        let described = folder.join("_principle.yml");
        if !builtin.principles.contains_key(principle) && !described.exists() {
            write(
                &described,
                &PRINCIPLE.replace("NAME", &sentence(principle)),
                language,
            )?;
        }
        write(&path, &RULE.replace("NAME", &sentence(name)), language)?;
        let next = text!(
            "next: fill it in until `ethics-gate test {}` finds nothing wrong",
            "다음: `ethics-gate test {}`에서 잘못이 나오지 않을 때까지 채우세요",
            self.pack.display()
        );
        output::say(next.get(language));
        Ok(ExitCode::SUCCESS)
    }
}

fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// `second-reader` as `Second reader`.
fn sentence(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

fn write(path: &Path, text: &str, language: Language) -> Result<(), Refusal> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| Refusal::unwritten(path, &error))?;
    let written = text!("{}: written", "{}: 만들었습니다", path.display());
    output::say(written.get(language));
    Ok(())
}

fn pack(folder: &Path) -> String {
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = whole
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase());
    let name = name.filter(|name| is_slug(name));
    let name = name.as_deref().unwrap_or("house");
    format!(
        "name: {name}\nversion: \"0.1\"\ntitle:\n  en: What {name} asks beyond the built-in rules\n  ko: \"{name}: 기본 규칙에 더해 지킬 것\"\n"
    )
}

const PRINCIPLE: &str = "\
title:
  en: NAME
  ko: \"TODO: 원칙의 이름\"
commitment:
  en: \"TODO: the commitment that the rules of this folder come from\"
  ko: \"TODO: 이 폴더의 규칙이 따르는 약속\"
order: 100
";

const RULE: &str = "\
# `ethics-gate facts` lists what a rule can read, `facts --of .` shows what it
# would read in a repository, and docs/policies.md explains each key here.
title:
  en: NAME
  ko: \"TODO: 규칙의 제목\"
# What a fail is worth by risk tier: off, note, warning or error.
level: {minimal: note, limited: warning, high: error}
why:
  en: \"TODO: why it matters, in one sentence\"
  ko: \"TODO: 왜 중요한지 한 문장으로\"
references: []
checks:
  - id: stated
    # TODO: the condition that has to hold.
    require: has(declaration.system.purpose)
    at: declaration.system
    message:
      en: \"TODO: what is wrong with `system.purpose`\"
      ko: \"TODO: `system.purpose`의 무엇이 잘못인지\"
    fix:
      en: \"TODO: what to do about it\"
      ko: \"TODO: 어떻게 고치는지\"
examples:
  # A small whole repository that each example changes: toy, credit, chat or
  # teens, or a skeleton of this pack's own.
  base: toy
  pass:
    - name: \"TODO: a repository that the rule is silent on\"
  fail:
    # Wrong until `set` or `files` make it what the rule has to find.
    - name: \"TODO: the field omitted\"
      set: {}
      at: ethics.yml#system
";
