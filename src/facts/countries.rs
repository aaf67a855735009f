//! Countries and markets by their codes (ISO 3166-1 alpha-2, and `EU`): which
//! lie in each other, and what people call them.

/// Markets, and what they are called in English and Korean.
#[rustfmt::skip]
const NAMES: &[(&str, &[&str])] = &[
    ("AU", &["australia", "호주"]), ("BR", &["brazil", "브라질"]), ("CA", &["canada", "캐나다"]), ("CN", &["china", "중국"]),
    ("DE", &["germany", "독일"]), ("ES", &["spain", "스페인"]), ("EU", &["europe", "유럽"]), ("FR", &["france", "프랑스"]),
    ("GB", &["united kingdom", "britain", "영국"]), ("ID", &["indonesia", "인도네시아"]), ("IN", &["india", "인도"]),
    ("IT", &["italy", "이탈리아"]), ("JP", &["japan", "일본"]), ("KR", &["korea", "한국", "국내"]), ("MX", &["mexico", "멕시코"]),
    ("PH", &["philippines", "필리핀"]), ("SG", &["singapore", "싱가포르"]), ("TH", &["thailand", "태국"]), ("TW", &["taiwan", "대만"]),
    ("US", &["united states", "america", "미국"]), ("VN", &["vietnam", "베트남"]),
];

/// Codes and words for everywhere.
const EVERYWHERE: &[&str] = &["001", "GLOBAL", "WORLD", "WORLDWIDE"];

/// Members of the European Union, each of which a market `EU` holds.
#[rustfmt::skip]
const UNION: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL",
    "PT", "RO", "SE", "SI", "SK",
];

/// Whether a place is a code: of a country, of a part of one such as `KR-11`,
/// or of everywhere.
#[must_use]
pub fn is_code(place: &str) -> bool {
    let country = country(place);
    let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    is_country || EVERYWHERE.contains(&place)
}

fn country(place: &str) -> &str {
    place.split('-').next().unwrap_or(place)
}

/// Whether a market is the country of a place, holds it or lies in it.
#[must_use]
pub fn overlap(market: &str, place: &str) -> bool {
    let country = country(place);
    EVERYWHERE.contains(&place)
        || country == market
        || (market == "EU" && UNION.contains(&country))
        || (country == "EU" && UNION.contains(&market))
}

/// Whether a text names a market, by its code or by what people call it.
#[must_use]
pub fn speaks_of(code: &str, text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let called = NAMES.iter().find(|(known, _)| *known == code);
    words.any(|word| word == code)
        || called.is_some_and(|(_, names)| names.iter().any(|name| lower.contains(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_market_is_named_by_its_code_or_by_its_name() {
        assert!(speaks_of("JP", "People in Japan"));
        assert!(speaks_of("JP", "일본 이용자"));
        assert!(speaks_of("US", "US and CA"));
        assert!(!speaks_of("US", "for all of us"));
    }

    #[test]
    fn a_market_holds_its_parts_and_its_members() {
        assert!(overlap("KR", "KR-11"));
        assert!(overlap("EU", "FR"));
        assert!(overlap("DE", "EU"));
        assert!(overlap("JP", "001"));
        assert!(!overlap("KR", "US"));
        assert!(is_code("KR-11") && is_code("EU") && !is_code("Seoul"));
    }
}
