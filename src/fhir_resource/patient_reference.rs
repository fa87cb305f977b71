//! References to a patient or an encounter: passed on as data, and only when they have the form of one.

use serde_json::{Value, json};

/// The longest id that FHIR allows, in characters.
const LONGEST_ID: usize = 64;

/// The longest reference that is passed on, in bytes.
const LONGEST_REFERENCE: usize = 512;

/// Whether a text is an id of FHIR.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

/// The reference of an element such as `subject`, when it names a resource by type and id, alone or at the end of a
/// URL.
#[must_use]
pub fn reference(element: Option<&Value>) -> Option<Value> {
    let text = element?.get("reference")?.as_str()?;
    let mut from_end = text.rsplit('/');
    let (id, resource_type) = (from_end.next()?, from_end.next()?);
    let is_type = !resource_type.is_empty() && resource_type.bytes().all(|byte| byte.is_ascii_alphabetic());
    let base = text.strip_suffix(id)?.strip_suffix('/')?.strip_suffix(resource_type)?;
    let is_url = |base: &str| {
        (base.starts_with("https://") || base.starts_with("http://"))
            && base.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte))
    };
    let fits = text.len() <= LONGEST_REFERENCE && is_id(id) && is_type && (base.is_empty() || is_url(base));
    fits.then(|| json!({ "reference": text }))
}

/// The reference of a `subject` that is a patient, without the version of it; none for anybody or anything else.
#[must_use]
pub fn patient(subject: Option<&Value>) -> Option<Value> {
    let text = subject?.get("reference")?.as_str()?;
    let unversioned = text.split_once("/_history/").map_or(text, |(before, _)| before);
    let is_patient = unversioned.rsplit('/').nth(1) == Some("Patient");
    reference(Some(&json!({ "reference": unversioned }))).filter(|_| is_patient)
}

/// Whether a reference names the patient of this id: it ends so, a version suffix apart.
#[must_use]
pub fn names_patient(element: Option<&Value>, id: &str) -> bool {
    let text = element.and_then(|element| element.get("reference")?.as_str()).unwrap_or_default();
    let unversioned = text.split_once("/_history/").map_or(text, |(before, _)| before);
    let mut from_end = unversioned.rsplit('/');
    from_end.next() == Some(id) && from_end.next() == Some("Patient")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{names_patient, patient, reference};

    #[test]
    fn only_what_has_the_form_of_a_reference_is_passed_on() {
        for good in ["Patient/1", "https://ehr.test/fhir/Patient/1-a.B"] {
            assert_eq!(
                reference(Some(&json!({ "reference": good, "display": "A Name" }))),
                Some(json!({ "reference": good }))
            );
        }
        for bad in [
            "",
            "Patient",
            "Patient/",
            "/1",
            "Patient/a b",
            "<b>/Patient/1",
            "javascript:x/Patient/1",
            "Patient/1|2",
            "1/1",
        ] {
            assert_eq!(reference(Some(&json!({ "reference": bad }))), None, "{bad}");
        }
        assert_eq!(reference(Some(&json!({ "display": "A Name" }))), None);
    }

    #[test]
    fn only_a_patient_is_a_subject() {
        for (sent, taken) in [
            ("Patient/7", Some("Patient/7")),
            ("Patient/7/_history/2", Some("Patient/7")),
            ("https://ehr.test/fhir/Patient/7", Some("https://ehr.test/fhir/Patient/7")),
            ("Observation/1", None),
            ("Practitioner/1", None),
            ("Bogus/1", None),
            ("urn:uuid:8a3b", None),
        ] {
            let taken = taken.map(|taken| json!({ "reference": taken }));
            assert_eq!(patient(Some(&json!({ "reference": sent }))), taken, "{sent}");
        }
    }

    #[test]
    fn a_patient_is_named_by_the_end_of_a_reference() {
        for good in ["Patient/7", "https://ehr.test/fhir/Patient/7", "Patient/7/_history/2"] {
            assert!(names_patient(Some(&json!({ "reference": good })), "7"), "{good}");
        }
        for other in ["Patient/17", "Patient/70", "Group/7", "7", "xPatient/7"] {
            assert!(!names_patient(Some(&json!({ "reference": other })), "7"), "{other}");
        }
    }
}
