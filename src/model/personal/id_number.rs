//! The citizen's identification number (GB 11643): its last character follows from the others.

/// Checks the last character of a citizen's number.
pub(crate) fn is_id_number(text: &str) -> bool {
    let weighted =
        |(place, digit): (u32, char)| Some(digit.to_digit(10)? * (2_u32.pow(17 - place) % 11));
    let Some((body, last)) = text.split_at_checked(17) else {
        return false;
    };
    let sum: Option<u32> = (0..).zip(body.chars()).map(weighted).sum();
    let expected = sum.and_then(|sum| "10X98765432".get((sum % 11) as usize..=(sum % 11) as usize));
    expected == Some(last)
}

/// Tells whether a text has the shape of a citizen's number, and its last character is against the
/// others, as one slip makes it.
pub(crate) fn is_against_check_digit(text: &str) -> bool {
    let plain = text.to_uppercase();
    let body = plain.get(..17).unwrap_or_default();
    let shaped = plain.len() == 18 && body.bytes().all(|byte| byte.is_ascii_digit());
    shaped && !is_id_number(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_that_of_the_standard() {
        assert!(is_id_number("11010519491231002X"));
        assert!(!is_id_number("110105194912310021"));
        assert!(!is_id_number("1101051949123100"));
        assert!(is_against_check_digit("110105194912310021"));
        assert!(!is_against_check_digit("11010519491231002x"));
        assert!(!is_against_check_digit("护照 E12345678"));
    }
}
