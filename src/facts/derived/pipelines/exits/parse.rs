//! A script of a shell as a tree: what is run after what, and what asks for
//! whose exit code. What can't be read is no tree at all.

use std::rc::Rc;

use super::scan::{Token, plain, tokens};

/// A part of a script.
pub(super) enum Node {
    /// A command with its words as they stand, and what it is fed in place.
    Simple {
        words: Vec<String>,
        fed: Option<String>,
    },
    /// `[[ … ]]`.
    Test(String),
    /// `(( … ))`, or one that can't be told.
    Arithmetic,
    Pipe {
        parts: Vec<Node>,
        is_denied: bool,
    },
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Behind(Box<Node>),
    List(Vec<Node>),
    Subshell(Box<Node>),
    If {
        arms: Vec<(Node, Node)>,
        other: Option<Box<Node>>,
    },
    For(Box<Node>),
    /// While a command succeeds, or until it does.
    While {
        asks: Box<Node>,
        until: bool,
        body: Box<Node>,
    },
    Case {
        word: String,
        arms: Vec<(Vec<String>, Node)>,
    },
    Function(String, Rc<Node>),
}

/// Levels of a script that are read, parts of one chain, and bytes in all.
const DEEPEST: u32 = 40;
const LONGEST: usize = 200;
const MOST: usize = 64 << 10;
/// A script as a tree.
pub(super) fn script(text: &str) -> Option<Node> {
    if text.len() > MOST {
        return None;
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
    };
    let found = parser.list()?;
    (parser.at == parser.tokens.len()).then_some(found)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
}

/// Words that end a list.
const ENDS: &[&str] = &["then", "elif", "else", "fi", "do", "done", "esac", "}"];

impl Parser {
    fn word(&self) -> Option<&str> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn sign(&self) -> Option<&'static str> {
        match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) => Some(sign),
            _ => None,
        }
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is_it = self.word() == Some(word);
        self.at += usize::from(is_it);
        is_it
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is_it = self.sign() == Some(sign);
        self.at += usize::from(is_it);
        is_it
    }

    fn lines(&mut self) {
        while self.takes("\n") {}
    }

    fn list(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut found = Vec::new();
        loop {
            while self.takes("\n") || self.takes(";") {}
            let ends = self.word().is_some_and(|word| ENDS.contains(&word));
            if ends || self.at == self.tokens.len() || matches!(self.sign(), Some(")" | ";;")) {
                break;
            }
            let one = self.and_or()?;
            found.push(match self.takes("&") {
                true => Node::Behind(Box::new(one)),
                false => one,
            });
        }
        self.depth -= 1;
        Some(Node::List(found))
    }

    fn and_or(&mut self) -> Option<Node> {
        let mut found = self.pipe()?;
        for _ in 0..LONGEST {
            let is_and = self.takes("&&");
            if !is_and && !self.takes("||") {
                return Some(found);
            }
            self.lines();
            let next = Box::new(self.pipe()?);
            found = match is_and {
                true => Node::And(Box::new(found), next),
                false => Node::Or(Box::new(found), next),
            };
        }
        None
    }

    fn pipe(&mut self) -> Option<Node> {
        let mut is_denied = false;
        while self.takes_word("!") {
            is_denied = !is_denied;
        }
        let mut parts = vec![self.command()?];
        while self.takes("|") || self.takes("|&") {
            self.lines();
            parts.push(self.command()?);
        }
        match (parts.len(), is_denied) {
            (1, false) => parts.pop(),
            _ => Some(Node::Pipe { parts, is_denied }),
        }
    }

    /// A command; what redirects one that holds others is passed over.
    fn command(&mut self) -> Option<Node> {
        let found = self.one()?;
        if !matches!(found, Node::Simple { .. }) {
            while let Some(Token::Fed(_)) = self.tokens.get(self.at) {
                self.at += 1;
            }
            // A way into a command behind it.
            if self.word().is_some_and(|word| word.starts_with(['<', '>'])) {
                self.at += 1;
            }
        }
        Some(found)
    }

    fn one(&mut self) -> Option<Node> {
        if self.takes("(") {
            let inside = self.list()?;
            return self.takes(")").then(|| Node::Subshell(Box::new(inside)));
        }
        match self.tokens.get(self.at)? {
            Token::Test(text) => {
                let text = text.clone();
                self.at += 1;
                return Some(Node::Test(text));
            }
            Token::Arithmetic => {
                self.at += 1;
                return Some(Node::Arithmetic);
            }
            Token::Sign(_) => return None,
            Token::Fed(_) | Token::Word(_) => {}
        }
        match self.word() {
            Some("{") => {
                self.at += 1;
                let inside = self.list()?;
                self.takes_word("}").then_some(inside)
            }
            Some("if") => self.condition(),
            Some("for" | "select") => {
                self.at += 1;
                while !self.takes_word("do") {
                    if self.at >= self.tokens.len() {
                        return None;
                    }
                    self.at += 1;
                }
                let body = self.list()?;
                self.takes_word("done").then(|| Node::For(Box::new(body)))
            }
            Some(word @ ("while" | "until")) => {
                let until = word == "until";
                self.at += 1;
                let asks = Box::new(self.list()?);
                let body = self.takes_word("do").then(|| self.list())??;
                let body = Box::new(body);
                let found = Node::While { asks, until, body };
                self.takes_word("done").then_some(found)
            }
            Some("case") => self.case(),
            Some("function") => {
                self.at += 1;
                let name = self.word()?.to_owned();
                self.at += 1;
                if self.takes("(") && !self.takes(")") {
                    return None;
                }
                self.function(name)
            }
            _ => self.simple(),
        }
    }

    fn condition(&mut self) -> Option<Node> {
        let mut arms = Vec::new();
        while self.takes_word("if") || self.takes_word("elif") {
            let asks = self.list()?;
            let then = self.takes_word("then").then(|| self.list())??;
            arms.push((asks, then));
            if self.word() == Some("if") || arms.len() > LONGEST {
                return None;
            }
        }
        let other = match self.takes_word("else") {
            true => Some(Box::new(self.list()?)),
            false => None,
        };
        self.takes_word("fi").then_some(Node::If { arms, other })
    }

    fn case(&mut self) -> Option<Node> {
        self.at += 1;
        let word = self.word()?.to_owned();
        self.at += 1;
        self.lines();
        if !self.takes_word("in") {
            return None;
        }
        let mut arms = Vec::new();
        loop {
            self.lines();
            if self.takes_word("esac") {
                return Some(Node::Case { word, arms });
            }
            self.takes("(");
            let mut patterns = Vec::new();
            loop {
                patterns.push(plain(self.word()?));
                self.at += 1;
                if !self.takes("|") {
                    break;
                }
            }
            if !self.takes(")") {
                return None;
            }
            arms.push((patterns, self.list()?));
            self.takes(";;");
        }
    }

    fn function(&mut self, name: String) -> Option<Node> {
        self.lines();
        self.depth += 1;
        let body = self.command().filter(|_| self.depth < DEEPEST)?;
        self.depth -= 1;
        Some(Node::Function(name, Rc::new(body)))
    }

    fn simple(&mut self) -> Option<Node> {
        let (mut words, mut fed) = (Vec::new(), None);
        loop {
            match self.tokens.get(self.at) {
                Some(Token::Word(word)) => words.push(word.clone()),
                Some(Token::Fed(text)) => fed = Some(text.clone()),
                _ => break,
            }
            self.at += 1;
        }
        if words.len() == 1 && self.sign() == Some("(") {
            self.at += 1;
            let name = words.pop()?;
            return self.takes(")").then(|| self.function(name))?;
        }
        Some(Node::Simple { words, fed })
    }
}
