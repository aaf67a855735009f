//! Text from a repository, made harmless to look at.
//!
//! A terminal obeys escape sequences, a reader is misled by text that runs
//! backwards, and a workflow's log obeys lines of a certain form. Everything
//! here replaces one character by one character, so that columns keep counting.

/// The character to show in the place of one that would be obeyed rather than
/// seen; `None` for all others. Tabs and line breaks are left to the caller.
fn visible(char: char) -> Option<char> {
    match char {
        '\t' | '\n' => None,
        // The picture of a control character stands 0x2400 above it.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)),
        '\u{7f}' => Some('\u{2421}'),
        // C1 controls: U+009B alone begins an escape sequence.
        '\u{80}'..='\u{9f}'
        // Marks, embeddings, overrides and isolates of text direction.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        // Separators that some readers take for line breaks.
        | '\u{2028}' | '\u{2029}'
        // Annotations and tags: text that no screen shows.
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// Whether a character is one that [`text`] would replace.
pub(super) fn is_obeyed(char: char) -> bool {
    visible(char).is_some()
}

/// Text whose every character is seen and none obeyed. Line breaks and tabs
/// stay; `##[`, which a workflow's log would take for a command, does not.
pub(super) fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if char == '[' && shown.ends_with("##") {
            shown.push('［');
        } else {
            shown.push(visible(char).unwrap_or(char));
        }
    }
    shown
}

/// The same on one line: breaks and tabs become blanks.
pub(super) fn line(words: &str) -> String {
    text(&words.replace("\r\n", "\n")).replace(['\n', '\t'], " ")
}

/// The same with Windows' line breaks understood.
pub(super) fn lines(words: &str) -> String {
    text(&words.replace("\r\n", "\n"))
}

/// A finished line that can't be a workflow command: such a line begins with
/// two colons after blanks.
pub(super) fn no_command(line: &str) -> String {
    let begin = line.len() - line.trim_start().len();
    match line[begin..].strip_prefix("::") {
        Some(rest) => format!("{}：:{rest}", &line[..begin]),
        None => line.to_owned(),
    }
}
