"use strict";
// Search, filters and switches: each changes the state, and is set to what the state says.

const search = byId("search");
const proposals = byId("proposals");
const SEARCH = search.placeholder;
let active = -1;
let pathFrom = null; // the entity that a path is to start from

function askPath(entity) {
  pathFrom = entity;
  search.placeholder = `Path from ${nameOf(entity, 40)} to: name or alias`;
  search.value = "";
  search.focus();
}

function activate(number) {
  active = number;
  [...proposals.children].forEach((item, position) => item.setAttribute("aria-selected", position === number));
  search.setAttribute("aria-activedescendant", proposals.children[number]?.id ?? "");
}

function propose() {
  const found = matches(search.value, 9);
  proposals.replaceChildren(...found.map(({ entity, name }, position) => {
    const { name: canonical, papers: amount, type } = data.entities[entity];
    const item = element("li", { id: `proposal-${position}`, onclick: () => take(entity) },
      glyph(type),
      element("span", { textContent: name === canonical ? cut(name, 120) : `${cut(name, 80)} → ${cut(canonical, 80)}` }),
      element("span", { className: "count pale", textContent: plural(amount, "paper") }));
    item.setAttribute("role", "option");
    return item;
  }));
  if (!found.length && search.value.trim()) {
    const none = element("li", { className: "pale", textContent: "No entity of that name" });
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    proposals.append(none);
  }
  openProposals(proposals.children.length > 0);
  activate(found.length ? 0 : -1);
}

function openProposals(open) {
  proposals.hidden = !open;
  search.setAttribute("aria-expanded", open);
}

function take(entity) {
  const start = pathFrom;
  endSearch();
  if (start !== null) choose("path", key(start), key(entity));
  else go({ chosen: ["entity", key(entity)], hide: state.hide.filter((type) => type !== data.entities[entity].type) }, { move: true });
}

function endSearch() {
  pathFrom = null;
  search.placeholder = SEARCH;
  search.value = "";
  openProposals(false);
}

search.oninput = propose;
search.onkeydown = (event) => {
  const amount = proposals.querySelectorAll("[aria-selected]").length;
  if (event.key === "ArrowDown" && amount) activate((active + 1) % amount);
  else if (event.key === "ArrowUp" && amount) activate((active + amount - 1) % amount);
  else if (event.key === "Enter" && !proposals.hidden && active >= 0) proposals.children[active].click();
  else if (event.key === "Escape" && (!proposals.hidden || pathFrom !== null)) endSearch();
  else return;
  event.preventDefault();
  event.stopPropagation();
};

document.addEventListener("click", ({ target }) => {
  if (!target.closest(".search")) openProposals(false);
  if (!target.closest("#downloads")) byId("downloads").open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, select")) { search.focus(); event.preventDefault(); }
  if (event.key !== "Escape") return;
  if (state.chosen.length) choose();
  else if (state.focus) go({ focus: "" }, { move: true });
});

// ---- filters --------------------------------------------------------------------------------------------------------

const option = (value, text) => element("option", { value, textContent: text });
const MOST = 5000; // entities that a browser still draws at ease
const EACH = [0, 1, 2, 3, 5, 8, 15, 30, 1e6]; // links that each entity brings
let playing = null;

function startControls() {
  for (const type of settings.types) {
    const box = element("input", { type: "checkbox", value: type, onchange: () =>
      go({ hide: box.checked ? state.hide.filter((other) => other !== type) : [...state.hide, type] }) });
    byId("types").append(element("label", {}, box, glyph(type), element("span", { textContent: type })));
  }
  byId("topic").append(option("", "all"), ...settings.topics.map((topic, number) => option(String(number), topicName(topic, 40))));
  byId("source").append(option("", "all"), ...settings.sources.map((source) => option(source, cut(source, 60))));
  byId("weight").append(...Object.entries(WEIGHTS).map(([name, { label }]) => option(name, label)));
  byId("top").max = Math.max(1, Math.min(MOST, data.entities.length));
  byId("links").max = EACH.length - 1;
  byId("dates").hidden = !data.months || data.months[0] === data.months[1];
  for (const name of ["from", "until"]) [byId(name).min, byId(name).max] = data.months ?? [0, 0];

  // a slider on its way is one step to go back over, not many
  const onSlide = (id, change) => {
    byId(id).oninput = () => go(change(Number(byId(id).value)), { push: false });
    byId(id).onchange = () => { if (!state.at && !state.chosen.length) go({}, { push: false, move: true }); };
  };
  onSlide("top", (top) => ({ top, chosen: [] }));
  onSlide("links", (place) => ({ links: EACH[place] }));
  onSlide("from", (value) => ({ from: value <= data.months[0] ? "" : monthName(Math.min(value, Number(byId("until").value))) }));
  onSlide("until", (value) => ({ until: value >= data.months[1] ? "" : monthName(Math.max(value, Number(byId("from").value))) }));
  byId("more").onclick = () => {
    byId("panel").hidden = !byId("panel").hidden;
    byId("more").setAttribute("aria-expanded", !byId("panel").hidden);
  };
  byId("play").onclick = () => (playing ? stop() : play());
  for (const id of ["topic", "source", "weight", "theme"]) {
    byId(id).onchange = () => go({ [id]: byId(id).value, ...(id === "topic" ? { chosen: [] } : {}) }, { move: id === "topic" });
  }
  for (const id of ["min", "least"]) byId(id).oninput = () => go({ [id]: Math.max(0, Number(byId(id).value) || 0) }, { push: false });
  byId("papers").onchange = () => go({ papers: byId("papers").checked });
  byId("mode").onclick = () => go({ list: !state.list }, { move: state.list && !state.at });
  byId("whole").onclick = () => go({ focus: "" }, { move: true });
  byId("reset").onclick = () => { stop(); endSearch(); go({ ...initial(), theme: state.theme, list: state.list }, { move: true }); };
}

// The field as it grew: month by month up to the last.
function play() {
  const [first, last] = data.months;
  let now = state.until ? month(state.until) : first;
  if (now >= last) now = first;
  byId("play").textContent = "Stop";
  const step = Math.max(1, Math.ceil((last - first) / 60));
  const next = () => {
    now += step;
    go({ until: now >= last ? "" : monthName(now) }, { push: false });
    if (now >= last) stop();
  };
  go({ until: monthName(now), chosen: [] });
  playing = setInterval(next, 350);
}

function stop() {
  clearInterval(playing);
  playing = null;
  byId("play").textContent = "Play";
}

function setControls() {
  for (const box of byId("types").querySelectorAll("input")) box.checked = !state.hide.includes(box.value);
  for (const id of ["topic", "source", "weight", "theme"]) byId(id).value = state[id];
  for (const id of ["min", "least"]) if (document.activeElement !== byId(id)) byId(id).value = state[id];
  byId("papers").checked = state.papers;
  byId("top").value = state.top;
  byId("top-value").textContent = Math.min(state.top, data.entities.length).toLocaleString("en");
  const each = EACH.findIndex((most_) => most_ >= state.links);
  byId("links").value = each < 0 ? EACH.length - 1 : each;
  byId("links-value").textContent = state.links >= 1e6 ? "all" : state.links;
  byId("links").setAttribute("aria-valuetext", byId("links-value").textContent);
  if (data.months) {
    for (const [name, end] of [["from", 0], ["until", 1]]) {
      byId(name).value = state[name] ? month(state[name]) : data.months[end];
      byId(`${name}-value`).textContent = state[name] || monthName(data.months[end]);
      byId(name).setAttribute("aria-valuetext", byId(`${name}-value`).textContent);
    }
  }
  byId("whole").hidden = !state.focus;
  byId("mode").setAttribute("aria-pressed", state.list);
  byId("list").hidden = !state.list;
  byId("map").hidden = state.list;
  byId("count").textContent = counted();
  byId("what").textContent = described();
}
