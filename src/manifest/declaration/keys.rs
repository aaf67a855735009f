//! Every key of `ethics.yml`, once. The shape check, the JSON Schema, the
//! catalogue of facts and the list of references all come from this table.
//!
//! A path names a key from the root: `[]` an item of a list, `<name>` a key of
//! the author's choice. A key that has both a shape of its own and keys below
//! it may be written either way.

use super::form::{COUNT, Form, NUMBER, Shape};
use Form::{
    Anchor, Artifact, Contact, Country, Date, Evidence, File, FileKey, Glob, HashedTerm, Host,
    HubId, Language, License, Name, Pack, Page, Party, Path, Period, Reference, Release, Removal,
    Rule, Sha256, Slug,
};
use Need::{Always, Optional, When};
use Shape::{Any, Bool, Int, List, Number, Of, Pair, Prose, Scalar, Word};

/// Whether a key has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Wherever its parent is.
    Always,
    /// Under a condition, in words; a rule judges it.
    When(&'static str),
    /// Never.
    Optional,
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its path from the root.
    pub path: &'static str,
    /// What stands there.
    pub shape: Shape,
    /// Whether it has to be there.
    pub need: Need,
    /// What it means, in one sentence.
    pub doc: &'static str,
    /// Its value where it is absent.
    pub default: Option<&'static str>,
    /// It may stand in the dataset's manifest instead.
    pub either: bool,
}

const fn key(path: &'static str, shape: Shape, need: Need, doc: &'static str) -> Key {
    Key {
        path,
        shape,
        need,
        doc,
        default: None,
        either: false,
    }
}

impl Key {
    const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    const fn either(mut self) -> Self {
        self.either = true;
        self
    }
}

/// Domains in which a decision about a person is not high risk by itself.
pub const OTHER_DOMAINS: &[&str] = &["general", "children", "companion", "media", "other"];
/// Domains in which it is.
pub const GRAVE_DOMAINS: &[&str] = &[
    "credit",
    "insurance",
    "employment",
    "education",
    "health",
    "welfare",
    "housing",
    "public-service",
    "biometrics",
    "policing",
    "migration",
    "justice",
    "elections",
    "infrastructure",
];
/// Domains of use.
pub const DOMAINS: &[&str] = &joined::<19>(&[GRAVE_DOMAINS, OTHER_DOMAINS]);
const ALLOWED_USES: &[&str] = &joined::<23>(&[
    &["any", "research", "non-commercial", "youth-services"],
    DOMAINS,
]);

/// Lists as one, which hold so many words in all.
const fn joined<const N: usize>(lists: &[&[&'static str]]) -> [&'static str; N] {
    let mut all = [""; N];
    let (mut list, mut at) = (0, 0);
    while list < lists.len() {
        let mut one = 0;
        while one < lists[list].len() {
            all[at] = lists[list][one];
            (at, one) = (at + 1, one + 1);
        }
        list += 1;
    }
    assert!(at == N, "the lists hold another number of words");
    all
}

const BASES: &[&str] = &[
    "consent",
    "contract",
    "legal-obligation",
    "vital-interest",
    "public-task",
    "legitimate-interest",
];
const HARM_CATEGORIES: &[&str] = &[
    "sexual",
    "exploitation",
    "self_harm",
    "violence",
    "hate",
    "substances",
    "privacy",
    "dependence",
];

/// The key of the author's choice that a placeholder stands for.
#[must_use]
pub fn placeholder(name: &str) -> Shape {
    match name {
        "language" => Of(Language),
        "country" => Of(Country),
        "category" => Word(HARM_CATEGORIES),
        "rule" => Of(Rule),
        _ => Of(Name),
    }
}

/// Leaves the formatter no choice but to let a table be a table.
macro_rules! table {
    ($($key:expr),* $(,)?) => { &[$($key),*] };
}

/// The keys of `ethics.yml`, in the order in which people write them.
#[rustfmt::skip]
pub const KEYS: &[Key] = table! {
    key("version", Int(1, 1), Always, "the version of this vocabulary, so far 1"),
    key("extends", List(&Of(Pack)), Optional, "policy packs whose rules count here too"),
    key("exclude", List(&Of(Glob)), Optional, "files that are no part of this system"),
    key("rules.<rule>", Word(&["note", "warning", "error"]), Optional, "a higher level for one rule than its pack gives"),

    key("system.id", Of(Slug), Always, "the short name that reports and fingerprints carry"),
    key("system.purpose", Prose(8), Always, "who uses the system, to do what, about whom"),
    key("system.affected", List(&Of(Name)), Always, "groups of people whom the system touches, users or not"),
    key("system.kind", Word(&["classifier", "regressor", "ranking", "recommender", "generative", "other"]), When("limited and above"), "what the system puts out"),
    key("system.input", Word(&["tabular", "text", "image", "speech", "other"]), When("limited and above"), "what the system takes in, mostly"),
    key("system.lifecycle", Word(&["research", "prototype", "pilot", "production"]), When("limited and above"), "how far from people's lives the system is; absent, it counts as production"),
    key("system.domain", Word(DOMAINS), When("limited and above"), "the part of life in which it is used"),
    key("system.decides_about_people", Bool, Always, "whether its output bears on what a person gets, pays or may do"),
    key("system.automation", Word(&["none", "advisory", "human_review", "full"]), When("limited and above"), "how much a person stands between the output and its effect"),
    key("system.commercial", Bool, When("limited and above"), "whether money is earned with it"),
    key("system.users", Word(&["team", "organization", "public"]), When("pilot and production"), "who can use it").default("team"),
    key("system.features", List(&Word(&["social", "biometric", "emotion", "safety_component", "profiling"])), Optional, "traits that raise the risk").default("[]"),
    key("system.repository", Word(&["public", "private"]), Optional, "who can read this repository").default("public"),
    key("system.markets", List(&Of(Country)), When("minors in scope, or personal data"), "countries in which it is offered"),
    key("system.languages", List(&Of(Language)), When("users beyond the team"), "languages that it serves"),
    key("system.audience.minors", Word(&["excluded", "possible", "expected"]), Always, "whether people under age use it"),
    key("system.audience.min_age", COUNT, When("generative for the public"), "the youngest age that may use it, in years"),
    key("system.owner.team", Of(Party), When("limited and above"), "the team that answers for it"),
    key("system.owner.contact", Of(Contact), Optional, "how to reach that team"),

    key("risk.tier", Word(&["minimal", "limited", "high"]), Optional, "the risk tier; absent, the floor that the facts set"),
    key("risk.basis", List(&Of(Reference)), When("high"), "places in laws or standards that the tier rests on"),
    key("risk.why_lower.exemption", Of(Reference), When("a tier below the floor"), "the exemption that is claimed"),
    key("risk.why_lower.doc", Of(Anchor), When("a tier below the floor"), "where the exemption is argued"),
    key("risk.why_lower.approver", Of(Party), When("a tier below the floor"), "who accepted the exemption"),
    key("approvers", List(&Of(Party)), When("waivers, redactions or a change log"), "teams whose word allows an exception"),

    key("practices", Word(&["none"]), Always, "forbidden practices that the system engages in: none, or a list of excepted ones"),
    key("practices[].name", Word(&["manipulation", "exploiting-vulnerability", "social-scoring", "crime-prediction", "face-scraping", "emotion-inference", "biometric-categorization", "realtime-remote-identification", "intimate-imagery-or-csam"]), When("in a list"), "the practice"),
    key("practices[].exception", Word(&["medical", "safety", "authorized-policing"]), When("in a list"), "the exception that the law allows for it"),
    key("practices[].basis", Of(Anchor), When("in a list"), "where the exception is argued"),
    key("practices_evidence", Of(Anchor), When("a signal of such a practice"), "why the signal is a false one"),

    key("uses.intended", List(&Prose(3)), When("limited and above"), "what it is meant for"),
    key("uses.prohibited", List(&Prose(3)), When("limited and above"), "foreseeable uses that are ruled out, two or more"),
    key("benefit.claim", Prose(3), When("high"), "what gets better for people"),
    key("benefit.metric", Of(Name), When("with a claim"), "the measure of it"),
    key("benefit.better", Word(&["lower", "higher"]), When("with a claim"), "the direction that is better"),
    key("benefit.baseline", NUMBER, When("with a claim"), "the value without the system"),
    key("benefit.tolerance", NUMBER, Optional, "how much worse than before a new value may be").default("0"),
    key("benefit.evidence", Of(Evidence), When("with a claim"), "the measurement"),
    key("harms[].id", Of(Slug), When("limited and above"), "a short id"),
    key("harms[].who", Of(Name), When("limited and above"), "who is harmed, as named in system.affected"),
    key("harms[].harm", Prose(3), When("limited and above"), "what can go wrong for them"),
    key("harms[].severity", Word(&["low", "medium", "high", "critical"]), When("limited and above"), "how bad it is for one person"),
    key("harms[].mitigation", Prose(3), When("limited and above"), "what is done about it"),
    key("harms[].evidence", Of(Evidence), When("severity high or critical"), "the proof that it works"),
    key("harms[].owner", Of(Party), Optional, "who answers for it; absent, system.owner.team"),

    key("oversight.impact_assessment", Of(Path), When("limited and above"), "the impact assessment"),
    key("oversight.human", Of(Anchor), When("limited and above"), "who reviews, when, and what they may overturn"),
    key("oversight.rollback", Of(Anchor), When("limited and above"), "how the system is stopped"),
    key("oversight.rehearsed", Of(Date), When("high"), "when stopping it was last tried"),
    key("oversight.full_automation", Of(Anchor), When("full automation at high"), "why no person stands between output and effect"),
    key("oversight.contact", Of(Contact), When("limited and above"), "where people report harm"),
    key("oversight.respond_within_days", COUNT, When("limited and above"), "days within which somebody answers"),
    key("oversight.incidents", Of(Anchor), When("high"), "levels of incidents, and who is told"),
    key("oversight.appeal.route", Of(Anchor), When("people are judged"), "how a decision is contested"),
    key("oversight.appeal.days", COUNT, When("people are judged"), "days within which an appeal is decided"),

    key("models[].id", Of(Slug), Always, "a short id"),
    key("models[].from", Of(Path), Optional, "the file that says the rest of it under the same id, such as another system's ethics.yml"),
    key("models[].version", Of(Name), When("limited and above"), "the version in this tree"),
    key("models[].card", Of(Path), Always, "the model card"),
    key("models[].license", Of(License), When("limited and above"), "the license that it is given under"),
    key("models[].artifacts", List(&Of(Artifact)), When("limited and above, unless hosted"), "the model's files"),
    key("models[].artifacts[].path", Of(Artifact), When("a hub reference"), "the file, or the model on a hub"),
    key("models[].artifacts[].revision", Of(Name), When("a hub reference"), "the commit on the hub"),
    key("models[].artifacts[].sha256", Of(Sha256), When("a hub reference"), "the digest of the file"),
    key("models[].prompts", List(&Of(Path)), Optional, "prompts that steer it"),
    key("models[].base.id", Of(HubId), When("derived models"), "the model that it was made from"),
    key("models[].base.revision", Of(Name), When("with a base"), "the commit of the base"),
    key("models[].base.license", Of(License), When("with a base"), "the license of the base"),
    key("models[].api.provider", Of(Name), When("hosted models"), "who runs it"),
    key("models[].api.model", Of(Name), When("hosted models"), "its name there"),
    key("models[].api.version", Of(Name), When("hosted models"), "its dated version there"),

    key("data[].id", Of(Slug), Always, "a short id"),
    key("data[].from", Of(Path), Optional, "the file that says the rest of it under the same id, such as another system's ethics.yml"),
    key("data[].aliases", List(&Of(Name)), Optional, "other names of the same set, in cards and code"),
    key("data[].role", Word(&["train", "finetune", "eval", "retrieval", "audit"]), Always, "what it is used for"),
    key("data[].manifest", Of(Path), When("limited and above"), "the document that describes it"),
    key("data[].sample", Of(File), Optional, "a few rows that may be committed"),
    key("data[].permission", Of(Path), When("a license that forbids this use"), "the permission that settles it"),
    key("data[].screening.tool", Of(Name), When("scraped media"), "what looked for abuse material"),
    key("data[].screening.date", Of(Date), When("scraped media"), "when it looked"),
    key("data[].screening.matches", COUNT, When("scraped media"), "how much it found"),
    key("data[].screening.removed", Of(Path), When("matches above 0"), "the record of what was removed"),
    key("data[].license", Of(License), When("limited and above"), "the license that it came under").either(),
    key("data[].license_file", Of(Path), When("license other"), "the text of that license").either(),
    key("data[].personal", Bool, When("limited and above"), "whether it tells of people").either(),
    key("data[].basis", Word(BASES), When("personal data"), "the ground for using people's data").either(),
    key("data[].source", Word(&["first-party", "third-party", "public", "synthetic"]), When("personal data"), "who it was obtained from").either(),
    key("data[].consent_ref", Of(Path), When("basis consent"), "the form that people agreed to").either(),
    key("data[].balance_ref", Of(Path), When("basis legitimate-interest"), "how interests were weighed").either(),
    key("data[].notice_ref", Of(Path), When("third-party data"), "how people were told").either(),
    key("data[].scraped", Bool, Optional, "whether it was collected by a crawler").default("false").either(),
    key("data[].opt_out_ref", Of(Path), When("scraped"), "how people could refuse").either(),
    key("data[].minors", Word(&["excluded", "included", "unknown"]), When("personal or scraped"), "whether it tells of people under age").either(),
    key("data[].guardian_consent_ref", Of(Path), When("minors included"), "the form that guardians agreed to").either(),
    key("data[].allowed_uses", List(&Word(ALLOWED_USES)), When("limited and above"), "uses that its origin allows").either(),
    key("data[].collected_until", Of(Date), When("personal data"), "the day of its youngest record").either(),
    key("data[].retention_days", COUNT, Optional, "days that it is kept; absent, privacy.retention_days").either(),
    key("data[].publisher", Prose(1), When("limited and above"), "who stands behind it").either(),
    key("data[].method", Prose(3), When("limited and above"), "how it was collected").either(),
    key("data[].period", Of(Period), When("limited and above"), "the time that it covers").either(),
    key("data[].geography", List(&Of(Name)), When("limited and above"), "the countries or places that it covers").either(),
    key("data[].languages", List(&Of(Language)), When("limited and above"), "the languages in it").either(),
    key("data[].languages.not_applicable", Prose(4), Optional, "why there is no language in it").either(),
    key("data[].people", Prose(3), When("limited and above"), "whom it tells of").either(),
    key("data[].people.not_applicable", Prose(4), Optional, "why it tells of nobody").either(),
    key("data[].gaps", Prose(3), When("limited and above"), "who or what is missing from it, in figures").either(),
    key("data[].labels.by", Word(&["staff", "crowd", "experts", "records", "program", "none"]), When("limited and above"), "who or what labeled it").either(),
    key("data[].labels.guideline", Of(Path), When("labels by people"), "what labelers were told").either(),
    key("data[].labels.per_item", COUNT, When("labels by people"), "labels for each item").either(),
    key("data[].labels.agreement.statistic", Word(&["alpha", "kappa", "percent"]), When("labels by people"), "how agreement was measured").either(),
    key("data[].labels.agreement.value", NUMBER, When("labels by people"), "the agreement").either(),
    key("data[].labels.paid", Word(&["hourly", "per-item", "salary", "volunteer"]), When("labels by people"), "how labelers were paid").either(),
    key("data[].labels.harmful_content", Bool, Optional, "whether labelers saw what can hurt them").default("false").either(),
    key("data[].labels.support", Prose(3), When("harmful content"), "how labelers were cared for").either(),

    key("evidence.max_age_days", Int(1, 365), Optional, "the age at which evidence expires").default("365"),

    key("fairness.counts", Of(Evidence), When("people are judged: this or predictions"), "confusion counts by group: attribute, group, tp, fp, fn, tn"),
    key("fairness.predictions", Of(Evidence), When("people are judged: this or counts"), "a table with one row a person"),
    key("fairness.label", Of(Name), When("with predictions"), "the column of the truth"),
    key("fairness.prediction", Of(Name), When("with predictions"), "the column of the output"),
    key("fairness.positive", Scalar, Optional, "the value that counts as positive").default("1"),
    key("fairness.score", Of(Name), When("metric auc, brier, ece or calibration_gap"), "the column of the score"),
    key("fairness.weight", Of(Name), Optional, "the column of the weight"),
    key("fairness.declared", Of(Evidence), When("people are judged"), "the numbers that the team publishes"),
    key("fairness.favorable", Word(&["positive", "negative"]), When("metric favorable_rate"), "the prediction that is good for the person"),
    key("fairness.confidence", Number(0.95, 0.999), Optional, "the confidence of intervals").default("0.95"),
    key("fairness.min_group", Int(100, i64::MAX), Optional, "people below which a group is not judged").default("100"),
    key("fairness.min_denominator", Int(30, i64::MAX), Optional, "cases below which a rate is not judged").default("30"),
    key("fairness.attributes.<name>", List(&Of(Name)), When("people are judged"), "the groups of an attribute"),
    key("fairness.reference.<name>", Of(Name), Optional, "the group that the others are held against"),
    key("fairness.intersections", List(&Pair(&Of(Name))), When("people are judged at high"), "pairs of attributes that are looked at together"),
    key("fairness.not_measured[].attribute", Of(Name), When("unmeasured attributes"), "the attribute"),
    key("fairness.not_measured[].reason", Prose(4), When("unmeasured attributes"), "why it is not measured"),
    key("fairness.not_measured[].review_by", Of(Date), When("unmeasured attributes"), "when that is looked at again"),
    key("fairness.merged[].attribute", Of(Name), When("merged groups"), "the attribute"),
    key("fairness.merged[].from", List(&Of(Name)), When("merged groups"), "the groups that were joined"),
    key("fairness.merged[].into", Of(Name), When("merged groups"), "the group that they became"),
    key("fairness.merged[].reason", Prose(4), When("merged groups"), "why they were joined"),
    key("fairness.removed[].what", Of(Removal), When("removals"), "the attribute, group, intersection or check that is gone"),
    key("fairness.removed[].reason", Prose(4), When("removals"), "why it is gone"),
    key("fairness.removed[].approver", Of(Party), When("removals"), "who allowed it"),
    key("fairness.population.source", Of(Anchor), When("people are judged"), "where the shares come from"),
    key("fairness.population.shares.<name>.<name>", NUMBER, When("people are judged"), "the share of a group among the people served"),
    key("fairness.checks[].metric", Word(&["favorable_rate", "selection_rate", "tpr", "fpr", "fnr", "tnr", "ppv", "accuracy", "auc", "brier", "ece", "calibration_gap"]), When("people are judged"), "the rate that is compared"),
    key("fairness.checks[].compare", Word(&["ratio", "difference", "worst"]), When("people are judged"), "how groups are compared"),
    key("fairness.checks[].limit", NUMBER, When("people are judged"), "the bound that the team commits to"),
    key("fairness.bias_eval[].suite", Of(Name), When("generative"), "the test suite"),
    key("fairness.bias_eval[].language", Of(Language), When("generative"), "the language that it tests"),
    key("fairness.bias_eval[].evidence", Of(Evidence), When("generative"), "its result"),
    key("fairness.bias_eval[].limit", NUMBER, When("generative"), "the bound that the team commits to"),

    key("integrity.leakage.evidence", Of(Evidence), When("evaluation beside training data"), "the overlap of the two"),
    key("integrity.robustness[].suite", Of(Name), When("generative, or people at high"), "the attack suite"),
    key("integrity.robustness[].language", Of(Language), When("generative"), "the language of the attacks"),
    key("integrity.robustness[].evidence", Of(Evidence), When("generative, or people at high"), "its result"),
    key("integrity.robustness[].limit", Number(0.0, 0.05), When("generative, or people at high"), "the share of attacks that may succeed"),
    key("integrity.eval_change.from", Of(Slug), When("a replaced evaluation set"), "the old set"),
    key("integrity.eval_change.to", Of(Slug), When("a replaced evaluation set"), "the new set"),
    key("integrity.eval_change.both_models_on", Of(Slug), When("a replaced evaluation set"), "the set on which old and new model were compared"),
    key("integrity.eval_change.evidence", Of(Evidence), When("a replaced evaluation set"), "that comparison"),

    key("explain.public.<language>", Of(Path), When("users beyond the team"), "the explanation for everybody"),
    key("explain.child.<language>", Of(Path), When("minors in scope"), "the explanation for young people"),
    key("explain.individual", Of(Path), When("people are judged"), "the notice that a person gets with a decision"),
    key("explain.disclosure.<language>", Of(FileKey), When("users beyond the team"), "the sentence that tells people that it is AI"),
    key("explain.marking.method", Word(&["label", "watermark", "c2pa"]), When("generative"), "how output is marked"),
    key("explain.marking.config", Of(FileKey), When("generative"), "where marking is switched on"),
    key("explain.confidential_terms", List(&Of(HashedTerm)), Optional, "words that must not leak, as keyed hashes"),
    key("explain.confidential_files", List(&Of(File)), Optional, "files that must not leak"),
    key("explain.redactions[].topic", Of(Name), Optional, "what is left out of the explanation"),
    key("explain.redactions[].reason", Prose(4), When("with a topic"), "why it is left out"),
    key("explain.redactions[].instead", Prose(3), When("with a topic"), "what is told in its place"),
    key("explain.redactions[].approver", Of(Party), When("with a topic"), "who allowed it"),
    key("explain.redactions[].review_by", Of(Date), When("with a topic"), "when that is looked at again"),

    key("inclusion.quality[].language", Of(Language), When("generative, text or speech"), "the language"),
    key("inclusion.quality[].metric", Of(Name), When("with a language"), "the measure of quality"),
    key("inclusion.quality[].evidence", Of(Evidence), When("with a language"), "its result"),
    key("inclusion.quality[].gap", Number(0.0, 0.1), Optional, "how far behind the best language it may be").default("0.10"),
    key("inclusion.accessibility.standard", Word(&["WCAG-2.1-AA", "WCAG-2.2-AA", "KWCAG-2.2", "EN-301-549"]), When("users beyond the team"), "the standard that is met"),
    key("inclusion.accessibility.report", Of(Evidence), When("users beyond the team"), "the report of a checker"),
    key("inclusion.accessibility.build", Of(Name), When("users beyond the team"), "the build that was checked"),
    key("inclusion.accessibility.pages.<name>", Of(Page), When("users beyond the team"), "a page that was checked"),
    key("inclusion.accessibility.manual", Of(Date), When("high"), "when people with disabilities last tried it"),
    key("inclusion.floors[].metric", Of(Name), When("speech or image at high"), "the measure of quality"),
    key("inclusion.floors[].attribute", Of(Name), When("with a metric"), "the attribute whose worst group counts"),
    key("inclusion.floors[].min", NUMBER, When("min or max"), "the least that the worst group gets"),
    key("inclusion.floors[].max", NUMBER, When("min or max"), "the most that the worst group bears"),
    key("inclusion.floors[].evidence", Of(Evidence), When("with a metric"), "its result"),
    key("inclusion.alternative.channels", List(&Word(&["branch", "phone", "mail", "in-person", "paper"])), When("people are judged, or an essential domain"), "ways in without the system"),
    key("inclusion.alternative.same_price", Bool, When("with channels"), "whether these cost the same"),
    key("inclusion.alternative.max_days", COUNT, When("with channels"), "days that they take at most"),
    key("inclusion.consulted", Of(Evidence), When("high, or minors in scope"), "the record of hearing affected people"),
    key("inclusion.not_served[].group", Of(Name), When("high; an empty list is an answer"), "people whom it serves badly or not at all"),
    key("inclusion.not_served[].advice", Prose(3), When("with a group"), "what these people can do instead"),

    key("youth.age_assurance.method", Word(&["none", "self-declared", "school-account", "guardian", "carrier", "id-check", "age-estimation"]), When("minors in scope"), "how age is known"),
    key("youth.age_assurance.unknown_gets", Word(&["child_defaults", "refused", "adult"]), When("minors in scope"), "what a person of unknown age gets"),
    key("youth.age_assurance.identity_kept_days", COUNT, When("id-check or age-estimation"), "days that proof of age is kept"),
    key("youth.age_assurance.evidence", Of(Evidence), When("methods beyond self-declared"), "how often it errs"),
    key("youth.safety_eval[].suite", Of(Name), When("generative, minors in scope"), "the test suite"),
    key("youth.safety_eval[].language", Of(Language), When("generative, minors in scope"), "the language that it tests"),
    key("youth.safety_eval[].persona", Word(&["minor", "adult"]), When("generative, minors in scope"), "who asks in it"),
    key("youth.safety_eval[].evidence", Of(Evidence), When("generative, minors in scope"), "its result"),
    key("youth.limits.<category>", NUMBER, When("generative, minors in scope"), "the share of unsafe answers that may occur"),
    key("youth.benign_help_min", Number(0.9, 1.0), Optional, "the share of harmless questions that must be answered").default("0.90"),
    key("youth.crisis.doc", Of(Path), When("generative, minors in scope"), "what happens in a crisis"),
    key("youth.crisis.templates.<language>", Of(Path), When("generative, minors in scope"), "what the system says in a crisis"),
    key("youth.crisis.helplines.<country>", List(&Of(Name)), When("generative, minors in scope"), "help lines of a country"),
    key("youth.crisis.evidence", Of(Evidence), When("generative, minors in scope"), "the test of the route"),
    key("youth.defaults[].setting", Word(&["targeted_ads", "profiling", "location", "public_profile", "engagement_nudges", "quiet_hours", "break_minutes", "sensitive_memory"]), When("minors in scope"), "the setting"),
    key("youth.defaults[].file", Of(Path), When("unless not applicable"), "the product's configuration"),
    key("youth.defaults[].key", Of(Name), When("unless not applicable"), "the key in it; a literal dotted key is tried first"),
    key("youth.defaults[].must_be", Scalar, When("unless not applicable"), "the value that protects"),
    key("youth.defaults[].must_be.min", NUMBER, Optional, "the least value that protects"),
    key("youth.defaults[].must_be.max", NUMBER, Optional, "the greatest value that protects"),
    key("youth.defaults[].not_applicable", Prose(4), When("the product lacks the feature"), "why there is no such setting"),
    key("youth.rights", Of(Anchor), When("minors in scope"), "children's rights, assessed"),
    key("youth.report_route", Of(Anchor), When("minors in scope"), "how a young person reports something"),
    key("youth.parent_guide", Of(Path), When("minors in scope"), "what parents are told"),

    key("privacy.personal_data", Bool, When("limited and above"), "whether the system handles personal data"),
    key("privacy.basis", Word(BASES), When("personal data"), "the ground for handling it"),
    key("privacy.dpia.doc", Of(Path), When("personal data with a trigger"), "the data protection impact assessment"),
    key("privacy.dpia.covers", Of(Release), When("with a document"), "the model that it covers"),
    key("privacy.dpia.dpo_view", Of(Date), When("with a document"), "when the data protection officer was heard"),
    key("privacy.fields", Of(Path), When("personal data in tables"), "what each field is for: a map here, or the path of one"),
    key("privacy.fields.<name>", Prose(3), When("personal data in tables"), "what a field is for"),
    key("privacy.fields.<name>.use", Word(&["feature", "label", "audit", "id"]), Optional, "what the model does with a field").default("feature"),
    key("privacy.fields.<name>.why", Prose(3), When("a protected or proxy feature"), "why the purpose needs a field"),
    key("privacy.special_categories[].type", Word(&["health", "religion", "politics", "union", "sex_life", "biometric", "genetic", "ethnicity", "crime"]), When("personal data; an empty list is an answer"), "the category"),
    key("privacy.special_categories[].condition", Of(Reference), When("with a type"), "the condition that allows it"),
    key("privacy.special_categories[].guard", Prose(3), When("with a type"), "how it is guarded"),
    key("privacy.special_categories[].delete_after", Of(Date), When("with a type"), "when it is deleted"),
    key("privacy.pii_allowed[].kind", Word(&["EMAIL", "PHONE", "KR_RRN", "KR_FRN", "KR_BRN", "KR_PASSPORT", "KR_DRIVER_LICENSE", "US_SSN", "US_ITIN", "US_PASSPORT", "UK_NHS", "UK_NINO", "PL_PESEL", "ES_NIF", "IN_AADHAAR", "CREDIT_CARD", "IBAN", "IP", "MAC", "GPS", "SECRET"]), When("personal data; an empty list is an answer"), "a kind of identifier that may be in the tree"),
    key("privacy.pii_allowed[].where", Of(Glob), When("with a kind"), "the files that may hold it"),
    key("privacy.pii_allowed[].why", Prose(4), When("with a kind"), "why that is harmless"),
    key("privacy.retention_days", COUNT, When("personal data"), "days that personal data is kept"),
    key("privacy.processors[].name", Of(Name), When("personal data; an empty list is an answer"), "who else handles it"),
    key("privacy.processors[].hosts", List(&Of(Host)), When("with a name"), "hosts that it is sent to"),
    key("privacy.processors[].country", Of(Country), When("with a name"), "where it is handled"),
    key("privacy.processors[].data", Prose(3), When("with a name"), "what is sent"),
    key("privacy.processors[].basis", Word(BASES), When("with a name"), "the ground for sending it"),
    key("privacy.processors[].transfer", Of(Path), When("a country outside the markets"), "what allows the transfer"),
    key("privacy.trains_on_user_input.mode", Word(&["never", "opt-in", "opt-out"]), When("users beyond the team"), "whether what users write is trained on"),
    key("privacy.trains_on_user_input.text.<language>", Of(FileKey), When("opt-in or opt-out"), "the sentence that asks them"),
    key("privacy.trains_on_user_input.minors", Word(&["never", "with-guardian"]), When("opt-in or opt-out, minors in scope"), "whether what minors write is trained on"),
    key("privacy.memorization.method", Word(&["canary", "extraction"]), When("generative, fine-tuned on personal data"), "how recitation was tested"),
    key("privacy.memorization.evidence", Of(Evidence), When("with a method"), "its result"),
    key("privacy.memorization.limit", Number(0.0, 0.01), Optional, "the share that may be recited").default("0.01"),

    key("change_log[].date", Of(Date), When("a loosening"), "when"),
    key("change_log[].key", Of(Name), When("a loosening"), "the key whose value was loosened"),
    key("change_log[].from", Any, When("a loosening"), "the value before"),
    key("change_log[].to", Any, When("a loosening"), "the value after"),
    key("change_log[].why", Of(Path), When("a loosening"), "where it is argued"),
    key("change_log[].approver", Of(Party), When("a loosening"), "who allowed it"),
    key("waivers[].rule", Of(Rule), When("exceptions"), "the rule"),
    key("waivers[].scope", Of(Name), When("exceptions"), "the one subject that is excepted: ATTRIBUTE/GROUP, an id, a path or a key"),
    key("waivers[].reason", Prose(4), When("exceptions"), "why"),
    key("waivers[].approver", Of(Party), When("exceptions"), "who allowed it"),
    key("waivers[].expires", Of(Date), When("exceptions"), "until when"),
};

/// What the sections are about, for editors.
#[rustfmt::skip]
pub const SECTIONS: &[(&str, &str)] = &[
    ("rules", "levels that are higher here than a pack gives"),
    ("system", "what the system is, for whom, and what it does to people"),
    ("system.audience", "how young its users are"),
    ("system.owner", "who answers for it"),
    ("risk", "the risk tier, and why"),
    ("risk.why_lower", "why the tier may be lower than the facts say"),
    ("uses", "what it is for, and what it is not for"),
    ("benefit", "what gets better for people, measured"),
    ("harms", "what can go wrong, for whom, and what is done about it"),
    ("oversight", "how people watch it, stop it and are answered"),
    ("oversight.appeal", "how a decision is contested"),
    ("models", "the models that it is made of"),
    ("models[].base", "the model that it was made from"),
    ("models[].api", "the service that runs it"),
    ("data", "the data that it was made, tested or is fed with"),
    ("data[].screening", "the search for abuse material"),
    ("data[].labels", "how it was labeled, and by whom"),
    ("data[].labels.agreement", "how far labelers agreed"),
    ("evidence", "what counts as evidence"),
    ("fairness", "which groups are compared, how, and within which limits"),
    ("fairness.attributes", "protected attributes and their groups"),
    ("fairness.reference", "groups that others are held against"),
    ("fairness.not_measured", "attributes that are not measured, and why"),
    ("fairness.merged", "groups that were joined"),
    ("fairness.removed", "what is no longer measured"),
    ("fairness.population", "who is served, in shares"),
    ("fairness.population.shares", "shares by attribute and group"),
    ("fairness.checks", "limits that the team commits to"),
    ("fairness.bias_eval", "bias of what is generated"),
    ("integrity", "resistance to manipulation"),
    ("integrity.leakage", "the overlap of training and evaluation data"),
    ("integrity.robustness", "attacks that were tried"),
    ("integrity.eval_change", "the replacement of an evaluation set"),
    ("explain", "what people are told"),
    ("explain.public", "the explanation for everybody, by language"),
    ("explain.child", "the explanation for young people, by language"),
    ("explain.disclosure", "the sentence that tells people that it is AI, by language"),
    ("explain.marking", "how output is marked"),
    ("explain.redactions", "what is left out of the explanation"),
    ("inclusion", "whom it serves how well"),
    ("inclusion.quality", "quality by language"),
    ("inclusion.accessibility", "use with a disability"),
    ("inclusion.accessibility.pages", "pages that were checked, by name"),
    ("inclusion.floors", "the least that the worst-served group gets"),
    ("inclusion.alternative", "ways in without the system"),
    ("inclusion.not_served", "people whom it serves badly or not at all"),
    ("youth", "protection of people under age"),
    ("youth.age_assurance", "how age is known"),
    ("youth.safety_eval", "safety as a young user would test it"),
    ("youth.limits", "unsafe answers that may occur, by category"),
    ("youth.crisis", "the route in a crisis"),
    ("youth.crisis.templates", "what the system says, by language"),
    ("youth.crisis.helplines", "help lines, by country"),
    ("youth.defaults", "settings that protect, read from the product's configuration"),
    ("privacy", "personal data"),
    ("privacy.dpia", "the data protection impact assessment"),
    ("privacy.special_categories", "sensitive data"),
    ("privacy.pii_allowed", "identifiers that may be in the tree"),
    ("privacy.processors", "who else handles personal data"),
    ("privacy.trains_on_user_input", "training on what users write"),
    ("privacy.trains_on_user_input.text", "the sentence that asks them, by language"),
    ("privacy.memorization", "recitation of training data"),
    ("change_log", "limits that were loosened"),
    ("waivers", "exceptions, each with a name and a date"),
    ("files", "the files of the set"),
    ("groups", "the groups that occur in the set, by attribute"),
];

/// The keys that only the small data manifest `ethics-data/1` has.
#[rustfmt::skip]
pub const MANIFEST_KEYS: &[Key] = table! {
    key("schema", Word(&["ethics-data/1"]), Always, "the format of this file"),
    key("id", Of(Name), Always, "the dataset's id in ethics.yml, or one of its aliases"),
    key("files[].path", Of(Glob), When("high"), "a file of the set, or a glob"),
    key("files[].size", COUNT, When("with a digest"), "its size in bytes"),
    key("files[].sha256", Of(Sha256), When("with a path"), "its digest"),
    key("groups.<name>", List(&Of(Name)), Optional, "the groups of an attribute that occur in the set"),
};
