//! The opaque cursors of threads and messages.
//!
//! A cursor is the key of the last item of a page and the order it was listed in. Used with another order it is
//! refused, because it would silently skip items.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::server::answer::ApiError;

/// Makes a cursor for a listing in this order after the item with these keys.
pub(super) fn write(order: &str, keys: (i64, i64)) -> String {
    URL_SAFE_NO_PAD.encode(format!("{order}:{}:{}", keys.0, keys.1))
}

/// Reads a cursor that was made for this order.
pub(super) fn read(order: &str, cursor: &str) -> Result<(i64, i64), ApiError> {
    decode(order, cursor).ok_or_else(|| {
        ApiError::validation("The after parameter is not a cursor of this listing.").with_detail(
            "INVALID_PARAMETER",
            "after",
            "invalid value",
        )
    })
}

fn decode(order: &str, cursor: &str) -> Option<(i64, i64)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = text.rsplitn(3, ':');
    let second = parts.next()?.parse().ok()?;
    let first = parts.next()?.parse().ok()?;
    (parts.next()? == order).then_some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_in_its_own_order_only() {
        let cursor = write("id", (0, 42));
        assert_eq!(decode("id", &cursor), Some((0, 42)));
        assert_eq!(decode("latest", &cursor), None);
        assert_eq!(decode("id", "42"), None);
        assert_eq!(decode("id", "%%%"), None);
    }
}
