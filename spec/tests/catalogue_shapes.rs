//! The schemas: what conforms passes, and each single breach is found.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};
use spec::decode::{Format, Limits, decode};
use spec::ids::SchemaName;
use spec::load;

const ID: &str = "0b8f5c1e-53a7-4d0e-9a51-6a5f3f2d7c10";
const OTHER: &str = "9D2E7A40-1C3B-4F6A-8B7C-0E5D4C3B2A19";
const TIME: &str = "2012-09-17 11:46:00";

static SHAPES: LazyLock<BTreeMap<SchemaName, Validator>> = LazyLock::new(|| {
    let catalogue = load::built_in().unwrap_or_else(|errors| panic!("{errors}"));
    let compile = |(name, schema)| (name, jsonschema::draft202012::new(&schema).unwrap());
    catalogue.schemas.into_iter().map(compile).collect()
});

fn accepts(schema: &str, value: &Value) -> bool {
    SHAPES[&SchemaName::new(schema)].is_valid(value)
}

/// The value with another one at a pointer.
fn with(value: &Value, pointer: &str, other: Value) -> Value {
    let mut value = value.clone();
    *value.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = other;
    value
}

/// The value without the member at a pointer.
fn without(value: &Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let mut value = value.clone();
    let removed = value.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
    assert!(removed.is_some(), "nothing at {pointer}");
    value
}

fn assert_each_breach_is_found(schema: &str, good: &Value, breaches: &[(&str, Value)], missing: &[&str]) {
    assert!(accepts(schema, good), "{schema} refuses what conforms");
    for (pointer, wrong) in breaches {
        assert!(
            !accepts(schema, &with(good, pointer, wrong.clone())),
            "{schema} accepts {wrong} at {pointer}"
        );
    }
    for pointer in missing {
        assert!(!accepts(schema, &without(good, pointer)), "{schema} accepts nothing at {pointer}");
    }
}

fn mapper(data: &str, set: &Value) -> Value {
    json!({ "version": "80710", "data": { "name": data, "count": "1", "property_sets": [set] } })
}

fn execution() -> Value {
    let ended = json!({
        "started": { "value": "1", "name": "success" },
        "startresult": { "value": "0", "name": "success" },
        "returnvalue": { "name": "text" },
    });
    mapper("result", &json!({ "name": "execsvcscript", "properties": ended }))
}

fn user_state() -> Value {
    let properties = json!({ "id": { "value": ID }, "state": { "value": "1", "name": "usReady" } });
    mapper("userstate", &json!({ "name": "user", "id": ID, "properties": properties }))
}

fn chain() -> Value {
    json!({ "createtime": TIME, "chainid": ID, "customfield": "", "trace": [
        { "contentelementtype": "call", "isuser": true, "userid": ID, "userlogin": "ivanov", "username": "Иванов",
          "department": "Отдел", "istask": false, "queuepriority": 10, "managedlineid": ID, "managedlinenumber": "17001",
          "srclineid": ID, "srclinenumber": "17001", "srcelementid": ID, "objectid": OTHER, "calledid": "202",
          "callerid": "201", "pbxdirection": "internal", "queuesource": 1, "queuesourcestr": "qsLineLogic",
          "objecttype": 0, "objecttypestr": "qotQueueLogic", "startqueuetime": TIME },
        { "contentelementtype": "commutation", "commutationid": OTHER, "isrecorded": false, "timestart": TIME,
          "timeanswer": TIME, "connectiontype": 3, "connectiontypestr": "ctInnerInner",
          "aisuser": true, "auserid": ID, "ausername": "Иванов", "auserlogin": "ivanov", "atext": "Иванов",
          "alineid": ID, "alinenumber": "17001", "aoutnumber": "201", "anumberdialed": "202",
          "bisuser": true, "buserid": OTHER, "busername": "Петрова", "buserlogin": "petrova", "btext": "Петрова",
          "blineid": OTHER, "blinenumber": "17002", "boutnumber": "202", "bnumberdialed": "" },
    ] })
}

fn abonent() -> Value {
    json!({ "currentlinestate": 32, "currentlinestatestr": "lsCommutated", "abonentinfo": {
        "isuser": true, "calleruserid": ID, "callerusername": "Петрова", "calleruserlogin": "petrova",
        "callerid": "202", "callername": "Петрова", "callersimple": "Петрова", "callercomment": "",
        "callerdescription": "", "callerlineid": ID, "callerlinenum": "17002", "chainid": ID, "commutationid": OTHER,
        "isconference": false, "isivr": false, "isextline": false, "canfax": true, "canvideo": false,
        "cansendfiles": false, "canswitchtoconf": false } })
}

#[test]
fn execution_has_the_documented_shape() {
    let set = "/data/property_sets/0";
    let at = |rest: &str| format!("{set}/properties/{rest}");
    let (started, result) = (at("started"), at("startresult"));
    let (value, returned) = (at("started/value"), at("returnvalue"));
    let named = format!("{set}/name");
    let breaches = [
        ("/version", json!("eight")),
        ("/data/name", json!("results")),
        ("/data/count", json!("2")),
        ("/data/property_sets", json!([])),
        (named.as_str(), json!("execsvcscriptplain")),
        (value.as_str(), json!("yes")),
        (started.as_str(), json!({ "value": "1" })),
        (returned.as_str(), json!({ "value": "text" })),
    ];
    assert_each_breach_is_found(
        "execsvcscript",
        &execution(),
        &breaches,
        &["/version", "/data", &started, &result],
    );
}

#[test]
fn execution_may_lack_a_result_and_may_say_more() {
    let properties = "/data/property_sets/0/properties";
    assert!(accepts("execsvcscript", &without(&execution(), &format!("{properties}/returnvalue"))));
    assert!(accepts("execsvcscript", &with(&execution(), &format!("{properties}/returnvalue"), json!({}))));
    let extra = json!({ "name": "text", "lang": "ru" });
    assert!(accepts("execsvcscript", &with(&execution(), &format!("{properties}/returnvalue"), extra)));
    let refused = json!({ "started": { "value": "0", "name": "failed" } });
    assert!(accepts("execsvcscript", &with(&execution(), properties, refused)));
}

#[test]
fn user_state_has_the_documented_shape() {
    let set = "/data/property_sets/0";
    let breaches = [
        ("/data/name", json!("userstates")),
        ("/data/property_sets/0/name", json!("users")),
        ("/data/property_sets/0/id", json!("17001")),
        ("/data/property_sets/0/properties/id/value", json!("17001")),
        ("/data/property_sets/0/properties/state/value", json!("ready")),
        ("/data/property_sets/0/properties/state/name", json!("Ready")),
        ("/data/property_sets/0/properties/state/name", json!("usBreak")),
    ];
    let missing =
        [format!("{set}/id"), format!("{set}/properties/state"), format!("{set}/properties/state/name")];
    assert_each_breach_is_found(
        "userstate",
        &user_state(),
        &breaches,
        &missing.each_ref().map(String::as_str),
    );
    assert!(
        accepts("userstate", &with(&user_state(), &format!("{set}/id"), json!(OTHER))),
        "upper case is allowed"
    );
}

#[test]
fn group_has_the_documented_shape() {
    let good = json!({ "name": "120", "ready": "1", "busy": "0", "elements": [{ "name": "201" }] });
    let breaches = [
        ("/ready", json!("-1")),
        ("/busy", json!("few")),
        ("/elements", json!([{ "number": "201" }])),
        ("/elements/0/name", json!("")),
    ];
    assert_each_breach_is_found("group", &good, &breaches, &["/name", "/ready", "/busy", "/elements"]);
    assert!(accepts("group", &json!({ "name": "120", "ready": "0", "busy": "0", "elements": [] })));
}

#[test]
fn upload_has_the_documented_shape() {
    let stored = json!({ "name": "a.bin", "saved": "1", "size": "3", "path": "C:\\Temp\\UploadData\\a.bin" });
    let good = json!({ "count": "2", "files": [stored, { "name": "b.bin", "saved": "0" }] });
    let breaches = [
        ("/count", json!("two")),
        ("/files/0/saved", json!("yes")),
        ("/files/0/saved", json!("0")),
        ("/files/1/saved", json!("1")),
        ("/files/0/size", json!("3 bytes")),
    ];
    let missing = ["/count", "/files", "/files/0/name", "/files/0/saved", "/files/0/size", "/files/0/path"];
    assert_each_breach_is_found("upload", &good, &breaches, &missing);
}

#[test]
fn licences_are_text_without_markup_and_any_tree() {
    assert!(accepts("license-text", &json!("\r\n  Лицензия 1234567")));
    for wrong in ["", " \n ", "<licence/>", "\n <html>"] {
        assert!(!accepts("license-text", &json!(wrong)), "{wrong:?}");
    }
    let tree = json!({ "element": "сертификат", "attributes": {}, "text": "", "children": [] });
    assert!(accepts("license-xml", &tree));
    assert!(!accepts("license-xml", &json!("1234567")));
}

#[test]
fn chain_needs_every_key_of_the_example_in_its_kind() {
    let good = chain();
    assert_each_breach_is_found(
        "chain",
        &good,
        &[("/chainid", json!("x")), ("/createtime", json!("today"))],
        &[],
    );
    let sizes: Vec<usize> =
        good["trace"].as_array().unwrap().iter().map(|element| element.as_object().unwrap().len()).collect();
    assert_eq!(sizes, [22, 25]);
    for index in 0..sizes.len() {
        for key in good["trace"][index].as_object().unwrap().keys() {
            let pointer = format!("/trace/{index}/{key}");
            assert_each_breach_is_found("chain", &good, &[(&pointer, json!([]))], &[&pointer]);
        }
    }
    assert_each_breach_is_found("chain", &good, &[], &["/createtime", "/chainid", "/customfield", "/trace"]);
}

#[test]
fn chain_judges_guids_times_and_pairs() {
    let breaches = [
        ("/trace/0/userid", json!("201")),
        ("/trace/0/startqueuetime", json!("2012-13-17 11:46:00")),
        ("/trace/0/queuesourcestr", json!("qsOther")),
        ("/trace/0/objecttypestr", json!("qotOther")),
        ("/trace/1/connectiontypestr", json!("ctInnerOuter")),
        ("/trace/1/alineid", json!("17001")),
        ("/trace/1/buserid", json!("")),
        ("/trace/1/timeanswer", json!("17.09.2012 11:46")),
    ];
    assert_each_breach_is_found("chain", &chain(), &breaches, &[]);
}

#[test]
fn chain_tolerates_sides_without_user_other_elements_and_further_keys() {
    let mut good = chain();
    good["trace"][1]["bisuser"] = json!(false);
    good["trace"][1]["connectiontype"] = json!(1);
    good["trace"][1]["connectiontypestr"] = json!("ctInnerOuter");
    for key in ["buserid", "busername", "buserlogin"] {
        good = without(&good, &format!("/trace/1/{key}"));
    }
    good["trace"][0]["novelty"] = json!(7);
    good["trace"].as_array_mut().unwrap().push(json!({ "contentelementtype": "ivr" }));
    assert!(accepts("chain", &good));
    assert!(
        !accepts("chain", &with(&good, "/trace/1/bisuser", json!(true))),
        "a user's keys may not be missing"
    );
}

#[test]
fn abonent_needs_every_key_of_the_example_in_its_kind() {
    let good = abonent();
    let keys: Vec<String> = good["abonentinfo"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys.len(), 20);
    for key in keys {
        let pointer = format!("/abonentinfo/{key}");
        assert_each_breach_is_found("abonent", &good, &[(&pointer, json!([]))], &[&pointer]);
    }
    let breaches = [("/currentlinestatestr", json!("lsReady")), ("/currentlinestate", json!("32"))];
    assert_each_breach_is_found("abonent", &good, &breaches, &["/abonentinfo", "/currentlinestate"]);
}

#[test]
fn abonent_may_be_no_user() {
    let mut good = with(&abonent(), "/abonentinfo/isuser", json!(false));
    for key in ["calleruserid", "callerusername", "calleruserlogin"] {
        good = without(&good, &format!("/abonentinfo/{key}"));
    }
    assert!(accepts("abonent", &good));
}

#[test]
fn what_the_decoders_make_of_the_documented_forms_fits_the_schemas() {
    let decoded =
        |format, text: &str| decode(format, None, text.as_bytes(), &Limits::default()).unwrap().value;
    let execution = r#"<oktellxmlmapper version="80710"><data name="result" count="1"><property_set name="execsvcscript">
        <property_simple key="started" value="1" name="success"/><property_simple key="startresult" value="0" name="success"/>
        <property_simple key="returnvalue" name="text"/></property_set></data></oktellxmlmapper>"#;
    assert!(accepts("execsvcscript", &decoded(Format::Mapper, execution)));
    let state = format!(
        r#"<oktellxmlmapper version="80710"><data name="userstate" count="1"><property_set name="user" id="{ID}">
        <property_simple key="id" value="{ID}"/><property_simple key="state" value="1" name="usReady"/>
        </property_set></data></oktellxmlmapper>"#
    );
    assert!(accepts("userstate", &decoded(Format::Mapper, &state)));
    let group = r#"<group name="120" ready="1" busy="2"><element name="201"/></group>"#;
    assert!(accepts("group", &decoded(Format::Group, group)));
    let upload = r#"<uploadfilesresult count="2"><file name="a.bin" saved="1" size="3" path="C:\a.bin"/>
        <file name="b.bin" saved="0"/></uploadfilesresult>"#;
    assert!(accepts("upload", &decoded(Format::Upload, upload)));
    assert!(accepts("license-xml", &decoded(Format::XmlTree, "<licence><number>1234567</number></licence>")));
    assert!(accepts("license-text", &decoded(Format::Text, "Licence 1234567")));
    assert!(accepts("chain", &decoded(Format::Json, &chain().to_string())));
}
