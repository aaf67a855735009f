//! On which side a metric is good, by the words of its name.

/// Words in the names of metrics of which less is better.
#[rustfmt::skip]
const LESS: &[&str] = &[
    "brier", "cer", "ece", "eer", "error", "errors", "false", "fdr", "fnr", "fpr", "gap", "hallucination", "latency", "loss", "mae",
    "miss", "missed", "mse", "perplexity", "refusal", "rmse", "ter", "toxicity", "unsafe", "wer",
];
/// The same of which more is better, where none of the others stands.
#[rustfmt::skip]
const MORE: &[&str] = &[
    "accuracy", "auc", "auroc", "f1", "npv", "ppv", "precision", "recall", "sensitivity", "specificity", "tnr", "tpr", "true",
];

/// Words in the names of those of which there can be any amount.
const AMOUNTS: &[&str] = &["latency", "loss", "mae", "mse", "perplexity", "rmse"];

/// The better side of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less of it.
    Less,
    /// More of it.
    More,
}

/// The better side of a metric; `None` where its name doesn't tell.
#[must_use]
pub fn better(metric: &str) -> Option<Better> {
    match (says(metric, LESS), says(metric, MORE)) {
        (true, _) => Some(Better::Less),
        (false, true) => Some(Better::More),
        (false, false) => None,
    }
}

/// Whether a metric whose better side is known is a share of something, so that
/// one, or a hundred percent, is the end of it. An error that is no rate is an
/// amount.
#[must_use]
pub fn is_share(metric: &str) -> bool {
    let is_error = says(metric, &["error", "errors"]) && !says(metric, &["rate"]);
    better(metric).is_some() && !says(metric, AMOUNTS) && !is_error
}

/// Whether one of the words stands in a name. What stands behind "at" is where
/// it is measured: `recall_at_fpr_1`.
fn says(metric: &str, of: &[&str]) -> bool {
    let metric = metric.to_lowercase();
    let words = metric.split(|c: char| !c.is_alphanumeric());
    let mut words = words.take_while(|word| *word != "at");
    words.any(|word| of.contains(&word))
}

/// Whether a smaller value of a metric is the better one.
#[must_use]
pub fn less_is_better(metric: &str) -> bool {
    better(metric) == Some(Better::Less)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_better_when_they_are_fewer() {
        for metric in [
            "wer",
            "word_error_rate",
            "error rate (%)",
            "false-positive rate",
            "calibration_gap",
            "accuracy_gap",
            "WER",
        ] {
            assert_eq!(better(metric), Some(Better::Less), "{metric}");
        }
        for metric in [
            "balanced_accuracy",
            "tpr",
            "recall_at_fpr_1",
            "true positive rate",
        ] {
            assert_eq!(better(metric), Some(Better::More), "{metric}");
        }
        for metric in ["selection_rate", "favorable_rate", "interval", "water"] {
            assert_eq!(better(metric), None, "{metric}");
        }
    }

    #[test]
    fn an_amount_is_no_share() {
        for metric in ["wer", "error_rate", "accuracy", "calibration_gap"] {
            assert!(is_share(metric), "{metric}");
        }
        for metric in [
            "latency_ms",
            "perplexity",
            "mean_absolute_error",
            "selection_rate",
        ] {
            assert!(!is_share(metric), "{metric}");
        }
    }
}
