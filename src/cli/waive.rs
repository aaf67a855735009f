//! `waive`: an exception written so that it counts, or refused with all that
//! is wrong with it.

#![expect(
    clippy::disallowed_methods,
    reason = "the declaration is the user's to change"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;

use super::asked::By;
use super::environment::{self, Environment};
use super::trees::{self, Trees, Typed};
use super::{Refusal, output, packs, root};
use crate::edit::{self, EditError, yaml::Entry};
use crate::facts::derived::{baseline::days, waivers};
use crate::gate::{self, Seen, SystemSeen};
use crate::measure::text::Why;
use crate::model::context::is_same;
use crate::model::{Document, Language, Level, Said, Span, Text, Tier, Value, text};
use crate::policy::Pack;
use crate::source::{Blob, Tree, yaml};
use crate::suppress::subject::Subjects;

/// How often a waiver may be made longer.
const MOST_RENEWALS: usize = 2;
/// Places that a refusal names.
const SHOWN: usize = 8;

/// Write a waiver into ethics.yml, so that a finding does not block for a while
///
/// A waiver excepts one subject of one rule, for a reason, by an approver whom
/// ethics.yml lists, until a day at most 180 days ahead (90 at tier high). One
/// that would not count is refused. Comments and layout of the file are kept.
/// For a waiver that is there already, this makes it last longer, twice at
/// most, and says so in change_log. In a change the approvers of its base are
/// those that count: name it with --base.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate waive fairness/groups-large-enough --at age_band/60+ \\
    --reason \"n=140 until the first-quarter intake; two officers read each decline\" \\
    --approver @bank/risk-board --expires 2027-01-31
  ethics-gate waive integrity/two-person-review --at ethics.yml:4 --reason … --approver … --expires …")]
pub(super) struct Waive {
    /// The rule, by its id
    rule: String,

    /// The repository, by default this folder
    #[arg(default_value = ".")]
    path: PathBuf,

    /// What is excepted: FILE:LINE as a report shows it, or the subject's id, key or path
    #[arg(long, value_name = "PLACE")]
    at: String,

    /// Why the merge can't wait, and what protects people until then
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Who allows it, one of `approvers`: of the base, where one is given
    #[arg(long, value_name = "PARTY")]
    approver: String,

    /// The last day on which it counts
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = environment::date)]
    expires: Date,

    /// Where it is argued, for a waiver that is made longer
    #[arg(long, value_name = "FILE")]
    why: Option<String>,

    /// Hold it against where the change left REV, or `none`; found by itself
    /// in the pipeline of a pull or merge request
    #[arg(long, value_name = "REV")]
    base: Option<String>,

    #[command(flatten)]
    by: By,
}

impl Waive {
    pub(super) fn run(
        &self,
        language: Language,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
        let typed = Typed {
            path: &self.path,
            base: self.base.as_deref(),
            head: None,
        };
        let Trees { head, base, .. } = trees::find(typed, environment.pipeline.as_ref())?;
        let folder = root::of(&head, &self.path)?;
        let packs = self.by.packs()?;
        let today = self.by.today();
        let rule = self.rule(&head, &packs)?;
        let systems = gate::seen(&head, base.as_ref(), &packs, today).map_err(packs::refused)?;
        let (system, met, scope) = self.subject(&rule, &systems)?;
        let old = waivers_of(&system.declaration)
            .iter()
            .find(|waiver| text(waiver, "rule") == rule && text(waiver, "scope") == scope);
        self.refuse_what_would_not_count(system, met, old, &scope, today)?;
        let Blob::Text(document) = head.read(&system.path) else {
            return Err(Refusal::new(
                text!("{}: can't be read", "{}: 읽을 수 없습니다", system.path),
                text!("mend the file first", "먼저 파일을 고치세요"),
            ));
        };
        let edited = match old {
            None => self.written(&document, &rule, &scope),
            Some(old) => self.renewed(&document, old, &rule, &scope, today),
        };
        let edited = edited.map_err(|error| {
            Refusal::new(
                error.said(),
                text!(
                    "write it by hand, as `ethics-gate explain gate/waivers-real` shows",
                    "`ethics-gate explain gate/waivers-real`에 나온 대로 직접 쓰세요"
                ),
            )
        })?;
        write(&folder.join(&system.path), &edited)?;
        let left = days(today, self.expires);
        let (path, until, by) = (&system.path, self.expires, &self.approver);
        let waived = match old {
            Some(_) => text!(
                "{path}: renewed the waiver of `{rule}` for `{scope}` until {until}, {left} days, by {by}",
                "{path}: `{scope}`에 대한 `{rule}` 면제를 {until}까지 {left}일 연장했습니다. 승인: {by}"
            ),
            None => text!(
                "{path}: waived `{rule}` for `{scope}` until {until}, {left} days, by {by}",
                "{path}: `{scope}`에 대한 `{rule}` 규칙을 {until}까지 {left}일 면제했습니다. 승인: {by}"
            ),
        };
        output::say(waived.get(language));
        Ok(ExitCode::SUCCESS)
    }

    /// The id of the rule, which may be named by an earlier one.
    fn rule(&self, head: &Tree, packs: &[Pack]) -> Result<String, Refusal> {
        let extended = gate::extended(head).map_err(packs::refused)?;
        let all: Vec<Pack> = packs.iter().cloned().chain(extended).collect();
        match &packs::select(std::slice::from_ref(&self.rule), &all)?[..] {
            [rule] => Ok(rule.clone()),
            _ => Err(Refusal::new(
                text!(
                    "`{}` is a principle, and a waiver is of one rule",
                    "`{}`은(는) 원칙입니다. 면제는 규칙 하나에 대한 것입니다",
                    self.rule
                ),
                text!(
                    "`ethics-gate rules` lists them",
                    "목록은 `ethics-gate rules`로 볼 수 있습니다"
                ),
            )),
        }
    }

    /// The one subject that is meant, a finding about it, and its scope.
    fn subject<'a>(
        &self,
        rule: &str,
        systems: &'a [SystemSeen],
    ) -> Result<(&'a SystemSeen, &'a Seen, String), Refusal> {
        let of_rule = |system: &'a SystemSeen| {
            let seen = system.seen.iter();
            let seen = seen.filter(|seen| seen.rule == rule && seen.level > Level::Off);
            seen.map(move |seen| (system, seen))
        };
        let all: Vec<(&SystemSeen, &Seen)> = systems.iter().flat_map(of_rule).collect();
        let line = line(&self.at);
        let here: Vec<_> = all
            .iter()
            .filter(|(system, seen)| match line {
                Some((path, line)) => seen.path == path && seen.line == line,
                None => seen.meant(&self.at, system).is_some(),
            })
            .collect();
        let Some((system, seen)) = here.first() else {
            return Err(nothing_here(rule, &self.at, &all));
        };
        // A line may hold several subjects, a name may be several subjects'.
        let scopes: BTreeSet<(&str, &str)> = here
            .iter()
            .map(|(system, seen)| (&*system.path, &*seen.scope))
            .collect();
        let scope = match line {
            Some(_) if scopes.len() > 1 => return Err(several(rule, &self.at, &scopes)),
            Some(_) => seen.scope.clone(),
            None => self.at.clone(),
        };
        let mut meant = Subjects::default();
        for (other, seen) in &all {
            let among = other.path == system.path || line.is_none();
            if let (true, Some(subject)) = (among, seen.meant(&scope, other)) {
                meant.insert(&seen.check, format!("{}\0{subject}", other.path));
            }
        }
        if meant.count() > 1 {
            return Err(several(rule, &scope, &scopes));
        }
        Ok((system, seen, scope))
    }

    fn refuse_what_would_not_count(
        &self,
        system: &SystemSeen,
        seen: &Seen,
        old: Option<&Value>,
        scope: &str,
        today: Date,
    ) -> Result<(), Refusal> {
        let mut wrong = Vec::new();
        if !seen.waivable {
            wrong.push(text!(
                "`{}` can't be waived",
                "`{}`은(는) 면제할 수 없습니다",
                seen.rule
            ));
        }
        if let Err(why) = waivers::reasoned(&self.reason) {
            wrong.push(match why {
                Why::TooShort { words, needed } => {
                    text!(
                        "--reason has {words} of the {needed} words it needs",
                        "--reason의 낱말이 {words}개뿐입니다. {needed}개가 필요합니다"
                    )
                }
                why => text!(
                    "--reason says nothing: {}",
                    "--reason에 내용이 없습니다: {}",
                    why.name()
                ),
            });
        }
        wrong.extend(self.wrong_with_approver(system));
        if let Some(first) = system.replaced.first() {
            wrong.push(text!(
                "this change replaces {first}, and no exception is made together with that; waive it in a change of its own",
                "이 변경이 {first}을(를) 바꿉니다. 그런 변경에는 면제를 함께 둘 수 없으니 따로 변경하세요"
            ));
        }
        let (left, longest) = (
            days(today, self.expires),
            waivers::longest(system.tier == Tier::High),
        );
        if left < 0 {
            wrong.push(text!(
                "--expires {} is past",
                "--expires {}은(는) 지난 날짜입니다",
                self.expires
            ));
        } else if left > longest {
            let last = jiff::Span::new().try_days(longest).ok();
            let last = last.and_then(|span| today.checked_add(span).ok());
            let last = last.map_or_else(
                || Text::same(""),
                |last| text!(", to {last}", "({last}까지)"),
            );
            let (expires, tier) = (self.expires, system.tier.name());
            let far = text!(
                "--expires {expires} is {left} days ahead, and {longest} is the most at tier {tier}",
                "--expires {expires}은(는) {left}일 뒤입니다. {tier} 등급에서는 최대 {longest}일입니다"
            );
            wrong.push(Text::join(&[far, last], ""));
        }
        if let Some(old) = old {
            wrong.extend(self.wrong_with_renewal(system, old, &seen.rule, scope));
        }
        if wrong.is_empty() {
            return Ok(());
        }
        wrong.insert(
            0,
            text!("this waiver would not count", "이 면제는 유효하지 않습니다"),
        );
        Err(Refusal::new(
            Text::join(&wrong, "\n  "),
            text!(
                "`ethics-gate explain gate/waivers-real` says what a waiver needs",
                "면제에 필요한 것은 `ethics-gate explain gate/waivers-real`이 알려 줍니다"
            ),
        ))
    }

    /// The base's list counts, since a change can't name its own approver.
    fn wrong_with_approver(&self, system: &SystemSeen) -> Option<Text> {
        let mut approvers = system.approvers.iter();
        if approvers.any(|known| is_same(known, &self.approver)) {
            return None;
        }
        let own = system.declaration.get("approvers");
        let mut own = own.map_or(&[][..], Value::items).iter();
        let is_own = own.any(|known| known.as_str().is_some_and(|it| is_same(it, &self.approver)));
        let (by, path) = (&self.approver, &system.path);
        let known = system.approvers.join(", ");
        Some(match (known.is_empty(), system.by_base) {
            (true, false) => text!(
                "{path} lists no `approvers` yet",
                "{path}에 아직 `approvers`가 없습니다"
            ),
            (true, true) => text!(
                "{path} lists no `approvers` on the base; a list counts once the change that adds it is merged",
                "기준 브랜치의 {path}에 `approvers`가 없습니다. 목록은 그것을 더한 변경이 병합된 뒤부터 인정됩니다"
            ),
            (false, false) => text!(
                "{by} is none of `approvers`: {known}",
                "{by}은(는) `approvers`에 없습니다: {known}"
            ),
            (false, true) if is_own => text!(
                "{by} is none of the base's `approvers` ({known}), and counts once the change that adds it is merged",
                "{by}은(는) 기준 브랜치의 `approvers`({known})에 없습니다. 더한 변경이 병합된 뒤부터 인정됩니다"
            ),
            (false, true) => text!(
                "{by} is none of the base's `approvers`: {known}",
                "{by}은(는) 기준 브랜치의 `approvers`에 없습니다: {known}"
            ),
        })
    }

    fn wrong_with_renewal(
        &self,
        system: &SystemSeen,
        old: &Value,
        rule: &str,
        scope: &str,
    ) -> Vec<Text> {
        let mut wrong = Vec::new();
        let ends = old.get("expires").and_then(Value::as_date);
        if ends.is_some_and(|ends| ends >= self.expires) {
            wrong.push(text!(
                "it is waived already, and not for a shorter time",
                "이미 면제되어 있으며, 그 기한이 더 짧지 않습니다"
            ));
        }
        let base = system.before.as_ref();
        let renewals = waivers::renewals(&system.declaration, base, rule, scope);
        if renewals >= MOST_RENEWALS {
            wrong.push(text!(
                "it was made longer {renewals} times, and {MOST_RENEWALS} is the most",
                "이미 {renewals}번 연장했습니다. 최대 {MOST_RENEWALS}번입니다"
            ));
        }
        if self.why.is_none() {
            wrong.push(text!(
                "it is there already: --why FILE has to name where making it longer is argued",
                "이미 있는 면제입니다. 연장하는 까닭을 적은 파일을 --why FILE로 지정하세요"
            ));
        }
        wrong
    }

    fn written(
        &self,
        document: &Arc<Document>,
        rule: &str,
        scope: &str,
    ) -> Result<String, EditError> {
        let entry = [
            ("rule", edit::scalar(rule)),
            ("scope", edit::scalar(scope)),
            ("reason", edit::scalar(self.reason.trim())),
            ("approver", edit::scalar(self.approver.trim())),
            ("expires", self.expires.to_string()),
        ];
        edit::yaml::append(document, "waivers", &entry)
    }

    /// The same waiver with another end, reason and approver, and an entry of
    /// the log that says so.
    fn renewed(
        &self,
        document: &Arc<Document>,
        old: &Value,
        rule: &str,
        scope: &str,
        today: Date,
    ) -> Result<String, EditError> {
        let ends = old.get("expires").and_then(Value::as_date);
        let index = |root: &Value| {
            waivers_of(root)
                .iter()
                .position(|waiver| text(waiver, "rule") == rule && text(waiver, "scope") == scope)
        };
        let mut document = Arc::clone(document);
        for (key, scalar) in [
            ("expires", self.expires.to_string()),
            ("reason", edit::scalar(self.reason.trim())),
            ("approver", edit::scalar(self.approver.trim())),
        ] {
            let root = yaml::parse(&document, Span::new(0, document.text.len())).value;
            let waiver = index(&root).map(|index| &waivers_of(&root)[index]);
            if let Some(value) = waiver.and_then(|waiver| waiver.get(key)) {
                let text = edit::yaml::replace(&document, value, &scalar)?;
                document = Document::new(document.path.as_str(), text);
            }
        }
        let from = ends.map_or_else(|| "none".to_owned(), |ends| ends.to_string());
        let entry: &Entry = &[
            ("date", today.to_string()),
            ("key", edit::scalar(&waivers::expiry_key(rule, scope))),
            ("from", from),
            ("to", self.expires.to_string()),
            ("why", edit::scalar(self.why.as_deref().unwrap_or_default())),
            ("approver", edit::scalar(self.approver.trim())),
        ];
        edit::yaml::append(&document, "change_log", entry)
    }
}

fn waivers_of(declaration: &Value) -> &[Value] {
    declaration.get("waivers").map_or(&[][..], Value::items)
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// `FILE:LINE`, with or without a column.
fn line(at: &str) -> Option<(&str, u32)> {
    let (path, last) = at.rsplit_once(':')?;
    let number = last.parse().ok()?;
    match path
        .rsplit_once(':')
        .and_then(|(path, line)| Some((path, line.parse().ok()?)))
    {
        Some(with_column) => Some(with_column),
        None => Some((path, number)),
    }
}

fn nothing_here(rule: &str, at: &str, all: &[(&SystemSeen, &Seen)]) -> Refusal {
    let places: BTreeSet<String> = all
        .iter()
        .map(|(_, seen)| format!("`{}` ({}:{})", seen.scope, seen.path, seen.line))
        .collect();
    let help = match places.is_empty() {
        true => text!(
            "it finds nothing here, and a waiver that meets nothing is a finding itself",
            "이 규칙은 여기서 아무것도 찾지 않았습니다. 대상이 없는 면제는 그 자체가 문제입니다"
        ),
        false => {
            let shown: Vec<String> = places.into_iter().take(SHOWN).collect();
            text!(
                "it finds something at {}",
                "이 규칙이 찾은 곳: {}",
                shown.join(", ")
            )
        }
    };
    let what = text!(
        "`{rule}` finds nothing at `{at}`",
        "`{rule}` 규칙이 `{at}`에서 찾은 것이 없습니다"
    );
    Refusal::new(what, help)
}

fn several(rule: &str, at: &str, scopes: &BTreeSet<(&str, &str)>) -> Refusal {
    let shown: Vec<String> = scopes
        .iter()
        .take(SHOWN)
        .map(|(path, scope)| format!("`{scope}` ({path})"))
        .collect();
    Refusal::new(
        text!(
            "`{at}` is more than one subject of `{rule}`, and a waiver excepts one",
            "`{at}`에 `{rule}` 규칙의 대상이 여럿 있습니다. 면제는 하나에 대한 것입니다"
        ),
        text!(
            "name one of them, or its key in full: {}",
            "그중 하나나 그 전체 키를 지정하세요: {}",
            shown.join(", ")
        ),
    )
}

fn write(path: &Path, text: &str) -> Result<(), Refusal> {
    fs::write(path, text).map_err(|error| Refusal::unwritten(path, &error))
}
