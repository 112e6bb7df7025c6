//! The gate judged wrongly (AUTH).

use std::sync::atomic::Ordering;

use http::request::Parts;
use http::{Method, Version};

use super::family::family;
use super::lapses::Visit;
use super::open_gate;
use super::set::Faults;
use crate::commands::Order;
use crate::gate::Password;
use crate::parameters::Parameters;
use crate::routes::{self, Command};
use crate::server::Server;

family! {
    /// What can be wrong with the judgement of the gate and with its moment.
    Gate at 0 {
        /// The gate opens for anything that the password begins with.
        Prefix = "password-prefix-enough" Security ["AUTH-1" "AUTH-3"]
            "the password without its last letter opens the gate",
        /// The gate opens for anything that begins with the password.
        Suffixed = "password-with-suffix-enough" Security ["AUTH-1" "AUTH-3"]
            "the password with a letter more opens the gate",
        /// The gate compares without regard to letter case.
        AnyCase = "password-in-any-case" Security ["AUTH-1" "AUTH-3"]
            "the password in the other letter case opens the gate",
        /// The gate passes over blanks around the password.
        Trimmed = "password-trimmed" Security ["AUTH-1" "AUTH-3"]
            "the password between blanks opens the gate",
        /// The gate opens for an empty password.
        Empty = "password-empty-enough" Security ["AUTH-1" "AUTH-3"]
            "`password=` opens the gate",
        /// The gate looks only whether there is a password.
        Any = "password-any-enough" Security ["AUTH-1" "AUTH-3"]
            "a wrong password opens the gate",
        /// After the first right password nobody is asked again.
        Remembered = "gate-stays-open" Security ["AUTH-1" "AUTH-2"]
            "a request without a password is answered once another had the right one",
        /// A password in a form body is not seen.
        FormIgnored = "password-in-form-ignored" Conformance ["AUTH-5" "HTTP-4" "AUTH-1" "HTTP-3"]
            "a POST with the password in its form gets 403",
        /// In a POST a password in the query is not seen.
        QueryOfPostIgnored = "password-in-query-of-post-ignored" Conformance ["AUTH-1" "AUTH-5"]
            "a POST with the password in its query gets 403",
        /// The gate is asked about GET alone.
        PostOpen = "gate-open-to-post" Security ["AUTH-1" "AUTH-2" "HTTP-3"]
            "a POST without a password is answered",
        /// Paths of no command are told apart before the gate.
        StrayPathsOpen = "gate-missing-on-unknown-paths" Security ["AUTH-2"]
            "an unknown path without a password gets 404 instead of 403",
        /// Where no password is set, one that is sent is refused.
        Superfluous = "superfluous-password-refused" Conformance ["AUTH-4"]
            "without a setting, a request with `password=x` gets 403",
        /// Where no password is set, one is asked for all the same.
        AlwaysAsks = "password-asked-without-setting" Conformance ["AUTH-4" "HTTP-3"]
            "without a setting, a request without a password gets 403",
        /// A refusal at the gate has the status 401.
        Status401 = "gate-answers-401" Conformance ["AUTH-1"]
            "a request without a password gets 401 instead of 403",
        /// A refusal at the gate has the status 200.
        Status200 = "gate-answers-200" Conformance ["AUTH-1"]
            "a request without a password gets 200 with the word Forbidden",
        /// A refusal at the gate tells the password that was expected.
        Told = "password-told-by-refusal" Security ["R-2"]
            "the body of the 403 contains the configured password",
        /// The gate is judged after the script has run.
        AfterScript = "gate-after-script" Security ["AUTH-2" "R-5"]
            "a script of a request that got 403 has run",
        /// The gate is judged after the call has started.
        AfterCall = "gate-after-call" Security ["AUTH-2" "R-5"]
            "a call of a request that got 403 goes on",
        /// The gate is judged after the state has changed.
        AfterChange = "gate-after-state-change" Security ["AUTH-2" "R-5"]
            "the state asked for by a request that got 403 is there",
        /// The gate is judged after the files are stored.
        AfterUpload = "gate-after-upload" Security ["AUTH-2" "R-5"]
            "a file of a request that got 403 is there and has its name taken",
        /// After the first right password nobody is asked again on that connection.
        RememberedOnConnection = "gate-stays-open-on-connection" Security ["AUTH-1" "AUTH-2"]
            "a request without a password is answered once one before it on the connection had the right one",
        /// A path in other letters leads to its command past the gate.
        OtherLetters = "gate-missing-on-other-letters" Security ["AUTH-1" "AUTH-2"]
            "`/GETLICENSEFULLTEXT` without a password gives the licence",
        /// The gate is asked about GET and POST alone, and commands are done by any method.
        OtherMethods = "gate-open-to-other-methods" Security ["AUTH-1" "AUTH-2"]
            "a PUT without a password is answered",
        /// The gate is not asked about HTTP/1.0.
        OldVersion = "gate-open-to-http-1-0" Security ["AUTH-1" "AUTH-2"]
            "a request of HTTP/1.0 without a password is answered",
        /// The gate is not asked about a request whose target is a whole URL.
        WholeUrl = "gate-open-to-whole-urls" Security ["AUTH-1" "AUTH-2"]
            "`GET http://host/getlicensefulltext` without a password is answered",
        /// The gate is not asked about what says that it was forwarded from the server's own machine.
        Forwarded = "gate-open-to-forwarded-requests" Security ["AUTH-1" "AUTH-2"]
            "a request with `X-Forwarded-For: 127.0.0.1` and without a password is answered",
    }
}

/// Somebody at the gate.
pub(crate) struct Knock<'a> {
    pub(crate) head: &'a Parts,
    pub(crate) command: Option<Command>,
    pub(crate) offered: Option<&'a str>,
    pub(crate) visit: &'a Visit,
}

/// What becomes of the sound judgement.
pub(crate) fn judged(server: &Server, knock: &Knock<'_>, sound: bool) -> bool {
    if !server.faults.has_any::<Gate>() && !open_gate::any(&server.faults) {
        return sound;
    }
    if sound && server.password.is_some() {
        server.lapses.gate_opened.store(true, Ordering::Relaxed);
        knock.visit.let_in.store(true, Ordering::Relaxed);
    }
    (sound && !refused(server, knock)) || opened(server, knock)
}

fn refused(server: &Server, Knock { head, offered, .. }: &Knock<'_>) -> bool {
    let set = server.password.is_some();
    let posted = head.method == Method::POST;
    let mut query = Parameters::default();
    query.add(head.uri.query().unwrap_or_default().as_bytes());
    let in_query = query.first("password").is_some();
    let reasons = [
        (Gate::FormIgnored, set && posted && !in_query),
        (Gate::QueryOfPostIgnored, set && posted && in_query),
        (Gate::Superfluous, !set && offered.is_some()),
        (Gate::AlwaysAsks, !set && offered.is_none()),
    ];
    reasons.into_iter().any(|(fault, applies)| applies && server.faults.has(fault))
}

fn opened(server: &Server, knock: &Knock<'_>) -> bool {
    let kept = server.password.as_ref().map_or("", Password::reveal);
    let offered = knock.offered;
    let is = |judge: &dyn Fn(&str) -> bool| offered.is_some_and(judge);
    let Parts { method, uri, version, headers, .. } = knock.head;
    let reasons = [
        (Gate::Prefix, is(&|offered| !offered.is_empty() && kept.starts_with(offered))),
        (Gate::Suffixed, is(&|offered| offered.starts_with(kept))),
        (Gate::AnyCase, is(&|offered| offered.to_lowercase() == kept.to_lowercase())),
        (Gate::Trimmed, is(&|offered| offered.trim() == kept)),
        (Gate::Empty, is(&str::is_empty)),
        (Gate::Any, offered.is_some()),
        (Gate::Remembered, server.lapses.gate_opened.load(Ordering::Relaxed)),
        (Gate::PostOpen, *method == Method::POST),
        (Gate::StrayPathsOpen, knock.command.is_none()),
        (Gate::RememberedOnConnection, knock.visit.let_in.load(Ordering::Relaxed)),
        (Gate::OtherLetters, knock.command.is_some() && routes::find(uri.path()).is_none()),
        (Gate::OtherMethods, ![Method::GET, Method::POST].contains(method)),
        (Gate::OldVersion, *version == Version::HTTP_10),
        (Gate::WholeUrl, uri.authority().is_some()),
        (Gate::Forwarded, headers.get("x-forwarded-for").is_some_and(|from| from == "127.0.0.1")),
    ];
    open_gate::leaves_open(&server.faults, knock.command)
        || reasons.into_iter().any(|(fault, applies)| applies && server.faults.has(fault))
}

/// What a path of no command leads to past the gate: the command that it names in other letters.
pub(crate) fn in_other_letters(faults: &Faults, path: &str) -> Option<(Command, String)> {
    faults.has(Gate::OtherLetters).then(|| routes::find(&path.to_ascii_lowercase())).flatten()
}

/// Whether commands are done by any method.
pub(crate) fn takes_any_method(faults: &Faults) -> bool {
    faults.has(Gate::OtherMethods)
}

/// Whether the command acts before the gate refuses it.
pub(crate) fn acts_first(server: &Server, command: Command) -> bool {
    let fault = match command {
        Command::ExecScript | Command::ExecScriptPlain | Command::FileByScript => Gate::AfterScript,
        Command::Order(Order::Start | Order::Switch) => Gate::AfterCall,
        Command::SetUserState => Gate::AfterChange,
        Command::Upload => Gate::AfterUpload,
        _ => return false,
    };
    server.faults.has(fault)
}
