//! What a key means, in the language of the person who fills it in.

use crate::manifest::declaration::keys::KEYS;
use crate::model::Language;

/// What a key means.
pub(super) fn about(key: &str, language: Language) -> &'static str {
    let english = || {
        KEYS.iter()
            .find(|known| known.path == key)
            .map_or("", |known| known.doc)
    };
    match language {
        Language::En => english(),
        Language::Ko => KOREAN
            .iter()
            .find(|(known, _)| *known == key)
            .map_or_else(english, |(_, words)| words),
    }
}

/// The keys that drafts leave open, in Korean.
#[rustfmt::skip]
pub(super) const KOREAN: &[(&str, &str)] = &[
    ("system.purpose", "누가 무엇을 하려고 쓰며 누구에 관한 것인지"),
    ("system.affected", "사용자가 아니어도 이 시스템의 영향을 받는 사람들"),
    ("system.kind", "시스템이 내놓는 것"),
    ("system.input", "시스템이 주로 받는 것"),
    ("system.lifecycle", "사람들의 삶에 얼마나 가까이 와 있는지"),
    ("system.domain", "쓰이는 생활 분야"),
    ("system.decides_about_people", "결과가 사람이 받거나 내거나 할 수 있는 것을 좌우하는지"),
    ("system.automation", "결과와 그 영향 사이에 사람이 얼마나 있는지"),
    ("system.commercial", "이것으로 돈을 버는지"),
    ("system.users", "누가 쓸 수 있는지"),
    ("system.features", "위험을 높이는 특성"),
    ("system.markets", "제공하는 나라"),
    ("system.languages", "지원하는 언어"),
    ("system.audience.minors", "미성년자가 쓰는지"),
    ("system.audience.min_age", "쓸 수 있는 가장 어린 나이(세)"),
    ("system.owner.team", "책임지는 팀"),
    ("risk.basis", "등급의 근거가 되는 법이나 표준의 조항"),
    ("practices", "하고 있는 금지 행위. 없으면 none, 있으면 예외와 함께 적은 목록"),
    ("uses.intended", "의도한 용도"),
    ("uses.prohibited", "예상되지만 금지하는 용도, 둘 이상"),
    ("benefit.claim", "사람들에게 무엇이 나아지는지"),
    ("benefit.metric", "그것을 재는 지표"),
    ("benefit.better", "낮을수록 좋은지 높을수록 좋은지"),
    ("benefit.baseline", "시스템이 없을 때의 값"),
    ("benefit.evidence", "측정 결과"),
    ("harms[].who", "해를 입는 사람, system.affected에 적은 이름으로"),
    ("harms[].harm", "그 사람들에게 생길 수 있는 문제"),
    ("harms[].severity", "한 사람에게 얼마나 심각한지"),
    ("harms[].mitigation", "그에 대해 하는 일"),
    ("oversight.impact_assessment", "영향 평가 문서"),
    ("oversight.human", "누가 언제 검토하고 무엇을 뒤집을 수 있는지 적은 절"),
    ("oversight.rollback", "시스템을 멈추는 방법을 적은 절"),
    ("oversight.rehearsed", "멈추는 연습을 마지막으로 한 날"),
    ("oversight.contact", "사람들이 피해를 알리는 곳"),
    ("oversight.respond_within_days", "답하기까지의 일수"),
    ("oversight.incidents", "사고의 단계와 알릴 상대를 적은 절"),
    ("oversight.appeal.route", "결정에 이의를 제기하는 방법을 적은 절"),
    ("oversight.appeal.days", "이의를 결정하기까지의 일수"),
    ("models[].version", "이 저장소에 있는 버전"),
    ("models[].card", "모델 카드"),
    ("models[].license", "모델을 제공하는 라이선스"),
    ("models[].artifacts", "모델 파일"),
    ("models[].base.revision", "기반 모델의 커밋"),
    ("models[].base.license", "기반 모델의 라이선스"),
    ("data[].role", "쓰임새"),
    ("data[].manifest", "데이터를 설명하는 문서"),
    ("data[].publisher", "데이터를 책임지는 곳"),
    ("data[].method", "모은 방법"),
    ("data[].period", "데이터가 다루는 기간"),
    ("data[].geography", "데이터가 다루는 나라나 지역"),
    ("data[].languages", "데이터에 있는 언어"),
    ("data[].people", "누구에 관한 데이터인지"),
    ("data[].license", "데이터를 받은 라이선스"),
    ("data[].personal", "사람에 관한 데이터인지"),
    ("data[].allowed_uses", "출처가 허락하는 용도"),
    ("data[].gaps", "누가 또는 무엇이 빠져 있는지, 숫자로"),
    ("data[].labels.by", "누가 또는 무엇이 라벨을 붙였는지"),
    ("privacy.personal_data", "개인정보를 다루는지"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_has_korean_words_is_a_key() {
        for (key, words) in KOREAN {
            assert!(!about(key, Language::En).is_empty(), "{key}");
            assert_eq!(about(key, Language::Ko), *words, "{key}");
        }
    }
}
