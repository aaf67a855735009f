//! What `doctor` says to people, in both languages.

use super::checks::{Check, State};
use crate::cli::output::{self, harmless};
use crate::model::Language;

/// A line a check, what to do below it, and how many there were of each kind.
pub(super) fn told(checks: &[Check], language: Language) -> String {
    let mut lines = Vec::new();
    for check in checks {
        let at = check.at.as_ref();
        let at = at.map_or_else(String::new, |(path, line)| format!("{path}:{line}: "));
        let said = format!(
            "{} {}: {at}{}",
            state(check.state, language),
            check.id,
            check.said.get(language)
        );
        lines.push(harmless(&said));
        if let Some(fix) = &check.fix {
            lines.push(format!("    {}", harmless(fix.get(language))));
        }
    }
    let of = |state| checks.iter().filter(|check| check.state == state).count();
    let (ok, problems, unknown) = (of(State::Ok), of(State::Problem), of(State::Unknown));
    lines.push(match language {
        Language::En => {
            format!(
                "{}, {ok} in order, {unknown} not known from here",
                output::count(problems, "problem")
            )
        }
        Language::Ko => format!("문제 {problems}건, 정상 {ok}건, 여기서는 알 수 없음 {unknown}건"),
    });
    lines.join("\n") + "\n"
}

fn state(state: State, language: Language) -> &'static str {
    match (state, language) {
        (State::Ok, Language::En) => "ok      ",
        (State::Ok, Language::Ko) => "정상",
        (State::Problem, Language::En) => "problem ",
        (State::Problem, Language::Ko) => "문제",
        (State::Unknown, Language::En) => "unknown ",
        (State::Unknown, Language::Ko) => "모름",
    }
}
