//! Events to a tree, without recursion: open lists and maps wait on a stack.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag};
use indexmap::map::Entry;

use super::schema::{self, Plain};
use super::{spans, words};
use crate::model::{Document, Kind, Map, Place, Span, Str, Text, Value, text};
use crate::source::defects::{Defects, Fatal, shortened};
use crate::source::{Limits, Parsed};

/// A finished value, and what it costs to follow it.
#[derive(Clone)]
struct Node {
    value: Value,
    /// Values in it, itself included, aliases followed.
    count: usize,
    /// Lists and maps inside each other, itself included.
    height: usize,
}

/// A list or a map whose end has not come yet.
struct Open {
    members: Members,
    flow: bool,
    anchor: usize,
    /// From its beginning to the end of its last member so far.
    span: Span,
    count: usize,
    height: usize,
}

enum Members {
    List(Vec<Value>),
    Map {
        entries: Map,
        /// The key whose value comes next.
        key: Option<Key>,
        /// Where `<<` stands, and what it merges.
        merged: Option<(Span, Value)>,
    },
}

/// A key of a map.
enum Key {
    Name(Str, Span),
    Merge(Span),
    /// No scalar; its value is left out.
    Complex,
}

pub(super) struct Builder<'a> {
    document: &'a Arc<Document>,
    /// The bytes of the document that are read.
    block: Span,
    limits: Limits,
    nodes: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    defects: Defects,
}

impl<'a> Builder<'a> {
    pub(super) fn new(document: &'a Arc<Document>, block: Span, limits: Limits) -> Self {
        Self {
            document,
            block,
            limits,
            nodes: 0,
            open: Vec::new(),
            anchors: HashMap::new(),
            defects: Defects::of(document),
        }
    }

    /// Build the one document that stands in the block.
    pub(super) fn read(mut self) -> Parsed {
        let text = self.document.text.get(self.block.range()).unwrap_or("");
        let outcome = self.document(text);
        self.defects.conclude(outcome)
    }

    fn document(&mut self, text: &str) -> Result<Value, Fatal> {
        let mut options = granit_parser::options! {
            flow_nesting_limit: self.limits.depth,
            block_nesting_limit: self.limits.depth,
        };
        options.set_emit_comments(false);
        let mut root = None;
        for next in Parser::new_from_str_with_options(text, options) {
            let (event, span) = next.map_err(|error| self.refusal(&error))?;
            let tag_at = span.tag_span().unwrap_or(span);
            let (tag_at, span) = (self.span(tag_at), self.span(span));
            let finished = match event {
                Event::DocumentStart(..) if root.is_some() => {
                    let detail = text!(
                        "a second document begins here",
                        "여기서 두 번째 문서가 시작됨"
                    );
                    return Err(self.defects.fatal("many-documents", span, detail));
                }
                Event::Scalar(text, style, anchor, tag) => {
                    self.scalar(&text, style, anchor, tagged(&tag, tag_at), span)?
                }
                Event::Alias(anchor) => self.alias(anchor, span)?,
                Event::SequenceStart(style, anchor, tag) => {
                    self.check_tag(tagged(&tag, tag_at), "seq")?;
                    let span = match style {
                        StructureStyle::Block => {
                            spans::beginning_at_dash(&self.document.text, self.start(), span)
                        }
                        StructureStyle::Flow => span,
                    };
                    self.enter(Members::List(Vec::new()), style, anchor, span)?;
                    None
                }
                Event::MappingStart(style, anchor, tag) => {
                    self.check_tag(tagged(&tag, tag_at), "map")?;
                    let members = Members::Map {
                        entries: Map::default(),
                        key: None,
                        merged: None,
                    };
                    self.enter(members, style, anchor, span)?;
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => self.leave(span)?,
                _ => None,
            };
            if let Some(node) = finished {
                root = Some(node.value);
            }
        }
        Ok(root.unwrap_or_else(|| self.at(Kind::Null, Span::new(self.start(), self.start()))))
    }

    /// What the parser refuses, in its words.
    fn refusal(&self, error: &ScanError) -> Fatal {
        let code = match error.kind() {
            ErrorKind::RecursionLimitExceeded => "too-deep",
            _ => "syntax",
        };
        let end = self.block.end as usize;
        let at = end.min(self.start() + error.marker().byte_offset().unwrap_or(0));
        let rest = self.document.text.get(at..end).unwrap_or("");
        let width = rest.chars().next().map_or(0, char::len_utf8);
        let span = Span::new(at, at + width);
        self.defects.fatal(code, span, words::said(error))
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<(&Tag, Span)>,
        span: Span,
    ) -> Result<Option<Node>, Fatal> {
        let plain = style == ScalarStyle::Plain;
        let is_key = self.awaits_key();
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                spans::without_trailing_breaks(&self.document.text, span)
            }
            _ => span,
        };
        // An absent scalar comes as a tilde that is not in the text.
        let text = if plain && span.start == span.end {
            ""
        } else {
            text
        };
        let core_tag = tag.and_then(|(tag, at)| Some((tag.core_suffix()?, at)));
        let kind = match (core_tag, plain) {
            (Some((core_tag, tag_at)), _) => match schema::resolve_as(core_tag, text) {
                Some(kind) => kind,
                None => {
                    let detail = no_such(core_tag);
                    self.defects.note("tag-mismatch", tag_at, detail)?;
                    Kind::from(text)
                }
            },
            (None, true) if tag.is_none() => self.plain(text, span, is_key)?,
            (None, _) => {
                self.check_tag(tag, "str")?;
                Kind::from(text)
            }
        };
        let node = Node {
            value: self.at(kind, span),
            count: 1,
            height: 0,
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        if is_key {
            let merges = plain && tag.is_none() && text == "<<";
            self.key(match merges {
                true => Key::Merge(span),
                false => Key::Name(text.into(), span),
            });
            return Ok(None);
        }
        self.attach(node, span)
    }

    /// An untagged plain scalar. A key is its text whatever it looks like.
    fn plain(&mut self, text: &str, span: Span, is_key: bool) -> Result<Kind, Fatal> {
        let (code, detail) = match schema::resolve(text) {
            Plain::Value(kind) => return Ok(kind),
            Plain::Disputed(reading) => ("yaml-1.1", words::disputed(reading)),
            Plain::OutOfRange => (
                "number-out-of-range",
                text!(
                    "no 64-bit number is this large",
                    "64비트 수로 나타낼 수 없을 만큼 큼"
                ),
            ),
        };
        if !is_key {
            self.defects.note(code, span, detail)?;
        }
        Ok(Kind::from(text))
    }

    fn check_tag(&mut self, tag: Option<(&Tag, Span)>, expected: &str) -> Result<(), Fatal> {
        let Some((tag, at)) = tag else { return Ok(()) };
        let (code, detail) = match tag.core_suffix() {
            Some(core) if core == expected => return Ok(()),
            Some(core) => ("tag-mismatch", no_such(core)),
            // The non-specific tag `!` says: no tag at all.
            None if tag.handle().is_empty() && tag.suffix() == "!" => return Ok(()),
            None => ("unknown-tag", Text::same(shortened(&tag.original()))),
        };
        self.defects.note(code, at, detail)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<Option<Node>, Fatal> {
        let Some(mut node) = self.anchors.get(&anchor).cloned() else {
            let detail = text!(
                "the alias stands inside the value that it names",
                "별칭이 가리키는 값 안에 그 별칭이 있음"
            );
            return Err(self.defects.fatal("recursive-alias", span, detail));
        };
        if self.awaits_key() {
            let key = match &node.value.kind {
                Kind::List(_) | Kind::Map(_) => {
                    self.complex_key(span)?;
                    Key::Complex
                }
                Kind::Text(text) => Key::Name(Arc::clone(text), span),
                _ => Key::Name(
                    node.value.place.as_ref().map_or("", Place::text).into(),
                    span,
                ),
            };
            self.key(key);
            return Ok(None);
        }
        if self.open.len() + node.height > self.limits.depth {
            return Err(self.too_deep(span));
        }
        node.value.key = None;
        self.attach(node, span)
    }

    fn enter(
        &mut self,
        members: Members,
        style: StructureStyle,
        anchor: usize,
        span: Span,
    ) -> Result<(), Fatal> {
        if self.open.len() >= self.limits.depth {
            return Err(self.too_deep(span));
        }
        self.open.push(Open {
            members,
            flow: style == StructureStyle::Flow,
            anchor,
            span,
            count: 1,
            height: 0,
        });
        Ok(())
    }

    /// The innermost list or map ends.
    fn leave(&mut self, end: Span) -> Result<Option<Node>, Fatal> {
        let Some(open) = self.open.pop() else {
            return Ok(None);
        };
        // A block ends where the next thing begins; its own end is its last member's.
        let end = if open.flow { end.end } else { open.span.end };
        let span = Span::new(open.span.start as usize, end as usize);
        let kind = match open.members {
            Members::List(items) => Kind::List(items.into()),
            Members::Map {
                mut entries,
                merged,
                ..
            } => {
                if let Some((key, value)) = merged {
                    self.merge(&mut entries, key, &value)?;
                }
                Kind::Map(Arc::new(entries))
            }
        };
        let node = Node {
            value: self.at(kind, span),
            count: open.count,
            height: open.height + 1,
        };
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, node.clone());
        }
        if self.awaits_key() {
            self.complex_key(span)?;
            self.key(Key::Complex);
            return Ok(None);
        }
        self.attach(node, span)
    }

    /// What `<<` brings: explicit keys win, and of several maps the first.
    fn merge(&mut self, entries: &mut Map, key: Span, value: &Value) -> Result<(), Fatal> {
        let maps = match &value.kind {
            Kind::List(maps) => maps,
            _ => std::slice::from_ref(value),
        };
        for map in maps {
            let Kind::Map(map) = &map.kind else {
                let detail = text!(
                    "`<<` merges maps, not {name}",
                    "`<<`는 맵만 합칠 수 있음. 있는 것: {name}",
                    name = map.type_name()
                );
                self.defects.note("merge-not-a-map", key, detail)?;
                continue;
            };
            for (name, value) in map.iter() {
                if let Entry::Vacant(vacant) = entries.entry(Arc::clone(name)) {
                    let mut value = value.clone();
                    value.key = Some(key);
                    vacant.insert(value);
                }
            }
        }
        Ok(())
    }

    /// Put a finished value where it belongs; the outermost is returned.
    /// `written` is where it stands here, be it only as an alias.
    fn attach(&mut self, mut node: Node, written: Span) -> Result<Option<Node>, Fatal> {
        self.nodes = self.nodes.saturating_add(node.count);
        if self.nodes > self.limits.nodes {
            let detail = text!(
                "more than {most} values, aliases followed",
                "별칭을 펼치면 값이 {most}개보다 많음",
                most = self.limits.nodes
            );
            return Err(self.defects.fatal("too-many-nodes", written, detail));
        }
        let Some(open) = self.open.last_mut() else {
            return Ok(Some(node));
        };
        open.span.end = open.span.end.max(written.end);
        open.count = open.count.saturating_add(node.count);
        open.height = open.height.max(node.height);
        match &mut open.members {
            Members::List(items) => items.push(node.value),
            Members::Map {
                entries,
                key,
                merged,
            } => match key.take() {
                Some(Key::Name(name, span)) => {
                    node.value.key = Some(span);
                    match entries.entry(name) {
                        Entry::Vacant(vacant) => {
                            vacant.insert(node.value);
                        }
                        Entry::Occupied(first) => {
                            self.defects
                                .duplicate_key(first.key(), span, first.get().key)?;
                        }
                    }
                }
                Some(Key::Merge(span)) => match merged {
                    None => *merged = Some((span, node.value)),
                    Some((first, _)) => self.defects.duplicate_key("<<", span, Some(*first))?,
                },
                Some(Key::Complex) | None => {}
            },
        }
        Ok(None)
    }

    fn key(&mut self, next: Key) {
        if let Some(Open {
            members: Members::Map { key, .. },
            span,
            ..
        }) = self.open.last_mut()
        {
            if let Key::Name(_, written) | Key::Merge(written) = &next {
                span.end = span.end.max(written.end);
            }
            *key = Some(next);
        }
    }

    fn awaits_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                members: Members::Map { key: None, .. },
                ..
            })
        )
    }

    fn complex_key(&mut self, span: Span) -> Result<(), Fatal> {
        let detail = text!("a key must be a scalar", "키는 스칼라여야 함");
        self.defects.note("complex-key", span, detail)
    }

    fn too_deep(&self, span: Span) -> Fatal {
        let detail = text!(
            "more than {most} levels",
            "{most}단계보다 깊음",
            most = self.limits.depth
        );
        self.defects.fatal("too-deep", span, detail)
    }

    fn at(&self, kind: Kind, span: Span) -> Value {
        Value::at(kind, Place::new(self.document, span))
    }

    fn start(&self) -> usize {
        self.block.start as usize
    }

    fn span(&self, span: granit_parser::Span) -> Span {
        let start = span.start.byte_offset().unwrap_or(0);
        let end = span.end.byte_offset().unwrap_or(start);
        Span::new(start, end).shifted(self.start())
    }
}

/// A tag and where it is written.
fn tagged<'a>(tag: &'a Option<Cow<'_, Tag>>, at: Span) -> Option<(&'a Tag, Span)> {
    tag.as_deref().map(|tag| (tag, at))
}

/// A value that its tag does not fit.
fn no_such(tag: &str) -> Text {
    text!("the value is no `!!{tag}`", "값이 `!!{tag}`이(가) 아님")
}
