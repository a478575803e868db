// What a preview needs of question.toml: values, tables and lists of tables. It passes over what it can't read; what is wrong
// is for the check to say.

const VALUE = /"""\n?([^]*?)"""|'''\n?([^]*?)'''|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([-+\w.:]+)/y;
const GAP = /\s*(?:#[^\n]*\n\s*)*/y;

export function manifest(text) {
  const root = {};
  let here = root;
  let at = 0;
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const value = () => {
    if (take(/\[/y)) {
      const items = [];
      for (take(GAP); !take(/\]/y); take(GAP)) {
        const item = value();
        if (item === undefined) break;
        items.push(item);
        take(GAP);
        take(/,/y);
      }
      return items;
    }
    const found = take(VALUE);
    if (!found) return undefined;
    const [, block, raw, basic, literal, bare] = found;
    if (block !== undefined) return unescape(block.replace(/\\\n\s*/g, ""));
    if (basic !== undefined) return unescape(basic);
    if (bare === undefined) return raw ?? literal;
    if (bare === "true" || bare === "false") return bare === "true";
    return Number.isNaN(Number(bare.replaceAll("_", ""))) ? bare : Number(bare.replaceAll("_", ""));
  };
  while (at < text.length) {
    take(GAP);
    const table = take(/(\[\[?)\s*([\w-]+)\s*\]\]?/y);
    if (table) {
      here = {};
      if (table[1] === "[[") (root[table[2]] = Array.isArray(root[table[2]]) ? root[table[2]] : []).push(here);
      else root[table[2]] = here;
    }
    const key = take(/([\w-]+)[ \t]*=[ \t]*/y);
    const found = key && value();
    if (found !== undefined && key) here[key[1]] = found;
    take(/[^\n]*\n?/y);
  }
  return root;
}

const ESCAPES = { n: "\n", t: "\t", r: "\r" };

function unescape(text) {
  return text.replace(/\\(u[\da-fA-F]{4}|.)/g, (_, one) => (one.length > 1 ? String.fromCharCode(parseInt(one.slice(1), 16)) : ESCAPES[one] ?? one));
}
