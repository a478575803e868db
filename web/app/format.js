// Numbers and times as people read them.

export function points(value) {
  if (value === null || value === undefined) return "–";
  return String(Math.round(value * 100) / 100);
}

export function percent(score, max) {
  return max > 0 ? Math.round((score / max) * 100) : 0;
}

/** `1:05:09`, `24:07`. */
export function clock(millis) {
  const seconds = Math.max(0, Math.ceil(millis / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `45 minutes`, `1 hour 10 minutes`. */
export function minutes(count) {
  const unit = (number, word) => (number ? `${number} ${word}${number === 1 ? "" : "s"}` : "");
  return [unit(Math.floor(count / 60), "hour"), unit(count % 60, "minute")].filter(Boolean).join(" ") || "0 minutes";
}

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

export function date(text) {
  return new Date(text).toLocaleDateString(undefined, { year: "numeric", month: "short", day: "numeric" });
}

export function dateTime(text) {
  return new Date(text).toLocaleString(undefined, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** `circuit-breaker` as `Circuit breaker`. */
export function topic(name) {
  const known = { oauth2: "OAuth 2", gil: "GIL", asyncio: "asyncio", http: "HTTP", jwt: "JWT", api: "API", sql: "SQL" };
  if (known[name]) return known[name];
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const KINDS = { code: "Write code", fix: "Mend code", tests: "Write tests", choice: "Choose", explain: "Explain" };
export const LEVELS = { junior: "Junior", mid: "Mid", senior: "Senior", staff: "Staff" };
