//! Ed25519 keys as `openssl` writes them: PKCS#8 and SPKI (RFC 8410) in PEM (RFC 7468).

use ed25519_dalek::pkcs8::spki;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePublicKey, Error};
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use report_model::digest::Digest;

/// A private key, which signs.
#[derive(Debug)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// A public key, with which anybody verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: Digest,
}

/// Why a file is not the key that it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is no PEM.
    #[error(
        "it is no PEM file: a private key begins with `-----BEGIN PRIVATE KEY-----`, a public one with `-----BEGIN PUBLIC KEY-----`; \
         `openssl genpkey -algorithm ed25519 -out key.pem` makes a private key, `openssl pkey -in key.pem -pubout -out public.pem` its public one"
    )]
    NoPem,
    /// The private key is encrypted.
    #[error(
        "the key is encrypted: take the passphrase off with `openssl pkey -in KEY -out PLAIN` and give that file"
    )]
    Encrypted,
    /// It is a PEM file of something else.
    #[error("the file holds a {found}, and a {wanted} is needed: {way_out}")]
    Label {
        /// What it holds, by its label.
        found: String,
        /// The label of what is needed.
        wanted: &'static str,
        /// How to come by it.
        way_out: &'static str,
    },
    /// It is a key of another kind.
    #[error("the key is none of Ed25519: `openssl genpkey -algorithm ed25519` makes one")]
    Algorithm,
    /// It is damaged.
    #[error("the key is damaged: {0}")]
    Damaged(String),
    /// It can be read, but is not written as a key is.
    #[error(
        "the public key is not written as `openssl pkey -pubout` writes it: a byte was changed, added or left out; get it again from whom you trust"
    )]
    Altered,
    /// Every signature would seem good with it.
    #[error(
        "the public key is one of the few that prove nothing (a point of small order): nobody signs with it honestly"
    )]
    Weak,
}

const PRIVATE: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

impl SigningKey {
    /// Reads a private key.
    ///
    /// # Errors
    /// If it is none, or not of Ed25519.
    pub fn from_pem(pem: &[u8]) -> Result<Self, KeyError> {
        let text = of_label(
            pem,
            PRIVATE,
            "signing takes the private one, in PKCS#8: `openssl pkey -in KEY -out PKCS8` converts it",
        )?;
        ed25519_dalek::SigningKey::from_pkcs8_pem(text).map(Self).map_err(|error| match error {
            Error::PublicKey(spki::Error::OidUnknown { .. }) => KeyError::Algorithm,
            other => KeyError::Damaged(other.to_string()),
        })
    }

    /// The public key that belongs to it.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        PublicKey::of(self.0.verifying_key())
    }

    /// The signature of these bytes.
    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

impl PublicKey {
    /// Reads a public key, which must be written as `openssl` writes it, line ends of either kind.
    ///
    /// # Errors
    /// If it is none, not of Ed25519, or was tampered with.
    pub fn from_pem(pem: &[u8]) -> Result<Self, KeyError> {
        let text = of_label(
            pem,
            PUBLIC,
            "`openssl pkey -in KEY -pubout -out PUBLIC` takes it from the private one",
        )?;
        let key = VerifyingKey::from_public_key_pem(text).map_err(|error| match error {
            spki::Error::OidUnknown { .. } => KeyError::Algorithm,
            other => KeyError::Damaged(other.to_string()),
        })?;
        let public = Self::of(key)?;
        if text.replace("\r\n", "\n") == public.to_pem()? { Ok(public) } else { Err(KeyError::Altered) }
    }

    fn of(key: VerifyingKey) -> Result<Self, KeyError> {
        if key.is_weak() {
            return Err(KeyError::Weak);
        }
        let der = key.to_public_key_der().map_err(|error| KeyError::Damaged(error.to_string()))?;
        Ok(Self { key, id: Digest::of(der.as_bytes()) })
    }

    /// The key as `openssl` writes it.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.key.to_public_key_pem(LineEnding::LF).map_err(|error| KeyError::Damaged(error.to_string()))
    }

    /// What tells it from other keys: the digest of its DER, as `openssl pkey -pubin -outform DER | sha256sum` gives it.
    pub fn id(&self) -> Digest {
        self.id
    }

    /// Whether the signature is that of these bytes by this key.
    pub(crate) fn verifies(&self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok()
    }
}

/// The text of a PEM file that has this label.
fn of_label<'a>(pem: &'a [u8], wanted: &'static str, way_out: &'static str) -> Result<&'a str, KeyError> {
    let text = std::str::from_utf8(pem).map_err(|_| KeyError::NoPem)?;
    let begins = text.lines().find_map(|line| line.strip_prefix("-----BEGIN ")?.strip_suffix("-----"));
    match begins {
        None => Err(KeyError::NoPem),
        Some(label) if label == wanted => Ok(text),
        Some("ENCRYPTED PRIVATE KEY") => Err(KeyError::Encrypted),
        Some(other) => {
            let found = other.chars().take(40).collect::<String>().escape_debug().to_string();
            Err(KeyError::Label { found, wanted, way_out })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // As `openssl genpkey` writes them; RFC 8410 has the first, too.
    const ED25519: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    const X25519: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    const PUBLIC_PEM: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    fn refused(pem: &str) -> KeyError {
        SigningKey::from_pem(pem.as_bytes()).unwrap_err()
    }

    #[test]
    fn the_keys_of_rfc_8410_are_read_and_belong_together() {
        let public = SigningKey::from_pem(ED25519.as_bytes()).unwrap().public().unwrap();
        assert_eq!(public.to_pem().unwrap(), PUBLIC_PEM);
        assert_eq!(PublicKey::from_pem(PUBLIC_PEM.as_bytes()).unwrap(), public);
        assert_eq!(PublicKey::from_pem(PUBLIC_PEM.replace('\n', "\r\n").as_bytes()).unwrap(), public);
    }

    #[test]
    fn what_is_no_private_key_of_ed25519_is_refused_by_what_it_is() {
        assert_eq!(refused("MC4CAQAw"), KeyError::NoPem);
        assert_eq!(refused(X25519), KeyError::Algorithm);
        assert_eq!(refused(&ED25519.replace("PRIVATE", "ENCRYPTED PRIVATE")), KeyError::Encrypted);
        assert!(matches!(refused(PUBLIC_PEM), KeyError::Label { found, .. } if found == "PUBLIC KEY"));
        assert!(matches!(refused(&ED25519.replace("PRIVATE", "RSA PRIVATE")), KeyError::Label { .. }));
        assert!(matches!(refused(&ED25519.replace("MC4C", "MC5C")), KeyError::Damaged(_)));
        assert_eq!(SigningKey::from_pem(b"\xff\xfe").unwrap_err(), KeyError::NoPem);
        let private = PublicKey::from_pem(ED25519.as_bytes()).unwrap_err();
        assert!(private.to_string().contains("-pubout"), "{private}");
    }

    #[test]
    fn a_public_key_that_proves_nothing_is_refused() {
        // The neutral element: y = 1.
        let weak = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n";
        assert_eq!(PublicKey::from_pem(weak.as_bytes()).unwrap_err(), KeyError::Weak);
    }
}
