//! From bytes to text: UTF-8, with a byte order mark or without.

use super::rejection::{Rejection, RejectionKind};

/// U+FEFF in UTF-8. A reader of JSON may skip it (RFC 8259).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a body in UTF-16 begins: with a byte order mark, or with a brace.
const UTF_16: [&[u8]; 4] = [b"\xff\xfe", b"\xfe\xff", b"{\0", b"\0{"];

/// How a body begins that was compressed with gzip.
const GZIP: &[u8] = b"\x1f\x8b";

/// The text of a payload, without the byte order mark.
///
/// # Errors
///
/// That it is not UTF-8, and what it looks like.
pub(super) fn text(payload: &[u8]) -> Result<&str, Rejection> {
    let (skipped, bytes) = match payload.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (BYTE_ORDER_MARK.len(), rest),
        None => (0, payload),
    };
    let refuse = |detail: String| Err(Rejection::new(RejectionKind::NotUtf8, detail));
    if UTF_16.iter().any(|start| bytes.starts_with(start)) {
        return refuse("the body looks like UTF-16; encode it as UTF-8".to_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(_) if bytes.starts_with(GZIP) => refuse("the body is compressed; send it as it is".to_owned()),
        Err(error) => refuse(format!("at byte {}", skipped + error.valid_up_to())),
    }
}
