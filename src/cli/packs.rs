//! The packs that a run judges by: the built-in one, and those of `--policy`.

use std::path::{Path, PathBuf};

use super::{Refusal, root};
use crate::gate::GateError;
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
            format!("{shown}: no pack: there is no pack.yml in this folder"),
            "name the folder that holds pack.yml; `ethics-gate schema rule` describes a rule file",
        ),
        PolicyError::Invalid { defects } => {
            let lines: Vec<String> = defects
                .iter()
                .map(|defect| format!("  {}", folder.join(defect.to_string()).display()))
                .collect();
            Refusal::new(
                format!("{shown}: the pack is invalid\n{}", lines.join("\n")),
                "mend these lines; nothing is judged by a pack that can't be relied on",
            )
        }
    }
}

/// What stops the gate is a pack that can't be used, or two that collide.
pub(super) fn refused(error: GateError) -> Refusal {
    match error {
        GateError::SameRule {
            rule,
            first,
            second,
        } => Refusal::new(
            format!("the rule `{rule}` stands in the pack `{first}` and in the pack `{second}`"),
            "give one of them another id, or name a pack once",
        ),
        GateError::NoPack { declaration, pack } => Refusal::new(
            format!("{declaration}: the pack `{pack}` that it extends is not in the tree"),
            "commit its folder, or take it out of `extends`",
        ),
        GateError::NotLocked {
            declaration,
            pack,
            locked,
            found,
        } => Refusal::new(
            format!(
                "{declaration}: the pack `{pack}` is not the one that ethics.lock holds\n  locked {locked}\n  found  {found}"
            ),
            "restore its files; where the new ones are meant, run `ethics-gate pack lock`, and let the owners of ethics.lock review it",
        ),
        GateError::Lock { path } => Refusal::new(
            format!("{path}: it can't be read, so nobody knows which packs it holds"),
            "restore it, or write it anew with `ethics-gate lock` and `ethics-gate pack lock`",
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
    let list = "`ethics-gate rules` lists them";
    // A folder without a rule is a selection that selects nothing.
    if principles.clone().any(|principle| principle == name) {
        return Refusal::new(format!("the principle `{name}` has no rule"), list);
    }
    let names = ids.chain(principles.map(String::as_str));
    Refusal::unknown("rule or principle", name, names, list)
}
