//! A line of a shell in words: its simple commands, the options that it sets,
//! and names whose value it knows. What only a shell could tell stays as it is.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::shell::Shell;

/// A simple command within a line.
pub(super) struct Command {
    /// Where it stands in the line.
    pub(super) span: Range<usize>,
    /// Its words without quotes, from the program on.
    pub(super) words: Vec<String>,
}

static ASSIGNS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?:export\s+|readonly\s+)?([A-Za-z_]\w*)=["']?([^\s$`("';|&]*)["']?$"#)
        .expect("internal error: the pattern of an assignment")
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
        .expect("internal error: the pattern of a variable")
});

/// Words before a program that say nothing of what it is.
const BEFORE: &[&str] = &[
    "!", "if", "then", "else", "elif", "do", "while", "until", "time", "exec", "command", "sudo",
    "env", "nohup", "nice", "timeout",
];

/// Their options whose value is the next word.
const VALUED: &[(&str, &[&str])] = &[
    ("env", &["-u", "--unset"]),
    ("nice", &["-n"]),
    ("sudo", &["-g", "-u", "--group", "--user"]),
    ("timeout", &["-k", "-s", "--kill-after", "--signal"]),
];

/// A name that a line gives a plain value.
pub(super) fn assignment(line: &str) -> Option<(String, String)> {
    let found = ASSIGNS.captures(line)?;
    Some((found[1].to_owned(), found[2].to_owned()))
}

/// The line with the values of known names; the last one given counts.
pub(super) fn expanded(line: &str, known: &[(String, String)]) -> String {
    let value = |found: &Captures| {
        let name = found
            .get(1)
            .or(found.get(2))
            .map_or("", |name| name.as_str());
        let value = known.iter().rev().find(|(other, _)| other == name);
        value.map_or_else(|| found[0].to_owned(), |(_, value)| value.clone())
    };
    NAMED.replace_all(line, value).into_owned()
}

/// What `set` makes of a shell, and whether it makes it stricter alone.
pub(super) fn options(line: &str, shell: Shell) -> Option<(Shell, bool)> {
    let words = line.trim_end_matches(';').strip_prefix("set ")?;
    let mut set = shell;
    let mut is_strict = true;
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        let on = word.starts_with('-');
        let letters = match word.strip_prefix(['-', '+']) {
            Some(letters) if !letters.is_empty() && letters != "-" => letters,
            _ => return None,
        };
        is_strict &= on && letters.bytes().all(|letter| b"eEuxvo".contains(&letter));
        if letters.contains('e') {
            set.heeds = on;
        }
        if letters.contains('o') {
            match words.next() {
                Some("pipefail") => set.pipefail = on,
                Some("errexit") => set.heeds = on,
                Some("nounset" | "xtrace" | "errtrace" | "verbose") => {}
                _ => is_strict = false,
            }
        }
    }
    Some((set, is_strict))
}

/// The simple commands of a line.
pub(super) fn commands(line: &str) -> Vec<Command> {
    let mut found = Vec::new();
    let (mut start, mut quote) = (0, None);
    let mut escaped = false;
    let bytes = line.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match (byte, quote) {
            _ if escaped => escaped = false,
            (b'\\', quote) if quote != Some(b'\'') => escaped = true,
            (byte, Some(open)) if byte == open => quote = None,
            (_, Some(_)) => {}
            (b'\'' | b'"', None) => quote = Some(byte),
            (b'#', None) if at > 0 && bytes[at - 1].is_ascii_whitespace() => {
                put(&mut found, line, start..at);
                return found;
            }
            // `2>&1` and `&>` are no ends of a command.
            (b'&', None) if at > 0 && bytes[at - 1] == b'>' => {}
            (b'&', None) if bytes.get(at + 1) == Some(&b'>') => {}
            (b'&' | b'|' | b';' | b'(' | b')' | b'`' | b'{' | b'}', None)
                if !(byte == b'{' || byte == b'}') || is_brace(bytes, at) =>
            {
                put(&mut found, line, start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    put(&mut found, line, start..line.len());
    found
}

/// A brace on its own; others are part of a word.
fn is_brace(bytes: &[u8], at: usize) -> bool {
    let blank =
        |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b';');
    blank(at.checked_sub(1).and_then(|before| bytes.get(before))) && blank(bytes.get(at + 1))
}

fn put(found: &mut Vec<Command>, line: &str, span: Range<usize>) {
    let text = &line[span.clone()];
    let mut words = split(text);
    let is_before = |word: &str| BEFORE.contains(&word) || assignment_of(word);
    let mut programs = words.iter().take_while(|word| is_before(word)).count();
    // Options of what runs it in its surroundings, and how long that waits.
    let is_option = |word: &String| {
        word.starts_with('-') || word.starts_with(|first: char| first.is_ascii_digit())
    };
    while programs > 0
        && let Some(word) = words.get(programs)
        && (is_option(word) || is_before(word))
    {
        // So that its value is not taken for the program.
        let takes_value = VALUED.iter().any(|(program, options)| {
            let before = words[..programs].iter().rev();
            let last = before
                .into_iter()
                .find(|word| BEFORE.contains(&word.as_str()));
            options.contains(&word.as_str()) && last.is_some_and(|last| last == program)
        });
        programs += 1 + usize::from(takes_value);
    }
    let programs = programs.min(words.len());
    words.drain(..programs);
    if words.is_empty() {
        return;
    }
    words.extend(fed(text, &words));
    // Blanks around it and words before it stay where they are.
    let lead = text.len() - text.trim_start().len();
    let start = match programs {
        0 => lead,
        _ => text.find(&*words[0]).unwrap_or(lead),
    };
    let end = text.trim_end().len().max(start);
    let span = span.start + start..span.start + end;
    found.push(Command { span, words });
}

/// The script that a shell is fed, as `sh < file` has it.
fn fed(text: &str, words: &[String]) -> Option<String> {
    let name = words[0].rsplit('/').next();
    let is_shell = matches!(name, Some("sh" | "bash" | "dash" | "zsh" | "ksh"));
    if !is_shell || !words[1..].iter().all(|word| word.starts_with('-')) {
        return None;
    }
    let (_, file) = text.split_once('<')?;
    let is_file = !file.starts_with(['<', '(', '&']);
    split(file).into_iter().next().filter(|_| is_file)
}

fn assignment_of(word: &str) -> bool {
    let (name, _) = word.split_once('=').unwrap_or_default();
    !name.is_empty()
        && !name.starts_with('-')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Words without their quotes; redirections are left out.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut escaped, mut inside) = (None, false, false);
    for character in text.chars() {
        match (character, quote) {
            (other, _) if escaped => {
                escaped = false;
                push(&mut words, &mut inside, other);
            }
            ('\\', quote) if quote != Some('\'') => escaped = true,
            (mark, Some(open)) if mark == open => quote = None,
            ('\'' | '"', None) => {
                quote = Some(character);
                if !inside {
                    words.push(String::new());
                    inside = true;
                }
            }
            (blank, None) if blank.is_whitespace() => inside = false,
            (other, _) => push(&mut words, &mut inside, other),
        }
    }
    let redirects = |word: &String| {
        word.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == '&')
            .starts_with(['>', '<'])
    };
    let mut is_target = false;
    words.retain(|word| {
        let was_target = std::mem::take(&mut is_target);
        if redirects(word) {
            is_target = word.ends_with(['>', '<']);
            return false;
        }
        !was_target
    });
    words
}

fn push(words: &mut Vec<String>, inside: &mut bool, character: char) {
    match words.last_mut().filter(|_| *inside) {
        Some(word) => word.push(character),
        None => words.push(character.to_string()),
    }
    *inside = true;
}
