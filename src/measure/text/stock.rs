//! Sentences that fit every system and say nothing of this one: "we take
//! privacy very seriously", "최선을 다하겠습니다".
//!
//! Such a sentence has two marks, and both are needed: a turn of phrase that
//! assures, and no word of content beside the words that assurances are made
//! of. One number, one name, one thing that happens, and it says something.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::cues::holds_any;
use super::overlap::Content;
use super::prose::sentences;

/// Turns of phrase that assure.
#[rustfmt::skip]
const ASSURING: &[&str] = &[
    "applicable laws", "applicable regulations", "appropriate measures", "appropriate steps", "as intended", "at all times", "best interest",
    "best interests", "best practice", "best practices", "best-in-class", "commitment to", "committed to", "constantly", "continually",
    "continuously", "cutting-edge", "dedicated to", "empower", "empowering", "every effort", "ethically", "excellence", "highest standard",
    "highest standards", "important to note", "important topic", "industry standard", "industry standards", "innovative", "leverage",
    "leveraging", "may arise", "may have limitations", "necessary measures", "necessary steps", "reasonable efforts", "reasonable steps",
    "regular basis", "responsibly", "rigorous", "seriously", "should be aware", "stakeholders", "state-of-the-art", "strive", "strives",
    "top priority", "transparent", "trustworthy", "utmost", "various measures", "various steps", "world-class",
    "강화하", "노력하", "노력합니다", "노력을 기울", "다각적", "만전을 기", "법규를 준수", "법령을 준수", "법령을 철저", "소중히",
    "소중하게", "신뢰받는", "엄격하게", "엄격히", "우선으로", "적절한 조치", "적절히", "적절하게", "지속적", "철저하게", "철저히", "체계적",
    "최선을 다", "최우선",
];

/// Words that assurances are made of.
static ASSURANCES: LazyLock<Content> = LazyLock::new(|| {
    Content::of(
        "accordance accountable accountability act address ai align aligned always applicable appropriate area arise artificial \
         assure avoid aware basis best better build built care careful class commit committed commitment comply compliance company \
         concern concerned conduct consider consideration constant continual continuous core customer cutting data dataset dedicated \
         deliver design develop development edge effective effort empower end ensure ethic ethical evaluate evaluation every everyone \
         everything excellence expect expectation experience fair fairness follow future good guideline harm high highest human \
         identify impact important improve improvement inclusive industry innovation innovative integrity intelligence intended \
         interest issue keep latest law leader leading leverage limitation maintain make manage matter may measure meet mind mitigate \
         mission model monitor monitoring necessary need new note opportunity organization part people policy possible potential \
         practice prevent principle priority privacy proactive problem process product protect protection provide quality reasonable \
         reduce regular regulation relevant reliable reliability remain require requirement respect respond responsible responsibility \
         responsibly review rigorous right risk robust safe safety scalable secure security serious seriously service society \
         solution solve staff stakeholder standard state step strict strive strong success suitable support sure system take team \
         technology tested thorough thoroughly time top topic transparent transparency trust trustworthy user utmost value valued very \
         various vision way well work world art \
         가능 가치 강화 개발 개선 개인정보 검토 결과 경우 계획 고객 공정 공정하게 공정하고 공정한 관련 관리 구축 권리 규정 기관 기반 기술 \
         기여 기울이다 기울여 기울이고 기울이겠습니다 기업 기준 기하겠습니다 기하고 내용 노력 노력하겠습니다 높은 다각적 다양 다양한 다하겠습니다 \
         다하고 다하다 다하여 당사 대응 대책 데이터 도모 되도록 마련 만전 모니터링 모델 모든 목표 문제 문제가 바탕 반영 발생 발생하지 발전 \
         방법 방안 방지 법규 법령 보안 보완 보호 부서 부응 사업 사용자 사회 상시 서비스 소중하게 소중히 수립 수준 수행 시스템 시행 신뢰 \
         신뢰받는 안전 안전하게 안전하고 안전한 않도록 않겠습니다 언제나 업무 엄격 엄격하게 엄격한 엄격히 여기고 여기며 예방 예정 올바르게 완벽 \
         우려 우선 운영 원칙 위험 유지 윤리 윤리적 의견 이용자 이행 인공지능 인식 인지 일체 있도록 적극 적극적 적절 적절하게 적절한 적절히 점검 \
         제고 제공 조치 조직 존중 종합 준수 중요 중요하게 지속 지속적 지속적으로 지속적인 직원 진행 차원 책임 책임감 철저 철저하게 철저한 철저히 \
         체계 체계적 체계적으로 체계적인 최고 최상 최선 최선을 최소화 최우선 충실 취하고 취하여 취하겠습니다 투명 투명하게 투명하고 투명한 평가 품질 \
         필요 항상 해결 향상 협력 협의 확보 활용 회사 효과적 효율적 힘쓰겠습니다",
    )
});

/// A text without sentences that fit every system.
pub(super) fn without_stock(text: &str) -> Cow<'_, str> {
    if !holds_any(&text.to_lowercase(), ASSURING) {
        return Cow::Borrowed(text);
    }
    let own: Vec<&str> = sentences(text).filter(|one| !is_stock(one)).collect();
    Cow::Owned(own.join(" "))
}

fn is_stock(sentence: &str) -> bool {
    !sentence.contains(|letter: char| letter.is_ascii_digit())
        && holds_any(&sentence.to_lowercase(), ASSURING)
        && Content::of(sentence).lacking_in(&ASSURANCES) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_fits_every_system_is_none_of_this_one() {
        for stock in [
            "We take privacy very seriously.",
            "Our team follows industry best practices to ensure quality.",
            "안전하고 공정한 서비스를 제공하기 위해 최선을 다하겠습니다.",
            "관련 법령을 준수하며 개인정보를 철저히 관리하고 있습니다.",
        ] {
            assert!(is_stock(stock), "{stock}");
        }
        for own in [
            "We take complaints seriously: a nurse calls back.",
            "We are committed to deleting recordings after 30 days.",
            "Protects the privacy of pupils.",
            "Ranks applications by risk.",
            "개인정보는 5년 뒤 철저히 파기합니다.",
            "야간 상담원이 지속적으로 확인합니다.",
        ] {
            assert!(!is_stock(own), "{own}");
        }
    }

    #[test]
    fn what_says_something_beside_it_stays() {
        let text = "We take safety seriously. A guard stops the arm within reach of a hand.";
        assert_eq!(
            without_stock(text),
            "A guard stops the arm within reach of a hand."
        );
    }
}
