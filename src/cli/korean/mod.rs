//! The command line in Korean: the help of every verb and argument, and what
//! is said of arguments that are wrong. What clap understands and its exit
//! codes stay what they are.

mod words;

use clap::builder::{Resettable, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

use self::words::{BELOW, VERBS, WORDS};

/// Headings and order of a page of help; the names in braces are clap's.
const PAGE: &str = "{about-with-newline}\n사용법: {usage}\n\n{all-args}{after-help}";

/// The whole command with Korean words.
pub(super) fn command(mut command: Command) -> Command {
    // What clap adds by itself is there only once it is built.
    command.build();
    translated(command, "")
}

fn translated(command: Command, path: &str) -> Command {
    // `help` has the verbs below it once more.
    let is_help = path.ends_with("help");
    let meant: Vec<&str> = path.split(' ').filter(|part| *part != "help").collect();
    let meant = meant.join(" ");
    let verb = VERBS.iter().find(|(known, ..)| *known == meant && !is_help);
    let below = [
        command.get_after_help().map(said),
        command.get_after_long_help().map(said),
    ];
    let [below, long_below] = below.map(|text| text.as_deref().map(parts));
    let mut command = command
        .help_template(PAGE)
        .subcommand_help_heading("명령")
        .mut_args(argument);
    if let Some((_, line, more)) = verb {
        command = command.about(*line);
        command = match more.is_empty() {
            true => command.long_about(None),
            false => command.long_about(format!("{line}\n\n{more}")),
        };
    } else if let Some(korean) = command.get_about().map(said).and_then(word) {
        command = command.about(korean);
    }
    if let Some(below) = below {
        command = command.after_help(below);
    }
    if let Some(below) = long_below {
        command = command.after_long_help(below);
    }
    command.mut_subcommands(|verb| {
        let path = format!("{path} {}", verb.get_name());
        translated(verb, path.trim_start())
    })
}

/// An argument with Korean words, its default and its values among them.
fn argument(argument: Arg) -> Arg {
    let mut help = argument
        .get_help()
        .map(said)
        .map_or_else(String::new, |help| word(&help).map_or(help, str::to_owned));
    let is_flag = !argument.get_action().takes_values();
    let values = match is_flag || argument.is_hide_possible_values_set() {
        true => Vec::new(),
        false => argument.get_possible_values(),
    };
    let explained = values.iter().any(|value| value.get_help().is_some());
    if !values.is_empty() && !explained {
        let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
        help.push_str(&format!(" [가능한 값: {}]", names.join(", ")));
    }
    if explained {
        let names = values.iter().map(|value| {
            let about = value.get_help().map(said).unwrap_or_default();
            let about = word(&about).map_or(about.clone(), str::to_owned);
            format!("{}({about})", value.get_name())
        });
        help.push_str(&format!(
            " [가능한 값: {}]",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    let defaults = argument.get_default_values().iter();
    let defaults: Vec<_> = defaults.map(|value| value.to_string_lossy()).collect();
    if !is_flag && !defaults.is_empty() {
        help.push_str(&format!(" [기본값: {}]", defaults.join(", ")));
    }
    let heading = match argument.get_help_heading() {
        Some(heading) => word(heading).unwrap_or("옵션"),
        None if argument.is_positional() => "인수",
        None => "옵션",
    };
    argument
        .help(help)
        .long_help(Resettable::Reset)
        .help_heading(heading)
        .hide_possible_values(true)
        .hide_default_value(true)
}

fn said(text: &StyledStr) -> String {
    text.to_string()
}

/// The Korean words of an English text.
fn word(english: impl AsRef<str>) -> Option<&'static str> {
    let mut known = WORDS.iter();
    known
        .find(|(en, _)| *en == english.as_ref())
        .map(|(_, ko)| *ko)
}

/// What stands under the arguments with its words in Korean.
fn parts(text: &str) -> String {
    BELOW
        .iter()
        .fold(text.to_owned(), |text, (en, ko)| text.replace(en, ko))
}

/// What is wrong with the arguments; `None` for what is no error, such as
/// help, which is Korean already.
pub(super) fn error(error: &Error) -> Option<String> {
    let all = |kind| texts(error.get(kind));
    let first = |kind| all(kind).into_iter().next().unwrap_or_default();
    let argument = first(ContextKind::InvalidArg);
    let value = first(ContextKind::InvalidValue);
    let said = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("`{argument}`에 값이 필요합니다")
        }
        ErrorKind::InvalidValue => format!("`{argument}`의 값 `{value}`이(가) 맞지 않습니다"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let why = why.map(|why| word(&why).map_or(why.clone(), str::to_owned));
            let why = why.map_or_else(String::new, |why| format!(". {why}"));
            format!("`{argument}`의 값 `{value}`이(가) 맞지 않습니다{why}")
        }
        ErrorKind::UnknownArgument => format!("모르는 인수입니다: `{argument}`"),
        ErrorKind::InvalidSubcommand => format!(
            "없는 명령입니다: `{}`",
            first(ContextKind::InvalidSubcommand)
        ),
        ErrorKind::NoEquals => format!("`{argument}`에는 `=`로 값을 적어야 합니다"),
        ErrorKind::TooManyValues => format!("`{argument}`에 값 `{value}`은(는) 너무 많습니다"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("`{argument}`의 값 개수가 맞지 않습니다")
        }
        ErrorKind::ArgumentConflict => match all(ContextKind::PriorArg).join("`, `") {
            prior if prior == argument || prior.is_empty() => {
                format!("`{argument}`은(는) 한 번만 쓸 수 있습니다")
            }
            prior => format!("`{argument}`은(는) `{prior}`과(와) 함께 쓸 수 없습니다"),
        },
        ErrorKind::MissingRequiredArgument => format!(
            "필요한 인수가 없습니다: `{}`",
            all(ContextKind::InvalidArg).join("`, `")
        ),
        ErrorKind::MissingSubcommand => "명령이 필요합니다".to_owned(),
        ErrorKind::InvalidUtf8 => "인수가 UTF-8이 아닙니다".to_owned(),
        _ => "인수를 알아들을 수 없습니다".to_owned(),
    };
    let mut page = format!("오류: {said}\n");
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let near: Vec<String> = near.into_iter().flat_map(all).collect();
    let values: Vec<String> = all(ContextKind::ValidValue);
    let verbs = all(ContextKind::ValidSubcommand);
    if !near.is_empty() {
        page.push_str(&format!("해결: 혹시 `{}`인가요?\n", near.join("`, `")));
    } else if !values.is_empty() {
        page.push_str(&format!("해결: 가능한 값은 {}입니다\n", values.join(", ")));
    } else if !verbs.is_empty() {
        page.push_str(&format!("해결: 가능한 명령은 {}입니다\n", verbs.join(", ")));
    }
    let usage = first(ContextKind::Usage);
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    if !usage.is_empty() {
        page.push_str(&format!("\n사용법: {usage}\n"));
    }
    page.push_str("\n자세한 내용은 '--help'로 볼 수 있습니다\n");
    Some(page)
}

fn texts(value: Option<&ContextValue>) -> Vec<String> {
    match value {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(said).collect(),
        Some(ContextValue::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Arguments;

    fn is_korean(text: &str) -> bool {
        text.chars()
            .any(|letter| ('\u{ac00}'..='\u{d7a3}').contains(&letter))
    }

    /// What names things alone is the same in every language.
    const NAMES: [&str; 1] = ["JSON Schema"];

    fn look(command: &Command, path: &str, wrong: &mut Vec<String>) {
        let mut hold = |what: &str, text: Option<&StyledStr>| {
            let text = text.map(said).unwrap_or_default();
            if !is_korean(&text) && !NAMES.contains(&&*text) {
                wrong.push(format!("{path}: {what}: {text:?}"));
            }
        };
        hold("about", command.get_about());
        for argument in command.get_arguments().filter(|one| !one.is_hide_set()) {
            hold(argument.get_id().as_str(), argument.get_help());
        }
        for verb in command.get_subcommands() {
            look(verb, &format!("{path} {}", verb.get_name()), wrong);
        }
    }

    #[test]
    fn every_verb_and_argument_has_korean_help() {
        let korean = command(Arguments::command());
        let mut wrong = Vec::new();
        look(&korean, "", &mut wrong);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn no_english_sentence_is_left_in_a_page_of_help() {
        fn print(mut command: Command, pages: &mut Vec<String>) {
            pages.push(command.render_long_help().to_string());
            let verbs: Vec<Command> = command.get_subcommands().cloned().collect();
            for verb in verbs {
                print(verb, pages);
            }
        }
        let mut shown = Vec::new();
        print(command(Arguments::command()), &mut shown);
        let shown = shown.join("\n");
        for english in [
            "Usage",
            "Options",
            "Arguments",
            "Commands",
            "default",
            "ossible values",
            "Examples:",
            "Exit codes",
            "Print ",
            "The ",
            " the ",
        ] {
            let line = shown.lines().find(|line| line.contains(english));
            assert_eq!(line, None, "{english}");
        }
    }

    #[test]
    fn every_kind_of_wrong_usage_is_told_in_korean_with_the_same_names() {
        for (arguments, named) in [
            (&["check", "--bsae", "main"][..], "--bsae"),
            (&["chekc"], "chekc"),
            (&["explain"], "<NAME>"),
            (&["check", "--fail-on", "often"], "often"),
            (&["check", "--today", "soon"], "soon"),
            (&["check", "--hook", "--head", "x"], "--head"),
            (&["check", "--base"], "--base"),
            (&["check", "--lang", "ko", "--lang", "en"], "--lang"),
            (&["check", "a", "b"], "b"),
            (&["verify", "s", "--max-age", "x"], "x"),
            (&["pack"], ""),
        ] {
            let all = [&["ethics-gate"], arguments].concat();
            let found = command(Arguments::command()).try_get_matches_from(all);
            let found = found.expect_err("wrong usage");
            if found.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
                continue;
            }
            let told = super::error(&found).expect("an error");
            assert!(told.starts_with("오류: "), "{told}");
            assert!(is_korean(told.lines().next().unwrap_or("")), "{told}");
            assert!(told.contains(named), "{arguments:?}: {told}");
            assert_eq!(found.exit_code(), 2, "{arguments:?}");
        }
    }
}
