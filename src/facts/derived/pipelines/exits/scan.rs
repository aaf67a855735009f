//! A script of a shell in words and signs. What redirects a command is left
//! out, but for what it is fed in place.

pub(super) enum Token {
    Word(String),
    Sign(&'static str),
    /// What a command is fed in place.
    Fed(String),
    Test(String),
    Arithmetic,
}

/// Signs, the longer ones before those that they begin with.
const SIGNS: [&str; 10] = ["&&", "||", "|&", ";;", "|", ";", "&", "(", ")", "\n"];

/// The words and signs of a script.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    Scan { text, at: 0 }.tokens()
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn tokens(mut self) -> Option<Vec<Token>> {
        let mut found: Vec<Token> = Vec::new();
        // Ends of texts that begin on the next line, and whose they are.
        let mut waiting: Vec<(usize, String)> = Vec::new();
        loop {
            let rest = self.rest();
            let Some(first) = rest.chars().next() else {
                return waiting.is_empty().then_some(found);
            };
            if first == '#' {
                self.at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            if matches!(first, ' ' | '\t' | '\r') || rest.starts_with("\\\n") {
                self.at += if first == '\\' { 2 } else { 1 };
                continue;
            }
            if rest.starts_with("((") {
                let inside = self.balanced(2, b'(', b')', 2)?;
                self.at += inside;
                found.push(Token::Arithmetic);
                continue;
            }
            let is_way = rest.starts_with("<(") || rest.starts_with(">(");
            if !is_way && (matches!(first, '<' | '>') || rest.starts_with("&>")) {
                self.redirection(&mut found, &mut waiting)?;
                continue;
            }
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            if let Some(sign) = sign.filter(|_| !is_way) {
                self.at += sign.len();
                found.push(Token::Sign(sign));
                if *sign == "\n" {
                    for (at, end) in std::mem::take(&mut waiting) {
                        found[at] = Token::Fed(self.fed(&end));
                    }
                }
                continue;
            }
            let word = self.word()?;
            let next = self.rest();
            if word.bytes().all(|byte| byte.is_ascii_digit()) && next.starts_with(['<', '>']) {
                continue;
            }
            if word == "[[" {
                let end = next.find("]]")?;
                found.push(Token::Test(next[..end].trim().to_owned()));
                self.at += end + 2;
                continue;
            }
            found.push(Token::Word(word));
        }
    }

    /// A redirection without its target, but for a text that stands in place.
    fn redirection(
        &mut self,
        found: &mut Vec<Token>,
        waiting: &mut Vec<(usize, String)>,
    ) -> Option<()> {
        const WAYS: [&str; 11] = [
            "<<<", "<<-", "<<", "&>>", "&>", ">>", ">|", ">&", "<&", "<", ">",
        ];
        let way = WAYS.into_iter().find(|way| self.rest().starts_with(way))?;
        self.at += way.len();
        let blanks = self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        self.at += blanks;
        let is_way = self.rest().starts_with("<(") || self.rest().starts_with(">(");
        if self.rest().starts_with(['\n', ';', '|', '&'])
            || self.rest().starts_with(['<', '>']) && !is_way
        {
            return None;
        }
        let target = self.word()?;
        match way {
            "<<<" => found.push(Token::Fed(plain(&target))),
            "<<" | "<<-" => {
                waiting.push((found.len(), plain(&target)));
                found.push(Token::Fed(String::new()));
            }
            // What writes into a command is a word of its own.
            _ if is_way => found.push(Token::Word(target)),
            _ => {}
        }
        Some(())
    }

    /// The lines up to one that is the end; without it, all of them.
    fn fed(&mut self, end: &str) -> String {
        let mut lines = Vec::new();
        while !self.rest().is_empty() {
            let line = self
                .rest()
                .split('\n')
                .next()
                .unwrap_or_default()
                .to_owned();
            self.at = (self.at + line.len() + 1).min(self.text.len());
            if line.trim() == end {
                break;
            }
            lines.push(line);
        }
        lines.join("\n")
    }

    /// A word as it stands, quotes and all.
    fn word(&mut self) -> Option<String> {
        let start = self.at;
        let mut quoted = false;
        while let Some(first) = self.rest().chars().next() {
            let rest = self.rest();
            let long = if first == '\\' {
                1 + rest.chars().nth(1).map_or(0, char::len_utf8)
            } else if first == '"' {
                quoted = !quoted;
                1
            } else if first == '\'' && !quoted {
                rest[1..].find('\'')? + 2
            } else if rest.starts_with("$((") {
                self.balanced(3, b'(', b')', 2)?
            } else if rest.starts_with("$(") {
                self.balanced(2, b'(', b')', 1)?
            } else if rest.starts_with("${") {
                self.balanced(2, b'{', b'}', 1)?
            } else if first == '`' {
                rest[1..].find('`')? + 2
            } else if quoted {
                first.len_utf8()
            } else if rest.starts_with("<(") || rest.starts_with(">(") {
                self.balanced(2, b'(', b')', 1)?
            } else if first == '(' && self.text[start..self.at].ends_with('=') {
                self.balanced(1, b'(', b')', 1)?
            } else if first.is_whitespace() || ";&|()<>".contains(first) {
                break;
            } else {
                first.len_utf8()
            };
            self.at += long;
        }
        (!quoted && self.at > start).then(|| self.text[start..self.at].to_owned())
    }

    /// How far it is to the end of what is opened here.
    fn balanced(&self, begin: usize, open: u8, close: u8, depth: i32) -> Option<usize> {
        let (mut depth, mut quote, mut escaped) = (depth, None, false);
        for (at, byte) in self.rest().bytes().enumerate().skip(begin) {
            match (byte, quote) {
                _ if escaped => escaped = false,
                (b'\\', quote) if quote != Some(b'\'') => escaped = true,
                (byte, Some(mark)) if byte == mark => quote = None,
                (_, Some(_)) => {}
                (b'\'' | b'"', None) => quote = Some(byte),
                (byte, None) if byte == open => depth += 1,
                (byte, None) if byte == close => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// A word without its quotes.
pub(super) fn plain(word: &str) -> String {
    let mut found = String::new();
    let (mut quote, mut escaped) = (None, false);
    for character in word.chars() {
        match (character, quote) {
            (other, _) if escaped => {
                escaped = false;
                found.push(other);
            }
            ('\\', quote) if quote != Some('\'') => escaped = true,
            (mark, Some(open)) if mark == open => quote = None,
            ('\'' | '"', None) => quote = Some(character),
            (other, _) => found.push(other),
        }
    }
    found
}
