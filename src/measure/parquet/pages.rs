//! The pages of one column of a row group, held to what the footer says and to
//! limits before the decoder allocates by them.

use std::io::{Read, Seek};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result as Decoded};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

use super::file::Ranges;
use super::thrift::{self, Sizes};

/// The largest page that is decompressed; writers aim at 1 MiB.
const LARGEST_PAGE: usize = 256 * 1024 * 1024;
/// Bytes in which a page header is looked for, and in which it must lie.
const HEADER: [usize; 2] = [1024, 1024 * 1024];

/// The pages of a chunk with so many rows, with at most so many values in all.
pub(super) fn open<S: Read + Seek + Send + 'static>(
    file: &Arc<Ranges<S>>,
    chunk: &ColumnChunkMetaData,
    rows: usize,
    most: usize,
) -> Result<Box<dyn PageReader>, String> {
    hold_pages(file, chunk)?;
    let pages = SerializedPageReader::new(Arc::clone(file), chunk, rows, None);
    let pages = pages.map_err(|error| error.to_string())?;
    Ok(Box::new(Held { pages, left: most }))
}

/// Hold the sizes of a chunk's pages to its own size and to the largest that
/// is decompressed, before any of them is.
fn hold_pages<S: Read + Seek>(file: &Ranges<S>, chunk: &ColumnChunkMetaData) -> Result<(), String> {
    const LIES: &str = "its pages are not where the footer says";
    let data = chunk.data_page_offset();
    let start = chunk
        .dictionary_page_offset()
        .map_or(data, |dictionary| dictionary.min(data));
    let mut at = u64::try_from(start).map_err(|_| LIES)?;
    let stored = u64::try_from(chunk.compressed_size()).map_err(|_| LIES)?;
    let end = at.checked_add(stored).ok_or(LIES)?;
    if end > file.length() {
        return Err(LIES.to_owned());
    }
    while at < end {
        let sizes = HEADER.iter().find_map(|most| {
            let most = (*most as u64).min(end - at);
            let bytes = file.bytes(at, usize::try_from(most).ok()?).ok()?;
            thrift::sizes(&bytes)
        });
        let sizes = sizes.ok_or("a page has no header that can be read")?;
        if sizes.plain.max(sizes.stored) > LARGEST_PAGE {
            return Err("a page is larger than 256 MiB".to_owned());
        }
        file.spend_bytes(sizes.plain)?;
        let body = at + sizes.header as u64;
        at = body + sizes.stored as u64;
        if at > end {
            return Err(LIES.to_owned());
        }
        if matches!(chunk.compression(), Compression::GZIP(_)) && sizes.compressed {
            let bytes = file.bytes(body, sizes.stored);
            hold_gzip(&bytes.map_err(|error| error.to_string())?, &sizes)?;
        }
    }
    Ok(())
}

/// A gzip stream says nowhere how long it gets, and the decoder reads it to its
/// end: it is measured first.
fn hold_gzip(page: &[u8], sizes: &Sizes) -> Result<(), String> {
    let wrong = "a page is not as long as it says";
    let packed = page.get(sizes.levels..).ok_or(wrong)?;
    let expected = sizes.plain.checked_sub(sizes.levels).ok_or(wrong)?;
    if expected == 0 {
        // Nothing but rows without a value; nothing is decompressed.
        return Ok(());
    }
    let mut plain = MultiGzDecoder::new(packed).take(expected as u64 + 1);
    match std::io::copy(&mut plain, &mut std::io::sink()) {
        Ok(length) if length == expected as u64 => Ok(()),
        Ok(_) => Err(wrong.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Pages whose counts are held to their bytes and to the rows: the decoder
/// allocates by them.
struct Held<R: ChunkReader> {
    pages: SerializedPageReader<R>,
    /// Values that may still come.
    left: usize,
}

impl<R: ChunkReader> Held<R> {
    fn hold(&mut self, page: &Page) -> Decoded<()> {
        let refuse = |why: &str| Err(ParquetError::General(why.to_owned()));
        match page {
            // A value in a dictionary takes a byte at least.
            Page::DictionaryPage {
                buf, num_values, ..
            } if *num_values as usize > buf.len() => {
                refuse("a dictionary has more values than bytes")
            }
            // Lengths of these are counted by the page itself, by nothing that
            // could be held to its bytes.
            Page::DataPage { encoding, .. } | Page::DataPageV2 { encoding, .. }
                if matches!(
                    encoding,
                    Encoding::DELTA_BYTE_ARRAY | Encoding::DELTA_LENGTH_BYTE_ARRAY
                ) =>
            {
                refuse(
                    "its text is delta-encoded, which is not read here; plain and dictionary are",
                )
            }
            Page::DataPage { num_values, .. } | Page::DataPageV2 { num_values, .. } => {
                match self.left.checked_sub(*num_values as usize) {
                    Some(left) => self.left = left,
                    None => return refuse("its pages have more values than it has rows or values"),
                }
                Ok(())
            }
            Page::DictionaryPage { .. } => Ok(()),
        }
    }
}

impl<R: ChunkReader> Iterator for Held<R> {
    type Item = Decoded<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl<R: ChunkReader> PageReader for Held<R> {
    fn get_next_page(&mut self) -> Decoded<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| self.hold(page))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Decoded<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Decoded<()> {
        self.pages.skip_next_page()
    }
}
