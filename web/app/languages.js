// What else than Python the editor colours: the files of a question that are written by hand. A line at a time, so it is cheap
// and never wrong for long.

const BLOCK = /^\s*(```|~~~)/;

/** `name` as an extension of the editor `cm`: "markdown", "toml", or nothing for anything else. */
export function language(cm, name) {
  const parser = { markdown, toml }[name];
  return parser ? cm.StreamLanguage.define({ name, ...parser }) : [];
}

const markdown = {
  startState: () => ({ block: false }),
  token(stream, state) {
    if (stream.sol()) {
      if (stream.match(BLOCK)) {
        state.block = !state.block;
        stream.skipToEnd();
        return "meta";
      }
      if (!state.block && stream.match(/^#{1,6} /)) {
        stream.skipToEnd();
        return "heading";
      }
      if (!state.block && stream.match(/^\s*([-*+]|\d+[.)]) /)) return "keyword";
    }
    if (state.block) {
      stream.skipToEnd();
      return "string";
    }
    if (stream.match(/^`[^`]+`/)) return "string";
    if (stream.match(/^(\*\*|__).+?\1/)) return "strong";
    if (stream.match(/^\[[^\]]*\]\([^)]*\)/)) return "link";
    stream.next();
    stream.eatWhile(/[^`*_[]/);
    return null;
  },
};

const toml = {
  startState: () => ({ until: null, isValue: false }),
  token(stream, state) {
    if (state.until) {
      const end = stream.string.indexOf(state.until, stream.pos);
      if (end < 0) stream.skipToEnd();
      else {
        stream.pos = end + 3;
        state.until = null;
      }
      return "string";
    }
    if (stream.sol()) state.isValue = false;
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    const open = stream.match(/^("""|''')/);
    if (open) {
      state.until = open[0];
      return "string";
    }
    if (stream.match(/^("([^"\\]|\\.)*"?|'[^']*'?)/)) return "string";
    if (!state.isValue && stream.match(/^\[\[?[^\]]*\]\]?/)) return "heading";
    if (stream.match("=")) {
      state.isValue = true;
      return "operator";
    }
    if (state.isValue && stream.match(/^(true|false)\b/)) return "bool";
    if (state.isValue && stream.match(/^[-+]?\d[\w.:+-]*/)) return "number";
    if (stream.match(/^[\w.-]+/)) return state.isValue ? null : "propertyName";
    stream.next();
    return null;
  },
};
