//! Memory of bodies that were sent, used again for the next ones: bodies are large enough that asking for new memory each
//! time would cost as much as writing them.

use std::cell::RefCell;

use actix_web::web::Bytes;

/// Most answers are of this size or smaller, so that their memory never grows.
pub const USUAL_SIZE: usize = 16 * 1024;

/// Memory that grew beyond this is given back.
const LARGEST_KEPT: usize = 64 * 1024;

/// So many are kept by each worker.
const MOST_KEPT: usize = 4;

thread_local! {
    static SPARE: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// A body as it is written.
pub fn body(write: impl FnOnce(&mut Vec<u8>)) -> Bytes {
    let spare = SPARE.with_borrow_mut(Vec::pop);
    let mut body = spare.unwrap_or_else(|| Vec::with_capacity(USUAL_SIZE));
    write(&mut body);
    Bytes::from_owner(Body(body))
}

/// A body; when it was sent, its memory is kept.
struct Body(Vec<u8>);

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        let mut sent = std::mem::take(&mut self.0);
        sent.clear();
        // A worker that ends keeps nothing.
        let _ = SPARE.try_with(|spare| {
            let mut spare = spare.borrow_mut();
            if sent.capacity() <= LARGEST_KEPT && spare.len() < MOST_KEPT {
                spare.push(sent);
            }
        });
    }
}
