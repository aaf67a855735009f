//! The pickle machine: a stack, marks, a memo, and no calls.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::Value;
use crate::measure::artifact::Code;
use crate::measure::artifact::look::Look;
use crate::measure::artifact::window::{Cut, Input};

mod arrays;
mod containers;
mod objects;
mod texts;

/// Values on the stack at once.
const MOST_VALUES: usize = 4 << 20;
/// Marks inside each other; Python itself gives up earlier.
const MOST_MARKS: usize = 1000;
/// Entries of the memo.
const MOST_MEMO: usize = 4 << 20;
/// The longest text that may be a name.
const LONGEST_NAME: usize = 512;
/// Bytes of texts that are remembered.
const MOST_TEXT: usize = 32 << 20;
/// Different things that are told of one pickle.
const MOST_TOLD: usize = 64;
/// The magic number of legacy PyTorch files, as `LONG1` writes it.
const TORCH_MAGIC: [u8; 10] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/// How a pickle ended.
pub(super) enum End {
    /// It gave a value.
    Stop {
        /// The value is the number that legacy PyTorch files begin with.
        torch_magic: bool,
    },
    /// It broke off.
    Broken(Cow<'static, str>),
}

/// Why a step could not be done, behind a pointer: nearly every step can.
struct Fault(Box<Cow<'static, str>>);

impl Fault {
    #[cold]
    fn says(says: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(says.into()))
    }
}

impl From<Cut> for Fault {
    fn from(cut: Cut) -> Self {
        Self::says(cut.to_string())
    }
}

impl From<&'static str> for Fault {
    fn from(says: &'static str) -> Self {
        Self::says(says)
    }
}

type Step = Result<(), Fault>;

pub(super) struct Machine {
    stack: Vec<Value>,
    marks: Vec<usize>,
    memo: Vec<Value>,
    /// Places of the memo that were written to.
    written: usize,
    /// What was noticed: by code and detail, with the first offset.
    told: BTreeMap<(Code, String), u64>,
    text_left: usize,
    /// Texts that were read lately, each where its bytes put it: a pickle says
    /// the same few again and again.
    recent: Vec<Rc<String>>,
    /// Something was forgotten for its size, so an unknown name proves nothing.
    forgetful: bool,
    /// The loader resolves persistent ids.
    torch: bool,
    joblib: bool,
    /// A type of arrays was changed after it was made, so its elements may be objects.
    changed_types: bool,
    /// Another pickle of the same stream may have written to the memo.
    goes_on: bool,
    /// How many pickles stand inside bytes of others.
    nesting: usize,
}

impl Machine {
    pub(super) fn new(torch: bool) -> Self {
        Self {
            stack: Vec::new(),
            marks: Vec::new(),
            memo: Vec::new(),
            written: 0,
            told: BTreeMap::new(),
            text_left: MOST_TEXT,
            recent: Vec::new(),
            forgetful: false,
            torch,
            joblib: false,
            changed_types: false,
            goes_on: false,
            nesting: 0,
        }
    }

    /// A pickle behind another one, whose memo a loader may keep.
    pub(super) fn behind_another(torch: bool) -> Self {
        Self {
            goes_on: true,
            ..Self::new(torch)
        }
    }

    /// Whether the pickle names what runs code.
    pub(super) fn names_danger(&self) -> bool {
        let named = |(code, _): &(Code, String)| *code == Code::DangerousGlobal;
        self.told.keys().any(named)
    }

    /// Whether joblib's own arrays stand in it.
    pub(super) fn saw_joblib(&self) -> bool {
        self.joblib
    }

    /// Tell what was noticed.
    pub(super) fn tell(&self, look: &mut Look) {
        for ((code, detail), offset) in &self.told {
            look.notice(*code, detail, *offset);
        }
        if self.forgetful {
            look.notice(
                Code::NotLookedInto,
                "too large to be followed to its end",
                0,
            );
        }
    }

    /// Follow one pickle.
    pub(super) fn run(&mut self, input: &mut Input) -> End {
        loop {
            let at = input.at();
            let opcode = match input.byte() {
                Ok(b'.') => break,
                Ok(opcode) => opcode,
                Err(cut) => return End::Broken(cut.to_string().into()),
            };
            if let Err(Fault(says)) = self.step(opcode, at, input) {
                return End::Broken(*says);
            }
        }
        match self.stack.pop() {
            Some(value) => End::Stop {
                torch_magic: matches!(value, Value::TorchMagic),
            },
            None => End::Broken("it stops without a value".into()),
        }
    }

    fn notice(&mut self, code: Code, detail: String, offset: u64) {
        if self.told.len() < MOST_TOLD || code.verdict() > crate::measure::artifact::Verdict::Review
        {
            self.told.entry((code, detail)).or_insert(offset);
        }
    }

    #[inline(always)]
    fn push(&mut self, value: Value) -> Step {
        if self.stack.len() >= MOST_VALUES {
            return Err("more values on the stack than any pickle needs".into());
        }
        self.stack.push(value);
        Ok(())
    }

    #[inline(always)]
    fn pop(&mut self) -> Result<Value, Fault> {
        let floor = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() <= floor {
            return Err("it takes a value from an empty stack".into());
        }
        self.stack.pop().ok_or_else(|| "an empty stack".into())
    }

    fn drop_to(&mut self, len: usize) {
        self.stack.truncate(len);
    }

    /// The index of the last mark, which is taken away.
    fn unmark(&mut self) -> Result<usize, Fault> {
        self.marks
            .pop()
            .ok_or_else(|| "it looks for a mark that is not there".into())
    }

    fn step(&mut self, opcode: u8, at: u64, input: &mut Input) -> Step {
        match opcode {
            b'(' => {
                if self.marks.len() >= MOST_MARKS {
                    return Err("marks nested deeper than Python goes".into());
                }
                self.marks.push(self.stack.len());
                Ok(())
            }
            b'0' => match self.marks.last() {
                // A mark counts as a value.
                Some(&mark) if mark == self.stack.len() => self.unmark().map(drop),
                _ => self.pop().map(drop),
            },
            b'1' => {
                let mark = self.unmark()?;
                self.drop_to(mark);
                Ok(())
            }
            b'2' => {
                let value = self.pop()?;
                self.push(value.clone())?;
                self.push(value)
            }
            b'N' | 0x88 | 0x89 => self.push(Value::Any),
            0x80 => {
                let protocol = input.byte()?;
                if protocol > 5 {
                    let detail = format!("protocol {protocol}; 5 is the last one");
                    self.notice(Code::Broken, detail, at);
                }
                Ok(())
            }
            0x95 => input.array::<8>().map(drop).map_err(Fault::from),
            b'a'
            | b's'
            | b'e'
            | b'u'
            | b'd'
            | b'l'
            | b't'
            | b']'
            | b'}'
            | b')'
            | 0x85..=0x87
            | 0x8f..=0x91 => self.container(opcode),
            b'p' | b'q' | b'r' | b'g' | b'h' | b'j' | 0x94 => self.memo(opcode, at, input),
            b'c' | b'i' | b'o' | b'R' | b'b' | 0x81 | 0x92 | 0x93 | 0x82..=0x84 | b'P' | b'Q' => {
                self.object(opcode, at, input)
            }
            0x97 => {
                self.notice(
                    Code::OutOfBand,
                    "a buffer outside of the pickle".to_owned(),
                    at,
                );
                self.push(Value::Any)
            }
            0x98 => {
                self.pop()?;
                self.push(Value::Any)
            }
            _ => self.scalar(opcode, at, input),
        }
    }
}
