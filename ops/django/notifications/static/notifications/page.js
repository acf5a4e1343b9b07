"use strict";

(() => {
  const { tokenUrl, loginUrl } = document.currentScript.dataset;
  const connection = JSON.parse(document.getElementById("connection").textContent);
  const status = document.getElementById("status");
  const events = document.getElementById("events");
  const template = document.getElementById("event");

  const SHOWN_AT_MOST = 200;
  const FIRST_PAUSE = 500;
  const LONGEST_PAUSE = 30_000;
  // The server says nothing on success, so a connection counts as good when it has lived this long.
  const PROVEN_AFTER = 5_000;
  const AUTHENTICATION_FAILED = 1011;

  let failures = 0;

  function show(state, text) {
    status.dataset.state = state;
    status.textContent = text;
  }

  function showEvent(text) {
    const event = JSON.parse(text);
    const item = template.content.cloneNode(true);
    item.querySelector(".object").textContent = event.object;
    item.querySelector(".model").textContent = event.model;
    // Django logs deletions without a message.
    item.querySelector(".message").textContent = event.message || "Deleted.";
    item.querySelector(".user").textContent = event.user;
    const time = item.querySelector("time");
    time.dateTime = event.timestamp;
    time.textContent = new Date(event.timestamp).toLocaleTimeString();
    events.prepend(item);
    while (events.childElementCount > SHOWN_AT_MOST) {
      events.lastElementChild.remove();
    }
  }

  // Clients that lost the same server must not come back at the same moment: a random part of a pause that doubles.
  function pause() {
    return Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures++);
  }

  function retry(reason) {
    const wait = pause();
    show("connecting", `${reason}; trying again`);
    setTimeout(reconnect, wait);
  }

  async function reconnect() {
    let response;
    try {
      response = await fetch(tokenUrl, { cache: "no-store" });
      if (response.status === 401) {
        location.assign(`${loginUrl}?next=${encodeURIComponent(location.pathname)}`);
        return;
      }
      if (!response.ok) {
        throw new Error(`status ${response.status}`);
      }
      connect((await response.json()).token);
    } catch {
      retry("The site does not answer");
    }
  }

  function connect(token) {
    const socket = new WebSocket(connection.url);
    let proven;
    socket.addEventListener("open", () => {
      socket.send(token);
      show("open", "Connected");
      proven = setTimeout(() => (failures = 0), PROVEN_AFTER);
    });
    socket.addEventListener("message", ({ data }) => showEvent(data));
    socket.addEventListener("close", ({ code, reason }) => {
      clearTimeout(proven);
      retry(code === AUTHENTICATION_FAILED && reason ? `Refused: ${reason}` : "Connection lost");
    });
  }

  // A token lives 30 s: one from a page restored out of the history may be older, and the retry fetches another.
  connect(connection.token);
})();
