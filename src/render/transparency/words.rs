//! Words of closed sets and numbers, as people read them.

use super::sheet::Unit;
use crate::model::Language;
use crate::render::wording::pick;

/// Words of the declaration's closed sets that are not read as they stand.
const TERMS: &[(&str, &str, &str)] = &[
    ("classifier", "classifier", "분류"),
    ("regressor", "regressor", "수치 예측"),
    ("ranking", "ranking", "순위 매기기"),
    ("recommender", "recommender", "추천"),
    ("generative", "generative", "생성"),
    ("other", "other", "기타"),
    ("tabular", "tabular", "표"),
    ("text", "text", "글"),
    ("image", "image", "그림"),
    ("speech", "speech", "말소리"),
    ("research", "research", "연구"),
    ("prototype", "prototype", "시제품"),
    ("pilot", "pilot", "시범 운영"),
    ("production", "production", "실제 운영"),
    ("general", "general", "일반"),
    ("credit", "credit", "신용"),
    ("insurance", "insurance", "보험"),
    ("employment", "employment", "고용"),
    ("education", "education", "교육"),
    ("health", "health", "건강"),
    ("welfare", "welfare", "복지"),
    ("housing", "housing", "주거"),
    ("public-service", "public service", "공공 서비스"),
    ("biometrics", "biometrics", "생체 인식"),
    ("policing", "policing", "치안"),
    ("migration", "migration", "출입국"),
    ("justice", "justice", "사법"),
    ("children", "children", "어린이"),
    ("companion", "companion", "대화 상대"),
    ("media", "media", "미디어"),
    ("none", "none", "없음"),
    (
        "advisory",
        "advisory: a person decides",
        "조언만 하고 사람이 정함",
    ),
    (
        "human_review",
        "a person reviews each case",
        "사람이 건마다 검토함",
    ),
    (
        "full",
        "full: no person in between",
        "사람 없이 자동으로 정함",
    ),
    ("team", "the team itself", "만든 팀"),
    ("organization", "the organization", "조직 안"),
    ("public", "the public", "누구나"),
    ("social", "social", "사회적 관계"),
    ("biometric", "biometric", "생체 정보"),
    ("emotion", "emotion", "감정"),
    ("safety_component", "safety component", "안전 부품"),
    ("profiling", "profiling", "프로파일링"),
    ("excluded", "excluded", "제외"),
    ("included", "included", "포함"),
    ("possible", "possible", "있을 수 있음"),
    ("expected", "expected", "예상함"),
    ("unknown", "unknown", "알 수 없음"),
    ("minimal", "minimal", "최소"),
    ("limited", "limited", "제한적"),
    ("high", "high", "높음"),
    ("low", "low", "낮음"),
    ("medium", "medium", "중간"),
    ("critical", "critical", "매우 높음"),
    ("train", "training", "학습"),
    ("finetune", "fine-tuning", "미세 조정"),
    ("eval", "evaluation", "평가"),
    ("retrieval", "retrieval", "검색"),
    ("audit", "audit", "감사"),
    ("first-party", "first party", "직접 수집"),
    ("third-party", "third party", "제삼자"),
    ("synthetic", "synthetic", "합성"),
    ("artifact", "model file", "모델 파일"),
    ("prompt", "prompt", "프롬프트"),
    ("data", "data", "데이터"),
    ("evidence", "evidence", "증거"),
    ("branch", "branch", "지점"),
    ("phone", "phone", "전화"),
    ("mail", "mail", "우편"),
    ("in-person", "in person", "방문"),
    ("paper", "paper", "종이"),
    ("elections", "elections", "선거"),
    ("infrastructure", "infrastructure", "기반 시설"),
    ("consent", "consent", "동의"),
    ("contract", "contract", "계약"),
    ("legal-obligation", "legal obligation", "법적 의무"),
    ("vital-interest", "vital interest", "생명의 이익"),
    ("public-task", "public task", "공적 업무"),
    ("legitimate-interest", "legitimate interest", "정당한 이익"),
    ("religion", "religion", "종교"),
    ("politics", "politics", "정치 성향"),
    ("union", "union membership", "노동조합 가입"),
    ("sex_life", "sex life", "성생활"),
    ("genetic", "genetic data", "유전 정보"),
    ("ethnicity", "ethnicity", "인종·민족"),
    ("crime", "crime", "범죄 경력"),
    ("manipulation", "manipulation", "조종"),
    (
        "exploiting-vulnerability",
        "exploiting vulnerability",
        "취약점 이용",
    ),
    ("social-scoring", "social scoring", "사회적 평점"),
    ("crime-prediction", "crime prediction", "범죄 예측"),
    ("face-scraping", "scraping of faces", "얼굴 사진 수집"),
    ("emotion-inference", "inference of emotions", "감정 추론"),
    (
        "biometric-categorization",
        "biometric categorization",
        "생체 정보로 분류",
    ),
    (
        "realtime-remote-identification",
        "real-time remote identification",
        "실시간 원격 식별",
    ),
    (
        "intimate-imagery-or-csam",
        "intimate imagery or abuse material",
        "성적 합성물이나 학대물",
    ),
    ("medical", "medical", "의료"),
    ("safety", "safety", "안전"),
    ("authorized-policing", "authorized policing", "허가된 치안"),
    ("never", "never", "하지 않음"),
    ("opt-in", "only who agrees", "동의한 사람만"),
    ("opt-out", "unless refused", "거부하지 않으면"),
    ("favorable_rate", "favorable rate", "유리한 결과 비율"),
    ("selection_rate", "selection rate", "선택률"),
    ("tpr", "true positive rate", "진양성률"),
    ("fpr", "false positive rate", "위양성률"),
    ("fnr", "false negative rate", "위음성률"),
    ("tnr", "true negative rate", "진음성률"),
    ("ppv", "positive predictive value", "양성 예측도"),
    ("accuracy", "accuracy", "정확도"),
    ("auc", "area under the ROC curve", "ROC 곡선 아래 넓이"),
    ("brier", "Brier score", "브라이어 점수"),
    ("ece", "expected calibration error", "기대 보정 오차"),
    (
        "calibration_gap",
        "observed less predicted",
        "관측과 예측의 차이",
    ),
];

/// A word of a closed set; any other comes back as it is.
pub(super) fn term(language: Language, word: &str) -> String {
    let known = TERMS.iter().find(|(term, ..)| *term == word);
    known.map_or_else(
        || word.to_owned(),
        |(_, en, ko)| pick(language, en, ko).to_owned(),
    )
}

/// A number of an axis.
pub(super) fn number(language: Language, unit: Unit, value: f64) -> String {
    // No minus before what is rounded to zero.
    let rounded = |digits: i32, value: f64| {
        let shift = 10_f64.powi(digits);
        (value * shift).round() / shift + 0.0
    };
    match unit {
        Unit::Share => format!("{:.1}%", rounded(1, value * 100.0)),
        Unit::Points => format!(
            "{:.1}{}",
            rounded(1, value * 100.0),
            pick(language, " points", "%p")
        ),
        Unit::Plain => format!("{:.3}", rounded(3, value)),
    }
}

/// The ends of an interval: "7.6% to 8.8%".
pub(super) fn interval(language: Language, unit: Unit, (low, high): (f64, f64)) -> String {
    let (low, high) = (number(language, unit, low), number(language, unit, high));
    match language {
        Language::En => format!("{} to {high}", low.trim_end_matches(" points")),
        Language::Ko => format!("{low} ~ {high}"),
    }
}

/// A count as people group its digits: "17,230".
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let number = |unit, value| number(Language::En, unit, value);
        assert_eq!(number(Unit::Share, 0.0818), "8.2%");
        assert_eq!(number(Unit::Points, -0.0001), "0.0 points");
        assert_eq!(number(Unit::Plain, 0.9634), "0.963");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
    }
}
