// Answers searches in place of the worker of Material for MkDocs, in its own messages, from its own index.
//
// Chinese is searched as it stands, without being cut into words: what was typed is found as typed. Numbers are the
// same however they are written, so that 六十日 finds 60日, and 19.3 finds 第十九条第三款. Only what is found nowhere is
// looked for in pairs of characters.
"use strict";

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;

const WEIGHT = { keyword: 1000, keywordStart: 400, title: 600, titleStart: 300, titlePart: 200, text: 20, again: 2, pairs: 8 };
const MOST_RESULTS = 100; // pages
const TEASER = 120; // characters of text around the first match

const DIGITS = "零一二三四五六七八九";
const UNITS = { 十: 10, 百: 100, 千: 1000 };
const NUMERALS = /[〇零一二三四五六七八九十百千]+/g;
const PROVISION = /^(\d+)\.(\d+)(?:\.(\d+))?$/;

/** Reads a Chinese numeral, counting (六十) or digit by digit (二〇二二); null if it is neither. */
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
 * Writes text so that equal things are equal: small letters, half-width where there is a choice, numbers as digits.
 * `places[i]` is where the i-th character came from; it ends with the length of the text.
 */
function plain(text) {
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

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const isDigit = (letter) => letter !== undefined && letter >= "0" && letter <= "9";

/** Lists where a term stands in a text; a number is found only whole. */
function occurrences(text, term, most = Infinity) {
  const found = [];
  for (let at = text.indexOf(term); at >= 0 && found.length < most; at = text.indexOf(term, at + term.length)) {
    const cutBefore = isDigit(term[0]) && isDigit(text[at - 1]);
    const cutAfter = isDigit(term.at(-1)) && isDigit(text[at + term.length]);
    if (!cutBefore && !cutAfter) found.push(at);
  }
  return found;
}

/** Cuts a query into terms, each with the ways in which it may be written. */
function termsOf(query) {
  const typed = query.split(/[\s，。、；：？！,;"“”]+/).filter(Boolean);
  return typed.map((term) => {
    const ways = [plain(term).out];
    const provision = PROVISION.exec(ways[0]);
    if (provision) {
      const [, article, paragraph, item] = provision;
      ways.push(`第${article}条第${paragraph}款` + (item ? `第${item}项` : ""));
      if (item && paragraph === "1") ways.push(`第${article}条第${item}项`);
    }
    return { typed: term, ways };
  });
}

function pairsOf(term) {
  return Array.from({ length: Math.max(0, term.length - 1) }, (_, i) => term.slice(i, i + 2));
}

let entries = [];

function setUp({ docs }) {
  const pages = new Map();
  entries = docs.map((doc) => {
    const [page] = doc.location.split("#");
    if (!pages.has(page)) pages.set(page, doc.location);
    const first = pages.get(page) === doc.location;
    const { location, title, text } = doc;
    return {
      location,
      page,
      first,
      title,
      text,
      boost: doc.boost ?? 1,
      plainTitle: plain(title).out,
      plainText: plain(text).out,
      keywords: first ? (doc.tags ?? []).map((tag) => plain(tag).out) : [],
    };
  });
}

/** Says how well an entry answers one way of writing a term; 0 if it does not hold it. */
function match(entry, way) {
  let score = 0;
  const begun = entry.keywords.filter((keyword) => keyword.startsWith(way)).map((keyword) => way.length / keyword.length);
  if (entry.keywords.includes(way)) score += WEIGHT.keyword;
  else if (begun.length) score += WEIGHT.keywordStart * Math.sqrt(Math.max(...begun));
  const [inTitle] = occurrences(entry.plainTitle, way, 1);
  if (inTitle !== undefined) {
    if (entry.plainTitle === way) score += WEIGHT.title;
    else score += (inTitle === 0 ? WEIGHT.titleStart : WEIGHT.titlePart) * (way.length / entry.plainTitle.length);
  }
  const times = occurrences(entry.plainText, way, 10).length;
  if (times) score += WEIGHT.text + WEIGHT.again * times;
  return score;
}

function matchPairs(entry, pairs) {
  const held = pairs.filter((pair) => entry.plainTitle.includes(pair) || entry.plainText.includes(pair));
  const share = held.length / pairs.length;
  const inTitle = pairs.filter((pair) => entry.plainTitle.includes(pair)).length / pairs.length;
  return share > 0.5 ? { score: WEIGHT.pairs * (share + 2 * inTitle), held } : null;
}

function search(query) {
  const terms = termsOf(query);
  const found = new Map();
  for (const term of terms) {
    const hits = [];
    for (const entry of entries) {
      const scores = term.ways.map((way) => match(entry, way));
      const score = Math.max(...scores);
      if (score > 0) hits.push({ entry, score, ways: term.ways });
    }
    const pairs = pairsOf(term.ways[0]);
    if (!hits.length && pairs.length > 1) {
      for (const entry of entries) {
        const near = matchPairs(entry, pairs);
        if (near) hits.push({ entry, score: near.score, ways: near.held });
      }
    }
    for (const { entry, score, ways } of hits) {
      const hit = found.get(entry) ?? { score: 0, terms: new Set(), ways: [] };
      hit.score += score;
      hit.terms.add(term.typed);
      hit.ways.push(...ways);
      found.set(entry, hit);
    }
  }
  return grouped(found, terms);
}

/** Puts the entries of a page together, the best first, and always with the page itself. */
function grouped(found, terms) {
  const pages = new Map();
  for (const [entry, hit] of found) {
    const share = hit.terms.size / terms.length;
    const score = hit.score * share * share * entry.boost * (entry.first ? 1.2 : 1);
    if (!pages.has(entry.page)) pages.set(entry.page, []);
    pages.get(entry.page).push({ entry, hit, score });
  }
  const best = (group) => group[0].score;
  for (const [page, group] of pages) {
    if (!group.some(({ entry }) => entry.first)) {
      const entry = entries.find((other) => other.page === page && other.first);
      group.push({ entry, hit: { terms: new Set(), ways: [] }, score: 0 });
    }
    group.sort((a, b) => b.score - a.score);
  }
  return [...pages.values()]
    .sort((a, b) => best(b) - best(a))
    .slice(0, MOST_RESULTS)
    .map((group) => group.map(({ entry, hit, score }) => shown(entry, hit, score, terms)));
}

/** Finds what is to be marked in a text: from, to, in its own characters. */
function spans(text, ways) {
  const { out, places } = plain(text);
  const found = ways.flatMap((way) => occurrences(out, way).map((at) => [places[at], places[at + way.length]]));
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const kept = [];
  for (const [from, to] of found) {
    const last = kept.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else kept.push([from, to]);
  }
  return kept;
}

function marked(text, from, to, ranges) {
  let out = "", done = from;
  for (const [start, end] of ranges) {
    if (start < done || end > to) continue;
    out += `${escaped(text.slice(done, start))}<mark data-md-highlight>${escaped(text.slice(start, end))}</mark>`;
    done = end;
  }
  return out + escaped(text.slice(done, to));
}

function shown(entry, hit, score, terms) {
  const inTitle = spans(entry.title, hit.ways), inText = spans(entry.text, hit.ways);
  const from = inText.length ? Math.max(0, inText[0][0] - TEASER / 4) : 0;
  const to = Math.min(entry.text.length, from + TEASER);
  const teaser = marked(entry.text, from, to, inText);
  const told = {};
  if (hit.terms.size) {
    for (const [start, end] of inText.slice(0, 3)) told[entry.text.slice(start, end)] = true;
    for (const { typed } of terms) told[typed] = hit.terms.has(typed);
  }
  return {
    location: entry.location,
    title: marked(entry.title, 0, entry.title.length, inTitle),
    text: (from ? "…" : "") + teaser + (to < entry.text.length ? "…" : ""),
    score,
    terms: told,
  };
}

addEventListener("message", ({ data: { type, data } }) => {
  if (type === SETUP) {
    setUp(data);
    postMessage({ type: READY });
  } else if (type === QUERY) {
    postMessage({ type: RESULT, data: { items: search(data) } });
  }
});
