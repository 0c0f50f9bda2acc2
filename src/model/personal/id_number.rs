//! The citizen's identification number (GB 11643): its last character follows from the others.

use unicode_normalization::UnicodeNormalization;

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

/// Writes a citizen's number in the one way: without blanks, with a capital X, whatever key was pressed
/// for that. Any other text stays as it is.
pub(crate) fn tidied(text: &str) -> String {
    let tidy: String = text
        .nfkc()
        .filter(|one| !one.is_whitespace() && *one != '-')
        .map(|one| match one {
            'x' | '×' | '✕' | '✖' | 'х' | 'Х' => 'X',
            other => other,
        })
        .collect();
    if has_shape_of_id_number(&tidy) {
        tidy
    } else {
        text.to_owned()
    }
}

/// Tells whether a text has as many digits as a citizen's number, new or old.
pub(crate) fn has_shape_of_id_number(text: &str) -> bool {
    let body = text.strip_suffix(['X', 'x']).unwrap_or(text);
    let is_digits = !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_digit());
    is_digits && (text.len() == 18 || text.len() == 15 && body.len() == 15)
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

    #[test]
    fn a_number_is_written_in_one_way_and_other_papers_stay() {
        for (typed, tidy) in [
            ("11010519491231002×", "11010519491231002X"),
            ("11010519491231002x", "11010519491231002X"),
            ("110105 19491231 002X", "11010519491231002X"),
            ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
            ("护照 E12345678", "护照 E12345678"),
            ("1101", "1101"),
        ] {
            assert_eq!(tidied(typed), tidy, "{typed}");
        }
    }
}
