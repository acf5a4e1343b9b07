// The demo's page: one WebSocket for each sample user, exactly as a site's own page would open it.
"use strict";

const KEEP = 50;
const TOKEN_EVERY = 15_000;
const NUMBERS_EVERY = 1_000;

const byId = (id) => document.getElementById(id);
const count = new Intl.NumberFormat("en");
const rate = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });

let paused = false;

// One request serves all who ask at the same time: its answer holds a fresh token for every user.
let asking = null;
function askState() {
  asking ??= getJson("/demo/state").finally(() => { asking = null; });
  return asking;
}

async function getJson(path, options) {
  const response = await fetch(path, { cache: "no-store", ...options });
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.error ?? `HTTP ${response.status}`);
  }
  return body;
}

function typeLabel(name) {
  const label = document.createElement("span");
  label.className = "type";
  label.dataset.type = name;
  label.textContent = name;
  return label;
}

class Column {
  constructor(user, types) {
    this.user = { ...user, sees: [], superuser: false };
    this.types = types;
    this.mayBeSuperuser = user.superuser;
    this.received = 0;
    this.waiting = [];
    this.losses = 0;
    const root = byId("column").content.firstElementChild.cloneNode(true);
    this.root = root;
    this.list = root.querySelector(".events");
    this.counter = root.querySelector(".received");
    this.status = root.querySelector(".status");
    root.dataset.user = user.username;
    root.setAttribute("aria-label", user.username);
    root.querySelector(".avatar").textContent = user.username[0];
    root.querySelector("h2").textContent = user.username;
    root.querySelector(".about").textContent = user.about;
    this.list.setAttribute("aria-label", `Events that ${user.username} receives`);
    byId("columns").append(root);
    this.showRights(user);
  }

  // What the site lets the user see now: a switch for each model. What a superuser sees, no permission decides.
  showRights(user) {
    const switches = this.types.map((type) =>
      this.toggle(type.name, `content_type=${type.id}`, user.sees.includes(type.name), user.superuser));
    if (this.mayBeSuperuser) {
      switches.unshift(this.toggle("superuser", "superuser=true", user.superuser, false));
    }
    const focused = document.activeElement?.dataset?.right;
    const place = this.root.querySelector(".sees");
    const hadFocus = place.contains(document.activeElement);
    place.replaceChildren(...switches);
    if (hadFocus) {
      place.querySelector(`[data-right="${focused}"]`)?.focus();
    }
    this.root.querySelector(".empty").textContent = user.sees.length
      ? "Waiting for the first event…"
      : `Silence, and rightly so: ${user.username} may see nothing. Switch something on, and watch.`;
    this.user = { ...this.user, sees: user.sees, superuser: user.superuser };
  }

  toggle(name, right, on, locked) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.right = name;
    button.setAttribute("role", "switch");
    button.setAttribute("aria-checked", on);
    button.setAttribute("aria-label", name === "superuser"
      ? `${this.user.username} is a superuser` : `${this.user.username} may see ${name}`);
    button.disabled = locked;
    button.append(typeLabel(name));
    button.onclick = () => changeRight(`user=${this.user.id}&${right}&granted=${!on}`);
    return button;
  }

  // A line in the stream, where the site's answer came: what follows it is what the user may see now.
  rightsChanged(user) {
    const changes = this.types.map((type) => type.name)
      .filter((name) => user.sees.includes(name) !== this.user.sees.includes(name))
      .map((name) => `${user.sees.includes(name) ? "+" : "−"} ${name}`);
    if (changes.length) {
      this.render();
      const note = document.createElement("li");
      note.className = "note";
      note.textContent = `Permissions changed: ${changes.join(", ")}`;
      this.list.prepend(note);
    }
    this.showRights(user);
  }

  show(status, text) {
    this.status.dataset.status = status;
    this.status.querySelector(".status-text").textContent = text;
  }

  connect(address, token) {
    const socket = new WebSocket(address);
    socket.onopen = () => {
      socket.send(token);
      // Success is silent in this protocol: a refusal would arrive as a close.
      this.show("live", "Connected");
      this.settled = setTimeout(() => { this.losses = 0; }, 5_000);
    };
    socket.onmessage = (message) => this.receive(message.data);
    socket.onclose = (close) => {
      clearTimeout(this.settled);
      this.reconnect(close.reason);
    };
  }

  // With a fresh token each time, since they live for seconds; later and later, and not all at once.
  reconnect(reason) {
    const pause = Math.min(15_000, 500 * 2 ** this.losses++) * (0.5 + Math.random() / 2);
    this.show("lost", `${reason || "Connection lost"}; trying again`);
    setTimeout(async () => {
      try {
        const state = await askState();
        const me = state.users.find((user) => user.id === this.user.id);
        this.connect(state.websocket, me.token);
      } catch {
        this.reconnect("The gateway does not answer");
      }
    }, pause);
  }

  receive(payload) {
    this.received++;
    this.waiting.push(payload);
    if (this.waiting.length > KEEP) {
      this.waiting.shift();
    }
    this.frame ??= requestAnimationFrame(() => this.render());
  }

  // At most once a frame, and never more than the list holds, however many events come.
  render() {
    this.frame = null;
    this.counter.textContent = count.format(this.received);
    if (paused) {
      return;
    }
    this.list.prepend(...this.waiting.reverse().map(eventItem));
    this.waiting = [];
    while (this.list.childElementCount > KEEP) {
      this.list.lastElementChild.remove();
    }
  }
}

function eventItem(payload) {
  const item = byId("event").content.firstElementChild.cloneNode(true);
  let event = {};
  try {
    event = Object(JSON.parse(payload));
  } catch {
    event.message = payload;
  }
  const type = item.querySelector(".type");
  type.dataset.type = type.textContent = event.model ?? "event";
  const at = new Date(event.timestamp);
  item.querySelector("time").textContent = Number.isNaN(at.getTime()) ? "" : clock.format(at);
  item.querySelector(".by").textContent = event.user ?? "";
  item.querySelector(".object").textContent = event.object ?? "";
  const message = item.querySelector(".message");
  if (event.message) {
    message.textContent = event.message;
  } else {
    message.append(Object.assign(document.createElement("em"), { textContent: "Deleted" }));
  }
  item.classList.add("new");
  item.payload = payload;
  return item;
}

// Pointing at an event marks it in every column that has it.
function markSame(target) {
  const payload = target?.closest?.(".event")?.payload;
  for (const item of document.querySelectorAll(".event")) {
    item.classList.toggle("same", payload !== undefined && item.payload === payload);
  }
}

class Numbers {
  constructor() {
    this.samples = [];
  }

  show(numbers) {
    this.samples.push({ at: performance.now(), numbers });
    const first = this.samples[0];
    const seconds = (performance.now() - first.at) / 1000;
    for (const element of document.querySelectorAll("[data-number]")) {
      element.textContent = count.format(numbers[element.dataset.number]);
    }
    for (const element of document.querySelectorAll("[data-rate]")) {
      const name = element.dataset.rate;
      element.textContent = seconds > 0.5 ? `${rate.format((numbers[name] - first.numbers[name]) / seconds)} / s` : "";
    }
    this.samples = this.samples.slice(-5);
  }

  async poll() {
    try {
      this.show(await getJson("/demo/numbers"));
    } catch {
      this.samples = [];
    }
    setTimeout(() => this.poll(), NUMBERS_EVERY);
  }
}

let columns = [];

async function changeRight(query) {
  const outcome = byId("outcome");
  try {
    const answer = await getJson(`/demo/rights?${query}`, { method: "POST" });
    columns.forEach((column) => column.rightsChanged(answer.users.find((user) => user.id === column.user.id)));
    outcome.textContent = "Changed in the site’s database; the gateway was told as Django would tell it.";
  } catch (failure) {
    outcome.textContent = `Not changed. ${failure.message}`;
  }
  outcome.classList.add("fresh");
}

async function publish(submit) {
  submit.preventDefault();
  const button = submit.target.querySelector("button");
  const outcome = byId("outcome");
  button.disabled = true;
  try {
    const type = byId("type").value;
    const answer = await getJson(`/demo/publish?content_type=${encodeURIComponent(type)}`, { method: "POST" });
    const event = JSON.parse(answer.payload);
    outcome.textContent = `Published ${event.model} “${event.object}”: seen by ${plural(answer.connections, "connection")}`
      + ` in ${plural(answer.audiences, "audience")}.`;
  } catch (failure) {
    outcome.textContent = `Not published. ${failure.message}`;
  }
  outcome.classList.add("fresh");
  button.disabled = false;
}

function plural(number, noun) {
  return `${count.format(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function showRecipes(state) {
  const user = state.users.find((candidate) => candidate.id === byId("as").value) ?? state.users[0];
  byId("command").textContent = `python -m websockets ${state.websocket}`;
  byId("token").textContent = user.token;
  byId("snippet").textContent = `const ws = new WebSocket(${JSON.stringify(state.websocket)});\n`
    + `ws.onopen = () => ws.send(${JSON.stringify(user.token)});\n`
    + "ws.onmessage = (event) => console.log(JSON.parse(event.data));\n"
    + "ws.onclose = (close) => console.log(close.code, close.reason);";
}

async function refreshRecipes() {
  try {
    showRecipes(await askState());
  } catch {
    // The columns say that the gateway is away; the next turn tries again.
  }
}

async function copy(button) {
  const source = byId(button.dataset.copy);
  await refreshRecipes();
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 1_500);
}

function pause(button) {
  paused = !paused;
  button.setAttribute("aria-pressed", paused);
  button.textContent = paused ? "Resume" : "Pause";
  columns.forEach((column) => column.render());
}

async function start() {
  let state;
  try {
    state = await askState();
  } catch {
    byId("outcome").textContent = "The gateway does not answer; trying again…";
    setTimeout(start, 2_000);
    return;
  }
  columns = state.users.map((user) => new Column(user, state.content_types));
  columns.forEach((column) => column.connect(state.websocket, column.user.token));
  byId("type").append(...state.content_types.map((type) => new Option(type.name, type.id)));
  byId("as").append(...state.users.map((user) => new Option(user.username, user.id)));
  showRecipes(state);
  const numbers = new Numbers();
  numbers.show(state.numbers);
  numbers.poll();
  setInterval(refreshRecipes, TOKEN_EVERY);
  byId("as").onchange = refreshRecipes;
  byId("publish").onsubmit = publish;
  byId("pause").onclick = (click) => pause(click.target);
  byId("columns").onpointerover = (over) => markSame(over.target);
  byId("columns").onpointerleave = () => markSame(null);
  document.querySelectorAll("[data-copy]").forEach((button) => { button.onclick = () => copy(button); });
}

start();
