//! The six facts that set the tier: from flags, or from a person at a terminal.

use std::io::{self, BufRead, IsTerminal};

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::cli::gaps::choices;
use crate::manifest::declaration;
use crate::model::{Language, text};

/// The keys of the six facts, in the order of the declaration.
pub(super) const SIX: [&str; 6] = [
    "system.kind",
    "system.lifecycle",
    "system.domain",
    "system.decides_about_people",
    "system.users",
    "system.audience.minors",
];

/// What somebody said of them; what nobody said stays open.
#[derive(Args, Default)]
#[command(next_help_heading = "The six facts that set the tier")]
pub(super) struct Answers {
    /// What the system puts out
    #[arg(long, value_parser = PossibleValuesParser::new(choices("system.kind")))]
    kind: Option<String>,
    /// How far from people's lives it is
    #[arg(long, value_parser = PossibleValuesParser::new(choices("system.lifecycle")))]
    lifecycle: Option<String>,
    /// The part of life in which it is used
    #[arg(long, value_parser = PossibleValuesParser::new(choices("system.domain")))]
    domain: Option<String>,
    /// Whether its output bears on what a person gets, pays or may do
    #[arg(long, value_name = "BOOL", value_parser = PossibleValuesParser::new(choices("system.decides_about_people")))]
    decides_about_people: Option<String>,
    /// Who can use it
    #[arg(long, value_parser = PossibleValuesParser::new(choices("system.users")))]
    users: Option<String>,
    /// Whether people under age use it
    #[arg(long, value_parser = PossibleValuesParser::new(choices("system.audience.minors")))]
    minors: Option<String>,
}

impl Answers {
    /// The answer to one of the six.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        match key {
            "system.kind" => self.kind.as_deref(),
            "system.lifecycle" => self.lifecycle.as_deref(),
            "system.domain" => self.domain.as_deref(),
            "system.decides_about_people" => self.decides_about_people.as_deref(),
            "system.users" => self.users.as_deref(),
            "system.audience.minors" => self.minors.as_deref(),
            _ => None,
        }
    }

    fn set(&mut self, key: &str, answer: String) {
        let slot = match key {
            "system.kind" => &mut self.kind,
            "system.lifecycle" => &mut self.lifecycle,
            "system.domain" => &mut self.domain,
            "system.decides_about_people" => &mut self.decides_about_people,
            "system.users" => &mut self.users,
            _ => &mut self.minors,
        };
        *slot = Some(answer);
    }

    /// Ask a person for what no flag said. Where nobody sits at a terminal,
    /// nobody is asked.
    pub(super) fn ask(&mut self, language: Language) {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            self.ask_through(&mut io::stdin().lock(), &mut io::stderr(), language);
        }
    }

    fn ask_through(&mut self, from: &mut dyn BufRead, to: &mut dyn io::Write, language: Language) {
        let open: Vec<&str> = SIX
            .into_iter()
            .filter(|key| self.get(key).is_none())
            .collect();
        if !open.is_empty() {
            let intro = text!(
                "Six facts set the risk tier. Enter alone leaves a gap to fill in later.\n",
                "여섯 가지 사실이 위험 등급을 정합니다. 그냥 Enter를 누르면 나중에 채울 빈칸으로 둡니다.\n"
            );
            // Who can't be told can't be asked either, which is seen below.
            let _ = to.write_all(intro.get(language).as_bytes());
        }
        for key in open {
            let words = choices(key);
            loop {
                let asked = format!(
                    "{}: {}\n  [{}] ",
                    key,
                    declaration::about(key, language),
                    words.join(" | ")
                );
                // Where nobody can be asked, the fact stays open.
                if to
                    .write_all(asked.as_bytes())
                    .and_then(|()| to.flush())
                    .is_err()
                {
                    return;
                }
                let mut line = String::new();
                if !from.read_line(&mut line).is_ok_and(|read| read > 0) {
                    return;
                }
                match line.trim() {
                    "" => break,
                    answer if words.contains(&answer) => {
                        self.set(key, answer.to_owned());
                        break;
                    }
                    _ => {
                        let again = text!(
                            "  one of the words in brackets, or nothing\n",
                            "  괄호 안의 낱말 가운데 하나를 쓰거나 비워 두세요\n"
                        );
                        let _ = to.write_all(again.get(language).as_bytes());
                    }
                }
            }
        }
    }
}

#[cfg(test)]
impl Answers {
    /// All six, in their order.
    pub(super) fn of(words: [&str; 6]) -> Self {
        let mut answers = Self::default();
        for (key, word) in SIX.into_iter().zip(words) {
            answers.set(key, word.to_owned());
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_leaves_a_gap_and_a_wrong_word_is_asked_again() {
        let mut answers = Answers {
            kind: Some("classifier".to_owned()),
            ..Answers::default()
        };
        let mut typed = &b"soon\nresearch\n\nfalse\n"[..];
        let mut asked = Vec::new();
        answers.ask_through(&mut typed, &mut asked, Language::En);
        let said: Vec<Option<&str>> = SIX.iter().map(|key| answers.get(key)).collect();
        assert_eq!(
            said,
            [
                Some("classifier"),
                Some("research"),
                None,
                Some("false"),
                None,
                None
            ]
        );
        let asked = String::from_utf8(asked).expect("UTF-8");
        assert_eq!(asked.matches("system.lifecycle").count(), 2);
        assert_eq!(asked.matches("one of the words").count(), 1, "{asked}");
        assert!(asked.starts_with("Six facts"), "{asked}");
        assert!(!asked.contains("system.kind"));
    }
}
