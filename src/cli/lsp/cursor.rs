//! Where a cursor stands in a YAML document that is being written, and so may
//! be none at the moment: read by indentation, as people read it.

/// One step from the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a key of a map.
    Key(String),
    /// Into an item of a list.
    Item,
}

/// A place in the document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The steps to the map or list that the cursor is in, or to the key whose
    /// value it is in.
    pub(super) path: Vec<Step>,
    /// Whether a value is written here, and not a key.
    pub(super) in_value: bool,
    /// What was written of it before the cursor.
    pub(super) typed: String,
}

impl Cursor {
    /// The place of a byte of a text.
    pub(super) fn at(text: &str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset);
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let mut open = Open::default();
        for line in text[..start].lines() {
            open.line(line);
        }
        open.cursor(&text[start..offset])
    }

    /// The place of the key that a byte lies in: `None` in a value.
    pub(super) fn key(text: &str, offset: usize) -> Option<Vec<Step>> {
        let offset = text.floor_char_boundary(offset);
        let length = text[offset..]
            .find(|it: char| !is_of_key(it))
            .unwrap_or(text.len() - offset);
        let end = offset + length;
        if !text[end..].starts_with(':') {
            return None;
        }
        let Self {
            mut path,
            in_value,
            typed,
        } = Self::at(text, end);
        (!in_value && !typed.is_empty()).then(|| {
            path.push(Step::Key(typed));
            path
        })
    }
}

fn is_of_key(character: char) -> bool {
    !character.is_whitespace()
        && !matches!(
            character,
            ':' | ',' | '{' | '}' | '[' | ']' | '#' | '"' | '\''
        )
}

/// The keys and items that are open, each with its column.
#[derive(Default)]
struct Open(Vec<(usize, Step)>);

impl Open {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return;
        }
        let (column, rest) = self.items(line);
        if let Some((key, _)) = split(rest) {
            self.enter(column, Step::Key(key.to_owned()));
        }
    }

    /// Enters the items that a line begins, and answers with what is behind
    /// them and its column.
    fn items<'a>(&mut self, line: &'a str) -> (usize, &'a str) {
        let mut rest = line.trim_start_matches(' ');
        let mut column = line.len() - rest.len();
        while let Some(behind) = rest
            .strip_prefix('-')
            .filter(|behind| behind.is_empty() || behind.starts_with(' '))
        {
            self.enter(column, Step::Item);
            let behind_spaces = behind.trim_start_matches(' ');
            column += rest.len() - behind_spaces.len();
            rest = behind_spaces;
        }
        (column, rest)
    }

    /// What stands at the same column or to the right of it is over; but a list
    /// may stand at the column of its key.
    fn enter(&mut self, column: usize, step: Step) {
        let is_item = step == Step::Item;
        while self.0.last().is_some_and(|(other, open)| {
            *other > column || (*other == column && (!is_item || *open == Step::Item))
        }) {
            self.0.pop();
        }
        self.0.push((column, step));
    }

    fn cursor(mut self, line: &str) -> Cursor {
        let (column, rest) = self.items(line);
        match split(rest) {
            Some((key, value)) => {
                self.enter(column, Step::Key(key.to_owned()));
                self.inline(value)
            }
            None => {
                // A key that begins here closes what stands to its right.
                self.0.retain(|(other, open)| {
                    *other < column || (*other == column && *open == Step::Item && rest.is_empty())
                });
                let in_item = matches!(self.0.last(), Some((_, Step::Item)));
                let path = self.path();
                if rest.starts_with(['{', '[']) {
                    return Self::flow(path, rest);
                }
                Cursor {
                    path,
                    // The item of a list may be a word as well as a key.
                    in_value: in_item && rest.is_empty() && line.trim_end().ends_with('-'),
                    typed: rest.to_owned(),
                }
            }
        }
    }

    fn path(&self) -> Vec<Step> {
        self.0.iter().map(|(_, step)| step.clone()).collect()
    }

    fn inline(&self, value: &str) -> Cursor {
        Self::flow(self.path(), value.trim_start())
    }

    /// A value as far as it is written: plain, or maps and lists in one line.
    fn flow(mut path: Vec<Step>, value: &str) -> Cursor {
        // How many steps each bracket that is open has added.
        let mut brackets: Vec<(char, usize)> = Vec::new();
        let mut token = String::new();
        let mut quote = None;
        let mut in_value = true;
        for character in value.chars() {
            if let Some(mark) = quote {
                match character == mark {
                    true => quote = None,
                    false => token.push(character),
                }
                continue;
            }
            match character {
                '"' | '\'' if token.trim().is_empty() => quote = Some(character),
                '{' | '[' if token.trim().is_empty() => {
                    brackets.push((character, path.len()));
                    in_value = character == '[';
                    if in_value {
                        path.push(Step::Item);
                    }
                    token.clear();
                }
                '}' | ']' if !brackets.is_empty() => {
                    let (_, length) = brackets.pop().unwrap_or(('{', 0));
                    path.truncate(length);
                    token.clear();
                }
                ':' if matches!(brackets.last(), Some(('{', _))) && !in_value => {
                    path.push(Step::Key(token.trim().to_owned()));
                    token.clear();
                    in_value = true;
                }
                ',' if !brackets.is_empty() => {
                    let &(bracket, length) = brackets.last().unwrap_or(&('{', 0));
                    let own = usize::from(bracket == '[');
                    path.truncate(length + own);
                    in_value = bracket == '[';
                    token.clear();
                }
                _ => token.push(character),
            }
        }
        Cursor {
            path,
            in_value,
            typed: token.trim_start().to_owned(),
        }
    }
}

/// A key and what stands behind its colon.
fn split(rest: &str) -> Option<(&str, &str)> {
    if rest.starts_with(['{', '[', '#']) {
        return None;
    }
    let at = rest
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|&at| matches!(rest.as_bytes().get(at + 1), None | Some(b' ')))?;
    Some((rest[..at].trim().trim_matches(['"', '\'']), &rest[at + 1..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The cursor at `|`, its path spelled as the table of keys does.
    fn at(text: &str) -> (String, bool, String) {
        let offset = text.find('|').expect("a cursor");
        let cursor = Cursor::at(&text.replace('|', ""), offset);
        (spelled(&cursor.path), cursor.in_value, cursor.typed)
    }

    fn spelled(path: &[Step]) -> String {
        let mut text = String::new();
        for step in path {
            match step {
                Step::Item => text.push_str("[]"),
                Step::Key(key) if text.is_empty() => text.push_str(key),
                Step::Key(key) => text.push_str(&format!(".{key}")),
            }
        }
        text
    }

    fn expect(path: &str, in_value: bool, typed: &str) -> (String, bool, String) {
        (path.to_owned(), in_value, typed.to_owned())
    }

    #[test]
    fn a_cursor_knows_its_map() {
        assert_eq!(at("sys|"), expect("", false, "sys"));
        assert_eq!(at("system:\n  id: x\n  pu|"), expect("system", false, "pu"));
        assert_eq!(at("system:\n  id: x\nmo|"), expect("", false, "mo"));
        assert_eq!(
            at("models:\n  - id: a\n    ca|"),
            expect("models[]", false, "ca")
        );
        assert_eq!(
            at("models:\n- id: a\n  ca|"),
            expect("models[]", false, "ca")
        );
        assert_eq!(
            at("models:\n  - id: a\n  - i|"),
            expect("models[]", false, "i")
        );
        assert_eq!(
            at("a:\n  b:\n    - c: 1\n      d:\n        e|"),
            expect("a.b[].d", false, "e")
        );
    }

    #[test]
    fn a_cursor_knows_its_value() {
        assert_eq!(
            at("system:\n  domain: cre|"),
            expect("system.domain", true, "cre")
        );
        assert_eq!(
            at("models:\n  - card: |"),
            expect("models[].card", true, "")
        );
        assert_eq!(at("extends: [a, b|"), expect("extends[]", true, "b"));
        assert_eq!(
            at("audience: {minors: ex|"),
            expect("audience.minors", true, "ex")
        );
        assert_eq!(
            at("audience: {minors: excluded, mi|"),
            expect("audience", false, "mi")
        );
        assert_eq!(
            at("m: [{id: a, card: \"MO|"),
            expect("m[].card", true, "MO")
        );
        assert_eq!(
            at("m:\n  - {id: a, card: M|"),
            expect("m[].card", true, "M")
        );
        assert_eq!(at("languages:\n  - |"), expect("languages[]", true, ""));
    }

    #[test]
    fn a_key_is_known_wherever_in_it_the_cursor_stands() {
        let text = "models:\n  - id: a\n    card: CARD.md\n";
        for offset in 22..26 {
            let path = Cursor::key(text, offset).expect("a key");
            assert_eq!(spelled(&path), "models[].card", "{offset}");
        }
        assert_eq!(Cursor::key(text, 30), None);
        assert_eq!(Cursor::key("", 0), None);
    }

    proptest! {
        #[test]
        fn any_text_has_a_cursor_at_any_place(text in "[a-c:\\-\\[\\]{}, \n#'\"가|]{0,60}", at in 0usize..80) {
            let cursor = Cursor::at(&text, at.min(text.len()));
            prop_assert!(cursor.path.len() <= text.len());
            Cursor::key(&text, at.min(text.len()));
        }
    }
}
