//! The packs that a run judges by: the built-in one, and those of `--policy`.

use std::path::{Path, PathBuf};

use super::{Refusal, root};
use crate::gate::GateError;
use crate::model::{Said, Text, text};
use crate::policy::{Pack, PolicyError, Rule};

/// The built-in pack and the packs in these folders.
pub(super) fn all(folders: &[PathBuf]) -> Result<Vec<Pack>, Refusal> {
    beside(Pack::builtin(), folders)
}

/// The same, the built-in rules with their examples.
pub(super) fn all_with_examples(folders: &[PathBuf]) -> Result<Vec<Pack>, Refusal> {
    beside(Pack::builtin_with_examples(), folders)
}

fn beside(builtin: Pack, folders: &[PathBuf]) -> Result<Vec<Pack>, Refusal> {
    let others = folders.iter().map(|folder| load(folder));
    std::iter::once(Ok(builtin)).chain(others).collect()
}

/// The pack in a folder.
pub(super) fn load(folder: &Path) -> Result<Pack, Refusal> {
    let folder = root::PACK.folder(folder)?;
    let tree = root::PACK.tree(&folder)?;
    Pack::load(&tree).map_err(|error| invalid(&folder, &error))
}

fn invalid(folder: &Path, error: &PolicyError) -> Refusal {
    let shown = folder.display();
    match error {
        PolicyError::NoPack => Refusal::new(
            text!(
                "{shown}: no pack: there is no pack.yml in this folder",
                "{shown}: 팩이 아닙니다. 이 폴더에 pack.yml이 없습니다"
            ),
            text!(
                "name the folder that holds pack.yml; `ethics-gate schema rule` describes a rule file",
                "pack.yml이 있는 폴더를 지정하세요. 규칙 파일의 형식은 `ethics-gate schema rule`이 알려 줍니다"
            ),
        ),
        PolicyError::Invalid { defects } => {
            let lines: Vec<String> = defects
                .iter()
                .map(|defect| format!("  {}", folder.join(defect.to_string()).display()))
                .collect();
            Refusal::new(
                text!(
                    "{shown}: the pack is invalid\n{}",
                    "{shown}: 팩이 올바르지 않습니다\n{}",
                    lines.join("\n")
                ),
                text!(
                    "mend these lines; nothing is judged by a pack that can't be relied on",
                    "이 줄들을 고치세요. 믿을 수 없는 팩으로는 아무것도 판정하지 않습니다"
                ),
            )
        }
    }
}

/// What stops the gate is a pack that can't be used, or two that collide.
pub(super) fn refused(error: GateError) -> Refusal {
    let said = error.said();
    match error {
        GateError::SameRule { .. } => Refusal::new(
            said,
            text!(
                "give one of them another id, or name a pack once",
                "둘 중 하나의 id를 바꾸거나, 팩을 한 번만 지정하세요"
            ),
        ),
        GateError::NoPack { declaration, pack } => Refusal::new(
            text!(
                "{declaration}: the pack `{pack}` that it extends is not in the tree",
                "{declaration}: 확장하는 팩 `{pack}`이(가) 저장소에 없습니다"
            ),
            text!(
                "commit its folder, or take it out of `extends`",
                "그 폴더를 커밋하거나 `extends`에서 빼세요"
            ),
        ),
        GateError::NotLocked {
            declaration,
            pack,
            locked,
            found,
        } => Refusal::new(
            text!(
                "{declaration}: the pack `{pack}` is not the one that ethics.lock holds\n  locked {locked}\n  found  {found}",
                "{declaration}: 팩 `{pack}`이(가) ethics.lock에 적힌 것과 다릅니다\n  잠금 {locked}\n  실제 {found}"
            ),
            text!(
                "restore its files; where the new ones are meant, run `ethics-gate pack lock`, and let the owners of ethics.lock review it",
                "파일을 되돌리세요. 새 파일이 맞다면 `ethics-gate pack lock`을 실행하고 ethics.lock 담당자의 검토를 받으세요"
            ),
        ),
        GateError::Lock { .. } => Refusal::new(
            said,
            text!(
                "restore it, or write it anew with `ethics-gate lock` and `ethics-gate pack lock`",
                "되돌리거나, `ethics-gate lock`과 `ethics-gate pack lock`으로 새로 쓰세요"
            ),
        ),
        GateError::Pack {
            declaration,
            pack,
            source,
        } => {
            let folder = Path::new(&declaration).parent().unwrap_or(Path::new(""));
            invalid(&folder.join(pack), &source)
        }
    }
}

/// The rules that a selection names, by id, by an earlier id, or by principle;
/// all where it names none.
pub(super) fn select(names: &[String], packs: &[Pack]) -> Result<Vec<String>, Refusal> {
    let mut selected = Vec::new();
    for name in names {
        let before = selected.len();
        selected.extend(
            rules(packs)
                .filter(|rule| is_named(rule, name))
                .map(|rule| rule.id.clone()),
        );
        if selected.len() == before {
            return Err(unknown_rule(name, packs));
        }
    }
    Ok(selected)
}

/// Every rule of some packs.
pub(super) fn rules(packs: &[Pack]) -> impl Iterator<Item = &Rule> {
    packs.iter().flat_map(|pack| &pack.rules)
}

fn is_named(rule: &Rule, name: &str) -> bool {
    rule.id == name || rule.principle == name || rule.file.aliases.iter().any(|alias| alias == name)
}

fn unknown_rule(name: &str, packs: &[Pack]) -> Refusal {
    let ids = rules(packs).map(|rule| rule.id.as_str());
    let principles = packs.iter().flat_map(|pack| pack.principles.keys());
    let list = text!(
        "`ethics-gate rules` lists them",
        "목록은 `ethics-gate rules`로 볼 수 있습니다"
    );
    // A folder without a rule is a selection that selects nothing.
    if principles.clone().any(|principle| principle == name) {
        return Refusal::new(
            text!(
                "the principle `{name}` has no rule",
                "원칙 `{name}`에는 규칙이 없습니다"
            ),
            list,
        );
    }
    let names = ids.chain(principles.map(String::as_str));
    Refusal::unknown(
        &Text::new("rule or principle", "규칙이나 원칙"),
        name,
        names,
        &list,
    )
}
