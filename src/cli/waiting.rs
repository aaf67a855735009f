//! A line on stderr where something takes long, for somebody who waits at a
//! terminal. It is gone before anything else is printed, and a log or a
//! pipeline never sees it.

#![expect(
    clippy::disallowed_methods,
    reason = "how long somebody has waited is told, and nothing is judged by it"
)]

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::model::Language;

/// Nobody wonders before this, nor more often.
const BEAT: Duration = Duration::from_secs(1);

/// Where the waiting is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The line may be shown.
    Quiet,
    /// It is shown.
    Shown,
    /// Something was printed, and the line never comes back.
    Over,
}

static STATE: Mutex<State> = Mutex::new(State::Quiet);

/// Show how long it has taken, each second, until something is printed.
pub(super) fn begin(language: Language) {
    let begun = Instant::now();
    thread::spawn(move || {
        loop {
            thread::sleep(BEAT);
            let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
            if !beat(&mut state, language, begun.elapsed(), &mut io::stderr()) {
                return;
            }
        }
    });
}

/// Take the line away; from now on stderr is for what is said.
pub(super) fn end() {
    let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
    over(&mut state, &mut io::stderr());
}

fn beat(state: &mut State, language: Language, taken: Duration, to: &mut dyn Write) -> bool {
    if *state == State::Over {
        return false;
    }
    *state = State::Shown;
    let seconds = taken.as_secs();
    let line = match language {
        Language::En => format!("still at work: {seconds} s"),
        Language::Ko => format!("작업 중: {seconds}초"),
    };
    // Where nobody listens, nothing is lost.
    let _ = write!(to, "\r\x1b[2K{line}").and_then(|()| to.flush());
    true
}

fn over(state: &mut State, to: &mut dyn Write) {
    if *state == State::Shown {
        let _ = write!(to, "\r\x1b[2K").and_then(|()| to.flush());
    }
    *state = State::Over;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_comes_after_a_while_and_is_gone_before_anything_is_said() {
        let mut seen = Vec::new();
        let mut state = State::Quiet;
        assert!(beat(
            &mut state,
            Language::En,
            Duration::from_secs(2),
            &mut seen
        ));
        assert!(String::from_utf8_lossy(&seen).ends_with("still at work: 2 s"));
        seen.clear();
        over(&mut state, &mut seen);
        assert_eq!(seen, b"\r\x1b[2K");
        seen.clear();
        assert!(!beat(
            &mut state,
            Language::Ko,
            Duration::from_secs(3),
            &mut seen
        ));
        over(&mut state, &mut seen);
        assert!(seen.is_empty(), "what is over stays over");
    }

    #[test]
    fn what_was_never_shown_is_not_taken_away() {
        let mut seen = Vec::new();
        let mut state = State::Quiet;
        over(&mut state, &mut seen);
        assert!(seen.is_empty());
    }
}
