/**
 * Knowledge as the set of what is still possible, and conditions over it.
 *
 * What is known lies in one flat list of whole numbers, the values. A truth value, an enumeration, a decision or a
 * status takes one slot: a mask of what is still possible. A count or a date takes two: the least and the greatest
 * number still possible; dates are days counted from 1 January of the year 1.
 *
 * @typedef {Int32Array} Values
 * @typedef {number[]} Row A condition: what it is, then slots, numbers, or the rows of its parts.
 */

export const TRUE = 1;
export const FALSE = 2;
export const EITHER = 3;
/** The day of what has not happened: after every day. */
export const NEVER = 2 ** 30;
export const EARLIEST = 1;

/** What the first number of a row says. */
export const ALL = 0, ANY = 1, NOT = 2, AMONG = 3, COUNT = 4, HAPPENED = 5, COMPARED = 6, SEQUENCE = 7;

/** How a day stands to another. */
export const BEFORE = 0, ON_OR_BEFORE = 1, AFTER = 2, ON_OR_AFTER = 3;

/**
 * @param {boolean} mayBeTrue
 * @param {boolean} mayBeFalse
 */
function truthOf(mayBeTrue, mayBeFalse) {
  return (mayBeTrue ? TRUE : 0) | (mayBeFalse ? FALSE : 0);
}

/** @param {number} truth */
function negation(truth) {
  return ((truth & TRUE) << 1) | ((truth & FALSE) >> 1);
}

/**
 * Evaluates a condition.
 *
 * @param {Row[]} rows Every condition of the edition.
 * @param {number} node The condition's row.
 * @param {Values} values
 * @returns {number} The truth values that are possible: TRUE, FALSE or EITHER.
 */
export function truth(rows, node, values) {
  const row = rows[node];
  switch (row[0]) {
    case ALL: {
      let found = TRUE;
      for (let part = 1; part < row.length; part += 1) {
        const seen = truth(rows, row[part], values);
        found = (found & seen & TRUE) | ((found | seen) & FALSE);
      }
      return found;
    }
    case ANY: {
      let found = FALSE;
      for (let part = 1; part < row.length; part += 1) {
        const seen = truth(rows, row[part], values);
        found = ((found | seen) & TRUE) | (found & seen & FALSE);
      }
      return found;
    }
    case NOT:
      return negation(truth(rows, row[1], values));
    case AMONG: {
      const mask = values[row[1]];
      return truthOf((mask & row[2]) !== 0, (mask & (row[3] ^ row[2])) !== 0);
    }
    case COUNT: {
      const low = values[row[1]], high = values[row[1] + 1];
      return truthOf(high >= row[2] && low <= row[3], low < row[2] || high > row[3]);
    }
    case HAPPENED:
      return truthOf(values[row[1]] < NEVER, values[row[1] + 1] === NEVER);
    case COMPARED:
      return compared(values[row[1]], values[row[1] + 1], row[2], values[row[3]], values[row[3] + 1]);
    case SEQUENCE:
      return truthOf(values[row[1]] <= values[row[2] + 1], values[row[1] + 1] > values[row[2]]);
    default:
      throw new Error(`no such condition: ${row[0]}`);
  }
}

/**
 * Compares two days of which each lies somewhere between its bounds; a day never come compares false.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} order
 * @param {number} otherLow
 * @param {number} otherHigh
 */
function compared(low, high, order, otherLow, otherHigh) {
  const came = Math.min(high, NEVER - 1);
  const bothMay = low < NEVER && otherLow < NEVER;
  switch (order) {
    case BEFORE:
      return truthOf(low < otherHigh, high >= otherLow);
    case ON_OR_BEFORE:
      return truthOf(low < NEVER && low <= otherHigh, high === NEVER || high > otherLow);
    case AFTER:
      return truthOf(bothMay && came > otherLow, high === NEVER || low <= otherHigh);
    case ON_OR_AFTER:
      return truthOf(bothMay && came >= otherLow, high === NEVER || otherHigh === NEVER || low < otherHigh);
    default:
      throw new Error(`no such order: ${order}`);
  }
}

/**
 * Yields the slots that a condition reads.
 *
 * @param {Row[]} rows
 * @param {number} node
 * @returns {Generator<number>}
 */
export function* leaves(rows, node) {
  const row = rows[node];
  if (row[0] <= NOT) {
    for (const part of row.slice(1)) yield* leaves(rows, part);
  } else {
    yield row[1];
    if (row[0] === COMPARED) yield row[3];
    if (row[0] === SEQUENCE) yield row[2];
  }
}
