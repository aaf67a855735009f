//! Numbers from bytes: pure functions that know no fact and no rule.

pub mod text;
