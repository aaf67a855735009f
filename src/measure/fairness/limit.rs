//! A declared limit held against groups: beyond it, within it, or not shown.
//!
//! With m pairs a limit fails when a pair's interval at confidence 1 − α/m
//! (Bonferroni) lies wholly beyond it, is met when every pair's interval at
//! 1 − α lies within it, and is not demonstrated between.

use super::{Group, Metric};
use crate::measure::interval::{self, Interval, Rate};

/// What a limit is put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The difference of two groups, at most the limit.
    Difference,
    /// The smaller over the larger rate, at least the limit.
    Ratio,
    /// Each group's rate: at most the limit for error rates, at least for the rest.
    Worst,
}

/// What the groups show of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Every interval lies within it.
    Within,
    /// An interval crosses it and every point lies within it.
    CrossingWithin,
    /// An interval crosses it and a point lies beyond it.
    CrossingBeyond,
    /// An interval lies wholly beyond it.
    Beyond,
}

/// One pair, or one group for [`Compare::Worst`], against a limit.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The groups.
    pub groups: Vec<String>,
    /// The point.
    pub value: f64,
    /// Its interval at 1 − α.
    pub interval: Interval,
    /// What it shows.
    pub shown: Shown,
}

/// A limit against all groups.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The worst of the pairs; `None` where fewer than two groups could be
    /// compared (one, for [`Compare::Worst`]).
    pub worst: Option<Judged>,
    /// Pairs or groups that were compared.
    pub compared: usize,
    /// Groups that could not take part: too few people, or no denominator.
    pub left_out: Vec<String>,
    /// The smallest share of more data that would settle a crossing, as a
    /// factor on the worst pair's sample; `None` where nothing crosses.
    pub needed_factor: Option<f64>,
}

/// How limits are judged.
#[derive(Clone, Copy, Debug)]
pub struct Test<'a> {
    /// The rate; `favorable` is predicted negative where the good outcome is negative.
    pub metric: Metric,
    /// Take the complement of the rate: the share given the other outcome.
    pub complement: bool,
    /// What is compared.
    pub compare: Compare,
    /// The limit.
    pub limit: f64,
    /// 1 − α.
    pub confidence: f64,
    /// Only pairs with this group.
    pub reference: Option<&'a str>,
    /// Fewest people of a group that takes part.
    pub min_group: u64,
    /// Smallest denominator of a group that takes part.
    pub min_denominator: u64,
}

impl Test<'_> {
    fn rate(&self, group: &Group) -> Rate {
        let rate = self.metric.rate(&group.table);
        if self.complement {
            Rate {
                numerator: rate.denominator - rate.numerator,
                ..rate
            }
        } else {
            rate
        }
    }

    /// Whether a lower rate is the better one.
    fn lower_is_better(&self) -> bool {
        matches!(self.metric, Metric::Fpr | Metric::Fnr) != self.complement
    }

    fn takes_part(&self, group: &Group) -> bool {
        let (_, whole) = self.metric.cells(&group.table);
        group.table.total().rows >= self.min_group && whole.rows >= self.min_denominator
    }

    /// Hold the groups against the limit.
    #[must_use]
    pub fn judge(&self, groups: &[Group]) -> Outcome {
        let (part, left_out): (Vec<&Group>, Vec<&Group>) =
            groups.iter().partition(|group| self.takes_part(group));
        let pairs: Vec<Vec<&Group>> = match self.compare {
            Compare::Worst => part.iter().map(|group| vec![*group]).collect(),
            _ => part
                .iter()
                .enumerate()
                .flat_map(|(index, first)| {
                    part[index + 1..].iter().map(|second| vec![*first, *second])
                })
                .filter(|pair| {
                    self.reference
                        .is_none_or(|name| pair.iter().any(|group| group.name == name))
                })
                .collect(),
        };
        #[expect(clippy::cast_precision_loss, reason = "pairs of groups are few")]
        let adjusted = 1.0 - (1.0 - self.confidence) / pairs.len().max(1) as f64;
        let judged: Vec<Judged> = pairs
            .iter()
            .filter_map(|pair| self.pair(pair, adjusted))
            .collect();
        let compared = judged.len();
        let worst = judged.into_iter().max_by(|a, b| {
            let by_value = self.badness(a.value).total_cmp(&self.badness(b.value));
            a.shown.cmp(&b.shown).then(by_value)
        });
        Outcome {
            needed_factor: worst.as_ref().and_then(|worst| self.needed_factor(worst)),
            worst,
            compared,
            left_out: left_out.iter().map(|group| group.name.clone()).collect(),
        }
    }

    /// Larger is worse, whatever the direction of the limit.
    fn badness(&self, value: f64) -> f64 {
        match self.compare {
            Compare::Difference => value,
            Compare::Ratio => -value,
            Compare::Worst if self.lower_is_better() => value,
            Compare::Worst => -value,
        }
    }

    /// The point and its interval: the difference taken so that it is not
    /// negative, the ratio so that it is at most 1.
    fn measure(&self, pair: &[&Group], confidence: f64) -> Option<(f64, Interval)> {
        let rates: Vec<Rate> = pair.iter().map(|group| self.rate(group)).collect();
        match (self.compare, rates.as_slice()) {
            (Compare::Worst, [rate]) => Some((rate.value()?, interval::wilson(*rate, confidence)?)),
            (compare, [a, b]) => {
                let (low, high) = if a.value()? <= b.value()? {
                    (a, b)
                } else {
                    (b, a)
                };
                if compare == Compare::Difference {
                    let value = high.value()? - low.value()?;
                    Some((value, interval::newcombe(*high, *low, confidence)?))
                } else {
                    let whole = high.value().filter(|rate| *rate > 0.0)?;
                    let value = low.value()? / whole;
                    Some((value, interval::mover_ratio(*low, *high, confidence)?))
                }
            }
            _ => None,
        }
    }

    fn pair(&self, pair: &[&Group], adjusted: f64) -> Option<Judged> {
        let (value, interval) = self.measure(pair, self.confidence)?;
        let (_, strict) = self.measure(pair, adjusted)?;
        let limit = self.badness(self.limit);
        let ends = |interval: Interval| {
            let (a, b) = (self.badness(interval.low), self.badness(interval.high));
            (a.min(b), a.max(b))
        };
        let shown = if ends(strict).0 > limit {
            Shown::Beyond
        } else if self.worst_end(interval) <= limit {
            Shown::Within
        } else if self.badness(value) > limit {
            Shown::CrossingBeyond
        } else {
            Shown::CrossingWithin
        };
        Some(Judged {
            groups: pair.iter().map(|group| group.name.clone()).collect(),
            value,
            interval,
            shown,
        })
    }

    /// The end of an interval that lies nearer to or further beyond the
    /// limit. A difference may cross zero: either side counts.
    fn worst_end(&self, interval: Interval) -> f64 {
        match self.compare {
            Compare::Difference => interval.high.abs().max(interval.low.abs()),
            Compare::Ratio => {
                // A ratio above 1 is one below 1 the other way round.
                let other_way = if interval.high > 1.0 {
                    1.0 / interval.high
                } else {
                    interval.high
                };
                self.badness(interval.low.min(other_way))
            }
            Compare::Worst => self.badness(interval.low).max(self.badness(interval.high)),
        }
    }

    /// Intervals narrow with the root of n, so a crossing is settled at about
    /// the squared share of the distance to the limit.
    fn needed_factor(&self, worst: &Judged) -> Option<f64> {
        let crosses = matches!(worst.shown, Shown::CrossingWithin | Shown::CrossingBeyond);
        let distance = (worst.value - self.limit).abs();
        let reach = match worst.shown {
            Shown::CrossingBeyond => (worst.value - worst.interval.low)
                .abs()
                .max((worst.interval.high - worst.value).abs()),
            _ => self.worst_reach(worst),
        };
        (crosses && distance > 0.0).then(|| (reach / distance).powi(2).max(1.0))
    }

    fn worst_reach(&self, worst: &Judged) -> f64 {
        let toward_high = self.badness(1.0) > self.badness(0.0);
        if toward_high {
            (worst.interval.high - worst.value).abs()
        } else {
            (worst.value - worst.interval.low).abs()
        }
    }
}
