//! Embeds the built-in pack: every file below `policies/`, read once here, so
//! that a cold start parses no YAML of ours.
//!
//! Two files come out: the rules without their examples, which every run
//! needs, and the examples, which only `test` and `explain` need and which are
//! therefore compressed. So are the schemas, which only `schema` prints.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads and writes files; the fence is for the gate"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=policies");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=schemas");
    let manifest = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let root = manifest.join("policies");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);

    let mut files = BTreeMap::new();
    collect(&root, "", &mut files)?;

    let mut digest = Sha256::new();
    let mut pack = Value::Null;
    let mut skeletons = Value::Object(Map::new());
    let (mut principles, mut rules, mut examples) = (Map::new(), Map::new(), Map::new());
    let mut crosswalk = Map::new();
    for (path, text) in &files {
        digest.update(format!("{}  {path}\n", hex(&Sha256::digest(text))));
        let mut file: Value =
            serde_yaml::from_str(text).map_err(|error| format!("policies/{path}: {error}"))?;
        let mut take = |key| file.as_object_mut().and_then(|file| file.shift_remove(key));
        if path == "pack.yml" {
            skeletons = take("skeletons").unwrap_or(skeletons);
            pack = file;
        } else if let Some(principle) = path.strip_suffix("/_principle.yml") {
            principles.insert(principle.to_owned(), file);
        } else if let Some(name) = path.strip_prefix("crosswalk/") {
            // Laws and standards are data beside the rules, not rules.
            crosswalk.insert(name.trim_end_matches(".yml").to_owned(), file);
        } else {
            let id = path.trim_end_matches(".yml");
            if let Some(shown) = take("examples") {
                examples.insert(id.to_owned(), shown);
            }
            rules.insert(id.to_owned(), file);
        }
    }
    let sha256 = hex(&digest.finalize());
    let rules = json!({
        "sha256": sha256,
        "pack": pack,
        "principles": principles,
        "crosswalk": crosswalk,
        "rules": rules,
    });
    fs::write(out.join("pack.json"), serde_json::to_vec(&rules)?)?;
    let examples = json!({"skeletons": skeletons, "examples": examples});
    fs::write(out.join("examples.json.zlib"), packed(&examples)?)?;
    let mut schemas = BTreeMap::new();
    for entry in fs::read_dir(manifest.join("schemas"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".schema.json") {
            schemas.insert(name.to_owned(), fs::read_to_string(entry.path())?);
        }
    }
    fs::write(out.join("schemas.json.zlib"), packed(&json!(schemas))?)?;
    Ok(())
}

fn packed(value: &Value) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&serde_json::to_vec(value)?)?;
    Ok(encoder.finish()?)
}

fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else if name.ends_with(".yml") {
            files.insert(path, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
