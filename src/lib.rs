//! wip
pub mod cli;
pub mod facts;
pub mod gate;
pub mod manifest;
pub mod measure;
pub mod model;
pub mod policy;
pub mod render;
pub mod source;
