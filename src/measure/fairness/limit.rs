//! A limit held against groups of people: kept, broken, or not shown.
//!
//! A limit is broken where one pair's interval lies wholly beyond it at a
//! confidence that is shared out among the pairs (Bonferroni), and kept where
//! every pair's interval lies within it. Anything between shows neither.

use super::sample::Sample;
use crate::measure::interval::{self, Interval};

/// How groups are held against a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The difference of two groups is at most the limit.
    Difference,
    /// The lower of two groups is at least this share of the higher.
    Ratio,
    /// No group's value is worse than the limit.
    Worst,
}

impl Compare {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Difference, Self::Ratio, Self::Worst];

    /// The word in reports and in `ethics.yml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::Ratio => "ratio",
            Self::Worst => "worst",
        }
    }
}

/// A commitment.
#[derive(Clone, Copy, Debug)]
pub struct Limit<'a> {
    /// How groups are held against it.
    pub compare: Compare,
    /// Whether less is better of the metric, which `Worst` has to know.
    pub less_is_better: bool,
    /// The bound.
    pub bound: f64,
    /// Of intervals, before it is shared out.
    pub confidence: f64,
    /// The group that all others are compared with; every pair where `None`.
    pub reference: Option<&'a str>,
}

/// A group of people with its measurement.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What was measured.
    pub sample: Sample,
}

/// What a limit turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Every interval lies within it.
    Kept,
    /// An interval lies wholly beyond it.
    Broken,
    /// Neither is shown.
    NotShown,
    /// Fewer than two groups, or a ratio to what can't be told from 0.
    TooFew,
}

impl Standing {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::NotShown => "not-shown",
            Self::TooFew => "too-few",
        }
    }
}

/// A limit with the group, or the pair, that decides it.
#[derive(Clone, Debug)]
pub struct Held {
    /// What it turned out to be.
    pub standing: Standing,
    /// The group or the pair: the higher and the lower of a difference, the
    /// lower and the higher of a ratio.
    pub groups: Vec<String>,
    /// The difference, ratio or value of them.
    pub point: Option<f64>,
    /// Its interval, at the confidence that decided.
    pub interval: Option<Interval>,
    /// Whether the point alone is within the limit.
    pub point_within: bool,
    /// How many cases each group of the pair would need for its interval to
    /// clear the limit with the same rates; `None` where no number would do.
    pub needed: Option<u64>,
}

/// Two groups that are compared, or one that is held against the limit.
#[derive(Clone, Copy)]
struct Case<'a> {
    first: &'a Member,
    second: Option<&'a Member>,
}

/// Hold a limit against the groups that are large enough.
#[must_use]
pub fn hold(members: &[Member], limit: Limit) -> Held {
    let cases = cases(members, limit);
    let pairs = cases.len();
    let apart = match limit.compare {
        Compare::Worst => !cases.is_empty(),
        Compare::Difference | Compare::Ratio => members.len() > 1 && !cases.is_empty(),
    };
    if !apart {
        return Held {
            standing: Standing::TooFew,
            groups: members.iter().map(|one| one.name.clone()).collect(),
            point: None,
            interval: None,
            point_within: false,
            needed: None,
        };
    }
    let mut worst: Option<(f64, Case, Standing)> = None;
    #[expect(clippy::cast_precision_loss, reason = "a number of pairs")]
    let shared = 1.0 - (1.0 - limit.confidence) / pairs as f64;
    for case in cases {
        let standing = case.standing(limit, shared);
        let beyond = case.beyond(limit);
        let rank = |standing, beyond: f64| match standing {
            Standing::Broken => (3, beyond),
            Standing::NotShown => (2, beyond),
            Standing::TooFew => (1, beyond),
            Standing::Kept => (0, beyond),
        };
        let is_worse = worst.is_none_or(|(known, _, was)| {
            let (now, before) = (rank(standing, beyond), rank(was, known));
            now.0 > before.0 || (now.0 == before.0 && now.1 > before.1)
        });
        if is_worse {
            worst = Some((beyond, case, standing));
        }
    }
    let (beyond, case, standing) = worst.expect("internal error: there is a case");
    let confidence = match standing {
        Standing::Broken => shared,
        _ => limit.confidence,
    };
    Held {
        standing,
        groups: case.names(),
        point: case.point(limit),
        interval: case.interval(limit, confidence, 1.0),
        point_within: beyond <= 0.0,
        needed: match standing {
            Standing::NotShown => case.needed(limit, shared),
            _ => None,
        },
    }
}

/// What is compared with what. Of two, the one whose value decides stands
/// first: the higher of a difference, the lower of a ratio.
fn cases<'a>(members: &'a [Member], limit: Limit) -> Vec<Case<'a>> {
    let ordered = |one: &'a Member, other: &'a Member| {
        let (first, second) = (one.value(), other.value());
        let as_it_is = match limit.compare {
            Compare::Difference => first >= second,
            Compare::Ratio | Compare::Worst => first <= second,
        };
        let (first, second) = if as_it_is { (one, other) } else { (other, one) };
        Case {
            first,
            second: Some(second),
        }
    };
    if limit.compare == Compare::Worst {
        let alone = |first| Case {
            first,
            second: None,
        };
        return members.iter().map(alone).collect();
    }
    let mut cases = Vec::new();
    for (at, one) in members.iter().enumerate() {
        for other in &members[at + 1..] {
            let is_meant = limit
                .reference
                .is_none_or(|name| one.name == name || other.name == name);
            if is_meant {
                cases.push(ordered(one, other));
            }
        }
    }
    cases
}

impl Member {
    fn value(&self) -> f64 {
        self.sample.value().unwrap_or(f64::NAN)
    }
}

impl Case<'_> {
    fn names(self) -> Vec<String> {
        let members = [Some(self.first), self.second];
        let members = members.into_iter().flatten();
        members.map(|member| member.name.clone()).collect()
    }

    fn point(self, limit: Limit) -> Option<f64> {
        let first = self.first.sample.value()?;
        let Some(second) = self.second else {
            return Some(first);
        };
        let second = second.sample.value()?;
        match limit.compare {
            Compare::Difference | Compare::Worst => Some(first - second),
            Compare::Ratio => (second > 0.0).then(|| first / second),
        }
    }

    fn interval(self, limit: Limit, confidence: f64, times: f64) -> Option<Interval> {
        let estimate = |member: &Member| {
            let sample = member.sample;
            Some((sample.value()?, sample.interval(confidence, times)?))
        };
        let first = estimate(self.first)?;
        let Some(second) = self.second else {
            return Some(first.1);
        };
        let second = estimate(second)?;
        match limit.compare {
            Compare::Difference | Compare::Worst => Some(interval::difference_of(first, second)),
            Compare::Ratio => interval::ratio_of(first, second),
        }
    }

    /// How far the point is beyond the limit; negative within.
    fn beyond(self, limit: Limit) -> f64 {
        let point = self.point(limit).unwrap_or(f64::NEG_INFINITY);
        if Self::at_most(limit) {
            point - limit.bound
        } else {
            limit.bound - point
        }
    }

    fn at_most(limit: Limit) -> bool {
        match limit.compare {
            Compare::Difference => true,
            Compare::Ratio => false,
            Compare::Worst => limit.less_is_better,
        }
    }

    fn standing(self, limit: Limit, shared: f64) -> Standing {
        let Some(own) = self.interval(limit, limit.confidence, 1.0) else {
            return Standing::TooFew;
        };
        if is_within(own, limit) {
            return Standing::Kept;
        }
        match self.interval(limit, shared, 1.0) {
            Some(wide) if is_beyond(wide, limit) => Standing::Broken,
            Some(_) => Standing::NotShown,
            None => Standing::TooFew,
        }
    }

    /// The smallest number of cases, of the smaller of two groups, at which
    /// the interval would clear the limit on the side of the point.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count below the bound that is searched"
    )]
    fn needed(self, limit: Limit, shared: f64) -> Option<u64> {
        /// As many times the cases as are still worth saying.
        const MOST: f64 = 10_000.0;
        let kept = self.beyond(limit) <= 0.0;
        let clears = |times: f64| {
            let confidence = if kept { limit.confidence } else { shared };
            self.interval(limit, confidence, times)
                .is_some_and(|own| match kept {
                    true => is_within(own, limit),
                    false => is_beyond(own, limit),
                })
        };
        let first = self.first.sample.cases()?;
        let smaller = match self.second {
            Some(second) => first.min(second.sample.cases()?),
            None => first,
        };
        if !clears(MOST) {
            return None;
        }
        let (mut low, mut high) = (1.0, MOST);
        while (high - low) * smaller > 0.5 {
            let middle = f64::midpoint(low, high);
            if clears(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some((high * smaller).ceil() as u64)
    }
}

fn is_within(own: Interval, limit: Limit) -> bool {
    match limit.compare {
        Compare::Difference => own.high <= limit.bound && own.low >= -limit.bound,
        // A ratio and its inverse are held alike.
        Compare::Ratio => own.low >= limit.bound && own.high * limit.bound <= 1.0,
        Compare::Worst if limit.less_is_better => own.high <= limit.bound,
        Compare::Worst => own.low >= limit.bound,
    }
}

fn is_beyond(own: Interval, limit: Limit) -> bool {
    match limit.compare {
        Compare::Difference => own.low > limit.bound,
        Compare::Ratio => own.high < limit.bound,
        Compare::Worst if limit.less_is_better => own.low > limit.bound,
        Compare::Worst => own.high < limit.bound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::interval::Rate;

    fn member(name: &str, numerator: u64, denominator: u64) -> Member {
        Member {
            name: name.to_owned(),
            sample: Sample::Rate(Rate::of(numerator, denominator)),
        }
    }

    fn limit(compare: Compare, bound: f64) -> Limit<'static> {
        Limit {
            compare,
            less_is_better: true,
            bound,
            confidence: 0.95,
            reference: None,
        }
    }

    #[test]
    fn a_gap_is_kept_broken_or_not_shown() {
        let held = |n: u64| {
            let pair = [member("F", n * 3 / 10, n), member("M", n / 4, n)];
            hold(&pair, limit(Compare::Difference, 0.08)).standing
        };
        // The point is 0.05 whatever n is.
        assert_eq!(held(100), Standing::NotShown);
        assert_eq!(held(10_000), Standing::Kept);
        let wide = [member("F", 300, 1000), member("M", 60, 1000)];
        let held = hold(&wide, limit(Compare::Difference, 0.05));
        assert_eq!(held.standing, Standing::Broken);
        assert_eq!(held.groups, ["F", "M"]);
    }

    #[test]
    fn what_is_needed_would_be_enough_and_half_would_not() {
        let pair = [member("F", 30, 100), member("M", 25, 100)];
        let limit = limit(Compare::Difference, 0.08);
        let needed = hold(&pair, limit).needed.expect("a number");
        let grown = |n: u64| [member("F", n * 3 / 10, n), member("M", n / 4, n)];
        assert_eq!(hold(&grown(needed + 20), limit).standing, Standing::Kept);
        assert_eq!(hold(&grown(needed / 2), limit).standing, Standing::NotShown);
    }

    #[test]
    fn a_ratio_and_its_inverse_are_held_alike() {
        let pair = [member("F", 500, 1000), member("M", 900, 1000)];
        let held = hold(&pair, limit(Compare::Ratio, 0.8));
        assert_eq!(
            (held.standing, &held.groups[0][..]),
            (Standing::Broken, "F")
        );
        let back = [pair[1].clone(), pair[0].clone()];
        assert_eq!(hold(&back, limit(Compare::Ratio, 0.8)).groups, held.groups);
    }

    #[test]
    fn a_ratio_to_nothing_is_too_few() {
        let pair = [member("F", 0, 100), member("M", 0, 100)];
        assert_eq!(
            hold(&pair, limit(Compare::Ratio, 0.8)).standing,
            Standing::TooFew
        );
    }

    #[test]
    fn with_a_reference_only_its_pairs_are_held() {
        let three = [
            member("a", 300, 1000),
            member("b", 300, 1000),
            member("c", 700, 1000),
        ];
        let with = |reference| Limit {
            reference,
            ..limit(Compare::Difference, 0.05)
        };
        assert_eq!(hold(&three, with(Some("a"))).groups, ["c", "a"]);
        assert_eq!(
            hold(&three[..2], with(Some("c"))).standing,
            Standing::TooFew
        );
    }

    #[test]
    fn the_worst_group_is_held_on_the_side_that_its_measure_has() {
        let groups = [member("a", 100, 1000), member("b", 400, 1000)];
        let held = hold(&groups, limit(Compare::Worst, 0.2));
        assert_eq!(
            (held.standing, &held.groups[0][..]),
            (Standing::Broken, "b")
        );
        let more = Limit {
            less_is_better: false,
            ..limit(Compare::Worst, 0.2)
        };
        assert_eq!(hold(&groups, more).groups, ["a"]);
    }
}
