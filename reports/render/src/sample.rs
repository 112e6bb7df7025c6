//! A run with every outcome and every kind of exchange, on which the formats are tried.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::time::Duration;

use report_model::campaign::{Tally, Unconfirmed};
use report_model::digest::Digest;
use report_model::event::{
    CaseEnding, CaseResult, ClauseFact, Ending, Event, Header, Inputs, LOG_VERSION, PlannedCase, RuleFact,
    Target, Tool,
};
use report_model::finding::{Finding, FindingId, Found, Replays, Severity};
use report_model::log::append;
use report_model::outcome::Strictness;
use report_model::record::{BodyRecord, ExchangeRecord};
use report_model::recording::Recording;
use report_model::secrets::Secrets;
use report_model::tried::Count;
use report_model::verdict::{Ruling, Verdict};
use spec::catalogue::AcceptedRuling;
use spec::ids::Basis::{self, D, E, I, R, U, X};
use spec::ids::Citation;
use spec::wire::{Asked, Exchange, Lapse, Request, Response};

const URL: &str = "http://192.0.2.7:4055";

/// The run that these events tell, with its log.
pub(crate) fn recorded(events: impl IntoIterator<Item = Event>) -> Recording {
    let mut log = Vec::new();
    events.into_iter().for_each(|event| append(&mut log, &event).unwrap());
    Recording::open(Cursor::new(log)).unwrap()
}

/// The whole run.
pub(crate) fn many_failures() -> Recording {
    recorded(events())
}

/// The run as a killed process leaves it.
pub(crate) fn cut_off() -> Recording {
    recorded(events().into_iter().take(5))
}

/// The run as somebody stopped it.
pub(crate) fn interrupted() -> Recording {
    let finished = "2026-03-01T10:00:03Z".parse().unwrap();
    let over = Event::RunFinished { finished, ending: Ending::Interrupted };
    recorded(events().into_iter().take(9).chain([over]))
}

/// The run against a target that keeps every rule that was put to the test.
pub(crate) fn all_pass() -> Recording {
    let kept = |event| match event {
        Event::CaseFinished(mut case) => {
            let cited = case.verdicts.into_iter().map(|verdict| verdict.citation);
            case.verdicts = cited.map(Verdict::holds).collect();
            case.ending = CaseEnding::Judged;
            Some(Event::CaseFinished(case))
        }
        Event::CaseRepeated { .. } => None,
        other => Some(other),
    };
    recorded(events().into_iter().filter_map(kept))
}

/// What a hostile target might send to whoever reads about it.
pub(crate) const EVIL: &str =
    "</script></noscript></pre></title><!--<img src=x onerror=alert(1)><script>alert(1)</script>\"'>";

/// The run against a target that tries to get into what is written about it, wherever something of its making is shown.
pub(crate) fn hostile() -> Recording {
    let evil = || EVIL.to_owned();
    let mut events = events();
    for event in &mut events {
        let case = match event {
            Event::RunStarted(header) => {
                header.target.url = evil();
                continue;
            }
            Event::CaseFinished(case) => case,
            Event::CaseStarted { .. }
            | Event::CaseRepeated { .. }
            | Event::Tried { .. }
            | Event::CampaignProgressed(_)
            | Event::FindingMade(_)
            | Event::RunFinished { .. } => {
                continue;
            }
        };
        for verdict in &mut case.verdicts {
            match &mut verdict.ruling {
                Ruling::Broken(deviation) => {
                    deviation.expected.push_str(EVIL);
                    deviation.seen = evil();
                }
                Ruling::Observed { reading } => *reading = evil(),
                Ruling::Holds => {}
            }
        }
        if let CaseEnding::Skipped { reason } | CaseEnding::Stuck { reason } = &mut case.ending {
            *reason = evil();
        }
        for exchange in &mut case.exchanges {
            exchange.request.url.push_str(EVIL);
            exchange.curl.push_str(EVIL);
            exchange.lapse = exchange.lapse.as_ref().map(|_| evil());
            if let Some(response) = &mut exchange.response {
                response.headers.push((evil(), evil()));
                response.body = BodyRecord { length: EVIL.len(), text: Some(evil()), base64: None };
            }
        }
    }
    recorded(events)
}

/// A campaign with a new finding of two steps, one of bare bytes that was known before, and a suspect.
pub(crate) fn campaign() -> Recording {
    recorded(campaign_events())
}

/// The campaign's events, in order.
pub(crate) fn campaign_events() -> Vec<Event> {
    let judging = PlannedCase { name: "campaign::any::part_1_of_1".into(), citations: vec![cite("R-1", R)] };
    let begun = Header { planned: vec![judging.clone()], ..header() };
    let crash = finding(
        "EXEC-3",
        D,
        vec![
            answered("/upload", "<path>C:\\x</path>"),
            failed("/execsvcscript", "name=path&startparam1=C%3A%5Cx"),
        ],
    );
    let hang = Finding { severity: Severity::High, ..finding("R-1", R, vec![silent(b"GET /\xff\0\r\n")]) };
    let found = |finding: Finding, new| {
        let file = format!("/var/campaign/findings/{}.json", finding.id);
        Event::FindingMade(Found { finding, file, new })
    };
    let finished = "2026-03-01T18:00:00Z".parse().unwrap();
    vec![
        Event::RunStarted(begun),
        found(hang, false),
        Event::CampaignProgressed(Tally { requests: 10, ..Tally::default() }),
        found(crash, true),
        Event::CampaignProgressed(Tally {
            requests: 40_000,
            seconds: 60.0,
            corpus: 120,
            fingerprints: 210,
            findings: 1,
            ..tally()
        }),
        Event::CampaignProgressed(Tally {
            requests: 600_000,
            seconds: 800.0,
            corpus: 280,
            fingerprints: 420,
            ..tally()
        }),
        Event::CampaignProgressed(tally()),
        Event::CaseFinished(CaseResult { name: judging.name, ..judged("", &[], Vec::new()) }),
        Event::RunFinished { finished, ending: Ending::Completed },
    ]
}

fn finding(clause: &str, basis: Basis, steps: Vec<ExchangeRecord>) -> Finding {
    let signature = format!("server-error {} execsvcscript status 500", cite(clause, basis));
    Finding {
        id: FindingId::of(&signature),
        signature,
        oracle: "server-error".to_owned(),
        clauses: vec![clause.parse().unwrap()],
        basis,
        command: "execsvcscript".into(),
        expected: "an answer that is no server error".to_owned(),
        seen: "status 500 and `\u{1b}[31m<b>`".to_owned(),
        cwe: Some(755),
        wfc: 100,
        severity: Severity::Medium,
        confidence: 0.95,
        step: steps.len() - 1,
        steps,
    }
}

fn tally() -> Tally {
    let signature = "slow R-1 (R) upload . times as long as others".to_owned();
    let suspect = Unconfirmed {
        id: FindingId::of(&signature),
        signature,
        clauses: vec!["R-1".parse().unwrap()],
        confidence: Some(1.0 / 3.0),
    };
    Tally {
        requests: 1_200_000,
        seconds: 1_600.5,
        requests_per_second: 749.8,
        pace: 812.0,
        workers: 64,
        in_flight: 61,
        shard: "1/1".to_owned(),
        corpus: 310,
        place: "/var/campaign".to_owned(),
        commands: 18,
        parameters: 50,
        statuses: 41,
        cells: 230,
        fingerprints: 450,
        findings: 2,
        causes: 3,
        oracles: BTreeMap::from([("slow".to_owned(), Replays { tried: 3, came_back: 1 })]),
        unconfirmed: vec![suspect],
    }
}

/// Every kind of run: each format is held against its schema on each of them.
pub(crate) fn all() -> Vec<Recording> {
    vec![all_pass(), many_failures(), interrupted(), cut_off(), campaign()]
}

/// The run's events, in order.
pub(crate) fn events() -> Vec<Event> {
    let mut events = vec![Event::RunStarted(header())];
    for result in results() {
        events.push(Event::CaseStarted { name: result.name.clone() });
        events.push(Event::CaseFinished(result));
    }
    let repeated = |name: &str, returned| Event::CaseRepeated { name: name.into(), returned };
    events.push(repeated("golden::execsvcscript::returns_the_value", true));
    events.push(repeated("stateful::wp_setuserstate::break_follows_a_call", false));
    let finished = "2026-03-01T10:00:12.5Z".parse().unwrap();
    events.push(Event::Tried { counts: vec![tried()] });
    events.push(Event::RunFinished { finished, ending: Ending::Completed });
    events
}

fn tried() -> Count {
    Count::of(
        "values of parameters by kind",
        ["a: nothing", "a: 0", "b: \u{1b}[2J", "b: 1", "c: 7"],
        |name| name.ends_with('0'),
    )
}

fn cite(clause: &str, basis: Basis) -> Citation {
    Citation { clause: clause.parse().unwrap(), basis }
}

pub(crate) fn header() -> Header {
    Header {
        version: LOG_VERSION,
        tool: Tool { name: "oktellspec".to_owned(), version: "0.1.0".to_owned() },
        target: Target {
            url: URL.to_owned(),
            edition: "2012-09-17".to_owned(),
            embedded: false,
            options: Vec::new(),
        },
        inputs: Inputs {
            program: Some(Digest::of("program")),
            catalogue: Some(Digest::of("catalogue")),
            profile: Some(Digest::of("profile")),
        },
        seed: 42,
        strictness: Strictness::Lenient,
        started: "2026-03-01T10:00:00Z".parse().unwrap(),
        clauses: facts(),
        planned: planned(),
    }
}

fn facts() -> Vec<ClauseFact> {
    let fact = |id: &str, section: &str, rules: &[(Basis, &str)]| ClauseFact {
        id: id.parse().unwrap(),
        section: section.to_owned(),
        rules: rules
            .iter()
            .map(|(basis, text)| RuleFact { basis: *basis, text: (*text).to_owned() })
            .collect(),
        unobservable: None,
        ruling: None,
    };
    let interfaces = fact("HTTP-2", "Серверный HTTP интерфейс", &[(D, "All network interfaces are served.")]);
    vec![
        ClauseFact { unobservable: Some("a client sees one interface only".to_owned()), ..interfaces },
        fact(
            "EXEC-3",
            "execsvcscript",
            &[(
                D,
                "With async=0 the answer waits until the script has ended and carries the value that the script put into \
             its first return value.",
            )],
        ),
        fact("EXEC-6", "execsvcscript", &[(E, "The answer is a mapper document with one property set.")]),
        fact("EXEC-9", "execsvcscript", &[(U, "What a script that fails is answered with is left open.")]),
        ClauseFact {
            ruling: Some(AcceptedRuling {
                version: 2,
                decided: "Either name selects the user.".to_owned(),
                evidence: "the example of tst_getuserstate".to_owned(),
            }),
            ..fact("STATE-2", "tst_getuserstate", &[(X, "The user is named by number or by iduser.")])
        },
        fact("READY-1", "tst_getintnumberreadyusers", &[(D, "The free users of the number are listed.")]),
        fact(
            "READY-3",
            "tst_getintnumberreadyusers",
            &[(D, "The number of elements is the value of ready."), (I, "No direct number is listed twice.")],
        ),
        fact("DL-1", "download", &[(D, "A recording is given by its code.")]),
        fact("SET-6", "wp_setuserstate", &[(D, "In lunch mode the user goes to break instead of ready.")]),
        fact("WP-1", "wp_*", &[(D, "One of line, user and wp names who acts.")]),
        fact("R-1", "Robustness", &[(R, "No request makes the server hang or fail.")]),
    ]
}

fn planned() -> Vec<PlannedCase> {
    let case =
        |name: &str, citations: &[Citation]| PlannedCase { name: name.into(), citations: citations.to_vec() };
    let mut planned = vec![
        case("golden::execsvcscript::returns_the_value", &[cite("EXEC-3", D), cite("EXEC-6", E)]),
        case("golden::execsvcscript::has_the_shape", &[cite("EXEC-6", E)]),
        case("golden::tst_getuserstate::by_guid", &[cite("STATE-2", X)]),
        case("golden::tst_getintnumberreadyusers::counts", &[cite("READY-3", D), cite("READY-3", I)]),
        case("golden::download::recording", &[cite("DL-1", D)]),
        case("golden::tst_getintnumberreadyusers::lists_the_free", &[cite("READY-1", D)]),
        case("stateful::wp_setuserstate::break_follows_a_call", &[cite("SET-6", D)]),
        case("stateful::wp_flash::any_selector_acts", &[cite("WP-1", D)]),
        case("security::any::odd_lengths_are_refused", &[cite("R-1", R)]),
        case("security::any::slow_senders_are_refused", &[cite("R-1", R)]),
    ];
    planned.extend(
        (1..=12).map(|n| case(&format!("property::execsvcscript::value_{n:02}"), &[cite("EXEC-3", D)])),
    );
    planned
}

fn results() -> Vec<CaseResult> {
    let mut results = golden();
    results.push(judged(
        "stateful::wp_setuserstate::break_follows_a_call",
        &[Verdict::broken(cite("SET-6", D), "state 2 (break) after the call", "state 1")],
        vec![answered("/tst_getuserstate?iduser=…", "<state>1</state>")],
    ));
    results.push(ended(
        "stateful::wp_flash::any_selector_acts",
        CaseEnding::Stuck { reason: "no conversation came about within 5 s".to_owned() },
    ));
    results.push(judged(
        "security::any::odd_lengths_are_refused",
        &[Verdict::broken(cite("R-1", R), "an answer or a closed connection within 3 s", "silence")
            .shown_by(0)],
        vec![silent(b"GET / HTTP/1.1\r\ncontent-length: \xff\0\r\n\r\n")],
    ));
    results.push(judged("security::any::slow_senders_are_refused", &[], Vec::new()));
    results.extend((1..=12).map(|n| {
        let seen = format!("`\u{1b}[31mvalue {n}`");
        judged(
            &format!("property::execsvcscript::value_{n:02}"),
            &[Verdict::broken(cite("EXEC-3", D), format!("`value {n}`"), seen)],
            vec![answered(&format!("/execsvcscript?name=echo&startparam1=value%20{n}&async=0"), "<a/>")],
        )
    }));
    results
}

fn golden() -> Vec<CaseResult> {
    let mapper =
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<oktellxmlmapper version=\"80710\">\r\n  <data/>\r\n";
    vec![
        judged(
            "golden::execsvcscript::returns_the_value",
            &[
                Verdict::holds(cite("EXEC-6", E)),
                Verdict::broken(cite("EXEC-3", D), "returnvalue `abc`", "no returnvalue").shown_by(1),
                Verdict::broken(cite("R-1", R), "a status below 500", "500").shown_by(1),
            ],
            vec![
                answered("/execsvcscript?name=echo&startparam1=abc&async=0", mapper),
                failed("/execsvcscript", "name=echo&startparam1=abc&async=0"),
            ],
        ),
        judged("golden::execsvcscript::has_the_shape", &[Verdict::holds(cite("EXEC-6", E))], Vec::new()),
        judged(
            "golden::tst_getuserstate::by_guid",
            &[Verdict::observed(cite("STATE-2", X), "the target understands iduser, not number")],
            Vec::new(),
        ),
        judged(
            "golden::tst_getintnumberreadyusers::counts",
            &[
                Verdict::holds(cite("READY-3", D)),
                Verdict::broken(cite("READY-3", I), "each number once", "223 twice"),
            ],
            vec![answered("/tst_getintnumberreadyusers?number=120", PNG)],
        ),
        ended(
            "golden::download::recording",
            CaseEnding::Skipped { reason: "the profile names no recording".to_owned() },
        ),
        ended(
            "golden::tst_getintnumberreadyusers::lists_the_free",
            CaseEnding::Skipped { reason: "the profile names no recording".to_owned() },
        ),
    ]
}

const PNG: [u8; 24] = *b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x01";

fn judged(name: &str, verdicts: &[Verdict], exchanges: Vec<ExchangeRecord>) -> CaseResult {
    let verdicts = verdicts.to_vec();
    CaseResult {
        name: name.into(),
        ending: CaseEnding::Judged,
        verdicts,
        exchanges,
        millis: 34,
        coverage: Vec::new(),
    }
}

fn ended(name: &str, ending: CaseEnding) -> CaseResult {
    let coverage = Vec::new();
    CaseResult { name: name.into(), ending, verdicts: Vec::new(), exchanges: Vec::new(), millis: 0, coverage }
}

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Result<Response, Lapse> {
    let headers = vec![("Content-Type".to_owned(), "text/xml".to_owned())];
    Ok(Response { status, headers, body: body.into() })
}

fn record(asked: Asked, outcome: Result<Response, Lapse>) -> ExchangeRecord {
    let (started, elapsed) = (Duration::from_millis(120), Duration::from_millis(31));
    let exchange = Exchange { asked, sent: Vec::new(), received: Vec::new(), outcome, started, elapsed };
    ExchangeRecord::of(&exchange, URL, &Secrets::new(["topsecret"]))
}

fn answered(target: &str, body: impl Into<Vec<u8>>) -> ExchangeRecord {
    record(Asked::Request(Request::get(target).query("password", "topsecret")), answer(200, body))
}

fn failed(target: &str, form: &str) -> ExchangeRecord {
    let request = Request::post(target).header("content-type", "application/x-www-form-urlencoded");
    record(Asked::Request(request.content(form)), answer(500, ""))
}

fn silent(bytes: &[u8]) -> ExchangeRecord {
    record(Asked::Bytes(bytes.to_vec()), Err(Lapse::TimedOut(Duration::from_secs(3))))
}
