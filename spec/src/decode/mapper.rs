//! The `oktellxmlmapper` document: data, property sets, properties by key (EXEC-6, EXEC-7, STATE-3).

use serde_json::{Map, Value};

use super::{
    error::DecodeError,
    note::{Note, Notes},
    xml::{Document, Element},
};

/// The canonical form: `{"version", "data": {"name", "count", "property_sets": [{"name", "properties": {KEY:
/// {"value", "name"}}}]}}`.
/// What the document leaves out is left out of the value, for the schemas to judge.
pub(super) fn read(document: &Document<'_>, notes: &mut Notes) -> Result<Value, DecodeError> {
    let root = document.root_named("oktellxmlmapper")?;
    root.note_stray_text(notes);
    let mut data = None;
    for child in &root.children {
        match child.name.as_str() {
            "data" if data.is_some() => {
                return Err(DecodeError::RepeatedElement {
                    element: "data",
                    position: document.position(child),
                });
            }
            "data" => data = Some(read_data(document, child, notes)?),
            _ => root.note_unknown(child, notes),
        }
    }
    let members = match data {
        Some(data) => root.members_with("data", data, notes),
        None => root.members(),
    };
    Ok(members.into())
}

fn read_data(document: &Document<'_>, data: &Element, notes: &mut Notes) -> Result<Value, DecodeError> {
    data.note_stray_text(notes);
    let mut sets = Vec::new();
    for child in &data.children {
        match child.name.as_str() {
            "property_set" => sets.push(read_set(document, child, notes)?),
            _ => data.note_unknown(child, notes),
        }
    }
    Ok(data.members_with("property_sets", sets.into(), notes).into())
}

fn read_set(document: &Document<'_>, set: &Element, notes: &mut Notes) -> Result<Value, DecodeError> {
    set.note_stray_text(notes);
    let mut properties = Map::new();
    for child in &set.children {
        let (key, property) = match child.name.as_str() {
            "property_simple" => read_simple(document, child, notes)?,
            "property_cdata" => read_cdata(document, child, notes)?,
            _ => {
                set.note_unknown(child, notes);
                continue;
            }
        };
        if properties.contains_key(&key) {
            return Err(DecodeError::DuplicateProperty { key, position: document.position(child) });
        }
        properties.insert(key, property.into());
    }
    Ok(set.members_with("properties", properties.into(), notes).into())
}

type Property = (String, Map<String, Value>);

fn read_simple(
    document: &Document<'_>,
    property: &Element,
    notes: &mut Notes,
) -> Result<Property, DecodeError> {
    property.note_content(notes);
    keyed(document, property, "property_simple", property.members())
}

/// The variant of the field: the text is what `property_simple` carries in `name`, to the last blank
/// (EXEC-7).
fn read_cdata(
    document: &Document<'_>,
    property: &Element,
    notes: &mut Notes,
) -> Result<Property, DecodeError> {
    for child in &property.children {
        property.note_unknown(child, notes);
    }
    let members = property.members_with("name", property.text.as_str().into(), notes);
    let property = keyed(document, property, "property_cdata", members)?;
    notes.add(Note::PropertyCdata { key: property.0.clone() });
    Ok(property)
}

/// Takes the key out of a property's members.
fn keyed(
    document: &Document<'_>,
    property: &Element,
    element: &'static str,
    mut members: Map<String, Value>,
) -> Result<Property, DecodeError> {
    match members.shift_remove("key") {
        Some(Value::String(key)) => Ok((key, members)),
        _ => Err(DecodeError::MissingAttribute {
            element,
            attribute: "key",
            position: document.position(property),
        }),
    }
}
