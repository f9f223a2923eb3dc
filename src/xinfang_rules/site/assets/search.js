// Answers searches in place of the worker of Material for MkDocs, in its own messages, from an index that it fetches
// when the first word is typed.
//
// Chinese is searched as it stands: what was typed is found as typed, and in every way in which the index says that it
// may be said (逾期 for 超期). Numbers are the same however they are written, so that 六十日 finds 60日, and 19.3 finds
// 第十九条第三款. What is made of known words alone (转送几天) is looked for by these too. Only what is found nowhere is
// looked for in pairs of characters.
"use strict";

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;

const INDEX = new URL("../../search/pages.json", self.location.href);

const WEIGHT = { lead: 9000, keyword: 1000, keywordStart: 400, title: 600, titleStart: 300, titlePart: 200, text: 20, again: 2, pairs: 8 };
const IN_PARTS = 0.5; // how much a match of the words in a term counts beside one of the term
const OTHERWISE = 0.9; // how much a match of another way to say a term counts
const NEXT_LEAD = 0.7; // how much a page counts to which a word leads, beside the page before it
const MOST_WAYS = 30; // of saying a term
const MOST_RESULTS = 100; // pages
const TEASER = 120; // characters of text around the first match

const DIGITS = "零一二三四五六七八九";
const UNITS = { 十: 10, 百: 100, 千: 1000 };
const NUMERALS = /[〇零一二三四五六七八九十百千]+/g;
const PROVISION = /^(\d+)\.(\d+)(?:\.(\d+))?$/;
const SHORT_PROVISION = /^第?(\d+)条(?:第?(\d+)款)?(?:第?(\d+)项)?$/; // 36条3款
const WORDLESS = /^[\d.]*$/; // never taken for a word inside a term

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
  return query.split(/[\s，。、；：？！,;?!"“”]+/).filter(Boolean).map((typed) => ({ typed, ways: waysOf(plain(typed).out) }));
}

/** Lists the ways in which a term may be written, as it was typed first. */
function waysOf(term) {
  const provision = PROVISION.exec(term);
  if (provision) {
    const [, article, second, item] = provision;
    const place = item ? `第${second}款第${item}项` : `第${second}款`;
    const short = !item ? [second] : second === "1" ? [item] : [];
    return [term, `第${article}条${place}`, ...short.map((number) => `第${article}条第${number}项`)];
  }
  const ways = new Set([term]);
  const [, article, paragraph, item] = SHORT_PROVISION.exec(term) ?? [];
  if (article) ways.add(`第${article}条${paragraph ? `第${paragraph}款` : ""}${item ? `第${item}项` : ""}`);
  for (const way of ways) {
    for (const other of otherWays(way)) if (ways.size < MOST_WAYS) ways.add(other);
  }
  return [...ways];
}

function* otherWays(way) {
  for (const group of words.synonyms) {
    for (const word of group) {
      // A word inside its own synonym would be put in again and again.
      if (way.includes(word)) yield* group.filter((other) => !other.includes(word)).map((other) => way.replace(word, other));
    }
  }
  for (const group of words.counted) {
    for (const word of group) {
      const at = way.search(new RegExp(`[0-9]${word}`)) + 1;
      if (at) yield* group.filter((other) => other !== word).map((other) => way.slice(0, at) + other + way.slice(at + word.length));
    }
  }
}

/** Cuts a term into known words, as few as can be; null if something is left that is none. */
function partsOf(term) {
  const best = [[]];
  for (let end = 1; end <= term.length; end++) {
    for (let start = Math.max(0, end - words.longest); start < end; start++) {
      if (!best[start] || !words.known.has(term.slice(start, end))) continue;
      if (!best[end] || best[start].length + 1 < best[end].length) best[end] = [...best[start], term.slice(start, end)];
    }
  }
  const parts = best[term.length]?.filter((part) => !words.filler.has(part));
  return parts?.length && parts[0] !== term ? parts : null;
}

function pairsOf(term) {
  return Array.from({ length: Math.max(0, term.length - 1) }, (_, i) => term.slice(i, i + 2));
}

let entries = [];
const words = { synonyms: [], counted: [], filler: new Set(), known: new Set(), leads: new Map(), longest: 0 };

function setUp({ docs, synonyms, counted, filler, leads }) {
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
  const written = (list) => list.map((word) => plain(word).out);
  words.synonyms = synonyms.map(written);
  words.counted = counted.map(written);
  words.filler = new Set(written(filler));
  for (const lead of leads) {
    for (const word of written(lead.words)) {
      const to = words.leads.get(word) ?? new Map();
      lead.to.forEach((place) => to.has(place) || to.set(place, WEIGHT.lead * NEXT_LEAD ** to.size));
      words.leads.set(word, to);
    }
  }
  const keywords = entries.flatMap((entry) => entry.keywords).filter((word) => !WORDLESS.test(word));
  words.known = new Set([...keywords, ...words.leads.keys(), ...words.synonyms.flat(), ...words.filler]);
  words.longest = Math.max(0, ...[...words.known].map((word) => word.length));
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

/** Lists the entries that hold a term in any of its ways; `lead` is what counts however often the entry is named. */
function hitsOf(ways) {
  const hits = [];
  for (const entry of entries) {
    const scores = ways.map((way, index) => match(entry, way) * (index ? OTHERWISE : 1));
    const leads = ways.map((way, index) => (words.leads.get(way)?.get(entry.location) ?? 0) * (index ? OTHERWISE : 1));
    const score = Math.max(...scores), lead = Math.max(...leads);
    if (score > 0 || lead > 0) hits.push({ entry, score, lead, ways });
  }
  return hits;
}

/** Lists the entries that hold the words of which a term is made, those that hold more of them first. */
function hitsInParts(parts) {
  const found = new Map();
  for (const part of parts) {
    for (const { entry, score, lead, ways } of hitsOf(waysOf(part))) {
      const hit = found.get(entry) ?? { score: 0, lead: 0, count: 0, ways: [] };
      found.set(entry, { score: hit.score + score, lead: hit.lead + lead, count: hit.count + 1, ways: [...hit.ways, ...ways] });
    }
  }
  return [...found].map(([entry, { score, lead, count, ways }]) => {
    const share = IN_PARTS * (count / parts.length) ** 2;
    return { entry, score: score * share, lead: lead * share, ways };
  });
}

function hitsInPairs(term) {
  const pairs = pairsOf(term);
  if (pairs.length < 2) return [];
  return entries.flatMap((entry) => {
    const near = matchPairs(entry, pairs);
    return near ? [{ entry, score: near.score, lead: 0, ways: near.held }] : [];
  });
}

function search(query) {
  const terms = termsOf(query);
  const found = new Map();
  for (const term of terms) {
    const parts = partsOf(term.ways[0]);
    const hits = [...hitsOf(term.ways), ...(parts ? hitsInParts(parts) : [])];
    const seen = hits.length ? hits : hitsInPairs(term.ways[0]);
    for (const { entry, score, lead, ways } of seen) {
      const hit = found.get(entry) ?? { score: 0, lead: 0, terms: new Set(), ways: [] };
      hit.score += score;
      hit.lead += lead;
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
    const score = (hit.score * entry.boost * (entry.first ? 1.2 : 1) + hit.lead) * share * share;
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

let index = null;
let asked = 0;

/** Fetches the index once; a failure is forgotten, so that the next query tries again. */
function fetched() {
  index ??= fetch(INDEX)
    .then((response) => response.json())
    .then(setUp)
    .catch((error) => {
      index = null;
      throw error;
    });
  return index;
}

async function answer(query) {
  const mine = ++asked;
  if (query.trim()) await fetched();
  // Only the last query is answered: the theme takes what comes for the answer to what stands in the field.
  if (mine === asked) postMessage({ type: RESULT, data: { items: search(query) } });
}

addEventListener("message", ({ data: { type, data } }) => {
  if (type === SETUP) postMessage({ type: READY });
  else if (type === QUERY) return answer(data);
});
