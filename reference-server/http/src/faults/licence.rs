//! The licence told wrongly (LIC).

use super::family::{Deeds, family};
use super::set::Faults;
use crate::fixture::Licence;

family! {
    /// What can be wrong with the answers about the licence.
    Licensing at 8 {
        /// The full text is empty.
        TextEmpty = "licence-text-empty" Conformance ["LIC-1" "LIC-7"]
            "`getlicensefulltext` answers with nothing",
        /// The full text stands in markup.
        TextMarkup = "licence-text-in-html" Conformance ["LIC-1"]
            "`getlicensefulltext` begins with `<html>`",
        /// The full text tells another serial number.
        TextStale = "licence-text-out-of-date" Conformance ["LIC-7"]
            "the serial number does not occur in the full text",
        /// The XML is not closed.
        XmlBroken = "licence-xml-not-closed" Conformance ["LIC-2"]
            "`getlicensefullxml` ends before its root does",
        /// The XML has two roots.
        XmlRoots = "licence-xml-two-roots" Conformance ["LIC-2"]
            "`getlicensefullxml` has an element after its root",
        /// The XML is the full text.
        XmlText = "licence-xml-is-text" Conformance ["LIC-2"]
            "`getlicensefullxml` answers with plain text",
        /// The XML tells other dates.
        XmlStale = "licence-xml-out-of-date" Conformance ["LIC-7"]
            "the date of confirmation does not occur in the XML",
        /// The serial number has six digits.
        SerialShort = "regserial-six-digits" Conformance ["LIC-3" "LIC-7"]
            "`detail=regserial` answers with six digits",
        /// The serial number has a hyphen.
        SerialHyphen = "regserial-with-hyphen" Conformance ["LIC-3" "LIC-7"]
            "`detail=regserial` answers with `123-4567`",
        /// The serial number stands in XML.
        SerialXml = "regserial-in-xml" Conformance ["LIC-3" "LIC-7"]
            "`detail=regserial` answers with an element",
        /// The date of confirmation is no date.
        ConfirmImpossible = "confirmdate-31-february" Conformance ["LIC-4" "LIC-7"]
            "`detail=confirmdate` answers with `31.02.` of the year",
        /// The date of confirmation begins with the month.
        ConfirmMonthFirst = "confirmdate-month-first" Conformance ["LIC-4" "LIC-7"]
            "`detail=confirmdate` answers as `MM.dd.yyyy`",
        /// The date of confirmation is written as in ISO 8601.
        ConfirmIso = "confirmdate-iso" Conformance ["LIC-4" "LIC-7"]
            "`detail=confirmdate` answers as `yyyy-MM-dd`",
        /// The date of confirmation has a time after it.
        ConfirmTime = "confirmdate-with-time" Conformance ["LIC-4"]
            "`detail=confirmdate` answers with `0:00:00` after the date",
        /// The date of the last version has a short year.
        LimitShort = "updatelimitdate-short-year" Conformance ["LIC-5" "LIC-7"]
            "`detail=updatelimitdate` answers as `dd.MM.yy`",
        /// The date of the last version has slashes.
        LimitSlashes = "updatelimitdate-with-slashes" Conformance ["LIC-5" "LIC-7"]
            "`detail=updatelimitdate` answers as `dd/MM/yyyy`",
        /// The date of the last version is empty.
        LimitEmpty = "updatelimitdate-empty" Conformance ["LIC-5"]
            "`detail=updatelimitdate` answers 200 with nothing",
        /// The two dates change places.
        DatesSwapped = "licence-dates-swapped" Conformance ["LIC-4" "LIC-5" "LIC-7"]
            "each date is answered by the value of the other",
        /// Whatever the detail, the serial number is told.
        DetailIgnored = "licence-detail-ignored" Conformance ["LIC-4" "LIC-5" "LIC-8"]
            "`detail=confirmdate` answers with the serial number",
        /// An unknown detail is answered by another's value.
        UnknownDetail = "unknown-detail-answered" Conformance ["LIC-8"]
            "`detail=nonsense` answers with the serial number",
    }
}

/// The full text as it is told.
pub(crate) fn text(faults: &Faults, licence: &Licence, sound: &str) -> String {
    const BENDS: Deeds<Licensing, fn(&Licence, &str) -> String> = &[
        (Licensing::TextEmpty, |_, _| String::new()),
        (Licensing::TextMarkup, |_, text| format!("<html><body><pre>{text}</pre></body></html>")),
        (Licensing::TextStale, |licence, text| text.replace(&licence.regserial, "0000000")),
    ];
    faults.deeds(BENDS).into_iter().fold(sound.to_owned(), |text, bend| bend(licence, &text))
}

/// The XML as it is told.
pub(crate) fn xml(faults: &Faults, licence: &Licence, sound: &str) -> String {
    const BENDS: Deeds<Licensing, fn(&Licence, &str) -> String> = &[
        (Licensing::XmlBroken, |_, xml| xml.replace("</license>", "")),
        (Licensing::XmlRoots, |_, xml| format!("{xml}<license/>")),
        (Licensing::XmlText, |licence, _| licence.regserial.clone()),
        (Licensing::XmlStale, |licence, xml| xml.replace(&licence.confirmdate, "01.01.2001")),
    ];
    faults.deeds(BENDS).into_iter().fold(sound.to_owned(), |text, bend| bend(licence, &text))
}

/// What is told about `detail` instead of the sound answer, if anything is.
pub(crate) fn detail(faults: &Faults, licence: &Licence, detail: &str) -> Option<String> {
    if !faults.has_any::<Licensing>() {
        return None;
    }
    let Licence { regserial, confirmdate, updatelimitdate } = licence;
    let known = ["regserial", "confirmdate", "updatelimitdate"].contains(&detail);
    let answers = [
        (Licensing::SerialShort, "regserial", regserial.chars().take(6).collect()),
        (Licensing::SerialHyphen, "regserial", with_hyphen(regserial)),
        (Licensing::SerialXml, "regserial", format!("<regserial>{regserial}</regserial>")),
        (Licensing::ConfirmImpossible, "confirmdate", format!("31.02.{}", parts(confirmdate)[2])),
        (Licensing::ConfirmMonthFirst, "confirmdate", reordered(confirmdate, [1, 0, 2], ".")),
        (Licensing::ConfirmIso, "confirmdate", reordered(confirmdate, [2, 1, 0], "-")),
        (Licensing::ConfirmTime, "confirmdate", format!("{confirmdate} 0:00:00")),
        (Licensing::LimitShort, "updatelimitdate", updatelimitdate.replace(".20", ".")),
        (Licensing::LimitSlashes, "updatelimitdate", reordered(updatelimitdate, [0, 1, 2], "/")),
        (Licensing::LimitEmpty, "updatelimitdate", String::new()),
        (Licensing::DatesSwapped, "confirmdate", updatelimitdate.clone()),
        (Licensing::DatesSwapped, "updatelimitdate", confirmdate.clone()),
    ];
    let bent = answers.into_iter().find(|(fault, name, _)| *name == detail && faults.has(*fault));
    let serial = faults.has(Licensing::DetailIgnored) || (!known && faults.has(Licensing::UnknownDetail));
    bent.map(|(.., answer)| answer).or_else(|| serial.then(|| regserial.clone()))
}

fn with_hyphen(serial: &str) -> String {
    let (head, tail) = serial.split_at_checked(3).unwrap_or((serial, ""));
    format!("{head}-{tail}")
}

/// Day, month and year; the fixture has seen to it that there are three.
fn parts(date: &str) -> [&str; 3] {
    let mut parts = date.splitn(3, '.');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

fn reordered(date: &str, order: [usize; 3], between: &str) -> String {
    order.map(|place| parts(date)[place]).join(between)
}
