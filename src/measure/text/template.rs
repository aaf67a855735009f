//! Text that came with a template and was never replaced.
//!
//! What identifies the templates are their own markers: prompts in brackets or
//! braces, the note of an automatic writer, the first words of a prompt.

use std::borrow::Cow;

use super::prose::sentences;
use super::words::words;

/// The bracketed prompt of both card templates.
const PROMPT: &str = "more information needed";

/// The first words of sentences that only a template writes, lower case,
/// without markup.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    // The model card's template.
    "more information needed",
    "users (both direct and downstream) should be made aware of the risks",
    "use the code below to get started",
    "carbon emissions can be estimated using the",
    "this modelcard aims to be a base template",
    "provide a quick summary of",
    "provide a longer summary of",
    "provide the basic links for",
    "address questions around how the",
    "this section is for the model use",
    "this section addresses misuse, malicious use",
    "this section is meant to convey",
    "this should link to a dataset card",
    "this relates heavily to the technical specifications",
    "this section describes the evaluation protocols",
    "these are the things the evaluation is disaggregating",
    "these are the evaluation metrics being used",
    // The data card's template.
    "this dataset card aims to be a base template",
    "users should be made aware of the risks, biases and limitations of the dataset",
    "motivation for the creation of this dataset",
    "this section describes the source data",
    "this section describes the people or systems who",
    "this section describes suitable use cases",
    "this section provides a description of the dataset fields",
    "state whether the dataset contains data that might be considered personal",
    // Prompts that somebody wrote for another.
    "insert a description",
    "insert description",
    "내용을 여기에 적",
    "여기에 내용을 적",
    "여기에 설명을 적",
    // Automatic writers.
    "as an ai language model",
    "as a large language model",
    "it has been generated using this raw template",
    "this model card has been generated automatically",
    "this is the model card of a 🤗 transformers model that has been pushed",
    "should probably proofread and complete it",
    "you should probably proofread and complete it",
];

/// Whether the whole of a text came with a template.
#[must_use]
pub fn is_template(text: &str) -> bool {
    words(text).next().is_some() && words(&without_template(text)).next().is_none()
}

/// Whether a sentence or a prompt in a text came with a template.
#[must_use]
pub fn holds_template(text: &str) -> bool {
    without_template(text).len() < text.len()
}

/// A text without the prompts and sentences of a template.
pub(super) fn without_template(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let filled = without_prompts(line);
        // A label whose value was a prompt: nothing was said.
        let label_only = filled.len() < line.len()
            && filled
                .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ':')
                .trim_end()
                .ends_with(':');
        if !label_only {
            kept.push_str(&filled);
        } else if line.ends_with('\n') {
            kept.push('\n');
        }
    }
    if !sentences(&kept).any(opens_as_template) {
        return kept;
    }
    let own: Vec<&str> = sentences(&kept)
        .filter(|sentence| !opens_as_template(sentence))
        .collect();
    own.join(" ")
}

/// Characters of a sentence that an opening can take.
const LONGEST_OPENING: usize = 160;

fn opens_as_template(sentence: &str) -> bool {
    let begin = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
    // Most sentences begin as no template does.
    let first = begin.chars().next().map(|c| c.to_ascii_lowercase());
    if !OPENINGS
        .iter()
        .any(|opening| opening.chars().next() == first)
    {
        return false;
    }
    let bare: String = begin
        .chars()
        .filter(|character| !matches!(character, '*' | '_' | '[' | ']' | '`'))
        .take(LONGEST_OPENING)
        .flat_map(char::to_lowercase)
        .collect();
    OPENINGS.iter().any(|opening| bare.starts_with(opening))
}

/// A prompt is no longer than this, in bytes: a bound on the search for its end.
const LONGEST_PROMPT: usize = 400;

/// A line without `{{ … }}` and without the bracketed prompt.
fn without_prompts(line: &str) -> Cow<'_, str> {
    if !line.contains("}}") && !line.contains(']') {
        return Cow::Borrowed(line);
    }
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['{', '[']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let prompt = prompt_length(rest);
        if prompt.is_none() {
            kept.push_str(&rest[..1]);
        }
        rest = &rest[prompt.unwrap_or(1)..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// The length of the prompt that a text begins with.
fn prompt_length(text: &str) -> Option<usize> {
    let near = text
        .as_bytes()
        .get(..LONGEST_PROMPT)
        .unwrap_or(text.as_bytes());
    if text.starts_with("{{") {
        return near
            .windows(2)
            .position(|pair| pair == b"}}")
            .map(|end| end + 2);
    }
    let end = near.iter().position(|&byte| byte == b']')?;
    let inner = text.get(1..end)?.trim().trim_end_matches('.');
    inner.eq_ignore_ascii_case(PROMPT).then_some(end + 1)
}
