//! Who may ask: the password gate (AUTH-1 to AUTH-5).

use std::fmt;
use std::hint::black_box;

/// The non-empty value of `QueryWebServerPassword`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The password, or `None` for an empty text: an empty setting asks for no password (AUTH-4).
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The password as it is. Nothing but a fault needs it: no sound answer ever has it in it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// The text without the password, should it stand there by somebody's mistake.
    pub(crate) fn hidden_in(&self, text: &str) -> String {
        text.replace(&self.0, "…")
    }
}

/// Never shows the password, so that no log can.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Whether a request that offers `offered` may pass: exactly the password does (AUTH-3).
pub(crate) fn admits(password: Option<&Password>, offered: Option<&str>) -> bool {
    match (password, offered) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(Password(kept)), Some(offered)) => same_bytes(kept.as_bytes(), offered.as_bytes()),
    }
}

/// Compares in a time that depends on lengths only, so that guessing letter by letter gains nothing.
fn same_bytes(kept: &[u8], offered: &[u8]) -> bool {
    if kept.len() != offered.len() {
        return false;
    }
    let difference = kept.iter().zip(offered).fold(0, |seen, (a, b)| black_box(seen | (a ^ b)));
    difference == 0
}

#[cfg(test)]
mod tests {
    use super::{Password, admits};

    #[test]
    fn an_empty_setting_asks_for_no_password() {
        assert!(Password::new("").is_none());
        assert!(admits(None, None));
        assert!(admits(None, Some("superfluous")));
    }

    #[test]
    fn only_the_exact_password_opens_the_gate() {
        let password = Password::new("Пароль+1");
        assert!(admits(password.as_ref(), Some("Пароль+1")));
        for wrong in ["", "пароль+1", "Пароль+", "Пароль+12", " Пароль+1", "Пароль+1 ", "Пароль 1"]
        {
            assert!(!admits(password.as_ref(), Some(wrong)), "{wrong:?} opened the gate");
        }
        assert!(!admits(password.as_ref(), None));
    }

    #[test]
    fn the_password_is_not_shown_by_debug() {
        assert!(!format!("{:?}", Password::new("secret")).contains("secret"));
    }
}
