//! What code says to a machine: its text without comments, and in Python
//! without texts that stand alone as statements, which only people read.
//!
//! Every byte that is left out becomes a blank, so that offsets stay those of
//! the file. This is no parser: it knows quotes and comments, per family of
//! languages, and where a text never closes it ends with its line.

mod notebook;

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::Document;
use crate::model::path::name_of;

/// How a language tells people something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Python,
    /// `#` to the end of the line, behind a blank.
    Hash,
    /// `//` and `/* */`.
    Slash,
    /// The same, with texts of many lines, raw ones, and lifetimes.
    Rust,
    /// Both of the above.
    Both,
    /// `--` to the end of the line.
    Dash,
    /// `<!-- -->` around the comments of scripts.
    Markup,
    Notebook,
}

fn family(path: &str) -> Option<Family> {
    let name = name_of(path).to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or("");
    let ending = name.rsplit_once('.').map_or(&*name, |(_, ending)| ending);
    Some(match ending {
        "py" | "pyi" => Family::Python,
        "ipynb" => Family::Notebook,
        "cfg" | "conf" | "env" | "ex" | "exs" | "ini" | "jl" | "nix" | "pl" | "properties"
        | "r" | "rb" | "service" | "sh" | "toml" | "yaml" | "yml" => Family::Hash,
        "astro" | "htm" | "html" | "svelte" | "vue" | "xml" | "plist" => Family::Markup,
        "c" | "cc" | "cjs" | "cpp" | "cs" | "cts" | "dart" | "fs" | "go" | "gradle" | "groovy"
        | "h" | "hpp" | "java" | "js" | "jsx" | "kt" | "kts" | "m" | "mjs" | "mm" | "mts"
        | "scala" | "swift" | "ts" | "tsx" => Family::Slash,
        "rs" => Family::Rust,
        "php" | "tf" => Family::Both,
        "hs" | "lua" | "sql" => Family::Dash,
        _ => match stem {
            "dockerfile" | "containerfile" | "makefile" | "procfile" | "justfile" | "" => {
                Family::Hash
            }
            _ => return None,
        },
    })
}

/// The text of a file as a machine reads it, of the same length.
#[must_use]
pub fn spoken(document: &Arc<Document>) -> Cow<'_, str> {
    without(document, Texts::Kept)
}

/// The same where the raw text holds what is looked for: what a file says
/// nowhere it does not say to a machine, and most files are done after that.
#[must_use]
pub fn spoken_where(
    document: &Arc<Document>,
    holds: impl FnOnce(&str) -> bool,
) -> Option<Cow<'_, str>> {
    // The lines of a notebook are texts of JSON.
    let is_raw = family(&document.path) != Some(Family::Notebook);
    (!is_raw || holds(&document.text)).then(|| spoken(document))
}

/// The same without what stands between quotes: names, calls and signs alone.
#[must_use]
pub fn unquoted(document: &Arc<Document>) -> Cow<'_, str> {
    without(document, Texts::Blank)
}

/// What becomes of texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    Kept,
    Blank,
}

fn without(document: &Arc<Document>, texts: Texts) -> Cow<'_, str> {
    let text = &document.text;
    let kept = match family(&document.path) {
        None => return Cow::Borrowed(text),
        Some(Family::Notebook) => notebook::spoken(document, texts),
        Some(family) => without_comments(text, family, texts),
    };
    Cow::Owned(kept)
}

fn without_comments(text: &str, family: Family, texts: Texts) -> String {
    let mut kept = Kept::of(text);
    let bytes = text.as_bytes();
    let (hash, slash) = match family {
        Family::Python | Family::Hash => (true, false),
        Family::Slash | Family::Rust => (false, true),
        Family::Both => (true, true),
        Family::Markup => (false, true),
        Family::Dash | Family::Notebook => (false, false),
    };
    let mut at = 0;
    let mut depth = 0usize;
    // Whether nothing but blanks stands before this byte on its line.
    let mut is_start = true;
    let mut goes_on = false;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let behind_blank = at == 0 || bytes[at - 1].is_ascii_whitespace();
        if hash && byte == b'#' && (family == Family::Python || behind_blank) {
            at = kept.blank(at, line_end(bytes, at));
            continue;
        }
        if slash && rest.starts_with(b"/*") {
            at = kept.blank(at, behind(bytes, at + 2, b"*/"));
            continue;
        }
        // What follows a colon is an address.
        if slash && rest.starts_with(b"//") && (at == 0 || bytes[at - 1] != b':') {
            at = kept.blank(at, line_end(bytes, at));
            continue;
        }
        if family == Family::Dash && rest.starts_with(b"--") {
            at = kept.blank(at, line_end(bytes, at));
            continue;
        }
        if family == Family::Markup && rest.starts_with(b"<!--") {
            at = kept.blank(at, behind(bytes, at + 4, b"-->"));
            continue;
        }
        match byte {
            b'\n' => {
                let line = &bytes[..at];
                goes_on = line.strip_suffix(b"\r").unwrap_or(line).ends_with(b"\\");
                is_start = true;
                at += 1;
                continue;
            }
            b'"' | b'\'' | b'`' if byte != b'`' || slash => {
                // Prose in markup and lifetimes have apostrophes of their own.
                let is_other = match family {
                    Family::Markup => byte == b'\'',
                    Family::Rust => byte == b'`' || (byte == b'\'' && !is_character(text, at)),
                    _ => false,
                };
                if is_other {
                    at += 1;
                    continue;
                }
                let end = string(bytes, at, family);
                let alone = family == Family::Python
                    && is_start
                    && depth == 0
                    && !goes_on
                    && ends_statement(&bytes[end..]);
                if alone {
                    kept.blank(at, end);
                } else if texts == Texts::Blank {
                    // What never closes has no quote to keep.
                    let last = if bytes[end - 1].is_ascii() {
                        end - 1
                    } else {
                        end
                    };
                    kept.blank(at + 1, last);
                }
                is_start = false;
                at = end;
                continue;
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A prefix of a text that stands alone is part of it.
        is_start &= byte.is_ascii_whitespace() || b"rRuUbBfF".contains(&byte);
        at += 1;
    }
    kept.into_text()
}

/// Whether a statement ends here: nothing but a comment stands behind it.
fn ends_statement(rest: &[u8]) -> bool {
    let next = rest
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    matches!(next, None | Some(b'\n' | b'#' | b';'))
}

/// Whether an apostrophe of Rust begins a character, and no lifetime.
fn is_character(text: &str, at: usize) -> bool {
    let mut inside = text[at + 1..].chars();
    match inside.next() {
        Some('\\') => true,
        Some(_) => inside.next() == Some('\''),
        None => false,
    }
}

/// Behind a raw text of Rust, whose opening quote stands at `at` behind as many
/// hashes as close it; `None` where it is no raw one.
fn raw(bytes: &[u8], at: usize) -> Option<usize> {
    let hashes = bytes[..at]
        .iter()
        .rev()
        .take_while(|byte| **byte == b'#')
        .count();
    let is_raw = bytes[..at - hashes].ends_with(b"r");
    let mut closes = vec![b'"'];
    closes.resize(1 + hashes, b'#');
    is_raw.then(|| behind(bytes, at + 1, &closes))
}

/// Behind the text that begins at `at`; one that never closes ends with its
/// line, or with the file where it may have many lines.
fn string(bytes: &[u8], at: usize, family: Family) -> usize {
    let quote = bytes[at];
    if family == Family::Rust
        && quote == b'"'
        && let Some(end) = raw(bytes, at)
    {
        return end;
    }
    let triple = [quote; 3];
    let long = family == Family::Python && bytes[at..].starts_with(&triple);
    let many_lines = long || quote == b'`' || (family == Family::Rust && quote == b'"');
    let mut end = at + if long { 3 } else { 1 };
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 1,
            b'\n' if !many_lines => return end,
            _ if byte == quote && !long => return end + 1,
            _ if byte == quote && bytes[end..].starts_with(&triple) => return end + 3,
            _ => {}
        }
        end += 1;
    }
    bytes.len()
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let end = bytes[at..].iter().position(|byte| *byte == b'\n');
    end.map_or(bytes.len(), |end| at + end)
}

fn behind(bytes: &[u8], from: usize, mark: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let found = rest.windows(mark.len()).position(|window| window == mark);
    found.map_or(bytes.len(), |at| from + at + mark.len())
}

/// A text whose bytes are blanked one passage at a time.
struct Kept(Vec<u8>);

impl Kept {
    fn of(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }

    /// Blank a passage that begins and ends between characters; line breaks
    /// stay. Answers with its end.
    fn blank(&mut self, from: usize, to: usize) -> usize {
        for byte in self.0.iter_mut().take(to).skip(from) {
            if *byte != b'\n' && *byte != b'\r' {
                *byte = b' ';
            }
        }
        to
    }

    fn into_text(self) -> String {
        String::from_utf8(self.0).expect("internal error: passages end between characters")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(path: &str, text: &str) -> String {
        let document = Document::new(path, text);
        let kept = spoken(&document);
        assert_eq!(kept.len(), text.len());
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_are_for_people() {
        for (path, text, said) in [
            ("a.py", "x = 1  # 둘\ny = '# no'\n", "x = 1 y = '# no'"),
            ("a.yml", "url: a#b # c\n", "url: a#b"),
            (
                "a.js",
                "f('//a') // b\n/* c\nd */ g(`#e\n//f`)",
                "f('//a') g(`#e //f`)",
            ),
            (
                "a.ts",
                "get('https://a.example') // b",
                "get('https://a.example')",
            ),
            (
                "a.vue",
                "<p>it's // so</p>\n<!-- a\nb --><i/>",
                "<p>it's <i/>",
            ),
            ("a.sql", "select 1 -- a", "select 1"),
            ("Dockerfile", "# COPY a\nCOPY b c", "COPY b c"),
            ("notes.txt", "# a", "# a"),
        ] {
            assert_eq!(words(path, text), said, "{path}");
        }
    }

    #[test]
    fn a_text_that_stands_alone_is_for_people_and_one_that_is_used_is_not() {
        let text = "\"\"\"Reads a.\n'b' # c\n\"\"\"\ndef f():\n    r'''d'''\n    'e'\n    g(\n        'h',\n    )\n    \
                    x = \"\"\"i\"\"\"\n    'j'.join(k)\n    y = \\\n        'l'\n";
        assert_eq!(
            words("a.py", text),
            "def f(): r g( 'h', ) x = \"\"\"i\"\"\" 'j'.join(k) y = \\ 'l'"
        );
    }

    #[test]
    fn a_call_that_a_text_only_tells_of_is_none() {
        for (path, text, said) in [
            ("a.py", "f('g(1)') # h()", "f(' ')"),
            ("a.ts", "const a = `b(${c})`; d()", "const a = ` `; d()"),
            (
                "a.rs",
                "fn f<'a>(x: &'a str) { g(\"h()\n i()\", '\"', r#\"j\"k()\"#); } // l",
                "fn f<'a>(x: &'a str) { g(\" \", ' ', r#\" #); }",
            ),
        ] {
            let document = Document::new(path, text);
            let kept = unquoted(&document);
            assert_eq!(kept.len(), text.len());
            let words: Vec<&str> = kept.split_whitespace().collect();
            assert_eq!(words.join(" "), said, "{path}");
        }
    }

    #[test]
    fn of_a_notebook_only_the_code_of_its_cells_is_left() {
        let text = r##"{"cells": [{"cell_type": "markdown", "source": ["told"]},
            {"cell_type": "code", "source": ["# said\n", "x = 'used'  # why"], "outputs": [{"text": ["printed"]}]}]}"##;
        assert_eq!(words("a.ipynb", text), "x = 'used'");
    }

    #[test]
    fn what_a_notebook_tells_people_is_no_code() {
        let of = |source: &str, rest: &str| {
            let cell =
                format!(r#"{{"cells": [{{"cell_type": "code", "source": {source}}}]{rest}}}"#);
            words("a.ipynb", &cell)
        };
        // One text, as older tools write it, with a line break that is escaped.
        let one = r#""%matplotlib inline\n\"\"\"Sends\nto b.\"\"\"\nx = \"\ud55c\\n\" # c\n!pip install d\n!e""#;
        assert_eq!(of(one, ""), "x = \" 한 \\n \" !pip install d");
        let long = r#"["x = \"\"\"a\n", "b\"\"\"\n"]"#;
        assert_eq!(of(long, ""), "x = \"\"\"a b \"\"\"");
        assert_eq!(of(r#"["%%html\n", "<b>a</b>\n"]"#, ""), "");
        assert_eq!(of(r#"["\n", "%%time\n", "a()\n"]"#, ""), "a()");
        assert_eq!(of(r#"["a()", "b()"]"#, ""), "a() b()");
        let kernel = r#", "metadata": {"kernelspec": {"language": "scala"}}"#;
        assert_eq!(of(r#"["a() // b\n"]"#, kernel), "a()");
        for broken in [
            r#""\ud83d\u""#,
            r#""\u00"#,
            r#""\"#,
            r#"["#,
            r#""\ud83d\ude00x""#,
        ] {
            of(broken, "");
        }
        let document = Document::new(
            "a.ipynb",
            r#"{"cells": [{"cell_type": "code", "source": ["a = 'b()'\n"]}]}"#,
        );
        let bare: Vec<_> = unquoted(&document)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        assert_eq!(bare, ["a", "=", "'", "'"]);
    }

    #[test]
    fn what_never_closes_ends() {
        for text in ["'", "\"\"\"a", "/* a", "'\\", "`", "x = '\\\n", "\"é", "#é"] {
            for path in [
                "a.py", "a.js", "a.rs", "a.html", "a.lua", "a.php", "a.ipynb",
            ] {
                words(path, text);
                assert_eq!(unquoted(&Document::new(path, text)).len(), text.len());
            }
        }
    }
}
