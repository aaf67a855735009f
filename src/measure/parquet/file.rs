//! A Parquet file as ranges of bytes that are really there.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// A stream that can be sought, shared by the columns that are read side by side.
pub(super) struct Ranges<S> {
    stream: Arc<Mutex<S>>,
    length: u64,
    /// Bytes that pages may still unpack to. Columns can share their pages, so
    /// that a small file could be unpacked many times over.
    bytes: AtomicU64,
    /// Values that may still be read: a few bytes can stand for a million.
    values: AtomicU64,
}

/// Bytes and values that any file may have, and how many times its length a
/// larger one.
const LEAST: u64 = 64 * 1024 * 1024;
const TIMES: u64 = 64;

fn spend(left: &AtomicU64, amount: u64) -> std::result::Result<(), String> {
    let taken = left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(amount));
    taken
        .map(|_| ())
        .map_err(|_| "its file unpacks to more than 64 MiB and 64 times its length".to_owned())
}

impl<S: Read + Seek> Ranges<S> {
    pub(super) fn of(mut stream: S) -> io::Result<Self> {
        let length = stream.seek(SeekFrom::End(0))?;
        let most = LEAST.max(length.saturating_mul(TIMES));
        Ok(Self {
            stream: Arc::new(Mutex::new(stream)),
            length,
            bytes: most.into(),
            values: most.into(),
        })
    }

    /// Let a page unpack to so many bytes.
    pub(super) fn spend_bytes(&self, bytes: usize) -> std::result::Result<(), String> {
        spend(&self.bytes, bytes as u64)
    }

    /// Let so many values be read.
    pub(super) fn spend_values(&self, values: usize) -> std::result::Result<(), String> {
        spend(&self.values, values as u64)
    }

    /// Bytes in all.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// These bytes; what lies behind the end is an error before anything is
    /// allocated.
    pub(super) fn bytes(&self, start: u64, length: usize) -> io::Result<Vec<u8>> {
        let end = start.checked_add(length as u64);
        if end.is_none_or(|end| end > self.length) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; length];
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.seek(SeekFrom::Start(start))?;
        stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl<S: Send> Length for Ranges<S> {
    fn len(&self) -> u64 {
        self.length
    }
}

/// A place of its own in the shared stream.
pub(super) struct At<S> {
    stream: Arc<Mutex<S>>,
    at: u64,
}

impl<S: Read + Seek> Read for At<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.seek(SeekFrom::Start(self.at))?;
        let read = stream.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<S: Read + Seek + Send> ChunkReader for Ranges<S> {
    type T = BufReader<At<S>>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        // Used for headers of pages, which are short.
        let at = At {
            stream: Arc::clone(&self.stream),
            at: start,
        };
        Ok(BufReader::with_capacity(1024, at))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self.bytes(start, length);
        Ok(bytes
            .map_err(|error| ParquetError::External(Box::new(error)))?
            .into())
    }
}
