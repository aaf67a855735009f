//! Whether the known gaps of a dataset say anything: a number, a place, a
//! period or a group of people.

use std::sync::LazyLock;

use regex::Regex;

use super::{manifest_place, name};
use crate::facts::{Scope, names};
use crate::manifest::record::Record;
use crate::measure::text::substantive;
use crate::model::{Kind, Str, Value};

/// A number in words, a period, a place, a group of people.
static SPECIFIC: LazyLock<Regex> = LazyLock::new(|| {
    let words = [
        // Numbers in words.
        r"\b(?:half|halves|a third|one third|two thirds|a quarter|three quarters|a fifth|a tenth)\b",
        r"\bone (?:in|out of) ",
        r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dozens?|hundreds?|thousands?|millions?)\b",
        "절반|삼분의|사분의|열 명|백 명|천 명",
        // Periods.
        r"\b(?:january|february|april|june|july|august|september|october|november|december)\b",
        r"\b(?:spring|summer|autumn|winter|weekends?|weekdays?|nights?|holidays?|pandemic|covid)\b",
        r"\b(?:last|first|past) (?:year|month|quarter|decade)",
        "봄|여름|가을|겨울|주말|평일|야간|휴일|명절|코로나|작년|올해|상반기|하반기",
        // Places: a name after a word of place, then some that stand anywhere.
        r"(?-i:\b(?:across|for|from|in|near|outside|within) \p{Lu}\p{Ll}{2,})",
        r"\b(?:africa|asia|europe|america|americas|oceania|antarctica|australia|middle east|scandinavia)\w*\b",
        r"\b(?:argentina|austria|bangladesh|belgium|brazil|canada|chile|china|colombia|denmark|egypt|ethiopia|finland|france|germany|ghana|greece|hungary|india|indonesia|iran|iraq|ireland|israel|italy|japan|kenya|korea|malaysia|mexico|mongolia|morocco|netherlands|nepal|new zealand|nigeria|norway|pakistan|peru|philippines|poland|portugal|romania|russia|singapore|south africa|spain|sweden|switzerland|taiwan|thailand|turkey|türkiye|ukraine|united kingdom|united states|vietnam)\b",
        r"\b(?:seoul|busan|incheon|daegu|daejeon|gwangju|jeju|gyeonggi|tokyo|beijing|shanghai|london|paris|berlin|madrid|rome|new york|california|texas|lagos|cairo|delhi|mumbai|jakarta|manila|hanoi)\b",
        r"\b(?:rural|urban|suburban|metropolitan|countryside|provinces?|global south|the (?:north|south|east|west))\b",
        "서울|부산|인천|대구|대전|광주|울산|세종|제주|경기|강원|충청|전라|경상|수도권|비수도권|도서 지역|농촌|농어촌|어촌|도시|지방|시골",
        "한국|북한|중국|일본|미국|베트남|인도|러시아|몽골|필리핀|태국|아시아|유럽|아프리카|북미|남미|오세아니아",
        // Groups of people.
        r"\b(?:women|woman|females?|men|males?|girls?|boys?|non-?binary|transgender|lgbtq?\w*)\b",
        r"\b(?:elderly|seniors?|older (?:people|adults)|young(?:er)? (?:people|adults)|children|child|teenagers?|minors|pensioners?|students?)\b",
        r"\b(?:disabilit\w+|disabled|blind|deaf|wheelchair|neurodivergent|pregnant)\b",
        r"\b(?:foreign\w*|immigrants?|migrants?|refugees?|non-?citizens?|indigenous|minorities|minority|black|hispanic|latin[oax]s?|roma|first nations)\b",
        r"\b(?:dark(?:er)? skin|skin tones?|dialects?|accents?|accented|non-?native|low-?income|unemployed|self-?employed|homeless|illiterate|thin files?)\b",
        r"\b(?:muslims?|christians?|jewish|jews|hindus?|buddhists?)\b",
        "여성|남성|여자|남자|성소수자|노인|고령|어르신|청년|아동|어린이|청소년|학생|영유아",
        "장애인|시각장애|청각장애|발달장애|임산부|외국인|이주민|이민자|난민|다문화|탈북|새터민|소수민족",
        "방언|사투리|억양|저소득|무직|자영업|노숙|비정규직|문해력|신용 이력",
        // Languages.
        r"\b(?:english|korean|japanese|chinese|mandarin|spanish|french|german|arabic|hindi|vietnamese|swahili|portuguese|russian|thai|turkish)\b",
        "한국어|영어|일본어|중국어|베트남어|스페인어|프랑스어|독일어|아랍어",
    ];
    Regex::new(&format!("(?i){}", words.join("|"))).expect("internal error: the pattern is valid")
});

/// The gaps of every dataset.
pub(super) fn gaps(scope: &Scope, sets: &[&Value]) -> Vec<Value> {
    let groups = groups(scope);
    let mut seen: Vec<(String, Value, &Value)> = Vec::new();
    sets.iter()
        .map(|set| {
            let mut record = Record::new();
            record.put("name", name(set));
            let place = manifest_place(set);
            let gaps = set
                .get("gaps")
                .filter(|gaps| !matches!(gaps.kind, Kind::Null));
            let Some(gaps) = gaps else {
                return record.into_value(place);
            };
            let Some(text) = gaps.as_str() else {
                record.keep("text", gaps.clone());
                return record.into_value(place);
            };
            record.put("text", gaps.clone());
            if substantive(text, 1).is_err() {
                // A placeholder is told of every text, and not here again.
                return record.into_value(gaps.mark().or(place));
            }
            let specific = is_specific(text, &groups);
            record.put(
                "specific",
                Value::computed(specific).with_place(gaps.mark()),
            );
            let bare = bare(text);
            match seen.iter().find(|(other, ..)| *other == bare) {
                Some((_, name, earlier)) => {
                    record.put("same_as", name.clone().with_place(earlier.mark()));
                }
                None => seen.push((bare, name(set), gaps)),
            }
            record.into_value(gaps.mark().or(place))
        })
        .collect()
}

/// Names of groups that this system itself tells apart.
fn groups(scope: &Scope) -> Vec<Str> {
    let attributes = scope.declared("fairness.attributes").into_iter();
    attributes
        .flat_map(Value::entries)
        .flat_map(|(_, groups)| groups.items())
        .filter_map(|group| match &group.kind {
            Kind::Text(text) if text.chars().count() > 2 => Some(Str::clone(text)),
            _ => None,
        })
        .collect()
}

fn is_specific(text: &str, groups: &[Str]) -> bool {
    // Most honest gaps hold a figure, and then no pattern needs to be built.
    if text.contains(char::is_numeric) || SPECIFIC.is_match(text) {
        return true;
    }
    let spoken = names::words(text);
    groups.iter().any(|group| {
        let group = names::words(group);
        !group.is_empty() && spoken.windows(group.len()).any(|window| window == group)
    })
}

/// A text without case, marks and spaces.
fn bare(text: &str) -> String {
    names::words(text).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_a_place_a_period_or_a_group_is_specific() {
        for text in [
            "Seoul is 61 % of rows and 19 % of the population",
            "Rows from rural clinics are rare",
            "Nothing was recorded in winter",
            "Women are underrepresented among the speakers",
            "Half of the answers come from one clinic",
            "Two locales only, so other habits of speech are absent",
            "It was never tried outside Chicago",
            "제주 방언은 거의 없다",
            "고령자의 응답이 부족하다",
        ] {
            assert!(is_specific(text, &[]), "{text}");
        }
    }

    #[test]
    fn a_bare_admission_is_not() {
        for text in [
            "May contain biases.",
            "The data may be incomplete, and it may not suit every purpose.",
            "Like any dataset, this one has limitations that users should consider.",
            "편향이 있을 수 있습니다.",
            "모든 데이터와 마찬가지로 한계가 있을 수 있음",
        ] {
            assert!(!is_specific(text, &[]), "{text}");
        }
    }

    #[test]
    fn a_group_that_the_system_tells_apart_is_specific() {
        let groups = [Str::from("thin_file")];
        assert!(is_specific("People with a thin file are rare", &groups));
        assert!(!is_specific("People are rare", &groups));
    }

    #[test]
    fn a_text_with_other_marks_is_the_same_text() {
        assert_eq!(bare("May contain biases."), bare("may contain  BIASES"));
    }
}
