//! Arrays that joblib writes between the opcodes of a pickle.
//!
//! Where a `NumpyArrayWrapper` is built, joblib's loader leaves the pickle,
//! reads the numbers of the array, and goes on behind them.
//! <https://github.com/joblib/joblib/blob/main/joblib/numpy_pickle.py>

use super::{End, Fault, Machine, Step};
use crate::measure::artifact::Code;
use crate::measure::artifact::numpy::item_size;
use crate::measure::artifact::pickle::value::Value;
use crate::measure::artifact::window::Input;

/// How much of an array is looked at for a pickle.
const HEAD: usize = 64 << 10;

impl Machine {
    /// Follow what a built object does with its state. Where it is joblib's
    /// stand-in for an array, pass over the array behind it.
    pub(super) fn built(&mut self, object: &Value, state: &Value, input: &mut Input) -> Step {
        let Value::Made(made) = object else {
            return Ok(());
        };
        if made.by.is("numpy", "dtype") {
            self.changed_types |= !is_plain_type(state);
            return Ok(());
        }
        if !made.by.is("joblib.numpy_pickle", "NumpyArrayWrapper") {
            return Ok(());
        }
        self.joblib = true;
        let unknown = || Fault::from("an array of joblib whose size can't be told");
        let count = elements(state).ok_or_else(unknown)?;
        let text = state.member("dtype").as_ref().and_then(type_text);
        let text = text.ok_or_else(unknown)?;
        let kind = text.trim_start_matches(['|', '<', '>', '=']);
        let at = input.at();
        if kind.starts_with('O') {
            self.notice(Code::ObjectArray, "an array of objects".to_owned(), at);
            return self.run_inside(input);
        }
        if self.changed_types || kind.starts_with('V') {
            let detail = "an array whose elements may be objects";
            self.notice(Code::ObjectArray, detail.to_owned(), at);
        }
        let size = item_size(&text).ok_or_else(unknown)?;
        let bytes = count.checked_mul(size).ok_or_else(unknown)?;
        let aligned = state.member("numpy_array_alignment_bytes");
        if matches!(aligned, Some(Value::Int(_))) {
            let padding = input.byte()?;
            input.pass(u64::from(padding))?;
        }
        let at = input.at();
        let head = input.take(bytes, HEAD)?;
        // A loader that knows nothing of joblib would go on with these bytes.
        self.nested(&head, at, true);
        Ok(())
    }

    /// A pickle of its own between the opcodes of this one.
    fn run_inside(&mut self, input: &mut Input) -> Step {
        if self.nesting > 2 {
            return Err("arrays of objects nested too deep".into());
        }
        let mut inner = Machine::new(self.torch);
        inner.nesting = self.nesting + 1;
        let end = inner.run(input);
        self.told.append(&mut inner.told);
        match end {
            End::Stop { .. } => Ok(()),
            End::Broken(why) => Err(Fault::says(why)),
        }
    }
}

/// Whether the state of a type is that of numbers: its flags, the eighth
/// member, say that no element is an object.
fn is_plain_type(state: &Value) -> bool {
    let Value::Tuple(state) = state else {
        return false;
    };
    matches!(state.members.get(7), Some(Value::Int(0)))
}

/// How many elements the shape holds.
fn elements(state: &Value) -> Option<u64> {
    let Some(Value::Tuple(shape)) = state.member("shape") else {
        return None;
    };
    shape
        .members
        .iter()
        .try_fold(1_u64, |product, size| match size {
            Value::Int(size) => product.checked_mul(u64::try_from(*size).ok()?),
            _ => None,
        })
}

/// The text of a `numpy.dtype('f8', …)`.
fn type_text(value: &Value) -> Option<String> {
    let Value::Made(made) = value else {
        return None;
    };
    let Value::Tuple(arguments) = &made.arguments else {
        return None;
    };
    match arguments.members.first() {
        Some(Value::Text(text)) if made.by.is("numpy", "dtype") => Some(text.to_string()),
        _ => None,
    }
}
