//! The mounted path that a caller probably meant by one that is not mounted.

use actix_web::http::Method;

use super::route_table::RouteTable;
use crate::request::similar_word::closest;

/// Longer paths are not looked at, in bytes.
const LONGEST: usize = 256;

/// Deeper paths are not looked at either, in segments.
const DEEPEST: usize = 8;

/// Where other services have what ours has elsewhere: a path without its slashes at both ends, and ours.
const ELSEWHERE: [(&str, &str); 25] = [
    ("index.html", "/"),
    ("swagger", "/docs"),
    ("swagger-ui", "/docs"),
    ("swagger-ui.html", "/docs"),
    ("swagger/index.html", "/docs"),
    ("redoc", "/docs"),
    ("help", "/docs"),
    ("documentation", "/docs"),
    ("api", "/docs"),
    ("api-docs", "/openapi.json"),
    ("v2/api-docs", "/openapi.json"),
    ("v3/api-docs", "/openapi.json"),
    ("openapi", "/openapi.json"),
    ("openapi.yaml", "/openapi.json"),
    ("swagger.json", "/openapi.json"),
    ("v1", "/v1/triage"),
    ("batch", "/v1/triage/batch"),
    ("v1/batch", "/v1/triage/batch"),
    ("health", "/health/live"),
    ("healthz", "/health/live"),
    ("livez", "/health/live"),
    ("ping", "/health/live"),
    ("ready", "/health/ready"),
    ("readyz", "/health/ready"),
    ("status", "/health/ready"),
];

/// The mounted path that is nearest, with its method; none when nothing is near.
pub(super) fn nearest<'r>(routes: &'r RouteTable, path: &str) -> Option<(&'r str, &'r Method)> {
    if path.len() > LONGEST {
        return None;
    }
    let segments: Vec<String> = path.split('/').filter(|segment| !segment.is_empty()).map(str::to_lowercase).collect();
    if segments.len() > DEEPEST {
        return None;
    }
    let bare = segments.join("/");
    let mounted = |wanted: &str| routes.paths().find(|(path, _)| *path == wanted);
    if let Some((_, ours)) = ELSEWHERE.iter().find(|(theirs, _)| *theirs == bare) {
        return mounted(ours);
    }
    // The same path without what was put before it, or with the version that was left out.
    let tails = (0..segments.len()).map(|start| segments.iter().skip(start).cloned().collect::<Vec<_>>().join("/"));
    let spelt = tails.clone().find_map(|tail| mounted(&format!("/{tail}")).or_else(|| mounted(&format!("/v1/{tail}"))));
    // A path below a mounted one, or one whose place for an id is filled.
    let below = || (1..=segments.len()).rev().find_map(|end| fitting(routes, segments.get(..end)?));
    let similar = || {
        let mut known: Vec<&str> = routes.paths().map(|(path, _)| path).collect();
        known.sort_unstable();
        tails.clone().find_map(|tail| closest_path(&format!("/{tail}"), &known).and_then(mounted))
    };
    spelt.or_else(below).or_else(similar)
}

/// The mounted path with as many segments, each of which fits.
fn fitting<'r>(routes: &'r RouteTable, segments: &[String]) -> Option<(&'r str, &'r Method)> {
    let fits = |path: &str| {
        let ours: Vec<&str> = path.split('/').skip(1).collect();
        ours.len() == segments.len()
            && ours.iter().zip(segments).all(|(our, their)| our.starts_with('{') || our == their)
    };
    let fitting = routes.paths().filter(|(path, _)| fits(path));
    fitting.min_by_key(|(path, _)| (path.contains('{'), *path))
}

/// The most similar path, as [`closest`] finds words: between slashes as between words.
fn closest_path<'p>(path: &str, known: &[&'p str]) -> Option<&'p str> {
    let as_word = |path: &str| path.trim_matches('/').replace(['/', '-', '.'], "_");
    let words: Vec<String> = known.iter().map(|path| as_word(path)).collect();
    let word = closest(&as_word(path), words.iter().map(String::as_str))?;
    known.iter().copied().find(|path| as_word(path) == word)
}
