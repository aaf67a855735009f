//! Lines that GitLab would take for commands: `/merge` at the beginning of a
//! line of a note is done, by the account that wrote the note.

/// The same text, in which no line is a command.
pub(super) fn disarmed(body: &str) -> String {
    let mut fence: Option<&str> = None;
    let lines = body.split('\n').map(|line| {
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks >= 3 {
            fence = match fence {
                None => Some(&line[..ticks]),
                Some(open) if open == line.trim_end() => None,
                still => still,
            };
        }
        let begin = line.len() - line.trim_start().len();
        match line[begin..].starts_with('/') {
            false => line.to_owned(),
            // In a block of code a stroke would be seen, and a blank is none.
            true if fence.is_some() => format!(" {line}"),
            true => format!("{}\\{}", &line[..begin], &line[begin..]),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::disarmed;

    #[test]
    fn no_line_begins_with_a_stroke() {
        let body = "a\n/merge\n  /close\n````text\n/x\n```\n/y\n````\n/z and /w";
        let safe = disarmed(body);
        assert_eq!(
            safe,
            "a\n\\/merge\n  \\/close\n````text\n /x\n```\n /y\n````\n\\/z and /w"
        );
    }
}
