//! What every verb that judges is asked alike: which repository, by which
//! rules, as of which day, and what the change is held against.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::environment::{self, Environment};
use super::trees::{self, Trees, Typed};
use super::{Refusal, context, packs, root};
use crate::model::Context;
use crate::policy::Pack;
use crate::source::Tree;

/// The rules that judge, and the day.
#[derive(Args)]
pub(super) struct By {
    /// Judge by the rules of this folder as well; may be repeated
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// The date that ages are counted to, by default today's in UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = environment::date)]
    today: Option<Date>,
}

impl By {
    /// The built-in pack and those that were named.
    pub(super) fn packs(&self) -> Result<Vec<Pack>, Refusal> {
        packs::all(&self.policy)
    }

    /// The day that ages are counted to.
    pub(super) fn today(&self) -> Date {
        self.today.unwrap_or_else(environment::today)
    }
}

/// A repository, and a change of it.
#[derive(Args)]
pub(super) struct Asked {
    /// The repository's folder
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,

    /// Hold the change against where it left REV, or `none`; found by itself
    /// in the pipeline of a pull or merge request
    #[arg(long, value_name = "REV")]
    base: Option<String>,

    /// Judge this commit, read from git's objects, in the place of the working tree
    #[arg(long, value_name = "REV")]
    head: Option<String>,

    /// Who wrote the change and who approved it, as `ethics-gate/context/1`
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,

    #[command(flatten)]
    by: By,
}

/// What was asked for, found and read.
pub(super) struct Found {
    pub(super) head: Tree,
    pub(super) base: Option<Tree>,
    pub(super) context: Option<Context>,
    pub(super) packs: Vec<Pack>,
    pub(super) today: Date,
    /// The root of the repository, as it is reached from here.
    pub(super) root: PathBuf,
}

impl Asked {
    /// Find the trees, the people and the rules.
    pub(super) fn find(&self, environment: &Environment) -> Result<Found, Refusal> {
        let typed = Typed {
            path: &self.path,
            base: self.base.as_deref(),
            head: self.head.as_deref(),
        };
        let Trees { head, base, commit } = trees::find(typed, environment.pipeline.as_ref())?;
        if base.is_none() && is_small(&head) {
            work_alone();
        }
        let root = root::of(&head, &self.path)?;
        let context = self.context.as_deref();
        let context = context
            .map(|file| context::read(file, &root, &head, commit.as_ref()))
            .transpose()?;
        Ok(Found {
            head,
            base,
            context,
            packs: self.by.packs()?,
            today: self.by.today(),
            root,
        })
    }
}

/// Files and bytes of a tree for which starting threads costs more than they
/// save.
const SMALL: (usize, u64) = (500, 8 << 20);

fn is_small(tree: &Tree) -> bool {
    let entries = tree.entries();
    let bytes = || entries.iter().map(|entry| entry.size).sum::<u64>();
    entries.len() <= SMALL.0 && bytes() <= SMALL.1
}

/// Let this thread be the only one that works. A pool that was started before
/// stays as it is, and gives the same report.
fn work_alone() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
    let _ = pool.use_current_thread().build_global();
}
