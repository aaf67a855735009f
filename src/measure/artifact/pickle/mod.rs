//! Pickles of every protocol, followed without loading anything.
//!
//! A pickle is a program for a small machine with a stack and a memo. The
//! machine here has both, and runs no call: it knows texts, numbers and names,
//! and forgets the rest. Every name that a loader would import is held against
//! lists; what is on none is for a person to decide.
//! <https://docs.python.org/3/library/pickletools.html>

mod globals;
mod machine;
mod value;

pub(super) use globals::{Standing, standing};

use self::machine::{End, Machine};
use super::Code;
use super::look::{Expect, Look};
use super::window::{Input, Poured};

/// Whether the bytes say that they are a pickle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Certainty {
    /// They begin with a protocol, or a loader will unpickle them.
    Certain,
    /// They may be anything: only a whole pickle, or one that names what runs
    /// code, counts.
    Guess,
}

/// Pickles that stand behind each other in one stream.
const MOST_IN_A_ROW: usize = 10_000;
/// Pickles at the head of a legacy PyTorch file, before its numbers.
const TORCH_PICKLES: usize = 5;

/// Follow the pickles of a stream, and answer with the format; `None` where it
/// is a guess and none.
pub(super) fn examine(
    look: &mut Look,
    input: &mut Input,
    certainty: Certainty,
    expect: Expect,
) -> Option<&'static str> {
    let mut torch = expect == Expect::Torch;
    let mut format = "pickle";
    for turn in 0..MOST_IN_A_ROW {
        let first = turn == 0;
        match input.is_over() {
            Ok(true) if !first => return Some(format),
            Ok(_) => {}
            Err(cut) => {
                look.broken(&cut, input.at());
                return Some(format);
            }
        }
        let begin = input.at();
        let mut machine = match first {
            true => Machine::new(torch),
            false => Machine::behind_another(torch),
        };
        let end = machine.run(input);
        let dangerous = machine.names_danger();
        let whole = matches!(end, End::Stop { .. });
        // Behind a whole pickle anything may follow; only danger counts there.
        let counts = dangerous || whole || (first && certainty == Certainty::Certain);
        if first && !counts {
            return None;
        }
        if first && certainty == Certainty::Guess && !dangerous && !ends_well(input) {
            return None;
        }
        if first {
            look.can_carry_code = true;
        }
        if machine.saw_joblib() {
            format = "joblib";
        }
        if counts {
            machine.tell(look);
        }
        match end {
            End::Stop { torch_magic } => {
                if first && torch_magic {
                    (torch, format) = (true, "pytorch-legacy");
                }
            }
            End::Broken(why) if counts => {
                look.notice(Code::Broken, why, input.at());
                return Some(format);
            }
            End::Broken(_) => {
                if format != "pytorch-legacy" || turn < TORCH_PICKLES {
                    look.notice(Code::UnaccountedBytes, "bytes behind the pickle", begin);
                }
                return Some(format);
            }
        }
        if format == "pytorch-legacy" && turn + 1 == TORCH_PICKLES {
            return Some(format);
        }
    }
    look.notice(Code::NotLookedInto, "too many pickles in a row", input.at());
    Some(format)
}

/// Whether bytes are the beginning of a pickle that names what runs code.
pub(super) fn begins_with_danger(head: &[u8]) -> bool {
    let mut feed = Poured(head);
    let mut machine = Machine::new(false);
    machine.run(&mut Input::new(&mut feed));
    machine.names_danger()
}

/// Whether nothing, or the next pickle, stands where a guessed one ended.
fn ends_well(input: &mut Input) -> bool {
    match input.ahead() {
        Ok(ahead) => ahead.is_empty() || ahead[0] == 0x80,
        Err(_) => false,
    }
}
