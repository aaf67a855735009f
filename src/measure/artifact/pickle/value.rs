//! What the machine knows of a value: enough to follow names, and no more.

use std::cell::RefCell;
use std::rc::Rc;

/// Values inside each other that are still known; deeper ones are forgotten.
const DEEPEST: usize = 6;
/// Members of a tuple that are still known.
const MOST_MEMBERS: usize = 16;

/// A value on the stack or in the memo, one machine word and a tag.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Anything.
    Any,
    /// A number.
    Int(i64),
    /// The number that every legacy PyTorch file begins with.
    TorchMagic,
    /// A short text.
    Text(Rc<String>),
    /// A name that was imported.
    Global(Rc<Global>),
    /// A tuple of few members.
    Tuple(Rc<Tuple>),
    /// A map, of which those members are known that the machine asks for.
    Map(Rc<RefCell<Members>>),
    /// What a call made.
    Made(Rc<Made>),
    /// A place of the memo that nothing was written to; never on the stack.
    Unset,
}

/// What is asked of the state of joblib's arrays; no other member of a map is kept.
const ASKED: [&str; 3] = ["shape", "dtype", "numpy_array_alignment_bytes"];

/// The members of a map that are asked for, each where [`ASKED`] has its name.
type Members = [Option<Value>; ASKED.len()];

/// A name: `module.name`.
#[derive(Debug)]
pub(super) struct Global {
    pub(super) module: String,
    pub(super) name: String,
}

impl Global {
    pub(super) fn is(&self, module: &str, name: &str) -> bool {
        self.module == module && self.name == name
    }
}

#[derive(Debug)]
pub(super) struct Tuple {
    pub(super) members: Vec<Value>,
    depth: usize,
}

/// A call: what was called, and with which arguments.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) by: Rc<Global>,
    pub(super) arguments: Value,
}

impl Value {
    pub(super) fn map() -> Self {
        Self::Map(Rc::default())
    }

    /// A tuple. Maps in it are forgotten, so that no value holds itself, and
    /// so are deep ones, so that dropping it never goes deep.
    pub(super) fn tuple(members: impl ExactSizeIterator<Item = Self>) -> Self {
        if members.len() > MOST_MEMBERS {
            return Self::Any;
        }
        let members: Vec<Self> = members
            .map(|member| match member {
                Self::Map(_) => Self::Any,
                member => member,
            })
            .collect();
        let depth = 1 + members.iter().map(Self::depth).max().unwrap_or(0);
        if depth > DEEPEST {
            return Self::Any;
        }
        Self::Tuple(Rc::new(Tuple { members, depth }))
    }

    pub(super) fn made(by: Rc<Global>, arguments: Self) -> Self {
        let arguments = match arguments {
            Self::Map(_) => Self::Any,
            arguments => arguments,
        };
        if arguments.depth() >= DEEPEST {
            return Self::Any;
        }
        Self::Made(Rc::new(Made { by, arguments }))
    }

    /// Remember a member of a map; of two of one name the later.
    pub(super) fn insert(&self, key: &Self, value: Self) {
        let (Self::Map(members), Self::Text(key)) = (self, key) else {
            return;
        };
        // A map in a map is forgotten, so that no value holds itself.
        let value = match value {
            Self::Map(_) => Self::Any,
            value => value,
        };
        if let Some(at) = ASKED.iter().position(|name| **key == *name) {
            members.borrow_mut()[at] = Some(value);
        }
    }

    /// A member of a map that is asked for.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        let Self::Map(members) = self else {
            return None;
        };
        let at = ASKED.iter().position(|asked| *asked == name)?;
        members.borrow()[at].clone()
    }

    fn depth(&self) -> usize {
        match self {
            Self::Tuple(tuple) => tuple.depth,
            Self::Made(made) => 1 + made.arguments.depth(),
            _ => 0,
        }
    }
}
