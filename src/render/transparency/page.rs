//! The page: its parts in order.

use super::Edition;
use super::sheet::{Block, Line, Page, Section};
use super::view::View;
use super::{fairness, findings, outcomes, rerun, system};
use crate::model::Language;
use crate::model::report::{System, Verdict};

/// Everything that an edition says.
pub(super) fn of(view: View) -> Page {
    let report = view.report;
    let systems: Vec<_> = report.systems.iter().enumerate().collect();
    let single = systems.len() == 1;
    let title = view.say("Transparency report", "투명성 보고서");
    let mut sections = Vec::new();
    let mut named = title.to_owned();
    for (index, system) in systems {
        let name = view.name(system, index);
        let parts = parts(view, system, index);
        if single {
            named = format!("{}: {title}", name.plain());
            sections = parts;
        } else {
            sections.push(Section {
                id: format!("system-{index}"),
                title: name,
                blocks: vec![Block::Text(Line::words(verdict(view, system)))],
                sections: parts,
            });
        }
    }
    sections.extend(rerun::not_checked(view));
    sections.push(rerun::section(view));
    Page {
        lang: view.lang(),
        title: named,
        subtitle: subtitle(view),
        lead: lead(view, single),
        sections,
        foot: foot(view),
    }
}

fn parts(view: View, system: &System, index: usize) -> Vec<Section> {
    let mut parts = vec![system::what_it_is(view, system, index)];
    parts.push(outcomes::verified(view, system, index));
    parts.push(findings::open(view, system, index));
    parts.push(findings::waived(view, system, index));
    parts.extend(fairness::section(view, system, index));
    parts.extend(system::data(view, system, index));
    parts.push(system::withheld(view, system, index));
    parts.extend(outcomes::by_law(view, system, index));
    parts
}

fn subtitle(view: View) -> String {
    let today = &view.report.today;
    let edition = match view.edition {
        Edition::Public => view.say("Public edition", "공개판"),
        Edition::Internal => view.say("Internal edition", "내부용"),
        Edition::Regulator => view.say("Edition for auditors and regulators", "감사·규제 기관용"),
    };
    format!("{edition} · {today}")
}

fn lead(view: View, single: bool) -> Vec<Block> {
    let mut lead = Vec::new();
    if let ([system], true) = (&view.report.systems[..], single) {
        lead.push(Block::Text(Line::words(verdict(view, system))));
    }
    lead.push(Block::Text(Line::words(view.say(
        "Each statement below was held against the files of the repository by fixed rules. Rules read \
         files and catch negligence, not fraud: what a file claims about the world outside of it \
         is as true as whoever wrote it. There is no overall score, because one number would hide \
         what is open.",
        "아래 내용은 정해진 규칙으로 저장소의 파일과 하나하나 대조한 결과입니다. 규칙은 파일을 읽어 부주의를 \
         찾아낼 뿐 거짓까지 밝히지는 못합니다. 파일이 저장소 밖의 일에 대해 적은 것은 적은 사람만큼만 믿을 수 \
         있습니다. 점수 하나로는 미결 사항이 가려지므로 종합 점수는 매기지 않습니다.",
    ))));
    lead
}

/// What came of a system, in numbers that are no score.
fn verdict(view: View, system: &System) -> String {
    let [mut held, mut failed, mut open, mut review] = [0; 4];
    for principle in &system.principles {
        held += principle.pass;
        failed += principle.fail;
        open += principle.open;
        review += principle.review;
    }
    let passes = system.verdict == Verdict::Pass;
    let aside = match (findings::excepted(view, system), view.lang()) {
        (0, _) => String::new(),
        (n, Language::En) => format!(" Findings that do not count, by exceptions: {n}."),
        (n, Language::Ko) => format!(" 예외로 두어 세지 않은 발견 사항은 {n}건입니다."),
    };
    match view.lang() {
        Language::En => {
            let end = if passes {
                "Nothing in it blocks a release of this state."
            } else {
                "This state does not meet its own commitments yet."
            };
            format!(
                "{held} checks held, {failed} failed, {open} could not be decided and {review} wait for a person. {end}{aside}"
            )
        }
        Language::Ko => {
            let end = if passes {
                "이 상태의 배포를 막는 문제는 없습니다."
            } else {
                "이 상태는 스스로 한 약속을 아직 지키지 못합니다."
            };
            format!(
                "검사 {held}건이 충족되었고, {failed}건은 충족되지 않았으며, {open}건은 판단하지 못했고, {review}건은 사람의 판단을 기다립니다. {end}{aside}"
            )
        }
    }
}

fn foot(view: View) -> Line {
    let tool = &view.report.tool;
    let line = Line::words(view.say("Written by ", "작성 도구: "));
    line.and(Line::code(format!("{} {}", tool.name, tool.version)))
}
