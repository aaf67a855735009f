//! The functions of the language: their names, and how they are called.

/// Functions; a method's receiver is the first argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Size,
    StartsWith,
    EndsWith,
    Contains,
    LowerAscii,
    OrValue,
    HasValue,
    Date,
    Duration,
    Int,
    Double,
    String,
}

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Method,
    Global,
    Both,
}

/// Name, function, number of arguments (the receiver counted), style.
const FUNCTIONS: [(&str, Function, usize, Style); 12] = [
    ("size", Function::Size, 1, Style::Both),
    ("startsWith", Function::StartsWith, 2, Style::Method),
    ("endsWith", Function::EndsWith, 2, Style::Method),
    ("contains", Function::Contains, 2, Style::Method),
    ("lowerAscii", Function::LowerAscii, 1, Style::Method),
    ("orValue", Function::OrValue, 2, Style::Method),
    ("hasValue", Function::HasValue, 1, Style::Method),
    ("date", Function::Date, 1, Style::Global),
    ("duration", Function::Duration, 1, Style::Global),
    ("int", Function::Int, 1, Style::Global),
    ("double", Function::Double, 1, Style::Global),
    ("string", Function::String, 1, Style::Global),
];

/// Names that are no functions of the tables above and yet are called.
const MACROS: [&str; 7] = [
    "has",
    "all",
    "exists",
    "exists_one",
    "filter",
    "map",
    "matches",
];

impl Function {
    pub(super) fn name(self) -> &'static str {
        FUNCTIONS
            .iter()
            .find(|(_, function, ..)| *function == self)
            .map_or("", |(name, ..)| name)
    }

    /// The function that is called so, with `arguments` behind a receiver or
    /// without one; else what would have been right.
    pub(super) fn called(name: &str, receiver: bool, arguments: usize) -> Result<Self, String> {
        let known = FUNCTIONS.iter().find(|(known, ..)| *known == name);
        let &(_, function, arity, style) = known.ok_or_else(|| unknown(name))?;
        match (style, receiver) {
            (Style::Method, false) => {
                return Err(format!(
                    "`{name}` is written behind its value: `x.{name}(…)`"
                ));
            }
            (Style::Global, true) => {
                return Err(format!("`{name}` is written before its value: `{name}(x)`"));
            }
            _ => {}
        }
        let wanted = arity - usize::from(receiver);
        if arguments == wanted {
            Ok(function)
        } else {
            Err(format!(
                "`{name}` takes {wanted} arguments here, not {arguments}"
            ))
        }
    }
}

fn unknown(name: &str) -> String {
    let known = FUNCTIONS.iter().map(|(known, ..)| *known).chain(MACROS);
    match crate::model::nearest(name, known) {
        Some(near) => format!("there is no function `{name}`; did you mean `{near}`"),
        None => format!("there is no function `{name}`"),
    }
}
