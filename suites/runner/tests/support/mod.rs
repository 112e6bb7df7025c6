//! What the tests of this crate share: the reference server inside the process, and the context of a run.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::rc::Rc;
use std::sync::Arc;

use checks::shape::Shapes;
use driver::{Endpoint, Limits, RunClock, Traffic};
use report_model::outcome::Strictness;
use runner::context::{Context, Door, Doors};
use runner::margin::Margins;
use runner::regressions::Regressions;
use runner::settings::{Settings, StopAt};
use spec::profile::{Password, Profile};

/// The password of the gated reference server.
const PASSWORD: &str = "Embedded-пароль+1";

/// Where the tests are sent, and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) doors: Doors,
    pub(crate) profile: Profile,
}

/// The reference server twice: with its gate open, and with a password.
pub(crate) async fn embedded() -> (Target, Vec<refserver_http::Running>) {
    let (open, main) = start(None).await;
    let (gated, other) = start(Some(PASSWORD)).await;
    let profile = Profile::reference().unwrap_or_else(|error| panic!("{error}"));
    (Target { doors: Doors::pair(main, other), profile }, vec![open, gated])
}

async fn start(password: Option<&str>) -> (refserver_http::Running, Door) {
    let config = refserver_http::Config {
        password: password.and_then(refserver_http::Password::new),
        ..refserver_http::Config::on_free_port().expect("the fixture compiled in loads")
    };
    let running = refserver_http::start(config).await.expect("the reference server starts");
    let endpoint = Endpoint::parse(&format!("http://{}", running.address())).expect("an address is a URL");
    (running, Door { endpoint: Arc::new(endpoint), password: password.map(Password::new) })
}

/// The context of a run against a target.
pub(crate) fn context(target: Target, traffic: Traffic) -> Rc<Context> {
    let catalogue = spec::load::built_in().unwrap_or_else(|errors| panic!("{errors}"));
    let remote = !target.doors.main().endpoint.is_loopback();
    Rc::new(Context {
        shapes: Arc::new(Shapes::compile(&catalogue).expect("the schemas compile")),
        catalogue: Arc::new(catalogue),
        profile: target.profile,
        doors: target.doors,
        settings: Settings {
            regressions: Regressions::default(),
            seed: 1,
            values_per_property: 4,
            jobs: NonZeroUsize::MIN,
            strictness: Strictness::Lenient,
            stop_at: StopAt::End,
            effects: if remote { Settings::read_only() } else { Settings::all_effects() },
        },
        limits: Limits::default(),
        clock: RunClock::start(),
        traffic,
        tally: RefCell::default(),
        margins: Margins::default(),
    })
}
