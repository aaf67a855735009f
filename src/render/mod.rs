//! Report to bytes: pure, and every format shows the same findings.
