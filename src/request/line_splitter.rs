//! Lines of a stream, in bounded memory: a line that is too long is reported, not kept.

use bytes::{Bytes, BytesMut};
use memchr::memchr;

use super::MAX_PAYLOAD_BYTES;

/// One line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// A line as it was sent, within the bound.
    Whole(Bytes),
    /// A line that is larger than a payload may be.
    TooLong,
}

/// Splits a stream into lines.
#[derive(Default)]
pub struct LineSplitter {
    buffer: BytesMut,
    /// How many bytes at the start of the buffer are known to hold no line end. Without it, a line that arrives byte by
    /// byte would be searched again for every byte.
    searched: usize,
    /// Whether the rest of a line that was too long is still to come.
    skipping: bool,
}

impl LineSplitter {
    /// Appends the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next line that is complete; none until more bytes come.
    pub fn next_line(&mut self) -> Option<Line> {
        let fresh = self.buffer.get(self.searched..).unwrap_or_default();
        if let Some(place) = memchr(b'\n', fresh) {
            let end = self.searched + place;
            self.searched = 0;
            let line = self.buffer.split_to(end + 1).freeze();
            let too_long = std::mem::take(&mut self.skipping) || end > MAX_PAYLOAD_BYTES;
            return Some(if too_long { Line::TooLong } else { Line::Whole(without_end(&line)) });
        }
        if self.buffer.len() > MAX_PAYLOAD_BYTES {
            self.buffer.clear();
            self.skipping = true;
        }
        self.searched = self.buffer.len();
        None
    }

    /// The last line, when the stream does not end with the end of a line.
    pub fn last_line(&mut self) -> Option<Line> {
        let rest = self.buffer.split().freeze();
        self.searched = 0;
        if std::mem::take(&mut self.skipping) || rest.len() > MAX_PAYLOAD_BYTES {
            return Some(Line::TooLong);
        }
        (!rest.is_empty()).then(|| Line::Whole(without_end(&rest)))
    }
}

fn without_end(line: &Bytes) -> Bytes {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    line.slice_ref(text.strip_suffix(b"\r").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::{Line, LineSplitter, MAX_PAYLOAD_BYTES};

    fn lines(chunks: &[&[u8]]) -> Vec<Line> {
        let (mut splitter, mut found) = (LineSplitter::default(), Vec::new());
        for chunk in chunks {
            splitter.push(chunk);
            found.extend(std::iter::from_fn(|| splitter.next_line()));
        }
        found.extend(splitter.last_line());
        found
    }

    fn whole(text: &'static str) -> Line {
        Line::Whole(text.as_bytes().into())
    }

    #[test]
    fn lines_are_the_same_however_the_stream_is_split() {
        let text = b"a\r\n\nb c\nd";
        let expected = [whole("a"), whole(""), whole("b c"), whole("d")];
        assert_eq!(lines(&[text]), expected);
        assert_eq!(lines(&text.chunks(1).collect::<Vec<_>>()), expected);
        assert_eq!(lines(&[b"a\n"]), [whole("a")]);
        assert_eq!(lines(&[]), []);
    }

    #[test]
    fn a_line_that_is_too_long_is_reported_and_the_next_one_is_whole() {
        let long = vec![b'x'; MAX_PAYLOAD_BYTES + 1];
        assert_eq!(lines(&[&long, b"yy\nb\n"]), [Line::TooLong, whole("b")]);
        assert_eq!(lines(&[&long]), [Line::TooLong]);
        let longest = vec![b'x'; MAX_PAYLOAD_BYTES];
        assert!(
            matches!(lines(&[&longest, b"\nb"]).as_slice(), [Line::Whole(line), _] if line.len() == MAX_PAYLOAD_BYTES)
        );
    }
}
