//! Numbers from bytes: pure functions that know no fact and no rule.

pub mod artifact;
pub mod auc;
pub mod digest;
pub mod escape;
pub mod fairness;
pub mod interval;
pub mod license;
pub mod parquet;
pub mod pii;
pub mod text;
