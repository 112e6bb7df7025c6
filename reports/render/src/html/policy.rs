//! The Content Security Policy of the page: it may run its own script and wear its own style, by their digests, and load nothing.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use super::{SCRIPT, STYLE};

/// The policy. A script that came in with an answer would have another digest, were it ever taken for one.
pub(super) fn policy() -> String {
    let digest = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    )
}
