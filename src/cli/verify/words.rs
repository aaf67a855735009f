//! What `verify` says to people, in both languages.

use std::path::Path;

use crate::cli::output::{count, harmless};
use crate::gate::verify::{Claims, Held, Objection};
use crate::model::{Language, Text};

/// Digits of a digest that are shown.
const SHORT: usize = 12;

/// The whole of it.
pub(super) fn told(
    claims: &Claims,
    held: &Held,
    rerun: bool,
    root: &Path,
    language: Language,
) -> String {
    let (version, today) = (harmless(&claims.version), claims.today);
    let (held_files, reasons) = (held.held, held.objections.len());
    let mut lines = Vec::new();
    let head = match reasons {
        0 => Text::new(
            format!(
                "verified: {} as attested, and the verdict of {today} is passed",
                count(held_files, "file")
            ),
            format!("확인됨: 파일 {held_files}개가 증명된 그대로이고 {today}의 판정은 통과"),
        ),
        _ => Text::new(
            format!("refused: {}", count(reasons, "reason")),
            format!("거부: 사유 {reasons}건"),
        ),
    };
    lines.push(head.get(language).to_owned());
    for objection in &held.objections {
        let words = said(objection);
        lines.push(format!("  {}", harmless(words.get(language))));
    }
    for name in &held.not_held {
        let words = Text::new(
            format!(
                "not held: {name}, whose bytes are elsewhere; the gate has not seen them either"
            ),
            format!("확인 못 함: {name}은(는) 다른 곳에 있어 게이트도 보지 못했음"),
        );
        lines.push(format!("  {}", harmless(words.get(language))));
    }
    // Names are of the root, which may not be where somebody stands.
    let names_something = reasons + held.not_held.len() > 0;
    if names_something && root != Path::new(".") {
        let shown = root.display();
        let words = Text::new(
            format!("names are paths from {shown}"),
            format!("파일 이름은 {shown}에서 시작하는 경로"),
        );
        lines.push(format!("  {}", harmless(words.get(language))));
    }
    let by = Text::new(
        format!("stated by ethics-gate {version} on {today}"),
        format!("ethics-gate {version}이(가) {today}에 발행"),
    );
    lines.push(format!("  {}", by.get(language)));
    if rerun {
        let again = Text::new(
            "judged once more by the packs of here",
            "여기의 팩으로 다시 판정함",
        );
        lines.push(format!("  {}", again.get(language)));
    }
    lines.push(format!("  {}", signature().get(language)));
    if reasons > 0 {
        lines.push(format!("  {}", help(held).get(language)));
    }
    lines.join("\n") + "\n"
}

/// A text that is no statement.
pub(super) fn unusable(said: &str, language: Language) -> String {
    let words = Text::new(
        format!("refused: the statement can't be used: {said}"),
        format!("거부: 증명서를 쓸 수 없음: {said}"),
    );
    format!("{}\n", harmless(words.get(language)))
}

fn signature() -> Text {
    Text::new(
        "the signature is not checked here: `cosign verify-blob-attestation` or `gh attestation verify` does that",
        "서명은 여기서 확인하지 않음. `cosign verify-blob-attestation`이나 `gh attestation verify`로 확인할 것",
    )
}

fn help(held: &Held) -> Text {
    let packs = |objection: &Objection| matches!(objection, Objection::Pack { .. });
    if held.objections.iter().all(packs) {
        return Text::new(
            "help: verify with the ethics-gate and the --policy that judged, or judge once more with --rerun",
            "해결: 판정한 ethics-gate와 --policy로 확인하거나 --rerun으로 다시 판정할 것",
        );
    }
    Text::new(
        "help: deploy what was attested, or let the gate judge this and attest it anew",
        "해결: 증명된 것을 배포하거나, 게이트로 다시 판정해 새로 증명할 것",
    )
}

fn short(digest: &str) -> &str {
    digest.get(..SHORT).unwrap_or(digest)
}

/// One reason on one line.
fn said(objection: &Objection) -> Text {
    match objection {
        Objection::NotPassed => Text::new(
            "verdict: the statement says `failed`",
            "판정: 증명서의 판정이 `failed`",
        ),
        Objection::Changed {
            name,
            stated,
            found,
        } => {
            let (stated, found) = (short(stated), short(found));
            Text::new(
                format!("changed: {name} is {found}…, attested was {stated}…"),
                format!("변경됨: {name}은(는) {found}…, 증명된 것은 {stated}…"),
            )
        }
        Objection::Missing { name } => {
            Text::new(format!("missing: {name}"), format!("없음: {name}"))
        }
        Objection::NotHere { name, state } => Text::new(
            format!("not here: {name} ({state}), so its bytes can't be compared"),
            format!("여기 없음: {name} ({state}). 내용을 비교할 수 없음"),
        ),
        Objection::New { name, role } => Text::new(
            format!(
                "new: {name} ({}), which the statement does not name",
                role.name()
            ),
            format!("새 파일: {name} ({}). 증명서에 없음", role.name()),
        ),
        Objection::NotSeen { name } => Text::new(
            format!("not seen: {name} had no bytes when it was attested, and has some now"),
            format!("미확인: {name}은(는) 증명 당시 내용이 없었고 지금은 있음"),
        ),
        Objection::OtherSubject { name } => Text::new(
            format!("other subject: {name} is no file of the verdict; --other-subjects lets it be"),
            format!("다른 대상: {name}은(는) 판정된 파일이 아님. --other-subjects로 허용 가능"),
        ),
        Objection::Pack { name, stated, here } => pack(name, stated.as_ref(), here.as_ref()),
        Objection::Old { days, most } => Text::new(
            format!(
                "old: the verdict is {} old, allowed are {most}",
                count_days(*days)
            ),
            format!("오래됨: 판정한 지 {days}일, 허용은 {most}일"),
        ),
        Objection::Ahead { date } => Text::new(
            format!("ahead: the verdict is of {date}, which is still to come"),
            format!("미래: 판정 날짜가 아직 오지 않은 {date}"),
        ),
        Objection::FailsNow => Text::new(
            "judged once more: the verdict is fail; `ethics-gate check` says why",
            "다시 판정: 결과는 실패. 사유는 `ethics-gate check` 참고",
        ),
        Objection::OtherOutcomes => Text::new(
            "judged once more: other outcomes than the statement tells for the same packs and date",
            "다시 판정: 같은 팩과 날짜인데 증명서와 결과가 다름",
        ),
    }
}

fn count_days(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        _ => format!("{days} days"),
    }
}

fn pack(name: &str, stated: Option<&(String, String)>, here: Option<&(String, String)>) -> Text {
    let spelled = |pack: &(String, String)| format!("{} ({}…)", pack.0, short(&pack.1));
    match (stated.map(spelled), here.map(spelled)) {
        (Some(stated), Some(here)) => Text::new(
            format!("pack: {name} judged as {stated}, and is {here} here"),
            format!("팩: {name}은(는) {stated}(으)로 판정했으나 여기서는 {here}"),
        ),
        (Some(stated), None) => Text::new(
            format!("pack: {name} {stated} judged, and would not here"),
            format!("팩: {name} {stated}이(가) 판정에 쓰였으나 여기에는 없음"),
        ),
        (_, here) => {
            let here = here.unwrap_or_default();
            Text::new(
                format!("pack: {name} {here} judges here, and did not"),
                format!("팩: {name} {here}이(가) 여기에는 있으나 판정에 쓰이지 않음"),
            )
        }
    }
}
