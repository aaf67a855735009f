//! The vocabulary: plain data that every other room speaks in.
//!
//! Nothing here reads, parses, judges or prints, and nothing here imports
//! another room.

pub mod baseline;
pub mod context;
pub mod crosswalk;
pub mod edit;
pub mod fact;
pub mod finding;
pub mod metric;
pub mod path;
pub mod place;
pub mod problem;
pub mod report;
pub mod rule;
pub mod settings;
pub mod spelling;
pub mod statement;
pub mod value;
pub mod verified;
pub mod words;

pub use context::Context;
pub use edit::Edit;
pub use fact::{Fact, Type};
pub use finding::{Finding, Level, Outcome, Reason};
pub use place::{Document, LineColumn, Place, Span};
pub use problem::Problem;
pub use rule::{RuleFile, Tier};
pub use settings::Settings;
pub use spelling::nearest;
pub use value::{Kind, Map, Str, Value};
pub(crate) use words::text;
pub use words::{Language, Said, Text};
