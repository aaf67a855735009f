//! The catalogue's entry: a fact has a name, a type, a source and a meaning,
//! so that a rule that names it can be checked when its pack is loaded.

/// The type of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// Any number.
    Number,
    /// Text, whatever it means.
    Text,
    /// One of a closed set of words.
    OneOf(&'static [&'static str]),
    /// A calendar date.
    Date,
    /// Text, number or boolean, as the author wrote it.
    Any,
}

/// One fact that a rule can name.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its path: `.` for a member, `[]` for the items of a list, `<name>` for
    /// a key of the author's choice, as in `fairness.attributes.<name>[]`.
    pub path: std::borrow::Cow<'static, str>,
    /// The type of what stands at the end of the path.
    pub ty: Type,
    /// Its unit, where it has one: `days`, `words`, `share`.
    pub unit: &'static str,
    /// What it is read or computed from.
    pub source: &'static str,
    /// What it means, in one sentence.
    pub doc: &'static str,
    /// Whether it may hold a personal value, a confidential term or a secret:
    /// no message can name it.
    pub sensitive: bool,
}

impl Fact {
    /// The name that its path begins with.
    #[must_use]
    pub fn root(&self) -> &str {
        self.path.split(['.', '[']).next().unwrap_or_default()
    }

    /// A catalogue entry; add [`Fact::unit`] or [`Fact::sensitive`] where they apply.
    #[must_use]
    pub const fn new(
        path: &'static str,
        ty: Type,
        source: &'static str,
        doc: &'static str,
    ) -> Self {
        Self {
            path: std::borrow::Cow::Borrowed(path),
            ty,
            unit: "",
            source,
            doc,
            sensitive: false,
        }
    }

    /// The same with a unit.
    #[must_use]
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// The same, never to be shown.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }
}
