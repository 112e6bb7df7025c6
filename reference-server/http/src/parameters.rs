//! What a request carries: parameters from the query and from a form body, read alike (HTTP-3 to HTTP-5).

/// The parameters in the order they were sent, the query before the form body.
///
/// Names keep their letter case. Of duplicates the first counts (HTTP-8).
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
}

impl Parameters {
    /// Adds what `encoded` holds by the rules of `application/x-www-form-urlencoded`: `+` is a blank, `%XX` are
    /// bytes of UTF-8. Bytes that are not UTF-8 become U+FFFD.
    pub(crate) fn add(&mut self, encoded: &[u8]) {
        self.pairs.extend(form_urlencoded::parse(encoded).into_owned());
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
    fn bytes_that_are_not_utf8_are_replaced() {
        assert_eq!(parsed(&["x=%FF%zz"]).first("x"), Some("\u{FFFD}%zz"));
    }
}
