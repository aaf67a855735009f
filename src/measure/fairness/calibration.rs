//! Calibration: whether a score can be read as a probability.
//!
//! Scores are put into ten bins of equal width, each with its lower end and the
//! last one with 1, too. A bin without people counts for nothing, and people
//! with one score stand in one bin.

use super::Cell;
use crate::measure::interval::{Interval, Rate, wilson};

/// Bins of equal width from 0 to 1.
pub const BINS: usize = 10;

/// People whose scores lie close together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many there are.
    pub people: Cell,
    /// Sum of their scores, weighted where rows are.
    scores: f64,
    /// Weight of the positives among them.
    positives: f64,
}

impl Bin {
    fn add(&mut self, label: bool, score: f64, weight: f64) {
        self.people.add(weight);
        self.scores += weight * score;
        if label {
            self.positives += weight;
        }
    }

    /// The mean of their scores; `None` without weight.
    #[must_use]
    pub fn predicted(&self) -> Option<f64> {
        (self.people.weight > 0.0).then(|| self.scores / self.people.weight)
    }

    /// The share of positives among them.
    #[must_use]
    pub fn observed(&self) -> Rate {
        self.people.share(self.positives)
    }
}

impl std::ops::Add for Bin {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            people: self.people + other.people,
            scores: self.scores + other.scores,
            positives: self.positives + other.positives,
        }
    }
}

/// The scores of a group beside what came true.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calibration {
    bins: [Bin; BINS],
    /// Weighted sum of squared distances of score and label.
    squares: f64,
    /// Scores that are no probability.
    outside: u64,
}

impl Calibration {
    /// One more row.
    pub fn add(&mut self, label: bool, score: f64, weight: f64) {
        if !(0.0..=1.0).contains(&score) {
            self.outside += 1;
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a score from 0 to 1, times ten"
        )]
        let bin = ((score * 10.0) as usize).min(BINS - 1);
        self.bins[bin].add(label, score, weight);
        let truth = if label { 1.0 } else { 0.0 };
        self.squares += weight * (score - truth).powi(2);
    }

    /// Why there is nothing to say; `None` where there is.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        if self.outside > 0 {
            let outside = self.outside;
            return Some(format!(
                "not estimable: {outside} scores lie outside of 0 to 1 and are no probabilities"
            ));
        }
        (self.all().people.weight <= 0.0)
            .then(|| "not estimable: no people with a score (0/0)".to_owned())
    }

    /// Everybody as one bin: observed against predicted.
    #[must_use]
    pub fn all(&self) -> Bin {
        self.bins.iter().fold(Bin::default(), |sum, bin| sum + *bin)
    }

    /// The bins that hold people, with their ends.
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, &Bin)> {
        #[expect(clippy::cast_precision_loss, reason = "one of ten bins")]
        let end = |bin: usize| bin as f64 / BINS as f64;
        let bins = self.bins.iter().enumerate();
        bins.filter(|(_, bin)| bin.people.rows > 0)
            .map(move |(at, bin)| (end(at), end(at + 1), bin))
    }

    /// The Brier score (Brier 1950): the mean squared distance of score and
    /// label, as a share, so that rates and it have one kind of interval.
    /// Wilson's is wide enough: a value from 0 to 1 varies at most as much as
    /// a rate of the same mean (Bhatia and Davis 2000).
    #[must_use]
    pub fn brier(&self) -> Option<Rate> {
        self.why()
            .is_none()
            .then(|| self.all().people.share(self.squares))
    }

    /// The expected calibration error: of each bin the distance of observed
    /// and predicted, by its people.
    #[must_use]
    pub fn ece(&self) -> Option<Gaps> {
        self.why().is_none().then_some(Gaps { bins: self.bins })
    }

    /// The distance of observed and predicted, over everybody.
    #[must_use]
    pub fn gap(&self) -> Option<Gaps> {
        let mut bins = [Bin::default(); BINS];
        bins[0] = self.all();
        self.why().is_none().then_some(Gaps { bins })
    }
}

/// Distances of observed and predicted, in one bin or in several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gaps {
    bins: [Bin; BINS],
}

impl Gaps {
    /// Each bin with people: its share of them, what was observed, and what
    /// was predicted.
    fn parts(&self) -> impl Iterator<Item = (f64, Rate, f64)> {
        let all: f64 = self.bins.iter().map(|bin| bin.people.weight).sum();
        self.bins.iter().filter_map(move |bin| {
            let predicted = bin.predicted()?;
            Some((bin.people.weight / all, bin.observed(), predicted))
        })
    }

    /// The mean distance; `None` without people.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        let distances = self.parts().map(|(share, observed, predicted)| {
            Some(share * (observed.value()? - predicted).abs())
        });
        distances.reduce(|sum, next| Some(sum? + next?))?
    }

    /// Its interval given the scores, with `times` as many cases at the same
    /// rates. Every bin's observed rate has Wilson's interval at a confidence
    /// that is shared among the bins (Bonferroni), and the mean of the least
    /// and of the greatest distances that these leave bounds the mean distance.
    /// The plain estimate is too large in small samples, so that an interval
    /// around it would promise too much.
    #[must_use]
    pub fn interval(self, confidence: f64, times: f64) -> Option<Interval> {
        #[expect(clippy::cast_precision_loss, reason = "at most ten bins")]
        let bins = self.parts().count() as f64;
        let shared = 1.0 - (1.0 - confidence) / bins;
        let ends = self.parts().map(|(share, observed, predicted)| {
            let observed = Rate {
                numerator: observed.numerator * times,
                denominator: observed.denominator * times,
            };
            let own = wilson(observed, shared)?;
            let (below, above) = (own.low - predicted, own.high - predicted);
            let least = below.max(-above).max(0.0);
            Some((share * least, share * above.max(-below)))
        });
        let (low, high) = ends.reduce(|sum, next| {
            let ((low, high), (least, most)) = (sum?, next?);
            Some((low + least, high + most))
        })??;
        Some(Interval { low, high })
    }

    /// Effective number of people.
    #[must_use]
    pub fn cases(self) -> f64 {
        let all = self
            .bins
            .iter()
            .fold(Cell::default(), |sum, bin| sum + bin.people);
        all.effective()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[(bool, f64)]) -> Calibration {
        let mut found = Calibration::default();
        for (label, score) in rows {
            found.add(*label, *score, 1.0);
        }
        found
    }

    /// Worked by hand: squares 0.04, 0.09, 0.64 and 0.01; the bins of 0.1, 0.7
    /// and 0.8 are off by 0.1, 0.3 and 0.3 (0.8 twice, of which one came true).
    #[test]
    fn brier_and_calibration_error_are_what_the_hand_gives() {
        let found = of(&[(true, 0.8), (true, 0.7), (false, 0.8), (false, 0.1)]);
        let near = |found: Option<f64>, hand: f64| {
            assert!((found.expect("a value") - hand).abs() < 1e-12, "{found:?}");
        };
        near(found.brier().and_then(Rate::value), 0.78 / 4.0);
        near(
            found.ece().and_then(|gaps| gaps.value()),
            (0.1 + 0.3 + 2.0 * 0.3) / 4.0,
        );
        near(found.gap().and_then(|gaps| gaps.value()), 0.6 - 0.5);
        let bins: Vec<(f64, u64)> = found
            .bins()
            .map(|(low, _, bin)| (low, bin.people.rows))
            .collect();
        assert_eq!(bins, [(0.1, 1), (0.7, 1), (0.8, 2)]);
    }

    #[test]
    fn the_last_bin_holds_one_and_every_other_its_lower_end() {
        let found = of(&[(true, 1.0), (true, 0.9), (false, 0.0), (false, 0.3)]);
        let lows: Vec<f64> = found.bins().map(|(low, ..)| low).collect();
        assert_eq!(lows, [0.0, 0.3, 0.9]);
    }

    #[test]
    fn a_score_that_is_no_probability_leaves_nothing_to_say() {
        let found = of(&[(true, 0.8), (false, -2.5)]);
        assert_eq!(
            (found.brier(), found.ece(), found.gap()),
            (None, None, None)
        );
        assert!(found.why().is_some_and(|why| why.contains("1 scores")));
        assert_eq!(of(&[]).brier(), None);
        assert!(of(&[]).why().is_some_and(|why| why.contains("0/0")));
    }

    #[test]
    fn an_interval_holds_its_value_and_narrows_with_more_people() {
        let rows: Vec<(bool, f64)> = (0..200)
            .map(|n| (n % 3 == 0, f64::from(n % 10) / 10.0))
            .collect();
        let found = of(&rows);
        for gaps in [found.ece(), found.gap()].into_iter().flatten() {
            let value = gaps.value().expect("a value");
            let own = gaps.interval(0.95, 1.0).expect("an interval");
            let more = gaps.interval(0.95, 100.0).expect("an interval");
            assert!(own.low <= value && value <= own.high, "{own:?} {value}");
            assert!(more.high - more.low < own.high - own.low);
        }
    }
}
