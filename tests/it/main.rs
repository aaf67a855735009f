//! One test binary: every promise of the gate is a test in one of these files.
mod cli;
mod conditions;
mod corpus;
mod declaration;
mod facts;
mod json;
mod layers;
mod manifests;
mod markdown;
mod packs;
mod policies;
mod properties;
mod render;
mod schemas;
mod text;
mod tree;
mod yaml;
