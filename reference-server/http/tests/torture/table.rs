//! The table of malformed requests: families of bytes, generated, each with what it deserves.

/// What a row has to be answered with.
#[derive(Debug, Clone)]
pub(crate) enum Demand {
    /// One answer of 4xx, and the end of the connection.
    Refused,
    /// One answer, whichever, but no 5xx: the bytes can be taken one way or the other.
    Answered,
    /// Exactly these answers.
    Statuses(Vec<u16>),
    /// Nothing, since the request never came to its end, or one answer of 4xx.
    AtMostRefused,
}

/// Bytes for a connection.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Whether the client closes its half after the bytes.
    pub(crate) half_close: bool,
    pub(crate) demand: Demand,
}

fn row(family: &str, bytes: impl Into<Vec<u8>>, demand: Demand) -> Row {
    let bytes = bytes.into();
    let name = format!("{family}: {}", bytes[..bytes.len().min(160)].escape_ascii());
    Row { name, bytes, half_close: false, demand }
}

fn half_closed(family: &str, bytes: impl Into<Vec<u8>>, demand: Demand) -> Row {
    Row { half_close: true, ..row(family, bytes, demand) }
}

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    [
        lengths(),
        conflicts(),
        transfer_codings(),
        control_characters(),
        request_lines(),
        targets(),
        header_lines(),
        giants(),
        chunks(),
        pipelines(),
        half_closes(),
        multiparts(),
    ]
    .concat()
}

const GET: &str = "GET /getlicenseinfo?detail=regserial HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
const FORM: &str = "POST /getlicenseinfo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
const UPLOAD: &str = "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/octet-stream\r\nContent-Disposition: x; filename=a\r\nContent-Transfer-Encoding: binary\r\n";
const NEXT: &str = "GET /getlicensefullxml HTTP/1.1\r\nHost: x\r\n\r\n";

fn lengths() -> Vec<Row> {
    let values = [
        "",
        " ",
        "-1",
        "+1",
        "1x",
        "x",
        "0x10",
        "1e3",
        "1.0",
        "1,2",
        "1 2",
        "1;2",
        "\"1\"",
        "NaN",
        "18446744073709551616",
        "99999999999999999999999999",
        "00000000000000000000000000000000x",
        "\u{663}",
        "1\u{a0}",
        "--1",
    ];
    let heads = [GET, FORM, UPLOAD];
    let rows =
        heads.iter().flat_map(|head| values.map(|value| format!("{head}Content-Length: {value}\r\n\r\na")));
    rows.map(|bytes| row("length", bytes, Demand::Refused)).collect()
}

fn conflicts() -> Vec<Row> {
    let mut rows = Vec::new();
    for head in [GET, FORM, UPLOAD] {
        for (first, second) in [(0, 1), (1, 0), (3, 4), (4, 3), (0, 1000), (1000, 0)] {
            let two = format!("{head}Content-Length: {first}\r\nContent-Length: {second}\r\n\r\nabcd");
            rows.push(row("two lengths", two, Demand::Refused));
        }
    }
    // What follows the chunks must not be taken for a second request, whichever of the two lengths is believed.
    for lengths in
        ["Content-Length: 4\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 4"]
    {
        let head = "POST /getlicenseinfo?detail=regserial HTTP/1.1\r\nHost: x\r\n";
        let smuggled = format!("{head}{lengths}\r\n\r\n0\r\n\r\n{NEXT}");
        rows.push(row("length and chunks", smuggled, Demand::Answered));
    }
    rows
}

fn transfer_codings() -> Vec<Row> {
    let codings = [
        "gzip",
        "identity",
        "chunked, gzip",
        "chunked, identity",
        "cow",
        "xchunked",
        "chunkedx",
        "chunked;q=1",
        "\"chunked\"",
        "chunked\u{b}",
        "",
        ",",
        "chunked gzip",
    ];
    let mut rows = Vec::new();
    for coding in codings {
        for head in [GET, FORM] {
            let bytes = format!("{head}Transfer-Encoding: {coding}\r\n\r\n0\r\n\r\n");
            rows.push(row("transfer coding", bytes, Demand::Refused));
        }
    }
    let old = "POST /getlicenseinfo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    rows.push(row("chunks in HTTP/1.0", old, Demand::Refused));
    rows
}

/// Every control character, in every part of a head.
fn control_characters() -> Vec<Row> {
    let mut rows = Vec::new();
    for control in (0..0x20).chain([0x7F]).filter(|byte| !b"\t\r\n".contains(byte)) {
        let places: [(&[u8], &[u8], Demand); 4] = [
            (b"GE", b"T / HTTP/1.1\r\nHost: x\r\n\r\n", Demand::Refused),
            (b"GET /a", b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", Demand::Refused),
            (b"GET / HTTP/1.1\r\nHo", b"st: x\r\n\r\n", Demand::Refused),
            (b"GET / HTTP/1.1\r\nHost: x", b"y\r\nConnection: close\r\n\r\n", Demand::Refused),
        ];
        for (before, after, demand) in places {
            rows.push(row("control character", [before, &[control], after].concat(), demand));
        }
    }
    for before in ["", "GET", "GET /", "GET / HTTP/1.1", "GET / HTTP/1.1\r\nA"] {
        let bytes = [before.as_bytes(), b"\r", b"x\r\n\r\n"].concat();
        rows.push(row("bare CR", bytes, Demand::Refused));
    }
    rows
}

fn request_lines() -> Vec<Row> {
    let versions = [
        "HTTP/0.9",
        "HTTP/1.2",
        "HTTP/2.0",
        "HTTP/3",
        "HTTP/1.",
        "HTTP/11",
        "HTTP/1.10",
        "http/1.1",
        "HTTPS/1.1",
        "HTTP 1.1",
        "HTTP/1.1x",
        "HTTP/1.1 x",
        "HTTP/-1.1",
        "/1.1",
        "",
    ];
    let mut rows: Vec<Row> = versions
        .iter()
        .map(|version| row("version", format!("GET / {version}\r\nHost: x\r\n\r\n"), Demand::Refused))
        .collect();
    let lines = [
        "NONSENSE",
        "GET",
        "GET ",
        "GET /",
        " GET / HTTP/1.1",
        "GET  HTTP/1.1",
        "GET / / HTTP/1.1",
        "/ GET HTTP/1.1",
        "G(T / HTTP/1.1",
        "GET http://[ HTTP/1.1",
        "GET http:// HTTP/1.1",
        "GET nonsense HTTP/1.1",
        "GET ?a HTTP/1.1",
        "\u{416} / HTTP/1.1",
        "CONNECT / HTTP/1.1",
        "CONNECT x HTTP/1.1",
    ];
    rows.extend(lines.map(|line| {
        row("request line", format!("{line}\r\nHost: x\r\nConnection: close\r\n\r\n"), Demand::Refused)
    }));
    for method in ["get", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "GETT", "X-Y"] {
        let bytes = format!("{method} /getlicensefullxml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        rows.push(row("method", bytes, Demand::Statuses(vec![405])));
    }
    rows.push(row(
        "CONNECT",
        "CONNECT x:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        Demand::Refused,
    ));
    let absolute =
        "GET http://y/getlicenseinfo?detail=regserial HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    rows.push(row("absolute form", absolute, Demand::Statuses(vec![200])));
    rows
}

fn targets() -> Vec<Row> {
    let mut rows = Vec::new();
    for target in [
        "http://x/nothing",
        "https://x:99999/",
        "//x/getlicensefullxml",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e",
        "/%",
        "/%zz",
        "/%00",
        "/a#b",
        "/\u{416}",
        "/<script>",
        "/\"",
        "/{}",
        "/a|b",
        "/a\\b",
        "/^",
        "*",
    ] {
        let bytes = format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        rows.push(row("target", bytes, Demand::Refused));
    }
    rows
}

fn header_lines() -> Vec<Row> {
    let mut rows = Vec::new();
    for separator in "()<>@,;\\\"/[]?={} ".chars() {
        let bytes = format!("{GET}X{separator}Y: z\r\n\r\n");
        rows.push(row("header name", bytes, Demand::Refused));
    }
    for line in [
        ": x",
        "X : y",
        "nothing",
        "X\r\nY: z",
        " folded: x",
        "X: a\r\n folded",
        "X: a\r\n\tfolded",
        "\u{416}: x",
    ] {
        rows.push(row("header line", format!("{GET}{line}\r\n\r\n"), Demand::Refused));
    }
    let values: [&[u8]; 4] = [b"X:", b"X: \xFF\xFE", b"X:\t a \t", b"Host: y"];
    for line in values {
        rows.push(row(
            "odd but sound header",
            [GET.as_bytes(), line, b"\r\n\r\n"].concat(),
            Demand::Answered,
        ));
    }
    rows.push(row("bare LF", format!("{GET}\r\n").replace("\r\n", "\n"), Demand::Answered));
    rows.push(row("bare LF in one line", format!("{GET}X: y\nZ: w\r\n\r\n"), Demand::Answered));
    rows.push(row("empty lines first", format!("\r\n\r\n{GET}\r\n"), Demand::Answered));
    rows.push(row("no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", Demand::Refused));
    rows
}

fn giants() -> Vec<Row> {
    let get = |target: &str, headers: &str| {
        format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")
    };
    let mut rows = Vec::new();
    for size in [33_000, 70_000, 1_000_000] {
        let long = "a".repeat(size);
        rows.push(row("giant target", get(&format!("/{long}"), ""), Demand::Refused));
        rows.push(row("giant query", get(&format!("/getlicensefulltext?a={long}"), ""), Demand::Refused));
        rows.push(row("giant value", get("/getlicensefulltext", &format!("X: {long}\r\n")), Demand::Refused));
        rows.push(row("giant method", format!("{long} / HTTP/1.1\r\n\r\n"), Demand::Refused));
    }
    for name in [70_000, 1_000_000] {
        let header = format!("{}: x\r\n", "a".repeat(name));
        rows.push(row("giant name", get("/getlicensefulltext", &header), Demand::Refused));
    }
    for count in [200, 2_000, 20_000] {
        rows.push(row(
            "many headers",
            get("/getlicensefulltext", &"X: y\r\n".repeat(count)),
            Demand::Refused,
        ));
    }
    for count in [257, 5_000] {
        rows.push(row(
            "many parameters",
            get(&format!("/upload?{}", "a&".repeat(count)), ""),
            Demand::Refused,
        ));
    }
    for (head, size) in [(FORM, 65_537), (FORM, 1_000_000), (UPLOAD, 1_048_577), (UPLOAD, 4_000_000)] {
        let bytes = format!("{head}Content-Length: {size}\r\n\r\n{}", "a".repeat(size));
        rows.push(row("giant body", bytes, Demand::Statuses(vec![413])));
    }
    rows
}

fn chunks() -> Vec<Row> {
    let broken = [
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\na\r\n0\r\n\r\n",
        "+1\r\na\r\n0\r\n\r\n",
        "0x1\r\na\r\n0\r\n\r\n",
        "1 1\r\na\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\na\r\n",
        "\r\na\r\n0\r\n\r\n",
        ";x\r\na\r\n0\r\n\r\n",
        "1\r\nab\r\n0\r\n\r\n",
        "1\r\na0\r\n\r\n",
        "1\ra\r\n0\r\n\r\n",
        "1\r\na\n\n0\r\n\r\n",
        "1;\rx\r\na\r\n0\r\n\r\n",
        "\u{661}\r\na\r\n0\r\n\r\n",
        "1.5\r\na\r\n0\r\n\r\n",
    ];
    let mut rows = Vec::new();
    for head in [FORM, UPLOAD] {
        for body in broken {
            let bytes = format!("{head}Transfer-Encoding: chunked\r\n\r\n{body}");
            rows.push(row("chunk", bytes, Demand::Refused));
        }
        for size in [17_000, 200_000] {
            let long = "a".repeat(size);
            let extension = format!("{head}Transfer-Encoding: chunked\r\n\r\n1;x={long}\r\na\r\n0\r\n\r\n");
            rows.push(row("giant extension", extension, Demand::Refused));
            let trailer = format!("{head}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: {long}\r\n\r\n");
            rows.push(row("giant trailer", trailer, Demand::Answered));
        }
        let many = format!("1000\r\n{}\r\n", "a".repeat(0x1000)).repeat(300);
        let endless = format!("{head}Transfer-Encoding: chunked\r\n\r\n{many}0\r\n\r\n");
        rows.push(row("too many chunks", endless, Demand::Statuses(vec![413])));
    }
    rows
}

fn pipelines() -> Vec<Row> {
    let last = format!("{GET}\r\n");
    let mut rows = Vec::new();
    for count in [1, 10, 100] {
        let expected = Demand::Statuses(vec![200; count + 1]);
        rows.push(row("pipeline", format!("{}{last}", NEXT.repeat(count)), expected));
    }
    for broken in
        ["NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "GET / HTTP/1.1\r\nX : y\r\n\r\n"]
    {
        let bytes = format!("{NEXT}{broken}{NEXT}{NEXT}");
        rows.push(row("pipeline broken in the middle", bytes, Demand::Statuses(vec![200, 400])));
    }
    let refused = "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\nGET / HTTP/1.1\r\n\r\nxx";
    rows.push(row("request in a body", format!("{refused}{last}"), Demand::Statuses(vec![404, 200])));
    let unread = "DELETE /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
    rows.push(row("body where none is read", format!("{unread}{last}"), Demand::Statuses(vec![405, 200])));
    let chunked = "POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
    rows.push(row(
        "broken chunks where none are read",
        format!("{chunked}{last}"),
        Demand::Statuses(vec![404]),
    ));
    rows
}

fn half_closes() -> Vec<Row> {
    let whole = format!("{NEXT}{GET}\r\n");
    let served = Demand::Statuses(vec![200, 200]);
    let mut rows = vec![half_closed("half-close behind whole requests", whole.clone(), served)];
    // Cut anywhere in its head, a request is none.
    let head = format!("{FORM}Content-Length: 10\r\n\r\n");
    for cut in (0..head.len()).step_by(13) {
        rows.push(half_closed("half-close in the head", &head.as_bytes()[..cut], Demand::AtMostRefused));
    }
    for head in [FORM, UPLOAD] {
        for body in ["", "a", "abcdefghi"] {
            let bytes = format!("{head}Content-Length: 10\r\n\r\n{body}");
            rows.push(half_closed("half-close in the body", bytes, Demand::AtMostRefused));
        }
        for body in ["", "5\r\n", "5\r\nabc", "5\r\nabcde", "5\r\nabcde\r\n", "5\r\nabcde\r\n0\r\n"] {
            let bytes = format!("{head}Transfer-Encoding: chunked\r\n\r\n{body}");
            rows.push(half_closed("half-close in a chunk", bytes, Demand::AtMostRefused));
        }
    }
    rows
}

fn multiparts() -> Vec<Row> {
    let long = "a".repeat(20_000);
    let bodies = [
        String::new(),
        "--".to_owned(),
        "--b".to_owned(),
        "--b\r\n".to_owned(),
        "--b\r\n\r\n".to_owned(),
        "--b\r\n\r\ndata".to_owned(),
        "--b\r\n\r\ndata\r\n--b".to_owned(),
        "--b\r\n\r\ndata\r\n--c--\r\n".to_owned(),
        "--bx\r\n\r\ndata\r\n--b--\r\n".to_owned(),
        "no boundary at all".to_owned(),
        format!("--b\r\nX: {long}\r\n\r\n\r\n--b--\r\n"),
        format!("--b\r\n{long}"),
        "--b\r\nContent-Disposition: form-data; filename=\"a\r\n".repeat(50),
    ];
    let kinds = [
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=b",
    ];
    let mut rows = Vec::new();
    for kind in kinds {
        for body in &bodies {
            let length = body.len();
            let head =
                format!("POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\n");
            rows.push(row(
                "multipart",
                format!("{head}Content-Length: {length}\r\n\r\n{body}"),
                Demand::Refused,
            ));
        }
    }
    rows
}
