//! `verify`: a tree held against a statement.

#![expect(clippy::disallowed_methods, reason = "the statement is read here")]

mod words;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::environment;
use super::trees::{self, Trees, Typed};
use super::{Refusal, attest, output, packs};
use crate::gate::attest as gate_attest;
use crate::gate::verify::{self, Claims, Held, LARGEST, Objection, Unusable, Wanted};
use crate::model::{Language, Said as _, Settings, Text, text};
use crate::policy::Pack;
use crate::source::Tree;

/// Hold a repository against the statement of its verdict
///
/// Refuses what the gate has not passed: a file that is another one than the
/// attested, one that is missing, one that nobody attested, a verdict of
/// `failed`, other packs. Reads a statement that stands alone, in a DSSE
/// envelope, or in a bundle of Sigstore. The signature is not checked here:
/// let cosign or the platform do that before.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Verify {
    /// The statement
    statement: PathBuf,

    /// The repository's folder
    #[arg(default_value = ".")]
    path: PathBuf,

    /// Hold this commit against it, read from git's objects, in the place of the working tree
    #[arg(long, value_name = "REV")]
    head: Option<String>,

    /// Refuse a statement that is older than this
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..100_000))]
    max_age: Option<u32>,

    /// The packs of these folders judged as well; may be repeated
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// Judge once more, by the packs of here; the tree has to pass
    #[arg(long)]
    rerun: bool,

    /// With --rerun, hold the change against where it left REV
    #[arg(long, value_name = "REV", requires = "rerun")]
    base: Option<String>,

    /// Let it have subjects that are no files of the verdict, such as an image
    #[arg(long)]
    other_subjects: bool,

    /// The date that ages are counted to, by default today's in UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = environment::date)]
    today: Option<Date>,

    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How it is said.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

const EXAMPLES: &str = "\
Examples:
  ethics-gate verify verdict.intoto.json
  ethics-gate verify verdict.sigstore.json /srv/model --max-age 30
  ethics-gate verify verdict.intoto.json --rerun

Exit codes:
  0  the files are as attested, and the verdict is passed
  1  refused
  2  it could not be told: no such file, no such folder, a pack that can't be used";

impl Verify {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let bytes = read(&self.statement)?;
        let claims = match verify::read(&bytes) {
            Ok(claims) => claims,
            Err(unusable) => return self.unusable(&unusable, language),
        };
        let typed = Typed {
            path: &self.path,
            base: self.base.as_deref().or(Some("none")),
            head: self.head.as_deref(),
        };
        let Trees { head, base, .. } = trees::find(typed, None)?;
        let today = self.today.unwrap_or_else(environment::today);
        let packs = packs::all(&self.policy)?;
        let wanted = Wanted {
            today,
            max_age: self.max_age.map(i64::from),
            other_subjects: self.other_subjects,
        };
        let mut held = hold(&claims, &head, &packs, wanted)?;
        if self.rerun {
            let settings = Settings {
                language,
                ..Settings::default()
            };
            let again = gate_attest::attest(&head, base.as_ref(), None, &packs, &settings, today)
                .map_err(attest::refused)?;
            verify::hold_again(&mut held, &claims, &again.statement.predicate);
        }
        let root = super::root::of(&head, &self.path)?;
        let told = match self.format {
            Format::Text => words::told(&claims, &held, self.rerun, &root, language),
            Format::Json => format!("{:#}\n", self.json(&claims, &held)),
        };
        output::print(told.as_bytes())?;
        Ok(ExitCode::from(u8::from(!held.objections.is_empty())))
    }

    /// A text that is no statement is refused as one that does not hold.
    fn unusable(&self, unusable: &Unusable, language: Language) -> Result<ExitCode, Refusal> {
        let said = unusable.said().get(language).to_owned();
        let told = match self.format {
            Format::Text => words::unusable(&said, language),
            Format::Json => format!(
                "{:#}\n",
                json!({
                    "schema": SCHEMA,
                    "verified": false,
                    "signature": NOT_CHECKED,
                    "objections": [{"kind": "unusable", "said": said}],
                })
            ),
        };
        output::print(told.as_bytes())?;
        Ok(ExitCode::from(1))
    }

    fn json(&self, claims: &Claims, held: &Held) -> Json {
        json!({
            "schema": SCHEMA,
            "verified": held.objections.is_empty(),
            "signature": NOT_CHECKED,
            "enveloped": claims.is_enveloped,
            "today": claims.today.to_string(),
            "rerun": self.rerun,
            "held": held.held,
            "not_held": held.not_held,
            "objections": held.objections.iter().map(objection).collect::<Vec<_>>(),
        })
    }
}

/// The format of what is printed for programs.
const SCHEMA: &str = "ethics-gate/verify/1";
/// What is said of the signature, always.
const NOT_CHECKED: &str = "not-checked";

fn hold(claims: &Claims, head: &Tree, packs: &[Pack], wanted: Wanted) -> Result<Held, Refusal> {
    let subjects = gate_attest::subjects(head, packs, wanted.today).map_err(packs::refused)?;
    let extended = crate::gate::extended(head).map_err(packs::refused)?;
    let judging: Vec<Pack> = packs.iter().cloned().chain(extended).collect();
    Ok(verify::hold(claims, head, &subjects, &judging, wanted))
}

fn read(file: &Path) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let cant = |why: &Text| {
        let shown = file.display();
        Refusal::new(
            Text::new(
                format!("can't read the statement {shown}: {}", why.en),
                format!("증명서 {shown} 파일을 읽을 수 없습니다: {}", why.ko),
            ),
            text!(
                "name the file that `ethics-gate attest --out FILE` has written, or its bundle",
                "`ethics-gate attest --out FILE`로 만든 파일이나 그 묶음을 지정하세요"
            ),
        )
    };
    let opened = File::open(file).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    opened.map_err(|error| cant(&Text::same(error.to_string())))?;
    if bytes.len() as u64 > LARGEST {
        return Err(cant(&text!(
            "it is larger than a statement ever is",
            "증명서라기에는 너무 큽니다"
        )));
    }
    Ok(bytes)
}

fn objection(objection: &Objection) -> Json {
    let mut json = json!({"kind": objection.kind()});
    let pack = |pack: &Option<(String, String)>| {
        pack.as_ref()
            .map(|(version, sha256)| json!({"version": version, "sha256": sha256}))
    };
    let more = match objection {
        Objection::NotPassed | Objection::FailsNow | Objection::OtherOutcomes => json!({}),
        Objection::Changed {
            name,
            stated,
            found,
        } => json!({"name": name, "stated": stated, "found": found}),
        Objection::Missing { name }
        | Objection::NotSeen { name }
        | Objection::OtherSubject { name } => json!({"name": name}),
        Objection::NotHere { name, state } => json!({"name": name, "state": state}),
        Objection::New { name, role } => json!({"name": name, "role": role.name()}),
        Objection::Pack { name, stated, here } => {
            json!({"name": name, "stated": pack(stated), "here": pack(here)})
        }
        Objection::Old { days, most } => json!({"days": days, "most": most}),
        Objection::Ahead { date } => json!({"date": date.to_string()}),
    };
    if let (Some(json), Json::Object(more)) = (json.as_object_mut(), more) {
        json.extend(more);
    }
    json
}
