//! Texts that stand where a text is still to be written.
//!
//! Only a whole text counts: a sentence that mentions a placeholder is a
//! sentence.

use super::words::words;

/// Placeholders, lower case, letters and digits only.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    // English
    "todo",
    "tbd",
    "tba",
    "tbc",
    "fixme",
    "xxx",
    "na",
    "none",
    "nil",
    "null",
    "nothing",
    "unknown",
    "undefined",
    "unspecified",
    "pending",
    "later",
    "soon",
    "test",
    "testing",
    "foo",
    "bar",
    "foobar",
    "baz",
    "qux",
    "quux",
    "corge",
    "grault",
    "garply",
    "plugh",
    "xyzzy",
    "thud",
    "blah",
    "bla",
    "asdf",
    "qwerty",
    "wip",
    "workinprogress",
    "placeholder",
    "dummy",
    "sample",
    "blank",
    "empty",
    "comingsoon",
    "tobedone",
    "tobedecided",
    "tobedetermined",
    "tobeannounced",
    "tobeadded",
    "tobewritten",
    "tobecompleted",
    "tobefilled",
    "tobefilledin",
    "tobefilledout",
    "toadd",
    "towrite",
    "notavailable",
    "notapplicable",
    "notspecified",
    "notprovided",
    "notyet",
    "notyetavailable",
    "notyetwritten",
    "fillme",
    "fillmein",
    "fillin",
    "fillthisin",
    "pleasefillin",
    "fillinlater",
    "addlater",
    "writelater",
    "willbeaddedlater",
    "willbeadded",
    "detailstofollow",
    "tofollow",
    "insertdescriptionhere",
    "inserttexthere",
    "inserthere",
    "yourtexthere",
    "texthere",
    "adddescription",
    "adddescriptionhere",
    "descriptionhere",
    "describehere",
    "writehere",
    "writesomethinghere",
    "loremipsum",
    "changeme",
    "replaceme",
    "moreinformationneeded",
    "moreinfoneeded",
    "needsmoreinformation",
    "noinformation",
    "nodescription",
    "nodescriptionprovided",
    // Korean
    "추후",
    "추후작성",
    "추후작성예정",
    "추후기재",
    "추후보완",
    "추후추가",
    "추후공지",
    "추후업데이트",
    "추후결정",
    "추후안내",
    "추후확정",
    "나중에",
    "나중에작성",
    "작성예정",
    "작성중",
    "작성필요",
    "미작성",
    "미정",
    "미기재",
    "미입력",
    "해당없음",
    "해당사항없음",
    "없음",
    "내용없음",
    "정보없음",
    "설명없음",
    "알수없음",
    "모름",
    "준비중",
    "검토중",
    "보완예정",
    "보완필요",
    "추가예정",
    "추가필요",
    "업데이트예정",
    "확인필요",
    "확인중",
    "입력필요",
    "입력하세요",
    "내용입력",
    "내용을입력하세요",
    "여기에작성",
    "여기에입력",
    "여기에작성하세요",
    "테스트",
    "임시",
    "예시",
    "샘플",
    "기타",
    "할일",
    "더많은정보필요",
    "추가정보필요",
];

/// Korean endings that change nothing about it.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "하겠습니다", "예정입니다", "중입니다", "입니다", "합니다", "됩니다", "습니다", "하세요", "바랍니다", "예정임", "예정", "하기", "할것",
    "함", "임", "요",
];

/// Notes to oneself: what follows the colon is still to be written.
const NOTES: &[&str] = &["TODO", "TBD", "FIXME", "XXX", "WIP"];

/// Characters beyond which nobody writes nothing but placeholders.
const LONGEST: usize = 400;

/// Whether a text is nothing but a placeholder, or a few of them.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    if is_note(text) || begins_as_filler(text) || is_latin(text) {
        return true;
    }
    if text.chars().nth(LONGEST).is_some() {
        return false;
    }
    let squeezed = squeeze(text);
    if squeezed.is_empty() || is_known(&squeezed) {
        return !squeezed.is_empty();
    }
    let parts = || {
        text.split(['\n', '.', ';', ':', ',', '|', '·', '•', '–', '—', '/'])
            .map(squeeze)
            .filter(|part| !part.is_empty())
    };
    parts().all(|part| is_known(&part)) || words(text).all(|word| is_known(&squeeze(word)))
}

/// Whether a text begins with the printers' filler, whatever stands between
/// its letters.
fn begins_as_filler(text: &str) -> bool {
    let letters = text.chars().filter(|character| character.is_alphanumeric());
    letters
        .flat_map(char::to_lowercase)
        .take(FILLER.len())
        .eq(FILLER.chars())
}

const FILLER: &str = "loremipsum";

/// Words of the printers' filler and of the speech that it was cut from; those
/// that are English as well are left out.
#[rustfmt::skip]
const LATIN: &[&str] = &[
    "accusamus", "accusantium", "adipiscing", "adipisci", "aliqua", "aliquam", "aliquip", "amet", "animi", "architecto", "asperiores",
    "aute", "beatae", "cillum", "commodo", "consectetur", "consequat", "consequatur", "consequuntur", "culpa", "cupidatat", "debitis",
    "delectus", "deserunt", "dicta", "dignissimos", "distinctio", "dolor", "dolore", "dolorem", "doloremque", "dolores", "ducimus", "duis",
    "eaque", "eiusmod", "eligendi", "elit", "enim", "esse", "est", "et", "eum", "eveniet", "excepteur", "exercitation", "explicabo",
    "facere", "fugiat", "fugit", "harum", "illum", "incididunt", "ipsa", "ipsam", "ipsum", "irure", "iste", "iusto", "laborum",
    "labore", "laboriosam", "laboris", "laudantium", "libero", "lorem", "magna", "magnam", "magni", "maxime", "minim", "minima", "mollit",
    "natus", "necessitatibus", "nemo", "nesciunt", "nisi", "nobis", "nostrud", "nostrum", "nulla", "numquam", "occaecat", "odio", "odit",
    "officia", "omnis", "pariatur", "perferendis", "perspiciatis", "placeat", "porro", "praesentium", "proident", "quae", "quaerat",
    "quam", "quasi", "qui", "quia", "quis", "quisquam", "quo", "ratione", "reiciendis", "rem", "repellat", "repellendus", "reprehenderit",
    "rerum", "sapiente", "sed", "sequi", "similique", "sint", "sit", "soluta", "sunt", "suscipit", "tempor", "tempora", "temporibus",
    "tenetur", "totam", "ullam", "ullamco", "unde", "ut", "vel", "velit", "veniam", "veritatis", "vitae", "voluptas", "voluptate",
    "voluptatem", "voluptates", "voluptatum",
];
/// Words of it that are no text.
const FEW: usize = 5;

/// Whether most words of a text are of the printers' filler, in any order.
fn is_latin(text: &str) -> bool {
    let (mut all, mut latin) = (0, 0);
    for word in words(text).take(LONGEST) {
        all += 1;
        latin += usize::from(LATIN.contains(&word.to_lowercase().as_str()));
    }
    latin >= FEW && latin * 5 >= all * 3
}

/// Whether a note to oneself stands among the words of a text.
#[must_use]
pub fn holds_note(text: &str) -> bool {
    words(text).any(|word| NOTES.contains(&word.to_uppercase().as_str()))
}

fn is_note(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    NOTES.iter().any(|note| {
        text.strip_prefix(note)
            .is_some_and(|rest| rest.trim_start().starts_with([':', '(', ']']))
    })
}

/// Lower case, letters and digits only.
fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_known(squeezed: &str) -> bool {
    let mut stem = squeezed;
    // Each round removes an ending, so this ends.
    loop {
        if WHOLE.contains(&stem) || is_mashed(stem) {
            return true;
        }
        let shorter = ENDINGS
            .iter()
            .find_map(|ending| stem.strip_suffix(ending))
            .filter(|shorter| !shorter.is_empty());
        match shorter {
            Some(shorter) => stem = shorter,
            None => return false,
        }
    }
}

/// One letter over and over (`xxxx`), or a row of keys over and over (`asdfasdf`).
fn is_mashed(squeezed: &str) -> bool {
    let mut letters = squeezed.chars();
    let first = letters.next();
    // `xx` is one, `AAA` may be a name.
    let shortest = if first == Some('x') { 2 } else { 4 };
    let one = first.is_some_and(char::is_alphabetic)
        && squeezed.chars().count() >= shortest
        && letters.all(|c| Some(c) == first);
    let keys = ["asdf", "qwer", "test", "todo", "abc"]
        .iter()
        .any(|keys| squeezed.len() > keys.len() && squeezed.replace(keys, "").is_empty());
    one || keys || is_in_order(squeezed)
}

/// A row of keys, or of letters in their order, or a part of one.
fn is_in_order(squeezed: &str) -> bool {
    const ROWS: [&str; 5] = [
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "abcdefghijklmnopqrstuvwxyz",
        "가나다라마바사아자차카타파하",
    ];
    let shortest = if squeezed.is_ascii() { 4 } else { 3 };
    squeezed.chars().count() >= shortest && ROWS.iter().any(|row| row.contains(squeezed))
}
