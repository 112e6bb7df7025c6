//! The envelope (DSSE 1.0): a payload with the signature of one key, in one form only.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use report_model::digest::Digest;
use serde::{Deserialize, Serialize};

use crate::key::{PublicKey, SigningKey};

/// What the payload is: an in-toto statement.
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Envelope {
    payload: String,
    payload_type: String,
    signatures: [Signature; 1],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    keyid: Digest,
    sig: String,
}

/// Why an envelope proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// It is no envelope with one signature.
    #[error("this is no envelope that `oktellspec report sign` wrote, or it was tampered with: {0}")]
    NoEnvelope(serde_json::Error),
    /// It says the same, but not in the form in which it is written.
    #[error(
        "the envelope was tampered with: it is not in the form in which `oktellspec report sign` writes it"
    )]
    Form,
    /// Its payload is something else.
    #[error("the envelope was tampered with, or is for something else: its payload is no in-toto statement")]
    Type,
    /// It names another key.
    #[error(
        "the envelope names the key {named} as the one that signed it, and the one given is {given}: give the public key of whom you expect to have signed"
    )]
    OtherKey {
        /// The key that it names.
        named: Digest,
        /// The key that was given.
        given: Digest,
    },
    /// The signature is not that of the payload.
    #[error(
        "the signature is not that of the payload: the envelope was tampered with, or the holder of the key did not sign it"
    )]
    Signature,
}

/// Puts a payload into an envelope that is signed with the key.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn seal(payload: &[u8], key: &SigningKey, public: &PublicKey) -> Result<String, serde_json::Error> {
    let sig = BASE64_STANDARD.encode(key.sign(&authenticated(PAYLOAD_TYPE, payload)));
    written(&Envelope {
        payload: BASE64_STANDARD.encode(payload),
        payload_type: PAYLOAD_TYPE.to_owned(),
        signatures: [Signature { keyid: public.id(), sig }],
    })
}

/// The payload of an envelope whose every byte is as the holder of the key wrote it. The payload has not been looked into.
///
/// # Errors
/// If any byte is not.
pub fn open(envelope: &[u8], key: &PublicKey) -> Result<Vec<u8>, EnvelopeError> {
    let parsed: Envelope = serde_json::from_slice(envelope).map_err(EnvelopeError::NoEnvelope)?;
    // White space, escapes, the order of keys, padding: none of it is signed, so none of it may differ.
    if written(&parsed).map_err(EnvelopeError::NoEnvelope)?.as_bytes() != envelope {
        return Err(EnvelopeError::Form);
    }
    let Envelope { payload, payload_type, signatures: [Signature { keyid, sig }] } = parsed;
    if payload_type != PAYLOAD_TYPE {
        return Err(EnvelopeError::Type);
    }
    if keyid != key.id() {
        return Err(EnvelopeError::OtherKey { named: keyid, given: key.id() });
    }
    // This decoder takes one spelling of every byte string only.
    let payload = BASE64_STANDARD.decode(payload).map_err(|_| EnvelopeError::Form)?;
    let signature = BASE64_STANDARD.decode(sig).map_err(|_| EnvelopeError::Form)?;
    let signature: [u8; 64] = signature.try_into().map_err(|_| EnvelopeError::Signature)?;
    if key.verifies(&authenticated(&payload_type, &payload), &signature) {
        Ok(payload)
    } else {
        Err(EnvelopeError::Signature)
    }
}

fn written(envelope: &Envelope) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(envelope)? + "\n")
}

/// What is signed: the payload with its type and the lengths of both (DSSE: PAE).
fn authenticated(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    /// Of a length that leaves unused bits in the last character of base64.
    const PAYLOAD: &[u8] = b"{\"a\":\"payload of some length\"} ";

    fn sealed() -> (Vec<u8>, PublicKey) {
        let key = SigningKey::from_pem(KEY).unwrap();
        let public = key.public().unwrap();
        (seal(PAYLOAD, &key, &public).unwrap().into_bytes(), public)
    }

    #[test]
    fn what_is_signed_is_what_dsse_says() {
        assert_eq!(
            authenticated("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn an_envelope_opens_with_its_key_and_no_other() {
        let (envelope, public) = sealed();
        assert_eq!(open(&envelope, &public).unwrap(), PAYLOAD);
        let other = String::from_utf8(KEY.to_vec()).unwrap().replace("INTu", "INTv");
        let other = SigningKey::from_pem(other.as_bytes()).unwrap().public().unwrap();
        assert!(matches!(open(&envelope, &other), Err(EnvelopeError::OtherKey { .. })));
    }

    #[test]
    fn no_bit_of_an_envelope_can_be_changed() {
        let (envelope, public) = sealed();
        for at in 0..envelope.len() {
            for bit in 0..8 {
                let mut tampered = envelope.clone();
                tampered[at] ^= 1 << bit;
                assert!(open(&tampered, &public).is_err(), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn no_byte_can_be_added_to_an_envelope_or_left_out() {
        let (envelope, public) = sealed();
        for at in 0..=envelope.len() {
            for byte in [b' ', b'\n', b'\t', b'=', b'0', b'A', b'"', b','] {
                let tampered = [&envelope[..at], &[byte], &envelope[at..]].concat();
                assert!(open(&tampered, &public).is_err(), "{byte} at {at}");
            }
            if at < envelope.len() {
                assert!(open(&[&envelope[..at], &envelope[at + 1..]].concat(), &public).is_err(), "{at}");
            }
        }
    }

    #[test]
    fn no_bit_of_the_public_key_can_be_changed() {
        let (envelope, public) = sealed();
        let pem = public.to_pem().unwrap().into_bytes();
        for at in 0..pem.len() {
            for bit in 0..8 {
                let mut tampered = pem.clone();
                tampered[at] ^= 1 << bit;
                let opened = PublicKey::from_pem(&tampered).ok().and_then(|key| open(&envelope, &key).ok());
                assert!(opened.is_none(), "bit {bit} of byte {at}");
            }
        }
    }
}
