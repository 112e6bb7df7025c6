//! Any XML document as a generic tree, for answers whose inner names are not documented (LIC-2).

use serde_json::{Value, json};

use super::xml::Element;

/// `{"element", "attributes", "text", "children"}`, the text being what stands directly in the element,
/// trimmed.
/// Recursion is bounded by [`super::Limits::DEEPEST`].
pub(super) fn value(element: &Element) -> Value {
    json!({
        "element": element.name,
        "attributes": element.members(),
        "text": element.text.trim(),
        "children": element.children.iter().map(value).collect::<Vec<_>>(),
    })
}
