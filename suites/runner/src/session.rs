//! What a case has in its hands while it runs: it asks, it reads, it judges; everything is kept.

use std::rc::Rc;
use std::time::Duration;

use driver::{Client, Traffic};
use futures::future::join_all;
use report_model::coverage::Coverage;
use report_model::event::{CaseEnding, CaseResult};
use report_model::record::ExchangeRecord;
use report_model::secrets::Secrets;
use report_model::verdict::{Ruling, Verdict};
use serde_json::Value;
use spec::catalogue::{Answer, Carrier, Command, Route};
use spec::ids::{Basis, CaseName, Citation, CommandName};
use spec::profile::Password;
use spec::wire::{Call, Exchange, Lapse, Request, Response};

use crate::breaker::Contact;
use crate::case::Stuck;
use crate::context::{Context, Door};
use crate::evidence::Evidence;

/// How many bytes of what was expected, seen or read off a verdict keeps.
const TEXT_KEPT: usize = 4 * 1024;
/// How many different verdicts on one rule a case keeps.
const MOST_ON_A_RULE: usize = 200;

/// One run of one case.
#[derive(Debug)]
pub struct Session {
    context: Rc<Context>,
    door: Door,
    client: Client,
    exchanges: Vec<Evidence>,
    verdicts: Vec<Verdict>,
    secrets: Secrets,
    contact: Contact,
    coverage: Vec<Coverage>,
    seeds: Vec<u64>,
}

/// A place in what a session has kept.
#[derive(Debug)]
pub(crate) struct Mark {
    exchanges: usize,
    verdicts: usize,
}

/// What was taken out of a session.
#[derive(Debug)]
pub(crate) struct Kept {
    exchanges: Vec<Evidence>,
    verdicts: Vec<Verdict>,
}

/// An answer that came, and where it stands among the exchanges of the case.
#[derive(Debug, Clone)]
pub struct Reply {
    index: usize,
    response: Rc<Response>,
    started: Duration,
    elapsed: Duration,
}

impl Reply {
    /// The status code.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// Whether the status is of class 2xx.
    pub fn succeeded(&self) -> bool {
        self.response.status / 100 == 2
    }

    /// Whether the status is of class 4xx.
    pub fn refused(&self) -> bool {
        self.response.status / 100 == 4
    }

    /// The content.
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }

    /// The content as text, for messages and comparisons of text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.response.body).into_owned()
    }

    /// The answer itself.
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// How long it took from the request to the last byte.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// When the request was sent, counted from the start of the run.
    pub fn started(&self) -> Duration {
        self.started
    }
}

impl Session {
    /// A session at a door. The last seed is that of the case in this run; those before it are seeds with which it has failed before.
    pub fn new(context: Rc<Context>, door: Door, seeds: Vec<u64>) -> Self {
        let (client, secrets) = (context.client(&door), context.secrets());
        let (exchanges, verdicts, coverage) = (Vec::new(), Vec::new(), Vec::new());
        let contact = Contact::Untried;
        Self { context, door, client, exchanges, verdicts, coverage, secrets, contact, seeds }
    }

    /// What all cases share.
    pub fn context(&self) -> Rc<Context> {
        Rc::clone(&self.context)
    }

    /// The seed of this case: of the run and the case's name.
    pub fn seed(&self) -> u64 {
        self.seeds.last().copied().unwrap_or_default()
    }

    /// The seeds from which values are generated: those with which the case has failed before, then that of this run.
    pub(crate) fn seeds(&self) -> Vec<u64> {
        self.seeds.clone()
    }

    /// Whether nothing is really sent: then nothing is waited for either.
    pub fn is_rehearsal(&self) -> bool {
        self.context.traffic == Traffic::Rehearsed
    }

    /// The client, for those who send bytes of their own.
    pub fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Another client at the same door, with connections of its own.
    pub fn another_client(&self) -> Client {
        self.client.another()
    }

    /// The password of the gate that this session stands at.
    pub fn password(&self) -> Option<&str> {
        self.door.password.as_ref().map(Password::reveal)
    }

    /// Asks a command with the gate's password among the parameters (AUTH-5), and judges what holds for every exchange.
    ///
    /// # Errors
    /// If no answer came; R-1 has then been judged.
    pub async fn ask(&mut self, call: &Call) -> Result<Reply, Stuck> {
        let request = self.with_password(call).request();
        self.send(&request).await
    }

    /// Like [`Session::ask`], with more patience than usual: for answers that may rightly take that long.
    ///
    /// # Errors
    /// As [`Session::ask`].
    pub async fn ask_patiently(&mut self, call: &Call, longer: Duration) -> Result<Reply, Stuck> {
        let request = self.with_password(call).request();
        self.permit(&request)?;
        let patience = self.context.limits.patience + longer;
        let exchange =
            self.client.send_within(&request, patience).await.map_err(|error| Stuck(error.to_string()))?;
        self.take_in(exchange)
    }

    /// Sends a request as it is: whoever makes it adds the password, or does not.
    ///
    /// # Errors
    /// As [`Session::ask`].
    pub async fn send(&mut self, request: &Request) -> Result<Reply, Stuck> {
        self.permit(request)?;
        let exchange = self.client.send(request).await.map_err(|error| Stuck(error.to_string()))?;
        self.take_in(exchange)
    }

    /// Asks several commands at the same time, each on a connection of its own. The replies are in the order of the calls.
    ///
    /// # Errors
    /// If one of them got no answer.
    pub async fn ask_together(&mut self, calls: &[Call]) -> Result<Vec<Reply>, Stuck> {
        self.ask_together_patiently(calls, Duration::ZERO).await
    }

    /// Like [`Session::ask_together`], with more patience than usual: for answers that may rightly take that long.
    ///
    /// # Errors
    /// As [`Session::ask_together`].
    pub async fn ask_together_patiently(
        &mut self,
        calls: &[Call],
        longer: Duration,
    ) -> Result<Vec<Reply>, Stuck> {
        let patience = self.context.limits.patience + longer;
        let requests: Vec<Request> = calls.iter().map(|call| self.with_password(call).request()).collect();
        requests.iter().try_for_each(|request| self.permit(request))?;
        let sendings = requests.into_iter().map(|request| {
            let mut client = self.client.another();
            async move { client.send_within(&request, patience).await }
        });
        let exchanges = join_all(sendings).await;
        let take_in = |exchange: Result<Exchange, driver::Unsendable>| {
            self.take_in(exchange.map_err(|error| Stuck(error.to_string()))?)
        };
        exchanges.into_iter().map(take_in).collect()
    }

    /// The last bar before the wire: whatever a case declares, no command is asked whose effect the run may not have.
    fn permit(&self, request: &Request) -> Result<(), Stuck> {
        let path = request.target.split('?').next().unwrap_or_default();
        let routes = self.context.catalogue.commands.iter().flat_map(|command| &command.routes);
        let asked = routes.into_iter().find(|route| route.path == path);
        match asked.filter(|route| !self.context.permits(route.effect)) {
            Some(route) => Err(Stuck(format!("this run may not ask {}: it does more than read", route.path))),
            None => Ok(()),
        }
    }

    /// Closes the kept connection, so that the next request opens a new one.
    pub fn hang_up(&mut self) {
        self.client.hang_up();
    }

    /// The same call with the gate's password, if there is a gate.
    pub fn with_password(&self, call: &Call) -> Call {
        match self.password() {
            Some(password) => call.clone().with("password", password),
            None => call.clone(),
        }
    }

    /// A request with the gate's password in its query, if there is a gate: where its content is no form (AUTH-5).
    pub fn admitted(&self, request: Request) -> Request {
        match self.password() {
            Some(password) => request.query("password", password),
            None => request,
        }
    }

    /// Keeps an exchange, and judges what holds for every one.
    ///
    /// # Errors
    /// If it has no answer.
    pub fn take_in(&mut self, exchange: Exchange) -> Result<Reply, Stuck> {
        let verdicts = checks::always::judge(&exchange, self.password());
        let index = self.keep(&exchange, verdicts);
        self.contact = match &exchange.outcome {
            Err(Lapse::Unreachable(_)) => Contact::Gone,
            Err(Lapse::TimedOut(_)) => Contact::Silent,
            Ok(_) | Err(Lapse::Closed | Lapse::Malformed(_) | Lapse::TooLong(_)) => Contact::Answered,
        };
        let Exchange { outcome, started, elapsed, .. } = exchange;
        match outcome {
            Ok(response) => Ok(Reply { index, response: Rc::new(response), started, elapsed }),
            Err(lapse) => Err(Stuck(format!("no answer: {lapse}"))),
        }
    }

    /// Whether the target was still there when it was last asked something that it owes an answer.
    pub(crate) fn contact(&self) -> Contact {
        self.contact
    }

    /// Keeps an exchange that need not have an answer, such as bytes that are no request: R-1 is not judged. Gives its place,
    /// for verdicts that it shows.
    pub fn take_in_rude(&mut self, exchange: &Exchange) -> usize {
        let verdicts = checks::always::judge_answer(exchange, self.password());
        self.keep(exchange, verdicts)
    }

    fn keep(&mut self, exchange: &Exchange, verdicts: Vec<Verdict>) -> usize {
        let index = self.exchanges.len();
        let base_url = self.door.endpoint.to_string();
        self.context.tally.borrow_mut().take_in(&self.context.catalogue, exchange);
        self.exchanges.push(Evidence::of(exchange, &base_url, &self.secrets));
        verdicts.into_iter().for_each(|verdict| self.note(verdict.shown_by(index)));
        index
    }

    /// Reads the answer of a command's route by the catalogue; what its shape breaks is noted. `None` if it cannot be read.
    pub fn read(&mut self, reply: &Reply, route: &Route, otherwise: &Citation) -> Option<Value> {
        self.read_as(reply, &route.answer, otherwise)
    }

    /// Reads an answer as it is said to be; what its shape breaks is noted. `None` if it cannot be read.
    pub fn read_as(&mut self, reply: &Reply, answer: &Answer, otherwise: &Citation) -> Option<Value> {
        let context = self.context();
        let reading = context.reader().read(answer, reply.response(), otherwise);
        self.judge_all(reply, reading.verdicts);
        reading.value
    }

    /// Notes that a rule holds, or what breaks it.
    pub fn expect(
        &mut self,
        reply: &Reply,
        citation: Citation,
        holds: bool,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) {
        let verdict =
            if holds { Verdict::holds(citation) } else { Verdict::broken(citation, expected, seen) };
        self.judge(reply, verdict);
    }

    /// Notes a verdict that a reply shows. A server error is an answer to nothing: it breaks R-1, which is judged for every exchange,
    /// and shows nothing of the rule that was asked about.
    pub fn judge(&mut self, reply: &Reply, verdict: Verdict) {
        let about_safety = verdict.citation.basis == Basis::R;
        if about_safety || reply.status() < 500 {
            self.note(verdict.shown_by(reply.index));
        }
    }

    /// Notes verdicts that a reply shows.
    pub fn judge_all(&mut self, reply: &Reply, verdicts: impl IntoIterator<Item = Verdict>) {
        verdicts.into_iter().for_each(|verdict| self.judge(reply, verdict));
    }

    /// Notes a verdict. Of verdicts that say the same one is kept, and of those on one rule no more than anybody reads.
    pub fn note(&mut self, verdict: Verdict) {
        let on_this_rule = self.verdicts.iter().filter(|known| known.citation == verdict.citation).count();
        if on_this_rule >= MOST_ON_A_RULE {
            return;
        }
        let verdict = readable(verdict);
        let repeats = |known: &Verdict| match &verdict.ruling {
            Ruling::Holds | Ruling::Observed { .. } => *known == verdict,
            Ruling::Broken(deviation) => {
                known.citation == verdict.citation
                    && known.deviation().is_some_and(|earlier| {
                        earlier.expected == deviation.expected && earlier.seen == deviation.seen
                    })
            }
        };
        if !self.verdicts.iter().any(repeats) {
            self.verdicts.push(verdict);
        }
    }

    /// Notes how much of a model the case has been through.
    pub(crate) fn cover(&mut self, coverage: Coverage) {
        self.coverage.push(coverage);
    }

    /// Whether anything was found broken so far.
    pub fn is_clean(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.deviation().is_none())
    }

    /// How many exchanges and verdicts there are: to go back to with [`Session::forget_since`].
    pub(crate) fn mark(&self) -> Mark {
        Mark { exchanges: self.exchanges.len(), verdicts: self.verdicts.len() }
    }

    /// Drops the exchanges since a mark, unless one of them shows something broken. Verdicts stay.
    pub(crate) fn forget_since(&mut self, mark: &Mark) {
        if !self.broken_since(mark) {
            self.exchanges.truncate(mark.exchanges);
        }
    }

    /// Whether something was found broken since a mark.
    pub(crate) fn broken_since(&self, mark: &Mark) -> bool {
        self.verdicts[mark.verdicts..].iter().any(|verdict| verdict.deviation().is_some())
    }

    /// Takes out what was kept since a mark.
    pub(crate) fn cut_since(&mut self, mark: &Mark) -> Kept {
        Kept {
            exchanges: self.exchanges.split_off(mark.exchanges),
            verdicts: self.verdicts.split_off(mark.verdicts),
        }
    }

    /// Puts back what was taken out, in the place of what came since the mark.
    pub(crate) fn restore(&mut self, mark: &Mark, kept: Kept) {
        self.cut_since(mark);
        self.exchanges.extend(kept.exchanges);
        self.verdicts.extend(kept.verdicts);
    }

    /// A command of the catalogue.
    ///
    /// # Errors
    /// If the catalogue has none of that name.
    pub fn command(&self, name: &str) -> Result<Command, Stuck> {
        let found = self.context.catalogue.command(&CommandName::new(name)).cloned();
        found.ok_or_else(|| Stuck(format!("the catalogue has no command `{name}`")))
    }

    /// The only route of a command, or the one of that name.
    ///
    /// # Errors
    /// If the catalogue has none of that name.
    pub fn route(&self, command: &str, route: &str) -> Result<Route, Stuck> {
        let found = self.command(command)?.routes.into_iter().find(|candidate| candidate.name == route);
        found.ok_or_else(|| Stuck(format!("the catalogue has no route `{route}` of `{command}`")))
    }

    /// The result of the case.
    pub fn finish(self, name: CaseName, ending: CaseEnding) -> CaseResult {
        let base_url = self.door.endpoint.to_string();
        let record = |evidence: Evidence| evidence.record(&base_url, &self.secrets);
        let exchanges: Vec<ExchangeRecord> = self.exchanges.into_iter().map(record).collect();
        let millis = match (exchanges.first(), exchanges.last()) {
            (Some(first), Some(last)) => {
                (last.started_millis + last.elapsed_millis).saturating_sub(first.started_millis)
            }
            _ => 0,
        };
        let verdicts = self.verdicts.into_iter().map(|verdict| mask(verdict, &self.secrets)).collect();
        CaseResult {
            name,
            ending: masked(ending, &self.secrets),
            verdicts,
            exchanges,
            millis,
            coverage: self.coverage,
        }
    }
}

/// The verdict with its texts cut to what is read: a target may be shown to say two megabytes where it should say a date.
fn readable(mut verdict: Verdict) -> Verdict {
    match &mut verdict.ruling {
        Ruling::Holds => {}
        Ruling::Broken(deviation) => [&mut deviation.expected, &mut deviation.seen].into_iter().for_each(cut),
        Ruling::Observed { reading } => cut(reading),
    }
    verdict
}

fn cut(text: &mut String) {
    if text.len() > TEXT_KEPT {
        let length = text.len();
        text.truncate(text.floor_char_boundary(TEXT_KEPT));
        text.push_str(&format!("… ({length} bytes)"));
    }
}

fn masked(ending: CaseEnding, secrets: &Secrets) -> CaseEnding {
    match ending {
        CaseEnding::Stuck { reason } => CaseEnding::Stuck { reason: secrets.mask(&reason) },
        CaseEnding::Judged | CaseEnding::Skipped { .. } => ending,
    }
}

fn mask(mut verdict: Verdict, secrets: &Secrets) -> Verdict {
    match &mut verdict.ruling {
        Ruling::Holds => {}
        Ruling::Broken(deviation) => {
            deviation.expected = secrets.mask(&deviation.expected);
            deviation.seen = secrets.mask(&deviation.seen);
        }
        Ruling::Observed { reading } => *reading = secrets.mask(reading),
    }
    verdict
}

/// A call of a command that has one route, by its path.
pub fn call(command: &str) -> Call {
    Call::new(format!("/{command}"))
}

/// Every carrier with a word for case names.
pub const CARRIERS: [(Carrier, &str); 3] =
    [(Carrier::Get, "get"), (Carrier::PostQuery, "post_query"), (Carrier::PostForm, "post_form")];
