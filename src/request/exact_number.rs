//! Numbers as they were sent: a double has room for 15 digits, so it makes a whole number of 41.99999999999999999999.

/// The text of a payload in which every number with a point or an exponent is what it exactly is: a whole number without
/// them, such as 42 for 42.0, and for what only a double would take for whole, a fraction. None when nothing changes.
///
/// Whether the text is JSON does not matter; what is not a number stays as it is.
#[must_use]
pub fn with_exact_numbers(text: &str) -> Option<String> {
    let mut exact = String::new();
    let (mut rest, mut copied) = (text, 0);
    while let Some(start) = rest.bytes().position(|byte| matches!(byte, b'"' | b'-' | b'0'..=b'9')) {
        let (_, from) = rest.split_at(start);
        let length = if from.starts_with('"') { string_bytes(from) } else { number_bytes(from) };
        let (token, after) = from.split_at(length);
        if let Some(number) = Decimal::read(token).and_then(|number| number.written(token)) {
            exact.push_str(text.get(copied..text.len() - from.len()).unwrap_or_default());
            exact.push_str(&number);
            copied = text.len() - after.len();
        }
        rest = after;
    }
    exact.push_str(text.get(copied..).unwrap_or_default());
    (copied > 0).then_some(exact)
}

/// The length of a string with its quotes, or of all that is left when it does not end.
fn string_bytes(text: &str) -> usize {
    let mut is_escaped = false;
    for (place, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of what looks like a number.
fn number_bytes(text: &str) -> usize {
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
    text.bytes().position(|byte| !is_part(byte)).unwrap_or(text.len())
}

/// A number as its digits and a power of ten.
struct Decimal<'t> {
    is_negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: i64,
}

impl<'t> Decimal<'t> {
    /// Reads a number of JSON that has a point or an exponent, or is a negative zero.
    fn read(token: &'t str) -> Option<Self> {
        if token != "-0" && !token.contains(['.', 'e', 'E']) {
            return None;
        }
        let (is_negative, digits) = token.strip_prefix('-').map_or((false, token), |digits| (true, digits));
        let (mantissa, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(m, e)| (m, Some(e)));
        let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = is_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(is_digits);
        let is_exponent = |text: &str| is_digits(text.strip_prefix(['-', '+']).unwrap_or(text));
        if !is_number || !exponent.is_none_or(is_exponent) {
            return None;
        }
        // One that does not fit is beyond any number of digits that a payload has room for.
        let exponent = exponent.map(|text| {
            let beyond = if text.starts_with('-') { -1_000_000_000 } else { 1_000_000_000 };
            text.parse().map_or(beyond, |exponent: i64| exponent.clamp(-1_000_000_000, 1_000_000_000))
        });
        Some(Self { is_negative, whole, fraction: fraction.unwrap_or_default(), exponent: exponent.unwrap_or(0) })
    }

    /// How it is written where that differs from how it was sent.
    fn written(&self, token: &str) -> Option<String> {
        let digits = [self.whole, self.fraction].concat();
        let significant = digits.trim_start_matches('0');
        let without_zeros = significant.trim_end_matches('0');
        if without_zeros.is_empty() {
            return Some("0".to_owned());
        }
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
        let zeros = self.exponent - length(self.fraction) + (length(significant) - length(without_zeros));
        if zeros < 0 {
            // Any fraction does: all that is said of it is that it is not whole.
            let is_whole_as_double = token.parse::<f64>().is_ok_and(|number| number.fract() == 0.0);
            return is_whole_as_double.then(|| "0.5".to_owned());
        }
        // Larger ones are beyond every range, however they are written.
        let zeros = usize::try_from(zeros).ok().filter(|zeros| without_zeros.len() + zeros <= 18)?;
        Some(format!("{}{without_zeros}{}", if self.is_negative { "-" } else { "" }, "0".repeat(zeros)))
    }
}

#[cfg(test)]
mod tests {
    use super::with_exact_numbers;

    #[test]
    fn a_number_is_what_it_exactly_is() {
        for (sent, exact) in [
            ("42.0", "42"),
            ("4.2e1", "42"),
            ("420E-1", "42"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("0e999999999999999999999", "0"),
            ("-3.00e+0", "-3"),
            ("1e3", "1000"),
            ("41.9999999999999999999", "0.5"),
            ("42.00000000000000000001", "0.5"),
            ("1e-400", "0.5"),
            ("[1.0,2.0]", "[1,2]"),
            (r#"{"a\"1.0":"2.0","b":3.0}"#, r#"{"a\"1.0":"2.0","b":3}"#),
        ] {
            assert_eq!(with_exact_numbers(sent).as_deref(), Some(exact), "{sent}");
        }
    }

    #[test]
    fn what_needs_no_other_form_stays_as_it_is() {
        for same in
            ["42", "-7", "41.5", "1e-3", "1e400", "1e25", "1.0.0", "01.0", "1.", ".5", "1.0e", "--0", "\"1.0", "é"]
        {
            assert_eq!(with_exact_numbers(same), None, "{same}");
        }
    }
}
