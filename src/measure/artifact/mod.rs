//! Model files: what format they are of, by their bytes and never by their
//! name, and whether loading them could run code.
//!
//! Nothing is ever loaded or executed. A pickle is followed symbolically,
//! opcode by opcode, against a list of names that are known to be harmless;
//! what is not on the list is for a person to decide. Archives are looked
//! into, and an archive whose headers tell two stories is dangerous, since a
//! loader may believe the other one. Memory is bounded however large a file
//! is or claims to be.

mod compressed;
mod format;
mod gguf;
mod hdf5;
mod json;
mod keras;
mod look;
mod members;
mod numpy;
mod onnx;
mod pickle;
mod safetensors;
mod tar;
mod tflite;
mod trees;
mod window;
mod words;
mod zip;

use std::fmt;
use std::io;

pub use format::HEAD;
pub(in crate::measure) use members::{Package, members};
pub use window::Source;

/// What loading a file could do. Ordered: of several the last one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Well-formed, and nothing in it asks for more than data.
    Safe,
    /// The object is elsewhere; nothing was looked at.
    Unverified,
    /// Nothing dangerous is known of it; a person must decide.
    Review,
    /// It breaks its format.
    Malformed,
    /// Loading it runs code or reaches what it must not reach.
    Dangerous,
}

impl Verdict {
    /// Every verdict as reports spell it.
    pub const WORDS: &'static [&'static str] =
        &["safe", "unverified", "review", "malformed", "dangerous"];

    /// The word of reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

/// What was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// A Git LFS pointer stands in the object's place.
    ObjectAbsent,
    /// No format that is known.
    UnknownFormat,
    /// Plain text of no known model format.
    PlainText,
    /// A pickle names something that is on no list.
    UnknownGlobal,
    /// A pickle calls something that it has made itself.
    UnknownCall,
    /// A pickle names an entry of a registry that is filled elsewhere.
    ExtensionRegistry,
    /// A pickle asks its loader for an object.
    PersistentId,
    /// A pickle needs buffers that are not in it.
    OutOfBand,
    /// A pickle holds another as data.
    NestedPickle,
    /// Carriage returns break the names in a pickle; a checkout may mend them.
    LineEndings,
    /// A NumPy array of objects is loaded by unpickling.
    ObjectArray,
    /// Bytes that belong to nothing.
    UnaccountedBytes,
    /// A member is encrypted, or says so.
    Encrypted,
    /// Too large, too deep, or of a method that is not read.
    NotLookedInto,
    /// A program stands in the archive.
    SourceCode,
    /// An operator that is defined elsewhere.
    CustomOperator,
    /// A Keras configuration that can't be told apart from one with code.
    KerasConfiguration,
    /// Nothing at all.
    Empty,
    /// The bytes are not of the format that the name says.
    NotAsNamed,
    /// It breaks its format.
    Broken,
    /// A checksum does not fit its bytes.
    Checksum,
    /// It decompresses to far more than a model of its size would.
    Bomb,
    /// A pickle names what runs code.
    DangerousGlobal,
    /// A pickle hides the name of what it calls.
    HiddenName,
    /// A Keras layer that is made of code.
    KerasLambda,
    /// Two headers of one member, or two members of one name, disagree.
    HeadersDisagree,
    /// A member that the directory does not list.
    HiddenMember,
    /// A path that leaves the folder.
    PathOutside,
    /// A chat template that reaches for Python.
    TemplateCode,
}

impl Code {
    /// The name that reports give it, and what it makes of a file.
    fn row(self) -> (&'static str, Verdict) {
        use Verdict::{Dangerous, Malformed, Review, Unverified};
        match self {
            Self::ObjectAbsent => ("object-absent", Unverified),
            Self::UnknownFormat => ("unknown-format", Review),
            Self::PlainText => ("plain-text", Review),
            Self::UnknownGlobal => ("unknown-global", Review),
            Self::UnknownCall => ("unknown-call", Review),
            Self::ExtensionRegistry => ("extension-registry", Review),
            Self::PersistentId => ("persistent-id", Review),
            Self::OutOfBand => ("out-of-band-buffer", Review),
            Self::NestedPickle => ("nested-pickle", Review),
            Self::LineEndings => ("line-endings", Review),
            Self::ObjectArray => ("object-array", Review),
            Self::UnaccountedBytes => ("unaccounted-bytes", Review),
            Self::Encrypted => ("encrypted", Review),
            Self::NotLookedInto => ("not-looked-into", Review),
            Self::SourceCode => ("source-code", Review),
            Self::CustomOperator => ("custom-operator", Review),
            Self::KerasConfiguration => ("keras-configuration", Review),
            Self::Empty => ("empty", Malformed),
            Self::NotAsNamed => ("not-as-named", Malformed),
            Self::Broken => ("broken", Malformed),
            Self::Checksum => ("checksum", Malformed),
            Self::Bomb => ("bomb", Malformed),
            Self::DangerousGlobal => ("dangerous-global", Dangerous),
            Self::HiddenName => ("hidden-name", Dangerous),
            Self::KerasLambda => ("keras-lambda", Dangerous),
            Self::HeadersDisagree => ("headers-disagree", Dangerous),
            Self::HiddenMember => ("hidden-member", Dangerous),
            Self::PathOutside => ("path-outside", Dangerous),
            Self::TemplateCode => ("template-code", Dangerous),
        }
    }

    /// The name that reports give it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// What it makes of a file.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        self.row().1
    }
}

/// One thing that was noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it is.
    pub code: Code,
    /// What exactly, with the member of an archive before it.
    pub detail: String,
    /// Where, in bytes: of the file, or of the member that `detail` names.
    pub offset: u64,
}

impl Reason {
    /// What exactly, in Korean.
    #[must_use]
    pub fn korean(&self) -> String {
        words::korean(&self.detail)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.detail)
    }
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its format; of a compressed file both, as in `gzip+pickle`.
    pub format: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// What loading it could do.
    pub verdict: Verdict,
    /// Whether its format can carry code, harmless as this file may be.
    pub can_carry_code: bool,
    /// What was noticed, worst first.
    pub reasons: Vec<Reason>,
}

/// Look at a file. Its name never says what it is; a name that claims another
/// format than the bytes are of is noticed.
///
/// # Errors
/// The source can't be read.
pub fn examine(source: &mut dyn Source, name: &str) -> io::Result<Artifact> {
    look::examine(window::Window::whole(source)?, name)
}

/// Whether a file that begins so is worth a look, where nothing says that it
/// is a model. `head` is its first [`HEAD`] bytes. Text and pictures are not;
/// a pickle without a mark is where its beginning names what runs code.
#[must_use]
pub fn may_be_a_model(head: &[u8]) -> bool {
    look::may_be_a_model(head)
}
