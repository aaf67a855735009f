//! One file a verb; the clock, the environment and exit codes.
