//! How much of a hostile answer is read before it is refused.

/// Bounds on one answer. The defaults are far above any documented answer and far below what hurts the
/// reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body_bytes: usize,
    /// The deepest nesting of elements, arrays and objects; the root is at depth 1. At most
    /// [`Limits::DEEPEST`] counts.
    pub depth: usize,
    /// The most elements and attributes of a document, or values of a JSON text. A node may be a few bytes of
    /// text and takes about two thousand until it is judged.
    pub nodes: usize,
}

impl Limits {
    /// What no setting exceeds: a deeper value could not be walked or dropped on a small stack.
    pub const DEEPEST: usize = 120;

    /// The depth that is enforced.
    pub(super) fn enforced_depth(&self) -> usize {
        self.depth.min(Self::DEEPEST)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 8 * 1024 * 1024, depth: 64, nodes: 20_000 }
    }
}
