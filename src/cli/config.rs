//! `config`: what is in force, and who says so.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Refusal, output, packs, root};
use crate::gate;
use crate::model::{Language, Text, text};
use crate::policy::{Layer, Origin, Setting};

/// Print what is in force here, and where each of it comes from
///
/// The default of a rule or a key, raised by packs, by ethics.yml, then by
/// the options of a run: the last one that speaks counts, and no repository
/// is looser than its packs unless they let it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate config
  ethics-gate config --explain
  ethics-gate config --explain --policy ../org-policy --format json")]
pub(super) struct Config {
    /// The repository's folder
    #[arg(default_value = ".")]
    path: PathBuf,

    /// Print everything that is said of each setting, not only what counts
    #[arg(long)]
    explain: bool,

    /// Judge by the rules of this folder as well; may be repeated
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// What makes the exit code of `check` 1
    #[arg(long, value_name = "LEVEL", value_parser = ["error", "warning", "never"])]
    fail_on: Option<String>,

    /// How it is printed
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

impl Config {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let head = root::repository(&self.path)?;
        let packs = packs::all(&self.policy)?;
        let given = [
            ("--fail-on", "error".to_owned(), self.fail_on.clone()),
            ("--policy", "none".to_owned(), shown(&self.policy)),
        ];
        let systems = gate::settings(&head, &packs, &given).map_err(packs::refused)?;
        if self.format == "json" {
            let systems = systems.iter().map(|(path, settings)| {
                let settings = settings.iter().map(as_json);
                json!({"path": path, "settings": settings.collect::<Vec<_>>()})
            });
            let systems: Vec<_> = systems.collect();
            output::print_json(&json!({"schema": "ethics-gate/config/1", "systems": systems}))?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut text = String::new();
        for (path, settings) in &systems {
            text.push_str(&format!("{path}\n"));
            for setting in settings {
                self.line(&mut text, setting, language);
            }
        }
        output::print(text.as_bytes())?;
        let left_out = systems.iter().flat_map(|(_, settings)| settings);
        let left_out = left_out.filter(|setting| says_more(setting)).count();
        if !self.explain && left_out > 0 {
            let count = output::count(left_out, "setting");
            let talk = text!(
                "{count} overridden, locked or opened: `--explain` shows by whom",
                "설정 {left_out}개는 덮어썼거나 팩이 잠그거나 열어 둔 것입니다. 누가 했는지는 `--explain`으로 볼 수 있습니다"
            );
            output::say(talk.get(language));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn line(&self, text: &mut String, setting: &Setting, language: Language) {
        let say = |layer: &Layer| {
            let place = layer.place.as_ref().map_or(String::new(), |place| {
                format!("  {}:{}", place.path(), place.start().line)
            });
            let value = output::harmless(&layer.value);
            format!("{value}  ({}){place}", origin(&layer.origin, language))
        };
        let counts = &setting.layers[setting.counts];
        text.push_str(&format!("  {} = {}\n", setting.key, say(counts)));
        if !self.explain {
            return;
        }
        for (index, layer) in setting.layers.iter().enumerate().rev() {
            if index != setting.counts {
                text.push_str(&format!("      {}\n", say(layer)));
            }
        }
        let by = |text: &mut String, en: &str, ko: &str, pack: &Option<String>| {
            if let Some(pack) = pack {
                let words = Text::new(format!("{en} {pack}"), format!("{pack} {ko}"));
                text.push_str(&format!("      {}\n", words.get(language)));
            }
        };
        by(text, "locked by", "팩이 잠금", &setting.locked_by);
        by(
            text,
            "may be looser, by",
            "팩이 완화를 허용",
            &setting.opened_by,
        );
    }
}

/// Whether `--explain` has more to say of it than its value.
fn says_more(setting: &Setting) -> bool {
    setting.layers.len() > 1 || setting.locked_by.is_some() || setting.opened_by.is_some()
}

fn shown(folders: &[PathBuf]) -> Option<String> {
    let names: Vec<String> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn origin(origin: &Origin, language: Language) -> String {
    let words = match origin {
        Origin::Default => Text::new("default", "기본값"),
        Origin::Pack(name) => Text::new(format!("pack {name}"), format!("팩 {name}")),
        Origin::Declaration => Text::new("ethics.yml", "ethics.yml"),
        Origin::CommandLine => Text::new("command line", "명령줄"),
    };
    words.get(language).to_owned()
}

fn as_json(setting: &Setting) -> serde_json::Value {
    let layer = |layer: &Layer| {
        let from = match &layer.origin {
            Origin::Default => "default",
            Origin::Pack(_) => "pack",
            Origin::Declaration => "declaration",
            Origin::CommandLine => "command-line",
        };
        let mut json = json!({"from": from, "value": layer.value});
        if let Origin::Pack(name) = &layer.origin {
            json["pack"] = json!(name);
        }
        if let Some(place) = &layer.place {
            json["path"] = json!(place.path());
            json["line"] = json!(place.start().line);
        }
        json
    };
    let layers: Vec<_> = setting.layers.iter().map(layer).collect();
    json!({
        "key": setting.key,
        "value": setting.layers[setting.counts].value,
        "counts": setting.counts,
        "layers": layers,
        "locked_by": setting.locked_by,
        "opened_by": setting.opened_by,
    })
}
