// A round as it is being composed: what is asked, and what that adds up to. Knows nothing of the page.

/** What a round is unless something else is chosen; the API's own defaults. */
export const DEFAULTS = { minutes: 60, max_attempts: null, counts: "best", release: "score", live: "results", hints: "priced", opens: null, closes: null };

/**
 * `lists[0]` is asked of everybody, in its order; each further one is a pool, of which `take` are drawn. An entry is
 * `{id, weight}`, the weight null for the question's own points; a pool has one weight for all.
 */
export class Plan {
  constructor(bank, from = {}) {
    this.bank = new Map(bank.map((one) => [one.id, one]));
    this.title = from.title ?? "";
    this.rules = { ...DEFAULTS, ...from.rules };
    this.lists = from.lists ?? [{ entries: [] }];
  }

  /** From the API's view of a round. */
  static of(bank, round) {
    const plan = new Plan(bank, { title: round.title });
    for (const key of Object.keys(DEFAULTS)) plan.rules[key] = round[key] ?? null;
    const own = ({ id, weight }) => (plan.bank.get(id)?.points === weight ? null : weight);
    plan.lists[0].entries = round.questions.map((one) => ({ id: one.id, weight: own(one) }));
    for (const { take, from } of round.pools) {
      plan.lists.push({ take, weight: from.length ? own(from[0]) : null, entries: from.map(({ id }) => ({ id, weight: null })) });
    }
    return plan;
  }

  /** As it is sent. */
  body() {
    const [fixed, ...pools] = this.lists;
    const weighed = (weight) => (weight === null ? {} : { weight });
    const rules = Object.fromEntries(Object.entries(this.rules).filter(([, value]) => value !== null));
    return {
      title: this.title, ...rules,
      questions: fixed.entries.map(({ id, weight }) => ({ id, ...weighed(weight) })),
      pools: pools.map(({ take, weight, entries }) => ({ take, from: entries.map(({ id }) => id), ...weighed(weight) })),
    };
  }

  toJSON() {
    return { title: this.title, rules: this.rules, lists: this.lists };
  }

  /** The list that has the question, -1 if none does. */
  where(id) {
    return this.lists.findIndex((list) => list.entries.some((one) => one.id === id));
  }

  add(id, list, at = this.lists[list].entries.length) {
    if (this.where(id) >= 0) return false;
    this.lists[list].entries.splice(at, 0, { id, weight: null });
    return true;
  }

  remove(id) {
    const list = this.lists[this.where(id)];
    if (list) list.entries = list.entries.filter((one) => one.id !== id);
    return Boolean(list);
  }

  /** Puts the question before the entry that is at `at` now. */
  move(id, list, at) {
    const from = this.where(id);
    if (from < 0) return this.add(id, list, at);
    const index = this.lists[from].entries.findIndex((one) => one.id === id);
    const [entry] = this.lists[from].entries.splice(index, 1);
    const to = from === list && index < at ? at - 1 : at;
    this.lists[list].entries.splice(to, 0, from === list ? entry : { id, weight: null });
    return true;
  }

  addPool() {
    this.lists.push({ take: 1, weight: null, entries: [] });
    return this.lists.length - 1;
  }

  /** How many questions are asked, with what minutes and points; a pool makes a range of it. */
  totals() {
    const [fixed, ...pools] = this.lists;
    const sum = { asked: 0, minutes: [0, 0], points: [0, 0] };
    const add = (entries, take, weight) => {
      const known = entries.map((one) => ({ of: this.bank.get(one.id), weight: weight ?? one.weight })).filter(({ of }) => of);
      const range = (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const total = (some) => some.reduce((all, value) => all + value, 0);
        return [total(sorted.slice(0, take)), total(sorted.slice(Math.max(0, sorted.length - take)))];
      };
      const minutes = range(known.map(({ of }) => of.minutes));
      const points = range(known.map(({ of, weight: own }) => own ?? of.points));
      sum.asked += Math.min(take, entries.length);
      for (const end of [0, 1]) {
        sum.minutes[end] += minutes[end];
        sum.points[end] += points[end];
      }
    };
    add(fixed.entries, fixed.entries.length, null);
    for (const pool of pools) add(pool.entries, pool.take || 0, pool.weight);
    return sum;
  }
}
