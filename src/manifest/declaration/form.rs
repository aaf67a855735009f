//! What the value of a key may look like: closed words, numbers in a range,
//! and text of a known form. A form is one pattern, so that the check of a
//! declaration and the JSON Schema that editors use can't differ.

use std::sync::OnceLock;

use regex::Regex;

use crate::model::Text;

/// What stands at a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// True or false.
    Bool,
    /// A whole number from the first to the second bound, both included.
    Int(i64, i64),
    /// A number from the first to the second bound, both included.
    Number(f64, f64),
    /// One of a closed set of words.
    Word(&'static [&'static str]),
    /// Free text for people, and the number of words below which it says nothing.
    Prose(u8),
    /// Text of a known form.
    Of(Form),
    /// Text, number or boolean, as the author means it.
    Scalar,
    /// A scalar or a list of them.
    Any,
    /// A list.
    List(&'static Shape),
    /// A list of exactly two.
    Pair(&'static Shape),
}

/// Any whole number that counts something.
pub const COUNT: Shape = Shape::Int(0, i64::MAX);

/// Any number.
pub const NUMBER: Shape = Shape::Number(f64::NEG_INFINITY, f64::INFINITY);

/// A form of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A name of the author's choice, on one line.
    Name,
    /// A short id without spaces.
    Slug,
    /// A document below the root, for people to read.
    Path,
    /// A section of a document: `path#anchor`.
    Anchor,
    /// A key in a configuration or message file: `file#key`.
    FileKey,
    /// A measurement: an envelope, or raw output that an envelope binds.
    Evidence,
    /// A file whose bytes count, not its words: an artifact, a sample.
    File,
    /// An artifact in the tree, or a hub reference `hf://owner/name`.
    Artifact,
    /// A folder with a policy pack, or the name of a locked one.
    Pack,
    /// A glob over paths.
    Glob,
    /// A calendar date.
    Date,
    /// A year, a month or a date, or the span between two of them.
    Period,
    /// A language tag.
    Language,
    /// A country, or the European Union.
    Country,
    /// A team or a role.
    Party,
    /// A place in a law or a standard.
    Reference,
    /// A license.
    License,
    /// A mailbox or a page.
    Contact,
    /// A model on a hub.
    HubId,
    /// SHA-256 in hex.
    Sha256,
    /// A term hidden behind a keyed hash.
    HashedTerm,
    /// A model at a version.
    Release,
    /// A host name.
    Host,
    /// The path of a page.
    Page,
    /// What was taken out of the fairness evaluation.
    Removal,
    /// The id of a rule.
    Rule,
}

/// ISO 3166-1 alpha-2, and `EU`.
pub const COUNTRIES: &[&str] = &[
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ",
    "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS",
    "BT", "BV", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN",
    "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE",
    "EG", "EH", "ER", "ES", "ET", "EU", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE",
    "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK",
    "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE",
    "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB",
    "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH",
    "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ",
    "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF",
    "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU",
    "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR",
    "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN",
    "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG",
    "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
];

/// One form: how people call it, its pattern, and a value that has it.
pub struct FormSpec {
    /// The form.
    pub form: Form,
    /// Its name in English, as the object of "expected".
    pub en: &'static str,
    /// Its name in Korean.
    pub ko: &'static str,
    /// Its pattern, in the part of the syntax that ECMAScript shares.
    pub pattern: &'static str,
    /// A value of this form.
    pub example: &'static str,
}

const LINE: &str = r"^\S(.*\S)?$";

macro_rules! forms {
    ($($form:ident: $en:literal, $ko:literal, $pattern:expr, $example:literal;)*) => {
        /// Every form, in the order of [`Form`].
        pub const FORMS: &[FormSpec] = &[$(FormSpec {
            form: Form::$form, en: $en, ko: $ko, pattern: $pattern, example: $example,
        }),*];
    };
}

forms! {
    Name: "a name", "이름", LINE, "age_band";
    Slug: "an id of letters, digits, `.`, `_` and `-`", "영문자, 숫자, `.`, `_`, `-`로 된 식별자",
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "loan-score";
    Path: "a path", "파일 경로", LINE, "docs/impact.md";
    Anchor: "a section as path#anchor", "path#anchor 형식의 절", LINE, "docs/runbook.md#rollback";
    FileKey: "a key as file#key", "file#key 형식의 키", LINE, "app/en.json#chat.ai_notice";
    Evidence: "the path of evidence", "증거 파일 경로", LINE, "evidence/metrics.json";
    File: "a path", "파일 경로", LINE, "data/train.sample.csv";
    Artifact: "a path or hf://owner/name", "파일 경로 또는 hf://owner/name", LINE, "models/adapter.safetensors";
    Pack: "a folder of a policy pack", "정책 팩 폴더", LINE, "policy/house";
    Glob: "a glob", "글롭 패턴", LINE, "tests/fixtures/**";
    Date: "a date as YYYY-MM-DD", "YYYY-MM-DD 형식의 날짜",
        r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", "2026-11-10";
    Period: "a year, a month or a date, or two of them as YYYY-MM/YYYY-MM", "연도, 월, 날짜 중 하나 또는 YYYY-MM/YYYY-MM 기간",
        r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?(/[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
        "2022-03/2023-01";
    Language: "a language tag such as ko or en-GB", "ko, en-GB 같은 언어 태그",
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", "ko";
    Country: "a country code such as KR, or EU", "KR 같은 국가 코드 또는 EU", r"^[A-Z]{2}$", "KR";
    Party: "a team as @org/team, or a role", "@org/team 형식의 팀 또는 역할", LINE, "@bank/risk-board";
    Reference: "a reference as standard/place", "standard/place 형식의 근거",
        r"^[a-z0-9][a-z0-9.-]*(/\S+)?$", "eu-ai-act/annex-iii/5(b)";
    License: "a license id", "라이선스 식별자", LINE, "apache-2.0";
    Contact: "an e-mail address or a URL", "이메일 주소 또는 URL",
        r"^([^@\s/]+@[^@\s/]+|(https?://|mailto:)\S+)$", "ai-harm@bank.example";
    HubId: "a model as owner/name", "owner/name 형식의 모델", r"^[^\s/]+(/[^\s/]+)?$", "Qwen/Qwen2.5-7B-Instruct";
    Sha256: "64 hex digits", "16진수 64자리", r"^[0-9a-fA-F]{64}$",
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    HashedTerm: "a term as hmac-sha256:SALT:HEX64", "hmac-sha256:SALT:HEX64 형식의 용어",
        r"^hmac-sha256:[^:\s]+:[0-9a-fA-F]{64}$",
        "hmac-sha256:7f3a91:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    Release: "a model as id@version", "id@version 형식의 모델", r"^[^@\s]+@\S+$", "loan-score@4.2";
    Host: "a host name", "호스트 이름", r"^[A-Za-z0-9*]([A-Za-z0-9.*-]*[A-Za-z0-9])?(:[0-9]+)?$", "api.cloud.example";
    Page: "a page as /path", "/path 형식의 페이지", r"^(/|https?://)\S*$", "/apply";
    Removal: "attribute:A, group:A/G, intersection:A*B or check:METRIC/COMPARE", "attribute:A, group:A/G, intersection:A*B 또는 check:METRIC/COMPARE",
        r"^(attribute:[^/]+|group:[^/]+/.+|intersection:[^/*]+[*][^/*]+|check:[^/]+/[^/]+)$", "group:age_band/60+";
    Rule: "a rule as principle/name", "principle/name 형식의 규칙", r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$", "fairness/groups-large-enough";
}

static PATTERNS: [OnceLock<Regex>; FORMS.len()] = [const { OnceLock::new() }; FORMS.len()];

impl Form {
    /// How the form is described.
    #[must_use]
    pub fn spec(self) -> &'static FormSpec {
        &FORMS[self as usize]
    }

    /// Whether text has this form.
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::Country => COUNTRIES.contains(&text),
            Self::Date => text.parse::<jiff::civil::Date>().is_ok() && self.matches(text),
            _ => self.matches(text),
        }
    }

    fn matches(self, text: &str) -> bool {
        let spec = self.spec();
        if spec.pattern == LINE {
            return !text.is_empty() && text.trim() == text && !text.contains('\n');
        }
        PATTERNS[self as usize]
            .get_or_init(|| {
                Regex::new(spec.pattern).expect("internal error: a form's pattern is valid")
            })
            .is_match(text)
    }

    /// The near spelling that is meant, where one can be told.
    #[must_use]
    pub fn mend(self, text: &str) -> Option<String> {
        let mended = match self {
            Self::Country if text.eq_ignore_ascii_case("UK") => "GB".to_owned(),
            Self::Country => text.trim().to_ascii_uppercase(),
            Self::Language => text.trim().replace('_', "-"),
            Self::Date => text.trim().replace(['/', '.'], "-"),
            _ => text.trim().to_owned(),
        };
        (mended != text && self.fits(&mended)).then_some(mended)
    }
}

/// Words in a row as a sentence lists them.
fn listed(words: &[&str]) -> String {
    words.join(", ")
}

impl Shape {
    /// What is expected here, as the object of "expected".
    #[must_use]
    pub fn expected(&self) -> Text {
        match self {
            Self::Bool => Text::new("true or false", "true 또는 false"),
            Self::Int(low, high) => match (*low, *high) {
                (i64::MIN, i64::MAX) => Text::new("a whole number", "정수"),
                (low, high) if low == high => {
                    Text::new(format!("the number {low}"), format!("숫자 {low}"))
                }
                (low, i64::MAX) => Text::new(
                    format!("a whole number, {low} or more"),
                    format!("{low} 이상의 정수"),
                ),
                (low, high) => Text::new(
                    format!("a whole number from {low} to {high}"),
                    format!("{low}에서 {high}까지의 정수"),
                ),
            },
            Self::Number(low, high) if low.is_finite() && high.is_finite() => Text::new(
                format!("a number from {low} to {high}"),
                format!("{low}에서 {high}까지의 숫자"),
            ),
            Self::Number(..) => Text::new("a number", "숫자"),
            Self::Word([only]) => Text::new(*only, *only),
            Self::Word(words) => Text::new(
                format!("one of {}", listed(words)),
                format!("{} 중 하나", listed(words)),
            ),
            Self::Prose(_) => Text::new("text", "글"),
            Self::Of(form) => Text::new(form.spec().en, form.spec().ko),
            Self::Scalar => Text::new("a single value", "단일 값"),
            Self::Any => Text::new("a value or a list", "값 또는 목록"),
            Self::List(_) => Text::new("a list", "목록"),
            Self::Pair(_) => Text::new("a list of two", "두 항목의 목록"),
        }
    }

    /// The scalar shape at the end of lists.
    #[must_use]
    pub fn scalar(&self) -> &Shape {
        match self {
            Self::List(item) | Self::Pair(item) => item.scalar(),
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_stands_at_its_own_index_and_has_a_value() {
        for (index, spec) in FORMS.iter().enumerate() {
            assert_eq!(spec.form as usize, index, "{:?}", spec.form);
            assert!(spec.form.fits(spec.example), "{:?}", spec.form);
            assert!(!spec.form.fits(""), "{:?}", spec.form);
        }
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        assert!(Form::Date.fits("2028-02-29"));
        assert!(!Form::Date.fits("2026-02-29"));
        assert!(!Form::Date.fits("2026-2-9"));
        assert!(!Form::Date.fits("2026-11-10T00:00"));
    }

    #[test]
    fn near_spellings_are_mended_and_nonsense_is_not() {
        assert_eq!(Form::Country.mend("UK").as_deref(), Some("GB"));
        assert_eq!(Form::Country.mend("kr").as_deref(), Some("KR"));
        assert_eq!(Form::Language.mend("en_US").as_deref(), Some("en-US"));
        assert_eq!(Form::Date.mend("2026/11/10").as_deref(), Some("2026-11-10"));
        assert_eq!(Form::Country.mend("Korea"), None);
    }
}
