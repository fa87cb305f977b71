//! The faults of a resource.

use crate::request::{Fault, FaultCode, Rejection};

/// At most this many faults are listed.
const MOST_FAULTS: usize = 100;

/// The faults of a response, in the order in which they were found.
#[derive(Default)]
pub struct Faults {
    list: Vec<Fault>,
    omitted: u32,
}

impl Faults {
    /// Adds a fault at a place of the caller's body.
    pub fn add(&mut self, pointer: &str, code: FaultCode, detail: &str) {
        self.suggest(pointer, code, detail, || None);
    }

    /// Adds a fault with what was probably meant, which is looked up only for those that are listed.
    pub fn suggest(
        &mut self,
        pointer: &str,
        code: FaultCode,
        detail: &str,
        suggestion: impl FnOnce() -> Option<String>,
    ) {
        if self.list.len() == MOST_FAULTS {
            self.omitted += 1;
            return;
        }
        let suggestion = suggestion();
        self.list.push(Fault { pointer: pointer.to_owned(), code, detail: detail.to_owned(), suggestion });
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The refusal with all of them.
    #[must_use]
    pub fn rejection(self) -> Rejection {
        Rejection::invalid(self.list, self.omitted, None)
    }
}
