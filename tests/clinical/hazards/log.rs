//! The hazard log and what it names: tests, vectors and laws that exist.

use std::collections::BTreeSet;

use super::{is_a_test, rows, sources};
use crate::specification::Citable;
use crate::support::body::book;

#[test]
fn every_hazard_names_a_test() {
    let rows = rows();
    assert!(rows.len() >= 24, "only {} hazards", rows.len());
    for row in &rows {
        assert!(!row.hazard.is_empty());
        assert!(!row.tests.is_empty(), "{} names no test", row.id);
    }
}

#[test]
fn every_test_that_the_hazard_log_names_exists() {
    let sources = sources();
    for row in rows() {
        for name in &row.tests {
            assert!(is_a_test(&sources, name), "{}: there is no test {name}", row.id);
        }
    }
    assert!(!is_a_test(&sources, "no_such_test"));
    assert!(!is_a_test(&sources, "tests_folder"), "a function that is no test counts as one");
}

#[test]
fn every_vector_that_the_hazard_log_names_exists() {
    let number = |id: &str| id.strip_prefix('V').unwrap().parse::<u32>().unwrap();
    let known: BTreeSet<u32> = book().vectors.vectors.iter().map(|vector| number(&vector.id)).collect();
    for row in rows() {
        for range in &row.vectors {
            let (first, last) = range.split_once('–').unwrap_or((range, range));
            for vector in number(first)..=number(last) {
                assert!(known.contains(&vector), "{}: there is no vector V{vector}", row.id);
            }
        }
    }
}

#[test]
fn every_law_that_the_hazard_log_names_exists() {
    let known = Citable::load().laws;
    for row in rows() {
        for law in &row.laws {
            assert!(known.contains(law), "{}: there is no law {law}", row.id);
        }
    }
}
