//! Refuses paths that a proxy and the router may read differently.

use crate::answer::problem::ProblemCode;
use crate::http::problem::Problem;

/// Checks that no character of a path is percent-encoded without need (RFC 3986, unreserved characters). The router
/// would decode it, so that `/%6detrics` would pass the rules of a proxy for `/metrics`.
///
/// # Errors
///
/// `not_found` for such a path.
pub fn check(path: &str) -> Result<(), Problem> {
    let mut encoded =
        path.split('%').skip(1).map(|rest| rest.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()));
    if encoded.any(|byte| byte.is_none_or(is_unreserved)) {
        return Err(Problem::new(ProblemCode::NotFound, "percent-encoded unreserved characters are not supported"));
    }
    Ok(())
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn only_what_need_not_be_encoded_is_refused() {
        for path in ["/%6detrics", "/v1/triage/%62atch", "/%2e%2e/metrics", "/%7E", "/%", "/%zz"] {
            assert!(check(path).is_err(), "{path}");
        }
        for path in ["/metrics", "/v1/rules/%C3%A4", "/v1/rules/a%2Fb", "/v1/rules/a%20b", ""] {
            assert!(check(path).is_ok(), "{path}");
        }
    }
}
