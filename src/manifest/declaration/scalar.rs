//! One scalar held against its shape: what kind it has once it is known what
//! is meant, or what is wrong and how it would be right.

use crate::model::{Kind, Value, nearest};

use super::form::{Form, Shape};

/// What is wrong with a scalar.
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) nearest: Option<String>,
    pub(super) replacement: Option<String>,
}

impl Fault {
    pub(super) fn new(code: &'static str) -> Self {
        Self {
            code,
            nearest: None,
            replacement: None,
        }
    }

    pub(super) fn replaced_by(mut self, replacement: Option<String>) -> Self {
        self.replacement = replacement;
        self
    }
}

/// The kind that a scalar has once it is known what is meant.
pub(super) fn scalar(shape: &Shape, value: &Value) -> Result<Kind, Fault> {
    match (shape, &value.kind) {
        (
            Shape::Scalar | Shape::Any,
            Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Text(_),
        )
        | (Shape::Bool, Kind::Bool(_))
        | (Shape::Prose(_), Kind::Text(_)) => Ok(value.kind.clone()),
        (Shape::Bool, Kind::Text(text)) => Err(boolean_in_words(text)),
        (Shape::Int(low, high), kind) => whole_number(*low, *high, kind),
        (Shape::Number(low, high), kind) => number(*low, *high, kind, value),
        (Shape::Word(words), Kind::Text(text)) => {
            if words.contains(&text.as_ref()) {
                return Ok(value.kind.clone());
            }
            let near = nearest(text, words.iter().copied()).map(str::to_owned);
            // Another word is another claim; the same one in capitals is not.
            let same = near.clone().filter(|near| near.eq_ignore_ascii_case(text));
            Err(Fault {
                nearest: near,
                ..Fault::new("not-one-of").replaced_by(same)
            })
        }
        (Shape::Of(Form::Date), Kind::Text(text)) if Form::Date.fits(text) => text
            .parse()
            .map(Kind::Date)
            .map_err(|_| Fault::new("malformed")),
        // A year needs no quotes.
        (Shape::Of(Form::Period), Kind::Int(year @ 1000..=9999)) => {
            Ok(Kind::from(year.to_string()))
        }
        (Shape::Of(form), Kind::Text(text)) => {
            if form.fits(text) {
                return Ok(value.kind.clone());
            }
            let near = form.mend(text);
            Err(Fault {
                nearest: near.clone(),
                ..Fault::new("malformed").replaced_by(near)
            })
        }
        (Shape::Prose(_) | Shape::Of(_), Kind::Int(_) | Kind::Float(_) | Kind::Bool(_)) => {
            let written = value
                .place
                .as_ref()
                .map(|place| format!("\"{}\"", place.text()));
            Err(Fault::new("unquoted-text").replaced_by(written))
        }
        _ => Err(Fault::new("wrong-type")),
    }
}

fn boolean_in_words(text: &str) -> Fault {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" => Fault::new("yes-no").replaced_by(Some("true".to_owned())),
        "no" | "off" | "n" => Fault::new("yes-no").replaced_by(Some("false".to_owned())),
        word @ ("true" | "false") => Fault::new("wrong-type").replaced_by(Some(word.to_owned())),
        _ => Fault::new("wrong-type"),
    }
}

fn whole_number(low: i64, high: i64, kind: &Kind) -> Result<Kind, Fault> {
    let in_range = |number: i64| {
        if (low..=high).contains(&number) {
            Ok(Kind::Int(number))
        } else {
            Err(Fault::new("out-of-range"))
        }
    };
    match kind {
        Kind::Int(number) => in_range(*number),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "held to whole numbers below 2^53"
        )]
        Kind::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            in_range(*number as i64)
        }
        Kind::Text(text) => Err(match text.trim().parse::<i64>() {
            Ok(number) => Fault::new("quoted-number")
                .replaced_by(in_range(number).is_ok().then(|| number.to_string())),
            Err(_) if is_number(text) => Fault::new("quoted-number"),
            Err(_) => Fault::new("wrong-type"),
        }),
        _ => Err(Fault::new("wrong-type")),
    }
}

fn number(low: f64, high: f64, kind: &Kind, value: &Value) -> Result<Kind, Fault> {
    match (kind, value.as_number()) {
        (_, Some(number)) if !number.is_finite() => Err(Fault::new("wrong-type")),
        (_, Some(number)) if (low..=high).contains(&number) => Ok(kind.clone()),
        (_, Some(_)) => Err(Fault::new("out-of-range")),
        (Kind::Text(text), None) if is_number(text) => {
            Err(Fault::new("quoted-number").replaced_by(Some(text.trim().to_owned())))
        }
        _ => Err(Fault::new("wrong-type")),
    }
}

/// Digits with a sign, a point or an exponent; the words that Rust also reads
/// as numbers are none.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.'))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}
