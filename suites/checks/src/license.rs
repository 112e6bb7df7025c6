//! Whether the views of the licence are what they are said to be, and agree (LIC).

use report_model::verdict::Verdict;
use serde_json::Value;
use spec::ids::Citation;
use spec::profile::{License, LicenseDate, RegistrationSerial};

use crate::cite;
use crate::words::{judged, quote};

/// A value of the licence that can be asked for by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The registration number.
    RegSerial,
    /// The date of the next confirmation.
    ConfirmDate,
    /// The last date of the versions supported.
    UpdateLimitDate,
}

impl Detail {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::RegSerial, Self::ConfirmDate, Self::UpdateLimitDate];

    /// Its word in the document.
    pub fn word(self) -> &'static str {
        match self {
            Self::RegSerial => "regserial",
            Self::ConfirmDate => "confirmdate",
            Self::UpdateLimitDate => "updatelimitdate",
        }
    }

    /// The clause that describes it.
    pub fn citation(self) -> Citation {
        cite::d(
            "LIC",
            match self {
                Self::RegSerial => 3,
                Self::ConfirmDate => 4,
                Self::UpdateLimitDate => 5,
            },
        )
    }

    /// What the profile says it is.
    pub fn known(self, license: &License) -> Option<String> {
        match self {
            Self::RegSerial => license.regserial.as_ref().map(ToString::to_string),
            Self::ConfirmDate => license.confirmdate.map(|date| date.to_string()),
            Self::UpdateLimitDate => license.updatelimitdate.map(|date| date.to_string()),
        }
    }

    /// Whether a value has the documented form.
    pub fn fits(self, value: &str) -> bool {
        match self {
            Self::RegSerial => value.parse::<RegistrationSerial>().is_ok(),
            Self::ConfirmDate | Self::UpdateLimitDate => value.parse::<LicenseDate>().is_ok(),
        }
    }

    /// LIC-3, LIC-4, LIC-5: a value of the documented form, and the one of the profile where it states it.
    pub fn judge(self, value: &str, known: Option<&str>) -> Verdict {
        let well_formed = self.fits(value);
        let form = match self {
            Self::RegSerial => "seven digits",
            Self::ConfirmDate | Self::UpdateLimitDate => "a date of the calendar as dd.MM.yyyy",
        };
        match known {
            Some(known) if well_formed => judged(self.citation(), value == known, quote(known), quote(value)),
            _ => judged(self.citation(), well_formed, form, quote(value)),
        }
    }

    /// LIC-7: the value stands in another view of the licence.
    pub fn occurs(self, value: &str, view: &str, text: &str) -> Verdict {
        let holds = !value.is_empty() && text.contains(value);
        let expected = format!("`{}` ({}) in {view}", self.word(), quote(value));
        judged(cite::i("LIC", 7), holds, expected, format!("{view} without it: {}", quote(text)))
    }
}

/// LIC-8: an answer to what is no detail does not tell the value of one.
pub fn tells_no_detail(answer: &str, details: &[String]) -> Verdict {
    let told = details.iter().find(|value| !value.is_empty() && answer.contains(value.as_str()));
    let seen = told.map_or(String::new(), |value| quote(value));
    judged(cite::i("LIC", 8), told.is_none(), "an answer without the value of another detail", seen)
}

/// Everything that an XML tree says in attributes and text, as one text.
pub fn words_of(tree: &Value) -> String {
    let mut words = Vec::new();
    // Answers are bounded in depth by the decoder, but a stack of one's own costs nothing.
    let mut waiting = vec![tree];
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) => words.push(text.as_str()),
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => waiting.extend(members.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    words.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::words::canned::broken;

    #[test]
    fn details_have_their_form() {
        assert!(!broken(&Detail::RegSerial.judge("7654321", None)));
        assert!(
            broken(&Detail::RegSerial.judge("765432", None))
                && broken(&Detail::RegSerial.judge("7654321 ", None))
        );
        assert!(!broken(&Detail::ConfirmDate.judge("28.02.2031", None)));
        for date in ["31.02.2031", "2031-02-28", "1.2.2031", ""] {
            assert!(broken(&Detail::UpdateLimitDate.judge(date, None)), "{date}");
        }
    }

    #[test]
    fn a_known_value_must_be_the_one() {
        assert!(!broken(&Detail::RegSerial.judge("7654321", Some("7654321"))));
        assert!(broken(&Detail::RegSerial.judge("7654322", Some("7654321"))));
    }

    #[test]
    fn views_agree_where_the_value_occurs() {
        let tree =
            json!({ "element": "l", "attributes": { "serial": "7654321" }, "text": "", "children": [] });
        assert!(!broken(&Detail::RegSerial.occurs("7654321", "the full XML", &words_of(&tree))));
        assert!(broken(&Detail::RegSerial.occurs("7654329", "the full XML", &words_of(&tree))));
        assert!(broken(&Detail::RegSerial.occurs("", "the full XML", &words_of(&tree))));
    }

    #[test]
    fn what_is_no_detail_tells_none() {
        let details = ["7654321".to_owned(), String::new()];
        assert!(
            !broken(&tells_no_detail("", &details)) && !broken(&tells_no_detail("no such detail", &details))
        );
        assert!(broken(&tells_no_detail("7654321", &details)));
    }
}
