//! Names, and what is made of them.

use std::rc::Rc;

use super::{Fault, LONGEST_NAME, Machine, Step};
use crate::measure::artifact::Code;
use crate::measure::artifact::look::shown;
use crate::measure::artifact::pickle::globals::{Standing, standing};
use crate::measure::artifact::pickle::value::{Global, Value};
use crate::measure::artifact::window::Input;

impl Machine {
    pub(super) fn object(&mut self, opcode: u8, at: u64, input: &mut Input) -> Step {
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
                if let Value::Global(global) = &object {
                    // No pickler gives a state to what it imports.
                    let detail = format!("changes {}", shown(&global.name));
                    self.notice(Code::UnknownCall, detail, at);
                }
                self.built(&object, &state, input)
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
                std::str::from_utf8(&line).map_err(|_| Fault::from("a name that is no text"))?;
            let name = text.strip_suffix('\r');
            returns |= name.is_some();
            Ok(name.unwrap_or(text).to_owned())
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
