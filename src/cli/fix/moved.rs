//! Waivers of rules that have a new id: the same exception, under the name
//! that its rule goes by now.

use std::sync::Arc;

use crate::gate::{self, Extending};
use crate::manifest::declaration;
use crate::model::{Document, Edit, Value};
use crate::policy::Pack;
use crate::source::{Blob, Tree};

/// The declarations whose waivers name a rule by an earlier id of it, with the
/// edits that put the present one there.
pub(super) fn waivers(tree: &Tree, given: &[Pack]) -> Vec<(Arc<Document>, Vec<Edit>)> {
    let systems = gate::extending(tree).into_iter();
    systems
        .filter_map(|system| {
            let Blob::Text(document) = tree.read(&system.declaration) else {
                return None;
            };
            let edits = edits(&document, given, &system);
            (!edits.is_empty()).then_some((document, edits))
        })
        .collect()
}

fn edits(document: &Arc<Document>, given: &[Pack], system: &Extending) -> Vec<Edit> {
    // A pack that can't be used ends a run of `check`, which says why.
    let own = system.packs.iter().filter_map(|(_, own)| own.as_ref().ok());
    let packs: Vec<&Pack> = given.iter().chain(own).collect();
    let declaration = declaration::read(document).value;
    let waivers = declaration.get("waivers").into_iter();
    let named = waivers
        .flat_map(Value::items)
        .filter_map(|it| it.get("rule"));
    named
        .filter_map(|name| {
            let earlier = name.as_str()?;
            let now = packs.iter().find_map(|pack| pack.rule(earlier))?;
            (now.id != earlier).then(|| {
                Some(Edit {
                    place: name.place.clone()?,
                    replacement: now.id.clone(),
                    safe: true,
                })
            })?
        })
        .collect()
}
