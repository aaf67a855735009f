//! IP and hardware addresses, and positions on the earth.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::chain::{Chain, Separator, ends_free, is_word, starts_free};
use super::label::{Label, Nearby, Said};
use super::walk::Value;
use super::{Confidence, Kind};

/// An address in four groups. A version looks the same: it needs a label, or
/// a number that versions seldom have.
pub(super) fn dotted(
    text: &[u8],
    start: usize,
    chain: &Chain,
    nearby: &mut Nearby,
) -> Option<Value> {
    let groups = chain.groups();
    let dots = (0..3).all(|index| chain.separator(index) == Some(Separator::Dot));
    let end = groups.get(3)?.end;
    if !dots || chain.odd || !ends_free(text, end) || chain.separator(3) == Some(Separator::Dot) {
        return None;
    }
    let mut octets = [0; 4];
    for (index, octet) in octets.iter_mut().enumerate() {
        let digits = chain.group(index);
        if digits.len() > 3 || (digits.len() > 1 && digits[0] == 0) {
            return None;
        }
        *octet = u8::try_from(super::chain::number(digits)).ok()?;
    }
    // `Chrome/126.0.64.127` is a version, `http://192.0.2.44` is none.
    let slash = start > 1 && text[start - 1] == b'/' && is_word(text[start - 2]);
    let equals = start > 1 && text[start - 1] == b'=' && text[start - 2] == b'=';
    if slash || equals {
        return None;
    }
    let confidence = match nearby.says(&[Label::Address], start) {
        Said::Other => return None,
        _ if !is_personal(Ipv4Addr::from(octets)) => Confidence::Low,
        Said::Named => Confidence::High,
        Said::Nothing if octets.iter().any(|&octet| octet >= 100) => Confidence::High,
        Said::Nothing if octets.iter().filter(|&&octet| octet >= 10).count() > 1 => Confidence::Low,
        Said::Nothing => return None,
    };
    Some(Value::new(Kind::Ip, confidence, start, end))
}

/// Whether an address may single out somebody: no private, local or special
/// one does. Ranges kept for documentation stand for those that do.
fn is_personal(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || first == 0
        || first >= 224
        || (first == 100 && (64..128).contains(&second)))
}

/// Whether a written address is a private, local or special one.
#[must_use]
pub fn is_special_address(written: &str) -> bool {
    match written.parse() {
        Ok(IpAddr::V4(address)) => !is_personal(address),
        Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(inner) => !is_personal(inner),
            None => !matches!(address.segments(), [0x2000..=0x3FFF, ..]),
        },
        Err(_) => false,
    }
}

/// Characters of the longest address in version 6.
const LONGEST: usize = 45;

/// What a colon belongs to: an address in version 6, a hardware address; and
/// where to go on.
pub(super) fn colon(text: &[u8], at: usize, nearby: &mut Nearby) -> (Option<Value>, usize) {
    let front = text[..at]
        .iter()
        .rev()
        .take(5)
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    let follows = text.get(at + 1);
    let possible = front <= 4
        && follows.is_some_and(|&byte| byte.is_ascii_hexdigit() || byte == b':')
        && (front > 0 || follows == Some(&b':'));
    let start = at - front;
    if !possible || !starts_free(text, start) {
        return (None, at + 1);
    }
    let length = text[start..]
        .iter()
        .take_while(|&&byte| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.')
        .count();
    let mut end = start + length;
    let next = end;
    if text[..end].ends_with(b".") || (text[..end].ends_with(b":") && !text[..end].ends_with(b"::"))
    {
        end -= 1;
    }
    if end - start > LONGEST || text.get(end).is_some_and(|&byte| is_word(byte)) {
        return (None, next);
    }
    let value = hardware(text, start, end, nearby).or_else(|| version_6(text, start, end));
    (value, next)
}

fn version_6(text: &[u8], start: usize, end: usize) -> Option<Value> {
    let written = std::str::from_utf8(&text[start..end]).ok()?;
    let address: Ipv6Addr = written.parse().ok()?;
    let segments = address.segments();
    let confidence = match segments {
        _ if let Some(inner) = address.to_ipv4_mapped() => Confidence::high_if(is_personal(inner)),
        [0x2000..=0x3FFF, ..] => Confidence::High,
        [0, 0, 0, 0, 0, 0, 0, 1] | [0xFC00..=0xFDFF | 0xFE80..=0xFEBF | 0xFF00.., ..] => {
            Confidence::Low
        }
        // Not given out: two names with colons between them, most likely.
        _ => return None,
    };
    Some(Value::new(Kind::Ip, confidence, start, end))
}

/// Bytes of a hardware address as it is written.
const HARDWARE: usize = 17;

fn hardware(text: &[u8], start: usize, end: usize, nearby: &mut Nearby) -> Option<Value> {
    let written = text
        .get(start..end)
        .filter(|written| written.len() == HARDWARE)?;
    let separator = written[2];
    let fits = written.iter().enumerate().all(|(at, byte)| match at % 3 {
        2 => *byte == separator,
        _ => byte.is_ascii_hexdigit(),
    });
    let letters = |same: u8| {
        written
            .iter()
            .all(|byte| *byte == separator || byte.eq_ignore_ascii_case(&same))
    };
    if !fits || letters(b'f') || letters(b'0') {
        return None;
    }
    let decimal = written
        .iter()
        .all(|byte| *byte == separator || byte.is_ascii_digit());
    let named = nearby.says(&[Label::Device], start) == Said::Named;
    Some(Value::new(
        Kind::Mac,
        Confidence::high_if(named || !decimal),
        start,
        end,
    ))
}

/// A hardware address with dashes; the dash is its first.
pub(super) fn dash(text: &[u8], at: usize, nearby: &mut Nearby) -> (Option<Value>, usize) {
    let Some(start) = at.checked_sub(2) else {
        return (None, at + 1);
    };
    let end = start + HARDWARE;
    let possible = text.get(at + 3) == Some(&b'-')
        && text.get(at + 6) == Some(&b'-')
        && starts_free(text, start)
        && ends_free(text, end);
    let value = possible
        .then(|| hardware(text, start, end, nearby))
        .flatten();
    (value, at + 1)
}

/// Decimals that place a point within a few meters.
const EXACT: usize = 5;

/// Whether a number may be a coordinate: its column is one, or a word stands
/// right in front of it.
pub(super) fn may_be_position(text: &[u8], at: usize, nearby: &Nearby) -> bool {
    /// Of `lat: "`, between the word and the number.
    const BETWEEN: usize = 5;
    let behind_word = || {
        text[..at]
            .iter()
            .rev()
            .take(BETWEEN)
            .find(|&&byte| !b" :=\"'([\t-".contains(&byte))
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
    };
    nearby
        .columns_say(Label::Position)
        .unwrap_or_else(behind_word)
}

/// The end of an exact number of degrees.
fn degrees(text: &[u8], at: usize) -> Option<usize> {
    let digits = |from: usize| {
        let length = text
            .get(from..)?
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        Some(from + length)
    };
    let point = digits(at)?;
    let end = digits(point + 1)?;
    let whole = text[at..point].iter().fold(0_u32, |sum, byte| {
        sum.saturating_mul(10)
            .saturating_add(u32::from(byte - b'0'))
    });
    let exact = text.get(point) == Some(&b'.') && end - point > EXACT;
    (point > at && whole <= 180 && exact && ends_free(text, end)).then_some(end)
}

/// A coordinate in a column of coordinates or behind a label, with the one
/// that follows it.
pub(super) fn position(text: &[u8], start: usize, _: &Chain, nearby: &mut Nearby) -> Option<Value> {
    if !may_be_position(text, start, nearby) {
        return None;
    }
    let end = degrees(text, start)?;
    if nearby.says(&[Label::Position], start) != Said::Named {
        return None;
    }
    let second = || {
        let rest = text.get(end..)?.strip_prefix(b",")?;
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let rest = rest.strip_prefix(b"-").unwrap_or(rest);
        degrees(text, text.len() - rest.len())
    };
    let in_column = nearby.columns_say(Label::Position).is_some();
    let end = if in_column {
        end
    } else {
        second().unwrap_or(end)
    };
    Some(Value::new(Kind::Gps, Confidence::Low, start, end))
}
