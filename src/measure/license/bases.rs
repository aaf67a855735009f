//! Under which license well-known models are given by those who made them.

use std::sync::LazyLock;

use super::License;

const LIST: &str = include_str!("bases.tsv");

static BASES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// The license of a model that is known by its id on the hub, and its own id.
#[must_use]
pub fn published(model: &str) -> Option<(&'static str, License)> {
    let model = model.to_ascii_lowercase();
    let known = BASES.iter().filter(|(begins, _)| model.starts_with(begins));
    let (_, license) = known.max_by_key(|(begins, _)| begins.len())?;
    Some((*license, super::read([*license])?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::license::Standing;

    #[test]
    fn every_line_names_a_license_that_is_known() {
        assert!(BASES.len() > 10);
        for (begins, license) in BASES.iter() {
            assert!(begins.contains('/'), "{begins}");
            let read = super::super::read([*license]).expect("a license");
            assert_eq!(read.standing, Standing::Precise, "{begins}: {license}");
        }
    }

    #[test]
    fn the_longest_beginning_counts() {
        let id = |model: &str| published(model).map(|(id, _)| id);
        assert_eq!(id("meta-llama/Llama-3.1-8B"), Some("llama3.1"));
        assert_eq!(id("meta-llama/Meta-Llama-3-8B"), Some("llama3"));
        assert_eq!(id("somebody/Llama-3.1-8B"), None);
    }
}
