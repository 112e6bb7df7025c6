//! A server under torture: watched by a patient stranger, by a count of panics and by a count of file handles.

use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use refserver_http::{Config, Limits, Running, start};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Longer than the server may take to give up on anything, within the limits set here.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How soon a stranger is answered, as a rule: of a hundred times, ninety-five. Without optimisation the hostile clients
/// and the server need the whole machine.
const SOON: Duration = Duration::from_millis(if cfg!(debug_assertions) { 400 } else { 100 });

/// How soon a stranger is answered always, on a machine that has other work and without optimisation.
const AT_LAST: Duration = Duration::from_secs(2);

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// One torture at a time: file handles are counted for the whole process.
static ALONE: Mutex<()> = Mutex::const_new(());

/// How many times over everything is sent.
pub(crate) fn scale() -> usize {
    std::env::var("TORTURE_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Limits that are reached soon.
pub(crate) fn impatient() -> Limits {
    Limits {
        header_read: Duration::from_secs(1),
        body_pause: Duration::from_millis(500),
        body_time: Duration::from_secs(2),
        form_bytes: 64 * 1024,
        upload_bytes: 1024 * 1024,
        ..Limits::default()
    }
}

pub(crate) struct Target {
    pub(crate) running: Running,
    stranger: JoinHandle<Vec<Duration>>,
    stop: CancellationToken,
    handles: usize,
    panics: usize,
    _alone: MutexGuard<'static, ()>,
}

impl Target {
    /// A server with these limits, and a stranger who asks it something again and again.
    pub(crate) async fn watched(limits: Limits) -> Self {
        let alone = ALONE.lock().await;
        count_panics();
        let config = Config { limits, ..Config::on_free_port().expect("the built-in fixture") };
        let running = start(config).await.expect("a server");
        let (address, stop) = (running.address(), CancellationToken::new());
        // Whatever the first request opens for good is open before the count.
        assert!(ask(address).await);
        sleep(Duration::from_millis(50)).await;
        let handles = handles();
        let stopped = stop.clone();
        let stranger = tokio::spawn(async move {
            let mut waits = Vec::new();
            while !stopped.is_cancelled() {
                let began = Instant::now();
                assert!(ask(address).await, "the stranger was not served");
                waits.push(began.elapsed());
                sleep(Duration::from_millis(5)).await;
            }
            waits
        });
        Self { running, stranger, stop, handles, panics: PANICS.load(Ordering::Relaxed), _alone: alone }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.running.address()).await.expect("a connection")
    }

    /// Sends bytes on a connection of their own, perhaps closes its own half, and reads until the server closes.
    pub(crate) async fn send(&self, bytes: &[u8], half_close: bool) -> Vec<u8> {
        let mut stream = self.connect().await;
        // A server that has seen enough may close before it has read all.
        let _ = stream.write_all(bytes).await;
        if half_close {
            let _ = stream.shutdown().await;
        }
        rest(&mut stream).await
    }

    /// Nobody was kept waiting, nothing panicked, and every file handle has been given back.
    pub(crate) async fn assert_unharmed(self) {
        self.stop.cancel();
        let mut waits = self.stranger.await.expect("a stranger who was always served");
        waits.sort_unstable();
        let (usual, longest) = (waits[waits.len() * 95 / 100], waits[waits.len() - 1]);
        assert!(usual <= SOON && longest <= AT_LAST, "of {} strangers: {usual:?}, {longest:?}", waits.len());
        assert_eq!(PANICS.load(Ordering::Relaxed), self.panics, "something panicked");
        let patience = Instant::now() + PATIENCE;
        while handles() > self.handles && Instant::now() < patience {
            sleep(Duration::from_millis(20)).await;
        }
        assert!(handles() <= self.handles, "{} file handles were open, now {}", self.handles, handles());
        self.running.shutdown().await;
    }
}

/// What still comes until the server closes the connection, in good order or not.
pub(crate) async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("an end in time");
    bytes
}

async fn ask(address: std::net::SocketAddr) -> bool {
    let question = b"GET /getlicenseinfo?detail=regserial HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let Ok(mut stream) = TcpStream::connect(address).await else { return false };
    let mut answer = Vec::new();
    let asked = async {
        stream.write_all(question).await?;
        stream.read_to_end(&mut answer).await
    };
    matches!(timeout(PATIENCE, asked).await, Ok(Ok(_))) && answer.ends_with(b"1234567")
}

fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.fetch_add(1, Ordering::Relaxed);
            usual(panic);
        }));
    });
}

fn handles() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}
