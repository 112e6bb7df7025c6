//! Storing files and fetching them.

use checks::cite;
use checks::upload::Stored;
use spec::decode::Format;
use spec::profile::{MissingFact, ProbeScript, Profile};
use spec::wire::{Call, Request};

use crate::ask::{self, script};
use crate::case::{Flow, Stuck};
use crate::session::{Reply, Session};

/// A file as it travels.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// The parameters of `Content-Disposition` behind its type, e.g. `; filename="a.bin"`.
    pub disposition: String,
    /// `Content-Transfer-Encoding`.
    pub encoding: &'static str,
    /// The content in that encoding.
    pub content: Vec<u8>,
}

impl Part {
    /// A file with a name, sent as it is.
    pub(crate) fn named(name: &str, content: &[u8]) -> Self {
        Self { disposition: format!("; filename=\"{name}\""), ..Self::nameless(content) }
    }

    /// A file without a name, sent as it is.
    pub(crate) fn nameless(content: &[u8]) -> Self {
        Self { disposition: String::new(), encoding: "binary", content: content.to_vec() }
    }

    /// The same file in another transfer encoding.
    pub(crate) fn encoded(self, encoding: &'static str, content: impl Into<Vec<u8>>) -> Self {
        Self { encoding, content: content.into(), ..self }
    }
}

/// What separates the parts of a multipart request; it stands in none of the suite's files.
const BOUNDARY: &str = "----oktellspec-boundary-7d1f";

/// A request that is one file.
pub(crate) fn octet_stream(part: &Part) -> Request {
    Request::post("/upload")
        .header("content-type", "application/octet-stream")
        .header("content-transfer-encoding", part.encoding)
        .header("content-disposition", format!("attachment{}", part.disposition))
        .content(part.content.clone())
}

/// A request of several files.
pub(crate) fn multipart(parts: &[Part]) -> Request {
    let mut body = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let disposition = format!("form-data; name=\"file{}\"{}", place + 1, part.disposition);
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: application/octet-stream\r\n\
             Content-Transfer-Encoding: {}\r\n\r\n",
            part.encoding
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    Request::post("/upload")
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .content(body)
}

/// Sends files with the gate's password in the query (AUTH-5) and reads what became of them, if the answer is a success.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn upload(
    session: &mut Session,
    request: Request,
) -> Result<(Reply, Option<Stored>), Stuck> {
    let reply = session.send(&session.admitted(request)).await?;
    let stored = ask::value(&reply, Format::Upload).as_ref().and_then(Stored::of);
    Ok((reply, stored))
}

/// What a file that the target named itself tells.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    /// A stem for file names that no earlier run has used.
    pub stem: String,
    /// Where the file lies.
    pub path: String,
}

/// Stores a file without a name: the name that the target gives it is random (UP-4), and so new. The seed would come again with the
/// next run.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn fresh(session: &mut Session) -> Result<Fresh, Stuck> {
    let (_, stored) = upload(session, octet_stream(&Part::nameless(b"."))).await?;
    let file = stored.as_ref().and_then(Stored::first_saved).cloned().unwrap_or_default();
    let random: Vec<char> = file.name.chars().filter(char::is_ascii_alphanumeric).collect();
    let tail: String = random[random.len().saturating_sub(24)..].iter().collect();
    Ok(Fresh { stem: format!("oktellspec-{tail}-{:x}", session.seed()), path: file.path.unwrap_or_default() })
}

/// The script by which files at a path are fetched.
#[derive(Debug, Clone)]
pub(crate) struct Fetching {
    /// The target's name for the `path` script.
    pub path_script: String,
}

impl Fetching {
    /// What the profile says of it.
    ///
    /// # Errors
    /// It names no `path` script.
    pub(crate) fn of(profile: &Profile) -> Result<Self, MissingFact> {
        Ok(Self { path_script: profile.script(ProbeScript::Path)?.to_owned() })
    }

    /// `download/byscript` for what the `path` script finds.
    pub(crate) fn by_script(&self, file: &str) -> Call {
        script::run_for_file(&self.path_script, &[file])
    }

    /// The file at a path that `upload` told.
    ///
    /// # Errors
    /// If no answer comes.
    pub(crate) async fn fetch(&self, session: &mut Session, path: &str) -> Result<Reply, Stuck> {
        session.ask(&self.by_script(path)).await
    }

    /// A stem for file names, made sure that files which are stored can be fetched.
    ///
    /// # Errors
    /// If a stored file cannot be fetched: then nothing can be said of what is stored.
    pub(crate) async fn fresh(&self, session: &mut Session) -> Result<Fresh, Stuck> {
        let fresh = fresh(session).await?;
        if fresh.path.is_empty() && !session.is_rehearsal() {
            return Err(Stuck(
                "a file that was sent is not told as stored, so nothing can be fetched".to_owned(),
            ));
        }
        let fetched = self.fetch(session, &fresh.path).await?;
        if fetched.succeeded() {
            return Ok(fresh);
        }
        let status = fetched.status();
        // By the profile the script knows such a path as well as the sample's name; where it does not, the file is not there.
        if self.gives_other_files(session).await? {
            let expected = format!("the file that was stored at {:?}: other files are given", fresh.path);
            session.expect(&fetched, cite::i("UP", 7), false, expected, format!("status {status}"));
        }
        Err(Stuck(format!(
            "a stored file cannot be fetched from its path (status {status}), so its content cannot be judged"
        )))
    }

    /// Whether files that were not uploaded are given.
    async fn gives_other_files(&self, session: &mut Session) -> Result<bool, Stuck> {
        let Some(sample) = session.context().profile.sample.clone() else { return Ok(false) };
        Ok(self.fetch(session, &sample.name).await?.succeeded())
    }

    /// Whether a path comes through the `path` script as it was told, so that it is the file that is asked for.
    ///
    /// # Errors
    /// If no answer comes.
    pub(crate) async fn hands_on(&self, session: &mut Session, path: &str) -> Result<bool, Stuck> {
        let (_, outputs) = script::by_both(session, &self.path_script, &[path]).await?;
        Ok(outputs.any(|output| output == path) && !path.contains(['?', char::REPLACEMENT_CHARACTER]))
    }

    /// Makes sure that a path at which nothing lies gives nothing.
    ///
    /// # Errors
    /// If it gives something: then it cannot be seen whether a file lies there.
    pub(crate) async fn finds_nothing(&self, session: &mut Session, path: &str) -> Flow {
        let fetched = self.fetch(session, path).await?;
        if !fetched.succeeded() || session.is_rehearsal() {
            return Ok(());
        }
        let status = fetched.status();
        Err(Stuck(format!(
            "a path to nothing is answered with status {status}, so it cannot be seen what is stored"
        )))
    }
}
