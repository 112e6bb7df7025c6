//! HTTP, READY, STATE and LIC: what is asked and answered without any effect.

use super::client::Target;

const IVANOV: &str = "44c055a4-7881-46ac-b4c3-c0c0bc5d23be";

#[tokio::test]
async fn tst_getuserstate_answers_in_lower_case_whatever_the_request() {
    let target = Target::open().await;
    for query in
        [format!("iduser={IVANOV}"), format!("iduser={}", IVANOV.to_uppercase()), "number=201".to_owned()]
    {
        let answer = target.get(&format!("/tst_getuserstate?{query}")).await;
        assert_eq!(answer.property("id", "value").as_deref(), Some(IVANOV), "{query}");
        assert_eq!(answer.property("state", "value").as_deref(), Some("1"));
        assert_eq!(answer.property("state", "name").as_deref(), Some("usReady"));
        assert!(answer.xml().contains(&format!("<property_set name=\"user\" id=\"{IVANOV}\">")));
    }
}

#[tokio::test]
async fn tst_getuserstate_refuses_who_it_does_not_know() {
    let target = Target::open().await;
    let unknown = "iduser=da803f01-ea77-40fa-bc9d-e2efb36fd5a8";
    for (query, status) in
        [("", 400), ("iduser=", 400), (unknown, 404), ("iduser=%00%3Cx%3E", 404), ("number=999", 404)]
    {
        let answer = target.get(&format!("/tst_getuserstate?{query}")).await;
        assert_eq!(answer.status, status, "{query}");
    }
}

#[tokio::test]
async fn tst_getintnumberreadyusers_lists_the_free_members_of_a_group() {
    let target = Target::open().await;
    let answer = target.get("/tst_getintnumberreadyusers?number=120").await;
    assert!(answer.head.to_lowercase().contains("content-type: text/xml; charset=utf-8"));
    let text = answer.xml();
    let document = roxmltree::Document::parse(&text).expect("well-formed");
    let group = document.root_element();
    let listed: Vec<_> = group.children().filter_map(|node| node.attribute("name")).collect();
    assert_eq!(listed, ["201", "202", "203", "204", "221"]);
    let attributes = ["name", "ready", "busy"].map(|name| group.attribute(name));
    assert_eq!(attributes, [Some("120"), Some("5"), Some("0")]);
    assert_eq!(target.get("/tst_getintnumberreadyusers?number=201").await.status, 200);
    assert_eq!(target.get("/tst_getintnumberreadyusers?number=999").await.status, 404);
    assert_eq!(target.get("/tst_getintnumberreadyusers").await.status, 400);
}

#[tokio::test]
async fn the_three_licence_commands_agree() {
    let target = Target::open().await;
    let text = target.get("/getlicensefulltext").await.text().to_owned();
    let xml = target.get("/getlicensefullxml?detail=confirmdate").await.xml();
    assert!(!text.contains('<') && text.contains("лицензии") && !text.contains('{'));
    assert!(roxmltree::Document::parse(&xml).is_ok());
    for (detail, value) in
        [("regserial", "1234567"), ("confirmdate", "15.03.2027"), ("updatelimitdate", "31.12.2027")]
    {
        assert_eq!(target.get(&format!("/getlicenseinfo?detail={detail}")).await.text(), value);
        assert!(text.contains(value) && xml.contains(&format!("<{detail} value=\"{value}\"/>")), "{detail}");
    }
    for refused in ["", "?detail=", "?detail=REGSERIAL", "?Detail=regserial", "?detail=%3Cx%3E"] {
        assert_eq!(target.get(&format!("/getlicenseinfo{refused}")).await.status, 400, "{refused}");
    }
}

#[tokio::test]
async fn other_methods_and_other_paths_are_refused() {
    let target = Target::open().await;
    for method in ["PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "BREW"] {
        let answer = target.request(method, "/getlicensefulltext", "", b"").await;
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.head.to_lowercase().contains("allow: get, post"), "{method}");
        assert_eq!(target.request(method, "/nothing", "", b"").await.status, 404, "{method}");
    }
    assert_eq!(target.get("/upload").await.status, 405);
    for path in [
        "/",
        "/GetLicenseFullText",
        "/getlicensefulltext/",
        "//getlicensefulltext",
        "/getlicensefulltext%20",
        "/../upload",
    ] {
        assert_eq!(target.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn of_duplicates_the_first_counts_and_odd_bytes_do_no_harm() {
    let target = Target::open().await;
    let answer = target.get("/getlicenseinfo?detail=regserial&detail=confirmdate").await;
    assert_eq!(answer.text(), "1234567");
    for odd in ["detail=%FF%FE", "%=%&&&==&detail", "detail=%", "detail=%zz", "?detail=x"] {
        assert_eq!(target.get(&format!("/getlicenseinfo?{odd}")).await.status, 400, "{odd}");
    }
    assert_eq!(target.get("/execsvcscriptplain?name=echo&startparam1=%FFx").await.text(), "\u{FFFD}x");
}
