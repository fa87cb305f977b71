//! A group question: one yes-or-no question that stands for several others.

use super::finding_set::{FindingIndex, FindingSet};

/// A group question with its members. "No" settles every member that was not sent; "yes" and "don't know" open them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupQuestion {
    /// The finding that is the question.
    pub index: FindingIndex,
    /// The findings for which it stands, in the order in which they are listed under its stem.
    pub members: Vec<FindingIndex>,
    /// The same as a set.
    pub member_set: FindingSet,
}
