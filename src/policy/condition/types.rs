//! What is known of an expression before any fact is.

use std::rc::Rc;

use crate::facts::catalogue::Node;
use crate::model::Type;

/// A set of kinds that a value may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds(u16);

impl Kinds {
    pub(super) const NONE: Self = Self(0);
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOL: Self = Self(1 << 1);
    pub(super) const INT: Self = Self(1 << 2);
    pub(super) const FLOAT: Self = Self(1 << 3);
    pub(super) const TEXT: Self = Self(1 << 4);
    pub(super) const DATE: Self = Self(1 << 5);
    pub(super) const DURATION: Self = Self(1 << 6);
    pub(super) const LIST: Self = Self(1 << 7);
    pub(super) const RECORD: Self = Self(1 << 8);
    pub(super) const OPTIONAL: Self = Self(1 << 9);
    pub(super) const NUMBER: Self = Self(Self::INT.0 | Self::FLOAT.0);
    pub(super) const ANY: Self = Self((1 << 9) - 1);

    const NAMES: [(Self, &'static str); 10] = [
        (Self::NULL, "null"),
        (Self::BOOL, "true or false"),
        (Self::NUMBER, "a number"),
        (Self::INT, "a whole number"),
        (Self::FLOAT, "a number"),
        (Self::TEXT, "a text"),
        (Self::DATE, "a date"),
        (Self::DURATION, "a duration"),
        (Self::LIST, "a list"),
        (Self::RECORD, "a record"),
    ];

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whole and other numbers are one when it comes to comparing.
    pub(super) fn widened(self) -> Self {
        if self.meets(Self::NUMBER) {
            self.or(Self::NUMBER)
        } else {
            self
        }
    }

    pub(super) fn spell(self) -> String {
        if self == Self::ANY {
            return "any value".to_owned();
        }
        if self.meets(Self::OPTIONAL) {
            return "an optional; end it with `.orValue(…)` or `.hasValue()`".to_owned();
        }
        let mut left = self;
        let mut names = Vec::new();
        for (kinds, name) in Self::NAMES {
            if kinds.is_within(left) {
                names.push(name);
                left = left.without(kinds);
            }
        }
        names.join(" or ")
    }
}

/// What is known of an expression before any fact is.
#[derive(Clone)]
pub(super) struct Ty<'c> {
    pub(super) kinds: Kinds,
    /// The facts that it may be.
    pub(super) node: Option<&'c Node>,
    /// What a computed list or an optional holds.
    pub(super) holds: Option<Rc<Ty<'c>>>,
    /// The words that a text is one of.
    pub(super) words: Option<&'static [&'static str]>,
}

impl<'c> Ty<'c> {
    pub(super) fn of(kinds: Kinds) -> Self {
        Self {
            kinds,
            node: None,
            holds: None,
            words: None,
        }
    }

    pub(super) fn any() -> Self {
        Self::of(Kinds::ANY)
    }

    pub(super) fn holding(kinds: Kinds, holds: Ty<'c>) -> Self {
        Self {
            holds: Some(Rc::new(holds)),
            ..Self::of(kinds)
        }
    }

    pub(super) fn node(node: &'c Node) -> Self {
        let mut words = None;
        let mut kinds = match node.fact.as_ref().map(|fact| fact.ty) {
            None => Kinds::NONE,
            Some(Type::Bool) => Kinds::BOOL,
            Some(Type::Int) => Kinds::INT,
            Some(Type::Number) => Kinds::NUMBER,
            Some(Type::Text) => Kinds::TEXT,
            Some(Type::OneOf(known)) => {
                words = Some(known);
                Kinds::TEXT
            }
            Some(Type::Date) => Kinds::DATE,
            Some(Type::Any) => Kinds::ANY.without(Kinds::LIST).without(Kinds::RECORD),
        };
        if node.items.is_some() {
            kinds = kinds.or(Kinds::LIST);
        }
        if node.is_record() {
            kinds = kinds.or(Kinds::RECORD);
        }
        if kinds == Kinds::NONE {
            // A catalogue that is empty knows nothing and refuses nothing.
            return Self::any();
        }
        Self {
            kinds,
            node: Some(node),
            holds: None,
            words,
        }
    }

    /// What each item of it is.
    pub(super) fn item(&self) -> Ty<'c> {
        match (
            self.node.and_then(|node| node.items.as_deref()),
            &self.holds,
        ) {
            (Some(node), _) => Ty::node(node),
            (None, Some(holds)) if self.kinds.meets(Kinds::LIST) => (**holds).clone(),
            _ => Ty::any(),
        }
    }

    /// Either of two.
    pub(super) fn join(&self, other: &Ty<'c>) -> Ty<'c> {
        let same = |left: Option<&Node>, right: Option<&Node>| match (left, right) {
            (Some(left), Some(right)) => std::ptr::eq(left, right),
            _ => false,
        };
        Ty {
            kinds: self.kinds.or(other.kinds),
            node: self.node.filter(|_| same(self.node, other.node)),
            holds: match (&self.holds, &other.holds) {
                (Some(left), Some(right)) => Some(Rc::new(left.join(right))),
                _ => None,
            },
            words: None,
        }
    }
}

/// What an optional holds; anything else as it is.
pub(super) fn unwrapped<'c>(ty: &Ty<'c>) -> Ty<'c> {
    match &ty.holds {
        Some(holds) if ty.kinds == Kinds::OPTIONAL => (**holds).clone(),
        _ => ty.clone(),
    }
}

/// The same, or an optional of it.
pub(super) fn optionally(ty: Ty, optional: bool) -> Ty {
    if optional {
        Ty::holding(Kinds::OPTIONAL, ty)
    } else {
        ty
    }
}
