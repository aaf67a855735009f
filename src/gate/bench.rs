//! What a system is judged with.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::judge::tier_of;
use super::system::System;
use crate::facts::Before;
use crate::model::{Level, Settings, Tier, Value};
use crate::policy::{Available, Pack, Rule};
use crate::source::Tree;
use crate::suppress::{Exceptions, Home};

/// What a system is judged with.
#[derive(Clone, Copy)]
pub(super) struct Bench<'a> {
    pub(super) system: &'a System<'a>,
    pub(super) tree: &'a Tree,
    pub(super) before: Option<&'a Before<'a>>,
    /// Packs of the base that can't be used there.
    pub(super) unusable: &'a [String],
    pub(super) packs: &'a [&'a Pack],
    /// Levels that packs raised, by rule.
    pub(super) raised: &'a BTreeMap<String, Level>,
    pub(super) available: Available,
    pub(super) settings: &'a Settings,
    pub(super) today: Date,
}

impl<'a> Bench<'a> {
    pub(super) fn exceptions(&self, facts: &'a Value) -> Exceptions<'a> {
        let home = Home {
            tree: self.tree,
            folder: &self.system.folder,
            declaration: &self.system.declaration,
            before: self.before,
        };
        Exceptions::of(home, facts, self.packs, self.settings, self.today)
    }

    /// The highest tier of the declarations that the change takes away, where
    /// this system is the one that tells of them.
    pub(super) fn gone_tier(&self, facts: &Value) -> Option<Tier> {
        let tells = facts
            .at_path("change.declarations")
            .map_or(&[][..], Value::items);
        let gone = self.before.filter(|_| !tells.is_empty())?.gone.iter();
        gone.map(|gone| tier_of(&Value::record([("tier", gone.tier.clone())])).effective)
            .max()
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = &'a Rule> {
        self.packs.iter().flat_map(|pack| &pack.rules)
    }

    /// A declaration that can't be read is said whatever was selected.
    pub(super) fn selects(&self, rule: &Rule) -> bool {
        let only = &self.settings.only;
        only.is_empty()
            || only.contains(&rule.id)
            || (!self.system.is_readable() && rule.file.always)
    }
}
