//! WP, CALL, CHAIN, ABON and SET: one call from its start to its end, seen from both sides.

use std::collections::BTreeSet;
use std::time::Duration;

use super::client::{Target, encoded};
use serde_json::{Value, json};
use tokio::time::sleep;

const CALL_KEYS: &str = "userlogin isuser queuepriority managedlineid contentelementtype srclinenumber userid calledid istask \
    pbxdirection queuesourcestr srclineid objecttypestr managedlinenumber objecttype callerid queuesource department \
    startqueuetime objectid username srcelementid";
const COMMUTATION_KEYS: &str = "contentelementtype connectiontype btext aisuser atext connectiontypestr buserid ausername \
    aoutnumber blineid auserlogin bisuser buserlogin auserid busername timeanswer isrecorded commutationid bnumberdialed \
    timestart boutnumber anumberdialed alinenumber blinenumber alineid";
const ABONENT_KEYS: &str = "cansendfiles isconference callerlineid callercomment isuser callername canswitchtoconf \
    callerusername commutationid calleruserlogin callerdescription callerlinenum isivr callerid callersimple calleruserid \
    canfax canvideo chainid isextline";

async fn state_of(target: &Target, number: &str) -> Option<String> {
    target.get(&format!("/tst_getuserstate?number={number}")).await.property("state", "value")
}

/// Asks until the answer suits.
async fn wait_for(target: &Target, path: &str, suits: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..100 {
        let answer = target.get(path).await.json();
        if suits(&answer) {
            return answer;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never answered as expected");
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn words(list: &str) -> BTreeSet<&str> {
    list.split_whitespace().collect()
}

#[tokio::test]
async fn a_call_inside_is_seen_from_both_sides_and_ends_by_itself() {
    let target = Target::open().await;
    assert_eq!(target.get("/wp_getchaincontent?user=ivanov").await.json(), json!({}));
    let idle = target.get("/wp_getabonentinfo?user=ivanov").await.json();
    assert_eq!(keys(&idle), words("currentlinestate currentlinestatestr"));

    let started = target.get("/wp_autocallstart?line=17001&number=202&direction=pbx").await;
    assert_eq!((started.status, started.body.len()), (200, 0));
    let talking = |info: &Value| info["currentlinestate"] == 32;
    let ours = wait_for(&target, "/wp_getabonentinfo?user=ivanov", talking).await;
    let theirs = target.get("/wp_getabonentinfo?wp=OPERATOR2").await.json();
    let chain = target.get("/wp_getchaincontent?line=4B164720-8025-4DA6-BEF9-58B5EA16B291").await.json();
    assert_eq!(
        (state_of(&target, "201").await, state_of(&target, "202").await),
        (Some("5".into()), Some("5".into()))
    );

    assert_eq!(keys(&ours["abonentinfo"]), words(ABONENT_KEYS));
    assert_eq!(ours["currentlinestatestr"], "lsCommutated");
    assert_eq!(
        (&ours["abonentinfo"]["callerid"], &theirs["abonentinfo"]["callerid"]),
        (&json!("202"), &json!("201"))
    );
    assert_eq!(theirs["abonentinfo"]["calleruserlogin"], "ivanov");
    assert_eq!(keys(&chain), words("createtime trace customfield chainid"));
    let trace = chain["trace"].as_array().expect("a trace");
    let call = trace.iter().find(|element| element["contentelementtype"] == "call").expect("a call");
    let commutation =
        trace.iter().find(|element| element["contentelementtype"] == "commutation").expect("a commutation");
    assert_eq!(keys(call), words(CALL_KEYS));
    assert_eq!(keys(commutation), words(COMMUTATION_KEYS));
    assert_eq!(call["department"], "Отдел продаж");
    assert_eq!(commutation["commutationid"], ours["abonentinfo"]["commutationid"]);
    assert_eq!(chain["chainid"], theirs["abonentinfo"]["chainid"]);

    wait_for(&target, "/wp_getchaincontent?user=ivanov", |chain| *chain == json!({})).await;
    assert_eq!(
        (state_of(&target, "201").await, state_of(&target, "202").await),
        (Some("1".into()), Some("1".into()))
    );
}

#[tokio::test]
async fn a_call_outside_has_no_user_on_the_other_side() {
    let target = Target::open().await;
    target.post_form("/wp_autocallstart", "user=ivanov&number=84950000000&sequence=back").await;
    let info =
        wait_for(&target, "/wp_getabonentinfo?user=ivanov", |info| info["currentlinestate"] == 32).await;
    let without_user = &words(ABONENT_KEYS) - &words("calleruserid callerusername calleruserlogin");
    assert_eq!(keys(&info["abonentinfo"]), without_user);
    assert_eq!(
        (&info["abonentinfo"]["isextline"], &info["abonentinfo"]["callerid"]),
        (&json!(true), &json!("84950000000"))
    );
    let chain = target.get("/wp_getchaincontent?user=ivanov").await.json();
    let commutation = &chain["trace"][1];
    assert_eq!(keys(commutation), &words(COMMUTATION_KEYS) - &words("buserid busername buserlogin"));
}

#[tokio::test]
async fn every_kind_of_selector_determines_the_same_line() {
    let target = Target::open().await;
    let selectors = [
        "44C055A4-7881-46AC-B4C3-C0C0BC5D23BE",
        "4b164720-8025-4da6-bef9-58b5ea16b291",
        "Иван Иванов",
        "ivanov",
        "17001",
        "201",
        "Аппарат 201",
        "OPERATOR1",
    ];
    target.get("/wp_autocallstart?user=ivanov&number=221").await;
    let chain = target.get("/wp_getchaincontent?user=ivanov").await.json();
    assert!(chain["chainid"].is_string());
    for selector in selectors {
        for parameter in ["line", "user", "wp"] {
            let path = format!("/wp_getchaincontent?{parameter}={}", encoded(selector));
            assert_eq!(target.get(&path).await.json(), chain, "{path}");
        }
    }
    assert_eq!(target.get("/wp_autocallstop?wp=OPERATOR1").await.status, 200);
    assert_eq!(target.get("/wp_getchaincontent?user=ivanov").await.json(), json!({}));
}

#[tokio::test]
async fn orders_without_a_line_or_a_number_are_refused_and_change_nothing() {
    let target = Target::open().await;
    for command in [
        "wp_autocallstart",
        "wp_switchcall",
        "wp_autocallstop",
        "wp_flash",
        "wp_declinecall",
        "wp_setuserstate",
        "wp_getchaincontent",
        "wp_getabonentinfo",
    ] {
        assert_eq!(
            target.get(&format!("/{command}?number=202&userstateid=3")).await.status,
            400,
            "{command}"
        );
        let unknown = target.get(&format!("/{command}?user=%3Cnobody%3E&number=202&userstateid=3")).await;
        assert_eq!((unknown.status, unknown.text().contains("nobody")), (404, false), "{command}");
    }
    for malformed in ["", "&number=", "&number=202&direction=up", "&number=202&sequence=sideways"] {
        assert_eq!(
            target.get(&format!("/wp_autocallstart?user=ivanov{malformed}")).await.status,
            400,
            "{malformed}"
        );
    }
    assert_eq!(target.get("/wp_getchaincontent?user=ivanov").await.json(), json!({}));
    for idle in ["wp_autocallstop", "wp_flash", "wp_declinecall"] {
        let answer = target.get(&format!("/{idle}?user=ivanov")).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{idle}");
    }
    assert_eq!(state_of(&target, "202").await.as_deref(), Some("1"));
}

#[tokio::test]
async fn wp_setuserstate_answers_200_and_nothing_even_where_it_refuses() {
    let target = Target::open().await;
    for (change, state) in [
        ("userstateid=3", "3"),
        ("userstateid=1", "1"),
        ("userstateid=2", "1"),
        ("userstateid=0", "1"),
        ("userstateid=nonsense", "1"),
        ("oncallcenter=1&userstateid=2", "2"),
        ("oncallcenter=0", "1"),
        ("onlunch=1", "1"),
        ("oncallcenter=1&onlunch=1&lunchreasonid=1001", "2"),
        ("onlunch=0", "1"),
        ("userstateid=5", "5"),
    ] {
        let answer = target.get(&format!("/wp_setuserstate?user=petrova&{change}")).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{change}");
        assert_eq!(state_of(&target, "202").await.as_deref(), Some(state), "{change}");
    }
    let group = target.get("/tst_getintnumberreadyusers?number=120").await.xml();
    assert!(group.contains("ready=\"4\" busy=\"1\"") && !group.contains("name=\"202\""), "{group}");
}
