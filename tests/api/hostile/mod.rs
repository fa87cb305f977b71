//! What hostile callers and careless operators do. Each of these took an earlier version down, or let somebody in.

mod addresses;
mod batches;
mod heads;
mod keys;
mod log;
mod pipelines;
mod unread;
