//! How HTTP carries a message: its parts, which need not fit together.

use serde::{Deserialize, Serialize};

use super::Raw;
use super::template::{Piece, Template};

/// A request whose parts need not fit together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Structured {
    /// The method.
    pub method: Template,
    /// The request target.
    pub target: Template,
    /// The version as it stands in the request line.
    pub version: Template,
    /// The header fields in their order, `Host` among them; those of the framing come behind.
    pub fields: Vec<Field>,
    /// How the length of the content is told.
    pub framing: Framing,
    /// The content.
    pub content: Content,
}

/// A header field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name; a blank before the colon belongs to it.
    pub name: Template,
    /// Its value.
    pub value: Template,
}

/// How the length of the content is told. Lengths that do not fit are fields like others beside [`Framing::Untold`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// Not at all.
    Untold,
    /// By the right `Content-Length`. Places in the content are counted as they are filled.
    Length,
    /// In chunks of so many bytes, by `Transfer-Encoding: chunked`.
    Chunked(u16),
}

/// The content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Bytes, a form among them; none at all where the template is empty.
    Bytes(Template),
    /// Parts with a boundary between them (RFC 2046).
    Multipart {
        /// The boundary.
        boundary: String,
        /// The parts.
        parts: Vec<Part>,
        /// Whether the last boundary is there.
        closed: bool,
    },
}

/// A part of multipart content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its header fields.
    pub fields: Vec<Field>,
    /// Its content.
    pub content: Template,
}

impl Field {
    /// A field.
    pub fn new(name: impl Into<Template>, value: impl Into<Template>) -> Self {
        Self { name: name.into(), value: value.into() }
    }

    fn push_to(&self, head: &mut Template) {
        head.push_all(&self.name);
        head.push_text(": ");
        head.push_all(&self.value);
        head.push_text("\r\n");
    }
}

impl Structured {
    /// A request of HTTP/1.1 with the target's host, without content.
    pub fn new(method: impl Into<Template>, target: impl Into<Template>) -> Self {
        Self {
            method: method.into(),
            target: target.into(),
            version: "HTTP/1.1".into(),
            fields: vec![Field::new("Host", Template(vec![Piece::Host]))],
            framing: Framing::Untold,
            content: Content::Bytes(Template::default()),
        }
    }

    /// The same request with one more field.
    #[must_use]
    pub fn field(mut self, name: impl Into<Template>, value: impl Into<Template>) -> Self {
        self.fields.push(Field::new(name, value));
        self
    }

    /// The same request with this content and its right length.
    #[must_use]
    pub fn content(self, content: Content) -> Self {
        Self { content, framing: Framing::Length, ..self }
    }
}

impl Structured {
    /// The bytes, with places still to be filled.
    pub fn lowered(&self) -> Raw {
        // Most messages are one text.
        let mut bytes = Template(vec![Piece::Text(String::with_capacity(384))]);
        for (piece, behind) in [(&self.method, " "), (&self.target, " "), (&self.version, "\r\n")] {
            bytes.push_all(piece);
            bytes.push_text(behind);
        }
        self.fields.iter().for_each(|field| field.push_to(&mut bytes));
        let content = self.content.lowered();
        match self.framing {
            Framing::Untold => {}
            Framing::Length => {
                bytes.push_text("Content-Length: ");
                bytes.0.push(Piece::Length);
                bytes.push_text("\r\n");
            }
            Framing::Chunked(_) => bytes.push_text("Transfer-Encoding: chunked\r\n"),
        }
        bytes.push_text("\r\n");
        match self.framing {
            Framing::Chunked(size) => bytes.0.push(Piece::Chunks { size, content }),
            Framing::Untold | Framing::Length => bytes.push_all(&content),
        }
        Raw(bytes)
    }
}

impl Content {
    /// The bytes of the content.
    fn lowered(&self) -> Template {
        let (boundary, parts, closed) = match self {
            Self::Bytes(bytes) => return bytes.clone(),
            Self::Multipart { boundary, parts, closed } => (boundary, parts, closed),
        };
        let mut bytes = Template::default();
        for part in parts {
            bytes.push_text(&format!("--{boundary}\r\n"));
            part.fields.iter().for_each(|field| field.push_to(&mut bytes));
            bytes.push_text("\r\n");
            bytes.push_all(&part.content);
            bytes.push_text("\r\n");
        }
        if *closed {
            bytes.push_text(&format!("--{boundary}--\r\n"));
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use spec::catalogue::Carrier;

    use crate::input::template::tests::filled;
    use crate::input::{Call, File, Packing, Upload, Value};

    fn bytes(call: &Call) -> String {
        filled(&call.lowered().lowered().0)
    }

    #[test]
    fn a_call_becomes_bytes_by_each_carrier() {
        let text = Value::Text("a b".to_owned());
        let call = Call::new("tst_getuserstate", "/tst_getuserstate").with("iduser", text);
        let get = bytes(&call);
        assert_eq!(
            get,
            "GET /tst_getuserstate?iduser=a%20b&password=%D0%9F%D0%B0%2B1 HTTP/1.1\r\nHost: 127.0.0.1:4055\r\n\r\n"
        );
        let form = bytes(&Call { carrier: Carrier::PostForm, ..call.clone() });
        assert!(form.starts_with("POST /tst_getuserstate HTTP/1.1\r\n"), "{form}");
        assert!(form.ends_with("Content-Length: 38\r\n\r\niduser=a%20b&password=%D0%9F%D0%B0%2B1"), "{form}");
        let query = bytes(&Call { carrier: Carrier::PostQuery, ..call });
        assert!(query.ends_with("Content-Length: 0\r\n\r\n"), "{query}");
    }

    #[test]
    fn files_become_parts() {
        let file = File {
            disposition: "; filename=\"a.bin\"".into(),
            encoding: "binary".to_owned(),
            content: "xyz".into(),
        };
        let upload = Upload { packing: Packing::Multipart, files: vec![file.clone(), file] };
        let sent = bytes(&Call { upload: Some(upload), ..Call::new("upload", "/upload") });
        assert!(sent.starts_with("POST /upload?password="), "{sent}");
        assert_eq!(sent.matches("form-data; name=\"file\"; filename=\"a.bin\"\r\n").count(), 2, "{sent}");
        assert!(sent.ends_with("\r\n\r\nxyz\r\n------oktellspec-part-9b2e--\r\n"), "{sent}");
    }
}
