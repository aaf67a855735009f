//! What a license allows and asks: read from an SPDX expression, a Hugging
//! Face id, an address or a name.
//!
//! Two sources: a table of our own, whose uncertain rows say so, and the SPDX
//! list with its flags. Nothing here is legal advice; what a table can't tell
//! is `Ask`.

mod bases;
mod expression;
mod name;
mod table;

pub use bases::published;
pub use name::{bare, meant, spellings};

/// Whether a license allows something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allows {
    /// It does.
    Yes,
    /// It depends, or nobody looked.
    Ask,
    /// It does not.
    No,
}

impl Allows {
    /// All words of [`Allows::name`].
    pub const NAMES: &'static [&'static str] = &["yes", "ask", "no"];

    /// The word in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Ask => "ask",
            Self::No => "no",
        }
    }
}

/// How well a license is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// One's own: it binds others.
    Own,
    /// One license at one version.
    Precise,
    /// Several licenses go by this name.
    Family,
    /// No license goes by this name.
    Unknown,
}

impl Standing {
    /// All words of [`Standing::name`].
    pub const NAMES: &'static [&'static str] = &["own", "precise", "family", "unknown"];

    /// The word in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Precise => "precise",
            Self::Family => "family",
            Self::Unknown => "unknown",
        }
    }
}

/// What a license allows and asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether commercial use is allowed.
    pub commercial: Allows,
    /// Whether changed versions may be given on.
    pub changes: Allows,
    /// Whether what is made from the whole of it has to carry the same
    /// license; `None` where that is not known.
    pub share_alike: Option<bool>,
    /// Whether source and license have to be named.
    pub credit: bool,
    /// Whether it forbids listed uses, and asks to pass that on; `None` where
    /// that is not known.
    pub limits_uses: Option<bool>,
    /// Whether all of this was read against the text of the license.
    pub certain: bool,
}

/// A license as it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct License {
    /// The ids that bind: of an `AND` all, of an `OR` those of the choice that
    /// asks least. Lower case, as the table or the SPDX list has them.
    pub ids: Vec<String>,
    /// How well it is named.
    pub standing: Standing,
    /// What it allows and asks.
    pub terms: Terms,
}

impl License {
    /// Whether both are the same license, versions and `-or-later` aside.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.standing != Standing::Unknown && self.stems() == other.stems()
    }

    /// Its ids without versions and `-or-later`, each once.
    #[must_use]
    pub fn stems(&self) -> Vec<String> {
        let mut stems: Vec<String> = self.ids.iter().map(|id| stem(id)).collect();
        stems.sort();
        stems.dedup();
        stems
    }

    /// Both bind.
    fn and(mut self, other: Self) -> Self {
        if self.standing == Standing::Own && self != other {
            return other;
        }
        if other.standing != Standing::Own {
            self.ids.extend(other.ids);
            self.ids.dedup();
            self.standing = self.standing.max(other.standing);
            self.terms = self.terms.and(other.terms);
        }
        self
    }

    /// The licensee chooses.
    fn or(self, other: Self) -> Self {
        if self.weight() <= other.weight() {
            self
        } else {
            other
        }
    }

    /// What it forbids first, then what it asks; less is better.
    fn weight(&self) -> impl Ord {
        let Terms {
            commercial,
            changes,
            share_alike,
            credit,
            limits_uses,
            certain,
        } = self.terms;
        (
            self.standing == Standing::Unknown,
            (commercial, changes),
            limits_uses != Some(false),
            share_alike != Some(false),
            (self.standing, !certain, credit),
        )
    }
}

impl Terms {
    fn and(self, other: Self) -> Self {
        let either = |one: Option<bool>, two: Option<bool>| match (one, two) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        Self {
            commercial: self.commercial.max(other.commercial),
            changes: self.changes.max(other.changes),
            share_alike: either(self.share_alike, other.share_alike),
            credit: self.credit || other.credit,
            limits_uses: either(self.limits_uses, other.limits_uses),
            certain: self.certain && other.certain,
        }
    }
}

/// The license that texts name together: each of them binds.
#[must_use]
pub fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<License> {
    texts
        .into_iter()
        .map(expression::read)
        .reduce(|one, other| one.and(other))
}

/// An id without its version: `gpl` of `gpl-3.0-or-later`.
fn stem(id: &str) -> String {
    let end = id
        .match_indices('-')
        .find(|(at, _)| id[at + 1..].starts_with(|c: char| c.is_ascii_digit()))
        .map_or(id.len(), |(at, _)| at);
    id[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> License {
        read([text]).expect("a license")
    }

    #[test]
    fn ids_names_and_addresses_are_one_license() {
        for text in [
            "cc-by-nc-4.0",
            "CC-BY-NC-4.0",
            "CC BY-NC 4.0",
            "https://creativecommons.org/licenses/by-nc/4.0/deed.ko",
            "https://spdx.org/licenses/CC-BY-NC-4.0.html",
            "Creative Commons Attribution Non Commercial 4.0 International",
        ] {
            let license = one(text);
            assert_eq!(license.ids, ["cc-by-nc-4.0"], "{text}");
            assert_eq!(license.terms.commercial, Allows::No, "{text}");
            assert_eq!(license.standing, Standing::Precise, "{text}");
        }
        for text in [
            "apache-2.0",
            "Apache License 2.0",
            "Apache License, Version 2.0",
            "The Apache 2.0 license",
        ] {
            assert_eq!(one(text).ids, ["apache-2.0"], "{text}");
        }
        assert_eq!(one("MIT License").ids, ["mit"]);
        assert_eq!(one("공공누리 제2유형").terms.commercial, Allows::No);
        assert_eq!(one("LicenseRef-llama3.1").ids, ["llama3.1"]);
    }

    #[test]
    fn an_alternative_is_the_choice_of_whoever_uses_it() {
        let license = one("MIT OR (GPL-3.0-only AND CC-BY-NC-4.0)");
        assert_eq!(license.ids, ["mit"]);
        assert_eq!(one("CC-BY-NC-4.0 OR CC0-1.0").ids, ["cc0-1.0"]);
        assert_eq!(one("CC-BY-4.0 AND my terms").standing, Standing::Unknown);
        let license = one("MIT AND CC-BY-NC-4.0");
        assert_eq!(license.ids, ["mit", "cc-by-nc-4.0"]);
        assert_eq!(license.terms.commercial, Allows::No);
        let several = read(["cc-by-4.0", "cc-by-nd-4.0"]).expect("a license");
        assert_eq!(several.terms.changes, Allows::No);
        let own = one("proprietary and apache-2.0");
        assert_eq!(own.ids, ["apache-2.0"]);
    }

    #[test]
    fn what_is_no_license_is_unknown() {
        for text in [
            "other",
            "my license",
            "TODO",
            "(MIT",
            "MIT OR",
            "MIT) AND (",
            "",
        ] {
            assert_eq!(one(text).standing, Standing::Unknown, "{text}");
        }
        assert_eq!(one("gpl").standing, Standing::Family);
        assert_eq!(one("proprietary").standing, Standing::Own);
    }

    #[test]
    fn copyleft_and_limits_of_use() {
        assert_eq!(one("GPL-3.0-or-later").terms.share_alike, Some(true));
        assert_eq!(one("lgpl-3.0").terms.share_alike, Some(false));
        assert_eq!(one("cc-by-sa-4.0").terms.share_alike, Some(true));
        let exception = one("GPL-2.0-only WITH Classpath-exception-2.0");
        assert_eq!(exception.terms.share_alike, Some(false));
        assert_eq!(one("creativeml-openrail-m").terms.limits_uses, Some(true));
        assert_eq!(one("apache-2.0").terms.limits_uses, Some(false));
        let plus = one("openrail++");
        assert_eq!(
            (plus.standing, plus.ids),
            (Standing::Precise, vec!["openrail++".to_owned()])
        );
        assert_eq!(one("GPL-2.0+").terms.share_alike, Some(true));
        let known_by_name = one("3D-Slicer-1.0");
        assert_eq!(known_by_name.standing, Standing::Precise);
        assert_eq!(known_by_name.terms.commercial, Allows::Ask);
        assert!(!known_by_name.terms.certain);
    }

    #[test]
    fn versions_are_alike_and_variants_are_not() {
        assert!(one("cc-by-sa-3.0").is_like(&one("CC-BY-SA-4.0")));
        assert!(one("gpl-3.0").is_like(&one("GPL-2.0-or-later")));
        assert!(!one("cc-by-sa-4.0").is_like(&one("cc-by-nc-sa-4.0")));
        assert!(!one("other").is_like(&one("other")));
    }
}
