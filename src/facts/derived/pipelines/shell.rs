//! The gate among the commands of a shell, and what becomes of its exit code.

use std::sync::LazyLock;

use regex::Regex;

/// What the commands around the gate do with it: each flag with the words that
/// raise it.
pub(super) struct Found {
    pub(super) flags: Vec<(&'static str, String)>,
}

static GATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(^|[\s/;&|(`$])ethics-gate(\.exe)?\s+([^\n;&|]*\s)?check\b")
        .expect("internal error: the gate's pattern")
});
/// Whatever follows on the line and makes a failure a success.
static SWALLOWED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\|\||;)\s*(true|:|/bin/true|exit\s+0|echo\b[^|&;]*)\s*($|[;&)#])")
        .expect("internal error: the pattern of a lost exit code")
});
static PIPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^|]\|[^|&]").expect("internal error: the pattern of a pipe"));
static POSTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"ethics-gate(\.exe)?\b[^\n;&|]*\s(--publish[= ]|publish\s)")
        .expect("internal error: the pattern of a run that posts")
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

/// The gate in a script, or `None` where it doesn't run it. `piped` says that
/// a pipe's exit code is that of its last command.
pub(super) fn find(script: &str, piped: bool) -> Option<Found> {
    let script = script.replace("\\\n", "  ");
    let lines: Vec<&str> = script.lines().collect();
    let is_gate = |line: &&str| !line.trim_start().starts_with('#') && GATE.is_match(line);
    let at = lines.iter().position(is_gate)?;
    let line = lines[at];
    let start = GATE.find(line).map_or(0, |found| found.start());
    let rest = &line[start..];
    let mut flags = Vec::new();
    if let Some(found) = SWALLOWED.find(rest) {
        flags.push(("swallowed", found.as_str().trim().to_owned()));
    } else if piped && !script.contains("pipefail") && PIPED.is_match(rest) {
        flags.push(("swallowed", rest.trim().to_owned()));
    }
    let bare = |line: &&&str| line.trim().trim_end_matches(';').to_owned();
    let before = lines[..at].iter().rev();
    let set = before
        .map(|line| bare(&line))
        .find(|line| line.starts_with("set "));
    let heard = |line: &String| line.starts_with("set +") && line.contains('e');
    if let Some(set) = set.filter(heard) {
        flags.push(("swallowed", set));
    }
    let after = lines[at + 1..].iter().map(|line| bare(&line));
    let mut after = after.filter(|line| matches!(line.as_str(), "exit 0" | "true" | ":"));
    if let Some(last) = after.next() {
        flags.push(("swallowed", last));
    }
    if let Some(found) = LENIENT.find(rest) {
        flags.push(("lenient", found.as_str().to_owned()));
    }
    Some(Found { flags })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(script: &str) -> Vec<&'static str> {
        let found = find(script, true).expect("the gate");
        found.flags.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_lost_exit_code_is_seen() {
        for script in [
            "ethics-gate check || true",
            "./bin/ethics-gate check . ||true",
            "ethics-gate check; exit 0",
            "(ethics-gate check || :)",
            "set +e\nethics-gate check",
            "set +ex\ncd x\nethics-gate check --report json\nexit 0",
            "ethics-gate check \\\n  --report github || echo failed",
            "ethics-gate check | tee log",
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
        ] {
            assert!(flags(script).is_empty(), "{script}");
        }
        assert!(find("# ethics-gate check\nmake", true).is_none());
        assert!(find("ethics-gate explain x", true).is_none());
        assert!(find("my-ethics-gate check", true).is_none());
    }
}
