//! The words that stand for topics in headings, English and Korean: what real
//! cards use.

/// One topic with the words that stand for it, phrases separated by commas.
pub(super) struct Topic {
    /// Its name in facts.
    pub(super) name: &'static str,
    /// A heading, or one part of it, that is nothing but this.
    pub(super) whole: &'static str,
    /// A heading that holds these words; the last may go on, as plurals do,
    /// unless a full stop ends it.
    pub(super) within: &'static str,
    /// Topics whose words hold the words of this one.
    pub(super) unless: &'static str,
}

/// The vocabulary. Korean phrases stand without spaces, since authors differ
/// in where they put them.
pub(super) const TOPICS: &[Topic] = &[
    // Models.
    Topic {
        name: "intended-use",
        whole: "uses, use, intended, purpose, applications, scope, 용도, 목적, 활용, 用途",
        within: "could the dataset be used, intended use., intended uses, intended usage, \
                 intended purpose, intended application, direct use, downstream use, use case, \
                 primary use, foreseeable use, recommended use, model use, who it is for, \
                 what it is for, 사용목적, 이용목적, 활용목적, 의도된사용, 의도한사용, \
                 의도된용도, 사용용도, 사용범위, 활용분야, 적용분야, 쓰임, 适用场景",
        unless: "out-of-scope",
    },
    Topic {
        name: "out-of-scope",
        whole: "금지",
        within: "out of scope, misuse, malicious use, prohibited use, unintended use, \
                 not intended, should not be used, not be used for, unsuitable, \
                 inappropriate use, forbidden use, disallowed use, excluded use, \
                 use restriction, restricted use, acceptable use, not for, non goal, 범위밖, \
                 범위외, 금지된사용, 금지용도, 금지된용도, 사용금지, 금지사항, 부적절한사용, \
                 부적합한사용, 오용, 사용제한, 제한된사용, 허용되지않는, 不适用场景",
        unless: "",
    },
    Topic {
        name: "limitations",
        whole: "limits, risks, weaknesses, 제한, 제약, 한계",
        within: "limitation, limits of, known limit, known issue, known problem, known risk, \
                 failure mode, failure case, caveat, bias risk, risks and, 한계점, 한계와, \
                 한계및, 의한계, 알려진한계, 제한사항, 제한점, 제약사항, 알려진문제, 주의사항, \
                 유의사항, 局限",
        unless: "",
    },
    Topic {
        name: "bias",
        whole: "편향",
        within: "bias, 편향성, 편향및, 편향과, 偏见",
        unless: "",
    },
    Topic {
        name: "training-data",
        whole: "data, dataset, datasets, data used, 데이터, 데이터셋, 사용데이터",
        within: "training data, train data, training set, training corpus, training corpora, \
                 training and evaluation data, training and test data, \
                 training and validation data, training evaluation data, pretraining data, \
                 pre training data, fine tuning data, finetuning data, data used for training, \
                 data overview, data source, 학습데이터, 훈련데이터, 학습및평가데이터, \
                 학습과평가데이터, 훈련및평가데이터, 사용한데이터, 사용된데이터, 데이터출처, \
                 训练数据",
        unless: "",
    },
    Topic {
        name: "evaluation-data",
        whole: "",
        within: "evaluation data, eval data, test data, testing data, validation data, \
                 evaluation set, test set, 평가데이터, 시험데이터, 테스트데이터, 검증데이터",
        unless: "",
    },
    Topic {
        name: "evaluation",
        whole: "results, performance, testing, 평가, 결과, 성능",
        within: "eval result, training result, evaluation, benchmark, test result, \
                 model performance, performance and, quantitative analys, 평가결과, 모델평가, \
                 성능평가, 벤치마크, 실험결과, 评估",
        unless: "evaluation-data",
    },
    Topic {
        name: "metrics",
        whole: "results, performance, accuracy, scores, 지표, 성능, 결과",
        within: "eval result, training result, accuracy, metric, performance measure, \
                 model performance, performance and, evaluation, benchmark, test result, \
                 quantitative analys, error rate, 성능지표, 평가지표, 측정지표, 정확도, \
                 오류율, 평가결과, 성능평가, 벤치마크",
        unless: "evaluation-data",
    },
    Topic {
        name: "metrics-by-group",
        whole: "fairness, 공정성",
        within: "fairness, protected attribute, by group, by subgroup, per group, \
                 across group, across subgroup, between group, group metric, \
                 subgroup performance, by demographic, by sex., by gender, by age., by race., \
                 by nationality, disaggregated, intersectional, 집단별, 그룹별, 성별에따른, \
                 연령별, 국적별, 하위집단, 공정성지표, 공정성평가, 공정성결과",
        unless: "",
    },
    Topic {
        name: "details",
        whole: "details, overview, model, description, about, summary, 개요, 설명, 소개, 모델",
        within: "model version, model type, model date, technical detail, \
                 model characteristic, model detail, model description, model information, \
                 model overview, model summary, about the model, about this model, \
                 basic information, general information, model specification, \
                 technical specification, architecture, 모델정보, 모델개요, 모델상세, \
                 모델설명, 모델세부, 모델소개, 기본정보, 상세정보, 세부정보",
        unless: "",
    },
    Topic {
        name: "factors",
        whole: "요인",
        within: "factor, 주요요인, 고려요인",
        unless: "",
    },
    Topic {
        name: "training-procedure",
        whole: "학습, 훈련",
        within: "training procedure, training hyperparameter, training detail, \
                 training process, training method, training setup, how it was trained, \
                 학습방법, 학습과정, 학습절차, 훈련방법, 훈련과정, 훈련절차",
        unless: "",
    },
    Topic {
        name: "ethical-considerations",
        whole: "윤리",
        within: "ethic, responsibility, responsible ai, social impact, societal, 윤리적, \
                 윤리고려, 사회적영향",
        unless: "",
    },
    Topic {
        name: "safety",
        whole: "safety, 안전, 안전성",
        within: "responsible deployment, critical risk, safety, safeguard, 안전조치",
        unless: "",
    },
    Topic {
        name: "privacy",
        whole: "privacy, 개인정보",
        within: "privacy, personal data, personal information, personal and sensitive, \
                 sensitive information, 개인정보, 민감정보",
        unless: "",
    },
    Topic {
        name: "contact",
        whole: "support, feedback, 문의, 연락, 피드백",
        within: "contact, feedback, questions or comment, question and comment, where to send, \
                 reach us, 연락처, 문의처, 문의하기",
        unless: "",
    },
    Topic {
        name: "license",
        whole: "",
        within: "license, licence, licensing, licencing, 라이선스, 라이센스, 사용허가, 许可证",
        unless: "",
    },
    Topic {
        name: "caveats",
        whole: "recommendations, 권고, 주의",
        within: "caveat, recommendation, 주의사항, 유의사항, 권고사항, 권장사항",
        unless: "",
    },
    Topic {
        name: "usage",
        whole: "usage",
        within: "how to use, how to get started, getting started, quick start, quickstart, \
                 사용법, 사용방법, 시작하기",
        unless: "",
    },
    Topic {
        name: "citation",
        whole: "인용",
        within: "citation, how to cite, bibtex, 인용방법",
        unless: "",
    },
    Topic {
        name: "environmental-impact",
        whole: "",
        within: "environmental, carbon, energy, 환경영향, 탄소",
        unless: "",
    },
    Topic {
        name: "affected",
        whole: "영향",
        within: "affected, who is judged, who is concerned, stakeholder, 영향을받는, 영향받는, \
                 대상자, 이해관계자",
        unless: "",
    },
    // Datasets.
    Topic {
        name: "motivation",
        whole: "motivation, goal, 동기",
        within: "for what purpose was the dataset, curation rationale, why was the dataset, \
                 구축목적, 제작동기, 구축배경",
        unless: "",
    },
    Topic {
        name: "collection",
        whole: "provenance, 수집, 출처",
        within: "collection, collected, source data, data source, curation rationale, \
                 acquired, dataset creation, how was the data, lineage, 수집방법, 수집과정, \
                 수집절차, 데이터출처, 원천데이터, 구축방법, 구축과정",
        unless: "",
    },
    Topic {
        name: "publisher",
        whole: "author, authors, maintainer, maintainers, owner, 작성자, 저자",
        within: "who created the dataset, dataset creator, data creator, dataset curator, \
                 dataset author, publisher, who is hosting, supporting hosting maintaining, \
                 제작자, 제공기관, 배포자, 구축기관, 발행기관",
        unless: "",
    },
    Topic {
        name: "period",
        whole: "period, 기간, 시기",
        within: "time frame, timeframe, time period, temporal coverage, collection date, \
                 when was the data, 수집기간, 수집시기, 데이터기간",
        unless: "",
    },
    Topic {
        name: "geography",
        whole: "지역",
        within: "geograph, spatial coverage, regional, region, countries, 지역분포, 수집지역, \
                 국가",
        unless: "",
    },
    Topic {
        name: "languages",
        whole: "language, languages, 언어",
        within: "supported language, language coverage, 지원언어, 언어분포",
        unless: "",
    },
    Topic {
        name: "people",
        whole: "people, speakers, participants, subjects",
        within: "demographic, population, source language producer, people represented, \
                 who is in the data, who are the people, 인구통계, 수록인물, 대상집단, 참여자",
        unless: "",
    },
    Topic {
        name: "gaps",
        whole: "gaps, 공백, 누락",
        within: "discussion of bias, other known limitation, known limitation, known gap, \
                 data gap, missing data, underrepresented, errors sources of noise, \
                 데이터공백, 누락데이터, 알려진한계",
        unless: "",
    },
    Topic {
        name: "annotation",
        whole: "labels, 라벨, 주석",
        within: "annotation, labeling, labelling, annotator, 라벨링, 레이블링, 주석과정, \
                 어노테이션",
        unless: "",
    },
    Topic {
        name: "composition",
        whole: "composition, 구성",
        within: "data split, data instance, data composition, dataset structure, 데이터구성",
        unless: "",
    },
    Topic {
        name: "fields",
        whole: "features, columns, fields, 컬럼, 필드",
        within: "data field, data dictionary, column description, 데이터필드",
        unless: "",
    },
    Topic {
        name: "maintenance",
        whole: "maintenance, 유지보수, 관리",
        within: "maintained, update policy, versioning, 유지관리",
        unless: "",
    },
    Topic {
        name: "distribution",
        whole: "distribution, 배포",
        within: "how will the dataset be distributed, 배포방법",
        unless: "",
    },
];
