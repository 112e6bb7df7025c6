//! Who says which charset an answer is in: BOM, `Content-Type`, XML declaration.

use std::fmt;

use super::{Charset, Grammar, Layout, Note, Notes};
use crate::decode::xml;

/// Who names the charset of an answer, in the order of trust (HTTP-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claimant {
    /// The byte order mark at the start of the body.
    Bom,
    /// The `charset` parameter of the `Content-Type` header.
    ContentType,
    /// The `encoding` of the XML declaration.
    Declaration,
    /// Nobody: what is said by saying nothing.
    Default,
}

impl fmt::Display for Claimant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Bom => "the byte order mark",
            Self::ContentType => "the Content-Type header",
            Self::Declaration => "the XML declaration",
            Self::Default => "the default for want of any other word",
        })
    }
}

/// One word on the charset.
pub(super) struct Claim {
    by: Claimant,
    label: String,
    charset: Option<Charset>,
}

impl Claim {
    fn new(by: Claimant, label: String) -> Self {
        let charset = Charset::for_label(&label);
        Self { by, label, charset }
    }

    /// `utf-16` leaves the byte order open, and the standard's table reads it as little-endian.
    fn leaves_order_open(&self) -> bool {
        self.charset == Some(Charset::UTF_16LE) && !self.label.trim().eq_ignore_ascii_case("utf-16le")
    }

    fn agrees_with(&self, claimed: Charset, found: Charset) -> bool {
        claimed == found || (self.leaves_order_open() && found.is_utf16())
    }
}

/// All that is said about one answer, the most trusted first.
pub(super) struct Claims(Vec<Claim>);

impl Claims {
    pub(super) fn gather(
        grammar: Grammar,
        bom: Option<Charset>,
        content_type: Option<&str>,
        bytes: &[u8],
    ) -> Self {
        let bom = bom.map(|charset| Claim::new(Claimant::Bom, charset.name().to_owned()));
        let header =
            content_type.and_then(charset_parameter).map(|label| Claim::new(Claimant::ContentType, label));
        let declared = if grammar == Grammar::Xml { declared_encoding(bytes) } else { None }
            .map(|label| Claim::new(Claimant::Declaration, label));
        let mut claims: Vec<Claim> = [bom, header, declared].into_iter().flatten().collect();
        if claims.is_empty() {
            claims.push(Claim::new(Claimant::Default, Charset::UTF_8.name().to_owned()));
        }
        Self(claims)
    }

    /// The charsets worth trying: what is claimed and not refuted by the bytes, then UTF-8, then what the
    /// bytes show.
    pub(super) fn in_order_of_trust(&self, layout: Layout) -> impl Iterator<Item = Charset> {
        let claimed =
            self.0.iter().filter_map(move |claim| layout.refine(claim.charset?, claim.leaves_order_open()));
        let shown = if let Layout::Wide(charset) = layout { Some(charset) } else { None };
        claimed.chain(layout.refine(Charset::UTF_8, false)).chain(shown)
    }

    /// Notes every claim that `found` belies.
    pub(super) fn compare_with(&self, found: Charset, notes: &mut Notes) {
        for claim in &self.0 {
            match claim.charset {
                None => notes.add(Note::CharsetUnknown { claimed: claim.label.clone(), by: claim.by }),
                Some(charset) if !claim.agrees_with(charset, found) => {
                    notes.add(Note::CharsetDisagrees { claimed: claim.label.clone(), found, by: claim.by });
                }
                Some(_) => {}
            }
        }
    }
}

/// The value of the `charset` parameter of a media type (RFC 9110, 8.3.1 and 5.6.6).
fn charset_parameter(content_type: &str) -> Option<String> {
    let (_, parameters) = content_type.split_once(';')?;
    let mut quoted = false;
    let mut separates = |c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    };
    parameters.split(&mut separates).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let label = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && !label.is_empty()).then(|| label.to_owned())
    })
}

/// The `encoding` of the XML declaration, read before the charset is known: a declaration is ASCII, with
/// zeros between in UTF-16.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    const DECLARATION_BYTES: usize = 512;
    let ascii: String = bytes
        .iter()
        .take(DECLARATION_BYTES)
        .filter(|byte| **byte != 0)
        .map(|byte| char::from(*byte))
        .collect();
    let (declaration, _) = ascii.trim_start().strip_prefix("<?xml")?.split_once("?>")?;
    xml::attributes(declaration)
        .map_while(Result::ok)
        .find_map(|(name, value)| (name == "encoding").then(|| value.to_owned()))
}
