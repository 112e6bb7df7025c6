//! Where in a `multipart/form-data` body one part ends and the next begins (UP-1, UP-3).

use bytes::{Buf as _, Bytes, BytesMut};

use crate::body::{Body, BodyFault};

/// Bytes that the headers of one part may have.
const LONGEST_HEADERS: usize = 16 * 1024;

/// Characters that RFC 2046 grants a boundary.
const LONGEST_BOUNDARY: usize = 70;

/// Why a multipart body could not be read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PartsError {
    /// The body itself came to no good end.
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// The bytes are no multipart body: a boundary is missing, or a part's headers are.
    #[error("the body is not the multipart it says it is")]
    NotMultipart,
}

/// The two headers that every part must have (UP-2).
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PartHeaders {
    /// `Content-Disposition`.
    pub(crate) disposition: Option<Vec<u8>>,
    /// `Content-Transfer-Encoding`.
    pub(crate) transfer_encoding: Option<Vec<u8>>,
}

/// Reads a body part by part, holding no more of it than a piece at a time.
pub(crate) struct Parts<'a> {
    body: &'a mut Body,
    held: BytesMut,
    delimiter: Vec<u8>,
    in_part: bool,
}

impl<'a> Parts<'a> {
    /// The parts of `body` between lines of `--boundary`.
    pub(crate) fn new(body: &'a mut Body, boundary: &str) -> Result<Self, PartsError> {
        if boundary.is_empty() || boundary.len() > LONGEST_BOUNDARY {
            return Err(PartsError::NotMultipart);
        }
        // The line end before a boundary belongs to it; the first boundary may do without, so one is put there.
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        Ok(Self { body, held: BytesMut::from(&b"\r\n"[..]), delimiter, in_part: true })
    }

    /// The headers of the next part, whatever of the present one is left unread; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<PartHeaders>, PartsError> {
        while self.piece().await?.is_some() {}
        self.need(2).await?;
        if self.held.starts_with(b"--") {
            return Ok(None);
        }
        self.padding_line().await?;
        let headers = self.headers().await?;
        self.in_part = true;
        Ok(Some(headers))
    }

    /// The next bytes of the present part; `None` at its end.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, PartsError> {
        while self.in_part {
            if let Some(end) = find(&self.held, &self.delimiter) {
                let last = self.held.split_to(end).freeze();
                self.held.advance(self.delimiter.len());
                self.in_part = false;
                return Ok((!last.is_empty()).then_some(last));
            }
            // What could be the beginning of a delimiter stays until more is known.
            let sure = (self.held.len() + 1).saturating_sub(self.delimiter.len());
            if sure > 0 {
                return Ok(Some(self.held.split_to(sure).freeze()));
            }
            self.more().await?;
        }
        Ok(None)
    }

    /// Reads on until `count` bytes are held.
    async fn need(&mut self, count: usize) -> Result<(), PartsError> {
        while self.held.len() < count {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<(), PartsError> {
        let piece = self.body.piece().await?.ok_or(PartsError::NotMultipart)?;
        self.held.extend_from_slice(&piece);
        Ok(())
    }

    /// The rest of the boundary's line: blanks, then a line end.
    async fn padding_line(&mut self) -> Result<(), PartsError> {
        loop {
            self.need(2).await?;
            match self.held[..2] {
                [b' ' | b'\t', _] => self.held.advance(1),
                [b'\r', b'\n'] => {
                    self.held.advance(2);
                    return Ok(());
                }
                _ => return Err(PartsError::NotMultipart),
            }
        }
    }

    /// Header lines up to and with the empty one; a part may have none at all.
    async fn headers(&mut self) -> Result<PartHeaders, PartsError> {
        let mut headers = PartHeaders::default();
        let mut total = 0;
        loop {
            let line = self.line(LONGEST_HEADERS - total).await?;
            if line.is_empty() {
                return Ok(headers);
            }
            total += line.len() + 2;
            headers.add(&line);
        }
    }

    /// One line without its end, of at most `longest` bytes.
    async fn line(&mut self, longest: usize) -> Result<Bytes, PartsError> {
        loop {
            if let Some(end) = find(&self.held, b"\r\n") {
                let line = self.held.split_to(end).freeze();
                self.held.advance(2);
                return if end + 2 > longest { Err(PartsError::NotMultipart) } else { Ok(line) };
            }
            if self.held.len() > longest {
                return Err(PartsError::NotMultipart);
            }
            self.more().await?;
        }
    }
}

impl PartHeaders {
    /// Takes a line in if it is one of the two that matter; of duplicates the first counts.
    fn add(&mut self, line: &[u8]) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return };
        let value = line[colon + 1..].trim_ascii().to_vec();
        let name = line[..colon].trim_ascii();
        if name.eq_ignore_ascii_case(b"content-disposition") {
            self.disposition.get_or_insert(value);
        } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") {
            self.transfer_encoding.get_or_insert(value);
        }
    }
}

/// Where `needle`, which starts with CR, first stands in `hay`.
fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(step) = hay[from..].iter().position(|byte| *byte == b'\r') {
        let at = from + step;
        if hay[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
