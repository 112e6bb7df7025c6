//! Who says that something is wrong, and how grave that is.

use std::fmt;

use report_model::finding::Severity;
use serde::{Deserialize, Serialize};

/// Who says that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Oracle {
    /// An answer of class 5xx that does not say "not supported".
    ServerError,
    /// No answer within the patience.
    Hang,
    /// The connection was closed or reset without a whole answer.
    Drop,
    /// After the input nobody is answered for a while, or ever again.
    Dead,
    /// What came is no HTTP, or the content of a successful answer cannot be read.
    MalformedAnswer,
    /// A successful answer has not the documented shape or content.
    Shape,
    /// The gate let somebody through without the password.
    GateBypass,
    /// The gate refused the password, or asked for one where none is set.
    GateRefusal,
    /// An answer has the password, a trace, or a path of the server.
    Leak,
    /// A file was given out that stands outside of what is offered.
    Traversal,
    /// An answer has what somebody else sent.
    Crosstalk,
    /// An answer has data of somebody, or a file, that was not asked for.
    ForeignData,
    /// Text of the request stands in the answer where it can be taken for markup.
    Reflection,
    /// Text of the request became a header field.
    HeaderInjection,
    /// More answers than requests, or an answer to another request.
    Desynchronised,
    /// A request whose length nobody can know was understood.
    Framing,
    /// A refused request, or one that names nobody, had an effect.
    Effect,
    /// A stored file was displaced, or stored where it should not be.
    Overwrite,
    /// An answer took much longer than others of its kind, or kept others waiting.
    Slow,
    /// The memory of the target grows with the requests.
    Memory,
    /// The reference server answers something that means something else.
    Differential,
}

/// What is known of an oracle.
struct Facts {
    name: &'static str,
    cwe: Option<u16>,
    wfc: u16,
    severity: Severity,
}

const fn facts(name: &'static str, cwe: u16, wfc: u16, severity: Severity) -> Facts {
    Facts { name, cwe: Some(cwe), wfc, severity }
}

impl Oracle {
    /// Every oracle.
    pub const ALL: [Self; 21] = [
        Self::ServerError,
        Self::Hang,
        Self::Drop,
        Self::Dead,
        Self::MalformedAnswer,
        Self::Shape,
        Self::GateBypass,
        Self::GateRefusal,
        Self::Leak,
        Self::Traversal,
        Self::Crosstalk,
        Self::ForeignData,
        Self::Reflection,
        Self::HeaderInjection,
        Self::Desynchronised,
        Self::Framing,
        Self::Effect,
        Self::Overwrite,
        Self::Slow,
        Self::Memory,
        Self::Differential,
    ];

    /// The weakness in the Common Weakness Enumeration, if a breach is one.
    pub fn cwe(self) -> Option<u16> {
        self.facts().cwe
    }

    /// The code in the fault catalogue of Web Fuzzing Commons 0.6.0; those from 970 are our own, as in the reports.
    pub fn wfc(self) -> u16 {
        self.facts().wfc
    }

    /// How grave a breach is.
    pub fn severity(self) -> Severity {
        self.facts().severity
    }

    fn facts(self) -> Facts {
        use Severity::{Critical, High, Low, Medium};
        match self {
            Self::ServerError => facts("server-error", 755, 100, Medium),
            Self::Hang => facts("hang", 400, 971, High),
            Self::Drop => facts("drop", 248, 971, High),
            Self::Dead => facts("dead", 730, 971, Critical),
            Self::MalformedAnswer => facts("malformed-answer", 116, 971, Medium),
            Self::Shape => Facts { name: "shape", cwe: None, wfc: 101, severity: Low },
            Self::GateBypass => facts("gate-bypass", 306, 972, Critical),
            Self::GateRefusal => facts("gate-refusal", 287, 205, Low),
            Self::Leak => facts("leak", 200, 973, Medium),
            Self::Traversal => facts("traversal", 22, 973, High),
            Self::Crosstalk => facts("crosstalk", 488, 973, High),
            Self::ForeignData => facts("foreign-data", 639, 973, High),
            Self::Reflection => facts("reflection", 79, 974, Medium),
            Self::HeaderInjection => facts("header-injection", 113, 974, High),
            Self::Desynchronised => facts("desynchronised", 444, 975, High),
            Self::Framing => facts("framing", 444, 975, High),
            Self::Effect => facts("effect", 696, 104, Medium),
            Self::Overwrite => facts("overwrite", 73, 970, High),
            Self::Slow => facts("slow", 400, 971, Medium),
            Self::Memory => facts("memory", 401, 971, Medium),
            Self::Differential => Facts { name: "differential", cwe: None, wfc: 970, severity: Low },
        }
    }
}

impl fmt::Display for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.facts().name)
    }
}
