//! How wide text stands in a terminal, and how it is broken into lines.

/// Columns of a tab, as the snippets show it.
const TAB: usize = 4;

/// Characters that stand on the one before them, as ranges.
const ZERO: &[(u32, u32)] = &[
    (0x0300, 0x036f),
    (0x0483, 0x0489),
    (0x0591, 0x05bd),
    (0x064b, 0x065f),
    (0x093c, 0x093c),
    (0x1160, 0x11ff),
    (0x200b, 0x200f),
    (0x20d0, 0x20ff),
    (0x302a, 0x302f),
    (0x3099, 0x309a),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
    (0x1_f3fb, 0x1_f3ff),
    (0xe_0100, 0xe_01ef),
];

/// Characters of two columns, as ranges: East Asian scripts and emoji.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f),
    (0x231a, 0x231b),
    (0x23e9, 0x23ec),
    (0x25fd, 0x25fe),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x26aa, 0x26ab),
    (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x2753, 0x2757),
    (0x2b50, 0x2b50),
    (0x2e80, 0x303e),
    (0x3041, 0x33ff),
    (0x3400, 0x4dbf),
    (0x4e00, 0xa4cf),
    (0xa960, 0xa97f),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe30, 0xfe6f),
    (0xff01, 0xff60),
    (0xffe0, 0xffe6),
    (0x1_f300, 0x1_f64f),
    (0x1_f680, 0x1_f6ff),
    (0x1_f7e0, 0x1_f7eb),
    (0x1_f900, 0x1_f9ff),
    (0x1_fa70, 0x1_faff),
    (0x2_0000, 0x3_fffd),
];

fn among(ranges: &[(u32, u32)], code: u32) -> bool {
    ranges
        .binary_search_by(|&(first, last)| {
            if last < code {
                std::cmp::Ordering::Less
            } else if first > code {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
}

/// Columns of one character. Only breaking and padding rest on it: the marks
/// under an excerpt are placed by the snippets' own table.
pub(super) fn of_char(char: char) -> usize {
    match char {
        '\t' => TAB,
        ' '..='~' => 1,
        _ if among(ZERO, u32::from(char)) => 0,
        _ if among(WIDE, u32::from(char)) => 2,
        _ => 1,
    }
}

/// Columns of a text on one line.
pub(super) fn of(text: &str) -> usize {
    text.chars().map(of_char).sum()
}

/// Break text at blanks into lines of at most `width` columns, the first of
/// which has only `first`. A word that is wider stays whole: a path is there
/// to be copied.
pub(super) fn wrap(text: &str, first: usize, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ') {
            let room = if lines.is_empty() { first } else { width };
            let wide = of(word);
            let full = used > 0 && used + 1 + wide > room;
            // The first line may be so short that only the next one has room.
            let short = lines.is_empty() && used == 0 && room < wide && first < width;
            if full || short {
                lines.push(std::mem::take(&mut line));
                used = 0;
            } else if used > 0 || !line.is_empty() {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += wide;
        }
        lines.push(line);
    }
    lines
}

/// The same, where ids that are wider than a line go on behind `/` or `#`.
pub(super) fn wrap_ids(text: &str, width: usize) -> Vec<String> {
    let narrow: Vec<String> = text
        .split(' ')
        .map(|word| match of(word) > width {
            true => word.replace('/', "/\n").replace('#', "\n#"),
            false => word.to_owned(),
        })
        .collect();
    let lines = narrow.join(" ");
    lines
        .split('\n')
        .flat_map(|line| wrap(line, width, width))
        .collect()
}

/// Lines of words at most `width` columns wide: what is broken goes on under
/// its own beginning, a little further in where that is indented itself.
#[must_use]
pub fn wrapped(text: &str, width: usize) -> String {
    let mut page = String::new();
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches(' ').trim_end_matches('\n');
        let indent = line.len() - line.trim_start_matches(' ').len();
        let further = match indent {
            0 => 0,
            indent => indent + 2,
        };
        let room = |indent: usize| width.saturating_sub(indent).max(12);
        for (nth, broken) in wrap(words, room(indent), room(further)).iter().enumerate() {
            let indent = if nth == 0 { indent } else { further };
            page.push_str(&" ".repeat(indent));
            page.push_str(broken.trim_end_matches(' '));
            page.push('\n');
        }
        if !line.ends_with('\n') {
            page.pop();
        }
    }
    page
}

/// Text with blanks up to `width` columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(of(text))))
}
