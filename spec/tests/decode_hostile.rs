//! Answers meant to hurt their reader are refused: quickly, on a small stack, and with the place of the harm.

#![expect(clippy::expect_used, clippy::panic, reason = "a helper of a test fails the test")]

use std::thread;

use serde_json::Value;
use spec::decode::{DecodeError, Decoded, Format, Limits, Position, XmlFault, decode};

/// Enough for any bounded recursion, and far too little for a recursion as deep as the input.
const SMALL_STACK: usize = 512 * 1024;

const MILLION: usize = 1_000_000;

/// Decodes, inspects and drops on a small stack; generous limits, so that only the ones under test bind.
fn on_small_stack(format: Format, body: String, limits: Limits) -> Result<(), DecodeError> {
    thread::Builder::new()
        .stack_size(SMALL_STACK)
        .spawn(move || decode(format, None, body.as_bytes(), &limits).map(drop))
        .expect("a thread")
        .join()
        .expect("no panic and no overflow")
}

fn roomy() -> Limits {
    Limits { body_bytes: 64 << 20, ..Limits::default() }
}

fn fault(body: &str) -> XmlFault {
    match decode(Format::XmlTree, None, body.as_bytes(), &Limits::default()) {
        Err(DecodeError::NotWellFormed { fault, .. }) => fault,
        other => panic!("{body:?} gave {other:?}"),
    }
}

fn tree(body: &str) -> Result<Decoded, DecodeError> {
    decode(Format::XmlTree, None, body.as_bytes(), &Limits::default())
}

#[test]
fn a_million_nested_elements_are_refused_at_the_depth_limit() {
    for format in [Format::XmlTree, Format::Mapper] {
        let error = on_small_stack(format, "<a>".repeat(MILLION), roomy());
        assert_eq!(
            error,
            Err(DecodeError::TooDeep { limit: 64, position: Position { line: 1, column: 193 } })
        );
    }
}

#[test]
fn no_setting_lets_the_depth_exceed_what_the_stack_bears() {
    let limits = Limits { depth: usize::MAX, nodes: usize::MAX, ..roomy() };
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    let arrays = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(on_small_stack(Format::XmlTree, nested(Limits::DEEPEST), limits), Ok(()));
    assert_eq!(on_small_stack(Format::Json, arrays(Limits::DEEPEST), limits), Ok(()));
    for error in [
        on_small_stack(Format::XmlTree, nested(MILLION), limits),
        on_small_stack(Format::Json, arrays(MILLION), limits),
        on_small_stack(Format::Json, "{\"a\":".repeat(MILLION), limits),
    ] {
        assert!(matches!(error, Err(DecodeError::TooDeep { limit: Limits::DEEPEST, .. })), "{error:?}");
    }
}

#[test]
fn the_depth_limit_lets_in_exactly_its_depth() {
    let limits = Limits { depth: 3, ..Limits::default() };
    for (format, fits, exceeds) in [
        (Format::XmlTree, "<a><b><c/></b></a>", "<a><b><c><d/></c></b></a>"),
        (Format::Json, "[{\"a\":[1]}]", "[[[[]]]]"),
    ] {
        assert!(decode(format, None, fits.as_bytes(), &limits).is_ok(), "{fits}");
        let error = decode(format, None, exceeds.as_bytes(), &limits);
        assert!(matches!(error, Err(DecodeError::TooDeep { limit: 3, .. })), "{exceeds}: {error:?}");
    }
}

/// One element with that many attributes.
fn studded(attributes: usize) -> String {
    let attributes: String = (0..attributes).map(|n| format!(" a{n}=''")).collect();
    format!("<a{attributes}/>")
}

#[test]
fn a_million_attributes_on_one_element_are_refused_at_the_node_limit() {
    let error = on_small_stack(Format::XmlTree, studded(MILLION), roomy());
    let most = Limits::default().nodes;
    assert!(matches!(error, Err(DecodeError::TooManyNodes { limit, .. }) if limit == most), "{error:?}");
}

/// Comparing each with each would take minutes.
#[test]
fn as_many_attributes_as_the_node_limit_allows_cost_linear_time() {
    let limits = Limits { nodes: 200_000, ..roomy() };
    assert_eq!(on_small_stack(Format::XmlTree, studded(limits.nodes - 1), limits), Ok(()));
}

#[test]
fn the_node_limit_counts_elements_attributes_and_json_values() {
    let limits = Limits { nodes: 4, ..Limits::default() };
    for (format, fits, exceeds) in [
        (Format::XmlTree, "<a b='' c=''><d/></a>", "<a b='' c=''><d/><e/></a>"),
        (Format::Json, "[1,{\"a\":2}]", "[1,2,3,4]"),
    ] {
        assert!(decode(format, None, fits.as_bytes(), &limits).is_ok(), "{fits}");
        let error = decode(format, None, exceeds.as_bytes(), &limits);
        assert!(matches!(error, Err(DecodeError::TooManyNodes { limit: 4, .. })), "{exceeds}: {error:?}");
    }
}

#[test]
fn a_body_over_the_size_limit_is_not_read_in_any_format() {
    let limits = Limits { body_bytes: 3, ..Limits::default() };
    for format in Format::ALL {
        let error = decode(format, None, b"1234", &limits).expect_err("too large");
        assert_eq!(error, DecodeError::TooLarge { bytes: 4, limit: 3 }, "{format}");
    }
}

#[test]
fn endless_repetitions_of_any_token_are_refused_in_linear_time() {
    let tokens = [
        "<",
        ">",
        "&",
        "\"",
        "'",
        "=",
        "<!",
        "<!--",
        "<![CDATA[",
        "<?",
        "<?xml ",
        "<a ",
        "<a a='",
        "<a a=\"'",
        "</a>",
        "]]>",
        "&a",
        "&#",
        "<!D",
        "<!DOCTYPE[",
        "\u{FEFF}",
        "<a\u{0}",
        "<a xmlns:a='b'>",
        "a",
        "Ж",
        "<a/>",
        "<a/",
    ];
    for token in tokens {
        for head in ["", "<a ", "<a>", "<a b='", "<?xml version='"] {
            let body = head.to_owned() + &token.repeat((1 << 16) / token.len());
            assert!(tree(&body).is_err(), "{head:?} and then {token:?} without end");
        }
    }
}

#[test]
fn endless_repetitions_of_any_json_token_are_refused_in_linear_time() {
    for token in
        ["[", "{", "\"", ",", "1", "-", "\\", "[1,", "{\"a\":1,", "\"\\u00", "[\"a\",", "e", ".", "null"]
    {
        for head in ["", "[", "{\"a\":", "[\"", "[1."] {
            let body = head.to_owned() + &token.repeat((1 << 16) / token.len());
            let decoded = decode(Format::Json, None, body.as_bytes(), &Limits::default());
            assert!(decoded.is_err(), "{head:?} and then {token:?} without end");
        }
    }
}

#[test]
fn a_thousand_repeated_oddities_make_one_note() {
    let body = format!("<group>{}</group>", "<odd/>x".repeat(1000));
    let decoded = decode(Format::Group, None, body.as_bytes(), &Limits::default()).expect("a group");
    assert_eq!(decoded.notes.len(), 2);
}

#[test]
fn every_doctype_is_refused_and_no_entity_is_ever_expanded() {
    let bomb = "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;</a>";
    let external = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>";
    for body in
        [bomb, external, "<!DOCTYPE a><a/>", "<!DOCTYPE a SYSTEM 'a.dtd'><a/>", "<!doctype html><html/>"]
    {
        let error = tree(body);
        assert_eq!(error, Err(DecodeError::Doctype { position: Position { line: 1, column: 1 } }), "{body}");
    }
    assert!(matches!(tree("<a><!DOCTYPE b></a>"), Err(DecodeError::Doctype { .. })));
}

#[test]
fn undefined_entities_and_bad_references_are_refused_in_text_and_in_attributes() {
    for (reference, expected) in [
        ("&x;", XmlFault::UnknownEntity("x".into())),
        ("&nbsp;", XmlFault::UnknownEntity("nbsp".into())),
        ("&;", XmlFault::BareAmpersand),
        ("&", XmlFault::BareAmpersand),
        ("&amp", XmlFault::BareAmpersand),
        ("&amp &lt;", XmlFault::BareAmpersand),
        ("&#xD800;", XmlFault::InvalidReference),
        ("&#x110000;", XmlFault::InvalidReference),
        ("&#0;", XmlFault::InvalidReference),
        ("&#;", XmlFault::InvalidReference),
        ("&#X41;", XmlFault::InvalidReference),
        ("&#+65;", XmlFault::InvalidReference),
        ("&#1;", XmlFault::IllegalCharacter('\u{1}')),
        ("&#xFFFE;", XmlFault::IllegalCharacter('\u{FFFE}')),
    ] {
        assert_eq!(fault(&format!("<a>{reference}</a>")), expected, "{reference} in text");
        assert_eq!(fault(&format!("<a b=\"{reference}\"/>")), expected, "{reference} in an attribute");
    }
}

#[test]
fn characters_that_xml_cannot_carry_are_refused_anywhere() {
    for illegal in ['\0', '\u{8}', '\u{B}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'] {
        for body in
            [format!("<a>{illegal}</a>"), format!("<a b='{illegal}'/>"), format!("<a/><!--{illegal}-->")]
        {
            assert_eq!(fault(&body), XmlFault::IllegalCharacter(illegal), "{body:?}");
        }
    }
}

#[test]
fn attributes_must_be_quoted_unique_and_apart() {
    for (body, expected) in [
        ("<a b=1/>", XmlFault::MalformedAttribute),
        ("<a b/>", XmlFault::MalformedAttribute),
        ("<a b=/>", XmlFault::MalformedAttribute),
        ("<a b='1'c='2'/>", XmlFault::MissingBlank),
        ("<a b='1' b='1'/>", XmlFault::DuplicateAttribute("b".into())),
        ("<a b='<'/>", XmlFault::AngleInAttribute("b".into())),
        ("<a 1='1'/>", XmlFault::InvalidName("1".into())),
        ("<a b\u{A0}c='1'/>", XmlFault::InvalidName("b\u{A0}c".into())),
        ("<a ='1'/>", XmlFault::InvalidName(String::new())),
        ("<a/ b='1'>", XmlFault::InvalidName("a/".into())),
    ] {
        assert_eq!(fault(body), expected, "{body}");
    }
}

#[test]
fn a_document_has_one_root_and_nothing_but_blanks_and_comments_around_it() {
    for (body, expected) in [
        ("Internal error", XmlFault::NotMarkup),
        ("<a/>text", XmlFault::TextOutsideRoot),
        ("<a/><![CDATA[]]>", XmlFault::TextOutsideRoot),
        ("<a/>&#32;", XmlFault::TextOutsideRoot),
        ("<a/>\u{A0}", XmlFault::TextOutsideRoot),
        ("<a/><b/>", XmlFault::SecondRoot("b".into())),
        ("<a><b></b>", XmlFault::Unclosed("a".into())),
        ("<!-- only -->", XmlFault::NoRoot),
        ("<1/>", XmlFault::InvalidName("1".into())),
        ("< a/>", XmlFault::InvalidName(String::new())),
        ("<a>]]></a>", XmlFault::CdataEnd),
    ] {
        assert_eq!(fault(body), expected, "{body}");
    }
    assert!(tree("<!-- x -->\n<?p q?> <a/> <!-- y -->\n<?z?>").is_ok());
}

#[test]
fn markup_that_does_not_close_or_match_is_refused() {
    for body in [
        "<a></b>",
        "</a>",
        "<a/></a>",
        "<a></a",
        "<a",
        "<a b='1",
        "<a><!-- x</a>",
        "<a><![CDATA[x</a>",
        "<a><?p</a>",
        "<a><!x></a>",
        "<a><!-- -- --></a>",
        "<a><!-- ---></a>",
        "<a><!--></a>",
        "<a></a b>",
        "<a></ a>",
        "<",
    ] {
        assert!(matches!(fault(body), XmlFault::Markup(_)), "{body}");
    }
}

#[test]
fn the_declaration_comes_first_and_in_its_order() {
    let good = [
        "<?xml version='1.0'?>",
        "<?xml\tversion=\"1.1\" encoding='utf-8' ?>",
        "<?xml version='1.0' standalone='no'?>",
    ];
    for declaration in good {
        assert!(tree(&format!("{declaration}<a/>")).is_ok(), "{declaration}");
    }
    for declaration in [
        "<?xml?>",
        "<?xml encoding='utf-8'?>",
        "<?xml version='2.0'?>",
        "<?xml version='1.'?>",
        "<?xml version=1.0?>",
        "<?xml version='1.0' standalone='maybe'?>",
        "<?xml version='1.0' standalone='no' encoding='utf-8'?>",
        "<?xml version='1.0' encoding=''?>",
        "<?xml version='1.0'encoding='utf-8'?>",
        "<?xml version='1.0' odd='1'?>",
    ] {
        assert_eq!(fault(&format!("{declaration}<a/>")), XmlFault::MalformedDeclaration, "{declaration}");
    }
    for body in [" <?xml version='1.0'?><a/>", "<a/><?xml version='1.0'?>", "<a><?xml version='1.0'?></a>"] {
        assert_eq!(fault(body), XmlFault::MisplacedDeclaration, "{body}");
    }
    assert_eq!(fault("<?XML version='1.0'?><a/>"), XmlFault::InvalidTarget("XML".into()));
}

#[test]
fn a_message_names_line_and_column_and_stays_one_short_line() {
    let error = tree("<a>\n Ж<Ж b='1'\n b='2'/></a>").expect_err("a duplicate");
    assert_eq!(
        error.to_string(),
        "the XML is not well-formed at line 2, column 3: the attribute \"b\" stands twice on one element"
    );
    let long = "x\n".repeat(100_000);
    for body in
        [format!("<a>&{long};</a>"), format!("<a {long}='1'/>"), format!("<{}/>", "x".repeat(100_000))]
    {
        let error = decode(Format::Group, None, body.as_bytes(), &Limits::default())
            .expect_err("refused")
            .to_string();
        assert!(error.len() < 300 && !error.contains('\n'), "{error}");
    }
}

#[test]
fn hostile_names_and_values_survive_as_data() {
    let body = "<a constructor='&lt;script&gt;' __proto__='&quot;'>{}</a>";
    let value: Value = tree(body).expect("well-formed").value;
    assert_eq!(value["attributes"]["constructor"], "<script>");
    assert_eq!(value["attributes"]["__proto__"], "\"");
}
