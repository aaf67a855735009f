//! The JSON Schema of `ethics.lock`.

use schemars::Schema;
use serde_json::{Value as Json, json};

/// The value of `schema` in a lock.
pub const SCHEMA: &str = "ethics-lock/1";

/// The schema of `ethics-lock/1`.
#[must_use]
pub fn lock() -> Schema {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "ethics.lock: every file that a system stands on, as it was when somebody looked. `ethics-gate lock` writes it; nobody pastes digests.",
        "type": "object",
        "required": ["schema", "files"],
        "additionalProperties": false,
        "properties": {
            "schema": {"const": SCHEMA, "description": "The format and its version."},
            "packs": {
                "type": "array",
                "description": "The packs that the declaration extends, as `ethics-gate pack lock` found them.",
                "items": {
                    "type": "object",
                    "required": ["path", "name", "version", "sha256"],
                    "additionalProperties": false,
                    "properties": {
                        "path": {"type": "string", "minLength": 1, "description": "The pack's folder, as `extends` names it."},
                        "name": {"type": "string", "description": "The pack's own name."},
                        "version": {"type": "string", "description": "The pack's own version."},
                        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "The SHA-256 over the paths and bytes of its files."},
                    },
                },
            },
            "files": {
                "type": "array",
                "description": "One entry a file, in the order of paths; a path stands once.",
                "items": {
                    "type": "object",
                    "required": ["path"],
                    "additionalProperties": false,
                    "anyOf": [{"required": ["sha256"]}, {"required": ["dvc"]}],
                    "properties": {
                        "path": {"type": "string", "minLength": 1, "description": "Its path from the folder of ethics.yml."},
                        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "The SHA-256 of its bytes, or of the object that a Git LFS pointer stands for."},
                        "dvc": {"type": "string", "pattern": "^[0-9a-f]{32}(\\.dir)?$", "description": "The MD5 that DVC tracks it by, with .dir behind that of a folder."},
                        "size": {"type": "integer", "minimum": 0, "description": "Its size in bytes."},
                    },
                },
            },
        },
    });
    match schema {
        Json::Object(schema) => Schema::from(schema),
        _ => Schema::default(),
    }
}
