//! Text that people are shown, with what is personal in it replaced by the name
//! of its kind: `‹email›`, and `‹email 2›` for another one.
//!
//! Messages name columns, groups, keys and files, and any of these may be
//! somebody's address or number: a table without a header has its first person
//! for column names. So the veil hangs where text leaves, and not where it was
//! written.

use std::borrow::Cow;

use super::{Confidence, Form, Hit, Kind, Names, scan};

/// Digits that a value that was cut off had at least.
const CUT_DIGITS: usize = 5;
/// What stands behind a text that was cut off.
const CUT: &str = "…";

/// What must not be shown of a text, by position. Shapes that little confirms
/// count, but for those that versions and coordinates have as well.
#[must_use]
pub fn unshown(text: &[u8], form: Form) -> Vec<Hit> {
    let mut hits = scan(text, form);
    // In the name of a file an ending or a word touches the number.
    if form == Form::Text
        && let Some(spread) = spread(text)
    {
        let apart = |hit: &Hit| {
            let mut known = hits.iter();
            !known.any(|known| known.start < hit.end && hit.start < known.end)
        };
        let more: Vec<Hit> = scan(&spread, form).into_iter().filter(apart).collect();
        hits.extend(more);
        hits.sort_by_key(|hit| hit.start);
    }
    hits.retain(|hit| {
        hit.confidence == Confidence::High || !matches!(hit.kind, Kind::Ip | Kind::Mac | Kind::Gps)
    });
    hits
}

/// The text with a blank for each dot and underscore between a digit and a
/// letter; `None` where there is none.
fn spread(text: &[u8]) -> Option<Vec<u8>> {
    let joins = |window: &[u8]| {
        let (before, after) = (window[0], window[2]);
        let digit = before.is_ascii_digit() || after.is_ascii_digit();
        let letter = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
        matches!(window[1], b'.' | b'_') && digit && letter
    };
    text.windows(3).any(joins).then(|| {
        let mut spread = text.to_vec();
        for at in 1..text.len() - 1 {
            if joins(&text[at - 1..=at + 1]) {
                spread[at] = b' ';
            }
        }
        spread
    })
}

/// The text with a name in the place of each value; `may_stand` is asked of
/// each whether it is one that anybody may read.
#[must_use]
pub fn veiled<'t>(
    text: &'t str,
    names: &Names,
    may_stand: impl Fn(Kind, &str) -> bool,
) -> Cow<'t, str> {
    let mut shown = String::new();
    let mut done = 0;
    for hit in unshown(text.as_bytes(), Form::Text) {
        let value = text.get(hit.start..hit.end);
        if value.is_some_and(|value| may_stand(hit.kind, value)) {
            continue;
        }
        // A hit lies between characters; one that does not would hide more, not less.
        let start = floor(text, hit.start).max(done);
        let end = ceiling(text, hit.end);
        shown.push_str(&text[done..start]);
        shown.push_str(&names.of(hit.kind.name(), &text[start..end]));
        done = end;
    }
    if done == 0 {
        return cut(text);
    }
    shown.push_str(&text[done..]);
    match cut(&shown) {
        Cow::Owned(shorter) => Cow::Owned(shorter),
        Cow::Borrowed(_) => Cow::Owned(shown),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceiling(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Without the rest of a value that was cut off before anybody recognized it:
/// digits, or the beginning of an address.
fn cut(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices(CUT) {
        let part_of_value = |byte: &u8| byte.is_ascii_alphanumeric() || b"-+._@".contains(byte);
        let rest = text.as_bytes()[done..at].iter().rev();
        let begin = at - rest.take_while(|byte| part_of_value(byte)).count();
        let rest = &text[begin..at];
        let digits = rest.bytes().filter(u8::is_ascii_digit).count();
        let of_number =
            digits >= CUT_DIGITS && !rest.bytes().any(|byte| byte.is_ascii_alphabetic());
        if of_number || rest.contains('@') {
            shown.push_str(&text[done..begin]);
            done = at;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[done..]);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        veiled(text, &Names::default(), |_, _| false).into_owned()
    }

    #[test]
    fn a_value_is_named_by_its_kind_and_the_rest_is_shown() {
        assert_eq!(
            shown("the table has no column y, only kim@mail.example and 060115-1873104입니다"),
            "the table has no column y, only ‹email› and ‹kr_rrn›입니다"
        );
        assert_eq!(shown("data/010-1234-5678.csv"), "data/‹phone›.csv");
        for harmless in [
            "line 4110 of 5000, n=8146, 0.0818",
            "version 1.21.0.1 of rust 1.95.0",
            "@bank/risk-board",
            "sha256 4b227777d4dd1fc61c6f884f48641d02",
        ] {
            assert!(
                matches!(
                    veiled(harmless, &Names::default(), |_, _| false),
                    Cow::Borrowed(_)
                ),
                "{harmless}"
            );
        }
    }

    #[test]
    fn what_was_cut_off_is_not_shown_in_part() {
        assert_eq!(shown("`060115-187…` is no date"), "`…` is no date");
        assert_eq!(shown("`kim@mai…`"), "`…`");
        assert_eq!(shown("digest 4b22777…"), "digest 4b22777…");
    }

    #[test]
    fn an_address_that_anybody_may_read_stands() {
        let text = "ask help@bank.example, not kim@mail.example";
        let known = |_: Kind, value: &str| value == "help@bank.example";
        assert_eq!(
            veiled(text, &Names::default(), known),
            "ask help@bank.example, not ‹email›"
        );
    }

    #[test]
    fn two_values_stay_two_and_one_stays_one() {
        let names = Names::default();
        let shown = |text| veiled(text, &names, |_, _| false).into_owned();
        assert_eq!(
            shown("kim@mail.example, lee@mail.example, 010-1234-5678"),
            "‹email›, ‹email 2›, ‹phone›"
        );
        assert_eq!(
            shown("LEE@mail.example and 01012345678 again, park@mail.example not"),
            "‹email 2› and ‹phone› again, ‹email 3› not"
        );
    }
}
