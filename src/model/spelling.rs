//! "did you mean": the known word that a misspelled one most probably means.

/// Longer words are never misspellings, and edit distance costs their square.
const LONGEST: usize = 120;
/// Shorter words begin too much to be told apart by how they begin.
const SHORTEST_BEGUN: usize = 3;

/// The nearest of the known words: up to a third of the letters off, and never
/// more than three, or begun and not ended. Case, hyphens and blanks don't count.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    known
        .into_iter()
        .filter_map(|candidate| {
            let known = plain(candidate);
            let distance = strsim::damerau_levenshtein(&word, &known);
            let allowed = (length.max(known.chars().count()) / 3).clamp(1, 3);
            let begun = length >= SHORTEST_BEGUN && known.starts_with(&word);
            (distance <= allowed || begun).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const KEYS: [&str; 4] = ["min_group", "min_denominator", "counts", "declared"];

    #[test]
    fn a_few_letters_off_is_a_misspelling() {
        assert_eq!(nearest("min_groop", KEYS), Some("min_group"));
        assert_eq!(nearest("Min-Group", KEYS), Some("min_group"));
        assert_eq!(nearest("cuonts", KEYS), Some("counts"));
    }

    #[test]
    fn a_word_that_is_begun_is_ended() {
        assert_eq!(nearest("decl", KEYS), Some("declared"));
    }

    #[test]
    fn what_is_far_from_everything_is_no_misspelling() {
        assert_eq!(nearest("temperature", KEYS), None);
        assert_eq!(nearest(&"min_group".repeat(1000), KEYS), None);
    }
}
