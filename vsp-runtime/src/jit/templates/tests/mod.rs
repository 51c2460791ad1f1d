//! Tests of the templates.
