//! What is found, what is expected and what to write instead, in the words of
//! both languages. It tells no value.

use crate::model::{Kind, Language, Problem, Text, Value};

use super::form::{Form, Shape};
use super::node::Node;

/// What is wanted instead: the nearest, or all that may stand there, with an
/// example where there is one.
pub(crate) fn wanted(problem: Problem) -> Problem {
    let near = ["replacement", "nearest"]
        .iter()
        .find_map(|name| problem.particular(name))
        .map(|near| format!("`{near}`"));
    let all = match problem.code {
        // The message lists them already, where words are all that may stand there.
        "not-one-of"
            if problem
                .particular("expected")
                .is_some_and(|all| all.starts_with("one of ")) =>
        {
            Text::new("one of these words", "이 가운데 하나")
        }
        _ => Text::new(
            problem.particular("expected").unwrap_or(""),
            problem.particular("expected_ko").unwrap_or(""),
        ),
    };
    let hint = |name: &str| problem.particular(name).unwrap_or("");
    let all = (
        format!("{}{}", all.en, hint("hint")),
        format!("{}{}", all.ko, hint("hint_ko")),
    );
    let (en, ko) = near.map_or(all, |near| (near.clone(), near));
    problem.with("wanted", en).with("wanted_ko", ko)
}

/// What belongs at a key, beyond its form: an example of it, or, for a text of
/// one's own, what it has to say.
pub(super) fn hint(node: &Node) -> Option<Text> {
    fn example(node: &Node) -> Option<String> {
        if let Some(Shape::Of(form)) = &node.scalar {
            return Some(form.spec().example.to_owned());
        }
        let item = node.items.as_ref()?;
        example(item).map(|one| format!("[{one}]"))
    }
    // A name's example is another key's name.
    let is_own = |node: &Node| matches!(node.scalar, Some(Shape::Prose(_) | Shape::Of(Form::Name)));
    if is_own(node) || node.items.as_ref().is_some_and(|item| is_own(item)) {
        let key = node.key?.path;
        let [en, ko] = [Language::En, Language::Ko].map(|language| super::about(key, language));
        return Some(Text::new(format!(": {en}"), format!(": {ko}")));
    }
    // Where the form names an example already, one is enough.
    if expected(node).en.contains("such as") {
        return None;
    }
    let example = example(node)?;
    Some(Text::new(
        format!(", such as `{example}`"),
        format!(" (예: `{example}`)"),
    ))
}

/// What stands there, in words that tell no value.
pub(super) fn found(code: &str, value: &Value) -> Text {
    let (en, ko) = match (code, &value.kind) {
        ("quoted-number", _) => ("a number in quotes", "따옴표로 감싼 숫자"),
        ("yes-no", _) => ("a word", "단어"),
        (_, Kind::Null | Kind::Missing(_)) => ("empty", "비어 있음"),
        (_, Kind::Bool(_)) => ("true or false", "참/거짓 값"),
        (_, Kind::Int(_) | Kind::Float(_)) => ("a number", "숫자"),
        (_, Kind::Text(_)) => ("text", "글"),
        (_, Kind::Date(_)) => ("a date", "날짜"),
        (_, Kind::List(_)) => ("a list", "목록"),
        (_, Kind::Map(_)) => ("a map", "맵"),
    };
    Text::new(en, ko)
}

/// Every way in which a node may be written, in words.
pub(super) fn expected(node: &Node) -> Text {
    let mut ways: Vec<Text> = node.scalar.iter().map(Shape::expected).collect();
    if let Some(item) = &node.items {
        let item = expected(item);
        ways.push(match node.exactly {
            Some(count) => Text::new(
                format!("a list of {count}"),
                format!("항목 {count}개의 목록"),
            ),
            None => Text::new(
                format!("a list, each item {}", item.en),
                format!("목록(항목마다 {})", item.ko),
            ),
        });
    }
    if node.takes_map() {
        let names: Vec<_> = node.members.keys().copied().collect();
        ways.push(match (&node.any, names.as_slice()) {
            (Some((placeholder, _)), []) => Text::new(
                format!("a map by {placeholder}"),
                format!("{placeholder}별 맵"),
            ),
            (_, names) => Text::new(
                format!("a map with {}", names.join(", ")),
                format!("{} 키의 맵", names.join(", ")),
            ),
        });
    }
    Text::new(
        ways.iter()
            .map(|way| way.en.as_str())
            .collect::<Vec<_>>()
            .join(", or "),
        ways.iter()
            .map(|way| way.ko.as_str())
            .collect::<Vec<_>>()
            .join(" 또는 "),
    )
}
