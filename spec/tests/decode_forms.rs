//! Each documented form of an answer, from canned bytes to its canonical value.

#![expect(clippy::panic, reason = "a helper of a test fails the test")]

use serde_json::{Value, json};
use spec::decode::{Charset, DecodeError, Decoded, Format, Limits, Note, Position, decode};

fn read(format: Format, body: &str) -> Decoded {
    decode(format, None, body.as_bytes(), &Limits::default())
        .unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn refused(format: Format, body: &str) -> DecodeError {
    match decode(format, None, body.as_bytes(), &Limits::default()) {
        Err(error) => error,
        Ok(decoded) => panic!("{body} was read as {}", decoded.value),
    }
}

/// A mapper document with the given content of its one property set.
fn mapper(properties: &str) -> String {
    format!(
        r#"<?xml version="1.0"?>
<oktellxmlmapper version="80999">
  <data name="result" count="1">
    <property_set name="execsvcscript">{properties}</property_set>
  </data>
</oktellxmlmapper>"#
    )
}

fn properties(decoded: &Decoded) -> &Value {
    &decoded.value["data"]["property_sets"][0]["properties"]
}

#[test]
fn a_mapper_document_becomes_sets_of_properties_by_key() {
    let body = mapper(
        r#"
      <property_simple key="started" value="1" name="success" />
      <property_simple key="returnvalue" name="done" />
    "#,
    );
    let decoded = read(Format::Mapper, &body);
    assert_eq!(
        decoded.value,
        json!({"version": "80999", "data": {"name": "result", "count": "1", "property_sets": [
            {"name": "execsvcscript", "properties": {
                "started": {"value": "1", "name": "success"},
                "returnvalue": {"name": "done"},
            }},
        ]}})
    );
    assert_eq!((decoded.charset, decoded.notes), (Some(Charset::UTF_8), vec![]));
}

#[test]
fn a_property_set_keeps_its_id_and_undocumented_attributes() {
    let body = r#"<oktellxmlmapper version="1" build="7"><data name="userstate" count="2" x="y">
        <property_set name="user" id="ABCD" z="w"><property_simple key="id" value="ABCD" kind="guid"/></property_set>
        <property_set name="user"/></data></oktellxmlmapper>"#;
    assert_eq!(
        read(Format::Mapper, body).value,
        json!({"version": "1", "build": "7", "data": {"name": "userstate", "count": "2", "x": "y", "property_sets": [
            {"name": "user", "id": "ABCD", "z": "w", "properties": {"id": {"value": "ABCD", "kind": "guid"}}},
            {"name": "user", "properties": {}},
        ]}})
    );
}

#[test]
fn what_a_mapper_document_lacks_is_left_to_the_schema() {
    assert_eq!(read(Format::Mapper, "<oktellxmlmapper/>").value, json!({}));
    assert_eq!(
        read(Format::Mapper, "<oktellxmlmapper><data/></oktellxmlmapper>").value,
        json!({"data": {"property_sets": []}})
    );
}

#[test]
fn a_property_cdata_is_read_as_the_documented_property_to_the_last_blank() {
    let body =
        mapper("<property_cdata key=\"returnvalue\"><![CDATA[ <a>&amp;]]>&#13; tail\r\n</property_cdata>");
    let decoded = read(Format::Mapper, &body);
    assert_eq!(properties(&decoded), &json!({"returnvalue": {"name": " <a>&amp;\r tail\n"}}));
    assert_eq!(decoded.notes, [Note::PropertyCdata { key: "returnvalue".into() }]);
}

#[test]
fn an_attribute_is_normalised_but_its_character_references_survive() {
    let body = mapper(
        "<property_simple key=\"returnvalue\" name=\"a\tb\nc&#9;&#10;&#xD;&lt;&quot;&amp;#65;&#x1F600;\"/>",
    );
    let decoded = read(Format::Mapper, &body);
    assert_eq!(properties(&decoded)["returnvalue"]["name"], "a b c\t\n\r<\"&#65;\u{1F600}");
}

#[test]
fn undocumented_content_of_a_mapper_document_is_noted_once_and_left_out() {
    let body = "<oktellxmlmapper properties='p' data='d'><extra/><extra/><data property_sets='x'>text<other/>\
        <property_set><property_simple key='k'>text<deep/></property_simple></property_set></data></oktellxmlmapper>";
    let decoded = read(Format::Mapper, body);
    assert_eq!(
        decoded.value,
        json!({"properties": "p", "data": {"property_sets": [{"properties": {"k": {}}}]}})
    );
    let unknown =
        |element: &str, inside: &str| Note::UnknownElement { element: element.into(), inside: inside.into() };
    let text = |inside: &str| Note::StrayText { inside: inside.into() };
    let shadowed = |element: &str, attribute: &str| Note::AttributeShadowed {
        element: element.into(),
        attribute: attribute.into(),
    };
    assert_eq!(
        decoded.notes,
        [
            unknown("extra", "oktellxmlmapper"),
            text("data"),
            unknown("other", "data"),
            text("property_simple"),
            unknown("deep", "property_simple"),
            shadowed("data", "property_sets"),
            shadowed("oktellxmlmapper", "data"),
        ]
    );
}

#[test]
fn two_data_elements_have_no_canonical_form() {
    assert_eq!(
        refused(Format::Mapper, "<oktellxmlmapper>\n <data/><data/></oktellxmlmapper>"),
        DecodeError::RepeatedElement { element: "data", position: Position { line: 2, column: 9 } }
    );
}

#[test]
fn a_repeated_property_key_is_refused_in_either_dialect() {
    let body = mapper("<property_simple key='k' value='1'/><property_cdata key='k'>2</property_cdata>");
    assert!(
        matches!(refused(Format::Mapper, &body), DecodeError::DuplicateProperty { key, .. } if key == "k")
    );
}

#[test]
fn a_property_without_a_key_is_refused() {
    for element in ["property_simple", "property_cdata"] {
        let error = refused(Format::Mapper, &mapper(&format!("<{element} value='1'/>")));
        assert_eq!(error.to_string(), format!("<{element}> at line 4, column 40 has no attribute \"key\""));
    }
}

#[test]
fn a_group_document_becomes_counts_and_elements() {
    let body = "<group name='150' ready='2' busy='0'>\n<element name='151'/><element name='152' hint='x'></element></group>";
    let decoded = read(Format::Group, body);
    assert_eq!(
        decoded.value,
        json!({"name": "150", "ready": "2", "busy": "0", "elements": [{"name": "151"}, {"name": "152", "hint": "x"}]})
    );
    assert_eq!(decoded.notes, []);
}

#[test]
fn an_upload_document_becomes_a_list_of_files() {
    let body = r#"<uploadfilesresult count="2">
        <file name="a.wav" saved="1" size="5" path="D:\Up\a.wav"/><file name="b" saved="0"/></uploadfilesresult>"#;
    assert_eq!(
        read(Format::Upload, body).value,
        json!({"count": "2", "files": [
            {"name": "a.wav", "saved": "1", "size": "5", "path": r"D:\Up\a.wav"}, {"name": "b", "saved": "0"},
        ]})
    );
}

#[test]
fn undocumented_content_of_a_flat_document_is_noted() {
    let decoded = read(Format::Group, "<group elements='1'>7<user/><element>8</element></group>");
    assert_eq!(decoded.value, json!({"elements": [{}]}));
    assert_eq!(
        decoded.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "<group> holds text, where the document shows none",
            "<group> holds <user>, which the document does not show",
            "<element> holds text, where the document shows none",
            "<group> has the undocumented attribute \"elements\", which cannot be kept beside its content",
        ]
    );
}

#[test]
fn each_document_kind_wants_its_own_root() {
    let roots = [
        (Format::Mapper, "oktellxmlmapper"),
        (Format::Group, "group"),
        (Format::Upload, "uploadfilesresult"),
    ];
    for (format, expected) in roots {
        let error = refused(format, "<?xml version='1.0'?>\n  <html/>");
        let position = Position { line: 2, column: 3 };
        assert_eq!(error, DecodeError::WrongRoot { expected, found: "html".into(), position });
    }
}

#[test]
fn any_xml_becomes_a_tree_with_names_as_written() {
    let body =
        "<l:cert xmlns:l='urn:x' n='7'>\n a<!-- gone --><b><![CDATA[<>]]></b><?gone too?> &#x43; </l:cert>";
    assert_eq!(
        read(Format::XmlTree, body).value,
        json!({"element": "l:cert", "attributes": {"xmlns:l": "urn:x", "n": "7"}, "text": "a C", "children": [
            {"element": "b", "attributes": {}, "text": "<>", "children": []},
        ]})
    );
}

#[test]
fn every_raw_line_end_in_text_is_one_newline_and_a_referenced_one_stays() {
    let body = "<a>1\r\n2\r3\n\r4\r&amp;\r&#13;5<![CDATA[\r\n]]>6</a>";
    assert_eq!(read(Format::XmlTree, body).value["text"], "1\n2\n3\n\n4\n&\n\r5\n6");
}

#[test]
fn json_is_the_value_itself_with_members_in_order() {
    let body = "\u{FEFF} {\"b\": [1, -2, 0.5, true, null], \"a\": \"Отдел \\u0416\"} \n";
    let decoded = read(Format::Json, body);
    assert_eq!(decoded.value, json!({"b": [1, -2, 0.5, true, null], "a": "Отдел Ж"}));
    assert_eq!(decoded.value.to_string(), r#"{"b":[1,-2,0.5,true,null],"a":"Отдел Ж"}"#);
}

#[test]
fn a_repeated_json_key_is_noted_and_the_last_value_counts() {
    let decoded = read(Format::Json, r#"{"a": 1, "in": {"a": 2, "a": 3}, "a": 4, "a": 5}"#);
    assert_eq!(decoded.value, json!({"a": 5, "in": {"a": 3}}));
    assert_eq!(decoded.notes, [Note::DuplicateKey { key: "a".into() }]);
}

#[test]
fn malformed_json_is_refused_where_it_breaks() {
    for body in
        ["{", "[1,]", "{\"a\":NaN}", "[Infinity]", "{} {}", "{'a':1}", "[01]", "nul", "\"\u{1}\"", "1e999"]
    {
        assert!(matches!(refused(Format::Json, body), DecodeError::Json { .. }), "{body}");
    }
    assert_eq!(
        refused(Format::Json, "{\n\"a\": x}").to_string(),
        "the JSON is malformed at line 2, column 6: expected value"
    );
}

#[test]
fn text_is_kept_to_the_last_blank() {
    assert_eq!(read(Format::Text, " Лицензия\r\n\0 ").value, " Лицензия\r\n\0 ");
    assert_eq!(read(Format::Text, "").value, "");
}

#[test]
fn bytes_are_told_by_length_and_digest() {
    let decoded =
        decode(Format::Bytes, Some("text/xml; charset=utf-16"), b"abc", &Limits::default()).expect("bytes");
    assert_eq!(
        decoded.value,
        json!({"length": 3, "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})
    );
    assert_eq!((decoded.charset, decoded.notes), (None, vec![]));
}

#[test]
fn an_empty_body_is_told_apart_from_a_malformed_one() {
    for format in [Format::Mapper, Format::Group, Format::Upload, Format::XmlTree, Format::Json] {
        for body in ["", " \r\n\t"] {
            assert_eq!(refused(format, body), DecodeError::Empty, "{format} {body:?}");
        }
    }
}

#[test]
fn the_catalogue_word_of_a_format_is_what_it_displays() {
    for format in Format::ALL {
        let word = json!(format.to_string());
        assert_eq!(serde_json::from_value::<Format>(word.clone()).expect("a format"), format);
        assert_eq!(serde_json::to_value(format).expect("a word"), word);
    }
}
