//! What the parser refuses, in its English and in our Korean.

use granit_parser::{ErrorKind as Kind, ScanError};

use crate::model::Text;

/// Both languages of a refusal.
pub(super) fn said(error: &ScanError) -> Text {
    Text::new(error.info(), korean(error.kind()))
}

/// What YAML 1.1 makes of a plain scalar.
pub(super) fn disputed(reading: &str) -> Text {
    let korean = match reading {
        "the boolean true" => "참으로 읽음",
        "the boolean false" => "거짓으로 읽음",
        "a binary number" => "2진수로 읽음",
        "a hexadecimal number" => "16진수로 읽음",
        "an octal number" => "8진수로 읽음",
        "a number in base 60" => "60진수로 읽음",
        "a number without the underscores" => "밑줄을 뺀 수로 읽음",
        _ => "글로 읽음",
    };
    Text::new(
        format!("YAML 1.1 reads {reading}"),
        format!("YAML 1.1은 {korean}"),
    )
}

/// One line a kind, so that a kind that the parser adds is told by its English.
fn korean(kind: &Kind) -> String {
    let fixed = match kind {
        Kind::UnexpectedEofFlowSequence => "`[`로 연 목록이 닫히기 전에 파일이 끝남",
        Kind::UnexpectedEofFlowMapping | Kind::UnexpectedEofImplicitFlowMapping => {
            "`{`로 연 맵이 닫히기 전에 파일이 끝남"
        }
        Kind::UnexpectedEofBlockSequence => "목록을 읽는 도중에 파일이 끝남",
        Kind::UnexpectedEofBlockMapping => "맵을 읽는 도중에 파일이 끝남",
        Kind::UnexpectedEof => "읽는 도중에 파일이 끝남",
        Kind::ExpectedStreamStart | Kind::ExpectedDocumentStart => {
            "문서가 시작되어야 할 자리에 다른 것이 있음"
        }
        Kind::DuplicateVersionDirective => "버전 지시자가 두 번 나옴",
        Kind::UnsupportedYamlMajorVersion => "지원하지 않는 YAML 버전임",
        Kind::DuplicateTagDirective => "한 문서에 같은 핸들의 TAG 지시자가 두 번 나옴",
        Kind::MissingDocumentEndBeforeDirective => "지시자 앞에서 문서를 `...`으로 끝내지 않음",
        Kind::AnchorCountOverflow => "앵커가 너무 많음",
        Kind::UnknownAnchor => "정의되지 않은 앵커를 가리킴",
        Kind::ExpectedNodeContent => "값이 와야 할 자리에 다른 것이 있음",
        Kind::ExpectedBlockMappingKey => {
            "맵에 키가 와야 할 자리에 다른 것이 있음. 들여쓰기를 확인할 것"
        }
        Kind::ExpectedFlowMappingSeparator => "맵 안에 `,`나 `}`가 와야 함",
        Kind::ExpectedFlowSequenceSeparator => "목록 안에 `,`나 `]`가 와야 함",
        Kind::ExpectedBlockSequenceEntry => "목록에 `-`가 와야 함. 들여쓰기를 확인할 것",
        Kind::UndeclaredTagHandle => "선언되지 않은 태그 핸들임",
        Kind::ExpectedTagBang => "태그에 `!`가 와야 함",
        Kind::ExpectedTagDirectiveBang => "TAG 지시자에 `!`가 와야 함",
        Kind::InvalidGlobalTagCharacter => "태그에 쓸 수 없는 문자가 있음",
        Kind::SimpleKeyExpected => "키 뒤에 `:`가 없음",
        Kind::InvalidSimpleKey => "키가 한 줄 안에서 `:`로 끝나지 않음",
        Kind::InvalidDocumentEnd => "문서의 끝 표시 뒤에 내용이 있음",
        Kind::InvalidIndentation => "들여쓰기가 맞지 않음",
        Kind::BomInsideDocument => "문서 안에 바이트 순서 표시가 있음",
        Kind::TabNotAllowed => "여기에는 탭을 쓸 수 없음",
        Kind::TabInBlockIndentation | Kind::TabInIndentation => "탭으로 들여쓸 수 없음",
        Kind::CommentInterceptedScalar => "여러 줄에 걸친 글 사이에 주석이 있음",
        Kind::ExpectedWhitespace => "공백이 와야 함",
        Kind::CommentNotSeparated => "주석 앞에는 공백이 있어야 함",
        Kind::InvalidDirectiveTerminator => "지시자 뒤에 주석이나 줄바꿈이 와야 함",
        Kind::DirectiveDisallowed => "여기에는 YAML 지시자를 쓸 수 없음",
        Kind::MissingYamlVersionSeparator | Kind::MissingYamlVersion => {
            "YAML 지시자에 버전 번호가 없음"
        }
        Kind::YamlVersionTooLong => "YAML 지시자의 버전 번호가 너무 긺",
        Kind::MissingDirectiveName => "지시자에 이름이 없음",
        Kind::InvalidDirectiveName => "지시자의 이름에 쓸 수 없는 문자가 있음",
        Kind::InvalidTagDirectiveTerminator | Kind::InvalidTagTerminator => {
            "태그 뒤에 공백이나 줄바꿈이 와야 함"
        }
        Kind::MissingTagUri => "태그에 URI가 없음",
        Kind::UnclosedVerbatimTag => "태그를 닫는 `>`가 없음",
        Kind::InvalidTagEscape => "태그의 이스케이프가 맞지 않음",
        Kind::InvalidTagUtf8LeadingByte
        | Kind::InvalidTagUtf8TrailingByte
        | Kind::InvalidTagUtf8 => "태그의 이스케이프가 UTF-8이 아님",
        Kind::MissingAnchorOrAliasName => {
            "`&`나 `*` 뒤에 이름이 없음. 글의 일부라면 따옴표로 감쌀 것"
        }
        Kind::MisplacedFlowCollectionEnd => "짝이 없는 닫는 괄호가 있음",
        Kind::RecursionLimitExceeded => "너무 깊이 중첩됨",
        Kind::BlockEntryInFlowCollection => "`[`나 `{` 안에는 `-` 항목을 쓸 수 없음",
        Kind::BlockSequenceEntryNotAllowed => "여기에는 `-` 항목을 쓸 수 없음",
        Kind::InvalidBlockEntryWhitespace => "`-` 뒤에는 공백이 와야 함",
        Kind::ZeroBlockScalarIndent => "블록 글의 들여쓰기 표시가 0임",
        Kind::InvalidBlockScalarHeader => "`|`나 `>` 뒤에 주석이나 줄바꿈이 와야 함",
        Kind::TabAtBlockScalarStart => "블록 글은 탭으로 시작할 수 없음",
        Kind::InvalidBlockScalarIndent => "블록 글의 한 줄이 잘못 들여쓰여 있음",
        Kind::DocumentIndicatorInQuotedScalar => "따옴표로 감싼 글 안에 문서 표시가 있음",
        Kind::UnclosedQuotedScalar => "따옴표가 닫히지 않음",
        Kind::InvalidQuotedScalarIndent => "따옴표로 감싼 여러 줄 글의 들여쓰기가 맞지 않음",
        Kind::InvalidTrailingSingleQuotedScalar => "닫는 작은따옴표 뒤에 내용이 더 있음",
        Kind::InvalidTrailingDoubleQuotedScalar => "닫는 큰따옴표 뒤에 내용이 더 있음",
        Kind::UnknownQuotedScalarEscape => {
            "큰따옴표 안에 모르는 이스케이프가 있음. `\\`를 쓰려면 `\\\\`로 쓸 것"
        }
        Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidUnicodeEscape => "큰따옴표 안의 16진수 이스케이프가 맞지 않음",
        Kind::InvalidLowSurrogate | Kind::MissingLowSurrogate | Kind::UnpairedLowSurrogate => {
            "큰따옴표 안에 서로게이트 쌍의 반쪽만 있음"
        }
        Kind::InvalidFlowScalarIndent => "괄호 안의 들여쓰기가 맞지 않음",
        Kind::PlainScalarStartsWithDashFlowIndicator => {
            "따옴표 없는 글은 `-`에 `,`, `[`, `]`, `{`, `}`를 이어 시작할 수 없음"
        }
        Kind::TabInPlainScalar => "따옴표 없는 글 안에 탭이 있음",
        Kind::UnexpectedEndOfPlainScalar => "따옴표 없는 글이 뜻밖에 끝남",
        Kind::MappingKeyNotAllowed => "여기에는 키를 쓸 수 없음",
        Kind::FlowMappingValueAdjacentCollection => "`:` 바로 뒤에 괄호를 붙여 쓸 수 없음",
        Kind::InvalidMappingValueWhitespace => "`:` 뒤에는 공백이 와야 함",
        Kind::InvalidColonPlacement => "`:`의 자리가 맞지 않음",
        Kind::MappingValueNotAllowed => "여기에는 `:`를 쓸 수 없음. 글의 일부라면 따옴표로 감쌀 것",
        Kind::UnexpectedCharacter { character } => {
            return format!("여기에 올 수 없는 문자임: `{}`", character.escape_default());
        }
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            return format!("`{open}`로 연 괄호를 `{close}`로 닫음");
        }
        Kind::UnclosedFlowCollection { open } => {
            return format!("`{open}`로 연 괄호가 닫히지 않음");
        }
        Kind::DirectiveByteLimitExceeded { limit } => {
            return format!("지시자가 {limit}바이트보다 긺");
        }
        Kind::TooManyReservedDirectiveParams { limit } => {
            return format!("지시자의 인수가 {limit}개보다 많음");
        }
        other => return format!("YAML 문법에 맞지 않음({other})"),
    };
    fixed.to_owned()
}

#[cfg(test)]
mod tests {
    use crate::model::{Document, Span};
    use crate::source::yaml;

    /// What people type, and what goes wrong with it.
    const BROKEN: [&str; 24] = [
        "a: [1, 2\n",
        "a: {b: 1\n",
        "a: b: c\n",
        "a:\n\tb: 1\n",
        "a: \"x\n",
        "a: 'x' y\n",
        "a: \"x\" y\n",
        "a: \"\\q\"\n",
        "a: \"\\u12\"\n",
        "a: ]\n",
        "a: [1}\n",
        "a: *nowhere\n",
        "a: & b\n",
        "a: @home\n",
        "a: `x`\n",
        "a: %x\n",
        "a: 1\n- b\n",
        "- a\nb: 1\n",
        "a:\n  b: 1\n c: 2\n",
        "a: 1\nb\nc: 2\n",
        "a: - b\n",
        "a: |x\n  b\n",
        "%YAML 9.9\n---\na: 1\n",
        "a: !h!x 1\n",
    ];

    #[test]
    fn what_the_parser_refuses_is_said_in_korean() {
        for text in BROKEN {
            let document = Document::new("ethics.yml", text);
            let parsed = yaml::parse(&document, Span::new(0, text.len()));
            let fatal = parsed.problems.iter().find(|problem| problem.fatal);
            let said = &fatal.unwrap_or_else(|| panic!("{text:?} is read")).detail;
            let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count();
            assert!(
                said.ko.contains(['가', '는', '음', '함', '김', '남', '임']),
                "{said:?}"
            );
            assert!(letters(&said.ko) < 12, "{text:?}: {}", said.ko);
        }
    }
}
