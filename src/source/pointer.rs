//! Git LFS pointers, told from content, so that no reader takes one for the
//! document that it stands for.
//!
//! A pointer can lie under any name, `.md` and `.json` included. What begins
//! as one and breaks the format (a conflict marker, a cut line) is malformed:
//! neither an object nor a document.

/// The longest pointer that Git LFS itself accepts.
const LONGEST: usize = 1024;

/// First lines: the version in use, and two that old clients wrote.
const VERSIONS: [&str; 3] = [
    "https://git-lfs.github.com/spec/v1",
    "https://hawser.github.com/spec/v1",
    "http://git-media.io/v/2",
];

/// How any first line of a pointer begins, versions of the future included.
const BEGINNINGS: [&str; 3] = [
    "version https://git-lfs.github.com/spec/",
    "version https://hawser.github.com/spec/",
    "version http://git-media.io/v/",
];

/// A Git LFS pointer: the object itself is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// The object's SHA-256, 64 lowercase hex digits.
    pub oid: String,
    /// The object's size in bytes.
    pub size: u64,
    /// The bytes are exactly what Git LFS would write: no CRLF, no old
    /// version, one final line break.
    pub canonical: bool,
}

/// Why something that begins as a pointer is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Not UTF-8.
    #[error("a pointer is plain text")]
    NotText,
    /// A byte order mark stands before it.
    #[error("a byte order mark stands before the version line")]
    ByteOrderMark,
    /// A version that nobody has specified.
    #[error("the version line is not one that Git LFS knows")]
    Version,
    /// The key of an extension is not `ext-N-name`, or they are out of order.
    #[error("the extension lines are not `ext-N-name` in ascending order")]
    Extension,
    /// No `oid sha256:` with 64 lowercase hex digits where it belongs.
    #[error("the line after the version must be `oid sha256:` with 64 lowercase hex digits")]
    Oid,
    /// No `size` with a number of bytes where it belongs.
    #[error("the line after the oid must be `size` with a number of bytes")]
    Size,
    /// Something follows the size.
    #[error("nothing may follow the size")]
    Trailing,
}

impl Pointer {
    /// The pointer that these bytes are, if they are one.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        Self::recognize(bytes)?.ok()
    }

    /// Whether these bytes begin as a pointer, and whether they are one.
    #[must_use]
    pub fn recognize(bytes: &[u8]) -> Option<Result<Self, Malformed>> {
        if bytes.len() > LONGEST {
            return None;
        }
        let unmarked = bytes.strip_prefix("\u{feff}".as_bytes());
        let begin = unmarked.unwrap_or(bytes).trim_ascii_start();
        if !BEGINNINGS
            .iter()
            .any(|beginning| begin.starts_with(beginning.as_bytes()))
        {
            return None;
        }
        Some(match (unmarked, std::str::from_utf8(bytes)) {
            (Some(_), _) => Err(Malformed::ByteOrderMark),
            (None, Err(_)) => Err(Malformed::NotText),
            (None, Ok(text)) => read(text),
        })
    }

    /// The pointer as Git LFS writes it.
    fn written(&self, extensions: &[&str]) -> String {
        let mut text = format!("version {}\n", VERSIONS[0]);
        for line in extensions {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&format!("oid sha256:{}\nsize {}\n", self.oid, self.size));
        text
    }
}

fn read(text: &str) -> Result<Pointer, Malformed> {
    // `lines` drops the carriage returns that a checkout may have added.
    let mut lines = text.trim_ascii().lines().peekable();
    let version = lines.next().and_then(|line| line.strip_prefix("version "));
    if !version.is_some_and(|version| VERSIONS.contains(&version)) {
        return Err(Malformed::Version);
    }
    let mut extensions: Vec<&str> = Vec::new();
    while let Some(line) = lines.next_if(|line| line.starts_with("ext-")) {
        let priority = extension(line).ok_or(Malformed::Extension)?;
        let previous = extensions.last().copied().and_then(extension);
        if previous.is_some_and(|previous| previous >= priority) {
            return Err(Malformed::Extension);
        }
        extensions.push(line);
    }
    let oid = lines
        .next()
        .and_then(|line| line.strip_prefix("oid "))
        .and_then(sha256)
        .ok_or(Malformed::Oid)?;
    let size = lines
        .next()
        .and_then(|line| line.strip_prefix("size "))
        .filter(|size| size.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|size| size.parse().ok())
        .ok_or(Malformed::Size)?;
    if lines.next().is_some() {
        return Err(Malformed::Trailing);
    }
    let mut pointer = Pointer {
        oid: oid.to_owned(),
        size,
        canonical: false,
    };
    // An empty file is its own pointer, so Git LFS never writes size 0.
    pointer.canonical = size > 0 && pointer.written(&extensions) == text;
    Ok(pointer)
}

/// The priority of an extension line, one digit by the specification.
fn extension(line: &str) -> Option<u8> {
    let (key, value) = line.split_once(' ')?;
    let (priority, name) = key.strip_prefix("ext-")?.split_once('-')?;
    let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match priority.as_bytes() {
        [digit @ b'0'..=b'9'] if named && sha256(value).is_some() => Some(*digit),
        _ => None,
    }
}

fn sha256(value: &str) -> Option<&str> {
    let hex = value.strip_prefix("sha256:")?;
    let digits = hex
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (hex.len() == 64 && digits).then_some(hex)
}
