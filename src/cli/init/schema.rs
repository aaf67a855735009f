//! The schema that a draft's first line names, so that an editor completes and
//! checks keys without a network and without a server.

#![expect(
    clippy::disallowed_methods,
    reason = "the file is written beside the draft, and never over another"
)]

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::cli::{Refusal, output};
use crate::manifest::schemas;
use crate::model::{Language, text};

/// Its name beside a declaration.
pub(super) const FILE: &str = "ethics.schema.json";

/// The schema as a declaration in `folder` names it: the nearest that is there
/// on the way up to the repository's root, else one beside it. `focus` is the
/// folder's path below the root.
pub(super) fn nearest(folder: &Path, focus: &str) -> String {
    let steps = focus.split('/').filter(|name| !name.is_empty()).count();
    (1..=steps)
        .map(|up| format!("{}{FILE}", "../".repeat(up)))
        .find(|path| !folder.join(FILE).is_file() && folder.join(path).is_file())
        .unwrap_or_else(|| FILE.to_owned())
}

/// Write it where nothing is: what stands there already is somebody's, perhaps
/// of the version that they use.
pub(super) fn write(file: &Path, language: Language) -> Result<(), Refusal> {
    let schema = schemas::text("ethics").expect("internal error: there is a schema of ethics.yml");
    let opened = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file);
    let written = opened.and_then(|mut file| file.write_all(schema.as_bytes()));
    match written {
        Ok(()) => {
            let note = text!(
                "wrote {} for editors; --no-schema leaves it out",
                "편집기용 {} 파일도 만들었습니다. 필요 없으면 --no-schema를 쓰세요",
                super::shown(file)
            );
            output::say(note.get(language));
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Refusal::unwritten(file, &error)),
    }
}
