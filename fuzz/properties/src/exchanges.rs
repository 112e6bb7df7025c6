//! The checks of exchanges, over whatever a target may send or fail to send, and what the record of it keeps.

use std::time::Duration;

use arbitrary::{Arbitrary, Unstructured};
use checks::answer::Reader;
use checks::gate::{self, NearMiss};
use checks::harm::{self, Leniency};
use checks::tally::Tally;
use checks::timing::{self, Overrun};
use checks::{always, carriage, cite, expect, file, script};
use report_model::record::{BODY_KEPT, ExchangeRecord};
use report_model::secrets::Secrets;
use report_model::verdict::Verdict;
use spec::catalogue::{Carrier, Route};
use spec::decode::{Format, Limits, decode};
use spec::profile::{Content, Sha256};
use spec::wire::{Asked, Exchange, Lapse, Request, Response};

use crate::ground::{CATALOGUE, SHAPES};
use crate::verdicts;

/// A password that no input holds by chance.
const SECRET: &str = "Zugang-7731-пароль";

/// What a target does with a request, as the fuzzer makes it up.
#[derive(Debug, Arbitrary)]
struct Seen {
    route: u8,
    query: String,
    answers: [Answer; 2],
    lapse: Option<u8>,
    millis: u16,
}

#[derive(Debug, Arbitrary)]
struct Answer {
    status: u16,
    fields: Vec<(Field, String)>,
    body: Vec<u8>,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Field {
    ContentType,
    Location,
    Smuggled,
    Other,
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        let name = |field| match field {
            Field::ContentType => "Content-Type",
            Field::Location => "location",
            Field::Smuggled => always::SMUGGLED_FIELD,
            Field::Other => "x-other",
        };
        let headers = answer.fields.into_iter().map(|(field, value)| (name(field).to_owned(), value));
        // A status has three digits; whatever has not is no HTTP and never comes to a check.
        let status = 100 + answer.status % 900;
        Self { status, headers: headers.collect(), body: answer.body }
    }
}

/// The input is what the fuzzer makes up.
pub(crate) fn exchanges(input: &[u8]) {
    let Ok(seen) = Seen::arbitrary_take_rest(Unstructured::new(input)) else { return };
    let routes: Vec<&Route> = CATALOGUE.commands.iter().flat_map(|command| &command.routes).collect();
    let route = routes[usize::from(seen.route) % routes.len()];
    let [one, other] = seen.answers.map(Response::from);
    let request = Request::get(route.path.clone()).query("name", &seen.query);
    let elapsed = Duration::from_millis(u64::from(seen.millis));
    let exchange = Exchange {
        sent: format!("GET {} HTTP/1.1\r\n\r\n", request.target).into_bytes(),
        asked: Asked::Request(request),
        received: one.body.clone(),
        outcome: seen.lapse.map_or_else(|| Ok(one.clone()), |lapse| Err(lapse_of(lapse, elapsed))),
        started: elapsed,
        elapsed,
    };
    of_exchanges(&exchange);
    of_one_answer(&one);
    of_two_answers(&one, &other);
    of_content(route, &one);
    of_times(elapsed, &one);
    recorded(&exchange);
}

fn lapse_of(number: u8, elapsed: Duration) -> Lapse {
    match number % 5 {
        0 => Lapse::Unreachable("refused".to_owned()),
        1 => Lapse::TimedOut(elapsed),
        2 => Lapse::Closed,
        3 => Lapse::Malformed("no status line".to_owned()),
        _ => Lapse::TooLong(usize::from(number)),
    }
}

fn of_exchanges(exchange: &Exchange) {
    let verdicts = verdicts::of(|| always::judge(exchange, Some(SECRET)));
    let well_answered = exchange.status().is_some_and(|status| status < 500);
    let holds = |verdict: &Verdict| verdict.deviation().is_none();
    let first = verdicts.iter().find(|verdict| verdict.citation == cite::r(1)).expect("a verdict on R-1");
    assert_eq!(holds(first), well_answered, "R-1 is about answers and their status");
    assert!(verdicts.iter().all(|verdict| always::citations().contains(&verdict.citation)));
    for leniency in [Leniency::MayBeUnderstood, Leniency::MustBeRefused] {
        let refused = verdicts::of(|| vec![harm::refused(exchange, "a NUL", leniency)]);
        let denied = exchange.status().is_some_and(|status| (400..500).contains(&status));
        assert!(verdicts::all_hold(&refused) || !denied, "a refusal is no refusal");
    }
    verdicts::of(|| vec![harm::method_survived(exchange)]);
    let mut tally = Tally::default();
    let before = tally.counts(&CATALOGUE);
    tally.take_in(&CATALOGUE, exchange);
    let after = tally.counts(&CATALOGUE);
    tally.take_in(&CATALOGUE, exchange);
    assert_eq!(tally.counts(&CATALOGUE), after, "the same counts once");
    for (before, after) in before.iter().zip(&after) {
        assert!(before.tried <= after.tried && before.total() == after.total());
    }
}

fn of_one_answer(answer: &Response) {
    let content = Content { bytes: answer.body.len() as u64, sha256: Sha256::of(&answer.body) };
    let is_file = verdicts::of(|| vec![file::is_file(cite::d("DL", 1), answer, &content)]);
    assert_eq!(verdicts::all_hold(&is_file), answer.status / 100 == 2);
    let is_bytes = verdicts::of(|| vec![file::is_bytes(cite::d("DL", 1), answer, &answer.body)]);
    assert_eq!(is_bytes, is_file);
    assert!(!verdicts::all_hold(&verdicts::of(|| vec![file::is_not_file(
        cite::d("DL", 2),
        answer,
        &content
    )])));
    verdicts::of(|| file::refused(answer, "nothing").into_iter().collect());
    verdicts::of(|| vec![file::holds_nothing_outside(answer, ".."), harm::tells_no_path(answer)]);
    verdicts::of(|| vec![harm::names_nobody(answer, &["smith-login".to_owned()])]);
    verdicts::of(|| vec![harm::reflects_no_markup(answer, "<b>"), carriage::no_command(answer, "/x")]);
    for format in Format::ALL {
        verdicts::of(|| {
            harm::kept_inside(format, answer, "<b>", |value| vec![value.to_string()]).into_iter().collect()
        });
    }
    verdicts::of(|| script::not_started(answer, None).into_iter().chain(script::no_output(answer)).collect());
    verdicts::of(|| gate::shut_at(answer.status, 403, "no password"));
    let open = verdicts::of(|| vec![gate::open(answer.status)]);
    let shut = verdicts::of(|| vec![gate::shut(answer.status, "no password")]);
    assert_ne!(verdicts::all_hold(&open), verdicts::all_hold(&shut), "a gate is open or shut");
    let text = String::from_utf8_lossy(&answer.body);
    for miss in NearMiss::ALL {
        assert_ne!(miss.of(&text).as_deref(), Some(&*text), "a near miss hits");
    }
}

fn of_two_answers(one: &Response, other: &Response) {
    for carrier in Carrier::ALL {
        verdicts::of(|| vec![carriage::same_by(carrier, one, other)]);
        assert!(verdicts::all_hold(&[carriage::same_by(carrier, one, one)]));
    }
    verdicts::of(|| {
        vec![harm::unharmed(one, Some(other), "nonsense"), harm::unharmed(one, None, "nonsense")]
    });
    assert!(verdicts::all_hold(&[harm::unharmed(one, Some(one), "nothing")]));
    verdicts::of(|| vec![file::is_unchanged(cite::i("UP", 8), one, other), file::are_two(one, other)]);
    assert!(verdicts::all_hold(&[file::is_unchanged(cite::i("UP", 8), one, one)]));
    verdicts::of(|| vec![file::opens_nothing_else(one, "..", other, &[])]);
    assert!(verdicts::all_hold(&[file::opens_nothing_else(one, "..", one, &[])]));
}

/// Reading by the catalogue: what cannot be read breaks the rule that was named, and nothing else then has a verdict.
fn of_content(route: &Route, answer: &Response) {
    let reader = Reader { catalogue: &CATALOGUE, shapes: &SHAPES };
    let otherwise = cite::d("EXEC", 3);
    let reading = reader.read(&route.answer, answer, &otherwise);
    let verdicts = verdicts::of(|| reader.read(&route.answer, answer, &otherwise).verdicts);
    let decoded = decode(route.answer.format, answer.content_type(), &answer.body, &Limits::default());
    assert_eq!(reading.value, decoded.ok().map(|decoded| decoded.value));
    if reading.value.is_none() {
        assert!(verdicts.len() == 1 && verdicts[0].citation == otherwise && !verdicts::all_hold(&verdicts));
    }
    let cases = CATALOGUE.commands.iter().flat_map(|command| &command.cases);
    for expectation in cases.flat_map(|case| &case.expectations).take(60) {
        verdicts::of(|| vec![expect::judge(expectation, answer, reading.value.as_ref())]);
    }
}

fn of_times(elapsed: Duration, answer: &Response) {
    let script = Duration::from_secs(2);
    let early = verdicts::all_hold(&verdicts::of(|| vec![timing::did_not_wait(elapsed, script)]));
    let late = verdicts::all_hold(&verdicts::of(|| vec![timing::waited(elapsed, script)]));
    assert!(early || late, "neither waited nor not");
    let overrun = Overrun { timeout: script / 2, script: 3 * script, round_trip: script / 100 };
    verdicts::of(|| overrun.judge(elapsed).to_vec());
    verdicts::of(|| vec![timing::without_result(answer, "done"), timing::empty_or_refused(answer)]);
    verdicts::of(|| vec![timing::late_result_is_lost(answer, "done", "to another")]);
    verdicts::of(|| vec![timing::served_meanwhile(elapsed, script)]);
}

/// A record holds no secret, however the target gave it back, and no more than it may.
fn recorded(exchange: &Exchange) {
    let mut exchange = exchange.clone();
    if let Ok(response) = &mut exchange.outcome {
        let middle = response.body.len() / 2;
        response.body.splice(middle..middle, SECRET.bytes());
        response.headers.push(("x-told".to_owned(), SECRET.to_owned()));
    }
    let record = ExchangeRecord::of(&exchange, "http://127.0.0.1:4055", &Secrets::new([SECRET]));
    let response = record.response.iter();
    let body = response.clone().find_map(|response| response.body.text.as_deref());
    assert!(body.is_none_or(|text| text.len() <= BODY_KEPT && !text.contains(SECRET)));
    assert!(!response.flat_map(|response| &response.headers).any(|(_, value)| value.contains(SECRET)));
    let written = serde_json::to_string(&record).expect("a record that can be written");
    assert_eq!(serde_json::from_str::<ExchangeRecord>(&written).ok(), Some(record), "not read as written");
}
