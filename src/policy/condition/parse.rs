//! Tokens to a tree: a Pratt parser over an arena, so that neither parsing
//! nor dropping recurses deeper than [`MAX_DEPTH`](super::MAX_DEPTH).

use std::ops::Range;

use super::function::Function;
use super::lex::{self, Token};
use super::pattern::Pattern;
use super::tree::{Comparison, Comprehension, Expr, Id, Node, Operator, children};
use super::{Condition, ConditionError, MAX_COMPREHENSIONS, MAX_DEPTH, MAX_LENGTH};
use crate::model::Span;

/// Parse `range` of the text as one expression; spans count from its begin.
pub(super) fn expression(text: &str, range: Range<usize>) -> Result<Condition, ConditionError> {
    if range.len() > MAX_LENGTH {
        return Err(ConditionError::new(
            Span::new(range.start, range.end),
            format!("this is longer than {MAX_LENGTH} bytes; let a fact compute it"),
        ));
    }
    let mut parser = Parser {
        tokens: lex::tokens(text, range)?,
        at: 0,
        nodes: Vec::new(),
        variables: Vec::new(),
        nesting: 0,
    };
    let root = parser.ternary()?;
    match parser.peek() {
        Token::End => Ok(Condition {
            text: text.into(),
            nodes: parser.nodes,
            root,
        }),
        token => Err(parser.error(format!("unexpected {} after the end", spell(token)))),
    }
}

struct Parser<'t> {
    tokens: Vec<(Token<'t>, Span)>,
    at: usize,
    nodes: Vec<Node>,
    variables: Vec<&'t str>,
    nesting: usize,
}

/// Binary operators of one precedence, weakest first: relations, sums, products.
const LEVELS: [&[&str]; 3] = [
    &["==", "!=", "<=", ">=", "<", ">", "in"],
    &["+", "-"],
    &["*", "/", "%"],
];

impl<'t> Parser<'t> {
    fn peek(&self) -> &Token<'t> {
        &self.tokens[self.at.min(self.tokens.len() - 1)].0
    }

    fn span(&self) -> Span {
        self.tokens[self.at.min(self.tokens.len() - 1)].1
    }

    fn error(&self, what: impl Into<String>) -> ConditionError {
        ConditionError::new(self.span(), what)
    }

    fn accept(&mut self, sign: &'static str) -> bool {
        let found = *self.peek() == Token::Sign(sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), ConditionError> {
        if self.accept(sign) {
            Ok(())
        } else {
            Err(self.error(format!("expected `{sign}`, found {}", spell(self.peek()))))
        }
    }

    /// Where the token before this one ended.
    fn end(&self) -> u32 {
        self.at
            .checked_sub(1)
            .map_or(0, |before| self.tokens[before].1.end)
    }

    fn push(&mut self, start: u32, expr: Expr) -> Result<Id, ConditionError> {
        let depth = 1 + children(&expr)
            .map(|id| self.nodes[id].depth)
            .max()
            .unwrap_or(0);
        let span = Span {
            start,
            end: self.end(),
        };
        if depth > MAX_DEPTH {
            return Err(too_deep(span));
        }
        self.nodes.push(Node { span, expr, depth });
        Ok(self.nodes.len() - 1)
    }

    /// Parse one level deeper, or refuse.
    fn nested(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<Id, ConditionError>,
    ) -> Result<Id, ConditionError> {
        if self.nesting >= MAX_DEPTH {
            return Err(too_deep(self.span()));
        }
        self.nesting += 1;
        let parsed = parse(self);
        self.nesting -= 1;
        parsed
    }

    fn ternary(&mut self) -> Result<Id, ConditionError> {
        self.nested(|parser| {
            let start = parser.span().start;
            let condition = parser.logic("||")?;
            if !parser.accept("?") {
                return Ok(condition);
            }
            let yes = parser.logic("||")?;
            parser.expect(":")?;
            let no = parser.ternary()?;
            parser.push(start, Expr::Choose { condition, yes, no })
        })
    }

    /// A chain of `||`, or of the stronger `&&`.
    fn logic(&mut self, sign: &'static str) -> Result<Id, ConditionError> {
        let start = self.span().start;
        let operand = |parser: &mut Self| match sign {
            "||" => parser.logic("&&"),
            _ => parser.binary(0),
        };
        let first = operand(self)?;
        if !self.accept(sign) {
            return Ok(first);
        }
        let mut parts = vec![first, operand(self)?];
        while self.accept(sign) {
            parts.push(operand(self)?);
        }
        let expr = match sign {
            "||" => Expr::Or(parts),
            _ => Expr::And(parts),
        };
        self.push(start, expr)
    }

    fn binary(&mut self, level: usize) -> Result<Id, ConditionError> {
        let Some(signs) = LEVELS.get(level) else {
            return self.unary();
        };
        let start = self.span().start;
        let mut left = self.binary(level + 1)?;
        while let Some(sign) = self.operator(signs) {
            self.at += 1;
            let right = self.binary(level + 1)?;
            left = self.push(start, operation(sign, left, right))?;
        }
        Ok(left)
    }

    fn operator(&self, among: &[&'static str]) -> Option<&'static str> {
        let sign = match self.peek() {
            Token::Sign(sign) => sign,
            Token::Name("in") => "in",
            _ => return None,
        };
        among.iter().find(|one| **one == sign).copied()
    }

    fn unary(&mut self) -> Result<Id, ConditionError> {
        let start = self.span().start;
        if self.accept("!") {
            let operand = self.nested(Self::unary)?;
            return self.push(start, Expr::Not(operand));
        }
        if self.accept("-") {
            if let &Token::Int(magnitude) = self.peek() {
                // A literal with its sign, so that the lowest number can be written.
                let number = 0i64.checked_sub_unsigned(magnitude);
                let number = number.ok_or_else(|| self.error(TOO_LARGE))?;
                self.at += 1;
                let literal = self.push(start, Expr::Int(number))?;
                return self.postfix(start, literal);
            }
            let operand = self.nested(Self::unary)?;
            return self.push(start, Expr::Negate(operand));
        }
        let primary = self.primary()?;
        self.postfix(start, primary)
    }

    fn primary(&mut self) -> Result<Id, ConditionError> {
        let span = self.span();
        let token = self.peek().clone();
        self.at += 1;
        let expr = match token {
            Token::Int(number) => match i64::try_from(number) {
                Ok(number) => Expr::Int(number),
                Err(_) => return Err(ConditionError::new(span, TOO_LARGE)),
            },
            Token::Float(number) => Expr::Float(number),
            Token::Text(text) => Expr::Text(text),
            Token::Name(name) => return self.name(span, name),
            Token::Sign("(") => {
                let inner = self.ternary()?;
                self.expect(")")?;
                return Ok(inner);
            }
            Token::Sign("[") => Expr::List(self.arguments("]")?),
            token => {
                self.at -= 1;
                return Err(self.error(match token {
                    Token::End => "something is missing at the end".to_owned(),
                    token => format!("unexpected {}", spell(&token)),
                }));
            }
        };
        self.push(span.start, expr)
    }

    fn name(&mut self, span: Span, name: &'t str) -> Result<Id, ConditionError> {
        if *self.peek() == Token::Sign("(") {
            return self.call(span, None, name);
        }
        let local = self.variables.iter().rposition(|known| *known == name);
        let expr = match (name, local) {
            ("true", _) => Expr::Bool(true),
            ("false", _) => Expr::Bool(false),
            ("null", _) => Expr::Null,
            ("in", _) => return Err(ConditionError::new(span, "`in` needs a value before it")),
            (_, Some(depth)) => Expr::Local(depth),
            ("self", _) => Expr::This,
            _ => Expr::Fact(name.into()),
        };
        self.push(span.start, expr)
    }

    /// Members, indexes and methods after a value.
    fn postfix(&mut self, start: u32, mut value: Id) -> Result<Id, ConditionError> {
        loop {
            let optional = matches!(self.peek(), Token::Sign(".?" | "?."));
            if optional || *self.peek() == Token::Sign(".") {
                self.at += 1;
                let span = self.span();
                let &Token::Name(name) = self.peek() else {
                    let found = spell(self.peek());
                    return Err(self.error(format!("expected a name after `.`, found {found}")));
                };
                self.at += 1;
                value = if !optional && *self.peek() == Token::Sign("(") {
                    self.call(Span { start, ..span }, Some(value), name)?
                } else {
                    let (of, name) = (value, name.into());
                    self.push(start, Expr::Member { of, name, optional })?
                };
            } else if self.accept("[") {
                let optional = self.accept("?");
                let index = self.ternary()?;
                self.expect("]")?;
                let of = value;
                value = self.push(
                    start,
                    Expr::Index {
                        of,
                        index,
                        optional,
                    },
                )?;
            } else {
                return Ok(value);
            }
        }
    }

    fn arguments(&mut self, close: &'static str) -> Result<Vec<Id>, ConditionError> {
        let mut arguments = Vec::new();
        while !self.accept(close) {
            if !arguments.is_empty() {
                self.expect(",")?;
                // A trailing comma is fine, as in CEL's lists.
                if close == "]" && self.accept(close) {
                    break;
                }
            }
            arguments.push(self.ternary()?);
        }
        Ok(arguments)
    }

    fn call(&mut self, span: Span, receiver: Option<Id>, name: &str) -> Result<Id, ConditionError> {
        let start = span.start;
        self.expect("(")?;
        if let (Some(over), Some(kind)) = (receiver, Comprehension::named(name)) {
            return self.comprehension(start, kind, over);
        }
        let mut arguments: Vec<Id> = receiver.into_iter().collect();
        arguments.extend(self.arguments(")")?);
        let whole = Span {
            start,
            end: self.end(),
        };
        match (name, receiver, arguments.as_slice()) {
            ("has", None, &[member]) => match self.nodes[member].expr {
                Expr::Member { .. } => return self.push(start, Expr::Has(member)),
                _ => {
                    let what = "has() takes a member, as in `has(a.b)`";
                    return Err(ConditionError::new(whole, what));
                }
            },
            ("matches", Some(_), &[text, pattern]) => {
                let pattern = self.pattern(pattern)?;
                return self.push(start, Expr::Matches(text, pattern));
            }
            _ => {}
        }
        let given = arguments.len() - usize::from(receiver.is_some());
        let function = Function::called(name, receiver.is_some(), given)
            .map_err(|what| ConditionError::new(whole, what))?;
        self.push(start, Expr::Call(function, arguments))
    }

    fn comprehension(
        &mut self,
        start: u32,
        kind: Comprehension,
        over: Id,
    ) -> Result<Id, ConditionError> {
        let &Token::Name(name) = self.peek() else {
            return Err(self.error("a comprehension begins with the name of its variable"));
        };
        if matches!(name, "self" | "true" | "false" | "null" | "in") {
            return Err(self.error(format!("`{name}` can't be the name of a variable")));
        }
        if self.variables.len() >= MAX_COMPREHENSIONS {
            return Err(self.error(format!(
                "comprehensions nest {MAX_COMPREHENSIONS} deep at most; let a fact compute it"
            )));
        }
        self.at += 1;
        self.expect(",")?;
        let variable = self.variables.len();
        self.variables.push(name);
        let first = self.ternary()?;
        let mut filter = None;
        let mut body = first;
        if kind == Comprehension::Map && self.accept(",") {
            filter = Some(first);
            body = self.ternary()?;
        }
        self.expect(")")?;
        self.variables.pop();
        self.push(
            start,
            Expr::Comprehension {
                kind,
                over,
                variable,
                filter,
                body,
            },
        )
    }

    fn pattern(&self, id: Id) -> Result<Pattern, ConditionError> {
        let node = &self.nodes[id];
        match &node.expr {
            Expr::Text(text) => Ok(Pattern::new(text.clone(), node.span)),
            _ => {
                let what = "the pattern of matches() is a literal, so that it is checked at once";
                Err(ConditionError::new(node.span, what))
            }
        }
    }
}

const TOO_LARGE: &str = "this is no whole number of 64 bits";

fn too_deep(span: Span) -> ConditionError {
    ConditionError::new(
        span,
        format!("this nests deeper than {MAX_DEPTH}; let a fact compute it"),
    )
}

fn operation(sign: &str, left: Id, right: Id) -> Expr {
    let comparison = match sign {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        "in" => return Expr::In(left, right),
        "+" => return Expr::Arithmetic(Operator::Add, left, right),
        "-" => return Expr::Arithmetic(Operator::Subtract, left, right),
        "*" => return Expr::Arithmetic(Operator::Multiply, left, right),
        "/" => return Expr::Arithmetic(Operator::Divide, left, right),
        _ => return Expr::Arithmetic(Operator::Remainder, left, right),
    };
    Expr::Compare(comparison, left, right)
}

fn spell(token: &Token) -> String {
    match token {
        Token::Name(name) => format!("`{name}`"),
        Token::Int(number) => format!("`{number}`"),
        Token::Float(number) => format!("`{number}`"),
        Token::Text(_) => "a text".to_owned(),
        Token::Sign(sign) => format!("`{sign}`"),
        Token::End => "the end".to_owned(),
    }
}
