//! Trees as text: LightGBM's models and XGBoost's dumps. Neither can hold
//! anything but numbers and names.

use std::io;

use super::Code;
use super::look::Look;
use super::window::{Cut, Input, Window};

/// How much of a line is looked at.
const LINE: usize = 256;

/// The lines of a window; the last one needs no break.
fn each_line(
    window: &mut Window,
    mut see: impl FnMut(&str) -> bool,
) -> io::Result<Result<(), u64>> {
    let mut feed = window.feed(0)?;
    let mut input = Input::new(&mut feed);
    loop {
        let at = input.at();
        let mut tail = Vec::new();
        let line = match input.ahead() {
            Ok([]) => return Ok(Ok(())),
            Ok(ahead) => {
                if memchr::memchr(b'\n', ahead).is_none() {
                    tail.extend_from_slice(&ahead[..ahead.len().min(LINE)]);
                }
                input.line(LINE)
            }
            Err(cut) => Err(cut),
        };
        let (line, last) = match line {
            Ok(line) => (line, false),
            Err(Cut::End) => (tail.into(), true),
            Err(Cut::Unreadable(error)) => return Err(error),
        };
        // What is cut inside a character is cut back to the character.
        let text = String::from_utf8_lossy(&line);
        if !see(text.trim_end_matches('\r')) {
            return Ok(Err(at));
        }
        if last {
            return Ok(Ok(()));
        }
    }
}

/// A model as LightGBM saves it: sections of `key=value`, and an end mark.
pub(super) fn lightgbm(look: &mut Look, window: &mut Window) -> io::Result<()> {
    let mut ended = false;
    let lines = each_line(window, |line| {
        ended |= line == "end of trees";
        !line.contains('\0')
    })?;
    match lines {
        Err(at) => look.notice(Code::Broken, "a line that is no text", at),
        Ok(()) if !ended => look.notice(Code::Broken, "it breaks off before `end of trees`", 0),
        Ok(()) => {}
    }
    Ok(())
}

/// A dump of XGBoost: `booster[N]:` and one node a line.
pub(super) fn xgboost_dump(look: &mut Look, window: &mut Window) -> io::Result<()> {
    let lines = each_line(window, |line| {
        let line = line.trim();
        line.is_empty()
            || line.starts_with("booster[")
            || line.starts_with("bias:")
            || line.starts_with("weight:")
            || line.parse::<f64>().is_ok()
            || line
                .split_once(':')
                .is_some_and(|(node, _)| node.parse::<u32>().is_ok())
    })?;
    if let Err(at) = lines {
        look.notice(Code::Broken, "a line that is no node of a tree", at);
    }
    Ok(())
}
