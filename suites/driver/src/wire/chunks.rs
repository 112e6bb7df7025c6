//! Chunked content put together as it comes (RFC 9112, section 7.1).

use memchr::memchr;
use spec::wire::Lapse;

/// The longest line of a chunk's size, or of a trailer.
const LONGEST_LINE: usize = 8192;

/// How far chunked content has been read.
#[derive(Debug)]
pub(super) struct Chunks {
    /// The first byte not looked at yet.
    at: usize,
    phase: Phase,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Size,
    Data(usize),
    LineEnd,
    Trailer,
}

impl Chunks {
    /// Content that begins at a place.
    pub(super) fn begin(at: usize) -> Self {
        Self { at, phase: Phase::Size }
    }

    /// Takes note of what has come since; the place behind the last chunk once it is there.
    pub(super) fn advance(&mut self, bytes: &[u8], into: &mut Vec<u8>) -> Result<Option<usize>, Lapse> {
        loop {
            match self.phase {
                Phase::Data(left) => {
                    let there = left.min(bytes.len() - self.at);
                    into.extend_from_slice(&bytes[self.at..self.at + there]);
                    self.at += there;
                    self.phase = if there == left { Phase::LineEnd } else { Phase::Data(left - there) };
                    if there < left {
                        return Ok(None);
                    }
                }
                phase => {
                    let Some(line) = self.line(bytes)? else { return Ok(None) };
                    match phase {
                        Phase::Size => self.phase = size(line)?,
                        Phase::LineEnd if line.is_empty() => self.phase = Phase::Size,
                        Phase::LineEnd => {
                            return Err(Lapse::Malformed("a chunk is longer than its size".to_owned()));
                        }
                        Phase::Trailer if line.is_empty() => return Ok(Some(self.at)),
                        Phase::Trailer | Phase::Data(_) => {}
                    }
                }
            }
        }
    }

    /// The next line without its end, if it is all there.
    fn line<'a>(&mut self, bytes: &'a [u8]) -> Result<Option<&'a [u8]>, Lapse> {
        let rest = &bytes[self.at..];
        let Some(end) = memchr(b'\n', rest) else {
            let too_long = rest.len() > LONGEST_LINE;
            return if too_long {
                Err(Lapse::Malformed("a chunk's line without an end".to_owned()))
            } else {
                Ok(None)
            };
        };
        self.at += end + 1;
        let line = &rest[..end];
        Ok(Some(line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

/// What follows a line with a chunk's size.
fn size(line: &[u8]) -> Result<Phase, Lapse> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let text = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'));
    match text.and_then(|text| usize::from_str_radix(text, 16).ok()) {
        Some(0) => Ok(Phase::Trailer),
        Some(size) => Ok(Phase::Data(size)),
        None => Err(Lapse::Malformed("a chunk whose size is no number".to_owned())),
    }
}
