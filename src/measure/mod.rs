//! Numbers from bytes: pure functions that know no declaration and no rule.
