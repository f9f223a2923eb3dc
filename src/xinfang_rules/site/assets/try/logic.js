/**
 * Knowledge as the set of what is still possible, and conditions over it.
 *
 * What is known lies in one flat list of whole numbers, the values. A truth value, an enumeration, a decision or a
 * status takes one slot: a mask of what is still possible. A count or a date takes two: the least and the greatest
 * number still possible; dates are days counted from 1 January of the year 1.
 *
 * What the rules come to is worked out by `program.js`, which is printed from them. Conditions are read here only to
 * tell what a case lacks: which part of one holds, and which does not.
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

/**
 * What the first number of a row says. A leaf is the row of what it comes down to, then the slots that it reads. What is
 * compared by `AT_MOST` is the first slot of a count or a day, or a number n, written as -1 - n; a third number says
 * whether the one must lie before the other.
 */
export const ALL = 0;
export const ANY = 1;
export const NOT = 2;
export const LEAF = 3;
export const AMONG = 4;
export const AT_MOST = 5;

/**
 * Says whether a mask leaves more than one value possible.
 *
 * @param {number} mask
 */
export function leavesSeveral(mask) {
  return (mask & (mask - 1)) !== 0;
}

/**
 * @param {boolean} mayBeTrue
 * @param {boolean} mayBeFalse
 */
function truthOf(mayBeTrue, mayBeFalse) {
  return (mayBeTrue ? TRUE : 0) | (mayBeFalse ? FALSE : 0);
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
    case NOT: {
      const seen = truth(rows, row[1], values);
      return ((seen & TRUE) << 1) | ((seen & FALSE) >> 1);
    }
    case LEAF:
      return truth(rows, row[1], values);
    case AMONG: {
      const mask = values[row[1]];
      return truthOf((mask & row[2]) !== 0, (mask & (row[3] ^ row[2])) !== 0);
    }
    default: {
      const [one, other, strictly] = [row[1], row[2], row[3]];
      const low = one < 0 ? -1 - one : values[one], high = one < 0 ? low : values[one + 1];
      const otherLow = other < 0 ? -1 - other : values[other], otherHigh = other < 0 ? otherLow : values[other + 1];
      if (!strictly) return truthOf(low <= otherHigh, otherLow < high);
      return truthOf(low < otherHigh || otherHigh === NEVER, otherLow < NEVER && otherLow <= high);
    }
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
  const [kind, ...row] = rows[node];
  if (kind === LEAF) yield* row.slice(1);
  else if (kind === AMONG) yield row[0];
  else for (const part of row) yield* leaves(rows, part);
}
