//! `init`: a declaration to start from, with what the repository shows, and a
//! gap wherever only a person can know.

#![expect(
    clippy::disallowed_methods,
    reason = "the file that was asked for is written here, and never over another"
)]

mod answers;
mod draft;
mod look;
mod manifest;
mod page;
mod schema;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use self::answers::Answers;
use self::draft::Draft;
use self::page::Page;
use super::{Refusal, environment, gaps, output, packs, root};
use crate::gate;
use crate::manifest::declaration;
use crate::model::{Language, Level, Settings, Text, text};
use crate::policy::Pack;
use crate::source::Tree;

/// Write an ethics.yml to start from
///
/// Looks at the repository's cards, manifests, model files and code, writes
/// what they show, and leaves a gap for everything that only a person can
/// know. The gate fails at every gap until it is filled. At a terminal it
/// asks for the six facts that set the tier; elsewhere it never asks. It
/// never writes over a file.
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  ethics-gate init
  ethics-gate init --kind regressor --lifecycle research --domain general \\
    --decides-about-people false --users team --minors excluded
  ethics-gate init --dry-run services/scoring
  ethics-gate init manifest data/apps.csv"
)]
pub(super) struct Init {
    #[command(subcommand)]
    what: Option<What>,

    /// The repository's folder
    #[arg(default_value = ".")]
    path: PathBuf,

    #[command(flatten)]
    answers: Answers,

    /// Leave out the schema for editors: no ethics.schema.json, no line that names it
    #[arg(long)]
    no_schema: bool,

    #[command(flatten)]
    how: How,
}

#[derive(Subcommand)]
enum What {
    Manifest(manifest::Manifest),
}

/// How a draft gets to its place.
#[derive(Args)]
struct How {
    /// Ask nothing, at a terminal either: what no flag says is left as a gap
    #[arg(long)]
    yes: bool,

    /// Print it, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Init {
    pub(super) fn run(self, language: Language) -> Result<ExitCode, Refusal> {
        match self.what {
            Some(What::Manifest(manifest)) => manifest.run(language),
            None => start(
                &self.path,
                self.answers,
                self.no_schema,
                &self.how,
                language,
            ),
        }
    }
}

fn start(
    path: &Path,
    mut answers: Answers,
    no_schema: bool,
    how: &How,
    language: Language,
) -> Result<ExitCode, Refusal> {
    let tree = root::REPOSITORY.tree(path)?;
    let path = &root::REPOSITORY.folder(path)?;
    let file = path.join(declaration::FILE);
    let is_taken = file.symlink_metadata().is_ok();
    if is_taken && !how.dry_run {
        let help = text!(
            "run `ethics-gate check` to see what it lacks",
            "무엇이 빠졌는지는 `ethics-gate check`로 볼 수 있습니다"
        );
        return Err(taken(&file, help));
    }
    let today = environment::today();
    let id = called(path);
    let found = look::look(&tree, &id, today)?;
    if let Some(misspelled) = &found.misspelled {
        let help = text!(
            "rename it to `ethics.yml`, and run `ethics-gate check`",
            "이름을 `ethics.yml`로 바꾸고 `ethics-gate check`를 실행하세요"
        );
        return Err(taken(Path::new(misspelled), help));
    }
    if !how.yes {
        answers.ask(language);
    }
    let tier = draft::tier(&found, &answers, today)?;
    let packs = packs::all(&[])?;
    let repository = root::repository(path)?;
    let declaration = match repository.focus() {
        "" => declaration::FILE.to_owned(),
        focus => format!("{focus}/{}", declaration::FILE),
    };
    let schema = (!no_schema).then(|| schema::nearest(path, repository.focus()));
    let mut page = Page::new(language);
    let draft = Draft {
        id: &id,
        found: &found,
        answers: &answers,
        tier,
        schema: schema.clone(),
    };
    draft.write(&mut page);
    complete(&mut page, &declaration, &packs, today, |text| {
        let draft = BTreeMap::from([(declaration.clone(), text.to_owned())]);
        Ok(root::repository(path)?.with_texts(draft))
    })?;
    if is_taken {
        let note = text!(
            "note: {} is there already and stays as it is; this is what init would write",
            "참고: {} 파일이 이미 있으며 그대로 둡니다. 아래는 init이 쓸 내용입니다",
            shown(&file)
        );
        output::say(note.get(language));
    }
    if schema.as_deref() == Some(schema::FILE) && !how.dry_run {
        schema::write(&path.join(schema::FILE), language)?;
    }
    let next = text!(
        "fill them in, then `ethics-gate check`",
        "빈칸을 채우고 `ethics-gate check`를 실행하세요"
    );
    finish(&page, &file, how, &next)
}

/// A gap may uncover what another rule asks for; nothing does so for long.
const ROUNDS: usize = 8;

/// Leave a gap for every key that the rules ask a draft for: the gate itself
/// says which, so that nobody fills a draft in and is then told of more.
fn complete(
    page: &mut Page,
    path: &str,
    packs: &[Pack],
    today: Date,
    tree: impl Fn(&str) -> Result<Tree, Refusal>,
) -> Result<(), Refusal> {
    let settings = Settings {
        language: page.language,
        ..Settings::default()
    };
    for _ in 0..ROUNDS {
        let tree = tree(&page.text)?;
        let mut report =
            gate::gate(&tree, None, None, packs, &settings, today).map_err(packs::refused)?;
        // A gap fails, and advice does not.
        report
            .findings
            .retain(|finding| finding.level > Level::Note);
        let made = gaps::made(&tree, &report, page.language);
        let Some(made) = made.into_iter().find(|made| made.path == path) else {
            break;
        };
        page.gaps += made.keys.len();
        page.text = made.text;
    }
    Ok(())
}

/// A path as people type it.
fn shown(file: &Path) -> std::path::Display<'_> {
    file.strip_prefix(".").unwrap_or(file).display()
}

/// What a system is called: as its folder, where that makes an id.
fn called(path: &Path) -> String {
    let folder = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = folder
        .file_name()
        .map(|name| look::slug(&name.to_string_lossy()));
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| "system".to_owned())
}

fn taken(file: &Path, help: Text) -> Refusal {
    Refusal::new(
        text!(
            "{}: is there already, and init writes over nothing",
            "{}: 이미 있습니다. init은 덮어쓰지 않습니다",
            file.display()
        ),
        help,
    )
}

/// Print a page, or write it where nothing is, and say what comes next.
fn finish(page: &Page, file: &Path, how: &How, next: &Text) -> Result<ExitCode, Refusal> {
    if how.dry_run {
        output::print(page.text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut options = std::fs::OpenOptions::new();
    // Fails where something is, also something that came to be meanwhile.
    let opened = options.write(true).create_new(true).open(file);
    let written = opened.and_then(|mut opened| opened.write_all(page.text.as_bytes()));
    written.map_err(|error| {
        Refusal::new(
            text!(
                "{}: can't be written: {error}",
                "{}: 쓸 수 없습니다: {error}",
                file.display()
            ),
            text!(
                "check the folder, or print it with --dry-run",
                "폴더를 확인하거나 --dry-run으로 출력하세요"
            ),
        )
    })?;
    let shown = shown(file);
    output::say(&match page.language {
        Language::En => format!(
            "wrote {shown} with {} for a person to fill in\n next: {}",
            output::count(page.gaps, "gap"),
            next.en
        ),
        Language::Ko => format!(
            "{shown} 파일을 만들었습니다. 사람이 채울 빈칸: {}개\n 다음: {}",
            page.gaps, next.ko
        ),
    });
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;
    use crate::cli::gaps::choices;

    const TODAY: Date = jiff::civil::date(2026, 12, 1);

    const CARD: &str = "\
---
license: apache-2.0
pipeline_tag: text-classification
datasets: [film-moods]
base_model: films/base
---
# Review mood

Sorts film reviews by mood, so that two curators find examples for a seminar.
";

    /// Every answer to the six questions.
    fn combinations() -> Vec<[&'static str; 6]> {
        let mut all = vec![[""; 6]];
        for (index, key) in answers::SIX.into_iter().enumerate() {
            let words = choices(key);
            all = all
                .into_iter()
                .flat_map(|known| {
                    words.iter().map(move |word| {
                        let mut next = known;
                        next[index] = word;
                        next
                    })
                })
                .collect();
        }
        all
    }

    /// What is found in a draft beyond its gaps, and what it is asked for that
    /// it left out.
    fn left_out(words: [&str; 6], files: &[(&str, &str)], packs: &[Pack]) -> Vec<String> {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let files: Vec<_> = files.collect();
        let answers = Answers::of(words);
        let tree = Tree::memory(files.clone());
        let found = look::look(&tree, "toy", TODAY).expect("a look");
        let tier = draft::tier(&found, &answers, TODAY).expect("a tier");
        let mut page = Page::new(Language::En);
        Draft {
            id: "toy",
            found: &found,
            answers: &answers,
            tier,
            schema: None,
        }
        .write(&mut page);
        let tree = |text: &str| {
            let draft = (declaration::FILE.to_owned(), text.as_bytes().to_vec());
            Tree::memory(files.iter().cloned().chain([draft]))
        };
        complete(&mut page, declaration::FILE, packs, TODAY, |text| {
            Ok(tree(text))
        })
        .expect("a draft");
        let settings = Settings::default();
        let judged = gate::gate(&tree(&page.text), None, None, packs, &settings, TODAY);
        let mut report = judged.expect("a report");
        report
            .findings
            .retain(|finding| finding.level > Level::Note);
        let missing = gaps::made(&tree(&page.text), &report, Language::En);
        let missing = missing.into_iter().flat_map(|made| made.keys);
        let is_of_draft = |finding: &&crate::model::report::Finding| {
            let name = format!("{}#{}", finding.rule, finding.check);
            // Gaps, what another file has to say, and answers that contradict each other.
            finding.path == declaration::FILE
                && name != "gate/declaration-valid#filled"
                && name != "integrity/two-person-review#declared"
                && finding.rule != "gate/tier-not-understated"
        };
        let findings = report.findings.iter().filter(is_of_draft);
        let findings = findings.map(|finding| {
            let line = page.text.lines().nth(finding.start.line as usize - 1);
            format!("{}: {} at {line:?}", finding.rule, finding.message)
        });
        missing
            .map(|key| format!("{key} has no gap"))
            .chain(findings)
            .map(|what| format!("{words:?}: {what}"))
            .collect()
    }

    fn hold(every: usize) {
        let packs = packs::all(&[]).expect("the built-in pack");
        let card = [("README.md", CARD)];
        let wrong: Vec<String> = combinations()
            .into_par_iter()
            .step_by(every)
            .flat_map_iter(|words| {
                let bare = left_out(words, &[], &packs);
                bare.into_iter().chain(left_out(words, &card, &packs))
            })
            .collect();
        let shown = &wrong[..wrong.len().min(20)];
        assert!(wrong.is_empty(), "{} of them: {shown:#?}", wrong.len());
    }

    #[test]
    fn a_draft_has_a_gap_for_every_key_that_its_answers_make_the_rules_ask_for() {
        // A step that shares no factor with the numbers of answers meets each pair of them.
        hold(131);
    }

    #[test]
    #[ignore = "minutes long: all 8208 combinations of the six facts"]
    fn every_draft_has_a_gap_for_every_key_that_its_answers_make_the_rules_ask_for() {
        hold(1);
    }
}
