//! Handles for those who spoil a document.

use crate::encode::Element;

impl Element {
    /// This element, or the first one inside it, that `suits`.
    fn first(&mut self, suits: &dyn Fn(&Self) -> bool) -> Option<&mut Self> {
        if suits(self) {
            return Some(self);
        }
        self.children.iter_mut().find_map(|child| child.first(suits))
    }

    /// The first element of this name.
    pub(super) fn named(&mut self, name: &str) -> Option<&mut Self> {
        self.first(&|element| element.name == name)
    }

    /// The property with this key.
    pub(super) fn property(&mut self, key: &str) -> Option<&mut Self> {
        self.first(&|element| element.value("key") == Some(key))
    }

    pub(super) fn value(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, value)| value.as_str())
    }

    pub(super) fn set(&mut self, attribute: &'static str, value: impl Into<String>) {
        self.change(attribute, |kept| *kept = value.into());
    }

    pub(super) fn change(&mut self, attribute: &str, change: impl FnOnce(&mut String)) {
        if let Some((_, value)) = self.attributes.iter_mut().find(|(name, _)| *name == attribute) {
            change(value);
        }
    }

    pub(super) fn rename(&mut self, attribute: &str, name: &'static str) {
        if let Some((kept, _)) = self.attributes.iter_mut().find(|(kept, _)| *kept == attribute) {
            *kept = name;
        }
    }

    pub(super) fn strip(&mut self, attribute: &str) {
        self.attributes.retain(|(name, _)| *name != attribute);
    }

    /// Takes out the elements inside that `suit`.
    pub(super) fn prune(&mut self, suits: &dyn Fn(&Self) -> bool) {
        self.children.retain(|child| !suits(child));
        self.children.iter_mut().for_each(|child| child.prune(suits));
    }
}
