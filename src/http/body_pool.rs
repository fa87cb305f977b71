//! A pool of answer bodies: their memory is used again once they were buffer. They are so large that allocating each would
//! cost as much as writing it.

use std::cell::RefCell;

use actix_web::web::Bytes;

use crate::triage_service::USUAL_ANSWER_BYTES;

/// A buffer that grew beyond this is freed, in bytes.
const LARGEST_POOLED: usize = 64 * 1024;

/// How many buffers each worker keeps.
const MOST_POOLED: usize = 4;

thread_local! {
    static POOL: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// A body, written into a buffer of the pool.
pub fn body(write: impl FnOnce(&mut Vec<u8>)) -> Bytes {
    let pooled = POOL.with_borrow_mut(Vec::pop);
    let mut body = pooled.unwrap_or_else(|| Vec::with_capacity(USUAL_ANSWER_BYTES));
    write(&mut body);
    Bytes::from_owner(PooledBody(body))
}

/// A body that returns its buffer to the pool when it was buffer.
struct PooledBody(Vec<u8>);

impl AsRef<[u8]> for PooledBody {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for PooledBody {
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.0);
        buffer.clear();
        // A thread that ends has no pool any more.
        let _ = POOL.try_with(|pool| {
            let mut pool = pool.borrow_mut();
            if buffer.capacity() <= LARGEST_POOLED && pool.len() < MOST_POOLED {
                pool.push(buffer);
            }
        });
    }
}
