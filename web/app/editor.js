// The editor: CodeMirror in a shadow root, where its styles are adopted sheets and so need no leave of the page's policy.

import { h } from "./dom.js";
import { language as lines } from "./languages.js";
import * as store from "./store.js";

const SETTINGS = "editor";
const SIZES = { min: 11, max: 24, usual: 14 };

/** {keys: "standard" | "vim" | "emacs", size, wrap}. */
export function settings() {
  const kept = store.read(SETTINGS) ?? {};
  const keys = ["vim", "emacs"].includes(kept.keys) ? kept.keys : "standard";
  const size = Math.min(SIZES.max, Math.max(SIZES.min, Number(kept.size) || SIZES.usual));
  return { keys, size, wrap: Boolean(kept.wrap) };
}

const open = new Set();

/** Changes the settings, also of all editors that are open. */
export function change(part) {
  store.write(SETTINGS, { ...settings(), ...part });
  for (const editor of open) editor.configure();
}

/**
 * An editor on `text`. `label` is for screen readers; `onchange(text)`; `onrun`, `onsubmit` for Ctrl+Enter and
 * Ctrl+Shift+Enter; `language` "python", "markdown", "toml" or "text"; closed for good when `signal` aborts.
 */
export async function edit({ text, label, onchange, onrun, onsubmit, language = "python", readOnly = false, signal, describedBy }) {
  const cm = await import("../vendor/editor.js");
  const host = h("div", { class: "editor" });
  const shadow = host.attachShadow({ mode: "open" });
  const keys = new cm.Compartment();
  const wrap = new cm.Compartment();
  const lock = new cm.Compartment();
  let told = text;

  const run = (handler) => () => {
    handler?.();
    return Boolean(handler);
  };
  const view = new cm.EditorView({
    root: shadow,
    parent: shadow,
    state: cm.EditorState.create({
      doc: text,
      extensions: [
        cm.Prec.highest(cm.keymap.of([
          { key: "Mod-Enter", run: run(onrun) },
          { key: "Mod-Shift-Enter", run: run(onsubmit) },
        ])),
        typeOver(cm),
        keys.of([]),
        wrap.of([]),
        lock.of(cm.EditorState.readOnly.of(readOnly)),
        cm.lineNumbers(),
        cm.highlightSpecialChars(),
        cm.history(),
        cm.foldGutter(),
        cm.drawSelection(),
        cm.dropCursor(),
        cm.EditorState.allowMultipleSelections.of(true),
        cm.EditorState.tabSize.of(4),
        cm.indentUnit.of("    "),
        cm.indentOnInput(),
        cm.bracketMatching(),
        cm.closeBrackets(),
        cm.rectangularSelection(),
        cm.highlightActiveLine(),
        cm.highlightActiveLineGutter(),
        cm.highlightSelectionMatches(),
        cm.search({ top: true }),
        cm.syntaxHighlighting(colours(cm)),
        look(cm),
        language === "text" ? [] : cm.lintGutter(),
        language === "python" ? [python(cm), cm.autocompletion({ activateOnTyping: false })] : [lines(cm, language), cm.EditorView.lineWrapping],
        cm.keymap.of([
          ...cm.closeBracketsKeymap, ...cm.defaultKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.foldKeymap,
          ...cm.completionKeymap, ...cm.lintKeymap, cm.indentWithTab,
        ]),
        cm.EditorView.contentAttributes.of({
          "aria-label": label, tabindex: "0",
          ...(describedBy ? { "aria-description": describedBy } : {}),
          spellcheck: "false", autocorrect: "off", autocapitalize: "off",
        }),
        cm.EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          told = update.state.doc.toString();
          onchange?.(told);
        }),
      ],
    }),
  });

  let shown = "standard";
  const editor = {
    host,
    get text() { return told; },
    focus: () => view.focus(),
    /** Puts another text in; can be undone. Not told to `onchange`. */
    replace(next) {
      if (next === told) return;
      const before = onchange;
      onchange = null;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      onchange = before;
    },
    freeze() {
      view.dispatch({ effects: lock.reconfigure([cm.EditorState.readOnly.of(true), cm.EditorView.editable.of(false)]) });
    },
    /** `problems`: `{line, message, severity}`, errors unless they say "warning"; replaces those from before. */
    mark(problems) {
      const { doc } = view.state;
      const diagnostics = problems.filter((one) => one.line >= 1 && one.line <= doc.lines).map((one) => {
        const line = doc.line(one.line);
        const from = Math.min(line.to, line.from + /^\s*/.exec(line.text)[0].length);
        return { from, to: line.to, severity: one.severity ?? "error", message: one.message };
      });
      view.dispatch(cm.setDiagnostics(view.state, diagnostics));
    },
    goto(number) {
      const { doc } = view.state;
      if (number < 1 || number > doc.lines) return;
      view.dispatch({ selection: { anchor: doc.line(number).from }, effects: cm.EditorView.scrollIntoView(doc.line(number).from, { y: "center" }) });
      view.focus();
    },
    async configure() {
      const now = settings();
      host.style.setProperty("--editor-size", `${now.size}px`);
      view.dispatch({ effects: wrap.reconfigure(now.wrap ? cm.EditorView.lineWrapping : []) });
      view.requestMeasure();
      if (shown === now.keys) return;
      shown = now.keys;
      const extension = now.keys === "standard" ? [] : await bindings(now.keys);
      if (shown === now.keys) view.dispatch({ effects: keys.reconfigure(extension) });
    },
    close() {
      open.delete(editor);
      view.destroy();
    },
  };
  open.add(editor);
  signal?.addEventListener("abort", editor.close);
  await editor.configure();
  return editor;
}

/**
 * What is typed over a selection is put in here and not by the browser: it would keep the colours of what was there by an inline
 * style, which the page's policy forbids.
 */
function typeOver({ EditorView }) {
  return EditorView.domEventHandlers({
    beforeinput(event, view) {
      const { main } = view.state.selection;
      if (event.inputType !== "insertText" || event.isComposing || !event.data || main.empty || view.state.readOnly) return false;
      const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
      const handlers = view.state.facet(EditorView.inputHandler);
      if (!handlers.some((handle) => handle(view, main.from, main.to, event.data, insert))) view.dispatch(insert());
      event.preventDefault();
      return true;
    },
  });
}

/** The language with completion of the names that the text has: what else its package completes is as large as this page. */
function python({ LanguageSupport, pythonLanguage, localCompletionSource }) {
  return new LanguageSupport(pythonLanguage, pythonLanguage.data.of({ autocomplete: localCompletionSource }));
}

async function bindings(name) {
  if (name === "vim") return (await import("../vendor/vim.js")).vim({ status: true });
  return (await import("../vendor/emacs.js")).emacs();
}

/** The same colours as outside: both take them from the style sheet's properties. */
function colours({ HighlightStyle, tags }) {
  const colour = (name) => `var(--code-${name})`;
  return HighlightStyle.define([
    { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: colour("keyword") },
    { tag: [tags.string, tags.special(tags.string), tags.regexp], color: colour("string") },
    { tag: [tags.number, tags.bool, tags.null, tags.atom], color: colour("number") },
    { tag: [tags.comment, tags.lineComment], color: colour("comment"), fontStyle: "italic" },
    { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], color: colour("function") },
    { tag: [tags.className, tags.definition(tags.className), tags.typeName], color: colour("type") },
    { tag: [tags.meta, tags.annotation], color: colour("meta") },
    { tag: [tags.heading, tags.strong], fontWeight: "bold" },
    { tag: tags.heading, color: colour("keyword") },
    { tag: tags.link, color: colour("function") },
    { tag: tags.propertyName, color: colour("type") },
    { tag: tags.invalid, color: colour("invalid") },
  ]);
}

function look({ EditorView }) {
  return EditorView.theme({
    "&": { height: "100%", fontSize: "var(--editor-size, 14px)", color: "var(--text)", backgroundColor: "var(--paper)" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
    ".cm-content": { padding: "10px 0", caretColor: "var(--text)" },
    ".cm-line": { padding: "0 12px 0 6px" },
    ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--selection) !important" },
    ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--faint)", border: "none", paddingLeft: "4px" },
    ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
    ".cm-activeLine": { backgroundColor: "var(--line-here)" },
    ".cm-matchingBracket": { backgroundColor: "var(--match) !important", outline: "1px solid var(--line-strong)" },
    ".cm-selectionMatch": { backgroundColor: "var(--match)" },
    ".cm-searchMatch": { backgroundColor: "var(--found)" },
    ".cm-foldPlaceholder": { background: "var(--sunk)", color: "var(--muted)", border: "1px solid var(--line)" },
    ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--text)", fontFamily: "var(--sans)" },
    ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
    ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
    ".cm-panel input, .cm-panel button, .cm-textfield, .cm-button": {
      fontSize: "13px", font: "inherit", color: "var(--text)", background: "var(--paper)", border: "1px solid var(--line-strong)", borderRadius: "5px", padding: "3px 8px",
    },
    ".cm-vim-panel input": { border: "none !important", outline: "none" },
    ".cm-panel.cm-search label": { fontSize: "13px" },
    ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--text)", border: "1px solid var(--line-strong)", borderRadius: "6px", maxWidth: "60ch" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
    ".cm-diagnostic": { padding: "6px 10px", whiteSpace: "pre-wrap", fontFamily: "var(--sans)", borderLeft: "4px solid var(--bad)" },
    ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
    ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warn) 1px", textUnderlineOffset: "3px" },
    ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad) 1px", textUnderlineOffset: "3px" },
    ".cm-fat-cursor": { background: "var(--accent) !important", color: "var(--on-accent) !important" },
    "&:not(.cm-focused) .cm-fat-cursor": { background: "none !important", outline: "1px solid var(--accent) !important" },
  });
}
