/**
 * Working days, last days, and the statuses of norms on the day of evaluation.
 *
 * @typedef {import("./engine.js").State} State
 *
 * @typedef {object} Span How one period runs; conditions are units.
 * @property {number} [when]
 * @property {number} start The slot of the day from which it runs.
 * @property {number} [days] None for a period that ends on the day on which it starts.
 * @property {boolean} [working] Whether working days are counted.
 * @property {{days: number, atMost: number, when?: number, grantedOn?: number}} [extend]
 * @property {{days: number, when?: number}} [exclude]
 *
 * @typedef {object} Norm
 * @property {"obligation" | "permission" | "prohibition"} kind
 * @property {string} bearer
 * @property {boolean} [promptly]
 * @property {number} status The slot of its status.
 * @property {number} [due] The slot of its last day, if it has a period.
 * @property {number} [setDay] The slot of a last day that somebody set.
 * @property {Span[]} [spans] The first whose condition holds is the period.
 * @property {boolean} [rollsOn]
 * @property {{day: number, when?: number}} [done]
 * @property {number} [metWhen]
 * @property {number} [breachedWhen]
 *
 * @typedef {object} Due The last days still possible.
 * @property {number} low
 * @property {number} high NEVER where no latest is known.
 * @property {boolean} mayRun Whether the period may have started.
 * @property {boolean} mayWait Whether it may not have started, or no day may have been set.
 * @property {boolean} waits Whether they hang on a notice that is not there yet.
 */

import { EARLIEST, FALSE, NEVER, TRUE } from "./logic.js";

const LAST_DAY = 3_652_059; // 31 December 9999

/** A last day lies outside what can be counted. */
export class CalendarError extends Error {}

/** @param {number} day */
function checked(day) {
  if (day < 1 || day > LAST_DAY) throw new CalendarError();
  return day;
}

/** The working days: those that are certain, and those that a notice that is not there yet may turn. */
export class WorkingCalendar {
  /** @param {{first: number, last: number, different: number[], open: number[]}} data */
  constructor(data) {
    const { first, last } = data;
    this.first = first;
    this.last = last;
    const different = days(first, data.different), open = days(first, data.open);
    /** @type {number[]} The days that are worked or open. */
    this.possible = [];
    /** @type {number[]} The days that are worked. */
    this.surely = [];
    for (let day = first; day <= last; day += 1) {
      const works = ((day - 1) % 7 < 5) !== different.has(day); // day 1 is a Monday
      if (works || open.has(day)) this.possible.push(day);
      if (works && !open.has(day)) this.surely.push(day);
    }
  }

  /**
   * Returns the first and the last day that may be the n-th working day after a day; NEVER where no last one is known.
   *
   * @param {number} start
   * @param {number} number
   * @returns {[number, number]}
   */
  nthAfter(start, number) {
    // Of the days before those that are told, and of those after them, each may be worked or not.
    const before = Math.max(0, Math.min(this.first - 1 - start, number));
    const possible = passed(this.possible, start) + number - before - 1;
    let first = start + number;
    if (before < number) {
      first = possible < this.possible.length ? this.possible[possible]
        : Math.max(start, this.last) + possible - this.possible.length + 1;
    }
    const surely = passed(this.surely, start) + number - 1;
    return [checked(first), surely < this.surely.length ? this.surely[surely] : NEVER];
  }
}

/**
 * @param {number} first
 * @param {number[]} steps How far each day lies after the one before it, the first after `first`.
 */
function days(first, steps) {
  let day = first;
  return new Set(steps.map((step) => (day += step)));
}

/**
 * Returns how many days of a list have passed with a day.
 *
 * @param {number[]} list
 * @param {number} day
 */
function passed(list, day) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

const NO_DAY = Object.freeze({ low: NEVER, high: NEVER, mayRun: false, mayWait: true, waits: false });

/**
 * Returns the last days still possible for a norm, or null if it has no period.
 *
 * @param {Norm} norm
 * @param {State} state
 * @returns {Due | null}
 */
export function dueOf(norm, state) {
  if (norm.due === undefined) return null;
  if (norm.setDay !== undefined) {
    const low = state.values[norm.setDay], high = state.values[norm.setDay + 1];
    return { low, high, mayRun: low < NEVER, mayWait: high === NEVER, waits: false };
  }
  /** @type {Due | null} */
  let found = null;
  for (const span of norm.spans ?? []) {
    const chosen = holds(span.when, state);
    if (chosen & TRUE) {
      const due = spanDue(span, norm.rollsOn === true, state);
      found = found ? joined(found, due) : due;
    }
    if (!(chosen & FALSE)) break;
  }
  return found ?? NO_DAY;
}

/**
 * @param {number | undefined} unit
 * @param {State} state
 */
function holds(unit, state) {
  return unit === undefined ? TRUE : state.unit(unit);
}

/**
 * @param {Span} span
 * @param {boolean} rollsOn
 * @param {State} state
 * @returns {Due}
 */
function spanDue(span, rollsOn, state) {
  const { calendar } = state;
  const low = state.values[span.start], high = state.values[span.start + 1];
  if (low === NEVER) return NO_DAY;
  const mayWait = high === NEVER;
  // What happened, happened by today; the last day of another period may lie ahead.
  const latest = state.events.has(span.start) ? Math.max(low, Math.min(high, state.today)) : high;
  const [less, more] = added(span, low, latest, state);
  /** @type {[number, number]} */
  let first = [EARLIEST, EARLIEST];
  if (low > EARLIEST || (low === latest && !span.extend && !span.exclude)) first = lastDay(span, low, less, rollsOn, calendar);
  /** @type {[number, number]} */
  const last = more < NEVER && latest < NEVER ? lastDay(span, latest, more, rollsOn, calendar) : [NEVER, NEVER];
  return { low: first[0], high: last[1], mayRun: true, mayWait, waits: first[0] !== first[1] || last[0] !== last[1] };
}

/**
 * Returns the fewest and the most days by which a period may be longer.
 *
 * @param {Span} span
 * @param {number} earliest
 * @param {number} latest
 * @param {State} state
 * @returns {[number, number]}
 */
function added(span, earliest, latest, state) {
  let low = 0, high = 0;
  if (span.extend) {
    const first = earliest === EARLIEST ? EARLIEST : lastDay(span, earliest, 0, false, state.calendar)[0];
    const last = latest === NEVER ? NEVER : lastDay(span, latest, 0, false, state.calendar)[1];
    [low, high] = extension(span.extend, first, last, state);
  }
  if (span.exclude) {
    const applies = holds(span.exclude.when, state);
    if (applies & TRUE) {
      low += applies & FALSE ? 0 : state.values[span.exclude.days];
      high = Math.min(high + state.values[span.exclude.days + 1], NEVER);
    }
  }
  return [low, high];
}

/**
 * @param {NonNullable<Span["extend"]>} extend
 * @param {number} first
 * @param {number} last
 * @param {State} state
 * @returns {[number, number]}
 */
function extension(extend, first, last, state) {
  let granted = holds(extend.when, state);
  if (extend.grantedOn !== undefined) {
    if (state.values[extend.grantedOn] > last) return [0, 0];
    if (state.values[extend.grantedOn + 1] > first) granted |= FALSE;
  }
  if (!(granted & TRUE)) return [0, 0];
  const least = Math.min(state.values[extend.days], extend.atMost);
  return [granted & FALSE ? 0 : least, Math.min(state.values[extend.days + 1], extend.atMost)];
}

/**
 * Returns the first and the last day that may be the last of a period.
 *
 * @param {Span} span
 * @param {number} start
 * @param {number} more How many days are added.
 * @param {boolean} rollsOn
 * @param {WorkingCalendar} calendar
 * @returns {[number, number]}
 */
export function lastDay(span, start, more, rollsOn, calendar) {
  let first = start, last = start;
  if (span.days !== undefined) {
    if (!span.working) first = last = checked(start + span.days);
    else if (span.days) [first, last] = calendar.nthAfter(start, span.days);
  }
  if (more) {
    first = checked(first + more);
    last = Math.min(last + more, NEVER);
  }
  if (!rollsOn) return [first, last];
  const rolled = calendar.nthAfter(first - 1, 1);
  if (last === first) return rolled;
  return [rolled[0], last === NEVER ? NEVER : calendar.nthAfter(last - 1, 1)[1]];
}

/**
 * @param {Due} one
 * @param {Due} other
 * @returns {Due}
 */
function joined(one, other) {
  if (!one.mayRun || !other.mayRun) return { ...(one.mayRun ? one : other), mayWait: true };
  return {
    low: Math.min(one.low, other.low),
    high: Math.max(one.high, other.high),
    mayRun: true,
    mayWait: one.mayWait || other.mayWait,
    waits: one.waits || other.waits,
  };
}

/**
 * Returns the earliest and the latest day on which a norm may have been done; NEVER for not at all.
 *
 * @param {Norm} norm
 * @param {State} state
 * @returns {[number, number]}
 */
export function doneBounds(norm, state) {
  if (!norm.done) return [NEVER, NEVER];
  const counts = holds(norm.done.when, state);
  if (!(counts & TRUE)) return [NEVER, NEVER];
  return [state.values[norm.done.day], counts & FALSE ? NEVER : state.values[norm.done.day + 1]];
}

/**
 * Returns the mask of the statuses still possible, in the order of the norm's kind.
 *
 * @param {Norm} norm
 * @param {number} held The truth of its rule.
 * @param {Due | null} due
 * @param {State} state
 */
export function statusesOf(norm, held, due, state) {
  /** @param {string} name */
  const bit = (name) => 1 << state.book.statuses[norm.kind].indexOf(name);
  const outside = held & FALSE ? bit("not_applicable") : 0;
  if (!(held & TRUE)) return outside;
  switch (norm.kind) {
    case "obligation": {
      if (norm.metWhen !== undefined) {
        const met = state.unit(norm.metWhen);
        return outside | (met & TRUE ? bit("met") : 0) | (met & FALSE ? bit("pending") : 0);
      }
      if (!norm.done && !due) return outside | bit("owed");
      const late = { done: bit("met_late"), missed: bit("overdue") };
      const before = norm.setDay === undefined && due ? bit("not_started") : bit("pending");
      return outside | measured(norm, due, state, { done: bit("met"), open: bit("pending"), before, late });
    }
    case "permission": {
      const late = { done: bit("lapsed"), missed: bit("lapsed") };
      const before = due ? bit("not_open") : bit("open");
      return outside | measured(norm, due, state, { done: bit("exercised"), open: bit("open"), before, late });
    }
    default: {
      const broken = norm.breachedWhen === undefined ? FALSE : state.unit(norm.breachedWhen);
      return outside | (broken & TRUE ? bit("breached") : 0) | (broken & FALSE ? bit("in_force") : 0);
    }
  }
}

/**
 * Holds when something may have been done, and today, against the last days still possible. The last day is in time.
 *
 * @param {Norm} norm
 * @param {Due | null} due
 * @param {State} state
 * @param {{done: number, open: number, before: number, late: {done: number, missed: number}}} bits
 */
function measured(norm, due, state, bits) {
  const [low, high] = doneBounds(norm, state);
  let mask = 0;
  if (!due || due.mayWait) mask |= (low < NEVER ? bits.done : 0) | (high === NEVER ? bits.before : 0);
  if (!due || !due.mayRun) return mask;
  if (low < NEVER) {
    if (low <= due.high) mask |= bits.done;
    if (Math.min(high, state.today) > due.low) mask |= bits.late.done;
  }
  if (high === NEVER) {
    if (state.today <= due.high) mask |= bits.open;
    if (state.today > due.low) mask |= bits.late.missed;
  }
  return mask;
}
