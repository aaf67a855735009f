//! Groups of people: each one's own rate as an interval, against the limits.

use super::sheet::{Bar, Block, Bound, Figure, Line, Panel, Section, Table, Tone, Unit};
use super::view::View;
use super::words::{grouped, interval, number, term};
use crate::model::metric::less_is_better;
use crate::model::report::System;
use crate::model::verified::{GroupRate, HeldLimit, Measured};
use crate::model::{Language, Reason};

/// The section; none where nothing was measured and nothing is said of it.
pub(super) fn section(view: View, system: &System, index: usize) -> Option<Section> {
    let measured = system
        .verified
        .as_ref()
        .map_or(&[][..], |found| &found.groups);
    let mut blocks: Vec<Block> = Vec::new();
    let figures: Vec<_> = measured
        .iter()
        .filter(|one| view.may_read(one.audience))
        .collect();
    if !figures.is_empty() {
        blocks.push(Block::Text(Line::words(view.say(
            "A dot is what was measured, a line the range in which the true value can well lie: the fewer \
             people, the longer. A limit is kept where the whole line lies on its side, and broken where none \
             of it does; between, nothing is shown. Shaded is what lies beyond the limit.",
            "점은 측정한 값이고, 선은 참값이 있을 만한 범위입니다. 사람이 적을수록 선이 길어집니다. 선 전체가 한도 안에 \
             있으면 지킨 것이고, 전체가 밖에 있으면 어긴 것이며, 걸쳐 있으면 어느 쪽도 입증되지 않은 것입니다. 칠해진 곳이 한도 밖입니다.",
        ))));
    }
    let figures = figures
        .into_iter()
        .map(|one| Block::Figure(Box::new(figure(view, one))));
    blocks.extend(figures);
    let facts = view.facts(system);
    let unmeasured = facts.items("declaration.fairness.not_measured");
    if !unmeasured.is_empty() {
        let rows = unmeasured.iter().map(|item| {
            let of = |key: &str| {
                let text = facts.text(&format!("{item}.{key}"));
                Line::words(text.unwrap_or_else(|| "–".to_owned()))
            };
            vec![of("attribute"), of("reason"), of("review_by")]
        });
        blocks.push(Block::Table(Table {
            caption: view.say("Not measured", "측정하지 않은 것").to_owned(),
            head: vec![
                view.say("Attribute", "속성"),
                view.say("Reason", "이유"),
                view.say("Looked at again by", "재검토 기한"),
            ],
            rows: rows.collect(),
        }));
    }
    (!blocks.is_empty()).then(|| Section {
        id: format!("groups-{index}"),
        title: Line::words(view.say("Fairness by group", "집단별 공정성")),
        blocks,
        sections: Vec::new(),
    })
}

/// What the numbers of a metric are: all are shares but one.
fn unit(metric: &str) -> Unit {
    match metric {
        "auc" => Unit::Plain,
        _ => Unit::Share,
    }
}

/// What the numbers of a comparison are.
fn compared_in(metric: &str, compare: &str) -> Unit {
    match (compare, unit(metric)) {
        ("ratio", _) | ("difference", Unit::Plain) => Unit::Plain,
        ("difference", _) => Unit::Points,
        (_, unit) => unit,
    }
}

fn figure(view: View, measured: &Measured) -> Figure {
    let metric = term(view.lang(), &measured.metric);
    let mut panels = vec![of_groups(view, measured)];
    let apart = measured
        .limits
        .iter()
        .filter(|limit| limit.compare != "worst")
        .filter(|limit| limit.value.is_some() || limit.low.is_some());
    panels.extend(apart.map(|limit| of_pair(view, measured, limit)));
    let title = Line::words(format!("{metric} · ")).and(Line::code(&measured.attribute));
    Figure {
        title,
        panels,
        tables: vec![rates(view, measured), limits(view, measured)],
        note: (!are_counted(view, measured)).then(|| {
            Line::words(view.say(
                "Of a group with too few people no number is shown, since it would be a number about each of \
                 them; and of the others no count, from which that number could be worked out.",
                "사람이 너무 적은 집단은 수치가 곧 한 사람 한 사람의 정보가 되므로 보이지 않고, 그 수치를 거꾸로 \
                 계산할 수 있으므로 다른 집단의 건수도 보이지 않습니다.",
            ))
        }),
    }
}

/// Whether an edition shows a group's numbers: of few people, each is one of them.
fn is_shown(view: View, rate: &GroupRate) -> bool {
    rate.enough || !view.is_public()
}

/// Whether an edition shows how many people each group has. What is left of a
/// whole is the group that is not shown, so then none is.
fn are_counted(view: View, measured: &Measured) -> bool {
    measured.rates.iter().all(|rate| is_shown(view, rate))
}

fn of_groups(view: View, measured: &Measured) -> Panel {
    let lang = view.lang();
    let unit = unit(&measured.metric);
    let worst = measured
        .limits
        .iter()
        .find(|limit| limit.compare == "worst");
    let limit = worst.map(|limit| bound(view, &measured.metric, limit));
    let bars = measured.rates.iter().map(|rate| {
        let ends = rate.low.zip(rate.high);
        let value = rate.value.filter(|_| is_shown(view, rate));
        let words = match value {
            Some(value) if rate.enough => number(lang, unit, value),
            Some(value) => format!("{} ({})", number(lang, unit, value), few(view)),
            None => few(view).to_owned(),
        };
        let tone = match (&limit, ends, rate.enough) {
            (_, _, false) => Tone::Open,
            (Some(limit), Some(ends), _) => against(limit, ends),
            _ => Tone::Held,
        };
        Bar {
            label: rate.group.clone(),
            words,
            ends: value.and(ends),
            value,
            tone,
        }
    });
    Panel {
        title: view.say("By group", "집단별").to_owned(),
        unit,
        bars: bars.collect(),
        limit,
    }
}

fn few(view: View) -> &'static str {
    view.say("too few people", "사람이 너무 적음")
}

/// How an interval lies to a limit.
fn against(limit: &Bound, (low, high): (f64, f64)) -> Tone {
    let (within, beyond) = match limit.most {
        true => (high <= limit.at, low > limit.at),
        false => (low >= limit.at, high < limit.at),
    };
    match (within, beyond) {
        (true, _) => Tone::Held,
        (_, true) => Tone::Failed,
        _ => Tone::Open,
    }
}

fn of_pair(view: View, measured: &Measured, limit: &HeldLimit) -> Panel {
    let lang = view.lang();
    let unit = compared_in(&measured.metric, &limit.compare);
    let words = match limit.value {
        Some(value) => format!("{}, {}", number(lang, unit, value), standing(view, limit)),
        None => standing(view, limit),
    };
    Panel {
        title: compare(view, limit).to_owned(),
        unit,
        bars: vec![Bar {
            label: match limit.groups.is_empty() {
                true => "–".to_owned(),
                false => limit.groups.join(" – "),
            },
            words,
            value: limit.value,
            ends: limit.low.zip(limit.high),
            tone: tone(limit),
        }],
        limit: Some(bound(view, &measured.metric, limit)),
    }
}

fn tone(limit: &HeldLimit) -> Tone {
    match limit.within {
        Some(true) => Tone::Held,
        Some(false) => Tone::Failed,
        None => Tone::Open,
    }
}

fn compare(view: View, limit: &HeldLimit) -> &'static str {
    match limit.compare.as_str() {
        "difference" => view.say("Largest difference", "가장 큰 차이"),
        "ratio" => view.say("Lowest ratio", "가장 낮은 비"),
        _ => view.say("Worst group", "가장 불리한 집단"),
    }
}

fn bound(view: View, metric: &str, limit: &HeldLimit) -> Bound {
    let most = match limit.compare.as_str() {
        "difference" => true,
        "ratio" => false,
        _ => less_is_better(metric),
    };
    let shown = number(
        view.lang(),
        compared_in(metric, &limit.compare),
        limit.limit,
    );
    Bound {
        at: limit.limit,
        most,
        words: match (view.lang(), most) {
            (Language::En, true) => format!("at most {shown}"),
            (Language::En, false) => format!("at least {shown}"),
            (Language::Ko, true) => format!("{shown} 이하"),
            (Language::Ko, false) => format!("{shown} 이상"),
        },
    }
}

fn standing(view: View, limit: &HeldLimit) -> String {
    match (limit.within, limit.reason) {
        (Some(true), _) => view.say("kept", "지킴"),
        (Some(false), _) => view.say("broken", "어김"),
        (None, Some(Reason::NotDemonstrated)) => view.say("not shown either way", "입증되지 않음"),
        (None, Some(Reason::Insufficient)) => {
            view.say("too few to tell", "사람이 적어 판단할 수 없음")
        }
        (None, _) => view.say("can't be told", "판단할 수 없음"),
    }
    .to_owned()
}

fn rates(view: View, measured: &Measured) -> Table {
    let (lang, unit) = (view.lang(), unit(&measured.metric));
    let none = || "–".to_owned();
    let rows = measured.rates.iter().map(|rate| {
        if !is_shown(view, rate) {
            return vec![
                Line::words(&*rate.group),
                Line::words(few(view)),
                Line::words(none()),
                Line::words(none()),
            ];
        }
        let value = rate
            .value
            .map_or_else(none, |value| number(lang, unit, value));
        let ends = rate.low.zip(rate.high);
        let n = rate.n.filter(|_| are_counted(view, measured));
        let mut cases = n.map_or_else(none, grouped);
        if !rate.enough {
            cases = format!("{cases} ({})", few(view));
        }
        vec![
            Line::words(&*rate.group),
            Line::words(value),
            Line::words(ends.map_or_else(none, |ends| interval(lang, unit, ends))),
            Line::words(cases),
        ]
    });
    Table {
        caption: view.say("Each group's own rate", "집단별 비율").to_owned(),
        head: vec![
            view.say("Group", "집단"),
            view.say("Value", "값"),
            view.say("Interval", "구간"),
            view.say("Cases", "건수"),
        ],
        rows: rows.collect(),
    }
}

fn limits(view: View, measured: &Measured) -> Table {
    let lang = view.lang();
    let rows = measured.limits.iter().map(|limit| {
        let unit = compared_in(&measured.metric, &limit.compare);
        let mut value = limit
            .value
            .map_or_else(|| "–".to_owned(), |value| number(lang, unit, value));
        if let Some(ends) = limit.low.zip(limit.high) {
            value = format!("{value} ({})", interval(lang, unit, ends));
        }
        let who = match limit.groups.is_empty() {
            true => String::new(),
            false => format!(": {}", limit.groups.join(" – ")),
        };
        let mut standing = standing(view, limit);
        if !limit.left_out.is_empty() {
            let names = limit.left_out.join(", ");
            standing = match lang {
                Language::En => format!("{standing}; too small to count: {names}"),
                Language::Ko => format!("{standing}. 너무 작아 뺀 집단: {names}"),
            };
        }
        vec![
            Line::words(format!("{}{who}", compare(view, limit))),
            Line::words(bound(view, &measured.metric, limit).words),
            Line::words(value),
            Line::words(standing),
        ]
    });
    Table {
        caption: view
            .say("Held against the limits", "한도와 비교")
            .to_owned(),
        head: vec![
            view.say("Comparison", "비교"),
            view.say("Limit", "한도"),
            view.say("Value and interval", "값과 구간"),
            view.say("Standing", "판정"),
        ],
        rows: rows.collect(),
    }
}
