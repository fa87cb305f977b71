//! Lines that are printed after others that come later: kept in memory while they are few, else in a file that nobody else
//! sees.

use std::fs::{File, OpenOptions, remove_file};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};

/// Bytes that are kept in memory.
const MEMORY_BYTES: usize = 4 * 1024 * 1024;

/// Lines for later.
#[derive(Default)]
pub(super) struct KeptLines {
    memory: Vec<u8>,
    file: Option<BufWriter<File>>,
}

impl KeptLines {
    /// Keeps some lines.
    pub(super) fn push(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.file.is_none() && self.memory.len() + lines.len() > MEMORY_BYTES {
            let mut file = BufWriter::new(nameless_file()?);
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            return file.write_all(lines);
        }
        self.memory.extend_from_slice(lines);
        Ok(())
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.memory.is_empty() && self.file.is_none()
    }

    /// Writes all of them in their order.
    pub(super) fn write_to(self, out: &mut impl Write) -> io::Result<()> {
        if let Some(file) = self.file {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.seek(SeekFrom::Start(0))?;
            io::copy(&mut file, out)?;
            return Ok(());
        }
        out.write_all(&self.memory)
    }
}

/// A file in the folder for temporary files that is gone when it is closed.
fn nameless_file() -> io::Result<File> {
    let path = std::env::temp_dir().join(format!("twitch-triage-{}-{}", std::process::id(), uuid::Uuid::new_v4()));
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    remove_file(&path)?;
    Ok(file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use super::{KeptLines, MEMORY_BYTES};

    #[test]
    fn lines_come_back_in_their_order_from_memory_and_from_the_file() {
        let mut kept = KeptLines::default();
        assert!(kept.is_empty());
        let line = vec![b'x'; MEMORY_BYTES / 4];
        (0..6).for_each(|_| kept.push(&line).unwrap());
        kept.push(b"last\n").unwrap();
        let mut out = Vec::new();
        kept.write_to(&mut out).unwrap();
        assert_eq!(out.len(), 6 * line.len() + 5);
        assert!(out.ends_with(b"last\n"));
    }
}
