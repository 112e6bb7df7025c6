//! The page says what the run says, holds everything itself, and takes nothing of a target's making for markup.

use report_model::event::Event;
use serde_json::Value;

use super::*;
use crate::sample;

fn written(recording: &Recording, language: Language) -> String {
    let mut bytes = Vec::new();
    write(recording, language, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The data of that id.
fn data_of(page: &str, id: &str) -> Value {
    let (_, rest) = page.split_once(&format!("id=\"{id}\">")).unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

fn heading(page: &str) -> &str {
    let (_, rest) = page.split_once("<h1 class=\"").unwrap();
    rest.split_once("</h1>").unwrap().0
}

#[test]
fn the_first_heading_is_the_verdict_in_either_language() {
    let (all_pass, many_failures) = (sample::all_pass(), sample::many_failures());
    let (interrupted, cut_off) = (sample::interrupted(), sample::cut_off());
    let english = |recording: &Recording| heading(&written(recording, Language::English)).to_owned();
    assert_eq!(english(&all_pass), "part\">Conforms partially");
    assert_eq!(english(&many_failures), "fail\">Does not conform");
    assert_eq!([english(&interrupted), english(&cut_off)], ["flaky\">Incomplete", "flaky\">Incomplete"]);
    let russian = written(&many_failures, Language::Russian);
    assert!(russian.contains("<html lang=\"ru\">"));
    assert_eq!(heading(&russian), "fail\">Не соответствует");
    for fact in [
        "2012-09-17",
        "http://192.0.2.7:4055",
        "2026-03-01 10:00:00 UTC",
        "oktellspec 0.1.0",
        "<dd>42</dd>",
        "Нарушены:</strong> EXEC-3, R-1",
    ] {
        assert!(russian.contains(fact), "{fact}");
    }
}

#[test]
fn every_case_is_in_the_data_and_only_what_did_not_pass_has_its_exchanges() {
    for recording in sample::all() {
        let page = written(&recording, Language::English);
        let cases = data_of(&page, "cases");
        let cases = cases.as_array().unwrap();
        assert_eq!(cases.len(), recording.run.header.planned.len());
        for case in cases {
            let idle = ["pass", "skipped"].contains(&case["outcome"].as_str().unwrap());
            assert_eq!(case.get("detail").is_none(), idle, "{case}");
        }
    }
}

#[test]
fn a_cell_has_the_worst_that_a_command_found_of_a_clause() {
    let page = written(&sample::many_failures(), Language::English);
    let cell = |command: &str, clause: &str, word: &str| {
        page.contains(&format!("aria-label=\"{command}, {clause}: {word}\""))
    };
    assert!(cell("execsvcscript", "EXEC-3", "fail") && cell("execsvcscript", "EXEC-6", "pass"));
    assert!(cell("wp_setuserstate", "SET-6", "flaky") && cell("download", "DL-1", "skipped"));
    assert!(cell("tst_getintnumberreadyusers", "READY-3", "warn") && cell("wp_flash", "WP-1", "untested"));
}

#[test]
fn nothing_of_a_targets_making_is_markup() {
    let evil = "</script><script>alert(1)</script><!--";
    let mut events = sample::events();
    for event in &mut events {
        match event {
            Event::RunStarted(header) => header.target.url = evil.to_owned(),
            Event::CaseFinished(case) => {
                for response in case.exchanges.iter_mut().filter_map(|exchange| exchange.response.as_mut()) {
                    response.headers.push((evil.to_owned(), evil.to_owned()));
                    response.body.text = Some(evil.to_owned());
                }
            }
            Event::CaseStarted { .. }
            | Event::CaseRepeated { .. }
            | Event::Tried { .. }
            | Event::RunFinished { .. } => {}
        }
    }
    let page = written(&sample::recorded(events), Language::English);
    assert!(!page.contains("<script>alert") && !page.contains("<!--"));
    assert_eq!(page.matches("</script>").count(), 3);
    let shown = data_of(&page, "cases").to_string();
    assert!(shown.contains("<script>alert(1)"), "the data keeps it");
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let page = written(&sample::many_failures(), Language::English);
    let (before_data, _) = page.split_once("<script type=\"application/json\"").unwrap();
    for asking in [" src=", "url(", "@import", "href=\"http", "<link", "<img", "<iframe"] {
        assert!(!before_data.contains(asking), "{asking}");
    }
    for asking in ["fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval(", "document.write"] {
        assert!(!SCRIPT.contains(asking), "{asking}");
    }
    assert!(before_data.contains("default-src 'none'"));
}

#[test]
fn both_languages_have_a_word_for_everything_and_the_script_knows_each() {
    for language in [Language::English, Language::Russian] {
        let labels = serde_json::to_value(language.labels()).unwrap();
        for (name, word) in labels.as_object().unwrap() {
            assert!(word.as_str().is_none_or(|word| !word.is_empty()), "{name}");
        }
    }
    let english = serde_json::to_value(Language::English.labels()).unwrap();
    let asked = SCRIPT.split("labels.").skip(1);
    for rest in asked {
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        assert!(english.get(&name).is_some(), "{name}");
    }
    assert_eq!("ru".parse::<Language>().unwrap(), Language::Russian);
    assert!("fr".parse::<Language>().is_err());
}
