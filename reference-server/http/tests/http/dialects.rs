//! Every dialect: the same answers, told another way.

use refserver_http::Config;

use super::client::{Answer, Target, encoded};

const IVANOV: &str = "44c055a4-7881-46ac-b4c3-c0c0bc5d23be";

async fn server(settings: &str) -> Target {
    let dialect = settings.parse().expect("a dialect");
    Target::start(Config { dialect, ..Config::on_free_port().expect("the built-in fixture") }).await
}

fn state(by: &str) -> String {
    format!("/tst_getuserstate?{by}")
}

#[tokio::test]
async fn mapper_bytes_are_utf16_of_either_order_or_utf8() {
    for (bytes, start) in
        [("utf-16le", &b"\xFF\xFE<\0"[..]), ("utf-16be", b"\xFE\xFF\0<"), ("utf-8", b"<?xml")]
    {
        let target = server(&format!("mapper-bytes={bytes}")).await;
        let answer = target.get(&state("number=201")).await;
        assert!(answer.body.starts_with(start), "{bytes}");
        let charset = if bytes == "utf-8" { "utf-8" } else { "utf-16" };
        assert!(answer.head.contains(&format!("text/xml; charset={charset}")), "{bytes}: {}", answer.head);
    }
}

#[tokio::test]
async fn a_return_value_in_cdata_is_the_same_value() {
    let value = "a]]>b\r\n<Ж> ";
    let echo = format!("/execsvcscript?name=echo&startparam1={}", encoded(value));
    for layout in ["pretty", "compact"] {
        let target = server(&format!("return-value=property_cdata,layout={layout}")).await;
        let text = target.get(&echo).await.xml();
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let property =
            document.descendants().find(|node| node.has_tag_name("property_cdata")).expect("the value");
        let read: String = property.children().filter_map(|node| node.text()).collect();
        assert_eq!((read.as_str(), text.contains("\n  <data")), (value, layout == "pretty"));
    }
}

#[tokio::test]
async fn answers_come_in_chunks_or_with_a_length_and_connections_stay_or_close() {
    let head = |answer: Answer| answer.head.to_lowercase();
    let target = server("framing=chunked,connection=close").await;
    // The client does not ask for an end, and reads till there is one.
    let answer = head(target.raw(b"GET /getlicensefulltext HTTP/1.1\r\nHost: x\r\n\r\n").await);
    assert!(answer.contains("transfer-encoding: chunked") && !answer.contains("content-length"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert!(head(server("").await.get("/getlicensefulltext").await).contains("content-length: "));
}

#[tokio::test]
async fn content_types_are_as_chosen() {
    for (types, xml, json) in [
        ("charset", "text/xml; charset=utf-8", "application/json; charset=utf-8"),
        ("bare", "text/xml", "application/json"),
        ("application-xml", "application/xml; charset=utf-8", "application/json; charset=utf-8"),
        ("html", "text/html; charset=utf-8", "text/html; charset=utf-8"),
    ] {
        let target = server(&format!("content-types={types}")).await;
        for (path, kind) in [("/getlicensefullxml", xml), ("/wp_getchaincontent?user=ivanov", json)] {
            let head = target.get(path).await.head;
            assert!(
                head.lines().any(|line| line == format!("content-type: {kind}")),
                "{types} {path}: {head}"
            );
        }
    }
}

#[tokio::test]
async fn unknown_scripts_and_users_may_be_answered_by_a_document_that_says_no() {
    let target = server("unknown=document").await;
    let script = target.get("/execsvcscript?name=nobody").await;
    assert_eq!((script.status, script.property("started", "value").as_deref()), (200, Some("0")));
    for by in ["iduser=da803f01-ea77-40fa-bc9d-e2efb36fd5a8", "iduser=nonsense", "number=999"] {
        let user = target.get(&state(by)).await;
        assert_eq!((user.status, user.property("state", "value")), (200, None), "{by}");
    }
    assert_eq!(target.get("/execsvcscriptplain?name=nobody").await.status, 404);
}

#[tokio::test]
async fn json_may_have_further_keys_and_guids_in_capitals() {
    let target = server("extra-keys=on,json-guids=upper").await;
    target.get("/wp_autocallstart?user=ivanov&number=221").await;
    let chain = target.get("/wp_getchaincontent?user=ivanov").await.json();
    let call = &chain["trace"][0];
    assert!(chain["extension"].is_object() && call["extension"].is_object());
    assert_eq!(call["userid"], IVANOV.to_uppercase());
    assert_eq!(target.get(&state("number=201")).await.property("id", "value").as_deref(), Some(IVANOV));
}

#[tokio::test]
async fn a_user_is_known_by_the_parameters_that_were_chosen() {
    for (choice, by_id, by_number) in [("both", 200, 200), ("iduser", 200, 400), ("number", 400, 200)] {
        let target = server(&format!("user-parameter={choice}")).await;
        assert_eq!(target.get(&state(&format!("iduser={IVANOV}"))).await.status, by_id, "{choice}");
        assert_eq!(target.get(&state("number=201")).await.status, by_number, "{choice}");
    }
}
