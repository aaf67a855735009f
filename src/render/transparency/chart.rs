//! Intervals against a limit, as a drawing. The numbers stand in the table
//! beside it, so the drawing is one picture to whoever can't see it.

use maud::{Markup, html};

use super::sheet::{Bar, Bound, Panel, Tone, Unit};
use super::words::number;
use crate::model::Language;
use crate::render::neutral;

/// Units of the drawing; it is scaled to the room it has.
const WIDTH: f64 = 360.0;
const EDGE: f64 = 14.0;
/// Height of a title, of a bar with its label, of an axis.
const TITLE: f64 = 22.0;
const BAR: f64 = 36.0;
const AXIS: f64 = 30.0;
/// Room that a letter takes; a Korean one takes twice as much.
const LETTER: f64 = 7.2;

/// Panels under each other.
pub(super) fn draw(lang: Language, name: &str, panels: &[Panel]) -> Markup {
    let heights = panels.iter().map(height);
    let mut top = 0.0;
    let mut tops = Vec::new();
    for height in heights {
        tops.push(top);
        top += height;
    }
    html! {
        svg.chart viewBox=(format!("0 0 {WIDTH} {top}")) role="img" aria-label=(neutral::line(name)) {
            @for (panel, top) in panels.iter().zip(tops) {
                g transform=(format!("translate(0 {top})")) { (one(lang, panel)) }
            }
        }
    }
}

fn height(panel: &Panel) -> f64 {
    TITLE + BAR * count(panel.bars.len()) + AXIS
}

/// As a coordinate; a page has few of anything.
fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

/// The part of a number line that a panel shows.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// Round ends around everything that is drawn.
    fn of(panel: &Panel) -> Self {
        let ends = panel.bars.iter().flat_map(|bar| {
            let (low, high) = bar.ends.unzip();
            [bar.value, low, high]
        });
        let limit = panel.limit.as_ref().map(|limit| limit.at);
        let zero = (panel.unit == Unit::Points).then_some(0.0);
        let all = ends.chain([limit, zero]).flatten();
        let all: Vec<f64> = all.filter(|number| number.is_finite()).collect();
        let low = all.iter().copied().reduce(f64::min).unwrap_or(0.0);
        let high = all.iter().copied().reduce(f64::max).unwrap_or(1.0);
        let room = ((high - low) * 0.08).max(0.01);
        let (mut low, mut high) = (low - room, high + room);
        if panel.unit == Unit::Share {
            (low, high) = (low.max(0.0), high.min(1.0));
        }
        // 1, 2 or 5 times a power of ten, four steps or less.
        let rough = (high - low) / 4.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|by| by * power);
        let step = step
            .into_iter()
            .find(|step| *step >= rough)
            .unwrap_or(rough);
        Self {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
        }
    }

    fn x(self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        ((EDGE + share * (WIDTH - 2.0 * EDGE)) * 10.0).round() / 10.0
    }

    fn ticks(self) -> impl Iterator<Item = f64> {
        let steps = (0..=8).map(move |n| self.low + f64::from(n) * self.step);
        steps.take_while(move |at| *at <= self.high + self.step / 2.0)
    }
}

fn one(lang: Language, panel: &Panel) -> Markup {
    let scale = Scale::of(panel);
    let foot = TITLE + BAR * count(panel.bars.len());
    html! {
        text.name x="0" y="14" { (panel.title) }
        @if let Some(limit) = &panel.limit {
            text.limit x=(WIDTH) y="14" { (limit.words) }
            @for index in 0..panel.bars.len() { (beyond(scale, limit, TITLE + BAR * count(index))) }
        }
        line.axis x1=(EDGE) x2=(WIDTH - EDGE) y1=(foot) y2=(foot) {}
        @for tick in scale.ticks() {
            line.axis x1=(scale.x(tick)) x2=(scale.x(tick)) y1=(foot) y2=(foot + 4.0) {}
            text.tick x=(scale.x(tick)) y=(foot + 17.0) { (short(lang, panel.unit, tick)) }
        }
        @for (index, bar) in panel.bars.iter().enumerate() {
            (interval(scale, bar, TITLE + BAR * count(index)))
        }
    }
}

/// A tick's number without a word behind it.
fn short(lang: Language, unit: Unit, tick: f64) -> String {
    let shown = match unit {
        Unit::Plain => format!("{:.2}", tick + 0.0),
        _ => number(lang, unit, tick),
    };
    let shown = shown.trim_end_matches(" points").trim_end_matches("%p");
    shown
        .replace(".0%", "%")
        .trim_end_matches(".0")
        .replace("-0%", "0%")
}

/// The limit and what lies beyond it, below the label of a bar.
fn beyond(scale: Scale, limit: &Bound, top: f64) -> Markup {
    const LABEL: f64 = 17.0;
    let at = scale.x(limit.at);
    let (from, to) = match limit.most {
        true => (at, WIDTH - EDGE),
        false => (EDGE, at),
    };
    let width = ((to - from) * 10.0).round() / 10.0;
    html! {
        rect.beyond x=(from) y=(top + LABEL) width=(width) height=(BAR - LABEL) {}
        line.limit x1=(at) x2=(at) y1=(top + LABEL) y2=(top + BAR) {}
    }
}

fn interval(scale: Scale, bar: &Bar, top: f64) -> Markup {
    let line = top + 26.5;
    let words = neutral::line(&bar.words);
    let tone = match bar.tone {
        Tone::Held => "held",
        Tone::Failed => "failed",
        Tone::Open => "open",
    };
    html! {
        text x="0" y=(top + 14.0) { (fitting(&neutral::line(&bar.label), &words)) }
        text.end x=(WIDTH) y=(top + 14.0) { (words) }
        g class=(tone) {
            @if let Some((low, high)) = bar.ends {
                line.range x1=(scale.x(low)) x2=(scale.x(high)) y1=(line) y2=(line) {}
            }
            @if let Some(value) = bar.value {
                circle cx=(scale.x(value)) cy=(line) r="4" {}
            }
        }
    }
}

/// A label cut to what the words at the line's end leave of it.
fn fitting(label: &str, words: &str) -> String {
    let wide = |char: char| {
        if char.is_ascii() {
            LETTER
        } else {
            2.0 * LETTER
        }
    };
    let taken: f64 = words.chars().map(wide).sum();
    let mut room = WIDTH - 3.0 * EDGE - taken;
    let mut shown = String::new();
    for char in label.chars() {
        room -= wide(char);
        if room < 0.0 {
            shown.push('…');
            break;
        }
        shown.push(char);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(unit: Unit, ends: (f64, f64), limit: f64) -> Panel {
        Panel {
            title: String::new(),
            unit,
            bars: vec![Bar {
                label: String::new(),
                words: String::new(),
                value: None,
                ends: Some(ends),
                tone: Tone::Held,
            }],
            limit: Some(Bound {
                at: limit,
                most: true,
                words: String::new(),
            }),
        }
    }

    #[test]
    fn an_axis_holds_all_that_is_drawn_and_ends_on_round_numbers() {
        let scale = Scale::of(&panel(Unit::Share, (0.076, 0.088), 0.2));
        assert!(scale.low <= 0.076 && scale.high >= 0.2, "{scale:?}");
        assert!(scale.ticks().count() <= 6, "{scale:?}");
        let scale = Scale::of(&panel(Unit::Points, (-0.01, 0.02), 0.05));
        assert!(
            scale.low <= -0.01 && scale.x(0.05) < WIDTH - EDGE,
            "{scale:?}"
        );
    }

    #[test]
    fn nothing_measured_is_an_axis_all_the_same() {
        let mut empty = panel(Unit::Share, (0.0, 0.0), 0.1);
        empty.bars.clear();
        empty.limit = None;
        let scale = Scale::of(&empty);
        assert!(scale.low < scale.high && scale.x(0.5).is_finite());
    }

    #[test]
    fn a_long_label_leaves_room_for_its_number() {
        assert_eq!(fitting("F", "8.2%"), "F");
        assert!(fitting(&"가".repeat(100), "8.2%").ends_with('…'));
    }
}
