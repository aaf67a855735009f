//! What the parser refuses, in its English and in our Korean.

use crate::model::Text;

/// Both languages of a refusal.
pub(super) fn said(english: &str) -> Text {
    let known = WORDS.iter().find(|(en, _)| *en == english);
    let korean = known.map(|(_, ko)| (*ko).to_owned());
    let korean = korean.or_else(|| {
        let rest = english.strip_prefix("cannot extend value of type ")?;
        let kind = rest.strip_suffix(" with a dotted key")?;
        Some(format!("{kind}인 값에 점으로 이은 키를 더할 수 없음"))
    });
    // What a newer parser says stands in its own words.
    let korean = korean.unwrap_or_else(|| format!("TOML 문법에 맞지 않음({english})"));
    Text::new(english, korean)
}

const WORDS: [(&str, &str); 57] = [
    (
        "`_` may only go between digits",
        "`_`는 숫자 사이에만 쓸 수 있음",
    ),
    (
        "cannot recurse further; max recursion depth met",
        "너무 깊이 중첩됨",
    ),
    ("recursion limit", "너무 깊이 중첩됨"),
    (
        "carriage return must be followed by newline",
        "CR 뒤에는 LF가 와야 함",
    ),
    ("duplicate key", "키가 두 번 나옴"),
    ("extra `=`", "`=`가 더 있음"),
    (
        "extra assignment between key-value pairs",
        "키와 값의 쌍 사이에 `=`가 더 있음",
    ),
    ("extra comma in array", "배열에 쉼표가 더 있음"),
    (
        "extra comma in inline table",
        "인라인 테이블에 쉼표가 더 있음",
    ),
    (
        "integers with a radix cannot be signed",
        "진법을 적은 정수에는 부호를 쓸 수 없음",
    ),
    ("invalid boolean", "참·거짓 값이 맞지 않음"),
    ("invalid comment character", "주석에 쓸 수 없는 문자가 있음"),
    ("invalid date-time", "날짜나 시각이 맞지 않음"),
    ("invalid float", "소수가 맞지 않음"),
    (
        "invalid inline table element",
        "인라인 테이블의 항목이 맞지 않음",
    ),
    ("invalid key-value pair", "키와 값의 쌍이 맞지 않음"),
    ("invalid unquoted key", "따옴표 없는 키가 맞지 않음"),
    ("invalid value", "값이 맞지 않음"),
    ("invalid basic string", "큰따옴표로 감싼 글이 맞지 않음"),
    ("invalid literal string", "작은따옴표로 감싼 글이 맞지 않음"),
    (
        "invalid multi-line basic string",
        "큰따옴표로 감싼 여러 줄 글이 맞지 않음",
    ),
    (
        "invalid multi-line literal string",
        "작은따옴표로 감싼 여러 줄 글이 맞지 않음",
    ),
    ("key with no value", "키에 값이 없음"),
    (
        "keys cannot be multi-line basic strings",
        "여러 줄 글은 키가 될 수 없음",
    ),
    (
        "keys cannot be multi-line literal strings",
        "여러 줄 글은 키가 될 수 없음",
    ),
    ("missing array opening", "배열을 여는 괄호가 없음"),
    (
        "missing assignment between key-value pairs",
        "키와 값 사이에 `=`가 없음",
    ),
    (
        "missing comma between array elements",
        "배열의 항목 사이에 쉼표가 없음",
    ),
    (
        "missing comma between key-value pairs",
        "키와 값의 쌍 사이에 쉼표가 없음",
    ),
    ("missing comment start", "주석이 `#`로 시작하지 않음"),
    ("missing escaped value", "이스케이프할 문자가 없음"),
    (
        "missing inline table opening",
        "인라인 테이블을 여는 괄호가 없음",
    ),
    (
        "missing key for inline table element",
        "인라인 테이블의 항목에 키가 없음",
    ),
    ("missing opening quote", "여는 따옴표가 없음"),
    ("missing table open", "테이블을 여는 괄호가 없음"),
    ("missing value", "값이 없음"),
    ("missing value for key", "키에 값이 없음"),
    ("radix must be lowercase", "진법은 소문자로 써야 함"),
    (
        "redundant integer number prefix",
        "정수의 접두사가 두 번 나옴",
    ),
    ("redundant numeric sign", "부호가 두 번 나옴"),
    ("string values must be quoted", "글은 따옴표로 감싸야 함"),
    (
        "too few unicode value digits",
        "유니코드 값의 자릿수가 모자람",
    ),
    ("unclosed array", "배열이 닫히지 않음"),
    ("unclosed array table", "테이블 배열의 괄호가 닫히지 않음"),
    ("unclosed inline table", "인라인 테이블이 닫히지 않음"),
    ("unclosed table", "테이블의 괄호가 닫히지 않음"),
    ("unexpected `=` in array", "배열 안에 `=`가 있음"),
    ("unexpected content", "여기에 올 수 없는 내용이 있음"),
    (
        "unexpected content between comment and newline",
        "주석과 줄바꿈 사이에 내용이 있음",
    ),
    (
        "unexpected key or value",
        "여기에 올 수 없는 키나 값이 있음",
    ),
    ("unexpected leading zero", "수는 0으로 시작할 수 없음"),
    ("unexpected sign", "여기에는 부호를 쓸 수 없음"),
    (
        "unquoted keys cannot be empty",
        "따옴표 없는 키는 비어 있을 수 없음",
    ),
    ("invalid mantissa", "소수의 가수가 맞지 않음"),
    ("invalid exponent", "소수의 지수가 맞지 않음"),
    ("invalid integer", "정수가 맞지 않음"),
    ("empty", "비어 있음"),
];
