//! What the sheet says, and where.

use report_model::event::Event;
use report_model::outcome::Extent;

use super::*;
use crate::sample;

fn markdown(recording: &Recording) -> String {
    let mut bytes = Vec::new();
    write_markdown(recording, Language::English, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn page(recording: &Recording) -> String {
    let mut bytes = Vec::new();
    write_page(recording, Language::English, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The run in which every clause that binds is put to the test and holds.
fn whole() -> Recording {
    let mut recording = sample::all_pass();
    let facts = &mut recording.run.header.clauses;
    facts.retain(|fact| {
        fact.unobservable.is_some() || !["DL-1", "READY-1", "WP-1"].contains(&fact.id.to_string().as_str())
    });
    recording
}

#[test]
fn the_sheet_of_the_sample_is_this() {
    insta::assert_snapshot!(markdown(&sample::many_failures()));
}

#[test]
fn what_was_left_out_stands_beside_the_verdict_with_its_reason() {
    for sheet in [markdown(&sample::all_pass()), page(&sample::all_pass())] {
        let head = &sheet[..sheet.find("Coverage").unwrap()];
        for said in [
            "conforms partially",
            "DL-1",
            "HTTP-2",
            "no request can test it: a client sees one interface only",
        ] {
            assert!(head.contains(said), "{said} is not in {head}");
        }
        assert!(!sheet.contains("conforms:"), "{sheet}");
    }
}

#[test]
fn a_run_that_decided_all_that_can_be_tested_conforms_and_names_the_rest() {
    let recording = whole();
    assert_eq!(Extent::of(&recording.run.clauses()), Extent::Whole);
    let sheet = markdown(&recording);
    assert!(sheet.starts_with("# ✅ Oktell HTTP interface, edition 2012-09-17: conforms\n"), "{sheet}");
    assert!(sheet.contains("No request can decide: HTTP-2."), "{sheet}");
}

#[test]
fn the_sheet_speaks_russian_to_those_who_read_it() {
    let recording = sample::many_failures();
    let mut sheets = [Vec::new(), Vec::new()];
    write_markdown(&recording, Language::Russian, &mut sheets[0]).unwrap();
    write_page(&recording, Language::Russian, &mut sheets[1]).unwrap();
    for sheet in sheets.map(|bytes| String::from_utf8(bytes).unwrap()) {
        for said in [
            "HTTP-интерфейс Oktell, редакция 2012-09-17",
            "не соответствует",
            "Нарушены: EXEC-3, R-1.",
            "Не проверено, и почему",
            "Сервер",
            "сказано в документации",
            "О самом наборе:",
        ] {
            assert!(sheet.contains(said), "{said}: {sheet}");
        }
        for said in ["Verdict", "target", "documented", "untestable", "does not conform"] {
            assert!(!sheet.contains(said), "{said}: {sheet}");
        }
    }
}

#[test]
fn no_format_that_people_read_says_conforms_of_a_run_that_is_partial() {
    use crate::{Format, annotations, html, terminal};
    let recording = sample::all_pass();
    let of_people = [
        Format::Markdown,
        Format::Junit,
        Format::Ctrf,
        Format::Sarif,
        Format::Badge,
        Format::Html,
        Format::Summary,
        Format::SummaryPage,
    ];
    let mut told: Vec<String> = of_people
        .into_iter()
        .map(|format| {
            let mut bytes = Vec::new();
            format.write(&recording, html::Reader::default(), &mut bytes).unwrap();
            String::from_utf8(bytes).unwrap()
        })
        .collect();
    told.push(terminal::summary(&recording, terminal::Style::Plain).unwrap());
    told.push(annotations::of_verdict(&recording));
    for text in told {
        let text = text.to_lowercase().replace("\"conforms\":\"", "").replace("does not conform", "");
        assert!(text.contains("conforms partially"), "{text}");
        // The page has the words for every verdict, as data of its script.
        assert!(!text.contains("conforms:") && !text.contains(">conforms<"), "{text}");
    }
}

#[test]
fn a_page_is_whole_and_takes_nothing_for_markup() {
    let mut recording = sample::many_failures();
    recording.run.header.target.url = "http://x/<script>alert(1)</script>".to_owned();
    recording.run.apply(Event::CaseStarted { name: "a::b::c".into() });
    let page = page(&recording);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(!page.contains("<script"), "{page}");
}
