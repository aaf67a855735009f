//! The hunks of a unified diff: which lines of the new file a comment may hang
//! on, and what they say. A platform refuses a whole review for one comment on
//! any other line.

/// One line of the new file within a hunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its text, a carriage return at its end included.
    pub(super) text: String,
    /// The change added it; otherwise it is context.
    pub(super) added: bool,
}

/// Lines of the new file that stand together in a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    /// The number of the first line, from 1.
    pub(super) first: u32,
    /// The lines.
    pub(super) lines: Vec<Line>,
}

/// Lines of a hunk that a comment hangs on, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The first line.
    pub(super) first: u32,
    /// The last line.
    pub(super) last: u32,
    /// The last of them that the change added.
    pub(super) added: u32,
}

/// The hunks of one file's patch, as GitHub and GitLab give it: without the
/// header that names the files. What can't be read ends the list, so that no
/// comment is put on a guess.
pub(super) fn hunks(patch: &str) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    let mut left = (0, 0);
    for line in patch.split('\n') {
        if left == (0, 0) {
            if line.is_empty() || line.starts_with('\\') {
                continue;
            }
            let Some((old, first, new)) = header(line) else {
                break;
            };
            left = (old, new);
            hunks.push(Hunk {
                first,
                lines: Vec::new(),
            });
            continue;
        }
        let Some(hunk) = hunks.last_mut() else {
            break;
        };
        let mut chars = line.chars();
        let (old, new, added) = match chars.next() {
            Some('+') => (0, 1, true),
            Some('-') => (1, 0, false),
            Some(' ') => (1, 1, false),
            // Some tools drop the blank of an empty line of context.
            None => (1, 1, false),
            Some('\\') => continue,
            Some(_) => break,
        };
        let rest = (u32::checked_sub(left.0, old), u32::checked_sub(left.1, new));
        let (Some(old_left), Some(new_left)) = rest else {
            break;
        };
        left = (old_left, new_left);
        if new == 1 {
            hunk.lines.push(Line {
                text: chars.as_str().to_owned(),
                added,
            });
        }
    }
    hunks
}

/// `@@ -OLD,COUNT +NEW,COUNT @@`: how many old lines, the first new one, how many.
fn header(line: &str) -> Option<(u32, u32, u32)> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let (_, old) = range(old)?;
    let (first, new) = range(new)?;
    // No file has so many lines that their numbers could overflow.
    first.checked_add(new)?;
    Some((old, first.max(1), new))
}

fn range(text: &str) -> Option<(u32, u32)> {
    match text.split_once(',') {
        Some((first, count)) => Some((first.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

impl Hunk {
    /// The number of the last line, or of the one before the first where there is none.
    fn last(&self) -> u32 {
        let count = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        self.first.saturating_add(count).saturating_sub(1)
    }

    /// A line by its number.
    pub(super) fn line(&self, number: u32) -> Option<&Line> {
        let index = number.checked_sub(self.first)?;
        self.lines.get(usize::try_from(index).ok()?)
    }

    /// The part of some lines that lies in this hunk, where the change added one of them.
    pub(super) fn spot(&self, first: u32, last: u32) -> Option<Spot> {
        let (first, last) = (first.max(self.first), last.min(self.last()));
        let mut numbers = (first..=last).rev();
        let added = numbers.find(|&number| self.line(number).is_some_and(|line| line.added))?;
        Some(Spot { first, last, added })
    }
}

/// The hunk and the lines of it that a comment on these lines hangs on; `None`
/// where the change touches none of them.
pub(super) fn find(hunks: &[Hunk], first: u32, last: u32) -> Option<(&Hunk, Spot)> {
    hunks
        .iter()
        .find_map(|hunk| Some((hunk, hunk.spot(first, last)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "@@ -1,3 +1,4 @@\n a\n-b\n+B\n+C\n d\n@@ -20 +21,2 @@ fn x()\n t\n+u\n\\ No newline at end of file";

    fn at(first: u32, last: u32) -> Option<(u32, u32, u32)> {
        let hunks = hunks(PATCH);
        find(&hunks, first, last).map(|(_, spot)| (spot.first, spot.last, spot.added))
    }

    #[test]
    fn only_lines_that_the_change_added_take_a_comment() {
        assert_eq!(at(2, 2), Some((2, 2, 2)));
        assert_eq!(at(1, 3), Some((1, 3, 3)));
        assert_eq!(at(3, 9), Some((3, 4, 3)));
        assert_eq!(at(22, 22), Some((22, 22, 22)));
        for context_or_outside in [(1, 1), (4, 4), (5, 20), (21, 21), (23, 99)] {
            assert_eq!(at(context_or_outside.0, context_or_outside.1), None);
        }
    }

    #[test]
    fn the_text_of_a_line_is_known() {
        let hunks = hunks(PATCH);
        assert_eq!(hunks[0].line(3).map(|line| line.text.as_str()), Some("C"));
        assert_eq!(hunks[1].line(21).map(|line| line.added), Some(false));
        assert_eq!(hunks[1].line(20), None);
    }

    #[test]
    fn a_line_that_looks_like_a_header_is_a_line() {
        let hunks = hunks("@@ -0,0 +1,2 @@\n+@@ -1 +1 @@\n++++ b/x\n");
        assert_eq!(hunks.len(), 1);
        assert_eq!(hunks[0].lines.len(), 2);
    }

    #[test]
    fn what_can_t_be_read_takes_no_comment() {
        for patch in [
            "",
            "Binary files differ",
            "@@ -1,99999999999 +1 @@\n+a",
            "@@ -1,1 +4294967295,4294967295 @@\n+a",
            "@@ +1 @@\n+a",
        ] {
            assert_eq!(find(&hunks(patch), 0, u32::MAX), None, "{patch}");
        }
    }
}
