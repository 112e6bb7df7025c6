//! EXEC and PLAIN: real scripts, their parameters, their time.

use std::time::{Duration, Instant};

use super::client::{Answer, Target, encoded};

const NASTY: &str = "  a&b+c%41<d>\"'\u{e9} Жё 😀\r\n\tx=1;]]> ";

fn script(query: &str) -> String {
    format!("/execsvcscript?{query}")
}

fn plain(query: &str) -> String {
    format!("/execsvcscriptplain?{query}")
}

fn outcome(answer: &Answer) -> (Option<String>, Option<String>, Option<String>) {
    (
        answer.property("started", "value"),
        answer.property("startresult", "value"),
        answer.property("returnvalue", "name"),
    )
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test]
async fn execsvcscript_answers_as_the_example_does() {
    let target = Target::open().await;
    let answer =
        target.get(&script("name=SvcScript1&startparam1=123&startparam2=234&async=0&timeout=10")).await;
    assert!(answer.head.to_lowercase().contains("content-type: text/xml; charset=utf-16"));
    assert!(answer.xml().starts_with("<?xml version=\"1.0\" encoding=\"utf-16\"?>"));
    let text = answer.xml();
    let document = roxmltree::Document::parse(&text).expect("well-formed");
    let names: Vec<&str> =
        document.descendants().filter(roxmltree::Node::is_element).map(|n| n.tag_name().name()).collect();
    let simple = "property_simple";
    assert_eq!(names, ["oktellxmlmapper", "data", "property_set", simple, simple, simple]);
    assert_eq!(answer.property("started", "name"), some("success"));
    assert_eq!(outcome(&answer), (some("1"), some("0"), some("abcdef 123 234")));
}

#[tokio::test]
async fn parameters_reach_a_script_unchanged_and_come_back_unchanged() {
    let target = Target::open().await;
    let query = format!("name=echo&startparam1={}", encoded(NASTY));
    assert_eq!(target.get(&script(&query)).await.property("returnvalue", "name"), some(NASTY));
    assert_eq!(target.get(&plain(&query)).await.text(), NASTY);
    assert_eq!(target.post_form("/execsvcscriptplain", &query).await.text(), NASTY);
    assert_eq!(target.post_form(&plain("name=echo"), "startparam1=a+b").await.text(), "a b");
}

#[tokio::test]
async fn every_parameter_has_its_own_number() {
    let target = Target::open().await;
    let answer = target
        .get(&plain("startparam5=e&startparam2=b&name=join&startparam1=a&startparam4=d&startparam6=f"))
        .await;
    assert_eq!(answer.text(), "a|b||d|e");
}

#[tokio::test]
async fn what_xml_cannot_express_is_replaced_in_xml_and_kept_in_plain() {
    let target = Target::open().await;
    let query = "name=echo&startparam1=a%00b%1Fc";
    assert_eq!(target.get(&script(query)).await.property("returnvalue", "name"), some("a\u{FFFD}b\u{FFFD}c"));
    assert_eq!(target.get(&plain(query)).await.text(), "a\0b\u{1f}c");
}

#[tokio::test]
async fn a_script_that_gives_nothing_back_has_an_empty_value() {
    let target = Target::open().await;
    assert_eq!(outcome(&target.get(&script("name=empty")).await), (some("1"), some("0"), some("")));
    assert_eq!(target.get(&plain("name=empty")).await.body, b"");
}

#[tokio::test]
async fn past_its_timeout_a_script_is_broken_off_and_its_result_is_lost() {
    let target = Target::open().await;
    for path in ["/execsvcscript", "/execsvcscriptplain"] {
        let before = Instant::now();
        let answer =
            target.get(&format!("{path}?name=sleep&startparam1=8&startparam2=late&timeout=0.5")).await;
        let took = before.elapsed();
        assert!(
            took >= Duration::from_millis(500) && took < Duration::from_millis(1500),
            "{path} took {took:?}"
        );
        assert_eq!(answer.status, 200);
        if path == "/execsvcscript" {
            assert_eq!(outcome(&answer), (some("1"), some("0"), None));
        } else {
            assert_eq!(answer.body, b"");
        }
    }
}

#[tokio::test]
async fn within_its_timeout_a_script_is_waited_for() {
    let target = Target::open().await;
    let before = Instant::now();
    let answer = target.get(&plain("name=sleep&startparam1=0.3&startparam2=done+now&timeout=5")).await;
    assert_eq!(answer.text(), "done now");
    assert!(before.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn an_asynchronous_script_runs_and_is_not_waited_for() {
    let target = Target::open().await;
    let before = Instant::now();
    let answer = target.get(&script("name=sleep&startparam1=5&async=1")).await;
    assert!(before.elapsed() < Duration::from_secs(2));
    assert_eq!(outcome(&answer), (some("1"), some("0"), None));
    target.get(&script("name=store&startparam1=key&startparam2=value&async=1")).await;
    let mut kept = String::new();
    for _ in 0..100 {
        kept = target.get(&plain("name=recall&startparam1=key")).await.text().to_owned();
        if !kept.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(kept, "value");
}

#[tokio::test]
async fn scripts_at_the_same_time_keep_their_parameters_apart() {
    let target = Target::open().await;
    let runs = (0..24).map(|number| {
        let target = &target;
        async move {
            let answer =
                target.get(&plain(&format!("name=sleep&startparam1=0.2&startparam2=run{number}"))).await;
            assert_eq!(answer.text(), format!("run{number}"));
        }
    });
    let before = Instant::now();
    futures::future::join_all(runs).await;
    assert!(before.elapsed() < Duration::from_secs(3), "they waited for each other");
}

#[tokio::test]
async fn a_script_that_fails_is_told_without_its_words() {
    let target = Target::open().await;
    let answer = target.get(&script("name=fail")).await;
    assert_eq!((answer.status, outcome(&answer)), (200, (some("1"), some("1"), None)));
    assert_eq!(answer.property("startresult", "name"), some("failed"));
    assert!(!answer.xml().contains("always"));
    assert_eq!(target.get(&plain("name=fail")).await.body, b"");
    assert_eq!(target.get(&plain("name=sleep&startparam1=soon")).await.body, b"");
}

#[tokio::test]
async fn unknown_scripts_and_malformed_values_are_refused_without_effect() {
    let target = Target::open().await;
    for (query, status) in [
        ("", 400),
        ("name=", 400),
        ("name=Echo", 404),
        ("name=..%2Fscripts%2Fecho", 404),
        ("name=echo.rhai", 404),
        ("name=store&startparam1=k&startparam2=v&async=2", 400),
        ("name=store&startparam1=k&startparam2=v&async=", 400),
        ("name=store&startparam1=k&startparam2=v&timeout=-1", 400),
        ("name=store&startparam1=k&startparam2=v&timeout=soon", 400),
    ] {
        assert_eq!(target.get(&script(query)).await.status, status, "{query}");
        assert_eq!(target.get(&plain(query)).await.status, status, "{query}");
    }
    assert_eq!(target.get(&plain("name=recall&startparam1=k")).await.text(), "");
}
