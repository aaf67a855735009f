//! **ethics-gate**: a merge gate for responsible AI.
//!
//! A repository that ships a model says in `ethics.yml` what the system is
//! for, whom it touches, and which limits its team commits to. This library
//! re-derives those claims from the repository's own files and says, with the
//! exact place, where they do not hold.
//!
//! ```text
//!            ┌────────┐   ┌──────────┐   ┌───────┐   ┌────────┐   ┌────────┐
//!  files ──▶ │ source │──▶│ manifest │──▶│ facts │──▶│ policy │──▶│ report │──▶ render
//!            └────────┘   └──────────┘   └───────┘   └────────┘   └────────┘
//!             text with    what the       one typed   rules held   outcomes,
//!             places       documents      record a    against it   weighed by
//!                          mean           system                   risk tier
//! ```
//!
//! The whole flow stands on one page: [`gate::gate`]. Rules are data, one
//! YAML file each under `policies/`; facts are code, one file a family under
//! `facts/derived/`.
//!
//! The rooms stand in order: each imports only rooms above it.

// The vocabulary.
pub mod model;
// Trees and text: the only reader of the user's files.
pub mod source;
// What documents mean.
pub mod manifest;
// Numbers from bytes.
pub mod measure;
// Everything known of a system.
pub mod facts;
// Packs, conditions, evaluation.
pub mod policy;
// Waivers and baseline.
pub mod suppress;
// The flow.
pub mod gate;
// Span edits.
pub mod edit;
// Report to bytes.
pub mod render;
// Finished reports on the platforms: the only network.
#[cfg(feature = "publish")]
pub mod publish;
// The command line.
pub mod cli;
