//! Compressed streams: joblib writes zlib, gzip, bzip2, xz, lzma and LZ4.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use lzma_rust2::{LzmaReader, XzReader};

use super::Code;
use super::format::{self, Kind};
use super::look::{Expect, Look};
use super::pickle::{self, Certainty};
use super::window::{Input, Poured, Window};

/// What is decompressed into memory; only a pickle is followed beyond.
const HELD: u64 = 16 << 20;
/// A model never shrinks this much.
const BOMB: u64 = 256;
/// Memory of a decoder, in KiB: the strongest preset needs half of it.
const DECODER_KIB: u32 = 128 << 10;

/// Look into a compressed stream, and answer with the format inside; `None`
/// where the bytes only begin like one.
pub(super) fn examine(
    look: &mut Look,
    window: &mut Window,
    kind: Kind,
    name: &str,
    expect: Expect,
) -> io::Result<Option<String>> {
    let packed = window.len();
    let mut feed = BufReader::new(window.feed(0)?);
    let inner = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // These two begin with bytes that other things begin with as well.
    let doubtful = matches!(kind, Kind::Zlib | Kind::Lzma);
    // What it read ahead and didn't need is behind the stream as well.
    let (format, is_over, is_left) = if kind == Kind::Lzma {
        let Some(decoder) = lzma(&mut feed) else {
            return Ok(None);
        };
        let mut poured = ToTheEnd::of(decoder);
        let format = self::poured(look, &mut poured, packed, inner, expect, doubtful)?;
        let is_over = poured.is_over;
        (format, is_over, !poured.decoder.into_parts().1.is_empty())
    } else {
        let Some(decoder) = decoder(&mut feed, kind) else {
            return Ok(None);
        };
        let mut poured = ToTheEnd::of(decoder);
        let format = self::poured(look, &mut poured, packed, inner, expect, doubtful)?;
        (format, poured.is_over, false)
    };
    // A loader stops where the stream does.
    if format.is_some() && is_over && (is_left || !feed.fill_buf()?.is_empty()) {
        look.notice(
            Code::UnaccountedBytes,
            "bytes behind the compressed stream",
            0,
        );
    }
    Ok(format)
}

/// A decoder that stays at its end, and whether it was read to it.
pub(super) struct ToTheEnd<R> {
    decoder: R,
    pub(super) is_over: bool,
}

impl<R> ToTheEnd<R> {
    pub(super) fn of(decoder: R) -> Self {
        Self {
            decoder,
            is_over: false,
        }
    }
}

impl<R: Read> Read for ToTheEnd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // One of LZ4 would begin with what stands behind it.
        if self.is_over {
            return Ok(0);
        }
        let read = self.decoder.read(buffer)?;
        self.is_over |= read == 0 && !buffer.is_empty();
        Ok(read)
    }
}

fn lzma<R: Read>(feed: R) -> Option<LzmaReader<R>> {
    LzmaReader::new_mem_limit(feed, DECODER_KIB, None).ok()
}

/// What a compressed stream pours out; `None` where its header is wrong.
pub(super) fn decoder<'a>(feed: impl BufRead + 'a, kind: Kind) -> Option<Box<dyn Read + 'a>> {
    Some(match kind {
        Kind::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(feed)),
        Kind::Zlib => Box::new(flate2::bufread::ZlibDecoder::new(feed)),
        Kind::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(feed)),
        Kind::Xz => Box::new(XzReader::new_mem_limit(feed, true, DECODER_KIB)),
        Kind::Lz4 => Box::new(lz4_flex::frame::FrameDecoder::new(feed)),
        _ => Box::new(lzma(feed)?),
    })
}

/// Look at what a decoder pours out of `packed` bytes.
pub(super) fn poured(
    look: &mut Look,
    mut decoder: impl Read,
    packed: u64,
    name: &str,
    expect: Expect,
    doubtful: bool,
) -> io::Result<Option<String>> {
    let mut held = Vec::new();
    let error = decoder.by_ref().take(HELD).read_to_end(&mut held).err();
    if doubtful && held.is_empty() && error.is_some() {
        return Ok(None);
    }
    let len = held.len() as u64;
    if !look.spend(len) {
        return Ok(Some("unknown".to_owned()));
    }
    if let Some(error) = &error {
        look.notice(Code::Broken, format!("can't be decompressed: {error}"), 0);
    }
    if len < HELD || error.is_some() {
        let format = look.within("decompressed", |look| {
            let mut cursor = Cursor::new(held);
            look.examine(&mut Window::whole(&mut cursor)?, name, expect)
        })?;
        return Ok(Some(format.unwrap_or_else(|| "unknown".to_owned())));
    }
    if packed.saturating_mul(BOMB) <= len {
        let detail = format!("{packed} bytes decompress to more than {len}");
        look.notice(Code::Bomb, detail, 0);
        return Ok(Some("unknown".to_owned()));
    }
    let certainty = match format::of_head(&held) {
        Kind::Pickle => Certainty::Certain,
        Kind::Unmarked => Certainty::Guess,
        other => {
            look.notice(Code::NotLookedInto, "too large to be decompressed", 0);
            return Ok(Some(other.name().to_owned()));
        }
    };
    let most = packed.saturating_mul(BOMB) - len;
    let mut feed = Poured(Cursor::new(held).chain(decoder.take(most)));
    let mut input = Input::new(&mut feed);
    let format = pickle::examine(look, &mut input, certainty, expect);
    if format.is_none() && expect != Expect::Raw {
        look.notice(Code::UnknownFormat, "bytes of no known model format", 0);
    }
    Ok(Some(format.unwrap_or("unknown").to_owned()))
}
