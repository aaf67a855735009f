//! Why the gate could not judge, and what to do about it.

use std::fmt::Display;
use std::io;
use std::panic;
use std::path::Path;

use super::{COULD_NOT_JUDGE, output};
use crate::measure::parquet;
use crate::model::path::name_of;
use crate::model::{Language, Text, nearest, text};

/// A sentence that says what is wrong, and one that says what to do.
#[derive(Debug)]
pub(super) struct Refusal {
    what: Text,
    help: Text,
}

impl Refusal {
    /// No default and no conversion makes a [`Text`] of one language's words,
    /// so a refusal can't forget the other one.
    pub(super) fn new(what: Text, help: Text) -> Self {
        Self { what, help }
    }

    /// A name that nothing has: the nearest that something has, and where all
    /// of them are listed.
    pub(super) fn unknown<'a>(
        kind: &Text,
        name: &str,
        names: impl IntoIterator<Item = &'a str>,
        list: &Text,
    ) -> Self {
        let help = match nearest_name(name, names) {
            Some(near) => Text::new(
                format!("did you mean `{near}`? {}", list.en),
                format!("혹시 `{near}`인가요? {}", list.ko),
            ),
            None => list.clone(),
        };
        let what = Text::new(
            format!("there is no {} `{name}`", kind.en),
            format!("없는 {}입니다: `{name}`", kind.ko),
        );
        Self::new(what, help)
    }

    /// A file that the system lets nobody write.
    pub(super) fn unwritten(path: &Path, error: &io::Error) -> Self {
        Self::new(
            text!(
                "{path}: can't be written: {error}",
                "{path}: 쓸 수 없습니다: {error}",
                path = path.display()
            ),
            text!(
                "check that the folder may be written to",
                "폴더에 쓸 수 있는지 확인하세요"
            ),
        )
    }

    /// A mistake of ours.
    pub(super) fn broken(declaration: &Path) -> Self {
        let path = declaration.display();
        Self::new(
            text!(
                "{path}: it can't be relied on, so that nobody knows what belongs to it; nothing was written",
                "{path}: 믿고 읽을 수 없어 무엇이 속하는지 알 수 없습니다. 아무것도 쓰지 않았습니다"
            ),
            text!(
                "mend what `ethics-gate check` says of it first",
                "먼저 `ethics-gate check`가 알려 주는 것을 고치세요"
            ),
        )
    }

    pub(super) fn defect(what: &dyn Display) -> Self {
        Self::new(
            text!("internal error: {what}", "내부 오류: {what}"),
            text!(
                "this is a defect of ethics-gate; please report it with the lines above",
                "ethics-gate의 결함입니다. 위 내용을 붙여 알려 주세요"
            ),
        )
    }

    /// As people read it on stderr.
    pub(super) fn shown(&self, language: Language) -> String {
        let (error, help) = match language {
            Language::En => ("error", " help"),
            Language::Ko => ("오류", "해결"),
        };
        let mut shown = format!("{error}: {}", self.what.get(language));
        match self.help.get(language) {
            "" => {}
            words => shown.push_str(&format!("\n{help}: {words}")),
        }
        shown
    }
}

/// Why a file can't be read: what the system says of it, in the system's
/// language, or what we say in its place.
pub(super) fn unread(path: &Path, error: &io::Error) -> Text {
    let own = error.get_ref().map(ToString::to_string);
    let korean = match own.as_deref() {
        Some("not a file") => "파일이 아님".to_owned(),
        Some("too large") => "너무 큼".to_owned(),
        Some("no UTF-8") => "UTF-8이 아님".to_owned(),
        _ => error.to_string(),
    };
    let path = path.display();
    Text::new(
        format!("{path}: can't be read: {error}"),
        format!("{path}: 읽을 수 없습니다: {korean}"),
    )
}

/// The name that was probably meant: a near spelling, or the same last
/// segment under another principle.
pub(super) fn nearest_name<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Who writes a principle before the name means a rule, and no level or fact.
    let names: Vec<&str> = names
        .into_iter()
        .filter(|known| !name.contains('/') || known.contains('/'))
        .collect();
    nearest(name, names.iter().copied()).or_else(|| {
        let tail = name_of(name);
        let near = nearest(tail, names.iter().copied().map(name_of))?;
        names.iter().copied().find(|name| name_of(name) == near)
    })
}

/// A panic is our mistake: the gate could not judge, which is 2 and never the
/// 1 of a fail or the 101 of the language. Called once more where the
/// arguments name another language than the locale.
pub(super) fn turn_panics_into_refusals(language: Language) {
    panic::set_hook(Box::new(move |panic| {
        // A decoder on a damaged table; whoever catches it says so.
        if parquet::catches_panics() {
            return;
        }
        let refusal = Refusal::defect(&panic);
        output::say(&refusal.shown(language));
        #[expect(
            clippy::exit,
            reason = "a thread that panics can't return an exit code"
        )]
        std::process::exit(COULD_NOT_JUDGE.into());
    }));
}
