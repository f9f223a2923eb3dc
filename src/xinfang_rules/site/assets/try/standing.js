/**
 * What is still possible for a norm, and whether it is worth finding out more of it.
 *
 * @import { State } from "./engine.js"
 *
 * @typedef {[number, number, number]} Standing The mask of its statuses, and the first and the last day that may be the
 *   last; NEVER while none runs, or where none is known.
 */

import { NEVER, leavesSeveral } from "./logic.js";

/** The statuses of a norm with a period that is neither done nor missed: before it runs, and while it does. */
const AHEAD = 0b110;

/** The status of a duty that was done in time, and of a right that was used. */
const DONE = 0b1000;

/**
 * @param {number} index The place of a norm's rule.
 * @param {State} state
 * @returns {Standing}
 */
export function standing(index, state) {
  const { norm } = state.edition.rules[index];
  const due = state.dues[index];
  const mask = norm ? state.values[norm.status] : 0;
  if (!due?.mayRun || !(mask & ~1)) return [mask, NEVER, NEVER];
  return [mask, due.low, due.mayWait ? NEVER : due.high];
}

/**
 * Says whether it is worth finding out more of a norm: of one that applies because of the case and whose status, or last
 * day ahead, is open; and of one that may apply and whose period may have begun, unless it was surely done in time.
 *
 * @param {number} index
 * @param {State} state
 */
export function isOpenNorm(index, state) {
  const { norm, general } = state.edition.rules[index];
  if (!norm || general) return false;
  const [mask, low, high] = standing(index, state);
  if (!(mask & ~1)) return false;
  if (!(mask & 1)) return leavesSeveral(mask) || ((mask & AHEAD) !== 0 && low !== high);
  return !!state.dues[index]?.mayRun && (mask & ~1) !== DONE;
}

/**
 * Says whether the status of a norm is open, or its last day still ahead: what is done or missed needs no notice.
 *
 * @param {number} index
 * @param {State} state
 */
export function isAhead(index, state) {
  const mask = standing(index, state)[0] & ~1;
  return leavesSeveral(mask) || (mask & AHEAD) !== 0;
}

/**
 * Says how much is open: the statuses but one, and the last day.
 *
 * @param {Standing} standing
 */
export function openness([mask, low, high]) {
  return bits(mask) - 1 + Number(low !== high);
}

/**
 * @param {Standing} standing
 * @param {Standing} before
 * @param {boolean} bounds Whether it is less that the last day lies between other days, though it is not certain yet.
 */
export function narrows([mask, low, high], [was, from, to], bounds) {
  return (mask & was) !== was || ((low !== from || high !== to) && (bounds || low === high));
}

/** @param {number} mask */
export function bits(mask) {
  let count = 0;
  for (; mask; mask &= mask - 1) count += 1;
  return count;
}
