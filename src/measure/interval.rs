//! Confidence intervals: closed forms and exact tails, deterministic, no
//! random numbers.
//!
//! Rates are counts over counts. A rate without a denominator has no value
//! and no interval; nothing here answers 0 or 1 in its place.

use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc_inv;

/// A two-sided interval, or one bound of it where the other is trivial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// A share of a denominator. Both may be fractional: weighted counts, with
/// the denominator an effective sample size (Kish).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// How many of them.
    pub numerator: f64,
    /// Of how many; 0 is a rate that can't be estimated.
    pub denominator: f64,
}

impl Rate {
    /// A rate of whole counts.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of people stay far below 2^53"
    )]
    pub fn of(numerator: u64, denominator: u64) -> Self {
        Self {
            numerator: numerator as f64,
            denominator: denominator as f64,
        }
    }

    /// The rate; `None` without a denominator.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0.0).then(|| self.numerator / self.denominator)
    }
}

/// The standard normal quantile of a two-sided interval: 1.959964 at 0.95.
#[must_use]
pub fn z_two_sided(confidence: f64) -> f64 {
    std::f64::consts::SQRT_2 * erfc_inv(1.0 - confidence)
}

/// Wilson's score interval of a rate (Wilson 1927).
#[must_use]
pub fn wilson(rate: Rate, confidence: f64) -> Option<Interval> {
    let p = rate.value()?;
    let n = rate.denominator;
    let z2 = z_two_sided(confidence).powi(2);
    let center = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = (p * (1.0 - p) * z2 / n + z2 * z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    Some(Interval {
        // At the ends the algebra is exact and the floating point is not.
        low: if p <= 0.0 {
            0.0
        } else {
            (center - half).max(0.0)
        },
        high: if p >= 1.0 {
            1.0
        } else {
            (center + half).min(1.0)
        },
    })
}

/// Newcombe's hybrid interval of a difference of two independent rates: his
/// method 10, which squares and adds the Wilson limits (Newcombe 1998).
#[must_use]
pub fn newcombe(first: Rate, second: Rate, confidence: f64) -> Option<Interval> {
    Some(difference_of(
        (first.value()?, wilson(first, confidence)?),
        (second.value()?, wilson(second, confidence)?),
    ))
}

/// The interval of a difference of two independent estimates, each with its
/// own interval (Zou and Donner 2008); Newcombe's on Wilson limits.
#[must_use]
pub fn difference_of((p1, first): (f64, Interval), (p2, second): (f64, Interval)) -> Interval {
    Interval {
        low: p1 - p2 - (p1 - first.low).hypot(second.high - p2),
        high: p1 - p2 + (first.high - p1).hypot(p2 - second.low),
    }
}

/// The MOVER interval of a ratio of two independent rates on the Wilson
/// limits (Donner and Zou 2012). `None` where a bound's denominator is not
/// positive: the second rate can't be told from 0.
#[must_use]
pub fn mover_ratio(first: Rate, second: Rate, confidence: f64) -> Option<Interval> {
    ratio_of(
        (first.value()?, wilson(first, confidence)?),
        (second.value()?, wilson(second, confidence)?),
    )
}

/// The MOVER interval of a ratio of two independent estimates, each with its
/// own interval; `None` as of [`mover_ratio`].
#[must_use]
pub fn ratio_of((p1, first): (f64, Interval), (p2, second): (f64, Interval)) -> Option<Interval> {
    let product = p1 * p2;
    let bound = |own: f64, other: f64, sign: f64| {
        let below = other * (2.0 * p2 - other);
        let inside = product * product - own * (2.0 * p1 - own) * below;
        (below > 0.0).then(|| (product + sign * inside.max(0.0).sqrt()) / below)
    };
    Some(Interval {
        low: bound(first.low, second.high, -1.0)?.max(0.0),
        high: bound(first.high, second.low, 1.0)?,
    })
}

/// The log interval of a ratio (Katz and others 1978), printed beside the
/// other since many tools report it. `None` where a numerator is 0.
#[must_use]
pub fn log_ratio(first: Rate, second: Rate, confidence: f64) -> Option<Interval> {
    let ratio = first.value()? / second.value()?;
    if first.numerator <= 0.0 || second.numerator <= 0.0 {
        return None;
    }
    let variance = 1.0 / first.numerator - 1.0 / first.denominator + 1.0 / second.numerator
        - 1.0 / second.denominator;
    let half = z_two_sided(confidence) * variance.sqrt();
    Some(Interval {
        low: ratio * (-half).exp(),
        high: ratio * half.exp(),
    })
}

/// The exact one-sided upper bound of a rare event's rate (Clopper and
/// Pearson 1934): the rate at which so few events would be seen with
/// probability `1 − confidence`.
#[must_use]
pub fn upper_bound(events: u64, n: u64, confidence: f64) -> Option<f64> {
    if n == 0 || events > n {
        return None;
    }
    if events == n {
        return Some(1.0);
    }
    let Rate {
        numerator: x,
        denominator: n,
    } = Rate::of(events, n);
    // P(X ≤ x | p) = I_{1−p}(n − x, x + 1) falls in p: halve until no double is left between.
    let tail = |p: f64| beta_reg(n - x, x + 1.0, 1.0 - p);
    let (mut low, mut high) = (x / n, 1.0);
    while high - low > f64::EPSILON * high {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if tail(middle) > 1.0 - confidence {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

/// The smallest n at which zero events show a rate below `limit`:
/// ⌈ln(1 − confidence) / ln(1 − limit)⌉, 299 for 0.01 at 0.95.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive quotient, saturating at the largest count"
)]
pub fn needed_without_events(limit: f64, confidence: f64) -> Option<u64> {
    let sound = limit > 0.0 && limit < 1.0 && confidence > 0.0 && confidence < 1.0;
    sound.then(|| ((1.0 - confidence).ln() / (1.0 - limit).ln()).ceil() as u64)
}

/// The smallest n at which this many events show a rate of at most `limit`:
/// 299 for none and 473 for one at 0.01 and 0.95. `None` where no number of
/// cases that could be counted does.
#[must_use]
pub fn needed_with(events: u64, limit: f64, confidence: f64) -> Option<u64> {
    /// More cases than anybody tests.
    const MOST: u64 = 1 << 40;
    let shows = |n: u64| upper_bound(events, n, confidence).is_some_and(|bound| bound <= limit);
    // With more events more cases are needed, so this is a bound from below.
    let fewest = needed_without_events(limit, confidence)?.max(events + 1);
    let mut high = fewest;
    while !shows(high) {
        high = high.checked_mul(2).filter(|n| *n <= MOST)?;
    }
    let mut low = fewest.max(high / 2);
    while low < high {
        let middle = low.midpoint(high);
        if shows(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} != {expected}");
    }

    #[test]
    fn the_normal_quantile_is_right_to_the_last_digits() {
        near(z_two_sided(0.95), 1.959_963_984_540_054);
        near(z_two_sided(0.99), 2.575_829_303_548_901);
        near(z_two_sided(0.999), 3.290_526_731_491_926);
    }

    #[test]
    fn wilson_stays_inside_and_is_exact_at_the_ends() {
        let none = wilson(Rate::of(0, 20), 0.95).expect("a denominator");
        assert!(none.low == 0.0 && none.high > 0.0);
        let all = wilson(Rate::of(20, 20), 0.95).expect("a denominator");
        assert!(all.high == 1.0 && all.low < 1.0);
    }

    #[test]
    fn a_rate_without_a_denominator_has_no_interval() {
        assert_eq!(wilson(Rate::of(0, 0), 0.95), None);
        assert_eq!(newcombe(Rate::of(1, 2), Rate::of(0, 0), 0.95), None);
        assert_eq!(upper_bound(0, 0, 0.95), None);
    }

    #[test]
    fn a_ratio_to_a_rate_that_may_be_zero_has_no_interval() {
        assert_eq!(mover_ratio(Rate::of(5, 10), Rate::of(0, 10), 0.95), None);
    }

    #[test]
    fn the_upper_bound_of_no_events_is_the_closed_form() {
        for n in [1, 10, 59, 299, 5000] {
            let expected = 1.0 - 0.05_f64.powf(1.0 / Rate::of(0, n).denominator);
            near(upper_bound(0, n, 0.95).expect("n is positive"), expected);
        }
    }

    #[test]
    fn the_needed_sample_shows_the_limit_and_one_less_does_not() {
        for limit in [0.01, 0.03, 0.05] {
            let n = needed_without_events(limit, 0.95).expect("a limit between 0 and 1");
            assert!(upper_bound(0, n, 0.95).expect("n is positive") <= limit);
            assert!(upper_bound(0, n - 1, 0.95).expect("n is positive") > limit);
        }
        assert_eq!(needed_without_events(0.01, 0.95), Some(299));
        assert_eq!(needed_without_events(0.03, 0.95), Some(99));
    }

    #[test]
    fn what_is_needed_grows_with_the_events_that_were_seen() {
        for limit in [0.01, 0.03] {
            let none = needed_with(0, limit, 0.95);
            assert_eq!(none, needed_without_events(limit, 0.95));
            for events in [1, 2, 7] {
                let n = needed_with(events, limit, 0.95).expect("a limit between 0 and 1");
                assert!(upper_bound(events, n, 0.95).expect("n is positive") <= limit);
                assert!(upper_bound(events, n - 1, 0.95).expect("n is positive") > limit);
            }
        }
        assert_eq!(needed_with(1, 0.01, 0.95), Some(473));
        assert_eq!(needed_with(1, 0.0, 0.95), None);
        assert_eq!(needed_with(1, 1e-15, 0.95), None);
    }
}
