//! What a client means: a command, its parameters, its files, and who knocks at the gate.

use checks::gate::NearMiss;
use serde::{Deserialize, Serialize};
use spec::catalogue::Carrier;
use spec::ids::CommandName;
use spec::wire::percent_encode;

use super::structured::{Content, Field, Framing, Part, Structured};
use super::template::{Piece, Template};

/// A command with parameters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The command.
    pub command: CommandName,
    /// The path, already encoded.
    pub path: String,
    /// How the parameters travel; an upload's always travel in the query.
    pub carrier: Carrier,
    /// The parameters in the order in which they are sent.
    pub parameters: Vec<Parameter>,
    /// What stands for the password.
    pub knock: Knock,
    /// The files of an upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<Upload>,
}

/// A parameter of a call.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// A text, percent-encoded where it is sent.
    Text(String),
    /// A spelling that is sent as it stands, whether or not it is well encoded.
    Spelled(String),
    /// A text that no other input sends.
    Token(u8),
    /// What the answer to an earlier step says at a JSON Pointer of its canonical value.
    Taken {
        /// The step, counted from 0.
        step: usize,
        /// The JSON Pointer (RFC 6901).
        pointer: String,
    },
}

/// What stands for the password of the gate (AUTH).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Knock {
    /// The password.
    Right,
    /// Nothing.
    Nothing,
    /// A text that is nearly the password.
    Nearly(NearMiss),
    /// A text that is not at all like it.
    Wrong,
}

/// The files of an upload (UP-1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// How they are packed.
    pub packing: Packing,
    /// The files; one alone where they are packed as octets.
    pub files: Vec<File>,
}

/// How the files of an upload are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Packing {
    /// `multipart/form-data`.
    Multipart,
    /// `application/octet-stream`.
    Octets,
}

/// A file of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The parameters of `Content-Disposition` behind its type, e.g. `; filename="a.bin"`.
    pub disposition: Template,
    /// `Content-Transfer-Encoding`.
    pub encoding: String,
    /// The content in that encoding.
    pub content: Template,
}

/// What separates the files of an upload.
const BOUNDARY: &str = "----oktellspec-part-9b2e";

impl Call {
    /// A call by GET without parameters, with the right password.
    pub fn new(command: impl Into<CommandName>, path: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            path: path.into(),
            carrier: Carrier::Get,
            parameters: Vec::new(),
            knock: Knock::Right,
            upload: None,
        }
    }

    /// The same call with one more parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: Value) -> Self {
        self.parameters.push(Parameter { name: name.into(), value });
        self
    }

    /// The request that carries the call.
    pub fn lowered(&self) -> Structured {
        let in_form = self.carrier == Carrier::PostForm && self.upload.is_none();
        let pairs = self.pairs(if in_form { "" } else { "?" });
        let mut target = Template(vec![Piece::Prefix]);
        target.push_text(&self.path);
        if !in_form {
            target.push_all(&pairs);
        }
        let posted = self.carrier != Carrier::Get || self.upload.is_some();
        let mut request = Structured::new(if posted { "POST" } else { "GET" }, target);
        if in_form {
            request = request
                .field("Content-Type", "application/x-www-form-urlencoded")
                .content(Content::Bytes(pairs));
        }
        match &self.upload {
            Some(upload) => upload.carried_by(request),
            None if posted => Structured { framing: Framing::Length, ..request },
            None => request,
        }
    }

    /// The parameters, with this before the first of them.
    fn pairs(&self, mark: &str) -> Template {
        let mut pairs = Template::default();
        let mut separator = mark;
        for parameter in &self.parameters {
            pairs.push_text(&format!("{separator}{}=", percent_encode(&parameter.name)));
            separator = "&";
            match &parameter.value {
                Value::Text(text) => pairs.push_text(&percent_encode(text)),
                Value::Spelled(text) => pairs.push_text(text),
                Value::Token(number) => pairs.0.push(Piece::Token(*number)),
                Value::Taken { step, pointer } => {
                    pairs.0.push(Piece::Taken { step: *step, pointer: pointer.clone() });
                }
            }
        }
        match self.knock {
            Knock::Nothing => {}
            Knock::Right => pairs.0.push(Piece::Admission(separator.to_owned())),
            Knock::Nearly(miss) => {
                pairs.push_text(&format!("{separator}password="));
                pairs.0.push(Piece::Nearly(miss));
            }
            Knock::Wrong => pairs.push_text(&format!("{separator}password=oktellspec-no-password")),
        }
        pairs
    }
}

impl Upload {
    fn carried_by(&self, request: Structured) -> Structured {
        match (self.packing, self.files.as_slice()) {
            (Packing::Octets, [file, ..]) => request
                .field("Content-Type", "application/octet-stream")
                .field("Content-Transfer-Encoding", file.encoding.as_str())
                .field("Content-Disposition", file.disposed("attachment"))
                .content(Content::Bytes(file.content.clone())),
            (Packing::Octets | Packing::Multipart, files) => request
                .field("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}"))
                .content(Content::Multipart {
                    boundary: BOUNDARY.to_owned(),
                    parts: files.iter().map(File::part).collect(),
                    closed: true,
                }),
        }
    }
}

impl File {
    fn disposed(&self, kind: &str) -> Template {
        let mut disposition = Template::from(kind);
        disposition.push_all(&self.disposition);
        disposition
    }

    fn part(&self) -> Part {
        Part {
            fields: vec![
                Field::new("Content-Disposition", self.disposed("form-data; name=\"file\"")),
                Field::new("Content-Type", "application/octet-stream"),
                Field::new("Content-Transfer-Encoding", self.encoding.as_str()),
            ],
            content: self.content.clone(),
        }
    }
}
