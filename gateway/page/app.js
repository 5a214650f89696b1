// The status page: logs in, asks the API every few seconds, and shows what it says. Every text is
// put in as text, never as markup.
"use strict";

const kEvery = 10000;  // ms
const kMostLinks = 200;
const byId = (id) => document.getElementById(id);
let csrf = "";
let timer = 0;

class NotLoggedIn extends Error {}

async function call(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin", cache: "no-store",
  });
  const json = await answer.json().catch(() => ({}));
  if (answer.status === 401) throw new NotLoggedIn(json.detail || "");
  if (!answer.ok && path !== "/health/ready") throw new Error(json.detail || "the gateway answered " + answer.status);
  return json;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function cell(content, className) {
  const td = element("td", undefined, className);
  for (const part of Array.isArray(content) ? content : [content])
    td.append(part === null || part === undefined ? "" : part);
  return td;
}

// Only what is an address of the web becomes a link.
function link(text, url) {
  if (!/^https?:\/\//.test(url || "")) return element("span", text);
  const a = element("a", text);
  a.href = url;
  a.rel = "noreferrer";
  return a;
}

function time(text) {
  if (!text) return "";
  const made = element("time", new Date(text).toLocaleString());
  made.dateTime = text;
  return made;
}

function fill(table, rows, empty) {
  const body = byId(table).tBodies[0];
  body.replaceChildren(...rows);
  if (rows.length > 0) return;
  const row = element("tr");
  const only = cell(empty, "quiet");
  only.colSpan = byId(table).tHead.rows[0].cells.length;
  row.append(only);
  body.append(row);
}

function say(text) {
  byId("message").textContent = text;
  byId("message").hidden = text === "";
}

function row(...cells) {
  const tr = element("tr");
  tr.append(...cells);
  return tr;
}

const kStates = { in_step: "in step", pending: "pending", held: "held up", parked: "parked" };

function linkRow(each) {
  const issue = each.issue;
  const tickets = each.tickets.flatMap((ticket, at) =>
    [at > 0 ? ", " : "", link("#" + ticket.id, ticket.url), ticket.status ? " (" + ticket.status + ")" : ""]);
  const state = [element("span", kStates[each.state] || each.state, "state state-" + each.state)];
  if (each.reason) state.push(": " + each.reason);
  return row(cell([link(issue.repository + "#" + issue.number, issue.url), " (" + issue.state + ")"]),
             cell(tickets), cell(state), cell(time(each.last_synced), "tight"));
}

function button(text, about, className, act) {
  const made = element("button", text, className);
  made.type = "button";
  made.setAttribute("aria-label", text + " " + about);
  made.addEventListener("click", async () => {
    made.disabled = true;
    try {
      await act();
      say("");
    } catch (error) {
      failed(error);
    }
    await show();
  });
  return made;
}

function parkedRow(each) {
  const path = "/api/parked/" + encodeURIComponent(each.key);
  const buttons = [];
  // Of a delivery that could not be read nothing is kept to try; a poll goes on whatever happens.
  if (!each.key.startsWith("delivery:"))
    buttons.push(button("Retry", each.key, "", () => call("POST", path + "/retry")));
  if (!each.key.startsWith("poll:"))
    buttons.push(button("Drop", each.key, "danger", async () => {
      if (window.confirm("Drop " + each.key + "? What it was about is not looked at again until it changes."))
        await call("DELETE", path);
    }));
  return row(cell(each.key), cell(each.reason), cell(time(each.since), "tight"),
             cell(String(each.attempts)), cell(buttons, "tight"));
}

function activityRow(each) {
  return row(cell(time(each.at), "tight"), cell(each.link), cell(each.what), cell(each.detail));
}

function showHealth(health) {
  const words = { ready: "all is well", degraded: "something needs a look", down: "down" };
  const reasons = Object.entries(health.checks || {})
    .filter(([, check]) => !check.ok).map(([name, check]) => name + ": " + check.reason);
  byId("health").replaceChildren(
    element("strong", words[health.status] || "unknown", health.status || "down"),
    reasons.length > 0 ? " (" + reasons.join("; ") + ")" : "");
}

function showLogin(show) {
  byId("login").hidden = !show;
  byId("content").hidden = show;
  byId("logout").hidden = show;
  if (show) {
    window.clearTimeout(timer);
    byId("token").focus();
  }
}

function failed(error) {
  if (error instanceof NotLoggedIn) {
    say("You are logged out.");
    showLogin(true);
  } else {
    say(error.message || String(error));
  }
}

async function show() {
  window.clearTimeout(timer);
  try {
    const [health, links, parked, activity] = await Promise.all([
      call("GET", "/health/ready"), call("GET", "/api/links"), call("GET", "/api/parked"),
      call("GET", "/api/activity?limit=50")]);
    showHealth(health);
    byId("links-count").textContent = "(" + links.links.length + ")";
    byId("parked-count").textContent = "(" + parked.parked.length + ")";
    fill("parked", parked.parked.map(parkedRow), "Nothing is parked.");
    fill("links", links.links.slice(0, kMostLinks).map(linkRow), "Nothing is linked yet.");
    fill("activity", activity.activity.map(activityRow), "Nothing has happened yet.");
    const more = links.links.length - kMostLinks;
    byId("links-more").hidden = more <= 0;
    byId("links-more").textContent = more > 0 ? more + " more: see tandem links" : "";
    showLogin(false);
  } catch (error) {
    failed(error);
    if (error instanceof NotLoggedIn) return;
  }
  timer = window.setTimeout(show, kEvery);
}

byId("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    csrf = (await call("POST", "/api/session", { token: byId("token").value })).csrf;
    byId("token").value = "";
    say("");
    await show();
  } catch (error) {
    say(error instanceof NotLoggedIn ? "This is not the admin token." : error.message);
    byId("token").select();
  }
});

byId("logout").addEventListener("click", async () => {
  try {
    await call("DELETE", "/api/session");
    say("");
  } catch (error) {
    failed(error);
    if (!(error instanceof NotLoggedIn)) return;  // the session goes on
  }
  csrf = "";
  showLogin(true);
});

(async () => {
  try {
    csrf = (await call("GET", "/api/session")).csrf;
    await show();
  } catch (error) {
    if (!(error instanceof NotLoggedIn)) say(error.message);
    showLogin(true);
  }
})();
