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
 * @property {boolean} sure Whether official notices cover every day counted.
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

/** Day 1 is a Monday. */
function weekdaysThrough(/** @type {number} */ day) {
  return 5 * Math.floor(day / 7) + Math.min(day % 7, 5);
}

function nthWeekday(/** @type {number} */ number) {
  return 7 * Math.floor((number - 1) / 5) + ((number - 1) % 5) + 1;
}

/** The working days by the notices of holidays, and Monday to Friday beyond them. */
export class WorkingCalendar {
  /** @param {{first: number, last: number, settled: number, different: number[]}} data */
  constructor(data) {
    const { first, last, settled, different } = data;
    this.first = first;
    this.settled = settled;
    const exceptions = new Set();
    let day = first;
    for (const step of different) exceptions.add((day += step));
    /** @type {number[]} The covered working days. */
    this.listed = [];
    /** @type {number[]} How many of them have passed with each day, from the day before the first on. */
    this.through = [0];
    for (day = first; day <= last; day += 1) {
      const weekday = (day - 1) % 7 < 5;
      if (weekday !== exceptions.has(day)) this.listed.push(day);
      this.through.push(this.listed.length);
    }
    this.before = weekdaysThrough(first - 1);
    this.within = weekdaysThrough(last);
  }

  /**
   * Returns the n-th working day after a day, and whether every day after it up to that one is sure.
   *
   * @param {number} start
   * @param {number} number
   * @returns {[number, boolean]}
   */
  nthAfter(start, number) {
    let index = start - this.first + 1;
    const covered = index >= 0;
    if (!covered) {
      number -= this.before - weekdaysThrough(start);
      if (number <= 0) return [nthWeekday(this.before + number), false];
      index = 0;
    }
    if (index < this.through.length) {
      number += this.through[index];
      if (number <= this.listed.length) {
        const end = this.listed[number - 1];
        return [end, covered && end <= this.settled];
      }
      return [checked(nthWeekday(this.within + number - this.listed.length)), false];
    }
    return [checked(nthWeekday(weekdaysThrough(start) + number)), false];
  }
}

const NO_DAY = Object.freeze({ low: NEVER, high: NEVER, mayRun: false, mayWait: true, sure: true });

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
    return { low, high, mayRun: low < NEVER, mayWait: high === NEVER, sure: true };
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
  /** @type {[number, boolean]} */
  let first = [EARLIEST, true];
  if (low > EARLIEST || (low === latest && !span.extend && !span.exclude)) first = lastDay(span, low, less, rollsOn, calendar);
  const last = more < NEVER && latest < NEVER ? lastDay(span, latest, more, rollsOn, calendar) : [NEVER, true];
  return { low: first[0], high: Number(last[0]), mayRun: true, mayWait, sure: first[1] && last[1] === true };
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
    const last = latest === NEVER ? NEVER : lastDay(span, latest, 0, false, state.calendar)[0];
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
 * Returns the last day of a period, and whether official notices cover every day counted.
 *
 * @param {Span} span
 * @param {number} start
 * @param {number} more How many days are added.
 * @param {boolean} rollsOn
 * @param {WorkingCalendar} calendar
 * @returns {[number, boolean]}
 */
export function lastDay(span, start, more, rollsOn, calendar) {
  let day = start;
  let sure = true;
  if (span.days !== undefined) {
    if (!span.working) day = checked(start + span.days);
    else if (span.days) [day, sure] = calendar.nthAfter(start, span.days);
  }
  if (more) day = checked(day + more);
  if (rollsOn) {
    const [rolled, known] = calendar.nthAfter(day - 1, 1);
    return [rolled, sure && known];
  }
  return [day, sure];
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
    sure: one.sure && other.sure,
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
