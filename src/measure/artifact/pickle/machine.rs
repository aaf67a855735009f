//! The pickle machine: a stack, marks, a memo, and no calls.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::globals::{Standing, standing};
use super::value::{Global, Value};
use crate::measure::artifact::Code;
use crate::measure::artifact::look::{Look, shown};
use crate::measure::artifact::window::{Cut, Input};

mod arrays;
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

/// Why a step could not be done.
enum Fault {
    Cut(Cut),
    Says(Cow<'static, str>),
}

impl From<Cut> for Fault {
    fn from(cut: Cut) -> Self {
        Self::Cut(cut)
    }
}

impl From<&'static str> for Fault {
    fn from(says: &'static str) -> Self {
        Self::Says(says.into())
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
    /// Something was forgotten for its size, so an unknown name proves nothing.
    forgetful: bool,
    /// The loader resolves persistent ids.
    torch: bool,
    joblib: bool,
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
            forgetful: false,
            torch,
            joblib: false,
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
            match self.step(opcode, at, input) {
                Ok(()) => {}
                Err(Fault::Cut(cut)) => return End::Broken(cut.to_string().into()),
                Err(Fault::Says(says)) => return End::Broken(says),
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

    fn push(&mut self, value: Value) -> Step {
        if self.stack.len() >= MOST_VALUES {
            return Err("more values on the stack than any pickle needs".into());
        }
        self.stack.push(value);
        Ok(())
    }

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
                match protocol > 5 {
                    true => {
                        let detail = format!("protocol {protocol}; 5 is the last one");
                        self.notice(Code::Broken, detail, at);
                    }
                    false => {}
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

    fn container(&mut self, opcode: u8) -> Step {
        match opcode {
            b']' | 0x8f => self.push(Value::Any),
            b'}' => self.push(Value::map()),
            b')' => self.push(Value::tuple([].into_iter())),
            b'a' => self.pop().map(drop),
            b's' => {
                let value = self.pop()?;
                let key = self.pop()?;
                let map = self.pop()?;
                map.insert(key, value);
                self.push(map)
            }
            b'e' | 0x90 => {
                let mark = self.unmark()?;
                self.drop_to(mark);
                self.peek().map(drop)
            }
            b'u' => {
                let mark = self.unmark()?;
                let items = self.stack.split_off(mark);
                let map = self.peek()?;
                let mut items = items.into_iter();
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    map.insert(key, value);
                }
                Ok(())
            }
            b'd' => {
                let mark = self.unmark()?;
                let map = Value::map();
                let mut items = self.stack.drain(mark..);
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    map.insert(key, value);
                }
                drop(items);
                self.push(map)
            }
            b'l' | 0x91 => {
                let mark = self.unmark()?;
                self.drop_to(mark);
                self.push(Value::Any)
            }
            b't' => {
                let mark = self.unmark()?;
                let tuple = Value::tuple(self.stack.drain(mark..));
                self.push(tuple)
            }
            few => {
                let len = usize::from(few - 0x84);
                let floor = self.marks.last().copied().unwrap_or(0);
                if self.stack.len() < floor + len {
                    return Err("it takes values from an empty stack".into());
                }
                let from = self.stack.len() - len;
                let tuple = Value::tuple(self.stack.drain(from..));
                self.push(tuple)
            }
        }
    }

    /// The value on top, which stays.
    fn peek(&mut self) -> Result<Value, Fault> {
        let top = self.pop()?;
        self.stack.push(top.clone());
        Ok(top)
    }

    fn memo(&mut self, opcode: u8, at: u64, input: &mut Input) -> Step {
        let number = |line: Vec<u8>| {
            let text = std::str::from_utf8(&line).unwrap_or_default();
            text.trim_end_matches('\r')
                .parse::<u64>()
                .map_err(|_| Fault::from("no number of the memo"))
        };
        let place = match opcode {
            b'p' | b'g' => number(input.line(32)?)?,
            b'q' | b'h' => u64::from(input.byte()?),
            b'r' | b'j' => u64::from(u32::from_le_bytes(input.array()?)),
            // `MEMOIZE` counts what was written, wherever it was written to.
            _ => self.written as u64,
        };
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        if matches!(opcode, b'g' | b'h' | b'j') {
            let value = self.memo.get(place).cloned().unwrap_or(Value::Unset);
            if matches!(value, Value::Unset) {
                if !self.forgetful && !self.goes_on {
                    let detail = "reads a place of the memo that nothing was written to";
                    self.notice(Code::HiddenName, detail.to_owned(), at);
                }
                return self.push(Value::Any);
            }
            return self.push(value);
        }
        let value = self.peek()?;
        if place >= MOST_MEMO {
            self.forgetful = true;
            return Ok(());
        }
        if place >= self.memo.len() {
            self.memo.resize(place + 1, Value::Unset);
        }
        self.written += usize::from(matches!(self.memo[place], Value::Unset));
        self.memo[place] = value;
        Ok(())
    }

    fn object(&mut self, opcode: u8, at: u64, input: &mut Input) -> Step {
        match opcode {
            b'c' => {
                let global = self.global_of_lines(at, input)?;
                self.push(global)
            }
            0x93 => {
                let name = self.pop()?;
                let module = self.pop()?;
                let global = match (module, name) {
                    (Value::Text(module), Value::Text(name)) => {
                        self.import(module.to_string(), name.to_string(), at, false)
                    }
                    _ if self.forgetful => Value::Any,
                    _ => {
                        let detail = "a name that only running the pickle would show";
                        self.notice(Code::HiddenName, detail.to_owned(), at);
                        Value::Any
                    }
                };
                self.push(global)
            }
            b'i' => {
                let global = self.global_of_lines(at, input)?;
                let mark = self.unmark()?;
                let arguments = Value::tuple(self.stack.drain(mark..));
                self.call(global, arguments, at)
            }
            b'o' => {
                let mark = self.unmark()?;
                if self.stack.len() <= mark {
                    return Err("it makes an object of no class".into());
                }
                let mut values = self.stack.split_off(mark).into_iter();
                let class = values.next().unwrap_or(Value::Any);
                self.call(class, Value::tuple(values), at)
            }
            b'R' | 0x81 => {
                let arguments = self.pop()?;
                let callable = self.pop()?;
                self.call(callable, arguments, at)
            }
            0x92 => {
                self.pop()?;
                let arguments = self.pop()?;
                let class = self.pop()?;
                self.call(class, arguments, at)
            }
            b'b' => {
                let state = self.pop()?;
                let object = self.peek()?;
                self.array_of_joblib(&object, &state, input)
            }
            b'P' | b'Q' => {
                if opcode == b'P' {
                    input.line(0)?;
                } else {
                    self.pop()?;
                }
                if !self.torch {
                    let detail = "an object that its loader would choose";
                    self.notice(Code::PersistentId, detail.to_owned(), at);
                }
                self.push(Value::Any)
            }
            extension => {
                let code = match extension {
                    0x82 => u32::from(input.byte()?),
                    0x83 => u32::from(u16::from_le_bytes(input.array()?)),
                    _ => u32::from_le_bytes(input.array()?),
                };
                let detail = format!("entry {code} of the extension registry");
                self.notice(Code::ExtensionRegistry, detail, at);
                self.push(Value::Any)
            }
        }
    }

    /// A name in two lines. A carriage return that a checkout left there
    /// breaks the import, and another checkout mends it.
    fn global_of_lines(&mut self, at: u64, input: &mut Input) -> Result<Value, Fault> {
        let mut returns = false;
        let mut line = || -> Result<String, Fault> {
            let line = input.line(LONGEST_NAME + 1)?;
            if line.len() > LONGEST_NAME {
                return Err("a name longer than any".into());
            }
            let text =
                String::from_utf8(line).map_err(|_| Fault::from("a name that is no text"))?;
            let name = text.strip_suffix('\r');
            returns |= name.is_some();
            Ok(name.unwrap_or(&text).to_owned())
        };
        let (module, name) = (line()?, line()?);
        Ok(self.import(module, name, at, returns))
    }

    fn import(&mut self, module: String, name: String, at: u64, returns: bool) -> Value {
        let told = shown(&format!("{module}.{name}"));
        match standing(&module, &name) {
            _ if returns => {
                let detail = format!("{told}, with carriage returns in the name");
                self.notice(Code::LineEndings, detail, at);
            }
            Standing::Harmless => {}
            Standing::Unknown => self.notice(Code::UnknownGlobal, told, at),
            Standing::Dangerous => self.notice(Code::DangerousGlobal, told, at),
        }
        Value::Global(Rc::new(Global { module, name }))
    }

    fn call(&mut self, callable: Value, arguments: Value, at: u64) -> Step {
        let made = match callable {
            Value::Global(global) => Value::made(global, arguments),
            _ => {
                let detail = "a call of what the pickle made itself";
                self.notice(Code::UnknownCall, detail.to_owned(), at);
                Value::Any
            }
        };
        self.push(made)
    }
}
