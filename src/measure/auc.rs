//! Area under the ROC curve with DeLong's variance, from row-level scores.

use super::interval::{Interval, z_two_sided};

/// An area under the ROC curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Auc {
    /// The probability that a positive scores above a negative, ties half.
    pub value: f64,
    /// DeLong's standard error; `None` where a class has fewer than two rows.
    pub standard_error: Option<f64>,
}

impl Auc {
    /// The symmetric interval, cut to what an area can be.
    #[must_use]
    pub fn interval(self, confidence: f64) -> Option<Interval> {
        let half = z_two_sided(confidence) * self.standard_error?;
        Some(Interval {
            low: (self.value - half).max(0.0),
            high: (self.value + half).min(1.0),
        })
    }
}

/// The area from the scores of the positives and of the negatives; `None`
/// where a class is empty or a score is not a number.
///
/// O(n log n) by mid-ranks, after Sun and Xu (2014).
#[must_use]
pub fn auc(positives: &[f64], negatives: &[f64]) -> Option<Auc> {
    let (m, n) = (positives.len(), negatives.len());
    if m == 0
        || n == 0
        || positives
            .iter()
            .chain(negatives)
            .any(|score| score.is_nan())
    {
        return None;
    }
    let pooled: Vec<f64> = positives.iter().chain(negatives).copied().collect();
    let pooled = mid_ranks(&pooled);
    let among_positives = mid_ranks(positives);
    let among_negatives = mid_ranks(negatives);
    let (m_rows, n_rows) = (count(m), count(n));

    // Share of negatives below each positive, and of positives above each negative.
    let v10: Vec<f64> = (0..m)
        .map(|i| (pooled[i] - among_positives[i]) / n_rows)
        .collect();
    let v01: Vec<f64> = (0..n)
        .map(|j| 1.0 - (pooled[m + j] - among_negatives[j]) / m_rows)
        .collect();
    let value = v10.iter().sum::<f64>() / m_rows;
    let standard_error = match (variance(&v10), variance(&v01)) {
        (Some(of_positives), Some(of_negatives)) => {
            Some((of_positives / m_rows + of_negatives / n_rows).sqrt())
        }
        _ => None,
    };
    Some(Auc {
        value,
        standard_error,
    })
}

#[expect(clippy::cast_precision_loss, reason = "row counts stay far below 2^53")]
fn count(rows: usize) -> f64 {
    rows as f64
}

/// Ranks from 1, ties sharing their mean.
fn mid_ranks(scores: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_unstable_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let mut ranks = vec![0.0; scores.len()];
    let mut first = 0;
    while first < order.len() {
        // Zero and minus zero are one score, though total_cmp tells them apart.
        let tied = order[first..]
            .iter()
            .take_while(|&&row| scores[row] == scores[order[first]])
            .count();
        let mean = count(2 * first + tied + 1) / 2.0;
        for &row in &order[first..first + tied] {
            ranks[row] = mean;
        }
        first += tied;
    }
    ranks
}

/// The sample variance; `None` below two values.
fn variance(values: &[f64]) -> Option<f64> {
    let n = count(values.len());
    let mean = values.iter().sum::<f64>() / n;
    (values.len() > 1).then(|| {
        values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / (n - 1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_half() {
        let found = auc(&[0.5, 0.5], &[0.5, 0.5]).expect("both classes");
        assert!((found.value - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_perfect_ranking_is_one_with_no_spread() {
        let found = auc(&[0.8, 0.9], &[0.1, 0.2]).expect("both classes");
        assert_eq!((found.value, found.standard_error), (1.0, Some(0.0)));
    }

    #[test]
    fn one_class_alone_has_no_area() {
        assert_eq!(auc(&[], &[0.1]), None);
        assert_eq!(auc(&[0.1], &[]), None);
        assert_eq!(auc(&[f64::NAN], &[0.1]), None);
    }

    #[test]
    fn a_single_positive_has_an_area_and_no_error() {
        let found = auc(&[0.7], &[0.1, 0.9]).expect("both classes");
        assert_eq!((found.value, found.standard_error), (0.5, None));
    }
}
