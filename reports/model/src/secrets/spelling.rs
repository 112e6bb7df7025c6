//! Whether bytes spell a byte string, each of its bytes as it is or escaped in any of the usual ways.

use std::collections::HashSet;

/// The bytes that begin an escape.
pub(super) const ESCAPES: &[u8] = b"%&\\+=";

/// The longest escape of several layers that is looked at, counted in layers.
const LAYERS: usize = 4;

/// The most backslashes that one escape begins with.
const MOST_SLASHES: usize = 1 << LAYERS;

/// What a few bytes of text can stand for.
pub(super) struct Unit {
    bytes: [u8; 4],
    length: usize,
    /// How many bytes of the text it takes.
    used: usize,
}

impl Unit {
    fn byte(byte: u8, used: usize) -> Self {
        Self { bytes: [byte, 0, 0, 0], length: 1, used }
    }

    fn character(code: u32, used: usize) -> Option<Self> {
        let mut bytes = [0; 4];
        let length = char::from_u32(code)?.encode_utf8(&mut bytes).len();
        Some(Self { bytes, length, used })
    }

    pub(super) fn meaning(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// How many bytes at the start of the text spell the needle, if they do.
pub(super) fn spelled(needle: &[u8], text: &[u8]) -> Option<usize> {
    // Most text is told apart from a needle by its first plain bytes.
    let plain = |(wanted, found): &(&u8, &u8)| wanted == found && !is_ambiguous(**found);
    let alike = needle.iter().zip(text).take_while(plain).count();
    if alike == needle.len() {
        return Some(alike);
    }
    if !text.get(alike).is_some_and(|byte| is_ambiguous(*byte)) {
        return None;
    }
    // Places in needle and text from which the rest may match; where there is a choice, each is tried once.
    let mut open = vec![(alike, alike)];
    let mut tried = HashSet::new();
    while let Some((mut matched, mut used)) = open.pop() {
        while matched < needle.len() {
            let mut units = units(&text[used..]);
            units.retain(|unit| needle[matched..].starts_with(unit.meaning()));
            if units.len() > 1 && !tried.insert((matched, used)) {
                break;
            }
            let Some(next) = units.pop() else { break };
            open.extend(units.iter().map(|unit| (matched + unit.length, used + unit.used)));
            matched += next.length;
            used += next.used;
        }
        if matched == needle.len() {
            return Some(used);
        }
    }
    None
}

/// Whether a byte of text can stand for anything but itself.
fn is_ambiguous(byte: u8) -> bool {
    ESCAPES.contains(&byte) || matches!(byte, b'\r' | b'\n')
}

/// Everything that the beginning of the text can stand for, itself last.
pub(super) fn units(text: &[u8]) -> Vec<Unit> {
    let Some((first, rest)) = text.split_first() else { return Vec::new() };
    let mut units = match first {
        b'%' => percent(rest),
        b'&' => entity(rest).into_iter().collect(),
        b'\\' => backslash(text),
        b'+' => vec![Unit::byte(b' ', 1)],
        b'=' => byte(rest).map(|byte| Unit::byte(byte, 3)).into_iter().collect(),
        // Lines of base64 are broken anywhere.
        b'\r' | b'\n' => vec![Unit { bytes: [0; 4], length: 0, used: 1 }],
        _ => Vec::new(),
    };
    units.push(Unit::byte(*first, 1));
    units
}

/// Two hexadecimal digits.
fn byte(text: &[u8]) -> Option<u8> {
    u8::try_from(number(text.get(..2)?, 16)?).ok()
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let plain = digits.iter().all(u8::is_ascii_alphanumeric);
    plain.then(|| u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok())?
}

/// `%41`, `%2541`, `%252541`.
fn percent(after: &[u8]) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut rest = after;
    for layer in 0..LAYERS {
        units.extend(byte(rest).map(|byte| Unit::byte(byte, 3 + 2 * layer)));
        let Some(deeper) = rest.strip_prefix(b"25") else { break };
        rest = deeper;
    }
    units
}

/// `&lt;`, `&#65;`, `&#x41;`, and these escaped again: `&amp;lt;`.
fn entity(after: &[u8]) -> Option<Unit> {
    let mut rest = after;
    for _ in 1..LAYERS {
        match rest.strip_prefix(b"amp;") {
            Some(deeper)
                if deeper.contains(&b';') && !deeper.starts_with(b";") && known(deeper).is_some() =>
            {
                rest = deeper;
            }
            _ => break,
        }
    }
    let (code, length) = known(rest)?;
    Unit::character(code, 1 + after.len() - rest.len() + length)
}

/// The character that a reference names, and how long it is, its `;` included.
fn known(reference: &[u8]) -> Option<(u32, usize)> {
    let end = reference.iter().take(12).position(|byte| *byte == b';')?;
    let code = match &reference[..end] {
        b"amp" => u32::from(b'&'),
        b"lt" => u32::from(b'<'),
        b"gt" => u32::from(b'>'),
        b"quot" => u32::from(b'"'),
        b"apos" => u32::from(b'\''),
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
        [b'#', digits @ ..] => number(digits, 10)?,
        _ => return None,
    };
    Some((code, end + 1))
}

/// `\n`, `\"`, `\x41`, `\u0041`, `\u{41}`, with as many backslashes as layers of escaping put there.
fn backslash(text: &[u8]) -> Vec<Unit> {
    let slashes = text.iter().take(MOST_SLASHES).take_while(|byte| **byte == b'\\').count();
    let mut units: Vec<Unit> = (1..LAYERS)
        .map(|layer| 1 << layer)
        .filter(|used| *used <= slashes)
        .map(|used| Unit::byte(b'\\', used))
        .collect();
    let after = &text[slashes..];
    let code = |code: u8| Some(Unit::byte(code, slashes + 1));
    let unit = match after {
        [b'n', ..] => code(b'\n'),
        [b'r', ..] => code(b'\r'),
        [b't', ..] => code(b'\t'),
        [b'b', ..] => code(8),
        [b'f', ..] => code(12),
        [b'0', ..] => code(0),
        [same @ (b'"' | b'\'' | b'/'), ..] => code(*same),
        [b'x', rest @ ..] => byte(rest).map(|byte| Unit::byte(byte, slashes + 3)),
        [b'u', b'{', rest @ ..] => braced(rest, slashes + 2),
        [b'u', rest @ ..] => utf16(rest, slashes),
        _ => None,
    };
    units.extend(unit);
    units
}

fn braced(digits: &[u8], before: usize) -> Option<Unit> {
    let end = digits.iter().take(7).position(|byte| *byte == b'}')?;
    Unit::character(number(&digits[..end], 16)?, before + end + 1)
}

/// Four hexadecimal digits, or twice four with an escape of the same depth between them (RFC 8259, section 7).
fn utf16(digits: &[u8], slashes: usize) -> Option<Unit> {
    let high = number(digits.get(..4)?, 16)?;
    let used = slashes + 5;
    if !(0xd800..0xdc00).contains(&high) {
        return Unit::character(high, used);
    }
    let low = digits.get(4 + slashes..)?.strip_prefix(b"u")?.get(..4)?;
    let low = number(low, 16)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    Unit::character(0x1_0000 + ((high - 0xd800) << 10) + low, 2 * used)
}
