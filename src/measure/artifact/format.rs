//! Formats by their first bytes, and the formats that a name claims.

use std::io;

use super::window::Window;

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::measure) enum Kind {
    Empty,
    Pointer,
    Zip,
    Tar,
    Numpy,
    Gguf,
    Hdf5,
    Tflite,
    Safetensors,
    Onnx,
    Lightgbm,
    XgboostDump,
    Json,
    Pickle,
    Gzip,
    Zlib,
    Bzip2,
    Xz,
    Lzma,
    Lz4,
    Zstandard,
    /// Nothing that has a mark: a pickle without one, text, or anything.
    Unmarked,
}

impl Kind {
    /// The name that reports give it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Pointer => "git-lfs-pointer",
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::Numpy => "numpy",
            Self::Gguf => "gguf",
            Self::Hdf5 => "hdf5",
            Self::Tflite => "tflite",
            Self::Safetensors => "safetensors",
            Self::Onnx => "onnx",
            Self::Lightgbm => "lightgbm-text",
            Self::XgboostDump => "xgboost-text",
            Self::Json => "json",
            Self::Pickle => "pickle",
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Lzma => "lzma",
            Self::Lz4 => "lz4",
            Self::Zstandard => "zstandard",
            Self::Unmarked => "unknown",
        }
    }

    /// Whether it is another stream, compressed.
    pub(super) fn is_compressed(self) -> bool {
        matches!(
            self,
            Self::Gzip | Self::Zlib | Self::Bzip2 | Self::Xz | Self::Lzma | Self::Lz4
        )
    }
}

/// How many bytes from the start say what a file may be.
pub const HEAD: u64 = 1024;

/// Marks at the very start.
const MARKS: &[(&[u8], Kind)] = &[
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"\x93NUMPY", Kind::Numpy),
    (b"GGUF", Kind::Gguf),
    (b"\x89HDF\r\n\x1a\n", Kind::Hdf5),
    (b"\x1f\x8b\x08", Kind::Gzip),
    (b"\xfd7zXZ\0", Kind::Xz),
    (b"\x04\x22\x4d\x18", Kind::Lz4),
    (b"\x28\xb5\x2f\xfd", Kind::Zstandard),
    (b"tree\nversion=", Kind::Lightgbm),
    (b"tree\r\nversion=", Kind::Lightgbm),
    (b"booster[0]:", Kind::XgboostDump),
];

/// The kind that the head of a stream says. A safetensors file is known by the
/// brace behind its length, and an ONNX model by the order of its first fields.
pub(super) fn of_head(head: &[u8]) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if let Some((_, kind)) = MARKS.iter().find(|(mark, _)| head.starts_with(mark)) {
        return *kind;
    }
    let at = |at: usize, mark: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(mark));
    if at(4, b"TFL3") {
        return Kind::Tflite;
    }
    if at(257, b"ustar") {
        return Kind::Tar;
    }
    if crate::source::Pointer::parse(head).is_some() {
        return Kind::Pointer;
    }
    match *head {
        [_, _, _, _, _, _, _, last, b'{', ..] if last == 0 || last >= 0x7f => Kind::Safetensors,
        [b'B', b'Z', b'h', b'1'..=b'9', ..] if at(4, b"1AY&SY") || at(4, b"\x17rE8P\x90") => {
            Kind::Bzip2
        }
        // Without a preset dictionary, and divisible by 31, as RFC 1950 wants it.
        [0x78, flags, ..] if flags & 0x20 == 0 && (0x7800 + u16::from(flags)) % 31 == 0 => {
            Kind::Zlib
        }
        [0x5d, 0, 0, size, high, ..] if high <= 8 && (size & 0x0f == 0 || size == 0xff) => {
            Kind::Lzma
        }
        [0x80, protocol, ..] if protocol <= 9 => Kind::Pickle,
        [
            0x08,
            1..=30,
            0x12 | 0x1a | 0x22 | 0x28 | 0x32 | 0x3a | 0x42,
            ..,
        ] => Kind::Onnx,
        _ => match head.trim_ascii_start().first() {
            Some(b'{' | b'[') => Kind::Json,
            _ => Kind::Unmarked,
        },
    }
}

/// The kind of a window: HDF5 may stand behind a block of the user's own, and
/// a zip archive behind anything.
pub(super) fn of(window: &mut Window) -> io::Result<Kind> {
    let kind = of_head(&window.bytes(0, HEAD)?);
    if kind != Kind::Unmarked {
        return Ok(kind);
    }
    for block in [512, 1024, 2048, 4096] {
        if window.bytes(block, 8)? == b"\x89HDF\r\n\x1a\n" {
            return Ok(Kind::Hdf5);
        }
    }
    Ok(Kind::Unmarked)
}

/// What an extension claims, and the kinds that fit the claim.
const CLAIMS: &[(&[&str], &[Kind])] = &[
    (&["safetensors"], &[Kind::Safetensors]),
    (&["onnx"], &[Kind::Onnx]),
    (&["gguf"], &[Kind::Gguf]),
    (&["tflite"], &[Kind::Tflite]),
    (&["npy"], &[Kind::Numpy]),
    (&["npz", "keras"], &[Kind::Zip]),
    (&["h5", "hdf5"], &[Kind::Hdf5]),
    (
        &["pkl", "pickle", "joblib", "pt", "pth"],
        &[Kind::Pickle, Kind::Zip, Kind::Tar, Kind::Zstandard],
    ),
];

/// The extension of a name whose claim these bytes do not meet.
pub(super) fn unmet_claim(name: &str, kind: Kind) -> Option<&'static str> {
    let extension = name.rsplit_once('.')?.1;
    let (extensions, kinds) = CLAIMS.iter().find(|(extensions, _)| {
        extensions
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })?;
    // Keras writes HDF5 under its own extension too; pickles may be compressed.
    let fits = kinds.contains(&kind)
        || (extensions.contains(&"keras") && kind == Kind::Hdf5 && extension == "keras")
        || (extensions.contains(&"pkl") && kind.is_compressed());
    let elsewhere = matches!(kind, Kind::Pointer | Kind::Empty);
    (!fits && !elsewhere).then(|| {
        extensions
            .iter()
            .find(|known| extension.eq_ignore_ascii_case(known))
            .copied()
            .unwrap_or_default()
    })
}
