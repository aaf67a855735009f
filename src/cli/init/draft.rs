//! The declaration as far as it can be written without a person.

use jiff::civil::Date;

use super::answers::Answers;
use super::look::{self, Dataset, Found, Model};
use super::page::{Page, scalar};
use crate::cli::Refusal;
use crate::model::{Tier, Value};
use crate::source::Tree;

/// What a draft is written from.
pub(super) struct Draft<'a> {
    pub(super) id: &'a str,
    pub(super) found: &'a Found,
    pub(super) answers: &'a Answers,
    /// The tier that the answers set; none while one of them is open.
    pub(super) tier: Option<Tier>,
    /// Where the schema for editors is, from the declaration.
    pub(super) schema: Option<String>,
}

/// The lowest tier that the answers allow, by the gate's own facts.
pub(super) fn tier(found: &Found, answers: &Answers, today: Date) -> Result<Option<Tier>, Refusal> {
    let mut system = serde_json::Map::new();
    for key in super::answers::SIX {
        let Some(answer) = said(found, answers, key) else {
            return Ok(None);
        };
        let value = match answer {
            "true" => true.into(),
            "false" => false.into(),
            word => serde_json::Value::from(word),
        };
        match key.strip_prefix("system.audience.") {
            Some(name) => system.insert("audience".to_owned(), serde_json::json!({name: value})),
            None => system.insert(key["system.".len()..].to_owned(), value),
        };
    }
    let draft = serde_json::json!({"version": 1, "system": system}).to_string();
    let tree = Tree::memory([("ethics.yml".to_owned(), draft.into_bytes())]);
    let facts = look::facts(&tree, today)?;
    let name = facts.at_path("tier.effective").and_then(Value::as_str);
    Ok(Tier::ALL.into_iter().find(|tier| Some(tier.name()) == name))
}

/// What is known of one of the six: somebody's word, or what the cards show.
fn said<'a>(found: &'a Found, answers: &'a Answers, key: &str) -> Option<&'a str> {
    let shown = found.kind.as_ref().filter(|_| key == "system.kind");
    answers
        .get(key)
        .or_else(|| shown.map(|(kind, _)| kind.as_str()))
}

impl Draft<'_> {
    /// Write the declaration.
    pub(super) fn write(&self, page: &mut Page) {
        if let Some(schema) = &self.schema {
            page.line(&format!("# yaml-language-server: $schema={schema}"));
            page.comment(
                "",
                "(that file is for editors alone; after an upgrade: ethics-gate schema ethics > ethics.schema.json)",
                "(위 파일은 편집기 전용이다. 업그레이드한 뒤: ethics-gate schema ethics > ethics.schema.json)",
            );
        }
        page.comment(
            "",
            "What this system is and whom it touches. `ethics-gate check` fails at every gap",
            "이 시스템이 무엇이고 누구에게 영향을 주는지 적는다. TODO나 빈 값이 남아 있으면",
        );
        page.comment(
            "",
            "(TODO, or nothing) until somebody who knows has filled it in.",
            "`ethics-gate check`가 통과하지 않으므로, 아는 사람이 채워야 한다.",
        );
        page.line("version: 1");
        self.system(page);
        if self.is(Tier::High) {
            page.line("risk:");
            page.gap("  ", "risk.basis");
        }
        page.gap("", "practices");
        if self.is(Tier::Limited) {
            self.promises(page);
        }
        self.models(page);
        self.data(page);
        if self.answers.get("system.decides_about_people") == Some("true") {
            page.line("fairness:");
            page.gap("  ", "fairness.attributes");
            page.gap("  ", "fairness.counts");
        }
        if self.is(Tier::Limited) {
            page.line("privacy:");
            page.gap("  ", "privacy.personal_data");
        }
    }

    fn is(&self, tier: Tier) -> bool {
        self.tier.is_some_and(|own| own >= tier)
    }

    fn six(&self, page: &mut Page, lead: &str, key: &str) {
        let shown = self.found.kind.as_ref();
        match (self.answers.get(key), shown) {
            (Some(answer), _) => match answer {
                "true" | "false" => {
                    page.line(&format!("{lead}{}: {answer}", &key["system.".len()..]))
                }
                word => page.known(lead, key, word, None),
            },
            (None, Some((kind, from))) if key == "system.kind" => {
                page.known(lead, key, kind, Some(from));
            }
            _ => page.gap(lead, key),
        }
    }

    fn system(&self, page: &mut Page) {
        page.line("system:");
        page.known("  ", "system.id", self.id, None);
        page.gap("  ", "system.purpose");
        page.gap("  ", "system.affected");
        self.six(page, "  ", "system.kind");
        if self.is(Tier::Limited) {
            page.gap("  ", "system.input");
        }
        self.six(page, "  ", "system.lifecycle");
        self.six(page, "  ", "system.domain");
        self.six(page, "  ", "system.decides_about_people");
        if self.is(Tier::Limited) {
            page.gap("  ", "system.automation");
            page.gap("  ", "system.commercial");
        }
        self.six(page, "  ", "system.users");
        page.comment(
            "  ",
            "features: [social, biometric, emotion, safety_component, profiling]; add those that apply, each can raise the tier",
            "features: [social, biometric, emotion, safety_component, profiling]. 해당하는 것만 적는다. 등급이 올라갈 수 있다",
        );
        let beyond = self
            .answers
            .get("system.users")
            .is_some_and(|users| users != "team");
        let minors = self.answers.get("system.audience.minors");
        if self.is(Tier::Limited) {
            if minors.is_some_and(|minors| minors != "excluded") {
                page.gap("  ", "system.markets");
            }
            if beyond {
                page.gap("  ", "system.languages");
            }
        }
        page.line("  audience:");
        let generative = said(self.found, self.answers, "system.kind") == Some("generative");
        // The last segment alone is the name here.
        match minors {
            Some(minors) => page.known("    ", "system.audience.minors", minors, None),
            None => page.gap("    ", "system.audience.minors"),
        }
        if generative && self.answers.get("system.users") == Some("public") {
            page.gap("    ", "system.audience.min_age");
        }
        if self.is(Tier::Limited) {
            page.line("  owner:");
            page.gap("    ", "system.owner.team");
        }
    }

    /// What is said of uses, harms and oversight from limited on.
    fn promises(&self, page: &mut Page) {
        page.line("uses:");
        page.gap("  ", "uses.intended");
        page.gap("  ", "uses.prohibited");
        if self.is(Tier::High) {
            page.line("benefit:");
            for key in ["claim", "metric", "better", "baseline", "evidence"] {
                page.gap("  ", &format!("benefit.{key}"));
            }
        }
        page.line("harms:");
        page.line("  - id: H1");
        for key in ["who", "harm", "severity", "mitigation"] {
            page.gap("    ", &format!("harms[].{key}"));
        }
        page.line("oversight:");
        for key in ["impact_assessment", "human", "rollback"] {
            page.gap("  ", &format!("oversight.{key}"));
        }
        if self.is(Tier::High) {
            page.gap("  ", "oversight.rehearsed");
        }
        page.gap("  ", "oversight.contact");
        page.gap("  ", "oversight.respond_within_days");
        if self.is(Tier::High) {
            page.gap("  ", "oversight.incidents");
        }
        if self.answers.get("system.decides_about_people") == Some("true") {
            page.line("  appeal:");
            page.gap("    ", "oversight.appeal.route");
            page.gap("    ", "oversight.appeal.days");
        }
    }

    fn models(&self, page: &mut Page) {
        let Found { models, loose, .. } = self.found;
        if models.is_empty() {
            page.comment(
                "",
                "no model card was found: list each model with its card, or write [] where there is no model",
                "모델 카드를 찾지 못했다. 모델마다 카드와 함께 적고, 모델이 없으면 []로 적는다",
            );
            for path in loose {
                page.comment(
                    "",
                    &format!("found: {}", scalar(path)),
                    &format!("찾은 파일: {}", scalar(path)),
                );
            }
            page.gap("", "models");
            return;
        }
        page.line("models:");
        for model in models {
            self.model(page, model);
        }
    }

    fn model(&self, page: &mut Page, model: &Model) {
        page.known("  - ", "models[].id", &model.id, None);
        if self.is(Tier::Limited) {
            page.gap("    ", "models[].version");
        }
        page.known("    ", "models[].card", &model.card, None);
        match &model.license {
            Some(license) => page.known("    ", "models[].license", license, Some(&model.card)),
            None if self.is(Tier::Limited) => page.gap("    ", "models[].license"),
            None => {}
        }
        if !self.is(Tier::Limited) {
            return;
        }
        match &model.artifacts[..] {
            [] => page.gap("    ", "models[].artifacts"),
            found => {
                page.line("    artifacts:");
                for path in found {
                    page.line(&format!("      - {}", scalar(path)));
                }
            }
        }
        if let [base, ..] = &model.bases[..] {
            page.line("    base:");
            page.known("      ", "models[].base.id", base, Some(&model.card));
            page.gap("      ", "models[].base.revision");
            page.gap("      ", "models[].base.license");
        }
    }

    fn data(&self, page: &mut Page) {
        let datasets = &self.found.datasets;
        if datasets.is_empty() {
            if self.is(Tier::Limited) {
                page.comment(
                    "",
                    "nothing that describes or names a dataset was found: list each with its role, or write [] where there is none",
                    "데이터셋을 찾지 못했다. 데이터셋마다 쓰임새와 함께 적고, 없으면 []로 적는다",
                );
                page.gap("", "data");
            }
            return;
        }
        page.line("data:");
        for dataset in datasets {
            self.dataset(page, dataset);
        }
    }

    fn dataset(&self, page: &mut Page, dataset: &Dataset) {
        page.known("  - ", "data[].id", &dataset.id, Some(&dataset.from));
        if let Some(alias) = &dataset.alias {
            page.line(&format!("    aliases: [{}]", scalar(alias)));
        }
        page.gap("    ", "data[].role");
        match &dataset.manifest {
            Some(path) => page.known("    ", "data[].manifest", path, None),
            None if self.is(Tier::Limited) => page.gap("    ", "data[].manifest"),
            None => {}
        }
    }
}
