/**
 * Writes text so that equal things are equal: small letters, half-width where there is a choice, numbers as digits however
 * they are written, so that 六十日 finds 60日.
 */

const DIGITS = "零一二三四五六七八九";
const UNITS = { 十: 10, 百: 100, 千: 1000 };
const NUMERALS = /[〇零一二三四五六七八九十百千]+/g;

/**
 * Reads a Chinese numeral, counting (六十) or digit by digit (二〇二二); null if it is neither.
 *
 * @param {string} text
 */
function numberOf(text) {
  const digits = [...text.replaceAll("〇", "零")];
  if (!digits.some((digit) => digit in UNITS)) return digits.map((digit) => DIGITS.indexOf(digit)).join("");
  let total = 0, pending = null;
  for (const digit of digits) {
    if (digit in UNITS) {
      total += (pending ?? 1) * UNITS[digit];
      pending = null;
    } else {
      if (pending) return null;
      pending = DIGITS.indexOf(digit);
    }
  }
  return String(total + (pending ?? 0));
}

/**
 * Writes text alike.
 *
 * @param {string} text
 */
export function alike(text) {
  return text.replace(NUMERALS, (found) => numberOf(found) ?? found).normalize("NFKC").toLowerCase();
}

/**
 * Writes text alike, and tells where each character came from. `places[i]` is where the i-th character came from; it ends with the length of the text.
 *
 * @param {string} text
 * @returns {{ out: string, places: number[] }}
 */
export function plain(text) {
  let out = "";
  const places = [];
  const put = (piece, at) => {
    for (const letter of piece) {
      out += letter;
      for (let unit = 0; unit < letter.length; unit++) places.push(at);
    }
  };
  const letters = (from, to) => {
    for (let i = from; i < to; i++) put(text[i].normalize("NFKC").toLowerCase(), i);
  };
  let done = 0;
  for (const found of text.matchAll(NUMERALS)) {
    letters(done, found.index);
    done = found.index + found[0].length;
    const number = numberOf(found[0]);
    if (number === null) letters(found.index, done);
    else put(number, found.index);
  }
  letters(done, text.length);
  places.push(text.length);
  return { out, places };
}

const isDigit = (letter) => letter !== undefined && letter >= "0" && letter <= "9";

/**
 * Lists where a term stands in a text; a number is found only whole.
 *
 * @param {string} text
 * @param {string} term
 * @param {number} [most]
 */
export function occurrences(text, term, most = Infinity) {
  const found = [];
  for (let at = text.indexOf(term); at >= 0 && found.length < most; at = text.indexOf(term, at + term.length)) {
    const cutBefore = isDigit(term[0]) && isDigit(text[at - 1]);
    const cutAfter = isDigit(term.at(-1)) && isDigit(text[at + term.length]);
    if (!cutBefore && !cutAfter) found.push(at);
  }
  return found;
}
