//! Ten public projects, declared as their authors might, and read as those
//! authors: the findings of each are a snapshot, and none of them is one that
//! its author would call wrong. Declarations are ours; the projects' own files
//! are read from the corpus, where there is one.

use std::fmt::Write as _;

use ethics_gate::gate;
use ethics_gate::model::{Level, Settings};
use ethics_gate::policy::Pack;
use ethics_gate::source::Tree;

use crate::corpus::{corpus, samples};

/// A project: its name, what its author declares, its files in the corpus.
struct Walk {
    name: &'static str,
    declaration: &'static str,
    files: &'static [&'static str],
}

const WALKS: &[Walk] = &[
    Walk {
        name: "sentiment",
        declaration: include_str!("walks/sentiment.yml"),
        files: &["cringepnh__korean-sentiment-analyzer__hf_model_card.md"],
    },
    Walk {
        name: "titanic",
        declaration: include_str!("walks/titanic.yml"),
        files: &["mlcommons__croissant__datasets__1.0__titanic__metadata.json"],
    },
    Walk {
        name: "carbon",
        declaration: include_str!("walks/carbon.yml"),
        files: &["datasets__co2-ppm__datapackage.json"],
    },
    Walk {
        name: "census",
        declaration: include_str!("walks/census.yml"),
        files: &[
            "AahanSingh__UCI-Census-Income-App__model_card.md",
            "AahanSingh__UCI-Census-Income-App__census-clean.csv.dvc",
            "AahanSingh__UCI-Census-Income-App__model__encoder.pkl.dvc",
            "AahanSingh__UCI-Census-Income-App__model__model.pkl.dvc",
        ],
    },
    Walk {
        name: "pets",
        declaration: include_str!("walks/pets.yml"),
        files: &[
            "tensorflow__model-card-toolkit__model_card_toolkit__utils__testdata__cats_vs_dogs_v0_0_2.json",
        ],
    },
    Walk {
        name: "worlds",
        declaration: include_str!("walks/worlds.yml"),
        files: &["bxf12315__huggingface-aibom-generator__aibom.json"],
    },
    Walk {
        name: "handwriting",
        declaration: include_str!("walks/handwriting.yml"),
        files: &["spdx__spdx-examples__ai__example01__spdx3.0__simplehtr-example.json"],
    },
    Walk {
        name: "chips",
        declaration: include_str!("walks/chips.yml"),
        files: &["alpha-one-index__ai-infra-index__schema.jsonld"],
    },
    Walk {
        name: "tumors",
        declaration: include_str!("walks/tumors.yml"),
        files: &[
            "Project-MONAI__model-zoo__models__brats_mri_segmentation__configs__metadata.json",
        ],
    },
    Walk {
        name: "clinic",
        declaration: include_str!("walks/clinic.yml"),
        files: &["MicrosoftLearning__mslearn-mlops__model__MLmodel"],
    },
];

#[test]
fn authors_of_ten_projects_are_told_nothing_that_they_would_call_wrong() {
    let Some(corpus) = corpus("ten projects as their authors declare them") else {
        return;
    };
    let samples = samples(&corpus);
    let packs = [Pack::builtin()];
    let today = jiff::civil::date(2026, 12, 1);
    let mut told = String::new();
    for walk in WALKS {
        let own = walk.files.iter().map(|file| {
            let sample = samples.iter().find(|sample| sample.file == *file);
            let sample = sample.unwrap_or_else(|| panic!("{file} is not in the corpus"));
            let document = sample.document.as_ref().expect("a text");
            (document.path.clone(), document.text.clone().into_bytes())
        });
        let declaration = ("ethics.yml".to_owned(), walk.declaration.into());
        let tree = Tree::memory(own.chain([declaration]));
        let settings = Settings::default();
        let report = gate::gate(&tree, None, None, &packs, &settings, today).expect("a report");
        let _ = writeln!(told, "{}: {:?}", walk.name, report.verdict);
        for finding in &report.findings {
            assert!(
                finding.level < Level::Error,
                "{} blocks: {}#{} {}",
                walk.name,
                finding.rule,
                finding.check,
                finding.message
            );
            // The words of a finding may quote the project, so they stay out.
            let _ = writeln!(
                told,
                "  {} {} {}#{} {}:{}",
                finding.level.name(),
                finding.outcome.name(),
                finding.rule,
                finding.check,
                finding.path,
                finding.start.line
            );
            if std::env::var_os("WALKS").is_some() {
                eprintln!(
                    "{} {}#{}: {}\n    {}:{}",
                    walk.name,
                    finding.rule,
                    finding.check,
                    finding.message,
                    finding.path,
                    finding.start.line
                );
            }
        }
    }
    insta::assert_snapshot!(told);
}
