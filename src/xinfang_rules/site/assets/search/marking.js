/** Shows a text with what was found in it. */

import { occurrences, plain } from "./plain.js";

const TEASER = 90; // characters of text around the first match

/**
 * Finds what is to be marked in a text: from, to, in its own characters.
 *
 * @param {string} text
 * @param {string[]} ways
 */
function spans(text, ways) {
  const { out, places } = plain(text);
  const found = ways.flatMap((way) => occurrences(out, way).map((at) => [places[at], places[at + way.length]]));
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  /** @type {number[][]} */
  const kept = [];
  for (const [from, to] of found) {
    const last = kept.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else kept.push([from, to]);
  }
  return kept;
}

/**
 * Returns a text with its matches in `mark`.
 *
 * @param {string} text
 * @param {string[]} ways
 */
export function marked(text, ways) {
  return pieces(text, 0, text.length, spans(text, ways));
}

/**
 * Returns the part of a text around its first match.
 *
 * @param {string} text
 * @param {string[]} ways
 */
export function teaser(text, ways) {
  const found = spans(text, ways);
  const from = found.length ? Math.max(0, found[0][0] - TEASER / 4) : 0;
  const to = Math.min(text.length, from + TEASER);
  return [from ? "…" : "", ...pieces(text, from, to, found), to < text.length ? "…" : ""];
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {number[][]} ranges
 * @returns {(Node | string)[]}
 */
function pieces(text, from, to, ranges) {
  const out = [];
  let done = from;
  for (const [start, end] of ranges) {
    if (start < done || end > to) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    out.push(text.slice(done, start), mark);
    done = end;
  }
  return [...out, text.slice(done, to)];
}
