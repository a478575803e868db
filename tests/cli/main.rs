//! The command line as its users meet it: help, messages, human output, JSON and exit codes, through the library
//! with a grader that runs no Python, but where questions from other systems must work.

mod app;
mod archive;
mod check;
mod coderunner;
mod config;
mod fake;
mod figures;
mod grade;
mod help;
mod kattis;
mod messages;
mod mutate;
mod new;
mod run;
mod strict;
