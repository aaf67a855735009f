//! Personal data and secrets in bytes: what kind, how sure, where. Never what:
//! no value leaves this room, not even in part.
//!
//! One walk over the text stops at the few bytes that every kind has (a digit,
//! `@`, `:`, `-`), and reads a candidate there with a bounded look to both
//! sides, so the cost is linear whatever the text holds. A candidate becomes a
//! hit by its shape, its check digits, and the words beside it: a label in
//! front, a key, the name of its column. Letters that are not ASCII bound a
//! number as a space does, since Korean particles touch it.

mod chain;
mod email;
mod firm;
mod iban;
mod identity;
mod korean;
mod label;
mod names;
mod network;
mod opened;
mod parquet;
mod payment;
mod phone;
mod secret;
mod stream;
mod table;
mod veil;
mod walk;

pub use firm::{GRAVE, firm};
pub use names::Names;
pub use network::is_special_address;
pub use opened::{Opened, open};
pub use parquet::{Unread, is_parquet, read_parquet};
pub use stream::{Counts, Finding, Found, read, read_those};
pub use veil::{unshown, veiled};

use super::escape::{self, Decoded};

/// A kind of personal data, or a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A Korean resident registration number.
    KrRrn,
    /// A Korean registration number of a foreigner.
    KrFrn,
    /// A Korean business registration number; often public.
    KrBrn,
    /// A Korean passport number.
    KrPassport,
    /// A Korean driver's license number.
    KrDriverLicense,
    /// A social security number of the United States.
    UsSsn,
    /// A taxpayer number of the United States.
    UsItin,
    /// A passport number of the United States.
    UsPassport,
    /// A patient number of the British health service.
    UkNhs,
    /// A British national insurance number.
    UkNino,
    /// A Polish identification number.
    PlPesel,
    /// A Spanish tax or foreigner number.
    EsNif,
    /// An Indian identification number.
    InAadhaar,
    /// A payment card number.
    CreditCard,
    /// An international bank account number.
    Iban,
    /// An IP address.
    Ip,
    /// A hardware address.
    Mac,
    /// A position on the earth, exact to a few meters.
    Gps,
    /// A key, token or password.
    Secret,
}

impl Kind {
    /// All, in the order of reports.
    pub const ALL: [Self; 21] = [
        Self::Email,
        Self::Phone,
        Self::KrRrn,
        Self::KrFrn,
        Self::KrBrn,
        Self::KrPassport,
        Self::KrDriverLicense,
        Self::UsSsn,
        Self::UsItin,
        Self::UsPassport,
        Self::UkNhs,
        Self::UkNino,
        Self::PlPesel,
        Self::EsNif,
        Self::InAadhaar,
        Self::CreditCard,
        Self::Iban,
        Self::Ip,
        Self::Mac,
        Self::Gps,
        Self::Secret,
    ];

    /// Its name in reports and in `ethics.yml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Phone => "PHONE",
            Self::KrRrn => "KR_RRN",
            Self::KrFrn => "KR_FRN",
            Self::KrBrn => "KR_BRN",
            Self::KrPassport => "KR_PASSPORT",
            Self::KrDriverLicense => "KR_DRIVER_LICENSE",
            Self::UsSsn => "US_SSN",
            Self::UsItin => "US_ITIN",
            Self::UsPassport => "US_PASSPORT",
            Self::UkNhs => "UK_NHS",
            Self::UkNino => "UK_NINO",
            Self::PlPesel => "PL_PESEL",
            Self::EsNif => "ES_NIF",
            Self::InAadhaar => "IN_AADHAAR",
            Self::CreditCard => "CREDIT_CARD",
            Self::Iban => "IBAN",
            Self::Ip => "IP",
            Self::Mac => "MAC",
            Self::Gps => "GPS",
            Self::Secret => "SECRET",
        }
    }
}

/// How sure a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// The shape fits; nothing confirms it.
    Low,
    /// Check digits, a shape that little else has, or a label confirm it.
    High,
}

impl Confidence {
    /// High where it is so.
    #[must_use]
    pub(crate) fn high_if(sure: bool) -> Self {
        if sure { Self::High } else { Self::Low }
    }

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::High => "high",
        }
    }
}

/// Something found, as byte offsets into what was scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What.
    pub kind: Kind,
    /// How sure.
    pub confidence: Confidence,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// How a file is laid out, which says where the words stand that explain a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines of text; words in front of a value explain it.
    Text,
    /// JSON, JSON lines, notebooks: its key explains a value, and escapes hide letters.
    Json,
    /// A table with a header: the name of its column explains a value.
    Table,
    /// JSON whose lists of lines are one text.
    Notebook,
}

impl Form {
    /// The form that a file name promises.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is = |ending_of: &str| ending.eq_ignore_ascii_case(ending_of);
        if is("csv") || is("tsv") {
            Self::Table
        } else if is("ipynb") {
            Self::Notebook
        } else if ["json", "jsonl", "ndjson", "geojson"].into_iter().any(is) {
            Self::Json
        } else {
            Self::Text
        }
    }
}

/// Everything found in bytes that lie in memory, by position. Bytes that are
/// no UTF-8 are read all the same.
#[must_use]
pub fn scan(bytes: &[u8], form: Form) -> Vec<Hit> {
    let columns = table::Columns::of(bytes, form);
    scan_block(bytes, form, columns.as_ref())
}

/// A part of a file that begins and ends with a line.
fn scan_block(bytes: &[u8], form: Form, columns: Option<&table::Columns>) -> Vec<Hit> {
    search(bytes, form, |text| scan_text(text, form, columns))
}

/// Everything found by a search of the text as it reads, at its places in the
/// bytes as they stand.
fn search(bytes: &[u8], form: Form, search: impl Fn(&[u8]) -> Vec<Hit>) -> Vec<Hit> {
    let through = |decoded: &Decoded| {
        let mut hits = search(&decoded.bytes);
        for hit in &mut hits {
            hit.start = decoded.origin(hit.start);
            hit.end = decoded.origin(hit.end);
        }
        hits
    };
    if !matches!(form, Form::Json | Form::Notebook) {
        return search(bytes);
    }
    let mut hits = match escape::decode(bytes) {
        Some(decoded) => through(&decoded),
        None => search(bytes),
    };
    // A line of a notebook may be cut anywhere.
    if form == Form::Notebook
        && let Some(joined) = escape::join(bytes)
    {
        let more = through(&joined);
        hits.retain(|hit| !more.iter().any(|other| overlap(hit, other)));
        hits.extend(more);
        hits.sort_by_key(|hit| (hit.start, hit.end));
    }
    hits
}

fn overlap(one: &Hit, other: &Hit) -> bool {
    one.start < other.end && other.start < one.end
}

fn scan_text(text: &[u8], form: Form, columns: Option<&table::Columns>) -> Vec<Hit> {
    let mut hits = walk::walk(text, label::Nearby::new(text, form, columns));
    let secrets = secret::find(text);
    if !secrets.is_empty() {
        hits.retain(|hit| !secrets.iter().any(|secret| overlap(hit, secret)));
        hits.extend(secrets);
        hits.sort_by_key(|hit| (hit.start, hit.end));
    }
    hits
}
