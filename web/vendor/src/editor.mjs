// What the pages, the Vim keys and the Emacs keys use of CodeMirror, by name: the rest stays out of the bundle.
export { Compartment, EditorSelection, EditorState, MapMode, Prec, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
export {
  Decoration, Direction, EditorView, ViewPlugin, drawSelection, dropCursor, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, keymap, lineNumbers, rectangularSelection, runScopeHandlers, showPanel,
} from "@codemirror/view";
export {
  HighlightStyle, LanguageSupport, StreamLanguage, StringStream, bracketMatching, ensureSyntaxTree, foldCode, foldGutter, foldKeymap, indentOnInput,
  indentUnit, matchBrackets, syntaxHighlighting,
} from "@codemirror/language";
export {
  cursorCharBackward, cursorCharLeft, cursorLineBoundaryBackward, cursorLineBoundaryForward, defaultKeymap, history, historyKeymap,
  indentLess, indentMore, indentSelection, indentWithTab, insertNewlineAndIndent, redo, toggleLineComment, undo,
} from "@codemirror/commands";
export { RegExpCursor, SearchQuery, highlightSelectionMatches, openSearchPanel, search, searchKeymap, setSearchQuery } from "@codemirror/search";
export { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus, startCompletion } from "@codemirror/autocomplete";
export { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
export { localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
export { classHighlighter, highlightTree, tags } from "@lezer/highlight";
export { parser as pythonParser } from "@lezer/python";
