//! DVC's own files: what a `.dvc` file or a `dvc.lock` says of the bytes that
//! it stands for.
//! <https://dvc.org/doc/user-guide/project-structure/dvc-files>

use crate::model::Value;

/// One output, and what is said of it.
#[derive(Clone, Debug)]
pub(in crate::facts::derived) struct Output {
    /// Its path, from the folder of the file that says so.
    pub(super) path: String,
    /// Its MD5, where there is one of 32 hex digits.
    pub(super) md5: Option<String>,
    /// The MD5 is that of a directory's list.
    pub(super) directory: bool,
    /// The MD5 is that of the bytes themselves, as DVC 3 takes it; DVC 2 turned
    /// the line ends of text before.
    pub(super) plain: bool,
    /// Its size in bytes; of a directory the sum.
    pub(super) size: Option<u64>,
    /// The files of a directory that is versioned in a cloud: path below it, MD5.
    pub(super) files: Vec<(String, Option<String>)>,
}

/// The outputs of a document of DVC, in its order.
pub(super) fn outputs(document: &Value) -> Vec<Output> {
    let folder = document.get("wdir").and_then(Value::as_str).unwrap_or(".");
    let own = document.get("outs").into_iter();
    let stages = document.get("stages").into_iter();
    let staged = stages
        .flat_map(Value::entries)
        .filter_map(|(_, stage)| stage.get("outs"));
    own.chain(staged)
        .flat_map(Value::items)
        .filter_map(|output| read(output, folder))
        .collect()
}

fn read(output: &Value, folder: &str) -> Option<Output> {
    let path = output.get("path")?.as_str()?;
    let path = match folder {
        "." => path.to_owned(),
        folder => format!("{folder}/{path}"),
    };
    let written = output.get("md5").and_then(Value::as_str);
    let (digits, directory) = match written {
        Some(text) => match text.strip_suffix(".dir") {
            Some(digits) => (Some(digits), true),
            None => (Some(text), false),
        },
        None => (None, false),
    };
    let files: Vec<(String, Option<String>)> = output
        .get("files")
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|file| {
            let path = file.get("relpath")?.as_str()?.to_owned();
            let md5 = file.get("md5").and_then(Value::as_str);
            Some((path, md5.and_then(md5_of)))
        })
        .collect();
    let is_plain = output.get("hash").and_then(Value::as_str) == Some("md5");
    Some(Output {
        path,
        md5: digits.and_then(md5_of),
        directory: directory || !files.is_empty(),
        plain: is_plain,
        size: output
            .get("size")
            .and_then(Value::as_int)
            .and_then(|size| u64::try_from(size).ok()),
        files,
    })
}

/// 32 hex digits in lower case, as DVC writes them.
fn md5_of(text: &str) -> Option<String> {
    let digits = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (text.len() == 32 && digits).then(|| text.to_owned())
}
