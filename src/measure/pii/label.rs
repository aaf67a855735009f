//! Words that say what a value is: in front of it, as its key, or as the name
//! of its column; in English and Korean.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use memchr::memrchr;

use super::table::{Columns, Cursor};
use super::{Form, Kind};

/// What a word says of the value behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Phone,
    Resident,
    Business,
    Driver,
    Passport,
    Ssn,
    Itin,
    Nhs,
    Nino,
    Pesel,
    Nif,
    Aadhaar,
    Card,
    Address,
    Device,
    Position,
    /// A version, which looks like an address.
    Version,
    /// A number of something else: an article, a time, a count.
    Other,
}

const LABELS: usize = Label::Other as usize + 1;

impl Label {
    /// The label of a kind of numbers; none names a secret or an address.
    pub(super) fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Phone => Self::Phone,
            Kind::KrRrn | Kind::KrFrn => Self::Resident,
            Kind::KrBrn => Self::Business,
            Kind::KrPassport | Kind::UsPassport => Self::Passport,
            Kind::KrDriverLicense => Self::Driver,
            Kind::UsSsn => Self::Ssn,
            Kind::UsItin => Self::Itin,
            Kind::UkNhs => Self::Nhs,
            Kind::UkNino => Self::Nino,
            Kind::PlPesel => Self::Pesel,
            Kind::EsNif => Self::Nif,
            Kind::InAadhaar => Self::Aadhaar,
            Kind::CreditCard => Self::Card,
            Kind::Ip => Self::Address,
            Kind::Mac => Self::Device,
            Kind::Gps => Self::Position,
            Kind::Email | Kind::Iban | Kind::Secret => return None,
        })
    }

    /// Its bit in a set of labels.
    pub(super) fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// The words of each label. A word in lower case stands alone in the text; one
/// that begins with `*` may also be the end or the beginning of a longer word.
const WORDS: &[(Label, &[&str])] = &[
    (
        Label::Phone,
        &[
            "*phone",
            "tel",
            "mobile",
            "hp",
            "fax",
            "msisdn",
            "whatsapp",
            "sms",
            "휴대폰",
            "휴대전화",
            "핸드폰",
            "전화",
            "연락처",
            "팩스",
        ],
    ),
    (
        Label::Resident,
        &[
            "rrn",
            "jumin",
            "resident registration",
            "resident number",
            "resident no",
            "alien registration",
            "foreigner registration",
            "frn",
            "주민등록",
            "주민번호",
            "주민",
            "외국인등록",
            "외국인번호",
        ],
    ),
    (
        Label::Business,
        &[
            "brn",
            "business registration",
            "business number",
            "biz no",
            "bizno",
            "사업자",
        ],
    ),
    (
        Label::Driver,
        &[
            "*driver",
            "driving licence",
            "driving license",
            "운전면허",
            "면허번호",
        ],
    ),
    (Label::Passport, &["*passport", "여권"]),
    (Label::Ssn, &["ssn", "social security", "socialsecurity"]),
    (Label::Itin, &["itin", "taxpayer", "tin"]),
    (Label::Nhs, &["nhs"]),
    (Label::Nino, &["nino", "national insurance"]),
    (Label::Pesel, &["pesel"]),
    (Label::Nif, &["dni", "nif", "nie"]),
    (Label::Aadhaar, &["aadhaar", "aadhar", "uidai"]),
    (Label::Card, &["card", "cardnumber", "creditcard", "카드"]),
    (
        Label::Address,
        &[
            "ip",
            "ipv4",
            "ipv6",
            "ipaddress",
            "client",
            "peer",
            "host",
            "remote",
            "src",
            "dst",
            "forwarded for",
            "아이피",
            "접속",
        ],
    ),
    (
        Label::Device,
        &["mac", "bssid", "hwaddr", "ether", "맥 주소", "맥주소"],
    ),
    (
        Label::Position,
        &[
            "lat",
            "latitude",
            "lon",
            "lng",
            "longitude",
            "gps",
            "위도",
            "경도",
        ],
    ),
    (
        Label::Version,
        &[
            "*version",
            "ver",
            "release",
            "firmware",
            "build",
            "rust",
            "jdk",
            "python",
            "oid",
            "section",
            "버전",
            "펌웨어",
        ],
    ),
    (
        Label::Other,
        &[
            "barcode",
            "ean",
            "gtin",
            "upc",
            "isbn",
            "issn",
            "doi",
            "arxiv",
            "serial",
            "invoice",
            "imei",
            "order",
            "sku",
            "tracking",
            "parcel",
            "epoch",
            "epoch ms",
            "*timestamp",
            "created at",
            "updated at",
            "unix",
            "hash",
            "hash64",
            "sha",
            "sha1",
            "sha256",
            "md5",
            "commit",
            "revision",
            "digest",
            "checksum",
            "etag",
            "uuid",
            "guid",
            "nonce",
            "tensor",
            "ndarray",
            "seed",
            "step",
            "offset",
            "bytes",
            "size",
            "count",
            "page",
            "line",
            "range",
            "lot",
            "batch",
            "u64",
            "i64",
            "u32",
            "i32",
            "tweet id",
            "snowflake",
            "part no",
            "transaction id",
            "바코드",
            "송장",
            "주문",
            "일련번호",
            "상품",
            "운송장",
            "시각",
        ],
    ),
];

struct Words {
    search: AhoCorasick,
    /// Of each pattern: its label, and whether it may be part of a longer word.
    patterns: Vec<(Label, bool)>,
    longest: usize,
}

static SEARCH: LazyLock<Words> = LazyLock::new(|| {
    let mut texts = Vec::new();
    let mut patterns = Vec::new();
    for (label, words) in WORDS {
        for word in *words {
            let (text, part) = match word.strip_prefix('*') {
                Some(rest) => (rest, true),
                None => (*word, false),
            };
            let part = part || !text.is_ascii();
            texts.push(text.to_owned());
            patterns.push((*label, part));
            if text.contains(' ') && text.is_ascii() {
                for joint in ["_", "-"] {
                    texts.push(text.replace(' ', joint));
                    patterns.push((*label, part));
                }
            }
        }
    }
    Words {
        longest: texts.iter().map(String::len).max().unwrap_or(0),
        search: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            // Little text is searched, so the kind that is made soonest.
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(texts)
            .expect("internal error: the words of labels make an automaton"),
        patterns,
    }
});

/// Each label in a text with the byte behind it.
fn labels(text: &[u8], mut each: impl FnMut(Label, usize)) {
    let words = &*SEARCH;
    for found in words.search.find_overlapping_iter(text) {
        let (label, part) = words.patterns[found.pattern().as_usize()];
        if part || stands_alone(text, found.start(), found.end()) {
            each(label, found.end());
        }
    }
}

/// Whether a word is no part of a longer one; `userPhone` has two words.
fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    let lower = |at: Option<usize>| {
        at.and_then(|at| text.get(at))
            .is_some_and(u8::is_ascii_lowercase)
    };
    let upper = |at: Option<usize>| {
        at.and_then(|at| text.get(at))
            .is_some_and(u8::is_ascii_uppercase)
    };
    let before = start.checked_sub(1);
    let joined = (lower(before) && !upper(Some(start))) || upper(before);
    let goes_on = lower(Some(end)) || (upper(Some(end)) && upper(Some(end - 1)));
    !joined && !goes_on
}

/// The labels in the name of a column.
pub(super) fn of_column(name: &[u8]) -> u32 {
    let mut found = 0;
    labels(name, |label, _| found |= label.bit());
    let lower = name.to_ascii_lowercase();
    let is_key = ["_id", "-id", " id"]
        .iter()
        .any(|end| lower.ends_with(end.as_bytes()));
    // An identifier of the table's own counts for nothing that it is not said to be.
    if found == 0 && is_key {
        found |= Label::Other.bit();
    }
    found
}

/// What the words beside a value say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// They name its kind.
    Named,
    /// They name something else.
    Other,
    /// Nothing.
    Nothing,
}

/// How far in front of a value a word still speaks of it, in bytes.
const REACH: usize = 64;
/// How far a word speaks of it that takes it for something else.
const REACH_OTHER: usize = 24;

/// The words around the values of one text. Asked from front to back, so that
/// each byte is searched once at most.
pub(super) struct Nearby<'a> {
    text: &'a [u8],
    form: Form,
    columns: Option<&'a Columns>,
    cursor: Cursor,
    /// Up to where labels have been searched.
    searched: usize,
    /// One past the last label of each kind; 0 where there is none.
    last: [usize; LABELS],
}

impl<'a> Nearby<'a> {
    pub(super) fn new(text: &'a [u8], form: Form, columns: Option<&'a Columns>) -> Self {
        Self {
            text,
            form,
            columns,
            cursor: Cursor::default(),
            searched: 0,
            last: [0; LABELS],
        }
    }

    /// Whether any column has a label; `None` for what is no table.
    pub(super) fn columns_say(&self, label: Label) -> Option<bool> {
        self.columns.map(|columns| columns.all() & label.bit() != 0)
    }

    /// The labels of the column that a value stands in.
    pub(super) fn column(&mut self, at: usize) -> u32 {
        self.columns
            .map_or(0, |columns| self.cursor.labels(columns, self.text, at))
    }

    /// Whether they name a value of this kind.
    pub(super) fn names(&mut self, kind: Kind, at: usize) -> bool {
        Label::of(kind).is_some_and(|label| self.says(&[label], at) == Said::Named)
    }

    /// What the words in front of a value say, and its column.
    pub(super) fn says(&mut self, wanted: &[Label], at: usize) -> Said {
        let from = self.beginning(at);
        self.search(from, at);
        let nearest = |labels: &[Label]| {
            labels
                .iter()
                .map(|&label| self.last[label as usize])
                .filter(|&end| end > from && end <= at)
                .max()
        };
        let named = nearest(wanted);
        let other: &[Label] = if wanted.contains(&Label::Address) {
            &[Label::Version, Label::Other]
        } else {
            &[Label::Other]
        };
        let other = nearest(other).filter(|end| at - end <= REACH_OTHER);
        match (named, other) {
            (Some(named), Some(other)) if named < other => return Said::Other,
            (Some(_), _) => return Said::Named,
            (None, Some(_)) => return Said::Other,
            (None, None) => {}
        }
        let column = self.column(at);
        let bits = |labels: &[Label]| labels.iter().fold(0, |set, label| set | label.bit());
        if column & bits(wanted) != 0 {
            Said::Named
        } else if column & (bits(&[Label::Other]) | bits(&[Label::Version])) != 0 {
            Said::Other
        } else {
            Said::Nothing
        }
    }

    /// Where the words begin that speak of a value: on its line, within reach,
    /// and within its own field where the text has fields.
    fn beginning(&self, at: usize) -> usize {
        let reach = at.saturating_sub(REACH);
        let window = &self.text[reach..at];
        let line = memrchr(b'\n', window).map_or(0, |found| found + 1);
        let window_line = &window[line..];
        let field = match self.form {
            Form::Text => 0,
            Form::Json | Form::Notebook => json_member(window_line),
            Form::Table => {
                let delimiter = self.columns.map_or(b',', Columns::delimiter);
                memrchr(delimiter, window_line).map_or(0, |found| found + 1)
            }
        };
        reach + line + field
    }

    fn search(&mut self, from: usize, to: usize) {
        if to <= self.searched {
            return;
        }
        let overlap = SEARCH.longest;
        let start = from.max(self.searched.saturating_sub(overlap));
        // A letter to each side, so that a part of a word is not taken for one.
        let start = start.saturating_sub(1);
        let last = &mut self.last;
        labels(&self.text[start..to], |label, end| {
            let slot = &mut last[label as usize];
            *slot = (*slot).max(start + end);
        });
        self.searched = to;
    }
}

/// Where the member of an object begins that a value belongs to.
fn json_member(window: &[u8]) -> usize {
    let mut at = window.len();
    while at > 0 {
        at -= 1;
        match window[at] {
            b'{' => return at + 1,
            b',' => {
                let rest = window[at + 1..]
                    .iter()
                    .find(|byte| !byte.is_ascii_whitespace());
                if rest == Some(&b'"') {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    0
}
