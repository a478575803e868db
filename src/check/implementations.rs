//! Questions of kind `tests`: the author's suites against the implementations, and the prompt's examples against the right ones.

use super::shape::{self, Function};
use super::{Gate, Stop};
use crate::grading::Source;

impl Gate<'_> {
    pub(super) fn tests(&mut self) -> Result<(), Stop> {
        let question = self.question;
        let functions: Vec<Function> = question
            .implementations
            .iter()
            .map(|one| Function {
                name: one.id.clone(),
                title: one.title.clone(),
                sample: one.sample,
                requires: Vec::new(),
            })
            .collect();
        self.functions = functions.clone();
        self.findings
            .extend(shape::of_implementations(question, &functions));
        self.submissions(&functions)?;
        self.floor(&functions)?;
        let module = question.module.as_deref().unwrap_or_default();
        for one in question.implementations.iter().filter(|one| one.right) {
            let source = Source::new(format!("{module}.py"), &one.text);
            self.examples(&source, &one.file)?;
        }
        Ok(())
    }
}
