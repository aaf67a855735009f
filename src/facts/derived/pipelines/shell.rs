//! The gate among the commands of a shell, and what becomes of its exit code.
//! Commands that run other files of the repository are followed there.

use std::sync::LazyLock;

use regex::Regex;

use super::exits::{self, End};
use super::lines::{self, Line};
use super::reach::{Reach, Reached};
use super::words::{self, Command};
use super::{files, starters};

/// How a shell treats a command that fails.
#[derive(Clone, Copy)]
pub(super) struct Shell {
    /// It ends there, as `-e` has it.
    pub(super) heeds: bool,
    /// A pipe fails with any of its commands, as `pipefail` has it.
    pub(super) pipefail: bool,
}

static GATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(^|[\s/;&|(`$"'])ethics-gate(\.exe)?(:[\w.-]+)?(@sha256:\w+)?["']?\s+([^\n;&|]*\s)?check\b"#)
        .expect("internal error: the gate's pattern")
});
/// Whatever follows on the line and makes a failure a success.
static SWALLOWED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\|\||;)\s*(true|:|/bin/true|exit\s+0|echo\b[^|&;]*)\s*($|[;&)#}])")
        .expect("internal error: the pattern of a lost exit code")
});
static PIPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^|]\|[^|&]").expect("internal error: the pattern of a pipe"));
static POSTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"ethics-gate(\.exe)?\b[^\n;&|]*\s(--publish[= ]|publish\s)")
        .expect("internal error: the pattern of a run that posts")
});
/// A shell that is given its commands in quotes.
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\b(?:ba|da|k|z)?sh(?P<flags>(?:\s+-\w+)*\s+-\w*c)\s+(?P<quote>['"])[^'"]*$"#)
        .expect("internal error: the pattern of a shell within")
});
static LENIENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"--(fail-on[= ]never|base[= ]none)\b")
        .expect("internal error: the pattern of a lenient run")
});

/// Whether a script lets the gate post what it found.
pub(super) fn publishes(script: &str) -> bool {
    let script = script.replace("\\\n", "  ");
    script
        .lines()
        .any(|line| !line.trim_start().starts_with('#') && POSTS.is_match(line))
}

/// Whether some words name the gate at all.
pub(super) fn mentions(text: &str) -> bool {
    text.contains("ethics-gate")
}

/// Whether some words run the gate, in whatever language.
pub(super) fn runs(text: &str) -> bool {
    GATE.is_match(text)
}

/// What commands lead to: the gate, with all that decides over it before and,
/// where it matters, after it; or no gate, and what could not be followed.
pub(super) fn walk(reach: &Reach, lines: Vec<Line>, folder: Option<&str>, shell: Shell) -> Reached {
    let lines = lines::joined(lines);
    reach.reads(4 * lines.len());
    let first = shell;
    let mut shell = shell;
    let mut folder = folder.map(str::to_owned);
    let mut known: Vec<(String, String)> = Vec::new();
    let mut out = Reached::default();
    for (at, line) in lines.iter().enumerate() {
        let bare = line.text.trim();
        if let Some((set, is_strict)) = words::options(bare, shell) {
            if shell.heeds && !set.heeds {
                out.deaf = line.place.clone();
            }
            shell = set;
            if !is_strict {
                out.lines.push(line.clone());
            }
            continue;
        }
        if let Some((name, value)) = words::assignment(bare) {
            known.push((name, value));
        }
        let text = words::expanded(&line.text, &known);
        let found = step(reach, line, &text, &mut folder, shell, &mut out);
        let Some(Step { said, rest, run }) = found else {
            out.lines.push(line.clone());
            continue;
        };
        let own = text
            .len()
            .saturating_sub(rest.trim_start_matches('_').len());
        let before = lines[..at].iter().map(|line| &*line.text);
        let loops: i32 = before.chain([&text[..own]]).map(loops).sum();
        let in_loop = loops > 0 && !is_asked(&text[..own]);
        let later = &lines[at + 1..];
        match becomes(&lines[..at], &run, later, first) {
            End::Heard => {}
            End::Lost => out.flag("swallowed", line.place.clone()),
            End::Open => ending(&mut out, line, &rest, later, shell, in_loop),
        }
        let met = std::mem::take(&mut out.met);
        out.lines.extend(met.into_iter().chain(said));
        // Nothing after it runs where it fails.
        if !(shell.heeds && is_plain(&line.text)) {
            out.lines.extend(lines[at + 1..].iter().cloned());
        }
        return out;
    }
    // What makes another program of the gate's name counts without it, too.
    let passed = std::mem::take(&mut out.lines).into_iter();
    out.met
        .extend(passed.filter(|line| files::replaces(&line.text)));
    out
}

/// A line that leads to the gate.
struct Step {
    /// With what it runs in its place.
    said: Vec<Line>,
    /// What follows the gate there.
    rest: String,
    /// With the gate in the place of what leads to it.
    run: String,
}

/// What becomes of the gate's exit code, as far as the script alone tells.
fn becomes(before: &[Line], run: &str, later: &[Line], shell: Shell) -> End {
    let text = |line: &Line| line.text.clone();
    let lines = before.iter().map(text);
    let lines = lines.chain([run.to_owned()]).chain(later.iter().map(text));
    let script = lines.collect::<Vec<_>>().join("\n");
    let found = exits::end(&script, shell);
    // A later step may end with what is handed on.
    let hands_on = |text: &str| {
        let is_file = text.contains("GITHUB_OUTPUT") || text.contains("GITHUB_ENV");
        is_file && text.contains("=$")
    };
    let is_handed = hands_on(run) || later.iter().any(|line| hands_on(&line.text));
    match found {
        End::Lost if is_handed => End::Open,
        // Of a shell that ends at once no line behind it says anything.
        End::Heard if shell.heeds => {
            let goes_on = Shell {
                heeds: false,
                ..shell
            };
            match exits::end(&script, goes_on) {
                End::Heard => End::Heard,
                _ => End::Open,
            }
        }
        found => found,
    }
}

/// A line that leads to the gate; nothing where it doesn't.
fn step(
    reach: &Reach,
    line: &Line,
    text: &str,
    folder: &mut Option<String>,
    shell: Shell,
    out: &mut Reached,
) -> Option<Step> {
    let said = |text: String| Line {
        text,
        place: line.place.clone(),
    };
    if let Some(found) = GATE.find(text) {
        // What stands before it on the line is run in the same shell.
        for Command { span, words } in words::commands(text) {
            if span.end <= found.start() && words[0] != "cd" {
                let inner = reach.call(&words, line, folder.as_deref(), shell);
                out.met
                    .extend(inner.into_iter().flat_map(|inner| inner.met));
            }
        }
        out.gate = Some(line.place.clone());
        // A program that lies in the repository is the change's own.
        let before = text[..found.end()].rfind("ethics-gate").unwrap_or_default();
        let word = text[..before].rfind([' ', '\t', '"', '\'', ';', '&', '|', '(']);
        let path = &text[word.map_or(0, |at| at + 1)..before];
        if !path.is_empty() {
            out.met
                .extend(reach.met(&format!("{path}ethics-gate"), folder.as_deref()));
        }
        let rest = text[found.start()..].to_owned();
        if let Some(found) = LENIENT.find(&rest) {
            out.flag("lenient", line.part(found.as_str()));
        }
        if let Some(after) = lost_within(&text[..before], &text[before..]) {
            out.flag("swallowed", line.part(after));
        }
        let mut own = words::commands(text).into_iter();
        let own = own.find(|command| command.span.contains(&before));
        if own.is_some_and(|own| starters::passes_over(&own.words)) {
            out.flag("swallowed", line.place.clone());
        }
        return Some(Step {
            said: vec![said(text.to_owned())],
            rest,
            run: text.to_owned(),
        });
    }
    for Command { span, words } in words::commands(text) {
        if words.first().is_some_and(|word| word == "cd") {
            let to = words
                .get(1)
                .and_then(|to| reach.path(to, folder.as_deref()));
            *folder = to;
            continue;
        }
        let Some(inner) = reach.call(&words, line, folder.as_deref(), shell) else {
            continue;
        };
        out.blinds(inner.blind);
        out.met.extend(inner.met);
        if inner.gate.is_none() {
            continue;
        }
        out.gate = inner.gate;
        for (name, place) in inner.flags {
            out.flag(name, place);
        }
        out.through.extend(inner.through);
        let (before, rest) = (&text[..span.start], &text[span.end..]);
        let told = format!("_{rest}");
        let run = format!("{before}ethics-gate check{rest}");
        if before.trim().is_empty() && rest.trim().is_empty() {
            return Some(Step {
                said: inner.lines,
                rest: told,
                run,
            });
        }
        let lines: Vec<&str> = inner.lines.iter().map(|line| &*line.text).collect();
        return Some(Step {
            said: vec![said(format!("{before}{}{rest}", lines.join("\n")))],
            rest: told,
            run,
        });
    }
    None
}

/// What runs after the gate in a shell of its own, `sh -c '…; …'`, which stops
/// at no failure unless it is told to, and whose end alone is seen outside.
fn lost_within<'a>(before: &str, rest: &'a str) -> Option<&'a str> {
    let shell = WITHIN.captures(before)?;
    let heeds = shell["flags"].contains('e');
    let inside = rest.split(&shell["quote"]).next().unwrap_or(rest);
    let (_, after) = inside.split_once(';')?;
    (!heeds && !after.trim_start().starts_with("exit") && !after.trim().is_empty())
        .then_some(after.trim())
}

/// What the rest of a line and of a script does with the gate's exit code.
fn ending(out: &mut Reached, line: &Line, rest: &str, later: &[Line], shell: Shell, in_loop: bool) {
    if let Some(found) = SWALLOWED.find(rest) {
        out.flag("swallowed", line.part(found.as_str().trim()));
    } else if !shell.pipefail && PIPED.is_match(rest) {
        out.flag("swallowed", line.part(rest.trim()));
    }
    if let Some(deaf) = out.deaf.clone().filter(|_| !shell.heeds) {
        out.flag("swallowed", Some(deaf));
    }
    let bare = |line: &Line| line.text.trim().trim_end_matches(';').to_owned();
    let ends_well = |line: &&Line| matches!(&*bare(line), "exit 0" | "true" | ":");
    if !(shell.heeds && is_plain(&line.text))
        && let Some(last) = later.iter().find(ends_well)
    {
        out.flag("swallowed", last.place.clone());
    }
    let hears = |line: &Line| line.text.contains("exit $") || line.text.contains("exit \"$");
    let is_heard = rest.contains("||") || later.iter().any(hears);
    let is_alone = !line.text.starts_with([' ', '\t']) && !is_compound(&line.text);
    let follows = later
        .iter()
        .any(|line| words::options(line.text.trim(), shell).is_none());
    let within = !shell.heeds && rest.contains(';') && !rest.contains("; exit");
    let lost = (follows && (!shell.heeds || rest.contains("&&"))) || within;
    // Of a loop the last round alone is heard, unless one of them ends it.
    let goes_round = in_loop && (!shell.heeds || rest.contains("&&"));
    if (is_alone && lost || goes_round) && !is_heard {
        out.flag("swallowed", line.place.clone());
    }
}

/// Loops that a line opens and doesn't close.
fn loops(text: &str) -> i32 {
    let words = text.split([' ', '\t', ';']);
    let change = |word| match word {
        "do" => 1,
        "done" => -1,
        _ => 0,
    };
    words.map(change).sum()
}

/// Whether what a command stands behind asks for its exit code.
fn is_asked(before: &str) -> bool {
    let own = before.rsplit([';', '&', '|']).next().unwrap_or(before);
    let mut words = own.split_whitespace();
    words.any(|word| matches!(word, "if" | "elif" | "while" | "until" | "!"))
}

/// Whether a line is part of something larger.
fn is_compound(text: &str) -> bool {
    const OPENS: &[&str] = &[
        "if", "elif", "while", "until", "for", "case", "!", "then", "do",
    ];
    let first = text.split_whitespace().next().unwrap_or_default();
    OPENS.contains(&first) || text.trim_end().ends_with(['{', '('])
}

/// Whether a line is one command that ends the script where it fails.
fn is_plain(text: &str) -> bool {
    let text = text.replace("2>&1", "").replace("&&", "");
    !text.starts_with([' ', '\t'])
        && !is_compound(&text)
        && !text.contains(['|', '&', ';', '(', ')', '{', '}', '`'].as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;
    use crate::source::Tree;

    fn found(script: &str, shell: Shell) -> Reached {
        let tree = Tree::memory([]);
        let value = Value::computed(script);
        walk(&Reach::new(&tree), lines::of_text(&value), Some(""), shell)
    }

    fn flags(script: &str) -> Vec<&'static str> {
        let shell = Shell {
            heeds: true,
            pipefail: false,
        };
        let found = found(script, shell);
        assert!(found.gate.is_some(), "{script}");
        found.flags.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_lost_exit_code_is_seen() {
        for script in [
            "ethics-gate check || true",
            "./bin/ethics-gate check . ||true",
            "ethics-gate check; exit 0",
            "(ethics-gate check || :)",
            "set +e\nethics-gate check\necho done",
            "set +ex\ncd x\nethics-gate check --report json\nexit 0",
            "ethics-gate check \\\n  --report github || echo failed",
            "ethics-gate check | tee log",
            "ethics-gate check && echo fine\nmake",
            "gate=ethics-gate\n$gate check || true",
            "sh -c 'ethics-gate check; true'",
            "for d in a b; do ethics-gate check $d && echo $d; done",
            "set +e\nfor d in a b; do ethics-gate check $d; done",
            "set +e\nwhile read d; do\n  ethics-gate check $d\ndone",
            "find . -name ethics.yml -exec ethics-gate check {} \\;",
            "ethics-gate check || curl -d failed https://chat.example",
            "make\nif ! ethics-gate check; then echo bad; fi\nls",
            "bash -c 'ethics-gate check; exit 0'",
            "ethics-gate check || rc=$?\nls",
            "gate=ethics-gate\n$gate check &",
        ] {
            assert!(flags(script).contains(&"swallowed"), "{script}");
        }
        assert_eq!(flags("ethics-gate check --fail-on never"), ["lenient"]);
        assert_eq!(flags("ethics-gate check --base=none"), ["lenient"]);
    }

    #[test]
    fn an_exit_code_that_counts_is_left_alone() {
        for script in [
            "ethics-gate check",
            "set -euo pipefail\nethics-gate check | tee log",
            "make || true\nethics-gate check --base origin/main",
            "ethics-gate check || exit 1",
            "ethics-gate --lang ko check && echo done",
            "set +e\nmake\nset -e\nethics-gate check",
            "ethics-gate check\ntrue",
            "bash -c \"ethics-gate check\"",
            "for d in a b; do ethics-gate check $d; done",
            "set +e\nfor d in a b; do\n  ethics-gate check $d || exit 1\ndone",
            "find . -name ethics.yml -exec ethics-gate check {} +",
            "ls | xargs ethics-gate check",
            "ethics-gate check || rc=$?\nls\nexit $rc",
            "set +e; ethics-gate check; code=$?; echo $code; exit $code",
            "ethics-gate check | tee log; exit ${PIPESTATUS[0]}",
            "ethics-gate check || echo \"code=$?\"; exit 1",
            "ethics-gate check || code=$?\necho \"code=$code\" >> $GITHUB_OUTPUT",
            "set +e\nfor d in a b; do\n  if ! ethics-gate check $d; then\n    exit 1\n  fi\ndone",
        ] {
            assert!(flags(script).is_empty(), "{script}");
        }
        for script in [
            "# ethics-gate check\nmake",
            "ethics-gate explain x",
            "my-ethics-gate check",
        ] {
            let shell = Shell {
                heeds: true,
                pipefail: false,
            };
            assert!(found(script, shell).gate.is_none(), "{script}");
        }
    }

    #[test]
    fn a_shell_that_goes_on_needs_the_gate_at_its_end() {
        let shell = Shell {
            heeds: false,
            pipefail: false,
        };
        for (script, is_lost) in [
            ("ethics-gate check\nmake", true),
            ("ethics-gate check; make", true),
            ("make\nethics-gate check", false),
            ("ethics-gate check || exit 1\nmake", false),
            ("ethics-gate check\ncode=$?\nmake\nexit $code", false),
            ("set -e\nethics-gate check\nmake", false),
            ("main() {\n  ethics-gate check\n}\nmain", false),
        ] {
            assert_eq!(!found(script, shell).flags.is_empty(), is_lost, "{script}");
        }
    }
}
