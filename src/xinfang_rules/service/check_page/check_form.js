/** The form: organs, claims and acts of a file. It writes into the data at once; whoever shows it is told of each change. */

/** @typedef {Record<string, any>} Entry */
/** @typedef {{part: string, row: number | null, key: string, text: string}} Fault */

const EACH = "__each";
const PIECES = /[、,，；;\s]+/u;

/** Makes an element; `on…` are listeners, what is false or null is left out. */
export function el(/** @type {string} */ tag, /** @type {Entry} */ told = {}, /** @type {any[]} */ ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(told)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") /** @type {any} */ (element)[name] = value;
    else if (value !== null && value !== false && !(name === "data-names" && value === "")) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

/** Keeps a value of an entry, or takes it out where it is empty. */
function keep(/** @type {Entry} */ entry, /** @type {string} */ key, /** @type {any} */ value) {
  if (value === "" || value === null || value === undefined || (Array.isArray(value) && !value.length)) delete entry[key];
  else entry[key] = value;
}

const shown = (/** @type {any} */ value) =>
  value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);

/**
 * Lays out the form.
 * @param {Entry} words what acts, organs and claims there are
 * @param {Entry} form the data
 * @param {{changed: () => void, relaid: (focus?: string) => void, remember: () => void}} told
 */
export function layOut(words, form, told) {
  const name = (/** @type {Entry} */ entry) => entry.title || entry.label;
  const named = (/** @type {Entry[]} */ entries) => Object.fromEntries(entries.map((entry) => [entry.label, name(entry)]));

  /** Changes the data in one step, which can be undone, and lays the form out anew. */
  function step(/** @type {() => void} */ change, /** @type {string | undefined} */ focus = undefined) {
    told.remember();
    change();
    told.changed();
    told.relaid(focus);
  }

  /** A small button that changes the data in one step. */
  const stepping = (/** @type {string} */ said, /** @type {() => void} */ change, /** @type {Entry} */ more = {}) =>
    el("button", { type: "button", class: "small", onclick: () => step(change), ...more }, said);

  /** A control with its label. */
  function labelled(/** @type {string} */ title, /** @type {HTMLElement} */ control) {
    return el("label", {}, el("span", {}, title), control);
  }

  function text(/** @type {Entry} */ entry, /** @type {string} */ key, /** @type {Entry} */ more = {}) {
    const input = el("input", { type: "text", "data-key": key, ...more });
    input.value = shown(entry[key]);
    input.addEventListener("input", () => {
      const typed = input.value;
      const count = more.class === "count" && /^\d{1,9}$/u.test(typed.trim());
      keep(entry, key, count ? Number(typed) : /^\s*[{[]/u.test(typed) ? read(typed) : typed);
      told.changed();
    });
    return input;
  }

  function read(/** @type {string} */ typed) {
    try {
      return JSON.parse(typed);
    } catch {
      return typed;
    }
  }

  /** Chooses one of some values; one that is none of them stays to be seen. */
  function chosen(/** @type {Entry} */ entry, /** @type {string} */ key, /** @type {Entry} */ options, /** @type {Entry} */ more = {}) {
    const { relay, part = "", blank = "", ...rest } = more;
    const select = el("select", { "data-key": key, ...rest }, el("option", { value: "" }, blank));
    const value = entry[key];
    const all = Object.entries(options);
    if (value !== undefined && !(shown(value) in options)) all.push([shown(value), `“${shown(value)}”读不懂`]);
    select.append(...all.map(([each, title]) => el("option", { value: each, "data-names": part && `${part}:${each}` }, title)));
    select.value = shown(value);
    select.addEventListener("change", () => {
      if (relay) told.remember();
      keep(entry, key, { true: true, false: false }[select.value] ?? select.value);
      told.changed();
      if (relay) told.relaid(address(select));
    });
    return select;
  }

  const yesNo = { true: "是", false: "否" };

  function ticks(/** @type {Entry} */ entry, /** @type {string} */ key, /** @type {string} */ title, /** @type {Entry} */ options, part = "") {
    const listed = () => (Array.isArray(entry[key]) ? entry[key] : []);
    const strange = listed().filter((/** @type {string} */ each) => !(each in options));
    const all = { ...options, ...Object.fromEntries(strange.map((/** @type {string} */ each) => [each, `“${each}”读不懂`])) };
    const boxes = Object.entries(all).map(([each, said]) => {
      const box = el("input", { type: "checkbox", "data-key": `${key}:${each}`, checked: listed().includes(each) });
      box.addEventListener("change", () => {
        keep(entry, key, Object.keys(all).filter((one) => (one === each ? box.checked : listed().includes(one))));
        told.changed();
      });
      return el("label", { class: "tick" }, box, el("span", { "data-names": part && `${part}:${each}` }, said));
    });
    return el("fieldset", { class: "ticks", "data-key": key }, el("legend", {}, title), boxes);
  }

  function field(/** @type {Entry} */ entry, /** @type {string} */ key, /** @type {Entry} */ spec) {
    if (spec.of === "bool") return labelled(spec.title, chosen(entry, key, yesNo, { class: "short" }));
    if (spec.of === "enum") return labelled(spec.title, chosen(entry, key, spec.options));
    if (spec.of === "set") return ticks(entry, key, spec.title, spec.options);
    return labelled(spec.title, text(entry, key, { class: spec.of === "count" ? "count" : spec.of === "day" ? "day" : "title", inputmode: spec.of === "count" ? "numeric" : "text" }));
  }

  /** A kind or an outcome: one for all claims, or one for each. */
  function byClaim(/** @type {Entry} */ act, /** @type {string} */ key, /** @type {Entry} */ options, /** @type {string} */ title) {
    const each = typeof act[key] === "object" && act[key] !== null;
    if (each) {
      const rows = form.claims.map((/** @type {Entry} */ claim) => labelled(`${title}：${name(claim)}`, chosen(act[key], claim.label, options)));
      return [...rows, stepping("各项相同", () => delete act[key])];
    }
    const all = form.claims.length > 1 ? { ...options, [EACH]: "各项诉求分别写" } : options;
    const select = chosen(act, key, all, { class: "wide", relay: form.claims.length > 1, blank: "没有写明" });
    select.addEventListener("change", () => { if (act[key] === EACH) { act[key] = {}; told.relaid(); } });
    return [labelled(title, select)];
  }

  /** What an entry says that it should not; it stays until it is taken out. */
  function strange(/** @type {Entry} */ entry, /** @type {Iterable<string>} */ known) {
    const keys = new Set(known);
    return Object.keys(entry).filter((key) => !keys.has(key)).map((key) => el(
      "span", { class: "line" },
      labelled(key === "unplaced" ? "没有放进各栏的" : key, key === "unplaced" ? el("output", {}, entry[key].join("　")) : text(entry, key)),
      stepping("去掉", () => delete entry[key]),
    ));
  }

  /** Facts, group by group: those stated, and one more. */
  function facts(/** @type {Entry} */ owner, /** @type {string} */ key, /** @type {string} */ title, /** @type {(name: string) => boolean} */ offered) {
    const stated = Object.entries(owner[key] ?? {}).flatMap(([group, told_]) => Object.keys(told_ ?? {}).map((each) => [group, each]));
    const controls = stated.map(([group, each]) => {
      const spec = words.facts[`${group}.${each}`] ?? { title: `${group}.${each}`, of: "text" };
      const out = stepping("去掉", () => {
        delete owner[key][group][each];
        if (!Object.keys(owner[key][group]).length) delete owner[key][group];
      }, { "aria-label": `去掉${spec.title}` });
      return el("span", { class: "line" }, field(owner[key][group], each, spec), out);
    });
    const left = Object.entries(words.facts).filter(([each, spec]) => !spec.derived && offered(each) && !stated.some(([group, one]) => `${group}.${one}` === each));
    const more = el("select", {}, el("option", { value: "" }, "选择一项…"), left.map(([each, spec]) => el("option", { value: each }, `${spec.group}：${spec.title}`)));
    more.addEventListener("change", () => step(() => {
      const [group, each] = more.value.split(".");
      owner[key] ??= {};
      owner[key][group] ??= {};
      owner[key][group][each] = { bool: true, set: [], count: 0 }[/** @type {string} */ (words.facts[more.value].of)] ?? Object.keys(words.facts[more.value].options)[0] ?? "";
    }));
    return el("details", { open: stated.length > 0 }, el("summary", {}, title), controls, labelled("再写一项事实", more));
  }

  function moving(/** @type {Entry[]} */ list, /** @type {number} */ row, /** @type {string} */ what, /** @type {boolean} */ ordered) {
    const move = (/** @type {number} */ by) => () => step(() => list.splice(row + by, 0, ...list.splice(row, 1)));
    const button = (/** @type {string} */ sign, /** @type {string} */ said, /** @type {() => void} */ does, disabled = false) =>
      el("button", { type: "button", class: "small", "aria-label": `${said}${what}`, title: said, disabled, onclick: does }, sign);
    const insert = () => step(() => list.splice(row + 1, 0, {}), `acts.${row + 1}.day`);
    const out = () => step(() => list.splice(row, 1));
    return el(
      "span", { class: "move" },
      ordered && [button("↑", "上移", move(-1), row === 0), button("↓", "下移", move(1), row === list.length - 1), button("＋", "下面插入一行：", insert)],
      button("✕", "删除", out),
    );
  }

  function entry(/** @type {string} */ part, /** @type {number} */ row, /** @type {any[]} */ ...children) {
    return el("div", { class: "entry", "data-part": part, "data-row": String(row), role: "group", "aria-label": `${{ organs: "机关、单位", claims: "诉求", acts: "行为" }[part]}${row + 1}` }, ...children);
  }

  /** What an organ or a claim is called; it is called so wherever it stands, at once. */
  function called(/** @type {string} */ part, /** @type {Entry} */ one) {
    const title = text(one, "title", { class: "title" });
    title.addEventListener("input", () => {
      const shownAt = title.closest("form")?.querySelectorAll(`[data-names="${CSS.escape(`${part}:${one.label}`)}"]`) ?? [];
      for (const each of shownAt) each.textContent = name(one);
    });
    return title;
  }

  function organ(/** @type {Entry} */ one, /** @type {number} */ row) {
    const titles = words.titles.organ;
    const others = named(form.organs.filter((/** @type {Entry} */ other) => other !== one));
    return entry(
      "organs", row,
      el("div", { class: "line" },
        labelled(titles.title, called("organs", one)),
        labelled(titles.kind, chosen(one, "kind", words.kinds)),
        labelled(titles.level, chosen(one, "level", words.levels, { class: "short" })),
        moving(form.organs, row, `机关、单位${row + 1}`, false)),
      Object.keys(others).length > 0 && ticks(one, "superior", titles.superior, others, "organs"),
      el("details", { open: ["local", "successor", "complete_to"].some((key) => key in one) }, el("summary", {}, "更多"), el("div", { class: "line" },
        labelled(titles.local, chosen(one, "local", yesNo, { class: "short" })),
        labelled(titles.successor, chosen(one, "successor", others, { part: "organs" })),
        labelled(`本机关${titles.complete_to}`, text(one, "complete_to", { class: "day" })))),
      facts(one, "facts", "关于这一机关、单位的其他事实", (each) => !each.startsWith("remedy.")),
      strange(one, ["label", ...Object.keys(titles)]),
    );
  }

  function claim(/** @type {Entry} */ one, /** @type {number} */ row) {
    const titles = words.titles.claim;
    const detailed = typeof one.remedy === "object" && one.remedy !== null;
    const remedies = { ...Object.fromEntries(words.remedies.map((/** @type {string} */ each) => [each, each === "none" ? "没有应当通过的其他途径" : each])), [EACH]: "逐项写明" };
    const select = chosen(one, "remedy", remedies, { class: "wide", relay: true, blank: "没有写明" });
    select.addEventListener("change", () => {
      if (one.remedy !== EACH) return;
      one.remedy = {};
      told.changed();
      told.relaid();
    });
    const remedy = detailed
      ? el("div", { class: "line" },
        Object.entries(words.facts).filter(([each]) => each.startsWith("remedy.")).map(([each, spec]) => field(one.remedy, each.slice("remedy.".length), spec)),
        stepping("不逐项写", () => delete one.remedy))
      : null;
    return entry(
      "claims", row,
      el("div", { class: "line" },
        labelled(titles.title, called("claims", one)),
        labelled(titles.category, chosen(one, "category", words.categories)),
        !detailed && labelled(titles.remedy, select),
        moving(form.claims, row, `诉求${row + 1}`, false)),
      remedy,
      form.organs.length > 0 && ticks(one, "competent", titles.competent, named(form.organs), "organs"),
      facts(one, "facts", "关于这一诉求的其他事实", (each) => !each.startsWith("remedy.")),
      strange(one, ["label", ...Object.keys(titles)]),
    );
  }

  function act(/** @type {Entry} */ one, /** @type {number} */ row) {
    const titles = words.titles.act;
    const spec = words.acts[one.act] ?? { by: true, to: true, kind: {}, outcome: {}, fields: {} };
    const organs = named(form.organs);
    const acts = Object.fromEntries(Object.entries(words.acts).map(([each, told_]) => [each, told_.title]));
    const seldom = ["received", "claims", "piece", "sure"];
    const open = seldom.some((key) => key in one);
    const piece = text({ piece: (one.piece ?? []).join("、") }, "piece", { class: "title" });
    piece.addEventListener("input", () => { keep(one, "piece", piece.value.split(PIECES).filter(Boolean)); told.changed(); });
    return entry(
      "acts", row,
      el("div", { class: "line" },
        el("span", { class: "number" }, String(row + 1)),
        labelled(titles.day, text(one, "day", { class: "day" })),
        labelled(titles.act, chosen(one, "act", acts, { relay: true })),
        (spec.by || "by" in one) && labelled(titles.by, chosen(one, "by", organs, { part: "organs" })),
        (spec.to || "to" in one) && labelled(titles.to, chosen(one, "to", organs, { part: "organs" })),
        moving(form.acts, row, `第${row + 1}行`, true)),
      el("div", { class: "line" },
        (Object.keys(spec.kind).length > 0 || "kind" in one) && byClaim(one, "kind", spec.kind, titles.kind),
        (Object.keys(spec.outcome).length > 0 || "outcome" in one) && byClaim(one, "outcome", spec.outcome, titles.outcome),
        Object.entries(spec.fields).map(([key, told_]) => field(one, key, told_))),
      el("details", { open }, el("summary", {}, "到达日期、诉求、件"), el("div", { class: "line" },
        labelled(titles.received, text(one, "received", { class: "day" })),
        labelled(titles.piece, piece),
        labelled(titles.sure, chosen(one, "sure", { true: "是", false: "可能没有发生" }))),
      (form.claims.length > 1 || "claims" in one) && ticks(one, "claims", titles.claims, named(form.claims), "claims")),
      strange(one, [...Object.keys(titles), ...Object.keys(spec.fields)]),
    );
  }

  /** @returns {string} the first label that is free */
  function free(/** @type {string} */ letter, /** @type {Entry[]} */ entries) {
    const taken = new Set(entries.map((one) => one.label));
    for (let number = 1; ; number += 1) if (!taken.has(`${letter}${number}`)) return `${letter}${number}`;
  }

  function adding(/** @type {string} */ part, /** @type {string} */ said, /** @type {() => Entry} */ fresh, /** @type {string} */ first) {
    const add = () => step(() => form[part].push(fresh()), `${part}.${form[part].length}.${first}`);
    return el("button", { type: "button", class: "first", onclick: add }, said);
  }

  const titles = words.titles.dossier;
  return [
    el("h2", {}, "卷宗"),
    el("div", { class: "entry", "data-part": "", role: "group", "aria-label": "卷宗" },
      el("div", { class: "line" },
        labelled(titles.dossier, text(form, "dossier", { class: "title" })),
        labelled(titles.complete_to, text(form, "complete_to", { class: "day" }))),
      el("p", { class: "hint" }, "写明记录完整到哪一天的，此前没有记载的行为才认为没有发生；不写的，一律不能确定。")),
    el("h2", {}, "机关、单位"),
    form.organs.map(organ),
    adding("organs", "加一个机关、单位", () => ({ label: free("o", form.organs) }), "title"),
    el("h2", {}, "诉求"),
    form.claims.map(claim),
    adding("claims", "加一项诉求", () => ({ label: free("c", form.claims) }), "title"),
    el("h2", { id: "acts" }, "行为（依先后）"),
    el("p", { class: "hint" }, "日期可以写 2024/1/5、2024年1月5日；只知道范围的写 2024-01-05～2024-01-20；发生过而不知何日的写“不详”。"),
    form.acts.map(act),
    el("div", { class: "line" },
      adding("acts", "加一行", () => ({}), "day"),
      el("button", { type: "button", id: "sort" }, "按日期排列"),
      el("button", { type: "button", id: "paste" }, "从电子表格粘贴")),
    el("div", { id: "pasting", hidden: true },
      labelled("在电子表格里选中各行复制，粘贴在这里：日期、行为、由谁、对谁……，有没有列名都可以", el("textarea", { id: "pasted" })),
      el("button", { type: "button", class: "first", id: "read" }, "读入")),
    facts(form, "matter", "关于整个事项的其他事实", (each) => !each.startsWith("remedy.")),
    strange(form, ["organs", "claims", "acts", ...Object.keys(titles)]),
  ].flat();
}

/** Returns the address of a control: part, row, key. */
export function address(/** @type {Element} */ control) {
  const entry = /** @type {HTMLElement | null} */ (control.closest("[data-part]"));
  return `${entry?.dataset.part ?? ""}.${entry?.dataset.row ?? ""}.${/** @type {HTMLElement} */ (control).dataset?.key ?? ""}`;
}

/** Shows what is wrong, each at its row. Returns what has no place in the form. */
export function markFaults(/** @type {Element} */ place, /** @type {Fault[]} */ faults) {
  for (const old of place.querySelectorAll(".faults")) old.remove();
  for (const old of place.querySelectorAll(".wrong")) old.classList.remove("wrong");
  for (const old of place.querySelectorAll("[aria-invalid]")) {
    old.removeAttribute("aria-invalid");
    old.removeAttribute("aria-describedby");
  }
  /** @type {Fault[]} */
  const left = [];
  faults.forEach((fault, number) => {
    const rowed = ["organs", "claims", "acts"].includes(fault.part) && fault.row !== null;
    const entry = rowed
      ? place.querySelector(`[data-part="${fault.part}"][data-row="${fault.row}"]`)
      : ["dossier", "complete_to"].includes(fault.part) ? place.querySelector('[data-part=""]') : null;
    if (entry === null) return left.push(fault);
    let list = entry.querySelector(".faults");
    if (list === null) entry.append((list = el("ul", { class: "faults" })));
    const item = el("li", { id: `fault-${number}` }, fault.text);
    list.append(item);
    entry.classList.add("wrong");
    const key = rowed ? fault.key : fault.part;
    const control = key && entry.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (control) {
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", item.id);
      const hidden = control.closest("details");
      if (hidden) hidden.open = true;
    }
    return undefined;
  });
  return left;
}
