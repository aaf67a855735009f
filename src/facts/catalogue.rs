//! The catalogue of facts as a tree of types, for the static check of rules.
