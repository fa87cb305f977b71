//! The findings that the program knows by name.

use super::finding_set::FindingIndex;

/// The findings that the defaults, contradictions and derived findings know by name.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each field is the index of the finding of that name")]
pub struct KnownFindings {
    pub age_years: FindingIndex,
    pub twitch_present: FindingIndex,
    pub sites: FindingIndex,
    pub duration_days: FindingIndex,
    pub course: FindingIndex,
    pub decline_tempo: FindingIndex,
    pub already_assessed: FindingIndex,
    pub change_since_assessment: FindingIndex,
    /// Loss of function and a feeling of weakness.
    pub weakness: [FindingIndex; 2],
    /// Those two, speech and swallowing.
    pub decline: [FindingIndex; 4],
    /// Place of the answer "stable" of the course.
    pub course_stable: u8,
    /// Place of the answer "none" of the tempo.
    pub tempo_none: u8,
    /// Place of the reassuring answer of the assessment.
    pub assessed_reassuring: u8,
    /// Bit sets over the sites, one for each body region: bulbar, cervical, thoracic, lumbosacral.
    pub regions: [u32; 4],
    /// The sites of the last three regions.
    pub limb_neck_or_trunk: u32,
}
