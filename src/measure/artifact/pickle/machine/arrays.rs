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
const HEAD: usize = 4 << 10;

impl Machine {
    /// Where a built object is joblib's stand-in for an array, pass over the
    /// array behind it.
    pub(super) fn array_of_joblib(
        &mut self,
        object: &Value,
        state: &Value,
        input: &mut Input,
    ) -> Step {
        let Value::Made(made) = object else {
            return Ok(());
        };
        if !made.by.is("joblib.numpy_pickle", "NumpyArrayWrapper") {
            return Ok(());
        }
        self.joblib = true;
        let unknown = || Fault::from("an array of joblib whose size can't be told");
        let count = elements(state).ok_or_else(unknown)?;
        let size = match state.member("dtype").as_ref().and_then(type_text) {
            Some(text)
                if text
                    .trim_start_matches(['|', '<', '>', '='])
                    .starts_with('O') =>
            {
                let at = input.at();
                self.notice(Code::ObjectArray, "an array of objects".to_owned(), at);
                return self.run_inside(input);
            }
            Some(text) => item_size(&text).ok_or_else(unknown)?,
            None => return Err(unknown()),
        };
        let bytes = count.checked_mul(size).ok_or_else(unknown)?;
        if matches!(
            state.member("numpy_array_alignment_bytes"),
            Some(Value::Int(_))
        ) {
            let padding = input.byte()?;
            input.pass(u64::from(padding))?;
        }
        let at = input.at();
        let head = input.take(bytes, HEAD)?;
        // A loader that knows nothing of joblib would go on with these bytes.
        self.nested(&head, at);
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
            End::Broken(why) => Err(Fault::Says(why)),
        }
    }
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
