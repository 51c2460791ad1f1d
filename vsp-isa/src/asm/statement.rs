//! Lines and the statements on them.

use super::directive::Directive;
use super::source::Piece;
use super::state::Assembler;
use crate::Opcode;

impl<'a> Assembler<'a> {
    /// Reads a whole source.
    pub fn read(&mut self, source: &'a str) {
        let mut at = 0;
        for text in source.split('\n') {
            self.line = self.line.saturating_add(1);
            self.statement(Piece { text, at }.without_comment().trim());
            at += text.len() + 1;
        }
    }

    /// Reads what stands on a line: labels, then at most one statement.
    fn statement(&mut self, mut rest: Piece<'a>) {
        while !rest.is_empty() {
            let (word, after) = rest.split_word();
            let after = after.trim();
            if after.text.starts_with(':') {
                self.define(word);
                rest = after.split_at(1).1.trim();
                continue;
            }
            let (second, operands) = after.split_word();
            if word.text.starts_with('.') {
                match Directive::from_name(word.text) {
                    Some(directive) => self.directive(directive, word, after),
                    None => self.unknown_directive(word),
                }
            } else if let Some(directive) = Directive::from_name(second.text).filter(|it| it.is_data()) {
                self.define(word);
                self.directive(directive, second, operands.trim());
            } else if let Some(opcode) = Opcode::from_mnemonic(word.text) {
                self.instruction(opcode, word, &after.operands());
            } else if second.text.starts_with('.') && Directive::from_name(second.text).is_none() {
                self.define(word);
                self.unknown_directive(second);
            } else {
                self.unknown_mnemonic(if word.is_empty() { rest } else { word });
            }
            return;
        }
    }

    fn unknown_directive(&mut self, name: Piece<'a>) {
        let hint = self.suggester.hint(name.text, Directive::names()).unwrap_or_default();
        self.layout_fault(name, format_args!("unknown directive {}{hint}", name.quoted()));
    }

    fn unknown_mnemonic(&mut self, name: Piece<'a>) {
        let mnemonics = Opcode::ALL.iter().map(|opcode| opcode.mnemonic());
        let is_comment = ["//", "#", "--", "/*"].iter().any(|mark| name.text.starts_with(mark));
        let hint = match self.hints.mnemonic(name.text) {
            _ if is_comment => "; comments begin with `;`".into(),
            Some(hint) => hint.into(),
            None => self.suggester.hint(name.text, mnemonics).unwrap_or_default(),
        };
        self.layout_fault(name, format_args!("unknown mnemonic {}{hint}", name.quoted()));
    }
}
