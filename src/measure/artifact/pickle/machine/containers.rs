//! Lists, tuples, maps and the memo.

use super::{Fault, MOST_MEMO, Machine, Step};
use crate::measure::artifact::Code;
use crate::measure::artifact::pickle::value::Value;
use crate::measure::artifact::window::Input;

impl Machine {
    pub(super) fn container(&mut self, opcode: u8) -> Step {
        match opcode {
            b']' | 0x8f => self.push(Value::Any),
            b'}' => self.push(Value::map()),
            b')' => self.push(Value::tuple([].into_iter())),
            b'a' => self.pop().map(drop),
            b's' => {
                let value = self.pop()?;
                let key = self.pop()?;
                let map = self.pop()?;
                map.insert(&key, value);
                self.push(map)
            }
            b'e' | 0x90 => {
                let mark = self.unmark()?;
                self.drop_to(mark);
                self.peek().map(drop)
            }
            b'u' => {
                let mark = self.unmark()?;
                let floor = self.marks.last().copied().unwrap_or(0);
                let Some(map) = mark.checked_sub(1).filter(|at| *at >= floor) else {
                    return Err("it takes a value from an empty stack".into());
                };
                let map = self.stack[map].clone();
                let mut items = self.stack.drain(mark..);
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    map.insert(&key, value);
                }
                Ok(())
            }
            b'd' => {
                let mark = self.unmark()?;
                let map = Value::map();
                let mut items = self.stack.drain(mark..);
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    map.insert(&key, value);
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
    pub(super) fn peek(&mut self) -> Result<Value, Fault> {
        let floor = self.marks.last().copied().unwrap_or(0);
        let top = self.stack[floor.min(self.stack.len())..].last();
        top.cloned()
            .ok_or_else(|| "it takes a value from an empty stack".into())
    }

    pub(super) fn memo(&mut self, opcode: u8, at: u64, input: &mut Input) -> Step {
        let number = |line: &[u8]| {
            let text = std::str::from_utf8(line).unwrap_or_default();
            text.trim_end_matches('\r')
                .parse::<u64>()
                .map_err(|_| Fault::from("no number of the memo"))
        };
        let place = match opcode {
            b'p' | b'g' => number(&input.line(32)?)?,
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
        if place == self.memo.len() {
            self.written += 1;
            self.memo.push(value);
            return Ok(());
        }
        if place > self.memo.len() {
            self.memo.resize(place + 1, Value::Unset);
        }
        self.written += usize::from(matches!(self.memo[place], Value::Unset));
        self.memo[place] = value;
        Ok(())
    }
}
