//! AUTH: the password comes before everything, for every path.

use super::client::Target;
use refserver_http::Limits;

const PATHS: [&str; 23] = [
    "/execsvcscript",
    "/execsvcscriptplain",
    "/tst_getintnumberreadyusers",
    "/tst_getuserstate",
    "/getlicensefulltext",
    "/getlicensefullxml",
    "/getlicenseinfo",
    "/download/rec/rec-7f3a9c51",
    "/download/fax/fax-91e0",
    "/download/byscript",
    "/downloadrecordbylink",
    "/upload",
    "/wp_getchaincontent",
    "/wp_getabonentinfo",
    "/wp_autocallstart",
    "/wp_switchcall",
    "/wp_autocallstop",
    "/wp_flash",
    "/wp_declinecall",
    "/wp_setuserstate",
    "/",
    "/nothing",
    "/Upload",
];

const PASSWORD: &str = "Тайна+1 %";
const ENCODED: &str = "%D0%A2%D0%B0%D0%B9%D0%BD%D0%B0%2B1+%25";

async fn guarded() -> Target {
    Target::with(Some(PASSWORD), Limits::default()).await
}

#[tokio::test]
async fn every_path_and_method_is_forbidden_without_the_password() {
    let target = guarded().await;
    for path in PATHS {
        for method in ["GET", "POST", "DELETE", "HEAD"] {
            let answer = target.request(method, path, "", b"").await;
            assert!(answer.head.starts_with("HTTP/1.1 403 Forbidden"), "{method} {path}: {}", answer.head);
        }
    }
}

#[tokio::test]
async fn no_path_is_forbidden_with_the_password() {
    let target = guarded().await;
    for path in PATHS {
        let answer = target.get(&format!("{path}?password={ENCODED}")).await;
        assert!(answer.status != 403 && answer.status < 500, "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn near_misses_of_the_password_do_not_open_the_gate() {
    let target = guarded().await;
    for wrong in
        ["", &ENCODED[..12], &format!("{ENCODED}1"), &format!("+{ENCODED}"), &ENCODED.replace("%A2", "%B2")]
    {
        assert_eq!(target.get(&format!("/getlicensefulltext?password={wrong}")).await.status, 403, "{wrong}");
    }
    assert_eq!(target.get(&format!("/getlicensefulltext?Password={ENCODED}")).await.status, 403);
}

#[tokio::test]
async fn a_form_may_carry_the_password_but_the_body_of_an_upload_may_not() {
    let target = guarded().await;
    let form = format!("detail=regserial&password={ENCODED}");
    assert_eq!(target.post_form("/getlicenseinfo", &form).await.text(), "1234567");
    assert_eq!(target.post_form("/nothing", &form).await.status, 404);
    assert_eq!(target.post_form("/upload", &form).await.status, 403);
    assert_eq!(target.post_form(&format!("/upload?password={ENCODED}"), "").await.status, 415);
}

#[tokio::test]
async fn a_forbidden_request_has_no_effect() {
    let target = guarded().await;
    let script = |query: &str| format!("/execsvcscriptplain?{query}");
    target.get(&script("name=store&startparam1=k&startparam2=v")).await;
    let kept = target.get(&script(&format!("name=recall&startparam1=k&password={ENCODED}"))).await;
    assert_eq!((kept.status, kept.text()), (200, ""));
}

#[tokio::test]
async fn without_a_setting_a_superfluous_password_is_ignored() {
    let target = Target::with(Some(""), Limits::default()).await;
    assert_eq!(target.get("/getlicenseinfo?detail=regserial&password=x").await.text(), "1234567");
}
