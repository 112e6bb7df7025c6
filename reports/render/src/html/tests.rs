//! The page says what the run says, holds everything itself, and takes nothing of a target's making for markup.

use super::*;
use crate::language::Table;
use crate::sample;

fn written(recording: &Recording, language: Language) -> String {
    let mut bytes = Vec::new();
    write(recording, Reader { language, baseline: None }, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// What is between two texts, the first time.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("no {start} in the page"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} in the page")).0
}

/// The text of markup, as far as that can be had without reading it.
fn text(markup: &str) -> String {
    let parts = markup.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.flat_map(str::split_whitespace).collect::<Vec<&str>>().join(" ")
}

fn verdict(page: &str) -> String {
    text(between(page, "<h1 id=\"verdict\">", "</h1>"))
}

#[test]
fn the_first_heading_is_the_verdict_in_either_language() {
    let (all_pass, many_failures) = (sample::all_pass(), sample::many_failures());
    let (interrupted, cut_off) = (sample::interrupted(), sample::cut_off());
    let english = |recording: &Recording| verdict(&written(recording, Language::English));
    assert_eq!(english(&all_pass), "◐ conforms partially");
    assert_eq!(english(&many_failures), "✗ does not conform");
    assert_eq!([english(&interrupted), english(&cut_off)], ["… incomplete", "… incomplete"]);
    let russian = written(&many_failures, Language::Russian);
    assert!(russian.contains("<html lang=\"ru\">"));
    assert_eq!(verdict(&russian), "✗ не соответствует");
    let first = text(between(&russian, "<main>", "<nav"));
    for fact in [
        "Сервер http://192.0.2.7:4055",
        "Редакция документации 2012-09-17",
        "Начало 2026-03-01 10:00:00 UTC",
        "Программа oktellspec 0.1.0",
        "Зерно 42",
        "Нарушены: EXEC-3, R-1",
    ] {
        assert!(first.contains(fact), "{fact}: {first}");
    }
}

#[test]
fn a_run_that_left_nothing_open_conforms_whatever_no_request_can_decide() {
    let mut recording = sample::all_pass();
    let cited = |id: &str| id.starts_with("EXEC") || id.starts_with("HTTP");
    recording.run.header.clauses.retain(|fact| cited(fact.id.family()));
    let page = written(&recording, Language::English);
    assert_eq!(verdict(&page), "✓ conforms");
    assert!(text(&page).contains("No request can decide: HTTP-2"));
}

#[test]
fn the_page_of_the_sample_has_this_structure() {
    let page = written(&sample::many_failures(), Language::English);
    let (page, _) = page.split_once("<script").unwrap();
    let (head, body) = page.split_once("<style>").unwrap();
    let body = body.split_once("</style>").unwrap().1;
    // Digests change with every edit of the style and the script.
    let policy = between(head, "content=\"default-src", "\"");
    let head = head.replace(policy, " …");
    insta::assert_snapshot!(format!("{head}{body}"));
}

#[test]
fn every_case_has_its_line_the_worst_first_and_what_did_not_pass_is_told_in_full() {
    for recording in sample::all() {
        let page = written(&recording, Language::English);
        let outcomes: Vec<&str> =
            page.split("data-outcome=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(outcomes.len(), recording.run.header.planned.len());
        let rank = |word: &&str| ORDER.iter().position(|outcome| outcome.word() == *word);
        assert!(outcomes.is_sorted_by_key(rank), "{outcomes:?}");
        let judged = cases(&recording.run).filter(|case| {
            case.judged.is_some() && !matches!(case.outcome(), Outcome::Pass | Outcome::Skipped)
        });
        assert_eq!(page.matches("<noscript>").count(), judged.count());
    }
}

#[test]
fn a_cell_has_the_worst_that_a_command_found_of_a_clause() {
    let page = written(&sample::many_failures(), Language::English);
    let cell = |command: &str, clause: &str| {
        let place = format!("data-command=\"{command}\" data-clause=\"{clause}\">");
        text(between(&page, &place, "</a>"))
    };
    assert_eq!(cell("execsvcscript", "EXEC-3"), "fail");
    assert_eq!(cell("execsvcscript", "EXEC-6"), "pass");
    assert_eq!(cell("wp_setuserstate", "SET-6"), "flaky");
    assert_eq!(cell("download", "DL-1"), "skipped");
    assert_eq!(cell("tst_getintnumberreadyusers", "READY-3"), "warn");
    assert_eq!(cell("wp_flash", "WP-1"), "untested");
}

#[test]
fn with_a_baseline_the_page_tells_what_has_changed() {
    let baseline = Standing::of(&sample::all_pass());
    let mut bytes = Vec::new();
    let reader = Reader { language: Language::English, baseline: Some(&baseline) };
    write(&sample::many_failures(), reader, &mut bytes).unwrap();
    let page = String::from_utf8(bytes).unwrap();
    let history = text(between(&page, "<h2 id=\"history\">", "</section>"));
    assert!(history.contains("Verdict : conforms partially → does not conform"), "{history}");
    assert!(history.contains("EXEC-3 : pass → fail"), "{history}");
    assert!(!written(&sample::many_failures(), Language::English).contains("id=\"history\""));
}

#[test]
fn a_campaign_tells_each_finding_the_gravest_first_and_how_to_send_it_again() {
    let recording = sample::campaign();
    let page = written(&recording, Language::English);
    let findings = between(&page, "<h2 id=\"findings\">", "</section>");
    let told = text(findings);
    for said in [
        "EXEC-3 D, documented With async=0 the answer waits",
        "Severity medium",
        "Weakness CWE-755",
        "Class of fault WFC 100, HTTP status 500",
        "Confirmed replays of this oracle 95 %",
        "First found in an earlier campaign",
        "/execsvcscript → 500 it shows here curl -sS",
        "| base64 -d | nc -q 5 192.0.2.7 4055",
        "Replay it oktellspec replay /var/campaign/findings/",
        "Met and not confirmed 1",
        "of replays came back: 33 %",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(told.find("high").unwrap() < told.find("medium").unwrap(), "{told}");
    let links = findings.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    assert_eq!(links.filter(|id| page.contains(&format!("<details id=\"{id}\""))).count(), 2);
    assert!(!written(&sample::all_pass(), Language::English).contains("id=\"findings\""));
}

#[test]
fn a_campaign_has_its_course_as_pictures_and_tables_and_a_run_its_kinds_of_answers() {
    let campaign = written(&sample::campaign(), Language::Russian);
    for chart in ["progress", "fingerprints"] {
        assert!(campaign.contains(&format!("<title id=\"{chart}-title\"")), "{chart}");
    }
    let table = text(between(&campaign, "id=\"progress-caption\"", "</table>"));
    assert!(table.ends_with("26 min 40 s 1200000 310 2"), "{table}");
    let run = written(&sample::many_failures(), Language::English);
    assert!(run.contains("<title id=\"kinds-title\"") && !run.contains("<title id=\"progress-title\""));
}

#[test]
fn nothing_of_a_targets_making_is_markup() {
    let page = written(&sample::hostile(), Language::English);
    for markup in ["<script>alert", "<!--", "<img", "onerror=alert(1)>", "</noscript></pre>"] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(page.matches("</noscript>").count(), page.matches("<noscript>").count());
    assert!(
        page.contains("&lt;script&gt;alert(1)") || page.contains("&#60;script&#62;alert(1)"),
        "it is told"
    );
}

#[test]
fn the_page_asks_nobody_for_anything_and_runs_its_own_script_alone() {
    let page = written(&sample::many_failures(), Language::English);
    for asking in
        [" src=", "url(", "@import", "href=\"http", "<link", "<img", "<iframe", " style=", " onclick="]
    {
        assert!(!page.contains(asking), "{asking}");
    }
    for asking in ["fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval(", "document.write"] {
        assert!(!SCRIPT.contains(asking), "{asking}");
    }
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"));
}

#[test]
fn the_script_has_every_word_that_it_and_the_page_say() {
    let page = written(&sample::many_failures(), Language::English);
    let known: Vec<&str> = Language::English.words().all().iter().map(|said| said.key).collect();
    let said = page.split("data-t=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    // In the script a name is given to `said` or `say` in plain text.
    let asked = SCRIPT
        .split("say(\"")
        .skip(1)
        .chain(SCRIPT.split("said(\"").skip(1))
        .filter_map(|rest| rest.split_once('"'));
    let asked =
        asked.map(|(key, _)| key).filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    for key in said.chain(asked) {
        assert!(known.contains(&key), "{key}");
    }
}
