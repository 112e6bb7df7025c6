//! A command with its parameters, before it is decided how they travel.

use super::encode::encode_pairs;
use super::request::Request;
use crate::catalogue::Carrier;

/// A command to be asked: a path, parameters in order, and how they travel (HTTP-3, HTTP-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The path, already encoded.
    pub path: String,
    /// The parameters in the order in which they are sent.
    pub parameters: Vec<(String, String)>,
    /// How they travel.
    pub carrier: Carrier,
}

impl Call {
    /// A call by GET without parameters.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), parameters: Vec::new(), carrier: Carrier::Get }
    }

    /// The same call with one more parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The same call carried otherwise.
    #[must_use]
    pub fn by(mut self, carrier: Carrier) -> Self {
        self.carrier = carrier;
        self
    }

    /// The request that carries the call.
    pub fn request(&self) -> Request {
        let pairs = encode_pairs(&self.parameters);
        let with_query =
            || if pairs.is_empty() { self.path.clone() } else { format!("{}?{pairs}", self.path) };
        match self.carrier {
            Carrier::Get => Request::get(with_query()),
            Carrier::PostQuery => Request::post(with_query()),
            Carrier::PostForm => Request::post(self.path.clone())
                .header("content-type", "application/x-www-form-urlencoded")
                .content(pairs.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carrier_decides_where_parameters_stand() {
        let call = Call::new("/execsvcscript").with("name", "a b").with("async", "0");
        assert_eq!(call.request().target, "/execsvcscript?name=a%20b&async=0");
        let form = call.clone().by(Carrier::PostForm).request();
        assert_eq!(
            (form.target.as_str(), form.body.0.as_slice()),
            ("/execsvcscript", &b"name=a%20b&async=0"[..])
        );
        assert_eq!(call.by(Carrier::PostQuery).request().body.0, b"");
    }
}
