//! `ethics.yml`, version 1.
