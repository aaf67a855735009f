//! The first line of everything that is posted: hidden from readers, and how a
//! later run finds it again. Only in posts of one's own account it counts,
//! since anybody can write the same line.

use sha2::{Digest, Sha256};

use super::Origin;

/// How every marker begins.
const BEGIN: &str = "<!-- ethics-gate:v1 ";
const END: &str = " -->";
/// Digits of a digest: 128 bits.
const DIGITS: usize = 32;

/// What a post is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// The one comment with the whole report.
    Summary,
    /// The frame around comments on lines.
    Review,
    /// A comment on a line.
    Finding {
        /// Digest of the fingerprint.
        finding: String,
        /// Digest of the rule's id.
        rule: String,
        /// It was mended since.
        closed: bool,
    },
}

impl Marker {
    /// As the first line. Whatever a report says, nothing of it stands here as it is.
    pub(super) fn line(&self, origin: Origin) -> String {
        let by = origin.name();
        match self {
            Self::Summary => format!("{BEGIN}{by} summary{END}\n"),
            Self::Review => format!("{BEGIN}{by} review{END}\n"),
            Self::Finding {
                finding,
                rule,
                closed,
            } => {
                let state = if *closed { "closed" } else { "open" };
                format!("{BEGIN}{by} finding={finding} rule={rule} {state}{END}\n")
            }
        }
    }

    /// What the first line of a post says that this origin wrote.
    pub(super) fn read(body: &str, origin: Origin) -> Option<Self> {
        let line = body.lines().next()?.trim_end();
        let inside = line.strip_prefix(BEGIN)?.strip_suffix(END)?;
        let mut words = inside.split(' ');
        if words.next()? != origin.name() {
            return None;
        }
        let marker = match words.next()? {
            "summary" => Self::Summary,
            "review" => Self::Review,
            word => Self::Finding {
                finding: digits(word.strip_prefix("finding=")?)?,
                rule: digits(words.next()?.strip_prefix("rule=")?)?,
                closed: match words.next()? {
                    "open" => false,
                    "closed" => true,
                    _ => return None,
                },
            },
        };
        words.next().is_none().then_some(marker)
    }
}

fn digits(word: &str) -> Option<String> {
    let is_digest = word.len() == DIGITS && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then(|| word.to_owned())
}

/// The first half of SHA-256, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest[..DIGITS / 2]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_read_back_and_only_for_its_origin() {
        let open = Marker::Finding {
            finding: digest(b"gate/x --> <b>"),
            rule: digest(b"gate/x"),
            closed: false,
        };
        for marker in [Marker::Summary, Marker::Review, open] {
            let body = format!("{}words\n", marker.line(Origin::Judged));
            assert!(!body.contains("<b>"));
            assert_eq!(Marker::read(&body, Origin::Judged), Some(marker));
            assert_eq!(Marker::read(&body, Origin::File), None);
        }
    }

    #[test]
    fn a_marker_that_is_not_the_first_line_is_none() {
        let quoted = format!("> hello\n{}", Marker::Summary.line(Origin::Judged));
        assert_eq!(Marker::read(&quoted, Origin::Judged), None);
        let wrong = "<!-- ethics-gate:v1 judged finding=zz rule=yy open -->";
        assert_eq!(Marker::read(wrong, Origin::Judged), None);
    }
}
