//! What a request carries: parameters from the query and from a form body, read alike (HTTP-3 to HTTP-5).

use crate::faults::{self, Faults};

/// The parameters in the order they were sent, the query before the form body.
///
/// Names keep their letter case. Of duplicates the first counts (HTTP-8).
#[derive(Debug)]
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
    most: usize,
}

/// As many as there are.
impl Default for Parameters {
    fn default() -> Self {
        Self { pairs: Vec::new(), most: usize::MAX }
    }
}

impl Parameters {
    /// None yet; no more than `most` and one will be kept, so that a count beyond `most` is seen but costs nothing.
    pub(crate) fn at_most(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// Adds what `encoded` holds by the rules of `application/x-www-form-urlencoded`: `+` is a blank, `%XX` are
    /// bytes of UTF-8. Bytes that are not UTF-8 become U+FFFD.
    pub(crate) fn add(&mut self, encoded: &[u8]) {
        let room = self.most.saturating_add(1) - self.pairs.len();
        self.pairs.extend(form_urlencoded::parse(encoded).into_owned().take(room));
    }

    /// Like [`Parameters::add`], the way the server reads that has these faults.
    pub(crate) fn read(&mut self, encoded: &[u8], faults: &Faults) {
        match faults::parameters::pairs(faults, encoded) {
            Some(pairs) => self.pairs.extend(pairs),
            None => self.add(encoded),
        }
    }

    /// All of them, in their order.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.pairs
    }

    /// The values in their order.
    pub(crate) fn values(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().map(|(_, value)| value.as_str())
    }

    /// How many there are, duplicates included.
    pub(crate) fn count(&self) -> usize {
        self.pairs.len()
    }

    /// The value of the first parameter called `name`.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Like [`Parameters::first`], with an empty value counted as absent.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.first(name).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    fn parsed(parts: &[&str]) -> Parameters {
        let mut parameters = Parameters::default();
        for part in parts {
            parameters.add(part.as_bytes());
        }
        parameters
    }

    #[test]
    fn values_are_decoded_by_the_rules_of_forms() {
        let parameters = parsed(&["a=1+2%2B3&b=%D0%96%26&c=&d"]);
        assert_eq!(parameters.first("a"), Some("1 2+3"));
        assert_eq!(parameters.first("b"), Some("Ж&"));
        assert_eq!(parameters.first("c"), Some(""));
        assert_eq!(parameters.filled("c"), None);
        assert_eq!(parameters.first("d"), Some(""));
        assert_eq!(parameters.first("A"), None);
    }

    #[test]
    fn of_duplicates_the_first_counts_and_the_query_comes_first() {
        let parameters = parsed(&["x=query&x=second", "x=body&y=body"]);
        assert_eq!(parameters.first("x"), Some("query"));
        assert_eq!(parameters.first("y"), Some("body"));
        assert_eq!(parameters.count(), 4);
    }

    #[test]
    fn no_more_than_one_beyond_the_limit_is_kept() {
        let mut parameters = Parameters::at_most(2);
        parameters.add(b"a=1");
        parameters.add(b"b=2&c=3&d=4&e=5");
        parameters.add(b"f=6");
        assert_eq!(parameters.count(), 3);
        assert_eq!((parameters.first("c"), parameters.first("d")), (Some("3"), None));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_replaced() {
        assert_eq!(parsed(&["x=%FF%zz"]).first("x"), Some("\u{FFFD}%zz"));
    }
}
