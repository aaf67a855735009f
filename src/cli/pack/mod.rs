//! `pack`: organization packs in the repository, locked by digest.

#![expect(
    clippy::disallowed_methods,
    reason = "the pack is copied where it was asked for"
)]

mod brought;
mod extend;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Refusal, lock as locking, output, packs, root};
use crate::facts::derived::lock::{self, LockedPack};
use crate::gate::{self, Extending};
use crate::model::{Language, text};
use crate::policy;
use crate::source::{Blob, Tree};

/// Add, lock and verify the packs that a declaration extends
///
/// A pack is a folder of rules. It is copied into the repository, named
/// under `extends`, and locked by the digest of its files in ethics.lock, so
/// that nothing is fetched when the gate judges.
#[derive(Args)]
pub(super) struct Pack {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Add(Add),
    Lock(Lock),
    Verify(Verify),
}

/// Copy a pack into the repository, extend it, and lock it
#[derive(Args)]
#[command(after_help = "\
Examples:
  git clone --branch v3 https://git.example/lender/ethics-pack /tmp/ethics-pack
  ethics-gate pack add /tmp/ethics-pack
  git add ethics.yml ethics.lock policies")]
struct Add {
    /// The folder of the pack, outside of the repository or inside
    pack: PathBuf,

    /// The repository
    #[arg(long, default_value = ".", value_name = "DIR")]
    repo: PathBuf,

    /// Where it goes, from the declaration's folder; by default policies/NAME
    #[arg(long, value_name = "DIR")]
    to: Option<String>,
}

/// Write the digests of the packs that are extended into ethics.lock
#[derive(Args)]
struct Lock {
    /// The repository
    #[arg(default_value = ".")]
    path: PathBuf,
}

/// Hold the packs that are extended against ethics.lock
///
/// Exit code 0: each is the locked one. 1: one is not locked. 2: one differs,
/// or can't be used.
#[derive(Args)]
struct Verify {
    /// The repository
    #[arg(default_value = ".")]
    path: PathBuf,
}

impl Pack {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        match &self.verb {
            Verb::Add(add) => add.run(language),
            Verb::Lock(lock) => lock.run(language),
            Verb::Verify(verify) => verify.run(language),
        }
    }
}

impl Add {
    fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let source = root::PACK.folder(&self.pack)?;
        let files = root::PACK.tree(&source)?;
        let pack = packs::load(&self.pack)?;
        let repo = root::REPOSITORY.folder(&self.repo)?;
        let declaration = repo.join("ethics.yml");
        let text = fs::read_to_string(&declaration).map_err(|error| {
            Refusal::new(
                text!(
                    "{}: can't be read: {error}",
                    "{}: 읽을 수 없습니다: {error}",
                    declaration.display()
                ),
                text!(
                    "`ethics-gate init` writes a declaration; --repo names the folder that holds it",
                    "선언은 `ethics-gate init`으로 만들고, 선언이 있는 폴더는 --repo로 지정하세요"
                ),
            )
        })?;
        let to = match &self.to {
            Some(to) => to.trim_end_matches('/').to_owned(),
            None => format!("policies/{}", folder_name(&pack.name)?),
        };
        let inside = crate::facts::join("", &to).filter(|to| !to.is_empty());
        let inside = inside.ok_or_else(|| {
            Refusal::new(
                text!(
                    "`{to}` leaves the repository, or is its root",
                    "`{to}`은(는) 저장소 밖이거나 저장소의 최상위 폴더입니다"
                ),
                text!(
                    "name a folder inside of it, such as policies/house",
                    "policies/house처럼 저장소 안의 폴더를 지정하세요"
                ),
            )
        })?;
        let extended = extend::extended(&text, &inside)?;
        let before = brought::found(&self.repo);
        let target = repo.join(&inside);
        if !is_same(&source, &target) {
            copy(&files, &target)?;
        }
        if extended != text {
            locking::write(&declaration, &extended)?;
        }
        let (name, version, shown) = (&pack.name, &pack.version, target.display());
        let added = text!(
            "{name} {version} in {shown}",
            "{shown}: {name} {version} 추가"
        );
        output::say(added.get(language));
        let done = write_locks(&self.repo, language)?;
        output::say(brought::told(before, &self.repo).get(language));
        Ok(done)
    }
}

/// A pack's name as a folder's.
fn folder_name(name: &str) -> Result<String, Refusal> {
    let slug: String = name
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            letter if letter.is_alphanumeric() => letter,
            _ => '-',
        })
        .collect();
    let slug = slug.trim_matches('-').to_owned();
    if slug.is_empty() {
        return Err(Refusal::new(
            text!(
                "the pack's name `{name}` is none for a folder",
                "팩의 이름 `{name}`은(는) 폴더 이름으로 쓸 수 없습니다"
            ),
            text!("say with --to where it goes", "--to로 둘 곳을 지정하세요"),
        ));
    }
    Ok(slug)
}

fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| fs::canonicalize(path).ok();
    whole(one).is_some_and(|one| Some(one) == whole(other))
}

/// Its rules and the texts beside them; a folder that is there is replaced
/// file by file, and what is no longer of the pack is refused, not deleted.
fn copy(files: &Tree, target: &Path) -> Result<(), Refusal> {
    if let Ok(there) = Tree::working(target) {
        let stale: Vec<&str> = there
            .entries()
            .iter()
            .map(|entry| &*entry.path)
            .filter(|path| path.ends_with(".yml") && files.entry(path).is_none())
            .collect();
        if let Some(first) = stale.first() {
            let (shown, number) = (target.display(), stale.len());
            let count = output::count(number, "file");
            return Err(Refusal::new(
                text!(
                    "{shown}: {count} that the new pack has not, such as {first}",
                    "{shown}: 새 팩에 없는 파일이 {number}개 있습니다. 예: {first}"
                ),
                text!(
                    "delete the folder first, so that nothing of the old pack stays behind",
                    "옛 팩의 파일이 남지 않도록 먼저 폴더를 지우세요"
                ),
            ));
        }
    }
    for entry in files.entries() {
        let Blob::Text(document) = files.read(&entry.path) else {
            continue;
        };
        let path = target.join(&*entry.path);
        let folder = path.parent().unwrap_or(target);
        fs::create_dir_all(folder).map_err(|error| Refusal::unwritten(folder, &error))?;
        fs::write(&path, &document.text).map_err(|error| Refusal::unwritten(&path, &error))?;
    }
    Ok(())
}

impl Lock {
    fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        write_locks(&self.path, language)
    }
}

/// The packs of each declaration into the lock beside it.
fn write_locks(path: &Path, language: Language) -> Result<ExitCode, Refusal> {
    let tree = root::repository(path)?;
    let folder = root::of(&tree, path)?;
    let extending = gate::extending(&tree);
    if extending.iter().all(|system| system.packs.is_empty()) {
        return Err(Refusal::new(
            text!(
                "{}: no declaration extends a pack",
                "{}: 팩을 확장하는 선언이 없습니다",
                path.display()
            ),
            text!(
                "`ethics-gate pack add DIR` adds one",
                "`ethics-gate pack add DIR`로 추가하세요"
            ),
        ));
    }
    for system in extending {
        if system.packs.is_empty() {
            continue;
        }
        let files = locking::locked(&tree, &system.folder)?;
        let path = folder.join(&system.declaration).with_file_name(lock::NAME);
        let mut locked = Vec::new();
        for (name, pack) in system.packs {
            locked.push(as_locked(&name, &pack.map_err(packs::refused)?));
        }
        locking::write(&path, &locking::text(&files, &locked))?;
        let (shown, number) = (path.display(), locked.len());
        let count = output::count(number, "pack");
        output::say(text!("{shown}: {count}", "{shown}: 팩 {number}개").get(language));
    }
    Ok(ExitCode::SUCCESS)
}

fn as_locked(name: &str, pack: &policy::Pack) -> LockedPack {
    LockedPack {
        path: name.to_owned(),
        name: pack.name.clone(),
        version: pack.version.clone(),
        sha256: pack.sha256.clone(),
    }
}

impl Verify {
    fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let tree = root::repository(&self.path)?;
        let mut unlocked = 0;
        let mut seen = 0;
        for system in gate::extending(&tree) {
            let known = locked_packs(&tree, &system)?;
            for (name, pack) in system.packs {
                let pack = pack.map_err(packs::refused)?;
                let found = as_locked(&name, &pack);
                seen += 1;
                let state = match known.iter().find(|known| known.path == name) {
                    Some(known) if known.sha256 == found.sha256 => {
                        text!("as locked", "잠금과 같음")
                    }
                    Some(known) => {
                        return Err(packs::refused(gate::GateError::NotLocked {
                            declaration: system.declaration,
                            pack: name,
                            locked: known.sha256.clone(),
                            found: found.sha256,
                        }));
                    }
                    None => {
                        unlocked += 1;
                        text!(
                            "not locked; run `ethics-gate pack lock`",
                            "잠기지 않음. `ethics-gate pack lock`을 실행하세요"
                        )
                    }
                };
                let state = state.get(language);
                let line = format!("{name}  {} {}  {state}\n", found.name, found.version);
                output::print(line.as_bytes())?;
            }
        }
        if seen == 0 {
            return Err(Refusal::new(
                text!(
                    "no declaration extends a pack, so there is nothing to verify",
                    "팩을 확장하는 선언이 없어 확인할 것이 없습니다"
                ),
                text!(
                    "`ethics-gate pack add DIR` adds one",
                    "`ethics-gate pack add DIR`로 추가하세요"
                ),
            ));
        }
        Ok(ExitCode::from(u8::from(unlocked > 0)))
    }
}

fn locked_packs(tree: &Tree, system: &Extending) -> Result<Vec<LockedPack>, Refusal> {
    lock::packs(tree, &system.folder).map_err(|path| packs::refused(gate::GateError::Lock { path }))
}
