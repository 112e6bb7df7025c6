//! The status page: behind the gate, true to the exchange, silent about the password, and gone when it is switched off.

use refserver_http::{Config, Fixture, Limits, Password, start};
use serde_json::Value;

use super::client::{Target, encoded};

const PAGE: &str = "/-/status";
const DATA: &str = "/-/status.json";

/// The last requests as the page shows them: method, path and status.
fn requests(view: &Value) -> Vec<(String, String, u64)> {
    let rows = view["requests"].as_array().expect("requests").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    rows.map(|row| (text(&row["method"]), text(&row["path"]), row["status"].as_u64().expect("a status")))
        .collect()
}

fn user<'a>(view: &'a Value, login: &str) -> &'a Value {
    let mut users = view["users"].as_array().expect("users").iter();
    users.find(|user| user["login"] == login).expect("the user")
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere_and_puts_in_text_only() {
    let target = Target::open().await;
    let page = target.get(PAGE).await;
    assert_eq!(page.status, 200);
    for header in
        ["content-type: text/html; charset=utf-8", "cache-control: no-store", "referrer-policy: no-referrer"]
    {
        assert!(page.head.contains(header), "{header}");
    }
    assert!(page.head.contains("content-security-policy: default-src 'none'"));
    for foreign in [
        "http://",
        "https://",
        "src=",
        "href=",
        "@import",
        "url(",
        "innerHTML",
        "insertAdjacentHTML",
        "eval(",
    ] {
        assert!(!page.text().contains(foreign), "{foreign}");
    }
    target.get("/%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert_eq!(target.get(PAGE).await.body, page.body, "the page itself reflects nothing");
}

#[tokio::test]
async fn users_lines_chains_and_modes_are_shown_as_they_are() {
    let target = Target::open().await;
    target
        .get("/wp_setuserstate?user=petrova&oncallcenter=1&onlunch=1&lunchreasonmsg=%D0%BE%D0%B1%D0%B5%D0%B4")
        .await;
    target.get("/wp_autocallstart?user=ivanov&number=84951112233").await;
    let (chain, view) =
        (target.get("/wp_getchaincontent?user=ivanov").await.json(), target.get(DATA).await.json());
    assert_eq!(view["user_count"], 56);
    let caller = user(&view, "ivanov");
    assert_eq!((&caller["number"], &caller["chain"]), (&Value::from("201"), &chain["chainid"]));
    assert_eq!(caller["line_state"]["name"], "lsReserved");
    assert_eq!(view["chains"][0]["id"], chain["chainid"]);
    assert_eq!(view["chains"][0]["trace"][0]["to"], "84951112233");
    let absent = user(&view, "petrova");
    assert_eq!(absent["modes"], serde_json::json!(["call centre", "lunch"]));
    assert_eq!(
        (&absent["state"]["number"], &absent["lunch_reason"]),
        (&Value::from(2), &Value::from("обед"))
    );
    assert_eq!(user(&view, "sidorov")["chain"], Value::Null);
}

#[tokio::test]
async fn the_last_requests_are_shown_with_their_answers_but_not_those_of_the_page_itself() {
    let target = Target::open().await;
    target.get("/getlicenseinfo?detail=regserial").await;
    target.get(DATA).await;
    target.request("DELETE", "/%D0%96", "", b"").await;
    let view = target.get(DATA).await.json();
    let expected = [("DELETE", "/Ж", 404), ("GET", "/getlicenseinfo", 200)];
    let expected = expected.map(|(method, path, status)| (method.to_owned(), path.to_owned(), status));
    assert_eq!(requests(&view), expected);
    assert!(view["requests"][0]["ms"].as_f64().is_some_and(|ms| ms >= 0.0));
}

#[tokio::test]
async fn the_page_is_behind_the_gate_and_never_shows_the_password() {
    let target = Target::with(Some("тайна+1"), Limits::default()).await;
    for path in [PAGE, DATA] {
        assert_eq!(target.get(path).await.status, 403, "{path}");
    }
    let password = encoded("тайна+1");
    target.get(&format!("/getlicensefulltext?password={password}")).await;
    // Somebody forgot the question mark.
    target.get(&format!("/getlicensefulltext&password={password}")).await;
    let view = target.get(&format!("{DATA}?password={password}")).await;
    assert_eq!(view.status, 200);
    assert!(!view.text().contains("тайна"), "{}", view.text());
    let paths: Vec<String> = requests(&view.json()).into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(paths, ["/getlicensefulltext&password=…", "/getlicensefulltext"]);
    assert_eq!(target.get(&format!("{PAGE}?password={password}")).await.status, 200);
}

#[tokio::test]
async fn switched_off_the_page_is_not_there() {
    let config = Config { status_page: false, ..Config::on_free_port().expect("the built-in fixture") };
    let target = Target { running: start(config).await.expect("a server") };
    for path in [PAGE, DATA] {
        assert_eq!(target.get(path).await.status, 404, "{path}");
    }
    assert!(!target.running.welcome().to_string().contains("status"));
}

#[tokio::test]
async fn of_very_many_users_some_are_shown_those_in_calls_among_them() {
    let mut text = include_str!("../../fixture/fixture.toml").to_owned();
    for number in 0..300 {
        text += &format!(
            "\n[[user]]\nnumber = \"9{number:03}\"\nid = \"00000000-0000-4000-8000-{number:012}\"\nname = \"<b>{number}\"\n\
             login = \"u{number}\"\nstate = 1\nline = {{ id = \"00000000-0000-4001-8000-{number:012}\", \
             number = \"8{number:03}\", title = \"t{number}\", answers = \"none\" }}\n"
        );
    }
    let fixture = Fixture::parse("many.toml", &text).expect("a fixture");
    let config =
        Config { fixture, password: Password::new(""), ..Config::on_free_port().expect("a fixture") };
    let target = Target { running: start(config).await.expect("a server") };
    target.get("/wp_autocallstart?user=u299&number=9298").await;
    let view = target.get(DATA).await.json();
    assert_eq!((&view["user_count"], view["users"].as_array().map(Vec::len)), (&Value::from(356), Some(200)));
    assert_eq!(user(&view, "u299")["name"], "<b>299");
}
