// How the steps of a proof are drawn: sentences with their facts, photos, numbers, shares of sums.
import { toHex } from "./bytes.js";

const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);
const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium", timeZone: "Asia/Jakarta" });
const words = new Map(
  Array.from(document.querySelectorAll("#words dt"), (key) => [key.textContent, key.nextElementSibling.textContent]),
);
const MOMENTS = new Set(["at", "by", "last"]);
const COUNTS = new Set(["sum", "said", "copy"]);
const SVG = "http://www.w3.org/2000/svg";

// A sentence of the page with its facts filled in.
export function say(key, facts = {}) {
  return (words.get(key) ?? key).replace(/\{(\w+)\}/g, (_, name) => spelt(name, facts[name]));
}

function spelt(name, fact) {
  if (MOMENTS.has(name) && fact) return `${moment.format(new Date(fact))} WIB`;
  const counts = typeof fact === "number" || (COUNTS.has(name) && /^\d{1,15}$/.test(fact));
  return counts ? number.format(fact) : String(fact ?? "");
}

export function line({ right, say: key, facts, keep }) {
  const mark = { true: "right", false: "wrong", null: "told", warn: "warn" }[right];
  const item = make("li", mark, say(key, facts));
  item.dataset.say = key;
  if (keep) item.append(" ", download(keep, facts.index));
  return item;
}

// A step's lines: what is wrong first and always in sight; of what is right one line, and the others folded away.
export function lines(all) {
  const wrong = all.filter((each) => each.right === false);
  const rest = all.filter((each) => each.right !== false);
  const [first, folded] = rest.length > 2 ? [rest.slice(0, 1), rest.slice(1)] : [rest, []];
  const list = make("ul", "lines");
  list.append(...[...wrong, ...first].map(line));
  if (!folded.length) return [list];
  const details = make("details", "more");
  const others = make("ul", "lines");
  others.append(...folded.map(line));
  details.append(make("summary", "", say("more", { count: folded.length })), others);
  return [list, details];
}

// Links to the steps where something is wrong.
export function wayTo(steps) {
  const list = make("p", "ways-to");
  for (const at of steps) {
    const link = make("a", "", at.querySelector(".title").textContent);
    link.href = `#${at.id}`;
    list.append(link, " ");
  }
  return list;
}

// "Kelurahan Miroto"; a name that says itself what it is stands alone.
export const areaName = (area) => (/^(kota|kabupaten|kab\.) /i.test(area.name) ? area.name : `${say(area.tier)} ${area.name}`);

// What the form calls a row, with the choice's name in a row of votes.
export function rowName(code, contest) {
  const choice = contest?.choices.find((each) => each.code === code);
  if (choice) return choiceName(choice);
  const row = contest?.rows.find((each) => each.cells.includes(code));
  if (!row) return words.get(code) ?? code;
  return `${language === "id" ? row.label_id : row.label_en} (${code})`;
}

const choiceName = (choice) => `${choice.number}. ${choice.kind === "empty_column" ? say("empty") : choice.name}`;

// What a step shows beside its lines.
export function step({ drawn, state }, stands, proofOf) {
  if (drawn.photos?.length) return [photos(drawn.photos)];
  if (drawn.entries?.length) return drawn.entries.map((entry) => logged(entry, proofOf));
  if (drawn.record?.counted) return [numbers(drawn.record, stands.contest)];
  if (drawn.values && Object.keys(drawn.values).length) return [votes(drawn.values, stands.contest)];
  if (drawn.area) return shares(drawn, stands.contest);
  if (drawn.at && state !== "running") return [make("p", "stamp", say("published-at", { at: drawn.at }))];
  return [];
}

function photos(found) {
  const list = make("ul", "prints");
  for (const { bytes, page, sha256 } of found) {
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    picture.alt = say("page", { page: page ?? "?" });
    const caption = make("figcaption", "", picture.alt);
    caption.append(make("code", "", `${sha256.slice(0, 16)}…`));
    const whole = make("a");
    whole.href = picture.src;
    whole.target = "_blank";
    whole.append(picture);
    const figure = make("figure");
    figure.append(whole, caption);
    const item = make("li");
    item.append(figure);
    list.append(item);
  }
  return list;
}

// One line of the log: its number, when it was written, its proof to keep, and the way of hashes to the head.
function logged({ index, said, path, photo, content, note }, proofOf) {
  const at = make("div", "logged");
  const head = make("p");
  head.append(make("b", "", say("line", { index })), ` ${say("page", { page: photo.page ?? "?" })} · ${spelt("at", said.at)} `);
  head.append(download(proofOf({ index, path, content, note }), index));
  const details = make("details");
  details.append(make("summary", "", say("details")), make("pre", "", JSON.stringify(said, null, 1)));
  const hashes = make("ol", "hashes");
  hashes.append(...path.map((hash) => make("li", "", toHex(hash).slice(0, 16))));
  details.append(make("p", "hint", say("path", { hashes: path.length })), hashes);
  at.append(head, details);
  return at;
}

function download(address, index) {
  const link = make("a", "", say("keep"));
  link.href = address;
  link.download = `bukti-${index}.tlog-proof`;
  return link;
}

// The numbers of the form that people look for first, with what stood on the paper where it differs.
function numbers(record, contest) {
  return table(shown(contest), (code) => {
    const cell = record.cells[code];
    if (!cell) return ["–", ""];
    const differs = cell.corrected !== null && cell.corrected !== cell.written;
    return [number.format(cell.counted), differs ? say("on-paper", { value: cell.written ?? "?" }) : ""];
  }, contest);
}

const votes = (values, contest) => table(shown(contest), (code) => [number.format(values[code] ?? 0), ""], contest);

function table(codes, cell, contest) {
  const list = make("dl", "figures");
  for (const code of codes) {
    const [value, note] = cell(code);
    const figure = make("dd", "", value);
    if (note) figure.append(make("small", "", note));
    list.append(make("dt", "", rowName(code, contest)), figure);
  }
  return list;
}

// An area's sums, each with the share that came up from the step before.
function shares({ area, from, station }, contest) {
  const most = Math.max(1, ...contest.choices.map((choice) => area.values[choice.code] ?? 0));
  const list = make("ul", "shares");
  const name = from ? (from.tier ? areaName(from) : `TPS ${from.number}`) : "";
  contest.choices.forEach((choice, at) => {
    const whole = area.values[choice.code] ?? 0;
    const part = partOf(from, choice.code);
    const item = make("li", `c${at + 1}`);
    item.append(make("span", "who", choiceName(choice)), make("strong", "", number.format(whole)));
    item.append(bar(whole / most, part / most));
    if (from) item.append(make("small", "", say("part", { value: part, name })));
    list.append(item);
  });
  const within = say("stations-in", { count: area.stations_in, of: area.stations_total });
  return [list, make("p", "hint", station ? within : "")];
}

function partOf(from, code) {
  if (!from) return 0;
  if (from.values) return from.values[code] ?? 0;
  return from.counted ? (from.cells[code]?.counted ?? 0) : 0;
}

function bar(whole, part) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 1000 10");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("aria-hidden", "true");
  for (const [kind, share] of [["rail", 1], ["whole", whole], ["part", part && Math.max(part, 0.004)]]) {
    const box = document.createElementNS(SVG, "rect");
    box.setAttribute("class", kind);
    box.setAttribute("width", String(Math.round(1000 * share)));
    box.setAttribute("height", "10");
    drawing.append(box);
  }
  return drawing;
}

// The votes of each choice, then the two sums under them.
function shown(contest) {
  const sums = ["SAH", "TSAH"].filter((code) => contest.lanes.includes(code));
  return [...contest.choices.map((choice) => choice.code), ...sums];
}

function make(tag, kind = "", content = "") {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (content) made.textContent = content;
  return made;
}
