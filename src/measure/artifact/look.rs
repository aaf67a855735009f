//! Looking at a window: which reader reads it, what was noticed on the way,
//! and how much may still be decompressed.

use std::collections::BTreeMap;
use std::io;

use super::format::{self, Kind};
use super::pickle::{self, Certainty};
use super::window::{Cut, Input, Window};
use super::{Artifact, Code, Reason, compressed, gguf, hdf5, json, numpy, onnx, safetensors, tar};
use super::{Verdict, tflite, trees, zip};

/// Archives inside archives.
const DEEPEST: usize = 5;
/// Reasons of one code that are told one by one.
const MOST_OF_A_CODE: usize = 8;
/// What any file may decompress to, and how often its own length beside that.
const BUDGET: u64 = 64 << 20;
const BUDGET_TIMES: u64 = 64;
/// How much of text is looked at to call it text.
const TEXT: u64 = 1 << 20;

/// What the surroundings let bytes be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// A file that stands for a model.
    Model,
    /// A member of an archive.
    Member,
    /// A member of a PyTorch archive: its loader resolves persistent ids.
    Torch,
    /// The numbers of a tensor: anything.
    Raw,
}

/// What was noticed so far.
pub(super) struct Look {
    reasons: Vec<Reason>,
    counts: BTreeMap<Code, usize>,
    within: Vec<String>,
    budget: u64,
    pub(super) can_carry_code: bool,
}

pub(super) fn examine(mut window: Window, name: &str) -> io::Result<Artifact> {
    let bytes = window.len();
    let mut look = Look {
        reasons: Vec::new(),
        counts: BTreeMap::new(),
        within: Vec::new(),
        budget: BUDGET.saturating_add(bytes.saturating_mul(BUDGET_TIMES)),
        can_carry_code: false,
    };
    let format = look.examine(&mut window, name, Expect::Model)?;
    let mut reasons = look.reasons;
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.code.verdict()));
    Ok(Artifact {
        format,
        bytes,
        verdict: reasons
            .first()
            .map_or(Verdict::Safe, |reason| reason.code.verdict()),
        can_carry_code: look.can_carry_code,
        reasons,
    })
}

pub(super) fn may_be_a_model(head: &[u8]) -> bool {
    match format::of_head(head) {
        Kind::Empty | Kind::Pointer | Kind::Zstandard => false,
        // A configuration or a model of XGBoost names itself at once.
        Kind::Json => {
            let text = String::from_utf8_lossy(head);
            text.contains("\"class_name\"") || text.contains("\"learner\"")
        }
        Kind::Unmarked => pickle::begins_with_danger(head),
        _ => true,
    }
}

impl Look {
    /// Notice something.
    pub(super) fn notice(&mut self, code: Code, detail: impl AsRef<str>, offset: u64) {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count > MOST_OF_A_CODE {
            return;
        }
        let mut text = String::new();
        for member in &self.within {
            text.push_str(member);
            text.push_str(": ");
        }
        text.push_str(detail.as_ref());
        self.reasons.push(Reason {
            code,
            detail: text,
            offset,
        });
    }

    /// Notice that a value could not be read.
    pub(super) fn broken(&mut self, cut: &Cut, offset: u64) {
        self.notice(Code::Broken, cut.to_string(), offset);
    }

    /// Look at a member; `None` where it would be one archive too deep.
    pub(super) fn within<T>(
        &mut self,
        member: &str,
        look: impl FnOnce(&mut Self) -> io::Result<T>,
    ) -> io::Result<Option<T>> {
        if self.within.len() >= DEEPEST {
            self.notice(
                Code::NotLookedInto,
                format!("{member}: archives nested too deep"),
                0,
            );
            return Ok(None);
        }
        self.within.push(shown(member));
        let found = look(self);
        self.within.pop();
        found.map(Some)
    }

    /// Whether this much may still be decompressed; where not, it is a bomb.
    pub(super) fn spend(&mut self, bytes: u64) -> bool {
        let enough = bytes <= self.budget;
        self.budget = self.budget.saturating_sub(bytes);
        if !enough {
            self.notice(
                Code::Bomb,
                "decompresses to far more than a model of its size",
                0,
            );
        }
        enough
    }

    /// Look at a window, and answer with its format.
    pub(super) fn examine(
        &mut self,
        window: &mut Window,
        name: &str,
        expect: Expect,
    ) -> io::Result<String> {
        let kind = format::of(window)?;
        let (kind, format) = self.read(window, kind, name, expect)?;
        if expect != Expect::Raw
            && let Some(extension) = format::unmet_claim(name, kind)
        {
            let detail = format!("named .{extension}, and the bytes are {format}");
            self.notice(Code::NotAsNamed, detail, 0);
        }
        Ok(format)
    }

    fn read(
        &mut self,
        window: &mut Window,
        kind: Kind,
        name: &str,
        expect: Expect,
    ) -> io::Result<(Kind, String)> {
        let known = (kind, kind.name().to_owned());
        match kind {
            Kind::Empty if expect == Expect::Model => self.notice(Code::Empty, "no bytes", 0),
            Kind::Empty => {}
            Kind::Pointer => {
                self.notice(
                    Code::ObjectAbsent,
                    "a Git LFS pointer without its object",
                    0,
                );
            }
            Kind::Zip => return Ok((kind, zip::examine(self, window)?)),
            Kind::Tar => tar::examine(self, window)?,
            Kind::Zstandard => {
                self.notice(Code::NotLookedInto, "compressed by Zstandard", 0);
            }
            _ if kind.is_compressed() => {
                return match compressed::examine(self, window, kind, name, expect)? {
                    Some(inner) => Ok((kind, format!("{}+{inner}", kind.name()))),
                    None => self.unmarked(window, expect),
                };
            }
            _ => {
                let read = self.read_whole(window, kind, expect)?;
                // A zip archive is read from its end, whatever stands before it.
                if zip::has_directory(window)? {
                    self.notice(
                        Code::UnaccountedBytes,
                        "a zip archive behind other bytes",
                        0,
                    );
                    return Ok((Kind::Zip, zip::examine(self, window)?));
                }
                return Ok(read);
            }
        }
        Ok(known)
    }

    /// What is one stream from its first byte to its last.
    fn read_whole(
        &mut self,
        window: &mut Window,
        kind: Kind,
        expect: Expect,
    ) -> io::Result<(Kind, String)> {
        let known = (kind, kind.name().to_owned());
        match kind {
            Kind::Numpy => numpy::examine(self, window)?,
            Kind::Gguf => gguf::examine(self, window)?,
            Kind::Hdf5 => hdf5::examine(self, window, expect)?,
            Kind::Tflite => tflite::examine(self, window)?,
            Kind::Safetensors => safetensors::examine(self, window)?,
            Kind::Onnx => {
                if !onnx::examine(self, window)? {
                    return self.unmarked(window, expect);
                }
            }
            Kind::Lightgbm => trees::lightgbm(self, window)?,
            Kind::XgboostDump => trees::xgboost_dump(self, window)?,
            Kind::Json => match json::examine(self, window, expect)? {
                Some(format) => return Ok((kind, format.to_owned())),
                None => return self.unmarked(window, expect),
            },
            Kind::Pickle => {
                let mut feed = window.feed(0)?;
                let certainty = match expect {
                    Expect::Raw => Certainty::Guess,
                    _ => Certainty::Certain,
                };
                if let Some(format) =
                    pickle::examine(self, &mut Input::new(&mut feed), certainty, expect)
                {
                    return Ok((kind, format.to_owned()));
                }
            }
            _ => return self.unmarked(window, expect),
        }
        Ok(known)
    }

    /// Bytes without a mark: a pickle of the first protocols, text, or anything.
    fn unmarked(&mut self, window: &mut Window, expect: Expect) -> io::Result<(Kind, String)> {
        let mut feed = window.feed(0)?;
        let mut input = Input::new(&mut feed);
        if let Some(format) = pickle::examine(self, &mut input, Certainty::Guess, expect) {
            return Ok((Kind::Pickle, format.to_owned()));
        }
        if expect == Expect::Raw {
            // Nothing is said of the numbers of a tensor.
            return Ok((Kind::Unmarked, Kind::Unmarked.name().to_owned()));
        }
        let head = window.bytes(0, TEXT)?;
        let format = if is_text(&head) { "text" } else { "unknown" };
        match (format, expect) {
            ("text", Expect::Model) => {
                self.notice(Code::PlainText, "text of no known model format", 0);
            }
            ("unknown", Expect::Model | Expect::Member | Expect::Torch) => {
                self.notice(Code::UnknownFormat, "bytes of no known model format", 0);
            }
            _ => {}
        }
        Ok((Kind::Unmarked, format.to_owned()))
    }
}

/// UTF-8 without control characters; the last character may be cut.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.chars().any(|character| {
        character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{c}')
    })
}

/// A name from a file, short and harmless to print.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 120;
    let harmless = name.chars().map(|character| match character {
        character if character.is_control() => '\u{fffd}',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        character => character,
    });
    let mut text: String = harmless.clone().take(LONGEST).collect();
    if harmless.count() > LONGEST {
        text.push('…');
    }
    text
}
