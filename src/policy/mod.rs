//! Packs, rule files, conditions, evaluation, rules about rules.
