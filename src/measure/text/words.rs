//! What a word is, and how many a text holds.

use unicode_normalization::char::is_combining_mark;

use super::language::Script;

/// The words of a text in order: runs of letters and digits, joined by an
/// apostrophe, hyphen, dot or the like inside. Han and Kana, which are written
/// without spaces, give one word a character.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(begins_word)?;
        rest = &rest[start..];
        let length = word_length(rest);
        let (word, after) = rest.split_at(length);
        rest = after;
        Some(word)
    })
}

fn begins_word(character: char) -> bool {
    character.is_alphanumeric()
}

/// The length in bytes of the word that `text` begins with.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let length = at + character.len_utf8();
        if is_ideographic(character) {
            return if at == 0 { length } else { at };
        }
        let continues =
            character.is_alphanumeric() || (!character.is_ascii() && is_combining_mark(character));
        let joins = matches!(character, '\'' | '’' | '-' | '_' | '.' | ',' | '@')
            && characters
                .peek()
                .is_some_and(|&(_, next)| next.is_alphanumeric() && !is_ideographic(next))
            && (character != ',' || text[..at].ends_with(|before: char| before.is_numeric()));
        if !continues && !joins {
            break;
        }
        end = length;
    }
    end
}

fn is_ideographic(character: char) -> bool {
    !character.is_ascii() && matches!(Script::of(character), Some(Script::Han | Script::Kana))
}

/// How many words a text holds. A text in a script that needs no spaces is
/// counted by its characters, two of them to a word, where that gives more.
#[must_use]
pub fn count(text: &str) -> usize {
    let (mut words, mut halves) = (0, 0);
    for chunk in text.split_whitespace() {
        if chunk.is_ascii() {
            let other = chunk.bytes().any(|byte| byte.is_ascii_alphanumeric());
            words += usize::from(other);
            halves += 2 * usize::from(other);
            continue;
        }
        let dense = |character: &char| Script::of(*character).is_some_and(Script::is_dense);
        let characters = chunk.chars().filter(dense).count();
        let other = chunk
            .chars()
            .any(|character| character.is_alphanumeric() && !dense(&character));
        words += usize::from(characters > 0 || other);
        halves += characters + 2 * usize::from(other);
    }
    words.max(halves / 2)
}

/// A text as its words: lower case, marks as spaces, one space before, between
/// and after, so that a name is found whole.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 2);
    plain.push(' ');
    let mut in_word = false;
    let mut add = |c: char| {
        let is_letter = c.is_alphanumeric() || c == '+';
        if is_letter || in_word {
            plain.push(if is_letter { c } else { ' ' });
        }
        in_word = is_letter;
    };
    for c in text.chars() {
        if c.is_ascii() {
            add(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(&mut add);
        }
    }
    if in_word {
        plain.push(' ');
    }
    plain
}
