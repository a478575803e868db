//! The command line as its users meet it: help, messages, human output, JSON and exit codes, through the library
//! with a grader that runs no Python.

mod app;
mod archive;
mod check;
mod config;
mod fake;
mod figures;
mod grade;
mod help;
mod messages;
mod mutate;
mod new;
mod run;
mod strict;
