//! What the name of a column or an attribute says about people: a protected
//! attribute, a proxy for one, data of a special category. A name is a hint;
//! a column that is called otherwise is not found here.

use crate::measure::text::stands;

/// A meaning, and the names that have it.
struct Meaning {
    means: &'static str,
    /// Words in a row anywhere in the name.
    within: &'static [&'static str],
    /// The whole name.
    whole: &'static [&'static str],
    /// Korean, anywhere in the name.
    korean: &'static [&'static str],
}

/// The attributes that nobody may be silent about.
pub const PROTECTED: [&str; 4] = ["sex", "age", "origin", "disability"];

/// What a proxy stands for.
pub const PROXIES: [&str; 4] = ["postcode", "name", "school", "birthplace"];

/// Data of a special category, in the words of `privacy.special_categories`.
pub const SPECIAL: [&str; 9] = [
    "health",
    "religion",
    "politics",
    "union",
    "sex_life",
    "biometric",
    "genetic",
    "ethnicity",
    "crime",
];

const ATTRIBUTES: &[Meaning] = &[
    Meaning {
        means: "sex",
        within: &["sex", "gender"],
        whole: &[],
        korean: &["성별"],
    },
    Meaning {
        means: "age",
        within: &[
            "age band",
            "age bracket",
            "age bucket",
            "age group",
            "age range",
            "age years",
            "age in years",
            "age at",
            "applicant age",
            "borrower age",
            "client age",
            "customer age",
            "employee age",
            "patient age",
            "person age",
            "student age",
            "user age",
            "birth date",
            "birth year",
            "birthdate",
            "birthday",
            "date of birth",
            "dob",
            "year of birth",
        ],
        whole: &["age", "ages"],
        korean: &["나이", "연령", "생년"],
    },
    Meaning {
        means: "origin",
        within: &[
            "citizenship",
            "country of origin",
            "ethnic",
            "ethnicity",
            "national origin",
            "nationality",
            "person race",
            "racial",
        ],
        whole: &["origin", "race", "races"],
        korean: &["국적", "민족", "인종", "출신"],
    },
    Meaning {
        means: "disability",
        within: &["disabilities", "disability"],
        whole: &["disabled", "is disabled"],
        // The bare word also means an outage.
        korean: &["장애등급", "장애여부", "장애유형", "장애인", "장애정도"],
    },
];

const STAND_INS: &[Meaning] = &[
    Meaning {
        means: "postcode",
        within: &[
            "post code",
            "postal code",
            "postcode",
            "zip code",
            "zipcode",
        ],
        whole: &["postal", "zip"],
        korean: &["우편번호"],
    },
    Meaning {
        means: "name",
        within: &[
            "applicant name",
            "borrower name",
            "customer name",
            "employee name",
            "family name",
            "first name",
            "forename",
            "full name",
            "given name",
            "last name",
            "maiden name",
            "patient name",
            "person name",
            "student name",
            "surname",
        ],
        whole: &["name", "names", "이름"],
        korean: &["성명", "성함"],
    },
    Meaning {
        means: "school",
        within: &["school", "schools"],
        whole: &[],
        korean: &["학교"],
    },
    Meaning {
        means: "birthplace",
        within: &[
            "birth city",
            "birth country",
            "birth place",
            "birthplace",
            "place of birth",
        ],
        whole: &[],
        korean: &["출생지"],
    },
];

/// Columns that hold what a model is to predict.
const LABELS: &[Meaning] = &[Meaning {
    means: "label",
    within: &["ground truth", "label", "outcome", "target"],
    whole: &[
        "admitted",
        "approved",
        "decision",
        "default",
        "defaulted",
        "denied",
        "granted",
        "hired",
        "recidivism",
        "rejected",
        "y",
        "y true",
    ],
    korean: &["정답", "라벨", "승인여부", "합격여부", "부도여부"],
}];

const CATEGORIES: &[Meaning] = &[
    Meaning {
        means: "health",
        within: &[
            "blood pressure",
            "blood type",
            "bmi",
            "cholesterol",
            "diagnoses",
            "diagnosis",
            "disabilities",
            "disability",
            "disease",
            "diseases",
            "health condition",
            "health status",
            "hiv",
            "icd",
            "icd9",
            "icd10",
            "illness",
            "medical condition",
            "medical history",
            "medication",
            "medications",
            "mental health",
            "pregnancies",
            "pregnancy",
            "pregnant",
        ],
        whole: &["health"],
        korean: &[
            "건강상태",
            "병력",
            "질병",
            "질환",
            "진단명",
            "투약",
            "장애인",
            "장애등급",
        ],
    },
    Meaning {
        means: "religion",
        within: &["faith", "religion", "religious"],
        whole: &[],
        korean: &["종교"],
    },
    Meaning {
        means: "politics",
        within: &[
            "party affiliation",
            "party membership",
            "political",
            "politics",
            "voted for",
            "voting intention",
        ],
        whole: &[],
        korean: &["정당", "정치성향", "정치적"],
    },
    Meaning {
        means: "union",
        within: &[
            "labor union",
            "labour union",
            "trade union",
            "union member",
            "union membership",
        ],
        whole: &[],
        korean: &["노동조합", "노조"],
    },
    Meaning {
        means: "sex_life",
        within: &[
            "sex life",
            "sexual orientation",
            "sexual preference",
            "sexuality",
        ],
        whole: &[],
        korean: &["성생활", "성적지향", "성적취향"],
    },
    Meaning {
        means: "biometric",
        within: &[
            "biometric",
            "biometrics",
            "face embedding",
            "face embeddings",
            "face template",
            "faceprint",
            "fingerprint image",
            "fingerprint template",
            "iris code",
            "iris scan",
            "palm print",
            "retina scan",
            "voice print",
            "voiceprint",
        ],
        whole: &[],
        korean: &["생체", "얼굴특징", "지문", "홍채"],
    },
    Meaning {
        means: "genetic",
        within: &["dna", "genetic", "genome", "genotype"],
        whole: &[],
        korean: &["유전자", "유전정보", "유전체"],
    },
    Meaning {
        means: "ethnicity",
        within: &["ethnic", "ethnicity", "racial"],
        whole: &["race", "races"],
        korean: &["민족", "인종"],
    },
    Meaning {
        means: "crime",
        within: &[
            "arrest",
            "arrests",
            "convicted",
            "conviction",
            "convictions",
            "criminal",
            "felony",
            "prior offenses",
            "priors count",
        ],
        whole: &[],
        korean: &["범죄경력", "전과"],
    },
];

/// The protected attribute that a name stands for.
#[must_use]
pub fn protected(name: &str) -> Option<&'static str> {
    meaning(name, ATTRIBUTES).next()
}

/// What a name is a proxy for.
#[must_use]
pub fn proxy(name: &str) -> Option<&'static str> {
    meaning(name, STAND_INS).next()
}

/// The special categories that a name stands for.
pub fn special(name: &str) -> impl Iterator<Item = &'static str> {
    meaning(name, CATEGORIES)
}

/// Whether a name says that a model is to predict it.
#[must_use]
pub fn label(name: &str) -> bool {
    meaning(name, LABELS).next().is_some()
}

fn meaning(name: &str, meanings: &'static [Meaning]) -> impl Iterator<Item = &'static str> {
    let words = words(name);
    let joined = format!(" {} ", words.join(" "));
    let compact = words.concat();
    meanings
        .iter()
        .filter(move |meaning| {
            let held = |phrase: &&str| stands(&joined, phrase);
            meaning.within.iter().any(held)
                || meaning.whole.iter().any(|whole| joined.trim() == *whole)
                || meaning.korean.iter().any(|word| compact.contains(word))
        })
        .map(|meaning| meaning.means)
}

/// The words of a name in lower case: `ageBand`, `AGE_BAND` and `age-band` are
/// the same two.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in name.chars() {
        let hump = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if (hump || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether two tags are of one language: `ko` is whatever is spoken in `ko-KR`.
#[must_use]
pub fn same_language(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_owned();
    one == other
        || ((primary(&one) == one || primary(&other) == other) && primary(&one) == primary(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_style_are_the_same_words() {
        for name in ["age_band", "ageBand", "AGE-BAND", "Age Band"] {
            assert_eq!(words(name), ["age", "band"]);
        }
        assert_eq!(words("icd10_code"), ["icd10", "code"]);
    }

    #[test]
    fn protected_attributes_are_found_and_their_false_friends_are_not() {
        for (name, means) in [
            ("sex", "sex"),
            ("Gender", "sex"),
            ("age_bucket", "age"),
            ("birthDate", "age"),
            ("연령대", "age"),
            ("nationality", "origin"),
            ("race", "origin"),
            ("장애여부", "disability"),
        ] {
            assert_eq!(protected(name), Some(means), "{name}");
        }
        for name in [
            "page",
            "mileage",
            "account_age",
            "race_time",
            "original",
            "장애시간",
        ] {
            assert_eq!(protected(name), None, "{name}");
        }
    }

    #[test]
    fn labels_are_found_and_words_about_labels_are_not() {
        for name in [
            "label",
            "target",
            "loan_outcome",
            "y",
            "hired",
            "groundTruth",
            "승인여부",
        ] {
            assert!(label(name), "{name}");
        }
        for name in ["labeler", "targeting", "default_language", "years", "yield"] {
            assert!(!label(name), "{name}");
        }
    }

    #[test]
    fn proxies_are_found_and_names_of_things_are_not() {
        for (name, means) in [
            ("zip_code", "postcode"),
            ("surname", "name"),
            ("name", "name"),
            ("school_id", "school"),
            ("출생지", "birthplace"),
        ] {
            assert_eq!(proxy(name), Some(means), "{name}");
        }
        for name in [
            "file_name",
            "product_name",
            "column_names",
            "username",
            "zip_size",
        ] {
            assert_eq!(proxy(name), None, "{name}");
        }
    }

    #[test]
    fn special_categories_are_found_and_their_false_friends_are_not() {
        for (name, means) in [
            ("diagnosis_code", "health"),
            ("religion", "religion"),
            ("union_member", "union"),
            ("priors_count", "crime"),
            ("face_embedding", "biometric"),
            ("종교", "religion"),
        ] {
            assert!(special(name).any(|found| found == means), "{name}");
        }
        for name in [
            "health_check_url",
            "fingerprint",
            "iris",
            "union_all",
            "nationality",
        ] {
            assert_eq!(special(name).next(), None, "{name}");
        }
    }

    #[test]
    fn a_tag_with_a_region_is_the_language_without_one() {
        assert!(same_language("ko", "ko-KR"));
        assert!(same_language("zh-Hant", "zh-hant"));
        assert!(!same_language("zh-Hant", "zh-Hans"));
        assert!(!same_language("ko", "en"));
    }
}
